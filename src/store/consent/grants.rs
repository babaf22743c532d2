//! Grants in the store: what the events of each come to.

use super::super::Tx;
use super::super::engine::{Row, Value, args};
use super::super::select::Select;
use super::{hash, word};
use crate::domain::consent::event::{Current, Terms};
use crate::domain::consent::filter::{Filter, Order, Page};
use crate::domain::consent::grant::{Grant, Key, Shown};
use crate::domain::consent::verdict::Found;
use crate::domain::consent::{Basis, State, Status, Type, event};
use crate::domain::id;
use crate::domain::time::Millis;
use crate::error::Result;

/// Whether a policy that was shown has been replaced in what matters.
const STALE: &str = "EXISTS (SELECT 1 FROM consent_policies m
    WHERE m.workspace = p.workspace AND m.name = p.name AND m.material = 1 AND m.number > p.number)";

/// The key of a grant, from the position where it begins.
pub(super) fn key(row: &Row<'_>, at: usize) -> Result<Key> {
    Ok(Key {
        id: row.text(at)?,
        workspace: row.text(at + 1)?,
        subject_id: row.text(at + 2)?,
        consent_type: word(Type::parse(row.str(at + 3)?), "type of consent")?,
        purpose: row.text(at + 4)?,
    })
}

/// The policy that was shown, from the position of its name.
pub(super) fn shown(row: &Row<'_>, at: usize) -> Result<Option<Shown>> {
    let Some(name) = row.opt_text(at)? else { return Ok(None) };
    let (version, sha256) = (row.text(at + 1)?, hash(row.bytes(at + 2)?)?);
    Ok(Some(Shown { name, version, sha256, stale: row.int(at + 3)? != 0 }))
}

/// What a list reads of each grant.
pub(super) const GRANT: &str =
    "g.id, g.workspace, g.subject_id, g.type, g.purpose, g.state, g.legal_basis, g.policy_id, g.locale,
    g.method, g.source, g.evidence, g.expires_at, g.given_at, g.decided_at, g.recorded_at, g.actor, g.given, g.decided";
/// Where the policy begins, and what is sealed.
const POLICY_AT: usize = 19;
const SEALED_AT: usize = POLICY_AT + 4;

/// What the columns that [`GRANT`] reads say, from the position where they begin.
pub(super) fn current(row: &Row<'_>, at: usize) -> Result<Current> {
    Ok(Current {
        state: word(State::parse(row.str(at + 5)?), "state of a consent")?,
        terms: Terms {
            legal_basis: word(Basis::parse(row.str(at + 6)?), "legal basis")?,
            policy_id: row.opt_text(at + 7)?,
            locale: row.opt_text(at + 8)?,
            method: row.opt_text(at + 9)?,
            source: row.opt_text(at + 10)?,
            evidence: row.int(at + 11)? != 0,
            expires_at: row.opt_int(at + 12)?.map(Millis),
        },
        given_at: row.opt_int(at + 13)?.map(Millis),
        decided_at: Millis(row.int(at + 14)?),
        recorded_at: Millis(row.int(at + 15)?),
        actor: row.text(at + 16)?,
        given: row.opt_int(at + 17)?,
        decided: row.int(at + 18)?,
    })
}

/// What is personal in a grant, as it is stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// The subject's key; absent where the person was forgotten.
    pub secret: Option<Vec<u8>>,
    /// The reference.
    pub reference: Option<Vec<u8>>,
    /// Of the event that gave it.
    pub given: Option<Vec<u8>>,
    /// Of the event that decided, where that is another.
    pub decided: Option<Vec<u8>>,
}

/// What of it is read: a list that shows nothing personal has no need of the tables that hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reads {
    /// Nothing.
    #[default]
    Nothing,
    /// Who it is.
    Person,
    /// All of it.
    All,
}

