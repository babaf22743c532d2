//! `webhooks types create`.

use super::super::super::choice::Choice;
use super::super::super::context::Context;
use super::super::super::globals::unknown;
use super::super::super::verbs::{Effect, Shape, Verb};
use crate::domain::record::Changed;
use crate::domain::webhook::endpoint::EventType;
use crate::domain::webhook::schema::Enforcement;
use crate::error::{Error, Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::types::{New, create};
use crate::render::Quiet;

/// The longest schema, in bytes.
const LONGEST: u64 = 1 << 20;

/// Make a type of events known
///
/// With a schema, a payload that does not meet it is refused when it is fired, or only noticed. --replace changes what
/// is known of a type, and says which endpoints receive it.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks types create order.created --description 'An order came in'\n  gatepost webhooks types create order.shipped --schema '{\"type\": \"object\"}'"
)]
pub struct Args {
    /// The type: segments of letters, digits and _ joined by dots
    #[arg(value_name = "TYPE")]
    name: String,
    /// What it is about
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// The JSON Schema that payloads must meet
    #[arg(long, value_name = "PAYLOAD")]
    schema: Option<String>,
    /// What happens to a payload that does not meet it [default: strict]
    #[arg(long, value_name = "HOW", value_parser = Choice(enforcements))]
    enforce: Option<String>,
    /// If it is there and equal, change nothing
    #[arg(long)]
    if_absent: bool,
    /// If it is there, replace what is known of it
    #[arg(long)]
    replace: bool,
}

fn enforcements() -> Vec<&'static str> {
    Enforcement::ALL.iter().map(|it| it.as_str()).collect()
}

impl Verb for Args {
    type Shown = Changed<EventType>;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Column("name");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let schema = self.schema.as_deref().map(|word| ctx.bytes(word, "--schema", LONGEST)).transpose()?;
        let parse = |bytes: Vec<u8>| {
            serde_json::from_slice(&bytes)
                .map_err(|cause| Error::invalid("--schema", format!("the schema is no JSON: {cause}")))
        };
        let enforce = match self.enforce.as_deref() {
            None => Enforcement::Strict,
            Some(word) => Enforcement::parse(word)
                .ok_or_else(|| unknown("--enforce", word, Enforcement::ALL.iter().map(|it| it.as_str())))?,
        };
        let new = New {
            workspace: ctx.workspace(),
            name: self.name,
            description: self.description,
            schema: schema.map(parse).transpose()?,
            enforce,
            if_absent: self.if_absent,
            replace: self.replace,
        };
        let mut store = ctx.open(Access::Write)?;
        let (made, touched) = create(&mut ctx.session(&mut store)?, &new)?;
        if !touched.is_empty() {
            ctx.out
                .notice(&format!("the schema is another now; endpoints that receive the type: {}", touched.join(", ")));
        }
        ctx.one(&made)
    }
}
