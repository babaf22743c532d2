//! `tokens update`, `disable` and `enable`: a token is changed in place.

use crate::support::Sandbox;

#[test]
fn what_is_given_replaces_what_is_there() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    sandbox.run("tokens scopes create orders:write").ok();
    sandbox.run("tokens create ci --scope orders:read --owner alice --metadata a=b --allow-ip 10.0.0.0/8").ok();
    check!(sandbox, "tokens update ci --scope orders:write --owner bob --metadata c=d --allow-ip 192.0.2.1 \
        --tier pro --env test --expires 1y --not-before 1h --rate 7/1h -o json", @r#"
    $ gatepost tokens update ci --scope orders:write --owner bob --metadata c=d --allow-ip 192.0.2.1 --tier pro --env test --expires 1y --not-before 1h --rate 7/1h -o json
    [
      {
        "id": "tok_01m819eke04p4cz4hb30jd1rsg",
        "workspace": "default",
        "name": "ci",
        "prefix": "gp_live_pD1L",
        "scopes": [
          "orders:write"
        ],
        "tier": "pro",
        "rate_limits": [
          "7/1h"
        ],
        "owner": "bob",
        "env": "test",
        "status": "not_yet_valid",
        "allow_ips": [
          "192.0.2.1/32"
        ],
        "metadata": {
          "c": "d"
        },
        "created_at": "2026-11-22T09:30:00.000Z",
        "created_by": "ada@desk",
        "not_before": "2026-11-22T10:30:00.000Z",
        "expires_at": "2027-11-22T09:30:00.000Z",
        "last_used_at": null,
        "rotated_at": null,
        "previous_prefix": null,
        "previous_expires_at": null,
        "previous_last_used_at": null,
        "revoked_at": null,
        "revoked_reason": null,
        "changed": true
      }
    ]
    --- exit 0
    "#);
}

#[test]
fn none_takes_a_list_away_and_an_empty_owner_the_owner() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    sandbox.run("tokens create ci --scope orders:read --owner alice --metadata a=b --allow-ip ::1 --rate 5/1m").ok();
    let field = |name: &str| sandbox.run(&format!("tokens show ci --field {name}")).ok().stdout;
    sandbox.run("tokens update ci --scope none --owner '' --metadata none --allow-ip none --rate none").ok();
    let left = ["scopes", "owner", "metadata", "allow_ips", "rate_limits"].map(field);
    assert_eq!(left, ["\n", "\n", "{}\n", "\n", "\n"]);
    assert_eq!(sandbox.run("tokens show ci -o json").ok().field("rate_limits"), "[]", "lifted, not the tier's");
    sandbox.run("tokens update ci --tier free").ok();
    assert_eq!(sandbox.run("tokens show ci -o json").ok().field("rate_limits"), "null", "the tier's hold again");
}

