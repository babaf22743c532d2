//! Firing an event a line: every piece of input that arrives at once is stored by one commit, and answered when all of
//! it was tried. Nothing is open while waiting for input.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};

use super::super::{Session, workspaces};
use super::courier::{Courier, LEASE, LOOK, Means};
use super::publish::{Draft, Holder, Published, Terms, publish};
use super::route::Router;
use super::store;
use crate::domain::size::Size;
use crate::domain::time::Millis;
use crate::domain::webhook::delivery::Fired;
use crate::error::{Code, Error, Exit, Result};
use crate::store::webhooks::claims::Claim;
use crate::world::interrupted;

/// What is asked of a batch.
pub struct Batch<'a> {
    /// The workspace.
    pub workspace: String,
    /// What holds for every event.
    pub terms: Terms,
    /// The largest payload.
    pub most: Size,
    /// How it is delivered at once; absent leaves it to a worker.
    pub means: Option<&'a Means<'a>>,
}

/// How many lines are stored by one commit.
const GROUP: usize = 1_000;
/// How much of the input is read at once.
const PIECE: usize = 256 * 1024;
/// How much longer than its payload a line may be.
const ROUND: u64 = 64 * 1024;

/// A line that was understood, or why it was not.
type Line = Result<Draft, Box<(String, Error)>>;

/// Fires an event a line until the input ends; how it ended. `answer` takes what became of the lines of one commit, in
/// order, and `notice` what the person should know, each thing once.
pub fn batch(
    session: &mut Session<'_>,
    asked: &Batch<'_>,
    mut notice: impl FnMut(&str),
    mut answer: impl FnMut(&[Fired]) -> Result<()>,
) -> Result<Exit> {
    let mut input = session.world.input();
    let mut buffer = vec![0; PIECE];
    let (mut waiting, mut too_long) = (Vec::new(), false);
    let longest = usize::try_from(asked.most.0 + ROUND).unwrap_or(usize::MAX);
    let (mut worst, mut best, mut said) = (Exit::Done, false, Vec::new());
    let (mut stored, mut refused) = (false, false);
    let mut router = session.store.read(|tx| {
        workspaces::check(tx, &asked.workspace)?;
        Router::load(tx, &asked.workspace)
    })?;
    loop {
        let got = input.read(&mut buffer).map_err(|cause| Error::io("cannot read standard input", &cause))?;
        let mut lines = Vec::new();
        for piece in buffer[..got].split_inclusive(|byte| *byte == b'\n') {
            too_long |= waiting.len() + piece.len() > longest;
            if !too_long {
                waiting.extend_from_slice(piece);
            }
            if piece.ends_with(b"\n") {
                lines.extend(understood(&waiting, too_long, asked.most));
                waiting.clear();
                too_long = false;
            }
        }
        if got == 0 {
            lines.extend(understood(&waiting, too_long, asked.most));
        }
        for group in lines.chunks(GROUP) {
            let (fired, notices) = fire(session, asked, &mut router, group)?;
            for text in notices {
                if !said.contains(&text) {
                    notice(&text);
                    said.push(text);
                }
            }
            for it in &fired {
                let exit = it.exit();
                (stored, refused) = (stored || it.error.is_none(), refused || it.error.is_some());
                best |= exit == Exit::Done;
                worst = worst.max(exit);
            }
            answer(&fired)?;
        }
        if got == 0 {
            let partly = best && worst != Exit::Done || stored && refused;
            return Ok(if partly { Exit::Partial } else { worst });
        }
    }
}

/// An event as a line gives it; an empty line gives none.
fn understood(line: &[u8], too_long: bool, most: Size) -> Option<Line> {
    let line = line.trim_ascii();
    if line.is_empty() && !too_long {
        return None;
    }
    let invalid = |message: String| Box::new((String::new(), Error::invalid("LINE", message)));
    if too_long {
        return Some(Err(invalid(format!("the line is longer than a payload of {most} makes it"))));
    }
    Some(match parse(line) {
        Ok((event_type, key, data)) => Draft::new(&event_type, key.as_deref(), data, most, ["type", "id", "data"])
            .map_err(|cause| Box::new((event_type, cause))),
        Err(cause) => Err(invalid(cause)),
    })
}

/// The fields of a line, each once and as it stands there.
struct Fields<'a>(BTreeMap<String, &'a RawValue>);

impl<'de> Deserialize<'de> for Fields<'de> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Fields<'de>, D::Error> {
        reader.deserialize_map(Fields(BTreeMap::new()))
    }
}

impl<'de> Visitor<'de> for Fields<'de> {
    type Value = Fields<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Fields<'de>, A::Error> {
        while let Some((name, value)) = members.next_entry::<String, &RawValue>()? {
            if self.0.contains_key(&name) {
                return Err(A::Error::custom(format_args!("{name} stands there twice")));
            }
            self.0.insert(name, value);
        }
        Ok(self)
    }
}

