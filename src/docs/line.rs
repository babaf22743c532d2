//! A command line that is being typed: its words as the shell would read them, and what the command tree has
//! for the place of the cursor.

use clap::{Arg, ArgAction, Command};

use super::arguments::Argument;
use crate::domain::suggest::Candidate;

/// A line up to the cursor.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Its words without quotes; the last is the one at the cursor, and may be empty.
    pub words: Vec<String>,
    /// The quote that is open at the cursor.
    pub quote: Option<char>,
    /// How many bytes of the last word stand before the part that the shell replaces.
    pub kept: usize,
}

impl Line {
    /// Reads a line. At a letter of `breaks` the shell begins a new part of a word, of which it replaces the
    /// last: bash so splits `orders:read`.
    pub fn read(text: &str, breaks: &str) -> Line {
        let mut line = Line::default();
        let mut word: Option<String> = None;
        let mut letters = text.chars().peekable();
        while let Some(letter) = letters.next() {
            if line.quote.is_none() && letter.is_whitespace() {
                line.words.extend(word.take());
                line.kept = 0;
                continue;
            }
            let word = word.get_or_insert_default();
            match (line.quote, letter) {
                (Some(quote), end) if end == quote => line.quote = None,
                (None, '\'' | '"') => (line.quote, line.kept) = (Some(letter), word.len()),
                (None, '\\') => word.extend(letters.next()),
                (Some('"'), '\\') => {
                    word.push(letters.next_if(|next| matches!(next, '"' | '\\' | '$' | '`')).unwrap_or('\\'));
                }
                (quote, letter) => {
                    word.push(letter);
                    if quote.is_none() && breaks.contains(letter) {
                        line.kept = word.len();
                    }
                }
            }
        }
        line.words.push(word.unwrap_or_default());
        line
    }
}

/// What may stand at the cursor.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// A verb or an area.
    Verb,
    /// A flag.
    Flag,
    /// The value of a flag, or an operand.
    Value(&'a Arg),
    /// Nothing that is known.
    Nothing,
}

/// The cursor's place in the command tree.
#[derive(Debug)]
pub struct Due<'a> {
    /// The words of the command.
    pub path: String,
    /// What may stand here.
    pub place: Place<'a>,
    /// What of it is there, a part of the last word.
    pub begun: &'a str,
    command: &'a Command,
    flags: Vec<(&'a Arg, &'a str)>,
    operands: Vec<&'a str>,
}

/// Follows the words of a line, which begin behind the program's name, through a tree that was built.
pub fn due<'a>(tree: &'a Command, words: &'a [String]) -> Option<Due<'a>> {
    let (last, before) = words.split_last()?;
    let mut due = Due {
        path: String::new(),
        place: Place::Nothing,
        begun: last,
        command: tree,
        flags: Vec::new(),
        operands: Vec::new(),
    };
    let mut open = None;
    let mut only_operands = false;
    for word in before {
        if let Some(flag) = open.take() {
            due.flags.push((flag, word));
        } else if only_operands || !word.starts_with('-') || word == "-" {
            match due.command.find_subcommand(word).filter(|_| !only_operands) {
                Some(below) => due.enter(below),
                None => due.operands.push(word),
            }
        } else if word == "--" {
            only_operands = true;
        } else {
            open = due.flag(word)?;
        }
    }
    due.place = match open {
        Some(flag) => Place::Value(flag),
        None if !only_operands && last.starts_with('-') => due.begun_flag(last),
        None if due.command.has_subcommands() => Place::Verb,
        None => due.operand().map_or(Place::Flag, Place::Value),
    };
    if let Place::Value(arg) = due.place
        && let Some(comma) = arg.get_value_delimiter()
    {
        due.begun = due.begun.rsplit(comma).next().unwrap_or_default();
    }
    Some(due)
}

impl<'a> Due<'a> {
    fn enter(&mut self, below: &'a Command) {
        self.command = below;
        self.path = format!("{} {}", self.path, below.get_name()).trim_start().to_owned();
    }

