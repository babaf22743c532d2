//! Removing what was kept long enough: grants that ended, with their events, and people of whom nothing is left.

use super::super::maintain::{Progress, Rounds};
use super::super::{Changes, Scribe, Session, workspaces};
use crate::domain::consent::erasure::Purged;
use crate::domain::consent::retention::{due_until, kept_until};
use crate::domain::plan::{Plan, check};
use crate::domain::span::Span;
use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};
use crate::store::consent::forget::{self, Ended, Long};
use crate::store::{Store, Tx, audit};

/// What is to be purged.
#[derive(Clone, Debug)]
pub struct Purge {
    /// Of this workspace; absent is all.
    pub workspace: Option<String>,
    /// How long records are kept at least.
    pub retention: Span,
}

/// How many grants are held at a time.
const CHUNK: u32 = 1_000;

impl Purge {
    fn long(&self, now: Millis) -> Long<'_> {
        Long { workspace: self.workspace.as_deref(), until: due_until(now, self.retention), recorded: now }
    }

    /// Whether a grant that ended was kept long enough: a purpose may say longer, not shorter.
    fn is_due(&self, ended: &Ended, now: Millis) -> Result<bool> {
        let own = ended.retention.as_deref().map(Span::parse).transpose()?;
        Ok(kept_until(ended.ends_at, self.retention) <= now
            && own.is_none_or(|own| kept_until(ended.ends_at, own) <= now))
    }

    /// What would be purged. The plan is the same as long as the same grants are due in the same states; one that was
    /// made before and no longer holds is refused.
    pub fn plan(&self, session: &mut Session<'_>, planned: Option<&str>) -> Result<Purged> {
        let now = session.now;
        session.store.read(|tx| {
            self.workspace.as_deref().map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
            refuse_early(tx, now)?;
            let seen = self.select(tx, now)?;
            planned.map_or(Ok(()), |planned| check(planned, &seen.plan_id))?;
            Ok(seen)
        })
    }

    fn select(&self, tx: &mut Tx<'_>, now: Millis) -> Result<Purged> {
        let mut plan = Plan::new("consent purge", &format!("{:?}", self.workspace));
        let mut seen = Purged::default();
        let mut past = None;
        loop {
            let chunk = forget::ended(tx, self.long(now), past.as_ref(), CHUNK)?;
            for ended in &chunk {
                if !self.is_due(ended, now)? {
                    continue;
                }
                seen.due += 1;
                seen.held += i64::from(ended.held);
                let state = format!("{} {} {}", ended.ends_at.0, ended.events, ended.held);
                plan.select(&ended.id, &state);
            }
            match chunk.into_iter().last() {
                Some(last) => past = Some(last),
                None => return Ok(Purged { plan_id: plan.id(), ..seen }),
            }
        }
    }

    /// Whether anything is due that no hold keeps; it looks no further than that.
    pub fn some_due(&self, tx: &mut Tx<'_>, now: Millis) -> Result<bool> {
        let mut past = None;
        loop {
            let chunk = forget::ended(tx, self.long(now), past.as_ref(), CHUNK)?;
            for ended in chunk.iter().filter(|ended| !ended.held) {
                if self.is_due(ended, now)? {
                    return Ok(true);
                }
            }
            match chunk.into_iter().last() {
                Some(last) => past = Some(last),
                None => return Ok(false),
            }
        }
    }

    /// Does exactly what was planned, in many short transactions; a run that was broken off is gone on with by the same
    /// plan.
    pub fn run(&self, session: &mut Session<'_>, planned: &str, progress: Option<Progress<'_>>) -> Result<Purged> {
        let (world, now) = (session.world, session.now);
        let (store, scribe) = session.parts();
        let (seen, moment) = self.begin(store, planned, now)?;
        let mut purged = Purged { plan_id: planned.to_owned(), ..seen };
        let total = u64::try_from(purged.due - purged.held).unwrap_or_default();
        let mut rounds = Rounds::new(world, store, progress, total);
        let done = rounds.run(
            |tx, past: Option<&Vec<Ended>>, most| {
                let past = past.and_then(|rows| rows.last());
                let rows = forget::ended(tx, self.long(moment), past, most)?;
                Ok(Some(rows).filter(|rows| !rows.is_empty()))
            },
            |tx, rows| {
                let (mut gone, mut subjects) = (0, 0);
                for ended in rows {
                    if !ended.held && self.is_due(ended, moment)? && forget::is_as_it_was(tx, ended)? {
                        subjects += i64::from(remove(tx, &scribe, ended, planned)?);
                        gone += 1;
                    }
                }
                purged.subjects += subjects;
                Ok(gone)
            },
        );
        let done = done.and_then(|done| rounds.cut_log().map(|()| done));
        let done = done.and_then(|done| store.write(forget::end_purge).map(|()| done)).map_err(broken_off)?;
        purged.purged = i64::try_from(done).unwrap_or(i64::MAX);
        Ok(purged)
    }

    /// Refuses a plan that no longer holds, unless it is the one that is under way, and says by which moment it goes.
    fn begin(&self, store: &mut Store, planned: &str, now: Millis) -> Result<(Purged, Millis)> {
        store.write(|tx| {
            self.workspace.as_deref().map_or(Ok(()), |workspace| workspaces::check(tx, workspace))?;
            refuse_early(tx, now)?;
            // The same plan of another workspace, or with another retention, is not the one that was looked at.
            let plan = format!("{planned} {} {}", self.retention, self.workspace.as_deref().unwrap_or("*"));
            if let Some((_, begun)) = forget::purge_begun(tx)?.filter(|(begun, _)| *begun == plan) {
                return Ok((self.select(tx, begun)?, begun));
            }
            let seen = self.select(tx, now)?;
            check(planned, &seen.plan_id)?;
            forget::begin_purge(tx, &plan, now)?;
            Ok((seen, now))
        })
    }
}

/// Removes a grant; whether nothing is left of its subject then.
fn remove(tx: &mut Tx<'_>, scribe: &Scribe<'_>, ended: &Ended, planned: &str) -> Result<bool> {
    forget::delete_grant(tx, &ended.id)?;
    let changes = Changes::default()
        .set("subject", ended.subject_id.as_str())
        .set("ended_at", ended.ends_at.to_string())
        .set("events", ended.events)
        .set("plan_id", planned);
    scribe.log(tx, Some(&ended.workspace), "consent.purge", &ended.id, changes)?;
    forget::delete_subject(tx, &ended.subject_id)
}

/// Refuses to judge by a clock that is behind what the store knows: it was set back, or was ahead before.
fn refuse_early(tx: &mut Tx<'_>, now: Millis) -> Result<()> {
    match audit::newest(tx)?.filter(|newest| *newest > now) {
        None => Ok(()),
        Some(newest) => Err(Error::new(
            Code::WrongState,
            format!("the clock says {now}, but the newest audit entry is of {newest}; nothing was purged"),
        )
        .hint("set the clock right: timedatectl set-ntp true")),
    }
}

fn broken_off(cause: Error) -> Error {
    let why = cause.message.trim_end_matches("; nothing was changed");
    let message = format!("{why}; what went until then is gone, and the same command goes on from there");
    Error { message, ..cause }
}
