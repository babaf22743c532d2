//! Completion scripts, and the answers to those that ask the program at each TAB.

use clap_complete::Shell;

use super::line::Line;
use crate::domain::suggest::Candidate;

/// The shells there are scripts for.
pub const SHELLS: &[&str] = &["bash", "elvish", "fish", "powershell", "zsh"];

/// The script of a shell, if it is one of [`SHELLS`].
pub fn script(mut command: clap::Command, shell: &str) -> Option<Vec<u8>> {
    let known: Shell = shell.parse().ok()?;
    let mut script = Vec::new();
    command.build();
    clap_complete::generate(known, &mut command, "gatepost", &mut script);
    if known == Shell::Bash {
        script = without_stray_dashes(&String::from_utf8_lossy(&script)).into_bytes();
    }
    Some(script)
}

/// Takes flags from the candidates of a word that is not begun: what they have in common is a dash, which bash
/// would write where a name is due.
fn without_stray_dashes(script: &str) -> String {
    script
        .replacen("    opts=\"\"\n", "    opts=\"\"\n    hidden=\"\"\n    [[ -n \"${cur}\" ]] || hidden=\"-*\"\n", 1)
        .replacen("local i cur prev opts cmd", "local i cur prev opts cmd hidden", 1)
        .replace("compgen -W \"${opts}\" -- ", "compgen -W \"${opts}\" -X \"${hidden}\" -- ")
}

/// A shell whose script asks the program.
pub struct Asking {
    /// Its name.
    pub name: &'static str,
    /// The script that makes it ask.
    pub script: &'static str,
    /// Writes the candidates as the script reads them.
    write: fn(&Answer<'_>) -> Vec<String>,
}

/// Every shell that can ask.
pub const ASKING: &[Asking] = &[
    Asking { name: "bash", script: include_str!("dynamic/gatepost.bash"), write: bash },
    Asking { name: "fish", script: include_str!("dynamic/gatepost.fish"), write: fish },
    Asking { name: "zsh", script: include_str!("dynamic/gatepost.zsh"), write: zsh },
];

/// What is answered to a shell.
pub struct Answer<'a> {
    /// The line that it asked about.
    pub line: &'a Line,
    /// What of the last word is begun.
    pub begun: &'a str,
    /// What may complete it.
    pub candidates: &'a [Candidate],
    /// Whether the shell shows the candidates, and inserts no more than they have in common: bash has no other
    /// place for what they stand for.
    pub listed: bool,
}

impl Asking {
    /// The lines of an answer.
    pub fn answer(&self, answer: &Answer<'_>) -> Vec<String> {
        (self.write)(answer)
    }
}

impl Answer<'_> {
    /// The whole word that a candidate makes of the last one.
    fn word(&self, candidate: &Candidate) -> String {
        let last = self.line.words.last().map_or("", String::as_str);
        format!("{}{}", last.strip_suffix(self.begun).unwrap_or_default(), candidate.text)
    }
}

/// A word a line, quoted, and without the beginning that bash keeps.
fn bash(answer: &Answer<'_>) -> Vec<String> {
    let part = |candidate: &Candidate| {
        let word = answer.word(candidate);
        quoted(word.get(answer.line.kept..).unwrap_or_default(), answer.line.quote)
    };
    let parts: Vec<String> = answer.candidates.iter().map(part).collect();
    if !answer.listed || parts.len() < 2 {
        return parts;
    }
    let width = parts.iter().map(|part| part.chars().count()).max().unwrap_or_default();
    let line = |(part, candidate): (&String, &Candidate)| match one_line(&candidate.about) {
        about if about.is_empty() => part.clone(),
        about => format!("{part:width$}  ({about})"),
    };
    parts.iter().zip(answer.candidates).map(line).collect()
}

/// A text as bash reads it back, where this quote is open. A name is anybody's text, and must not run.
fn quoted(text: &str, quote: Option<char>) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./:=@%+,".contains(letter);
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match quote {
            Some('\'') if letter == '\'' => out.push_str("'\\''"),
            Some('"') if matches!(letter, '"' | '\\' | '$' | '`') => out.extend(['\\', letter]),
            None if !plain(letter) => out.extend(['\\', letter]),
            _ => out.push(letter),
        }
    }
    out
}

/// A word and what it stands for a line, with a tab between; fish quotes by itself.
fn fish(answer: &Answer<'_>) -> Vec<String> {
    answer.candidates.iter().map(|it| format!("{}\t{}", answer.word(it), one_line(&it.about))).collect()
}

/// The same with a colon between, as zsh's `_describe` takes it.
fn zsh(answer: &Answer<'_>) -> Vec<String> {
    let line = |it: &Candidate| {
        let word = answer.word(it).replace('\\', "\\\\").replace(':', "\\:");
        if it.about.is_empty() { word } else { format!("{word}:{}", one_line(&it.about)) }
    };
    answer.candidates.iter().map(line).collect()
}

/// A description without what would break a line, or move a cursor.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_bash_hides_flags_from_a_word_that_is_not_begun() {
        let leaf = clap::Command::new("leaf").arg(clap::Arg::new("flag").long("flag"));
        let script = script(clap::Command::new("gatepost").subcommand(leaf), "bash").unwrap();
        let script = String::from_utf8(script).unwrap();
        assert_eq!(script.matches("hidden=\"-*\"").count(), 1);
        assert!(!script.contains("\"${opts}\" --") && script.contains("-X \"${hidden}\" --"), "{script}");
    }

    #[test]
    fn a_name_is_quoted_for_bash() {
        assert_eq!(quoted("a b$(c)'d", None), "a\\ b\\$\\(c\\)\\'d");
        assert_eq!(quoted("a b$(c)'d", Some('\'')), "a b$(c)'\\''d");
        assert_eq!(quoted("a b$(c)\"d", Some('"')), "a b\\$(c)\\\"d");
        assert_eq!(quoted("orders:read", None), "orders:read");
    }
}
