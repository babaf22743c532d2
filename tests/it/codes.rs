//! Every error code is reached, with its exit code: `gatepost explain` names nothing that never happens.

use std::fs;

use gatepost::error::Code;

use crate::support::{Run, Sandbox};

/// Codes that no command of this test reaches, and why.
const ELSEWHERE: [(&str, &str); 3] = [
    ("internal", "is what should not happen"),
    ("store_busy", "takes the time-out: trouble::a_store_that_another_holds_is_busy"),
    ("interrupted", "takes a signal: trouble::ctrl_c_ends_a_command_that_waits"),
];

/// What is reached in `server`, `seal`, `consent_erase` and the store; the codes of verdicts are, one by one, in `verify`.
const IN_THEIR_TESTS: [&str; 9] = [
    "store_older",
    "store_unsure",
    "key_missing",
    "key_wrong",
    "key_exposed",
    "sealed_damaged",
    "held",
    "erasures_unread",
    "erasures_due",
];

/// The code of a failed run, which must be what `explain` says of it.
fn code(explained: &serde_json::Value, run: &Run) -> String {
    let error = run.error();
    let code = error["code"].as_str().unwrap().to_owned();
    let known = explained.as_array().unwrap().iter().find(|it| it["code"] == code.as_str()).unwrap();
    assert_eq!((&known["exit"], &known["retryable"]), (&error["exit"], &error["retryable"]), "{}", run.text());
    assert_eq!(run.exit, error["exit"].as_i64().unwrap() as i32, "{}", run.text());
    code
}

/// What a store must hold for the runs below.
fn prepared() -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens scopes create orders:read").ok();
    sandbox.run("tokens scopes create orders:write").ok();
    sandbox.run("tokens create ci --owner alice --scope orders:read").ok();
    sandbox.run("tokens create off").ok();
    sandbox.run("tokens disable off").ok();
    sandbox.run("db backup copy.db").ok();
    let good = fs::read(sandbox.home().join("copy.db")).unwrap();
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    sandbox.write("newer.db", newer);
    sandbox.write("cut.db", &good[..good.len() - 1]);
    sandbox.write("foreign.db", "no store");
    sandbox.write("down.db", &good);
    sandbox.run("db downgrade --to 1 --yes --db down.db").ok();
    sandbox.write("broken.db", &good);
    let broken = rusqlite::Connection::open(sandbox.home().join("broken.db")).unwrap();
    broken.execute("DELETE FROM audit_log WHERE seq = 1", []).unwrap();
    let mut moving = good.clone();
    moving[60..64].copy_from_slice(&999_999_999_u32.to_be_bytes());
    sandbox.write("moving.db", moving);
    sandbox.write("moved.db", &good);
    sandbox.run("db move --db moved.db --to there.db --yes").ok();
    sandbox.write("bad.toml", "[tokens");
    sandbox
}

