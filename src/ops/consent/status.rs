//! How a workspace or a person stands with consent.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::super::audit::verified_at;
use super::super::keyring::Keyring;
use super::super::{Session, workspaces};
use super::{found, open};
use crate::domain::consent::event::NEVER;
use crate::domain::consent::grant::{Grant, Shown};
use crate::domain::consent::page::html;
use crate::domain::consent::reference::Subject;
use crate::domain::consent::report::{
    DUE, EXPIRED, Line, NO_EVIDENCE, NO_EXPIRY, NO_POLICY, OVERDUE, RULES, Reason, Report, Rule, STALE, percent,
};
use crate::domain::consent::retention::due_until;
use crate::domain::consent::{Basis, State, Type};
use crate::domain::page::NamePage;
use crate::domain::shell;
use crate::domain::span::Span;
use crate::domain::time::{DAY, Millis};
use crate::error::Result;
use crate::store::consent::catalogue::{self, PolicyPage};
use crate::store::consent::grants;
use crate::store::consent::report::{self, Group};
use crate::store::files::replace;
use crate::store::{Tx, audit};

/// What breaches of a rule were found.
type Breaches = BTreeMap<&'static str, (i64, Option<String>)>;

/// What is looked at.
pub struct Look<'a> {
    /// The workspace.
    pub workspace: &'a str,
    /// The person, where it is about one.
    pub subject: Option<&'a Subject>,
    /// How long records are kept whose purpose does not say.
    pub retention: Span,
    /// The store that somebody named, for commands that are printed.
    pub named: Option<&'a Path>,
}

/// Counts, judges, and says what mends it.
pub fn status(session: &mut Session<'_>, keyring: Option<&Keyring>, look: &Look<'_>) -> Result<Report> {
    let now = session.now;
    session.store.read(|tx| {
        workspaces::check(tx, look.workspace)?;
        let stale = stale_policies(tx, look.workspace)?;
        let mut counted = Counted { lines: BTreeMap::new(), breaches: Breaches::new() };
        let mut subject_id = None;
        if let Some(subject) = look.subject {
            let vault = open(tx, keyring)?;
            let id = found(tx, vault.as_ref(), look.workspace, subject)?;
            let theirs: Vec<Grant> = grants::of_subject(tx, &id, now)?.into_iter().map(|(grant, _)| grant).collect();
            theirs.iter().for_each(|grant| counted.add(&alone(grant, now), &stale));
            overdue(tx, look, Some((&id, &theirs)), now, &mut counted)?;
            subject_id = Some(id);
        } else {
            report::groups(tx, look.workspace, now, |group| counted.add(&group, &stale))?;
            overdue(tx, look, None, now, &mut counted)?;
        }
        let (subjects, held) = match &subject_id {
            Some(id) => (1, i64::from(report::is_held(tx, id)?)),
            None => (report::subjects(tx, look.workspace)?, report::held(tx, look.workspace)?),
        };
        counted.lines.values_mut().for_each(|line| line.coverage = percent(line.valid, subjects));
        let reasons = reasons(tx, look, counted.breaches, now)?;
        let audit_entries = i64::try_from(audit::head(tx)?.size()).unwrap_or(i64::MAX);
        Ok(Report {
            workspace: look.workspace.to_owned(),
            subject_id,
            as_of: now,
            subjects,
            lines: counted.lines.into_values().collect(),
            reasons,
            held,
            audit_entries,
            audit_verified_at: verified_at(tx)?,
            brief: false,
        })
    })
}

/// The policies that were replaced in what matters, by id.
fn stale_policies(tx: &mut Tx<'_>, workspace: &str) -> Result<HashMap<String, bool>> {
    let mut policies = Vec::new();
    catalogue::policies(tx, Some(workspace), &PolicyPage::default(), |policy| {
        policies.push(policy);
        Ok(true)
    })?;
    let mut newest: HashMap<&str, i64> = HashMap::new();
    for policy in policies.iter().filter(|policy| policy.material) {
        let number = newest.entry(&policy.name).or_default();
        *number = policy.number.max(*number);
    }
    let stale = |name: &str, number| newest.get(name).is_some_and(|newest| *newest > number);
    Ok(policies.iter().map(|policy| (policy.id.clone(), stale(&policy.name, policy.number))).collect())
}

/// A grant as a group of its own.
fn alone(grant: &Grant, now: Millis) -> Group {
    let (current, ends_at) = (&grant.current, grant.current.ends_at());
    let within = |days: i64| i64::from(ends_at > now && ends_at.0 <= now.0.saturating_add(days * DAY));
    let example = |yes: bool| yes.then(|| grant.key.id.clone());
    let due = [within(30), within(60), within(90)];
    Group {
        consent_type: grant.key.consent_type,
        purpose: grant.key.purpose.clone(),
        legal_basis: current.terms.legal_basis,
        state: current.state,
        policy_id: current.terms.policy_id.clone(),
        evidence: current.terms.evidence,
        count: 1,
        over: i64::from(ends_at <= now),
        due,
        unending: i64::from(ends_at == NEVER),
        examples: [example(ends_at <= now), example(ends_at > now), example(due[0] > 0), example(ends_at == NEVER)],
    }
}

struct Counted {
    lines: BTreeMap<(Type, String), Line>,
    breaches: Breaches,
}

impl Counted {
    fn add(&mut self, group: &Group, stale: &HashMap<String, bool>) {
        let place = (group.consent_type, group.purpose.clone());
        let fresh = || Line::new(group.consent_type, &group.purpose, group.legal_basis);
        let line = self.lines.entry(place).or_insert_with(fresh);
        match group.state {
            State::Refused => line.refused += group.count,
            State::Withdrawn => line.withdrawn += group.count,
            State::Terminated | State::Invalidated => line.ended += group.count,
            State::Given => self.add_given(group, stale),
        }
    }

