//! A look at everything that an operator should know of: the store's files and their place, the store itself,
//! what it holds, and who runs the program. Each check is one line of a table here, and works as far as it can
//! on a store that is absent, damaged or of another schema. Nothing is changed but by [`mend`].

mod backups;
mod consent;
mod disk;
mod files;
mod keys;
mod program;
mod schema;
mod tokens;
mod trail;
mod usage;
mod webhooks;

use std::path::{Path, PathBuf};

use serde_json::json;

use super::{Changes, Session};
use crate::domain::actor::Actor;
use crate::domain::check::{self, Check, Level};
use crate::domain::record::record;
use crate::domain::shell;
use crate::domain::span::Span;
use crate::domain::time::Millis;
use crate::domain::workspace::DEFAULT;
use crate::error::{Code, Error, Exit, Result};
use crate::seal::Source;
use crate::store::files::Header;
use crate::store::{Access, HEAD, Place, Store, Tx, files as store_files, marks, settings};
use crate::world::World;

/// What a check needs before it can look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Needs {
    /// Nothing.
    Nothing,
    /// A file at the store's path.
    File,
    /// A store that opens, of whatever schema.
    Store,
    /// A store of this program's schema.
    Schema,
}

/// One check: its name, what it needs, how it looks, and what `--fix` does where that is safe.
struct Entry {
    name: &'static str,
    needs: Needs,
    look: fn(&mut Patient<'_>, &Known) -> Result<Check>,
    mend: Option<fn(&mut Patient<'_>, &Known) -> Result<()>>,
}

macro_rules! checks {
    ($($name:literal $needs:ident $look:path $(, $mend:path)?;)*) => {
        /// Every check, in the order in which they are made: what later ones stand on first.
        const CHECKS: &[Entry] = &[$(Entry {
            name: $name,
            needs: Needs::$needs,
            look: $look,
            mend: checks!(@mend $($mend)?),
        }),*];
    };
    (@mend $mend:path) => { Some($mend) };
    (@mend) => { None };
}

checks! {
    "user" File program::user;
    "workspace" Schema program::workspace;
    "settings_file_mode" Nothing files::settings_mode, files::mend_settings_mode;
    "store" Nothing schema::store;
    "orphaned_log" Nothing files::orphaned_log;
    "folder_mode" File files::folder_mode, files::mend_folder_mode;
    "folder_shared" File files::folder_shared;
    "store_mode" File files::store_mode, files::mend_modes;
    "log_mode" File files::log_mode, files::mend_modes;
    "file_owners" File files::owners;
    "hard_links" File files::hard_links;
    "leftovers" File files::leftovers, files::mend_leftovers;
    "set_aside" File files::set_aside;
    "upgrade_backups" File backups::of_upgrades;
    "file_system" File disk::file_system;
    "disk_space" File disk::space;
    "disk_files" File disk::inodes;
    "log_size" File disk::log_size, disk::mend_log_size;
    "schema" Store schema::version;
    "schema_steps" Store schema::steps;
    "schema_objects" Store schema::objects, schema::mend_objects;
    "journal" Store schema::journal, schema::mend_journal;
    "integrity" Store schema::pages;
    "foreign_keys" Store schema::foreign_keys;
    "audit" Store trail::holds;
    "audit_salts" Store trail::salts, trail::mend_salts;
    "audit_clock" Store trail::clock;
    "usage_clock" Schema usage::clock;
    "usage_waiting" Schema usage::waiting, usage::mend;
    "usage_overdue" Schema usage::overdue, usage::mend;
    "sealing_key" Schema keys::opens;
    "sealing_key_folder" Schema keys::lies_apart;
    "backup_age" Store backups::age;
    "backup_verified" Store backups::verified;
    "erasure_list" Schema consent::list, consent::mend_list;
    "erasures" Schema consent::returned, consent::mend_returned;
    "erasure_traces" Schema consent::traces, consent::mend_traces;
    "consent_retention" Schema consent::retention;
    "tokens_expiring" Schema tokens::expiring;
    "tokens_endless" Schema tokens::endless;
    "tokens_almighty" Schema tokens::almighty;
    "tokens_disabled" Schema tokens::disabled;
    "tokens_unused" Schema tokens::unused;
    "tokens_unlimited" Schema tokens::unlimited;
    "tokens_grace" Schema tokens::grace;
    "scopes_unused" Schema tokens::unused_scopes;
    "scopes_unknown" Schema tokens::unknown_scopes;
    "webhooks_overdue" Schema webhooks::overdue;
    "webhooks_failing" Schema webhooks::failing;
    "webhooks_parked" Schema webhooks::parked;
    "webhooks_rotating" Schema webhooks::rotating;
    "webhooks_certificates" Schema webhooks::certificates;
}

/// What the caller knows besides the store.
pub struct Known {
    /// The settings file, whether it is there or not.
    pub settings_file: Option<PathBuf>,
    /// The workspace that commands work in.
    pub workspace: String,
    /// Where the sealing key is read, if there is a place for it.
    pub key: Option<Source>,
    /// Where this user's own key is, or would be.
    pub own_key: Option<PathBuf>,
    /// How long usage is kept.
    pub retention: Span,
    /// How long payloads of settled events and attempts are kept.
    pub webhooks: Span,
    /// How long records of consents are kept.
    pub consent_retention: Span,
    /// How long a token may be given to live.
    pub life: Span,
}

/// A store that is looked at, opened as far as that goes.
pub struct Patient<'a> {
    world: &'a World,
    actor: Actor,
    now: Millis,
    /// Where the store is.
    place: Place,
    /// What somebody named, for commands.
    named: Option<PathBuf>,
    /// The file, behind links; empty where the store is on a server.
    path: PathBuf,
    header: Result<Header>,
    opened: Result<Store>,
    schema: Option<i64>,
    /// What each workspace's tokens carry, once it was read.
    carried: Option<tokens::Carried>,
}

impl<'a> Patient<'a> {
    /// Opens what can be opened; makes and upgrades nothing.
    pub fn new(world: &'a World, actor: Actor, place: &Place, named: Option<PathBuf>) -> Patient<'a> {
        let opened = Store::open_as_it_is_at(place, Access::Read);
        let path = place.file().unwrap_or(Path::new(""));
        Patient {
            world,
            actor,
            now: world.now(),
            place: place.clone(),
            named,
            path: path.canonicalize().unwrap_or_else(|_| path.to_owned()),
            header: store_files::header(path),
            schema: opened.as_ref().ok().and_then(|store| store.schema().ok()),
            opened,
            carried: None,
        }
    }

    /// The settings that the store holds, as far as they can be read.
    pub fn stored_settings(&mut self) -> Vec<(String, String)> {
        let stored = self.store().and_then(|store| store.read(settings::all));
        stored.unwrap_or_default()
    }

    fn store(&mut self) -> Result<&mut Store> {
        self.opened.as_mut().map_err(|cause| Error::new(cause.code, cause.message.clone()))
    }

    /// The store for a change of its own.
    fn to_mend(&self) -> Result<Store> {
        Store::open_as_it_is_at(&self.place, Access::Write)
    }

    fn close(&mut self) {
        self.opened = Err(Error::new(Code::Internal, "the store is closed"));
    }

    fn open(&mut self) {
        self.opened = Store::open_as_it_is_at(&self.place, Access::Read);
    }

    fn session<'s>(&self, store: &'s mut Store) -> Session<'s>
    where
        'a: 's,
    {
        Session { world: self.world, store, actor: self.actor.clone(), now: self.now }
    }

