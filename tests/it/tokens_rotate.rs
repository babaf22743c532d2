//! `tokens rotate`: a new secret on the same token, and what becomes of the one before.

use crate::support::Sandbox;

/// The code of a verification of this secret, which of the two it is, and the exit.
fn verify(sandbox: &Sandbox, secret: &str) -> (String, String, i32) {
    let run = sandbox.input(secret).run("tokens verify -o json");
    (run.field("code"), run.field("secret"), run.exit)
}

fn outcome(code: &str, secret: &str, exit: i32) -> (String, String, i32) {
    (code.to_owned(), secret.to_owned(), exit)
}

#[test]
fn both_secrets_work_until_the_grace_ends() {
    let sandbox = Sandbox::new();
    let old = sandbox.run("tokens create ci -q").ok().stdout;
    sandbox.advance("1h");
    check!(sandbox, "tokens rotate ci --grace 2h -o jsonl", @r#"
    $ gatepost tokens rotate ci --grace 2h -o jsonl
    {"id":"tok_01m819eke0r5knw2xsg2jqba4q","workspace":"default","name":"ci","prefix":"gp_live_K4lc","scopes":[],"tier":"free","rate_limits":null,"owner":null,"env":"live","status":"active","allow_ips":[],"metadata":{},"created_at":"2026-11-22T09:30:00.000Z","created_by":"ada@desk","not_before":null,"expires_at":"2027-02-20T10:30:00.000Z","last_used_at":null,"rotated_at":"2026-11-22T10:30:00.000Z","previous_prefix":"gp_live_Z6Ei","previous_expires_at":"2026-11-22T12:30:00.000Z","previous_last_used_at":null,"revoked_at":null,"revoked_reason":null,"token":"gp_live_K4lcftA7krvZovPIQKR7TrQgKIW1EbIAY","changed":true}
    --- exit 0
    "#);
    let new = sandbox.run("tokens rotate ci -q --dry-run --grace 0s").ok().stdout;
    assert!(new.starts_with("tok_"), "a dry run has no secret to show: {new}");
    sandbox.advance("1h");
    assert_eq!(verify(&sandbox, &old), outcome("valid", "previous", 0));
    let shown = sandbox.run("tokens show ci -o json").ok();
    assert_eq!(shown.field("previous_last_used_at"), "2026-11-22T11:30:00.000Z");
    assert_eq!(shown.field("last_used_at"), "2026-11-22T11:30:00.000Z");
    sandbox.advance("1h");
    assert_eq!(verify(&sandbox, &old), outcome("revoked", "previous", 4), "the grace ends with its last moment");
}

#[test]
fn id_history_and_limits_stay() {
    let sandbox = Sandbox::new();
    let old = sandbox.run("tokens create ci -q --rate 2/1h").ok().stdout;
    let id = sandbox.run("tokens show ci --field id").ok().stdout;
    verify(&sandbox, &old);
    let new = sandbox.run("tokens rotate ci -q").ok().stdout;
    assert_ne!(old, new);
    assert_eq!(verify(&sandbox, &new), outcome("valid", "current", 0));
    assert_eq!(verify(&sandbox, &old), outcome("rate_limited", "previous", 6), "both draw on the same limits");
    assert_eq!(sandbox.run("tokens show ci --field id").ok().stdout, id);
    assert_eq!(sandbox.run("tokens show ci --field previous_last_used_at").ok().stdout, "\n");
    assert_eq!(sandbox.run("tokens usage ci --field count").ok().stdout, "3\n");
}

#[test]
fn a_second_rotation_waits_for_the_end_of_the_first() {
    let sandbox = Sandbox::new();
    let first = sandbox.run("tokens create ci -q").ok().stdout;
    let second = sandbox.run("tokens rotate ci ci -q").ok().stdout;
    let error = sandbox.run("tokens rotate ci -o json").fails(5).error();
    assert_eq!(error["code"], "wrong_state");
    assert_eq!(verify(&sandbox, &first), outcome("valid", "previous", 0));
    assert_eq!(verify(&sandbox, &second), outcome("valid", "current", 0));
    let third = sandbox.run("tokens rotate ci -q --grace 0s").ok().stdout;
    assert_eq!(verify(&sandbox, &first), outcome("not_found", "null", 4));
    assert_eq!(verify(&sandbox, &second), outcome("revoked", "previous", 4));
    assert_eq!(verify(&sandbox, &third), outcome("valid", "current", 0));
}

#[test]
fn an_expired_secret_stays_expired_through_a_rotation() {
    let sandbox = Sandbox::new();
    let old = sandbox.run("tokens create ci -q --expires 1h").ok().stdout;
    sandbox.advance("2h");
    let new = sandbox.run("tokens rotate ci -q").ok().stdout;
    assert_eq!(verify(&sandbox, &old), outcome("revoked", "previous", 4));
    assert_eq!(verify(&sandbox, &new), outcome("valid", "current", 0));
}

#[test]
fn no_grace_ends_the_secret_at_once() {
    let sandbox = Sandbox::new();
    let old = sandbox.run("tokens create ci -q").ok().stdout;
    sandbox.run("tokens rotate ci --grace 0s").ok();
    assert_eq!(verify(&sandbox, &old), outcome("revoked", "previous", 4));
    sandbox.run("config set tokens.rotation_grace 10m --store").ok();
    let until = sandbox.run("tokens rotate ci --field previous_expires_at").ok().stdout;
    assert_eq!(until, "2026-11-22T09:40:00.000Z\n", "without --grace the setting holds");
    check!(sandbox, "tokens rotate ci --grace soon", @r#"
    $ gatepost tokens rotate ci --grace soon
    --- stderr
    error: not a duration: "soon"
    hint: write a number and a unit: 30s, 15m, 36h, 30d, 2w, 6mo or 7y
    --- exit 2
    "#);
}

#[test]
fn the_grace_is_finished_by_hand() {
    let sandbox = Sandbox::new();
    let old = sandbox.run("tokens create ci -q").ok().stdout;
    let new = sandbox.run("tokens rotate ci -q").ok().stdout;
    check!(sandbox, "tokens rotate ci --finish -o jsonl --columns name,previous_expires_at,token,changed", @r#"
    $ gatepost tokens rotate ci --finish -o jsonl --columns name,previous_expires_at,token,changed
    {"name":"ci","previous_expires_at":null,"token":null,"changed":true}
    --- exit 0
    "#);
    assert_eq!(verify(&sandbox, &old), outcome("revoked", "previous", 4));
    assert_eq!(verify(&sandbox, &new), outcome("valid", "current", 0));
    assert_eq!(sandbox.run("tokens rotate ci --finish --field changed").ok().stdout, "false\n");
    sandbox.run("tokens rotate ci --finish --grace 1h").fails(2);
}

#[test]
fn a_secret_that_is_still_in_use_is_finished_only_when_asked_twice() {
    let sandbox = Sandbox::new();
    let old = sandbox.run("tokens create ci -q").ok().stdout;
    sandbox.run("tokens rotate ci").ok();
    verify(&sandbox, &old);
    sandbox.advance("59m");
    let before = sandbox.dump();
    check!(sandbox, "tokens rotate ci --finish -o json", @r#"
    $ gatepost tokens rotate ci --finish -o json
    --- stderr
    {"error":{"code":"confirmation_needed","message":"nothing was changed, since nobody confirmed: end the secret before of ci, which was used in the last hour","hint":"add --yes, or look at it first with --dry-run","exit":9,"retryable":false,"retry_after_ms":null,"field":null,"candidates":[]}}
    --- exit 9
    "#);
    sandbox.run("tokens rotate ci --finish --dry-run").ok();
    assert_eq!(sandbox.dump(), before);
    assert_eq!(sandbox.run("tokens rotate ci --finish --yes --field changed").ok().stdout, "true\n");
    sandbox.run("tokens rotate ci").ok();
    sandbox.advance("1h");
    sandbox.run("tokens rotate ci --finish").ok();
}

#[test]
fn a_rotation_gives_a_new_life() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci --expires 1h").ok();
    sandbox.run("tokens create ever --expires never").ok();
    sandbox.advance("2h");
    assert_eq!(sandbox.run("tokens show ci --field status").ok().stdout, "expired\n");
    let expires = |line: &str| sandbox.run(&format!("tokens rotate {line} --field expires_at")).ok().stdout;
    assert_eq!(expires("ci"), "2027-02-20T11:30:00.000Z\n");
    assert_eq!(expires("ci --grace 0s --expires 7d"), "2026-11-29T11:30:00.000Z\n");
    assert_eq!(expires("ever --grace 0s"), "\n", "what never ends goes on without an end");
    assert_eq!(expires("ever --grace 0s --expires 7d"), "2026-11-29T11:30:00.000Z\n");
    assert_eq!(expires("ever --grace 0s --expires never"), "\n");
}

#[test]
fn several_are_rotated_in_one_transaction() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create node --count 3").ok();
    let before = sandbox.dump();
    sandbox.run("tokens rotate node-1 node-2 missing").fails(3);
    assert_eq!(sandbox.dump(), before);
    let secrets = sandbox.run("tokens rotate node-1 node-2 node-3 -q").ok().stdout;
    for secret in secrets.lines() {
        assert_eq!(verify(&sandbox, secret), outcome("valid", "current", 0));
    }
    sandbox.run("tokens rotate node-1 --grace 0s --secret-out new.token").ok();
    let secret = std::fs::read_to_string(sandbox.home().join("new.token")).unwrap();
    assert_eq!(verify(&sandbox, &secret), outcome("valid", "current", 0));
}
