//! The keys of a command that seals or opens: the sealing key, read once, and the data keys, unwrapped once. Every
//! noun seals and opens through it, in the transaction in which the value is written or read.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use zeroize::Zeroizing;

use super::{Changes, Scribe, key_file};
use crate::domain::secret::Secret;
use crate::domain::shell::word;
use crate::error::{Code, Error, Result};
pub use crate::seal::Source;
use crate::seal::{Bound, DataKey, SealingKey, key_of};
use crate::store::sealed::Slot;
use crate::store::{Store, Tx, marks, seal};
use crate::world::World;

/// Data keys by their numbers.
type DataKeys = BTreeMap<u32, Arc<DataKey>>;

/// The keys. Threads may share it.
pub struct Keyring {
    key: RwLock<Arc<SealingKey>>,
    source: Source,
    store: Arc<str>,
    /// What was unwrapped, by its wrap: a number alone would not do, since what one transaction made may be rolled back
    /// and its number given to another key.
    known: RwLock<HashMap<Vec<u8>, Arc<DataKey>>>,
    /// What the person should know: that a key was made.
    pub notice: Option<String>,
}

impl Keyring {
    /// Reads the sealing key. Where nothing is sealed yet and the user has none, it is made, but for a rehearsal.
    pub fn open(store: &mut Store, source: Source, world: &World) -> Result<Keyring> {
        let rehearsal = store.is_rehearsal();
        let (store_id, wanted) = store.read(|tx| {
            let store_id = marks::get(tx, "store_id")?;
            let store_id = store_id.ok_or_else(|| Error::new(Code::StoreDamaged, "the store has lost its id"))?;
            Ok((store_id, seal::sealing_keys(tx)?))
        })?;
        let (key, made) = match source.read()? {
            Some(key) => (key, false),
            None => (first(&source, &wanted, rehearsal, world)?, true),
        };
        if !wanted.is_empty() && !wanted.iter().any(|id| id == key.id()) {
            return Err(wrong(&wanted, &key, &source));
        }
        let notice = made.then(|| {
            let verb = if rehearsal { "would make" } else { "made" };
            format!(
                "{verb} the sealing key {} at {source}; keep a copy of that file elsewhere: without it, what is sealed \
                 is lost",
                key.id()
            )
        });
        Ok(Keyring {
            key: RwLock::new(Arc::new(key)),
            source,
            store: store_id.into(),
            known: RwLock::default(),
            notice,
        })
    }

    /// What opens the values that this transaction reads. It may be kept, and handed to threads.
    pub fn opener(&self, tx: &mut Tx<'_>) -> Result<Opener> {
        let (keys, _) = self.look(tx)?;
        Ok(Opener { store: Arc::clone(&self.store), keys: Arc::new(keys) })
    }

    /// The data keys that may open something.
    pub(super) fn data_keys(&self, tx: &mut Tx<'_>) -> Result<Vec<Arc<DataKey>>> {
        Ok(self.look(tx)?.0.into_values().collect())
    }

    pub(super) fn store_id(&self) -> &str {
        &self.store
    }

    /// What seals the values that this transaction writes, and no later one: the key may be another then. The
    /// first one makes the first data key.
    pub(super) fn sealer<'w>(&self, tx: &mut Tx<'_>, scribe: &Scribe<'w>) -> Result<Sealer<'w>> {
        let (mut keys, active) = self.look(tx)?;
        let key = match active.and_then(|id| keys.remove(&id)) {
            Some(key) => key,
            None => Arc::new(self.add_key(tx, scribe)?),
        };
        Ok(Sealer { world: scribe.world, store: Arc::clone(&self.store), key })
    }

    /// The data keys that may open something, and the number of the one that seals.
    fn look(&self, tx: &mut Tx<'_>) -> Result<(DataKeys, Option<u32>)> {
        let mut key = self.sealing_key();
        let mut held = seal::held(tx, key.id())?;
        if held.iter().any(|held| held.wrapped.is_none()) {
            // Somebody replaced the sealing key while this one was in use.
            let fresh = self.source.read()?.filter(|fresh| fresh.id() != key.id());
            let Some(fresh) = fresh else { return Err(wrong(&seal::sealing_keys(tx)?, &key, &self.source)) };
            key = Arc::new(fresh);
            held = seal::held(tx, key.id())?;
            *self.key.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&key);
        }
        let active = held.iter().find(|held| held.active).map(|held| held.id);
        let mut keys = BTreeMap::new();
        for held in held {
            let Some(wrapped) = held.wrapped else { return Err(wrong(&seal::sealing_keys(tx)?, &key, &self.source)) };
            keys.insert(held.id, self.unwrap(&key, held.id, wrapped)?);
        }
        Ok((keys, active))
    }

    pub(super) fn sealing_key(&self) -> Arc<SealingKey> {
        Arc::clone(&self.key.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn unwrap(&self, key: &SealingKey, id: u32, wrapped: Vec<u8>) -> Result<Arc<DataKey>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&wrapped).cloned();
        if let Some(known) = known.filter(|known| known.id() == id) {
            return Ok(known);
        }
        let data = key.unwrap(&self.store, id, &wrapped).map(Arc::new).ok_or_else(|| {
            Error::new(Code::SealedDamaged, format!("data key {id} does not open under the sealing key {}", key.id()))
                .hint("restore a backup: gatepost db restore FILE")
        })?;
        self.known.write().unwrap_or_else(PoisonError::into_inner).insert(wrapped, Arc::clone(&data));
        Ok(data)
    }

    /// Makes the data key that seals from now on.
    fn add_key(&self, tx: &mut Tx<'_>, scribe: &Scribe<'_>) -> Result<DataKey> {
        let (world, sealing) = (scribe.world, self.sealing_key());
        let key = DataKey::new(seal::next(tx)?, Zeroizing::new(world.random()?));
        seal::insert(tx, key.id(), scribe.now)?;
        seal::insert_wrap(tx, key.id(), sealing.id(), &sealing.wrap(&self.store, &key, world.random()?)?)?;
        let changes = Changes::default().set("sealing_key", sealing.id());
        scribe.log(tx, None, "key.create", &key.id().to_string(), changes)?;
        Ok(key)
    }
}

