//! Rate limits: how they admit, what a cost takes, and `tokens limits`.

use crate::support::Sandbox;

fn token(sandbox: &Sandbox, words: &str) -> String {
    sandbox.run(&format!("tokens create {words} -q")).ok().stdout
}

/// Code, remaining and milliseconds to wait of a verification.
fn verify(sandbox: &Sandbox, secret: &str, words: &str) -> String {
    let run = sandbox.input(secret).run(&format!("tokens verify {words} -o json"));
    format!("{} {} {}", run.field("code"), run.field("remaining"), run.field("retry_after_ms"))
}

#[test]
fn a_burst_is_admitted_then_one_after_the_other() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 3/1m");
    let verify = |words: &str| verify(&sandbox, &secret, words);
    assert_eq!(verify(""), "valid 2 0");
    assert_eq!(verify(""), "valid 1 0");
    assert_eq!(verify(""), "valid 0 0");
    assert_eq!(verify(""), "rate_limited 0 20000");
    sandbox.advance("19999ms");
    assert_eq!(verify(""), "rate_limited 0 1");
    sandbox.advance("1ms");
    assert_eq!(verify(""), "valid 0 0");
    assert_eq!(verify(""), "rate_limited 0 20000");
    sandbox.advance("1m");
    assert_eq!(verify(""), "valid 2 0");
}

#[test]
fn all_windows_hold_together_and_a_denial_takes_nothing() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 2/1s --rate 3/1h");
    let verify = |words: &str| verify(&sandbox, &secret, words);
    assert_eq!(verify(""), "valid 1 0");
    assert_eq!(verify(""), "valid 0 0");
    for _ in 0..5 {
        assert_eq!(verify(""), "rate_limited 0 500", "the second's window");
    }
    sandbox.advance("10s");
    assert_eq!(verify(""), "valid 0 0", "the hour's window still has its third");
    assert_eq!(verify(""), "rate_limited 0 1190000");
    check!(sandbox, "tokens limits ci", @"
    $ gatepost tokens limits ci
    WINDOW  LIMIT  REMAINING  RESET_AT
    1s      2      1          2026-11-22 09:30Z
    1h      3      0          2026-11-22 10:30Z
    --- exit 0
    ");
}

#[test]
fn a_cost_counts_as_so_many() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 10/1h");
    let verify = |words: &str| verify(&sandbox, &secret, words);
    assert_eq!(verify("--cost 7"), "valid 3 0");
    assert_eq!(verify("--cost 4"), "rate_limited 3 360000");
    assert_eq!(verify("--cost 0"), "valid 3 0");
    assert_eq!(verify("--cost 11"), "rate_limited 3 null", "it will never fit");
    assert_eq!(verify("--cost 3"), "valid 0 0");
}

#[test]
fn a_token_s_own_limits_go_before_its_tier_s() {
    let sandbox = Sandbox::new();
    let limits = |words: &str| {
        sandbox.run(&format!("tokens create {words}")).ok();
        let name = words.split(' ').next().unwrap();
        sandbox.run(&format!("tokens limits {name} -o csv --columns window,limit")).ok().stdout
    };
    assert_eq!(limits("free"), "window,limit\r\n1m,60\r\n1d,1000\r\n");
    assert_eq!(limits("pro --tier pro"), "window,limit\r\n1m,600\r\n1d,50000\r\n");
    assert_eq!(limits("own --tier pro --rate 5/1h"), "window,limit\r\n1h,5\r\n");
    assert_eq!(limits("none --tier pro --rate none"), "window,limit\r\n");
    check!(sandbox, "tokens limits none", @"
    $ gatepost tokens limits none
    --- stderr
    note: this token has no limits
    note: nothing found
    --- exit 0
    ");
    let secret = token(&sandbox, "free-of-limits --rate none");
    assert_eq!(verify(&sandbox, &secret, "--cost 1000000"), "valid null 0");
}

#[test]
fn a_rate_has_its_bounds() {
    let sandbox = Sandbox::new();
    for rate in ["0/1m", "1000000001/1m", "5", "5/", "/1m", "-5/1m", "5/0s", "5/400d", "5/1m,6/1m", "5/1m 6/1h"] {
        let error = sandbox.run(&format!("tokens create ci --rate='{rate}' -o json")).fails(2).error();
        assert_eq!(error["code"], "invalid_value", "{rate}");
        assert_eq!(error["field"], "--rate", "{rate}");
    }
    sandbox.run("tokens create ci --rate 1/1s --rate 2/1m --rate 3/1h --rate 4/1d --rate 5/2d").fails(2);
    sandbox.run("tokens create ci --rate 1/1s --rate none").fails(2);
    sandbox.run("tokens create ci --rate 1000000000/1ms --rate 2/1m --rate 3/1h --rate 4/366d").ok();
}

#[test]
fn a_reset_forgets_what_was_used() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 2/1h");
    verify(&sandbox, &secret, "--cost 2");
    assert_eq!(verify(&sandbox, &secret, ""), "rate_limited 0 1800000");
    let before = sandbox.dump();
    check!(sandbox, "tokens limits ci --reset --dry-run -o jsonl", @r#"
    $ gatepost tokens limits ci --reset --dry-run -o jsonl
    {"window":"1h","limit":2,"remaining":2,"reset_at":"2026-11-22T09:30:00.000Z"}
    --- stderr
    {"notice":"dry run: nothing was changed"}
    --- exit 0
    "#);
    assert_eq!(sandbox.dump(), before);
    check!(sandbox, "tokens limits ci --reset -o jsonl", @r#"
    $ gatepost tokens limits ci --reset -o jsonl
    {"window":"1h","limit":2,"remaining":2,"reset_at":"2026-11-22T09:30:00.000Z"}
    --- exit 0
    "#);
    assert_eq!(verify(&sandbox, &secret, ""), "valid 1 0");
    assert_eq!(sandbox.number("SELECT count(*) FROM audit_log WHERE action = 'token.reset_limits'"), 1);
    assert_eq!(sandbox.run("tokens show ci --field last_used_at").ok().stdout, "2026-11-22T09:30:00.000Z\n");
    sandbox.run("tokens limits missing").fails(3);
}

#[test]
fn new_limits_hold_at_once_for_what_was_used() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 10/1h");
    verify(&sandbox, &secret, "--cost 8");
    sandbox.run("tokens update ci --rate 9/1h").ok();
    assert_eq!(verify(&sandbox, &secret, ""), "valid 0 0");
    sandbox.run("tokens update ci --rate 20/1h").ok();
    assert_eq!(verify(&sandbox, &secret, ""), "valid 10 0");
}

#[test]
fn a_clock_set_back_makes_nobody_wait_for_the_old_time() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 1/1h --expires never");
    sandbox.at("2030-01-01");
    assert_eq!(verify(&sandbox, &secret, ""), "valid 0 0");
    sandbox.at("2026-11-23");
    assert_eq!(verify(&sandbox, &secret, ""), "rate_limited 0 3600000");
    sandbox.advance("1h");
    assert_eq!(verify(&sandbox, &secret, ""), "valid 0 0");
}
