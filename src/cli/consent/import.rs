//! `consent import`.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value as Json};

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::rules;
use crate::domain::consent::export::COLUMNS;
use crate::domain::consent::import::{NOT_UTF8, Refused, UNREADABLE, Zone};
use crate::domain::csv::behind;
use crate::domain::plural::plural;
use crate::domain::sheet::{Mapping, REPORT};
use crate::domain::shell::word;
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{ImportedLine, Intake, Rejected, Rows, import, refuse_older};
use crate::ops::out_file::OutFile;
use crate::render::json;

/// Take consents in, with the moments at which they were given; the answer is the rows that were refused
///
/// The file is CSV with a line of column names, or JSON lines, in UTF-8; its columns are those of `consent export`, and
/// --map names others. A row needs subject, type, status and the moment of its decision. Nothing is guessed: an unknown
/// word refuses its row, a blank cell changes nothing, and what is on record already stays, so the same file may be
/// given again, also after it was interrupted. Rows are taken in 2,000 at a time, and a rehearsal judges each of these
/// by itself. Exit 10 where a row was refused.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent import more.csv --dry-run\n  gatepost consent import old.csv --map email=subject --zone +01:00\n  gatepost consent import more.csv --rejects refused.csv"
)]
pub struct Args {
    /// The file; - is standard input
    file: PathBuf,
    /// Which column of the file is which of ours (can be repeated)
    #[arg(long, value_name = "THEIRS=OURS")]
    map: Vec<String>,
    /// Of which zone times are that name none: UTC, or a distance from it [default: such a time is refused]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    zone: Option<String>,
    /// Write the refused rows to this new file, to be mended and given again
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

impl Verb for Args {
    type Shown = Rejected;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Partial, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mapping = Mapping::parse(&self.map, COLUMNS)?;
        let zone = self.zone.as_deref().map(Zone::parse).transpose()?;
        let rows = Rows::open(ctx.world, &self.file, mapping)?;
        if !rows.ignored().is_empty() {
            ctx.out.notice(&format!("these columns are ignored: {}", rows.ignored().join(", ")));
        }
        let dry_run = ctx.globals.dry_run;
        let rejects = self.rejects.as_deref().filter(|_| !dry_run);
        let mut rejects = rejects.map(|path| Rejects::make(path, &rows)).transpose()?;
        let mut store = ctx.open(Access::Write)?;
        let ip = rules(&ctx.settings_with(&mut store)?)?.ip;
        refuse_older(&mut store, ctx.world)?;
        let keyring = ctx.keyring(&mut store)?;
        let (workspace, world) = (ctx.workspace(), ctx.world);
        let mut session = ctx.session(&mut store)?;
        let mut codes: BTreeMap<&'static str, u64> = BTreeMap::new();
        let total = rows.total;
        let counts = ctx.stream(None, |list| {
            let intake = Intake { ip, zone };
            let counts = import(&mut session, &keyring, &workspace, intake, rows, |done, refused| {
                if let Some(total) = total {
                    list.progress(world.elapsed(), done, total);
                }
                for (line, refused) in refused {
                    *codes.entry(refused.code).or_default() += 1;
                    rejects.as_mut().map_or(Ok(()), |rejects| rejects.add(&line, &refused))?;
                    list.push(&Rejected { line: line.number, refused })?;
                }
                Ok(())
            })?;
            list.no_limit();
            list.may_be_empty();
            Ok(counts)
        })?;
        let path = rejects.map(|rejects| rejects.put(counts.refused)).transpose()?.flatten();
        let there = counts.rows - counts.added - counts.refused;
        let (total, new, failed) = (plural(counts.rows, "row"), counts.added, counts.refused);
        ctx.out.notice(&format!("{total}: {new} new, {there} there already, {failed} refused"));
        if failed == 0 {
            return Ok(Exit::Done);
        }
        let listed: Vec<String> = codes.iter().map(|(code, count)| format!("{count} {code}")).collect();
        ctx.out.notice(&format!("refused: {}", listed.join(", ")));
        if codes.contains_key(NOT_UTF8) {
            ctx.out.notice("text in Latin-1 is turned by: iconv -f LATIN1 -t UTF-8 FILE | gatepost consent import -");
        }
        match (path, &self.rejects) {
            (Some(path), _) => {
                let again = self.again(&path);
                let there = path.display();
                ctx.out.notice(&format!("the refused rows are in {there}; mend them there, then: {again}"));
            }
            (None, Some(path)) => ctx.out.notice(&format!("the refused rows would be written to {}", path.display())),
            (None, None) => {}
        }
        Ok(Exit::Partial)
    }
}

impl Args {
    /// The command that takes in a file which is read as this one was.
    fn again(&self, path: &Path) -> String {
        let maps = self.map.iter().map(|map| ("--map", map));
        let words = maps.chain(self.zone.iter().map(|zone| ("--zone", zone)));
        let words: String = words.map(|(flag, value)| format!(" {flag} {}", word(value))).collect();
        format!("gatepost consent import {}{words}", word(&path.display().to_string()))
    }
}

/// The file of refused rows: each as it was, behind the column and the reason.
struct Rejects {
    path: PathBuf,
    file: OutFile,
    writer: Box<dyn Write>,
    json: bool,
    again: bool,
}

impl Rejects {
    fn make(path: &Path, rows: &Rows) -> Result<Rejects> {
        let file = OutFile::make(path)?;
        let mut rejects =
            Rejects { path: path.to_owned(), writer: file.writer(), file, json: rows.is_json(), again: false };
        if !rejects.json {
            let names = REPORT.join(",");
            // A file that comes back has these columns already.
            rejects.again = rows.header.starts_with(names.as_bytes());
            let header = rejects.own(&rows.header).to_vec();
            rejects.line(&[names.as_bytes(), b",", &header].concat())?;
        }
        Ok(rejects)
    }

    /// The columns of a line that are not ours.
    fn own<'a>(&self, line: &'a [u8]) -> &'a [u8] {
        if self.again { behind(line, REPORT.len()) } else { line }
    }

    fn add(&mut self, row: &ImportedLine, refused: &Refused) -> Result<()> {
        let [column, why] = REPORT;
        if !self.json {
            let reason = refused.why.replace('"', "\"\"");
            let ours = format!("{},\"{reason}\",", refused.column.unwrap_or_default());
            let line = [ours.as_bytes(), self.own(&row.raw)].concat();
            return self.line(&line);
        }
        let object: Option<Map<String, Json>> = serde_json::from_slice(&row.raw).ok();
        // One that cannot be read as a row stays as it is: of two fields with one name the map has lost one.
        let Some(mut object) = object.filter(|_| refused.code != UNREADABLE) else { return self.line(&row.raw) };
        object.insert(column.to_owned(), refused.column.into());
        object.insert(why.to_owned(), refused.why.as_str().into());
        self.line(json::compact(&Json::Object(object)).as_bytes())
    }

    fn line(&mut self, line: &[u8]) -> Result<()> {
        let end: &[u8] = if self.json { b"\n" } else { b"\r\n" };
        let written = self.writer.write_all(line).and_then(|()| self.writer.write_all(end));
        written.map_err(|cause| Error::io(format!("cannot write {}", self.path.display()), &cause))
    }

    /// Moves it to its place, where there is something in it.
    fn put(self, refused: u64) -> Result<Option<PathBuf>> {
        self.file.close()?;
        if refused == 0 {
            return Ok(None);
        }
        self.file.put()?;
        Ok(Some(self.path))
    }
}
