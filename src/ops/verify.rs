//! Verification: judges a presented token and counts the use, one at a time or by the line.

use super::lines::in_batches;
use super::tokens::find;
use super::workspaces;

use crate::domain::credential::{Shape, hash, shape, shown};
use crate::domain::guess::source;
use crate::domain::limit::{Decision, take};
use crate::domain::time::Millis;
use crate::domain::token::Env;
use crate::domain::verdict::{Ask, Candidate, Outcome, Rule, Verdict};
use crate::error::{Code, Error, Result};
use crate::store::{Store, Tx, guesses, verify};
use crate::world::World;

/// What holds for every verification of a run.
pub struct Rules {
    /// The prefix of our tokens, without its underscore.
    pub prefix: String,
    /// The environment that is accepted where none is asked for; absent leaves it to the store's settings.
    pub accept_env: Option<Env>,
    /// Whether limits and usage are counted.
    pub count: bool,
}

/// Whether a text can be told to be no token without opening the store.
pub fn is_malformed(text: &[u8], rules: &Rules) -> bool {
    shape(text, &rules.prefix) == Shape::Malformed
}

/// The verdict on one token that may be one.
pub fn one(world: &World, store: &mut Store, text: &[u8], ask: &Ask, rules: &Rules) -> Result<Verdict> {
    if rules.count {
        store.write(|tx| judge(world, tx, text, ask, rules))
    } else {
        store.read(|tx| judge(world, tx, text, ask, rules))
    }
}

/// How often a limiter that others move at the same time is tried again.
const TRIES: usize = 100;

fn judge(world: &World, tx: &mut Tx<'_>, text: &[u8], ask: &Ask, rules: &Rules) -> Result<Verdict> {
    let verdict = judge_hash(world, tx, &hash(text), ask, rules)?;
    if let Some(guess) = Guess::of(text, ask, rules, verdict.outcome) {
        guess.count(world, tx)?;
    }
    Ok(verdict)
}

/// The same by the digest of the text, without what is kept of guesses.
fn judge_hash(world: &World, tx: &mut Tx<'_>, hash: &[u8; 32], ask: &Ask, rules: &Rules) -> Result<Verdict> {
    for _ in 0..TRIES {
        let verdict = match verify::candidate(tx, hash)? {
            Some(token) => weigh(world, tx, token, ask, rules)?,
            None => Some(Verdict::unknown(Outcome::NotFound)),
        };
        let Some(verdict) = verdict else { continue };
        // That the workspace does not exist is a mistake of the caller, and no word about the token.
        if let Some(workspace) = ask.workspace.as_ref().filter(|_| verdict.outcome == Outcome::NotFound) {
            workspaces::check(tx, workspace)?;
        }
        return Ok(verdict);
    }
    Err(Error::new(Code::StoreBusy, "the token is being verified too often at once").hint("run the same command again"))
}

/// An attempt that is counted by where it came from: source, displayed prefix, outcome.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Guess<'a>(String, &'a str, &'static str);

