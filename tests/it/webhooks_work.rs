//! Workers: what is due is delivered, in its time, at its rate, in its order; and nothing is lost when one dies.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::json;

use crate::net::tls::Pki;
use crate::support::Sandbox;
use crate::support::receiver::{Receiver, Reply};

fn with(script: &[Reply], more: &str) -> (Sandbox, Receiver) {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(script));
    sandbox.run(&format!("{} {more}", receiver.endpoint("a"))).ok();
    sandbox.run("config set webhooks.unknown_type off --store").ok();
    (sandbox, receiver)
}

/// Fires events a line.
fn enqueue(sandbox: &Sandbox, count: usize) {
    let lines: String = (0..count).map(|n| format!("{{\"type\":\"a.b\",\"data\":{n},\"id\":\"k{n}\"}}\n")).collect();
    sandbox.input(lines).run("webhooks fire --batch --enqueue").ok();
}

#[test]
fn what_is_due_is_delivered_once() {
    let (sandbox, receiver) = with(&[], "");
    enqueue(&sandbox, 600);
    let worked = sandbox.run("webhooks work --once -o json").ok().json();
    assert_eq!(worked["delivered"], 600);
    assert_eq!(receiver.ids().len(), 600);
    assert_eq!(receiver.ids().into_iter().collect::<HashSet<_>>().len(), 600);
    assert_eq!(sandbox.run("webhooks work --once -o json").ok().json()["delivered"], 0);
}

#[test]
fn the_schedule_is_that_of_the_specification() {
    let (sandbox, receiver) = with(&vec![Reply::Status(500); 20], "--max-attempts 4");
    let _ = sandbox.run("webhooks fire order.created").fails(7);
    // Five seconds, five minutes, thirty minutes, each a fifth more or less.
    for (early, late, seen) in [("3s", "4s", 2), ("3m", "4m", 3), ("23m", "14m", 4)] {
        sandbox.advance(early);
        sandbox.run("webhooks work --once").ok();
        assert_eq!(receiver.seen().len(), seen - 1, "after {early}");
        sandbox.advance(late);
        sandbox.run("webhooks work --once").ok();
        assert_eq!(receiver.seen().len(), seen, "after {late} more");
    }
    let delivery = sandbox.run("webhooks deliveries list -o json").ok();
    assert_eq!((delivery.field("0.status"), delivery.field("0.attempts")), ("failed".into(), "4".into()));
    sandbox.run("webhooks replay --status failed --since 1d --yes").ok();
    assert_eq!(sandbox.run("webhooks deliveries list -o json").ok().field("0.status"), "retrying");
}

#[test]
fn an_endpoint_that_is_gone_is_disabled_and_told_of() {
    let (sandbox, _receiver) = with(&[Reply::Status(410)], "");
    let system = Receiver::new(&[]);
    sandbox.run(&format!("{} --event gatepost.endpoint.*", system.endpoint("system"))).ok();
    let _ = sandbox.run("webhooks fire order.created").fails(7);
    let shown = sandbox.run("webhooks endpoints show a -o json").ok();
    assert_eq!(
        (shown.field("status"), shown.field("disabled_reason")),
        ("disabled".into(), "it answered 410 Gone".into())
    );
    assert_eq!(
        sandbox.run("audit list --action webhook_endpoint.disable -o json").ok().json().as_array().unwrap().len(),
        1
    );
    sandbox.run("webhooks work --once").ok();
    assert_eq!(system.seen()[0].header("webhook-type"), "gatepost.endpoint.disabled");
    assert_eq!(sandbox.run("webhooks fire order.created -o json").fails(7).field("deliveries.0.status"), "parked");
}

#[test]
fn an_endpoint_that_asks_for_less_is_left_alone() {
    let (sandbox, receiver) = with(&[Reply::With(429, "retry-after: 120")], "");
    let _ = sandbox.run("webhooks fire order.created").fails(7);
    let held = sandbox.run("webhooks fire order.created -o json").fails(7);
    assert_eq!(
        (held.field("deliveries.0.status"), held.field("deliveries.0.attempts")),
        ("pending".into(), "0".into())
    );
    sandbox.advance("1m");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 1);
    assert_eq!(sandbox.run("webhooks endpoints show a -o json").ok().field("circuit"), "throttled");
    sandbox.advance("2m");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 3);
}

#[test]
fn an_endpoint_is_called_at_its_rate() {
    let (sandbox, receiver) = with(&[], "--rate 2/1m");
    enqueue(&sandbox, 5);
    for seen in [2, 3, 4, 5] {
        sandbox.run("webhooks work --once").ok();
        assert_eq!(receiver.seen().len(), seen);
        sandbox.advance("30s");
    }
}

