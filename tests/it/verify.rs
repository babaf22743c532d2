//! `tokens verify` of one token: every verdict, the order of the rules, and what is counted.

use crate::support::Sandbox;

/// A token with these words, and its secret.
fn token(sandbox: &Sandbox, words: &str) -> String {
    sandbox.run(&format!("tokens create {words} -q")).ok().stdout
}

#[test]
fn a_token_that_holds_is_valid() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    let secret = token(&sandbox, "ci --scope orders:* --owner alice --metadata team=billing --rate 5/1m --rate 9/1d");
    check!(sandbox.input(secret.clone()), "tokens verify --scope orders:read --scope orders:write", @r#"
    $ gatepost tokens verify --scope orders:read --scope orders:write
    valid           yes
    code            valid
    id              tok_01m819eke01wjakmswt53t3fka
    name            ci
    owner           alice
    workspace       default
    env             live
    scopes          orders:*
    tier            free
    metadata        {"team":"billing"}
    expires_at      2027-02-20 09:30Z
    secret          current
    limit           5
    remaining       4
    reset_at        2026-11-22 09:30Z
    retry_after_ms  0
    limits          1m  5  4  2026-11-22T09:30:12.000Z
                    1d  9  8  2026-11-22T12:10:00.000Z
    --- exit 0
    "#);
    check!(sandbox.input(secret), "tokens verify --any-scope users:read --any-scope orders:read -o jsonl", @r#"
    $ gatepost tokens verify --any-scope users:read --any-scope orders:read -o jsonl
    {"valid":true,"code":"valid","id":"tok_01m819eke01wjakmswt53t3fka","name":"ci","owner":"alice","workspace":"default","env":"live","scopes":["orders:*"],"missing_scopes":[],"tier":"free","metadata":{"team":"billing"},"expires_at":"2027-02-20T09:30:00.000Z","secret":"current","limit":5,"remaining":3,"reset_at":"2026-11-22T09:30:24.000Z","retry_after_ms":0,"limits":[{"window":"1m","limit":5,"remaining":3,"reset_at":"2026-11-22T09:30:24.000Z"},{"window":"1d","limit":9,"remaining":7,"reset_at":"2026-11-22T14:50:00.000Z"}]}
    --- exit 0
    "#);
}

#[test]
fn each_denial_has_its_code() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    let live = token(&sandbox, "live --scope orders:read --rate 1/1h");
    let later = token(&sandbox, "later --not-before 1h");
    let short = token(&sandbox, "short --expires 1m");
    let off = token(&sandbox, "off");
    sandbox.run("tokens disable off").ok();
    let gone = token(&sandbox, "gone");
    sandbox.run("tokens revoke gone").ok();
    let test = token(&sandbox, "test --env test");
    let office = token(&sandbox, "office --allow-ip 192.0.2.0/24");
    sandbox.advance("2m");
    let columns = "tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms";
    check!(sandbox.input("gp_live_x"), columns, @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms
    {"valid":false,"code":"malformed","name":null,"missing_scopes":[],"secret":null,"remaining":null,"retry_after_ms":null}
    --- exit 4
    "#);
    check!(sandbox.input("sk_other_shape"), columns, @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms
    {"valid":false,"code":"not_found","name":null,"missing_scopes":[],"secret":null,"remaining":null,"retry_after_ms":null}
    --- exit 4
    "#);
    check!(sandbox.input(gone), columns, @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms
    {"valid":false,"code":"revoked","name":"gone","missing_scopes":[],"secret":"current","remaining":null,"retry_after_ms":null}
    --- exit 4
    "#);
    check!(sandbox.input(off), columns, @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms
    {"valid":false,"code":"disabled","name":"off","missing_scopes":[],"secret":"current","remaining":null,"retry_after_ms":null}
    --- exit 4
    "#);
    check!(sandbox.input(later), columns, @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms
    {"valid":false,"code":"not_yet_valid","name":"later","missing_scopes":[],"secret":"current","remaining":null,"retry_after_ms":null}
    --- exit 4
    "#);
    check!(sandbox.input(short), columns, @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms
    {"valid":false,"code":"expired","name":"short","missing_scopes":[],"secret":"current","remaining":null,"retry_after_ms":null}
    --- exit 4
    "#);
    check!(sandbox.input(test), columns, @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms
    {"valid":false,"code":"wrong_env","name":"test","missing_scopes":[],"secret":"current","remaining":null,"retry_after_ms":null}
    --- exit 4
    "#);
    check!(sandbox.input(office), &format!("{columns} --ip 198.51.100.7"), @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms --ip 198.51.100.7
    {"valid":false,"code":"ip_denied","name":"office","missing_scopes":[],"secret":"current","remaining":null,"retry_after_ms":null}
    --- exit 4
    "#);
    check!(sandbox.input(live.clone()), &format!("{columns} --scope orders:read --scope users:read"), @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms --scope orders:read --scope users:read
    {"valid":false,"code":"insufficient_scope","name":"live","missing_scopes":["users:read"],"secret":"current","remaining":null,"retry_after_ms":null}
    --- exit 4
    "#);
    check!(sandbox.input(live.clone()), columns, @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms
    {"valid":true,"code":"valid","name":"live","missing_scopes":[],"secret":"current","remaining":0,"retry_after_ms":0}
    --- exit 0
    "#);
    check!(sandbox.input(live), columns, @r#"
    $ gatepost tokens verify -o jsonl --columns valid,code,name,missing_scopes,secret,remaining,retry_after_ms
    {"valid":false,"code":"rate_limited","name":"live","missing_scopes":[],"secret":"current","remaining":0,"retry_after_ms":3600000}
    --- exit 6
    "#);
}

#[test]
fn rules_are_asked_in_their_order() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    let words = "ci --scope orders:read --env test --not-before 1h --expires 3h --allow-ip 10.0.0.0/8 --rate 1/1d";
    let secret = token(&sandbox, words);
    let code = |words: &str| {
        let run = sandbox.input(secret.clone()).run(&format!("tokens verify {words} --field code"));
        format!("{} {}", run.stdout.trim_end(), run.exit)
    };
    sandbox.run("tokens disable ci").ok();
    assert_eq!(code("--scope users:read"), "disabled 4");
    sandbox.run("tokens enable ci").ok();
    assert_eq!(code("--scope users:read"), "not_yet_valid 4");
    sandbox.advance("1h");
    assert_eq!(code("--scope users:read"), "wrong_env 4");
    assert_eq!(code("--scope users:read --env test"), "ip_denied 4");
    assert_eq!(code("--scope users:read --env test --ip 10.1.1.1"), "insufficient_scope 4");
    assert_eq!(code("--scope orders:read --env test --ip 10.1.1.1"), "valid 0");
    assert_eq!(code("--scope orders:read --env test --ip 10.1.1.1"), "rate_limited 6");
    assert_eq!(code("--scope users:read --env test --ip 10.1.1.1"), "insufficient_scope 4");
    assert_eq!(code("--scope users:read --env test --ip 11.1.1.1"), "ip_denied 4");
    sandbox.advance("2h");
    assert_eq!(code("--scope users:read"), "expired 4");
    sandbox.run("tokens disable ci").ok();
    assert_eq!(code(""), "disabled 4");
    sandbox.run("tokens revoke ci").ok();
    assert_eq!(code(""), "revoked 4");
}

#[test]
fn it_fails_closed() {
    let sandbox = Sandbox::new();
    let office = token(&sandbox, "office --allow-ip 192.0.2.0/24");
    let none = token(&sandbox, "none");
    let code = |secret: &str, words: &str| {
        sandbox.input(secret).run(&format!("tokens verify {words} --field code")).fails(4).stdout
    };
    assert_eq!(code(&office, ""), "ip_denied\n", "an allow-list and no address");
    assert_eq!(code(&none, "--scope orders:read"), "insufficient_scope\n");
    assert_eq!(code(&none, "--any-scope orders:read"), "insufficient_scope\n");
    sandbox.input(none.clone()).run("tokens verify --ip nonsense").fails(2);
    sandbox.input(none.clone()).run("tokens verify --scope 'orders read'").fails(2);
    sandbox.input(none.clone()).run("tokens verify --env production").fails(2);
    sandbox.input(none).run("tokens verify --cost -1").fails(2);
}

#[test]
fn an_address_is_compared_as_what_it_is() {
    let sandbox = Sandbox::new();
    let four = token(&sandbox, "four --allow-ip 10.0.0.0/8");
    let six = token(&sandbox, "six --allow-ip 2001:db8::/32");
    let exit = |secret: &str, ip: &str| sandbox.input(secret).run(&format!("tokens verify --ip {ip} -q")).exit;
    assert_eq!(exit(&four, "10.200.1.1"), 0);
    assert_eq!(exit(&four, "::ffff:10.200.1.1"), 0, "an IPv4-mapped address counts as IPv4");
    assert_eq!(exit(&four, "::10.200.1.1"), 4);
    assert_eq!(exit(&four, "11.0.0.1"), 4);
    assert_eq!(exit(&six, "2001:db8:1::1"), 0);
    assert_eq!(exit(&six, "2001:db9::1"), 4);
    assert_eq!(exit(&six, "10.0.0.1"), 4);
}

#[test]
fn the_environment_is_the_flag_s_else_the_setting_s() {
    let sandbox = Sandbox::new();
    let live = token(&sandbox, "live");
    let test = token(&sandbox, "test --env test");
    let exits = |words: &str| {
        [&live, &test].map(|secret| sandbox.input(secret.clone()).run(&format!("tokens verify {words} -q")).exit)
    };
    assert_eq!(exits(""), [0, 4]);
    assert_eq!(exits("--env test"), [4, 0]);
    sandbox.run("config set tokens.accept_env test --store").ok();
    assert_eq!(exits(""), [4, 0]);
    assert_eq!(exits("--env live"), [0, 4]);
    sandbox.run("config set tokens.accept_env live").ok();
    assert_eq!(exits(""), [0, 4], "the settings file goes before the store");
    let asked = sandbox.input(test).env("GATEPOST_TOKENS_ACCEPT_ENV", "test");
    asked.run("tokens verify -q").ok();
}

#[test]
fn a_workspace_that_is_named_must_match() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces create acme").ok();
    let secret = token(&sandbox, "ci -w acme");
    let code = |words: &str| sandbox.input(secret.clone()).run(&format!("tokens verify {words} --field code")).stdout;
    assert_eq!(code(""), "valid\n", "every workspace is looked in");
    assert_eq!(code("-w acme"), "valid\n");
    assert_eq!(code("-w default"), "not_found\n");
    let run = sandbox.input(secret.clone()).run("tokens verify -w default -o json").fails(4);
    assert_eq!(run.field("id"), "null", "nothing of another workspace is told");
}

#[test]
fn the_token_comes_from_the_environment_or_standard_input() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci");
    let (bare, other) = (secret.trim_end().to_owned(), token(&sandbox, "other"));
    let name = |run: crate::support::Run| run.ok().stdout;
    assert_eq!(name(sandbox.env("GATEPOST_TOKEN", &bare).run("tokens verify --field name")), "ci\n");
    let both = sandbox.env("GATEPOST_TOKEN", &bare).input(other);
    assert_eq!(name(both.run("tokens verify --field name")), "ci\n", "the variable goes first");
    assert_eq!(name(sandbox.input(format!("{bare}\r\nmore")).run("tokens verify --field name")), "ci\n");
    assert_eq!(name(sandbox.input(bare.clone()).run("tokens verify --field name")), "ci\n");
    check!(sandbox, "tokens verify", @"
    $ gatepost tokens verify
    --- stderr
    error: no token was given
    hint: give it in GATEPOST_TOKEN or on standard input
    --- exit 2
    ");
    let run = sandbox.run(&format!("tokens verify {bare}")).fails(2);
    assert!(!run.stderr.contains(&bare));
    check!(sandbox, "tokens verify gp_live_x -o json", @r#"
    $ gatepost tokens verify gp_live_x -o json
    --- stderr
    {"error":{"code":"secret_on_command_line","message":"a token on the command line is seen by every user of the machine","hint":"give it in GATEPOST_TOKEN or on standard input","exit":2,"retryable":false,"retry_after_ms":null,"field":null,"candidates":[]}}
    --- exit 2
    "#);
    assert_eq!(sandbox.input("\n").run("tokens verify --field code").fails(4).stdout, "malformed\n");
}

#[test]
fn a_quiet_verdict_is_its_exit_code() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 1/1h");
    for exit in [0, 6] {
        let run = sandbox.input(secret.clone()).run("tokens verify --quiet").fails(exit);
        assert!(run.stdout.is_empty() && run.stderr.is_empty(), "{}", run.text());
    }
}

#[test]
fn use_is_counted_unless_it_is_not_to_be() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 3/1h");
    let before = sandbox.dump();
    for words in ["--no-count", "--dry-run"] {
        let run = sandbox.input(secret.clone()).run(&format!("tokens verify {words} -o json")).ok();
        assert_eq!(run.field("remaining"), "2", "{words}: what would remain");
        assert_eq!(sandbox.dump(), before, "{words}");
    }
    sandbox.input(secret.clone()).run("tokens verify").ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log"), 1);
    assert_eq!(sandbox.run("tokens show ci --field last_used_at").ok().stdout, "2026-11-22T09:30:00.000Z\n");
    sandbox.advance("1m");
    sandbox.input(secret.clone()).run("tokens verify --scope orders:read").fails(4);
    assert_eq!(sandbox.run("tokens show ci --field last_used_at").ok().stdout, "2026-11-22T09:30:00.000Z\n");
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log WHERE outcome = 'insufficient_scope'"), 1);
    sandbox.input(secret).run("tokens verify --ip ::ffff:10.0.0.1 --resource /orders").ok();
    let kept = "SELECT count(*) FROM api_usage_log WHERE address = '10.0.0.1' AND resource = '/orders'";
    assert_eq!(sandbox.number(kept), 1);
}

#[test]
fn what_cannot_be_a_token_opens_no_store() {
    let sandbox = Sandbox::new();
    let long = "a".repeat(513);
    for text in ["gp_live_short", "gp_", "with\u{1}control", "größe", long.as_str(), "\n"] {
        let run = sandbox.input(text).run("tokens verify --field code").fails(4);
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("malformed\n", ""), "{text}");
    }
    assert_eq!(std::fs::read_dir(sandbox.home()).unwrap().count(), 0, "the home is as empty as it was");
}
