//! What a handler works with: the flags, the settings, the store when it is asked for, and the way out.
//! Help and mistakes open nothing.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::globals::Globals;
use super::verbs::{Effect, Verb};
use crate::domain::actor::Actor;
use crate::domain::name;
use crate::domain::plural::plural;
use crate::domain::record::Record;
use crate::domain::time::Millis;
use crate::domain::workspace::DEFAULT;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::db::Place;
use crate::ops::db::{Seed, create, open};
use crate::ops::keyring::{Keyring, Source};
use crate::ops::{Access, Listed, MOST_COUNTED, Session, Store, settings::stored};
use crate::render::{List, Output, Quiet};
use crate::settings::{Settings, table};
use crate::world::{Stream, World};

pub struct Context<'a> {
    pub world: &'a World,
    pub globals: Globals,
    pub out: Output,
    effect: Effect,
}

impl<'a> Context<'a> {
    pub fn new(world: &'a World, globals: Globals) -> Result<Context<'a>> {
        let globals = globals.resolve(world)?;
        let out = Output::real(world, globals.color()?, globals.choices()?);
        Ok(Context { world, globals, out, effect: Effect::Reads })
    }

    /// Runs a verb, once its answer's columns are known to exist.
    pub fn go<V: Verb>(&mut self, verb: V) -> Result<Exit> {
        self.effect = V::EFFECT;
        if self.globals.dry_run && V::EFFECT == Effect::Outside {
            return Err(Error::new(
                Code::Usage,
                "all that this command does is outside of a transaction, so it cannot be rehearsed",
            )
            .field("--dry-run"));
        }
        if self.globals.quiet {
            self.out.quiet(V::QUIET);
        }
        verb.check(&self.out)?;
        let exit = verb.run(self)?;
        if self.globals.dry_run && matches!(self.effect, Effect::Changes | Effect::Destroys) {
            self.out.notice("dry run: nothing was changed");
        }
        Ok(exit)
    }

    /// Tells how it ended. A reader that has seen enough ends a read well.
    pub fn end(&mut self, ended: Result<Exit>) -> Exit {
        match ended {
            Ok(exit) => exit,
            Err(_) if self.out.closed() && self.effect == Effect::Reads => Exit::Done,
            Err(cause) if self.out.failed() && self.has_changed() => {
                let message = format!("the command did its work, but {}", cause.message);
                self.out.fail(&Error { message, ..cause })
            }
            Err(cause) => self.out.fail(&cause),
        }
    }

    /// Whether a verb that has come to its answer has changed or counted something.
    fn has_changed(&self) -> bool {
        !self.globals.dry_run && self.effect != Effect::Reads
    }

    /// The settings of file and environment.
    pub fn settings(&self) -> Result<Settings> {
        Settings::load(self.world, self.globals.config.as_deref())
    }

    /// The settings of all layers.
    pub fn settings_with(&self, store: &mut Store) -> Result<Settings> {
        self.settings()?.with_store(stored(store)?)
    }

    /// Where the store is.
    pub fn place(&self) -> Result<Place> {
        match &self.globals.db {
            Some(given) => self.place_of(given),
            None => Ok(Place::File(self.world.xdg("XDG_DATA_HOME", ".local/share")?.join("gatepost.db"))),
        }
    }

    /// What was given for a store.
    pub fn place_of(&self, given: &Path) -> Result<Place> {
        Place::parse(given, self.world, || Ok(self.settings()?.optional(&table::NET_CA_FILE).map(PathBuf::from)))
    }

    /// The store as somebody named it, for commands that are printed; without a password.
    pub fn named(&self) -> Result<Option<PathBuf>> {
        let named = self.globals.db.as_ref().map(|_| self.place()).transpose()?;
        Ok(named.map(|place| PathBuf::from(place.to_string())))
    }

    /// Whether a store that is absent is made: the default file, and an empty database. A file that somebody
    /// named must exist, since its name may be mistyped.
    pub fn makes_store(&self, place: &Place) -> bool {
        self.globals.db.is_none() || place.file().is_err()
    }

    /// Opens the store; the default one is made when it is first needed.
    pub fn open(&mut self, access: Access) -> Result<Store> {
        let place = self.place()?;
        let actor = || self.actor();
        let open = || open(&place, access, self.world, &actor, self.globals.dry_run);
        let mut opened = open();
        let absent = self.makes_store(&place) && matches!(&opened, Err(cause) if cause.code == Code::StoreNotFound);
        if absent && self.globals.dry_run {
            return Err(Error::new(Code::StoreNotFound, "there is no store yet, and a rehearsal makes none")
                .hint("make it with: gatepost init"));
        }
        let mut made = false;
        if absent {
            made = create(&place, &self.seed(&self.settings()?)?)?;
            opened = open();
        }
        let mut store = opened?;
        if made {
            self.out.notice(&format!("made a new store at {place}"));
        }
        for notice in std::mem::take(&mut store.notices) {
            self.out.notice(&notice);
        }
        if self.globals.verbose {
            self.out.notice(&format!("the store is {place}"));
        }
        Ok(store)
    }

    /// What a new store begins with.
    pub fn seed(&self, settings: &Settings) -> Result<Seed<'a>> {
        let tiers =
            [("free", &table::LIMITS_FREE), ("pro", &table::LIMITS_PRO), ("enterprise", &table::LIMITS_ENTERPRISE)];
        let tiers = tiers.map(|(name, setting)| (name, settings.text(setting).to_owned()));
        Ok(Seed { world: self.world, actor: self.actor()?, tiers: tiers.to_vec() })
    }

