//! The flags that every list takes.

use super::choice::Choice;
use super::globals::unknown;
use crate::domain::page::{IdPage, NamePage};
use crate::domain::time::{Edge, Millis, When};
use crate::error::Result;

#[derive(clap::Args, Clone)]
pub struct PageArgs {
    /// Only what was made at or after this: a time, or a duration ago
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Only what was made at or before this
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..=i64::MAX as u64))]
    pub limit: Option<u64>,
    /// Only what follows this one in the list
    #[arg(long, value_name = "REF")]
    pub after: Option<String>,
}

/// A moment in the past that a flag names.
pub fn ago(flag: &str, text: Option<&str>, edge: Edge, now: Millis) -> Result<Option<Millis>> {
    text.map(|text| Ok(When::parse(text, edge, flag)?.back(now))).transpose()
}

impl PageArgs {
    /// The earliest moment.
    pub fn since(&self, now: Millis) -> Result<Option<Millis>> {
        ago("--since", self.since.as_deref(), Edge::Start, now)
    }

    /// The latest moment.
    pub fn until(&self, now: Millis) -> Result<Option<Millis>> {
        ago("--until", self.until.as_deref(), Edge::End, now)
    }

    /// How many rows a table holds: as many as were asked for, else its own bound.
    pub fn table_rows(&self) -> Option<usize> {
        self.limit.and_then(|limit| usize::try_from(limit).ok())
    }
}

/// The flags of a list that is ordered by name.
#[derive(clap::Args, Clone)]
pub struct NamePageArgs {
    #[command(flatten)]
    pub page: PageArgs,
    /// By this field, from small to large; FIELD:desc turns it round [default: name]
    #[arg(long, value_name = "FIELD", value_parser = Choice(|| vec!["name"]))]
    sort: Option<String>,
}

impl NamePageArgs {
    /// The part of the list that is wanted.
    pub fn page(&self, now: Millis) -> Result<NamePage> {
        let sorted = self.sort.as_deref().map(|text| sort(text, &["name"])).transpose()?;
        Ok(NamePage {
            since: self.page.since(now)?,
            until: self.page.until(now)?,
            descending: sorted.is_some_and(|(_, ascending)| !ascending),
            after: self.page.after.clone(),
            limit: self.page.limit,
        })
    }
}

/// The flags of a list that is ordered by the moment of making.
#[derive(clap::Args, Clone)]
pub struct IdPageArgs {
    #[command(flatten)]
    pub page: PageArgs,
    /// By this field, from small to large; FIELD:desc turns it round [default: created_at:desc]
    #[arg(long, value_name = "FIELD", value_parser = Choice(|| vec!["created_at"]))]
    sort: Option<String>,
}

impl IdPageArgs {
    /// The part of the list that is wanted.
    pub fn page(&self, now: Millis) -> Result<IdPage> {
        let sorted = self.sort.as_deref().map(|text| sort(text, &["created_at"])).transpose()?;
        Ok(IdPage {
            since: self.page.since(now)?,
            until: self.page.until(now)?,
            ascending: sorted.is_some_and(|(_, ascending)| ascending),
            after: self.page.after.clone(),
            limit: self.page.limit,
        })
    }
}

/// What `--sort` names: one of these fields, and whether from small to large. `FIELD:desc` turns it round.
pub fn sort<'a>(text: &str, fields: &[&'a str]) -> Result<(&'a str, bool)> {
    let (field, ascending) = match text.split_once(':') {
        None => (text, true),
        Some((field, "asc")) => (field, true),
        Some((field, "desc")) => (field, false),
        Some((_, word)) => return Err(unknown("--sort", word, ["asc", "desc"].into_iter())),
    };
    let known = fields.iter().find(|known| **known == field);
    known.map(|known| (*known, ascending)).ok_or_else(|| unknown("--sort", field, fields.iter().copied()))
}
