//! What a setting may hold: each type says what it allows, to a person and to a check. It knows nothing
//! of layers or files.

use std::path::Path;

use ipnet::IpNet;

use crate::domain::limit::parse_rates;
use crate::domain::name;
use crate::domain::size::Size;
use crate::domain::span::Span;
use crate::domain::url::Url;

/// What stands for no end in time.
pub const NEVER: &str = "never";
/// What stands for nothing where a word is needed.
pub const NONE: &str = "none";

/// The type of a setting, with its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A duration no shorter than `least`.
    Duration {
        /// The shortest one allowed.
        least: &'static str,
    },
    /// A duration no shorter than `least`, or `never`.
    DurationOrNever {
        /// The shortest one allowed.
        least: &'static str,
    },
    /// A size within bounds.
    Size {
        /// The smallest one allowed.
        least: &'static str,
        /// The largest one allowed.
        most: &'static str,
    },
    /// A whole number within bounds.
    Integer {
        /// The smallest one allowed.
        least: i64,
        /// The largest one allowed.
        most: i64,
    },
    /// One of a few words.
    Choice(&'static [&'static str]),
    /// Rate limits joined by commas.
    Rates,
    /// What tokens begin with.
    Prefix,
    /// Address ranges joined by commas.
    Ranges,
    /// The path of a file.
    Path,
    /// A policy and its version.
    Policy,
    /// A program and its words, as a JSON array; no shell reads them.
    Command,
    /// The address of an HTTP proxy.
    Proxy,
}

impl Type {
    /// Its name in records and in the reference.
    pub fn as_str(self) -> &'static str {
        match self {
            Type::Duration { .. } => "duration",
            Type::DurationOrNever { .. } => "duration_or_never",
            Type::Size { .. } => "size",
            Type::Integer { .. } => "integer",
            Type::Choice(_) => "choice",
            Type::Rates => "rates",
            Type::Prefix => "prefix",
            Type::Ranges => "ranges",
            Type::Path => "path",
            Type::Policy => "policy",
            Type::Command => "command",
            Type::Proxy => "proxy",
        }
    }

    /// What it allows, in words.
    pub fn allowed(self) -> String {
        match self {
            Type::Duration { least } => format!("a duration of at least {least}, such as 30s, 15m, 36h, 30d or 6mo"),
            Type::DurationOrNever { least } => {
                format!("a duration of at least {least}, such as 30s, 15m, 36h, 30d or 6mo; or {NEVER}")
            }
            Type::Size { least, most } => format!("a size from {least} to {most}"),
            Type::Integer { least, most } => format!("a whole number from {least} to {most}"),
            Type::Choice(words) => format!("one of {}", words.join(", ")),
            Type::Rates => "N/WINDOW, several joined by commas, such as 60/1m,1000/1d".to_owned(),
            Type::Prefix => "1 to 16 characters of a-z and 0-9".to_owned(),
            Type::Ranges => "address ranges joined by commas, such as 10.0.0.0/8,fd00::/8; or empty".to_owned(),
            Type::Path => "an absolute path; or empty".to_owned(),
            Type::Proxy => {
                "the address of an HTTP proxy without a password, such as http://proxy.internal:3128; or empty"
                    .to_owned()
            }
            Type::Policy => format!("a policy and its version, such as privacy@3; or {NONE}"),
            Type::Command => {
                "a program and its words as an array, [\"pass\", \"show\", \"gatepost\"]; or empty".to_owned()
            }
        }
    }

    /// Whether it allows this text.
    pub fn allows(self, text: &str) -> bool {
        // A text that cannot be read is none, which is less than any bound.
        let millis = |text| Span::parse(text).ok().map(Span::millis);
        let bytes = |text| Size::parse(text).ok();
        match self {
            Type::Duration { least } => millis(least) <= millis(text),
            Type::DurationOrNever { least } => text == NEVER || millis(least) <= millis(text),
            Type::Size { least, most } => (bytes(least)..=bytes(most)).contains(&bytes(text)),
            Type::Integer { least, most } => text.parse().is_ok_and(|number: i64| (least..=most).contains(&number)),
            Type::Choice(words) => words.contains(&text),
            Type::Rates => parse_rates(text).is_ok(),
            Type::Prefix => {
                (1..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            }
            Type::Ranges => parts(text).all(|range| range.parse::<IpNet>().is_ok()),
            Type::Path => text.is_empty() || Path::new(text).is_absolute() && !text.chars().any(char::is_control),
            Type::Proxy => text.is_empty() || Url::parse(text, true).is_ok_and(|url| url.is_bare_http()),
            Type::Policy => {
                let policy = text.rsplit_once('@');
                text == NONE || policy.is_some_and(|(policy, version)| is_name(policy) && is_name(version))
            }
            Type::Command => text.is_empty() || command(text).is_some(),
        }
    }

    /// Whether a value is a list of words that may hold commas.
    pub fn is_command(self) -> bool {
        self == Type::Command
    }

    /// Whether a value is a list, written with commas.
    pub fn is_list(self) -> bool {
        matches!(self, Type::Rates | Type::Ranges)
    }
}

/// The parts of a list written with commas; an empty text has none.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|_| !text.is_empty())
}

/// The program and the words of a command.
pub fn command(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text)
        .ok()
        .filter(|words: &Vec<String>| words.first().is_some_and(|program| !program.is_empty()))
}

fn is_name(text: &str) -> bool {
    name::check(text, "").is_ok()
}
