//! Bad input: what is too long, not text, not in its form, or a secret where others see it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::support::Sandbox;

#[test]
fn a_token_of_a_megabyte_or_of_odd_bytes_is_malformed() {
    let sandbox = Sandbox::on_a_file();
    for bytes in [vec![b'a'; 1 << 20], vec![0; 100], b"gp_live_\0".to_vec(), b"\xff\xfe\xfd".to_vec(), vec![b' '; 600]]
    {
        let run = sandbox.input(bytes).run("tokens verify --field code").fails(4);
        assert_eq!(run.stdout, "malformed\n");
    }
    assert!(!sandbox.store().exists());
}

#[test]
fn references_on_standard_input_are_text() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    check!(sandbox.input(b"\xff\xfe".to_vec()), "tokens disable -", @"
    $ gatepost tokens disable -
    --- stderr
    error: standard input is not UTF-8 text
    --- exit 2
    ");
    sandbox.input("c\0i\n").run("tokens disable -").fails(3);
    sandbox.input("x".repeat(1 << 20)).run("tokens disable -").fails(3);
    sandbox.input("  ci  \r\n").run("tokens disable -").ok();
}

#[test]
fn words_that_are_not_utf_8_are_refused() {
    let sandbox = Sandbox::on_a_file();
    let odd = OsStr::from_bytes(b"\xff\xfe");
    for line in ["tokens show", "tokens create", "tokens create ci --owner", "explain"] {
        let output = sandbox.start(line).arg(odd).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(!sandbox.store().exists());
}

#[test]
fn a_name_has_its_bounds() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    let before = sandbox.dump();
    for name in ["x".repeat(10_000), "x".repeat(129), String::new(), "a\u{7}b".to_owned(), "a\nb".to_owned()] {
        for line in ["tokens create", "tokens update ci --rename", "workspaces create", "tokens create y --owner"] {
            if name.is_empty() && line.ends_with("--owner") {
                continue; // An empty owner is none.
            }
            let run = sandbox.run(&format!("{line} '{name}' -o json")).fails(2);
            assert_eq!(run.error()["code"], "invalid_value", "{line}");
            assert!(run.stderr.len() < 1_000, "the name is not repeated: {}", run.stderr);
        }
    }
    assert_eq!(sandbox.dump(), before);
    sandbox.run(&format!("tokens create '{}'", "ü".repeat(128))).ok();
    sandbox.run("tokens create 'Größe 漢字 👩‍💻 \"quoted\" $HOME'").ok();
    sandbox.run("tokens show 'Größe 漢字 👩‍💻 \"quoted\" $HOME'").ok();
}

