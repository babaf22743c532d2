//! Decisions of a person: consent is given, renewed, refused, and taken back. Each is an event that is kept beside
//! those before it.

use std::net::IpAddr;

use data_encoding::HEXLOWER;
use serde_json::json;

use super::super::keyring::Keyring;
use super::super::webhooks::Herald;
use super::super::{Changes, Scribe, Session, workspaces};
use super::vault::{SubjectKey, Vault};
use super::{found, known, policies, purposes};
use crate::domain::consent::event::{self, Current, Event, NEVER, Terms, replay};
use crate::domain::consent::grant::{Grant, Key, Personal};
use crate::domain::consent::policy::NameVersion;
use crate::domain::consent::purpose::Purpose;
use crate::domain::consent::reference::Subject;
use crate::domain::consent::{Basis, GRANT, IpMode, Kind, State, Type};
use crate::domain::record::Changed;
use crate::domain::time::{Millis, When};
use crate::domain::webhook::event_type::CONSENT_REVOKED;
use crate::error::{Code, Error, Result};
use crate::store::Tx;
use crate::store::consent::{self, events, grants};

/// What a person decided.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Given, renewed or refused.
    pub kind: Kind,
    /// What about.
    pub consent_type: Type,
    /// What it is used for; absent is the type itself.
    pub purpose: Option<String>,
    /// The policy version that was shown.
    pub policy: Option<NameVersion>,
    /// How.
    pub method: Option<String>,
    /// Where.
    pub source: Option<String>,
    /// From which address.
    pub ip: Option<IpAddr>,
    /// With which program.
    pub user_agent: Option<String>,
    /// In which language.
    pub locale: Option<String>,
    /// When it ends by itself.
    pub expires: Option<When>,
    /// The digest of the evidence.
    pub evidence: Option<[u8; 32]>,
    /// When that was; absent is now.
    pub at: Option<Millis>,
}

/// The settings that recording depends on.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How much of an address is kept.
    pub ip: IpMode,
    /// The policy version of a grant that names none.
    pub policy: Option<NameVersion>,
}

/// Records what a person decided.
pub fn decide(
    session: &mut Session<'_>,
    keyring: &Keyring,
    workspace: &str,
    subject: &Subject,
    decision: &Decision,
    rules: &Rules,
) -> Result<Changed<Grant>> {
    let (store, scribe) = session.parts();
    store.write(|tx| {
        workspaces::check(tx, workspace)?;
        let vault = Vault::open_or_make(tx, keyring, &scribe)?;
        let grant_id = record(tx, &scribe, keyring, &vault, workspace, subject, decision, rules)?;
        Ok(Changed { record: read(tx, &vault, &grant_id, scribe.now)?, changed: true })
    })
}

