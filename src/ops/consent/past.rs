//! Grants as they stood at another moment, and as it was known then: each is replayed from its events.

use std::collections::HashMap;

use super::vault::{SubjectKey, Vault};
use crate::domain::consent::event::{known, replay};
use crate::domain::consent::filter::{After, Filter, Page};
use crate::domain::consent::grant::{Decision, Grant, Key, Personal, Shown};
use crate::domain::consent::policy::Policy;
use crate::domain::time::Millis;
use crate::error::Result;
use crate::store::Tx;
use crate::store::consent::catalogue::{self, PolicyPage};
use crate::store::consent::grants::Reads;
use crate::store::consent::{events, grants, identity};

/// How many grants are read at a time.
const BATCH: u64 = 256;

/// The moment that is asked about, and by when it must have been written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Then {
    /// The moment.
    pub at: Millis,
    /// By when.
    pub known_at: Millis,
}

/// What does not change: policies by id, and the material ones.
pub(super) struct Past<'v> {
    then: Then,
    vault: Option<&'v Vault>,
    policies: HashMap<String, Policy>,
}

impl<'v> Past<'v> {
    /// Looks at a workspace, or all.
    pub fn new(tx: &mut Tx<'_>, then: Then, vault: Option<&'v Vault>, workspace: Option<&str>) -> Result<Past<'v>> {
        let mut policies = HashMap::new();
        catalogue::policies(tx, workspace, &PolicyPage::default(), |policy| {
            policies.insert(policy.id.clone(), policy);
            Ok(true)
        })?;
        Ok(Past { then, vault, policies })
    }

    /// A grant as it stood then, if it was on record.
    pub fn grant(&self, tx: &mut Tx<'_>, key: &Key) -> Result<Option<Grant>> {
        let found = events::decisions_of(tx, &key.id)?;
        let history = found.iter().map(|(decision, _)| decision.event.clone()).collect();
        let Some(current) = replay(&known(history, self.then.at, self.then.known_at)) else { return Ok(None) };
        let policy = current.terms.policy_id.as_ref().and_then(|id| self.policies.get(id)).map(|policy| Shown {
            name: policy.name.clone(),
            version: policy.version.clone(),
            sha256: policy.sha256,
            stale: self.was_stale(policy),
        });
        let (given, decided) = (current.given, current.decided);
        let mut grant = Grant::new(key.clone(), current, policy, self.then.at);
        if let (Some(vault), Some(identity)) = (self.vault, identity(tx, &key.subject_id)?) {
            let secret = vault.key(&key.subject_id, &identity.secret)?;
            grant.subject = Some(secret.reference(&key.subject_id, &identity.reference)?);
            grant.personal = personal(&secret, &found, given.unwrap_or(decided))?;
            if given.is_some_and(|given| given != decided) {
                grant.personal.reason = personal(&secret, &found, decided)?.reason;
            }
        }
        Ok(Some(grant))
    }

    fn was_stale(&self, policy: &Policy) -> bool {
        // A version is published when it is written down.
        let seen = self.then.at.min(self.then.known_at);
        self.policies.values().any(|it| {
            it.material
                && it.workspace == policy.workspace
                && it.name == policy.name
                && it.number > policy.number
                && it.published_at <= seen
        })
    }

    /// Hands over the grants that a filter let through then, by id.
    pub fn walk(
        &self,
        tx: &mut Tx<'_>,
        filter: &Filter,
        page: &Page,
        mut each: impl FnMut(Grant) -> Result<bool>,
    ) -> Result<()> {
        // What a grant is about never changes; all else is as of then.
        let lasting = Filter {
            workspace: filter.workspace.clone(),
            types: filter.types.clone(),
            purposes: filter.purposes.clone(),
            since: filter.since,
            until: filter.until,
            ..Filter::default()
        };
        let mut part = Page { limit: Some(BATCH), ..page.clone() };
        let mut left = page.limit.unwrap_or(u64::MAX);
        loop {
            let mut keys = Vec::new();
            grants::walk(tx, &lasting, &part, self.then.at, Reads::Nothing, |grant, _| {
                keys.push(grant.key);
                Ok(true)
            })?;
            for key in &keys {
                let Some(grant) = self.grant(tx, key)?.filter(|grant| filter.admits(grant, self.then.at)) else {
                    continue;
                };
                if left == 0 || !each(grant)? {
                    return Ok(());
                }
                left -= 1;
            }
            let Some(last) = keys.pop() else { return Ok(()) };
            part.after = Some(After { at: Millis(0), id: last.id });
        }
    }
}

fn personal(key: &SubjectKey, found: &[(Decision, Option<Vec<u8>>)], number: i64) -> Result<Personal> {
    let event = found.iter().find(|(decision, _)| decision.event.number == number);
    match event {
        Some((decision, Some(sealed))) => key.personal(&decision.key.id, number, sealed),
        _ => Ok(Personal::default()),
    }
}
