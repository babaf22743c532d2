//! `--dry-run`: the store is as before, no secret is shown, and the exit is that of the real run.

use std::fs;

use crate::every_format::{RUNS, prepared};

#[test]
fn a_dry_run_of_any_verb_leaves_the_store_as_it_was() {
    let sandbox = prepared();
    let store = fs::read(sandbox.store()).unwrap();
    let capabilities = sandbox.run("capabilities -o json").ok().json();
    let before = sandbox.dump();
    for (line, input, exit) in RUNS {
        let starts = |it: &&serde_json::Value| line.starts_with(it["path"].as_str().unwrap());
        let commands = capabilities["commands"].as_array().unwrap().iter().filter(starts);
        let command = commands.max_by_key(|it| it["path"].as_str().unwrap().len());
        let outside = command.is_some_and(|it| it["effect"] == "outside");
        let expected = match exit {
            _ if outside => 2,
            9 => 0,
            other => *other,
        };
        fs::remove_dir_all(sandbox.store().parent().unwrap()).unwrap();
        sandbox.write(".local/share/gatepost/gatepost.db", &store);
        let input = if input.is_empty() { Vec::new() } else { fs::read(sandbox.home().join(input)).unwrap() };
        let run = sandbox.input(input).run(&format!("{line} --dry-run -o json")).fails(expected);
        assert_eq!(sandbox.dump(), before, "{line}");
        assert!(!run.stdout.contains("\"token\": \"gp_"), "{}", run.text());
        if outside {
            assert_eq!(run.error()["field"], "--dry-run", "{line}");
        }
    }
    assert!(
        !sandbox.home().join(".config/gatepost/config.toml").exists() && !sandbox.home().join("another.db").exists()
    );
    assert!(!sandbox.home().join("other.key").exists());
}

#[test]
fn a_dry_run_says_what_would_be() {
    let sandbox = prepared();
    check!(sandbox, "tokens create new --dry-run -o json --columns name,status,token,changed", @r#"
    $ gatepost tokens create new --dry-run -o json --columns name,status,token,changed
    {
      "name": "new",
      "status": "active",
      "token": null,
      "changed": true
    }
    --- stderr
    {"notice":"dry run: nothing was changed"}
    --- exit 0
    "#);
    check!(sandbox, "tokens rotate good --dry-run -o jsonl --columns name,previous_expires_at,token,changed", @r#"
    $ gatepost tokens rotate good --dry-run -o jsonl --columns name,previous_expires_at,token,changed
    {"name":"good","previous_expires_at":"2026-11-23T09:30:00.000Z","token":null,"changed":true}
    --- stderr
    {"notice":"dry run: nothing was changed"}
    --- exit 0
    "#);
    check!(sandbox, "tokens scopes delete users:read --dry-run -o jsonl --columns name,changed", @r#"
    $ gatepost tokens scopes delete users:read --dry-run -o jsonl --columns name,changed
    {"name":"users:read","changed":true}
    --- stderr
    {"notice":"dry run: nothing was changed"}
    --- exit 0
    "#);
    check!(sandbox, "db backup new.db --dry-run", @"
    $ gatepost db backup new.db --dry-run
    --- stderr
    error: all that this command does is outside of a transaction, so it cannot be rehearsed
    --- exit 2
    ");
}

#[test]
fn a_dry_run_of_an_update_and_its_real_run_answer_alike() {
    let sandbox = prepared();
    for line in [
        "tokens update good --tier pro --owner bob",
        "tokens disable good",
        "tokens enable good",
        "tokens revoke good",
        "tokens tiers update free --rate 7/1m",
        "config set tokens.prefix acme",
        "config set tokens.prefix acme --store",
        "config unset tokens.prefix --store",
    ] {
        let dry = sandbox.run(&format!("{line} --dry-run -o json")).ok();
        assert_eq!(dry.stdout, sandbox.run(&format!("{line} -o json")).ok().stdout, "{line}");
    }
}
