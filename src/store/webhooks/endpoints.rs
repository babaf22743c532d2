//! Endpoints in the store, and their sealed secrets.

use super::super::Tx;
use super::super::engine::{Row, args};
use super::super::select::Select;
use super::super::tokens::{rates, words};
use super::{Bounds, by_id, flag};
use crate::domain::id;
use crate::domain::limit::join_rates;
use crate::domain::page::IdPage;
use crate::domain::time::Millis;
use crate::domain::webhook::circuit::State;
use crate::domain::webhook::endpoint::{self, Endpoint};
use crate::error::{Code, Error, Result};

/// What is read of an endpoint.
const ENDPOINT: &str =
    "SELECT e.id, e.workspace, e.name, e.url, e.events, e.filters, e.headers, e.retry, e.max_attempts,
    e.timeout_ms, e.rate_limits, e.ordered, e.signatures, e.allow_private, e.allow_http, e.version, e.created_at,
    e.created_by, e.disabled_at, e.disabled_reason, l.failing_since, l.state
    FROM webhook_endpoints e LEFT JOIN webhook_lanes l ON l.endpoint_id = e.id";

fn endpoint(row: &Row<'_>) -> Result<Endpoint> {
    let time = |index: usize| Ok::<_, Error>(row.opt_int(index)?.map(Millis));
    Ok(Endpoint {
        id: row.text(0)?,
        workspace: row.text(1)?,
        name: row.text(2)?,
        url: row.text(3)?,
        events: words(row.str(4)?),
        filters: serde_json::from_str(row.str(5)?)
            .map_err(|_| Error::new(Code::StoreDamaged, "the store holds filters that cannot be read"))?,
        headers: words(row.str(6)?),
        retry: row.text(7)?,
        max_attempts: row.opt_int(8)?,
        timeout_ms: row.opt_int(9)?,
        rate_limits: rates(row.str(10)?)?,
        ordered: row.int(11)? != 0,
        signatures: words(row.str(12)?),
        allow_private: words(row.str(13)?),
        allow_http: row.int(14)? != 0,
        version: row.int(15)?,
        created_at: Millis(row.int(16)?),
        created_by: row.text(17)?,
        disabled_at: time(18)?,
        disabled_reason: row.opt_text(19)?,
        failing_since: time(20)?,
        circuit: row.opt_str(21)?.and_then(State::parse).unwrap_or(State::Closed),
    })
}

fn filters(endpoint: &Endpoint) -> String {
    serde_json::Value::from(endpoint.filters.clone()).to_string()
}

/// Adds one.
pub fn insert(tx: &mut Tx<'_>, new: &Endpoint) -> Result<()> {
    tx.execute(
        "INSERT INTO webhook_endpoints (id, tail, workspace, name, url, events, filters, headers, retry, max_attempts,
            timeout_ms, rate_limits, ordered, signatures, allow_private, allow_http, version, created_at, created_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        args![
            &new.id,
            id::tail(&new.id),
            &new.workspace,
            &new.name,
            &new.url,
            &new.events.join(" "),
            &filters(new),
            &new.headers.join(" "),
            &new.retry,
            new.max_attempts,
            new.timeout_ms,
            &join_rates(&new.rate_limits),
            flag(new.ordered),
            &new.signatures.join(" "),
            &new.allow_private.join(" "),
            flag(new.allow_http),
            new.version,
            new.created_at,
            &new.created_by,
        ],
    )
    .map(drop)
}

/// Writes every field that a person may change, and that it was changed.
pub fn update(tx: &mut Tx<'_>, changed: &Endpoint) -> Result<()> {
    tx.execute(
        "UPDATE webhook_endpoints SET name = ?2, url = ?3, events = ?4, filters = ?5, headers = ?6, retry = ?7,
            max_attempts = ?8, timeout_ms = ?9, rate_limits = ?10, ordered = ?11, signatures = ?12, allow_private = ?13,
            allow_http = ?14, disabled_at = ?15, disabled_reason = ?16, version = version + 1 WHERE id = ?1",
        args![
            &changed.id,
            &changed.name,
            &changed.url,
            &changed.events.join(" "),
            &filters(changed),
            &changed.headers.join(" "),
            &changed.retry,
            changed.max_attempts,
            changed.timeout_ms,
            &join_rates(&changed.rate_limits),
            flag(changed.ordered),
            &changed.signatures.join(" "),
            &changed.allow_private.join(" "),
            flag(changed.allow_http),
            changed.disabled_at,
            changed.disabled_reason.as_ref(),
        ],
    )
    .map(drop)
}

/// Takes one away, with its secrets; its row stays for the deliveries that name it.
pub fn delete(tx: &mut Tx<'_>, endpoint_id: &str, at: Millis) -> Result<()> {
    tx.execute("DELETE FROM webhook_secrets WHERE endpoint_id = ?1", args![endpoint_id])?;
    tx.execute("DELETE FROM webhook_lanes WHERE endpoint_id = ?1", args![endpoint_id])?;
    let sql = "UPDATE webhook_endpoints SET deleted_at = ?2, headers = '', filters = '[]', version = version + 1
        WHERE id = ?1";
    tx.execute(sql, args![endpoint_id, at]).map(drop)
}

