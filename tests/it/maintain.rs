//! `db maintain` in the middle of its work: it goes in many transactions, each of few rows, and can be broken
//! off after each.

use gatepost::domain::time::{HOUR, Millis};
use gatepost::ops::{Access, Store};
use gatepost::store::usage;

use crate::support::Sandbox;

/// A store with so many uses in each of two hours, the clock in the third.
fn used(times: usize) -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    for name in ["ci", "web"] {
        let secret = sandbox.run(&format!("tokens create {name} -q --rate none --expires never")).ok().stdout;
        for hour in ["09:30", "10:30"] {
            sandbox.at(&format!("2026-11-22T{hour}:00Z"));
            sandbox.input(secret.repeat(times)).run("tokens verify --batch").ok();
        }
        sandbox.at("2026-11-22T09:30:00Z");
    }
    sandbox.at("2026-11-22T11:30:00Z");
    sandbox
}

fn counts(sandbox: &Sandbox) -> String {
    let by = |words: &str| sandbox.run(&format!("tokens usage {words} -o csv --columns bucket,outcome,count")).ok();
    [by("--by hour"), by("ci --by hour"), by("web --by outcome"), by("--since 2026-11-22T10:00:00Z --by outcome")]
        .map(|run| run.stdout)
        .join("")
}

#[test]
fn no_transaction_takes_more_rows_than_it_was_given_and_every_report_between_them_is_right() {
    let sandbox = used(40);
    let now = Millis::parse("2026-11-22T11:30:00Z", gatepost::domain::time::Edge::Start).unwrap();
    let expected = counts(&sandbox);
    let mut store = Store::open(&sandbox.store(), Access::Maintain, now, &mut |_| Ok(())).unwrap();
    let (mut past, mut steps, mut total) = (None::<Vec<usage::Waiting>>, 0, 0);
    loop {
        let after = past.as_ref().and_then(|rows| rows.last());
        let rows = store.read(|tx| usage::waiting_rows(tx, now, after, 30)).unwrap();
        if rows.is_empty() {
            break;
        }
        let waiting = sandbox.number("SELECT count(*) FROM api_usage_log WHERE rolled = 0");
        let added = store.write(|tx| usage::roll_up(tx, &rows)).unwrap();
        assert!((1..=30).contains(&added), "{added}");
        assert_eq!(store.write(|tx| usage::roll_up(tx, &rows)).unwrap(), 0, "a row is counted once");
        let left = sandbox.number("SELECT count(*) FROM api_usage_log WHERE rolled = 0");
        assert_eq!(waiting - left, i64::try_from(added).unwrap());
        assert_eq!(counts(&sandbox), expected, "after step {steps}");
        (past, steps, total) = (Some(rows), steps + 1, total + added);
        if steps == 3 {
            // Another one finishes the work meanwhile.
            assert_eq!(sandbox.run("db maintain --field rolled_up").ok().stdout, "70\n");
        }
    }
    assert_eq!((steps, total), (3, 90));
    let later = Millis(now.0 + 40 * 24 * HOUR);
    let mut stretch = None;
    let mut removed = Vec::new();
    while let Some(next) = store.read(|tx| usage::overdue_rows(tx, later, stretch.as_ref(), 50)).unwrap() {
        removed.push(store.write(|tx| usage::forget_rows(tx, later, &next)).unwrap());
        stretch = Some(next);
    }
    assert_eq!(removed, [50, 50, 50, 10]);
    assert_eq!(sandbox.number("SELECT sum(count) FROM api_usage_hours"), 160);
}

#[test]
fn what_was_broken_off_is_finished_by_the_next() {
    let sandbox = used(40);
    let expected = counts(&sandbox);
    // The second half of the rows cannot be marked, as if the first run had been killed in between.
    sandbox.tamper(
        "CREATE TRIGGER stop BEFORE UPDATE ON api_usage_log
         WHEN (SELECT count(*) FROM api_usage_log WHERE rolled = 1) >= 100 BEGIN SELECT RAISE(ABORT, 'stop'); END",
    );
    sandbox.run("db maintain").fails(1);
    assert_eq!(
        sandbox.number("SELECT count(*) FROM api_usage_log WHERE rolled = 1"),
        100,
        "the first transaction stays"
    );
    assert_eq!(counts(&sandbox), expected);
    sandbox.tamper("DROP TRIGGER stop");
    assert_eq!(sandbox.run("db maintain --field rolled_up").ok().stdout, "60\n");
    assert_eq!(counts(&sandbox), expected);
}

#[test]
fn a_rehearsal_tells_what_would_go() {
    let sandbox = used(3);
    sandbox.input("other_text").run("tokens verify --ip 192.0.2.7").fails(4);
    sandbox.advance("31d");
    let before = sandbox.dump();
    let rehearsed = sandbox.run("db maintain --dry-run -o csv --columns rolled_up,removed,guesses_removed").ok();
    assert_eq!(rehearsed.stdout, "rolled_up,removed,guesses_removed\r\n12,12,1\r\n");
    assert_eq!(sandbox.dump(), before);
    let done = sandbox.run("db maintain -o csv --columns rolled_up,removed,guesses_removed").ok();
    assert_eq!(done.stdout, rehearsed.stdout);
}

#[test]
fn what_was_removed_is_free_in_the_file() {
    let sandbox = used(2_000);
    sandbox.advance("31d");
    let size = || std::fs::metadata(sandbox.store()).unwrap().len();
    let done = sandbox.run("db maintain -o json").ok();
    assert_eq!((done.field("rolled_up"), done.field("removed")), ("8000".into(), "8000".into()));
    let free: u64 = done.field("reusable").parse().unwrap();
    assert!(free > 100_000 && free < size(), "{free}");
    // The way to a smaller file.
    let large = size();
    sandbox.run("db backup small.db").ok();
    sandbox.run("db restore small.db --yes").ok();
    assert!(size() + free <= large + 20_000, "{} of {large}, {free} free", size());
}

#[test]
fn the_log_is_left_to_who_reads_it() {
    let sandbox = used(40);
    let reader = sandbox.database();
    reader.execute_batch("BEGIN; SELECT count(*) FROM api_usage_log").unwrap();
    sandbox.run("db maintain").ok();
    let log = || std::fs::metadata(sandbox.store().with_file_name("gatepost.db-wal")).map_or(0, |log| log.len());
    assert!(log() > 0, "a reader still needs it");
    reader.execute_batch("COMMIT").unwrap();
    sandbox.run("db maintain").ok();
    assert_eq!(log(), 0);
}
