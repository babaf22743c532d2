//! Use cases of tokens. Here: finding the one that a person means, and what a change of it would touch.

mod create;
mod export;
mod import;
mod list;
mod revoke;
mod rotate;
mod stale;
mod update;

pub use create::{Expiry, Fields, Issue, New, create};
pub use export::{Disclosure, export};
pub use import::{Imported, Terms, import, load, unread};
pub use list::{Wanted, list, show};
pub(super) use revoke::reveal;
pub use revoke::{Bulk, Preview, preview, revoke, revoke_by_filter};
pub use rotate::{Rotation, finish, rotate};
pub use stale::{Standard, stale};
pub use update::{Switch, Update, switch, update};

use std::collections::HashSet;

use serde_json::{Value as Json, json};

use super::workspaces;
use crate::domain::credential::{hash, is_secret};
use crate::domain::id;
use crate::domain::record::{Cell, Column, Kind, Record};
use crate::domain::secret::Secret;
use crate::domain::suggest::{did_you_mean, nearest};
use crate::domain::time::{DAY, Millis};
use crate::domain::token::{self, Issued, Status, Token};
use crate::error::{Code, Error, Result};
use crate::store::{Tx, refs, tokens, usage};

/// How many characters of an id, beyond its prefix, a reference must have.
const PART: usize = 6;
/// The same for a command that changes the record.
pub(super) const PART_TO_CHANGE: usize = 8;

/// The token that a reference means: a whole id, a name, or an unambiguous part of an id.
pub(super) fn find(tx: &mut Tx<'_>, workspace: &str, reference: &str, now: Millis, changes: bool) -> Result<Token> {
    workspaces::check(tx, workspace)?;
    let within = |token: Token| {
        if token.workspace == workspace {
            return Ok(token);
        }
        Err(Error::new(Code::NotFound, format!("{reference} is a token of another workspace"))
            .hint(format!("name it: -w {}", token.workspace)))
    };
    if id::is_whole(token::ID, reference)
        && let Some(token) = tokens::get(tx, reference, now)?
    {
        return within(token);
    }
    if let Some(token) = tokens::holder(tx, workspace, reference, now)? {
        return Ok(token);
    }
    let part = reference.strip_prefix(token::ID).unwrap_or(reference);
    let least = if changes { PART_TO_CHANGE } else { PART };
    if part.len() < PART || part.len() > id::ULID_LENGTH || !id::is_part(part) {
        return Err(absent(tx, workspace, reference, now));
    }
    let mut found = Vec::new();
    for id in refs::by_part(tx, "api_tokens", workspace, token::ID, reference)? {
        found.extend(tokens::get(tx, &id, now)?);
    }
    match found.len() {
        0 => Err(absent(tx, workspace, reference, now)),
        1 if part.len() < least => Err(Error::new(
            Code::Ambiguous,
            format!("{reference} is too short a part of an id for a command that changes it"),
        )
        .hint(format!("write at least {least} characters, or {}", found[0].id))
        .candidates(vec![found[0].id.clone()])),
        1 => Ok(found.remove(0)),
        several => Err(Error::new(Code::Ambiguous, format!("{reference} could be {several} tokens"))
            .hint("write more of the id")
            .candidates(found.into_iter().map(|token| format!("{} {}", token.id, token.name)).collect())),
    }
}

/// The tokens that references mean, each once, however often it is named; a reference may be a token
/// itself. All are found before any is
/// changed, so that a change does not move what a later name means.
fn find_all(tx: &mut Tx<'_>, workspace: &str, references: &[String], now: Millis) -> Result<Vec<Token>> {
    let mut found: Vec<Token> = Vec::with_capacity(references.len());
    let mut seen = HashSet::with_capacity(references.len());
    for reference in references {
        let token = if is_secret(reference) {
            find_by_secret(tx, workspace, reference, now)?
        } else {
            find(tx, workspace, reference, now, true)?
        };
        if seen.insert(token.id.clone()) {
            found.push(token);
        }
    }
    Ok(found)
}