/// Adds a decision to a transaction; the id of the grant that it is about.
#[expect(clippy::too_many_arguments, reason = "three of them are the transaction and its means")]
pub(in crate::ops) fn record(
    tx: &mut Tx<'_>,
    scribe: &Scribe<'_>,
    keyring: &Keyring,
    vault: &Vault,
    workspace: &str,
    subject: &Subject,
    decision: &Decision,
    rules: &Rules,
) -> Result<String> {
    refuse_odd(decision.at, scribe.now)?;
    let (purpose, described) = purposes::meant(tx, workspace, decision.consent_type, decision.purpose.as_deref())?;
    let (subject_id, key) = match known(tx, Some(vault), workspace, subject)? {
        Some(subject_id) => {
            let key = key_of(tx, vault, &subject_id)?;
            (subject_id, key)
        }
        None => match subject {
            Subject::Reference(reference) if decision.kind != Kind::Renewed => {
                let sealer = keyring.sealer(tx, scribe)?;
                vault.add(tx, &sealer, scribe, workspace, reference)?
            }
            _ => return Err(super::absent(workspace)),
        },
    };
    let held = grants::find(tx, &subject_id, decision.consent_type, &purpose)?;
    let mut history = held.as_ref().map_or(Ok(Vec::new()), |(grant_id, _)| events::of_grant(tx, grant_id))?;
    let occurred_at = decision.at.unwrap_or_else(|| moment(&history, scribe.now));
    let before = match decision.kind {
        // As it stood then: what came later was not there to be confirmed.
        Kind::Renewed => Some(renewable(replay(&event::known(history.clone(), occurred_at, NEVER)), &purpose)?),
        _ => None,
    };
    let shown = decision.policy.as_ref().or(rules.policy.as_ref().filter(|_| before.is_none()));
    let locale = decision.locale.clone().or_else(|| before.as_ref().and_then(|terms| terms.locale.clone()));
    let policy_id = match shown {
        Some(which) => Some(policies::shown(tx, workspace, which, locale.as_deref())?.id),
        None => before.as_ref().and_then(|terms| terms.policy_id.clone()),
    };
    let ends = ends_of(decision, described.as_ref(), before.as_ref(), &purpose)?;
    let own_basis = before.as_ref().map_or(Basis::Consent, |terms| terms.legal_basis);
    let terms = Terms {
        legal_basis: described.as_ref().map_or(own_basis, |purpose| purpose.legal_basis),
        policy_id,
        locale,
        method: decision.method.clone(),
        source: decision.source.clone(),
        evidence: decision.evidence.is_some(),
        expires_at: ends.map(|ends| end(ends, occurred_at)).transpose()?,
    };
    let personal = Personal {
        ip: decision.ip.and_then(|ip| vault.address(workspace, ip, rules.ip)),
        user_agent: decision.user_agent.clone(),
        reason: None,
        evidence: decision.evidence.map(|digest| HEXLOWER.encode(&digest)),
    };
    let event = Event {
        number: history.last().map_or(0, |last| last.number) + 1,
        kind: decision.kind,
        occurred_at,
        recorded_at: scribe.now,
        terms,
        actor: scribe.actor.name.clone(),
    };
    let was_given = is_given(&history);
    history.push(event);
    let grant_key = Key {
        id: held.as_ref().map_or_else(|| scribe.world.new_id(GRANT), |(grant_id, _)| Ok(grant_id.clone()))?,
        workspace: workspace.to_owned(),
        subject_id,
        consent_type: decision.consent_type,
        purpose,
    };
    append(tx, scribe, &grant_key, held.is_some(), &history, &personal, Some(&key))?;
    if was_given && !is_given(&history) {
        announce(tx, scribe, &mut Herald::default(), &grant_key)?;
    }
    Ok(grant_key.id)
}

/// Whether somebody may still rely on what the events come to.
pub(super) fn is_given(history: &[Event]) -> bool {
    replay(history).is_some_and(|current| current.state == State::Given)
}

/// Writes the newest event of a grant, and what all of them come to. The key is needed where there is something personal.
pub(super) fn append(
    tx: &mut Tx<'_>,
    scribe: &Scribe<'_>,
    key: &Key,
    held: bool,
    history: &[Event],
    personal: &Personal,
    subject: Option<&SubjectKey>,
) -> Result<()> {
    let (Some(event), Some(current)) = (history.last(), replay(history)) else { return Ok(()) };
    if held {
        grants::update(tx, &key.id, &current, event.number)?;
    } else {
        grants::insert(tx, key, &current)?;
    }
    events::insert(tx, &key.id, event)?;
    let sealed = subject.map(|subject| subject.seal_personal(&key.id, event.number, personal, scribe)).transpose()?;
    if let Some(sealed) = sealed.flatten() {
        events::insert_private(tx, &key.id, event.number, &key.subject_id, &sealed)?;
    }
    let action = match event.kind {
        Kind::Given => "consent.grant",
        Kind::Renewed => "consent.renew",
        Kind::Refused => "consent.refuse",
        Kind::Withdrawn => "consent.withdraw",
        Kind::Terminated => "consent.terminate",
        Kind::Invalidated => "consent.invalidate",
    };
    let changes = Changes::default()
        .set("number", event.number)
        .set("subject", key.subject_id.as_str())
        .set("type", key.consent_type.as_str())
        .set("purpose", key.purpose.as_str())
        .set("policy", event.terms.policy_id.as_deref())
        .set("occurred_at", event.occurred_at.to_string())
        .set("expires_at", event.terms.expires_at.map(|at| at.to_string()))
        .set("state", current.state.as_str())
        .personal("method", event.terms.method.as_deref())
        .personal("source", event.terms.source.as_deref())
        .personal("ip", personal.ip.as_deref())
        .personal("user_agent", personal.user_agent.as_deref())
        .personal("reason", personal.reason.as_deref())
        .personal("evidence", personal.evidence.as_deref());
    scribe.log(tx, Some(&key.workspace), action, &key.id, changes)
}