/// A value as it is stored.
pub struct Sealed {
    /// The sealed value.
    pub blob: Vec<u8>,
    /// The number of its data key, for the column beside it.
    pub key: i64,
}

/// Seals what one transaction writes.
pub struct Sealer<'w> {
    world: &'w World,
    store: Arc<str>,
    key: Arc<DataKey>,
}

impl Sealer<'_> {
    /// The number of the data key that seals.
    pub(super) fn key(&self) -> u32 {
        self.key.id()
    }

    /// Seals a value for its row.
    pub fn seal(&self, slot: &Slot, row: &str, value: &Secret) -> Result<Sealed> {
        let blob = self.key.seal(self.world.random()?, &bound(&self.store, slot, row), value.expose().as_bytes())?;
        Ok(Sealed { blob, key: self.key.id().into() })
    }
}

/// Opens what one transaction reads.
#[derive(Clone)]
pub struct Opener {
    store: Arc<str>,
    keys: Arc<DataKeys>,
}

impl Opener {
    /// The value that was sealed for this row.
    pub fn open(&self, slot: &Slot, row: &str, blob: &[u8]) -> Result<Secret> {
        let key = key_of(blob).and_then(|id| self.keys.get(&id));
        let value = key.and_then(|key| key.open(&bound(&self.store, slot, row), blob));
        value.and_then(|value| Secret::from_bytes(&value)).ok_or_else(|| {
            let (table, column) = (slot.table, slot.column);
            Error::new(Code::SealedDamaged, format!("the sealed {column} of {row} in {table} does not open"))
                .hint("find all that do not with: gatepost keys check")
        })
    }

    /// The same, where the row says which data key it is under.
    pub(super) fn open_under(&self, slot: &Slot, row: &str, blob: &[u8], key: Option<i64>) -> Result<Secret> {
        if key_of(blob).map(i64::from) != key {
            return Err(Error::new(Code::SealedDamaged, format!("{row} is not under the data key that it says")));
        }
        self.open(slot, row, blob)
    }
}

fn bound<'a>(store: &'a str, slot: &Slot, row: &'a str) -> Bound<'a> {
    Bound { store, table: slot.bound.0, column: slot.bound.1, row }
}

/// The key of a user who has none, where there is nothing that another opens.
fn first(source: &Source, wanted: &[String], rehearsal: bool, world: &World) -> Result<SealingKey> {
    let missing = |what: String| Error::new(Code::KeyMissing, what);
    if !wanted.is_empty() {
        let message =
            format!("there is no sealing key at {source}, and the store's secrets are sealed under {}", any(wanted));
        return Err(missing(message).hint("put it back there from its copy, or name it with --key-file FILE"));
    }
    let Source::Own(path) = source else {
        let file = source.path().unwrap_or("FILE".as_ref()).to_string_lossy();
        let command = format!("(umask 077; head -c 32 /dev/urandom | base64 > {})", word(&file));
        return Err(missing(format!("there is no sealing key at {source}")).hint(format!("make one with: {command}")));
    };
    let key = SealingKey::new(Zeroizing::new(world.random()?));
    if rehearsal {
        return Ok(key);
    }
    match key_file::make(path, &key) {
        // Another command made it meanwhile.
        Err(cause) if cause.code == Code::StoreExists => {
            source.read()?.ok_or_else(|| missing(format!("there is no sealing key at {source}")))
        }
        written => written.map(|()| key),
    }
}

fn wrong(wanted: &[String], key: &SealingKey, source: &Source) -> Error {
    Error::new(
        Code::KeyWrong,
        format!(
            "the store's secrets are sealed under {}, and the sealing key at {source} is {}; nothing was opened",
            any(wanted),
            key.id()
        ),
    )
    .hint(match kept(wanted, source) {
        Some(file) => format!("the right one is kept: --key-file {}", word(&file.to_string_lossy())),
        None => "name the right one with --key-file FILE".to_owned(),
    })
}

/// Where a key that opens the store is kept, if another took its place here.
fn kept(wanted: &[String], source: &Source) -> Option<PathBuf> {
    let path = source.path()?;
    wanted.iter().find_map(|id| {
        let file = key_file::kept(path, id);
        let held = Source::File(file.clone()).read().ok()??;
        (held.id() == id).then_some(file)
    })
}

fn any(ids: &[String]) -> String {
    ids.join(" or ")
}
