//! Firing events: stored, delivered, answered; and what an endpoint can do wrong.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Sandbox;
use crate::support::receiver::{Receiver, Reply};

/// A sandbox with one endpoint of a receiver.
fn with(script: &[Reply]) -> (Sandbox, Receiver) {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(script));
    sandbox.run(&receiver.endpoint("a")).ok();
    sandbox.run("config set webhooks.unknown_type off --store").ok();
    (sandbox, receiver)
}

#[test]
fn an_event_is_delivered_to_the_byte_and_signed() {
    let (sandbox, receiver) = with(&[]);
    let payload = "{ \"b\":1.50,  \"a\" : \"\\u00e4\" }\n";
    sandbox.write("order.json", payload);
    check!(sandbox, "webhooks fire order.created --data @order.json --id order-1", @"");
    let request = receiver.seen().pop().unwrap();
    assert_eq!(request.body, payload.as_bytes());
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(request.header("webhook-type"), "order.created");
    check!(sandbox, "webhooks fire order.created --data @order.json --id order-1 -o json", @"");
    check!(sandbox, "webhooks fire order.created --data 2 --id order-1", @"");
    assert_eq!(receiver.seen().len(), 1);
    check!(sandbox, "webhooks events list", @"");
    assert_eq!(sandbox.run("webhooks events show order-1 --payload").ok().stdout, payload);
    check!(sandbox, "webhooks attempts list --columns number,http_status,error,response_headers", @"");
}

#[test]
fn what_failed_is_stored_and_says_what_follows() {
    let (sandbox, receiver) = with(&[Reply::Status(500)]);
    check!(sandbox, "webhooks fire order.created", @"");
    sandbox.run(&receiver.endpoint("b")).ok();
    let some = sandbox.run("webhooks fire order.created -o json").ok().json();
    assert_eq!((&some["matched"], &some["delivered"], &some["failed"]), (&json!(2), &json!(2), &json!(0)));
    let delivery = sandbox.run("webhooks deliveries list --status retrying -q").ok().stdout;
    check!(sandbox, &format!("webhooks deliveries explain {}", delivery.trim()), @"");
    check!(sandbox, &format!("webhooks deliveries retry {} --columns status,changed", delivery.trim()), @"");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.ids().iter().filter(|id| **id == receiver.ids()[0]).count(), 2);
    check!(sandbox, &format!("webhooks deliveries cancel {}", delivery.trim()), @"");
    check!(sandbox, &format!("webhooks deliveries retry {}", delivery.trim()), @"");
}

#[test]
fn some_of_several_is_partly_done() {
    let (sandbox, receiver) = with(&[]);
    let bad = Receiver::new(&[Reply::Status(503)]);
    sandbox.run(&bad.endpoint("b")).ok();
    let run = sandbox.run("webhooks fire order.created -o json").fails(10).json();
    assert_eq!((&run["delivered"], &run["failed"]), (&json!(1), &json!(1)));
    assert_eq!(receiver.seen().len(), 1);
    let only = sandbox.run("webhooks fire order.created --endpoint a -o json").ok().json();
    assert_eq!(only["matched"], 1);
}

#[test]
fn nothing_matches_is_done_unless_a_match_is_required() {
    let sandbox = Sandbox::new();
    sandbox.run("config set webhooks.unknown_type off --store").ok();
    check!(sandbox, "webhooks fire order.created -o json", @"");
    check!(sandbox, "webhooks fire order.created --require-match", @"");
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_events"), 1);
}

#[test]
fn every_way_to_answer_wrongly_is_a_failed_attempt_that_is_tried_again() {
    let late = Reply::Late(200, Duration::from_secs(5));
    let cases = [
        (Reply::Status(301), json!(301), "HTTP 301"),
        (Reply::Status(404), json!(404), "HTTP 404"),
        (Reply::Reset, Value::Null, ""),
        (Reply::Truncated, Value::Null, ""),
        (Reply::Short, json!(200), ""),
        (Reply::Drip, Value::Null, ""),
        (Reply::Noise, Value::Null, ""),
        (late, Value::Null, "no answer within 300ms"),
    ];
    for (reply, status, error) in cases {
        let (sandbox, _receiver) = with(&[reply.clone()]);
        sandbox.run("webhooks endpoints update a --timeout 300ms").ok();
        let run = sandbox.run("webhooks fire order.created -o json").fails(7).json();
        let delivery = &run["deliveries"][0];
        assert_eq!((&delivery["status"], &delivery["http_status"]), (&json!("retrying"), &status), "{reply:?}: {run}");
        assert!(delivery["error"].as_str().unwrap().contains(error), "{reply:?}: {run}");
        sandbox.advance("1m");
        let worked = sandbox.run("webhooks work --once -o json").ok();
        assert_eq!(worked.json()["delivered"], 1, "{reply:?}: {}", worked.text());
    }
}

#[test]
fn an_older_server_and_one_that_closes_are_served() {
    let (sandbox, receiver) = with(&[Reply::Old(200), Reply::Old(200), Reply::With(200, "connection: close")]);
    for _ in 0..4 {
        sandbox.run("webhooks fire order.created").ok();
    }
    assert_eq!(receiver.seen().len(), 4);
}

