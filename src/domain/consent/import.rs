//! A row of a file as a consent: what it says, or which of its cells cannot be taken for what it should be. Nothing is
//! guessed: an unknown word refuses its row, and a blank cell says nothing.

use std::fmt;
use std::net::IpAddr;

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use ipnet::IpNet;
use serde_json::Value as Json;

use super::address::is_network;
use super::event::Terms;
use super::export::{COLUMNS, WITHHELD};
use super::policy::{NameVersion, check_locale};
use super::reference::Subject;
use super::{Basis, Status, Type, check_method, check_text};
use crate::domain::sheet::{text, time, why};
use crate::domain::suggest::did_you_mean;
use crate::domain::time::{Edge, Millis};
use crate::error::{Error, Result};

/// The code of a row that is text in another encoding.
pub const NOT_UTF8: &str = "not_utf8";
/// The code of a line that is no row at all.
pub const UNREADABLE: &str = "unreadable";

/// Why a row was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The column; none where it is the row as a whole.
    pub column: Option<&'static str>,
    /// What kind of fault it is.
    pub code: &'static str,
    /// In words.
    pub why: String,
}

impl Refused {
    /// A row that cannot be read at all.
    pub fn row(code: &'static str, why: impl Into<String>) -> Refused {
        Refused { column: None, code, why: why.into() }
    }

    /// A cell that cannot be taken.
    pub fn cell(column: &'static str, code: &'static str, why: impl Into<String>) -> Refused {
        Refused { column: Some(column), code, why: why.into() }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "{column}: {}", self.why),
            None => f.write_str(&self.why),
        }
    }
}

/// How far the clock is ahead of UTC that times without a zone are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(i64);

impl Zone {
    /// Reads `UTC` or `+01:00`. A name such as Europe/Berlin is refused: it has hours that come twice a year.
    pub fn parse(text: &str) -> Result<Zone> {
        let refused = || {
            Error::invalid("--zone", format!("--zone is no distance from UTC: {text:?}"))
                .hint("write UTC, +01:00 or -05:30; a name has an hour that is there twice, and one that never is")
        };
        if matches!(text, "UTC" | "Z") {
            return Ok(Zone(0));
        }
        let (sign, rest) = match text.split_at_checked(1) {
            Some(("+", rest)) => (1, rest),
            Some(("-", rest)) => (-1, rest),
            _ => return Err(refused()),
        };
        let (hours, minutes) = rest.split_once(':').ok_or_else(refused)?;
        let number = |text: &str, most: i64| -> Result<i64> {
            let read =
                text.parse::<i64>().ok().filter(|_| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit()));
            read.filter(|number| *number <= most).ok_or_else(refused)
        };
        Ok(Zone(sign * (number(hours, 14)? * 60 + number(minutes, 59)?) * 60_000))
    }
}

/// An address as a row has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// All of it.
    Whole(IpAddr),
    /// A network that was kept elsewhere.
    Network(IpNet),
    /// A digest that was kept elsewhere.
    Kept(String),
}

/// What a row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub subject: Subject,
    /// What is consented to.
    pub consent_type: Type,
    /// What it is used for; absent is the type itself.
    pub purpose: Option<String>,
    /// On what it rests, where that is said.
    pub legal_basis: Option<Basis>,
    /// How it stood.
    pub status: Status,
    /// The policy that was shown.
    pub policy: Option<NameVersion>,
    /// The digest of its text.
    pub policy_sha256: Option<[u8; 32]>,
    /// In which language.
    pub locale: Option<String>,
    /// How.
    pub method: Option<String>,
    /// Where.
    pub source: Option<String>,
    /// From which address.
    pub ip: Option<Address>,
    /// With which program.
    pub user_agent: Option<String>,
    /// The digest of the evidence, in base 16.
    pub evidence: Option<String>,
    /// When it was given.
    pub given_at: Option<Millis>,
    /// When what holds was decided.
    pub decided_at: Millis,
    /// When it ends by itself.
    pub expires_at: Option<Millis>,
    /// Why it was ended.
    pub reason: Option<String>,
    /// The same row is the same text, whatever its columns are called and in which order they come.
    pub canonical: String,
}