/// The one of this id, unless it was deleted.
pub fn get(tx: &mut Tx<'_>, endpoint_id: &str) -> Result<Option<Endpoint>> {
    let sql = format!("{ENDPOINT} WHERE e.id = ?1 AND e.deleted_at IS NULL");
    tx.first(&sql, args![endpoint_id], endpoint)
}

/// The one that holds a name.
pub fn holder(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<Option<Endpoint>> {
    let sql = format!("{ENDPOINT} WHERE e.workspace = ?1 AND e.name = ?2 AND e.deleted_at IS NULL");
    tx.first(&sql, args![workspace, name], endpoint)
}

/// Names of a workspace, for suggestions.
pub fn names(tx: &mut Tx<'_>, workspace: &str) -> Result<Vec<String>> {
    let sql = "SELECT name FROM webhook_endpoints WHERE workspace = ?1 AND deleted_at IS NULL ORDER BY name LIMIT 500";
    tx.all(sql, args![workspace], |row| row.text(0))
}

/// Hands each endpoint of a workspace, or of all, to `each`, by id.
pub fn list(
    tx: &mut Tx<'_>,
    workspace: Option<&str>,
    page: &IdPage,
    mut each: impl FnMut(Endpoint) -> Result<bool>,
) -> Result<()> {
    let bounds = Bounds::new(page, endpoint::ID);
    let mut sql = Select::new(ENDPOINT);
    sql.and("e.deleted_at IS NULL", &[]);
    sql.when("e.workspace = ?", workspace);
    by_id(&mut sql, page, &bounds, "e.id");
    tx.query(sql.text(), sql.args(), |row| each(endpoint(row)?))
}

/// Endpoints that are switched off, so many at most: id, workspace and name.
pub fn disabled(tx: &mut Tx<'_>, most: u32) -> Result<Vec<(String, String, String)>> {
    let sql = format!(
        "SELECT id, workspace, name FROM webhook_endpoints WHERE disabled_at IS NOT NULL AND deleted_at IS NULL LIMIT {most}"
    );
    tx.all(&sql, args![], |row| Ok((row.text(0)?, row.text(1)?, row.text(2)?)))
}

/// A sealed secret of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Which one of the endpoint.
    pub number: i64,
    /// What it is: `v1`, `v1a`, or `headers`.
    pub kind: String,
    /// The ciphertext.
    pub sealed: Vec<u8>,
    /// The number of its data key.
    pub key: i64,
    /// When it was made.
    pub created_at: Millis,
    /// When it ends; absent while it is the newest of its kind.
    pub expires_at: Option<Millis>,
}

/// Adds one.
pub fn insert_secret(tx: &mut Tx<'_>, endpoint_id: &str, new: &Sealed) -> Result<()> {
    let sql = "INSERT INTO webhook_secrets (id, endpoint_id, number, kind, sealed, sealed_key, created_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let id = secret_id(endpoint_id, new.number);
    let args = args![&id, endpoint_id, new.number, &new.kind, &new.sealed[..], new.key, new.created_at, new.expires_at];
    tx.execute(sql, args).map(drop)
}

/// The id of a secret's row, which it is bound to.
pub fn secret_id(endpoint_id: &str, number: i64) -> String {
    format!("{endpoint_id}/{number}")
}

/// Those of an endpoint, the newest first.
pub fn secrets(tx: &mut Tx<'_>, endpoint_id: &str) -> Result<Vec<Sealed>> {
    let sql =
        "SELECT number, kind, sealed, created_at, expires_at, sealed_key FROM webhook_secrets WHERE endpoint_id = ?1
        ORDER BY number DESC";
    tx.all(sql, args![endpoint_id], |row| {
        Ok(Sealed {
            number: row.int(0)?,
            kind: row.text(1)?,
            sealed: row.bytes(2)?.to_vec(),
            created_at: Millis(row.int(3)?),
            expires_at: row.opt_int(4)?.map(Millis),
            key: row.int(5)?,
        })
    })
}

/// Endpoints with a secret whose end lies behind a moment, so many at most: workspace and name.
pub fn rotating(tx: &mut Tx<'_>, beyond: Millis, most: u32) -> Result<Vec<(String, String)>> {
    let sql = format!(
        "SELECT DISTINCT e.workspace, e.name FROM webhook_secrets s JOIN webhook_endpoints e ON e.id = s.endpoint_id
         WHERE s.expires_at > ?1 LIMIT {most}"
    );
    tx.all(&sql, args![beyond], |row| Ok((row.text(0)?, row.text(1)?)))
}

/// Gives one an end.
pub fn end_secret(tx: &mut Tx<'_>, endpoint_id: &str, number: i64, at: Millis) -> Result<()> {
    let sql = "UPDATE webhook_secrets SET expires_at = ?3 WHERE endpoint_id = ?1 AND number = ?2";
    tx.execute(sql, args![endpoint_id, number, at]).map(drop)
}

/// Removes one.
pub fn delete_secret(tx: &mut Tx<'_>, endpoint_id: &str, number: i64) -> Result<()> {
    let sql = "DELETE FROM webhook_secrets WHERE endpoint_id = ?1 AND number = ?2";
    tx.execute(sql, args![endpoint_id, number]).map(drop)
}