/// Type, key and the bytes of the payload, as they stand in the line.
fn parse(line: &[u8]) -> Result<(String, Option<String>, Vec<u8>), String> {
    let Fields(fields) =
        serde_json::from_slice(line).map_err(|cause| format!("the line is no JSON object: {cause}"))?;
    let (mut event_type, mut key, mut data) = (None, None, b"{}".to_vec());
    for (name, value) in fields {
        let text = || serde_json::from_str::<Option<String>>(value.get()).map_err(|_| format!("{name} is no text"));
        match name.as_str() {
            "type" => event_type = text()?,
            "id" => key = text()?,
            "data" => data = value.get().as_bytes().to_vec(),
            _ => return Err(format!("the line has a field {name:?}; type, data and id are known")),
        }
    }
    Ok((event_type.ok_or("the line has no type")?, key, data))
}

/// Fires the events of a group, and tells what became of each and what is to be noticed.
fn fire(
    session: &mut Session<'_>,
    asked: &Batch<'_>,
    router: &mut Router,
    lines: &[Line],
) -> Result<(Vec<Fired>, Vec<String>)> {
    let world = session.world;
    let owner = world.new_id("fire_")?;
    let holds = asked.means.is_some();
    let (mut published, mut claims, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    session.store.write(|tx| {
        (published, claims, notices) = (Vec::with_capacity(lines.len()), Vec::new(), Vec::new());
        router.refresh(tx)?;
        let holder = Holder { owner: &owner, until: Millis(world.now().0 + LEASE) };
        for line in lines {
            let draft = match line {
                Ok(draft) => draft,
                Err(wrong) => {
                    published.push(refused(&wrong.0, &wrong.1));
                    continue;
                }
            };
            let stored =
                publish(tx, world, router, &asked.workspace, draft, &asked.terms, Some(holder).filter(|_| holds));
            match stored {
                Ok(stored) => published.push(accepted(stored, holds, &mut claims, &mut notices)),
                Err(cause) if is_of_the_line(cause.code) => published.push(refused(&draft.event_type, &cause)),
                Err(cause) => return Err(cause),
            }
        }
        store::wake(tx)
    })?;
    if let (Some(means), false) = (asked.means, claims.is_empty()) {
        deliver(session, means, owner, claims)?;
        session.store.read(|tx| {
            for it in published.iter_mut().filter(|it| !it.deliveries.is_empty()) {
                if let Some(event_id) = &it.event_id {
                    it.deliveries = store::deliveries::of_event(tx, event_id)?;
                }
            }
            Ok(())
        })?;
    }
    Ok((published, notices))
}

/// Whether an error is about one line, and found before anything of it was written.
fn is_of_the_line(code: Code) -> bool {
    matches!(code, Code::InvalidValue | Code::Differs | Code::NotFound)
}

fn accepted(stored: Published, holds: bool, claims: &mut Vec<Claim>, notices: &mut Vec<String>) -> Fired {
    claims.extend(stored.claims);
    notices.extend(stored.notices);
    Fired {
        event_id: Some(stored.event.id),
        event_type: stored.event.event_type,
        duplicate: stored.duplicate,
        enqueued: !holds,
        deliveries: stored.deliveries,
        error: None,
    }
}

fn refused(event_type: &str, cause: &Error) -> Fired {
    let error: Json = json!({
        "code": cause.code.as_str(),
        "message": cause.message,
        "hint": cause.hint,
        "field": cause.field,
    });
    Fired {
        event_id: None,
        event_type: event_type.to_owned(),
        duplicate: false,
        enqueued: false,
        deliveries: Vec::new(),
        error: Some(error),
    }
}

/// Delivers what is held of a group.
fn deliver(session: &mut Session<'_>, means: &Means<'_>, owner: String, mut claims: Vec<Claim>) -> Result<()> {
    let mut courier = Courier::new(session, means, owner);
    while !claims.is_empty() || !courier.flights.is_empty() {
        // A part after the other, so that few payloads are held at once.
        if courier.flights.len() < HELD / 2 && !claims.is_empty() {
            let part = claims.split_off(claims.len().saturating_sub(HELD));
            let jobs = courier.jobs(&part)?;
            courier.dispatch(jobs)?;
        }
        let done = courier.gather(LOOK)?;
        if !done.is_empty() {
            courier.settle(&done, |_| Ok(()))?;
        }
        courier.renew()?;
        if interrupted() {
            courier.release()?;
            return Err(Error::new(
                Code::Interrupted,
                "interrupted; every line before is stored, and what is left of them is delivered by a worker",
            ));
        }
    }
    Ok(())
}

/// How many deliveries of a batch are held at once with their payloads.
const HELD: usize = 512;