#[test]
fn scopes_are_added_and_taken_away() {
    let sandbox = Sandbox::new();
    for scope in ["orders:read", "orders:write", "users:read"] {
        sandbox.run(&format!("tokens scopes create {scope}")).ok();
    }
    sandbox.run("tokens create ci --scope orders:read").ok();
    let scopes = |words: &str| sandbox.run(&format!("tokens update ci {words} --field scopes")).ok().stdout;
    assert_eq!(scopes("--add-scope users:read --add-scope orders:write"), "orders:read orders:write users:read\n");
    assert_eq!(scopes("--remove-scope orders:read --remove-scope not:there"), "orders:write users:read\n");
    assert_eq!(scopes("--add-scope orders:* --remove-scope orders:write"), "orders:* users:read\n");
    check!(sandbox, "tokens update ci --add-scope orders:reed", @"
    $ gatepost tokens update ci --add-scope orders:reed
    --- stderr
    error: workspace default has no scope orders:reed; did you mean orders:read?
    hint: create it with: gatepost tokens scopes create orders:reed
    --- exit 2
    ");
    assert_eq!(sandbox.number("SELECT count(*) FROM api_token_scopes"), 2, "the table beside follows");
}

#[test]
fn a_rename_keeps_names_unique() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    sandbox.run("tokens create web").ok();
    check!(sandbox, "tokens update ci --rename web", @r#"
    $ gatepost tokens update ci --rename web
    --- stderr
    error: the token tok_01m819eke01wjakmswt53t3fka holds the name "web"
    hint: choose another name, or give that token a new secret with: gatepost tokens rotate web
    --- exit 5
    "#);
    assert_eq!(sandbox.run("tokens update ci --rename api --field name").ok().stdout, "api\n");
    sandbox.run("tokens show ci").fails(3);
    sandbox.run("tokens create ci").ok();
    check!(sandbox, "tokens update api web --rename both", @"
    $ gatepost tokens update api web --rename both
    --- stderr
    error: --rename takes one token at a time
    --- exit 2
    ");
}

#[test]
fn an_update_that_says_nothing_new_changes_nothing() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci --owner alice").ok();
    let before = sandbox.dump();
    assert_eq!(sandbox.run("tokens update ci --owner alice --field changed").ok().stdout, "false\n");
    assert_eq!(sandbox.dump(), before, "and there is no audit entry of nothing");
    check!(sandbox, "tokens update ci", @"
    $ gatepost tokens update ci
    --- stderr
    error: nothing was said to be changed
    hint: see: gatepost tokens update --help
    --- exit 2
    ");
}

#[test]
fn all_are_changed_or_none() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create a").ok();
    sandbox.run("tokens create b").ok();
    let before = sandbox.dump();
    sandbox.run("tokens update a b missing --tier pro").fails(3);
    sandbox.run("tokens disable a missing").fails(3);
    assert_eq!(sandbox.dump(), before);
    assert_eq!(sandbox.run("tokens update a b --tier pro --field changed").ok().stdout, "true\ntrue\n");
    assert_eq!(sandbox.input("a\n\nb\n").run("tokens disable - --field changed").ok().stdout, "true\ntrue\n");
    sandbox.input("\n").run("tokens disable -").fails(2);
}

#[test]
fn a_token_is_switched_off_and_on() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    let verify = || sandbox.input(secret.clone()).run("tokens verify --field code").stdout;
    assert_eq!(verify(), "valid\n");
    check!(sandbox, "tokens disable ci -o jsonl --columns name,status,changed,impact", @r#"
    $ gatepost tokens disable ci -o jsonl --columns name,status,changed,impact
    {"name":"ci","status":"disabled","changed":true,"impact":{"calls_last_day":1,"last_used_at":"2026-11-22T09:30:00.000Z"}}
    --- stderr
    {"notice":"ci: 1 call in the last day, last used 2026-11-22T09:30:00.000Z"}
    --- exit 0
    "#);
    assert_eq!(verify(), "disabled\n");
    assert_eq!(sandbox.run("tokens disable ci --field changed").ok().stdout, "false\n");
    check!(sandbox, "tokens enable ci", @"
    $ gatepost tokens enable ci
    ID        NAME  SCOPES  STATUS  EXPIRES_AT         LAST_USED_AT       CHANGED
    g2jqba4q  ci    -       active  2027-02-20 09:30Z  2026-11-22 09:30Z  yes
    --- exit 0
    ");
    assert_eq!(verify(), "valid\n");
    assert_eq!(sandbox.run("tokens enable ci --field changed").ok().stdout, "false\n");
}

#[test]
fn a_revoked_token_is_not_changed_any_more() {
    let sandbox = Sandbox::new();
    let id = sandbox.run("tokens create ci -o json").ok().field("id");
    sandbox.run("tokens revoke ci").ok();
    let before = sandbox.dump();
    for verb in ["disable", "enable", "update --tier pro", "rotate"] {
        let error = sandbox.run(&format!("tokens {verb} {id} -o json")).fails(5).error();
        assert_eq!(error["code"], "wrong_state", "{verb}");
    }
    assert_eq!(sandbox.dump(), before);
}