fn absent(tx: &mut Tx<'_>, workspace: &str, reference: &str, now: Millis) -> Error {
    if let Ok(Some(was)) = tokens::last_revoked(tx, workspace, reference, now) {
        return Error::new(
            Code::NotFound,
            format!("the token {reference} was revoked; a revoked token answers to its id"),
        )
        .hint(format!("look at it with: gatepost tokens show {}", was.id))
        .candidates(vec![was.id]);
    }
    let names = tokens::names_like(tx, workspace, reference).unwrap_or_default();
    let names = || names.iter().map(String::as_str);
    let near = did_you_mean(reference, names());
    Error::new(Code::NotFound, format!("workspace {workspace} has no token {reference}{near}"))
        .hint("list them with: gatepost tokens list --status all")
        .candidates(nearest(reference, names()).map(str::to_owned).into_iter().collect())
}

/// The token whose secret this is; the secret does not come back in the error.
fn find_by_secret(tx: &mut Tx<'_>, workspace: &str, text: &str, now: Millis) -> Result<Token> {
    let token = match tokens::by_hash(tx, &hash(text.as_bytes()))? {
        Some(id) => tokens::get(tx, &id, now)?,
        None => None,
    };
    token
        .filter(|token| token.workspace == workspace)
        .ok_or_else(|| Error::new(Code::NotFound, format!("workspace {workspace} has no token with this secret")))
}

/// What a change that ends a token's use would touch: calls in the last day, and the last one.
fn impact(tx: &mut Tx<'_>, token: &Token, now: Millis) -> Result<Json> {
    let calls = usage::calls_since(tx, &token.id, Millis(now.0 - DAY))?;
    Ok(json!({ "calls_last_day": calls, "last_used_at": token.last_used_at.map(|at| at.to_string()) }))
}

/// A token after a command that ends or suspends it.
pub struct Ended {
    /// The record as it is now.
    pub token: Token,
    /// Whether the command made a difference.
    pub changed: bool,
    /// What it touched.
    pub impact: Json,
    /// The plan it belongs to, for a change by filter.
    pub plan_id: Option<String>,
}

impl Ended {
    const EXTRA: [Column; 3] = [
        Column { name: "changed", kind: Kind::Bool, shown: true, help: "Whether the command made a difference" },
        Column {
            name: "impact",
            kind: Kind::Json,
            shown: false,
            help: "What it touches: calls_last_day, last_used_at",
        },
        Column { name: "plan_id", kind: Kind::Text, shown: false, help: "The plan of a dry run by filter" },
    ];
}

impl Record for Ended {
    const WIDTH: usize = Token::WIDTH + Ended::EXTRA.len();

    fn columns() -> Vec<Column> {
        [Token::columns(), Ended::EXTRA.to_vec()].concat()
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        match index.checked_sub(Token::WIDTH) {
            None => self.token.cell(index),
            Some(0) => self.changed.into(),
            Some(1) => (&self.impact).into(),
            Some(_) => self.plan_id.as_ref().into(),
        }
    }
}

impl Record for Issued {
    const WIDTH: usize = Token::WIDTH + 2;

    fn columns() -> Vec<Column> {
        let token = Column { name: "token", kind: Kind::Secret, shown: true, help: "The secret, shown this once" };
        let changed =
            Column { name: "changed", kind: Kind::Bool, shown: false, help: "Whether the command made a difference" };
        // Beside the secret, a table shows only what tells whose it is.
        let own =
            Token::columns().into_iter().map(|it| Column { shown: matches!(it.name, "name" | "expires_at"), ..it });
        own.chain([token, changed]).collect()
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        match index.checked_sub(Token::WIDTH) {
            None => self.token.cell(index),
            Some(0) => self.secret.as_ref().map(Secret::expose).into(),
            Some(_) => self.changed.into(),
        }
    }
}

/// Refuses to go on with a token that was ended.
fn not_revoked(token: &Token, what: &str) -> Result<()> {
    if token.status == Status::Revoked {
        return Err(Error::new(Code::WrongState, format!("{} is revoked and cannot be {what}", token.name))
            .hint(format!("make a new one with: gatepost tokens create {}", token.name)));
    }
    Ok(())
}
