//! Tokens as they travel between stores and from other systems: the columns of an export, and how a line of CSV
//! or JSON is read as one of them, whatever its columns are called.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER, HEXLOWER_PERMISSIVE};
use serde_json::{Map, Value as Json};

use super::credential::check_kept;
use super::csv::Reader;
use super::limit::{Rate, parse_rates};
use super::name;
use super::record::record;
use super::scope::parse_grant;
use super::sheet::{Columns, Mapping, begin, of, said, text, time, why};
use super::time::{Edge, Millis};
use super::token::{Env, Status, Token, check_reason, parse_ranges};
use crate::error::Result;

/// A token on its way out of the store.
pub struct Exported {
    /// The record.
    pub token: Token,
    /// The SHA-256 digest of its secret.
    pub hash: [u8; 32],
}

record! { Exported {
    hash: Text, shown, "The SHA-256 digest of the secret, hexadecimal" => |e| HEXLOWER.encode(&e.hash);
    name: Text, shown, "Its name" => |e| &e.token.name;
    status: Text, shown, "active, not_yet_valid, disabled, expired or revoked" => |e| e.token.status.as_str();
    revoked_at: Time, hidden, "When it was ended" => |e| e.token.revoked_at;
    revoked_reason: Text, hidden, "Why it was ended" => |e| e.token.revoked_reason.as_ref();
    scopes: List, shown, "The scopes and wildcards it carries" => |e| &e.token.scopes;
    tier: Text, shown, "The tier whose rate limits hold unless it has its own" => |e| &e.token.tier;
    rate_limits: List, hidden, "Its own rate limits; null where the tier's hold, empty where none do" => |e| e.token.rate_limits();
    owner: Text, hidden, "Whom it was issued to" => |e| e.token.owner.as_ref();
    env: Text, shown, "Where it is meant to be used: live or test" => |e| e.token.env.as_str();
    allow_ips: List, hidden, "The address ranges it may be used from; empty means anywhere" => |e| &e.token.allow_ips;
    metadata: Json, hidden, "Free key and value pairs" => |e| &e.token.metadata;
    not_before: Time, hidden, "From when it verifies" => |e| e.token.not_before;
    expires_at: Time, shown, "Until when it verifies; null means for ever" => |e| e.token.expires_at;
} }

/// How many columns there are.
const WIDTH: usize = 14;

/// The columns of [`Exported`], in order.
pub const COLUMNS: [&str; WIDTH] = [
    "hash",
    "name",
    "status",
    "revoked_at",
    "revoked_reason",
    "scopes",
    "tier",
    "rate_limits",
    "owner",
    "env",
    "allow_ips",
    "metadata",
    "not_before",
    "expires_at",
];

/// What a line says of a token.
#[derive(Clone, Debug)]
pub struct Row {
    /// The digest of its secret.
    pub hash: [u8; 32],
    /// Its name.
    pub name: Option<String>,
    /// Whether it is switched off.
    pub disabled: bool,
    /// Whether it was ended.
    pub revoked: bool,
    /// When it was ended, where that is known.
    pub revoked_at: Option<Millis>,
    /// Why.
    pub revoked_reason: Option<String>,
    /// Its scopes and wildcards, sorted.
    pub scopes: Vec<String>,
    /// Its tier.
    pub tier: Option<String>,
    /// Its own limits; empty lifts all.
    pub rate_limits: Option<Vec<Rate>>,
    /// Its owner.
    pub owner: Option<String>,
    /// Its environment.
    pub env: Env,
    /// Its address ranges.
    pub allow_ips: Vec<String>,
    /// Its metadata.
    pub metadata: Map<String, Json>,
    /// Its beginning.
    pub not_before: Option<Millis>,
    /// Its end; absent is never.
    pub expires_at: Option<Millis>,
    /// The columns that the line has, a bit each.
    given: u16,
}

impl Row {
    /// The columns that the line has and in which a token that is there differs from it. A state that follows
    /// from the token's moments is not compared by itself.
    pub fn differences(&self, held: &Token) -> Vec<&'static str> {
        let states = (held.revoked_at.is_some(), held.revoked_at.is_none() && held.disabled_at.is_some());
        let different = [
            false,
            self.name.as_ref().is_some_and(|name| *name != held.name),
            (self.revoked, self.disabled) != states,
            self.revoked_at.is_some() && self.revoked_at != held.revoked_at,
            self.revoked_reason != held.revoked_reason,
            self.scopes != held.scopes,
            self.tier.as_ref().is_some_and(|tier| *tier != held.tier),
            self.rate_limits != held.rate_limits,
            self.owner != held.owner,
            self.env != held.env,
            self.allow_ips != held.allow_ips,
            held.metadata.as_object() != Some(&self.metadata),
            self.not_before != held.not_before,
            self.expires_at != held.expires_at,
        ];
        let names = COLUMNS.iter().enumerate().filter(|(place, _)| self.given & (1 << place) != 0 && different[*place]);
        names.map(|(_, name)| *name).collect()
    }
}