impl<'a> Guess<'a> {
    fn of(text: &'a [u8], ask: &Ask, rules: &Rules, outcome: Outcome) -> Option<Guess<'a>> {
        let from = || ask.ip.map(source).unwrap_or_default();
        (rules.count && outcome.is_guess()).then(|| Guess(from(), shown(text, &rules.prefix), outcome.as_str()))
    }

    fn count(&self, world: &World, tx: &mut Tx<'_>) -> Result<()> {
        guesses::count(tx, world.now(), &self.0, self.1, self.2)
    }
}

/// Applies every rule and counts; nothing if the limiter moved meanwhile.
fn weigh(world: &World, tx: &mut Tx<'_>, token: Candidate, ask: &Ask, rules: &Rules) -> Result<Option<Verdict>> {
    let micros = world.now_micros();
    let now = Millis(micros / 1_000);
    let denied = token.denied(ask, rules.accept_env, now);
    if denied == Some(Outcome::NotFound) {
        return Ok(Some(Verdict::unknown(Outcome::NotFound)));
    }
    let limits: Option<Decision> = denied.is_none().then(|| {
        let state = token.state.clone().unwrap_or_default();
        take(&token.rates, &state, micros, ask.cost())
    });
    let allowed = limits.as_ref().is_some_and(|decision| decision.allowed);
    let outcome = denied.unwrap_or(if allowed { Outcome::Valid } else { Outcome::RateLimited });
    if rules.count {
        if let Some(decision) = limits.as_ref().filter(|decision| decision.allowed || decision.write)
            && !verify::count(tx, &token, &decision.state, allowed.then_some(now))?
        {
            return Ok(None);
        }
        if !outcome.is_guess() {
            let nonce = i64::from_be_bytes(world.random()?);
            verify::log_use(tx, now, nonce, &token, outcome, ask)?;
        }
    }
    let missing_scopes = if outcome == Outcome::InsufficientScope { token.missing(ask) } else { Vec::new() };
    Ok(Some(Verdict { outcome, token: Some(token), missing_scopes, limits }))
}

/// Which token is to be explained.
pub enum Subject<'a> {
    /// The one with this secret.
    Secret(&'a [u8]),
    /// The one that a reference means, in a workspace.
    Reference(&'a str, &'a str),
}

/// Every rule of a verification with what it would say now; nothing is counted.
pub fn explain(world: &World, store: &mut Store, subject: &Subject<'_>, ask: &Ask, rules: &Rules) -> Result<Vec<Rule>> {
    let micros = world.now_micros();
    let now = Millis(micros / 1_000);
    store.read(|tx| {
        let found = match subject {
            Subject::Secret(text) if is_malformed(text, rules) => return Ok(vec![Rule::failed(Outcome::Malformed)]),
            Subject::Secret(text) => verify::candidate(tx, &hash(text))?,
            Subject::Reference(workspace, reference) => {
                let token = find(tx, workspace, reference, now, false)?;
                verify::candidate_by_id(tx, &token.id)?
            }
        };
        let Some(token) = found else { return Ok(vec![Rule::failed(Outcome::NotFound)]) };
        let state = token.state.clone().unwrap_or_default();
        let limits = take(&token.rates, &state, micros, ask.cost());
        Ok(token.explain(ask, rules.accept_env, now, &limits))
    })
}

/// One line of a batch.
pub enum Line {
    /// It cannot hold a token.
    Malformed,
    /// A token, and what is asked of it.
    Token(Vec<u8>, Ask),
}

/// The longest line of a batch in bytes; the rest of a longer one is thrown away.
const LONGEST_LINE: usize = 64 * 1024;

/// Answers a token a line until the input ends. Input that arrives at once is one transaction, or a few on a
/// server: answers leave after the commit that holds them, and nothing is open while waiting.
///
/// `read` turns a line into what it asks, `open` opens the store when a line first needs it, and `answer`
/// takes the verdicts of one commit, in order.
pub fn batch(
    world: &World,
    rules: &Rules,
    read: impl Fn(&[u8]) -> Line,
    mut open: impl FnMut() -> Result<Store>,
    mut answer: impl FnMut(&[Verdict]) -> Result<()>,
) -> Result<()> {
    let mut store = None;
    let read = |line: Option<&[u8]>| line.map_or(Line::Malformed, &read);
    in_batches(world, LONGEST_LINE, read, |lines| answer_all(world, rules, lines, &mut store, &mut open, &mut answer))
}

fn answer_all(
    world: &World,
    rules: &Rules,
    lines: &[Line],
    store: &mut Option<Store>,
    open: &mut impl FnMut() -> Result<Store>,
    answer: &mut impl FnMut(&[Verdict]) -> Result<()>,
) -> Result<()> {
    if !lines.iter().any(|line| possible(line, rules).is_some()) {
        return answer(&unjudged(lines));
    }
    let store = match store {
        Some(store) => store,
        None => store.insert(open()?),
    };
    for lines in lines.chunks(store.most_together()) {
        let together = |tx: &mut Tx<'_>| judge_together(world, tx, lines, rules);
        answer(&if rules.count { store.write(together) } else { store.read(together) }?)?;
    }
    Ok(())
}

fn possible<'a>(line: &'a Line, rules: &Rules) -> Option<(&'a [u8], &'a Ask)> {
    match line {
        Line::Token(text, ask) if !is_malformed(text, rules) => Some((text, ask)),
        _ => None,
    }
}

fn unjudged(lines: &[Line]) -> Vec<Verdict> {
    lines.iter().map(|_| Verdict::unknown(Outcome::Malformed)).collect()
}

/// Judges lines in one transaction. Of many that do so at once all take the rows of tokens in one order, and those of
/// guesses after them, so that no two wait for each other crosswise.
fn judge_together(world: &World, tx: &mut Tx<'_>, lines: &[Line], rules: &Rules) -> Result<Vec<Verdict>> {
    let asked = lines.iter().enumerate().filter_map(|(place, line)| {
        let (text, ask) = possible(line, rules)?;
        Some((hash(text), place, text, ask))
    });
    let mut asked: Vec<_> = asked.collect();
    asked.sort_unstable_by_key(|(hash, place, ..)| (*hash, *place));
    let mut verdicts = unjudged(lines);
    let mut guesses = Vec::new();
    for (hash, place, text, ask) in asked {
        verdicts[place] = judge_hash(world, tx, &hash, ask, rules)?;
        guesses.extend(Guess::of(text, ask, rules, verdicts[place].outcome));
    }
    if !guesses.is_empty() {
        guesses.sort_unstable();
        guesses::hold(tx, world.now())?;
    }
    guesses.iter().try_for_each(|guess| guess.count(world, tx))?;
    Ok(verdicts)
}
