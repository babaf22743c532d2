//! Issuing tokens.

use serde_json::{Map, Value as Json};

use super::super::secret_file::Place;
use super::super::{Changes, Session, scopes, tiers, workspaces};
use crate::domain::credential::{self, compose, digits, displayed, hash};
use crate::domain::limit::Rate;
use crate::domain::name;
use crate::domain::secret::Secret;
use crate::domain::span::Span;
use crate::domain::tier;
use crate::domain::time::{Millis, When};
use crate::domain::token::{self, Env, Issued, Status, Token, parse_ranges};
use crate::error::{Code, Error, Result};
use crate::store::{Tx, tokens};
use crate::world::World;

/// When a token ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// Never.
    Never,
    /// At a moment, or so long from now.
    When(When),
}

/// What was said about a token; what was not is absent.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// Its scopes and wildcards.
    pub scopes: Option<Vec<String>>,
    /// Its tier.
    pub tier: Option<String>,
    /// Its end.
    pub expires: Option<Expiry>,
    /// Its owner; empty takes it away.
    pub owner: Option<String>,
    /// Its address ranges; empty allows all.
    pub allow_ips: Option<Vec<String>>,
    /// Its own limits; empty lifts all.
    pub rates: Option<Vec<Rate>>,
    /// Its metadata.
    pub metadata: Option<Vec<(String, String)>>,
    /// Its environment.
    pub env: Option<Env>,
    /// Its beginning.
    pub not_before: Option<When>,
}

/// The settings that issuing depends on.
#[derive(Clone, Debug)]
pub struct Issue {
    /// The prefix of tokens.
    pub prefix: String,
    /// How long a token lives unless it is said; absent is for ever.
    pub default_expiry: Option<Span>,
    /// How long it may live at most.
    pub max_expiry: Option<Span>,
}

impl Issue {
    /// The end of a token that begins its life now.
    pub(super) fn expires_at(&self, asked: Option<Expiry>, now: Millis) -> Result<Option<Millis>> {
        let latest = self.max_expiry.map(|most| now.plus(most));
        let asked_for = match asked {
            None => {
                return Ok(self
                    .default_expiry
                    .map(|span| latest.map_or(now.plus(span), |latest| latest.min(now.plus(span))))
                    .or(latest));
            }
            Some(Expiry::Never) => None,
            Some(Expiry::When(when)) => Some(when.ahead(now)),
        };
        if asked_for.is_some_and(|at| at <= now) {
            return Err(Error::invalid("--expires", "--expires lies in the past, so the token would never work")
                .hint("write a duration such as 90d, a later time, or never"));
        }
        if let Some(most) = self.max_expiry
            && asked_for.is_none_or(|at| latest.is_some_and(|latest| at > latest))
        {
            return Err(Error::invalid("--expires", format!("tokens live at most {most} here (tokens.max_expiry)"))
                .hint(format!("write at most: --expires {most}")));
        }
        Ok(asked_for)
    }
}

/// What is to be issued.
#[derive(Clone, Debug)]
pub struct New {
    /// The workspace.
    pub workspace: String,
    /// The name, or the beginning of the names of several.
    pub name: String,
    /// So many, named NAME-1 and on; absent is one, named NAME.
    pub count: Option<u32>,
    /// One that is there and equal is no error.
    pub if_absent: bool,
    /// The rest.
    pub fields: Fields,
}