pub(super) fn key_of(tx: &mut Tx<'_>, vault: &Vault, subject_id: &str) -> Result<SubjectKey> {
    let identity = consent::identity(tx, subject_id)?.ok_or_else(|| {
        Error::new(Code::WrongState, format!("{subject_id} was forgotten, and nothing more is recorded of it"))
            .hint("name the person anew: a consent that is given now is of another subject")
    })?;
    vault.key(subject_id, &identity.secret)
}

/// When it happened, where nobody says: now, and after all that is on record, since a clock may be behind.
fn moment(history: &[Event], now: Millis) -> Millis {
    history.iter().map(|event| event.occurred_at).fold(now, Millis::max)
}

/// Refuses a moment in the future, or before the calendar of computers.
fn refuse_odd(at: Option<Millis>, now: Millis) -> Result<()> {
    let Some(at) = at else { return Ok(()) };
    if at > now {
        return Err(Error::invalid("--at", format!("--at lies in the future: {at}")).hint("leave it out for now"));
    }
    if at.0 < 0 {
        return Err(Error::invalid("--at", format!("--at lies before 1970: {at}")));
    }
    Ok(())
}

/// When it ends by itself. What had an end before is not renewed for ever by leaving it out.
fn ends_of(
    decision: &Decision,
    described: Option<&Purpose>,
    before: Option<&Terms>,
    purpose: &str,
) -> Result<Option<When>> {
    if decision.kind == Kind::Refused {
        return Ok(None);
    }
    let renewed_by = described.and_then(|purpose| purpose.renew_every).map(When::In);
    let ends = decision.expires.or(renewed_by);
    if ends.is_none() && before.is_some_and(|terms| terms.expires_at.is_some()) {
        return Err(Error::invalid("--expires", format!("the consent to {purpose} had an end, and needs a new one"))
            .hint("say until when it holds now: --expires 1y"));
    }
    Ok(ends)
}

fn end(ends: When, occurred_at: Millis) -> Result<Millis> {
    let at = ends.ahead(occurred_at);
    if at <= occurred_at {
        return Err(Error::invalid("--expires", "--expires lies before the consent was given")
            .hint("write a duration such as 1y, or a later time"));
    }
    Ok(at)
}

/// Only what was given can be renewed: what was taken back must be given anew.
fn renewable(before: Option<Current>, purpose: &str) -> Result<Terms> {
    match before {
        Some(before) if before.state == State::Given => Ok(before.terms),
        Some(before) => {
            let state = before.state.as_str();
            Err(Error::new(Code::WrongState, format!("the consent to {purpose} is {state}, not given"))
                .hint("record a new one with: gatepost consent grant"))
        }
        None => Err(Error::new(Code::NotFound, format!("no consent to {purpose} is on record for this subject"))
            .hint("record one with: gatepost consent grant")),
    }
}

/// A grant as it is now, with what is personal in it.
pub(super) fn read(tx: &mut Tx<'_>, vault: &Vault, grant_id: &str, now: Millis) -> Result<Grant> {
    let (mut grant, sealed) = grants::get(tx, grant_id, now)?
        .ok_or_else(|| Error::new(Code::NotFound, format!("there is no grant {grant_id}")))?;
    vault.reveal(&mut grant, &sealed)?;
    Ok(grant)
}

/// How consents are ended.
#[derive(Clone, Debug)]
pub struct Ending {
    /// Withdrawn, terminated or invalidated.
    pub kind: Kind,
    /// Only these types; none is all.
    pub types: Vec<Type>,
    /// Only these purposes; none is all.
    pub purposes: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// When that was; absent is now.
    pub at: Option<Millis>,
}

