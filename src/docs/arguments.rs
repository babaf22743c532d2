//! What the documents say of a flag or an operand, read from the command tree: its words, the type of its
//! value, what is allowed, and the variable and default that its help names.

use clap::ArgAction;
use clap::builder::PossibleValue;

/// What the names of values stand for: name, type, what may be written. Where a flag declares its words
/// these are named instead.
pub const VALUES: &[(&str, &str, &str)] = &[
    ("A,B", "names", "column names joined by commas"),
    ("ADDRESS", "address", "an IP address: 192.0.2.1 or 2001:db8::1"),
    ("COUNT", "integer", "a whole number, or default"),
    ("EVENT", "text", "an event's whole id, or a pattern of types: order.created, order.* or order.**"),
    ("JSONPATH", "text", "a query of RFC 9535 over {id, type, timestamp, data}: $[?@.amount > 100]"),
    ("K=SECRET", "pair", "a name, and a file behind an @, - for standard input, or env:NAME; never the value itself"),
    ("SPAN", "duration", "a number and a unit, 500ms or 30s, or default"),
    ("TYPES", "pattern", "a type of events, * for one segment, ** for one or more: order.created, order.*, order.**"),
    ("YES|NO", "choice", "yes or no"),
    ("CIDR", "address_range", "an address range, 10.0.0.0/8 or 2001:db8::/32, or one address"),
    ("DURATION", "duration", "a number and a unit: 30s, 15m, 36h, 30d, 2w, 6mo or 7y"),
    ("GLOB", "pattern", "a text in which * stands for any text and ? for any character; case of ASCII does not count"),
    ("K=V", "pair", "a key and a value"),
    ("N", "integer", "a whole number"),
    ("N/WINDOW", "rate", "a count and a duration: 60/1m admits 60 at once, then one each second"),
    ("NAME", "name", "1 to 128 characters, no control characters"),
    ("@FILE|-", "path", "a file behind an @, or - for standard input"),
    ("MOMENT", "time", "2026-11-22T09:30:00Z, or 2026-11-22 (its first millisecond, UTC)"),
    ("NAME:VALUE", "pair", "a header as a request has it: webhook-id: evt_1"),
    ("PAYLOAD", "payload", "the bytes themselves, a file behind an @, or - for standard input"),
    ("SECRET", "secret", "a file behind an @, - for standard input, or env:NAME; never the secret itself"),
    ("STATUS,STATUS", "integer", "statuses of HTTP joined by commas, 200 to 599"),
    ("TYPE", "event_type", "segments of a-z A-Z 0-9 _ joined by dots: order.created"),
    ("URL", "url", "an address of the web: https://example.com/hook"),
    ("PLAN", "digest", "what --dry-run of the same command printed"),
    ("REF", "reference", "an id, a name, or 6 characters or more of an id's beginning or end (8 to change records)"),
    (
        "SCOPE",
        "scope",
        "two to eight segments of a-z 0-9 . _ - joined by colons, orders:read; * alone or at the end covers all below",
    ),
    ("TIME", "time_or_duration", "2026-11-22T09:30:00Z, 2026-11-22 (a UTC day), or a duration, counted back from now"),
    ("WHEN", "time_or_duration", "2026-11-22T09:30:00Z, 2026-11-22 (a UTC day), or a duration, counted on from now"),
    ("THEIRS=OURS", "pair", "a column of the file and one of ours: userId=owner; nothing after = leaves it out"),
    ("KEY=VALUE", "pair", "a setting and its value: tokens.prefix=acme"),
    ("CODE", "text", "an error code"),
    ("FILE", "path", "a file"),
    ("FOLDER", "path", "a folder"),
    ("KEY", "text", "a setting's key; config list shows them"),
    ("PATH", "path", "a file"),
    ("PATH|URL", "path", "a file, or the URL of a PostgreSQL server without a password"),
    ("POLICY", "policy", "a policy and its version: privacy@3; where a list is filtered, or the name alone"),
    ("SUBJECT", "subject", "a person in your words, such as a user id or an address; or sub_… (- and @FILE read it)"),
    ("PROFILE", "choice", "for whom something is written: full, support"),
    ("STANDARD", "choice", "the form of a standard: iso27560"),
    ("ZONE", "text", "a distance from UTC: UTC, +01:00, -05:30"),
    ("LOCALE", "text", "a language as the web writes it: en, pt-BR"),
    ("WORD", "text", "letters, digits and _ - . :"),
    ("TEXT", "text", "any text"),
    ("VALUE", "text", "what the setting allows; a wrong value says what that is"),
];

