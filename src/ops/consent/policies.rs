//! Policies: the texts that people consent to. What was published is never changed.

use super::super::{Changes, Session, workspaces};
use crate::domain::consent::POLICY;
use crate::domain::consent::policy::{LONGEST, NameVersion, Policy, check_locale, digest};
use crate::domain::id;
use crate::domain::record::{Cell, Column, Kind, Record};
use crate::domain::suggest::{did_you_mean, nearest};
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};
use crate::store::consent::catalogue::{self, PolicyPage};
use crate::store::{Store, Tx};
use data_encoding::HEXLOWER;

/// What is to be published.
#[derive(Clone, Debug)]
pub struct New {
    /// Its name and version.
    pub which: NameVersion,
    /// Its language.
    pub locale: Option<String>,
    /// The exact text.
    pub text: String,
    /// Whether it changes what matters.
    pub material: bool,
}

/// A policy after its publication.
pub struct Published {
    /// The record.
    pub policy: Policy,
    /// Whether the command made a difference.
    pub changed: bool,
    /// How many grants that hold become stale by it.
    pub stale: i64,
}

impl Published {
    const EXTRA: [Column; 2] = [
        Column { name: "changed", kind: Kind::Bool, shown: true, help: "Whether the command made a difference" },
        Column { name: "stale", kind: Kind::Int, shown: true, help: "How many grants that held are stale by it" },
    ];
}

impl Record for Published {
    const WIDTH: usize = Policy::WIDTH + Published::EXTRA.len();

    fn columns() -> Vec<Column> {
        [Policy::columns(), Published::EXTRA.to_vec()].concat()
    }

    fn cell(&self, index: usize) -> Cell<'_> {
        match index.checked_sub(Policy::WIDTH) {
            None => self.policy.cell(index),
            Some(0) => self.changed.into(),
            Some(_) => self.stale.into(),
        }
    }
}

/// What stands where a new one is to be published.
enum Place {
    Taken(Policy),
    Free { number: i64, stale: i64 },
}

fn look(tx: &mut Tx<'_>, workspace: &str, new: &New, now: Millis) -> Result<Place> {
    workspaces::check(tx, workspace)?;
    let versions = catalogue::versions(tx, workspace, &new.which.name)?;
    let same = |policy: &&Policy| policy.version == new.which.version;
    if let Some(taken) = versions.iter().filter(same).find(|policy| policy.locale == new.locale) {
        return Ok(Place::Taken(taken.clone()));
    }
    let last = versions.last().map_or(0, |policy| policy.number);
    let number = versions.iter().find(same).map_or(last + 1, |policy| policy.number);
    let before: Vec<&str> =
        versions.iter().filter(|policy| policy.number < number).map(|policy| policy.id.as_str()).collect();
    let known = versions.iter().any(|policy| policy.number >= number && policy.material);
    let stale = if new.material && !known { catalogue::given_under(tx, &before, now)? } else { 0 };
    Ok(Place::Free { number, stale })
}

/// Says how many grants would become stale.
pub fn preview(store: &mut Store, workspace: &str, new: &New, now: Millis) -> Result<i64> {
    store.read(|tx| match look(tx, workspace, new, now)? {
        Place::Taken(_) => Ok(0),
        Place::Free { stale, .. } => Ok(stale),
    })
}

/// Publishes a version of a policy in a language. The same text again changes nothing, another is refused.
pub fn publish(session: &mut Session<'_>, workspace: &str, new: &New) -> Result<Published> {
    let locale = new.locale.as_deref();
    locale.map(|locale| check_locale(locale, "--locale")).transpose()?;
    check_text(&new.text)?;
    let sha256 = digest(&new.text);
    let id = session.world.new_id(POLICY)?;
    let (now, by) = (session.now, session.actor.name.clone());
    let (store, scribe) = session.parts();
    store.write(|tx| {
        let (number, stale) = match look(tx, workspace, new, now)? {
            Place::Free { number, stale } => (number, stale),
            Place::Taken(policy) if policy.sha256 == sha256 && policy.material == new.material => {
                return Ok(Published { policy, changed: false, stale: 0 });
            }
            Place::Taken(policy) => return Err(taken(&policy, &sha256)),
        };
        let policy = Policy {
            id: id.clone(),
            workspace: workspace.to_owned(),
            name: new.which.name.clone(),
            version: new.which.version.clone(),
            locale: new.locale.clone(),
            number,
            sha256,
            material: new.material,
            published_at: now,
            published_by: by.clone(),
        };
        catalogue::insert_text(tx, &sha256, &new.text)?;
        catalogue::insert_policy(tx, &policy)?;
        let changes = Changes::default()
            .set("name", policy.name.as_str())
            .set("version", policy.version.as_str())
            .set("locale", locale)
            .set("sha256", HEXLOWER.encode(&sha256))
            .set("material", policy.material)
            .set("stale", stale);
        scribe.log(tx, Some(workspace), "policy.publish", &policy.id, changes)?;
        Ok(Published { policy, changed: true, stale })
    })
}

fn check_text(text: &str) -> Result<()> {
    let refused = |why: String| Err(Error::invalid("--file", why));
    if text.trim().is_empty() {
        return refused("the text of the policy is empty".to_owned());
    }
    if text.len() > LONGEST {
        return refused(format!("the text of the policy has {} bytes; at most {LONGEST} are kept", text.len()));
    }
    if text.contains('\0') {
        return refused("the text of the policy holds a null character".to_owned());
    }
    Ok(())
}