#[test]
fn every_code_is_reached() {
    let sandbox = prepared();
    let explained = sandbox.run("explain -o json").ok().json();
    let id = sandbox.run("tokens show off --field id").ok().stdout.trim_end().to_owned();
    let secret = sandbox.run("tokens create other -q").ok().stdout.trim_end().to_owned();
    sandbox.run(&format!("tokens create {}", &id[4..])).ok();
    let lines = [
        ("usage", "tokens nonsense".to_owned()),
        ("invalid_value", "tokens create x --expires 0s".to_owned()),
        ("unknown_scope", "tokens create x --scope no:such".to_owned()),
        ("unknown_tier", "tokens create x --tier none".to_owned()),
        ("unknown_column", "tokens list --columns none".to_owned()),
        ("unknown_setting", "config get none".to_owned()),
        ("unknown_code", "explain none".to_owned()),
        ("bad_settings", "config list --config bad.toml".to_owned()),
        ("secret_on_command_line", format!("tokens show {secret}")),
        ("not_found", "tokens show none".to_owned()),
        ("workspace_not_found", "tokens list -w none".to_owned()),
        ("store_not_found", "tokens list --db none.db".to_owned()),
        ("name_taken", "tokens create ci".to_owned()),
        ("wrong_state", "workspaces delete default --confirm default".to_owned()),
        ("differs", "tokens create ci --if-absent --owner bob".to_owned()),
        ("in_use", "tokens scopes delete orders:read --yes".to_owned()),
        ("ambiguous", format!("tokens disable {}", &id[23..])),
        ("plan_changed", "tokens revoke --owner alice --plan-id plan_of_another_day".to_owned()),
        ("store_downgraded", "tokens list --db down.db".to_owned()),
        ("store_exists", "db backup copy.db".to_owned()),
        ("store_foreign", "tokens list --db foreign.db".to_owned()),
        ("store_moved", "tokens create x --db moved.db".to_owned()),
        ("store_moving", "tokens list --db moving.db".to_owned()),
        ("store_newer", "tokens list --db newer.db".to_owned()),
        ("store_damaged", "tokens list --db cut.db".to_owned()),
        ("audit_broken", "db restore broken.db --yes".to_owned()),
        ("confirmation_needed", "tokens revoke --owner alice".to_owned()),
        ("not_received", "webhooks listen --for 1ms --count 1".to_owned()),
        ("io", "audit verify --checkpoint none".to_owned()),
    ];
    let mut reached: Vec<String> = ELSEWHERE.iter().map(|(code, _)| (*code).to_owned()).collect();
    for (expected, line) in lines {
        let run = sandbox.run(&format!("{line} -o json"));
        assert_eq!(code(&explained, &run), expected, "{}", run.text());
        reached.push(expected.to_owned());
    }
    let full = sandbox.shell("gatepost tokens list -o json >/dev/full");
    reached.push(code(&explained, &full));
    let asked = sandbox.env("GATEPOST_TEST_TERMINAL", "1").run("tokens scopes delete orders:write -o json");
    reached.push(code(&explained, &asked));
    // A change leaves no log beside the store, so that only its modes speak.
    sandbox.run("tokens enable off").ok();
    let folder = sandbox.store().parent().unwrap().to_owned();
    for path in [".local", ".local/share"] {
        let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(sandbox.home().join(path), open).unwrap();
    }
    for (path, mode) in [(sandbox.store(), 0o444), (folder.clone(), 0o555)] {
        fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).unwrap();
    }
    reached.push(code(&explained, &sandbox.run_as_nobody("tokens disable ci -o json")));
    fs::set_permissions(folder, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    sandbox.write("pgpass", "*:*:*:*:secret\n");
    let unreachable = "tokens list -o json --db postgres://nobody@localhost:1/gatepost";
    let exposed = sandbox.home().join("pgpass").display().to_string();
    reached.push(code(&explained, &sandbox.env("PGPASSFILE", exposed).run(unreachable)));
    reached.push(code(&explained, &sandbox.run(unreachable)));
    let all = explained.as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned());
    let all = all.filter(|code| Code::parse(code).is_some());
    let of_servers: &[&str] = if cfg!(feature = "postgres") { &[] } else { &["store_unreachable", "file_exposed"] };
    let elsewhere = [&IN_THEIR_TESTS, of_servers].concat();
    let missing: Vec<String> =
        all.filter(|code| !reached.contains(code) && !elsewhere.contains(&code.as_str())).collect();
    assert!(missing.is_empty(), "no test reaches {missing:?}");
}

#[test]
fn every_code_is_explained() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "explain store_busy", @"
    $ gatepost explain store_busy
    code         store_busy
    exit         12
    retryable    yes
    explanation  Another process held the store for longer than the time-out. Nothing was changed; the same command is safe to run again.
    --- exit 0
    ");
    check!(sandbox, "explain store_bussy -o json", @r#"
    $ gatepost explain store_bussy -o json
    --- stderr
    {"error":{"code":"unknown_code","message":"there is no code \"store_bussy\"; did you mean store_busy?","hint":"list them with: gatepost explain","exit":2,"retryable":false,"retry_after_ms":null,"field":null,"candidates":[]}}
    --- exit 2
    "#);
    for it in sandbox.run("explain -o json").ok().json().as_array().unwrap() {
        let one = sandbox.run(&format!("explain {} -o json", it["code"].as_str().unwrap())).ok().json();
        assert_eq!(&one, it);
        assert!(it["explanation"].as_str().unwrap().ends_with('.'), "{it}");
    }
}
