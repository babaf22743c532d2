//! Lists that go on: what is there, what comes, and how they end.

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, ExitStatus};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use gatepost::domain::actor::Actor;
use gatepost::domain::time::{Edge, Millis};
use gatepost::ops::usage::{Wanted, follow};
use gatepost::ops::{Access, Session, Store};
use gatepost::world::World;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::Sandbox;

/// How long a line may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A run that goes on, and the lines that it writes.
struct Following {
    child: Child,
    lines: Receiver<String>,
}

impl Following {
    fn start(sandbox: &Sandbox, line: &str) -> Following {
        let mut child = sandbox.start(line).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (send, lines) = channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
        Following { child, lines }
    }

    /// The next line.
    fn line(&self) -> String {
        self.lines.recv_timeout(PATIENCE).expect("a line comes")
    }

    fn lines(&self, count: usize) -> Vec<String> {
        (0..count).map(|_| self.line()).collect()
    }

    /// Presses Ctrl-C; how it ended, with the lines that nobody took.
    fn interrupt(mut self) -> (ExitStatus, Vec<String>) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::INT).unwrap();
        let ended = self.child.wait().unwrap();
        (ended, self.lines.iter().collect())
    }
}

fn shell_code(status: ExitStatus) -> i32 {
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap())
}

#[test]
fn the_trail_is_followed() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    let following = Following::start(&sandbox, "audit list --follow -o csv --columns action,object");
    assert_eq!(following.line(), "action,object");
    assert!(following.line().starts_with("store.create,"));
    assert_eq!(following.line(), "scope.create,orders:read");
    sandbox.run("tokens scopes create orders:write").ok();
    assert_eq!(following.line(), "scope.create,orders:write");
    sandbox.run("tokens scopes delete orders:write --yes").ok();
    assert_eq!(following.line(), "scope.delete,orders:write");
    let (ended, rest) = following.interrupt();
    assert_eq!((shell_code(ended), rest), (130, Vec::new()));
}

#[test]
fn following_begins_with_the_newest_and_keeps_the_filter() {
    let sandbox = Sandbox::new();
    for name in ["a:a", "b:b", "c:c"] {
        sandbox.run(&format!("tokens scopes create {name}")).ok();
    }
    let line = "audit list --follow --limit 2 --action scope.create -o jsonl --field object";
    let following = Following::start(&sandbox, line);
    assert_eq!(following.lines(2), ["b:b", "c:c"]);
    sandbox.run("tokens scopes delete a:a --yes").ok();
    sandbox.run("tokens scopes create d:d").ok();
    assert_eq!(following.line(), "d:d");
    let none = Following::start(&sandbox, "audit list --follow --limit 0 -o csv --columns object");
    assert_eq!(none.line(), "object");
    let after = Following::start(&sandbox, "audit list --follow --after 3 --field object");
    assert_eq!(after.lines(2), ["a:a", "d:d"]);
    sandbox.run("tokens scopes create e:e").ok();
    for it in [following, none, after] {
        assert_eq!(it.line(), "e:e");
        assert_eq!(shell_code(it.interrupt().0), 130);
    }
}

#[test]
fn a_followed_table_is_written_row_by_row() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create a:a").ok();
    let following = Following::start(&sandbox, "audit list --follow --limit 1 --columns seq,action,object");
    assert_eq!(following.lines(2), ["SEQ  ACTION        OBJECT", "1    scope.create  a:a"]);
    sandbox.run("tokens scopes delete a:a --yes").ok();
    assert_eq!(following.line(), "2    scope.delete  a:a");
    sandbox.run("tokens tiers create of-a-long-name --rate 1/1m").ok();
    assert_eq!(following.line(), "3    tier.create   of-a-long-name");
    following.interrupt();
}

#[test]
fn verifications_are_followed() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    let ci = sandbox.run("tokens create ci -q").ok().stdout;
    let other = sandbox.run("tokens create other -q").ok().stdout;
    sandbox.input(ci.clone()).run("tokens verify").ok();
    sandbox.advance("1m");
    let of_all = Following::start(&sandbox, "tokens usage --follow -o csv");
    let of_one =
        Following::start(&sandbox, "tokens usage other --follow -o csv --columns bucket,outcome,resource,count");
    let since = Following::start(&sandbox, "tokens usage --follow --since 1h -o csv --columns bucket,name,count");
    assert_eq!(of_all.line(), "bucket,token_id,name,outcome,resource,count");
    assert_eq!(of_one.line(), "bucket,outcome,resource,count");
    assert_eq!(since.lines(2), ["bucket,name,count", "2026-11-22T09:30:00.000Z,ci,1"]);
    sandbox.input(ci).run("tokens verify --resource /orders").ok();
    let line = of_all.line();
    assert!(line.starts_with("2026-11-22T09:31:00.000Z,tok_") && line.ends_with(",ci,valid,/orders,1"), "{line}");
    assert_eq!(since.line(), "2026-11-22T09:31:00.000Z,ci,1");
    sandbox.input(other.repeat(3)).run("tokens verify --batch --scope orders:read").ok();
    assert_eq!(of_one.line(), "2026-11-22T09:31:00.000Z,insufficient_scope,,3");
    for it in [of_all, of_one, since] {
        assert_eq!(shell_code(it.interrupt().0), 130);
    }
}

