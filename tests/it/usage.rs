//! `tokens usage`: what was verified, by time, outcome and resource.

use crate::support::Sandbox;

/// Two tokens that were verified over two days.
fn used() -> Sandbox {
    let sandbox = Sandbox::new();
    let ci = sandbox.run("tokens create ci -q --rate 3/1d").ok().stdout;
    let web = sandbox.run("tokens create web -q").ok().stdout;
    let verify = |secret: &str, words: &str| {
        let _ = sandbox.input(secret).run(&format!("tokens verify {words}"));
    };
    verify(&ci, "--resource /orders");
    verify(&ci, "--resource /orders --scope orders:read");
    verify(&web, "--resource /users");
    sandbox.advance("1h");
    verify(&ci, "");
    verify(&ci, "");
    verify(&ci, "");
    sandbox.advance("1d");
    verify(&web, "");
    sandbox
}

#[test]
fn usage_is_counted_by_what_is_asked() {
    let sandbox = used();
    check!(sandbox, "tokens usage", @"
    $ gatepost tokens usage
    BUCKET             TOKEN_ID  NAME  OUTCOME  RESOURCE  COUNT
    2026-11-23 00:00Z  -         -     -        -         1
    2026-11-22 00:00Z  -         -     -        -         6
    --- exit 0
    ");
    check!(sandbox, "tokens usage ci", @"
    $ gatepost tokens usage ci
    BUCKET             TOKEN_ID  NAME  OUTCOME  RESOURCE  COUNT
    2026-11-22 00:00Z  g2jqba4q  ci    -        -         5
    --- exit 0
    ");
    check!(sandbox, "tokens usage --by hour -o csv", @r"
    $ gatepost tokens usage --by hour -o csv
    bucket,token_id,name,outcome,resource,count\r
    2026-11-23T10:00:00.000Z,,,,,1\r
    2026-11-22T10:00:00.000Z,,,,,3\r
    2026-11-22T09:00:00.000Z,,,,,3\r
    --- exit 0
    ");
    check!(sandbox, "tokens usage --by outcome -o csv", @r"
    $ gatepost tokens usage --by outcome -o csv
    bucket,token_id,name,outcome,resource,count\r
    ,,,valid,,5\r
    ,,,insufficient_scope,,1\r
    ,,,rate_limited,,1\r
    --- exit 0
    ");
    check!(sandbox, "tokens usage ci --by resource -o json", @r#"
    $ gatepost tokens usage ci --by resource -o json
    [
      {
        "bucket": null,
        "token_id": "tok_01m819eke0r5knw2xsg2jqba4q",
        "name": "ci",
        "outcome": null,
        "resource": null,
        "count": 3
      },
      {
        "bucket": null,
        "token_id": "tok_01m819eke0r5knw2xsg2jqba4q",
        "name": "ci",
        "outcome": null,
        "resource": "/orders",
        "count": 2
      }
    ]
    --- exit 0
    "#);
    check!(sandbox, "tokens usage --by minute", @r#"
    $ gatepost tokens usage --by minute
    --- stderr
    error: --by takes hour, day, outcome, resource, not "minute"
    --- exit 2
    "#);
}

#[test]
fn a_terminal_draws_what_is_counted() {
    let sandbox = used();
    let drawn =
        |words: &str| sandbox.env("GATEPOST_TEST_TERMINAL", "1").run(&format!("tokens usage {words}")).ok().stderr;
    let twenty = "█".repeat(20);
    assert_eq!(drawn(""), format!("\n2026-11-23  ██████▋ 1\n2026-11-22  {twenty}{twenty} 6\n"));
    assert!(drawn("--by outcome").starts_with(&format!("\nvalid               {twenty}{twenty} 5\n")));
    assert_eq!(drawn("--by hour").trim_end().chars().count(), 26, "more than can be labelled are a sparkline");
    assert!(drawn("--by resource --since 2026-11-22 --until 2026-11-22").contains("\n-        "), "what has none");
    assert_eq!(drawn("--by outcome --since 2026-11-23"), "", "one bar tells nothing");
    for words in ["-o json", "-o csv", "--field count", "-q"] {
        assert_eq!(drawn(words), "", "{words}");
    }
    assert_eq!(sandbox.run("tokens usage").ok().stderr, "", "no terminal");
}

#[test]
fn a_report_has_bounds_in_time() {
    let sandbox = used();
    let total = |words: &str| -> i64 {
        let run = sandbox.run(&format!("tokens usage {words} --field count")).ok();
        run.stdout.lines().map(|line| line.parse::<i64>().unwrap()).sum()
    };
    assert_eq!(total(""), 7);
    assert_eq!(total("--since 1h"), 1, "a duration counts back");
    assert_eq!(total("--since 2026-11-22T10:30:00Z"), 4);
    assert_eq!(total("--until 2026-11-22"), 6, "a date counts to its end");
    assert_eq!(total("--since 2026-11-22T10:00:00Z --until 2026-11-22T23:00:00Z"), 3);
    assert_eq!(total("--since 2027-01-01"), 0);
    assert_eq!(total("web"), 2);
}

#[test]
fn workspaces_are_counted_apart() {
    let sandbox = used();
    sandbox.run("workspaces create acme").ok();
    let secret = sandbox.run("tokens create ci -q -w acme").ok().stdout;
    sandbox.input(secret).run("tokens verify").ok();
    let count = |words: &str| sandbox.run(&format!("tokens usage {words} --by outcome --field count")).ok().stdout;
    assert_eq!(count("-w acme"), "1\n");
    assert_eq!(count("ci -w acme"), "1\n");
    assert_eq!(count("-A").lines().map(|line| line.parse::<i64>().unwrap()).sum::<i64>(), 8);
    sandbox.run("tokens usage -w nowhere").fails(3);
    sandbox.run("tokens usage missing").fails(3);
    sandbox.run("tokens usage ci -A").fails(2);
}

#[test]
fn the_scopes_that_were_needed_are_rolled_up() {
    let sandbox = Sandbox::new();
    for scope in ["orders:read", "orders:write", "users:read"] {
        sandbox.run(&format!("tokens scopes create {scope}")).ok();
    }
    let secret = sandbox.run("tokens create ci --scope orders:* --scope users:read -q").ok().stdout;
    let verify = |words: &str| sandbox.input(secret.as_str()).run(&format!("tokens verify {words}"));
    verify("--scope orders:read --scope users:read").ok();
    verify("--any-scope none:a --any-scope orders:write --any-scope orders:read --cost 3").ok();
    verify("--scope none:b").fails(4);
    verify("").ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log WHERE scopes IS NULL"), 1);
    assert_eq!(sandbox.number("SELECT sum(cost) FROM api_usage_log"), 6);
    sandbox.advance("2h");
    sandbox.run("db maintain").ok();
    let last = |scope: &str| {
        sandbox.number(&format!("SELECT count(*) FROM api_scope_uses WHERE scope = '{scope}' AND last_at > 0"))
    };
    assert_eq!(["orders:read", "users:read", "orders:write"].map(last), [1, 1, 1]);
    assert_eq!(sandbox.number("SELECT count(*) FROM api_scope_uses"), 3, "what was denied was not needed");
}

fn count(sandbox: &Sandbox, words: &str) -> i64 {
    let counts = sandbox.run(&format!("tokens usage ci --field count {words}")).ok().stdout;
    counts.lines().map(|count| count.parse::<i64>().unwrap()).sum()
}

#[test]
fn no_step_of_the_clock_loses_a_use() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create ci --expires never -q").ok().stdout;
    let verify = |at: &str| {
        sandbox.at(at);
        sandbox.input(secret.as_str()).run("tokens verify").ok();
    };
    verify("2026-11-22T10:59:00Z");
    // Maintenance under a clock that is years ahead, then uses under one that is right, then one that is behind.
    for maintained_at in ["2036-01-01T00:00:00Z", "2026-11-22T11:05:00Z", "2016-01-01T00:00:00Z"] {
        sandbox.at(maintained_at);
        sandbox.run("db maintain").ok();
        verify("2026-11-22T10:58:00Z");
        verify("2026-11-22T11:10:00Z");
        verify("2016-06-01T00:00:00Z");
    }
    sandbox.at("2026-11-22T12:30:00Z");
    assert_eq!(count(&sandbox, ""), 10);
    sandbox.run("db maintain").ok();
    assert_eq!(count(&sandbox, ""), 10, "each is in the counters once");
    assert_eq!(sandbox.number("SELECT sum(count) FROM api_usage_hours"), 10);
}

#[test]
fn a_part_of_an_hour_is_counted_exactly_after_the_roll_up_too() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create ci --expires never -q").ok().stdout;
    for at in ["09:10", "09:40", "09:50", "10:20"] {
        sandbox.at(&format!("2026-11-22T{at}:00Z"));
        sandbox.input(secret.as_str()).run("tokens verify").ok();
    }
    sandbox.at("2026-11-22T11:05:00Z");
    let periods =
        [("--since 2026-11-22T09:30:00Z", 3), ("--until 2026-11-22T09:45:00Z", 2), ("--since 1h", 1), ("", 4)];
    for maintained in [false, true] {
        for (period, wanted) in periods {
            assert_eq!(count(&sandbox, period), wanted, "{period}, maintained: {maintained}");
        }
        sandbox.run("db maintain").ok();
    }
    sandbox.run("config set tokens.usage_retention 1d --store").ok();
    sandbox.at("2026-11-25T11:05:00Z");
    sandbox.run("db maintain").ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log"), 0);
    assert_eq!(count(&sandbox, "--since 2026-11-22T09:30:00Z"), 4, "without rows the whole hour counts");
}
