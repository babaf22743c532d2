//! Firing an event a line: what has come of the input is stored by one commit, and answered when all of it was tried.
//! Meanwhile the next is read and stored. Nothing is open while waiting for input.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::io::{self, Read};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};

use super::super::{Session, workspaces};
use super::courier::{Courier, HELD, LEASE, LOOK, Means};
use super::publish::{Draft, Holder, Published, Terms, publish};
use super::route::Router;
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

/// How many lines are stored by one commit, and about how many bytes of them.
const GROUP: usize = 1_000;
const BYTES: usize = 1024 * 1024;
/// After how many deliveries a commit takes no further line: many endpoints make many of each.
const MOST: usize = 10_000;
/// How much of the input is read at once, and how many such pieces are read ahead.
const PIECE: usize = 64 * 1024;
const AHEAD: usize = 4;
/// How much longer than its payload a line may be.
const ROUND: u64 = 64 * 1024;

/// A line that was understood, or why it was not.
type Line = Result<Draft, Box<(String, Error)>>;

/// Fires an event a line until the input ends; how it ended. `answer` takes what became of the lines of one commit, in
/// order, and `notice` what the person should know, each thing once.
pub fn batch(
    session: &mut Session<'_>,
    asked: &Batch<'_>,
    notice: impl FnMut(&str),
    answer: impl FnMut(&[Fired]) -> Result<()>,
) -> Result<Exit> {
    let mut router = session.store.read(|tx| {
        workspaces::check(tx, &asked.workspace)?;
        Router::load(tx, &asked.workspace)
    })?;
    let mut lines = Lines::new(session.world.input(), asked.most)?;
    let mut answers =
        Answers { notice, answer, said: Vec::new(), worst: Exit::Done, best: false, stored: false, refused: false };
    match asked.means {
        None => {
            while !lines.ended() {
                let group = lines.next(LOOK)?;
                stop_if_interrupted()?;
                if !group.is_empty() {
                    let stored = store(session, asked, "", &mut router, group)?;
                    lines.pass(stored.published.len());
                    answers.notice(stored.notices);
                    answers.give(&stored.published)?;
                }
            }
        }
        Some(means) => deliver(session, asked, means, &mut router, &mut lines, &mut answers)?,
    }
    let partly = answers.best && answers.worst != Exit::Done || answers.stored && answers.refused;
    Ok(if partly { Exit::Partial } else { answers.worst })
}

/// What is told of the lines.
struct Answers<N, A> {
    notice: N,
    answer: A,
    said: Vec<String>,
    worst: Exit,
    best: bool,
    stored: bool,
    refused: bool,
}

impl<N: FnMut(&str), A: FnMut(&[Fired]) -> Result<()>> Answers<N, A> {
    fn notice(&mut self, notices: Vec<String>) {
        for text in notices {
            if !self.said.contains(&text) {
                (self.notice)(&text);
                self.said.push(text);
            }
        }
    }

    fn give(&mut self, fired: &[Fired]) -> Result<()> {
        for it in fired {
            let exit = it.exit();
            self.stored |= it.error.is_none();
            self.refused |= it.error.is_some();
            self.best |= exit == Exit::Done;
            self.worst = self.worst.max(exit);
        }
        (self.answer)(fired)
    }
}

/// The lines of the input. A thread reads and parses them while a group is stored and delivered.
struct Lines {
    pieces: Receiver<io::Result<Piece>>,
    ready: VecDeque<Line>,
    /// Whether all were read.
    whole: bool,
}

/// What one read gave.
struct Piece {
    lines: Vec<Line>,
    bytes: usize,
}

impl Lines {
    fn new(mut input: Box<dyn Read + Send>, most: Size) -> Result<Lines> {
        let (sender, pieces) = sync_channel(AHEAD);
        let read = move || {
            let mut cutter = Cutter { waiting: Vec::new(), too_long: false, most };
            let mut buffer = vec![0; PIECE];
            loop {
                let read = input.read(&mut buffer);
                let read = read.map(|bytes| Piece { lines: cutter.cut(&buffer[..bytes]), bytes });
                let last = read.as_ref().map_or(true, |piece| piece.bytes == 0);
                if sender.send(read).is_err() || last {
                    return;
                }
            }
        };
        let spawned = std::thread::Builder::new().name("input".to_owned()).spawn(read);
        spawned.map_err(|cause| Error::io("cannot start a thread", &cause))?;
        Ok(Lines { pieces, ready: VecDeque::new(), whole: false })
    }

    /// What has come, as far as it is one group; it waits no longer than `span` for it.
    fn next(&mut self, span: Duration) -> Result<&[Line]> {
        let mut bytes: usize = self.ready.iter().flatten().map(|draft| draft.payload.len()).sum();
        while !self.whole && self.ready.len() < GROUP && bytes < BYTES {
            let wait = if self.ready.is_empty() { span } else { Duration::ZERO };
            let Ok(piece) = self.pieces.recv_timeout(wait) else { break };
            let piece = piece.map_err(|cause| Error::io("cannot read standard input", &cause))?;
            bytes += piece.bytes;
            self.whole = piece.bytes == 0;
            self.ready.extend(piece.lines);
        }
        let group = self.ready.len().min(GROUP);
        Ok(&self.ready.make_contiguous()[..group])
    }

