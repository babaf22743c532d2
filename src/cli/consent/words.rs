//! The words that the verbs of this area share.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::globals::unknown;
use crate::domain::consent::linked::Controller;
use crate::domain::consent::policy::NameVersion;
use crate::domain::consent::reference::{LONGEST, Subject};
use crate::domain::consent::{Basis, IpMode, Status, Type};
use crate::error::{Code, Error, Result};
use crate::ops::Store;
use crate::ops::consent::{LINKED, Rules, has_records, refuse_older};
use crate::ops::keyring::Keyring;
use crate::render::Format;
use crate::settings::{Settings, table};

/// The words of `--type`.
pub fn types() -> Vec<&'static str> {
    Type::ALL.iter().map(|it| it.as_str()).collect()
}

/// The words of `--legal-basis`.
pub fn bases() -> Vec<&'static str> {
    Basis::ALL.iter().map(|it| it.as_str()).collect()
}

/// The words of `--status`.
pub fn statuses() -> Vec<&'static str> {
    Status::ALL.iter().map(|it| it.as_str()).chain(["all"]).collect()
}

/// The type of `--type`.
pub fn consent_type(word: &str) -> Result<Type> {
    Type::parse(word).ok_or_else(|| unknown("--type", word, types().into_iter()))
}

/// What is consented to, and what it is used for.
#[derive(clap::Args, Clone)]
pub struct WhatArgs {
    /// What is consented to
    #[arg(long = "type", value_name = "TYPE", value_parser = Choice(types))]
    pub consent_type: String,
    /// What it is used for [default: the type itself]
    #[arg(long, value_name = "NAME")]
    pub purpose: Option<String>,
}

/// The words of `--as`.
fn standards() -> Vec<&'static str> {
    vec![LINKED]
}

/// A standard after which something is written.
#[derive(clap::Args)]
pub struct StandardArgs {
    /// As ISO/IEC TS 27560 has it, in JSON-LD, json or jsonl, with every decision
    #[arg(long = "as", value_name = "STANDARD", value_parser = Choice(standards), requires = "controller")]
    standard: Option<String>,
    /// A JSON file that describes the controller: name, address, contact, jurisdiction, …
    #[arg(long, value_name = "FILE", requires = "standard")]
    controller: Option<PathBuf>,
}

impl StandardArgs {
    /// What is said of the controller, where a standard is asked for, and the format, which has no columns.
    pub fn read(&self, ctx: &Context<'_>) -> Result<Option<(Controller, Format)>> {
        let (Some(word), Some(controller)) = (&self.standard, &self.controller) else { return Ok(None) };
        if word != LINKED {
            return Err(unknown("--as", word, standards().into_iter()));
        }
        if ctx.globals.columns.is_some() || ctx.globals.field.is_some() {
            return Err(
                Error::new(Code::Usage, "the records of a standard have no columns to choose").field("--columns")
            );
        }
        let format = match ctx.globals.format.as_deref().and_then(Format::parse) {
            None => Format::Json,
            Some(format @ (Format::Json | Format::Jsonl)) => format,
            Some(_) => {
                let why = "JSON-LD is json or jsonl; leave out --format, or write one of these";
                return Err(Error::new(Code::Usage, why).field("--format"));
            }
        };
        let mut text = String::new();
        file_of(controller, "--controller")?.read_to_string(&mut text).map_err(|cause| match cause.kind() {
            ErrorKind::InvalidData => {
                Error::invalid("--controller", format!("{} is not UTF-8 text", controller.display()))
            }
            _ => Error::io(format!("cannot read {}", controller.display()), &cause).field("--controller"),
        })?;
        Ok(Some((Controller::parse(&text)?, format)))
    }
}

/// The person that a word means: the word itself, what a file holds, or the line on standard input.
pub fn subject(ctx: &Context<'_>, word: &str) -> Result<(String, Subject)> {
    let text = match word.strip_prefix('@') {
        _ if word == "-" => only_line(ctx.world.input(), "standard input")?,
        Some(file) => {
            let missing = "a subject that begins with @ is given on standard input";
            only_line(file_of(Path::new(file), "SUBJECT").map_err(|cause| cause.hint(missing))?, file)?
        }
        None => word.to_owned(),
    };
    let read = Subject::parse(&text)?;
    Ok((text.trim().to_owned(), read))
}

/// A file that a flag names.
pub fn file_of(path: &Path, field: &str) -> Result<File> {
    File::open(path).map_err(|cause| match cause.kind() {
        ErrorKind::NotFound => Error::new(Code::NotFound, format!("there is no file {}", path.display())).field(field),
        _ => Error::io(format!("cannot read {}", path.display()), &cause).field(field),
    })
}

/// The one line of a text that is not empty.
fn only_line(source: impl Read, name: &str) -> Result<String> {
    let mut bytes = Vec::new();
    // A little more than the longest, so that what is too long is seen to be.
    let read = source.take(2 * LONGEST as u64).read_to_end(&mut bytes);
    read.map_err(|cause| Error::io(format!("cannot read {name}"), &cause))?;
    let text = String::from_utf8(bytes);
    let text = text.map_err(|_| Error::invalid("SUBJECT", format!("{name} is not UTF-8 text")))?;
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match (lines.next(), lines.next()) {
        (Some(line), None) => Ok(line.to_owned()),
        (None, _) => Err(Error::invalid("SUBJECT", format!("{name} names no subject"))),
        (Some(_), Some(_)) => Err(Error::invalid("SUBJECT", format!("{name} names several subjects; name one"))),
    }
}

/// The keys, where anybody is on record, so that there is something to open.
pub fn keyring(ctx: &mut Context<'_>, store: &mut Store) -> Result<Option<Keyring>> {
    if !has_records(store)? {
        return Ok(None);
    }
    refuse_older(store, ctx.world)?;
    ctx.keyring(store).map(Some)
}

/// The settings that recording depends on.
pub fn rules(settings: &Settings) -> Result<Rules> {
    let policy = settings.optional(&table::CONSENT_POLICY);
    let mode = settings.text(&table::CONSENT_IP);
    Ok(Rules {
        ip: IpMode::parse(mode).ok_or_else(|| unknown("consent.ip", mode, IpMode::ALL.iter().map(|it| it.as_str())))?,
        policy: policy.map(|text| NameVersion::parse(text, "consent.policy")).transpose()?,
    })
}
