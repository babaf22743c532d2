//! Many processes at once on one store.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use gatepost::ops::db::HEAD;
use rusqlite::Connection;

use crate::support::{Run, Running, Sandbox, texts};

fn all(running: Vec<Running>) -> Vec<Run> {
    running.into_iter().map(Running::wait).collect()
}

#[test]
fn fifty_first_starts_make_one_store() {
    let sandbox = Sandbox::new();
    let started = (0..50).map(|number| sandbox.spawn(&format!("tokens create node-{number} -q"))).collect();
    let runs: Vec<Run> = all(started).into_iter().map(Run::ok).collect();
    let made = runs.iter().filter(|run| run.stderr.contains("made a new store")).count();
    assert_eq!(made, 1);
    assert!(runs.iter().all(|run| run.stderr.lines().count() <= 1), "nothing else was said");
    assert_eq!(sandbox.number("SELECT count(*) FROM api_tokens"), 50);
    assert_eq!(sandbox.number("SELECT count(*) FROM audit_log WHERE action = 'store.create'"), 1);
    sandbox.run("audit verify").ok();
    let secrets: String = runs.iter().map(|run| run.stdout.as_str()).collect();
    let verified = sandbox.input(secrets).run("tokens verify --batch --columns code").ok().stdout;
    assert_eq!(verified.matches("\"valid\"").count(), 50);
}

#[test]
fn fifty_that_write_twenty_times_each_all_succeed() {
    let sandbox = Sandbox::new();
    sandbox.run("init").ok();
    let create = |name: String| sandbox.run(&format!("tokens create {name} -q")).ok();
    let writer = |number: u32| (0..20).for_each(|time| assert_eq!(create(format!("node-{number}-{time}")).stderr, ""));
    std::thread::scope(|scope| {
        for number in 0..50 {
            let writer = &writer;
            scope.spawn(move || writer(number));
        }
    });
    assert_eq!(sandbox.number("SELECT count(*) FROM api_tokens"), 1_000);
    let dense = "SELECT CASE WHEN count(*) = max(seq) + 1 AND max(seq) = 1000 THEN 1 ELSE 0 END FROM audit_log";
    assert_eq!(sandbox.number(dense), 1, "the making of the store and a thousand tokens, without a gap");
    assert_eq!(sandbox.run("audit verify --field size").ok().stdout, "1001\n");
}

#[test]
fn a_limit_is_exact_across_processes() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create ci --rate 20/1h -q").ok().stdout;
    let started = (0..60).map(|_| sandbox.input(secret.clone()).spawn("tokens verify -q")).collect();
    let exits: Vec<i32> = all(started).iter().map(|run| run.exit).collect();
    let count = |exit: i32| exits.iter().filter(|it| **it == exit).count();
    assert_eq!((count(0), count(6)), (20, 40), "{exits:?}");
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log WHERE outcome = 'valid'"), 20);
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log WHERE outcome = 'rate_limited'"), 40);
}

#[test]
fn a_name_is_given_once() {
    let sandbox = Sandbox::new();
    sandbox.run("init").ok();
    let plain = (0..10).map(|_| sandbox.spawn("tokens create ci -q")).collect();
    let exits: Vec<i32> = all(plain).iter().map(|run| run.exit).collect();
    assert_eq!(exits.iter().filter(|exit| **exit == 0).count(), 1, "{exits:?}");
    assert_eq!(exits.iter().filter(|exit| **exit == 5).count(), 9, "{exits:?}");
    let absent = (0..10).map(|_| sandbox.spawn("tokens create web --if-absent --field changed")).collect();
    let answers: String = all(absent).into_iter().map(|run| run.ok().stdout).collect();
    assert_eq!((answers.matches("true").count(), answers.matches("false").count()), (1, 9));
}

#[test]
fn changes_and_verifications_go_on_beside_each_other() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci --rate none -q").ok().stdout;
    let mut started = Vec::new();
    for number in 0..8 {
        started.push(sandbox.spawn(&format!("tokens create node-{number}")));
        started.push(sandbox.input(secret.repeat(50)).spawn("tokens verify --batch"));
        started.push(sandbox.spawn("tokens list -o json"));
        started.push(sandbox.spawn("audit verify"));
        started.push(sandbox.spawn("db maintain"));
        started.push(sandbox.spawn(&format!("db backup copy-{number}.db")));
    }
    for run in all(started) {
        run.ok();
    }
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log"), 400);
    assert_eq!(sandbox.run("health --field status").ok().stdout, "ok\n");
    for number in 0..8 {
        sandbox.run(&format!("audit verify --db copy-{number}.db")).ok();
    }
}

