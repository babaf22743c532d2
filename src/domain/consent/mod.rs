//! Consent: its words, and the rules by which events become what holds at a moment.

pub mod access;
pub mod address;
pub mod erasure;
pub mod event;
pub mod export;
pub mod filter;
pub mod grant;
pub mod hold;
pub mod import;
pub mod linked;
pub mod lookup;
pub mod page;
pub mod policy;
pub mod purpose;
pub mod receipt;
pub mod reference;
pub mod report;
pub mod retention;
pub mod verdict;

use super::record::Cell;
use super::token::words;
use crate::error::{Error, Result};

/// The kinds of ids.
pub const GRANT: &str = "cns_";
/// Of a subject: the pseudonym that stays when the person is forgotten.
pub const SUBJECT: &str = "sub_";
/// Of a policy.
pub const POLICY: &str = "pol_";
/// Of a hold.
pub const HOLD: &str = "hld_";
/// Of a purpose.
pub const PURPOSE: &str = "pur_";

words! {
    /// What is consented to.
    Type {
        /// The use of the person's data.
        DataUsage = "data_usage",
        /// Handing it to others.
        ThirdParty = "third_party",
        /// Measuring.
        Analytics = "analytics",
        /// Advertising.
        Marketing = "marketing",
    }
}

words! {
    /// On what the use rests: the six of Art 6(1) GDPR, and the explicit consent of Art 9.
    Basis {
        /// Art 6(1)(a).
        Consent = "consent",
        /// Art 9(2)(a).
        ExplicitConsent = "explicit_consent",
        /// Art 6(1)(b).
        Contract = "contract",
        /// Art 6(1)(c).
        LegalObligation = "legal_obligation",
        /// Art 6(1)(d).
        VitalInterests = "vital_interests",
        /// Art 6(1)(e).
        PublicTask = "public_task",
        /// Art 6(1)(f).
        LegitimateInterests = "legitimate_interests",
    }
}

words! {
    /// What happened.
    Kind {
        /// Consent was given.
        Given = "given",
        /// It was confirmed before it ended, or after it had expired.
        Renewed = "renewed",
        /// It was asked for and not given.
        Refused = "refused",
        /// The person took it back.
        Withdrawn = "withdrawn",
        /// The controller ended it.
        Terminated = "terminated",
        /// It turned out never to have been valid.
        Invalidated = "invalidated",
    }
}

words! {
    /// What the events say, whatever the time.
    State {
        /// Given, and not ended since.
        Given = "given",
        /// Not given.
        Refused = "refused",
        /// Taken back by the person.
        Withdrawn = "withdrawn",
        /// Ended by the controller.
        Terminated = "terminated",
        /// Never valid.
        Invalidated = "invalidated",
    }
}

words! {
    /// How a grant stands at a moment.
    Status {
        /// It holds.
        Valid = "valid",
        /// The policy has changed since in what matters, so the person must be asked again.
        Stale = "stale",
        /// Its time is over.
        Expired = "expired",
        /// The person took it back.
        Withdrawn = "withdrawn",
        /// The controller ended it.
        Terminated = "terminated",
        /// It was never valid.
        Invalidated = "invalidated",
        /// It was not given.
        Refused = "refused",
    }
}

words! {
    /// How much of a person's address is kept.
    IpMode {
        /// Nothing.
        Drop = "drop",
        /// Its network.
        Truncate = "truncate",
        /// A keyed digest, by which equal ones are known.
        Hmac = "hmac",
        /// All of it.
        Raw = "raw",
    }
}

macro_rules! as_cells {
    ($($name:ident)*) => {
        $(impl From<$name> for Cell<'_> {
            fn from(word: $name) -> Self {
                Cell::Text(word.as_str().into())
            }
        })*
    };
}
as_cells! { Type Basis Kind Status }

/// The longest free text, in bytes.
pub const LONGEST_TEXT: usize = 64 * 1024;
/// The longest word for how consent was given, in bytes.
const LONGEST_METHOD: usize = 64;

/// A text of any letters but the null character, which no database keeps. An export can tell it from no text, and from
/// one that it withholds.
pub fn check_text<'a>(text: &'a str, field: &str) -> Result<&'a str> {
    if text.is_empty() {
        return Err(
            Error::invalid(field, format!("{field} is empty")).hint("leave it out where there is nothing to say")
        );
    }
    if text == export::WITHHELD {
        return Err(Error::invalid(field, format!("{field} is {text}, which stands for what an export withholds")));
    }
    if text.len() > LONGEST_TEXT {
        let length = text.len();
        return Err(Error::invalid(field, format!("{field} has {length} bytes; at most {LONGEST_TEXT} are kept")));
    }
    if text.contains('\0') {
        return Err(Error::invalid(field, format!("{field} holds a null character")));
    }
    Ok(text)
}

/// A word for how consent was given: it is kept when the person is forgotten, so it cannot be free text.
pub fn check_method<'a>(text: &'a str, field: &str) -> Result<&'a str> {
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':');
    if (1..=LONGEST_METHOD).contains(&text.len()) && text.bytes().all(is_word) {
        return Ok(text);
    }
    Err(Error::invalid(field, format!("{field} is no word of letters, digits, _ - . : {text:?}"))
        .hint("write a word such as web_form or phone"))
}
