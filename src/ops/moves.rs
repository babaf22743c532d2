//! Use cases of moving a whole store: to another place, and giving that up.

use std::path;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::db::{note, open};
use super::{Changes, audit};
use crate::domain::actor::Actor;
use crate::domain::plural::plural;
use crate::domain::record::record;
use crate::error::{Code, Error, Result};
use crate::store::freeze::{Frozen, elsewhere, frozen};
use crate::store::moves::{Found, Table, Target, removal};
use crate::store::{Access, Place, Store, marks};
use crate::world::World;

/// What became of a move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Where the store was.
    pub from: String,
    /// Where it goes.
    pub to: Option<String>,
    /// What was copied; nothing where nothing had to be.
    pub copied: Option<Copied>,
    /// Whole seconds that it took.
    pub seconds: u64,
    /// Whether the command made a difference.
    pub changed: bool,
}

/// What a move copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Copied {
    /// The tables.
    pub tables: usize,
    /// The rows in them.
    pub rows: u64,
    /// The digest of all of them; none in a rehearsal.
    pub digest: Option<String>,
    /// The audit entries among them.
    pub audit_size: Option<i64>,
}

fn int(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

record! { Moved {
    from: Text, shown, "Where the store was" => |m| &m.from;
    to: Text, shown, "Where it was moved" => |m| m.to.as_ref();
    tables: Int, shown, "The tables that were copied and compared" => |m| m.copied.as_ref().map(|it| int(it.tables));
    rows: Int, shown, "The rows in them" => |m| m.copied.as_ref().map(|it| int(it.rows));
    digest: Text, hidden, "A digest of all rows, which both places have" => |m| m.copied.as_ref().and_then(|it| it.digest.as_ref());
    audit_size: Int, shown, "The audit entries, of which the whole trail holds in the new place" => |m| m.copied.as_ref().and_then(|it| it.audit_size);
    seconds: Int, shown, "Whole seconds that it took" => |m| int(m.seconds);
    changed: Bool, shown, "Whether the command made a difference" => |m| m.changed;
} }

/// A move that is about to be made.
pub struct Move<'a> {
    world: &'a World,
    actor: &'a Actor,
    source: Store,
    target: Target,
    to: Place,
    store_id: String,
    /// The move, once the source is only read.
    frozen: Option<Frozen>,
    tables: Vec<(Table, u64)>,
    rehearsal: bool,
}

/// A place by which it is found from everywhere.
fn absolute(place: &Place) -> Result<Place> {
    match place {
        Place::File(path) => path::absolute(path)
            .map(Place::File)
            .map_err(|cause| Error::io(format!("cannot find {}", path.display()), &cause)),
        #[cfg(feature = "postgres")]
        Place::Server(_) => Ok(place.clone()),
    }
}

fn open_source(
    place: &Place,
    world: &World,
    actor: &Actor,
    rehearsal: bool,
) -> Result<(Store, String, Option<Frozen>)> {
    let mut store = open(place, Access::Write, world, &|| Ok(actor.clone()), rehearsal)?;
    let store_id = store.read(|tx| marks::get(tx, "store_id"))?;
    let store_id = store_id.ok_or_else(|| Error::new(Code::StoreDamaged, "the store has lost its id"))?;
    let frozen = store.read(frozen)?;
    Ok((store, store_id, frozen))
}

/// Refuses a place that is not the one that a store is moved to.
fn refuse_elsewhere(frozen: Option<&Frozen>, to: Option<&Place>) -> Result<()> {
    match (frozen, to) {
        (Some(frozen), Some(to)) if frozen.to != to.to_string() => Err(elsewhere(frozen)),
        _ => Ok(()),
    }
}

/// Refuses a store whose trail does not hold.
fn check_trail(store: &mut Store, which: &str) -> Result<i64> {
    let verified = audit::verify(store, None)?;
    if verified.ok {
        return Ok(verified.size);
    }
    Err(Error::new(Code::AuditBroken, format!("the audit trail {which} does not hold"))
        .hint("see: gatepost audit verify"))
}