fn sealed(row: &Row<'_>, reads: Reads) -> Result<Sealed> {
    let bytes = |at: usize, least: Reads| {
        let bytes = if reads < least { None } else { row.opt_bytes(SEALED_AT + at)? };
        Ok::<_, crate::error::Error>(bytes.map(<[u8]>::to_vec))
    };
    Ok(Sealed {
        secret: bytes(0, Reads::Person)?,
        reference: bytes(1, Reads::Person)?,
        given: bytes(2, Reads::All)?,
        decided: bytes(3, Reads::All)?,
    })
}

fn start(reads: Reads) -> String {
    let part = |least: Reads, text: &'static str| if reads < least { "" } else { text };
    format!(
        "SELECT {GRANT}, p.name, p.version, p.sha256, CASE WHEN {STALE} THEN 1 ELSE 0 END{}{}
        FROM consent_grants g LEFT JOIN consent_policies p ON p.id = g.policy_id{}{}",
        part(Reads::Person, ", i.secret, i.reference"),
        part(Reads::All, ", v.sealed, w.sealed"),
        part(Reads::Person, " LEFT JOIN consent_identities i ON i.subject_id = g.subject_id"),
        part(
            Reads::All,
            " LEFT JOIN consent_private v ON v.grant_id = g.id AND v.number = g.given
            LEFT JOIN consent_private w
                ON w.grant_id = g.id AND w.number = g.decided AND coalesce(g.given, 0) <> g.decided"
        ),
    )
}

fn grant(row: &Row<'_>, now: Millis, reads: Reads) -> Result<(Grant, Sealed)> {
    Ok((Grant::new(key(row, 0)?, current(row, 0)?, shown(row, POLICY_AT)?, now), sealed(row, reads)?))
}

/// The grant of this id.
pub fn get(tx: &mut Tx<'_>, grant_id: &str, now: Millis) -> Result<Option<(Grant, Sealed)>> {
    let sql = format!("{} WHERE g.id = ?1", start(Reads::All));
    tx.first(&sql, args![grant_id], |row| grant(row, now, Reads::All))
}

/// Every grant of a subject, in no order.
pub fn of_subject(tx: &mut Tx<'_>, subject_id: &str, now: Millis) -> Result<Vec<(Grant, Sealed)>> {
    let sql = format!("{} WHERE g.subject_id = ?1", start(Reads::All));
    tx.all(&sql, args![subject_id], |row| grant(row, now, Reads::All))
}

/// The id of a grant, and how many events it has.
pub fn find(tx: &mut Tx<'_>, subject_id: &str, consent_type: Type, purpose: &str) -> Result<Option<(String, i64)>> {
    let sql = "SELECT g.id, g.events FROM consent_grants g
        WHERE g.subject_id = ?1 AND g.type = ?2 AND g.purpose = ?3";
    tx.first(sql, args![subject_id, consent_type.as_str(), purpose], |row| Ok((row.text(0)?, row.int(1)?)))
}

/// What is on record for the one that a digest leads to, or a pseudonym: all that a check needs, in one look.
pub fn check(tx: &mut Tx<'_>, who: Who<'_>, consent_type: Type, purpose: &str, now: Millis) -> Result<Option<Found>> {
    let (from, value) = match who {
        Who::Lookup(lookup) => (
            "consent_identities i JOIN consent_grants g ON g.subject_id = i.subject_id
            LEFT JOIN consent_policies p ON p.id = g.policy_id WHERE i.lookup = ?1",
            Value::from(lookup),
        ),
        Who::Id(subject_id) => (
            "consent_grants g LEFT JOIN consent_policies p ON p.id = g.policy_id WHERE g.subject_id = ?1",
            Value::from(subject_id),
        ),
    };
    let sql = format!(
        "SELECT g.id, g.state, g.given_at, g.expires_at, p.name, p.version, CASE WHEN {STALE} THEN 1 ELSE 0 END
        FROM {from} AND g.type = ?2 AND g.purpose = ?3"
    );
    tx.first(&sql, &[value, consent_type.as_str().into(), purpose.into()], |row| {
        let state = word(State::parse(row.str(1)?), "state of a consent")?;
        let expires_at = row.opt_int(3)?.map(Millis);
        Ok(Found {
            grant: row.text(0)?,
            status: event::status(state, expires_at, row.int(6)? != 0, now),
            policy: row.opt_text(4)?.zip(row.opt_text(5)?),
            given_at: row.opt_int(2)?.map(Millis),
            expires_at,
        })
    })
}