    fn has(&self, needs: Needs) -> bool {
        match needs {
            Needs::Nothing => true,
            Needs::File => !matches!(self.header, Ok(Header::Absent)),
            Needs::Store => self.schema.is_some(),
            Needs::Schema => self.schema == Some(HEAD),
        }
    }

    /// A command of ours on this store.
    fn command(&self, words: &str) -> String {
        self.command_in(DEFAULT, words)
    }

    /// A command of ours in a workspace of this store.
    fn command_in(&self, workspace: &str, words: &str) -> String {
        shell::gatepost(words, workspace, self.named.as_deref())
    }
}

/// A check that was made, and what became of it.
pub struct Diagnosis {
    check: Check,
    fixed: Option<bool>,
}

record! { Diagnosis {
    name: Text, shown, "The name of the check, which stays" => |d| d.check.name;
    status: Text, shown, "ok, warn or fail; with --fix as it is afterwards" => |d| d.check.level.as_str();
    detail: Text, shown, "What was seen" => |d| &d.check.detail;
    fix: Text, shown, "The command that mends it, where there is one" => |d| d.check.fix.as_ref();
    fixed: Bool, shown, "Whether --fix mended it; null where it had nothing to do" => |d| d.fixed;
} }

impl Diagnosis {
    /// Whether there is nothing to say.
    pub fn is_well(&self) -> bool {
        self.check.level == Level::Ok && self.fixed.is_none()
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.check.name
    }

