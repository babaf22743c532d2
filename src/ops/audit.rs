//! Use cases of the audit trail: reading it, checking that it holds, and saying what it is now.

use data_encoding::BASE64;
use zeroize::Zeroizing;

use super::db::moment;
use super::keyring::Keyring;
use super::tokens::find;
use super::{Changes, Session, workspaces};
use crate::domain::audit::{Checkpoint, Filter, Frontier, Logged};
use crate::domain::check::Check;
use crate::domain::note::{NoteKey, verifier_key};
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};
use crate::store::audit::{head, list as list_entries, walk, walk_from};
use crate::store::audit_keys::{self, AuditKey};
use crate::store::sealed::AUDIT_SECRET;
use crate::store::{Store, Tx, marks};

/// Hands each entry that the filter lets through to `sink`.
pub fn list(session: &mut Session<'_>, filter: &Filter, mut sink: impl FnMut(Logged) -> Result<bool>) -> Result<()> {
    let now = session.now;
    session.store.read(|tx| {
        let filter = meant(tx, filter, now)?;
        list_entries(tx, &filter, &mut sink)
    })
}

/// Hands the entries that the filter lets through to `sink`, oldest first, and then those that come; between
/// two looks it hands over nothing, and goes on until the answer is no. Of the entries that are there it
/// begins with the `newest`, or with all.
pub fn follow(
    session: &mut Session<'_>,
    filter: &Filter,
    newest: Option<u64>,
    mut sink: impl FnMut(Option<&Logged>) -> Result<bool>,
) -> Result<()> {
    let now = session.now;
    let mut filter = session.store.read(|tx| {
        let filter = meant(tx, filter, now)?;
        let before = newest.map_or(Ok(None), |newest| before_newest(tx, &filter, newest))?;
        Ok(Filter { after: filter.after.max(before), ascending: true, ..filter })
    })?;
    loop {
        let mut last = filter.after;
        let looked = session.store.read(|tx| {
            list_entries(tx, &filter, |entry| {
                last = Some(entry.entry.seq);
                sink(Some(&entry))
            })?;
            // What the filter does not let through is behind us, too.
            Ok(Some(position(&head(tx)?) - 1))
        });
        filter.after = match looked {
            Ok(end) => end,
            Err(cause) if cause.code == Code::StoreBusy => last,
            Err(cause) => return Err(cause),
        };
        if !sink(None)? {
            return Ok(());
        }
    }
}

/// The number of the entry before the newest so many; none where there are fewer.
fn before_newest(tx: &mut Tx<'_>, filter: &Filter, newest: u64) -> Result<Option<i64>> {
    let backwards = Filter { after: None, ascending: false, ..filter.clone() };
    let mut left = newest;
    let mut before = None;
    list_entries(tx, &backwards, |entry| {
        if left == 0 {
            before = Some(entry.entry.seq);
            return Ok(false);
        }
        left -= 1;
        Ok(true)
    })?;
    Ok(before)
}

/// The filter as it is meant: a token is written down by its id, and named by whatever names it.
fn meant(tx: &mut Tx<'_>, filter: &Filter, now: Millis) -> Result<Filter> {
    filter.workspace.as_deref().map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
    let mut filter = filter.clone();
    if let (Some(workspace), Some(object)) = (&filter.workspace, &filter.object)
        && let Ok(token) = find(tx, workspace, object, now, false)
    {
        filter.object = Some(token.id);
    }
    Ok(filter)
}

/// Whether the trail holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whether it does.
    pub ok: bool,
    /// How many entries were walked.
    pub size: i64,
    /// The Merkle tree root over them, base64 as in a checkpoint.
    pub root: String,
    /// The number of the first entry that does not hold.
    pub first_bad: Option<i64>,
    /// What is wrong.
    pub kind: Option<&'static str>,
}

