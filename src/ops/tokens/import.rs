//! Tokens into the store, by the digests of their secrets: from an export, or from another system.

use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde_json::Value as Json;

use super::super::{Changes, Scribe, Session, scopes, tiers, workspaces};
use super::create::{blank, created, free};
use crate::domain::import::{Line, Row, Sheet};
use crate::domain::record::record;
use crate::domain::scope::is_wildcard;
use crate::domain::sheet::why;
use crate::domain::span::Span;
use crate::domain::time::Millis;
use crate::domain::token::{self, Token};
use crate::domain::workspace::Scope;
use crate::error::{Code, Error, Result};
use crate::store::{Tx, scopes as catalogues, tokens};
use crate::world::World;

/// What came of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// Its number.
    pub line: u64,
    /// The token's id.
    pub id: Option<String>,
    /// The token's name.
    pub name: Option<String>,
    /// Whether it was added.
    pub changed: bool,
    /// Why not.
    pub error: Option<String>,
}

record! { Imported {
    line: Int, shown, "The number of the line" => |it| i64::try_from(it.line).unwrap_or(i64::MAX);
    id: Id, shown, "The token's id" => |it| it.id.as_ref();
    name: Text, shown, "Its name" => |it| it.name.as_ref();
    changed: Bool, shown, "Whether the command made a difference" => |it| it.changed;
    ok: Bool, shown, "Whether the store now holds what the line says" => |it| it.error.is_none();
    error: Text, shown, "Why it does not" => |it| it.error.as_ref();
} }

/// The bytes of a file; `-` is standard input.
pub fn load(world: &World, path: &Path) -> Result<Vec<u8>> {
    if path.as_os_str() != "-" {
        return std::fs::read(path).map_err(|cause| match cause.kind() {
            ErrorKind::NotFound => Error::new(Code::NotFound, format!("there is no file {}", path.display()))
                .hint("name a file, or - for standard input")
                .field("FILE"),
            _ => Error::io(format!("cannot read {}", path.display()), &cause),
        });
    }
    let mut text = Vec::new();
    let read = world.input().read_to_end(&mut text);
    read.map_err(|cause| Error::io("cannot read standard input", &cause))?;
    Ok(text)
}

/// What came of the lines if none of them can be read.
pub fn unread(sheet: &Sheet) -> Option<Vec<Imported>> {
    let refused = sheet.lines.iter().map(|line| line.row.as_ref().err().map(|why| refused(line.number, None, why)));
    refused.collect::<Option<Vec<_>>>().filter(|lines| !lines.is_empty())
}

fn refused(line: u64, name: Option<String>, why: &str) -> Imported {
    Imported { line, id: None, name, changed: false, error: Some(why.to_owned()) }
}

/// How lines are taken in.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    /// Whether scopes that the workspace does not know are added to its catalogue.
    pub create_scopes: bool,
    /// How long a token may live at most.
    pub max_expiry: Option<Span>,
}

/// Adds the token of each line that can be added, all in one transaction; what came of each line.
pub fn import(session: &mut Session<'_>, workspace: &str, sheet: &Sheet, terms: Terms) -> Result<Vec<Imported>> {
    let (now, world, by) = (session.now, session.world, session.actor.name.clone());
    let (store, scribe) = session.parts();
    store.write(|tx| {
        workspaces::check(tx, workspace)?;
        let catalogue = catalogues::names(tx, workspace)?;
        let model = blank(workspace, &by, now);
        let mut desk = Desk { scribe: &scribe, model, now, terms, catalogue, tiers: HashMap::new() };
        let mut imported = Vec::with_capacity(sheet.lines.len());
        // Lines with wildcards come last where others may add the scopes that these are over; the ids go by
        // the order of the file all the same.
        let late = |(line, _): &(&Line, _)| {
            let wild = |row: &Row| row.scopes.iter().any(|scope| is_wildcard(scope));
            terms.create_scopes && line.row.as_ref().is_ok_and(wild)
        };
        let ids: Vec<String> = sheet.lines.iter().map(|_| world.new_id(token::ID)).collect::<Result<_>>()?;
        let (last, mut waiting): (Vec<_>, Vec<_>) = sheet.lines.iter().zip(ids).partition(late);
        waiting.extend(last);
        // A line that was refused may have what it lacked once another one has brought its scopes.
        while !waiting.is_empty() {
            let known = desk.catalogue.len();
            let mut again = Vec::new();
            let mut refused = Vec::new();
            for (line, id) in waiting {
                let answer = desk.answer(tx, line, id.clone())?;
                if answer.error.is_none() {
                    imported.push(answer);
                } else {
                    refused.push(answer);
                    again.push((line, id));
                }
            }
            waiting = again;
            if desk.catalogue.len() == known {
                imported.append(&mut refused);
                break;
            }
        }
        imported.sort_by_key(|it| it.line);
        Ok(imported)
    })
}

/// Where the lines of one import are worked off.
struct Desk<'a> {
    scribe: &'a Scribe<'a>,
    /// A token of which nothing was said.
    model: Token,
    now: Millis,
    terms: Terms,
    catalogue: Vec<String>,
    /// The tiers that were asked for: why one cannot be used, if it cannot.
    tiers: HashMap<String, Option<String>>,
}

