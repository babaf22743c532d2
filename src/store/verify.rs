//! The three statements of a verification: the token with its scopes, tier and limiter; the limiter's new
//! state; a row of usage.

use super::Tx;
use super::engine::{Row, args};
use super::tokens::{env, rates, words};
use crate::domain::limit::State;
use crate::domain::time::Millis;
use crate::domain::verdict::{Ask, Candidate, Outcome};
use crate::error::{Code, Error, Result};

/// The token whose current or previous secret has this hash.
pub fn candidate(tx: &mut Tx<'_>, hash: &[u8; 32]) -> Result<Option<Candidate>> {
    let sql = "SELECT t.id, t.name, t.owner, t.workspace, t.env, t.scopes, t.tier, t.metadata,
            coalesce(t.rate_limits, r.rate_limits), t.allow_ips, t.not_before, t.expires_at, t.disabled_at,
            t.revoked_at, t.previous_expires_at, t.hash = ?1, l.at, l.levels, l.previous_last_used_at,
            (SELECT value FROM settings WHERE key = 'tokens.accept_env')
        FROM api_tokens t JOIN api_tiers r ON r.name = t.tier LEFT JOIN api_limits l ON l.token_id = t.id
        WHERE t.hash = ?1 OR t.previous_hash = ?1";
    tx.first(sql, args![hash], read)
}

/// The token of an id, as its current secret would present it.
pub fn candidate_by_id(tx: &mut Tx<'_>, token_id: &str) -> Result<Option<Candidate>> {
    let sql = "SELECT t.id, t.name, t.owner, t.workspace, t.env, t.scopes, t.tier, t.metadata,
            coalesce(t.rate_limits, r.rate_limits), t.allow_ips, t.not_before, t.expires_at, t.disabled_at,
            t.revoked_at, t.previous_expires_at, 1, l.at, l.levels, l.previous_last_used_at,
            (SELECT value FROM settings WHERE key = 'tokens.accept_env')
        FROM api_tokens t JOIN api_tiers r ON r.name = t.tier LEFT JOIN api_limits l ON l.token_id = t.id
        WHERE t.id = ?1";
    tx.first(sql, args![token_id], read)
}

fn read(row: &Row<'_>) -> Result<Candidate> {
    let time = |index: usize| Ok::<_, Error>(row.opt_int(index)?.map(Millis));
    let state = match (row.opt_int(16)?, row.opt_str(17)?) {
        (Some(at), Some(levels)) => Some(State::decode(at, levels).ok_or_else(|| {
            Error::new(Code::StoreDamaged, "a limiter's state cannot be read")
                .hint("reset it with: gatepost tokens limits REF --reset")
        })?),
        _ => None,
    };
    Ok(Candidate {
        id: row.text(0)?,
        name: row.text(1)?,
        owner: row.opt_text(2)?,
        workspace: row.text(3)?,
        env: env(row.str(4)?)?,
        scopes: words(row.str(5)?),
        tier: row.text(6)?,
        metadata: row.text(7)?,
        rates: rates(row.str(8)?)?,
        allow_ips: words(row.str(9)?),
        not_before: time(10)?,
        expires_at: time(11)?.filter(|at| at.0 != i64::MAX),
        disabled_at: time(12)?,
        revoked_at: time(13)?,
        superseded_until: time(14)?,
        superseded: row.int(15)? == 0,
        state,
        previous_last_used_at: time(18)?,
        accept_env: row.opt_str(19)?.map(env).transpose()?,
    })
}

/// Stores a limiter's new state and when the token was used. It holds only if nobody else moved the state
/// since it was read; false asks for another try.
pub fn count(tx: &mut Tx<'_>, token: &Candidate, state: &State, used_at: Option<Millis>) -> Result<bool> {
    let (current, previous) = match used_at {
        Some(at) if token.superseded => (Some(at), Some(at)),
        Some(at) => (Some(at), token.previous_last_used_at),
        None => (None, token.previous_last_used_at),
    };
    let (old_at, old_levels) = token.state.as_ref().map_or((0, String::new()), |state| (state.at, state.encode()));
    let touched = tx.execute(
        "INSERT INTO api_limits (token_id, at, levels, last_used_at, previous_last_used_at)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (token_id) DO UPDATE SET at = excluded.at, levels = excluded.levels,
            last_used_at = coalesce(excluded.last_used_at, api_limits.last_used_at),
            previous_last_used_at = excluded.previous_last_used_at
         WHERE api_limits.at = ?6 AND api_limits.levels = ?7",
        args![&token.id, state.at, &state.encode(), current, previous, old_at, &old_levels],
    )?;
    Ok(touched == 1)
}

/// Adds a row of usage; `nonce` tells it apart from others of its millisecond.
pub fn log_use(tx: &mut Tx<'_>, at: Millis, nonce: i64, token: &Candidate, outcome: Outcome, ask: &Ask) -> Result<()> {
    let address = ask.ip.map(|ip| ip.to_canonical().to_string());
    let needed = token.needed(ask).join(" ");
    tx.execute(
        "INSERT INTO api_usage_log (at, nonce, token_id, outcome, resource, address, scopes, cost)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        args![
            at,
            nonce,
            &token.id,
            outcome.as_str(),
            ask.resource.as_deref(),
            address.as_ref(),
            Some(needed.as_str()).filter(|needed| !needed.is_empty()),
            i64::from(ask.cost()),
        ],
    )
    .map(drop)
}

/// Forgets what a token has used of its limits.
pub fn reset(tx: &mut Tx<'_>, token_id: &str) -> Result<bool> {
    let sql = "UPDATE api_limits SET levels = '' WHERE token_id = ?1 AND levels <> ''";
    Ok(tx.execute(sql, args![token_id])? > 0)
}