impl Row {
    /// The first column in which the row says something else than what is held. What it does not say is not compared.
    pub fn differs(&self, held: &Terms, policy_id: Option<&str>) -> Option<&'static str> {
        let other = |said: &Option<String>, held: &Option<String>| said.is_some() && said != held;
        [
            ("legal_basis", self.legal_basis.is_some_and(|basis| basis != held.legal_basis)),
            ("policy", policy_id.is_some() && policy_id != held.policy_id.as_deref()),
            ("locale", other(&self.locale, &held.locale)),
            ("method", other(&self.method, &held.method)),
            ("source", other(&self.source, &held.source)),
            ("expires_at", self.expires_at.is_some() && self.expires_at != held.expires_at),
        ]
        .into_iter()
        .find_map(|(column, differs)| differs.then_some(column))
    }
}

/// The cells of a row, by the names of our columns.
struct Cells {
    values: Vec<Option<Json>>,
    zone: Option<Zone>,
    now: Millis,
}

/// Reads the cells of a row.
pub fn row(values: Vec<Option<Json>>, zone: Option<Zone>, now: Millis) -> Result<Row, Refused> {
    let mut cells = Cells { values, zone, now };
    let canonical = cells.canonical()?;
    let status = cells.must(
        "status",
        |text| match text {
            "given" => Some(Status::Valid),
            word => Status::parse(word),
        },
        || Status::ALL.iter().map(|it| it.as_str()).collect(),
    )?;
    let given_at = cells.time("given_at", Edge::Start)?;
    let decided_at = cells.time("decided_at", Edge::Start)?;
    let ended_at = cells.time("withdrawn_at", Edge::Start)?;
    let expires_at = cells.time("expires_at", Edge::End)?;
    let decided_at = decided(status, given_at, decided_at, ended_at)?;
    if status == Status::Expired && expires_at.is_none_or(|at| at > now) {
        return Err(contradiction("expires_at", "the status is expired, and it does not lie in the past"));
    }
    if let (Some(from), Some(to)) = (given_at, expires_at)
        && to <= from
    {
        return Err(contradiction("expires_at", "it lies before given_at"));
    }
    Ok(Row {
        subject: cells.subject()?,
        consent_type: cells.must("type", Type::parse, || Type::ALL.iter().map(|it| it.as_str()).collect())?,
        purpose: cells.text("purpose", check_text)?,
        legal_basis: cells.word("legal_basis", Basis::parse, || Basis::ALL.iter().map(|it| it.as_str()).collect())?,
        status,
        policy: cells.policy()?,
        policy_sha256: cells.digest("policy_sha256")?,
        locale: cells.text("locale", check_locale)?,
        method: cells.text("method", check_method)?,
        source: cells.text("source", check_text)?,
        ip: cells.address()?,
        user_agent: cells.text("user_agent", check_text)?,
        evidence: cells.digest("evidence_sha256")?.map(|digest| HEXLOWER.encode(&digest)),
        given_at: given_at.or((!is_ended(status) && status != Status::Refused).then_some(decided_at)),
        decided_at,
        expires_at,
        reason: cells.text("reason", check_text)?,
        canonical,
    })
}

/// Whether somebody ended it.
pub fn is_ended(status: Status) -> bool {
    matches!(status, Status::Withdrawn | Status::Terminated | Status::Invalidated)
}

fn contradiction(column: &'static str, why: &str) -> Refused {
    Refused::cell(column, "contradiction", why)
}

