//! What `create` and `update` say of an endpoint.

use super::super::super::choice::Choice;
use super::super::super::context::Context;
use super::super::super::globals::unknown;
use super::super::super::tokens::words::{rates, repeated};
use super::super::words::{parse_profiles, profiles};
use crate::domain::secret::Secret;
use crate::domain::span::Span;
use crate::domain::webhook::retry::Policy;
use crate::error::{Error, Result};
use crate::ops::webhooks::endpoints::Fields;

#[derive(clap::Args, Clone)]
pub struct FieldArgs {
    /// The types that it receives, with * for one segment and ** for any; none is all but gatepost.** (can be repeated)
    #[arg(long = "event", value_name = "TYPES")]
    events: Vec<String>,
    /// A JSONPath query that must select something of the event; none lifts all (can be repeated)
    #[arg(long = "filter", value_name = "JSONPATH")]
    filters: Vec<String>,
    /// A header of its requests; the value is kept sealed; none removes all (can be repeated)
    #[arg(long = "header", value_name = "K=SECRET")]
    headers: Vec<String>,
    /// How the waits between attempts grow [default: exponential]
    #[arg(long, value_name = "POLICY", value_parser = Choice(policies))]
    retry: Option<String>,
    /// How often a delivery is tried; default leaves it to webhooks.max_attempts
    #[arg(long, value_name = "COUNT")]
    max_attempts: Option<String>,
    /// How long one attempt may take; default leaves it to webhooks.timeout
    #[arg(long, value_name = "SPAN")]
    timeout: Option<String>,
    /// How often it may be called; none lifts all (can be repeated)
    #[arg(long = "rate", value_name = "N/WINDOW")]
    rates: Vec<String>,
    /// How its requests are signed (can be repeated) [default: standard]
    #[arg(long = "signature", value_name = "PROFILE", value_parser = Choice(profiles))]
    signatures: Vec<String>,
    /// A private range that its address may lie in; none forbids all (can be repeated)
    #[arg(long = "allow-private", value_name = "CIDR")]
    allow_private: Vec<String>,
}

fn policies() -> Vec<&'static str> {
    Policy::ALL.iter().map(|it| it.as_str()).collect()
}

impl FieldArgs {
    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        let lists = [&self.events, &self.filters, &self.headers, &self.rates, &self.signatures, &self.allow_private];
        let words = [&self.retry, &self.max_attempts, &self.timeout];
        lists.iter().all(|list| list.is_empty()) && words.iter().all(|word| word.is_none())
    }

    /// Whether headers were said, which are kept sealed.
    pub fn seals(&self) -> bool {
        !self.headers.is_empty()
    }

    /// What was said, but for what each verb says in its own way.
    pub fn fields(&self, ctx: &Context<'_>) -> Result<Fields> {
        let retry = self.retry.as_deref().map(|word| {
            Policy::parse(word).ok_or_else(|| unknown("--retry", word, Policy::ALL.iter().map(|it| it.as_str())))
        });
        Ok(Fields {
            url: None,
            events: repeated(&self.events).map(<[String]>::to_vec),
            filters: repeated(&self.filters).map(<[String]>::to_vec),
            headers: repeated(&self.headers).map(|words| headers(ctx, words)).transpose()?,
            retry: retry.transpose()?,
            max_attempts: self.max_attempts.as_deref().map(max_attempts).transpose()?,
            timeout: self.timeout.as_deref().map(timeout).transpose()?,
            rates: rates(&self.rates)?,
            ordered: None,
            signatures: if self.signatures.is_empty() { None } else { Some(parse_profiles(&self.signatures)?) },
            allow_private: repeated(&self.allow_private).map(<[String]>::to_vec),
            allow_http: None,
        })
    }
}

/// The word that leaves a value to its setting.
const DEFAULT: &str = "default";

fn max_attempts(word: &str) -> Result<Option<i64>> {
    if word == DEFAULT {
        return Ok(None);
    }
    let count = word.parse().ok().filter(|count| (1..=100).contains(count));
    count.map(Some).ok_or_else(|| Error::invalid("--max-attempts", format!("--max-attempts is 1 to 100, not {word:?}")))
}

fn timeout(word: &str) -> Result<Option<Span>> {
    if word == DEFAULT {
        return Ok(None);
    }
    let span = Span::parse(word).map_err(|cause| cause.field("--timeout"))?;
    if !(1..=3_600_000).contains(&span.millis()) {
        return Err(Error::invalid("--timeout", format!("--timeout is 1ms to 1h, not {word}")));
    }
    Ok(Some(span))
}

fn headers(ctx: &Context<'_>, words: &[String]) -> Result<Vec<(String, Secret)>> {
    words
        .iter()
        .map(|word| {
            let Some((name, value)) = word.split_once('=') else {
                return Err(Error::invalid("--header", "a header is a name and where its value is")
                    .hint("write it as --header X-Api-Key=@FILE or X-Api-Key=env:NAME"));
            };
            Ok((name.to_owned(), ctx.secret(value, "--header")?))
        })
        .collect()
}