#[test]
fn a_time_that_is_over_or_no_time_is_refused() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens create ci --expires 0s", @"
    $ gatepost tokens create ci --expires 0s
    --- stderr
    note: made a new store at ~/.local/share/gatepost/gatepost.db
    error: --expires lies in the past, so the token would never work
    hint: write a duration such as 90d, a later time, or never
    --- exit 2
    ");
    check!(sandbox, "tokens create ci --expires 2026-11-21", @"
    $ gatepost tokens create ci --expires 2026-11-21
    --- stderr
    error: --expires lies in the past, so the token would never work
    hint: write a duration such as 90d, a later time, or never
    --- exit 2
    ");
    check!(sandbox, "tokens create ci --expires 2026-11-22T09:30:00Z", @"
    $ gatepost tokens create ci --expires 2026-11-22T09:30:00Z
    --- stderr
    error: --expires lies in the past, so the token would never work
    hint: write a duration such as 90d, a later time, or never
    --- exit 2
    ");
    check!(sandbox, "tokens create ci --expires tomorrow -o json", @r#"
    $ gatepost tokens create ci --expires tomorrow -o json
    --- stderr
    {"error":{"code":"invalid_value","message":"--expires is neither a time nor a duration: \"tomorrow\"","hint":"write 2026-11-22T09:30:00Z, 2026-11-22, or a duration such as 30d","exit":2,"retryable":false,"retry_after_ms":null,"field":"--expires","candidates":[]}}
    --- exit 2
    "#);
    check!(sandbox, "tokens create ci --not-before 2d --expires 1d", @"
    $ gatepost tokens create ci --not-before 2d --expires 1d
    --- stderr
    error: the token would expire before its first moment
    --- exit 2
    ");
    for time in ["-1d", "1.5h", "99999999999d", "2026-02-30", "1 d", ""] {
        sandbox.run(&format!("tokens create ci --expires='{time}'")).fails(2);
        sandbox.run(&format!("tokens list --since='{time}'")).fails(2);
    }
    let far = sandbox.run("tokens create far --expires 4000000000y --field expires_at").ok();
    assert_eq!(far.stdout, "9999-12-31T23:59:59.999Z\n");
}

#[test]
fn an_address_range_has_its_form() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens create ci --allow-ip 10.0.0.0/33", @r#"
    $ gatepost tokens create ci --allow-ip 10.0.0.0/33
    --- stderr
    note: made a new store at ~/.local/share/gatepost/gatepost.db
    error: not an address range: "10.0.0.0/33"
    hint: write it as 10.0.0.0/8, 2001:db8::/32, or one address
    --- exit 2
    "#);
    for range in ["nonsense", "10.0.0", "10.0.0.0/", "/8", "::/129", "10.0.0.0/8,11.0.0.0/8", "localhost", ""] {
        let error = sandbox.run(&format!("tokens create ci --allow-ip '{range}' -o json")).fails(2).error();
        assert_eq!(error["exit"], 2, "{range}");
    }
}

#[test]
fn pairs_scopes_and_numbers_have_their_form() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    let before = sandbox.dump();
    for words in [
        "--metadata novalue",
        "--metadata =value",
        "--scope 'orders read'",
        "--scope orders:READ",
        "--scope 'orders:read '",
        "--scope ''",
        "--count 0",
        "--count 100001",
        "--count -1",
        "--count 1.5",
        "--env prod",
        "--tier ''",
        "--rate 5/1m,6/1h,",
    ] {
        sandbox.run(&format!("tokens create ci {words}")).fails(2);
        assert_eq!(sandbox.dump(), before, "{words}");
    }
    sandbox.run(&format!("tokens create ci --metadata a={}", "x".repeat(5_000))).fails(2);
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn a_secret_among_the_words_never_comes_back() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q").ok().stdout.trim_end().to_owned();
    for line in [
        "SECRET",
        "tokens SECRET",
        "tokens create SECRET",
        "tokens create a SECRET",
        "tokens create a --SECRET",
        "tokens create a --scope SECRET",
        "tokens create a --tier SECRET",
        "tokens create a --expires SECRET",
        "tokens create a --rate SECRET",
        "tokens create a --allow-ip SECRET",
        "tokens create a --metadata SECRET",
        "tokens create a --env SECRET",
        "tokens create a --count SECRET",
        "tokens create a -w SECRET",
        "tokens create a --db SECRET",
        "tokens create a --config SECRET",
        "tokens create a -o SECRET",
        "tokens list --columns SECRET",
        "tokens list --field SECRET",
        "tokens list --status SECRET",
        "tokens list --sort SECRET",
        "tokens list --after SECRET",
        "tokens list --since SECRET",
        "tokens list --limit SECRET",
        "tokens show SECRET",
        "tokens show xx-SECRET",
        "tokens update ci --rename SECRET --tier none",
        "tokens revoke SECRET",
        "tokens revoke --owner a --plan-id SECRET",
        "tokens verify SECRET",
        "tokens verify --scope SECRET",
        "tokens verify --ip SECRET",
        "tokens usage --by SECRET",
        "tokens scopes create SECRET",
        "tokens scopes show SECRET",
        "tokens scopes delete SECRET --yes",
        "tokens tiers show SECRET",
        "workspaces show SECRET",
        "workspaces delete SECRET",
        "audit list --after SECRET",
        "audit verify --checkpoint SECRET",
        "config get SECRET",
        "config set SECRET 1",
        "config set tokens.prefix SECRET",
        "db restore SECRET --yes",
        "explain SECRET",
        "completions SECRET",
    ] {
        for format in ["table", "json"] {
            let words = line.replace("SECRET", &secret);
            let run = sandbox.env("GATEPOST_FORMAT", format).run(&words);
            let (stdout, stderr) = (run.stdout, run.stderr);
            assert_ne!(run.exit, 0, "{line}");
            assert!(!stdout.contains(&secret) && !stderr.contains(&secret), "{line}: {stderr}");
        }
    }
}