/// The moment of what holds, which each state has in a column of its own.
fn decided(
    status: Status,
    given_at: Option<Millis>,
    decided_at: Option<Millis>,
    ended_at: Option<Millis>,
) -> Result<Millis, Refused> {
    if !is_ended(status) && ended_at.is_some() {
        return Err(contradiction("withdrawn_at", "the status says that nobody ended it"));
    }
    let (own, column) = match status {
        Status::Refused => (decided_at.or(given_at), "decided_at"),
        status if is_ended(status) => (ended_at.or(decided_at), "withdrawn_at"),
        _ => (given_at.or(decided_at), "given_at"),
    };
    if status == Status::Refused && decided_at.is_some() && given_at.is_some_and(|at| Some(at) != decided_at) {
        return Err(contradiction("given_at", "the status says that it was not given"));
    }
    let at = own.ok_or_else(|| Refused::cell(column, "missing", "a consent without its moment proves nothing"))?;
    if decided_at.is_some_and(|decided_at| decided_at != at) {
        return Err(contradiction("decided_at", &format!("it is not {at}, as {column} is")));
    }
    if is_ended(status) && given_at.is_some_and(|given_at| given_at > at) {
        return Err(contradiction("withdrawn_at", "it lies before given_at"));
    }
    Ok(at)
}

impl Cells {
    /// The texts of all cells, as one.
    fn canonical(&self) -> Result<String, Refused> {
        let mut texts = Vec::with_capacity(self.values.len());
        for (column, value) in COLUMNS.iter().zip(&self.values) {
            let text = text(value.clone().unwrap_or_default());
            let text = text.map_err(|why| Refused::cell(column, "unknown_value", why))?;
            if let Some(text) = &text {
                if text.contains('\0') {
                    return Err(Refused::cell(column, "null_character", "it holds a null character"));
                }
                if text == WITHHELD {
                    return Err(Refused::cell(
                        column,
                        "withheld",
                        "it was withheld by the export; leave the column out",
                    ));
                }
            }
            texts.push(text);
        }
        let is_local = |text: &Option<String>| text.as_deref().is_some_and(|text| Millis::parse_local(text).is_some());
        let mut moments = COLUMNS.iter().zip(&texts).filter(|(column, _)| column.ends_with("_at"));
        if let Some(zone) = self.zone.filter(|_| moments.any(|(_, text)| is_local(text))) {
            // In another zone it is another moment.
            texts.push(Some(zone.0.to_string()));
        }
        // Texts and nulls cannot fail.
        Ok(serde_json::to_string(&texts).unwrap_or_default())
    }

    fn take(&mut self, column: &'static str) -> Option<String> {
        let place = COLUMNS.iter().position(|name| *name == column)?;
        text(self.values.get_mut(place)?.take()?).ok().flatten()
    }

