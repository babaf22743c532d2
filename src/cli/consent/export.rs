//! `consent export`.

use std::path::{Path, PathBuf};

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::globals::unknown;
use super::super::page::PageArgs;
use super::super::verbs::{Effect, Shape, Verb};
use super::list::FilterArgs;
use super::words::{StandardArgs, keyring};
use crate::domain::consent::export::{COLUMNS, Exported, PERSON, PERSONAL, PRIVATE, Redaction, SUPPORT, Written};
use crate::domain::consent::filter::Page;
use crate::domain::consent::grant::Grant;
use crate::domain::consent::linked::{Controller, record};
use crate::domain::plural::plural;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{Disclosure, LINKED, Reads, Row, export, export_to_file};
use crate::ops::out_file::OutFile;
use crate::render::{Format, List, Output, TABLE_ROWS, json};

/// The words of `--profile`.
fn profiles() -> Vec<&'static str> {
    vec!["full", SUPPORT]
}

/// Write consents out, oldest first: csv unless --format says otherwise
///
/// What it writes as csv or jsonl, `consent import` takes into another store; --columns has more. Text that a spreadsheet would take for a
/// formula is kept text by a leading '. What is withheld by --redact or --profile support is written as ***, and a
/// person as a pseudonym. The trail notes who took out what; without that, nothing is written. With --out the answer
/// says what is in the file, to its digest.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent export --out consents.csv\n  gatepost consent export --profile support --type marketing -o jsonl\n  gatepost consent export --as iso27560 --controller acme.json > records.json",
    mut_arg("status", |arg| arg.help("Only in this state [default: all]"))
)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    page: PageArgs,
    #[command(flatten)]
    standard: StandardArgs,
    /// For whom: support sees no person, no address and no free text [default: full]
    #[arg(long, value_name = "PROFILE", value_parser = Choice(profiles))]
    profile: Option<String>,
    /// Withhold these columns
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    redact: Vec<String>,
    /// Write to this new file instead, which is there complete or not at all; - is standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Of every workspace
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Grant;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn check(&self, out: &Output) -> Result<()> {
        if self.file().is_none() {
            return out.check_columns::<Grant>();
        }
        // The columns are those of the file, and the field is one of what is said of it.
        out.columns::<Grant>()?;
        out.check_field::<Written>()
    }

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let redaction = self.redaction()?;
        let (controller, format) = match self.standard.read(ctx)? {
            Some((controller, format)) => (Some(controller), format),
            None => (None, self.format(ctx)?),
        };
        // What the standard wants is in every record.
        if let Some(column) = redaction.names().into_iter().find(|name| controller.is_some() && !PRIVATE.contains(name))
        {
            return Err(Error::invalid("--redact", format!("a record of the standard cannot be without its {column}"))
                .hint("what can be withheld there is the subject: --redact subject"));
        }
        ctx.out.format(format);
        ctx.out.columns_unless_asked(COLUMNS);
        let rows = self.page.table_rows();
        let wanted = self.disclosure(ctx, format, controller.is_some(), &redaction)?;
        let mut store = ctx.open(Access::Write)?;
        let keyring = keyring(ctx, &mut store)?;
        let mut session = ctx.session(&mut store)?;
        if ctx.globals.dry_run {
            ctx.only_reads();
            let disclosed = export(&mut session, keyring.as_ref(), &wanted, |_| Ok(false))?;
            ctx.out.format(Format::Table);
            ctx.out.notice(&format!("{} would be exported", plural(disclosed.rows, "consent")));
            return Ok(Exit::Done);
        }
        if let Some(path) = self.file() {
            let file = OutFile::make(path)?;
            let mut out = ctx.out.to_file(path.display().to_string(), file.writer());
            let mut target = Target::begin(&mut out, format, controller.as_ref(), &redaction, None)?;
            let written = export_to_file(&mut session, keyring.as_ref(), &wanted, file, |row| target.take(row))?;
            // The format of the answer is the one that was asked for, not that of the file.
            ctx.out.format(ctx.globals.format.as_deref().and_then(Format::parse).unwrap_or_default());
            return ctx.one(&written);
        }
        // What is written from here on is read: the entry is committed before.
        ctx.only_reads();
        let mut target = Target::begin(&mut ctx.out, format, controller.as_ref(), &redaction, rows)?;
        export(&mut session, keyring.as_ref(), &wanted, |row| target.take(row))?;
        Ok(Exit::Done)
    }
}

