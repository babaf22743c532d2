//! A store that an earlier release made, in `fixtures/`: it is upgraded, keeps all it has, and goes back.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use gatepost::ops::db::HEAD;
use rusqlite::Connection;

use crate::support::{Sandbox, texts};

/// The store of gatepost 0.1.0, which has schema 2: tokens in every state, in two workspaces, some of them
/// rotated, imported or used; usage in the counters and beside them.
const RELEASED: &[u8] = include_bytes!("fixtures/store-schema2.db");

/// The secrets in it, the code that each verifies with, and the words that it takes to.
const SECRETS: &[(&str, &str, &str)] = &[
    ("gp_live_WF7Y2yTMrQ38MwyEv7bzJVPlinn1WKNjZ", "valid", ""),
    ("gp_live_CCD8NDwQpf3DyOitCCQXusGfbIJ3QpQ0A", "valid", "--ip 192.0.2.9 --scope orders:read"),
    ("gp_live_joPVvsyvy8EAgQbDoa3zhjUgaam1FiD3a", "rate_limited", ""),
    ("gp_test_cBPCrTABvUBTHgTT6Yjm3GXdeBX3rMRbO", "valid", "--env test"),
    ("gp_live_GROAJJotiQ70iX8SvlUC5oxtS9V1fB4py", "not_yet_valid", ""),
    ("gp_live_ycAq3NLNOjqxA8yEY9HNG3f5z330S6LGQ", "expired", ""),
    ("gp_live_88W52fs6jCAGHrVVT4EHzdt2Jew0Q8xB8", "disabled", ""),
    ("gp_live_cMCxHaOabrQyeG22sVl8hWJ56T60hejsE", "revoked", ""),
    ("gp_live_lKKurHoSZNvQSijixB5DgMRQmxI3Uf9IA", "valid", ""),
    ("gp_live_rZUxudahfn2Zi576AEvrsocoCqD25QUyF", "valid", ""),
    ("gp_live_ca8eQdsfPr82Ha3For28Qq5upEx2H1qBW", "valid", "-w acme --scope orders:read"),
    ("legacy-secret-1", "valid", ""),
];

/// A sandbox with that store, some months after it was made.
fn released() -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    sandbox.at("2027-03-01");
    sandbox.write(".local/share/gatepost/gatepost.db", RELEASED);
    sandbox
}

fn verified(sandbox: &Sandbox) {
    for (secret, code, words) in SECRETS {
        let run = sandbox.input(*secret).run(&format!("tokens verify --no-count --field code {words}"));
        assert_eq!(run.stdout, format!("{code}\n"), "{secret}");
    }
}

/// What the schema of a store says, but for the history of its steps.
fn schema(path: &Path) -> Vec<String> {
    let database = Connection::open(path).unwrap();
    texts(&database, "SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY type, name")
}

#[test]
fn any_command_upgrades_it_after_a_backup() {
    for line in ["tokens list", "tokens create new", "health", "audit verify", "db maintain"] {
        let sandbox = released();
        let run = sandbox.run(line).ok();
        let notice = format!("note: the store was upgraded from schema 2 to {HEAD}; a backup is ");
        let told = run.stderr.lines().find_map(|line| line.strip_prefix(&notice));
        let backup = told.unwrap_or_else(|| panic!("{}", run.text()));
        assert_eq!(sandbox.run(&format!("db status --db {backup} --field schema")).ok().stdout, "2\n");
        assert!(!sandbox.run(line.replace("new", "newer").as_str()).ok().stderr.contains("upgraded"));
    }
}

fn upgraded() -> Sandbox {
    let sandbox = released();
    sandbox.run("db migrate").ok();
    sandbox
}

