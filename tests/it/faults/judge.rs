//! What is asked of a command that was disturbed, and the verdict.
//!
//! A command has states: the home before it, after each transaction of a command that has several, and after all of
//! it. Each is taken from a run that nothing disturbed.
//!
//! - **lost**: it said it was done (its exit code, or anything on standard output), and that is not there wholly.
//! - **torn**: what is there is none of the states, in the store or in another file. Only files whose names say that
//!   they are unfinished (`….draft`, `….new`), and locks, may be beside them.
//! - **untrue**: it failed, and what it said of it is not so. An error means that nothing was changed, unless it says
//!   that the change was made, or that nobody can know. A command of several transactions may fail between them.
//! - **damaged**: SQLite's shell finds a page or a key that does not hold, or a command that reads answers otherwise
//!   than in the state (`audit verify` is one of them).
//! - **stuck**: the same command, run again where nothing was changed, does not do what it does undisturbed; or
//!   another change is refused.
//! - **rude**: a crash, an exit code that stands for none, or an error of no line or more than two.
//!
//! A command that was killed has said nothing, so it may stand in any state. One that answered and was killed
//! afterwards must be in the last.

use std::collections::BTreeMap;

use crate::support::{Run, Sandbox};

use super::place::{Content, Look, forget_copies, like, run};
use super::point::{Fault, Point, forget};
use super::scenarios::Scenario;

/// One state, and what the command that leads to it answers.
pub struct State {
    content: Content,
    answer: String,
}

/// A scenario, the home it begins with, and its states.
pub struct Case<'a> {
    pub scenario: &'a Scenario,
    pub home: Sandbox,
    states: Vec<State>,
}

/// How many disturbances were of each kind.
#[derive(Default)]
pub struct Tally {
    pub calls: usize,
    pub points: usize,
    /// It was done as if nothing had happened, or had answered before it was killed.
    pub acknowledged: usize,
    pub findings: BTreeMap<&'static str, Vec<String>>,
}

impl Tally {
    pub fn found(&self, kind: &str) -> usize {
        self.findings.get(kind).map_or(0, Vec::len)
    }
}

