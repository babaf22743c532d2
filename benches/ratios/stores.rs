//! The stores that are measured, and what is in them. Everything follows from a record's number, so that
//! nothing has to be remembered: token 17 is the same text whoever asks.

use std::path::Path;

use gatepost::domain::audit::Entry;
use gatepost::domain::credential::{RANDOM, compose, digits, displayed, hash};
use gatepost::domain::id;
use gatepost::domain::limit::parse_rates;
use gatepost::domain::secret::Secret;
use gatepost::domain::time::{DAY, HOUR, Millis};
use gatepost::domain::token::{Env, ID, Status, Token};
use gatepost::error::Result;
use gatepost::ops::db;
use gatepost::ops::{Access, Store};
use gatepost::store::audit::Pending;
use gatepost::store::engine::Value;
use gatepost::store::{Tx, tokens};
use gatepost::world::World;
use serde_json::json;

/// How many owners share the tokens; each has as many, a thousand in a row.
pub const OWNERS: u64 = 10;
/// The scopes of every token.
pub const SCOPES: [&str; 3] = ["invoices:read", "orders:read", "orders:write"];
const RATES: &str = "1000000/1m,10000000/1h,100000000/1d";

/// A number that looks random, the same for the same `of` (SplitMix64: Steele, Lea, Flood 2014).
pub fn noise(of: u64) -> u64 {
    let mut z = of.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The text of a token.
pub fn secret(number: u64) -> Secret {
    let mut random = String::new();
    for part in 0.. {
        digits(&noise(number * 64 + part).to_be_bytes(), &mut random);
        if random.len() >= RANDOM {
            break;
        }
    }
    compose("gp", "live", &random[..RANDOM])
}

/// What the store keeps of it.
pub fn hash_of(number: u64) -> [u8; 32] {
    hash(secret(number).expose().as_bytes())
}

/// Its name.
pub fn name(number: u64) -> String {
    format!("service-{number:07}")
}

/// An owner's name.
pub fn owner(number: u64) -> String {
    format!("team-{number}")
}

/// Builds one store; for a process of its own, since it takes much memory.
pub fn build(kind: &str, path: &Path, count: u64) {
    let world = World::real();
    let now = world.now();
    let actor = gatepost::domain::actor::Actor {
        name: "bench@here".to_owned(),
        os_user: "bench".to_owned(),
        host: "here".to_owned(),
    };
    let tiers = vec![("free", "60/1m".to_owned())];
    let built =
        db::create(&db::Place::File(path.to_owned()), &db::Seed { world: &world, actor, tiers }).and_then(|_| {
            let mut store = Store::open(path, Access::Write, now, &mut |_| Ok(()))?;
            store.read(|tx| run(tx, "PRAGMA cache_size = -1500000", &[]))?;
            store.write(|tx| match kind {
                "tokens" => fill_tokens(tx, count, now),
                "usage" => fill_usage(tx, count, now),
                "uses" => fill_uses(tx, count, now),
                "deliveries" => fill_deliveries(tx, count, now),
                _ => fill_audit(tx, count, now),
            })?;
            store.cut_log().map(drop)
        });
    built.unwrap_or_else(|cause| panic!("{} cannot be built: {cause:?}", path.display()));
}

fn run(tx: &mut Tx<'_>, sql: &str, values: &[Value<'_>]) -> Result<()> {
    tx.query(sql, values, |_| Ok(true))
}

/// Tokens with three scopes and three windows, all of them used before, and a row of usage each.
fn fill_tokens(tx: &mut Tx<'_>, count: u64, now: Millis) -> Result<()> {
    let rates = parse_rates(RATES)?;
    for number in 0..count {
        let secret = secret(number);
        let at = Millis(now.0 - 30 * DAY + i64::try_from(number).unwrap_or_default());
        let mut random = [0; 10];
        random[..8].copy_from_slice(&noise(number ^ 1 << 40).to_be_bytes());
        let token = Token {
            id: id::new(ID, at, random),
            workspace: "default".to_owned(),
            name: name(number),
            prefix: displayed(&secret),
            scopes: SCOPES.map(str::to_owned).to_vec(),
            tier: "free".to_owned(),
            rate_limits: Some(rates.clone()),
            owner: Some(owner(number / 1_000 % OWNERS)),
            env: Env::Live,
            allow_ips: Vec::new(),
            metadata: json!({ "cost_centre": format!("{}", number % 1_000) }),
            created_at: at,
            created_by: "bench@here".to_owned(),
            not_before: None,
            expires_at: Some(Millis(now.0 + 365 * DAY)),
            disabled_at: None,
            last_used_at: None,
            rotated_at: None,
            previous_prefix: None,
            previous_expires_at: None,
            previous_last_used_at: None,
            revoked_at: None,
            revoked_reason: None,
            status: Status::Active,
        };
        tokens::insert(tx, &token, &hash(secret.expose().as_bytes()))?;
    }
    let levels = "60000000:0 3600000000:0 86400000000:0";
    let earlier = now.0 - DAY;
    run(
        tx,
        "INSERT INTO api_limits (token_id, at, levels, last_used_at) SELECT id, ?1, ?2, ?3 FROM api_tokens",
        &[Value::Int(earlier * 1_000), Value::Text(levels), Value::Int(earlier)],
    )?;
    run(
        tx,
        "INSERT INTO api_usage_log (at, nonce, token_id, outcome, resource)
         SELECT ?1 + rowid / 100, random(), id, 'valid', 'GET /orders' FROM api_tokens",
        &[Value::Int(earlier)],
    )
}

