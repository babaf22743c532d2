//! `tokens scan`.

use std::path::PathBuf;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::say_impact;
use crate::domain::finding::Finding;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::scan::{Search, scan};
use crate::render::Quiet;
use crate::settings::table;

/// Look for tokens in files, trees and streams, and say whose they are
///
/// What git ignores is looked through as well; links are not followed, and folders of the kernel such as
/// /proc are passed over unless they are named. Exit 11 where something was found,
/// 10 where nothing was but something could not be read.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  git log -p --all | gatepost tokens scan -\n  gatepost tokens scan logs --revoke --reason leaked"
)]
pub struct Args {
    /// Files and folders; - is standard input [default: -]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Revoke what is found
    #[arg(long)]
    revoke: bool,
    /// Why, for the record [default: leaked]
    #[arg(long, value_name = "TEXT", requires = "revoke")]
    reason: Option<String>,
}

/// How many rows a table holds, all of which are kept until its widths are known.
const MOST_ROWS: usize = 10_000;

impl Verb for Args {
    type Shown = Finding;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Partial, Exit::Findings, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("token_id");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let paths = if self.paths.is_empty() { vec![PathBuf::from("-")] } else { self.paths };
        if !self.revoke {
            ctx.only_reads();
        }
        let mut store = ctx.open(if self.revoke { Access::Write } else { Access::Read })?;
        let settings = ctx.settings_with(&mut store)?;
        let reason = self.reason.as_deref().unwrap_or("leaked");
        let search = Search {
            paths: &paths,
            prefix: settings.text(&table::TOKENS_PREFIX),
            revoke: self.revoke.then_some(reason),
        };
        let mut session = ctx.session(&mut store)?;
        let mut found = 0;
        let searched = ctx.stream(Some(MOST_ROWS), |records| {
            scan(&mut session, &search, |finding| {
                found += 1;
                records.push(&finding)
            })
        })?;
        say_impact(ctx, &searched.ended);
        for failure in &searched.unread {
            ctx.out.notice(&failure.message);
        }
        Ok(match (found, searched.unread.is_empty()) {
            (0, true) => Exit::Done,
            (0, false) => Exit::Partial,
            _ => Exit::Findings,
        })
    }
}
