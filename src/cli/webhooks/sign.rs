//! `webhooks sign`.

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{one_input, parse_profiles, payload, profiles};
use crate::domain::time::{Edge, Millis};
use crate::domain::webhook::event_type;
use crate::domain::webhook::secret::{PRIVATE, PrivateKey, SharedSecret};
use crate::domain::webhook::signature::{Header, Keys, Profile, check_id};
use crate::error::{Error, Exit, Result};
use crate::render::Quiet;
use crate::settings::table;

/// Sign a payload by hand: the headers that a delivery of it has
///
/// The payload is signed to the byte, whatever it is. With several secrets there are several signatures, as during a
/// rotation; a private ed25519 key (whsk_) signs beside them.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost webhooks sign --secret @hook.secret --data @order.json\n  gatepost webhooks sign --secret @hook.secret --data '{}' --signature github"
)]
pub struct Args {
    /// What to sign with, newest first (can be repeated)
    #[arg(long = "secret", value_name = "SECRET", required = true)]
    secrets: Vec<String>,
    /// The payload
    #[arg(long, value_name = "PAYLOAD")]
    data: String,
    /// The id that stays the same on each attempt [default: a new one]
    #[arg(long, value_name = "TEXT")]
    id: Option<String>,
    /// The event's type, for header webhook-type
    #[arg(long = "type", value_name = "TYPE")]
    event_type: Option<String>,
    /// Which headers carry the signature (can be repeated) [default: standard]
    #[arg(long = "signature", value_name = "PROFILE", value_parser = Choice(profiles))]
    profiles: Vec<String>,
    /// The moment it says: 2026-11-22T09:30:00Z [default: now]
    #[arg(long, value_name = "MOMENT")]
    at: Option<String>,
}

impl Verb for Args {
    type Shown = Header;
    const SHAPE: Shape = Shape::Many;
    const EFFECT: Effect = Effect::Reads;
    const EXITS: &'static [Exit] = &[Exit::NotFound];
    const QUIET: Quiet = Quiet::Column("line");

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        one_input(self.secrets.iter().chain([&self.data]))?;
        let profiles = parse_profiles(&self.profiles)?;
        let keys = self.keys(ctx, profiles)?;
        let most = ctx.settings()?.size(&table::WEBHOOKS_MAX_PAYLOAD)?;
        let body = payload(ctx, &self.data, "--data", most)?;
        let id = match self.id {
            Some(id) => check_id(&id, "--id").map(|()| id)?,
            None => ctx.world.new_id("evt_")?,
        };
        let event_type = self.event_type.as_deref().map(|text| event_type::check(text, "--type")).transpose()?;
        let at = self.at.as_deref().map_or(Ok(ctx.now()), moment)?;
        let headers = keys.headers(&id, event_type, at, &body);
        let headers: Vec<Header> = headers.into_iter().map(|(name, value)| Header { name, value }).collect();
        ctx.many(&headers)
    }
}

impl Args {
    fn keys(&self, ctx: &Context<'_>, profiles: Vec<Profile>) -> Result<Keys> {
        let (mut secrets, mut private) = (Vec::new(), Vec::new());
        for word in &self.secrets {
            let secret = ctx.secret(word, "--secret")?;
            match secret.expose() {
                text if text.starts_with(PRIVATE) => private.push(PrivateKey::parse(text, "--secret")?),
                text if profiles.contains(&Profile::Standard) => secrets.push(SharedSecret::parse(text, "--secret")?),
                text => secrets.push(SharedSecret::any(text)?),
            }
        }
        if secrets.is_empty() && profiles.iter().any(|profile| *profile != Profile::Standard) {
            let message = "profiles github and stripe sign with a shared secret, and there is none";
            return Err(Error::invalid("--secret", message));
        }
        Ok(Keys { secrets, private, profiles })
    }
}

fn moment(text: &str) -> Result<Millis> {
    Millis::parse(text, Edge::Start)
        .ok_or_else(|| Error::invalid("--at", format!("not a time: {text:?}")).hint("write it as 2026-11-22T09:30:00Z"))
}