fn taken(policy: &Policy, sha256: &[u8; 32]) -> Error {
    let (name, version) = (&policy.name, &policy.version);
    let what = if policy.sha256 == *sha256 { "with another --material" } else { "with another text" };
    Error::new(Code::Differs, format!("{name}@{version} was published {what}; what was published is never changed"))
        .hint(format!("publish it as another version, such as {name}@{version}.1"))
        .field("POLICY")
}

/// The policy that a person was shown: the version in this language, else the one without a language, else the only
/// one there is.
pub(super) fn shown(tx: &mut Tx<'_>, workspace: &str, which: &NameVersion, locale: Option<&str>) -> Result<Policy> {
    let versions = of_name(tx, workspace, &which.name)?;
    let these: Vec<&Policy> = versions.iter().filter(|policy| policy.version == which.version).collect();
    let exact = these.iter().find(|policy| policy.locale.as_deref() == locale);
    let plain = these.iter().find(|policy| policy.locale.is_none());
    let only = these.first().filter(|_| these.len() == 1 && locale.is_none());
    if let Some(policy) = exact.or(plain).or(only) {
        return Ok((*policy).clone());
    }
    let (name, version) = (&which.name, &which.version);
    let error = |message: String| Error::new(Code::NotFound, message).field("--policy");
    if these.is_empty() {
        let mut held: Vec<&str> = versions.iter().map(|policy| policy.version.as_str()).collect();
        held.dedup();
        return Err(error(format!("the policy {name} has no version {version}; it has {}", held.join(", ")))
            .hint(format!("publish it with: gatepost consent policies publish {name}@{version} --file FILE")));
    }
    let held: Vec<&str> = these.iter().filter_map(|policy| policy.locale.as_deref()).collect();
    let in_what = locale.map_or("without a language".to_owned(), |locale| format!("in the language {locale}"));
    Err(error(format!("{name}@{version} was not published {in_what}"))
        .hint(format!("say which was shown: --locale {}", held.join(" or --locale "))))
}

fn of_name(tx: &mut Tx<'_>, workspace: &str, name: &str) -> Result<Vec<Policy>> {
    let versions = catalogue::versions(tx, workspace, name)?;
    if !versions.is_empty() {
        return Ok(versions);
    }
    let names = catalogue::policy_names(tx, workspace)?;
    let words = || names.iter().map(String::as_str);
    Err(Error::new(
        Code::NotFound,
        format!("workspace {workspace} has no policy {name}{}", did_you_mean(name, words())),
    )
    .hint("list them with: gatepost consent policies list")
    .field("--policy")
    .candidates(nearest(name, words()).map(str::to_owned).into_iter().collect()))
}

/// The policies that `NAME` or `NAME@VERSION` means.
pub(super) fn meant(tx: &mut Tx<'_>, workspace: &str, text: &str) -> Result<Vec<Policy>> {
    if let Ok(versions) = of_name(tx, workspace, text) {
        return Ok(versions);
    }
    let Ok(which) = NameVersion::parse(text, "--policy") else { return of_name(tx, workspace, text) };
    let mut versions = of_name(tx, workspace, &which.name)?;
    versions.retain(|policy| policy.version == which.version);
    if versions.is_empty() {
        return Err(Error::new(Code::NotFound, format!("the policy {} has no version {}", which.name, which.version))
            .hint("list them with: gatepost consent policies list")
            .field("--policy"));
    }
    Ok(versions)
}

/// Hands each policy of the page to `sink`.
pub fn list(
    session: &mut Session<'_>,
    workspace: Option<&str>,
    page: &PolicyPage,
    mut sink: impl FnMut(Policy) -> Result<bool>,
) -> Result<()> {
    session.store.read(|tx| {
        workspace.map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
        let mut page = page.clone();
        if let (Some(after), Some(workspace)) = (&page.after, workspace) {
            page.after = Some(one(tx, workspace, after, None)?.id);
        }
        catalogue::policies(tx, workspace, &page, &mut sink)
    })
}

/// The policy of a whole id, or of a name and version in a language.
fn one(tx: &mut Tx<'_>, workspace: &str, wanted: &str, locale: Option<&str>) -> Result<Policy> {
    if id::is_whole(POLICY, wanted)
        && let Some(policy) = catalogue::policy_by_id(tx, wanted)?.filter(|it| it.workspace == workspace)
    {
        return Ok(policy);
    }
    shown(tx, workspace, &NameVersion::parse(wanted, "POLICY")?, locale)
}

/// One policy, and its exact text.
pub fn show(
    session: &mut Session<'_>,
    workspace: &str,
    wanted: &str,
    locale: Option<&str>,
) -> Result<(Policy, String)> {
    session.store.read(|tx| {
        workspaces::check(tx, workspace)?;
        let policy = one(tx, workspace, wanted, locale)?;
        let text = catalogue::text(tx, &policy.sha256)?;
        let text = text.ok_or_else(|| Error::new(Code::StoreDamaged, "the text of the policy is gone"))?;
        Ok((policy, text))
    })
}
