//! Values that are given by a word of the command line and stand elsewhere: in a file, on standard input, in the
//! environment.

use std::fs::File;
use std::io::{ErrorKind, Read};

use zeroize::Zeroizing;

use super::context::Context;
use crate::domain::secret::Secret;
use crate::domain::size::Size;
use crate::error::{Code, Error, Result};

/// The longest secret that is read, in bytes.
const LONGEST_SECRET: u64 = 64 << 10;

impl Context<'_> {
    /// The secret behind `@FILE`, `-` or `env:NAME`, without the line end behind it; a literal is refused, and
    /// not repeated.
    pub fn secret(&self, word: &str, field: &str) -> Result<Secret> {
        let text = match (word, word.strip_prefix('@'), word.strip_prefix("env:")) {
            (_, _, Some(name)) => Zeroizing::new(
                self.world
                    .var(name)
                    .ok_or_else(|| Error::invalid(field, format!("the environment variable {name} is not set")))?,
            ),
            ("-", ..) | (_, Some(_), _) => {
                let bytes = Zeroizing::new(self.read(word, field, LONGEST_SECRET)?);
                let text = std::str::from_utf8(&bytes);
                Zeroizing::new(text.map_err(|_| Error::invalid(field, "the secret is not UTF-8 text"))?.to_owned())
            }
            _ => {
                let message = "a secret on the command line is seen by every user of the machine";
                return Err(Error::new(Code::SecretOnCommandLine, message)
                    .field(field)
                    .hint(format!("give it as {field} @FILE, {field} - for standard input, or {field} env:NAME")));
            }
        };
        match text.trim_end_matches(['\n', '\r']) {
            "" => Err(Error::invalid(field, "the secret is empty")),
            text => Ok(Secret::new(text.to_owned())),
        }
    }

    /// The bytes behind `@FILE` or `-`, else those of the word itself. More than `most` are refused.
    pub fn bytes(&self, word: &str, field: &str, most: u64) -> Result<Vec<u8>> {
        if word == "-" || word.starts_with('@') { self.read(word, field, most) } else { Ok(word.as_bytes().to_vec()) }
    }

    fn read(&self, word: &str, field: &str, most: u64) -> Result<Vec<u8>> {
        let (mut from, name): (Box<dyn Read>, &str) = match word.strip_prefix('@') {
            None => (self.world.input(), "standard input"),
            Some(path) => {
                let opened = File::open(path).map_err(|cause| match cause.kind() {
                    ErrorKind::NotFound => Error::new(Code::NotFound, format!("there is no file {path}")).field(field),
                    _ => Error::io(format!("cannot open {path}"), &cause).field(field),
                });
                (Box::new(opened?), path)
            }
        };
        let mut bytes = Vec::new();
        let read = from.by_ref().take(most.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|cause| Error::io(format!("cannot read {name}"), &cause))?;
        if bytes.len() as u64 > most {
            return Err(Error::invalid(field, format!("{name} has more than {}", Size(most))));
        }
        Ok(bytes)
    }
}
