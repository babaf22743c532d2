//! Words that several verbs of tokens share, turned into values.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::globals::unknown;
use super::super::secret_out::SecretOutArgs;
use crate::domain::limit::{Rate, parse_rates};
use crate::domain::plural::plural;
use crate::domain::time::{Edge, When};
use crate::domain::token::{Env, Issued, parse_metadata};
use crate::error::{Error, Result};
use crate::ops::clipboard::Clipboard;
use crate::ops::secret_file::Place;
use crate::ops::tokens::{Ended, Expiry, Fields, Issue};
use crate::settings::{Settings, table};

/// What `create` and `update` say of a token.
#[derive(clap::Args, Clone)]
pub struct FieldArgs {
    /// A scope or wildcard that it carries (can be repeated)
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// The tier whose rate limits hold
    #[arg(long, value_name = "NAME")]
    tier: Option<String>,
    /// Its end: a duration, a time, or never
    #[arg(long, value_name = "WHEN")]
    expires: Option<String>,
    /// Whom it is issued to
    #[arg(long, value_name = "TEXT")]
    owner: Option<String>,
    /// An address range it may be used from; none lifts the list (can be repeated)
    #[arg(long = "allow-ip", value_name = "CIDR")]
    allow_ips: Vec<String>,
    /// Its own rate limit instead of the tier's; none lifts all (can be repeated)
    #[arg(long = "rate", value_name = "N/WINDOW")]
    rates: Vec<String>,
    /// A key and value to keep with it; none removes all (can be repeated)
    #[arg(long, value_name = "K=V")]
    metadata: Vec<String>,
    /// Where it is meant to be used
    #[arg(long, value_name = "ENV", value_parser = Choice(envs))]
    env: Option<String>,
    /// Its first moment: a time, or a duration from now
    #[arg(long, value_name = "WHEN")]
    not_before: Option<String>,
}

/// A repeated flag: absent, `none`, or its values.
pub fn repeated(values: &[String]) -> Option<&[String]> {
    match values {
        [] => None,
        [only] if only == "none" => Some(&[]),
        some => Some(some),
    }
}

impl FieldArgs {
    pub fn fields(&self) -> Result<Fields> {
        Ok(Fields {
            scopes: repeated(&self.scopes).map(<[String]>::to_vec),
            tier: self.tier.clone(),
            expires: self.expires.as_deref().map(expiry).transpose()?,
            owner: self.owner.clone(),
            allow_ips: repeated(&self.allow_ips).map(<[String]>::to_vec),
            rates: rates(&self.rates)?,
            metadata: repeated(&self.metadata).map(parse_metadata).transpose()?,
            env: self.env.as_deref().map(env).transpose()?,
            not_before: self
                .not_before
                .as_deref()
                .map(|text| When::parse(text, Edge::Start, "--not-before"))
                .transpose()?,
        })
    }

    pub fn is_empty(&self) -> bool {
        let lists = [&self.scopes, &self.allow_ips, &self.rates, &self.metadata];
        let words = [&self.tier, &self.expires, &self.owner, &self.env, &self.not_before];
        lists.iter().all(|list| list.is_empty()) && words.iter().all(|word| word.is_none())
    }
}

/// The limits that `--rate` gives: none said, lifted, or these.
pub fn rates(values: &[String]) -> Result<Option<Vec<Rate>>> {
    let Some(values) = repeated(values) else { return Ok(None) };
    if values.is_empty() {
        return Ok(Some(Vec::new()));
    }
    parse_rates(&values.join(",")).map(Some).map_err(|cause| cause.field("--rate"))
}

pub fn expiry(text: &str) -> Result<Expiry> {
    if text == "never" {
        return Ok(Expiry::Never);
    }
    When::parse(text, Edge::End, "--expires").map(Expiry::When)
}

/// The words of `--env`.
pub fn envs() -> Vec<&'static str> {
    Env::ALL.iter().map(|it| it.as_str()).collect()
}

pub fn env(word: &str) -> Result<Env> {
    Env::parse(word).ok_or_else(|| unknown("--env", word, Env::ALL.iter().map(|it| it.as_str())))
}

/// Says what the end or suspension of each token touched.
pub fn say_impact(ctx: &mut Context<'_>, ended: &[Ended]) {
    for it in ended.iter().filter(|it| it.changed) {
        let calls = it.impact["calls_last_day"].as_i64().unwrap_or_default();
        let last = it.token.last_used_at.map_or("never used".to_owned(), |at| format!("last used {at}"));
        ctx.out.notice(&format!("{}: {} in the last day, {last}", it.token.name, plural(calls, "call")));
    }
}

/// The settings that issuing depends on.
pub fn issue(settings: &Settings) -> Result<Issue> {
    Ok(Issue {
        prefix: settings.text(&table::TOKENS_PREFIX).to_owned(),
        default_expiry: settings.span_or_never(&table::TOKENS_DEFAULT_EXPIRY)?,
        max_expiry: settings.span_or_never(&table::TOKENS_MAX_EXPIRY)?,
    })
}

/// Where secrets go instead of the answer.
#[derive(clap::Args, Clone)]
pub struct SecretArgs {
    #[command(flatten)]
    out: SecretOutArgs,
    /// Put the secret on the terminal's clipboard (OSC 52) instead of showing it
    #[arg(long, conflicts_with = "secret_out")]
    copy: bool,
}

impl SecretArgs {
    /// Makes the place before anything is issued, so that no secret is lost for want of it.
    pub fn open(&self, ctx: &mut Context<'_>) -> Result<Option<Place>> {
        if self.copy {
            let clipboard = Clipboard::open(ctx.world)?;
            if ctx.globals.dry_run {
                ctx.out.notice("the secret would be put on the terminal's clipboard");
                return Ok(None);
            }
            return Ok(Some(Place::Clipboard(clipboard)));
        }
        self.out.open(ctx)
    }

    /// The clipboard holds one secret.
    pub fn only_one(&self, references: &[String]) -> Result<()> {
        if self.copy && references.len() > 1 {
            return Err(Error::invalid("--copy", "the clipboard holds one secret, and several were asked for")
                .hint("write them to a file that only you can read: --secret-out FILE"));
        }
        Ok(())
    }

    /// Says what to do where the terminal took nothing: it does not answer.
    pub fn say(&self, ctx: &mut Context<'_>, issued: &[Issued], delivered: bool) {
        if let (true, true, [it]) = (self.copy, delivered, issued) {
            let tmux = if ctx.world.var("TMUX").is_some() { "; tmux needs: set -s set-clipboard on" } else { "" };
            ctx.out.notice(&format!("the secret was sent to the terminal's clipboard{tmux}"));
            ctx.out.notice(&format!("if it is not there: gatepost tokens rotate {} --grace 0s", it.token.id));
        }
    }
}

/// Says how to go on where a secret that was made could not be shown.
pub fn lost(cause: Error, name: &str) -> Error {
    cause.hint(format!("nobody has seen the secret; give {name} another: gatepost tokens rotate {name} --grace 0s"))
}