#[test]
fn one_of_many_starts_brings_an_older_store_up() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("workspaces create acme").ok();
    sandbox.run("db downgrade --to 1 --yes").ok();
    // As a store that was never brought down, but made by an older program.
    sandbox.tamper("DELETE FROM marks WHERE name = 'downgraded'");
    let started = (0..20).map(|_| sandbox.spawn("workspaces list -q")).collect();
    let runs: Vec<Run> = all(started).into_iter().map(Run::ok).collect();
    assert!(runs.iter().all(|run| run.stdout == "acme\ndefault\n"));
    assert_eq!(runs.iter().filter(|run| run.stderr.contains("was upgraded from schema 1 to ")).count(), 1);
    assert_eq!(sandbox.number("PRAGMA user_version"), HEAD);
    assert_eq!(sandbox.number("SELECT count(*) FROM refinery_schema_history"), HEAD);
}

#[test]
fn an_edit_of_the_settings_file_is_not_lost() {
    let sandbox = Sandbox::new();
    let lines = [
        "tokens.prefix acme",
        "tokens.default_expiry 30d",
        "tokens.max_expiry 1y",
        "tokens.rotation_grace 1h",
        "limits.free 5/1m",
        "limits.pro 6/1m",
    ];
    let started = lines.iter().map(|words| sandbox.spawn(&format!("config set {words}"))).collect();
    for run in all(started) {
        run.ok();
    }
    let set = sandbox.run("config list --field origin").ok().stdout;
    assert_eq!(set.matches("file").count(), lines.len());
}

/// The names of all tokens that some process was told are made while `change` is done again and again.
fn made_beside(sandbox: &Sandbox, change: impl Fn()) -> Vec<String> {
    let working = AtomicUsize::new(3);
    let writer = |number: usize| {
        let names = (0..100).map(|time| format!("node-{number}-{time}"));
        let made = names.filter(|name| sandbox.run(&format!("tokens create {name} -q")).exit == 0).collect::<Vec<_>>();
        working.fetch_sub(1, Ordering::Relaxed);
        made
    };
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..3).map(|number| scope.spawn(move || writer(number))).collect();
        while working.load(Ordering::Relaxed) > 0 {
            change();
            sandbox.advance("1s");
        }
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect()
    })
}

/// The names of all tokens in the store and in the copies beside it.
fn kept(sandbox: &Sandbox) -> BTreeSet<String> {
    let files = std::fs::read_dir(sandbox.store().parent().unwrap()).unwrap().map(|file| file.unwrap().path());
    let stores = files.filter(|path| path.extension().is_some_and(|ending| ending == "db" || ending == "bak"));
    // Schema 1 has no tokens.
    let stores = stores.filter(|path| !path.to_str().unwrap().contains(".schema1."));
    stores.flat_map(|path| texts(&Connection::open(path).unwrap(), "SELECT name FROM api_tokens")).collect()
}

#[test]
fn a_restore_loses_nothing_that_was_acknowledged() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    sandbox.run("db backup nightly.db").ok();
    let made = made_beside(&sandbox, || drop(sandbox.run("db restore nightly.db --yes").ok()));
    let kept = kept(&sandbox);
    let lost: Vec<_> = made.iter().filter(|name| !kept.contains(*name)).collect();
    assert!(!made.is_empty() && lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), made.len());
}

#[test]
fn a_downgrade_loses_nothing_that_was_acknowledged() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    let made = made_beside(&sandbox, || {
        sandbox.run("db downgrade --to 1 --yes").ok();
        sandbox.advance("1s");
        sandbox.run("db migrate").ok();
    });
    let kept = kept(&sandbox);
    let lost: Vec<_> = made.iter().filter(|name| !kept.contains(*name)).collect();
    assert!(!made.is_empty() && lost.is_empty(), "{} of {} are lost: {lost:?}", lost.len(), made.len());
}
