//! `consent revoke`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::globals::unknown;
use super::super::page::ago;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{consent_type, subject, types};
use crate::domain::consent::grant::Grant;
use crate::domain::consent::{Kind, check_text};
use crate::domain::record::Changed;
use crate::domain::time::Edge;
use crate::error::{Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{Ending, refuse_older, revoke};

/// The words of `--as`.
fn endings() -> Vec<&'static str> {
    [Kind::Withdrawn, Kind::Terminated, Kind::Invalidated].map(Kind::as_str).to_vec()
}

/// End a person's consents: all of them, unless a type or a purpose is named
///
/// It never asks, and may be run twice: what is over already stays as it is. The records stay.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent revoke jane@example.com --reason 'asked by phone'\n  gatepost consent revoke user-7 --type marketing --purpose newsletter"
)]
pub struct Args {
    /// The person: a user id, an address, or sub_…; - reads standard input, @FILE a file
    subject: String,
    /// Only of this type (can be repeated)
    #[arg(long = "type", value_name = "TYPE", value_parser = Choice(types))]
    types: Vec<String>,
    /// Only for this purpose (can be repeated)
    #[arg(long = "purpose", value_name = "NAME")]
    purposes: Vec<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Who ends it: the person, the controller, or nobody, since it was never valid [default: withdrawn]
    #[arg(long = "as", value_name = "STATUS", value_parser = Choice(endings))]
    ending: Option<String>,
    /// When that was: a time, or a duration ago [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

impl Verb for Args {
    type Shown = Changed<Grant>;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let kind = match self.ending.as_deref() {
            None => Kind::Withdrawn,
            Some(word) => Kind::parse(word)
                .filter(|kind| endings().contains(&kind.as_str()))
                .ok_or_else(|| unknown("--as", word, endings().into_iter()))?,
        };
        self.reason.as_deref().map(|text| check_text(text, "--reason")).transpose()?;
        let ending = Ending {
            kind,
            types: self.types.iter().map(|word| consent_type(word)).collect::<Result<_>>()?,
            purposes: self.purposes,
            reason: self.reason,
            at: ago("--at", self.at.as_deref(), Edge::Start, ctx.now())?,
        };
        let (_, subject) = subject(ctx, &self.subject)?;
        let mut store = ctx.open(Access::Write)?;
        refuse_older(&mut store, ctx.world)?;
        let keyring = ctx.keyring(&mut store)?;
        let workspace = ctx.workspace();
        let mut ended = revoke(&mut ctx.session(&mut store)?, &keyring, &workspace, &subject, &ending)?;
        ended.iter_mut().for_each(|ended| ended.record.mask());
        ctx.many(&ended)
    }
}
