//! What somebody gives that cannot be: the message is what they see, so each is looked at whole.

use serde_json::json;

use crate::net::tls::Pki;
use crate::support::Sandbox;
use crate::support::receiver::Receiver;

/// A sandbox with an endpoint that must never be reached.
fn with() -> (Sandbox, Receiver) {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.run(&receiver.endpoint("a")).ok();
    (sandbox, receiver)
}

/// Nothing was stored and nothing sent.
#[track_caller]
fn nothing(sandbox: &Sandbox, receiver: &Receiver) {
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_events"), 0);
    assert_eq!(receiver.count(), 0);
}

#[test]
fn a_payload_over_the_limit_names_the_setting() {
    let (sandbox, receiver) = with();
    sandbox.write("large.json", format!("\"{}\"", "a".repeat((1 << 20) - 1)));
    check!(sandbox, "webhooks fire order.created --data @large.json", @"
    $ gatepost webhooks fire order.created --data @large.json
    --- stderr
    error: large.json has more than 1MB
    hint: the setting webhooks.max_payload holds the limit
    --- exit 2
    ");
    check!(sandbox.input(vec![b' '; 2 << 20]), "webhooks fire order.created --data -", @"
    $ gatepost webhooks fire order.created --data -
    --- stderr
    error: standard input has more than 1MB
    hint: the setting webhooks.max_payload holds the limit
    --- exit 2
    ");
    let line = format!("{{\"type\":\"a.b\",\"data\":\"{}\"}}\n", "a".repeat((1 << 20) - 1));
    check!(sandbox.input(line), "webhooks fire --batch --columns type,error", @r#"
    $ gatepost webhooks fire --batch --columns type,error
    {"type":"a.b","error":{"code":"invalid_value","message":"the payload has 1048577 bytes; at most 1MB are allowed","hint":"the setting webhooks.max_payload holds the limit","field":"data"}}
    --- exit 2
    "#);
    nothing(&sandbox, &receiver);
    // What is as large as it may be goes, and so does more once the limit allows it, wherever that stands.
    sandbox.write("largest.json", format!("\"{}\"", "a".repeat((1 << 20) - 2)));
    sandbox.run("webhooks fire order.created --data @largest.json").ok();
    sandbox.run("config set webhooks.max_payload 2MB --store").ok();
    sandbox.run("webhooks fire order.created --data @large.json").ok();
    assert_eq!(receiver.seen()[1].body.len(), (1 << 20) + 1);
}

#[test]
fn what_is_no_json_says_where_it_ends_to_be_any() {
    let (sandbox, receiver) = with();
    check!(sandbox, "webhooks fire order.created --data '{\"amount\": 250'", @r#"
    $ gatepost webhooks fire order.created --data '{"amount": 250'
    --- stderr
    error: the payload is no JSON that every reader takes alike: EOF while parsing an object at line 1 column 14
    --- exit 2
    "#);
    check!(sandbox, "webhooks fire order.created --data \"{'amount': 250}\"", @r#"
    $ gatepost webhooks fire order.created --data "{'amount': 250}"
    --- stderr
    error: the payload is no JSON that every reader takes alike: key must be a string at line 1 column 2
    --- exit 2
    "#);
    check!(sandbox, "webhooks fire order.created --data ''", @"
    $ gatepost webhooks fire order.created --data ''
    --- stderr
    error: the payload is no JSON that every reader takes alike: it is empty
    --- exit 2
    ");
    sandbox.write("marked.json", "\u{feff}{}");
    check!(sandbox, "webhooks fire order.created --data @marked.json", @"
    $ gatepost webhooks fire order.created --data @marked.json
    --- stderr
    error: the payload is no JSON that every reader takes alike: it begins with a byte order mark; save it without one
    --- exit 2
    ");
    check!(sandbox, "webhooks fire order.created --data @order.json", @"
    $ gatepost webhooks fire order.created --data @order.json
    --- stderr
    error: there is no file order.json
    --- exit 3
    ");
    nothing(&sandbox, &receiver);
}

#[test]
fn what_is_nested_ten_thousand_deep_is_refused() {
    let (sandbox, receiver) = with();
    let deep = "[".repeat(10_000) + &"]".repeat(10_000);
    sandbox.write("deep.json", &deep);
    check!(sandbox, "webhooks fire order.created --data @deep.json", @"
    $ gatepost webhooks fire order.created --data @deep.json
    --- stderr
    error: the payload is no JSON that every reader takes alike: it is nested deeper than 127 levels at line 1 column 128
    --- exit 2
    ");
    check!(sandbox.input(format!("{{\"type\":\"a.b\",\"data\":{deep}}}\n")), "webhooks fire --batch --columns type,error", @r#"
    $ gatepost webhooks fire --batch --columns type,error
    {"type":"a.b","error":{"code":"invalid_value","message":"the payload is no JSON that every reader takes alike: it is nested deeper than 127 levels at line 1 column 128","hint":null,"field":"data"}}
    --- exit 2
    "#);
    nothing(&sandbox, &receiver);
}

#[test]
fn a_name_that_stands_twice_is_pointed_at() {
    let (sandbox, receiver) = with();
    check!(sandbox, "webhooks fire order.created --data '{\"order\": {\"id\": 1, \"id\": 2}}'", @r#"
    $ gatepost webhooks fire order.created --data '{"order": {"id": 1, "id": 2}}'
    --- stderr
    error: the payload is no JSON that every reader takes alike: /order/id stands there twice at line 1 column 24
    --- exit 2
    "#);
    nothing(&sandbox, &receiver);
}

#[test]
fn a_type_with_spaces_is_none() {
    let (sandbox, receiver) = with();
    check!(sandbox, "webhooks fire 'order created'", @r#"
    $ gatepost webhooks fire 'order created'
    --- stderr
    error: not an event type: "order created"
    hint: write segments of a-z A-Z 0-9 _ joined by dots, such as order.created
    --- exit 2
    "#);
    check!(sandbox, "webhooks endpoints create https://example.com/ --event 'order created'", @r#"
    $ gatepost webhooks endpoints create https://example.com/ --event 'order created'
    --- stderr
    error: not a pattern of event types: "order created"
    hint: write whole segments joined by dots: order.created, order.* for one more segment, order.** for any
    --- exit 2
    "#);
    nothing(&sandbox, &receiver);
}

#[test]
fn a_url_that_cannot_be_reached_says_what_is_wrong_with_it() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces list").ok();
    check!(sandbox, "webhooks endpoints create https://", @"
    $ gatepost webhooks endpoints create https://
    --- stderr
    error: this is no URL that can be reached: it needs a scheme and a host: https://HOST/PATH
    --- exit 2
    ");
    check!(sandbox, "webhooks endpoints create https:///hooks", @"
    $ gatepost webhooks endpoints create https:///hooks
    --- stderr
    error: this is no URL that can be reached: it needs a scheme and a host: https://HOST/PATH
    --- exit 2
    ");
    check!(sandbox, "webhooks endpoints create example.com/hooks", @"
    $ gatepost webhooks endpoints create example.com/hooks
    --- stderr
    error: this is no URL that can be reached: it needs a scheme and a host: https://HOST/PATH
    --- exit 2
    ");
    check!(sandbox, "webhooks endpoints create https://ada:hunter2@example.com/", @"
    $ gatepost webhooks endpoints create https://ada:hunter2@example.com/
    --- stderr
    error: this is no URL that can be reached: it holds a user or password
    hint: send credentials in a header
    --- exit 2
    ");
    check!(sandbox, "webhooks endpoints create https://example.com/#hooks", @"
    $ gatepost webhooks endpoints create https://example.com/#hooks
    --- stderr
    error: this is no URL that can be reached: it has a fragment (#), which is never sent
    --- exit 2
    ");
    check!(sandbox, "webhooks endpoints create ftp://example.com/", @"
    $ gatepost webhooks endpoints create ftp://example.com/
    --- stderr
    error: this is no URL that can be reached: only https is spoken here, and http where it is allowed
    --- exit 2
    ");
    check!(sandbox, "webhooks endpoints create http://example.com/", @"
    $ gatepost webhooks endpoints create http://example.com/
    --- stderr
    error: this is no URL that can be reached: it is not encrypted
    hint: use https, or allow http with --allow-http
    --- exit 2
    ");
    assert_eq!(sandbox.run("webhooks endpoints list -o json").ok().json(), json!([]));
}

#[test]
fn a_filter_that_does_not_parse_says_where() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces list").ok();
    check!(sandbox, "webhooks endpoints create https://example.com/ --filter '$[?@.amount > 100'", @r#"
    $ gatepost webhooks endpoints create https://example.com/ --filter '$[?@.amount > 100'
    --- stderr
    error: not a JSONPath query: "$[?@.amount > 100", at position 17, in long-hand segment, expected closing ']'
    hint: write it as RFC 9535 has it: $[?@.amount > 100] selects a payload whose amount is over 100
    --- exit 2
    "#);
    check!(sandbox, "webhooks endpoints create https://example.com/ --filter 'amount > 100'", @r#"
    $ gatepost webhooks endpoints create https://example.com/ --filter 'amount > 100'
    --- stderr
    error: not a JSONPath query: "amount > 100", at position 0, parser error
    hint: write it as RFC 9535 has it: $[?@.amount > 100] selects a payload whose amount is over 100
    --- exit 2
    "#);
    assert_eq!(sandbox.run("webhooks endpoints list -o json").ok().json(), json!([]));
}

#[test]
fn a_name_that_does_not_resolve_is_tried_again() {
    let sandbox = Sandbox::new();
    sandbox.run("webhooks endpoints create https://nowhere.test/ --name nowhere").ok();
    sandbox.run("config set webhooks.unknown_type off --store").ok();
    let call = || sandbox.env("GATEPOST_TEST_HOSTS", "else.test=127.0.0.1");
    let told = call().run("webhooks fire order.created").text();
    // A store that somebody named stands in the command that is printed.
    insta::assert_snapshot!(told.replace(" --db '~/.local/share/gatepost/gatepost.db'", ""), @"
    $ GATEPOST_TEST_HOSTS=else.test=127.0.0.1 gatepost webhooks fire order.created
    ENDPOINT  STATUS    HTTP_STATUS  LATENCY_MS  NEXT_ATTEMPT_AT       ERROR
    nowhere   retrying  -            0           2026-11-22 09:30:05Z  nowhere.test cannot be resolved: no address
                                                                       associated with the name
    --- stderr
    note: evt_01m819eke0xp4g3kwp0yw1cykk: 0 of 1 endpoint delivered
    note: evt_01m819eke0xp4g3kwp0yw1cykk is stored and need not be fired again; the next try is at 2026-11-22T09:30:05.862Z
    note: no worker was seen in the last minute; start one with: gatepost webhooks work
    --- exit 7
    ");
    check!(call(), "webhooks endpoints check nowhere", @"
    $ GATEPOST_TEST_HOSTS=else.test=127.0.0.1 gatepost webhooks endpoints check nowhere
    NAME         STATUS  DETAIL                                                                FIX
    address      fail    nowhere.test cannot be resolved: no address associated with the name  -
    certificate  fail    no certificate was shown                                              -
    answer       fail    nowhere.test cannot be resolved: no address associated with the name  -
    --- exit 11
    ");
}

#[test]
fn a_certificate_that_does_not_hold_fails_the_delivery() {
    let sandbox = Sandbox::new();
    sandbox.run("config set webhooks.unknown_type off --store").ok();
    let servers = [
        ("good", Pki::new("hooks.test", 2090)),
        ("expired", Pki::new("hooks.test", 2021)),
        ("other", Pki::new("other.test", 2090)),
    ];
    let run = |pki: &Pki, words: &str| {
        let call = sandbox.env("GATEPOST_TEST_HOSTS", "hooks.test=127.0.0.1");
        call.env("GATEPOST_NET_CA_FILE", pki.ca().unwrap().display().to_string()).run(words)
    };
    for (name, pki) in &servers {
        let create = "webhooks endpoints create --allow-private 127.0.0.0/8";
        run(pki, &format!("{create} {} --name {name}", pki.url())).ok();
    }
    let fired = |(name, pki): &(&str, Pki)| {
        let fired = run(pki, &format!("webhooks fire a.b --endpoint {name} -o json"));
        let of = |field: &str| fired.field(&format!("deliveries.0.{field}"));
        (fired.exit, of("status"), of("error"))
    };
    let failed = |why: &str| (7, "retrying".to_owned(), why.to_owned());
    assert_eq!(fired(&servers[0]), (0, "delivered".to_owned(), "null".to_owned()));
    assert_eq!(fired(&servers[1]), failed("its certificate has expired"));
    assert_eq!(fired(&servers[2]), failed("its certificate is for another name"));
    // Those of the system know nothing of this authority.
    let stranger = sandbox.env("GATEPOST_TEST_HOSTS", "hooks.test=127.0.0.1");
    let fired = stranger.run("webhooks fire a.b --endpoint good -o json").fails(7);
    assert!(fired.field("deliveries.0.error").contains("net.ca_file"), "{}", fired.text());
    for (name, pki) in &servers {
        // All of them redirect who asks by HEAD, which is found as well.
        let checked = run(pki, &format!("webhooks endpoints check {name} -o json")).fails(11);
        let certificate = checked.json().as_array().unwrap().iter().find(|it| it["name"] == "certificate").cloned();
        let status = if *name == "good" { "ok" } else { "fail" };
        assert_eq!(certificate.unwrap()["status"], status, "{name}: {}", checked.text());
    }
}
