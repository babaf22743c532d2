//! Consents into the store: from an export, or from another system. Rows come in batches, each a transaction of its
//! own, so that others can write meanwhile and what a kill leaves is whole; a row that is there already changes
//! nothing, so the same file is simply given again.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

use super::super::keyring::{Keyring, Sealer};
use super::super::webhooks::Herald;
use super::super::{Scribe, Session, workspaces};
use super::decide::{announce, append, is_given, key_of};
use super::rows::{Line, Rows};
use super::vault::{SubjectKey, Vault};
use super::{known, policies, purposes};
use crate::domain::consent::event::{self, Event, NEVER, Terms, replay};
use crate::domain::consent::grant::{Decision, Key, Personal};
use crate::domain::consent::import::{Address, Refused, Row, Zone, is_ended, row};
use crate::domain::consent::policy::{NameVersion, Policy};
use crate::domain::consent::purpose::Purpose;
use crate::domain::consent::reference::Subject;
use crate::domain::consent::{Basis, GRANT, IpMode, Kind, Status};
use crate::domain::record::record;
use crate::domain::sheet::why;
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};
use crate::store::Tx;
use crate::store::consent::{self, catalogue, events, grants};
use crate::world::interrupted;

/// How many rows are one transaction: few enough that nobody waits long for it.
const BATCH: usize = 2_000;
/// How often a signal is looked for while nothing comes.
const LOOK: Duration = Duration::from_millis(250);

/// How rows are taken in.
#[derive(Clone, Copy, Debug)]
pub struct Intake {
    /// How much of an address is kept.
    pub ip: IpMode,
    /// Of which zone times are that name none.
    pub zone: Option<Zone>,
}

/// What came of the rows so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many there were.
    pub rows: u64,
    /// How many brought something new.
    pub added: u64,
    /// How many were refused.
    pub refused: u64,
}

/// A row that was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The number of the line that it begins on.
    pub line: u64,
    /// Why.
    pub refused: Refused,
}

record! { Rejected {
    line: Int, shown, "The number of the line that the row begins on" => |it| i64::try_from(it.line).unwrap_or(i64::MAX);
    column: Text, shown, "The column; null where it is the row as a whole" => |it| it.refused.column;
    code: Text, shown, "What kind of fault it is" => |it| it.refused.code;
    error: Text, shown, "In words" => |it| &it.refused.why;
} }

/// Takes the rows in. `each` is told how many bytes were read and has the refused rows of a batch, when the rest of it is
/// committed.
pub fn import(
    session: &mut Session<'_>,
    keyring: &Keyring,
    workspace: &str,
    terms: Intake,
    rows: Rows,
    mut each: impl FnMut(u64, Vec<(Line, Refused)>) -> Result<()>,
) -> Result<Counts> {
    let mut counts = Counts::default();
    let ended = take_all(session, keyring, workspace, terms, rows, &mut each, &mut counts);
    ended.map(|()| counts).map_err(|cause| {
        if counts.rows == 0 || session.store.is_rehearsal() {
            return cause;
        }
        let message = cause.message.trim_end_matches("; nothing was changed");
        Error { message: format!("{message}; {} rows before it came in", counts.rows - counts.refused), ..cause }
            .hint("give the same file again: what came in stays as it is")
    })
}

/// Rows that were read together.
struct Batch {
    lines: Vec<Line>,
    rows: Vec<Result<Row, Refused>>,
    /// How many bytes of the file were read.
    done: u64,
}

/// Reads batches in a thread of its own, one ahead of those that are taken in; the last is empty.
fn read_ahead(mut rows: Rows, zone: Option<Zone>, now: Millis) -> Result<Receiver<Result<Batch>>> {
    let (sender, batches) = sync_channel(1);
    let read = move || {
        loop {
            let batch = rows.take(BATCH).map(|mut lines| {
                let cells = lines.iter_mut().map(|line| std::mem::replace(&mut line.cells, Ok(Vec::new())));
                let read = cells.map(|cells| cells.and_then(|cells| row(cells, zone, now))).collect();
                Batch { lines, rows: read, done: rows.done }
            });
            let last = batch.as_ref().map_or(true, |batch| batch.lines.is_empty());
            if sender.send(batch).is_err() || last {
                return;
            }
        }
    };
    let spawned = std::thread::Builder::new().name("input".to_owned()).spawn(read);
    spawned.map(|_| batches).map_err(|cause| Error::io("cannot start a thread", &cause))
}