/// So many calls of the last thirty days, rolled up: a token for every ten thousand, each of them used in
/// every hour, for the most part well.
fn fill_usage(tx: &mut Tx<'_>, count: u64, now: Millis) -> Result<()> {
    fill_tokens(tx, count / 10_000, now)?;
    run(tx, "DELETE FROM api_usage_log", &[])?;
    run(
        tx,
        "WITH RECURSIVE hours (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM hours WHERE n < 720)
         INSERT INTO api_usage_hours (token_id, hour, outcome, resource, count)
         SELECT id, ?1 - n * 3600000, iif(n % 24 = 9, 'rate_limited', 'valid'), iif(n % 2, 'GET /orders', 'GET /users'),
         1 + (n * 7919 + api_tokens.rowid * 104729) % 27 FROM api_tokens, hours",
        &[Value::Int(now.0 - now.0.rem_euclid(HOUR))],
    )
}

/// A token for every fifty uses; so many uses wait for the counters, all of one hour, and as many are in
/// them and overdue.
fn fill_uses(tx: &mut Tx<'_>, count: u64, now: Millis) -> Result<()> {
    fill_tokens(tx, count / 50, now)?;
    for (at, rolled) in [(now.0 - 5 * HOUR, 0), (now.0 - 60 * DAY, 1)] {
        run(
            tx,
            "WITH RECURSIVE times (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n < 50)
             INSERT INTO api_usage_log (at, nonce, token_id, outcome, resource, scopes, rolled)
             SELECT ?1 + abs(random()) % ?2, random(), id, 'valid', 'GET /orders', 'orders:read', ?3
             FROM api_tokens, times",
            &[Value::Int(at - at % HOUR), Value::Int(HOUR), Value::Int(rolled)],
        )?;
    }
    Ok(())
}

/// How many endpoints share the deliveries.
const ENDPOINTS: u64 = 100;

/// The id of an endpoint.
pub fn endpoint(number: u64) -> String {
    format!("ep_{number:026}")
}

/// The id of a delivery.
pub fn delivery(number: u64) -> String {
    format!("dlv_{number:026}")
}

/// Deliveries of as many events to a hundred endpoints in turn: nine of ten have arrived, the others are due. One of a
/// thousand was given up.
fn fill_deliveries(tx: &mut Tx<'_>, count: u64, now: Millis) -> Result<()> {
    for number in 0..ENDPOINTS {
        run(
            tx,
            "INSERT INTO webhook_endpoints (id, tail, workspace, name, url, events, filters, headers, retry, rate_limits,
                ordered, signatures, allow_private, allow_http, version, created_at, created_by)
             VALUES (?1, ?2, 'default', ?3, 'http://127.0.0.1:9/', '*', '[]', '', 'standard', '', 0, 'v1', '', 1, 1, ?4,
                'bench@here')",
            &[
                Value::Text(&endpoint(number)),
                Value::Text(&format!("{number:06}")),
                Value::Text(&format!("e{number}")),
                Value::Int(now.0),
            ],
        )?;
    }
    let last = Value::Int(i64::try_from(count).unwrap_or(i64::MAX));
    run(
        tx,
        "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?1)
         INSERT INTO webhook_events (id, tail, workspace, type, size, sha256, created_at, payload)
         SELECT printf('evt_%026d', n), printf('%06d', n % 1000000), 'default', 'a.b', 12, zeroblob(32), ?2, x'7b7d'
         FROM numbers",
        &[last, Value::Int(now.0)],
    )?;
    run(
        tx,
        "WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ?1)
         INSERT INTO webhook_deliveries (id, tail, workspace, event_id, endpoint_id, status, ordered, due_at, since_at,
            created_at, attempts, settled_at)
         SELECT printf('dlv_%026d', n), printf('%06d', n % 1000000), 'default', printf('evt_%026d', n),
            printf('ep_%026d', n % 100),
            iif(n / 100 % 10 = 0, 'pending', iif(n / 100 % 1000 = 7, 'failed', 'delivered')), 0,
            iif(n / 100 % 10 = 0, ?2, NULL), ?2, ?2, iif(n / 100 % 10 = 0, 0, 1), iif(n / 100 % 10 = 0, NULL, ?2)
         FROM numbers",
        &[last, Value::Int(now.0)],
    )
}

/// Entries as a bulk revoke leaves them.
fn fill_audit(tx: &mut Tx<'_>, count: u64, now: Millis) -> Result<()> {
    for number in 0..count {
        let entry = Entry {
            seq: 0,
            at: now,
            actor: "bench@here".to_owned(),
            os_user: "bench".to_owned(),
            host: "here".to_owned(),
            role: None,
            workspace: Some("default".to_owned()),
            action: "token.revoke".to_owned(),
            object: id::new(ID, Millis(now.0 + i64::try_from(number).unwrap_or_default()), [7; 10]),
            changes: r#"{"status":["active","revoked"]}"#.to_owned(),
        };
        tx.log(Pending { entry, salt: None })?;
    }
    Ok(())
}