/// Issues one token, or several in one transaction; `place` has their secrets before it is committed.
pub fn create(session: &mut Session<'_>, new: &New, issue: &Issue, place: &mut Option<Place>) -> Result<Vec<Issued>> {
    let names: Vec<String> = match new.count {
        None => vec![new.name.clone()],
        Some(count) => (1..=count).map(|number| format!("{}-{number}", new.name)).collect(),
    };
    for name in &names {
        name::check(name, "NAME")?;
    }
    let (now, world, by) = (session.now, session.world, session.actor.name.clone());
    let (store, scribe) = session.parts();
    let hide = store.is_rehearsal();
    store.write(|tx| {
        workspaces::check(tx, &new.workspace)?;
        let mut model = blank(&new.workspace, &by, now);
        model.expires_at = issue.expires_at(new.fields.expires, now)?;
        apply(tx, &mut model, &new.fields, now)?;
        let mut issued = Vec::with_capacity(names.len());
        for name in &names {
            if new.if_absent
                && let Some(held) = equal(tx, name, &model, &new.fields, now)?
            {
                issued.push(Issued { token: held, secret: None, changed: false });
                continue;
            }
            free(tx, &new.workspace, name, now, "NAME")?;
            let secret = draw(world, &issue.prefix, model.env)?;
            let token = Token {
                id: world.new_id(token::ID)?,
                name: name.clone(),
                prefix: displayed(&secret),
                status: model.status_at(now),
                ..model.clone()
            };
            if !tokens::insert(tx, &token, &hash(secret.expose().as_bytes()))? {
                return Err(Error::new(Code::Internal, format!("the name {name:?} was free and is taken")));
            }
            scribe.log(tx, Some(&token.workspace), "token.create", &token.id, created(&token))?;
            issued.push(Issued { token, secret: Some(secret).filter(|_| !hide), changed: true });
        }
        place.iter_mut().try_for_each(|place| place.keep(&mut issued))?;
        Ok(issued)
    })
}

/// A new secret.
pub(super) fn draw(world: &World, prefix: &str, env: Env) -> Result<Secret> {
    let mut random = String::with_capacity(2 * credential::RANDOM);
    while random.len() < credential::RANDOM {
        digits(&world.random::<32>()?, &mut random);
    }
    random.truncate(credential::RANDOM);
    Ok(compose(prefix, env.as_str(), &random))
}

/// A token of which nothing was said.
pub(super) fn blank(workspace: &str, by: &str, now: Millis) -> Token {
    Token {
        id: String::new(),
        workspace: workspace.to_owned(),
        name: String::new(),
        prefix: String::new(),
        scopes: Vec::new(),
        tier: tier::DEFAULT.to_owned(),
        rate_limits: None,
        owner: None,
        env: Env::Live,
        allow_ips: Vec::new(),
        metadata: Json::Object(Map::new()),
        created_at: now,
        created_by: by.to_owned(),
        not_before: None,
        expires_at: None,
        disabled_at: None,
        last_used_at: None,
        rotated_at: None,
        previous_prefix: None,
        previous_expires_at: None,
        previous_last_used_at: None,
        revoked_at: None,
        revoked_reason: None,
        status: Status::Active,
    }
}

/// Sets what was said, but for the end of its life, and checks it against the store.
pub(super) fn apply(tx: &mut Tx<'_>, token: &mut Token, fields: &Fields, now: Millis) -> Result<()> {
    if let Some(wanted) = &fields.scopes {
        token.scopes = scopes::check(tx, &token.workspace, wanted)?;
    }
    if let Some(wanted) = &fields.tier {
        token.tier = tiers::get(tx, wanted, Code::UnknownTier)?.name;
        token.rate_limits = None;
    }
    if let Some(rates) = &fields.rates {
        token.rate_limits = Some(rates.clone());
    }
    if let Some(owner) = &fields.owner {
        if !owner.is_empty() {
            name::check(owner, "--owner")?;
        }
        token.owner = Some(owner.clone()).filter(|owner| !owner.is_empty());
    }
    if let Some(ranges) = &fields.allow_ips {
        token.allow_ips = parse_ranges(ranges)?;
    }
    if let Some(pairs) = &fields.metadata {
        let mut map = Map::new();
        map.extend(pairs.iter().map(|(key, value)| (key.clone(), Json::from(value.as_str()))));
        token.metadata = Json::Object(map);
    }
    token.env = fields.env.unwrap_or(token.env);
    if let Some(from) = fields.not_before {
        token.not_before = Some(from.ahead(now));
    }
    if token.not_before.is_some_and(|from| token.expires_at.is_some_and(|until| until <= from)) {
        return Err(Error::invalid("--not-before", "the token would expire before its first moment"));
    }
    Ok(())
}

