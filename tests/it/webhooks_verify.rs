//! `webhooks verify`: a saved request is judged, and a known mistake is named.

use serde_json::Value;

use crate::support::Sandbox;
use crate::webhooks_sign::{head, prepared};

/// The payload of the prepared home.
const ORDER: &str = "{\"amount\": 250, \"note\": \"gr\u{f6}\u{df}e\"}";

/// The verdict on a request with this head and body.
fn judged(sandbox: &Sandbox, head: &str, body: &str, words: &str) -> Value {
    sandbox.write("request", format!("POST /hook HTTP/1.1\r\nhost: localhost\r\n{head}\r\n{body}"));
    let run = sandbox.run(&format!("webhooks verify --request @request -o json {words}"));
    assert_eq!(run.exit, if run.json()["valid"] == true { 0 } else { 4 }, "{}", run.text());
    run.json()
}

#[test]
fn what_holds_and_what_does_not_is_told() {
    let sandbox = prepared();
    sandbox.write("request", format!("{}\n{ORDER}", head(&sandbox, "--secret @new --id evt_1 --type order.created")));
    check!(sandbox, "webhooks verify --secret @new --request @request", @"
    $ gatepost webhooks verify --secret @new --request @request
    valid      yes
    code       valid
    scheme     v1
    id         evt_1
    type       order.created
    timestamp  2026-11-22 09:30Z
    age_ms     0
    key        1
    detail     the signature holds
    --- exit 0
    ");
    check!(sandbox, "webhooks verify --secret @old --request @request -o json", @r#"
    $ gatepost webhooks verify --secret @old --request @request -o json
    {
      "valid": false,
      "code": "mismatch",
      "scheme": "v1",
      "id": "evt_1",
      "type": "order.created",
      "timestamp": "2026-11-22T09:30:00.000Z",
      "age_ms": 0,
      "key": null,
      "mistake": null,
      "detail": "no signature is of this content by a secret that was given, and no known mistake fits; check the secret first"
    }
    --- exit 4
    "#);
    sandbox.run("webhooks verify --secret @old --secret @new --request @request -q").ok();
}

#[test]
fn every_profile_and_key_is_checked() {
    let sandbox = prepared();
    let public = "whpk_/RckOFqgx1tk+3jNYC+h2ZH96/drE8WO1wLqyDXp9hg=";
    for (profile, scheme) in [("standard", "v1"), ("github", "github"), ("stripe", "stripe")] {
        let head = head(&sandbox, &format!("--secret @new --signature {profile}"));
        assert_eq!(judged(&sandbox, &head, ORDER, "--secret @old --secret @new")["scheme"], scheme);
        assert_eq!(judged(&sandbox, &head, ORDER, "--secret @old")["code"], "mismatch");
    }
    let head = head(&sandbox, "--secret @key");
    assert_eq!(judged(&sandbox, &head, ORDER, "--secret @key")["scheme"], "v1a");
    sandbox.write("public", public);
    for words in ["--secret @public".to_owned(), format!("--secret {public}")] {
        assert_eq!(judged(&sandbox, &head, &ORDER.replace('2', "3"), &words)["code"], "mismatch");
    }
}

#[test]
fn the_mistake_is_named() {
    let sandbox = prepared();
    let signed = head(&sandbox, "--secret @new --id evt_1");
    let stamp = signed.lines().find(|line| line.starts_with("webhook-timestamp")).unwrap();
    sandbox.write("text", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    let raw = head(&sandbox, "--secret @new --signature github");
    for (head, body, words, mistake) in [
        (signed.clone(), r#"{"amount":250,"note":"größe"}"#.to_owned(), "--secret @new", Value::Null),
        (signed.clone(), format!("{ORDER}\n"), "--secret @new", "trailing_newline".into()),
        (signed.clone(), ORDER.to_owned(), "--secret @old --old-secret @new", "old_secret".into()),
        (signed.replace(stamp, &format!("{stamp}000")), ORDER.to_owned(), "--secret @new", "milliseconds".into()),
        (
            signed.replace("id: evt_1", "id: evt_2\nx-event: evt_1"),
            ORDER.to_owned(),
            "--secret @new",
            "wrong_id".into(),
        ),
        (raw, ORDER.to_owned(), "--secret @text", "undecoded_secret".into()),
    ] {
        let verdict = judged(&sandbox, &head, &body, words);
        // The first is Python's way of writing, which is the payload's: it is found.
        let expected = if mistake.is_null() { "reserialised_json".into() } else { mistake };
        assert_eq!((&verdict["valid"], &verdict["mistake"]), (&false.into(), &expected), "{verdict}");
    }
}

#[test]
fn the_tolerance_is_a_setting_a_flag_or_off() {
    let sandbox = prepared();
    let head = head(&sandbox, "--secret @new");
    sandbox.advance("6m");
    let code = |words: &str| judged(&sandbox, &head, ORDER, &format!("--secret @new {words}"))["code"].clone();
    assert_eq!(code(""), "too_old");
    assert_eq!((code("--tolerance 6m"), code("--tolerance off")), ("valid".into(), "valid".into()));
    sandbox.run("config set webhooks.tolerance 10m").ok();
    assert_eq!((code(""), code("--tolerance 1m")), ("valid".into(), "too_old".into()));
    let detail = judged(&sandbox, &head, ORDER, "--secret @new --tolerance 1m")["detail"].clone();
    assert_eq!(
        detail,
        "the signature holds, but its timestamp lies 6 min before now; check both clocks, or --tolerance"
    );
    sandbox.run("webhooks verify --secret @new --request @request --tolerance soon").fails(2);
}

#[test]
fn headers_may_come_as_flags() {
    let sandbox = prepared();
    let head = head(&sandbox, "--secret @new");
    let headers: String = head.lines().map(|line| format!(" --header '{line}'")).collect();
    sandbox.run(&format!("webhooks verify --secret @new --data @order.json{headers}")).ok();
    let input = sandbox.input(ORDER);
    input.run(&format!("webhooks verify --secret @new --data -{headers}")).ok();
    sandbox.run(&format!("webhooks verify --secret @new --data other{headers}")).fails(4);
    sandbox.run("webhooks verify --secret @new --data x --header nonsense").fails(2);
    sandbox.run("webhooks verify --secret @new").fails(2);
}

#[test]
fn what_is_no_request_is_refused() {
    let sandbox = prepared();
    sandbox.write("request", "{}");
    for words in ["@request", "literal", "@order.json"] {
        let error = sandbox.run(&format!("webhooks verify --secret @new --request {words} -o json")).fails(2).error();
        assert_eq!(error["field"], "--request", "{error}");
    }
}