    /// Takes away the first ones, which were stored or refused.
    fn pass(&mut self, count: usize) {
        self.ready.drain(..count);
    }

    /// Whether none will come any more.
    fn ended(&self) -> bool {
        self.whole && self.ready.is_empty()
    }
}

/// Cuts what is read into lines.
struct Cutter {
    /// The beginning of a line.
    waiting: Vec<u8>,
    too_long: bool,
    most: Size,
}

impl Cutter {
    /// The lines that end with a piece; an empty one ends the last.
    fn cut(&mut self, piece: &[u8]) -> Vec<Line> {
        let longest = usize::try_from(self.most.0 + ROUND).unwrap_or(usize::MAX);
        let mut lines = Vec::new();
        for part in piece.split_inclusive(|byte| *byte == b'\n') {
            self.too_long |= self.waiting.len() + part.len() > longest;
            if !self.too_long {
                self.waiting.extend_from_slice(part);
            }
            if part.ends_with(b"\n") {
                lines.extend(self.end_line());
            }
        }
        if piece.is_empty() {
            lines.extend(self.end_line());
        }
        lines
    }

    fn end_line(&mut self) -> Option<Line> {
        let line = understood(&self.waiting, self.too_long, self.most);
        self.waiting.clear();
        self.too_long = false;
        line
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

/// What was stored of a group.
struct Group {
    published: Vec<Fired>,
    claims: Vec<Claim>,
    notices: Vec<String>,
}

/// Stores the events of a group by one commit, as many of them as it takes, held by `owner` where they are delivered at once.
fn store(
    session: &mut Session<'_>,
    asked: &Batch<'_>,
    owner: &str,
    router: &mut Router,
    lines: &[Line],
) -> Result<Group> {
    let world = session.world;
    let holds = asked.means.is_some();
    let (mut published, mut claims, mut notices) = (Vec::new(), Vec::new(), Vec::new());
    session.store.write(|tx| {
        (published, claims, notices) = (Vec::with_capacity(lines.len()), Vec::new(), Vec::new());
        router.refresh(tx)?;
        let holder = Holder { owner, until: Millis(world.now().0 + LEASE) };
        let mut deliveries = 0;
        for line in lines {
            if deliveries >= MOST {
                break;
            }
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
                Ok(stored) => {
                    deliveries += stored.deliveries.len();
                    published.push(accepted(stored, holds, &mut claims, &mut notices));
                }
                Err(cause) if is_of_the_line(cause.code) => published.push(refused(&draft.event_type, &cause)),
                Err(cause) => return Err(cause),
            }
        }
        super::store::wake(tx)
    })?;
    Ok(Group { published, claims, notices })
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

/// Stores groups and delivers them, the next being stored while the one before is delivered.
fn deliver<N: FnMut(&str), A: FnMut(&[Fired]) -> Result<()>>(
    session: &mut Session<'_>,
    asked: &Batch<'_>,
    means: &Means<'_>,
    router: &mut Router,
    lines: &mut Lines,
    answers: &mut Answers<N, A>,
) -> Result<()> {
    let owner = session.world.new_id("fire_")?;
    let mut courier = Courier::new(session, means, owner.clone());
    // What was stored, with the deliveries that are held of it.
    let mut groups: VecDeque<(Vec<Fired>, Vec<String>)> = VecDeque::new();
    while !(lines.ended() && groups.is_empty()) {
        if !lines.ended() && courier.waiting.len() < HELD {
            let group = lines.next(if groups.is_empty() { LOOK } else { Duration::ZERO })?;
            if !group.is_empty() {
                let stored = store(courier.session, asked, &owner, router, group)?;
                lines.pass(stored.published.len());
                answers.notice(stored.notices);
                groups.push_back((stored.published, stored.claims.iter().map(|claim| claim.id.clone()).collect()));
                courier.hold(stored.claims);
            }
        }
        if !courier.flights.is_empty() {
            courier.advance()?;
        }
        while let Some((fired, open)) = groups.front_mut() {
            open.retain(|id| courier.flights.contains_key(id));
            if !open.is_empty() {
                break;
            }
            look(courier.session, fired)?;
            if let Err(cause) = answers.give(fired) {
                // Nobody listens any more; what has begun is written down, the rest is a worker's.
                courier.release()?;
                while !courier.flights.is_empty() {
                    courier.advance()?;
                }
                return Err(cause);
            }
            groups.pop_front();
        }
        stop_if_interrupted().or_else(|cause| courier.release().and(Err(cause)))?;
    }
    Ok(())
}

/// Reads what became of the deliveries of events.
fn look(session: &mut Session<'_>, fired: &mut [Fired]) -> Result<()> {
    session.store.read(|tx| {
        for it in fired.iter_mut().filter(|it| !it.deliveries.is_empty()) {
            if let Some(event_id) = &it.event_id {
                it.deliveries = super::store::deliveries::of_event(tx, event_id)?;
            }
        }
        Ok(())
    })
}

fn stop_if_interrupted() -> Result<()> {
    if interrupted() {
        return Err(Error::new(
            Code::Interrupted,
            "interrupted; every line before is stored, and what is left of them is delivered by a worker",
        ));
    }
    Ok(())
}
