//! What holds deliveries back, and what must not: order, rates, a clock that was set back, a store that is held.

use std::io::{BufRead, BufReader};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::support::Sandbox;
use crate::support::receiver::{Receiver, Reply};

fn with(script: &[Reply], more: &str) -> (Sandbox, Receiver) {
    of(Sandbox::new(), script, more)
}

fn of(sandbox: Sandbox, script: &[Reply], more: &str) -> (Sandbox, Receiver) {
    let receiver = Receiver::new(script);
    sandbox.run(&format!("{} {more}", receiver.endpoint("a"))).ok();
    sandbox.run("config set webhooks.unknown_type off --store").ok();
    (sandbox, receiver)
}

#[test]
fn what_is_tried_anew_goes_in_the_order_that_its_endpoint_has_now() {
    let (sandbox, receiver) = with(&[Reply::Status(500), Reply::Status(500)], "--retry no_retry");
    let _ = sandbox.run("webhooks fire a.b --id first").fails(7);
    let _ = sandbox.run("webhooks fire a.b --id second").fails(7);
    sandbox.run("webhooks endpoints update a --ordered yes").ok();
    sandbox.run("webhooks deliveries retry first").ok();
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 3);
    sandbox.run("webhooks replay --status failed --since 1d --yes").ok();
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 4);
}

#[test]
fn what_was_stored_ahead_of_the_clock_is_sent_once_it_was_set_back() {
    let (sandbox, receiver) = with(&[], "");
    sandbox.at("2026-11-24T12:00:00Z");
    sandbox.run("webhooks fire a.b --enqueue").ok();
    sandbox.at("2026-11-22T12:00:00Z");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 1);
}

#[test]
fn a_rate_holds_no_longer_by_a_clock_that_was_set_back() {
    let (sandbox, receiver) = with(&[], "--rate 1/10s");
    sandbox.input("{\"type\":\"a.b\"}\n".repeat(4)).run("webhooks fire --batch --enqueue").ok();
    sandbox.run("webhooks work --once").ok();
    sandbox.at("2026-11-22T08:30:00Z");
    // No storm: the rate is used up for as long as it would have been.
    for (span, count) in [("0s", 1), ("9s", 1), ("1s", 2), ("9s", 2), ("1s", 3), ("10s", 4)] {
        sandbox.advance(span);
        sandbox.run("webhooks work --once").ok();
        assert_eq!(receiver.count(), count, "after {span}");
    }
    // The same of an event that is fired then.
    sandbox.at("2026-11-22T07:30:00Z");
    assert_eq!(sandbox.run("webhooks fire a.b -o json").fails(7).field("deliveries.0.attempts"), "0");
    sandbox.advance("10s");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.count(), 5);
}

#[test]
fn a_worker_outlives_a_store_that_is_held_and_keeps_what_it_has_done() {
    let slow = Reply::Late(200, Duration::from_millis(300));
    let (sandbox, receiver) = of(Sandbox::on_a_file(), &[slow], "");
    let mut worker = sandbox.start("webhooks work").spawn().unwrap();
    sandbox.run("webhooks fire a.b --enqueue").ok();
    while receiver.seen().is_empty() {
        std::thread::sleep(Duration::from_millis(2));
    }
    let held = sandbox.database();
    held.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut notice = String::new();
    BufReader::new(worker.stderr.take().unwrap()).read_line(&mut notice).unwrap();
    assert!(notice.contains("goes on"), "{notice}");
    drop(held);
    while sandbox.run("webhooks deliveries list -o json").ok().field("0.status") != "delivered" {
        std::thread::sleep(Duration::from_millis(20));
    }
    kill_process(Pid::from_child(&worker), Signal::TERM).unwrap();
    assert_eq!(worker.wait().unwrap().code(), Some(0));
    assert_eq!(receiver.seen().len(), 1);
}

#[test]
fn a_sample_passes_what_holds_deliveries_back() {
    let (sandbox, receiver) = with(&[], "--rate 1/1h");
    sandbox.run("webhooks fire a.b").ok();
    sandbox.run("webhooks test a").ok();
    assert_eq!(receiver.seen().len(), 2, "a rate");
    let (sandbox, receiver) = with(&[Reply::Status(500)], "--ordered");
    let _ = sandbox.run("webhooks fire a.b").fails(7);
    sandbox.run("webhooks test a").ok();
    assert_eq!(receiver.seen().len(), 2, "an order");
    let (sandbox, receiver) = with(&[Reply::With(429, "retry-after: 600")], "");
    let _ = sandbox.run("webhooks fire a.b").fails(7);
    sandbox.run("webhooks test a").ok();
    assert_eq!(receiver.seen().len(), 2, "a circuit");
}

