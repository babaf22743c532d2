//! `consent receipt`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{StandardArgs, keyring};
use crate::domain::consent::grant::Decision;
use crate::domain::consent::linked;
use crate::domain::consent::receipt::Receipt;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::receipt;
use crate::render::{Format, json};

/// Make a receipt: what was consented to, in which words, and where the audit trail has it
///
/// It is a disclosure, which the audit trail records. With --as it is a receipt of that standard, around the record.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost consent receipt $(gatepost consent list -q --limit 1)")]
pub struct Args {
    /// The consent: its id, or a part of it
    #[arg(value_name = "REF")]
    reference: String,
    #[command(flatten)]
    standard: StandardArgs,
}

impl Verb for Args {
    type Shown = Receipt;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let standard = self.standard.read(ctx)?;
        let mut store = ctx.open(Access::Write)?;
        let keyring = keyring(ctx, &mut store)?;
        let workspace = ctx.workspace();
        let mut receipt = receipt(&mut ctx.session(&mut store)?, keyring.as_ref(), &workspace, &self.reference)?;
        // What is written from here on is read: the entry is committed before.
        ctx.only_reads();
        if ctx.globals.dry_run {
            ctx.out.notice(&format!("a receipt of {} would be made", receipt.grant.key.id));
            return Ok(Exit::Done);
        }
        if let Some((controller, format)) = standard.filter(|_| !ctx.globals.quiet) {
            let linked = linked::receipt(&receipt, &controller);
            let text = if format == Format::Json { format!("{linked:#}") } else { json::compact(&linked) };
            ctx.out.bytes(format!("{text}\n").as_bytes())?;
            return Ok(Exit::Done);
        }
        if !ctx.out.is_table() || ctx.globals.columns.is_some() {
            return ctx.one(&receipt);
        }
        receipt.brief = true;
        show(ctx, &receipt)
    }
}

/// Writes the decisions as a table below the receipt, and the text that was shown below that.
fn show(ctx: &mut Context<'_>, receipt: &Receipt) -> Result<Exit> {
    ctx.out.one(receipt)?;
    ctx.out.bytes(b"\n")?;
    // Why somebody ended it is a note of the house, not of the person who keeps the receipt.
    ctx.out.columns_unless_asked(&["occurred_at", "event", "purpose", "policy", "policy_version"]);
    ctx.many::<Decision>(&receipt.decisions)?;
    if let Some(text) = &receipt.text {
        ctx.out.bytes(b"\n")?;
        ctx.out.text(&format!("{}\n", text.trim_end()))?;
    }
    Ok(Exit::Done)
}
