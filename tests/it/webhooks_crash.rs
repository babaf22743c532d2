//! kill -9 of `fire` and of a worker at many points: no event that was accepted is lost, and none comes more often than
//! it was under way.

use std::collections::HashMap;
use std::time::Duration;

use crate::support::Sandbox;
use crate::support::receiver::Receiver;

/// How many events each round fires.
const EVENTS: usize = 200;

/// Kills at so many points.
fn kill_at(points: u64) {
    for point in 0..points {
        let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
        sandbox.run(&receiver.endpoint("a")).ok();
        sandbox.run(&receiver.endpoint("b")).ok();
        let lines: String =
            (0..EVENTS).map(|n| format!("{{\"type\":\"a.b\",\"data\":{n},\"id\":\"k{n}\"}}\n")).collect();
        let words = if point % 2 == 0 {
            // Whoever fires is killed while it delivers.
            "webhooks fire --batch"
        } else {
            sandbox.input(lines.clone()).run("webhooks fire --batch --enqueue").ok();
            "webhooks work"
        };
        let mut victim = sandbox.start(words).spawn().unwrap();
        let mut input = victim.stdin.take().unwrap();
        let feeder = std::thread::spawn(move || drop(std::io::Write::write_all(&mut input, lines.as_bytes())));
        // From before the first commit to the middle of the work.
        let wanted = usize::try_from(point).unwrap() * 7 % (2 * EVENTS);
        let mut looks = 0;
        while receiver.seen().len() < wanted && looks < 2_000 && victim.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
            looks += 1;
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
        feeder.join().unwrap();
        sandbox.advance("1m");
        sandbox.run("webhooks work --once").ok();
        let accepted = usize::try_from(sandbox.number("SELECT count(*) FROM webhook_events")).unwrap();
        let open = sandbox.number("SELECT count(*) FROM webhook_deliveries WHERE status <> 'delivered'");
        assert_eq!(open, 0, "point {point}");
        let mut times: HashMap<(String, String), usize> = HashMap::new();
        for request in receiver.seen() {
            *times.entry((request.header("webhook-id").to_owned(), request.path)).or_default() += 1;
        }
        assert_eq!(times.len(), 2 * accepted, "point {point}: an accepted event is lost");
        let twice: usize = times.values().map(|count| count - 1).sum();
        // What was sent and not settled: at most what one worker holds.
        assert!(twice <= 512, "point {point}: {twice} came twice");
        assert!(times.values().all(|count| *count <= 2), "point {point}");
        if words.ends_with("work") {
            assert_eq!(accepted, EVENTS);
        }
        sandbox.run("db check").ok();
        let found = sandbox.run("doctor -o json").json();
        let bad = |check: &&serde_json::Value| {
            let name = check["name"].as_str().unwrap();
            let of_the_store = ["webhooks", "integrity", "foreign_keys", "schema", "audit", "journal"];
            check["status"] != "ok" && of_the_store.iter().any(|part| name.starts_with(part))
        };
        let bad: Vec<_> = found["checks"].as_array().unwrap().iter().filter(bad).collect();
        assert!(bad.is_empty(), "point {point}: {bad:?}");
    }
}

#[test]
fn nothing_accepted_is_lost_by_a_kill() {
    kill_at(6);
}

#[test]
#[ignore = "takes minutes; tests/run runs it"]
fn nothing_accepted_is_lost_by_a_hundred_kills() {
    kill_at(100);
}