    /// Who acts.
    pub fn actor(&self) -> Result<Actor> {
        let (os_user, host) = self.world.user_and_host();
        let name = match &self.globals.actor {
            Some(name) => name::check(name, "--actor")?.to_owned(),
            None => format!("{os_user}@{host}"),
        };
        Ok(Actor { name, os_user, host })
    }

    /// The keys that seal and open what the store keeps sealed. The first command of a user makes the sealing key.
    pub fn keyring(&mut self, store: &mut Store) -> Result<Keyring> {
        let mut keyring = Keyring::open(store, self.key_source()?, self.world)?;
        if let Some(notice) = keyring.notice.take() {
            self.out.notice(&notice);
        }
        Ok(keyring)
    }

    /// Where the sealing key is.
    pub fn key_source(&self) -> Result<Source> {
        self.key_source_with(|| Ok(self.settings()?.command(&table::KEYS_COMMAND)))
    }

    /// The same, where the settings that name a command were read already or may be unreadable.
    pub fn key_source_with(&self, command: impl FnOnce() -> Result<Option<Vec<String>>>) -> Result<Source> {
        if let Some(file) = &self.globals.key_file {
            return Ok(Source::File(file.clone()));
        }
        let credential =
            self.world.var("CREDENTIALS_DIRECTORY").map(|folder| PathBuf::from(folder).join("gatepost.key"));
        if let Some(path) = credential.filter(|path| path.exists()) {
            return Ok(Source::Credential(path));
        }
        if let Some(words) = command()? {
            return Ok(Source::Command(words));
        }
        self.own_key().map(Source::Own)
    }

    /// The file of this user's own sealing key, whether it is there or not.
    pub fn own_key(&self) -> Result<PathBuf> {
        Ok(self.world.xdg("XDG_CONFIG_HOME", ".config")?.join("sealing.key"))
    }