/// Who is asked about.
#[derive(Clone, Copy, Debug)]
pub enum Who<'a> {
    /// The one that this digest leads to.
    Lookup(&'a [u8; 32]),
    /// The one of this pseudonym.
    Id(&'a str),
}

/// The columns that follow from the events, in the order in which both statements have them.
fn derived<'a>(current: &'a Current, events: i64) -> [Value<'a>; 16] {
    let terms = &current.terms;
    [
        current.state.as_str().into(),
        terms.legal_basis.as_str().into(),
        terms.policy_id.as_ref().into(),
        terms.locale.as_ref().into(),
        terms.method.as_ref().into(),
        terms.source.as_ref().into(),
        i64::from(terms.evidence).into(),
        current.given_at.into(),
        current.decided_at.into(),
        current.recorded_at.into(),
        terms.expires_at.into(),
        current.ends_at().into(),
        (&current.actor).into(),
        current.given.into(),
        current.decided.into(),
        events.into(),
    ]
}

/// Adds a grant that has its first event.
pub fn insert(tx: &mut Tx<'_>, key: &Key, current: &Current) -> Result<()> {
    let sql =
        "INSERT INTO consent_grants (id, tail, workspace, subject_id, type, purpose, state, legal_basis, policy_id,
        locale, method, source, evidence, given_at, decided_at, recorded_at, expires_at, ends_at, actor, given, decided,
        events)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22)";
    let mut values: Vec<Value<'_>> = vec![
        (&key.id).into(),
        id::tail(&key.id).into(),
        (&key.workspace).into(),
        (&key.subject_id).into(),
        key.consent_type.as_str().into(),
        (&key.purpose).into(),
    ];
    values.extend(derived(current, 1));
    tx.execute(sql, &values).map(drop)
}

/// Writes what the events of a grant come to now.
pub fn update(tx: &mut Tx<'_>, grant_id: &str, current: &Current, events: i64) -> Result<()> {
    let sql = "UPDATE consent_grants SET state = ?2, legal_basis = ?3, policy_id = ?4, locale = ?5, method = ?6,
        source = ?7, evidence = ?8, given_at = ?9, decided_at = ?10, recorded_at = ?11, expires_at = ?12, ends_at = ?13,
        actor = ?14, given = ?15, decided = ?16, events = ?17 WHERE id = ?1";
    let mut values: Vec<Value<'_>> = vec![grant_id.into()];
    values.extend(derived(current, events));
    tx.execute(sql, &values).map(drop)
}

fn condition(status: Status) -> String {
    match status {
        Status::Valid => format!("(g.state = 'given' AND g.ends_at > ? AND NOT {STALE})"),
        Status::Stale => format!("(g.state = 'given' AND g.ends_at > ? AND {STALE})"),
        Status::Expired => "(g.state = 'given' AND g.ends_at <= ?)".to_owned(),
        ended => format!("g.state = '{}'", ended.as_str()),
    }
}