/// Ends a person's consents, all that are meant or none. Those that are ended stay as they are.
pub fn revoke(
    session: &mut Session<'_>,
    keyring: &Keyring,
    workspace: &str,
    subject: &Subject,
    ending: &Ending,
) -> Result<Vec<Changed<Grant>>> {
    let (store, scribe) = session.parts();
    refuse_odd(ending.at, scribe.now)?;
    store.write(|tx| {
        let vault = Vault::open(tx, keyring)?;
        let subject_id = found(tx, vault.as_ref(), workspace, subject)?;
        let vault = vault.ok_or_else(|| super::absent(workspace))?;
        let mut meant = grants::of_subject(tx, &subject_id, scribe.now)?;
        if let Some(unknown) =
            ending.purposes.iter().find(|wanted| !meant.iter().any(|(grant, _)| grant.key.purpose == **wanted))
        {
            return Err(Error::new(Code::NotFound, format!("no consent to {unknown} is on record for this subject"))
                .hint("see what is: gatepost consent history SUBJECT")
                .field("--purpose"));
        }
        meant.retain(|(grant, _)| {
            (ending.types.is_empty() || ending.types.contains(&grant.key.consent_type))
                && (ending.purposes.is_empty() || ending.purposes.contains(&grant.key.purpose))
        });
        meant.sort_by(|(a, _), (b, _)| b.key.id.cmp(&a.key.id));
        let mut ended = Vec::with_capacity(meant.len());
        let mut herald = Herald::default();
        for (grant, _) in meant {
            let changed = grant.current.state == State::Given;
            if changed {
                let key = key_of(tx, &vault, &subject_id)?;
                end_one(tx, &scribe, &grant.key, ending, Some(&key))?;
                announce(tx, &scribe, &mut herald, &grant.key)?;
            }
            ended.push(Changed { record: read(tx, &vault, &grant.key.id, scribe.now)?, changed });
        }
        Ok(ended)
    })
}

/// Tells those who use it that a consent is over.
pub(super) fn announce(tx: &mut Tx<'_>, scribe: &Scribe<'_>, herald: &mut Herald, grant: &Key) -> Result<()> {
    let data = json!({ "grant_id": grant.id, "subject_id": grant.subject_id });
    herald.announce(tx, scribe.world, &grant.workspace, CONSENT_REVOKED, &data)
}

/// Ends what is given by a person who is forgotten, since nobody can take it back any more; which of it was in force.
/// What had expired ends when it expired, so that it is kept no longer than it was to be.
pub(super) fn end_all(tx: &mut Tx<'_>, scribe: &Scribe<'_>, subject_id: &str, at: Millis) -> Result<Vec<Key>> {
    let mut given = grants::of_subject(tx, subject_id, scribe.now)?;
    given.retain(|(grant, _)| grant.current.state == State::Given);
    given.sort_by(|(a, _), (b, _)| a.key.id.cmp(&b.key.id));
    let mut ended = Vec::with_capacity(given.len());
    for (grant, _) in given {
        let expiry = grant.current.ends_at();
        let at = at.max(grant.current.decided_at).min(expiry);
        let (types, purposes) = (Vec::new(), Vec::new());
        let ending = Ending { kind: Kind::Terminated, types, purposes, reason: None, at: Some(at) };
        end_one(tx, scribe, &grant.key, &ending, None)?;
        if at < expiry {
            ended.push(grant.key);
        }
    }
    Ok(ended)
}

fn end_one(tx: &mut Tx<'_>, scribe: &Scribe<'_>, grant: &Key, ending: &Ending, key: Option<&SubjectKey>) -> Result<()> {
    let mut history = events::of_grant(tx, &grant.id)?;
    let occurred_at = ending.at.unwrap_or_else(|| moment(&history, scribe.now));
    let Some(last) = history.last() else { return Ok(()) };
    let given = replay(&history).map_or(occurred_at, |current| current.decided_at);
    if occurred_at < given {
        return Err(Error::invalid(
            "--at",
            format!("the consent to {} was given after that, at {given}", grant.purpose),
        ));
    }
    let terms = Terms {
        legal_basis: last.terms.legal_basis,
        policy_id: None,
        locale: None,
        method: None,
        source: None,
        evidence: false,
        expires_at: None,
    };
    let event = Event {
        number: last.number + 1,
        kind: ending.kind,
        occurred_at,
        recorded_at: scribe.now,
        terms,
        actor: scribe.actor.name.clone(),
    };
    history.push(event);
    let personal = Personal { reason: ending.reason.clone(), ..Personal::default() };
    append(tx, scribe, grant, true, &history, &personal, key)
}
