//! References to records, as words or as lines of standard input.

use std::io::{ErrorKind, Read};

use super::context::Context;
use crate::domain::credential::is_secret;
use crate::error::{Code, Error, Result};

/// How much of standard input is read for references.
const MOST_INPUT: u64 = 64 << 20;

impl Context<'_> {
    /// The references; `-` stands for one a line of standard input. A whole token on the command line is
    /// refused, and not repeated.
    pub fn references(&self, words: &[String]) -> Result<Vec<String>> {
        let mut references = Vec::with_capacity(words.len());
        for word in words {
            if word == "-" {
                references.extend(self.input_lines()?);
            } else {
                references.push(not_a_secret(word)?.to_owned());
            }
        }
        if references.is_empty() {
            return Err(Error::invalid("REF", "standard input names no record"));
        }
        Ok(references)
    }

    /// The lines of standard input that are not empty.
    fn input_lines(&self) -> Result<Vec<String>> {
        let mut text = String::new();
        let read = self.world.input().take(MOST_INPUT).read_to_string(&mut text);
        read.map_err(|cause| match cause.kind() {
            ErrorKind::InvalidData => Error::invalid("REF", "standard input is not UTF-8 text"),
            _ => Error::io("cannot read standard input", &cause),
        })?;
        Ok(text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect())
    }
}

/// Refuses a whole token among the words of a command.
pub fn not_a_secret(word: &str) -> Result<&str> {
    if is_secret(word) {
        return Err(Error::new(
            Code::SecretOnCommandLine,
            "a token was given on the command line, where others can see it",
        )
        .hint("name it by id or name, or give it on standard input"));
    }
    Ok(word)
}