impl<'a> Move<'a> {
    /// Looks at both ends, and refuses what cannot be.
    pub fn plan(from: &Place, to: &Place, world: &'a World, actor: &'a Actor, rehearsal: bool) -> Result<Move<'a>> {
        let to = absolute(to)?;
        let (mut source, store_id, before) = open_source(from, world, actor, rehearsal)?;
        refuse_elsewhere(before.as_ref(), Some(&to))?;
        let target = Target::look(&to, rehearsal)?;
        // Another move may have ended before this one was let in.
        let frozen = source.read(frozen)?;
        refuse_elsewhere(frozen.as_ref(), Some(&to))?;
        let arrived = fits(&target.found, &store_id, frozen.as_ref(), &to)?;
        let mut tables = Vec::new();
        if !arrived {
            if frozen.is_none() {
                check_trail(&mut source, "of the store")?;
                if let Some(broken) = source.foreign_keys()?.first() {
                    return Err(Error::new(Code::StoreDamaged, format!("{broken}; nothing was changed"))
                        .hint("see: gatepost db check"));
                }
                target.check(&mut source)?;
            }
            for table in target.tables() {
                let rows = source.count(&table)?;
                tables.push((table, rows));
            }
        }
        Ok(Move { world, actor, source, target, to, store_id, frozen, tables, rehearsal })
    }

    /// What is asked first; nothing where it was, and where there is nothing to do.
    pub fn question(&self) -> Option<String> {
        let question = || format!("move {} to {}, and only read it from now on", self.source.place(), self.to);
        self.frozen.is_none().then(question)
    }

    /// Moves the store, or goes on with it. `progress` hears how many rows of how many were copied or compared.
    pub fn run(mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<Moved> {
        let from = self.source.place().to_string();
        let rows: u64 = self.tables.iter().map(|(_, rows)| rows).sum();
        let copied = Copied { tables: self.tables.len(), rows, ..Copied::default() };
        let moved = |to: &Place, copied, world: &World, changed| Moved {
            from,
            to: Some(to.to_string()),
            copied,
            seconds: world.elapsed().as_secs(),
            changed,
        };
        if let Found::Store { id: Some(id), .. } = &self.target.found {
            let arrived = self.frozen.as_ref().is_some_and(|frozen| frozen.done);
            if !arrived {
                self.source.note_arrival(id)?;
            }
            return Ok(moved(&self.to, None, self.world, !arrived));
        }
        let id = self.begin()?;
        if self.rehearsal {
            return Ok(moved(&self.to, Some(copied), self.world, true));
        }
        let copied = self.copy(progress).and_then(|copied| {
            // A move that was given up meanwhile ends here.
            self.source.note_arrival(&id)?;
            self.target.finish()?;
            Ok(copied)
        });
        Ok(moved(&self.to, Some(copied.map_err(unfinished)?), self.world, true))
    }

    /// Sees to it that there is a place to fill, and that nobody changes the source; the move.
    fn begin(&mut self) -> Result<String> {
        let id = match (&self.frozen, &self.target.found) {
            (Some(frozen), _) => frozen.id.clone(),
            (None, Found::Part { id, .. }) => id.clone(),
            (None, _) => self.world.new_id("")?,
        };
        if self.target.found == Found::Nothing {
            self.target.begin(&self.store_id, &id, self.rehearsal)?;
        }
        if self.frozen.is_none() {
            let (world, actor, to) = (self.world, self.actor, self.to.to_string());
            let frozen = self.source.freeze(&to, &id, &mut |tx| {
                note(tx, world, actor, "store.move", Changes::default().set("to", to.as_str()))
            });
            frozen.map_err(|cause| match cause.code {
                Code::StoreReadOnly => cause.hint(format!(
                    "run it as the role that owns the tables; the empty copy that was begun stays for it, or goes so: {}",
                    removal(&to)
                )),
                _ => cause,
            })?;
        }
        Ok(id)
    }

    /// Copies what is missing and compares all of it.
    fn copy(&mut self, progress: &mut dyn FnMut(u64, u64)) -> Result<Copied> {
        let mut rows = 0;
        for (table, counted) in &mut self.tables {
            // Nobody changes it any more.
            *counted = self.source.count(table)?;
            rows += *counted;
        }
        let (mut done, total) = (0, rows * 3);
        for (table, counted) in &self.tables {
            let before = done + counted;
            done += self.target.copy()?.count(table)?;
            loop {
                progress(done, total);
                let (taken, more) = self.target.take(&self.source, table)?;
                done += taken;
                if !more {
                    break;
                }
            }
            done = before;
        }
        let mut whole = Sha256::new();
        for (table, _) in &self.tables {
            let mut each = |rows| {
                done += rows;
                progress(done, total);
            };
            let here = self.source.content(table, &mut each)?;
            let there = self.target.copy()?.content(table, &mut each)?;
            if here != there {
                let (here, there) = (plural(here.rows, "row"), plural(there.rows, "row"));
                let message = format!("the copy of {} is not equal to it: {here} here, {there} there", table.name);
                return Err(Error::new(Code::StoreDamaged, format!("{message}; the copy was not finished")).hint(
                    format!("give the move up with gatepost db move --abort, then {}", removal(&self.to.to_string())),
                ));
            }
            whole.update(table.name.as_bytes());
            whole.update(here.bytes());
        }
        let audit_size = Some(check_trail(self.target.copy()?, "in the new place")?);
        let digest = Some(HEXLOWER.encode(&whole.finalize()));
        Ok(Copied { tables: self.tables.len(), rows, digest, audit_size })
    }
}

