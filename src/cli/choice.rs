//! Flags that take one of a few words. The words are declared, so that help, manual and completions name
//! them; a wrong one is refused by the verb, which suggests the nearest.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error};

/// Any text, of which these words are known to be taken.
#[derive(Clone)]
pub struct Choice(pub fn() -> Vec<&'static str>);

impl TypedValueParser for Choice {
    type Value = String;

    fn parse_ref(&self, command: &Command, argument: Option<&Arg>, value: &OsStr) -> Result<String, Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter().map(PossibleValue::new)))
    }
}
