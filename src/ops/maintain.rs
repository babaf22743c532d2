//! The store's daily care: usage into its counters, what is overdue out, the write-ahead log cut. It works in
//! many short transactions, between which others get their turn; each leaves the store as right as the one
//! before, so that it can be broken off anywhere.

use std::time::Duration;

use super::Session;
use crate::domain::pace::Pace;
use crate::domain::record::record;
use crate::domain::span::Span;
use crate::error::{Code, Error, Result};
use crate::store::usage::Waiting;
use crate::store::webhooks::{attempts, events};
use crate::store::{Store, Tx, guesses, usage};
use crate::world::World;

/// What maintenance did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Maintained {
    /// Raw rows added to the hourly counters.
    pub rolled_up: i64,
    /// Raw rows removed after their retention.
    pub removed: i64,
    /// Counters of guesses removed after their retention.
    pub guesses_removed: i64,
    /// Payloads of settled events removed after their retention.
    pub payloads_removed: i64,
    /// Attempts at deliveries removed after the same retention.
    pub attempts_removed: i64,
    /// Bytes that the files shrank by.
    pub freed: i64,
    /// Bytes of the file that hold nothing.
    pub reusable: i64,
    /// The longest that others were kept from writing, in milliseconds.
    pub longest_hold_ms: i64,
}

record! { Maintained {
    rolled_up: Int, shown, "Usage rows added to the hourly counters" => |m| m.rolled_up;
    removed: Int, shown, "Usage rows removed after their retention; their counters stay" => |m| m.removed;
    guesses_removed: Int, shown, "Counters of guesses removed after the same retention" => |m| m.guesses_removed;
    payloads_removed: Int, shown, "Payloads of settled events removed after their retention; sizes and digests stay" => |m| m.payloads_removed;
    attempts_removed: Int, shown, "Attempts at deliveries removed after the same retention; their counts stay" => |m| m.attempts_removed;
    freed: Int, shown, "Bytes that the files of the store shrank by" => |m| m.freed;
    reusable: Int, shown, "Bytes of the file that hold nothing, and are used before it grows" => |m| m.reusable;
    longest_hold_ms: Int, shown, "The longest that others were kept from writing, in milliseconds" => |m| m.longest_hold_ms;
} }

/// How long things are kept.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// The usage of tokens.
    pub usage: Span,
    /// Payloads of settled events, and attempts.
    pub webhooks: Span,
}

/// A batch, unless there is nothing in it.
fn some<T>(rows: Vec<T>) -> Result<Option<Vec<T>>> {
    Ok(Some(rows).filter(|rows| !rows.is_empty()))
}

/// Takes how many rows are done, and of how many.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// After how many rows the write-ahead log is moved into the file: some 2 MB to 50 MB of it. The next to write
/// then waits for the disk, so it is not done after every transaction.
const LOGGED: u64 = 10_000;
/// After how many more that is tried again, where somebody who read was in the way.
const LOGGED_AGAIN: u64 = 1_000;
/// A log of so many bytes is cut on the way.
const LONG_LOG: i64 = 8 * 1024 * 1024;
/// How often the write-ahead log is tried to be cut, and how long apart: a second in all.
const CUTS: u32 = 40;
const CUT_PAUSE: Duration = Duration::from_millis(25);

/// Rolls usage up, removes what is older than its retention, cuts the write-ahead log. A rehearsal takes
/// every step back as it goes.
pub fn maintain(session: &mut Session<'_>, kept: Kept, progress: Option<Progress<'_>>) -> Result<Maintained> {
    work(session, kept, progress).map_err(|cause| match cause.code {
        Code::Interrupted => {
            Error::new(cause.code, "interrupted; what was done stays, and the next run goes on from there")
        }
        _ => cause,
    })
}