/// One flag or operand.
pub struct Argument<'a> {
    arg: &'a clap::Arg,
    help: String,
    /// The environment variables that stand for it.
    pub variables: Vec<String>,
    /// What holds where it is not given.
    pub default: Option<String>,
}

/// The arguments of a command: its own, or those that all commands share.
pub fn arguments(command: &clap::Command, global: bool) -> Vec<Argument<'_>> {
    let wanted = |arg: &&clap::Arg| arg.is_global_set() == global && !arg.is_hide_set() && !is_built_in(arg);
    command.get_arguments().filter(wanted).map(Argument::new).collect()
}

fn is_built_in(arg: &clap::Arg) -> bool {
    matches!(arg.get_id().as_str(), "help" | "version")
}

impl<'a> Argument<'a> {
    /// What the documents say of an argument.
    pub fn new(arg: &'a clap::Arg) -> Argument<'a> {
        let mut help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let (mut variables, mut default) = (Vec::new(), None);
        // The notes in brackets stand at the end.
        while let Some((before, note)) = help.strip_suffix(']').and_then(|rest| rest.rsplit_once(" [")) {
            match note.split_once(": ") {
                Some(("env", names)) => variables = names.split(", ").map(str::to_owned).collect(),
                Some(("default", value)) => default = Some(value.to_owned()),
                _ => break,
            }
            help = before.to_owned();
        }
        Argument { arg, help, variables, default }
    }

    /// Its long name without dashes, or the name of its value.
    pub fn name(&self) -> String {
        self.arg.get_long().map_or_else(|| self.value().unwrap_or_default(), str::to_owned)
    }

    /// Its one-letter form.
    pub fn short(&self) -> Option<char> {
        self.arg.get_short()
    }

    /// Whether it has no name on the command line.
    pub fn is_operand(&self) -> bool {
        self.arg.is_positional()
    }

    /// Whether it must be given.
    pub fn is_required(&self) -> bool {
        self.arg.is_required_set()
    }

    /// Whether it may be given more than once.
    pub fn is_repeatable(&self) -> bool {
        matches!(self.arg.get_action(), ArgAction::Append)
    }

    /// What it does, without the notes on variable and default.
    pub fn help(&self) -> &str {
        &self.help
    }

    /// The name of its value.
    pub fn value(&self) -> Option<String> {
        let takes = self.arg.get_action().takes_values();
        let named = || self.arg.get_value_names().and_then(<[_]>::first).map(ToString::to_string);
        takes.then(|| named().unwrap_or_else(|| self.arg.get_id().as_str().to_uppercase()))
    }

    /// The words that it takes, where they are few and known.
    pub fn allowed(&self) -> Vec<String> {
        if self.value().is_none() {
            return Vec::new();
        }
        let words = self.arg.get_possible_values();
        words.iter().map(PossibleValue::get_name).map(str::to_owned).collect()
    }

    /// The type of its value.
    pub fn kind(&self) -> &'static str {
        let Some(value) = self.value() else { return "boolean" };
        if !self.arg.get_possible_values().is_empty() {
            return "choice";
        }
        VALUES.iter().find(|(name, ..)| *name == value).map_or("text", |(_, kind, _)| kind)
    }

    /// How it is written: `--name VALUE`, or `NAME`.
    pub fn words(&self) -> String {
        match (self.arg.get_long(), self.value()) {
            (Some(long), Some(value)) => format!("--{long} {value}"),
            (Some(long), None) => format!("--{long}"),
            (None, value) => value.unwrap_or_default(),
        }
    }
}

/// The usage line of a command that was built.
pub fn usage(command: &clap::Command) -> String {
    let usage = command.clone().render_usage().to_string();
    usage.trim_start_matches("Usage:").trim().to_owned()
}

/// The lines of a command's help that show how it is used.
pub fn examples(command: &clap::Command) -> Vec<String> {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let lines = text.lines().filter_map(|line| line.strip_prefix("  "));
    lines.filter(|line| line.starts_with("gatepost ")).map(str::to_owned).collect()
}