impl Args {
    /// The file that is written; none is standard output.
    fn file(&self) -> Option<&Path> {
        self.out.as_deref().filter(|path| path.as_os_str() != "-")
    }

    fn redaction(&self) -> Result<Redaction> {
        let support = match self.profile.as_deref() {
            None | Some("full") => [].as_slice(),
            Some(SUPPORT) => PRIVATE,
            Some(word) => return Err(unknown("--profile", word, profiles().into_iter())),
        };
        Redaction::parse(support.iter().copied().chain(self.redact.iter().map(String::as_str)))
    }

    fn format(&self, ctx: &Context<'_>) -> Result<Format> {
        match ctx.globals.format.as_deref().and_then(Format::parse) {
            Some(Format::Table) if self.file().is_some() => {
                Err(Error::new(Code::Usage, "a file is csv, json or jsonl, not a table").field("--format"))
            }
            asked => Ok(asked.unwrap_or(Format::Csv)),
        }
    }

    fn disclosure(&self, ctx: &Context<'_>, format: Format, linked: bool, redaction: &Redaction) -> Result<Disclosure> {
        let now = ctx.now();
        let mut wanted = self.filter.wanted(ctx, (!self.all_workspaces).then(|| ctx.workspace()))?;
        if self.filter.status.is_none() {
            wanted.filter.statuses.clear();
        }
        wanted.filter.since = self.page.since(now)?;
        wanted.filter.until = self.page.until(now)?;
        wanted.page = Page { ascending: true, limit: self.page.limit, ..Page::default() };
        wanted.after.clone_from(&self.page.after);
        wanted.most = (format == Format::Table).then(|| self.page.table_rows().unwrap_or(TABLE_ROWS) as u64);
        let columns = ctx.out.columns::<Grant>()?.into_iter().map(|selected| selected.column.name);
        let columns: Vec<&str> = if linked { vec!["subject"] } else { columns.collect() };
        let support = self.profile.as_deref() == Some(SUPPORT);
        Ok(Disclosure {
            wanted,
            redacted: redaction.names().into_iter().filter(|name| columns.contains(name)).collect(),
            profile: if support { SUPPORT } else { "full" },
            format: if linked { LINKED } else { format.as_str() },
            reads: match redaction {
                shown if shown.shows(PERSONAL, &columns) => Reads::All,
                shown if shown.shows(PERSON, &columns) => Reads::Person,
                _ => Reads::Nothing,
            },
            columns,
        })
    }
}

/// Where the rows go.
struct Target<'a> {
    redaction: &'a Redaction,
    into: Form<'a>,
}

enum Form<'a> {
    Rows(Option<Box<List<'a, Exported<'a>>>>),
    Records { out: &'a mut Output, controller: &'a Controller, array: bool, text: Vec<u8>, empty: bool },
}

impl<'a> Target<'a> {
    fn begin(
        out: &'a mut Output,
        format: Format,
        controller: Option<&'a Controller>,
        redaction: &'a Redaction,
        rows: Option<usize>,
    ) -> Result<Target<'a>> {
        let into = match controller {
            None => Form::Rows(Some(Box::new(out.list(rows)?))),
            Some(controller) => {
                Form::Records { out, controller, array: format == Format::Json, text: Vec::new(), empty: true }
            }
        };
        Ok(Target { redaction, into })
    }

    fn take(&mut self, row: Row) -> Result<bool> {
        match (&mut self.into, row) {
            (Form::Rows(list), Some((grant, _))) => {
                let Some(list) = list.as_mut().filter(|list| !list.is_full()) else { return Ok(false) };
                list.push(&Exported { grant, redaction: self.redaction })?;
            }
            (Form::Rows(list), None) => list.take().map_or(Ok(()), |list| list.finish())?,
            (Form::Records { out, controller, array, text, empty }, row) => {
                let (between, end) = if *array { (",\n", "\n]\n") } else { ("\n", "\n") };
                if let Some((grant, events)) = &row {
                    let begin = if *array { "[\n" } else { "" };
                    text.extend(if *empty { begin } else { between }.bytes());
                    *empty = false;
                    let shown = !self.redaction.names().contains(&"subject");
                    let subject = grant.subject.as_deref().filter(|_| shown);
                    text.extend(json::compact(&record(grant, events, subject, controller)).into_bytes());
                } else if !*empty {
                    text.extend(end.bytes());
                } else if *array {
                    text.extend(b"[]\n");
                }
                if row.is_none() || text.len() > 64 * 1024 {
                    out.bytes(text)?;
                    text.clear();
                }
            }
        }
        Ok(true)
    }
}