/// One line that holds a token: what it says, or why it cannot be read.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number, counted from 1.
    pub number: u64,
    /// What it says.
    pub row: Result<Row, String>,
}

/// A file that was read.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    /// Its lines.
    pub lines: Vec<Line>,
    /// The columns of it that are not ours and that nobody mapped.
    pub ignored: Vec<String>,
}

/// The values of a line under our columns; those it does not have are absent.
type Cells = [Option<Json>; WIDTH];

/// Reads a file: JSON lines where it begins with `{`, else CSV with a line of column names.
pub fn read(text: &[u8], mapping: &Mapping, now: Millis) -> Result<Sheet> {
    let text = begin(text, "tokens")?;
    let mut columns = Columns::default();
    let mut lines = Vec::new();
    if text.first() == Some(&b'{') {
        for (number, line) in (1..).zip(text.split(|byte| *byte == b'\n')) {
            if !line.trim_ascii().is_empty() {
                lines.push(Line { number, row: columns.object(line, mapping).and_then(|cells| row(cells, now)) });
            }
        }
    } else {
        let mut records = Reader::new(text);
        let Some(header) = records.next() else { return Ok(Sheet::default()) };
        columns.header(header.fields, mapping)?;
        for record in records {
            let cells = record.fields.map_err(str::to_owned).and_then(|fields| columns.record(fields, mapping));
            lines.push(Line { number: record.line, row: cells.and_then(|cells| row(cells, now)) });
        }
    }
    columns.check(mapping, 0, "the hash", "name the one that holds SHA-256 digests, as in: --map key=hash")?;
    Ok(Sheet { lines, ignored: columns.ignored })
}

/// What the cells of a line say.
fn row(cells: Vec<Option<Json>>, now: Millis) -> Result<Row, String> {
    let cells: Cells = cells.try_into().map_err(|_| "has other columns".to_owned())?;
    let given = cells.iter().enumerate().fold(0, |bits, (place, cell)| bits | u16::from(cell.is_some()) << place);
    let [
        hash,
        name,
        status,
        revoked_at,
        revoked_reason,
        scopes,
        tier,
        rate_limits,
        owner,
        env,
        allow_ips,
        metadata,
        not_before,
        expires_at,
    ] = cells.map(Option::unwrap_or_default);
    let status = status_of(status).map_err(of("status"))?;
    let mut row = Row {
        hash: digest(hash).map_err(of("hash"))?,
        name: named(name).map_err(of("name"))?,
        disabled: status == Some(Status::Disabled),
        revoked: status == Some(Status::Revoked),
        revoked_at: time(revoked_at, Edge::Start).map_err(of("revoked_at"))?,
        revoked_reason: reason(revoked_reason).map_err(of("revoked_reason"))?,
        scopes: granted(scopes).map_err(of("scopes"))?,
        tier: text(tier).map_err(of("tier"))?,
        rate_limits: rates(rate_limits).map_err(of("rate_limits"))?,
        owner: named(owner).map_err(of("owner"))?,
        env: environment(env).map_err(of("env"))?,
        allow_ips: ranges(allow_ips).map_err(of("allow_ips"))?,
        metadata: pairs(metadata).map_err(of("metadata"))?,
        not_before: time(not_before, Edge::Start).map_err(of("not_before"))?,
        expires_at: time(expires_at, Edge::End).map_err(of("expires_at"))?,
        given,
    };
    // Without a status, the moment of the end says it.
    row.revoked |= status.is_none() && row.revoked_at.is_some();
    if !row.revoked && row.revoked_at.is_some() {
        return Err("revoked_at: the status is not revoked".to_owned());
    }
    if !row.revoked && row.revoked_reason.take().is_some_and(|reason| !reason.is_empty()) {
        return Err("revoked_reason: the status is not revoked".to_owned());
    }
    // What these say must follow from the moments, else the token would work.
    match status {
        Some(Status::Expired) if row.expires_at.is_none_or(|at| at > now) => {
            Err("status: expired, but expires_at does not lie in the past".to_owned())
        }
        Some(Status::NotYetValid) if row.not_before.is_none() => {
            Err("status: not_yet_valid, but there is no not_before".to_owned())
        }
        _ => Ok(row),
    }
}