impl Desk<'_> {
    /// Adds the token of a line, or says why not.
    fn answer(&mut self, tx: &mut Tx<'_>, line: &Line, id: String) -> Result<Imported> {
        let row = match &line.row {
            Err(why) => return Ok(refused(line.number, None, why)),
            Ok(row) => row,
        };
        Ok(match self.add(tx, row, id)? {
            Ok((id, name, changed)) => {
                Imported { line: line.number, id: Some(id), name: Some(name), changed, error: None }
            }
            Err(why) => refused(line.number, row.name.clone(), &why),
        })
    }

    /// Adds the scopes that a line carries to the catalogue.
    fn create_scopes(&mut self, tx: &mut Tx<'_>, names: Vec<String>) -> Result<()> {
        for name in names {
            let new = Scope {
                workspace: self.model.workspace.clone(),
                name,
                description: None,
                created_at: self.now,
                created_by: self.model.created_by.clone(),
            };
            catalogues::insert(tx, &new)?;
            self.scribe.log(tx, Some(&new.workspace), "scope.create", &new.name, Changes::default())?;
        }
        Ok(())
    }

    /// Adds one token: its id, its name and whether it is new; or why it was not added.
    fn add(&mut self, tx: &mut Tx<'_>, row: &Row, id: String) -> Result<Result<(String, String, bool), String>> {
        if let Some(id) = tokens::by_hash(tx, &row.hash)? {
            return self.compare(tx, row, &id);
        }
        let known = self.catalogue.len();
        if self.terms.create_scopes {
            let missing = row.scopes.iter().filter(|scope| !is_wildcard(scope) && !self.catalogue.contains(scope));
            let mut missing: Vec<String> = missing.cloned().collect();
            missing.dedup();
            self.catalogue.extend(missing);
        }
        let added = self.add_new(tx, row, id);
        let new_scopes = self.catalogue.split_off(known);
        if let Ok(Ok(_)) = &added {
            self.catalogue.extend(new_scopes.iter().cloned());
            self.create_scopes(tx, new_scopes)?;
        }
        added
    }

    /// Adds a token whose digest is not there, its scopes being in the catalogue.
    fn add_new(&mut self, tx: &mut Tx<'_>, row: &Row, id: String) -> Result<Result<(String, String, bool), String>> {
        if let Err(cause) = scopes::check_among(&self.model.workspace, &self.catalogue, &row.scopes) {
            return Ok(Err(why(cause)));
        }
        if let Some(most) = self.terms.max_expiry.filter(|most| self.outlives(row, *most)) {
            return Ok(Err(format!("expires_at: tokens live at most {most} here (tokens.max_expiry)")));
        }
        if let Some(why) = self.check_tier(tx, row.tier.as_deref())? {
            return Ok(Err(why));
        }
        let token = self.token(row, id);
        if !tokens::insert(tx, &token, &row.hash)? {
            let held = free(tx, &token.workspace, &token.name, self.now, "name").err();
            return Ok(Err(held.map_or_else(|| "another token stands in its place".to_owned(), why)));
        }
        self.scribe.log(tx, Some(&token.workspace), "token.import", &token.id, imported(&token))?;
        Ok(Ok((token.id, token.name, true)))
    }

    /// Whether a line's token would live longer than any may.
    fn outlives(&self, row: &Row, most: Span) -> bool {
        !row.revoked && row.expires_at.is_none_or(|at| at > self.now.plus(most))
    }

    /// Judges a line whose digest is there already.
    fn compare(&self, tx: &mut Tx<'_>, row: &Row, id: &str) -> Result<Result<(String, String, bool), String>> {
        let current = tokens::has_hash(tx, id, &row.hash)?;
        let Some(held) = tokens::get(tx, id, self.now)? else {
            return Ok(Err("the token was just deleted".to_owned()));
        };
        if held.workspace != self.model.workspace {
            return Ok(Err(format!("workspace {} has a token with this hash: {}", held.workspace, held.id)));
        }
        if !current {
            return Ok(Err(format!("the hash is that of the previous secret of {}", held.id)));
        }
        let different = row.differences(&held);
        if different.is_empty() {
            return Ok(Ok((held.id, held.name, false)));
        }
        Ok(Err(format!("the store has this hash as {}, which differs in {}", held.id, different.join(", "))))
    }

    /// Why a tier cannot be used, if it cannot; each is looked up once.
    fn check_tier(&mut self, tx: &mut Tx<'_>, tier: Option<&str>) -> Result<Option<String>> {
        let Some(tier) = tier else { return Ok(None) };
        if let Some(known) = self.tiers.get(tier) {
            return Ok(known.clone());
        }
        let why = match tiers::get(tx, tier, Code::UnknownTier) {
            Ok(_) => None,
            Err(cause) if cause.code == Code::UnknownTier => Some(why(cause)),
            Err(cause) => return Err(cause),
        };
        self.tiers.insert(tier.to_owned(), why.clone());
        Ok(why)
    }

    /// The token that a line describes. Of its secret only the digest is known, so that is what may be shown.
    fn token(&self, row: &Row, id: String) -> Token {
        let mut token = Token {
            name: row.name.clone().unwrap_or_else(|| id.clone()),
            id,
            prefix: format!("sha256:{}", HEXLOWER.encode(&row.hash[..4])),
            scopes: row.scopes.clone(),
            rate_limits: row.rate_limits.clone(),
            owner: row.owner.clone(),
            env: row.env,
            allow_ips: row.allow_ips.clone(),
            metadata: Json::Object(row.metadata.clone()),
            not_before: row.not_before,
            expires_at: row.expires_at,
            disabled_at: row.disabled.then_some(self.now),
            revoked_at: row.revoked.then(|| row.revoked_at.unwrap_or(self.now)),
            revoked_reason: row.revoked_reason.clone(),
            ..self.model.clone()
        };
        if let Some(tier) = &row.tier {
            token.tier.clone_from(tier);
        }
        token.status = token.status_at(self.now);
        token
    }
}

/// What the trail says of an imported token.
fn imported(token: &Token) -> Changes {
    created(token).set("status", token.status.as_str()).personal("reason", token.revoked_reason.as_deref())
}
