//! Words that several verbs of webhooks share, turned into values.

use super::super::context::Context;
use super::super::globals::unknown;
use crate::domain::span::Span;
use crate::domain::webhook::secret::{PUBLIC, PrivateKey, PublicKey, SHARED, SharedSecret};
use crate::domain::webhook::signature::{Profile, Trusted};
use crate::error::{Error, Result};
use crate::settings::{Settings, table};

/// The words of `--signature`.
pub fn profiles() -> Vec<&'static str> {
    Profile::ALL.iter().map(|it| it.as_str()).collect()
}

/// The profiles that `--signature` names; `standard` where it names none.
pub fn parse_profiles(words: &[String]) -> Result<Vec<Profile>> {
    if words.is_empty() {
        return Ok(vec![Profile::Standard]);
    }
    let mut named = Vec::new();
    for word in words {
        let profile = Profile::parse(word).ok_or_else(|| unknown("--signature", word, profiles().into_iter()))?;
        if !named.contains(&profile) {
            named.push(profile);
        }
    }
    Ok(named)
}

/// Of several flags at most one takes standard input.
pub fn one_input<'a>(words: impl IntoIterator<Item = &'a String>) -> Result<()> {
    if words.into_iter().filter(|word| *word == "-").count() > 1 {
        return Err(Error::invalid("-", "standard input can be only one of the secrets, the payload and the request"));
    }
    Ok(())
}

/// The secrets and keys that a receiver trusts, as they are given. What belongs to a private key is its public one.
pub fn trusted(ctx: &Context<'_>, words: &[String]) -> Result<Trusted> {
    let mut trusted = Trusted::default();
    for word in words {
        // A public key is none, so it may stand on the command line.
        let secret = if word.starts_with(PUBLIC) { None } else { Some(ctx.secret(word, "--secret")?) };
        let text = secret.as_ref().map_or(word.as_str(), |secret| secret.expose());
        if text.starts_with(PUBLIC) {
            trusted.public.push(PublicKey::parse(text, "--secret")?);
        } else if text.starts_with(crate::domain::webhook::secret::PRIVATE) {
            trusted.public.push(PrivateKey::parse(text, "--secret")?.public());
        } else {
            trusted.secrets.push(SharedSecret::any(text)?);
        }
    }
    Ok(trusted)
}

/// The notices that a secret of another shape deserves.
pub fn say_shapes(ctx: &mut Context<'_>, trusted: &Trusted) {
    if trusted.secrets.iter().any(|secret| secret.expose().starts_with(SHARED) && !secret.is_base64()) {
        ctx.out.notice("what follows whsec_ in the secret is no base64, so no webhook-signature can hold");
    }
}

/// How far a timestamp may lie from now, in milliseconds; none is any distance.
pub fn tolerance(word: Option<&str>, settings: &Settings) -> Result<Option<i64>> {
    match word {
        Some("off") => Ok(None),
        Some(word) => {
            let span = Span::parse(word).map_err(|cause| cause.field("--tolerance"))?;
            Ok(Some(span.millis()))
        }
        None => Ok(Some(settings.span(&table::WEBHOOKS_TOLERANCE)?.millis())),
    }
}
