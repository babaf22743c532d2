//! `consent check`: one subject, or one a line.

use serde_json::Value as Json;

use super::super::choice::Choice;
use super::super::context::Context;
use super::super::page::ago;
use super::super::verbs::{Effect, Shape, Verb};
use super::words::{consent_type, keyring, subject, types};
use crate::domain::consent::Type;
use crate::domain::consent::reference::Subject;
use crate::domain::consent::verdict::Verdict;
use crate::domain::plural::plural;
use crate::domain::time::{Edge, Millis, When};
use crate::error::{Code, Error, Exit, Result};
use crate::ops::Access;
use crate::ops::consent::{Asked, Line, check, check_batch};
use crate::render::{Quiet, json};

/// Say whether a consent holds, or held
///
/// Exit 0 allows, 4 denies. With --at it answers for another moment, with --known-at as it was known then. With --batch
/// every answer is a line of JSON, and the exit 0 once all are answered.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  gatepost consent check jane@example.com --type marketing\n  gatepost consent check user-7 --type marketing --purpose newsletter\n  gatepost consent check --type marketing --batch < subjects.txt"
)]
pub struct Args {
    /// The person: a user id, an address, or sub_…; - reads standard input, @FILE a file
    #[arg(required_unless_present = "batch")]
    subject: Option<String>,
    /// What is consented to
    #[arg(long = "type", value_name = "TYPE", value_parser = Choice(types), required_unless_present = "batch")]
    consent_type: Option<String>,
    /// What it is used for [default: the type itself]
    #[arg(long, value_name = "NAME")]
    purpose: Option<String>,
    /// At this moment: a time, or a duration ago [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// By what had been written down at this moment [default: now]
    #[arg(long, value_name = "TIME")]
    known_at: Option<String>,
    /// Answer a line of standard input each: a subject, or {"subject", "type", "purpose", "at", "known_at"}
    #[arg(long, conflicts_with = "subject")]
    batch: bool,
}

impl Verb for Args {
    type Shown = Verdict;
    const SHAPE: Shape = Shape::OneOrMany;
    const EFFECT: Effect = Effect::Verdict;
    const EXITS: &'static [Exit] = &[Exit::NotFound, Exit::Denied, Exit::Conflict, Exit::Integrity, Exit::TryAgain];
    const QUIET: Quiet = Quiet::Nothing;

    fn run(self, ctx: &mut Context<'_>) -> Result<Exit> {
        let now = ctx.now();
        let at = ago("--at", self.at.as_deref(), Edge::Start, now)?;
        let known_at = ago("--known-at", self.known_at.as_deref(), Edge::Start, now)?;
        let kind = self.consent_type.as_deref().map(consent_type).transpose()?;
        let usual = Usual { consent_type: kind, purpose: self.purpose, at, known_at };
        if self.batch {
            return usual.batch(ctx);
        }
        let subject = subject(ctx, self.subject.as_deref().unwrap_or_default())?;
        let Some(asked) = usual.asked(subject, now) else {
            return Err(Error::new(Code::Usage, "say what is consented to: --type TYPE").field("--type"));
        };
        let mut store = ctx.open(Access::Read)?;
        let keyring = match asked.subject.1 {
            Subject::Reference(_) => keyring(ctx, &mut store)?,
            Subject::Id(_) => None,
        };
        let verdict = check(&mut store, keyring.as_ref(), &ctx.workspace(), &asked, now)?;
        ctx.verdict(&verdict, verdict.exit())
    }
}

/// What the flags say, for every line that does not say otherwise.
#[derive(Clone)]
struct Usual {
    consent_type: Option<Type>,
    purpose: Option<String>,
    at: Option<Millis>,
    known_at: Option<Millis>,
}

impl Usual {
    /// The question about a subject. A moment that has not come is as good as now.
    fn asked(&self, subject: (String, Subject), now: Millis) -> Option<Asked> {
        let consent_type = self.consent_type?;
        let purpose = self.purpose.clone().unwrap_or_else(|| consent_type.as_str().to_owned());
        let known_at = self.known_at.map(|at| at.min(now));
        Some(Asked { subject, consent_type, purpose, at: self.at, known_at })
    }

    fn batch(&self, ctx: &mut Context<'_>) -> Result<Exit> {
        let formatted = ctx.globals.format.as_deref().is_some_and(|format| !format.starts_with("json"));
        if formatted || ctx.globals.quiet || ctx.globals.field.is_some() {
            return Err(Error::new(
                Code::Usage,
                "--batch answers in JSON lines, of which --columns chooses the fields",
            )
            .hint("leave out --format, --field and --quiet"));
        }
        let columns = ctx.out.columns::<Verdict>()?;
        let mut store = ctx.open(Access::Read)?;
        let keyring = keyring(ctx, &mut store)?;
        let (workspace, now) = (ctx.workspace(), ctx.now());
        let mut session = ctx.session(&mut store)?;
        let mut text = Vec::new();
        let (mut lines, mut unread, mut first) = (0_i64, 0_i64, None);
        let read = |line: Option<&[u8]>| self.read(line, now);
        let ended = check_batch(&mut session, keyring.as_ref(), &workspace, read, |verdicts| {
            text.clear();
            for verdict in verdicts {
                lines += 1;
                if verdict.consent_type.is_none() {
                    unread += 1;
                    first.get_or_insert(lines);
                }
                json::line(&mut text, &columns, verdict);
            }
            ctx.out.bytes(&text)
        });
        if let Some(first) = first {
            ctx.out.notice(&format!(
                "{} could not be read, the first is line {first}; a line is a subject, with --type, or an object that names subject and type",
                plural(unread, "line")
            ));
        }
        // A reader that has seen enough ends a batch well.
        match ended {
            Err(cause) if !ctx.out.closed() => Err(cause),
            _ => Ok(Exit::Done),
        }
    }

    /// One line of a batch: a subject, or an object that names it and what is asked. An answer is owed in any case.
    fn read(&self, line: Option<&[u8]>, now: Millis) -> Line {
        let text = line.and_then(|line| str::from_utf8(line).ok()).ok_or_else(String::new)?;
        let asked = if text.starts_with('{') { self.object(text, now) } else { self.subject(text, now) };
        asked.ok_or_else(|| if text.starts_with('{') { String::new() } else { text.trim().to_owned() })
    }

    fn subject(&self, text: &str, now: Millis) -> Option<Asked> {
        let subject = Subject::parse(text).ok()?;
        self.asked((text.trim().to_owned(), subject), now)
    }

    fn object(&self, text: &str, now: Millis) -> Option<Asked> {
        let object: serde_json::Map<String, Json> = serde_json::from_str(text).ok()?;
        let (mut usual, mut subject) = (self.clone(), None);
        let moment = |text: &str| When::parse(text, Edge::Start, "at").ok().map(|when| when.back(now));
        for (key, value) in &object {
            match (key.as_str(), value) {
                ("subject", Json::String(text)) => subject = Some(text.as_str()),
                ("type", Json::String(text)) => usual.consent_type = Some(Type::parse(text)?),
                ("purpose", Json::String(text)) => usual.purpose = Some(text.clone()),
                ("at", Json::String(text)) => usual.at = Some(moment(text)?),
                ("known_at", Json::String(text)) => usual.known_at = Some(moment(text)?),
                (_, Json::Null) => {}
                _ => return None,
            }
        }
        usual.subject(subject?, now)
    }
}