fn digest(value: Json) -> Result<[u8; 32], String> {
    let text = text(value)?.ok_or("is missing")?;
    let bytes = if text.len() == 64 {
        HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
    } else {
        BASE64URL_NOPAD.decode(text.strip_suffix('=').unwrap_or(&text).as_bytes()).ok()
    };
    // Not repeated here: it may be a secret.
    let whole = bytes.and_then(|bytes| bytes.try_into().ok());
    whole.ok_or_else(|| "is no SHA-256 digest; write 64 hexadecimal digits, or 43 characters of base64url".to_owned())
}

fn named(value: Json) -> Result<Option<String>, String> {
    let text = text(value)?;
    text.map(|text| name::check(&text, "it").map(str::to_owned).map_err(why)).transpose()
}

fn reason(value: Json) -> Result<Option<String>, String> {
    let Json::String(reason) = value else { return text(value) };
    check_reason(Some(&reason)).map_err(why)?;
    Ok(Some(reason))
}

/// A state; yes and no say whether the token is switched on.
fn status_of(value: Json) -> Result<Option<Status>, String> {
    let word = match value {
        Json::Bool(enabled) => enabled.to_string(),
        other => match text(other)? {
            Some(word) => word,
            None => return Ok(None),
        },
    };
    match word.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" => Ok(Some(Status::Active)),
        "false" | "f" | "0" => Ok(Some(Status::Disabled)),
        word => Status::parse(word).map(Some).ok_or_else(|| {
            let words: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
            format!("not one of {}, true, false: {word:?}", words.join(", "))
        }),
    }
}

/// A JSON value that may stand in a text.
fn unfolded(value: Json) -> Result<Json, String> {
    match value {
        Json::String(text) if text.trim_start().starts_with(['{', '[']) => {
            serde_json::from_str(&text).map_err(|cause| format!("is no JSON: {}", said(&cause)))
        }
        other => Ok(other),
    }
}

/// A list, or a text of its items joined by spaces.
fn list(value: Json) -> Result<Option<Vec<String>>, String> {
    match unfolded(value)? {
        Json::Null => Ok(None),
        Json::String(text) => Ok(Some(text.split_ascii_whitespace().map(str::to_owned).collect())),
        Json::Array(items) => {
            let item = |item: Json| if let Json::String(item) = item { Ok(item) } else { Err("holds what is no text") };
            items.into_iter().map(item).collect::<Result<_, _>>().map(Some).map_err(str::to_owned)
        }
        _ => Err("is no list".to_owned()),
    }
}

/// Scopes, also as an object that has a list of actions for each resource.
fn granted(value: Json) -> Result<Vec<String>, String> {
    let mut scopes = match unfolded(value)? {
        Json::Object(resources) => {
            let mut scopes = Vec::new();
            for (resource, actions) in resources {
                let actions = list(actions)?.unwrap_or_default();
                scopes.extend(actions.into_iter().map(|action| format!("{resource}:{action}")));
            }
            scopes
        }
        other => list(other)?.unwrap_or_default(),
    };
    for scope in &scopes {
        parse_grant(scope, "scopes").map_err(why)?;
    }
    scopes.sort();
    scopes.dedup();
    Ok(scopes)
}

fn rates(value: Json) -> Result<Option<Vec<Rate>>, String> {
    match list(value)? {
        None => Ok(None),
        Some(rates) if rates.is_empty() => Ok(Some(Vec::new())),
        Some(rates) => parse_rates(&rates.join(",")).map(Some).map_err(why),
    }
}

fn environment(value: Json) -> Result<Env, String> {
    let Some(word) = text(value)? else { return Ok(Env::Live) };
    Env::parse(&word).ok_or_else(|| format!("neither live nor test: {word:?}"))
}

fn ranges(value: Json) -> Result<Vec<String>, String> {
    parse_ranges(&list(value)?.unwrap_or_default()).map_err(why)
}

/// Metadata: an object whose values are texts; numbers and booleans become texts.
fn pairs(value: Json) -> Result<Map<String, Json>, String> {
    let object = match unfolded(value)? {
        Json::Null => return Ok(Map::new()),
        Json::String(text) if text.is_empty() || text == "null" => return Ok(Map::new()),
        Json::Object(object) => object,
        _ => return Err("is no JSON object".to_owned()),
    };
    let pair = |(key, value): (String, Json)| {
        let value = match value {
            Json::String(text) => text,
            Json::Number(_) | Json::Bool(_) => value.to_string(),
            Json::Null | Json::Array(_) | Json::Object(_) => return Err(format!("the value of {key:?} is no text")),
        };
        if key.is_empty() || key.len() + value.len() > 4_095 {
            return Err("a key has at least one byte, and a pair at most 4095".to_owned());
        }
        check_kept(&key, "it").and_then(|_| check_kept(&value, "it")).map_err(why)?;
        Ok((key, Json::from(value)))
    };
    object.into_iter().map(pair).collect()
}
