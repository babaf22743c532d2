//! `tokens verify --batch`: a token a line in, a verdict a line out.

use std::io::{BufRead, BufReader, Write};

use crate::support::Sandbox;

fn token(sandbox: &Sandbox, words: &str) -> String {
    sandbox.run(&format!("tokens create {words} -q")).ok().stdout.trim_end().to_owned()
}

/// The codes of a batch, joined by spaces.
fn codes(sandbox: &Sandbox, input: impl Into<Vec<u8>>, words: &str) -> String {
    let run = sandbox.input(input).run(&format!("tokens verify --batch --columns code {words}")).ok();
    let code = |line: &str| line.trim_start_matches(r#"{"code":""#).trim_end_matches(r#""}"#).to_owned();
    run.stdout.lines().map(code).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_line_has_its_answer_in_order() {
    let sandbox = Sandbox::new();
    let (one, two) = (token(&sandbox, "one"), token(&sandbox, "two"));
    let input = format!("{one}\n\n{two}\r\nnonsense with spaces\ngp_live_x\n{one}");
    let run = sandbox.input(input).run("tokens verify --batch --columns code,name").ok();
    insta::assert_snapshot!(run.stdout, @r#"
    {"code":"valid","name":"one"}
    {"code":"malformed","name":null}
    {"code":"valid","name":"two"}
    {"code":"not_found","name":null}
    {"code":"malformed","name":null}
    {"code":"valid","name":"one"}
    "#);
    check!(sandbox.input(format!("{one}\n")), "tokens verify --batch", @r#"
    $ gatepost tokens verify --batch
    {"valid":true,"code":"valid","id":"tok_01m819eke0r5knw2xsg2jqba4q","name":"one","owner":null,"workspace":"default","env":"live","scopes":[],"missing_scopes":[],"tier":"free","metadata":{},"expires_at":"2027-02-20T09:30:00.000Z","secret":"current","limit":60,"remaining":57,"reset_at":"2026-11-22T09:30:03.000Z","retry_after_ms":0,"limits":[{"window":"1m","limit":60,"remaining":57,"reset_at":"2026-11-22T09:30:03.000Z"},{"window":"1d","limit":1000,"remaining":997,"reset_at":"2026-11-22T09:34:19.200Z"}]}
    --- exit 0
    "#);
    assert_eq!(codes(&sandbox, "", ""), "");
}

#[test]
fn an_object_says_what_is_asked() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    let live = token(&sandbox, "live --scope orders:read --rate 4/1h");
    let office = token(&sandbox, "office --env test --allow-ip 192.0.2.0/24");
    let lines = [
        format!(r#"{{"token":"{live}","scopes":["orders:read"]}}"#),
        format!(r#"{{"token":"{live}","scopes":["users:read"]}}"#),
        format!(r#"{{"token":"{live}","cost":3,"resource":"/orders"}}"#),
        format!(r#"{{"token":"{live}","cost":1}}"#),
        format!(r#"{{"token":"{office}","env":"test","ip":"192.0.2.9"}}"#),
        format!(r#"{{"token":"{office}","env":"test","ip":null}}"#),
        format!(r#"{{"token":"{office}","ip":"192.0.2.9"}}"#),
    ];
    let expected = "valid insufficient_scope valid rate_limited valid ip_denied wrong_env";
    assert_eq!(codes(&sandbox, lines.join("\n"), ""), expected);
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log WHERE resource = '/orders'"), 1);
}

#[test]
fn flags_hold_for_lines_that_do_not_say_otherwise() {
    let sandbox = Sandbox::new();
    let live = token(&sandbox, "live");
    let test = token(&sandbox, "test --env test");
    let input = format!("{live}\n{test}\n{{\"token\":\"{live}\",\"env\":\"live\"}}\n");
    assert_eq!(codes(&sandbox, input.clone(), "--env test"), "wrong_env valid valid");
    sandbox.run("workspaces create acme").ok();
    assert_eq!(codes(&sandbox, input, "-w acme"), "not_found not_found not_found");
}

#[test]
fn a_line_that_cannot_be_understood_is_malformed_and_the_next_is_answered() {
    let sandbox = Sandbox::new();
    let good = token(&sandbox, "ci");
    for bad in [
        &b"{"[..],
        b"{}",
        b"[]",
        br#"{"token":1}"#,
        br#"{"token":"gp_live_x"}"#,
        br#"{"token":"x","scopes":"orders:read"}"#,
        br#"{"token":"x","ip":"nonsense"}"#,
        br#"{"token":"x","env":"production"}"#,
        br#"{"token":"x","cost":-1}"#,
        br#"{"token":"x","cost":1.5}"#,
        br#"{"token":"x","cots":1}"#,
        b"\xff\xfe\x00",
        b"a\0b",
        b"",
    ] {
        // What is no object and holds no odd byte is looked up, as a token of another shape.
        let expected = if bad == b"[]" { "not_found valid" } else { "malformed valid" };
        let input = [bad, b"\n", good.as_bytes()].concat();
        assert_eq!(codes(&sandbox, input, ""), expected, "{}", String::from_utf8_lossy(bad));
    }
    let long = [vec![b'a'; 1 << 20], b"\n".to_vec(), good.into_bytes()].concat();
    assert_eq!(codes(&sandbox, long, ""), "malformed valid", "a line of a megabyte");
}

#[test]
fn malformed_lines_open_no_store() {
    let sandbox = Sandbox::new();
    assert_eq!(codes(&sandbox, "gp_x\n\n{\n".repeat(100), "").matches("malformed").count(), 300);
    assert_eq!(std::fs::read_dir(sandbox.home()).unwrap().count(), 0, "the home is as empty as it was");
}

#[test]
fn an_answer_leaves_before_the_next_line_comes() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 2/1h");
    let mut child = sandbox.start("tokens verify --batch --columns code,remaining").spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut ask = |text: &str| {
        writeln!(input, "{text}").unwrap();
        answers.next().unwrap().unwrap()
    };
    assert_eq!(ask("gp_live_x"), r#"{"code":"malformed","remaining":null}"#);
    assert_eq!(ask(&secret), r#"{"code":"valid","remaining":1}"#);
    // Nothing is held while the input pauses: another process counts, and the batch sees it.
    sandbox.input(secret.clone()).run("tokens verify").ok();
    assert_eq!(ask(&secret), r#"{"code":"rate_limited","remaining":0}"#);
    sandbox.run("tokens revoke ci").ok();
    assert_eq!(ask(&secret), r#"{"code":"revoked","remaining":null}"#);
    drop(input);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_batch_counts_each_line() {
    let sandbox = Sandbox::new();
    let secret = token(&sandbox, "ci --rate 20/1h");
    let codes = |words: &str| codes(&sandbox, format!("{secret}\n").repeat(1_000), words);
    let before = sandbox.dump();
    for words in ["--no-count", "--dry-run"] {
        assert_eq!(codes(words).matches("valid").count(), 1_000, "{words}");
        assert_eq!(sandbox.dump(), before, "{words}");
    }
    let counted = codes("");
    assert_eq!((counted.matches("valid").count(), counted.matches("rate_limited").count()), (20, 980));
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log"), 1_000);
}
