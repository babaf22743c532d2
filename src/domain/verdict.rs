//! The verdict on a token: the rules of a verification, in their order, and what is answered. It fails
//! closed: what cannot be judged is denied.

use std::net::IpAddr;

use serde_json::{Map, Value as Json};

use super::limit::{Decision, Rate, State, Window};
use super::record::record;
use super::scope;
use super::time::Millis;
use super::token::{Env, is_allowed, words};
use crate::error::Exit;

words! {
    /// The answer of a verification, in one word.
    Outcome {
        /// Allowed.
        Valid = "valid",
        /// Cannot be a token.
        Malformed = "malformed",
        /// No such token.
        NotFound = "not_found",
        /// Ended for good.
        Revoked = "revoked",
        /// Switched off.
        Disabled = "disabled",
        /// Its first moment has not come.
        NotYetValid = "not_yet_valid",
        /// Its last moment is over.
        Expired = "expired",
        /// Meant for another environment.
        WrongEnv = "wrong_env",
        /// Its allow-list does not hold the address, or no address was given.
        IpDenied = "ip_denied",
        /// A scope is missing.
        InsufficientScope = "insufficient_scope",
        /// Over its limits.
        RateLimited = "rate_limited",
    }
}

impl Outcome {
    /// What it means, for people.
    pub fn meaning(self) -> &'static str {
        match self {
            Outcome::Valid => "The token holds and the call was counted.",
            Outcome::Malformed => {
                "The text cannot be a token: it is cut, mistyped or made up. The store was not opened and nothing was counted."
            }
            Outcome::NotFound => "No token of the store, or of the workspace that was named, has this secret.",
            Outcome::Revoked => {
                "The token was ended for good, or this is its secret before the last rotation and the grace is over."
            }
            Outcome::Disabled => "The token is switched off; `gatepost tokens enable` switches it on.",
            Outcome::NotYetValid => "The token's first moment (not_before) has not come.",
            Outcome::Expired => {
                "The token's last moment is over; `gatepost tokens rotate` gives it a new secret and life."
            }
            Outcome::WrongEnv => {
                "The token is meant for another environment than the one that was asked for (--env, else tokens.accept_env)."
            }
            Outcome::IpDenied => {
                "The token has a list of address ranges, and the address is in none of them or was not given."
            }
            Outcome::InsufficientScope => "The token lacks a scope; missing_scopes names every one.",
            Outcome::RateLimited => {
                "The token is over its rate limits; retry_after_ms says when the same call is admitted, null that it never is."
            }
        }
    }

    /// Whether it tells that somebody tries what is no token, or none that holds any more. Such attempts are
    /// counted by where they come from, apart from the use of any token. What is malformed opens no store,
    /// so it is not counted.
    pub fn is_guess(self) -> bool {
        use Outcome::{Disabled, Expired, NotFound, Revoked, WrongEnv};
        matches!(self, NotFound | Revoked | Disabled | Expired | WrongEnv)
    }

    /// The exit code of a single verification.
    pub fn exit(self) -> Exit {
        match self {
            Outcome::Valid => Exit::Done,
            Outcome::RateLimited => Exit::RateLimited,
            _ => Exit::Denied,
        }
    }
}

/// What a verification asks of a token.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// All of these scopes.
    pub scopes: Vec<String>,
    /// At least one of these, unless there are none.
    pub any_scopes: Vec<String>,
    /// Where the call comes from.
    pub ip: Option<IpAddr>,
    /// The environment it runs in.
    pub env: Option<Env>,
    /// How many requests it counts as; absent is one.
    pub cost: Option<u32>,
    /// What it is about, for the usage log.
    pub resource: Option<String>,
    /// The workspace that the token must belong to.
    pub workspace: Option<String>,
}

impl Ask {
    /// How many requests it counts as.
    pub fn cost(&self) -> u32 {
        self.cost.unwrap_or(1)
    }
}

/// What the store knows of a presented token: the one row of a verification.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The token's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its owner.
    pub owner: Option<String>,
    /// Its workspace.
    pub workspace: String,
    /// Its environment.
    pub env: Env,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// Its tier.
    pub tier: String,
    /// Its metadata, as JSON text.
    pub metadata: String,
    /// The limits that hold: its own, else its tier's.
    pub rates: Vec<Rate>,
    /// Its allow-list.
    pub allow_ips: Vec<String>,
    /// From when it verifies.
    pub not_before: Option<Millis>,
    /// Until when.
    pub expires_at: Option<Millis>,
    /// Since when it is switched off.
    pub disabled_at: Option<Millis>,
    /// Since when it is ended.
    pub revoked_at: Option<Millis>,
    /// Until when the presented secret works, if it is the one before; absent once it was cut.
    pub superseded_until: Option<Millis>,
    /// Whether the presented secret is the one before.
    pub superseded: bool,
    /// The limiter's state; absent before the first accepted verification.
    pub state: Option<State>,
    /// When the secret before was last accepted.
    pub previous_last_used_at: Option<Millis>,
    /// The environment that the store's own settings accept unless another is asked for.
    pub accept_env: Option<Env>,
}

