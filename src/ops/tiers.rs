//! Use cases of tiers.

use std::collections::HashMap;

use super::{Changes, Session};
use crate::domain::limit::{Rate, join_rates};
use crate::domain::name;
use crate::domain::page::NamePage;
use crate::domain::plural::plural;
use crate::domain::record::Changed;
use crate::domain::replay::{Replay, Replayed};
use crate::domain::suggest::did_you_mean;
use crate::domain::tier::{DEFAULT, Tier};
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};
use crate::store::{Tx, tiers, tokens, usage};

/// The tier of a name; `code` says what it means that there is none: a wrong value, or a record not found.
pub(super) fn get(tx: &mut Tx<'_>, wanted: &str, code: Code) -> Result<Tier> {
    if let Some(tier) = tiers::get(tx, wanted)? {
        return Ok(tier);
    }
    let names: Vec<String> = tiers::list(tx, &NamePage::default())?.into_iter().map(|tier| tier.name).collect();
    let near = did_you_mean(wanted, names.iter().map(String::as_str));
    Err(Error::new(code, format!("there is no tier {wanted:?}{near}"))
        .hint(format!("create it with: gatepost tokens tiers create {wanted} --rate 100/1m"))
        .field("--tier")
        .candidates(names))
}

/// Makes a tier.
pub fn create(session: &mut Session<'_>, wanted: &str, rates: &[Rate], if_absent: bool) -> Result<Changed<Tier>> {
    name::check(wanted, "NAME")?;
    let new = Tier {
        name: wanted.to_owned(),
        rate_limits: rates.to_vec(),
        created_at: session.now,
        created_by: session.actor.name.clone(),
    };
    let (store, scribe) = session.parts();
    store.write(|tx| {
        if tiers::insert(tx, &new)? {
            scribe.log(tx, None, "tier.create", wanted, Changes::default().set("rate_limits", join_rates(rates)))?;
            return Ok(Changed { record: new.clone(), changed: true });
        }
        let held = get(tx, wanted, Code::NotFound)?;
        if !if_absent {
            return Err(Error::new(Code::NameTaken, format!("the tier {wanted:?} exists already"))
                .hint(format!("change it with: gatepost tokens tiers update {wanted} --rate {}", join_rates(rates))));
        }
        if held.rate_limits != rates {
            let has = join_rates(&held.rate_limits);
            return Err(Error::new(Code::Differs, format!("the tier {wanted:?} has the limits {has}")).field("--rate"));
        }
        Ok(Changed { record: held, changed: false })
    })
}

/// A part of the tiers, by name.
pub fn list(session: &mut Session<'_>, page: &NamePage) -> Result<Vec<Tier>> {
    session.store.read(|tx| tiers::list(tx, page))
}

/// One tier.
pub fn show(session: &mut Session<'_>, wanted: &str) -> Result<Tier> {
    session.store.read(|tx| get(tx, wanted, Code::NotFound))
}

/// Replaces the limits of a tier, for every token that has none of its own.
pub fn update(session: &mut Session<'_>, wanted: &str, rates: &[Rate]) -> Result<Changed<Tier>> {
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut record = get(tx, wanted, Code::NotFound)?;
        if record.rate_limits == rates {
            return Ok(Changed { record, changed: false });
        }
        let both = [join_rates(&record.rate_limits), join_rates(rates)];
        record.rate_limits = rates.to_vec();
        tiers::update(tx, &record)?;
        scribe.log(tx, None, "tier.update", wanted, Changes::default().set("rate_limits", both.to_vec()))?;
        Ok(Changed { record, changed: true })
    })
}

/// What other limits would have refused.
#[derive(Clone, Debug, Default)]
pub struct Simulation {
    /// The tokens that were used, those with most refusals first.
    pub replayed: Vec<Replayed>,
    /// The oldest use that the store still has in full.
    pub oldest: Option<Millis>,
}

/// Replays the recorded use of a tier's tokens from a moment on, without those that have limits of their own,
/// against other limits. What is older fills them, as far as it can still matter. A few hundred bytes are kept for
/// each token that was used, of whatever tier: to look up the token of each call took twenty times as long.
pub fn simulate(session: &mut Session<'_>, wanted: &str, rates: &[Rate], since: Millis) -> Result<Simulation> {
    let now = session.now;
    let longest = rates.iter().map(|rate| rate.window.millis()).max().unwrap_or(0);
    session.store.read(|tx| {
        get(tx, wanted, Code::UnknownTier).map_err(|cause| cause.field("NAME"))?;
        let mut replays: HashMap<String, Replay> = HashMap::new();
        usage::calls(tx, Millis(since.0.saturating_sub(longest)), |token_id, call| {
            if let Some(replay) = replays.get_mut(token_id) {
                replay.call(rates, since, call);
            } else {
                replays.entry(token_id.to_owned()).or_default().call(rates, since, call);
            }
            Ok(true)
        })?;
        let mut replayed = Vec::with_capacity(replays.len());
        for (token_id, replay) in replays.into_iter().filter(|(_, replay)| replay.calls > 0) {
            let token = tokens::get(tx, &token_id, now)?;
            let token = token.filter(|token| token.tier == wanted && token.rate_limits.is_none());
            replayed.extend(token.map(|token| Replayed { token, replay }));
        }
        replayed.sort_by(|a, b| (b.replay.refused, &a.token.id).cmp(&(a.replay.refused, &b.token.id)));
        Ok(Simulation { replayed, oldest: usage::oldest(tx)? })
    })
}

/// Deletes tiers that no token hangs on. `sure` is asked once that is known, and may refuse.
pub fn delete(
    session: &mut Session<'_>,
    names: &[String],
    sure: impl FnOnce() -> Result<()>,
) -> Result<Vec<Changed<Tier>>> {
    session.store.read(|tx| names.iter().try_for_each(|name| unused(tx, name).map(drop)))?;
    sure()?;
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let mut deleted = Vec::new();
        for name in names {
            let record = unused(tx, name)?;
            tiers::delete(tx, name)?;
            scribe.log(tx, None, "tier.delete", name, Changes::default())?;
            deleted.push(Changed { record, changed: true });
        }
        Ok(deleted)
    })
}

/// A tier that nothing hangs on.
fn unused(tx: &mut Tx<'_>, name: &str) -> Result<Tier> {
    let tier = get(tx, name, Code::NotFound)?;
    if name == DEFAULT {
        let message = "the tier free is what a token without --tier gets; nothing was deleted";
        return Err(Error::new(Code::InUse, message));
    }
    match tiers::carriers(tx, name)? {
        0 => Ok(tier),
        carriers => Err(Error::new(
            Code::InUse,
            format!("{name} is the tier of {}; nothing was deleted", plural(carriers, "token")),
        )
        .hint(format!("see them with: gatepost tokens list --tier {name} --status all"))),
    }
}