    fn add_given(&mut self, group: &Group, stale: &HashMap<String, bool>) {
        let Some(line) = self.lines.get_mut(&(group.consent_type, group.purpose.clone())) else { return };
        let live = group.count - group.over;
        let is_stale = group.policy_id.as_ref().is_some_and(|id| stale.get(id) == Some(&true));
        *if is_stale { &mut line.stale } else { &mut line.valid } += live;
        line.expired += group.over;
        let [over, alive, ending, unending] = &group.examples;
        let mut found = Vec::new();
        found.push((EXPIRED, group.over, over));
        if is_stale {
            found.push((STALE, live, alive));
        } else {
            line.due.iter_mut().zip(group.due).for_each(|(sum, due)| *sum += due);
            found.push((DUE, group.due[0], ending));
        }
        // What else the use rests on needs no consent to be shown.
        if matches!(group.legal_basis, Basis::Consent | Basis::ExplicitConsent) {
            found.push((NO_EXPIRY, group.unending, unending));
            found.push((NO_POLICY, if group.policy_id.is_none() { live } else { 0 }, alive));
            found.push((NO_EVIDENCE, if group.evidence { 0 } else { live }, alive));
        }
        for (rule, count, example) in found {
            self.breach(rule, count, example.clone());
        }
    }

    fn breach(&mut self, rule: Rule, count: i64, example: Option<String>) {
        if count > 0 {
            let held = self.breaches.entry(rule.id).or_default();
            held.0 += count;
            // The oldest, in whatever order the database counts.
            held.1 = held.1.take().into_iter().chain(example).min();
        }
    }
}

/// The records that are kept too long, by the retention of each purpose: all, or those of a person.
fn overdue(
    tx: &mut Tx<'_>,
    look: &Look<'_>,
    person: Option<(&str, &[Grant])>,
    now: Millis,
    counted: &mut Counted,
) -> Result<()> {
    let mut own: HashMap<String, Span> = HashMap::new();
    catalogue::purposes(tx, Some(look.workspace), &NamePage::default(), |purpose| {
        own.extend(purpose.retention.map(|span| (purpose.name, span)));
        Ok(true)
    })?;
    // A purpose may say longer, not shorter.
    let usual = due_until(now, look.retention);
    let by = |purpose: &str| own.get(purpose).map_or(usual, |own| due_until(now, *own).min(usual));
    if let Some((subject_id, theirs)) = person {
        if !report::is_held(tx, subject_id)? {
            let over = theirs.iter().filter(|grant| grant.current.ends_at() <= by(&grant.key.purpose));
            over.for_each(|grant| counted.breach(OVERDUE, 1, Some(grant.key.id.clone())));
        }
        return Ok(());
    }
    let places: Vec<(Type, String)> = counted.lines.keys().cloned().collect();
    for (consent_type, purpose) in places {
        let (count, example) = report::ended_by(tx, look.workspace, consent_type, &purpose, by(&purpose))?;
        counted.breach(OVERDUE, count, example);
    }
    Ok(())
}

/// The reasons in the order of the rules, each with a command for its example.
fn reasons(tx: &mut Tx<'_>, look: &Look<'_>, mut breaches: Breaches, now: Millis) -> Result<Vec<Reason>> {
    let mut reasons = Vec::new();
    for rule in RULES {
        let Some((count, Some(example))) = breaches.remove(rule.id) else { continue };
        let Some((grant, _)) = grants::get(tx, &example, now)? else { continue };
        let command = if rule == OVERDUE { "consent purge".to_owned() } else { renewal(tx, look, &grant)? };
        reasons.push(Reason { rule, count, example, fix: shell::gatepost(&command, look.workspace, look.named) });
    }
    Ok(reasons)
}

/// The command that renews a consent, with all that the other rules ask of it: what one mends, no other finds.
fn renewal(tx: &mut Tx<'_>, look: &Look<'_>, grant: &Grant) -> Result<String> {
    let (key, terms) = (&grant.key, &grant.current.terms);
    let mut command = format!("consent renew {} --type {}", key.subject_id, key.consent_type.as_str());
    if key.purpose != key.consent_type.as_str() {
        command += &format!(" --purpose {}", shell::word(&key.purpose));
    }
    let described = catalogue::purpose_of(tx, look.workspace, &key.purpose)?;
    let basis = described.as_ref().map_or(terms.legal_basis, |purpose| purpose.legal_basis);
    let is_shown = matches!(basis, Basis::Consent | Basis::ExplicitConsent);
    match &grant.policy {
        Some(Shown { name, stale: true, .. }) => {
            let newest = catalogue::versions(tx, look.workspace, name)?;
            let version = newest.last().map_or("VERSION", |policy| policy.version.as_str());
            command += &format!(" --policy {}", shell::word(&format!("{name}@{version}")));
        }
        None if is_shown => command += " --policy NAME@VERSION",
        _ => {}
    }
    if is_shown {
        command += " --evidence FILE";
    }
    let renews = described.is_some_and(|purpose| purpose.renew_every.is_some());
    if !renews && (is_shown || terms.expires_at.is_some()) {
        command += " --expires 1y";
    }
    Ok(command)
}

/// Writes a report as a page, complete or not at all, over what stood there.
pub fn write_page(path: &Path, report: &Report) -> Result<()> {
    replace(path, html(report).as_bytes())
}
