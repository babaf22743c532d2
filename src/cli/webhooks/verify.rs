//! `webhooks verify`.

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{one_input, payload, say_shapes, tolerance, trusted};
use crate::domain::size::Size;
use crate::domain::webhook::request;
use crate::domain::webhook::secret::SharedSecret;
use crate::domain::webhook::signature::Incoming;
use crate::domain::webhook::verdict::{Judge, Verdict};
use crate::error::{Error, Exit, Result};
use crate::render::Quiet;
use crate::settings::table;

/// Check the signature of a request, and say which known mistake fits when it does not hold
///
/// The request is a file as it came over the wire (head, empty line, body), or its headers and the file of its body.
/// Profiles standard, github and stripe are known by their headers. Exit 0 holds, 4 does not.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks verify --secret @hook.secret --request @order.http\n  gatepost webhooks verify --secret @hook.secret --request - < order.http"
)]
pub struct Args {
    /// What it may be signed with; a public key (whpk_) may stand in the command (can be repeated)
    #[arg(long = "secret", value_name = "SECRET", required = true)]
    secrets: Vec<String>,
    /// A secret that was valid before, to know a mistake by (can be repeated)
    #[arg(long = "old-secret", value_name = "SECRET")]
    old: Vec<String>,
    /// The whole request
    #[arg(long, value_name = "@FILE|-", conflicts_with_all = ["headers", "data"], required_unless_present = "data")]
    request: Option<String>,
    /// One of its headers (can be repeated)
    #[arg(long = "header", value_name = "NAME:VALUE", requires = "data")]
    headers: Vec<String>,
    /// Its body
    #[arg(long, value_name = "PAYLOAD")]
    data: Option<String>,
    /// How far its timestamp may lie from now, or off [default: webhooks.tolerance]
    #[arg(long, value_name = "DURATION")]
    tolerance: Option<String>,
}

impl Verb for Args {
    type Shown = Verdict;
    const SHAPE: Shape = Shape::One;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Denied];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        one_input(self.secrets.iter().chain(&self.old).chain(&self.request).chain(&self.data))?;
        let settings = ctx.settings()?;
        let tolerance = tolerance(self.tolerance.as_deref(), &settings)?;
        let most = settings.size(&table::WEBHOOKS_MAX_PAYLOAD)?;
        let trusted = trusted(ctx, &self.secrets)?;
        let old = self.old.iter().map(|word| SharedSecret::any(ctx.secret(word, "--old-secret")?.expose()));
        let judge = Judge { trusted: &trusted, old: &old.collect::<Result<Vec<_>>>()?, tolerance };
        let request = self.incoming(ctx, most)?;
        say_shapes(ctx, &trusted);
        let verdict = judge.judge(&request, ctx.now())?;
        let exit = if verdict.is_valid() { Exit::Done } else { Exit::Denied };
        ctx.verdict(&verdict, exit)
    }
}

impl Args {
    fn incoming(&self, ctx: &Context<'_>, most: Size) -> Result<Incoming> {
        if let Some(word) = &self.request {
            if word != "-" && !word.starts_with('@') {
                return Err(Error::invalid("--request", "the request is a file: @FILE, or - for standard input"));
            }
            let most = Size(most.0 + request::LONGEST_HEAD);
            return request::parse(&payload(ctx, word, "--request", most)?, "--request");
        }
        let headers = self.headers.iter().map(|text| request::header(text, "--header")).collect::<Result<_>>()?;
        let body = self.data.as_deref().map(|word| payload(ctx, word, "--data", most)).transpose()?;
        Ok(Incoming { headers, body: body.unwrap_or_default() })
    }
}