impl Candidate {
    /// Every rule but the limits, in their order: what it denies with, and whether it does. `accept_env` is
    /// what this machine's settings accept, where they say so.
    fn rules(&self, ask: &Ask, accept_env: Option<Env>, now: Millis) -> [(Outcome, bool); 8] {
        let elsewhere = ask.workspace.as_ref().is_some_and(|workspace| *workspace != self.workspace);
        let over = self.superseded && self.superseded_until.is_none_or(|until| until <= now);
        let out_of_range = !self.allow_ips.is_empty() && !ask.ip.is_some_and(|ip| is_allowed(&self.allow_ips, ip));
        [
            (Outcome::NotFound, elsewhere),
            (Outcome::Revoked, self.revoked_at.is_some() || over),
            (Outcome::Disabled, self.disabled_at.is_some()),
            (Outcome::NotYetValid, self.not_before.is_some_and(|from| now < from)),
            (Outcome::Expired, self.expires_at.is_some_and(|until| until <= now)),
            (Outcome::WrongEnv, self.env != self.wanted_env(ask, accept_env)),
            (Outcome::IpDenied, out_of_range),
            (Outcome::InsufficientScope, !self.missing(ask).is_empty()),
        ]
    }

    fn wanted_env(&self, ask: &Ask, accept_env: Option<Env>) -> Env {
        ask.env.or(accept_env).or(self.accept_env).unwrap_or(Env::Live)
    }

    /// The first rule that denies, all but the limits, which must be counted.
    pub fn denied(&self, ask: &Ask, accept_env: Option<Env>, now: Millis) -> Option<Outcome> {
        self.rules(ask, accept_env, now).into_iter().find(|(_, denies)| *denies).map(|(outcome, _)| outcome)
    }

    /// Every rule with its verdict, whatever those before it say.
    pub fn explain(&self, ask: &Ask, accept_env: Option<Env>, now: Millis, limits: &Decision) -> Vec<Rule> {
        let rule = |(outcome, denies): (Outcome, bool)| Rule {
            rule: Rule::name(outcome),
            allows: !denies,
            detail: self.detail(outcome, ask, accept_env),
        };
        let mut rules: Vec<Rule> = self.rules(ask, accept_env, now).into_iter().map(rule).collect();
        let window = limits.tightest().map(|it| format!("{} of {} in {} remain", it.remaining, it.limit, it.window));
        let wait = match limits.retry_after_ms {
            Some(0) => String::new(),
            Some(ms) => format!("; admitted again at {}", Millis(now.0.saturating_add(ms))),
            None => "; never admitted, since it costs more than the limit".to_owned(),
        };
        let detail = format!("{}{wait}", window.unwrap_or_else(|| "no limits".to_owned()));
        rules.push(Rule { rule: Rule::name(Outcome::RateLimited), allows: limits.allowed, detail });
        rules
    }

    /// What a rule looked at.
    fn detail(&self, outcome: Outcome, ask: &Ask, accept_env: Option<Env>) -> String {
        let since = |word: &str, at: Option<Millis>| at.map(|at| format!("{word} {at}"));
        let said = match outcome {
            Outcome::Revoked if self.superseded => since("the secret before, works until", self.superseded_until)
                .or_else(|| Some("the secret before, which was cut".to_owned())),
            Outcome::Revoked => since("revoked", self.revoked_at),
            Outcome::Disabled => since("disabled", self.disabled_at),
            Outcome::NotYetValid => since("valid from", self.not_before),
            Outcome::Expired => since("valid until", self.expires_at),
            Outcome::WrongEnv => {
                let wanted = self.wanted_env(ask, accept_env);
                Some(format!("the token is {}, accepted is {}", self.env.as_str(), wanted.as_str()))
            }
            Outcome::IpDenied if self.allow_ips.is_empty() => Some("any address".to_owned()),
            Outcome::IpDenied => {
                let from = ask.ip.map_or("no address was given".to_owned(), |ip| format!("from {ip}"));
                Some(format!("{from}; allowed {}", self.allow_ips.join(", ")))
            }
            Outcome::InsufficientScope => match self.missing(ask) {
                missing if missing.is_empty() => Some(format!("carries {}", self.scopes.join(", "))),
                missing => Some(format!("missing {}", missing.join(", "))),
            },
            _ => Some(format!("{} of workspace {}", self.id, self.workspace)),
        };
        said.unwrap_or_else(|| "not set".to_owned())
    }

    /// The scopes that an answer depends on: all that must be there, and of a choice the first that is.
    pub fn needed<'a>(&self, ask: &'a Ask) -> Vec<&'a str> {
        let choice = ask.any_scopes.iter().find(|asked| scope::is_covered(&self.scopes, asked));
        ask.scopes.iter().chain(choice).map(String::as_str).collect()
    }

    /// Every scope that is asked for and not carried; of a choice of which none is carried, all.
    pub fn missing(&self, ask: &Ask) -> Vec<String> {
        let mut missing = scope::missing(&self.scopes, &ask.scopes);
        if !ask.any_scopes.is_empty() && !scope::any(&self.scopes, &ask.any_scopes) {
            missing.extend(ask.any_scopes.iter().cloned());
        }
        missing
    }
}

