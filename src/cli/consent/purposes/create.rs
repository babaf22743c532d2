//! `consent purposes create`.

use super::super::super::choice::Choice;
use super::super::super::context::Context;
use super::super::super::globals::unknown;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::super::words::{bases, consent_type, types};
use crate::domain::consent::Basis;
use crate::domain::consent::purpose::Purpose;
use crate::domain::record::Changed;
use crate::domain::span::Span;
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{NewPurpose, create_purpose};

/// Add a purpose that consent is asked for
///
/// A type is a purpose by itself, under its own name; making it here gives it a basis and durations.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent purposes create news --type marketing --renew-every 1y\n  gatepost consent purposes create bills --type data_usage --retention 10y"
)]
pub struct Args {
    /// Its name, unique in the workspace
    name: String,
    /// The type of consent that it needs
    #[arg(long = "type", value_name = "TYPE", value_parser = Choice(types))]
    consent_type: String,
    /// On what the use rests, in the words of Art 6 and 9 GDPR [default: consent]
    #[arg(long, value_name = "BASIS", value_parser = Choice(bases))]
    legal_basis: Option<String>,
    /// How long a consent holds until it must be given anew [default: for good]
    #[arg(long, value_name = "DURATION")]
    renew_every: Option<String>,
    /// How long records are kept after they ended [default: consent.retention]
    #[arg(long, value_name = "DURATION")]
    retention: Option<String>,
    /// If it is there and equal, change nothing
    #[arg(long)]
    if_absent: bool,
}

impl Verb for Args {
    type Shown = Changed<Purpose>;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let basis =
            |word: &String| Basis::parse(word).ok_or_else(|| unknown("--legal-basis", word, bases().into_iter()));
        let span = |text: &Option<String>, flag: &'static str| {
            let parse = |text: &str| Span::parse(text).map_err(|cause| Error { field: Some(flag.to_owned()), ..cause });
            text.as_deref().map(parse).transpose()
        };
        let new = NewPurpose {
            consent_type: consent_type(&self.consent_type)?,
            legal_basis: self.legal_basis.as_ref().map(basis).transpose()?,
            renew_every: span(&self.renew_every, "--renew-every")?,
            retention: span(&self.retention, "--retention")?,
            name: self.name,
            if_absent: self.if_absent,
        };
        let mut store = ctx.open(Access::Write)?;
        let made = create_purpose(&mut ctx.session(&mut store)?, &ctx.workspace(), &new)?;
        ctx.one(&made)
    }
}