fn take_all(
    session: &mut Session<'_>,
    keyring: &Keyring,
    workspace: &str,
    terms: Intake,
    rows: Rows,
    each: &mut impl FnMut(u64, Vec<(Line, Refused)>) -> Result<()>,
    counts: &mut Counts,
) -> Result<()> {
    let (store, scribe) = session.parts();
    store.read(|tx| workspaces::check(tx, workspace))?;
    store.expect_many()?;
    let batches = read_ahead(rows, terms.zone, scribe.now)?;
    loop {
        let batch = match batches.recv_timeout(LOOK) {
            Ok(batch) => batch?,
            Err(RecvTimeoutError::Timeout) if interrupted() => {
                return Err(Error::new(Code::Interrupted, "interrupted; nothing was changed"));
            }
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::new(Code::Internal, "the file was not read to its end"));
            }
        };
        if batch.lines.is_empty() {
            return Ok(());
        }
        let judged = store.write(|tx| {
            let vault = Vault::open_or_make(tx, keyring, &scribe)?;
            let sealer = keyring.sealer(tx, &scribe)?;
            let mut desk = Desk {
                workspace,
                scribe: &scribe,
                vault: &vault,
                sealer: &sealer,
                ip: terms.ip,
                purposes: HashMap::new(),
                policies: HashMap::new(),
                herald: Herald::default(),
            };
            batch
                .rows
                .iter()
                .map(|row| match row {
                    Ok(row) => desk.take(tx, row),
                    Err(refused) => Ok(Err(refused.clone())),
                })
                .collect::<Result<Vec<_>>>()
        })?;
        let mut refused = Vec::new();
        for (line, judged) in batch.lines.into_iter().zip(judged) {
            counts.rows += 1;
            match judged {
                Ok(new) => counts.added += u64::from(new),
                Err(why) => refused.push((line, why)),
            }
        }
        counts.refused += refused.len() as u64;
        each(batch.done, refused)?;
    }
}

/// A purpose as it is meant, and as it is described.
type Meant = (String, Option<Purpose>);
/// A policy that was shown, and whether another has replaced it in what matters.
type Shown = (Policy, bool);

/// What judges the rows of one batch; what is looked up is looked up once.
struct Desk<'a> {
    workspace: &'a str,
    scribe: &'a Scribe<'a>,
    vault: &'a Vault,
    sealer: &'a Sealer<'a>,
    ip: IpMode,
    purposes: HashMap<(&'static str, Option<String>), Result<Meant, Refused>>,
    policies: HashMap<(String, String, Option<String>), Result<Shown, Refused>>,
    herald: Herald,
}