impl<'a> Case<'a> {
    pub fn new(scenario: &'a Scenario, home: Sandbox) -> Case<'a> {
        let mut states = vec![State { content: look(&home, scenario), answer: String::new() }];
        let whole = (scenario.line, scenario.input);
        for (line, input) in scenario.parts.iter().chain([&whole]) {
            let place = like(&home);
            let ended = run(&place, &[], line, input);
            let exit = if *line == scenario.line { scenario.exit } else { ended.exit };
            let ended = ended.fails(exit);
            let answer = plain(&ended.stdout, &ended);
            states.push(State { content: look(&place, scenario), answer });
        }
        Case { scenario, home, states }
    }

    fn last(&self) -> &State {
        self.states.last().unwrap()
    }

    /// Disturbs the command once and writes down what came of it.
    pub fn judge(&self, point: &Point, tally: &mut Tally) {
        let place = like(&self.home);
        let ended = point.run(&place, self.scenario);
        let seen = Look::asking(&place, self.scenario);
        let mut findings = Vec::new();
        let state = self.states.iter().position(|state| state.content.store == seen.content.store);
        let done = ended.exit == self.scenario.exit;
        let told = plain(&ended.stdout, &ended);
        // Whoever reads an answer, or a part of one, takes it for done.
        let promised = if done { self.states.len() - 1 } else { self.promised(&told) };
        match state {
            None => findings.push(("torn", "the store is in none of its states".to_owned())),
            Some(state) if self.before(state, promised) => {
                findings.push(("lost", format!("state {state} after {told:?}")));
            }
            Some(state) => self.said(point, &ended, state, done, &mut findings),
        }
        self.files(&seen.content, state, done, &mut findings);
        if !seen.damage.is_empty() {
            findings.push(("damaged", seen.damage.clone()));
        }
        if let Some(state) = state
            && self.states[state].content.answers != seen.content.answers
        {
            findings.push(("damaged", format!("{:?}", seen.content.answers)));
        }
        self.manners(point, &ended, &mut findings);
        if let Some(state) = state {
            self.again(&place, &seen.content, state, &mut findings);
        }
        forget(&place);
        tally.points += 1;
        tally.acknowledged += usize::from(done || promised > 0);
        for (kind, what) in findings {
            tally.findings.entry(kind).or_default().push(format!("{kind}: {point:?}: {what}\n{}", ended.text()));
        }
    }

    /// The first state whose answer is as long as what was said.
    fn promised(&self, told: &str) -> usize {
        let long = |state: &State| state.answer.len() >= told.len();
        if told.is_empty() { 0 } else { 1 + self.states[1..].iter().position(long).unwrap_or(self.states.len() - 2) }
    }

    /// Whether a state lies before another, and differs from it in the store.
    fn before(&self, state: usize, other: usize) -> bool {
        state < other && self.states[state].content.store != self.states[other].content.store
    }

    /// Whether what an error says is so.
    fn said(&self, point: &Point, ended: &Run, state: usize, done: bool, findings: &mut Vec<(&'static str, String)>) {
        if point.fault == Fault::Kill || done {
            if done && plain(&ended.stdout, ended) != self.last().answer {
                findings.push(("lost", "the answer is cut".to_owned()));
            }
            return;
        }
        let last = self.states.len() - 1;
        let says = |words: &[&str]| words.iter().any(|words| ended.stderr.contains(words));
        let differs = |state: usize, other: usize| self.before(state.min(other), state.max(other));
        let untrue =
            if mute(point, ended) || says(&["may have been made", "is in place, but", "the move is not finished"]) {
                false
            } else if says(&["was made, but", "did its work, but"]) {
                differs(state, last) && !(1..last).contains(&state)
            } else {
                differs(state, 0) && !(1..last).contains(&state)
            };
        if untrue {
            findings.push(("untrue", format!("the store is in state {state} of {last}")));
        }
    }

    /// Whether every other file is as in one of the states, and as in the last if it was done.
    fn files(&self, seen: &Content, state: Option<usize>, done: bool, findings: &mut Vec<(&'static str, String)>) {
        let known =
            |name: &String, bytes: &Vec<u8>| self.states.iter().any(|it| it.content.files.get(name) == Some(bytes));
        for (name, _) in seen.files.iter().filter(|(name, bytes)| !self.scenario.cuts && !known(name, bytes)) {
            findings.push(("torn", format!("the file {name}")));
        }
        let (first, last) = (&self.states[0].content.files, &self.last().content.files);
        for name in first.keys().filter(|name| last.contains_key(*name) && !seen.files.contains_key(*name)) {
            findings.push(("torn", format!("the file {name} is gone")));
        }
        let missing = last.iter().find(|(name, bytes)| seen.files.get(*name) != Some(bytes));
        if let Some((name, _)) = missing.filter(|_| done && state.is_some()) {
            findings.push(("lost", format!("the file {name}")));
        }
    }

    /// Whether it ended as a command ends.
    fn manners(&self, point: &Point, ended: &Run, findings: &mut Vec<(&'static str, String)>) {
        if point.fault == Fault::Kill {
            return;
        }
        let lines = |begin: &str| ended.stderr.lines().filter(|line| line.starts_with(begin)).count();
        let errors = lines("error: ") + lines("{\"error\":");
        let hints = lines("hint: ");
        let rest = ended.stderr.lines().count() - lines("note: ") - lines("{\"notice\":") - errors - hints;
        // What looks at things may find them unwell.
        let failed = ended.exit != self.scenario.exit && !matches!(ended.exit, 8 | 11);
        if (failed && errors != 1 && !mute(point, ended)) || hints > 1 || rest > 0 || !(0..=12).contains(&ended.exit) {
            findings.push(("rude", format!("exit {}", ended.exit)));
        }
    }

    /// Whether the home can be worked with: the same command where nothing was changed, else another one.
    fn again(&self, place: &Sandbox, seen: &Content, state: usize, findings: &mut Vec<(&'static str, String)>) {
        let undone =
            self.scenario.cuts || self.scenario.resumes || (state == 0 && self.before(0, self.states.len() - 1));
        if undone {
            forget_copies(place);
            let ended = run(place, &[], self.scenario.line, self.scenario.input);
            // A file that is finished is not made again.
            let finished = |it: (&String, &Vec<u8>)| self.states[0].content.files.get(it.0) != Some(it.1);
            if ended.exit == 5 && ended.stderr.contains("exists already") && seen.files.iter().any(finished) {
                return;
            }
            let look = Look::at(place, self.scenario.view);
            let last = &self.last().content;
            let cut = |name: &String, bytes: &Vec<u8>| last.files.get(name).is_some_and(|whole| whole != bytes);
            let wrong =
                look.content.store != last.store || look.content.files.iter().any(|(name, bytes)| cut(name, bytes));
            if ended.exit != self.scenario.exit || wrong {
                findings.push(("stuck", format!("run again: {}", ended.text())));
            }
            return;
        }
        let ended = run(place, &[], "workspaces create afterwards -q", "");
        let downgraded = ended.exit == 5 && ended.stderr.contains("was brought down");
        if ended.exit != 0 && !downgraded {
            findings.push(("stuck", ended.text()));
        }
    }
}

/// Whether standard error itself could not be written, so that only the exit code speaks.
fn mute(point: &Point, ended: &Run) -> bool {
    point.call == "write" && !ended.stderr.contains("error")
}

fn look(home: &Sandbox, scenario: &Scenario) -> Content {
    let copy = like(home);
    let look = Look::asking(&copy, scenario);
    assert_eq!(look.damage, "", "{} begins or ends with a damaged store", scenario.line);
    look.content
}

/// An answer without the name of the home.
fn plain(text: &str, run: &Run) -> String {
    text.replace(&run.home, "~")
}