#[test]
fn an_ordered_endpoint_takes_one_at_a_time_and_a_failing_one_holds_the_rest() {
    let (sandbox, receiver) = with(&[Reply::Status(204), Reply::Status(500)], "--ordered");
    enqueue(&sandbox, 5);
    sandbox.run("webhooks work --once").ok();
    let bodies = || receiver.seen().into_iter().map(|it| String::from_utf8(it.body).unwrap()).collect::<Vec<_>>();
    assert_eq!(bodies(), ["0", "1"]);
    sandbox.advance("1s");
    let late = sandbox.run("webhooks fire a.b --data 5 -o json").fails(7);
    assert_eq!(late.field("deliveries.0.attempts"), "0");
    sandbox.advance("10s");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(bodies(), ["0", "1", "1", "2", "3", "4", "5"]);
}

#[test]
fn what_a_dead_worker_held_comes_up_again() {
    let (sandbox, receiver) = with(&[Reply::Late(200, Duration::from_secs(60))], "");
    enqueue(&sandbox, 1);
    let mut worker = sandbox.start("webhooks work").spawn().unwrap();
    while receiver.seen().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    worker.kill().unwrap();
    worker.wait().unwrap();
    assert_eq!(sandbox.run("webhooks work --once -o json").ok().json()["delivered"], 0);
    sandbox.advance("31s");
    assert_eq!(sandbox.run("webhooks work --once -o json").ok().json()["delivered"], 1);
}

#[test]
fn a_clock_that_was_set_back_keeps_nothing_waiting() {
    let (sandbox, receiver) = with(&[Reply::Status(500), Reply::Status(500)], "");
    let _ = sandbox.run("webhooks fire order.created").fails(7);
    sandbox.at("2026-11-22T08:30:00Z");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 1, "no storm");
    sandbox.advance("7s");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 2, "nothing stuck");
    // The second failed, too: its next try is five minutes on by the clock that was set back, and an hour of it brings
    // no more than that one.
    sandbox.advance("1m");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 2, "no storm");
    sandbox.advance("6m");
    sandbox.run("webhooks work --once").ok();
    sandbox.advance("1h");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 3);
    assert_eq!(sandbox.run("webhooks deliveries list -o json").ok().field("0.status"), "delivered");
}

#[test]
fn a_worker_hears_of_new_events_and_ends_when_it_is_told() {
    let (sandbox, receiver) = with(&[], "");
    let mut worker = sandbox.start("webhooks work -o json").spawn().unwrap();
    for seen in 1..=5 {
        sandbox.run("webhooks fire a.b --enqueue").ok();
        while receiver.seen().len() < seen {
            std::thread::sleep(Duration::from_millis(2));
        }
    }
    let health = sandbox.run("health -o json").ok().json();
    let check = health["checks"].as_array().unwrap().iter().find(|it| it["name"] == "webhooks").unwrap().clone();
    assert_eq!(check["status"], "ok", "{check}");
    let pid = rustix::process::Pid::from_raw(i32::try_from(worker.id()).unwrap()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::TERM).unwrap();
    let ended = worker.wait().unwrap();
    assert_eq!(ended.code(), Some(0));
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_workers"), 0);
}

#[test]
fn payloads_and_attempts_go_after_their_retention_and_counts_stay() {
    let (sandbox, _receiver) = with(&[], "");
    sandbox.run("webhooks fire a.b --data 1 --id k").ok();
    sandbox.run("webhooks endpoints disable a").ok();
    sandbox.run("webhooks fire a.b --data 2 --id parked --enqueue").ok();
    sandbox.advance("91d");
    let rehearsed = sandbox.run("db maintain --dry-run -o json").ok().json();
    let done = sandbox.run("db maintain -o json").ok().json();
    assert_eq!((&done["payloads_removed"], &done["attempts_removed"]), (&json!(1), &json!(1)));
    assert_eq!(rehearsed["payloads_removed"], 1);
    let _ = sandbox.run("webhooks events show k --payload").fails(3);
    sandbox.run("webhooks events show parked --payload").ok();
    let delivered = sandbox.run("webhooks deliveries list --status delivered -o json").ok();
    assert_eq!(delivered.field("0.attempts"), "1");
}

#[test]
fn one_answer_stops_what_is_claimed_already() {
    let limit = 16;
    let (sandbox, receiver) = with(&vec![Reply::Status(410); 300], "");
    enqueue(&sandbox, 300);
    sandbox.run("webhooks work --once").ok();
    assert!(receiver.seen().len() <= limit, "{} after 410", receiver.seen().len());
    let count =
        |status: &str| sandbox.number(&format!("SELECT count(*) FROM webhook_deliveries WHERE status = '{status}'"));
    assert_eq!((count("failed"), count("parked")), (1, 299));

    let (sandbox, receiver) = with(&vec![Reply::With(429, "retry-after: 3600"); 300], "");
    enqueue(&sandbox, 300);
    sandbox.run("webhooks work --once").ok();
    assert!(receiver.seen().len() <= limit, "{} after 429", receiver.seen().len());
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_deliveries WHERE due_at IS NOT NULL"), 300);
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_deliveries WHERE lease IS NOT NULL"), 0);
}