#[test]
fn what_is_no_payload_is_refused_and_nothing_is_stored() {
    let (sandbox, receiver) = with(&[]);
    sandbox.write("deep.json", "[".repeat(10_000) + &"]".repeat(10_000));
    sandbox.write("large.json", format!("\"{}\"", "a".repeat(1 << 20)));
    for data in ["@deep.json", "@large.json", "{", "''", "'{\"a\": 1, \"a\": 2}'", "@missing.json"] {
        let run = sandbox.run(&format!("webhooks fire order.created --data {data}"));
        assert!([1, 2].contains(&run.exit), "{}", run.text());
    }
    for event_type in ["'a b'", "a..b", "gatepost.x", "''", "ä"] {
        let _ = sandbox.run(&format!("webhooks fire {event_type}")).fails(2);
    }
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_events"), 0);
    assert_eq!(receiver.seen().len(), 0);
}

#[test]
fn an_address_that_is_not_allowed_is_never_reached() {
    let (sandbox, receiver) = with(&[]);
    sandbox.run("webhooks endpoints update a --allow-private none").ok();
    let run = sandbox.run("webhooks fire order.created -o json").fails(7);
    assert!(run.field("deliveries.0.error").contains("127.0.0.1"), "{}", run.text());
    assert_eq!(receiver.seen().len(), 0);
    let _ = sandbox.run("webhooks endpoints check a").fails(11);
    sandbox.run("webhooks endpoints update a --allow-private 127.0.0.0/8").ok();
    sandbox.run("webhooks endpoints check a").ok();
}

#[test]
fn a_rehearsal_stores_and_sends_nothing() {
    let (sandbox, receiver) = with(&[]);
    let run = sandbox.run("webhooks fire order.created --dry-run -o json").ok();
    assert_eq!(run.json()["matched"], 1);
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_events"), 0);
    assert_eq!(receiver.seen().len(), 0);
}

#[test]
fn filters_decide_who_receives() {
    let (sandbox, receiver) = with(&[]);
    sandbox.run("webhooks endpoints update a --event order.* --filter '$[?@.amount > 100]'").ok();
    for (data, matched) in [("{\"amount\": 250}", 1), ("{\"amount\": 50}", 0), ("[]", 0)] {
        let run = sandbox.run(&format!("webhooks fire order.created --data '{data}' -o json")).ok();
        assert_eq!(run.json()["matched"], matched, "{data}");
    }
    assert_eq!(sandbox.run("webhooks fire order.line.added --data '{\"amount\": 250}' -o json").ok().json()["matched"], 0);
    assert_eq!(receiver.seen().len(), 1);
}

#[test]
fn a_batch_answers_a_line_each() {
    let (sandbox, receiver) = with(&[]);
    let lines = "{\"type\":\"a.b\",\"data\":{ \"n\": 1 },\"id\":\"x\"}\n{\"type\":\"a.b\",\"data\":{ \"n\": 1 },\"id\":\"x\"}\n\n{\"type\":\"a.b\",\"data\":2,\"id\":\"x\"}\nnonsense\n{\"type\":\"a b\"}\n{\"data\":1}\n{\"type\":\"a.c\",\"more\":1}\n{\"type\":\"a.c\"}";
    check!(sandbox.input(lines), "webhooks fire --batch --columns type,duplicate,matched,delivered,error", @"");
    let bodies: Vec<Vec<u8>> = receiver.seen().into_iter().map(|it| it.body).collect();
    assert_eq!(bodies.len(), 2);
    assert!(bodies.contains(&b"{ \"n\": 1 }".to_vec()) && bodies.contains(&b"{}".to_vec()));
    let run = sandbox.input("{\"type\":\"a.d\"}\n").run("webhooks fire --batch --enqueue --columns matched,delivered").ok();
    assert_eq!(run.stdout, "{\"matched\":1,\"delivered\":0}\n");
}

#[test]
fn a_sample_is_sent_once_whatever_the_endpoint_receives() {
    let (sandbox, receiver) = with(&[Reply::Status(500)]);
    sandbox.run("webhooks endpoints update a --event nothing.at.all").ok();
    let run = sandbox.run("webhooks test a -o json").fails(7);
    assert_eq!(run.field("deliveries.0.status"), "cancelled");
    sandbox.run("webhooks test a").ok();
    assert_eq!(receiver.seen()[1].header("webhook-type"), "gatepost.test");
    sandbox.run("webhooks endpoints disable a").ok();
    let _ = sandbox.run("webhooks test a").fails(5);
}

#[test]
fn events_are_replayed_by_plan() {
    let (sandbox, receiver) = with(&[]);
    let run = sandbox.run("webhooks fire order.created -o json").ok();
    sandbox.advance("1h");
    let _ = sandbox.run("webhooks replay").fails(2);
    let _ = sandbox.run("webhooks replay --status delivered --since 2h").fails(9);
    let planned = sandbox.run("webhooks replay --status delivered --since 2h --dry-run -o json").ok();
    let plan = planned.field("0.plan_id");
    sandbox.run(&format!("webhooks replay --status delivered --since 2h --plan-id {plan}")).ok();
    let _ = sandbox.run(&format!("webhooks replay --status delivered --since 3h --plan-id {plan}")).fails(5);
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.ids(), vec![run.field("event_id"); 2]);
    let late = Receiver::new(&[]);
    sandbox.run(&late.endpoint("late")).ok();
    sandbox.run("webhooks replay --reroute --event order.* --since 1d --yes").ok();
    sandbox.run("webhooks work --once").ok();
    assert_eq!((late.seen().len(), receiver.seen().len()), (1, 2));
    let again = sandbox.run("webhooks replay --reroute --event order.* --since 1d --yes -o json").ok();
    assert_eq!(again.json(), json!([]));
}