#[test]
fn lines_of_a_batch_that_are_refused_end_it_as_one_event_does() {
    let (sandbox, receiver) = with(&[], "");
    sandbox.run("webhooks fire a.b --id k --data 1").ok();
    let bad = "{\"type\":\"a b\"}\n";
    let conflict = "{\"type\":\"a.b\",\"id\":\"k\",\"data\":2}\n";
    let good = "{\"type\":\"a.b\"}\n";
    let twice = "{\"type\":\"a.b\",\"data\":1,\"data\":2}\n";
    for (lines, exit) in [(bad, 2), (conflict, 5), (twice, 2)] {
        let _ = sandbox.input(lines).run("webhooks fire --batch").fails(exit);
        let _ = sandbox.input(format!("{lines}{good}")).run("webhooks fire --batch").fails(10);
        let _ = sandbox.input(format!("{lines}{good}")).run("webhooks fire --batch --enqueue").fails(10);
    }
    assert_eq!(receiver.seen().len(), 4);
    let failing = Receiver::new(&[Reply::Status(500), Reply::Status(500)]);
    sandbox.run(&failing.endpoint("b")).ok();
    let only = "webhooks fire --batch --endpoint b";
    let _ = sandbox.input(good).run(only).fails(7);
    let _ = sandbox.input(format!("{bad}{good}")).run(only).fails(10);
}

#[test]
fn an_order_that_a_retry_holds_is_no_alarm() {
    let (sandbox, _receiver) = with(&vec![Reply::Status(500); 9], "--ordered --retry linear");
    let _ = sandbox.run("webhooks fire a.b").fails(7);
    sandbox.advance("1s");
    sandbox.run("webhooks fire a.b --enqueue").ok();
    let status = || {
        let health = sandbox.run("health -o json").json();
        let checks = health["checks"].as_array().unwrap();
        checks.iter().find(|it| it["name"] == "webhooks").unwrap()["status"].clone()
    };
    sandbox.advance("3m");
    assert_eq!(status(), "ok");
    // The first comes up after five minutes, a fifth more or less, and is late a minute after.
    sandbox.advance("6m");
    assert_eq!(status(), "warn");
}

#[test]
fn what_holds_a_delivery_is_said() {
    let (sandbox, _receiver) = with(&[], "--rate 1/1h");
    sandbox.run("webhooks fire a.b").ok();
    let fired = sandbox.run("webhooks fire a.b --id late").fails(7);
    assert!(!fired.stderr.contains("next try is at"), "{}", fired.text());
    check!(sandbox, "webhooks deliveries explain late", @"
    $ gatepost webhooks deliveries explain late
    STEP   AT                 DETAIL
    event  2026-11-22 09:30Z  evt_01m819eke0s8r5z7nsw5f55j86 of type a.b, 2 bytes, --id late
    match  2026-11-22 09:30Z  a receives all types
    state  -                  pending
    hold   2026-11-22 10:30Z  the endpoint is called at its rate of 1/1h, which is used up
    next   2026-11-22 10:30Z  as soon as nothing holds it
    --- exit 0
    ");
    let (sandbox, _receiver) = with(&[Reply::Status(500)], "--ordered");
    let _ = sandbox.run("webhooks fire a.b --id first").fails(7);
    sandbox.advance("1s");
    let _ = sandbox.run("webhooks fire a.b --id second").fails(7);
    check!(sandbox, "webhooks deliveries explain second", @"
    $ gatepost webhooks deliveries explain second
    STEP   AT                 DETAIL
    event  2026-11-22 09:30Z  evt_01m819emd8s8r5z7nsw5f55j86 of type a.b, 2 bytes, --id second
    match  2026-11-22 09:30Z  a receives all types
    state  -                  pending
    hold   -                  the endpoint takes one at a time, in order, and dlv_01m819eke0xp4g3kwp0yw1cykm comes first
    next   -                  as soon as nothing holds it
    --- exit 0
    ");
}

#[test]
fn the_end_of_a_secret_that_was_just_used_is_confirmed() {
    let (sandbox, _receiver) = with(&[], "");
    let rotate = "webhooks endpoints rotate-secret a";
    sandbox.run(&format!("{rotate} --grace 0s")).ok();
    sandbox.run("webhooks fire a.b").ok();
    let _ = sandbox.run(&format!("{rotate} --grace 0s")).fails(9);
    sandbox.run(&format!("{rotate} --grace 1d")).ok();
    let _ = sandbox.run(&format!("{rotate} --finish")).fails(9);
    sandbox.run(&format!("{rotate} --finish --dry-run")).ok();
    sandbox.run(&format!("{rotate} --finish --yes")).ok();
    // The secret that signs now has signed nothing yet.
    sandbox.run(&format!("{rotate} --grace 1d")).ok();
    sandbox.run("webhooks fire a.b").ok();
    sandbox.advance("2h");
    sandbox.run(&format!("{rotate} --finish")).ok();
}

#[test]
fn a_worker_cannot_be_rehearsed() {
    let sandbox = Sandbox::new();
    check!(sandbox, "webhooks work --dry-run", @"
    $ gatepost webhooks work --dry-run
    --- stderr
    error: all that this command does is outside of a transaction, so it cannot be rehearsed
    --- exit 2
    ");
}