impl Desk<'_> {
    /// Takes a row in; whether it brought something new, or why it was refused.
    fn take(&mut self, tx: &mut Tx<'_>, row: &Row) -> Result<Result<bool, Refused>> {
        let subject_id = match known(tx, Some(self.vault), self.workspace, &row.subject) {
            Err(cause) if matches!(cause.code, Code::NotFound | Code::Ambiguous) => {
                return Ok(Err(Refused::cell("subject", "unknown_subject", why(cause))));
            }
            known => known?,
        };
        let digest = self.vault.row(self.workspace, &row.canonical);
        if let Some(subject_id) = &subject_id
            && consent::was_imported(tx, subject_id, &digest)?
        {
            return Ok(Ok(false));
        }
        let (purpose, described) = match self.purpose(tx, row)? {
            Ok(meant) => meant,
            Err(refused) => return Ok(Err(refused)),
        };
        let policy = match self.policy(tx, row)? {
            Ok(policy) => policy,
            Err(refused) => return Ok(Err(refused)),
        };
        let subject = match subject_id {
            Some(subject_id) => match key_of(tx, self.vault, &subject_id) {
                Err(cause) if cause.code == Code::WrongState => {
                    return Ok(Err(Refused::cell("subject", "forgotten", why(cause))));
                }
                key => Some((subject_id, key?)),
            },
            None => None,
        };
        let held = match &subject {
            Some((subject_id, _)) => grants::find(tx, subject_id, row.consent_type, &purpose)?,
            None => None,
        };
        let there = match (&held, &subject) {
            (Some((grant_id, _)), Some((_, key))) => on_record(tx, key, grant_id)?,
            _ => Vec::new(),
        };
        let due = match self.due(row, policy.as_ref(), described.as_ref(), &there) {
            Ok(due) => due,
            Err(refused) => return Ok(Err(refused)),
        };
        if due.is_empty() {
            return Ok(Ok(false));
        }
        let (subject_id, key) = match subject {
            Some(subject) => subject,
            None => self.add(tx, &row.subject)?,
        };
        let mut is_held = held.is_some();
        let mut history: Vec<Event> = there.into_iter().map(|decision| decision.event).collect();
        let grant = Key {
            id: held.map_or_else(|| self.scribe.world.new_id(GRANT), |(grant_id, _)| Ok(grant_id))?,
            workspace: self.workspace.to_owned(),
            subject_id,
            consent_type: row.consent_type,
            purpose,
        };
        let was_given = is_given(&history);
        for (event, personal) in due {
            history.push(event);
            append(tx, self.scribe, &grant, is_held, &history, &personal, Some(&key))?;
            is_held = true;
        }
        if was_given && !is_given(&history) {
            announce(tx, self.scribe, &mut self.herald, &grant)?;
        }
        consent::insert_import(tx, &grant.subject_id, &digest)?;
        Ok(Ok(true))
    }

    fn add(&self, tx: &mut Tx<'_>, subject: &Subject) -> Result<(String, SubjectKey)> {
        match subject {
            Subject::Reference(reference) => self.vault.add(tx, self.sealer, self.scribe, self.workspace, reference),
            Subject::Id(_) => Err(super::absent(self.workspace)),
        }
    }

    fn purpose(&mut self, tx: &mut Tx<'_>, row: &Row) -> Result<Result<Meant, Refused>> {
        let key = (row.consent_type.as_str(), row.purpose.clone());
        if let Some(known) = self.purposes.get(&key) {
            return Ok(known.clone());
        }
        let meant = refusable("purpose", purposes::meant(tx, self.workspace, row.consent_type, key.1.as_deref()))?;
        self.purposes.insert(key, meant.clone());
        Ok(meant)
    }

    /// The policy that a row says was shown, if it says so; its text must be the one that is held.
    fn policy(&mut self, tx: &mut Tx<'_>, row: &Row) -> Result<Result<Option<Policy>, Refused>> {
        let Some(NameVersion { name, version }) = row.policy.clone() else {
            return Ok(match (row.policy_sha256, row.status) {
                (Some(_), _) => Err(Refused::cell("policy", "missing", "there is the digest of its text")),
                (None, Status::Stale) => Err(Refused::cell("status", "contradiction", "it is stale under no policy")),
                (None, _) => Ok(None),
            });
        };
        let key = (name, version, row.locale.clone());
        let shown = match self.policies.get(&key) {
            Some(known) => known.clone(),
            None => {
                let shown = refusable("policy", self.shown(tx, &key.0, &key.1, row.locale.as_deref()))?;
                self.policies.insert(key, shown.clone());
                shown
            }
        };
        Ok(shown.and_then(|(policy, stale)| {
            if row.policy_sha256.is_some_and(|sha256| sha256 != policy.sha256) {
                let why = "the text that is held of this policy and version is another";
                return Err(Refused::cell("policy_sha256", "another_text", why));
            }
            // Else it would hold here though it does not hold there.
            if row.status == Status::Stale && !stale {
                let why = "no later version of the policy is held that changes what matters; publish it first";
                return Err(Refused::cell("status", "contradiction", why));
            }
            Ok(Some(policy))
        }))
    }

    fn shown(&self, tx: &mut Tx<'_>, name: &str, version: &str, locale: Option<&str>) -> Result<Shown> {
        let which = NameVersion { name: name.to_owned(), version: version.to_owned() };
        let policy = policies::shown(tx, self.workspace, &which, locale)?;
        let versions = catalogue::versions(tx, self.workspace, name)?;
        let stale = versions.iter().any(|other| other.material && other.number > policy.number);
        Ok((policy, stale))
    }

    /// The decisions that a row tells of and that are not on record yet.
    fn due(
        &self,
        row: &Row,
        policy: Option<&Policy>,
        described: Option<&Purpose>,
        held: &[Decision],
    ) -> Result<Vec<(Event, Personal)>, Refused> {
        let policy_id = policy.map(|policy| policy.id.as_str());
        let mut due: Vec<(Event, Personal)> = Vec::new();
        let number = |due: &[_]| held.last().map_or(0, |last| last.event.number) + due.len() as i64 + 1;
        let ended = match row.status {
            Status::Refused => Some(Kind::Refused),
            Status::Withdrawn => Some(Kind::Withdrawn),
            Status::Terminated => Some(Kind::Terminated),
            Status::Invalidated => Some(Kind::Invalidated),
            Status::Valid | Status::Stale | Status::Expired => None,
        };
        let begun = match ended {
            Some(Kind::Refused) => Some((Kind::Refused, row.decided_at)),
            _ => row.given_at.map(|at| (Kind::Given, at)),
        };
        let begun_alone = !is_ended(row.status);
        let mut basis = row.legal_basis.or(described.map(|purpose| purpose.legal_basis)).unwrap_or(Basis::Consent);
        if let Some((kind, at)) = begun {
            // Why it was ended is of the other event, where there is one.
            let said = self.personal(row, begun_alone);
            let is_it = |it: &Event| it.occurred_at == at && is_alike(it.kind, kind);
            if let Some(there) = self.find(row, policy_id, true, &said, held, is_it)? {
                basis = there.event.terms.legal_basis;
            } else {
                let terms = terms_of(row, basis, policy_id, at, held);
                due.push((self.event(number(&due), kind, at, terms), said));
            }
        }
        if let Some(kind) = ended.filter(|_| !begun_alone) {
            let at = row.decided_at;
            let said = match begun {
                Some(_) => Personal { reason: row.reason.clone(), ..Personal::default() },
                // There is no other event that could say what was given.
                None => self.personal(row, true),
            };
            let alone = begun.is_none();
            let is_it = |it: &Event| it.occurred_at == at && it.kind == kind;
            if self.find(row, policy_id, alone, &said, held, is_it)?.is_none() {
                let terms = if alone { terms_of(row, basis, policy_id, at, held) } else { bare(basis) };
                due.push((self.event(number(&due), kind, at, terms), said));
            }
        }
        Ok(due)
    }

    /// The decision on record that a row tells of, which must say the same; its terms as well, where the row has them of
    /// this decision.
    fn find<'h>(
        &self,
        row: &Row,
        policy_id: Option<&str>,
        with_terms: bool,
        said: &Personal,
        held: &'h [Decision],
        is_it: impl Fn(&Event) -> bool,
    ) -> Result<Option<&'h Decision>, Refused> {
        let mut conflict = None;
        for there in held.iter().filter(|there| is_it(&there.event)) {
            let terms = if with_terms { row.differs(&there.event.terms, policy_id) } else { None };
            let mut said = said.clone();
            if let (Some(_), Some(address), Some(kept)) = (&said.ip, &row.ip, &there.personal.ip)
                && self.is_of(address, kept)
            {
                said.ip = Some(kept.clone());
            }
            match terms.or_else(|| said.differs(&there.personal)) {
                None => return Ok(Some(there)),
                Some(column) => {
                    let why = format!("what is on record of {} says something else", there.event.occurred_at);
                    conflict = Some(Refused::cell(column, "conflict", why));
                }
            }
        }
        conflict.map_or(Ok(None), Err)
    }

    /// Whether what is kept is what came of an address, whatever the setting was then.
    fn is_of(&self, address: &Address, kept: &str) -> bool {
        match address {
            Address::Whole(ip) => IpMode::ALL
                .iter()
                .any(|mode| self.vault.address(self.workspace, *ip, *mode).is_some_and(|address| address == kept)),
            Address::Network(network) => kept.parse().is_ok_and(|ip: IpAddr| network.contains(&ip)),
            Address::Kept(digest) => digest == kept,
        }
    }

    fn event(&self, number: i64, kind: Kind, occurred_at: Millis, terms: Terms) -> Event {
        let actor = self.scribe.actor.name.clone();
        Event { number, kind, occurred_at, recorded_at: self.scribe.now, terms, actor }
    }

    /// What is personal in a row, as much of it as is kept.
    fn personal(&self, row: &Row, with_reason: bool) -> Personal {
        let ip = match &row.ip {
            None => None,
            Some(_) if self.ip == IpMode::Drop => None,
            Some(Address::Whole(ip)) => self.vault.address(self.workspace, *ip, self.ip),
            // Nobody can make a digest of it, and no more than that is to be kept.
            Some(Address::Network(_)) if self.ip == IpMode::Hmac => None,
            Some(Address::Network(network)) => Some(network.to_string()),
            Some(Address::Kept(text)) => Some(text.clone()),
        };
        Personal {
            ip,
            user_agent: row.user_agent.clone(),
            reason: row.reason.clone().filter(|_| with_reason),
            evidence: row.evidence.clone(),
        }
    }
}

