//! `consent status`.

use std::path::PathBuf;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{keyring, subject};
use crate::domain::consent::report::{Line, Reason, Report};
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{Look, status, write_page};
use crate::render::Quiet;
use crate::settings::table;

/// Say how the workspace, or one person, stands with consent, and what mends it
///
/// Exit 0 is compliant, 11 at_risk or non_compliant. Every reason has a rule whose id stays, the article behind it, a
/// count, an example and a command. With --html the same as a page for people, complete in one file.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent status\n  gatepost consent status --html consent.html")]
pub struct Args {
    /// The person: a user id, an address, or sub_…; - reads standard input, @FILE a file [default: all]
    subject: Option<String>,
    /// Write a page to this file as well; one that is there is replaced
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Verb for Args {
    type Shown = Report;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::Findings, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let subject = self.subject.as_ref().map(|word| subject(ctx, word)).transpose()?;
        let (workspace, named) = (ctx.workspace(), ctx.named()?);
        let mut store = ctx.open(Access::Read)?;
        let retention = ctx.settings_with(&mut store)?.span(&table::CONSENT_RETENTION)?;
        let keyring = if subject.is_some() { keyring(ctx, &mut store)? } else { None };
        let look = Look {
            workspace: &workspace,
            subject: subject.as_ref().map(|(_, subject)| subject),
            retention,
            named: named.as_deref(),
        };
        let mut report = status(&mut ctx.session(&mut store)?, keyring.as_ref(), &look)?;
        if let Some(path) = &self.html
            && !ctx.globals.dry_run
        {
            write_page(path, &report)?;
        }
        if !ctx.out.is_table() || ctx.globals.columns.is_some() {
            return ctx.verdict(&report, report.exit());
        }
        report.brief = true;
        match show(ctx, &report) {
            Err(cause) if !ctx.out.closed() => Err(cause),
            _ => Ok(report.exit()),
        }
    }
}

/// Writes the counts of each purpose below the whole, and the reasons below those, so that a command can be copied.
fn show(ctx: &mut Context<'_>, report: &Report) -> Result<()> {
    ctx.out.one(report)?;
    if report.audit_verified_at.is_none() {
        ctx.out.notice("the audit trail was never verified as a whole; that is done by: gatepost audit verify");
    }
    if !report.lines.is_empty() {
        ctx.out.bytes(b"\n")?;
        ctx.many::<Line>(&report.lines)?;
    }
    for reason in &report.reasons {
        ctx.out.bytes(b"\n")?;
        ctx.out.one::<Reason>(reason)?;
    }
    Ok(())
}
