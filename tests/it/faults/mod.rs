//! Every command that changes something, disturbed at every call by which it changes a file: killed there, or the
//! call fails. What it had said must hold, and what it had not said must be there wholly or not at all.
//!
//! `tests/run` takes some of the points of every command; `tests/faults` takes all of them and prints what came of
//! each command. What a power loss takes away is not shown by this: the pages that the system holds outlive the
//! process.

mod judge;
mod place;
mod point;
mod scenarios;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;

use crate::support::Sandbox;
use judge::{Case, Tally};
use point::Point;
use scenarios::{ALL, Scenario};

/// How many points of each command `tests/run` takes.
const SAMPLE: usize = 12;
/// What is counted beside the points.
const KINDS: [&str; 6] = ["lost", "torn", "untrue", "damaged", "stuck", "rude"];

/// What whoever runs the tests wants: how many points of each command, and of which commands.
#[expect(clippy::disallowed_methods, reason = "whoever runs the tests says so by a variable")]
fn wanted() -> (usize, String) {
    let var = |name| std::env::var(name).unwrap_or_default();
    let most = match var("GATEPOST_FAULTS").as_str() {
        "all" => usize::MAX,
        number => number.parse().unwrap_or(SAMPLE),
    };
    (most, var("GATEPOST_FAULTS_ONLY"))
}

/// All points, or so many of them, spread evenly over calls and faults.
fn chosen(points: Vec<Point>, most: usize) -> Vec<Point> {
    if points.len() <= most {
        return points;
    }
    let last = points.len() - 1;
    (0..most).map(|index| points[index * last / (most - 1)].clone()).collect()
}

/// Disturbs one command at its points, on all cores.
fn disturb(base: &Sandbox, scenario: &Scenario, most: usize) -> Tally {
    let case = Case::new(scenario, place::beginning(base, scenario));
    let calls = {
        let place = place::like(&case.home);
        let calls = point::calls(&place, scenario);
        point::forget(&place);
        calls
    };
    let waiting = Mutex::new(chosen(point::points(&calls), most));
    let tally = Mutex::new(Tally { calls: calls.len(), ..Tally::default() });
    let work = || {
        while let Some(point) = { waiting.lock().unwrap().pop() } {
            let mut own = Tally::default();
            case.judge(&point, &mut own);
            let mut tally = tally.lock().unwrap();
            tally.points += own.points;
            tally.acknowledged += own.acknowledged;
            for (kind, mut findings) in own.findings {
                tally.findings.entry(kind).or_default().append(&mut findings);
            }
        }
    };
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..cores + 1 {
            scope.spawn(work);
        }
    });
    tally.into_inner().unwrap()
}

/// A line of the table.
fn line(name: &str, tally: &Tally) -> String {
    let mut text = format!("{name:<84}{:>7}{:>8}{:>8}", tally.calls, tally.points, tally.acknowledged);
    for kind in KINDS {
        write!(text, "{:>9}", tally.found(kind)).unwrap();
    }
    text
}

#[expect(clippy::print_stdout, clippy::disallowed_macros, reason = "the table is what tests/faults is run for")]
#[test]
#[ignore = "needs strace and sqlite3, which tests/run installs"]
fn whatever_is_disturbed_is_whole_or_absent() {
    let (most, only) = wanted();
    let base = place::base();
    let mut sum = Tally::default();
    println!(
        "{:<84}{:>7}{:>8}{:>8}{}",
        "command",
        "calls",
        "points",
        "done",
        KINDS.map(|it| format!("{it:>9}")).concat()
    );
    for scenario in ALL.iter().filter(|it| it.line.starts_with(&only)) {
        let tally = disturb(&base, scenario, most);
        let name = if scenario.fresh { format!("{} (first start)", scenario.line) } else { scenario.line.to_owned() };
        println!("{}", line(&name, &tally));
        sum.calls += tally.calls;
        sum.points += tally.points;
        sum.acknowledged += tally.acknowledged;
        for (kind, findings) in tally.findings {
            findings.iter().for_each(|it| println!("{it}\n"));
            sum.findings.entry(kind).or_default().extend(findings);
        }
    }
    println!("{}", line("all", &sum));
    assert!(sum.points > 0, "no command that is disturbed begins with {only:?}");
    let found: BTreeMap<_, _> = sum.findings.iter().map(|(kind, findings)| (*kind, findings.len())).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_verb_that_changes_something_is_disturbed() {
    let capabilities = Sandbox::on_a_file().run("capabilities -o json").ok().json();
    for command in capabilities["commands"].as_array().unwrap() {
        let path = command["path"].as_str().unwrap();
        let covered = ALL.iter().any(|it| it.line == path || it.line.starts_with(&format!("{path} ")));
        assert!(covered || command["effect"] == "reads", "no scenario disturbs {path}");
    }
}
