//! Tokens in the store.

use super::Tx;
use super::engine::{Row, Value, args};
use super::select::{Select, like};
use crate::domain::id;
use crate::domain::import::Exported;
use crate::domain::limit::{Rate, parse_rates};
use crate::domain::time::Millis;
use crate::domain::token::{self, Env, Filter, Order, Page, Status, Token};
use crate::error::{Code, Error, Result};

/// What the store has for a token that never expires.
const NEVER: i64 = i64::MAX;

/// What is read of a token; its digest stands at the end and is read only where it leaves the store.
pub(super) const TOKEN: &str = "SELECT t.id, t.workspace, t.name, t.prefix, t.scopes, t.tier, t.rate_limits, t.owner, t.env,
    t.allow_ips, t.metadata, t.created_at, t.created_by, t.not_before, t.expires_at, t.disabled_at, t.rotated_at,
    t.previous_prefix, t.previous_expires_at, t.revoked_at, t.revoked_reason, l.last_used_at, l.previous_last_used_at, t.hash
    FROM api_tokens t LEFT JOIN api_limits l ON l.token_id = t.id";

/// Where the digest stands.
const HASH: usize = 23;

pub(super) fn token(row: &Row<'_>, now: Millis) -> Result<Token> {
    let time = |index: usize| Ok::<_, Error>(row.opt_int(index)?.map(Millis));
    let mut token = Token {
        id: row.text(0)?,
        workspace: row.text(1)?,
        name: row.text(2)?,
        prefix: row.text(3)?,
        scopes: words(row.str(4)?),
        tier: row.text(5)?,
        rate_limits: row.opt_str(6)?.map(rates).transpose()?,
        owner: row.opt_text(7)?,
        env: env(row.str(8)?)?,
        allow_ips: words(row.str(9)?),
        metadata: serde_json::from_str(row.str(10)?).unwrap_or_default(),
        created_at: Millis(row.int(11)?),
        created_by: row.text(12)?,
        not_before: time(13)?,
        expires_at: time(14)?.filter(|at| at.0 != NEVER),
        disabled_at: time(15)?,
        rotated_at: time(16)?,
        previous_prefix: row.opt_text(17)?,
        previous_expires_at: time(18)?,
        revoked_at: time(19)?,
        revoked_reason: row.opt_text(20)?,
        last_used_at: time(21)?,
        previous_last_used_at: time(22)?,
        status: Status::Active,
    };
    token.status = token.status_at(now);
    Ok(token)
}

/// A list as the store keeps it: joined by spaces.
pub(super) fn words(joined: &str) -> Vec<String> {
    joined.split_ascii_whitespace().map(str::to_owned).collect()
}

/// Limits as the store keeps them: empty where there are none.
pub(super) fn rates(joined: &str) -> Result<Vec<Rate>> {
    if joined.is_empty() { Ok(Vec::new()) } else { parse_rates(joined) }
}

pub(super) fn env(word: &str) -> Result<Env> {
    Env::parse(word)
        .ok_or_else(|| Error::new(Code::StoreDamaged, format!("the store holds an unknown environment: {word}")))
}

/// Adds a token; false if its digest or its name is taken.
pub fn insert(tx: &mut Tx<'_>, new: &Token, hash: &[u8; 32]) -> Result<bool> {
    let added = tx.execute(
        "INSERT INTO api_tokens (id, tail, workspace, name, hash, prefix, scopes, tier, rate_limits, owner, env,
            allow_ips, metadata, created_at, created_by, not_before, expires_at, disabled_at, revoked_at,
            revoked_reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
         ON CONFLICT DO NOTHING",
        args![
            &new.id,
            id::tail(&new.id),
            &new.workspace,
            &new.name,
            hash,
            &new.prefix,
            &new.scopes.join(" "),
            &new.tier,
            token::stored_rates(new.rate_limits.as_deref()).as_ref(),
            new.owner.as_ref(),
            new.env.as_str(),
            &new.allow_ips.join(" "),
            &new.metadata.to_string(),
            new.created_at,
            &new.created_by,
            new.not_before,
            new.expires_at.map_or(NEVER, |at| at.0),
            new.disabled_at,
            new.revoked_at,
            new.revoked_reason.as_ref(),
        ],
    )?;
    if added > 0 {
        insert_scopes(tx, new)?;
    }
    Ok(added > 0)
}