/// The decisions about a grant, in the order in which they were written down.
fn on_record(tx: &mut Tx<'_>, key: &SubjectKey, grant_id: &str) -> Result<Vec<Decision>> {
    let mut held = Vec::new();
    for (mut decision, sealed) in events::decisions_of(tx, grant_id)? {
        if let Some(sealed) = sealed {
            decision.personal = key.personal(grant_id, decision.event.number, &sealed)?;
        }
        held.push(decision);
    }
    held.sort_by_key(|decision| decision.event.number);
    Ok(held)
}

/// The terms of a consent. What the row leaves blank stays as it was then.
fn terms_of(row: &Row, legal_basis: Basis, policy_id: Option<&str>, at: Millis, held: &[Decision]) -> Terms {
    let history = held.iter().map(|decision| decision.event.clone()).collect();
    let before = replay(&event::known(history, at, NEVER)).map(|before| before.terms);
    let kept = |said: &Option<String>, held: fn(&Terms) -> &Option<String>| {
        said.clone().or_else(|| before.as_ref().and_then(|before| held(before).clone()))
    };
    let held = before.as_ref().and_then(|before| before.expires_at).filter(|end| *end > at);
    Terms {
        legal_basis,
        policy_id: kept(&policy_id.map(str::to_owned), |terms| &terms.policy_id),
        locale: kept(&row.locale, |terms| &terms.locale),
        method: kept(&row.method, |terms| &terms.method),
        source: kept(&row.source, |terms| &terms.source),
        evidence: row.evidence.is_some(),
        expires_at: if row.status == Status::Refused { row.expires_at } else { row.expires_at.or(held) },
    }
}

/// Whether two kinds of decisions come to the same.
fn is_alike(one: Kind, other: Kind) -> bool {
    let plain = |kind| if kind == Kind::Renewed { Kind::Given } else { kind };
    plain(one) == plain(other)
}

/// The terms of an ending, which has none of its own.
fn bare(legal_basis: Basis) -> Terms {
    Terms { legal_basis, policy_id: None, locale: None, method: None, source: None, evidence: false, expires_at: None }
}

/// What is not found, or is of another kind, refuses the row and not the file.
fn refusable<T>(column: &'static str, found: Result<T>) -> Result<Result<T, Refused>> {
    match found {
        Ok(found) => Ok(Ok(found)),
        Err(cause) if matches!(cause.code, Code::NotFound | Code::InvalidValue) => {
            Ok(Err(Refused::cell(column, "unknown_value", why(Error { hint: None, ..cause }))))
        }
        Err(cause) => Err(cause),
    }
}
