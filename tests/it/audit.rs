//! `audit`: what is written down, and that nothing of it can be changed unseen.

use crate::support::{Sandbox, texts};

/// A store with a trail of a dozen entries.
fn trail() -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create node --count 6 --owner alice").ok();
    sandbox.advance("1h");
    for number in 1..=5 {
        sandbox.run(&format!("tokens revoke node-{number} --actor bob")).ok();
        sandbox.advance("1m");
    }
    sandbox
}

#[test]
fn a_trail_is_listed_newest_first() {
    let sandbox = Sandbox::on_a_file();
    let id = sandbox.run("tokens create ci -o json").ok().field("id");
    sandbox.advance("1h");
    sandbox.run("tokens update ci --tier pro --owner alice --actor bob").ok();
    sandbox.advance("1h");
    sandbox.run("tokens disable ci").ok();
    check!(sandbox, "audit list", @"
    $ gatepost audit list
    SEQ  AT                 ACTOR     WORKSPACE  ACTION         OBJECT
    3    2026-11-22 11:30Z  ada@desk  default    token.disable  tok_01m819eke0r5knw2xsg2jqba4q
    2    2026-11-22 10:30Z  bob       default    token.update   tok_01m819eke0r5knw2xsg2jqba4q
    1    2026-11-22 09:30Z  ada@desk  default    token.create   tok_01m819eke0r5knw2xsg2jqba4q
    0    2026-11-22 09:30Z  ada@desk  -          store.create   01m819eke0r5knw2xsg2jqba4p
    --- exit 0
    ");
    check!(sandbox, "audit list --by bob -o json", @r#"
    $ gatepost audit list --by bob -o json
    [
      {
        "seq": 2,
        "at": "2026-11-22T10:30:00.000Z",
        "actor": "bob",
        "os_user": "ada",
        "host": "desk",
        "workspace": "default",
        "action": "token.update",
        "object": "tok_01m819eke0r5knw2xsg2jqba4q",
        "changes": {
          "tier": [
            "free",
            "pro"
          ],
          "owner": {
            "commitment": "2f57a2b4218495d3606db15443060921e748dae449285b4ef76e72801299229d"
          }
        },
        "leaf_hash": "e939d68682dec93875dc7f1e2876607bb6a40b06e84bf13f487f8391d5cfa296"
      }
    ]
    --- exit 0
    "#);
    let seq = |words: &str| sandbox.run(&format!("audit list {words} -q")).ok().stdout.replace('\n', " ");
    assert_eq!(seq(""), "3 2 1 0 ");
    assert_eq!(seq("-A"), "3 2 1 0 ");
    assert_eq!(seq("--sort seq"), "0 1 2 3 ");
    assert_eq!(seq("--sort seq:desc --limit 2"), "3 2 ");
    assert_eq!(seq("--after 2"), "1 0 ");
    assert_eq!(seq("--sort seq --after 2"), "3 ");
    assert_eq!(seq("--action token.disable"), "3 ");
    assert_eq!(seq(&format!("--object {id}")), "3 2 1 ");
    assert_eq!(seq("--since 1h"), "3 2 ");
    assert_eq!(seq("--until 2026-11-22T10:00:00Z"), "1 0 ");
    sandbox.run("audit list --after x").fails(2);
    sandbox.run("audit list --sort at").fails(2);
}

#[test]
fn a_trail_that_holds_is_said_to() {
    let sandbox = trail();
    check!(sandbox, "audit verify", @"
    $ gatepost audit verify
    ok         yes
    size       12
    root       MBQBl1Y6UppzUW3BPTml5cDzx1yONoFQpvL1IWkL7EU=
    --- exit 0
    ");
    check!(sandbox, "audit checkpoint", @"
    $ gatepost audit checkpoint
    gatepost/01m819eke0r5knw2xsg2jqba4p
    12
    MBQBl1Y6UppzUW3BPTml5cDzx1yONoFQpvL1IWkL7EU=
    --- exit 0
    ");
    check!(sandbox, "audit checkpoint -o json", @r#"
    $ gatepost audit checkpoint -o json
    {
      "origin": "gatepost/01m819eke0r5knw2xsg2jqba4p",
      "size": 12,
      "root": "MBQBl1Y6UppzUW3BPTml5cDzx1yONoFQpvL1IWkL7EU=",
      "signature": null
    }
    --- exit 0
    "#);
    let checkpoint = sandbox.run("audit checkpoint").ok().stdout;
    sandbox.write("friday", &checkpoint);
    sandbox.run("tokens create later").ok();
    sandbox.run("audit verify --checkpoint friday").ok();
    sandbox.write("broken", "one line");
    check!(sandbox, "audit verify --checkpoint broken", @r#"
    $ gatepost audit verify --checkpoint broken
    --- stderr
    error: not a checkpoint: its size is ""
    hint: a checkpoint is three lines: origin, number of entries in decimal, root in base64
    --- exit 2
    "#);
    sandbox.run("audit verify --checkpoint missing").fails(1);
}

#[test]
fn a_change_of_any_column_is_found() {
    let sandbox = trail();
    let columns = texts(&sandbox.database(), "SELECT name FROM pragma_table_info('audit_log')");
    assert_eq!(columns.len(), 11);
    let whole = std::fs::read(sandbox.store()).unwrap();
    for column in columns {
        let change = match column.as_str() {
            "seq" => "seq = 40".to_owned(),
            "at" => "at = at + 1".to_owned(),
            "leaf_hash" => "leaf_hash = zeroblob(32)".to_owned(),
            "role" => "role = 'postgres'".to_owned(),
            "workspace" => "workspace = NULL".to_owned(),
            text => format!("{text} = {text} || 'x'"),
        };
        std::fs::write(sandbox.store(), &whole).unwrap();
        sandbox.tamper(&format!("UPDATE audit_log SET {change} WHERE seq = 4"));
        let found = sandbox.run("audit verify -o json").fails(8);
        let kind = if column == "seq" { "missing" } else { "changed" };
        assert_eq!((found.field("first_bad"), found.field("kind")), ("4".into(), kind.into()), "{column}");
        assert_eq!(found.field("ok"), "false");
    }
}

#[test]
fn a_removal_an_insertion_and_an_exchange_are_found() {
    let sandbox = trail();
    let whole = std::fs::read(sandbox.store()).unwrap();
    let found = |sql: &str| {
        std::fs::write(sandbox.store(), &whole).unwrap();
        sandbox.tamper(sql);
        let run = sandbox.run("audit verify -o json").fails(8);
        (run.field("first_bad"), run.field("kind"))
    };
    let bad = |seq: &str, kind: &str| (seq.to_owned(), kind.to_owned());
    assert_eq!(found("DELETE FROM audit_log WHERE seq = 0"), bad("0", "missing"));
    assert_eq!(found("DELETE FROM audit_log WHERE seq = 5"), bad("5", "missing"));
    assert_eq!(found("DELETE FROM audit_log WHERE seq > 8"), bad("9", "cut"));
    assert_eq!(found("DELETE FROM audit_log"), bad("0", "cut"));
    let again = "SELECT seq + 100, at, actor, os_user, host, role, workspace, action, object, changes, leaf_hash";
    assert_eq!(found(&format!("INSERT INTO audit_log {again} FROM audit_log WHERE seq = 3")), bad("12", "missing"));
    let exchange = "UPDATE audit_log SET seq = -1 WHERE seq = 3; UPDATE audit_log SET seq = 3 WHERE seq = 7;
        UPDATE audit_log SET seq = 7 WHERE seq = -1";
    assert_eq!(found(exchange), bad("3", "changed"));
    let close = "DELETE FROM audit_log WHERE seq = 6; UPDATE audit_log SET seq = seq - 1 WHERE seq > 6";
    assert_eq!(found(close), bad("6", "changed"));
}

#[test]
fn a_changed_head_is_found() {
    let sandbox = trail();
    let whole = std::fs::read(sandbox.store()).unwrap();
    for (change, seq, kind) in [
        ("size = size - 1", "12", "head"),
        ("size = size + 1", "12", "head"),
        ("size = 40", "12", "cut"),
        ("peaks = zeroblob(64)", "12", "head"),
        ("peaks = CAST('' AS BLOB)", "12", "head"),
        ("size = 0, peaks = CAST('' AS BLOB)", "0", "head"),
    ] {
        std::fs::write(sandbox.store(), &whole).unwrap();
        sandbox.tamper(&format!("UPDATE audit_head SET {change}"));
        let found = sandbox.run("audit verify -o json").fails(8);
        assert_eq!((found.field("first_bad"), found.field("kind")), (seq.into(), kind.into()), "{change}");
    }
    std::fs::write(sandbox.store(), &whole).unwrap();
    sandbox.tamper("DELETE FROM audit_head");
    assert_eq!(sandbox.run("audit verify -o json").fails(8).field("kind"), "head");
    let refused = sandbox.run("tokens create more -o json").fails(8).error();
    assert_eq!(refused["code"], "audit_broken", "there is no change without its entry");
}

#[test]
fn a_cut_with_a_forged_head_is_found_by_an_earlier_checkpoint() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create a").ok();
    let head = "SELECT format('%d, x''%s''', size, hex(peaks)) FROM audit_head";
    let earlier = texts(&sandbox.database(), head).remove(0);
    sandbox.run("tokens create b").ok();
    sandbox.run("tokens create c").ok();
    sandbox.write("friday", sandbox.run("audit checkpoint").ok().stdout);
    sandbox.tamper("DELETE FROM audit_log WHERE seq >= 2");
    sandbox.tamper(&format!("UPDATE audit_head SET (size, peaks) = ({earlier})"));
    sandbox.run("audit verify").ok();
    check!(sandbox, "audit verify --checkpoint friday -o json", @r#"
    $ gatepost audit verify --checkpoint friday -o json
    {
      "ok": false,
      "size": 2,
      "root": "m07DAZv04Ku5/mA8m/Grr75b9lvmNVpC247KLei2vOs=",
      "first_bad": 2,
      "kind": "cut"
    }
    --- exit 8
    "#);
    // The same number of entries again, but others.
    sandbox.run("tokens create d").ok();
    sandbox.run("tokens create e").ok();
    sandbox.run("audit verify").ok();
    check!(sandbox, "audit verify --checkpoint friday -o jsonl", @r#"
    $ gatepost audit verify --checkpoint friday -o jsonl
    {"ok":false,"size":4,"root":"hi2HXo/8tXbtsrFE++ncic5CNLpr/956JeZTDLiTzM4=","first_bad":0,"kind":"checkpoint"}
    --- exit 8
    "#);
}

#[test]
fn every_change_has_its_entry_in_the_same_transaction() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    let count = || sandbox.number("SELECT count(*) FROM audit_log");
    for (line, entries, action) in [
        ("workspaces create acme", 1, "workspace.create"),
        ("tokens scopes create orders:read --description all", 1, "scope.create"),
        ("tokens tiers create partner --rate 5/1m", 1, "tier.create"),
        ("tokens tiers update partner --rate 6/1m", 1, "tier.update"),
        ("tokens create ci --owner alice --scope orders:read", 1, "token.create"),
        ("tokens create node --count 5", 5, "token.create"),
        ("tokens create ci --if-absent", 0, ""),
        ("tokens update ci --tier partner", 1, "token.update"),
        ("tokens update node-1 node-2 --tier pro", 2, "token.update"),
        ("tokens disable ci", 1, "token.disable"),
        ("tokens disable ci", 0, ""),
        ("tokens enable ci", 1, "token.enable"),
        ("tokens rotate ci", 1, "token.rotate"),
        ("tokens rotate ci --finish", 1, "token.finish_rotation"),
        ("tokens rotate node-1 node-2", 2, "token.rotate"),
        ("tokens revoke node-1", 1, "token.revoke"),
        ("tokens revoke --name 'node*' --yes", 4, "token.revoke"),
        ("config set tokens.prefix acme --store", 1, "setting.set"),
        ("config unset tokens.prefix --store", 1, "setting.unset"),
        ("config set tokens.prefix acme", 0, ""),
        ("tokens revoke ci", 1, "token.revoke"),
        ("tokens scopes delete orders:read --yes", 1, "scope.delete"),
        ("tokens tiers delete enterprise --yes", 1, "tier.delete"),
        ("workspaces delete acme --confirm acme", 1, "workspace.delete"),
        ("tokens list -A", 0, ""),
        ("audit verify", 0, ""),
        ("db maintain", 0, ""),
    ] {
        let before = count();
        sandbox.run(&format!("{line} --dry-run")).ok();
        assert_eq!(count(), before, "a dry run of {line}");
        sandbox.run(line).ok();
        assert_eq!(count() - before, entries, "{line}");
        let written = format!("SELECT count(*) FROM audit_log WHERE seq >= {before} AND action = '{action}'");
        assert_eq!(sandbox.number(&written), entries, "{line}");
    }
    sandbox.run("audit verify").ok();
}

#[test]
fn personal_text_is_not_in_the_trail() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens scopes create orders:read --description canary-description").ok();
    sandbox.run("tokens create ci --owner canary-owner --metadata team=canary-metadata").ok();
    sandbox.run("tokens update ci --owner canary-other --metadata team=canary-change").ok();
    sandbox.run("tokens revoke ci --reason canary-reason").ok();
    let trail = texts(&sandbox.database(), "SELECT concat_ws(' ', actor, object, changes) FROM audit_log").join("\n");
    assert!(!trail.contains("canary"), "{trail}");
    assert_eq!(trail.matches(r#"{"commitment":""#).count(), 6);
    assert_eq!(sandbox.number("SELECT count(*) FROM audit_salts"), 4, "a salt for each entry that needs one");
    sandbox.run("tokens create same-1 --owner alice").ok();
    sandbox.run("tokens create same-2 --owner alice").ok();
    let owners = "SELECT count(DISTINCT json_extract(changes, '$.owner.commitment')) FROM audit_log WHERE seq > 4";
    assert_eq!(sandbox.number(owners), 2, "equal texts do not look equal");
    sandbox.tamper("DELETE FROM audit_salts");
    sandbox.run("audit verify").ok();
}

#[test]
fn who_acted_is_written_down() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci").ok();
    sandbox.run("tokens disable ci --actor 'deploy bot'").ok();
    sandbox.env("GATEPOST_ACTOR", "cron").run("tokens enable ci").ok();
    check!(sandbox, "audit list -o csv --columns actor,os_user,host,action", @r"
    $ gatepost audit list -o csv --columns actor,os_user,host,action
    actor,os_user,host,action\r
    cron,ada,desk,token.enable\r
    deploy bot,ada,desk,token.disable\r
    ada@desk,ada,desk,token.create\r
    ada@desk,ada,desk,store.create\r
    --- exit 0
    ");
    sandbox.run("tokens disable ci --actor ''").fails(2);
}
