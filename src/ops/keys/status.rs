//! What keys there are, and what is under each.

use serde_json::{Value as Json, json};

use super::super::audit::{SIGNER, origin};
use crate::domain::note::verifier_key;
use crate::domain::record::record;
use crate::error::{Code, Error, Exit, Result};
use crate::seal::Source;
use crate::store::{Store, audit_keys, marks, seal, sealed};

/// The keys of a store, as one user sees them.
#[derive(Debug)]
pub struct Status {
    /// Where the sealing key is read.
    pub source: &'static str,
    /// The file or the command.
    pub place: String,
    /// The sealing key that is there, or what keeps it from being used.
    pub key: Result<Option<String>>,
    /// The sealing keys that open the store.
    pub wanted: Vec<String>,
    /// The one of them that is to replace the others.
    pub new: Option<String>,
    /// The data keys, the newest first.
    pub data_keys: Json,
    /// The public half of the key that signs the trail.
    pub verifier_key: Option<String>,
}

record! { Status {
    state: Text, shown, "ok, unused (nothing is sealed yet), key_missing, key_wrong or key_exposed" => |s| s.state();
    source: Text, shown, "Where the sealing key is read: file, credential, command or default" => |s| s.source;
    place: Text, shown, "The file, or the command" => |s| &s.place;
    sealing_key: Text, shown, "The id of the key that is there" => |s| s.key.as_ref().ok().and_then(Option::as_ref);
    wanted: List, shown, "The ids of the sealing keys that open the store; two while one replaces the other" => |s| &s.wanted;
    data_keys: Json, shown, "The keys that it wraps: id, state (active, retiring or retired), created_at, retired_at, values" => |s| &s.data_keys;
    verifier_key: Text, shown, "The public half of the key that signs the trail, as C2SP writes it" => |s| s.verifier_key.as_ref();
} }

impl Status {
    /// One word for it: a code where something is wrong.
    pub fn state(&self) -> &'static str {
        match &self.key {
            Err(cause) => cause.code.as_str(),
            Ok(_) if self.wanted.is_empty() => "unused",
            Ok(None) => Code::KeyMissing.as_str(),
            Ok(Some(key)) if self.wanted.contains(key) => "ok",
            Ok(Some(_)) => Code::KeyWrong.as_str(),
        }
    }

    /// The exit code that goes with it.
    pub fn exit(&self) -> Exit {
        match self.state() {
            "ok" | "unused" => Exit::Done,
            _ => Exit::Integrity,
        }
    }
}

/// Reads what there is; the key is looked at, and opens nothing.
pub fn status(store: &mut Store, source: &Source) -> Result<Status> {
    let key = source.read().map(|key| key.map(|key| key.id().to_owned()));
    if let Err(cause) = &key
        && cause.code.exit() != Exit::Integrity
    {
        return Err(again(cause));
    }
    store.read(|tx| {
        let mut data_keys = Vec::new();
        for known in seal::list(tx)? {
            let counts = sealed::ALL.iter().map(|slot| sealed::count(tx, slot, known.id));
            data_keys.push(json!({
                "id": known.id,
                "state": known.state,
                "created_at": known.created_at.to_string(),
                "retired_at": known.retired_at.map(|at| at.to_string()),
                "values": counts.sum::<Result<i64>>()?,
            }));
        }
        let signer = audit_keys::get(tx, SIGNER)?;
        let public: Option<[u8; 32]> = signer.and_then(|signer| signer.public.try_into().ok());
        let name = origin(tx)?;
        Ok(Status {
            source: source.as_str(),
            place: source.to_string(),
            key: key.as_ref().map(Clone::clone).map_err(again),
            wanted: seal::sealing_keys(tx)?,
            new: marks::get(tx, marks::NEW_SEALING_KEY)?,
            data_keys: data_keys.into(),
            verifier_key: public.map(|public| verifier_key(&name, &public)),
        })
    })
}

/// The same failure once more.
pub(in super::super) fn again(cause: &Error) -> Error {
    Error { hint: cause.hint.clone(), ..Error::new(cause.code, cause.message.clone()) }
}