fn insert_scopes(tx: &mut Tx<'_>, token: &Token) -> Result<()> {
    for scope in &token.scopes {
        tx.execute("INSERT INTO api_token_scopes (token_id, scope) VALUES (?1, ?2)", args![&token.id, scope])?;
    }
    Ok(())
}

/// Writes every field that a person may change.
pub fn update(tx: &mut Tx<'_>, changed: &Token) -> Result<()> {
    tx.execute(
        "UPDATE api_tokens SET name = ?2, scopes = ?3, tier = ?4, rate_limits = ?5, owner = ?6, env = ?7,
            allow_ips = ?8, metadata = ?9, not_before = ?10, expires_at = ?11, disabled_at = ?12 WHERE id = ?1",
        args![
            &changed.id,
            &changed.name,
            &changed.scopes.join(" "),
            &changed.tier,
            token::stored_rates(changed.rate_limits.as_deref()).as_ref(),
            changed.owner.as_ref(),
            changed.env.as_str(),
            &changed.allow_ips.join(" "),
            &changed.metadata.to_string(),
            changed.not_before,
            changed.expires_at.map_or(NEVER, |at| at.0),
            changed.disabled_at,
        ],
    )?;
    tx.execute("DELETE FROM api_token_scopes WHERE token_id = ?1", args![&changed.id])?;
    insert_scopes(tx, changed)
}

/// Gives a token a new secret; the one before works until `previous_expires_at`, and not at all without.
pub fn rotate(tx: &mut Tx<'_>, rotated: &Token, hash: &[u8; 32]) -> Result<()> {
    tx.execute(
        "UPDATE api_tokens SET previous_hash = hash, previous_prefix = prefix, hash = ?2, prefix = ?3, rotated_at = ?4,
            previous_expires_at = ?5, expires_at = ?6 WHERE id = ?1",
        args![
            &rotated.id,
            hash,
            &rotated.prefix,
            rotated.rotated_at,
            rotated.previous_expires_at,
            rotated.expires_at.map_or(NEVER, |at| at.0),
        ],
    )?;
    let sql = "UPDATE api_limits SET previous_last_used_at = NULL WHERE token_id = ?1";
    tx.execute(sql, args![&rotated.id]).map(drop)
}

/// Ends the grace of the secret before, whatever the clock will say.
pub fn end_grace(tx: &mut Tx<'_>, token_id: &str) -> Result<()> {
    let sql = "UPDATE api_tokens SET previous_expires_at = NULL WHERE id = ?1";
    tx.execute(sql, args![token_id]).map(drop)
}

/// Ends a token; its record stays.
pub fn revoke(tx: &mut Tx<'_>, token_id: &str, at: Millis, reason: Option<&str>) -> Result<()> {
    let sql = "UPDATE api_tokens SET revoked_at = ?2, revoked_reason = ?3 WHERE id = ?1";
    tx.execute(sql, args![token_id, at, reason]).map(drop)
}

/// The token of this id.
pub fn get(tx: &mut Tx<'_>, token_id: &str, now: Millis) -> Result<Option<Token>> {
    tx.first(&format!("{TOKEN} WHERE t.id = ?1"), args![token_id], |row| token(row, now))
}

/// The token that holds a name now.
pub fn holder(tx: &mut Tx<'_>, workspace: &str, name: &str, now: Millis) -> Result<Option<Token>> {
    let sql = format!("{TOKEN} WHERE t.workspace = ?1 AND t.name = ?2 AND t.revoked_at IS NULL");
    tx.first(&sql, args![workspace, name], |row| token(row, now))
}

/// The newest revoked token of a name.
pub fn last_revoked(tx: &mut Tx<'_>, workspace: &str, name: &str, now: Millis) -> Result<Option<Token>> {
    let sql = format!(
        "{TOKEN} WHERE t.workspace = ?1 AND t.name = ?2 AND t.revoked_at IS NOT NULL ORDER BY t.id DESC LIMIT 1"
    );
    tx.first(&sql, args![workspace, name], |row| token(row, now))
}

