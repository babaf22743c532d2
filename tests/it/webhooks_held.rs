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
    assert!(fired.stderr.contains("next try is at 2026-11-22T10:30:00.000Z"), "{}", fired.text());
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
fn an_event_tells_who_receives_it_and_why_others_do_not() {
    let (sandbox, receiver) = with(&[], "--event order.*");
    sandbox.run(&format!("{} --filter $[?@.amount>100] --filter $.data.vip", receiver.endpoint("big"))).ok();
    sandbox.run(&format!("{} --event user.*", receiver.endpoint("users"))).ok();
    sandbox.run("webhooks fire a.b --id none").ok();
    sandbox.advance("1s");
    sandbox.run("webhooks endpoints create https://hooks.invalid/ --name late").ok();
    check!(sandbox, "webhooks deliveries explain none", @"
    $ gatepost webhooks deliveries explain none
    STEP      AT                 DETAIL
    event     2026-11-22 09:30Z  evt_01m819eke0bbw4ehe58ggjqt34 of type a.b, 2 bytes, --id none
    no_match  -                  big: $[?@.amount>100] and $.data.vip selects nothing of the event
    no_match  -                  late was made since: it receives such events now, and this one by: gatepost webhooks replay
                                 --reroute --event evt_01m819eke0bbw4ehe58ggjqt34
    no_match  -                  a, users receive other types
    --- exit 0
    ");
    sandbox.advance("1s");
    sandbox.run("webhooks fire order.paid --id some --enqueue --endpoint a --endpoint late").ok();
    check!(sandbox, "webhooks deliveries explain some", @"
    $ gatepost webhooks deliveries explain some
    STEP      AT                 DETAIL
    event     2026-11-22 09:30Z  evt_01m819encg6r0g3d6a20nsm0vd of type order.paid, 2 bytes, --id some
    match     2026-11-22 09:30Z  a receives order.*; pending: dlv_01m819encg6r0g3d6a20nsm0ve
    match     2026-11-22 09:30Z  late receives all types; pending: dlv_01m819encg6r0g3d6a20nsm0vf
    no_match  -                  big: $[?@.amount>100] and $.data.vip selects nothing of the event
    no_match  -                  users receives other types
    --- exit 0
    ");
    sandbox.run("webhooks fire order.paid --id one --enqueue --endpoint a").ok();
    check!(sandbox, "webhooks deliveries explain one", @"
    $ gatepost webhooks deliveries explain one
    STEP      AT                 DETAIL
    event     2026-11-22 09:30Z  evt_01m819encgs933t268zbjkta1y of type order.paid, 2 bytes, --id one
    match     2026-11-22 09:30Z  a receives order.*
    no_match  -                  big: $[?@.amount>100] and $.data.vip selects nothing of the event
    no_match  -                  late was changed since, or left out by --endpoint: it receives such events now, and this
                                 one by: gatepost webhooks replay --reroute --event evt_01m819encgs933t268zbjkta1y
    no_match  -                  users receives other types
    state     -                  pending
    next      2026-11-22 09:30Z  as soon as a worker takes it
    --- exit 0
    ");
}

#[test]
fn what_fire_says_of_the_next_try_is_what_its_endpoint_lets_through() {
    let (sandbox, _receiver) = with(&[Reply::With(429, "retry-after: 600")], "");
    let _ = sandbox.run("webhooks fire a.b").fails(7);
    let held = sandbox.run("webhooks fire a.b -o json").fails(7);
    let next = held.json()["deliveries"][0]["next_attempt_at"].clone();
    assert_eq!(next, "2026-11-22T09:40:00.000Z");
    let held = sandbox.run("webhooks fire a.b").fails(7);
    assert!(held.stderr.contains("the next try is at 2026-11-22T09:40:00.000Z"), "{}", held.text());
}

#[test]
fn a_batch_says_what_it_leaves_to_a_worker() {
    let (sandbox, _receiver) = with(&[Reply::Status(500), Reply::Status(204)], "");
    let line = "{\"type\":\"a.b\"}\n";
    for (command, exit, left) in [("webhooks fire --batch", 7, true), ("webhooks fire --batch", 0, false)] {
        let fired = sandbox.input(line).run(command).fails(exit);
        assert_eq!(fired.stderr.contains("1 delivery left to a worker"), left, "{}", fired.text());
        assert_eq!(fired.stderr.contains("no worker was seen"), left, "{}", fired.text());
    }
    let fired = sandbox.input(line.repeat(3)).run("webhooks fire --batch --enqueue").ok();
    assert!(fired.stderr.contains("3 deliveries left to a worker"), "{}", fired.text());
}

#[test]
fn a_replay_says_what_it_leaves_alone() {
    let (sandbox, receiver) = with(&[], "");
    sandbox.run("webhooks fire a.b").ok();
    sandbox.run(&receiver.endpoint("b")).ok();
    sandbox.run("webhooks endpoints disable b").ok();
    let _ = sandbox.run("webhooks fire a.b --endpoint b").fails(7);
    let parked = sandbox.run("webhooks replay --status parked --since 1d --dry-run").ok().stderr;
    assert!(parked.contains("1 delivery left alone: "), "{parked}");
    sandbox.advance("100d");
    sandbox.run("db maintain").ok();
    let removed = sandbox.run("webhooks replay --status delivered --endpoint a --dry-run").ok().stderr;
    assert!(removed.contains("1 delivery left out, whose payload was removed"), "{removed}");
    let told = sandbox.run("webhooks deliveries list --endpoint a -q").ok().stdout;
    let told = sandbox.run(&format!("webhooks deliveries explain {}", told.trim())).ok().stdout;
    assert!(told.contains("1 attempt, of which the log was removed"), "{told}");
}

#[test]
fn who_is_gone_is_said_to_be_disabled() {
    let (sandbox, _receiver) = with(&[Reply::Status(410)], "");
    let gone = sandbox.run("webhooks fire a.b --id gone").fails(7);
    assert!(gone.stderr.contains("a answered 410, that it wants no more, and is disabled now"), "{}", gone.text());
    let told = sandbox.run("webhooks deliveries explain gone").ok().stdout;
    assert!(told.contains("failed: who answers 410 wants no more"), "{told}");
}

#[test]
fn a_pattern_of_own_events_that_selects_none_is_refused() {
    let sandbox = Sandbox::new();
    check!(sandbox, "webhooks endpoints create https://hooks.invalid/ --event gatepost.*", @"
    $ gatepost webhooks endpoints create https://hooks.invalid/ --event gatepost.*
    --- stderr
    error: gatepost.* selects no event: gatepost itself fires gatepost.consent.revoked, gatepost.endpoint.disabled, gatepost.token.revoked
    hint: gatepost.** selects all of them
    --- exit 2
    ");
    sandbox.run("webhooks endpoints create https://hooks.invalid/ --name all --event gatepost.**").ok();
    let _ = sandbox.run("webhooks endpoints update all --event gatepost.endpoint.disable").fails(2);
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
