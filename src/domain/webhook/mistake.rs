//! Why a signature does not hold: the mistakes that receivers are known to make, each tried out. One fits when
//! the signature holds once the mistake is taken back.

use std::io;

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use serde::Serialize as _;
use serde_json::Value as Json;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::secret::SharedSecret;
use super::signature::{self, ID, Incoming, STRIPE, TIMESTAMP, Trusted, is_signed};
use crate::domain::token::words;
use crate::error::Result;

words! {
    /// A known mistake.
    Mistake {
        /// A secret that was given as an old one.
        OldSecret = "old_secret",
        /// A line end was added to the body, or taken off.
        TrailingNewline = "trailing_newline",
        /// Line ends inside the body were changed.
        LineEndings = "line_endings",
        /// The body was parsed and written again.
        ReserialisedJson = "reserialised_json",
        /// The body is the base64 of what was sent.
        EncodedBody = "encoded_body",
        /// The signer keyed with the secret's text, not with the bytes that it stands for, or the other way round.
        UndecodedSecret = "undecoded_secret",
        /// The secret is hex where base64 was read.
        HexSecret = "hex_secret",
        /// The timestamp is in milliseconds where seconds were signed, or the other way round.
        Milliseconds = "milliseconds",
        /// Another id was signed than the header has.
        WrongId = "wrong_id",
    }
}

impl Mistake {
    /// What happened and what to do about it, in a sentence without a full stop.
    pub fn meaning(self) -> &'static str {
        match self {
            Mistake::OldSecret => "it was signed with an old secret; give the receiver both until the rotation is over",
            Mistake::TrailingNewline => {
                "a line end at the end of the body was added or lost on the way; check the bytes of the request as they came"
            }
            Mistake::LineEndings => {
                "line ends inside the body were changed on the way; check the bytes of the request as they came"
            }
            Mistake::ReserialisedJson => {
                "the body was parsed and written again; check the bytes of the request before any framework reads them"
            }
            Mistake::EncodedBody => "the body is the base64 of what was sent; decode it first",
            Mistake::UndecodedSecret => {
                "one side keys with the text of the secret, the other with the bytes that it stands for; take off whsec_, then decode the base64"
            }
            Mistake::HexSecret => "the signer took the secret for hex; it is whsec_ and base64",
            Mistake::Milliseconds => {
                "one side counts milliseconds, the other seconds; the timestamp is in Unix seconds"
            }
            Mistake::WrongId => {
                "another id was signed than the header webhook-id has; the header must come through unchanged"
            }
        }
    }
}

/// The first mistake that fits a request that did not hold; `old` are secrets that were valid before.
pub fn find(trusted: &Trusted, old: &[SharedSecret], request: &Incoming) -> Result<Option<Mistake>> {
    let body = |body: Vec<u8>| is_signed(trusted, &Incoming { body, headers: request.headers.clone() });
    let with_secrets = |secrets: Vec<SharedSecret>| is_signed(&Trusted { secrets, public: Vec::new() }, request);
    let secrets = |read: fn(&SharedSecret) -> Vec<String>| -> Result<bool> {
        let texts = trusted.secrets.iter().flat_map(read);
        Ok(with_secrets(texts.map(|text| SharedSecret::any(&text)).collect::<Result<_>>()?))
    };
    let found = |mistake| Ok(Some(mistake));
    if with_secrets(old.to_vec()) {
        return found(Mistake::OldSecret);
    }
    if times(request).iter().any(|request| is_signed(trusted, request)) {
        return found(Mistake::Milliseconds);
    }
    if newlines(&request.body).into_iter().any(body) {
        return found(Mistake::TrailingNewline);
    }
    if line_ends(&request.body).into_iter().any(body) {
        return found(Mistake::LineEndings);
    }
    if rewritten(&request.body).into_iter().any(body) {
        return found(Mistake::ReserialisedJson);
    }
    if BASE64.decode(request.body.trim_ascii()).ok().into_iter().any(body) {
        return found(Mistake::EncodedBody);
    }
    if secrets(undecoded)? {
        return found(Mistake::UndecodedSecret);
    }
    if secrets(from_hex)? {
        return found(Mistake::HexSecret);
    }
    if ids(request).iter().any(|request| is_signed(trusted, request)) {
        return found(Mistake::WrongId);
    }
    Ok(None)
}

/// The body with other line ends at its end.
fn newlines(body: &[u8]) -> Vec<Vec<u8>> {
    let end = body.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |last| last + 1);
    ["", "\n", "\r\n"].map(|tail| [&body[..end], tail.as_bytes()].concat()).to_vec()
}

