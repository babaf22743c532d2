//! Use cases of the store as a whole: making, upgrading, copying and restoring it.

use std::path::Path;

use super::{Changes, Scribe, consent};
use crate::domain::actor::Actor;
use crate::domain::limit::parse_rates;
use crate::domain::record::record;
use crate::domain::tier::Tier;
use crate::domain::time::{Edge, Millis};
use crate::domain::workspace::{DEFAULT, Workspace};
use crate::error::{Code, Error, Result};
pub use crate::store::Place;
pub use crate::store::address::refuse_password;
use crate::store::care::{self, ByCommand};
use crate::store::consent::forget;
use crate::store::erased::{ENDING, Erased, List};
use crate::store::{Access, Store, Tx, files, freeze, marks, tiers, workspaces};
pub use crate::store::{HEAD, sqlite_version};
use crate::world::World;

/// What a new store is filled with.
pub struct Seed<'a> {
    /// The outside.
    pub world: &'a World,
    /// Who makes it.
    pub actor: Actor,
    /// The tiers and their limits, as text.
    pub tiers: Vec<(&'static str, String)>,
}

/// Makes a store with the workspace `default` and the tiers, unless one is there; whether it was made.
pub fn create(place: &Place, seed: &Seed<'_>) -> Result<bool> {
    let now = seed.world.now();
    let store_id = seed.world.new_id("")?;
    let scribe = Scribe { world: seed.world, actor: &seed.actor, now };
    let mut fill = |tx: &mut Tx<'_>| {
        marks::set(tx, "store_id", &store_id)?;
        let by = &seed.actor.name;
        let default = Workspace { name: DEFAULT.to_owned(), created_at: now, created_by: by.clone() };
        workspaces::insert(tx, &default)?;
        for (name, rates) in &seed.tiers {
            let tier = Tier {
                name: (*name).to_owned(),
                rate_limits: parse_rates(rates)?,
                created_at: now,
                created_by: by.clone(),
            };
            tiers::insert(tx, &tier)?;
        }
        scribe.log(tx, None, "store.create", &store_id, Changes::default().set("schema", HEAD))
    };
    match place {
        Place::File(path) => Store::create(path, &mut fill),
        #[cfg(feature = "postgres")]
        Place::Server(server) => Store::create_on(server, &mut fill),
    }
}

/// The store as a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Where it lies.
    pub path: String,
    /// Its id.
    pub store_id: Option<String>,
    /// The schema it has.
    pub schema: i64,
    /// Whether it was brought down on purpose.
    pub downgraded: bool,
    /// Where it was moved to, or is being moved.
    pub moved_to: Option<String>,
    /// The bytes of the file.
    pub size: i64,
    /// The bytes of the write-ahead log.
    pub wal_size: i64,
    /// The steps of the schema: version, name, when applied.
    pub migrations: serde_json::Value,
}

record! { Status {
    path: Text, shown, "Where the store lies" => |s| &s.path;
    store_id: Text, shown, "Its id: the origin of its audit checkpoints" => |s| s.store_id.as_ref();
    schema: Int, shown, "The schema that it has" => |s| s.schema;
    program_schema: Int, shown, "The schema that this program works on" => |_s| HEAD;
    downgraded: Bool, shown, "Whether it was brought down on purpose" => |s| s.downgraded;
    moved_to: Text, shown, "Where it was moved to, or is being moved; it is only read then" => |s| s.moved_to.as_ref();
    size: Int, shown, "Bytes of the file" => |s| s.size;
    wal_size: Int, shown, "Bytes of the write-ahead log beside it" => |s| s.wal_size;
    migrations: Json, hidden, "The steps that were applied: version, name, applied_at" => |s| &s.migrations;
} }

/// Reads what the store is, whatever its schema.
pub fn status(place: &Place) -> Result<Status> {
    let mut store = Store::open_as_it_is_at(place, Access::Read)?;
    let steps = store
        .history()?
        .into_iter()
        .map(|(version, name, at)| serde_json::json!({ "version": version, "name": name, "applied_at": Millis::parse(&at, Edge::Start).map(|at| at.to_string()) }));
    Ok(Status {
        path: place.to_string(),
        store_id: store.read(|tx| marks::get(tx, "store_id"))?,
        schema: store.schema()?,
        downgraded: store.read(|tx| marks::get(tx, "downgraded"))?.is_some(),
        moved_to: store.read(freeze::frozen)?.map(|frozen| frozen.to),
        size: store.bytes()? - store.log_bytes(),
        wal_size: store.log_bytes(),
        migrations: steps.collect(),
    })
}

/// What became of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The schema before.
    pub from: i64,
    /// The schema now.
    pub to: i64,
    /// Where the backup lies that was made first.
    pub backup: Option<String>,
}