    /// Whether `--fix` would do something about it. What is damaged is left for a person to restore.
    pub fn can_be_mended(&self) -> bool {
        let bad = self.check.level != Level::Ok && !self.check.integrity;
        bad && entry(self.check.name).is_some_and(|entry| entry.mend.is_some())
    }
}

/// Everything that was looked at, the worst first.
pub struct Report {
    /// Each check.
    pub diagnoses: Vec<Diagnosis>,
}

record! { Report {
    status: Text, shown, "The worst of the checks: ok, warn or fail; with --fix as it is afterwards" => |r| check::worst(r.checks()).as_str();
    checks: Json, shown, "What was looked at, the worst first: name, status, detail, fix (a command) and fixed (by --fix), null where absent" => |r| r.json();
} }

impl Report {
    fn checks(&self) -> impl Iterator<Item = &Check> + Clone {
        self.diagnoses.iter().map(|diagnosis| &diagnosis.check)
    }

    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        check::exit(self.checks())
    }

    fn json(&self) -> serde_json::Value {
        let each = |Diagnosis { check, fixed }: &Diagnosis| {
            let Check { name, level, detail, fix, .. } = check;
            json!({ "name": name, "status": level.as_str(), "detail": detail, "fix": fix, "fixed": fixed })
        };
        self.diagnoses.iter().map(each).collect()
    }
}

fn entry(name: &str) -> Option<&'static Entry> {
    CHECKS.iter().find(|entry| entry.name == name)
}

/// Looks at everything that can be looked at; `settings` are the checks of the settings. The worst comes first.
pub fn examine(patient: &mut Patient<'_>, known: &Known, settings: Vec<Check>) -> Result<Report> {
    let mut diagnoses: Vec<_> = settings.into_iter().map(|check| Diagnosis { check, fixed: None }).collect();
    for entry in CHECKS {
        if patient.has(entry.needs) {
            diagnoses.push(Diagnosis { check: look(entry, patient, known)?, fixed: None });
        }
    }
    sort(&mut diagnoses);
    Ok(Report { diagnoses })
}

fn sort(diagnoses: &mut [Diagnosis]) {
    diagnoses.sort_by_key(|diagnosis| std::cmp::Reverse(diagnosis.check.level));
}

/// One check. What keeps it from looking is what it found.
fn look(entry: &Entry, patient: &mut Patient<'_>, known: &Known) -> Result<Check> {
    let looked = (entry.look)(patient, known).or_else(|cause| match cause.code {
        Code::Interrupted => Err(cause),
        code if code.exit() == Exit::Integrity => Ok(Check::damage(cause.message)),
        _ => Ok(Check::fail(cause.message)),
    })?;
    Ok(looked.named(entry.name))
}

/// Mends what can be mended safely, and looks again.
pub fn mend(patient: &mut Patient<'_>, known: &Known, report: &mut Report) -> Result<()> {
    for diagnosis in report.diagnoses.iter_mut().filter(|diagnosis| diagnosis.can_be_mended()) {
        let Some((entry, mend)) = entry(diagnosis.check.name).and_then(|entry| Some((entry, entry.mend?))) else {
            continue;
        };
        let before = std::mem::take(&mut diagnosis.check.detail);
        let mended = mend(patient, known);
        if let Err(cause) = &mended
            && cause.code == Code::Interrupted
        {
            return mended;
        }
        diagnosis.check = look(entry, patient, known)?;
        let fixed = diagnosis.check.level == Level::Ok;
        diagnosis.fixed = Some(fixed);
        diagnosis.check.detail = match mended {
            _ if fixed => format!("mended: {before}"),
            Ok(()) => diagnosis.check.detail.clone(),
            Err(cause) => format!("{before}; it could not be mended: {}", cause.message),
        };
    }
    sort(&mut report.diagnoses);
    Ok(())
}

/// Writes into the trail what was mended.
fn note(
    patient: &Patient<'_>,
    store: &mut Store,
    check: &str,
    change: impl Fn(&mut Tx<'_>) -> Result<u64>,
) -> Result<()> {
    let mut session = patient.session(store);
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let rows = change(tx)?;
        let store_id = marks::get(tx, "store_id")?.unwrap_or_default();
        scribe.log(tx, None, "store.mend", &store_id, Changes::default().set("check", check).set("rows", rows))
    })
}
