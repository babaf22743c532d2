//! Signatures of deliveries: what is signed, in which headers it stands, and whether it holds. Profile
//! `standard` is Standard Webhooks 1.0; `github` and `stripe` are for receivers that were written for these.

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};
use ed25519_dalek::{Signature, Signer as _};
use hmac::Mac as _;

use super::secret::{Mac, PrivateKey, PublicKey, SharedSecret};
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::domain::token::words;
use crate::error::{Error, Result};

/// The header that is the same on each attempt.
pub const ID: &str = "webhook-id";
/// The header of the moment of an attempt, in Unix seconds.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header of the list of signatures.
pub const SIGNATURE: &str = "webhook-signature";
/// The header of the event's type.
pub const TYPE: &str = "webhook-type";
/// GitHub's header.
pub const GITHUB: &str = "x-hub-signature-256";
/// Stripe's header.
pub const STRIPE: &str = "stripe-signature";

/// The longest id.
pub(super) const LONGEST_ID: usize = 256;
/// How far a timestamp may lie from now, in milliseconds, unless the receiver says otherwise.
pub const TOLERANCE: i64 = 300_000;
/// From here on a number of seconds since 1970 is one of milliseconds: the year 5138.
const MILLISECONDS: i64 = 100_000_000_000;

words! {
    /// Which headers carry the signature.
    Profile {
        /// `webhook-signature`, as Standard Webhooks has it.
        Standard = "standard",
        /// `x-hub-signature-256`, hex, over the body alone, by the newest secret.
        Github = "github",
        /// `stripe-signature`, a moment and hex signatures over it and the body.
        Stripe = "stripe",
    }
}

words! {
    /// One way to sign.
    Scheme {
        /// HMAC-SHA256 of id, timestamp and body.
        V1 = "v1",
        /// ed25519 of the same.
        V1a = "v1a",
        /// HMAC-SHA256 of the body, with the secret's text.
        Github = "github",
        /// HMAC-SHA256 of timestamp and body, with the secret's text.
        Stripe = "stripe",
    }
}

/// One header of a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: String,
}

record! { Header {
    name: Text, shown, "The header" => |it| it.name;
    value: Text, shown, "Its value" => |it| &it.value;
    line: Text, hidden, "Both as a request has them, for curl --header @-" => |it| format!("{}: {}", it.name, it.value);
} }

/// Refuses an id that could make two contents one, or that no header can carry.
pub fn check_id(id: &str, field: &str) -> Result<()> {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'.';
    if (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(plain) {
        return Ok(());
    }
    let message = format!("{field} takes 1 to {LONGEST_ID} printable characters of ASCII, without blanks and dots");
    Err(Error::invalid(field, message))
}

/// What an endpoint's deliveries are signed with.
#[derive(Clone)]
pub struct Keys {
    /// The valid secrets, the newest first; two during a rotation.
    pub secrets: Vec<SharedSecret>,
    /// The valid private keys, the newest first.
    pub private: Vec<PrivateKey>,
    /// The profiles, several at once for a move.
    pub profiles: Vec<Profile>,
}

impl Keys {
    /// The headers of one attempt at `now`: id and moment stand in any, so that a receiver sees a repetition.
    pub fn headers(&self, id: &str, event_type: Option<&str>, now: Millis, body: &[u8]) -> Vec<(&'static str, String)> {
        let seconds = now.0.div_euclid(1_000).to_string();
        let mut headers = vec![(ID, id.to_owned()), (TIMESTAMP, seconds.clone())];
        headers.extend(event_type.map(|event_type| (TYPE, event_type.to_owned())));
        for profile in &self.profiles {
            headers.extend(match profile {
                Profile::Standard => Some((SIGNATURE, self.standard(id, &seconds, body))),
                Profile::Github => {
                    self.secrets.first().map(|secret| (GITHUB, format!("sha256={}", hex(&github(secret, body)))))
                }
                Profile::Stripe => {
                    let signatures = self.secrets.iter().map(|it| format!(",v1={}", hex(&stripe(it, &seconds, body))));
                    Some((STRIPE, format!("t={seconds}{}", signatures.collect::<String>())))
                }
            });
        }
        headers
    }

    fn standard(&self, id: &str, seconds: &str, body: &[u8]) -> String {
        let shared = self.secrets.iter().filter_map(|secret| {
            let mac = v1(secret.standard()?, id, seconds, body);
            Some(format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes())))
        });
        let content = if self.private.is_empty() { Vec::new() } else { content(id, seconds, body) };
        let private = self.private.iter().map(|key| format!("v1a,{}", BASE64.encode(&key.0.sign(&content).to_bytes())));
        shared.chain(private).collect::<Vec<_>>().join(" ")
    }
}