record! { Moved {
    from: Int, shown, "The schema before" => |m| m.from;
    to: Int, shown, "The schema now" => |m| m.to;
    backup: Text, shown, "The backup that was made first" => |m| m.backup.as_ref();
    changed: Bool, shown, "Whether the command made a difference" => |m| m.from != m.to;
} }

/// What the trail says of a change of the store as a whole.
pub(super) fn note(tx: &mut Tx<'_>, world: &World, actor: &Actor, action: &str, changes: Changes) -> Result<()> {
    let store_id = marks::get(tx, "store_id")?.unwrap_or_default();
    Scribe { world, actor, now: world.now() }.log(tx, None, action, &store_id, changes)
}

fn schemas(from: i64, to: i64) -> Changes {
    Changes::default().set("schema", vec![from, to])
}

/// Opens a store. One of an older schema is upgraded first, which `actor` is then recorded for; a rehearsal
/// refuses it.
pub fn open(
    place: &Place,
    access: Access,
    world: &World,
    actor: &dyn Fn() -> Result<Actor>,
    rehearsal: bool,
) -> Result<Store> {
    let mut note = |tx: &mut Tx<'_>| {
        if rehearsal {
            return Err(Error::new(
                Code::WrongState,
                "the store must be upgraded first, which cannot be rehearsed; nothing was changed",
            )
            .hint("upgrade it with: gatepost db migrate"));
        }
        note(tx, world, &actor()?, "store.migrate", Changes::default().set("schema", HEAD))
    };
    let mut store = match place {
        Place::File(path) => Store::open(path, access, world.now(), &mut note)?,
        #[cfg(feature = "postgres")]
        Place::Server(server) => Store::join(server, access)?,
    };
    if rehearsal {
        store.rehearse();
    }
    Ok(store)
}

/// Brings a store up to this program's schema, also one that was brought down on purpose.
pub fn migrate(place: &Place, world: &World, actor: &Actor) -> Result<Moved> {
    let from = status(place)?.schema;
    let mut note = |tx: &mut Tx<'_>| note(tx, world, actor, "store.migrate", schemas(from, HEAD));
    let backup = match place {
        Place::File(path) => care::upgrade(path, world.now(), ByCommand, &mut note)?,
        #[cfg(feature = "postgres")]
        Place::Server(server) => Store::upgrade_on(server, &mut note).map(|()| None)?,
    };
    Ok(Moved { from, to: HEAD, backup: backup.map(|path| path.display().to_string()) })
}

/// Brings a store down to an older schema.
pub fn downgrade(place: &Place, target: i64, world: &World, actor: &Actor) -> Result<Moved> {
    let from = status(place)?.schema;
    if !(1..=from).contains(&target) {
        return Err(Error::invalid("--to", format!("the store has schema {from}; --to takes 1 to {from}")));
    }
    if target == from {
        return Ok(Moved { from, to: target, backup: None });
    }
    let mut note = |tx: &mut Tx<'_>| note(tx, world, actor, "store.downgrade", schemas(from, target));
    let backup = match place {
        Place::File(path) => Some(care::downgrade(path, target, world.now(), &mut note)?),
        #[cfg(feature = "postgres")]
        Place::Server(server) => Store::downgrade_on(server, target, &mut note).map(|()| None)?,
    };
    Ok(Moved { from, to: target, backup: backup.map(|path| path.display().to_string()) })
}

/// A copy of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Where it lies.
    pub file: String,
    /// Its bytes.
    pub size: i64,
    /// The schema in it.
    pub schema: i64,
    /// The audit entries in it.
    pub audit_size: i64,
    /// A copy of what a restore replaced.
    pub replaced: Option<String>,
}

record! { Copied {
    file: Text, shown, "The backup" => |c| &c.file;
    size: Int, shown, "Its bytes" => |c| c.size;
    schema: Int, shown, "The schema in it" => |c| c.schema;
    audit_size: Int, shown, "The audit entries in it" => |c| c.audit_size;
    replaced: Text, shown, "For a restore: the copy of what stood in its place" => |c| c.replaced.as_ref();
} }

