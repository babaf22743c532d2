//! Purposes and policies in the store.

use super::super::Tx;
use super::super::engine::{Row, args};
use super::super::select::Select;
use super::{hash, word};
use crate::domain::consent::policy::Policy;
use crate::domain::consent::purpose::Purpose;
use crate::domain::consent::{Basis, Type};
use crate::domain::id;
use crate::domain::page::NamePage;
use crate::domain::span::Span;
use crate::domain::time::Millis;
use crate::error::Result;

const PURPOSE: &str = "SELECT id, workspace, name, type, legal_basis, renew_every, retention, created_at, created_by
    FROM consent_purposes";

fn purpose(row: &Row<'_>) -> Result<Purpose> {
    Ok(Purpose {
        id: row.text(0)?,
        workspace: row.text(1)?,
        name: row.text(2)?,
        consent_type: word(Type::parse(row.str(3)?), "type of consent")?,
        legal_basis: word(Basis::parse(row.str(4)?), "legal basis")?,
        renew_every: row.opt_str(5)?.map(Span::parse).transpose()?,
        retention: row.opt_str(6)?.map(Span::parse).transpose()?,
        created_at: Millis(row.int(7)?),
        created_by: row.text(8)?,
    })
}

/// Adds a purpose; false if its name is taken.
pub fn insert_purpose(tx: &mut Tx<'_>, new: &Purpose) -> Result<bool> {
    let sql = "INSERT INTO consent_purposes
        (id, tail, workspace, name, type, legal_basis, renew_every, retention, created_at, created_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING";
    let (renew_every, retention) =
        (new.renew_every.map(|span| span.to_string()), new.retention.map(|span| span.to_string()));
    let args = args![
        &new.id,
        id::tail(&new.id),
        &new.workspace,
        &new.name,
        new.consent_type.as_str(),
        new.legal_basis.as_str(),
        renew_every.as_ref(),
        retention.as_ref(),
        new.created_at,
        &new.created_by,
    ];
    Ok(tx.execute(sql, args)? > 0)
}

/// The purpose of this name.
pub fn purpose_of(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<Option<Purpose>> {
    tx.first(&format!("{PURPOSE} WHERE workspace = ?1 AND name = ?2"), args![workspace, name], purpose)
}

/// The purpose of this id.
pub fn purpose_by_id(tx: &mut Tx<'_>, purpose_id: &str) -> Result<Option<Purpose>> {
    tx.first(&format!("{PURPOSE} WHERE id = ?1"), args![purpose_id], purpose)
}

/// A part of a workspace's purposes, by name.
pub fn purposes(
    tx: &mut Tx<'_>,
    workspace: Option<&str>,
    page: &NamePage,
    mut each: impl FnMut(Purpose) -> Result<bool>,
) -> Result<()> {
    let mut sql = Select::new(PURPOSE);
    sql.when("workspace = ?", workspace);
    sql.page(page, "workspace, ");
    tx.query(sql.text(), sql.args(), |row| each(purpose(row)?))
}

/// The names of a workspace's purposes.
pub fn purpose_names(tx: &mut Tx<'_>, workspace: &str) -> Result<Vec<String>> {
    let sql = "SELECT name FROM consent_purposes WHERE workspace = ?1 ORDER BY name";
    tx.all(sql, args![workspace], |row| row.text(0))
}

const POLICY: &str = "SELECT p.id, p.workspace, p.name, p.version, p.locale, p.number, p.sha256, p.material,
    p.published_at, p.published_by FROM consent_policies p";

fn policy(row: &Row<'_>) -> Result<Policy> {
    Ok(Policy {
        id: row.text(0)?,
        workspace: row.text(1)?,
        name: row.text(2)?,
        version: row.text(3)?,
        locale: Some(row.text(4)?).filter(|locale| !locale.is_empty()),
        number: row.int(5)?,
        sha256: hash(row.bytes(6)?)?,
        material: row.int(7)? != 0,
        published_at: Millis(row.int(8)?),
        published_by: row.text(9)?,
    })
}

/// Adds a text, unless it is there already.
pub fn insert_text(tx: &mut Tx<'_>, sha256: &[u8; 32], text: &str) -> Result<()> {
    let sql = "INSERT INTO consent_texts (sha256, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    tx.execute(sql, args![sha256, text]).map(drop)
}

/// The text of a digest.
pub fn text(tx: &mut Tx<'_>, sha256: &[u8; 32]) -> Result<Option<String>> {
    tx.first("SELECT t.text FROM consent_texts t WHERE t.sha256 = ?1", args![sha256], |row| row.text(0))
}

/// Adds a policy, whose version and language are not there yet.
pub fn insert_policy(tx: &mut Tx<'_>, new: &Policy) -> Result<()> {
    let sql = "INSERT INTO consent_policies
        (id, tail, workspace, name, version, locale, number, sha256, material, published_at, published_by)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    let args = args![
        &new.id,
        id::tail(&new.id),
        &new.workspace,
        &new.name,
        &new.version,
        new.locale.as_deref().unwrap_or_default(),
        new.number,
        &new.sha256,
        i64::from(new.material),
        new.published_at,
        &new.published_by,
    ];
    tx.execute(sql, args).map(drop)
}

/// The policy of this id.
pub fn policy_by_id(tx: &mut Tx<'_>, policy_id: &str) -> Result<Option<Policy>> {
    tx.first(&format!("{POLICY} WHERE p.id = ?1"), args![policy_id], policy)
}

/// Every version and language of a name, of which there are few.
pub fn versions(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<Vec<Policy>> {
    let sql = format!("{POLICY} WHERE p.workspace = ?1 AND p.name = ?2");
    let mut found = tx.all(&sql, args![workspace, name], policy)?;
    found.sort_by(|a, b| (a.number, &a.locale).cmp(&(b.number, &b.locale)));
    Ok(found)
}

/// The policies of a workspace, or of all, by id: those published later have larger ones.
pub fn policies(
    tx: &mut Tx<'_>,
    workspace: Option<&str>,
    page: &PolicyPage,
    mut each: impl FnMut(Policy) -> Result<bool>,
) -> Result<()> {
    let mut sql = Select::new(POLICY);
    sql.when("p.workspace = ?", workspace);
    // Few beside it, so they are walked in their order and not sorted.
    sql.when("+p.name = ?", page.name.as_deref());
    sql.when("p.published_at >= ?", page.since);
    sql.when("p.published_at <= ?", page.until);
    let (beyond, direction) = if page.ascending { (">", "ASC") } else { ("<", "DESC") };
    sql.when(&format!("p.id {beyond} ?"), page.after.as_deref());
    sql.push(&format!(" ORDER BY p.id {direction}"));
    if let Some(limit) = page.limit {
        sql.push(&format!(" LIMIT {limit}"));
    }
    tx.query(sql.text(), sql.args(), |row| each(policy(row)?))
}

/// A part of the list of policies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyPage {
    /// Only of this name.
    pub name: Option<String>,
    /// Only those published at or after this.
    pub since: Option<Millis>,
    /// Only those published at or before this.
    pub until: Option<Millis>,
    /// From old to new.
    pub ascending: bool,
    /// Only what follows this id.
    pub after: Option<String>,
    /// At most so many.
    pub limit: Option<u64>,
}

/// The names of a workspace's policies.
pub fn policy_names(tx: &mut Tx<'_>, workspace: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT p.name FROM consent_policies p WHERE p.workspace = ?1";
    tx.all(sql, args![workspace], |row| row.text(0))
}

/// How many grants that hold were given under these policies.
pub fn given_under(tx: &mut Tx<'_>, policy_ids: &[&str], now: Millis) -> Result<i64> {
    let mut sum = 0;
    for policy_id in policy_ids {
        let sql =
            "SELECT count(*) FROM consent_grants g WHERE g.policy_id = ?1 AND g.state = 'given' AND g.ends_at > ?2";
        sum += tx.number(sql, args![*policy_id, now])?;
    }
    Ok(sum)
}