/// The answer of a verification.
pub struct Verdict {
    /// In one word.
    pub outcome: Outcome,
    /// The token, where one was found that may be named.
    pub token: Option<Candidate>,
    /// The scopes it lacks.
    pub missing_scopes: Vec<String>,
    /// What the limiter said, where it was asked.
    pub limits: Option<Decision>,
}

impl Verdict {
    /// A verdict without a token.
    pub fn unknown(outcome: Outcome) -> Verdict {
        Verdict { outcome, token: None, missing_scopes: Vec::new(), limits: None }
    }

    fn tightest(&self) -> Option<&Window> {
        self.limits.as_ref()?.tightest()
    }

    /// `current`, `previous`, or null where no token was found.
    fn secret(&self) -> Option<&'static str> {
        self.token.as_ref().map(|token| if token.superseded { "previous" } else { "current" })
    }

    fn retry_after_ms(&self) -> Option<i64> {
        self.limits.as_ref()?.retry_after_ms
    }

    fn metadata(&self) -> Option<Json> {
        let text = &self.token.as_ref()?.metadata;
        Some(serde_json::from_str(text).unwrap_or(Json::Null))
    }

    /// Every window, as JSON.
    fn windows(&self) -> Option<Json> {
        let window = |window: &Window| {
            let mut map = Map::new();
            map.insert("window".to_owned(), window.window.clone().into());
            map.insert("limit".to_owned(), window.limit.into());
            map.insert("remaining".to_owned(), window.remaining.into());
            map.insert("reset_at".to_owned(), window.reset_at.to_string().into());
            Json::Object(map)
        };
        Some(self.limits.as_ref()?.windows.iter().map(window).collect())
    }
}

record! { Verdict {
    valid: Bool, shown, "Whether the call may go on" => |v| v.outcome == Outcome::Valid;
    code: Text, shown, "Why: valid, malformed, not_found, revoked, disabled, not_yet_valid, expired, wrong_env, ip_denied, insufficient_scope or rate_limited" => |v| v.outcome.as_str();
    id: Id, shown, "The token's id" => |v| v.token.as_ref().map(|t| &t.id);
    name: Text, shown, "Its name" => |v| v.token.as_ref().map(|t| &t.name);
    owner: Text, hidden, "Whom it was issued to" => |v| v.token.as_ref().and_then(|t| t.owner.as_ref());
    workspace: Text, hidden, "Its workspace" => |v| v.token.as_ref().map(|t| &t.workspace);
    env: Text, hidden, "Its environment" => |v| v.token.as_ref().map(|t| t.env.as_str());
    scopes: List, hidden, "The scopes it carries" => |v| v.token.as_ref().map(|t| &t.scopes);
    missing_scopes: List, hidden, "Every scope that was asked for and is not carried" => |v| &v.missing_scopes;
    tier: Text, hidden, "Its tier" => |v| v.token.as_ref().map(|t| &t.tier);
    metadata: Json, hidden, "Its metadata" => |v| v.metadata();
    expires_at: Time, hidden, "Until when it verifies" => |v| v.token.as_ref().and_then(|t| t.expires_at);
    secret: Text, hidden, "Which of its secrets was presented: current or previous" => |v| v.secret();
    limit: Int, hidden, "Requests of the window with the least remaining" => |v| v.tightest().map(|w| w.limit);
    remaining: Int, shown, "How many of them remain" => |v| v.tightest().map(|w| w.remaining);
    reset_at: Time, hidden, "When all of them are there again" => |v| v.tightest().map(|w| w.reset_at);
    retry_after_ms: Int, shown, "Milliseconds until the same call is admitted: 0 if it was, null if never" => |v| v.retry_after_ms();
    limits: Json, hidden, "Every window: window, limit, remaining, reset_at" => |v| v.windows();
} }

/// One rule of a verification and what it says.
pub struct Rule {
    rule: &'static str,
    allows: bool,
    detail: String,
}

impl Rule {
    /// The rule that denies with an outcome.
    fn name(outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Valid | Outcome::Malformed => "shape",
            Outcome::NotFound => "known",
            Outcome::Revoked => "not_revoked",
            Outcome::Disabled => "enabled",
            Outcome::NotYetValid => "begun",
            Outcome::Expired => "not_expired",
            Outcome::WrongEnv => "environment",
            Outcome::IpDenied => "address",
            Outcome::InsufficientScope => "scopes",
            Outcome::RateLimited => "limits",
        }
    }

    /// The rule that a text without a token fails.
    pub fn failed(outcome: Outcome) -> Rule {
        Rule { rule: Rule::name(outcome), allows: false, detail: outcome.meaning().to_owned() }
    }

    /// Whether it lets the call go on.
    pub fn allows(&self) -> bool {
        self.allows
    }
}

record! { Rule {
    rule: Text, shown, "The rule, in the order of a verification" => |r| r.rule;
    verdict: Text, shown, "allow or deny" => |r| if r.allows { "allow" } else { "deny" };
    detail: Text, shown, "What it looked at" => |r| &r.detail;
} }
