//! The words that choose how output looks: `--format`, `--color`, and what `--quiet` leaves. It resolves
//! them against the world once and writes nothing.

use crate::world::{Stream, World};

/// The shape of standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Aligned columns for people.
    #[default]
    Table,
    /// One indented object or array.
    Json,
    /// One compact object a line.
    Jsonl,
    /// RFC 4180 with a header line.
    Csv,
}

impl Format {
    /// Every format, in the order of the manual.
    pub const ALL: &[Format] = &[Format::Table, Format::Json, Format::Jsonl, Format::Csv];

    /// The word of `--format`.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
        }
    }

    /// The format of this name.
    pub fn parse(text: &str) -> Option<Format> {
        Format::ALL.iter().copied().find(|format| format.as_str() == text)
    }

    /// Whether errors and notices are JSON as well.
    pub(super) fn is_json(self) -> bool {
        matches!(self, Format::Json | Format::Jsonl)
    }
}

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// On a terminal, unless the environment says otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    /// Every choice, in the order of the manual.
    pub const ALL: &[Color] = &[Color::Auto, Color::Always, Color::Never];

    /// The word of `--color`.
    pub fn as_str(self) -> &'static str {
        match self {
            Color::Auto => "auto",
            Color::Always => "always",
            Color::Never => "never",
        }
    }

    /// The choice of this name.
    pub fn parse(text: &str) -> Option<Color> {
        Color::ALL.iter().copied().find(|color| color.as_str() == text)
    }

    /// Whether a stream is coloured; `var` reads the environment.
    fn is_on(self, terminal: bool, var: impl Fn(&str) -> Option<String>) -> bool {
        match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto if var("NO_COLOR").is_some() => false,
            Color::Auto if var("CLICOLOR_FORCE").is_some_and(|force| force != "0") => true,
            Color::Auto => terminal && var("TERM").as_deref() != Some("dumb"),
        }
    }
}

/// What `--quiet` leaves on standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quiet {
    /// Everything: the flag is not given.
    #[default]
    No,
    /// One bare value a line: this column or, where the record has none or it is null, the first.
    Column(&'static str),
    /// Nothing: the exit code says it all.
    Nothing,
}

/// What standard output and standard error are connected to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Screen {
    /// Whether standard output is a terminal.
    pub terminal: bool,
    /// The columns that a table may take; none where nothing bounds it.
    pub width: Option<u16>,
    /// Whether standard error is a terminal.
    pub watched: bool,
    /// Whether standard error is coloured; standard output never is.
    pub color: bool,
}

impl Screen {
    /// The screen of this world.
    pub fn new(world: &World, color: Color) -> Screen {
        Screen {
            terminal: world.is_terminal(Stream::Output),
            watched: world.is_terminal(Stream::Error),
            width: world.width(),
            color: color.is_on(world.is_terminal(Stream::Error), |name| world.var(name)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(*format));
        }
        for color in Color::ALL {
            assert_eq!(Color::parse(color.as_str()), Some(*color));
        }
        assert_eq!(Format::parse("JSON"), None);
    }

    #[test]
    fn the_flag_wins_then_no_color_then_force_then_the_terminal() {
        let cases: [(Color, bool, &[_], bool); 8] = [
            (Color::Always, false, &[("NO_COLOR", "1")], true),
            (Color::Never, true, &[("CLICOLOR_FORCE", "1")], false),
            (Color::Auto, true, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], false),
            (Color::Auto, false, &[("CLICOLOR_FORCE", "1")], true),
            (Color::Auto, false, &[("CLICOLOR_FORCE", "0")], false),
            (Color::Auto, true, &[("TERM", "dumb")], false),
            (Color::Auto, true, &[], true),
            (Color::Auto, false, &[], false),
        ];
        for (color, terminal, environment, on) in cases {
            let var = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).into());
            assert_eq!(color.is_on(terminal, var), on, "{color:?} {terminal} {environment:?}");
        }
    }
}