fn marks(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// The conditions of a filter. Those that would find the rows in another order are kept from doing so, else the list
/// would be sorted in memory.
fn filtered<'a>(start: &str, filter: &'a Filter, texts: &'a Texts, order: Option<Order>, now: Millis) -> Select<'a> {
    let mut sql = Select::new(start);
    let by_key = matches!(order, None | Some(Order::Created));
    sql.when(if by_key { "g.workspace = ?" } else { "+g.workspace = ?" }, filter.workspace.as_deref());
    let words = |sql: &mut Select<'a>, column: &str, words: &[&'a str]| {
        if !words.is_empty() {
            let values: Vec<Value<'a>> = words.iter().map(|word| Value::from(*word)).collect();
            sql.and(&format!("+{column} IN ({})", marks(words.len())), &values);
        }
    };
    words(&mut sql, "g.type", &filter.types.iter().map(|it| it.as_str()).collect::<Vec<_>>());
    words(&mut sql, "g.purpose", &filter.purposes.iter().map(String::as_str).collect::<Vec<_>>());
    if !filter.statuses.is_empty() {
        let any: Vec<String> = filter.statuses.iter().map(|status| condition(*status)).collect();
        let any = any.join(" OR ");
        sql.and(&format!("({any})"), &vec![Value::from(now); any.matches('?').count()]);
    }
    if let Some(policies) = &filter.policies {
        words(&mut sql, "g.policy_id", &policies.iter().map(String::as_str).collect::<Vec<_>>());
    }
    sql.when("g.source = ?", filter.source.as_deref());
    sql.when("g.locale = ?", filter.locale.as_deref());
    if let Some(by) = filter.expiring_by {
        let ends = if matches!(order, None | Some(Order::Ends)) { "g.ends_at" } else { "+g.ends_at" };
        sql.and(&format!("g.state = 'given' AND {ends} > ? AND {ends} <= ?"), &[now.into(), by.into()]);
    }
    let recorded = if matches!(order, None | Some(Order::Recorded)) { "g.recorded_at" } else { "+g.recorded_at" };
    sql.when(&format!("{recorded} >= ?"), filter.changed_since);
    let id = if by_key { "g.id" } else { "+g.id" };
    sql.when(&format!("{id} >= ?"), texts.first.as_deref());
    sql.when(&format!("{id} <= ?"), texts.last.as_deref());
    sql
}

/// The ids between which a list is, which the statement borrows.
struct Texts {
    first: Option<String>,
    last: Option<String>,
}

fn texts(filter: &Filter) -> Texts {
    Texts { first: filter.first_id(), last: filter.last_id() }
}

/// The columns of an order, which end in the id.
fn keys(order: Order) -> &'static str {
    match order {
        Order::Created => "g.id",
        Order::Recorded => "g.recorded_at, g.id",
        Order::Ends => "g.ends_at, g.id",
    }
}

/// The condition that a page begins behind its grant.
fn follow<'a>(sql: &mut Select<'a>, page: &'a Page) {
    let Some(after) = &page.after else { return };
    let beyond = if page.ascending { ">" } else { "<" };
    let keys = keys(page.order);
    match page.order {
        Order::Created => sql.and(&format!("{keys} {beyond} ?"), &[(&after.id).into()]),
        _ => sql.and(&format!("({keys}) {beyond} (?, ?)"), &[after.at.into(), (&after.id).into()]),
    }
}

/// Hands over the grants that a filter lets through, page by page. Subjects are not looked at: they have few grants,
/// which [`of_subject`] finds.
pub fn walk(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &Page,
    now: Millis,
    reads: Reads,
    mut each: impl FnMut(Grant, Sealed) -> Result<bool>,
) -> Result<()> {
    let texts = texts(filter);
    let mut sql = filtered(&start(reads), filter, &texts, Some(page.order), now);
    follow(&mut sql, page);
    let direction = if page.ascending { "ASC" } else { "DESC" };
    sql.push(&format!(" ORDER BY {} {direction}", keys(page.order).replace(", ", &format!(" {direction}, "))));
    if let Some(limit) = page.limit {
        sql.push(&format!(" LIMIT {limit}"));
    }
    tx.query(sql.text(), sql.args(), |row| {
        let (grant, sealed) = grant(row, now, reads)?;
        each(grant, sealed)
    })
}

/// How many grants a filter lets through behind the beginning of a page, counting no further than `most`.
pub fn count(tx: &mut Tx<'_>, filter: &Filter, page: &Page, now: Millis, most: u64) -> Result<u64> {
    let start =
        "SELECT count(*) FROM (SELECT 1 FROM consent_grants g LEFT JOIN consent_policies p ON p.id = g.policy_id";
    let texts = texts(filter);
    let mut sql = filtered(start, filter, &texts, None, now);
    follow(&mut sql, page);
    sql.push(&format!(" LIMIT {most}) AS found"));
    Ok(u64::try_from(tx.number(sql.text(), sql.args())?).unwrap_or_default())
}
