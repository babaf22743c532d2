//! `tokens export`.

use super::super::context::Context;
use super::super::page::PageArgs;
use super::super::verbs::{Effect, Shape, Verb};
use super::list::FilterArgs;
use crate::domain::import::Exported;
use crate::domain::plural::plural;
use crate::domain::token::Page;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::tokens::{Disclosure, export};
use crate::render::{Quiet, TABLE_ROWS};

/// Write tokens out with the digests of their secrets, oldest first
///
/// What it writes as csv or jsonl, `tokens import` takes into another store, where the same secrets work. A
/// secret in the grace of a rotation is not among it. The trail notes who took out what.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost tokens export -o csv > tokens.csv\n  gatepost tokens export --owner alice --status live -o jsonl",
    mut_arg("status", |arg| arg.help("Only in this state; live is neither expired nor revoked [default: all]"))
)]
pub struct Args {
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    page: PageArgs,
    /// Of every workspace; which one is not said
    #[arg(short = 'A', long, conflicts_with = "workspace")]
    all_workspaces: bool,
}

impl Verb for Args {
    type Shown = Exported;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("hash");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let now = ctx.now();
        let mut filter = self.filter.filter_of_all((!self.all_workspaces).then(|| ctx.workspace()), now)?;
        filter.created_from = self.page.since(now)?;
        filter.created_until = self.page.until(now)?;
        let rows = self.page.table_rows();
        // Unasked, a table has no room for all of them.
        let short = ctx.out.is_table() && ctx.globals.columns.is_none();
        let columns = ctx.out.columns::<Exported>()?.into_iter().map(|selected| selected.column);
        let disclosure = Disclosure {
            filter,
            page: Page { limit: self.page.limit, ..Page::default() },
            after: self.page.after.clone(),
            columns: columns.filter(|column| column.shown || !short).map(|column| column.name).collect(),
            most: ctx.out.is_table().then(|| rows.unwrap_or(TABLE_ROWS) as u64),
        };
        let mut store = ctx.open(Access::Write)?;
        let mut session = ctx.session(&mut store)?;
        // What is written from here on is read: the entry is committed before.
        ctx.only_reads();
        if ctx.globals.dry_run {
            let matching = export(&mut session, &disclosure, |_| Ok(false))?;
            // An empty table would say that nothing was found.
            if !ctx.out.is_table() {
                ctx.many::<Exported>(&[])?;
            }
            ctx.out.notice(&format!("{} would be exported", plural(matching, "token")));
            return Ok(Exit::Done);
        }
        let mut shown = 0;
        ctx.stream(rows, |records| {
            let matching = export(&mut session, &disclosure, |token| {
                if records.is_full() {
                    return Ok(false);
                }
                shown += 1;
                records.push(&token)?;
                Ok(true)
            })?;
            records.leave_out(matching.saturating_sub(shown));
            Ok(())
        })?;
        Ok(Exit::Done)
    }
}