/// What v1 and v1a sign.
fn content(id: &str, seconds: &str, body: &[u8]) -> Vec<u8> {
    [id.as_bytes(), b".", seconds.as_bytes(), b".", body].concat()
}

pub(super) fn v1(mac: Mac, id: &str, seconds: &str, body: &[u8]) -> Mac {
    mac.chain_update(id).chain_update(".").chain_update(seconds).chain_update(".").chain_update(body)
}

fn github(secret: &SharedSecret, body: &[u8]) -> Mac {
    secret.plain().chain_update(body)
}

fn stripe(secret: &SharedSecret, seconds: &str, body: &[u8]) -> Mac {
    secret.plain().chain_update(seconds).chain_update(".").chain_update(body)
}

fn hex(mac: &Mac) -> String {
    HEXLOWER.encode(&mac.clone().finalize().into_bytes())
}

/// A request that came in: its headers as they stand, and the bytes of its body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// Names and values; names in any case.
    pub headers: Vec<(String, String)>,
    /// The body, to the byte.
    pub body: Vec<u8>,
}

impl Incoming {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// What a receiver checks with.
#[derive(Clone, Default)]
pub struct Trusted {
    /// The secrets that hold, the newest first.
    pub secrets: Vec<SharedSecret>,
    /// The public keys that hold.
    pub public: Vec<PublicKey>,
}

words! {
    /// What came of a check.
    Outcome {
        /// The signature holds and is fresh.
        Valid = "valid",
        /// No header carries a signature that could be checked with what is trusted.
        Unsigned = "unsigned",
        /// A header that the check needs is absent or cannot be read.
        Malformed = "malformed",
        /// No signature is of this content by a key that is trusted.
        Mismatch = "mismatch",
        /// The signature holds, but was made before the tolerance.
        TooOld = "too_old",
        /// The signature holds, but is of a moment to come, beyond the tolerance.
        TooNew = "too_new",
    }
}

impl Outcome {
    /// What it means, in a sentence without a full stop.
    pub fn meaning(self) -> &'static str {
        match self {
            Outcome::Valid => "the signature holds",
            Outcome::Unsigned => {
                "no header carries a signature that can be checked with what was given: webhook-signature, x-hub-signature-256 or stripe-signature"
            }
            Outcome::Malformed => {
                "a header that is signed is absent or cannot be read: webhook-id, webhook-timestamp in seconds, or the signature itself"
            }
            Outcome::Mismatch => {
                "no signature is of this content by a secret that was given, and no known mistake fits; check the secret first"
            }
            Outcome::TooOld => "the signature holds, but its timestamp lies too long before now",
            Outcome::TooNew => "the signature holds, but its timestamp lies too far after now",
        }
    }
}

/// What a check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The answer.
    pub outcome: Outcome,
    /// How the signature was made that holds, else the one that was looked for.
    pub scheme: Option<Scheme>,
    /// Which of the trusted secrets or keys it was made with, counted from the newest.
    pub key: Option<usize>,
    /// When it says it was sent; `github` says nothing.
    pub at: Option<Millis>,
}

/// Checks a request by every scheme that its headers carry: one that holds is enough. A tolerance of none takes
/// any moment.
pub fn check(trusted: &Trusted, request: &Incoming, now: Millis, tolerance: Option<i64>) -> Checked {
    let checks: Vec<Checked> = checks(trusted, request).map(|checked| timely(checked, now, tolerance)).collect();
    let best = checks.iter().find(|it| it.outcome == Outcome::Valid).or(checks.first());
    best.copied().unwrap_or(Checked { outcome: Outcome::Unsigned, scheme: None, key: None, at: None })
}

/// Whether the content is signed, whatever moment it says.
pub(super) fn is_signed(trusted: &Trusted, request: &Incoming) -> bool {
    checks(trusted, request).any(|checked| checked.key.is_some())
}

fn checks(trusted: &Trusted, request: &Incoming) -> impl Iterator<Item = Checked> {
    [standard_check(trusted, request), stripe_check(trusted, request), github_check(trusted, request)]
        .into_iter()
        .flatten()
}

/// The same, by the moment that it says.
fn timely(checked: Checked, now: Millis, tolerance: Option<i64>) -> Checked {
    let (Outcome::Valid, Some(at), Some(tolerance)) = (checked.outcome, checked.at, tolerance) else { return checked };
    let outcome = match now.0.saturating_sub(at.0) {
        age if age > tolerance => Outcome::TooOld,
        age if age < -tolerance => Outcome::TooNew,
        _ => Outcome::Valid,
    };
    Checked { outcome, ..checked }
}

