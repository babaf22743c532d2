//! A clock that is set back and forth by ten years: what was ended stays ended, what has dates goes by its dates, and
//! no limit is lost.

use crate::support::{Run, Sandbox, peer, release};

/// When the runs are, once everything is prepared; ten years before, and ten years after.
const RIGHT: &str = "2026-11-22T12:30:00Z";
const BEFORE: &str = "2016-11-22T12:30:00Z";
const AFTER: &str = "2036-11-22T12:30:00Z";

fn verify(sandbox: &Sandbox, secret: &str) -> Run {
    sandbox.input(secret).run("tokens verify -o json")
}

#[test]
fn what_was_ended_stays_ended_and_dates_are_dates() {
    let sandbox = Sandbox::new();
    let create = |words: &str| sandbox.run(&format!("tokens create {words} -q")).ok().stdout;
    let revoked = create("revoked --expires never");
    sandbox.run("tokens revoke revoked").ok();
    let disabled = create("disabled --expires never");
    sandbox.run("tokens disable disabled").ok();
    let cut = create("cut --expires never");
    sandbox.run("tokens rotate cut --grace 0s").ok();
    let finished = create("finished --expires never");
    sandbox.run("tokens rotate finished").ok();
    sandbox.advance("1h");
    sandbox.run("tokens rotate finished --finish").ok();
    let stale = create("stale --expires 1h");
    sandbox.advance("2h");
    sandbox.run("tokens rotate stale").ok();
    let replaced = create("replaced --expires never");
    sandbox.run("tokens rotate replaced --grace 2h").ok();
    let expired = create("expired --expires 1h");
    let later = create("later --expires never --not-before 2027-01-01");
    let secrets = [
        ("revoked", revoked, ["revoked", "revoked", "revoked"]),
        ("disabled", disabled, ["disabled", "disabled", "disabled"]),
        ("cut", cut, ["revoked", "revoked", "revoked"]),
        ("finished", finished, ["revoked", "revoked", "revoked"]),
        ("stale", stale, ["revoked", "revoked", "revoked"]),
        ("replaced", replaced, ["valid", "revoked", "valid"]),
        ("expired", expired, ["valid", "expired", "valid"]),
        ("later", later, ["not_yet_valid", "valid", "not_yet_valid"]),
    ];
    for (moment, column) in [(RIGHT, 0), (AFTER, 1), (RIGHT, 0), (BEFORE, 2), (RIGHT, 0), (BEFORE, 2), (AFTER, 1)] {
        sandbox.at(moment);
        for (name, secret, codes) in &secrets {
            assert_eq!(verify(&sandbox, secret).field("code"), codes[column], "{name} at {moment}");
        }
    }
    sandbox.run("audit verify").ok();
}

#[test]
fn a_limit_that_is_used_up_stays_so() {
    let sandbox = Sandbox::new();
    sandbox.at(RIGHT);
    let secret = sandbox.run("tokens create ci --rate 3/1h --rate 10/1d --expires never -q").ok().stdout;
    let judged = |moment: &str| {
        sandbox.at(moment);
        let run = verify(&sandbox, &secret);
        format!("{} {}", run.field("code"), run.field("remaining"))
    };
    for left in [2, 1, 0] {
        assert_eq!(judged(RIGHT), format!("valid {left}"));
    }
    for moment in [BEFORE, RIGHT, BEFORE, RIGHT] {
        assert_eq!(judged(moment), "rate_limited 0", "{moment}");
    }
    assert_eq!(judged(AFTER), "valid 2", "ten years are enough for all");
    assert_eq!(judged(RIGHT), "rate_limited 0", "what was left before counts again");
    assert_eq!(judged("2026-11-22T12:49:59Z"), "rate_limited 0");
    assert_eq!(judged("2026-11-22T12:50:00Z"), "valid 0", "and leaks from then on");
    assert_eq!(judged(BEFORE), "rate_limited 0");
    assert_eq!(judged("2016-11-22T12:50:00Z"), "valid 0", "nobody waits for the other time");
}

#[test]
fn usage_of_another_time_is_kept_apart() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create ci --expires never -q").ok().stdout;
    for moment in [RIGHT, BEFORE, AFTER, RIGHT] {
        sandbox.at(moment);
        verify(&sandbox, &secret).ok();
    }
    let count = |words: &str| sandbox.run(&format!("tokens usage ci {words} --field count")).ok().stdout;
    assert_eq!(count("--by outcome"), "4\n");
    assert_eq!(count("--by day"), "1\n2\n1\n");
    sandbox.run("db maintain").ok();
    assert_eq!(count("--by outcome"), "4\n");
}

#[test]
fn a_clock_behind_what_the_store_knows_is_said() {
    let sandbox = Sandbox::new();
    sandbox.at(RIGHT);
    sandbox.run("tokens create ci").ok();
    let clock = |moment: &str| {
        sandbox.at(moment);
        let checks = sandbox.run("health -o json").ok().json()["checks"].clone();
        let found = checks.as_array().unwrap().iter().find(|it| it["name"] == "clock").unwrap().clone();
        format!("{}: {}", found["status"].as_str().unwrap(), found["detail"].as_str().unwrap())
    };
    assert_eq!(clock(AFTER), "ok: the clock is not behind what the store knows");
    assert_eq!(clock("2026-11-22T12:29:30Z"), "ok: the clock is not behind what the store knows");
    let behind = "warn: the clock is behind what the store knows, which is of 2026-11-22T12:30:00.000Z; set it right";
    assert_eq!(clock(BEFORE), behind);
}

#[test]
#[ignore = "needs the release binary, which tests/run builds, and faketime, which it installs"]
fn the_release_binary_holds_under_a_clock_that_is_set() {
    let sandbox = Sandbox::of(peer("faketime"));
    let gatepost = release().display().to_string();
    let at = |offset: &str, words: &str, input: &str| {
        let line = format!("-f {offset} {gatepost} {words}");
        sandbox.input(input).run(&line)
    };
    let limited = at("+0d", "tokens create limited --rate 2/1h --expires never -q", "").ok().stdout;
    let cut = at("+0d", "tokens create cut --expires never -q", "").ok().stdout;
    at("+0d", "tokens rotate cut --grace 0s", "").ok();
    let expiring = at("+0d", "tokens create expiring --expires 30d -q", "").ok().stdout;
    for exit in [0, 0, 6] {
        at("+0d", "tokens verify", &limited).fails(exit);
    }
    for (offset, limits, expires) in
        [("-3650d", 6, 0), ("+0d", 6, 0), ("+3650d", 0, 4), ("+0d", 6, 0), ("-3650d", 6, 0)]
    {
        at(offset, "tokens verify", &limited).fails(limits);
        at(offset, "tokens verify", &expiring).fails(expires);
        at(offset, "tokens verify", &cut).fails(4);
    }
    at("+0d", "audit verify", "").ok();
}
