//! Tokens into the store, by the digests of their secrets: from an export, or from another system.

use std::collections::HashMap;
use std::io::{ErrorKind, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde_json::Value as Json;

use super::super::{Changes, Scribe, Session, scopes, tiers, workspaces};
use super::create::{blank, created, free};
use crate::domain::import::{Row, Sheet, why};
use crate::domain::record::record;
use crate::domain::scope::is_wildcard;
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

/// Adds the token of each line that can be added, all in one transaction; what came of each line.
pub fn import(session: &mut Session<'_>, workspace: &str, sheet: &Sheet, create_scopes: bool) -> Result<Vec<Imported>> {
    let (now, world, by) = (session.now, session.world, session.actor.name.clone());
    let (store, scribe) = session.parts();
    store.write(|tx| {
        workspaces::check(tx, workspace)?;
        let catalogue = catalogues::names(tx, workspace)?;
        let model = blank(workspace, &by, now);
        let mut desk = Desk { world, scribe: &scribe, model, now, catalogue, tiers: HashMap::new() };
        if create_scopes {
            desk.create_scopes(tx, sheet)?;
        }
        let mut imported = Vec::with_capacity(sheet.lines.len());
        for line in &sheet.lines {
            imported.push(match &line.row {
                Err(why) => refused(line.number, None, why),
                Ok(row) => match desk.add(tx, row)? {
                    Ok((id, name, changed)) => {
                        Imported { line: line.number, id: Some(id), name: Some(name), changed, error: None }
                    }
                    Err(why) => refused(line.number, row.name.clone(), &why),
                },
            });
        }
        Ok(imported)
    })
}

/// Where the lines of one import are worked off.
struct Desk<'a> {
    world: &'a World,
    scribe: &'a Scribe<'a>,
    /// A token of which nothing was said.
    model: Token,
    now: Millis,
    catalogue: Vec<String>,
    /// The tiers that were asked for: why one cannot be used, if it cannot.
    tiers: HashMap<String, Option<String>>,
}

impl Desk<'_> {
    /// Adds every scope that the lines carry to the catalogue, whatever the order of the lines.
    fn create_scopes(&mut self, tx: &mut Tx<'_>, sheet: &Sheet) -> Result<()> {
        let rows = sheet.lines.iter().filter_map(|line| line.row.as_ref().ok());
        for name in rows.flat_map(|row| &row.scopes).filter(|scope| !is_wildcard(scope)) {
            if self.catalogue.contains(name) {
                continue;
            }
            let new = Scope {
                workspace: self.model.workspace.clone(),
                name: name.clone(),
                description: None,
                created_at: self.now,
                created_by: self.model.created_by.clone(),
            };
            catalogues::insert(tx, &new)?;
            self.scribe.log(tx, Some(&new.workspace), "scope.create", name, Changes::default())?;
            self.catalogue.push(new.name);
        }
        Ok(())
    }

    /// Adds one token: its id, its name and whether it is new; or why it was not added.
    fn add(&mut self, tx: &mut Tx<'_>, row: &Row) -> Result<Result<(String, String, bool), String>> {
        if let Some(id) = tokens::by_hash(tx, &row.hash)? {
            return self.compare(tx, row, &id);
        }
        if let Err(cause) = scopes::check_among(&self.model.workspace, &self.catalogue, &row.scopes) {
            return Ok(Err(why(cause)));
        }
        if let Some(why) = self.check_tier(tx, row.tier.as_deref())? {
            return Ok(Err(why));
        }
        let token = self.token(row)?;
        if !tokens::insert(tx, &token, &row.hash)? {
            let held = free(tx, &token.workspace, &token.name, self.now, "name").err();
            return Ok(Err(held.map_or_else(|| "another token stands in its place".to_owned(), why)));
        }
        self.scribe.log(tx, Some(&token.workspace), "token.import", &token.id, imported(&token))?;
        Ok(Ok((token.id, token.name, true)))
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
    fn token(&self, row: &Row) -> Result<Token> {
        let id = self.world.new_id(token::ID)?;
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
        Ok(token)
    }
}

/// What the trail says of an imported token.
fn imported(token: &Token) -> Changes {
    created(token).set("status", token.status.as_str()).personal("reason", token.revoked_reason.as_deref())
}