/// The body with other line ends inside.
fn line_ends(body: &[u8]) -> Vec<Vec<u8>> {
    let Ok(text) = std::str::from_utf8(body) else { return Vec::new() };
    let unix = text.replace("\r\n", "\n");
    vec![unix.replace('\n', "\r\n").into_bytes(), unix.into_bytes()]
}

/// How a signer may have written the same JSON: tight, as Python writes it by default, indented; with what is
/// not ASCII escaped, or with names in order.
fn rewritten(body: &[u8]) -> Vec<Vec<u8>> {
    let Ok(value) = serde_json::from_slice::<Json>(body) else { return Vec::new() };
    let mut sorted = value.clone();
    sorted.sort_all_objects();
    let mut texts = Vec::new();
    for value in [&value, &sorted] {
        let written = [
            write(value, CompactFormatter),
            write(value, Spaced),
            write(value, PrettyFormatter::new()),
            write(value, PrettyFormatter::with_indent(b"    ")),
        ];
        for text in written.into_iter().flatten() {
            texts.push(escaped(&text).into_bytes());
            texts.push(text.replace('/', "\\/").into_bytes());
            texts.push(text.into_bytes());
        }
    }
    texts
}

fn write(value: &Json, formatter: impl Formatter) -> Option<String> {
    let mut text = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut text, formatter)).ok()?;
    String::from_utf8(text).ok()
}

/// A blank after each comma and colon.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { to.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { to.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }
}

/// The JSON with every character outside of ASCII escaped.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            escaped.push(letter);
        } else {
            let mut units = [0; 2];
            escaped.extend(letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        }
    }
    escaped
}

/// The secrets whose bytes are the text of this one, with its prefix and without, and the reverse for those
/// schemes that key with text.
fn undecoded(secret: &SharedSecret) -> Vec<String> {
    let text = secret.expose();
    let bare = text.strip_prefix(super::secret::SHARED).unwrap_or(text);
    let as_bytes = [text, bare].map(|text| BASE64.encode(text.as_bytes()));
    let decoded = BASE64.decode(bare.as_bytes()).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let as_text = [bare.to_owned(), format!("{}{bare}", super::secret::SHARED)];
    as_bytes.into_iter().chain(as_text).chain(decoded).collect()
}

fn from_hex(secret: &SharedSecret) -> Vec<String> {
    let text = secret.expose();
    let bare = text.strip_prefix(super::secret::SHARED).unwrap_or(text);
    HEXLOWER_PERMISSIVE.decode(bare.as_bytes()).ok().map(|bytes| BASE64.encode(&bytes)).into_iter().collect()
}

/// The request with its moment in the other unit.
fn times(request: &Incoming) -> Vec<Incoming> {
    let other = |text: &str| -> Vec<String> {
        let Ok(number) = text.parse::<i64>() else { return Vec::new() };
        // The number itself: what was signed may be what no moment can be.
        vec![number.to_string(), (number / 1_000).to_string(), number.saturating_mul(1_000).to_string()]
    };
    let standard = request.header(TIMESTAMP).map(other).unwrap_or_default();
    let stripe = request.header(STRIPE).into_iter().flat_map(|value| {
        let seconds = value.split(',').find_map(|part| part.strip_prefix("t=")).unwrap_or_default();
        other(seconds).into_iter().map(move |other| value.replacen(&format!("t={seconds}"), &format!("t={other}"), 1))
    });
    let replaced = |name: &str, value: String| replace(request, name, &value);
    standard.into_iter().map(|it| replaced(TIMESTAMP, it)).chain(stripe.map(|it| replaced(STRIPE, it))).collect()
}

/// The request with other ids: those of its other headers, and the texts at the top of its payload.
fn ids(request: &Incoming) -> Vec<Incoming> {
    let in_headers = request.headers.iter().map(|(_, value)| value.trim().to_owned());
    let payload: Option<Json> = serde_json::from_slice(&request.body).ok();
    let members = payload.as_ref().and_then(Json::as_object).into_iter().flat_map(|object| object.values());
    let in_body = members.filter_map(Json::as_str).map(str::to_owned);
    let ids = in_headers.chain(in_body).chain([String::new()]).filter(|id| id.len() <= signature::LONGEST_ID);
    ids.take(200).map(|id| replace(request, ID, &id)).collect()
}

fn replace(request: &Incoming, name: &str, value: &str) -> Incoming {
    let mut changed = request.clone();
    changed.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    changed.headers.push((name.to_owned(), value.to_owned()));
    changed
}

#[cfg(test)]
mod tests;
