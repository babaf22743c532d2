//! Consents out of the store. It is a disclosure, so the trail has its entry before anything personal is where
//! somebody can read it.

use serde_json::Value as Json;

use super::super::keyring::Keyring;
use super::super::out_file::{Digested, OutFile};
use super::super::{Changes, Session};
use super::list::{Meant, Wanted};
use crate::domain::consent::event::{Event, known};
use crate::domain::consent::export::{SUPPORT, WITHHELD, Written};
use crate::domain::consent::grant::Grant;
use crate::domain::time::Millis;
use crate::error::Result;
use crate::store::Tx;
use crate::store::audit::head;
use crate::store::consent::events;
pub use crate::store::consent::grants::Reads;

/// What is to be disclosed.
#[derive(Clone, Debug, Default)]
pub struct Disclosure {
    /// Which consents.
    pub wanted: Wanted,
    /// The columns that are shown.
    pub columns: Vec<&'static str>,
    /// Those of them that are withheld.
    pub redacted: Vec<&'static str>,
    /// For whom.
    pub profile: &'static str,
    /// How it is written.
    pub format: &'static str,
    /// What is opened.
    pub reads: Reads,
}

/// What was disclosed.
#[derive(Clone, Debug, PartialEq)]
pub struct Disclosed {
    /// How many consents.
    pub rows: u64,
    /// What was asked for.
    pub filters: Json,
    /// The entries that the trail had at the moment of it.
    pub audit_seq: i64,
}

/// A consent on its way out, with its decisions where the format has them. Nothing is the end.
pub type Row = Option<(Grant, Vec<Event>)>;

/// Hands each consent to `sink`, until it says no. The entry is committed before the first one leaves, in a
/// transaction of its own, since a reader may take its time: so it has the count of that moment, and no digest. A
/// rehearsal discloses nothing.
pub fn export(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    wanted: &Disclosure,
    mut sink: impl FnMut(Row) -> Result<bool>,
) -> Result<Disclosed> {
    let now = session.now;
    let (store, scribe) = session.parts();
    // Counting takes long where it is of the past, and keeps nobody from writing here.
    let rows = store.read(|tx| Meant::new(tx, keyring, &wanted.wanted, now)?.count(tx, wanted.wanted.most()))?;
    let filters = store.write(|tx| {
        let meant = Meant::new(tx, keyring, &wanted.wanted, now)?;
        let changes = wanted.changes(&meant, rows, None);
        scribe.log(tx, wanted.wanted.workspace(), "consent.export", wanted.wanted.object(), changes)?;
        Ok(wanted.filters(&meant))
    })?;
    if store.is_rehearsal() {
        return Ok(Disclosed { rows, filters, audit_seq: 0 });
    }
    let (rows, audit_seq) = store.read(|tx| wanted.read(tx, keyring, now, &mut sink))?;
    Ok(Disclosed { rows, filters, audit_seq })
}

/// The same into a file, which comes to its place when the entry is written that says what is in it, to the digest.
pub fn export_to_file(
    session: &mut Session<'_>,
    keyring: Option<&Keyring>,
    wanted: &Disclosure,
    file: OutFile,
    mut sink: impl FnMut(Row) -> Result<bool>,
) -> Result<Written> {
    let now = session.now;
    let (store, scribe) = session.parts();
    let (rows, audit_seq) = store.read(|tx| wanted.read(tx, keyring, now, &mut sink))?;
    let digested = file.close()?;
    let filters = store.write(|tx| {
        let meant = Meant::new(tx, keyring, &wanted.wanted, now)?;
        let changes = wanted.changes(&meant, rows, Some(&digested)).set("audit_seq", audit_seq);
        scribe.log(tx, wanted.wanted.workspace(), "consent.export", wanted.wanted.object(), changes)?;
        Ok(wanted.filters(&meant))
    })?;
    let written = Written {
        file: file.path().display().to_string(),
        format: wanted.format.to_owned(),
        rows,
        bytes: digested.bytes,
        sha256: digested.sha256,
        as_of: now,
        filters,
        audit_seq,
    };
    file.put()?;
    Ok(written)
}

/// How many grants are read before their events are.
const PAGE: u64 = 256;

impl Disclosure {
    /// Hands over what is meant, of one moment: how many, and the entries that the trail has then.
    fn read(
        &self,
        tx: &mut Tx<'_>,
        keyring: Option<&Keyring>,
        now: Millis,
        sink: &mut impl FnMut(Row) -> Result<bool>,
    ) -> Result<(u64, i64)> {
        let size = i64::try_from(head(tx)?.size()).unwrap_or(i64::MAX);
        let mut meant = Meant::new(tx, keyring, &self.wanted, now)?;
        meant.reads = self.reads;
        let vault = meant.vault.as_ref().filter(|_| self.reads != Reads::Nothing);
        let mut rows = 0;
        if self.format != LINKED {
            meant.walk(tx, vault, |grant| {
                let more = sink(Some((grant, Vec::new())))?;
                rows += u64::from(more);
                Ok(more)
            })?;
            sink(None)?;
            return Ok((rows, size));
        }
        // A statement is read to its end before the next one begins, so grants come by the page.
        let mut left = self.wanted.page.limit.unwrap_or(u64::MAX);
        let mut wanted = self.wanted.clone();
        while left > 0 {
            wanted.page.limit = Some(if meant.ids.is_some() { left } else { left.min(PAGE) });
            let mut page = Vec::new();
            let mut part = Meant::new(tx, keyring, &wanted, now)?;
            part.reads = self.reads;
            part.walk(tx, vault, |grant| {
                page.push(grant);
                Ok(true)
            })?;
            let read = page.len() as u64;
            wanted.after = page.last().map(|last| last.key.id.clone());
            for grant in page {
                let mut history = events::of_grant(tx, &grant.key.id)?;
                if let Some(then) = wanted.then {
                    history = known(history, then.at, then.known_at);
                }
                sink(Some((grant, history)))?;
            }
            rows += read;
            left -= read;
            if read < PAGE || meant.ids.is_some() {
                break;
            }
        }
        sink(None)?;
        Ok((rows, size))
    }

    /// What the trail says of it.
    fn changes(&self, meant: &Meant, rows: u64, digested: Option<&Digested>) -> Changes {
        let changes = self
            .wanted
            .changes(meant)
            .set("profile", self.profile)
            .set("format", self.format)
            .set("columns", self.columns.clone())
            .set("redacted", self.redacted.clone())
            .set("rows", rows);
        match digested {
            Some(digested) => changes.set("sha256", digested.sha256.as_str()).set("bytes", digested.bytes),
            None => changes,
        }
    }

    /// What was asked for, as the answer says it.
    fn filters(&self, meant: &Meant) -> Json {
        let mut filters = self.wanted.plain_filters(meant);
        if let Some(source) = &self.wanted.filter.source {
            let shown = if self.profile == SUPPORT { WITHHELD } else { source };
            filters.insert("source".to_owned(), shown.into());
        }
        Json::Object(filters)
    }
}

/// The format whose records hold every event.
pub const LINKED: &str = "iso27560";