/// The id of the token whose current or previous secret has this hash.
pub fn by_hash(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<String>> {
    let sql = "SELECT id FROM api_tokens WHERE hash = ?1 OR previous_hash = ?1";
    tx.first(sql, args![hash], |row| row.text(0))
}

/// Whether this is the digest of a token's current secret.
pub fn has_hash(tx: &mut Tx<'_>, token_id: &str, hash: &[u8; 32]) -> Result<bool> {
    let sql = "SELECT count(*) FROM api_tokens WHERE id = ?1 AND hash = ?2";
    Ok(tx.number(sql, args![token_id, hash])? > 0)
}

/// Names of a workspace that begin like a wrong one, for suggestions.
pub fn names_like(tx: &mut Tx<'_>, workspace: &str, wrong: &str) -> Result<Vec<String>> {
    let first = wrong.chars().next().map(String::from).unwrap_or_default();
    let sql = "SELECT name FROM api_tokens WHERE workspace = ?1 AND name >= ?2 AND revoked_at IS NULL ORDER BY name LIMIT 500";
    tx.all(sql, args![workspace, &first], |row| row.text(0))
}

/// The conditions of a filter, for a list in an order or for a count. Conditions that would find the rows
/// in another order are kept from doing so, else the list would be sorted in memory. The texts made from
/// the filter are passed in, since the statement borrows them.
fn filtered<'a>(start: &str, filter: &'a Filter, texts: &'a Texts, order: Option<Order>, now: Millis) -> Select<'a> {
    let mut sql = Select::new(start);
    // An owner has few tokens wherever they are, so where the order allows it, they are found by the owner.
    let by_owner = filter.owner.is_some() && matches!(order, None | Some(Order::Created));
    let (workspace, owner) =
        if by_owner { ("+t.workspace = ?", "t.owner = ?") } else { ("t.workspace = ?", "+t.owner = ?") };
    sql.when(workspace, filter.workspace.as_deref());
    if !filter.statuses.is_empty() {
        let any: Vec<&str> = filter.statuses.iter().map(|status| condition(*status)).collect();
        let count = any.iter().map(|condition| condition.matches('?').count()).sum();
        sql.and(&format!("({})", any.join(" OR ")), &vec![Value::from(now); count]);
    }
    sql.when(owner, filter.owner.as_deref());
    let carries = match order {
        None | Some(Order::Created) if !by_owner => "t.id IN (SELECT token_id FROM api_token_scopes WHERE scope = ?)",
        _ => "EXISTS (SELECT 1 FROM api_token_scopes s WHERE s.scope = ? AND s.token_id = t.id)",
    };
    sql.when(carries, filter.scope.as_deref());
    sql.when("t.tier = ?", filter.tier.as_deref());
    sql.when("t.env = ?", filter.env.map(Env::as_str));
    sql.when("lower(t.name) LIKE lower(?) ESCAPE '\\'", texts.name.as_deref());
    for [first, later] in &texts.metadata {
        // Case-sensitive on every engine, as LIKE is not.
        let holds = "(replace(t.metadata, ?, '') <> t.metadata OR replace(t.metadata, ?, '') <> t.metadata)";
        sql.and(holds, &[first.into(), later.into()]);
    }
    sql.when("t.created_at >= ?", filter.created_from);
    sql.when("t.created_at <= ?", filter.created_until);
    sql.when("t.created_at < ?", filter.created_before);
    if let Some(by) = filter.expiring_by {
        let expires = match order {
            None | Some(Order::Expires) => "t.expires_at > ? AND t.expires_at <= ?",
            _ => "+t.expires_at > ? AND +t.expires_at <= ?",
        };
        sql.and(expires, &[now.into(), by.into()]);
    }
    if let Some(since) = filter.unused_since {
        sql.and("t.created_at < ? AND coalesce(l.last_used_at, 0) < ?", &[since.into(), since.into()]);
    }
    sql
}

/// The name as a pattern, and each pair as it stands in the stored JSON: first or later. Inside a text a
/// quote is escaped, so a pair is found only where it is one.
struct Texts {
    name: Option<String>,
    metadata: Vec<[String; 2]>,
}

fn texts(filter: &Filter) -> Texts {
    let pair = |(key, value): &(String, String)| {
        let (key, value) = (serde_json::Value::from(key.as_str()), serde_json::Value::from(value.as_str()));
        [format!("{{{key}:{value}"), format!(",{key}:{value}")]
    };
    Texts { name: filter.name.as_deref().map(like), metadata: filter.metadata.iter().map(pair).collect() }
}

/// The state of a token as a condition; each `?` takes the moment.
fn condition(status: Status) -> &'static str {
    match status {
        Status::Revoked => "t.revoked_at IS NOT NULL",
        Status::Disabled => "(t.revoked_at IS NULL AND t.disabled_at IS NOT NULL)",
        Status::NotYetValid => "(t.revoked_at IS NULL AND t.disabled_at IS NULL AND t.not_before > ?)",
        Status::Expired => {
            "(t.revoked_at IS NULL AND t.disabled_at IS NULL AND coalesce(t.not_before, 0) <= ? AND t.expires_at <= ?)"
        }
        Status::Active => {
            "(t.revoked_at IS NULL AND t.disabled_at IS NULL AND coalesce(t.not_before, 0) <= ? AND t.expires_at > ?)"
        }
    }
}

