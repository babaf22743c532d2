//! Whether a consent holds, or held at another moment.

use super::super::keyring::Keyring;
use super::super::lines::in_batches;
use super::super::{Session, workspaces};
use super::vault::Vault;
use super::{by_id, known, open};
use crate::domain::consent::Type;
use crate::domain::consent::event::{known as known_events, replay, status};
use crate::domain::consent::reference::Subject;
use crate::domain::consent::verdict::{Found, Verdict};
use crate::domain::time::Millis;
use crate::error::{Code, Result};
use crate::store::consent::catalogue::{policy_by_id, versions};
use crate::store::consent::events;
use crate::store::consent::grants::{self, Who};
use crate::store::{Store, Tx};

/// The longest line of a batch.
const LONGEST_LINE: usize = 64 * 1024;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Of whom, as written and as read.
    pub subject: (String, Subject),
    /// What about.
    pub consent_type: Type,
    /// What it is used for.
    pub purpose: String,
    /// At which moment; absent is now.
    pub at: Option<Millis>,
    /// As it was known at which; absent is now.
    pub known_at: Option<Millis>,
}

/// Answers one question.
pub fn check(
    store: &mut Store,
    keyring: Option<&Keyring>,
    workspace: &str,
    asked: &Asked,
    now: Millis,
) -> Result<Verdict> {
    store.read(|tx| {
        workspaces::check(tx, workspace)?;
        let vault = open(tx, keyring)?;
        answer(tx, vault.as_ref(), workspace, asked, now)
    })
}

/// A question of a batch, or what of it can be said where it cannot be read.
pub type Line = std::result::Result<Asked, String>;

/// Answers every line of standard input; those that come together are answered in one look at the store.
pub fn check_batch(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    workspace: &str,
    read: impl Fn(Option<&[u8]>) -> Line,
    mut each: impl FnMut(&[Verdict]) -> Result<()>,
) -> Result<()> {
    let world = session.world;
    in_batches(world, LONGEST_LINE, read, |lines| {
        let now = world.now();
        let verdicts: Vec<Verdict> = session.store.read(|tx| {
            workspaces::check(tx, workspace)?;
            let vault = open(tx, keyring)?;
            let each = |line: &Line| match line {
                Ok(asked) => match answer(tx, vault.as_ref(), workspace, asked, now) {
                    // A part of a pseudonym that nobody has is a word about this line only.
                    Err(cause) if matches!(cause.code, Code::NotFound | Code::Ambiguous) => {
                        Ok(Verdict::malformed(asked.subject.0.clone(), now))
                    }
                    answered => answered,
                },
                Err(subject) => Ok(Verdict::malformed(subject.clone(), now)),
            };
            lines.iter().map(each).collect()
        })?;
        each(&verdicts)
    })
}

fn answer(tx: &mut Tx<'_>, vault: Option<&Vault>, workspace: &str, asked: &Asked, now: Millis) -> Result<Verdict> {
    let (at, known_at) = (asked.at.unwrap_or(now), asked.known_at.unwrap_or(now));
    let (purpose, consent_type) = (asked.purpose.as_str(), asked.consent_type);
    let found = if at < now || known_at < now {
        match known(tx, vault, workspace, &asked.subject.1)? {
            Some(subject) => then(tx, workspace, &subject, consent_type, purpose, at, known_at)?,
            None => None,
        }
    } else {
        match (&asked.subject.1, vault) {
            (Subject::Reference(reference), Some(vault)) => {
                let lookup = vault.digest(workspace, reference);
                grants::check(tx, Who::Lookup(&lookup), consent_type, purpose, at)?
            }
            (Subject::Reference(_), None) => None,
            (Subject::Id(text), _) => {
                let subject = by_id(tx, workspace, text)?;
                grants::check(tx, Who::Id(&subject), consent_type, purpose, at)?
            }
        }
    };
    Ok(Verdict {
        subject: asked.subject.0.clone(),
        consent_type: Some(consent_type),
        purpose: Some(purpose.to_owned()),
        as_of: at,
        known_at,
        found,
    })
}

/// What was on record at one moment about another.
fn then(
    tx: &mut Tx<'_>,
    workspace: &str,
    subject_id: &str,
    consent_type: Type,
    purpose: &str,
    at: Millis,
    known_at: Millis,
) -> Result<Option<Found>> {
    let Some((grant_id, _)) = grants::find(tx, subject_id, consent_type, purpose)? else { return Ok(None) };
    let Some(current) = replay(&known_events(events::of_grant(tx, &grant_id)?, at, known_at)) else { return Ok(None) };
    let policy = match &current.terms.policy_id {
        Some(policy_id) => policy_by_id(tx, policy_id)?,
        None => None,
    };
    let stale = match &policy {
        // A version is published when it is written down, so it is known from then on.
        Some(policy) => versions(tx, workspace, &policy.name)?
            .iter()
            .any(|it| it.material && it.number > policy.number && it.published_at <= at.min(known_at)),
        None => false,
    };
    Ok(Some(Found {
        grant: grant_id,
        status: status(current.state, current.terms.expires_at, stale, at),
        policy: policy.map(|policy| (policy.name, policy.version)),
        given_at: current.given_at,
        expires_at: current.terms.expires_at,
    }))
}
