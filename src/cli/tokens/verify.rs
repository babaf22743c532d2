//! `tokens verify`: one token, or one a line.

use std::io::{BufRead, BufReader, Read};
use std::net::IpAddr;

use serde_json::Value as Json;

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{env, envs};
use crate::domain::scope::parse_grant;
use crate::domain::secret::Secret;
use crate::domain::verdict::{Ask, Outcome, Verdict};
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::verify::{Line, Rules, batch, is_malformed, one};
use crate::render::{Quiet, json};
use crate::settings::{Origin, Settings, table};
use crate::world::Stream;

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
    /// A scope that it must carry (can be repeated)
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// It must carry one of these (can be repeated)
    #[arg(long = "any-scope", value_name = "SCOPE")]
    any_scopes: Vec<String>,
    /// Where the call comes from
    #[arg(long, value_name = "ADDRESS")]
    ip: Option<String>,
    /// The environment it must be of [default: tokens.accept_env]
    #[arg(long, value_name = "ENV", value_parser = Choice(envs))]
    env: Option<String>,
    /// How many requests it counts as [default: 1]
    #[arg(long, value_name = "N")]
    cost: Option<u32>,
    /// What it is about, for the usage log
    #[arg(long, value_name = "TEXT")]
    resource: Option<String>,
    /// Count nothing
    #[arg(long)]
    no_count: bool,
    /// Answer a token a line
    #[arg(long)]
    batch: bool,
    #[arg(hide = true, value_name = "TOKEN")]
    on_command_line: Option<String>,
}

/// The longest line that one verification reads.
const LONGEST: u64 = 64 * 1024;

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
        let ask = self.ask(ctx)?;
        let settings = ctx.settings()?;
        if self.batch {
            return self.batch(ctx, &ask, &settings);
        }
        let text = presented(ctx)?;
        let rules = rules(&settings, !self.no_count && !ctx.globals.dry_run)?;
        if is_malformed(text.expose().as_bytes(), &rules) {
            ctx.one(&Verdict::unknown(Outcome::Malformed))?;
            return Ok(Outcome::Malformed.exit());
        }
        let mut store = ctx.open(access(&rules))?;
        let verdict = one(ctx.world, &mut store, text.expose().as_bytes(), &ask, &rules)?;
        ctx.one(&verdict)?;
        Ok(verdict.outcome.exit())
    }
}

fn rules(settings: &Settings, count: bool) -> Result<Rules> {
    let accept = settings.row(&table::TOKENS_ACCEPT_ENV);
    let accept_env = if accept.origin > Origin::Store { Some(env(&accept.value)?) } else { None };
    Ok(Rules { prefix: settings.text(&table::TOKENS_PREFIX).to_owned(), accept_env, count })
}

fn access(rules: &Rules) -> Access {
    if rules.count { Access::Verify } else { Access::Read }
}

/// The token: from the environment, else the first line of standard input, else a hidden question.
fn presented(ctx: &Context<'_>) -> Result<Secret> {
    if let Some(token) = ctx.world.var("GATEPOST_TOKEN") {
        return Ok(Secret::new(token));
    }
    if ctx.world.is_terminal(Stream::Input) && ctx.can_ask() {
        let asked = dialoguer::Password::new().with_prompt("token").allow_empty_password(true);
        let answer = asked.interact_on(&dialoguer::console::Term::stderr());
        return answer
            .map(Secret::new)
            .map_err(|cause| Error::new(Code::InputNeeded, format!("no token was given: {cause}")));
    }
    let mut line = Vec::new();
    let read = BufReader::new(ctx.world.input().take(LONGEST)).read_until(b'\n', &mut line);
    read.map_err(|cause| Error::io("cannot read standard input", &cause))?;
    if line.is_empty() {
        return Err(
            Error::new(Code::Usage, "no token was given").hint("give it in GATEPOST_TOKEN or on standard input")
        );
    }
    while line.last().is_some_and(|byte| matches!(byte, b'\n' | b'\r')) {
        line.pop();
    }
    // What is no UTF-8 is malformed: the replacement character is outside of what a token holds.
    Ok(Secret::new(String::from_utf8_lossy(&line).into_owned()))
}

impl Args {
    fn ask(&self, ctx: &Context<'_>) -> Result<Ask> {
        for (scope, flag) in
            self.scopes.iter().map(|it| (it, "--scope")).chain(self.any_scopes.iter().map(|it| (it, "--any-scope")))
        {
            parse_grant(scope, flag)?;
        }
        let address = |text: &String| {
            text.parse::<IpAddr>().map_err(|_| {
                Error::invalid("--ip", format!("not an address: {text:?}")).hint("write it as 192.0.2.1 or 2001:db8::1")
            })
        };
        Ok(Ask {
            scopes: self.scopes.clone(),
            any_scopes: self.any_scopes.clone(),
            ip: self.ip.as_ref().map(address).transpose()?,
            env: self.env.as_deref().map(env).transpose()?,
            cost: self.cost,
            resource: self.resource.clone(),
            workspace: ctx.globals.workspace.clone(),
        })
    }

    fn batch(&self, ctx: &mut Context<'_>, ask: &Ask, settings: &Settings) -> Result<Exit> {
        let rules = rules(settings, !self.no_count && !ctx.globals.dry_run)?;
        let columns = ctx.out.columns::<Verdict>()?;
        let mut malformed = Vec::new();
        json::line(&mut malformed, &columns, &Verdict::unknown(Outcome::Malformed));
        let world = ctx.world;
        let mut text = Vec::new();
        // The store is opened by the first line that needs it; until then nothing of it is touched.
        let opened = std::cell::RefCell::new(ctx);
        batch(
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
        )?;
        Ok(Exit::Done)
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
                ask.scopes = list.iter().map(|it| it.as_str().map(str::to_owned)).collect::<Option<_>>()?;
            }
            ("ip", Json::String(text)) => ask.ip = Some(text.parse().ok()?),
            ("env", Json::String(text)) => ask.env = Some(crate::domain::token::Env::parse(&text)?),
            ("cost", Json::Number(number)) => ask.cost = Some(u32::try_from(number.as_u64()?).ok()?),
            ("resource", Json::String(text)) => ask.resource = Some(text),
            (_, Json::Null) => {}
            _ => return None,
        }
    }
    Some(Line::Token(token?, ask))
}