    fn find(&self, is: impl Fn(&Arg) -> bool) -> Option<&'a Arg> {
        self.command.get_arguments().find(|arg| is(arg))
    }

    /// Takes a word of flags; the flag whose value comes next. Nothing where one is unknown.
    #[expect(clippy::option_option, reason = "unknown, and known without a value to come, are two things")]
    fn flag(&mut self, word: &'a str) -> Option<Option<&'a Arg>> {
        if let Some(long) = word.strip_prefix("--") {
            let (name, value) = long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value)));
            let arg = self.find(|arg| arg.get_long() == Some(name))?;
            if value.is_none() && arg.get_action().takes_values() {
                return Some(Some(arg));
            }
            self.flags.push((arg, value.unwrap_or_default()));
            return Some(None);
        }
        for (at, letter) in word.char_indices().skip(1) {
            let arg = self.find(|arg| arg.get_short() == Some(letter))?;
            if !arg.get_action().takes_values() {
                self.flags.push((arg, ""));
                continue;
            }
            let value = &word[at + letter.len_utf8()..];
            if value.is_empty() {
                return Some(Some(arg));
            }
            self.flags.push((arg, value.strip_prefix('=').unwrap_or(value)));
            break;
        }
        Some(None)
    }

    /// The place in a word that begins with a dash: a flag, or the value that is joined to one.
    fn begun_flag(&mut self, word: &'a str) -> Place<'a> {
        if word == "-" || word.starts_with("--") && !word.contains('=') {
            return Place::Flag;
        }
        let joined = match self.flag(word) {
            Some(Some(arg)) => Some((arg, "")),
            Some(None) => self.flags.pop().filter(|(arg, _)| arg.get_action().takes_values()),
            None => None,
        };
        let Some((arg, value)) = joined else { return Place::Nothing };
        self.begun = value;
        Place::Value(arg)
    }

    /// The operand that comes next, if there is room for one.
    fn operand(&self) -> Option<&'a Arg> {
        let mut rest = self.operands.len();
        self.command.get_positionals().find(|arg| {
            let most = arg.get_num_args().map_or(1, |number| number.max_values());
            let here = rest < most;
            rest = rest.saturating_sub(most);
            here
        })
    }

    /// The value of a flag, by its long name, as it stands on the line.
    pub fn said(&self, name: &str) -> Option<&'a str> {
        self.flags.iter().rev().find(|(arg, _)| arg.get_long() == Some(name)).map(|(_, value)| *value)
    }

    /// Whether a word is among the operands already.
    pub fn has(&self, word: &str) -> bool {
        self.operands.contains(&word)
    }

    /// What the tree alone knows for the place: verbs, flags, and the words that an argument takes.
    pub fn from_tree(&self) -> Vec<Candidate> {
        match self.place {
            Place::Verb => self.verbs(),
            Place::Flag => self.unsaid_flags(),
            Place::Value(arg) => {
                Argument::new(arg).allowed().into_iter().map(|word| Candidate::new(word, "")).collect()
            }
            Place::Nothing => Vec::new(),
        }
    }

    fn verbs(&self) -> Vec<Candidate> {
        let shown = self.command.get_subcommands().filter(|below| !below.is_hide_set());
        shown.map(|below| Candidate::new(below.get_name(), first_line(below.get_about()))).collect()
    }

    fn unsaid_flags(&self) -> Vec<Candidate> {
        let again = |arg: &Arg| matches!(arg.get_action(), ArgAction::Append);
        let said = |arg: &Arg| self.flags.iter().any(|(flag, _)| flag.get_id() == arg.get_id());
        let open = self.command.get_arguments().filter(|arg| !arg.is_hide_set() && (again(arg) || !said(arg)));
        open.filter_map(|arg| Some(Candidate::new(format!("--{}", arg.get_long()?), Argument::new(arg).help())))
            .collect()
    }
}

fn first_line(text: Option<&clap::builder::StyledStr>) -> String {
    text.map(ToString::to_string).unwrap_or_default().lines().next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        Line::read(text, "").words
    }

    #[test]
    fn a_line_is_split_as_a_shell_does() {
        assert_eq!(words("a  b"), ["a", "b"]);
        assert_eq!(words("a "), ["a", ""]);
        assert_eq!(words(""), [""]);
        assert_eq!(words(r#"a 'b c' "d \" $e" f\ g"#), ["a", "b c", "d \" $e", "f g"]);
        let open = Line::read("a 'b c", ":");
        assert_eq!((open.words.last().unwrap().as_str(), open.quote, open.kept), ("b c", Some('\''), 0));
        let open = Line::read("a --x=\"b:c", ":=");
        assert_eq!((open.words.last().unwrap().as_str(), open.quote, open.kept), ("--x=b:c", Some('"'), 4));
    }

    #[test]
    fn the_part_that_bash_replaces_follows_the_last_break() {
        let kept = |text: &str| Line::read(text, "=:@").kept;
        assert_eq!(kept("a orders:re"), 7);
        assert_eq!(kept("a --scope=orders:re"), 15);
        assert_eq!(kept("a orders\\:re"), 0);
        assert_eq!(kept("a b:c "), 0);
    }

    fn tree() -> Command {
        let flag = |name: &'static str| Arg::new(name).long(name);
        let mut tree = Command::new("gatepost")
            .arg(flag("db").short('d').global(true))
            .arg(flag("quiet").short('q').global(true).action(ArgAction::SetTrue))
            .subcommand(
                Command::new("show")
                    .alias("get")
                    .arg(Arg::new("REF").num_args(1..))
                    .arg(flag("columns").value_delimiter(',')),
            );
        tree.build();
        tree
    }

    /// The command, the place and what is begun.
    fn place(text: &str) -> String {
        let (tree, words) = (tree(), words(text));
        let Some(due) = due(&tree, &words) else { return "lost".to_owned() };
        let place = match due.place {
            Place::Value(arg) => arg.get_id().as_str(),
            Place::Verb => "verb",
            Place::Flag => "flag",
            Place::Nothing => "nothing",
        };
        format!("{}/{place}/{}/{}", due.path, due.begun, due.said("db").unwrap_or("-"))
    }

    #[test]
    fn the_place_is_found() {
        let cases = [
            ("", "/verb//-"),
            ("sh", "/verb/sh/-"),
            ("get ", "show/REF//-"),
            ("show a b", "show/REF/b/-"),
            ("show --", "show/flag/--/-"),
            ("show -", "show/flag/-/-"),
            ("show -- -", "show/REF/-/-"),
            ("show --columns a,b", "show/columns/b/-"),
            ("show --columns=a,b", "show/columns/b/-"),
            ("--db x show ", "show/REF//x"),
            ("--db=x show ", "show/REF//x"),
            ("-dx show ", "show/REF//x"),
            ("-qd x show ", "show/REF//x"),
            ("-qd=x show ", "show/REF//x"),
            ("show -qdx", "show/db/x/-"),
            ("show -d", "show/db//-"),
            ("--db show ", "/verb//show"),
            ("--nonsense x ", "lost"),
            ("show -qz", "show/nothing/-qz/-"),
        ];
        for (text, expected) in cases {
            assert_eq!(place(text), expected, "{text:?}");
        }
    }
}