#[test]
fn what_is_claimed_follows_a_change_of_its_endpoint() {
    let slow = vec![Reply::Late(204, Duration::from_millis(50)); 300];
    for change in ["disable a", "delete a --yes", "update a --url"] {
        let (sandbox, receiver) = with(&slow, "");
        let other = Receiver::new(&[]);
        enqueue(&sandbox, 300);
        let worker = sandbox.spawn("webhooks work --once");
        while receiver.seen().is_empty() {
            std::thread::sleep(Duration::from_millis(2));
        }
        let change = change.replace("--url", &format!("--url {}", other.url("a")));
        sandbox.run(&format!("webhooks endpoints {change}")).ok();
        let before = receiver.seen().len();
        worker.wait().ok();
        assert!(receiver.seen().len() < before + 64, "{change}: {} after {before}", receiver.seen().len());
        if change.starts_with("update") {
            assert_eq!(receiver.seen().len() + other.seen().len(), 300);
        }
    }
}

#[test]
fn endpoints_behind_ten_thousand_others_have_their_turn() {
    let (sandbox, receiver) = with(&[], "");
    enqueue(&sandbox, 1);
    sandbox.tamper(
        "INSERT INTO webhook_deliveries
            (id, tail, workspace, event_id, endpoint_id, status, ordered, due_at, attempts, pardoned, created_at)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10001)
         SELECT 'd' || i, 'd', 'default', 'e', 'a' || i, 'pending', 0, 1, 0, 0, 1 FROM n",
    );
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 1);
}

#[test]
fn what_is_asked_for_again_while_it_is_under_way_is_sent_once() {
    let (sandbox, receiver) = with(&[Reply::Late(204, Duration::from_secs(3))], "");
    enqueue(&sandbox, 1);
    let worker = sandbox.spawn("webhooks work --once");
    while receiver.seen().is_empty() {
        std::thread::sleep(Duration::from_millis(2));
    }
    let id = sandbox.run("webhooks deliveries list -o json").ok().field("0.id");
    sandbox.run(&format!("webhooks deliveries cancel {id}")).ok();
    sandbox.run(&format!("webhooks deliveries retry {id}")).ok();
    worker.wait().ok();
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 1);
    assert_eq!(sandbox.run("webhooks deliveries list -o json").ok().field("0.status"), "delivered");
}

#[test]
fn memory_does_not_grow_with_what_waits() {
    let (sandbox, receiver) = with(&vec![Reply::Late(204, Duration::from_millis(100)); 100], "");
    let data = "x".repeat(900_000);
    let lines: String =
        (0..100).map(|n| format!("{{\"type\":\"a.b\",\"data\":\"{data}\",\"id\":\"k{n}\"}}\n")).collect();
    sandbox.input(lines).run("webhooks fire --batch --enqueue").ok();
    let mut worker = sandbox.start("webhooks work --once").spawn().unwrap();
    let mut peak = 0;
    while worker.try_wait().unwrap().is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", worker.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0 kB");
        peak = peak.max(line.trim().trim_end_matches(" kB").parse::<u64>().unwrap());
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(receiver.seen().len(), 100);
    assert!(peak < 70_000, "{peak} kB");
}

