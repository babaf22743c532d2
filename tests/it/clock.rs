//! A clock that is set back and forth by ten years: what was ended stays ended, what has dates goes by its dates, and
//! no limit is lost.

use std::time::Duration;

use gatepost::domain::time::{Edge, HOUR, Millis};
use rustix::process::{Pid, Signal, kill_process};

use crate::support::receiver::{Receiver, Reply};
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

/// Sets the clock of a program that was started to read it in a file.
fn set(sandbox: &Sandbox, offset: &str) {
    let new = sandbox.write("clock.new", offset);
    std::fs::rename(new, sandbox.home().join("clock")).unwrap();
}

/// When the attempts at an endpoint were made, in milliseconds since a moment, by a clock that nobody sets.
fn attempts(sandbox: &Sandbox, endpoint: &str, since: i64) -> Vec<i64> {
    let list = sandbox.run(&format!("webhooks attempts list --endpoint {endpoint} --field at")).ok().stdout;
    let at = list.lines().map(|text| Millis::parse(text, Edge::Start).unwrap().0 - since);
    let mut at: Vec<i64> = at.map(|at| if at < -HOUR / 2 { at + HOUR } else { at }).collect();
    at.sort_unstable();
    at
}

#[test]
#[ignore = "needs the release binary, which tests/run builds, and faketime, which it installs"]
fn a_worker_whose_clock_is_set_back_neither_storms_nor_stops() {
    let sandbox = Sandbox::released();
    let endpoints = [
        ("failing", "", vec![Reply::Status(500)], 1, 2),
        ("asking", "", vec![Reply::With(429, "retry-after: 7")], 1, 2),
        ("rated", "--rate 1/2s", Vec::new(), 4, 4),
        ("ordered", "--ordered", vec![Reply::Status(500)], 3, 4),
        ("hanging", "", vec![Reply::Late(204, Duration::from_secs(3))], 1, 1),
    ];
    let receivers = endpoints.each_ref().map(|(name, flags, script, ..)| {
        let receiver = Receiver::new(script);
        sandbox.run(&format!("{} {flags} --event {name}", receiver.endpoint(name))).ok();
        receiver
    });
    sandbox.run("config set webhooks.unknown_type off --store").ok();
    let lines: String = endpoints.iter().map(|it| format!("{{\"type\":\"{}\"}}\n", it.0).repeat(it.3)).collect();
    sandbox.input(lines).run("webhooks fire --batch --enqueue").ok();
    let since = sandbox.number("SELECT max(created_at) FROM webhook_events");

    set(&sandbox, "+0h");
    let worker = format!("echo $$ > pid; unset FAKETIME; exec {} webhooks work", release().display());
    let mut command = sandbox.command(&peer("faketime"));
    command.args(["-m", "--exclude-monotonic", "-f", "+0h", "/bin/sh", "-c", &worker]);
    command.env("FAKETIME_TIMESTAMP_FILE", sandbox.home().join("clock")).env("FAKETIME_NO_CACHE", "1");
    let mut worker = command.spawn().unwrap();
    while receivers.iter().any(|receiver| receiver.count() == 0) {
        std::thread::sleep(Duration::from_millis(5));
    }
    // One hangs, so four have ended.
    while sandbox.number("SELECT count(*) FROM webhook_attempts") < 4 {
        std::thread::sleep(Duration::from_millis(5));
    }
    set(&sandbox, "-1h");
    // Half a minute is long enough for all of it, and nothing to the hour that was set back.
    let open = "SELECT count(*) FROM webhook_deliveries WHERE status <> 'delivered'";
    for _ in 0..300 {
        if sandbox.number(open) == 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let pid = std::fs::read_to_string(sandbox.home().join("pid")).unwrap();
    let pid = Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
    kill_process(pid, Signal::TERM).unwrap();
    assert!(worker.wait().unwrap().success());

    let at = endpoints.each_ref().map(|it| attempts(&sandbox, it.0, since));
    assert_eq!(sandbox.number(open), 0, "nothing is stuck: {at:?}");
    let counts = receivers.each_ref().map(Receiver::count);
    assert_eq!(counts, endpoints.each_ref().map(|it| it.4), "no storm: {at:?}");
    let gaps = at.map(|at| at.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>());
    // Five seconds, a fifth more or less; seven were asked for; two for each at the rate.
    assert!(gaps[0][0] >= 3_900 && gaps[1][0] >= 6_900, "{gaps:?}");
    assert!(gaps[2].iter().all(|gap| *gap >= 1_900), "{gaps:?}");
    assert!(gaps[3][0] >= 3_900, "{gaps:?}");
}
