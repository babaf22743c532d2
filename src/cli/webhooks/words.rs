//! Words that several verbs of webhooks share, turned into values.

use super::super::context::Context;
use super::super::globals::unknown;
use crate::domain::plural::plural;
use crate::domain::size::Size;
use crate::domain::span::Span;
use crate::domain::webhook::endpoint::Switched;
use crate::domain::webhook::payload::TOO_LARGE;
use crate::domain::webhook::secret::{PUBLIC, PrivateKey, PublicKey, SHARED, SharedSecret};
use crate::domain::webhook::signature::{Profile, Trusted};
use crate::error::{Code, Error, Result};
use crate::ops::db::open;
use crate::ops::webhooks::{Rules, Unknown, note_private};
use crate::ops::{Access, Outbound, Session, Store};
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

/// The payload behind `@FILE` or `-`, else the word itself.
pub fn payload(ctx: &Context<'_>, word: &str, field: &str, most: Size) -> Result<Vec<u8>> {
    ctx.bytes(word, field, most.0).map_err(|cause| match cause.code {
        Code::InvalidValue => cause.hint(TOO_LARGE),
        _ => cause,
    })
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

/// Says what the end, suspension or return of each endpoint touched.
pub fn say_impact(ctx: &mut Context<'_>, switched: &[Switched]) {
    for it in switched.iter().filter(|it| it.changed) {
        let count = |what: &str| it.impact[what].as_i64().unwrap_or_default();
        let waiting = plural(count("waiting"), "waiting delivery");
        ctx.out.notice(&format!("{}: {waiting}, {} parked", it.endpoint.name, count("parked")));
    }
}

/// What the settings say of deliveries.
pub fn rules(settings: &Settings, concurrency: Option<u32>) -> Result<Rules> {
    let setting = || settings.integer(&table::WEBHOOKS_CONCURRENCY);
    Ok(Rules {
        timeout_ms: settings.span(&table::WEBHOOKS_TIMEOUT)?.millis(),
        max_attempts: settings.integer(&table::WEBHOOKS_MAX_ATTEMPTS)?,
        disable_after: settings.span_or_never(&table::WEBHOOKS_DISABLE_AFTER)?.map(Span::millis),
        concurrency: match concurrency {
            Some(concurrency) => concurrency,
            None => u32::try_from(setting()?).unwrap_or(1),
        },
    })
}

/// What the operator says about everything that goes out.
pub fn outbound(settings: &Settings) -> Result<Outbound> {
    let (ca_file, proxy) = (settings.optional(&table::NET_CA_FILE), settings.optional(&table::NET_PROXY));
    Outbound::parse(ca_file, proxy, &settings.list(&table::NET_ALLOW_PRIVATE))
}

/// The same for what is about to send; the trail has what it permits.
pub fn sending(session: &mut Session<'_>, settings: &Settings) -> Result<Outbound> {
    let outbound = outbound(settings)?;
    note_private(session, &settings.list(&table::NET_ALLOW_PRIVATE))?;
    Ok(outbound)
}

/// What happens to a type that nobody made known.
pub fn unknown_type(settings: &Settings) -> Unknown {
    match settings.text(&table::WEBHOOKS_UNKNOWN_TYPE) {
        "strict" => Unknown::Strict,
        "off" => Unknown::Off,
        _ => Unknown::Warn,
    }
}

/// Opens the store once more, for what a person would decide.
pub fn opener<'a>(ctx: &Context<'a>) -> Result<impl Fn() -> Result<Store> + use<'a>> {
    let (place, world, dry_run, actor) = (ctx.place()?, ctx.world, ctx.globals.dry_run, ctx.actor()?);
    Ok(move || open(&place, Access::Write, world, &|| Ok(actor.clone()), dry_run))
}
