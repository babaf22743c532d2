//! `tokens verify`: one token, or one a line.

use serde_json::Value as Json;

use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::asked::{AskArgs, LONGEST_RESOURCE, presented, rules};
use crate::domain::token::Env;
use crate::domain::verdict::{Ask, Outcome, Verdict};
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::verify::{Line, Rules, batch, is_malformed, one};
use crate::render::{Quiet, json};
use crate::settings::Settings;

/// Judge a token and count its use
///
/// The token is read from GATEPOST_TOKEN, else from the first line of standard input. Exit 0 allows, 4
/// denies, 6 is over the limits. With --batch every line is a token, or {"token", "scopes", "ip", "env",
/// "cost", "resource"}, and every answer a line; exit 0 once all are answered.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost tokens verify --scope orders:read < ci.token\n  gatepost tokens verify --batch < requests.jsonl"
)]
pub struct Args {
    #[command(flatten)]
    asked: AskArgs,
    /// Count nothing
    #[arg(long)]
    no_count: bool,
    /// Answer a token a line
    #[arg(long)]
    batch: bool,
    #[arg(hide = true, value_name = "TOKEN")]
    on_command_line: Option<String>,
}

impl Verb for Args {
    type Shown = Verdict;
    const SHAPE: Shape = Shape::OneOrMany;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] =
        &[Exit::NotFound, Exit::Denied, Exit::Conflict, Exit::RateLimited, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        if self.on_command_line.is_some() {
            return Err(Error::new(
                Code::SecretOnCommandLine,
                "a token on the command line is seen by every user of the machine",
            )
            .hint("give it in GATEPOST_TOKEN or on standard input"));
        }
        let ask = self.asked.ask(ctx)?;
        let settings = ctx.settings()?;
        if self.batch {
            return self.batch(ctx, &ask, &settings);
        }
        let text = presented(ctx)?;
        let rules = rules(&settings, !self.no_count && !ctx.globals.dry_run)?;
        if is_malformed(text.expose().as_bytes(), &rules) {
            return ctx.verdict(&Verdict::unknown(Outcome::Malformed), Outcome::Malformed.exit());
        }
        let mut store = ctx.open(access(&rules))?;
        let verdict = one(ctx.world, &mut store, text.expose().as_bytes(), &ask, &rules)?;
        ctx.verdict(&verdict, verdict.outcome.exit())
    }
}

fn access(rules: &Rules) -> Access {
    if rules.count { Access::Verify } else { Access::Read }
}

impl Args {
    fn batch(&self, ctx: &mut Context<'_>, ask: &Ask, settings: &Settings) -> Result<Exit> {
        let formatted = ctx.globals.format.as_deref().is_some_and(|format| !format.starts_with("json"));
        if formatted || ctx.globals.quiet || ctx.globals.field.is_some() {
            return Err(Error::new(
                Code::Usage,
                "--batch answers in JSON lines, of which --columns chooses the fields",
            )
            .hint("leave out --format, --field and --quiet"));
        }
        let rules = rules(settings, !self.no_count && !ctx.globals.dry_run)?;
        let columns = ctx.out.columns::<Verdict>()?;
        let mut malformed = Vec::new();
        json::line(&mut malformed, &columns, &Verdict::unknown(Outcome::Malformed));
        let world = ctx.world;
        let mut text = Vec::new();
        // The store is opened by the first line that needs it; until then nothing of it is touched.
        let opened = std::cell::RefCell::new(ctx);
        let ended = batch(
            world,
            &rules,
            |line| read_line(line, ask),
            || opened.borrow_mut().open(access(&rules)),
            |verdicts| {
                text.clear();
                for verdict in verdicts {
                    match verdict.outcome {
                        Outcome::Malformed => text.extend_from_slice(&malformed),
                        _ => json::line(&mut text, &columns, verdict),
                    }
                }
                opened.borrow_mut().out.bytes(&text)
            },
        );
        // A reader that has seen enough ends a batch well: every answer that left was committed.
        match ended {
            Err(cause) if !opened.borrow().out.closed() => Err(cause),
            _ => Ok(Exit::Done),
        }
    }
}

/// One line of a batch: a token, or an object that names it and what is asked. What cannot be understood
/// is malformed, since an answer is owed.
fn read_line(line: &[u8], ask: &Ask) -> Line {
    if !line.starts_with(b"{") {
        return Line::Token(line.to_vec(), ask.clone());
    }
    parse_line(line, ask).unwrap_or(Line::Malformed)
}

fn parse_line(line: &[u8], ask: &Ask) -> Option<Line> {
    let object: serde_json::Map<String, Json> = serde_json::from_slice(line).ok()?;
    let mut ask = ask.clone();
    let mut token = None;
    for (key, value) in object {
        match (key.as_str(), value) {
            ("token", Json::String(text)) => token = Some(text.into_bytes()),
            ("scopes", Json::Array(list)) => {
                // Beside those of the command, which hold for every line.
                let scopes: Option<Vec<String>> = list.iter().map(|it| it.as_str().map(str::to_owned)).collect();
                ask.scopes.extend(scopes?);
            }
            ("ip", Json::String(text)) => ask.ip = Some(text.parse().ok()?),
            ("env", Json::String(text)) => ask.env = Some(Env::parse(&text)?),
            ("cost", Json::Number(number)) => ask.cost = Some(u32::try_from(number.as_u64()?).ok()?),
            ("resource", Json::String(text)) if text.len() <= LONGEST_RESOURCE => ask.resource = Some(text),
            (_, Json::Null) => {}
            _ => return None,
        }
    }
    Some(Line::Token(token?, ask))
}