/// Copies the store, of whatever schema, to a file, consistently, while others go on using it. With
/// `verify` the copy is restored beside it for a moment: every page, every key, the whole trail and every
/// row must be what they were in the store.
pub fn backup(path: &Path, target: &Path, verify: bool, world: &World) -> Result<Copied> {
    let mut store = Store::open_as_it_is(path, Access::Write)?;
    let now = world.now();
    if verify {
        let copied = store.copy_with_digest(target, now)?;
        care::check_copy(target, &copied, now)?;
        if !super::audit::verify(&mut Store::open_copy(target)?, None)?.ok {
            return Err(Error::new(
                Code::AuditBroken,
                format!("{} is a copy of a store whose audit trail does not hold", target.display()),
            )
            .hint("keep it; see: gatepost audit verify"));
        }
    } else {
        store.copy_to(target, now)?;
    }
    let noted = store.write(|tx| {
        for mark in [Some(marks::BACKED_UP_AT), verify.then_some(marks::VERIFIED_AT)].into_iter().flatten() {
            marks::set(tx, mark, &now.0.to_string())?;
        }
        Ok(())
    });
    noted.and_then(|()| describe(&mut Store::open_copy(target)?, target)).map_err(|cause| {
        let message = format!("{} is in place, but its time is not noted: {}", target.display(), cause.message);
        Error { message, ..cause }
    })
}

/// Refuses a backup that is not there.
pub fn check_backup(backup: &Path) -> Result<()> {
    if backup.exists() {
        return Ok(());
    }
    Err(Error::new(Code::StoreNotFound, format!("there is no backup at {}", backup.display()))
        .hint("name a file that was made with: gatepost db backup FILE"))
}

/// Puts a backup in the store's place; what stood there is copied first. One of an older schema is
/// upgraded by the next command, one of a newer refused.
pub fn restore(path: &Path, backup: &Path, world: &World, actor: &Actor) -> Result<Copied> {
    check_backup(backup)?;
    let checked = super::audit::verify(&mut Store::open_as_it_is(backup, Access::Read)?, None)?;
    if !checked.ok {
        return Err(Error::new(
            Code::AuditBroken,
            format!("the audit trail in {} does not hold; the store was not changed", backup.display()),
        ));
    }
    let described = describe(&mut Store::open_as_it_is(backup, Access::Read)?, backup)?;
    let (list, erased, _) = forgotten(path, backup)?;
    let replaced = care::restore(path, backup, world.now(), &mut |tx| {
        // It was just checked, so its backup is one that was.
        if let Some(at) = marks::get(tx, marks::BACKED_UP_AT)? {
            marks::set(tx, marks::VERIFIED_AT, &at)?;
        }
        note(tx, world, actor, "store.restore", Changes::default().set("audit_size", checked.size))?;
        let scribe = Scribe { world, actor, now: world.now() };
        Ok(forget::has_tables(tx)? && consent::replay(tx, &scribe, &erased)? > 0)
    })?;
    list.add(&erased)?;
    Ok(Copied { replaced: replaced.map(|path| path.display().to_string()), ..described })
}

/// Whether it is known who was forgotten since a backup was made: by the list beside the store, or by the store that it
/// replaces. Where nobody is on record in the backup, there is nothing to know.
pub fn knows_forgotten(path: &Path, backup: &Path) -> Result<bool> {
    forgotten(path, backup).map(|(_, _, known)| known)
}

/// Those of a backup's store who were forgotten, as far as that is known here, and the list of them.
fn forgotten(path: &Path, backup: &Path) -> Result<(List, Erased, bool)> {
    let identity = |store: &mut Store| store.read(|tx| Ok((marks::get(tx, "store_id")?, forget::has_tables(tx)?)));
    let mut copy = Store::open_as_it_is(backup, Access::Read)?;
    let (store_id, has_tables) = identity(&mut copy)?;
    let has_people = has_tables && consent::has_records(&mut copy)?;
    let behind_links = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let list = List::new(files::beside(&behind_links, ENDING), store_id.clone().unwrap_or_default());
    let mut erased = list.read()?;
    let mut known = !has_people || !erased.is_empty();
    // What is too damaged to be asked says nothing.
    if let Ok(mut replaced) = Store::open_as_it_is(path, Access::Read)
        && let Ok((replaced_id, has_tables)) = identity(&mut replaced)
        && replaced_id == store_id
        && let Ok(more) = if has_tables { replaced.read(forget::erasures) } else { Ok(Erased::new()) }
    {
        erased.extend(more);
        known = true;
    }
    Ok((list, erased, known))
}

fn describe(copy: &mut Store, file: &Path) -> Result<Copied> {
    let audit = copy.read(crate::store::audit::head)?;
    Ok(Copied {
        file: file.display().to_string(),
        size: size(file),
        schema: copy.schema()?,
        audit_size: i64::try_from(audit.size()).unwrap_or(i64::MAX),
        replaced: None,
    })
}

/// The bytes of a file; none where there is no file.
fn size(path: &Path) -> i64 {
    std::fs::metadata(path).map_or(0, |file| i64::try_from(file.len()).unwrap_or(i64::MAX))
}

/// When a moment that the store notes was, if it was.
pub(super) fn moment(text: Option<String>) -> Option<Millis> {
    text.and_then(|text| text.parse().ok()).map(Millis)
}
