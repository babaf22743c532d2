//! `tokens import`.

use std::path::PathBuf;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::import::{COLUMNS, read};
use crate::domain::plural::plural;
use crate::domain::sheet::Mapping;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::tokens::{Imported, Terms, import, load, unread};
use crate::render::TABLE_ROWS;
use crate::settings::table;

/// Take tokens in by the digests of their secrets, which go on working
///
/// The file is CSV with a line of column names, or JSON lines; its columns are those of `tokens export`, and
/// --map names others. Only the hash is needed: SHA-256 as hexadecimal or base64url. Times are RFC 3339, dates,
/// or Unix seconds or milliseconds; a status is one of ours, or true and false; scopes are a list, or
/// {"resource":["action"]}; without expires_at a token lives for ever, where tokens.max_expiry allows it. All good lines are added in one
/// transaction, and a token that is there already and equal is left as it is. Exit 10 where a line failed.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost tokens import tokens.csv --dry-run\n  gatepost tokens import keys.jsonl --map key=hash --map userId=owner\n  gatepost tokens import tokens.csv -w old-customer --create-scopes"
)]
pub struct Args {
    /// The file; - is standard input
    file: PathBuf,
    /// Which column of the file is which of ours (can be repeated)
    #[arg(long, value_name = "THEIRS=OURS")]
    map: Vec<String>,
    /// Add scopes that the workspace does not know to its catalogue, those of the lines that are added
    #[arg(long)]
    create_scopes: bool,
}

impl Verb for Args {
    type Shown = Imported;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Partial, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let mapping = Mapping::parse(&self.map, &COLUMNS)?;
        let sheet = read(&load(ctx.world, &self.file)?, &mapping, ctx.now())?;
        if !sheet.ignored.is_empty() {
            ctx.out.notice(&format!("these columns are ignored: {}", sheet.ignored.join(", ")));
        }
        if let Some(lines) = unread(&sheet) {
            ctx.only_reads();
            show(ctx, &lines)?;
            return Err(Error::new(Code::InvalidValue, "no line could be read, so nothing was imported")
                .hint("see the reason of each line, and: gatepost tokens import --help")
                .field("FILE"));
        }
        let mut store = ctx.open(Access::Write)?;
        let workspace = ctx.workspace();
        let max_expiry = ctx.settings_with(&mut store)?.span_or_never(&table::TOKENS_MAX_EXPIRY)?;
        let terms = Terms { create_scopes: self.create_scopes, max_expiry };
        let lines = import(&mut ctx.session(&mut store)?, &workspace, &sheet, terms)?;
        show(ctx, &lines)?;
        let failed = lines.iter().filter(|it| it.error.is_some()).count();
        let new = lines.iter().filter(|it| it.changed).count();
        let there = lines.len() - failed - new;
        let total = plural(lines.len() as u64, "line");
        ctx.out.notice(&format!("{total}: {new} new, {there} there already, {failed} failed"));
        Ok(if failed > 0 { Exit::Partial } else { Exit::Done })
    }
}

/// Shows what came of each line; a table of many has every failure, and leaves the rest out.
fn show(ctx: &mut Context<'_>, lines: &[Imported]) -> Result<()> {
    let bounded = ctx.out.is_table() && lines.len() > TABLE_ROWS;
    ctx.stream(Some(usize::MAX), |records| {
        let shown = |it: &&Imported| !bounded || it.error.is_some();
        lines.iter().filter(shown).try_for_each(|it| records.push(it))?;
        let left_out = lines.iter().filter(|it| !shown(it)).count();
        records.leave_out(left_out as u64);
        records.no_limit();
        Ok(())
    })
}