#[test]
fn endpoints_that_hang_do_not_starve_the_others() {
    let (sandbox, one) = with(&vec![Reply::Late(204, Duration::from_secs(60)); 600], "--event hangs.*");
    let (two, good) = (Receiver::new(&vec![Reply::Late(204, Duration::from_secs(60)); 600]), Receiver::new(&[]));
    sandbox.run(&format!("{} --event hangs.*", two.endpoint("b"))).ok();
    sandbox.run(&format!("{} --event good.*", good.endpoint("c"))).ok();
    sandbox.input("{\"type\":\"hangs.now\",\"data\":1}\n".repeat(600)).run("webhooks fire --batch --enqueue").ok();
    let mut worker = sandbox.start("webhooks work").spawn().unwrap();
    while one.seen().is_empty() || two.seen().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    sandbox.input("{\"type\":\"good.now\",\"data\":1}\n".repeat(5)).run("webhooks fire --batch --enqueue").ok();
    // Less than it takes a request to time out.
    for _ in 0..200 {
        if good.seen().len() == 5 {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    worker.kill().unwrap();
    worker.wait().unwrap();
    assert_eq!(good.seen().len(), 5);
}

#[test]
fn an_endpoint_whose_secrets_do_not_open_holds_back_its_own_deliveries_only() {
    let (sandbox, receiver) = with(&[], "");
    let broken = sandbox.run(&format!("{} -o json", receiver.endpoint("broken"))).ok().field("id");
    let whole = sandbox.run("webhooks endpoints show a -o json").ok().field("id");
    // A secret is bound to its row, so that of another row does not open.
    sandbox.tamper(&format!(
        "UPDATE webhook_secrets SET sealed = (SELECT s.sealed FROM webhook_secrets s WHERE s.id = '{whole}/1')
         WHERE id = '{broken}/1'"
    ));
    enqueue(&sandbox, 3);
    assert_eq!(sandbox.run("webhooks work --once -o json").ok().json()["delivered"], 3);
    assert!(receiver.seen().iter().all(|request| request.path == "/a"));
    let held = sandbox.run("webhooks deliveries list --endpoint broken -o json").ok();
    assert_eq!((held.field("0.status"), held.field("0.attempts")), ("pending".into(), "0".into()));
    assert!(held.field("0.error").ends_with("does not open"), "{}", held.field("0.error"));
    let told = sandbox.run(&format!("webhooks deliveries explain {} -o json", held.field("0.id"))).ok().stdout;
    assert!(told.contains("does not open"), "{told}");
    let fired = sandbox.run("webhooks fire a.b -o json").fails(10);
    assert_eq!((fired.field("delivered"), fired.field("matched")), ("1".into(), "2".into()));
    sandbox.run("webhooks endpoints rotate-secret broken --grace 0s").ok();
    sandbox.advance("6m");
    assert_eq!(sandbox.run("webhooks work --once -o json").ok().json()["delivered"], 4);
    assert_eq!(sandbox.run("webhooks deliveries list --endpoint broken -o json").ok().field("0.error"), "null");
}

#[test]
fn nothing_is_sent_unsigned_where_the_secrets_are_gone() {
    let (sandbox, receiver) = with(&[], "");
    sandbox.tamper("DELETE FROM webhook_secrets");
    enqueue(&sandbox, 1);
    sandbox.run("webhooks work --once").ok();
    assert!(receiver.seen().is_empty());
    let held = sandbox.run("webhooks deliveries list -o json").ok();
    assert_eq!((held.field("0.status"), held.field("0.attempts")), ("pending".into(), "0".into()));
    assert!(held.field("0.error").ends_with("has no signing secret"), "{}", held.field("0.error"));
}

#[test]
fn health_tells_of_what_fails_and_what_is_parked() {
    let (sandbox, _receiver) = with(&[Reply::Status(500)], "");
    sandbox.run("webhooks endpoints create https://hooks.invalid/ --name off").ok();
    let of = |name: &str| {
        let health = sandbox.run("health -o json").ok().json();
        let checks = health["checks"].as_array().unwrap();
        checks.iter().find(|it| it["name"] == name).unwrap()["status"].as_str().unwrap().to_owned()
    };
    assert_eq!((of("webhooks_failing"), of("webhooks_parked")), ("ok".into(), "ok".into()));
    sandbox.run("webhooks endpoints disable off").ok();
    let _ = sandbox.run("webhooks fire a.b").fails(7);
    assert_eq!((of("webhooks_failing"), of("webhooks_parked")), ("ok".into(), "warn".into()));
    sandbox.advance("2h");
    assert_eq!((of("webhooks_failing"), of("webhooks_parked")), ("warn".into(), "warn".into()));
}

#[test]
fn a_certificate_that_ends_soon_is_told_of_in_time() {
    let (sandbox, pki) = (Sandbox::new(), Pki::new("hooks.test", 2090));
    let create = "webhooks endpoints create --allow-private 127.0.0.0/8 --name secure";
    sandbox.run(&format!("{create} {}", pki.url())).ok();
    let call = sandbox.env("GATEPOST_TEST_HOSTS", "hooks.test=127.0.0.1");
    call.env("GATEPOST_NET_CA_FILE", pki.ca().unwrap().display().to_string()).run("webhooks fire a.b").ok();
    let told = || {
        let health = sandbox.run("health -o json").json();
        let check =
            health["checks"].as_array().unwrap().iter().find(|it| it["name"] == "webhooks_certificates").cloned();
        check.unwrap()["detail"].as_str().unwrap().to_owned()
    };
    let none = "no certificate that an endpoint has shown ends within 14 days";
    assert_eq!(told(), none);
    sandbox.at("2089-12-20");
    let soon = "the certificates of 1 endpoint end within 14 days: secure at 2090-01-01T00:00:00.000Z";
    assert_eq!(told(), soon);
    sandbox.at("2090-01-02");
    let over = "the certificates of 1 endpoint have ended since they were seen: secure at 2090-01-01T00:00:00.000Z";
    assert_eq!(told(), over);
    // Another server has another certificate.
    sandbox.run("webhooks endpoints update secure --url https://hooks.example.com/").ok();
    assert_eq!(told(), none);
}
