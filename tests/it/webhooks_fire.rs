//! Firing events: stored, delivered, answered; and what an endpoint can do wrong.

use std::time::Duration;

use data_encoding::HEXUPPER;
use gatepost::seal::{Bound, Source};
use serde_json::{Value, json};

use crate::support::receiver::{Receiver, Reply};
use crate::support::{Sandbox, texts};

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
    check!(sandbox, "webhooks fire order.created --data @order.json --id order-1", @"
    $ gatepost webhooks fire order.created --data @order.json --id order-1
    ENDPOINT  STATUS     HTTP_STATUS  LATENCY_MS  NEXT_ATTEMPT_AT  ERROR
    a         delivered  204          0           -                -
    --- stderr
    note: evt_01m819eke0xp4g3kwp0yw1cykk: 1 of 1 endpoint delivered
    --- exit 0
    ");
    let request = receiver.seen().pop().unwrap();
    assert_eq!(request.body, payload.as_bytes());
    assert_eq!(request.header("content-type"), "application/json");
    assert_eq!(request.header("webhook-type"), "order.created");
    check!(sandbox, "webhooks fire order.created --data @order.json --id order-1 -o json", @r#"
    $ gatepost webhooks fire order.created --data @order.json --id order-1 -o json
    {
      "event_id": "evt_01m819eke0xp4g3kwp0yw1cykk",
      "type": "order.created",
      "duplicate": true,
      "matched": 1,
      "delivered": 1,
      "failed": 0,
      "deliveries": [
        {
          "id": "dlv_01m819eke0xp4g3kwp0yw1cykm",
          "endpoint_id": "ep_01m819eke0r5knw2xsg2jqba4q",
          "endpoint": "a",
          "status": "delivered",
          "attempts": 1,
          "http_status": 204,
          "latency_ms": 0,
          "next_attempt_at": null,
          "error": null
        }
      ],
      "error": null
    }
    --- exit 0
    "#);
    check!(sandbox, "webhooks fire order.created --data 2 --id order-1", @r#"
    $ gatepost webhooks fire order.created --data 2 --id order-1
    --- stderr
    error: the event evt_01m819eke0xp4g3kwp0yw1cykk was fired with --id "order-1" and another payload; nothing was stored
    hint: give what is another event another --id
    --- exit 5
    "#);
    assert_eq!(receiver.seen().len(), 1);
    check!(sandbox, "webhooks events list", @"
    $ gatepost webhooks events list
    ID        TYPE           KEY      SIZE  CREATED_AT
    0yw1cykk  order.created  order-1  30    2026-11-22 09:30Z
    --- exit 0
    ");
    assert_eq!(sandbox.run("webhooks events show order-1 --payload").ok().stdout, payload);
    check!(sandbox, "webhooks attempts list --columns number,http_status,error,response_headers", @"
    $ gatepost webhooks attempts list --columns number,http_status,error,response_headers
    NUMBER  HTTP_STATUS  ERROR  RESPONSE_HEADERS
    1       204          -      {}
    --- exit 0
    ");
}

#[test]
fn what_failed_is_stored_and_says_what_follows() {
    let (sandbox, receiver) = with(&[Reply::Status(500)]);
    // A store that somebody named stands in the command that is printed.
    let told =
        sandbox.run("webhooks fire order.created").text().replace(" --db '~/.local/share/gatepost/gatepost.db'", "");
    insta::assert_snapshot!(told, @"
    $ gatepost webhooks fire order.created
    ENDPOINT  STATUS    HTTP_STATUS  LATENCY_MS  NEXT_ATTEMPT_AT       ERROR
    a         retrying  500          0           2026-11-22 09:30:05Z  HTTP 500
    --- stderr
    note: evt_01m819eke0xp4g3kwp0yw1cykk: 0 of 1 endpoint delivered
    note: evt_01m819eke0xp4g3kwp0yw1cykk is stored and need not be fired again; the next try is at 2026-11-22T09:30:05.862Z
    note: no worker was seen in the last minute; start one with: gatepost webhooks work
    --- exit 7
    ");
    sandbox.run(&receiver.endpoint("b")).ok();
    let some = sandbox.run("webhooks fire order.created -o json").ok().json();
    assert_eq!((&some["matched"], &some["delivered"], &some["failed"]), (&json!(2), &json!(2), &json!(0)));
    let delivery = sandbox.run("webhooks deliveries list --status retrying -q").ok().stdout;
    check!(sandbox, &format!("webhooks deliveries explain {}", delivery.trim()), @"
    $ gatepost webhooks deliveries explain dlv_01m819eke0xp4g3kwp0yw1cykm
    STEP     AT                 DETAIL
    event    2026-11-22 09:30Z  evt_01m819eke0xp4g3kwp0yw1cykk of type order.created, 2 bytes
    match    2026-11-22 09:30Z  a receives all types
    attempt  2026-11-22 09:30Z  1: HTTP 500, after 0 ms
    state    -                  retrying
    next     2026-11-22 09:30Z  attempt 2 comes 5 s after the one before, 862 ms more by chance
    --- exit 0
    ");
    check!(sandbox, &format!("webhooks deliveries retry {} --columns status,changed", delivery.trim()), @"
    $ gatepost webhooks deliveries retry dlv_01m819eke0xp4g3kwp0yw1cykm --columns status,changed
    STATUS    CHANGED
    retrying  yes
    --- exit 0
    ");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.ids().iter().filter(|id| **id == receiver.ids()[0]).count(), 2);
    check!(sandbox, &format!("webhooks deliveries cancel {}", delivery.trim()), @"
    $ gatepost webhooks deliveries cancel dlv_01m819eke0xp4g3kwp0yw1cykm
    --- stderr
    error: dlv_01m819eke0xp4g3kwp0yw1cykm is delivered already; nothing was changed
    --- exit 5
    ");
    check!(sandbox, &format!("webhooks deliveries retry {}", delivery.trim()), @"
    $ gatepost webhooks deliveries retry dlv_01m819eke0xp4g3kwp0yw1cykm
    --- stderr
    error: dlv_01m819eke0xp4g3kwp0yw1cykm was delivered; nothing was changed
    hint: send the event once more with: gatepost webhooks replay --status delivered --event evt_01m819eke0xp4g3kwp0yw1cykk
    --- exit 5
    ");
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
    check!(sandbox, "webhooks fire order.created -o json", @r#"
    $ gatepost webhooks fire order.created -o json
    {
      "event_id": "evt_01m819eke0ss12ys19pe387zvd",
      "type": "order.created",
      "duplicate": false,
      "matched": 0,
      "delivered": 0,
      "failed": 0,
      "deliveries": [],
      "error": null
    }
    --- exit 0
    "#);
    check!(sandbox, "webhooks fire order.created --require-match", @"
    $ gatepost webhooks fire order.created --require-match
    --- stderr
    error: no endpoint receives order.created; nothing was stored
    hint: see which do with: gatepost webhooks endpoints list
    --- exit 3
    ");
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
        let (sandbox, _receiver) = with(std::slice::from_ref(&reply));
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
        assert!([2, 3].contains(&run.exit), "{}", run.text());
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
    let tested = sandbox.run("webhooks test a").fails(7);
    assert!(tested.stderr.contains("with: gatepost webhooks endpoints check a"), "{}", tested.text());
    assert_eq!(receiver.seen().len(), 0);
    sandbox.run("webhooks endpoints update a --allow-private 10.1.0.0/16").ok();
    let checked = sandbox.run("webhooks endpoints check a -o json").fails(11);
    assert_eq!((checked.field("0.name"), checked.field("0.status")), ("address".to_owned(), "fail".to_owned()));
    // Of what was not asked, nobody knows where it redirects to.
    assert_eq!(checked.json().as_array().unwrap().len(), 2, "{}", checked.text());
    let fix = checked.field("0.fix");
    assert!(
        fix.starts_with(
            "gatepost webhooks endpoints update a --allow-private 10.1.0.0/16 --allow-private 127.0.0.1/32"
        )
    );
    sandbox.shell(&fix).ok();
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
    assert_eq!(
        sandbox.run("webhooks fire order.line.added --data '{\"amount\": 250}' -o json").ok().json()["matched"],
        0
    );
    assert_eq!(receiver.seen().len(), 1);
}

#[test]
fn a_batch_answers_a_line_each() {
    let (sandbox, receiver) = with(&[]);
    let lines = "{\"type\":\"a.b\",\"data\":{ \"n\": 1 },\"id\":\"x\"}\n{\"type\":\"a.b\",\"data\":{ \"n\": 1 },\"id\":\"x\"}\n\n{\"type\":\"a.b\",\"data\":2,\"id\":\"x\"}\nnonsense\n{\"type\":\"a b\"}\n{\"data\":1}\n{\"type\":\"a.c\",\"more\":1}\n{\"type\":\"a.c\"}";
    check!(sandbox.input(lines), "webhooks fire --batch --columns type,duplicate,matched,delivered,error", @r#"
    $ gatepost webhooks fire --batch --columns type,duplicate,matched,delivered,error
    {"type":"a.b","duplicate":false,"matched":1,"delivered":1,"error":null}
    {"type":"a.b","duplicate":true,"matched":1,"delivered":1,"error":null}
    {"type":"a.b","duplicate":false,"matched":0,"delivered":0,"error":{"code":"differs","message":"the event evt_01m819eke0xp4g3kwp0yw1cykk was fired with --id \"x\" and another payload; nothing was stored","hint":"give what is another event another --id","field":"--id"}}
    {"type":"","duplicate":false,"matched":0,"delivered":0,"error":{"code":"invalid_value","message":"the line is no JSON object: expected ident at line 1 column 2","hint":null,"field":"LINE"}}
    {"type":"a b","duplicate":false,"matched":0,"delivered":0,"error":{"code":"invalid_value","message":"not an event type: \"a b\"","hint":"write segments of a-z A-Z 0-9 _ joined by dots, such as order.created","field":"type"}}
    {"type":"","duplicate":false,"matched":0,"delivered":0,"error":{"code":"invalid_value","message":"the line has no type","hint":null,"field":"LINE"}}
    {"type":"","duplicate":false,"matched":0,"delivered":0,"error":{"code":"invalid_value","message":"the line has a field \"more\"; type, data and id are known","hint":null,"field":"LINE"}}
    {"type":"a.c","duplicate":false,"matched":1,"delivered":1,"error":null}
    --- exit 10
    "#);
    let bodies: Vec<Vec<u8>> = receiver.seen().into_iter().map(|it| it.body).collect();
    assert_eq!(bodies.len(), 2);
    assert!(bodies.contains(&b"{ \"n\": 1 }".to_vec()) && bodies.contains(&b"{}".to_vec()));
    let run =
        sandbox.input("{\"type\":\"a.d\"}\n").run("webhooks fire --batch --enqueue --columns matched,delivered").ok();
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

/// What gives the copies a secret each, sealed as the program does: one is bound to its row, so it cannot be copied.
fn secrets_of_copies(sandbox: &Sandbox) -> String {
    let text = |sqlite: &str, server: &str| match sandbox.client() {
        Some(mut client) => client.query_one(server, &[]).unwrap().get(0),
        None => texts(&sandbox.database(), sqlite).remove(0),
    };
    let store = "SELECT value FROM marks WHERE name = 'store_id'";
    let store: String = text(store, store);
    let wrapped = text("SELECT hex(wrapped) FROM seal_wraps", "SELECT upper(encode(wrapped, 'hex')) FROM seal_wraps");
    let sealing = Source::File(sandbox.home().join(".config/gatepost/sealing.key")).read().unwrap().unwrap();
    let key = sealing.unwrap(&store, 1, &HEXUPPER.decode(wrapped.as_bytes()).unwrap()).unwrap();
    let rows = (10_001..15_000).map(|number: u64| {
        let endpoint = format!("ep_01m819eke0000000000000{number}");
        let row = format!("{endpoint}/1");
        let bound = Bound { store: &store, table: "webhook_secrets", column: "sealed", row: &row };
        let mut nonce = [0; 24];
        nonce[..8].copy_from_slice(&number.to_be_bytes());
        let sealed =
            HEXUPPER.encode(&key.seal(nonce, &bound, b"whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=").unwrap());
        let sealed = if sandbox.url().is_some() { format!("'\\x{sealed}'") } else { format!("x'{sealed}'") };
        format!("('{row}', '{endpoint}', 1, 'v1', {sealed}, 1, 0)")
    });
    let rows = rows.collect::<Vec<_>>().join(", ");
    format!("INSERT INTO webhook_secrets (id, endpoint_id, number, kind, sealed, sealed_key, created_at) VALUES {rows}")
}

/// Copies of the only endpoint, up to five thousand.
fn copies(sandbox: &Sandbox) {
    let columns = "workspace, url, events, filters, headers, retry, rate_limits, ordered, signatures, allow_private,
        allow_http, version, created_at, created_by";
    sandbox.tamper(&format!(
        "INSERT INTO webhook_endpoints (id, tail, name, {columns})
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4999)
         SELECT 'ep_01m819eke0000000000000' || CAST(10000 + i AS TEXT), 'x', 'copy' || CAST(i AS TEXT), {columns}
         FROM webhook_endpoints, n"
    ));
}

#[test]
fn five_thousand_endpoints_each_get_an_event() {
    let (sandbox, receiver) = with(&[]);
    copies(&sandbox);
    sandbox.tamper(&secrets_of_copies(&sandbox));
    let fired = sandbox.run("webhooks fire a.b --data 1 --enqueue -o json").ok().json();
    assert_eq!((&fired["matched"], fired["deliveries"].as_array().unwrap().len()), (&5_000.into(), 5_000));
    assert_eq!(sandbox.run("webhooks work --once -o json").ok().json()["delivered"], 5_000);
    assert_eq!(receiver.count(), 5_000);
    let fired = sandbox.run("webhooks fire a.b --data 2 -o json").ok().json();
    assert_eq!((&fired["matched"], &fired["delivered"]), (&5_000.into(), &5_000.into()));
    assert_eq!(receiver.count(), 10_000);
}

#[test]
fn a_batch_is_stored_in_parts_where_many_endpoints_receive_it() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("webhooks endpoints create https://a.example.com/ --name a").ok();
    copies(&sandbox);
    sandbox.tamper(
        "CREATE TRIGGER full BEFORE INSERT ON webhook_events WHEN NEW.key = 'last' BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    let lines = "{\"type\":\"a.b\"}\n{\"type\":\"a.b\"}\n{\"type\":\"a.b\",\"id\":\"last\"}\n";
    let run = sandbox.input(lines).run("webhooks fire --batch --enqueue --columns matched").fails(1);
    assert_eq!(run.stdout, "{\"matched\":5000}\n".repeat(2));
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_deliveries"), 10_000);
}
