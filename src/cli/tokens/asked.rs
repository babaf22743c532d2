//! What `verify` and `explain` ask of a token, and how the token comes in.

use std::io::{BufRead, BufReader, Read};
use std::net::IpAddr;

use super::super::choice::Choice;
use super::super::context::Context;
use super::words::{env, envs};
use crate::domain::scope::parse_grant;
use crate::domain::secret::Secret;
use crate::domain::verdict::Ask;
use crate::error::{Code, Error, Result};
use crate::ops::verify::Rules;
use crate::settings::{Origin, Settings, table};
use crate::world::Stream;

#[derive(clap::Args)]
pub struct AskArgs {
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
}

/// The longest resource that is logged, in bytes.
pub const LONGEST_RESOURCE: usize = 512;
/// The longest line that one verification reads.
const LONGEST: u64 = 64 * 1024;

impl AskArgs {
    /// The flags as values.
    pub fn ask(&self, ctx: &Context<'_>) -> Result<Ask> {
        for (scope, flag) in
            self.scopes.iter().map(|it| (it, "--scope")).chain(self.any_scopes.iter().map(|it| (it, "--any-scope")))
        {
            parse_grant(scope, flag)?;
        }
        if self.resource.as_ref().is_some_and(|text| text.len() > LONGEST_RESOURCE) {
            return Err(Error::invalid("--resource", format!("--resource takes at most {LONGEST_RESOURCE} bytes")));
        }
        Ok(Ask {
            scopes: self.scopes.clone(),
            any_scopes: self.any_scopes.clone(),
            ip: self.ip.as_deref().map(address).transpose()?,
            env: self.env.as_deref().map(env).transpose()?,
            cost: self.cost,
            resource: self.resource.clone(),
            workspace: ctx.globals.workspace.clone(),
        })
    }
}

/// The address of `--ip`.
pub fn address(text: &str) -> Result<IpAddr> {
    text.parse().map_err(|_| {
        Error::invalid("--ip", format!("not an address: {text:?}")).hint("write it as 192.0.2.1 or 2001:db8::1")
    })
}

/// What holds for every verification of this run.
pub fn rules(settings: &Settings, count: bool) -> Result<Rules> {
    let accept = settings.row(&table::TOKENS_ACCEPT_ENV);
    let accept_env = if accept.origin > Origin::Store { Some(env(&accept.value)?) } else { None };
    Ok(Rules { prefix: settings.text(&table::TOKENS_PREFIX).to_owned(), accept_env, count })
}

/// The token: from the environment, else the first line of standard input, else a hidden question.
pub fn presented(ctx: &Context<'_>) -> Result<Secret> {
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
