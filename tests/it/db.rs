//! `db`: status, copies and care of the store, and its schema's way up and down.

use gatepost::ops::db::HEAD;

use crate::support::Sandbox;

#[test]
fn a_store_says_what_it_is() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    let status = sandbox.run("db status -o json").ok();
    let size = std::fs::metadata(sandbox.store()).unwrap().len();
    assert_eq!(status.field("size"), size.to_string());
    let masked = status.text().replace(&size.to_string(), "SIZE");
    // refinery notes when a step was applied by the real clock.
    let masked = masked.lines().filter(|line| !line.contains("applied_at")).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(masked, @r#"
    $ gatepost db status -o json
    {
      "path": "~/.local/share/gatepost/gatepost.db",
      "store_id": "01m819eke0r5knw2xsg2jqba4p",
      "schema": 8,
      "program_schema": 8,
      "downgraded": false,
      "moved_to": null,
      "size": SIZE,
      "wal_size": 0,
      "migrations": [
        {
          "version": 1,
          "name": "store",
        },
        {
          "version": 2,
          "name": "tokens",
        },
        {
          "version": 3,
          "name": "evidence",
        },
        {
          "version": 4,
          "name": "seal",
        },
        {
          "version": 5,
          "name": "webhooks",
        },
        {
          "version": 6,
          "name": "consent",
        },
        {
          "version": 7,
          "name": "certificates",
        },
        {
          "version": 8,
          "name": "imports",
        }
      ]
    }
    --- exit 0
    "#);
    check!(sandbox, "init", @"
    $ gatepost init
    store     ~/.local/share/gatepost/gatepost.db
    settings  ~/.config/gatepost/config.toml
    schema    8
    changed   no
    --- exit 0
    ");
}

#[test]
fn a_schema_goes_down_and_up_and_everything_that_fits_stays() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("workspaces create acme").ok();
    sandbox.run("tokens create ci").ok();
    check!(sandbox, "db downgrade --to 1", @"
    $ gatepost db downgrade --to 1
    --- stderr
    error: nothing was changed, since nobody confirmed: bring the store down to schema 1
    hint: add --yes
    --- exit 9
    ");
    sandbox.run("db downgrade --to 0 --yes").fails(2);
    sandbox.run(&format!("db downgrade --to {} --yes", HEAD + 1)).fails(2);
    sandbox.run("db downgrade --to 1 --yes --dry-run").fails(2);
    assert_eq!(sandbox.run(&format!("db downgrade --to {HEAD} --yes --field changed")).ok().stdout, "false\n");
    check!(sandbox, "db downgrade --to 1 --yes", @"
    $ gatepost db downgrade --to 1 --yes
    from     8
    to       1
    backup   ~/.local/share/gatepost/gatepost.db.schema8.20261122T093000000Z.bak
    changed  yes
    --- exit 0
    ");
    check!(sandbox, "tokens list", @"
    $ gatepost tokens list
    --- stderr
    error: the store was brought down to schema 1 on purpose; this gatepost works on 8
    hint: bring it up again with: gatepost db migrate
    --- exit 5
    ");
    check!(sandbox, "init -o json", @r#"
    $ gatepost init -o json
    --- stderr
    {"error":{"code":"store_downgraded","message":"the store was brought down to schema 1 on purpose; this gatepost works on 8","hint":"bring it up again with: gatepost db migrate","exit":5,"retryable":false,"retry_after_ms":null,"field":null,"candidates":[]}}
    --- exit 5
    "#);
    let status = sandbox.run("db status -o json").ok();
    assert_eq!((status.field("schema"), status.field("downgraded")), ("1".into(), "true".into()));
    check!(sandbox, "db migrate -o json", @r#"
    $ gatepost db migrate -o json
    {
      "from": 1,
      "to": 8,
      "backup": "~/.local/share/gatepost/gatepost.db.schema1.20261122T093000000Z.bak",
      "changed": true
    }
    --- exit 0
    "#);
    assert_eq!(sandbox.run("db migrate --field changed").ok().stdout, "false\n");
    assert_eq!(sandbox.run("workspaces list -q").ok().stdout, "acme\ndefault\n");
    assert_eq!(sandbox.run("tokens tiers list -q").ok().stdout, "enterprise\nfree\npro\n");
    sandbox.run("tokens create ci").ok();
    sandbox.run("audit verify").ok();
    let actions = sandbox.run("audit list -A --sort seq --field action").ok().stdout.replace('\n', " ");
    let expected = "store.create workspace.create token.create store.downgrade store.migrate token.create ";
    assert_eq!(actions, expected);
}

#[test]
fn the_copy_before_a_downgrade_brings_everything_back() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    let backup = sandbox.run("db downgrade --to 1 --yes --field backup").ok().stdout;
    sandbox.run(&format!("db restore {} --yes", backup.trim_end())).ok();
    assert_eq!(sandbox.run("db status --field downgraded").ok().stdout, "false\n");
    sandbox.input(secret).run("tokens verify").ok();
    sandbox.run("audit verify").ok();
}

#[test]
fn a_backup_is_a_store_that_works() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    let before = sandbox.dump();
    let made = sandbox.run("db backup nightly.db -o json").ok();
    assert_eq!(made.field("audit_size"), "2");
    check!(sandbox, "db backup nightly.db", @"
    $ gatepost db backup nightly.db
    --- stderr
    error: nightly.db exists already
    hint: choose another name, or move that file away
    --- exit 5
    ");
    sandbox.run("db backup nowhere/nightly.db").fails(1);
    let copy = sandbox.home().join("nightly.db");
    assert_eq!(made.field("size"), std::fs::metadata(&copy).unwrap().len().to_string());
    std::fs::copy(copy, sandbox.home().join("tried.db")).unwrap();
    let asked = sandbox.input(secret.clone()).run("tokens verify --db tried.db --field name").ok();
    assert_eq!(asked.stdout, "ci\n");
    sandbox.run("tokens revoke ci").ok();
    sandbox.run("tokens create other").ok();
    check!(sandbox, "db restore nightly.db", @"
    $ gatepost db restore nightly.db
    --- stderr
    error: nothing was changed, since nobody confirmed: replace ~/.local/share/gatepost/gatepost.db by nightly.db
    hint: add --yes
    --- exit 9
    ");
    let restored = sandbox.run("db restore nightly.db --yes -o json").ok();
    sandbox.input(secret).run("tokens verify --no-count").ok();
    sandbox.run("tokens show other").fails(3);
    sandbox.run("audit verify").ok();
    let replaced = restored.field("replaced");
    sandbox.run(&format!("tokens show other --db {replaced}")).ok();
    let rest = |dump: String| -> Vec<String> {
        let ours = |line: &&str| {
            !line.starts_with("audit_head")
                && !line.contains("store.restore")
                && !line.starts_with("marks \"backup_")
                && !line.starts_with("marks \"backed_up")
                && !line.starts_with("marks \"audit_verified")
        };
        dump.lines().filter(ours).map(str::to_owned).collect()
    };
    assert_eq!(
        rest(sandbox.dump()),
        rest(before),
        "what was backed up is there again, and restore and backup are noted"
    );
}

#[test]
fn a_backup_is_restored_where_no_store_is() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci").ok();
    sandbox.run("db backup nightly.db").ok();
    std::fs::remove_dir_all(sandbox.home().join(".local")).unwrap();
    let restored = sandbox.run("db restore nightly.db --yes -o json").ok();
    assert_eq!(restored.field("replaced"), "null");
    sandbox.run("tokens show ci").ok();
    sandbox.run("audit verify").ok();
}

#[test]
fn what_is_no_sound_store_is_not_restored() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci").ok();
    sandbox.run("db backup good.db").ok();
    let good = std::fs::read(sandbox.home().join("good.db")).unwrap();
    let before = (sandbox.dump(), std::fs::read(sandbox.store()).unwrap());
    sandbox.write("empty.db", "");
    sandbox.write("text.db", "not a database at all, but quite long enough to have a header of one hundred bytes.....");
    sandbox.write("cut.db", &good[..good.len() - 4_096]);
    sandbox.write("torn.db", &good[..good.len() - 100]);
    let mut zeroed = good.clone();
    zeroed[4_096..].fill(0);
    sandbox.write("zeroed.db", zeroed);
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes());
    sandbox.write("newer.db", newer);
    sandbox.write("changed.db", &good);
    let changed = rusqlite::Connection::open(sandbox.home().join("changed.db")).unwrap();
    changed.execute("UPDATE audit_log SET actor = 'eve' WHERE seq = 1", []).unwrap();
    drop(changed);
    rusqlite::Connection::open(sandbox.home().join("foreign.db")).unwrap().execute("CREATE TABLE t (a)", []).unwrap();
    for (file, exit, code) in [
        ("empty.db", 8, "store_foreign"),
        ("text.db", 8, "store_foreign"),
        ("foreign.db", 8, "store_foreign"),
        ("torn.db", 8, "store_damaged"),
        ("cut.db", 8, "store_damaged"),
        ("zeroed.db", 8, "store_damaged"),
        ("newer.db", 8, "store_newer"),
        ("changed.db", 8, "audit_broken"),
        ("missing.db", 3, "store_not_found"),
    ] {
        let error = sandbox.run(&format!("db restore {file} --yes -o json")).fails(exit).error();
        assert_eq!(error["code"], code, "{file}: {error}");
        assert_eq!(sandbox.dump(), before.0, "{file}");
        assert_eq!(std::fs::read(sandbox.store()).unwrap(), before.1, "{file}");
    }
    check!(sandbox, "db restore missing.db --yes", @"
    $ gatepost db restore missing.db --yes
    --- stderr
    error: there is no backup at missing.db
    hint: name a file that was made with: gatepost db backup FILE
    --- exit 3
    ");
}

#[test]
fn usage_is_rolled_up_and_its_counters_stay() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q --expires never").ok().stdout;
    let use_it = |times: usize| {
        let input = secret.repeat(times);
        sandbox.input(input).run("tokens verify --batch").ok();
    };
    use_it(5);
    sandbox.advance("1h");
    use_it(7);
    let rows = || sandbox.number("SELECT count(*) FROM api_usage_log");
    let report = || sandbox.run("tokens usage ci --by hour -o csv --columns bucket,count").ok().stdout;
    let expected = "bucket,count\r\n2026-11-22T10:00:00.000Z,7\r\n2026-11-22T09:00:00.000Z,5\r\n";
    assert_eq!(report(), expected);
    let before = sandbox.dump();
    sandbox.run("db maintain --dry-run").ok();
    assert_eq!(sandbox.dump(), before);
    check!(sandbox, "db maintain -o json --columns rolled_up,removed", @r#"
    $ gatepost db maintain -o json --columns rolled_up,removed
    {
      "rolled_up": 5,
      "removed": 0
    }
    --- exit 0
    "#);
    assert_eq!((report().as_str(), rows()), (expected, 12));
    use_it(1);
    sandbox.advance("1h");
    check!(sandbox, "db maintain -o json --columns rolled_up,removed", @r#"
    $ gatepost db maintain -o json --columns rolled_up,removed
    {
      "rolled_up": 8,
      "removed": 0
    }
    --- exit 0
    "#);
    let expected = "bucket,count\r\n2026-11-22T10:00:00.000Z,8\r\n2026-11-22T09:00:00.000Z,5\r\n";
    assert_eq!(report(), expected, "nothing is counted twice");
    sandbox.advance("31d");
    check!(sandbox, "db maintain -o json --columns rolled_up,removed", @r#"
    $ gatepost db maintain -o json --columns rolled_up,removed
    {
      "rolled_up": 0,
      "removed": 13
    }
    --- exit 0
    "#);
    assert_eq!((report().as_str(), rows()), (expected, 0), "the counters stay when the rows are gone");
    check!(sandbox, "db maintain -o json --columns rolled_up,removed", @r#"
    $ gatepost db maintain -o json --columns rolled_up,removed
    {
      "rolled_up": 0,
      "removed": 0
    }
    --- exit 0
    "#);
}

#[test]
fn retention_is_what_the_setting_says() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q --rate none").ok().stdout;
    sandbox.input(secret.repeat(2_500)).run("tokens verify --batch").ok();
    sandbox.advance("3h");
    sandbox.input(secret).run("tokens verify").ok();
    sandbox.run("config set tokens.usage_retention 2h --store").ok();
    check!(sandbox, "db maintain -o json --columns rolled_up,removed", @r#"
    $ gatepost db maintain -o json --columns rolled_up,removed
    {
      "rolled_up": 2500,
      "removed": 2500
    }
    --- exit 0
    "#);
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log"), 1);
    assert_eq!(sandbox.run("tokens usage ci --by outcome --field count").ok().stdout, "2501\n");
}

#[test]
fn maintenance_cuts_the_log() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q --rate none").ok().stdout;
    sandbox.input(secret.repeat(2_000)).run("tokens verify --batch").ok();
    let log = sandbox.store().with_file_name("gatepost.db-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > 0, "a verification leaves its log");
    sandbox.run("db maintain").ok();
    assert_eq!(std::fs::metadata(&log).map_or(0, |log| log.len()), 0);
}

#[test]
fn health_is_looked_at() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci --expires 3d").ok();
    check!(sandbox, "health", @"
    $ gatepost health
    status  warn
    checks  integrity              ok    every table and index answers at both ends
            audit                  ok    2 entries, all hold
            tokens                 warn  1 token within a week of expiry
            guesses                ok    nobody is guessing tokens
            maintenance            ok    0 usage rows not in the counters yet
            backup                 warn  never backed up; run gatepost db backup FILE
            clock                  ok    the clock is not behind what the store knows
            webhooks               ok    no delivery is overdue
            webhooks_failing       ok    no endpoint has failed for an hour
            webhooks_parked        ok    0 deliveries parked for disabled endpoints
            webhooks_certificates  ok    no certificate that an endpoint has shown ends within 14 days
    --- exit 0
    ");
    check!(sandbox, "health --nagios", @"
    $ gatepost health --nagios
    GATEPOST WARNING - 1 token within a week of expiry; never backed up; run gatepost db backup FILE
    --- exit 1
    ");
}

#[test]
fn health_is_read_by_programs() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci --expires 3d").ok();
    sandbox.run("db backup nightly.db").ok();
    sandbox.advance("5d");
    check!(sandbox, "health -o json", @r#"
    $ gatepost health -o json
    {
      "status": "ok",
      "checks": [
        {
          "name": "integrity",
          "status": "ok",
          "detail": "every table and index answers at both ends"
        },
        {
          "name": "audit",
          "status": "ok",
          "detail": "2 entries, all hold"
        },
        {
          "name": "tokens",
          "status": "ok",
          "detail": "0 tokens within a week of expiry"
        },
        {
          "name": "guesses",
          "status": "ok",
          "detail": "nobody is guessing tokens"
        },
        {
          "name": "maintenance",
          "status": "ok",
          "detail": "0 usage rows not in the counters yet"
        },
        {
          "name": "backup",
          "status": "ok",
          "detail": "last backup 2026-11-22T09:30:00.000Z"
        },
        {
          "name": "clock",
          "status": "ok",
          "detail": "the clock is not behind what the store knows"
        },
        {
          "name": "webhooks",
          "status": "ok",
          "detail": "no delivery is overdue"
        },
        {
          "name": "webhooks_failing",
          "status": "ok",
          "detail": "no endpoint has failed for an hour"
        },
        {
          "name": "webhooks_parked",
          "status": "ok",
          "detail": "0 deliveries parked for disabled endpoints"
        },
        {
          "name": "webhooks_certificates",
          "status": "ok",
          "detail": "no certificate that an endpoint has shown ends within 14 days"
        }
      ]
    }
    --- exit 0
    "#);
    check!(sandbox, "health --nagios", @"
    $ gatepost health --nagios
    GATEPOST OK - every table and index answers at both ends; 2 entries, all hold; 0 tokens within a week of expiry; nobody is guessing tokens; 0 usage rows not in the counters yet; last backup 2026-11-22T09:30:00.000Z; the clock is not behind what the store knows; no delivery is overdue; no endpoint has failed for an hour; 0 deliveries parked for disabled endpoints; no certificate that an endpoint has shown ends within 14 days
    --- exit 0
    ");
}

#[test]
fn health_says_what_waits_for_maintenance() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci --expires never -q").ok().stdout;
    let verify = || sandbox.input(secret.clone()).run("tokens verify").ok();
    let maintenance = || sandbox.run("health -o json").ok().field("checks.4.detail");
    verify();
    sandbox.advance("2h");
    sandbox.run("db maintain").ok();
    sandbox.advance("32d");
    assert_eq!(maintenance(), "rows of usage are kept for over 30d; run gatepost db maintain");
    verify();
    sandbox.advance("3d");
    let both = "1 usage row not in the counters yet, some for over two days; rows of usage are kept for over 30d; ";
    assert_eq!(maintenance(), format!("{both}run gatepost db maintain"));
    sandbox.run("db maintain").ok();
    assert_eq!(maintenance(), "0 usage rows not in the counters yet");
}

#[test]
fn health_names_the_store_in_its_commands() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("config set tokens.guess_alert 1").ok();
    sandbox.run("init --db h.db").ok();
    let secret = sandbox.run("tokens create ci -q --db h.db").ok().stdout;
    sandbox.input(secret).run("tokens verify --db h.db").ok();
    sandbox.advance("3d");
    sandbox.input("guess").run("tokens verify --db h.db").fails(4);
    let told = sandbox.run("health --db h.db").ok().stdout;
    for command in ["see gatepost tokens guesses", "run gatepost db maintain", "run gatepost db backup FILE"] {
        assert!(told.contains(&format!("{command} --db h.db\n")), "{command} in\n{told}");
    }
}

#[test]
fn health_fails_where_something_is_broken() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci").ok();
    sandbox.tamper("UPDATE audit_log SET actor = 'eve' WHERE seq = 1");
    let broken = sandbox.run("health -o json").fails(8);
    assert_eq!(broken.field("status"), "fail");
    check!(sandbox, "health --nagios", @"
    $ gatepost health --nagios
    GATEPOST CRITICAL - entry 1: changed
    --- exit 2
    ");
    check!(sandbox, "health --nagios --db missing.db", @"
    $ gatepost health --nagios --db missing.db
    GATEPOST UNKNOWN - there is no store at missing.db
    --- exit 3
    ");
    check!(sandbox, "health --quiet", @"
    $ gatepost health --quiet
    --- exit 8
    ");
}

#[test]
fn a_backup_comes_back_over_whatever_the_store_became() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    sandbox.run("db backup kept.db --verify").ok();
    let whole = std::fs::read(sandbox.store()).unwrap();
    let garbage = vec![0xa5; 3 * 4_096];
    let header_gone = [&garbage[..], &whole[garbage.len()..]].concat();
    let middle_gone = [&whole[..4_096], &garbage[..], &whole[4_096 + garbage.len()..]].concat();
    for broken in [Vec::new(), header_gone, middle_gone, whole[..whole.len() - 100].to_vec()] {
        std::fs::write(sandbox.store(), &broken).unwrap();
        sandbox.run("health").fails(8);
        assert!(sandbox.run("health --nagios").fails(2).stdout.starts_with("GATEPOST CRITICAL"));
        sandbox.advance("1s");
        sandbox.run("db restore kept.db --yes").ok();
        assert_eq!(sandbox.input(secret.as_str()).run("tokens verify --field code").ok().stdout, "valid\n");
        sandbox.run("audit verify").ok();
    }
}

#[test]
fn a_log_without_its_store_is_not_taken_for_a_new_one_s() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    sandbox.run("db backup kept.db").ok();
    sandbox.input(secret.as_str()).run("tokens verify").ok();
    std::fs::remove_file(sandbox.store()).unwrap();
    let error = sandbox.run("tokens list -o json").fails(8).error();
    assert_eq!(error["code"], "store_damaged");
    sandbox.run("db restore kept.db --yes").ok();
    sandbox.run("health").ok();
    assert_eq!(sandbox.run("tokens usage ci -o csv").ok().stdout.lines().count(), 1, "the backup was never used");
}

#[test]
fn a_backup_that_is_in_use_is_left_as_it_is() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    sandbox.run("db backup kept.db").ok();
    sandbox.input(secret.as_str()).run("tokens verify --db kept.db").ok();
    sandbox.run("db restore kept.db --yes").ok();
    for store in ["", "--db kept.db"] {
        assert_eq!(sandbox.run(&format!("tokens usage ci --field count {store}")).ok().stdout, "1\n");
        sandbox.run(&format!("audit verify {store}")).ok();
    }
}

#[test]
fn a_copy_that_was_damaged_after_it_was_made_is_found() {
    use gatepost::domain::time::Millis;
    use gatepost::ops::{Access, Store};
    use gatepost::store::care::check_copy;

    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q --metadata note=unmistakable").ok().stdout;
    sandbox.input(secret).run("tokens verify").ok();
    let store = Store::open_as_it_is(&sandbox.store(), Access::Write).unwrap();
    let copy = sandbox.home().join("copy.db");
    let copied = store.copy_with_digest(&copy, Millis(0)).unwrap();
    check_copy(&copy, &copied, Millis(0)).unwrap();
    let good = std::fs::read(&copy).unwrap();
    let place = |text: &[u8]| good.windows(text.len()).position(|at| at == text).unwrap();
    // In a value that no index and no check of SQLite covers, in a key, and in a page's header.
    for place in [place(b"unmistakable"), place(b"token.create"), 2 * 4_096] {
        let mut bad = good.clone();
        bad[place] ^= 1;
        std::fs::write(&copy, bad).unwrap();
        let error = check_copy(&copy, &copied, Millis(0)).unwrap_err();
        assert!(error.message.contains("copy.db"), "{error:?}");
        let beside: Vec<_> = std::fs::read_dir(sandbox.home()).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert!(!beside.iter().any(|name| name.to_string_lossy().contains("check")), "{beside:?}");
    }
}

#[test]
fn a_verified_backup_is_what_another_is() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q --rate none").ok().stdout;
    sandbox.input(secret.repeat(500)).run("tokens verify --batch").ok();
    sandbox.tamper("DELETE FROM api_usage_log WHERE nonce % 2 = 0");
    sandbox.run("db backup plain.db").ok();
    let before = sandbox.dump();
    sandbox.run("db backup verified.db --verify").ok();
    let rows = |name: &str| {
        std::fs::copy(sandbox.home().join(name), sandbox.store()).unwrap();
        sandbox.dump()
    };
    assert_eq!(rows("verified.db"), before);
    let size = |name: &str| std::fs::metadata(sandbox.home().join(name)).unwrap().len();
    assert_eq!(size("verified.db"), size("plain.db"));
}
