//! kill -9 of `fire` and of a worker at many points: no event that was accepted is lost, and what comes twice is what
//! was under way, to the delivery.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::time::Duration;

use serde_json::Value;

use crate::support::receiver::{Receiver, Reply, Request};
use crate::support::{Run, Sandbox, peer};

/// How many events a round has, each for two endpoints.
const EVENTS: usize = 200;
/// How many requests are on the wire at once.
const CONCURRENCY: usize = 16;
/// How many deliveries one process holds at most with what it has not settled yet.
const HELD: usize = 768;

/// A delivery: its event and its endpoint's path.
type Delivery = (String, String);

/// What came, each of it once.
#[track_caller]
fn once(requests: Vec<Request>) -> BTreeSet<Delivery> {
    let count = requests.len();
    let came: BTreeSet<_> =
        requests.into_iter().map(|it| (it.header("webhook-id").to_owned(), it.path.clone())).collect();
    assert_eq!(came.len(), count, "one process sends nothing twice");
    came
}

/// Deliveries that the store says this of.
fn stored(sandbox: &Sandbox, condition: &str) -> BTreeSet<Delivery> {
    let sql = format!(
        "SELECT d.event_id || ' /' || e.name FROM webhook_deliveries d JOIN webhook_endpoints e ON e.id = d.endpoint_id
         WHERE {condition}"
    );
    let pair = |text: String| text.split_once(' ').map(|(event, path)| (event.to_owned(), path.to_owned())).unwrap();
    sandbox.texts(&sql).into_iter().map(pair).collect()
}

/// A number that follows from a round, as if by chance (SplitMix64).
fn chance(round: usize) -> usize {
    let mut z = (round as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    usize::try_from((z ^ (z >> 31)) >> 33).unwrap()
}

/// Starts what is to be killed in a round, and tells how many requests it makes.
fn start(sandbox: &Sandbox, round: usize) -> (std::process::Child, usize) {
    let lines: String =
        (0..EVENTS).map(|n| format!("{{\"type\":\"a.b\",\"data\":{n},\"id\":\"k{round}-{n}\"}}\n")).collect();
    let (words, input, requests) = match round % 5 {
        // Whoever fires is killed while it delivers.
        0 | 2 => ("webhooks fire --batch".to_owned(), lines, 2 * EVENTS),
        4 => (format!("webhooks fire a.b --id k{round} --data 1"), String::new(), 2),
        _ => {
            sandbox.input(lines).run("webhooks fire --batch --enqueue").ok();
            (format!("webhooks work --concurrency {CONCURRENCY}"), String::new(), 2 * EVENTS)
        }
    };
    let mut victim = sandbox.start(&words).spawn().unwrap();
    let mut stream = victim.stdin.take().unwrap();
    // Whoever is killed does not read to the end.
    std::thread::spawn(move || drop(stream.write_all(input.as_bytes())));
    (victim, requests)
}

/// Kills so many times in one store; `recover` runs a worker after the leases of the dead have ended.
pub fn kill(sandbox: &Sandbox, rounds: usize, recover: impl Fn(&str) -> Run) {
    let receiver = Receiver::new(&[]);
    for name in ["a", "b"] {
        sandbox.run(&receiver.endpoint(name)).ok();
    }
    sandbox.run("config set webhooks.unknown_type off --store").ok();
    let (mut accepted, mut delivered) = (0, 0);
    for round in 0..rounds {
        let (mut victim, requests) = start(sandbox, round);
        let mut answers = victim.stdout.take().unwrap();
        let told = std::thread::spawn(move || {
            let mut text = String::new();
            answers.read_to_string(&mut text).map(|_| text).unwrap()
        });
        // From before the first commit to behind the last answer.
        let wanted = chance(round) % (requests + 1);
        while receiver.count() < wanted && victim.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(200));
        }
        std::thread::sleep(Duration::from_micros(chance(round + rounds) as u64 % 4_000));
        victim.kill().unwrap();
        victim.wait().unwrap();
        let told = told.join().unwrap();

        forgotten(sandbox);
        let came = once(receiver.take());
        let (open, held) = (stored(sandbox, "d.status <> 'delivered'"), stored(sandbox, "d.lease IS NOT NULL"));
        let under_way: BTreeSet<_> = came.intersection(&open).cloned().collect();
        let events = usize::try_from(sandbox.number("SELECT count(*) FROM webhook_events")).unwrap();
        assert!(under_way.is_subset(&held) && under_way.len() <= HELD, "round {round}: {}", under_way.len());
        assert_eq!(2 * (events - accepted) - open.len(), came.len() - under_way.len(), "round {round}: what has ended");
        let ids: BTreeSet<String> = sandbox.texts("SELECT id FROM webhook_events").into_iter().collect();
        for line in told.split_inclusive('\n').filter(|line| line.starts_with('{') && line.ends_with('\n')) {
            let told: Value = serde_json::from_str(line).unwrap();
            assert!(ids.contains(told["event_id"].as_str().unwrap()), "round {round}: {told}");
        }

        recover("webhooks work --once").ok();
        // All that was open, and nothing else: what comes twice is what was under way.
        assert_eq!(once(receiver.take()), open, "round {round}");
        assert_eq!(stored(sandbox, "d.status <> 'delivered'"), BTreeSet::new(), "round {round}");
        (accepted, delivered) = (events, delivered + came.len() + open.len() - under_way.len());
    }
    assert_eq!(delivered, 2 * accepted, "each delivery came");
    assert!(accepted >= rounds * EVENTS / 3, "{accepted}");
    assert!(receiver.peak() <= CONCURRENCY, "{}", receiver.peak());
    invariants(sandbox);
}

