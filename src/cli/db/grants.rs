//! `db grants`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::globals::unknown;
use super::super::verbs::{Effect, Shape, Verb};
use crate::domain::name;
use crate::domain::role::{Role, Statement};
use crate::error::{Exit, Result};
use crate::ops::roles::statements;
use crate::render::Quiet;

/// Print the statements that let a role of a PostgreSQL server do its part
///
/// A verifier verifies tokens. An operator issues, changes and ends them. Support looks things up and exports them.
/// An admin does everything but change the schema, which is the part of the role that owns the tables; that role runs
/// these statements. Nothing is sent to a server.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost db grants --role verifier\n  gatepost db grants --role support --to helpdesk --field statement"
)]
pub struct Args {
    /// What the role is for
    #[arg(long, value_name = "ROLE", value_parser = Choice(roles))]
    role: String,
    /// The name of the role [default: gatepost_ROLE]
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
}

fn roles() -> Vec<&'static str> {
    Role::ALL.iter().map(|role| role.as_str()).collect()
}

impl Verb for Args {
    type Shown = Statement;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let role = Role::parse(&self.role).ok_or_else(|| unknown("--role", &self.role, roles().into_iter()))?;
        let name = self.to.unwrap_or_else(|| format!("gatepost_{}", role.as_str()));
        ctx.many(&statements(role, name::check(&name, "--to")?))
    }
}