#[test]
fn its_tokens_are_still_there() {
    let sandbox = upgraded();
    check!(sandbox, "tokens list -A --status all --columns id,workspace,name,scopes,tier,owner,status,expires_at -o csv", @r#"
    $ gatepost tokens list -A --status all --columns id,workspace,name,scopes,tier,owner,status,expires_at -o csv
    id,workspace,name,scopes,tier,owner,status,expires_at\r
    tok_01m82wemavmwqha8p4371c7jx2,default,brought-off,"",free,,disabled,\r
    tok_01m82wemavmwqha8p4371c7jx1,default,brought,orders:read,free,old@example.com,active,\r
    tok_01m82wem9k0y3dkksynftfny9y,acme,plain,orders:read,free,,active,\r
    tok_01m82wem7zsh118pj35b19fq7x,default,turned,orders:read,free,,active,\r
    tok_01m82wem6v6ac2y7zz0en2d0f4,default,ended,"",free,leaver@example.com,revoked,\r
    tok_01m82wem5at2jdm81gz9qp7xzq,default,off,"",free,,disabled,\r
    tok_01m82wem4x6997d686sy45qr5p,default,short,"",free,,expired,2026-11-23T00:21:19.109Z\r
    tok_01m82wem4frssvcxtax1xkvjmp,default,later,"",free,,not_yet_valid,\r
    tok_01m82wem3qnwkvw74kdfa423g0,default,testing,"",free,,active,\r
    tok_01m82wem2z8wtb3wjza7gskrgx,default,limited,"",free,,active,\r
    tok_01m82wem1zyed52tqptqzqc0pn,default,full,orders:* orders:write users:read,gold,mail@example.com,active,2090-01-01T23:59:59.999Z\r
    tok_01m82wem0yrxjb77bpg0tfz07e,default,plain,"",free,,active,\r
    --- exit 0
    "#);
    check!(sandbox, "tokens show full -o json", @r#"
    $ gatepost tokens show full -o json
    {
      "id": "tok_01m82wem1zyed52tqptqzqc0pn",
      "workspace": "default",
      "name": "full",
      "prefix": "gp_live_CCD8",
      "scopes": [
        "orders:*",
        "orders:write",
        "users:read"
      ],
      "tier": "gold",
      "rate_limits": null,
      "owner": "mail@example.com",
      "env": "live",
      "status": "active",
      "allow_ips": [
        "192.0.2.0/24"
      ],
      "metadata": {
        "team": "pay",
        "cost": "7"
      },
      "created_at": "2026-11-23T00:21:18.015Z",
      "created_by": "ada@desk",
      "not_before": null,
      "expires_at": "2090-01-01T23:59:59.999Z",
      "last_used_at": "2026-11-23T00:21:18.368Z",
      "rotated_at": null,
      "previous_prefix": null,
      "previous_expires_at": null,
      "previous_last_used_at": null,
      "revoked_at": null,
      "revoked_reason": null
    }
    --- exit 0
    "#);
    verified(&sandbox);
}

#[test]
fn its_usage_is_still_there() {
    let sandbox = upgraded();
    check!(sandbox, "tokens usage -A --by outcome", @"
    $ gatepost tokens usage -A --by outcome
    BUCKET  TOKEN_ID  NAME  OUTCOME       RESOURCE  COUNT
    -       -         -     valid         -         13
    -       -         -     disabled      -         1
    -       -         -     expired       -         1
    -       -         -     ip_denied     -         1
    -       -         -     rate_limited  -         1
    -       -         -     revoked       -         1
    --- exit 0
    ");
    check!(sandbox, "tokens usage turned --by hour", @"
    $ gatepost tokens usage turned --by hour
    BUCKET             TOKEN_ID  NAME    OUTCOME  RESOURCE  COUNT
    2026-11-23 00:00Z  5b19fq7x  turned  -        -         1
    2026-11-22 21:00Z  5b19fq7x  turned  -        -         2
    --- exit 0
    ");
    check!(sandbox, "tokens limits limited", @"
    $ gatepost tokens limits limited
    WINDOW  LIMIT  REMAINING  RESET_AT
    365d    3      0          2027-11-23 00:21Z
    --- exit 0
    ");
    // What waited for the counters is rolled up, and adds up to the same.
    let total = || sandbox.run("tokens usage -A --by outcome -o csv").ok().stdout;
    let before = total();
    assert_eq!(sandbox.run("db maintain --field rolled_up").ok().stdout, "5\n");
    assert_eq!(total(), before);
}

#[test]
fn its_tiers_scopes_settings_and_trail_are_still_there() {
    let sandbox = upgraded();
    check!(sandbox, "tokens tiers list", @"
    $ gatepost tokens tiers list
    NAME        RATE_LIMITS       CREATED_AT         CREATED_BY
    enterprise  6000/1m           2026-11-23 00:21Z  ada@desk
    free        60/1m, 1000/1d    2026-11-23 00:21Z  ada@desk
    gold        100/1m, 5000/1d   2026-11-23 00:21Z  ada@desk
    pro         600/1m, 50000/1d  2026-11-23 00:21Z  ada@desk
    --- exit 0
    ");
    check!(sandbox, "tokens scopes list -A --columns workspace,name -o csv", @r"
    $ gatepost tokens scopes list -A --columns workspace,name -o csv
    workspace,name\r
    acme,orders:read\r
    default,orders:read\r
    default,orders:write\r
    default,users:read\r
    --- exit 0
    ");
    check!(sandbox, "config get tokens.usage_retention --field value", @"
    $ gatepost config get tokens.usage_retention --field value
    60d
    --- exit 0
    ");
    check!(sandbox, "audit list -A --columns seq,actor,host,action -o csv --sort seq", @r"
    $ gatepost audit list -A --columns seq,actor,host,action -o csv --sort seq
    seq,actor,host,action\r
    0,ada@desk,desk,store.create\r
    1,ada@desk,desk,workspace.create\r
    2,ada@desk,desk,scope.create\r
    3,ada@desk,desk,scope.create\r
    4,ada@desk,desk,scope.create\r
    5,ada@desk,desk,scope.create\r
    6,ada@desk,desk,tier.create\r
    7,ada@desk,desk,setting.set\r
    8,ada@desk,desk,setting.set\r
    9,ada@desk,desk,token.create\r
    10,ada@desk,desk,token.create\r
    11,ada@desk,desk,token.create\r
    12,ada@desk,desk,token.create\r
    13,ada@desk,desk,token.create\r
    14,ada@desk,desk,token.create\r
    15,ada@desk,desk,token.create\r
    16,ada@desk,desk,token.disable\r
    17,ada@desk,desk,token.create\r
    18,ada@desk,desk,token.revoke\r
    19,ada@desk,desk,token.create\r
    20,ada@desk,desk,token.rotate\r
    21,ada@desk,desk,token.create\r
    22,ada@desk,desk,token.import\r
    23,ada@desk,desk,token.import\r
    24,ada@desk,desk,token.update\r
    25,ada@desk,desk,store.migrate\r
    --- exit 0
    ");
    check!(sandbox, "audit verify --field ok", @"
    $ gatepost audit verify --field ok
    true
    --- exit 0
    ");
    sandbox.run("health").ok();
}

#[test]
fn it_goes_down_again_and_up() {
    let sandbox = released();
    sandbox.run("tokens list").ok();
    let rows = |sandbox: &Sandbox| -> Vec<String> {
        let dump = sandbox.dump();
        let kept = ["api_tokens ", "api_scopes ", "api_token_scopes ", "api_limits ", "api_usage_", "settings "];
        dump.lines().filter(|line| kept.iter().any(|table| line.starts_with(table))).map(str::to_owned).collect()
    };
    sandbox.run("db downgrade --to 2 --yes").ok();
    assert_eq!(rows(&sandbox), rows(&released()), "no row was lost or changed");
    sandbox.run("tokens list").fails(5);
    sandbox.advance("1s");
    sandbox.run("db migrate").ok();
    verified(&sandbox);
    sandbox.run("audit verify").ok();
}

#[test]
fn what_goes_down_has_no_levels_that_its_release_cannot_read() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci --rate 5/1h --rate 9/1d --expires never -q").ok().stdout;
    sandbox.input(secret.clone()).run("tokens verify").ok();
    sandbox.advance("3d");
    sandbox.input(secret).run("tokens verify").ok();
    let levels = || texts(&sandbox.database(), "SELECT levels FROM api_limits").concat();
    let newer = levels();
    let (older, _) = newer.split_once(" @").expect("the clock has leapt ahead");
    sandbox.run("db downgrade --to 2 --yes").ok();
    assert_eq!(levels(), older);
}

#[test]
fn what_goes_down_has_the_schema_of_its_release() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    sandbox.run("db downgrade --to 2 --yes").ok();
    let released = sandbox.write("released.db", RELEASED);
    assert_eq!(schema(&sandbox.store()), schema(&released));
}

#[test]
fn it_is_restored_and_upgraded() {
    let sandbox = Sandbox::on_a_file();
    sandbox.at("2027-03-01");
    sandbox.run("tokens create mine").ok();
    sandbox.write("old.db", RELEASED);
    assert_eq!(sandbox.run("db restore old.db --yes --field schema").ok().stdout, "2\n");
    let listed = sandbox.run("tokens list -q").ok();
    assert!(listed.stderr.contains(&format!("upgraded from schema 2 to {HEAD}")), "{}", listed.text());
    verified(&sandbox);
    sandbox.run("audit verify").ok();
    assert_eq!(std::fs::read(sandbox.home().join("old.db")).unwrap(), RELEASED, "the backup is left as it is");
}

#[test]
fn a_newer_one_is_not_restored() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create mine").ok();
    sandbox.run("db backup newer.db").ok();
    let newer = sandbox.home().join("newer.db");
    Connection::open(&newer).unwrap().execute_batch("PRAGMA user_version = 99; PRAGMA journal_mode = DELETE").unwrap();
    let before = (sandbox.dump(), std::fs::read(&newer).unwrap());
    let refused = sandbox.run("db restore newer.db --yes").fails(8).stderr;
    let said = format!("error: newer.db has schema 99; this gatepost knows up to {HEAD}. It was not changed\n");
    assert_eq!(refused, said + "hint: use the newer gatepost, or have it run: gatepost db downgrade\n");
    assert_eq!((sandbox.dump(), std::fs::read(&newer).unwrap()), before);
}

#[test]
fn one_that_cannot_be_written_is_refused_with_the_way_out() {
    let sandbox = released();
    let folder = sandbox.store().parent().unwrap().to_owned();
    let mode = |path: &Path, mode| std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    mode(&sandbox.store(), 0o444);
    // In a folder that cannot be written, and in one that can.
    for folder_mode in [0o555, 0o777] {
        mode(&folder, folder_mode);
        let run = sandbox.run_as_nobody("tokens list").fails(5);
        mode(&folder, 0o755);
        let files = std::fs::read_dir(&folder).unwrap().count();
        assert_eq!(files, 1);
        assert!(std::fs::read(sandbox.store()).unwrap() == RELEASED, "it was changed");
        insta::allow_duplicates! {
            insta::assert_snapshot!(run.text(), @"
            $ gatepost tokens list
            --- stderr
            error: ~/.local/share/gatepost/gatepost.db has schema 2 and must be upgraded to 8 first, but this user cannot write it; nothing was changed
            hint: have its owner run: gatepost db migrate
            --- exit 5
            ");
        }
    }
}