#[test]
fn verifications_are_followed_whatever_the_clock_does() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q --rate none --expires never").ok().stdout;
    let right = Millis::parse("2026-11-22T12:00:00Z", Edge::Start).unwrap();
    let moment = |seconds: i64| Millis(right.0 + seconds * 1_000);
    let verify = |seconds: i64| {
        sandbox.at(&moment(seconds).to_string());
        sandbox.input(secret.clone()).run("tokens verify").ok();
    };
    // Where the clock goes, in seconds, and whether somebody verifies before the look at that time.
    let hour = 3_600;
    let steps = [
        (0, true),
        (5, false),
        // Set back, and going on.
        (-hour, true),
        (-hour + 10, true),
        // Set back again, until it comes to what was seen before.
        (-hour - 1, true),
        (-hour, false),
        (-hour + 1, true),
        // Set ahead by far, and right again.
        (10 * hour, true),
        (4, true),
        (20, true),
    ];
    let world = World::real();
    world.set_clock(right);
    let mut store = Store::open(&sandbox.store(), Access::Read, right, &mut |_| Ok(())).unwrap();
    let actor = Actor { name: String::new(), os_user: String::new(), host: String::new() };
    let mut session = Session { world: &world, store: &mut store, actor, now: right };
    let (mut seen, mut left) = (Vec::new(), steps.iter());
    follow(&mut session, &Wanted::default(), |line| {
        if let Some(line) = line {
            seen.push((line.bucket.unwrap(), line.count));
            return Ok(true);
        }
        let Some((seconds, verified)) = left.next() else { return Ok(false) };
        if *verified {
            verify(*seconds);
        }
        world.set_clock(moment(*seconds));
        Ok(true)
    })
    .unwrap();
    let mut expected: Vec<_> =
        steps.iter().filter(|(_, verified)| *verified).map(|(seconds, _)| (moment(*seconds), 1)).collect();
    // What it leapt over is seen again: a verification ten seconds past the hour before, and the first one.
    expected[5].1 += 2;
    assert_eq!(seen, expected);
}

#[test]
fn it_ends_when_nobody_reads_and_has_no_array() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    sandbox.run("tokens create ci-2").ok();
    for line in ["audit list --follow -o jsonl", "tokens usage --follow -o csv"] {
        let mut child = sandbox.start(line).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0), "{line}");
    }
    assert_eq!(sandbox.shell("gatepost audit list --follow --field seq | head -n 2").ok().stdout, "0\n1\n");
    check!(sandbox, "audit list --follow -o json", @r#"
    $ gatepost audit list --follow -o json
    --- stderr
    {"error":{"code":"invalid_value","message":"what is followed has no end, and an array of json has one","hint":"take a line a record: --follow --format jsonl","exit":2,"retryable":false,"retry_after_ms":null,"field":"--follow","candidates":[]}}
    --- exit 2
    "#);
    check!(sandbox, "tokens usage --follow -o json", @r#"
    $ gatepost tokens usage --follow -o json
    --- stderr
    {"error":{"code":"invalid_value","message":"what is followed has no end, and an array of json has one","hint":"take a line a record: --follow --format jsonl","exit":2,"retryable":false,"retry_after_ms":null,"field":"--follow","candidates":[]}}
    --- exit 2
    "#);
    check!(sandbox, "tokens usage --follow --by day", @"
    $ gatepost tokens usage --follow --by day
    --- stderr
    error: the argument '--follow' cannot be used with '--by <WHAT>'
    hint: see: gatepost tokens usage --help
    --- exit 2
    ");
    sandbox.run("audit list --follow --sort seq").fails(2);
    sandbox.run("audit list --follow -w nowhere").fails(3);
}

#[test]
fn a_writer_does_not_stop_it() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci").ok();
    let following = Following::start(&sandbox, "audit list --follow --limit 1 --field action");
    assert_eq!(following.line(), "token.create");
    let other = sandbox.database();
    other.execute_batch("BEGIN IMMEDIATE; UPDATE api_tokens SET owner = 'x'").unwrap();
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    sandbox.run("tokens disable ci").ok();
    assert_eq!(following.line(), "token.disable");
    following.interrupt();
}