fn work(session: &mut Session<'_>, kept: Kept, progress: Option<Progress<'_>>) -> Result<Maintained> {
    let now = session.now;
    let before = now.minus(kept.usage);
    let rehearsal = session.store.is_rehearsal();
    let size = session.store.bytes()?;
    let mut total = 0;
    if progress.is_some() {
        let (waiting, overdue) = session.store.read(|tx| usage::due(tx, now, before))?;
        total = waiting + overdue;
    }
    let mut rounds = Rounds::new(session.world, &mut *session.store, progress, total);
    let mut past_retention = 0;
    let rolled_up = rounds.run(
        |tx, past: Option<&Vec<Waiting>>, most| {
            let rows = usage::waiting_rows(tx, now, past.and_then(|rows| rows.last()), most)?;
            past_retention += rows.iter().filter(|row| row.is_overdue(before)).count() as u64;
            Ok(Some(rows).filter(|rows| !rows.is_empty()))
        },
        |tx, rows| usage::roll_up(tx, rows),
    )?;
    let mut removed = rounds.run(
        |tx, past, most| usage::overdue_rows(tx, before, past, most),
        |tx, rows| usage::forget_rows(tx, before, rows),
    )?;
    if rehearsal {
        // The rows whose roll-up was taken back.
        removed += past_retention;
    }
    let guesses_removed = rounds.run(|tx, past, most| guesses::overdue(tx, before, past, most), guesses::forget)?;
    let before = now.minus(kept.webhooks);
    let payloads_removed = rounds.run(
        |tx, past: Option<&Vec<_>>, most| some(events::overdue(tx, before, past.and_then(|it| it.last()), most)?),
        |tx, rows| events::forget_payloads(tx, rows),
    )?;
    let attempts_removed = rounds.run(
        |tx, past: Option<&Vec<_>>, most| some(attempts::overdue(tx, before, past.and_then(|it| it.last()), most)?),
        |tx, rows| attempts::forget(tx, rows),
    )?;
    if !rehearsal {
        rounds.cut_log()?;
    }
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let longest_hold_ms = i64::try_from(rounds.pace.longest().as_millis()).unwrap_or(i64::MAX);
    Ok(Maintained {
        rolled_up: number(rolled_up),
        removed: number(removed),
        guesses_removed: number(guesses_removed),
        payloads_removed: number(payloads_removed),
        attempts_removed: number(attempts_removed),
        freed: if rehearsal { 0 } else { (size - rounds.store.bytes()?).max(0) },
        reusable: rounds.store.free_bytes()?,
        longest_hold_ms,
    })
}

/// One transaction after the other.
pub(super) struct Rounds<'a, 'p> {
    world: &'a World,
    store: &'a mut Store,
    pace: Pace,
    progress: Option<Progress<'p>>,
    done: u64,
    total: u64,
}

impl<'a, 'p> Rounds<'a, 'p> {
    pub(super) fn new(world: &'a World, store: &'a mut Store, progress: Option<Progress<'p>>, total: u64) -> Self {
        Rounds { world, store, pace: Pace::default(), progress, done: 0, total }
    }

    /// Finds a batch behind the one before, which keeps nobody from writing, and works it off in a
    /// transaction, until there is none; how many rows were touched.
    pub(super) fn run<B>(
        &mut self,
        mut find: impl FnMut(&mut Tx<'_>, Option<&B>, u32) -> Result<Option<B>>,
        mut take: impl FnMut(&mut Tx<'_>, &B) -> Result<u64>,
    ) -> Result<u64> {
        let (mut touched, mut logged, mut past) = (0, 0, None);
        self.pace.begin();
        while let Some(batch) = self.store.read(|tx| find(tx, past.as_ref(), self.pace.rows()))? {
            let mut begun = Duration::ZERO;
            let rows = self.store.write(|tx| {
                begun = self.world.elapsed();
                take(tx, &batch)
            })?;
            let pause = self.pace.took(self.world.elapsed().saturating_sub(begun));
            touched += rows;
            self.done += rows;
            if let Some(progress) = &mut self.progress {
                progress(self.done, self.total);
            }
            logged += rows;
            if logged >= LOGGED {
                // Where others write all the time, the log is never begun anew by itself.
                let moved = self.store.checkpoint()? && (self.store.log_bytes() <= LONG_LOG || self.cut()?);
                logged = if moved { 0 } else { LOGGED - LOGGED_AGAIN };
            }
            self.world.pause(pause);
            past = Some(batch);
        }
        Ok(touched)
    }

    /// Cuts the write-ahead log, a few times tried. Where others read on and on it stays, for the next time.
    pub(super) fn cut_log(&mut self) -> Result<()> {
        for _ in 0..CUTS {
            // What is left in the log would be moved while nobody else can write, which waits for the disk.
            if self.store.checkpoint()? && self.cut()? {
                break;
            }
            self.world.pause(CUT_PAUSE);
        }
        Ok(())
    }

    /// Tries once; whether it is cut.
    fn cut(&mut self) -> Result<bool> {
        let begun = self.world.elapsed();
        let cut = self.store.cut_log()?;
        self.pace.held(self.world.elapsed().saturating_sub(begun));
        Ok(cut)
    }
}
