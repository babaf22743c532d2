//! `doctor`.

use super::context::Context;
use super::verbs::{Effect, Shape, Verb};
use crate::docs::arguments::arguments;
use crate::domain::span::Span;
use crate::error::{Exit, Result};
use crate::ops::doctor::{Diagnosis, Known, Patient, Report, examine, mend};
use crate::render::Quiet;
use crate::settings::{Settings, check, default_file, table};

/// Look at everything that could go wrong, and name the command that mends it
///
/// It looks at the files and their place, the settings, the store and what it holds, the audit trail, the backups
/// and who runs it, also where the store is absent, damaged or of another schema. Nothing is made or upgraded. The
/// checks integrity, foreign_keys and audit read the whole store, which takes seconds a gigabyte; tokens_disabled,
/// tokens_unused and the scopes read every token. A table shows what was found; --verbose shows the checks that
/// found nothing as well, and so does every other format.
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  gatepost doctor\n  gatepost doctor --fix")]
pub struct Args {
    /// Mend what can be mended without a loss: modes, leftovers, the log, lost indexes, overdue maintenance
    #[arg(long)]
    fix: bool,
}

impl Verb for Args {
    type Shown = Report;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::Integrity, Exit::Findings, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        if !self.fix {
            ctx.only_reads();
        }
        let place = ctx.place()?;
        let named = ctx.named()?;
        let mut patient = Patient::new(ctx.world, ctx.actor()?, &place, named.clone());
        let stored = patient.stored_settings();
        let config = ctx.globals.config.clone();
        let (settings, checks) = check::check(ctx.world, config.as_deref(), named.as_deref(), stored, &variables());
        let known = Known {
            settings_file: config.or_else(|| default_file(ctx.world).ok()),
            workspace: ctx.workspace(),
            key: ctx.key_source_with(|| Ok(settings.command(&table::KEYS_COMMAND))).ok(),
            retention: settings.span(&table::TOKENS_USAGE_RETENTION)?,
            webhooks: settings.span(&table::WEBHOOKS_RETENTION)?,
            consent_retention: settings.span(&table::CONSENT_RETENTION)?,
            life: life(&settings)?,
        };
        let mut report = examine(&mut patient, &known, checks)?;
        if self.fix && ctx.globals.dry_run {
            let mendable = report.diagnoses.iter().filter(|it| it.can_be_mended()).map(Diagnosis::name);
            let names: Vec<&str> = mendable.collect();
            let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
            ctx.out.notice(&format!("--fix would mend {names}"));
        } else if self.fix {
            mend(&mut patient, &known, &mut report)?;
        }
        if !ctx.out.is_table() || ctx.globals.columns.is_some() {
            return ctx.verdict(&report, report.exit());
        }
        match show(ctx, &report.diagnoses) {
            Err(cause) if !ctx.out.closed() => Err(cause),
            _ => Ok(report.exit()),
        }
    }
}

/// Writes one finding below the other, so that a command can be copied.
fn show(ctx: &mut Context<'_>, diagnoses: &[Diagnosis]) -> Result<()> {
    let (well, found): (Vec<_>, Vec<_>) = diagnoses.iter().partition(|it| it.is_well());
    let shown = found.iter().chain(well.iter().filter(|_| ctx.globals.verbose));
    for (place, diagnosis) in shown.enumerate() {
        if place > 0 {
            ctx.out.bytes(b"\n")?;
        }
        ctx.out.one(*diagnosis)?;
    }
    if !well.is_empty() && !ctx.globals.verbose {
        ctx.out.notice(&format!("{} checks found nothing; --verbose shows them", well.len()));
    }
    Ok(())
}

/// The variables that are no settings: those of the flags that every command has, and the token to verify.
fn variables() -> Vec<String> {
    let tree = super::command();
    let of_flags = arguments(&tree, true).into_iter().flat_map(|argument| argument.variables);
    of_flags.chain(["GATEPOST_TOKEN".to_owned()]).collect()
}

/// How long a token lives that is given a new end: what a new one gets, within what is allowed.
fn life(settings: &Settings) -> Result<Span> {
    let usual = settings.span_or_never(&table::TOKENS_DEFAULT_EXPIRY)?;
    let most = settings.span_or_never(&table::TOKENS_MAX_EXPIRY)?;
    let least = |one: Span, other: Span| if one.millis() <= other.millis() { one } else { other };
    Ok(match (usual, most) {
        (Some(usual), Some(most)) => least(usual, most),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => Span::parse(table::TOKENS_DEFAULT_EXPIRY.default)?,
    })
}