record! { Verified {
    ok: Bool, shown, "Whether the trail holds" => |v| v.ok;
    size: Int, shown, "How many entries it has" => |v| v.size;
    root: Text, shown, "The Merkle tree root over them (RFC 6962, SHA-256), base64 as in a checkpoint" => |v| &v.root;
    first_bad: Int, shown, "The number of the first entry that does not hold" => |v| v.first_bad;
    kind: Text, shown, "changed, missing, head, cut or checkpoint" => |v| v.kind;
} }

/// Walks the whole trail: every entry's hash, the numbering, the head, and an earlier checkpoint.
pub fn verify(store: &mut Store, earlier: Option<&Checkpoint>) -> Result<Verified> {
    store.read(|tx| {
        if let Some(earlier) = earlier {
            let own = origin(tx)?;
            if earlier.origin != own {
                return Err(Error::invalid(
                    "--checkpoint",
                    format!("the checkpoint is of {}, this store is {own}", earlier.origin),
                ));
            }
        }
        let stored = head(tx);
        let mut tree = Frontier::default();
        let mut bad: Option<(i64, &'static str)> = None;
        let mut earlier_root = earlier.filter(|earlier| earlier.size == 0).map(|_| tree.root());
        walk(tx, |Logged { entry, leaf_hash }| {
            let due = position(&tree);
            if bad.is_none() && entry.seq != due {
                bad = Some((due, "missing"));
            } else if bad.is_none() && entry.leaf_hash() != leaf_hash {
                bad = Some((entry.seq, "changed"));
            }
            tree.push(leaf_hash);
            if earlier.is_some_and(|earlier| earlier.size == tree.size()) {
                earlier_root = Some(tree.root());
            }
            Ok(true)
        })?;
        if bad.is_none() {
            bad = match (stored, earlier) {
                (Err(_), _) => Some((position(&tree), "head")),
                (Ok(stored), _) if stored.size() > tree.size() => Some((position(&tree), "cut")),
                (Ok(stored), _) if stored != tree => Some((position(&stored).min(position(&tree)), "head")),
                (Ok(_), Some(earlier)) if earlier.size > tree.size() => Some((position(&tree), "cut")),
                (Ok(_), Some(earlier)) if earlier_root != Some(earlier.root) => Some((0, "checkpoint")),
                _ => None,
            };
        }
        Ok(Verified {
            ok: bad.is_none(),
            size: position(&tree),
            root: BASE64.encode(&tree.root()),
            first_bad: bad.map(|(seq, _)| seq),
            kind: bad.map(|(_, kind)| kind),
        })
    })
}

/// Notes that the whole trail held.
pub fn note_verified(store: &mut Store, now: Millis) -> Result<()> {
    store.write(|tx| marks::set(tx, marks::AUDIT_VERIFIED_AT, &now.0.to_string())).map_err(|cause| {
        let message = format!("the trail holds, but that is not noted: {}", cause.message);
        Error { message, ..cause }
    })
}

/// When it last did.
pub(super) fn verified_at(tx: &mut Tx<'_>) -> Result<Option<Millis>> {
    Ok(moment(marks::get(tx, marks::AUDIT_VERIFIED_AT)?))
}

/// What the whole trail shows, as a check.
pub fn check_all(store: &mut Store) -> Result<Check> {
    let verified = verify(store, None)?;
    Ok(match (verified.first_bad, verified.kind) {
        (Some(seq), Some(kind)) => Check::damage(format!("entry {seq}: {kind}")),
        _ => Check::ok(format!("{} entries, all hold", verified.size)),
    })
}

/// How many entries a look at the end of the trail reads.
const NEWEST: i64 = 1_000;

/// The same of its newest entries and its head, which costs the same however long the trail is.
pub fn check_newest(store: &mut Store) -> Result<Check> {
    store.read(|tx| {
        let Ok(head) = head(tx) else { return Ok(Check::damage("the head of the trail is damaged")) };
        let size = position(&head);
        let first = (size - NEWEST).max(0);
        let (mut due, mut bad, mut leaves) = (first, None, Vec::new());
        walk_from(tx, first, |Logged { entry, leaf_hash }| {
            bad = match () {
                () if entry.seq != due => Some((due, "missing")),
                () if entry.leaf_hash() != leaf_hash => Some((due, "changed")),
                () => None,
            };
            due += 1;
            leaves.push(leaf_hash);
            Ok(bad.is_none())
        })?;
        bad = bad.or((due < size).then_some((due, "cut")));
        bad = bad.or((due > size || !head.ends_in(&leaves)).then_some((size.min(due), "head")));
        let whole = verified_at(tx)?.map(|at| format!("; the whole trail held at {at}")).unwrap_or_default();
        Ok(match bad {
            Some((seq, kind)) => Check::damage(format!("entry {seq}: {kind}")),
            None if first == 0 => Check::ok(format!("{size} entries, all hold{whole}")),
            None => Check::ok(format!("the newest {NEWEST} of {size} entries hold{whole}")),
        })
    })
}

#[expect(clippy::cast_possible_wrap, reason = "a trail of 2^63 entries fits no disk")]
fn position(tree: &Frontier) -> i64 {
    tree.size() as i64
}

/// What the trail is now, to be kept elsewhere: cutting its newest entries can be proven only so.
pub fn checkpoint(store: &mut Store) -> Result<Checkpoint> {
    store.read(|tx| {
        let tree = head(tx)?;
        Ok(Checkpoint { origin: origin(tx)?, size: tree.size(), root: tree.root(), signature: None })
    })
}

/// The row of the key that signs.
pub(super) const SIGNER: &str = "log";

/// The same, signed by the key of the trail, which is made when it is first needed. A rehearsal makes none, and then
/// signs nothing.
pub fn signed_checkpoint(session: &mut Session<'_>, keyring: &Keyring) -> Result<Checkpoint> {
    make_signer(session, keyring)?;
    let mut checkpoint = checkpoint(session.store)?;
    let key = session.store.read(|tx| {
        let Some(held) = audit_keys::get(tx, SIGNER)? else { return Ok(None) };
        let secret = keyring.opener(tx)?.open(&AUDIT_SECRET, &held.id, &held.secret)?;
        NoteKey::from_secret(&origin(tx)?, &secret).map(Some)
    })?;
    checkpoint.signature = key.map(|key| key.sign(&checkpoint.body()));
    Ok(checkpoint)
}

fn make_signer(session: &mut Session<'_>, keyring: &Keyring) -> Result<()> {
    if session.store.read(|tx| audit_keys::get(tx, SIGNER))?.is_some() {
        return Ok(());
    }
    let (world, now) = (session.world, session.now);
    let (store, scribe) = session.parts();
    store.write(|tx| {
        // Another command may have made it since.
        if audit_keys::get(tx, SIGNER)?.is_some() {
            return Ok(());
        }
        let name = origin(tx)?;
        let key = NoteKey::new(&name, &Zeroizing::new(world.random()?));
        let sealed = keyring.sealer(tx, &scribe)?.seal(&AUDIT_SECRET, SIGNER, &key.secret())?;
        let signer = AuditKey { id: SIGNER.to_owned(), public: key.public().to_vec(), secret: sealed.blob };
        audit_keys::insert(tx, &signer, sealed.key, now)?;
        let changes = Changes::default().set("verifier_key", verifier_key(&name, &key.public()));
        scribe.log(tx, None, "audit.key", SIGNER, changes)
    })
}

/// The name of the store's trail in checkpoints.
pub(super) fn origin(tx: &mut Tx<'_>) -> Result<String> {
    let store_id = marks::get(tx, "store_id")?;
    store_id
        .map(|store_id| format!("gatepost/{store_id}"))
        .ok_or_else(|| Error::new(Code::StoreDamaged, "the store has lost its id"))
}