fn moment(seconds: &str) -> Option<Millis> {
    let seconds = seconds.parse::<i64>().ok().filter(|seconds| (0..MILLISECONDS).contains(seconds))?;
    Some(Millis(seconds * 1_000))
}

fn standard_check(trusted: &Trusted, request: &Incoming) -> Option<Checked> {
    let list = request.header(SIGNATURE)?;
    let of = |version: &'static str| {
        list.split(' ').filter_map(move |it| it.split_once(',').filter(|(it, _)| *it == version)).map(|(_, it)| it)
    };
    let (shared, private) = (of("v1").next().is_some(), of("v1a").next().is_some());
    // The scheme that is looked for: one that both sides can, else the one that is there.
    let scheme = match (shared && !trusted.secrets.is_empty(), private && !trusted.public.is_empty()) {
        (true, _) => Scheme::V1,
        (false, true) => Scheme::V1a,
        (false, false) if list.is_empty() || shared || private => return None,
        (false, false) => Scheme::V1,
    };
    let (Some(id), Some(seconds)) = (request.header(ID), request.header(TIMESTAMP)) else {
        return Some(Checked { outcome: Outcome::Malformed, scheme: Some(scheme), key: None, at: None });
    };
    let at = moment(seconds);
    let by_secret = trusted.secrets.iter().position(|secret| {
        let mac = secret.standard().map(|mac| v1(mac, id, seconds, &request.body));
        mac.is_some_and(|mac| of("v1").any(|it| holds(&mac, BASE64.decode(it.as_bytes()).ok())))
    });
    let content = content(id, seconds, &request.body);
    let by_key = || {
        trusted.public.iter().position(|key| {
            of("v1a").any(|it| {
                let signature = BASE64.decode(it.as_bytes()).ok().and_then(|it| Signature::from_slice(&it).ok());
                signature.is_some_and(|signature| key.0.verify_strict(&content, &signature).is_ok())
            })
        })
    };
    let found = by_secret.map(|key| (Scheme::V1, key)).or_else(|| by_key().map(|key| (Scheme::V1a, key)));
    let outcome = match (found, at) {
        (_, None) => Outcome::Malformed,
        (Some(_), _) => Outcome::Valid,
        (None, _) => Outcome::Mismatch,
    };
    Some(Checked { outcome, scheme: Some(found.map_or(scheme, |(scheme, _)| scheme)), key: found.map(|it| it.1), at })
}

fn stripe_check(trusted: &Trusted, request: &Incoming) -> Option<Checked> {
    let parts = || request.header(STRIPE).into_iter().flat_map(|it| it.split(',')).filter_map(|it| it.split_once('='));
    request.header(STRIPE).filter(|_| !trusted.secrets.is_empty())?;
    let seconds = parts().find(|(name, _)| *name == "t").map(|(_, value)| value);
    let key = seconds.and_then(|seconds| {
        trusted.secrets.iter().position(|secret| {
            let mac = stripe(secret, seconds, &request.body);
            parts().any(|(name, value)| name == "v1" && holds(&mac, HEXLOWER_PERMISSIVE.decode(value.as_bytes()).ok()))
        })
    });
    let at = seconds.and_then(moment);
    let outcome = match (key, at) {
        (_, None) => Outcome::Malformed,
        (Some(_), _) => Outcome::Valid,
        (None, _) => Outcome::Mismatch,
    };
    Some(Checked { outcome, scheme: Some(Scheme::Stripe), key, at })
}

fn github_check(trusted: &Trusted, request: &Incoming) -> Option<Checked> {
    let value = request.header(GITHUB).filter(|_| !trusted.secrets.is_empty())?;
    let given = value.strip_prefix("sha256=").and_then(|it| HEXLOWER_PERMISSIVE.decode(it.as_bytes()).ok());
    let key = trusted.secrets.iter().position(|secret| holds(&github(secret, &request.body), given.clone()));
    let outcome = match (key, given) {
        (Some(_), _) => Outcome::Valid,
        (None, Some(_)) => Outcome::Mismatch,
        (None, None) => Outcome::Malformed,
    };
    Some(Checked { outcome, scheme: Some(Scheme::Github), key, at: None })
}

/// Whether it is the signature that was given, in a time that does not tell how much of it is right.
fn holds(mac: &Mac, given: Option<Vec<u8>>) -> bool {
    given.is_some_and(|given| mac.clone().verify_slice(&given).is_ok())
}

#[cfg(test)]
mod tests;
