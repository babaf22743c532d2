//! `tokens update`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{FieldArgs, issue};
use crate::domain::record::Changed;
use crate::domain::token::Token;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::tokens::{Update, update};

/// Change tokens; what is given replaces what is there
///
/// --tier without --rate takes the token's own limits away, so that the tier's hold.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost tokens update ci --add-scope orders:write\n  gatepost tokens update ci --tier pro --expires 1y"
)]
pub struct Args {
    /// Ids, names or parts of ids; - reads them from standard input
    #[arg(required = true, value_name = "REF")]
    references: Vec<String>,
    #[command(flatten)]
    fields: FieldArgs,
    /// A new name
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    /// A scope to add (can be repeated)
    #[arg(long = "add-scope", value_name = "SCOPE")]
    add_scopes: Vec<String>,
    /// A scope to take away (can be repeated)
    #[arg(long = "remove-scope", value_name = "SCOPE")]
    remove_scopes: Vec<String>,
}

impl Verb for Args {
    type Shown = Changed<Token>;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        if self.fields.is_empty()
            && self.rename.is_none()
            && self.add_scopes.is_empty()
            && self.remove_scopes.is_empty()
        {
            return Err(
                Error::new(Code::Usage, "nothing was said to be changed").hint("see: gatepost tokens update --help")
            );
        }
        let change = Update {
            rename: self.rename,
            add_scopes: self.add_scopes,
            remove_scopes: self.remove_scopes,
            fields: self.fields.fields()?,
        };
        let references = ctx.references(&self.references)?;
        let mut store = ctx.open(Access::Write)?;
        let issue = issue(&ctx.settings_with(&mut store)?)?;
        let updated = update(&mut ctx.session(&mut store)?, &ctx.workspace(), &references, &change, &issue)?;
        ctx.many(&updated)
    }
}