    fn text(
        &mut self,
        column: &'static str,
        check: for<'t> fn(&'t str, &str) -> Result<&'t str>,
    ) -> Result<Option<String>, Refused> {
        let Some(text) = self.take(column) else { return Ok(None) };
        match check(&text, "it") {
            Ok(_) => Ok(Some(text)),
            Err(cause) => Err(Refused::cell(column, "unknown_value", why(cause))),
        }
    }

    /// A word of those there are.
    fn word<T>(
        &mut self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        all: impl Fn() -> Vec<&'static str>,
    ) -> Result<Option<T>, Refused> {
        let Some(text) = self.take(column) else { return Ok(None) };
        parse(&text).map(Some).ok_or_else(|| {
            let near = did_you_mean(&text, all());
            let shown: String = text.chars().take(40).collect();
            Refused::cell(column, "unknown_value", format!("not one of {}: {shown:?}{near}", all().join(", ")))
        })
    }

    fn must<T>(
        &mut self,
        column: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        all: impl Fn() -> Vec<&'static str>,
    ) -> Result<T, Refused> {
        let found = self.word(column, parse, &all)?;
        found.ok_or_else(|| Refused::cell(column, "missing", format!("write one of {}", all().join(", "))))
    }

    fn subject(&mut self) -> Result<Subject, Refused> {
        let text = self.take("subject").ok_or_else(|| Refused::cell("subject", "missing", "it is empty"))?;
        Subject::parse(&text).map_err(|cause| Refused::cell("subject", "unknown_value", why(cause)))
    }

    fn policy(&mut self) -> Result<Option<NameVersion>, Refused> {
        let (name, version) = (self.take("policy"), self.take("policy_version"));
        match (name, version) {
            (None, None) => Ok(None),
            (Some(name), Some(version)) => Ok(Some(NameVersion { name, version })),
            // As --policy has it.
            (Some(text), None) => NameVersion::parse(&text, "it")
                .map(Some)
                .map_err(|_| Refused::cell("policy_version", "missing", "a policy is shown in a version")),
            (None, Some(_)) => Err(Refused::cell("policy", "missing", "there is a version of it")),
        }
    }

    fn digest(&mut self, column: &'static str) -> Result<Option<[u8; 32]>, Refused> {
        let Some(text) = self.take(column) else { return Ok(None) };
        let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        bytes
            .map(Some)
            .ok_or_else(|| Refused::cell(column, "unknown_value", "it is no SHA-256 in 64 digits of base 16"))
    }

    fn address(&mut self) -> Result<Option<Address>, Refused> {
        let Some(text) = self.take("ip") else { return Ok(None) };
        if let Ok(whole) = text.parse() {
            return Ok(Some(Address::Whole(whole)));
        }
        let is_digest =
            text.strip_prefix("hmac:").is_some_and(|hex| hex.len() == 32 && HEXLOWER.decode(hex.as_bytes()).is_ok());
        if is_digest {
            return Ok(Some(Address::Kept(text)));
        }
        let network: IpNet =
            text.parse().map_err(|_| Refused::cell("ip", "unknown_value", "it is no address and no network"))?;
        // What says more than we would keep is an address.
        Ok(Some(if is_network(network) { Address::Network(network) } else { Address::Whole(network.addr()) }))
    }

    /// A moment that lies in no doubt, and for all but the end not in the future.
    fn time(&mut self, column: &'static str, edge: Edge) -> Result<Option<Millis>, Refused> {
        let Some(text) = self.take(column) else { return Ok(None) };
        let local = Millis::parse_local(&text);
        let at = match (local, self.zone) {
            (Some(at), Some(zone)) => Some(Millis(at.0 - zone.0)),
            (Some(_), None) => {
                let why = "it does not say of which zone it is; say so with --zone";
                return Err(Refused::cell(column, "no_zone", why));
            }
            (None, _) => time(Json::from(text), edge).map_err(|why| Refused::cell(column, "unknown_value", why))?,
        };
        match at {
            Some(at) if at.0 < 0 => Err(Refused::cell(column, "too_early", "it lies before 1970")),
            Some(at) if at > self.now && column != "expires_at" => {
                Err(Refused::cell(column, "future", "it lies in the future"))
            }
            at => Ok(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: Millis = Millis(1_800_000_000_000);

    fn read(cells: &[(&str, &str)], zone: Option<&str>) -> Result<Row, Refused> {
        let cell = |name: &&str| cells.iter().find(|(column, _)| column == name).map(|(_, text)| json!(text));
        row(COLUMNS.iter().map(cell).collect(), zone.map(|text| Zone::parse(text).unwrap()), NOW)
    }

    const GIVEN: [(&str, &str); 4] =
        [("subject", "jane"), ("type", "marketing"), ("status", "valid"), ("given_at", "2026-01-02T03:04:05Z")];

    /// The row of a consent, with one cell in place of another.
    fn with(column: &'static str, text: &str) -> Result<Row, Refused> {
        let mut cells: Vec<(&str, &str)> = GIVEN.into_iter().filter(|(name, _)| *name != column).collect();
        cells.push((column, text));
        read(&cells, None)
    }

    #[test]
    fn a_cell_that_cannot_be_taken_refuses_its_row() {
        assert!(read(&GIVEN, None).is_ok());
        for (column, text, code) in [
            ("subject", "", "missing"),
            ("subject", "a\u{202e}b", "unknown_value"),
            ("type", "marketting", "unknown_value"),
            ("type", "", "missing"),
            ("status", "grnated", "unknown_value"),
            ("status", "", "missing"),
            ("status", "withdrawn", "missing"),
            ("status", "expired", "contradiction"),
            ("given_at", "", "missing"),
            ("given_at", "2026-01-02 03:04:05", "no_zone"),
            ("given_at", "0001-01-01", "unknown_value"),
            ("given_at", "9999-12-31", "future"),
            ("given_at", "yesterday", "unknown_value"),
            ("decided_at", "2026-01-03", "contradiction"),
            ("withdrawn_at", "2026-01-03", "contradiction"),
            ("expires_at", "2026-01-01", "contradiction"),
            ("policy", "privacy", "missing"),
            ("policy_version", "3", "missing"),
            ("policy_sha256", "abc", "unknown_value"),
            ("locale", "not a language", "unknown_value"),
            ("method", "by phone", "unknown_value"),
            ("ip", "300.1.1.1", "unknown_value"),
            ("reason", "a\0b", "null_character"),
            ("user_agent", "***", "withheld"),
        ] {
            let refused = with(column, text).map(|row| row.canonical).unwrap_err();
            assert_eq!(refused.code, code, "{column} {text:?}: {refused}");
        }
        assert_eq!(with("status", "grnated").unwrap_err().column, Some("status"));
    }

    #[test]
    fn what_was_refused_was_not_given_before() {
        let refused = |given: &str| {
            read(
                &[
                    ("subject", "a"),
                    ("type", "analytics"),
                    ("status", "refused"),
                    ("given_at", given),
                    ("decided_at", "2026-01-03"),
                ],
                None,
            )
        };
        assert_eq!(refused("2026-01-02").unwrap_err().column, Some("given_at"));
        assert!(refused("2026-01-03").is_ok() && refused("").is_ok());
    }

    #[test]
    fn a_time_without_a_zone_is_of_the_zone_that_is_named() {
        let at = |zone| {
            let mut cells = GIVEN;
            cells[3].1 = "2026-01-02 03:04:05";
            read(&cells, Some(zone)).unwrap().given_at.unwrap().to_string()
        };
        assert_eq!(at("UTC"), "2026-01-02T03:04:05.000Z");
        assert_eq!(at("+01:00"), "2026-01-02T02:04:05.000Z");
        assert_eq!(at("-05:30"), "2026-01-02T08:34:05.000Z");
        let same = |cells: &[(&str, &str)]| {
            let canonical = |zone| read(cells, Some(zone)).unwrap().canonical;
            canonical("UTC") == canonical("+01:00")
        };
        assert!(same(&GIVEN), "it names its zone");
        let mut cells = GIVEN;
        cells[3].1 = "2026-01-02 03:04:05";
        assert!(!same(&cells), "the same row in two zones is two");
        for text in ["Europe/Berlin", "1", "+1:00", "+15:00", "+01:60", "", "+0a:00"] {
            assert!(Zone::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_network_that_says_too_much_is_an_address() {
        for (text, network) in [
            ("203.0.113.0/24", true),
            ("2001:db8:1::/48", true),
            ("203.0.113.7/32", false),
            ("203.0.113.7/24", false),
            ("2001:db8:1:2::/64", false),
            ("203.0.113.7", false),
        ] {
            let ip = with("ip", text).unwrap().ip.unwrap();
            assert_eq!(matches!(ip, Address::Network(_)), network, "{ip:?}");
            assert_eq!(matches!(ip, Address::Whole(_)), !network, "{ip:?}");
        }
    }

    #[test]
    fn free_text_is_free() {
        let row = with("source", "=1+1\r\n\u{202e}\"x\"").unwrap();
        assert_eq!(row.source.as_deref(), Some("=1+1\r\n\u{202e}\"x\""));
    }
}