/// Refuses a name that a token holds, saying how to go on.
pub(super) fn free(tx: &mut Tx<'_>, workspace: &str, name: &str, now: Millis, field: &str) -> Result<()> {
    let Some(held) = tokens::holder(tx, workspace, name, now)? else { return Ok(()) };
    let hint = match held.status {
        Status::Expired => format!("it is expired; give it a new secret and life with: gatepost tokens rotate {name}"),
        Status::Disabled => format!("it is disabled; switch it on with: gatepost tokens enable {name}"),
        _ => format!("choose another name, or give that token a new secret with: gatepost tokens rotate {name}"),
    };
    Err(Error::new(Code::NameTaken, format!("the token {} holds the name {name:?}", held.id)).hint(hint).field(field))
}

/// The token that is there and equal to what was asked. Moments that were given as durations are not
/// compared, nor is anything that was not given.
fn equal(tx: &mut Tx<'_>, name: &str, model: &Token, fields: &Fields, now: Millis) -> Result<Option<Token>> {
    let Some(held) = tokens::holder(tx, &model.workspace, name, now)? else {
        let was = tokens::last_revoked(tx, &model.workspace, name, now)?;
        return was.map_or(Ok(None), |was| Err(differs(name, &format!("{} of this name is revoked", was.id))));
    };
    if matches!(held.status, Status::Expired | Status::Disabled) {
        return Err(differs(name, &format!("it is {}", held.status.as_str())));
    }
    let at = |when: &When| matches!(when, When::At(_));
    let different = [
        ("scopes", fields.scopes.is_some() && held.scopes != model.scopes),
        ("tier", fields.tier.is_some() && held.tier != model.tier),
        ("rate_limits", fields.rates.is_some() && held.rate_limits != model.rate_limits),
        ("owner", fields.owner.is_some() && held.owner != model.owner),
        ("allow_ips", fields.allow_ips.is_some() && held.allow_ips != model.allow_ips),
        ("metadata", fields.metadata.is_some() && held.metadata != model.metadata),
        ("env", fields.env.is_some() && held.env != model.env),
        ("not_before", fields.not_before.as_ref().is_some_and(at) && held.not_before != model.not_before),
        (
            "expires_at",
            matches!(fields.expires, Some(Expiry::Never | Expiry::When(When::At(_))))
                && held.expires_at != model.expires_at,
        ),
    ];
    let fields: Vec<&str> = different.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect();
    if fields.is_empty() { Ok(Some(held)) } else { Err(differs(name, &format!("it differs in {}", fields.join(", ")))) }
}

fn differs(name: &str, why: &str) -> Error {
    Error::new(Code::Differs, format!("the token {name:?} exists, but {why}; nothing was changed"))
        .hint(format!("look at it with: gatepost tokens list --status all --name {name}"))
}

/// What the trail says of a new token.
pub(super) fn created(token: &Token) -> Changes {
    let changes = Changes::default()
        .set("name", token.name.as_str())
        .set("prefix", token.prefix.as_str())
        .set("scopes", token.scopes.clone())
        .set("tier", token.tier.as_str())
        .set("env", token.env.as_str())
        .set("not_before", token.not_before.map(|at| at.to_string()))
        .set("expires_at", token.expires_at.map(|at| at.to_string()));
    let changes = match token::stored_rates(token.rate_limits.as_deref()) {
        Some(rates) => changes.set("rate_limits", rates),
        None => changes,
    };
    let changes = if token.allow_ips.is_empty() { changes } else { changes.set("allow_ips", token.allow_ips.clone()) };
    let metadata = Some(token.metadata.to_string()).filter(|text| text != "{}");
    changes.personal("owner", token.owner.as_deref()).personal("metadata", metadata.as_deref())
}