/// A failure after which the source is only read, and the copy is no store yet.
fn unfinished(cause: Error) -> Error {
    // It was given up meanwhile, and the source can be changed.
    if cause.code == Code::WrongState {
        return cause;
    }
    let said = cause.message.trim_end_matches("; nothing was changed");
    let go_on = "go on by the same command, or give the move up with: gatepost db move --abort".to_owned();
    Error {
        message: format!("{said}; the move is not finished, and the store is only read meanwhile"),
        hint: Some(cause.hint.filter(|_| cause.code == Code::StoreDamaged).unwrap_or(go_on)),
        ..cause
    }
}

/// Whether the store has arrived where it goes; what cannot be is refused.
fn fits(found: &Found, store_id: &str, frozen: Option<&Frozen>, to: &Place) -> Result<bool> {
    let refuse = |code, message: String| Err(Error::new(code, format!("{message}; nothing was changed")));
    match (found, frozen) {
        (Found::Store { id: Some(id), .. }, Some(frozen)) if *id == frozen.id => Ok(true),
        (Found::Store { store_id: held, .. }, _) => {
            let which = if held.as_deref() == Some(store_id) { "a copy of this store" } else { "another store" };
            refuse(Code::StoreExists, format!("{to} holds {which}"))
                .map_err(|cause| cause.hint("name a place that is empty"))
        }
        (Found::Nothing, Some(Frozen { done: true, .. })) => {
            refuse(Code::StoreMoved, format!("the store was moved to {to}, and is not there any more"))
                .map_err(|cause| cause.hint("bring it back there, or work on here after: gatepost db move --abort"))
        }
        (Found::Nothing, _) => Ok(false),
        (Found::Part { store_id: of, id, empty }, frozen) => {
            let ours = of == store_id && frozen.map_or(*empty, |frozen| frozen.id == *id);
            if ours {
                return Ok(false);
            }
            let which = if of == store_id { "a move that was given up" } else { "a move of another store" };
            refuse(Code::StoreExists, format!("{to} holds what is left of {which}"))
                .map_err(|cause| cause.hint(format!("to begin again, {}", removal(&to.to_string()))))
        }
    }
}

/// A move that is about to be given up.
pub struct GivenUp<'a> {
    world: &'a World,
    actor: &'a Actor,
    source: Store,
    frozen: Option<Frozen>,
}

/// Looks at a store whose move is to be given up; `to` is where it is said to go.
pub fn give_up<'a>(
    from: &Place,
    to: Option<&Place>,
    world: &'a World,
    actor: &'a Actor,
    rehearsal: bool,
) -> Result<GivenUp<'a>> {
    let to = to.map(absolute).transpose()?;
    // Only one that can be changed again can be brought to another schema.
    let mut source = Store::open_as_it_is_at(from, Access::Write)?;
    if rehearsal {
        source.rehearse();
    }
    let frozen = source.read(frozen)?;
    refuse_elsewhere(frozen.as_ref(), to.as_ref())?;
    Ok(GivenUp { world, actor, source, frozen })
}

impl GivenUp<'_> {
    /// What is asked first, where a store is in use that this one would part from.
    pub fn risk(&self) -> Option<String> {
        let done = self.frozen.as_ref().filter(|frozen| frozen.done)?;
        Some(format!(
            "work on {} again, although the store is at {} and may have changed there",
            self.source.place(),
            done.to
        ))
    }

    /// Gives it up.
    pub fn run(&mut self) -> Result<Moved> {
        let to = self.frozen.as_ref().map(|frozen| frozen.to.clone());
        if let Some(to) = &to {
            let (world, actor) = (self.world, self.actor);
            self.source.unfreeze(&mut |tx| {
                note(tx, world, actor, "store.move_abort", Changes::default().set("to", to.as_str()))
            })?;
        }
        Ok(Moved {
            from: self.source.place().to_string(),
            changed: to.is_some(),
            to,
            copied: None,
            seconds: self.world.elapsed().as_secs(),
        })
    }

    /// What is left in the other place, and how it goes.
    pub fn left(&self) -> Option<String> {
        let frozen = self.frozen.as_ref()?;
        if frozen.done {
            return Some(format!(
                "the copy at {} is a store of its own now; end its use before you use this one",
                frozen.to
            ));
        }
        let Frozen { to, .. } = frozen;
        Some(format!("{to} may hold a part of the copy, which no command uses; to be rid of it: {}", removal(to)))
    }
}
