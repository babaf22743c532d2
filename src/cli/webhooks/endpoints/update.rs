//! `webhooks endpoints update`.

use super::super::super::context::Context;
use super::super::super::verbs::{Effect, Shape, Verb};
use super::fields::FieldArgs;
use crate::domain::record::Changed;
use crate::domain::webhook::endpoint::Endpoint;
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::webhooks::endpoints::update;

/// Change endpoints; each flag replaces what it names
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks endpoints update orders --event 'order.**'\n  gatepost webhooks endpoints update orders --rate none --ordered no"
)]
pub struct Args {
    /// Ids, names or parts of ids; - reads them from standard input
    #[arg(required = true, value_name = "REF")]
    references: Vec<String>,
    /// Where requests go
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Its new name
    #[arg(long, value_name = "NAME")]
    rename: Option<String>,
    #[command(flatten)]
    fields: FieldArgs,
    /// Whether to deliver one event at a time, in order
    #[arg(long, value_name = "YES|NO")]
    ordered: Option<String>,
    /// Whether it may be plain HTTP
    #[arg(long, value_name = "YES|NO")]
    allow_http: Option<String>,
}

impl Verb for Args {
    type Shown = Changed<Endpoint>;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Changes;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Conflict, Exit::Integrity, Exit::TryAgain];

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let own = [&self.url, &self.rename, &self.ordered, &self.allow_http];
        if self.fields.is_empty() && own.iter().all(|it| it.is_none()) {
            return Err(Error::new(Code::Usage, "nothing says what to change")
                .hint("see what can be with: gatepost webhooks endpoints update --help"));
        }
        let references = ctx.references(&self.references)?;
        let mut fields = self.fields.fields(ctx)?;
        fields.url = self.url;
        fields.ordered = self.ordered.as_deref().map(|word| yes(word, "--ordered")).transpose()?;
        fields.allow_http = self.allow_http.as_deref().map(|word| yes(word, "--allow-http")).transpose()?;
        let mut store = ctx.open(Access::Write)?;
        let keyring = if self.fields.seals() { Some(ctx.keyring(&mut store)?) } else { None };
        let workspace = ctx.workspace();
        let mut session = ctx.session(&mut store)?;
        let updated = update(&mut session, keyring.as_ref(), &workspace, &references, &fields, self.rename.as_deref())?;
        ctx.many(&updated)
    }
}

fn yes(word: &str, flag: &str) -> Result<bool> {
    match word {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(Error::invalid(flag, format!("{flag} takes yes or no, not {word:?}"))),
    }
}