    /// One person's work on an open store.
    pub fn session<'s>(&self, store: &'s mut Store) -> Result<Session<'s>>
    where
        'a: 's,
    {
        Ok(Session { world: self.world, store, actor: self.actor()?, now: self.world.now() })
    }

    /// The moment of the command.
    pub fn now(&self) -> Millis {
        self.world.now()
    }

    /// The workspace, where a record must be of one.
    pub fn workspace(&self) -> String {
        self.globals.workspace.clone().unwrap_or_else(|| DEFAULT.to_owned())
    }

    /// Whether `--dry-run` works for the verb in hand.
    pub fn can_rehearse(&self) -> bool {
        self.effect != Effect::Outside
    }

    /// Whether there is somebody to ask.
    pub fn can_ask(&self) -> bool {
        !self.globals.no_input && self.world.is_terminal(Stream::Input) && self.world.is_terminal(Stream::Error)
    }

    /// Shows one record.
    pub fn one<R: Record>(&mut self, record: &R) -> Result<Exit> {
        self.out.one(record)?;
        Ok(Exit::Done)
    }

    /// Shows a verdict. It stands whether anybody reads it or not.
    pub fn verdict<R: Record>(&mut self, record: &R, exit: Exit) -> Result<Exit> {
        match self.out.one(record) {
            Err(cause) if !self.out.closed() => Err(cause),
            _ => Ok(exit),
        }
    }

    /// For a verb that changes things only when asked to: it was not.
    pub fn only_reads(&mut self) {
        self.effect = Effect::Reads;
    }

    /// Shows records that are all there.
    pub fn many<R: Record>(&mut self, records: &[R]) -> Result<Exit> {
        self.stream(None, |list| records.iter().try_for_each(|record| list.push(record)))?;
        Ok(Exit::Done)
    }

    /// Shows the records that `fill` hands over, as they come; of what a table leaves out, the first thousand are
    /// counted.
    pub fn list<R: Record>(
        &mut self,
        limit: Option<usize>,
        fill: impl FnOnce(&mut dyn FnMut(R) -> Result<bool>) -> Result<()>,
    ) -> Result<Exit> {
        self.stream(limit, |list: &mut List<'_, R>| {
            let mut beyond = 0;
            fill(&mut |record| {
                if list.is_full() {
                    beyond += 1;
                    if beyond > MOST_READ {
                        list.or_more();
                        return Ok(false);
                    }
                    list.leave_out(1);
                    return Ok(true);
                }
                list.push(&record).map(|()| true)
            })
        })?;
        Ok(Exit::Done)
    }

    /// Shows the records that `fill` hands over until there are as many as fit, and says how many more there are and
    /// how many were left out, as the store counted them: records of what, and in which states.
    pub fn counted<R: Record>(
        &mut self,
        rows: Option<usize>,
        (noun, states): (&str, &str),
        fill: impl FnOnce(&mut dyn FnMut(R) -> Result<bool>) -> Result<Listed>,
    ) -> Result<Exit> {
        let mut shown = 0;
        let listed = self.stream(rows, |list: &mut List<'_, R>| {
            let listed = fill(&mut |record| {
                if list.is_full() {
                    return Ok(false);
                }
                shown += 1;
                list.push(&record).map(|()| true)
            })?;
            list.leave_out(listed.matching.saturating_sub(shown));
            if listed.matching >= MOST_COUNTED {
                list.or_more();
            }
            Ok(listed)
        })?;
        if listed.left_out > 0 {
            let least = if listed.left_out >= MOST_COUNTED { "at least " } else { "" };
            let count = plural(listed.left_out, noun);
            self.out.notice(&format!("{least}{count} {states}; see them with --status all"));
        }
        Ok(Exit::Done)
    }

    /// Shows records as they come.
    pub fn stream<R: Record, T>(
        &mut self,
        limit: Option<usize>,
        fill: impl FnOnce(&mut List<'_, R>) -> Result<T>,
    ) -> Result<T> {
        let mut list = self.out.list::<R>(limit)?;
        let filled = fill(&mut list)?;
        list.finish()?;
        Ok(filled)
    }
}

impl Context<'_> {
    /// Shows records as they come, without an end: `fill` hands over each and, when there is none for now,
    /// nothing; it goes on until nobody reads any more.
    pub fn follow<R: Record>(
        &mut self,
        fill: impl FnOnce(&mut dyn FnMut(Option<&R>) -> Result<bool>) -> Result<()>,
    ) -> Result<Exit> {
        let world = self.world;
        let mut list = self.out.list::<R>(None)?.without_end();
        fill(&mut |record| match record {
            Some(record) => list.push(record).map(|()| true),
            None => {
                list.flush()?;
                world.wait_for_reader(LOOK)
            }
        })?;
        Ok(Exit::Done)
    }

    /// Shows records the moment they come, until `fill` ends: it hands over each, or nothing, to be told whether
    /// anybody reads. A table has the text of `below` under each row, on standard error.
    pub fn live<R: Record, T>(
        &mut self,
        below: impl Fn(&R) -> String,
        fill: impl FnOnce(&mut dyn FnMut(Option<&R>) -> Result<bool>) -> Result<T>,
    ) -> Result<T> {
        let (world, is_array) = (self.world, self.out.is_array());
        let mut list = self.out.list::<R>(None)?.without_end();
        let filled = fill(&mut |record| {
            record.map_or(Ok(()), |record| list.push(record))?;
            list.flush()?;
            record.into_iter().for_each(|record| list.below(|| below(record)));
            world.wait_for_reader(Duration::ZERO)
        })?;
        if is_array {
            list.finish()?;
        } else {
            list.flush()?;
        }
        Ok(filled)
    }

    /// Refuses to follow into an array, which would never be closed.
    pub fn can_follow(&self) -> Result<()> {
        if !self.out.is_array() {
            return Ok(());
        }
        let message = "what is followed has no end, and an array of json has one";
        Err(Error::invalid("--follow", message).hint("take a line a record: --follow --format jsonl"))
    }
}

/// How many records are read to say how many a table leaves out, where the store does not count them.
const MOST_READ: u32 = 1_000;

/// How often a list that is followed looks for more.
const LOOK: Duration = Duration::from_millis(250);

/// What `--quiet` shows unless a verb says otherwise.
pub const ID: Quiet = Quiet::Column("id");