/// Waits until a server has ended what it did for the dead: a commit that was sent may come about after its sender.
fn forgotten(sandbox: &Sandbox) {
    let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    while sandbox.client().is_some() && sandbox.number(others) > 0 {
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// What must hold of every store.
fn invariants(sandbox: &Sandbox) {
    sandbox.run("db check").ok();
    sandbox.run("audit verify").ok();
    let found = sandbox.run("doctor -o json").json();
    let bad = |check: &&Value| {
        let name = check["name"].as_str().unwrap();
        let of_the_store = ["webhooks", "integrity", "foreign_keys", "schema", "audit", "journal"];
        check["status"] != "ok" && of_the_store.iter().any(|part| name.starts_with(part))
    };
    let bad: Vec<_> = found["checks"].as_array().unwrap().iter().filter(bad).collect();
    assert!(bad.is_empty(), "{bad:?}");
}

#[test]
fn nothing_accepted_is_lost_by_a_kill() {
    let sandbox = Sandbox::new();
    kill(&sandbox, 7, |words| {
        sandbox.advance("1m");
        sandbox.run(words)
    });
}

/// The same of the release binary by the real clock; only who recovers is ahead of it.
pub fn kill_the_release(sandbox: &Sandbox) {
    let gatepost = crate::support::release().display().to_string();
    kill(sandbox, 100, |words| {
        let mut command = sandbox.command(&peer("faketime"));
        command.args(["-m", "--exclude-monotonic", "-f", "+1m", &gatepost]).args(words.split(' '));
        Run::new(words.to_owned(), sandbox.home(), command.output().unwrap())
    });
}

#[test]
#[ignore = "needs the release binary, which tests/run builds, and faketime, which it installs"]
fn nothing_accepted_is_lost_by_a_hundred_kills() {
    kill_the_release(&Sandbox::released());
}

#[test]
fn what_is_on_the_wire_when_a_worker_is_killed_comes_twice() {
    let concurrency = 8;
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&vec![Reply::Late(204, Duration::from_secs(60)); 8]));
    for name in ["a", "b"] {
        sandbox.run(&receiver.endpoint(name)).ok();
    }
    let lines = "{\"type\":\"a.b\"}\n".repeat(50);
    sandbox.input(lines).run("webhooks fire --batch --enqueue").ok();
    let mut worker = sandbox.start(&format!("webhooks work --concurrency {concurrency}")).spawn().unwrap();
    while receiver.count() < concurrency / 2 {
        std::thread::sleep(Duration::from_millis(2));
    }
    worker.kill().unwrap();
    worker.wait().unwrap();
    receiver.comply();
    sandbox.advance("1m");
    assert_eq!(sandbox.run("webhooks work --once -o json").ok().json()["delivered"], 100);
    let all: Vec<Delivery> =
        receiver.seen().into_iter().map(|it| (it.header("webhook-id").to_owned(), it.path)).collect();
    let twice = all.len() - all.iter().collect::<BTreeSet<_>>().len();
    assert_eq!(all.len() - twice, 100);
    assert!((concurrency / 2..=concurrency).contains(&twice), "{twice}");
}
