//! `tokens guesses`: attempts with what is no token, or none that holds any more.

use crate::support::Sandbox;

/// Text of no token's shape.
const FOREIGN: &str = "some_other_shape";

fn attempt(sandbox: &Sandbox, text: &str, words: &str) {
    sandbox.input(text).run(&format!("tokens verify {words}")).fails(4);
}

#[test]
fn attempts_are_counted_by_source_prefix_and_outcome() {
    let sandbox = Sandbox::new();
    let create = |name: &str, words: &str| sandbox.run(&format!("tokens create {name} -q {words}")).ok().stdout;
    let [revoked, disabled, expired, wrong] =
        [("a", ""), ("b", ""), ("c", "--expires 1m"), ("d", "--env test")].map(|(name, words)| create(name, words));
    sandbox.run("tokens revoke a").ok();
    sandbox.run("tokens disable b").ok();
    sandbox.advance("5m");
    for _ in 0..3 {
        attempt(&sandbox, FOREIGN, "--ip 192.0.2.7");
    }
    attempt(&sandbox, &revoked, "--ip 2001:db8:1:2::1");
    attempt(&sandbox, &revoked, "--ip 2001:db8:1:2::ffff");
    attempt(&sandbox, &disabled, "");
    attempt(&sandbox, &expired, "");
    attempt(&sandbox, &wrong, "--ip 192.0.2.7");
    attempt(&sandbox, &wrong, "--ip 192.0.2.7 --no-count");
    attempt(&sandbox, "gp_live_mistyped", "--ip 192.0.2.7");
    check!(sandbox, "tokens guesses", @"
    $ gatepost tokens guesses
    ADDRESS            PREFIX        OUTCOME    COUNT  LAST_AT
    192.0.2.7          -             not_found  3      2026-11-22 09:35Z
    2001:db8:1:2::/64  gp_live_Z6Ei  revoked    2      2026-11-22 09:35Z
    -                  gp_live_K4lc  disabled   1      2026-11-22 09:35Z
    -                  gp_live_pD1L  expired    1      2026-11-22 09:35Z
    192.0.2.7          gp_test_GmXY  wrong_env  1      2026-11-22 09:35Z
    --- exit 0
    ");
    check!(sandbox, "tokens guesses --ip ::ffff:192.0.2.7 -o csv", @r"
    $ gatepost tokens guesses --ip ::ffff:192.0.2.7 -o csv
    address,prefix,outcome,count,last_at\r
    192.0.2.7,,not_found,3,2026-11-22T09:35:00.000Z\r
    192.0.2.7,gp_test_GmXY,wrong_env,1,2026-11-22T09:35:00.000Z\r
    --- exit 0
    ");
    sandbox.run("tokens guesses --ip nowhere").fails(2);
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log"), 0, "no token's own usage");
    assert_eq!(sandbox.run("tokens guesses --since 2030-01-01 -o json").ok().stdout, "[]\n");
    sandbox.advance("3d");
    assert_eq!(sandbox.run("tokens guesses -o json").ok().stdout, "[]\n", "a day, unless asked for more");
    sandbox.run("config set tokens.usage_retention 1d --store").ok();
    sandbox.run("db maintain").ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM api_guesses"), 0, "they go with the usage");
}

#[test]
fn no_source_fills_the_store() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    let mut lines = String::new();
    for number in 0..150 {
        let token = gatepost::domain::credential::compose("gp", "live", &format!("{number:04}{:023}", 0));
        lines += &format!("{{\"token\":\"{}\",\"ip\":\"192.0.2.7\"}}\n", token.expose());
    }
    sandbox.input(lines).run("tokens verify --batch").ok();
    assert_eq!(sandbox.number("SELECT sum(count) FROM api_guesses"), 150);
    assert_eq!(sandbox.number("SELECT count(*) FROM api_guesses"), 101, "those beyond a hundred are one");
}

#[test]
fn no_number_of_sources_fills_the_store() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    let mut lines = String::new();
    for number in 0..12_000 {
        let token = gatepost::domain::credential::compose("gp", "live", &format!("{number:05}{:022}", 0));
        lines += &format!("{{\"token\":\"{}\",\"ip\":\"2001:db8:1:{number:x}::1\"}}\n", token.expose());
    }
    sandbox.input(lines.clone()).run("tokens verify --batch").ok();
    let sum = || sandbox.number("SELECT sum(count) FROM api_guesses");
    let counters = || sandbox.number("SELECT count(*) FROM api_guesses");
    let rest = || sandbox.number("SELECT count FROM api_guesses WHERE address = '' AND prefix = ''");
    assert_eq!((counters(), sum(), rest()), (10_001, 12_000, 2_000));
    sandbox.input(lines).run("tokens verify --batch").ok();
    assert_eq!((counters(), sum(), rest()), (10_001, 24_000, 4_000), "who has a counter keeps it");
    let told = |words: &str| sandbox.run(&format!("tokens guesses {words} -o csv --columns address,count")).ok().stdout;
    assert_eq!(told("").lines().count(), 10_002);
    assert_eq!(told("--limit 1"), "address,count\r\n,4000\r\n");
    assert_eq!(sandbox.run("tokens guesses").ok().stdout.lines().count(), 51);
    sandbox.advance("1h");
    attempt(&sandbox, FOREIGN, "--ip 192.0.2.7");
    assert_eq!(sandbox.number("SELECT count(*) FROM api_guesses WHERE address = '192.0.2.7'"), 1, "another hour");
    sandbox.advance("40d");
    assert_eq!(sandbox.run("db maintain --field guesses_removed").ok().stdout, "10002\n");
    assert_eq!(sandbox.number("SELECT count(*) FROM api_guess_hours"), 0);
}

#[test]
fn health_warns_of_guessing_while_it_lasts() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    sandbox.run("config set tokens.guess_alert 3 --store").ok();
    let guesses = || {
        let checks = sandbox.run("health -o json").ok().json()["checks"].clone();
        let check = checks.as_array().unwrap().iter().find(|check| check["name"] == "guesses").unwrap().clone();
        (check["status"].as_str().unwrap().to_owned(), check["detail"].as_str().unwrap().to_owned())
    };
    attempt(&sandbox, FOREIGN, "--ip 192.0.2.7");
    attempt(&sandbox, FOREIGN, "--ip 192.0.2.7");
    attempt(&sandbox, FOREIGN, "--ip 192.0.2.8");
    assert_eq!(guesses().0, "ok", "{}", guesses().1);
    attempt(&sandbox, FOREIGN, "--ip 192.0.2.7");
    assert_eq!(guesses().0, "warn");
    assert!(guesses().1.starts_with("3 attempts from 192.0.2.7 "), "{}", guesses().1);
    sandbox.advance("2h");
    assert_eq!(guesses().0, "ok");
}