/// The columns of an order, which end in the id.
fn keys(order: Order) -> &'static str {
    match order {
        Order::Created => "t.id",
        Order::Expires => "t.expires_at, t.id",
        Order::Name => "t.workspace, t.name, t.id",
    }
}

/// The condition that a page begins behind its token.
fn follow<'a>(sql: &mut Select<'a>, page: &'a Page) {
    let Some(after) = &page.after else { return };
    let expires_at = after.expires_at.map_or(NEVER, |at| at.0);
    let (places, values): (&str, Vec<Value<'a>>) = match page.order {
        Order::Created => ("?", vec![(&after.id).into()]),
        Order::Expires => ("?, ?", vec![expires_at.into(), (&after.id).into()]),
        Order::Name => ("?, ?, ?", vec![(&after.workspace).into(), (&after.name).into(), (&after.id).into()]),
    };
    let beyond = if page.ascending { ">" } else { "<" };
    sql.and(&format!("({}) {beyond} ({places})", keys(page.order)), &values);
}

/// The tokens that a filter lets through, page by page.
pub fn list(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &Page,
    now: Millis,
    mut each: impl FnMut(Token) -> Result<bool>,
) -> Result<()> {
    walk(tx, filter, page, now, |row| each(token(row, now)?))
}

/// The same with the digests of their secrets.
pub fn export(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &Page,
    now: Millis,
    mut each: impl FnMut(Exported) -> Result<bool>,
) -> Result<()> {
    walk(tx, filter, page, now, |row| {
        let hash = row.bytes(HASH)?.try_into();
        let hash = hash.map_err(|_| Error::new(Code::StoreDamaged, "the store holds a digest of another length"))?;
        each(Exported { token: token(row, now)?, hash })
    })
}

fn walk(
    tx: &mut Tx<'_>,
    filter: &Filter,
    page: &Page,
    now: Millis,
    each: impl FnMut(&Row<'_>) -> Result<bool>,
) -> Result<()> {
    let texts = texts(filter);
    let mut sql = filtered(TOKEN, filter, &texts, Some(page.order), now);
    follow(&mut sql, page);
    let direction = if page.ascending { "ASC" } else { "DESC" };
    sql.push(&format!(" ORDER BY {} {direction}", keys(page.order).replace(", ", &format!(" {direction}, "))));
    if let Some(limit) = page.limit {
        sql.push(&format!(" LIMIT {limit}"));
    }
    tx.stream(sql.text(), sql.args(), each)
}

/// How many tokens a filter lets through behind the beginning of a page, counting no further than `most`.
pub fn count(tx: &mut Tx<'_>, filter: &Filter, page: &Page, now: Millis, most: u64) -> Result<i64> {
    let texts = texts(filter);
    let start = "SELECT count(*) FROM (SELECT 1 FROM api_tokens t LEFT JOIN api_limits l ON l.token_id = t.id";
    let mut sql = filtered(start, filter, &texts, None, now);
    follow(&mut sql, page);
    sql.push(&format!(" LIMIT {most}) AS found"));
    tx.number(sql.text(), sql.args())
}
