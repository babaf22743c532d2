//! `workspaces`: the tenants that records belong to.

use crate::support::Sandbox;

#[test]
fn a_workspace_is_made_listed_and_shown() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "workspaces create acme -o json", @r#"
    $ gatepost workspaces create acme -o json
    {
      "name": "acme",
      "created_at": "2026-11-22T09:30:00.000Z",
      "created_by": "ada@desk",
      "changed": true
    }
    --- stderr
    {"notice":"made a new store at ~/.local/share/gatepost/gatepost.db"}
    --- exit 0
    "#);
    sandbox.run("workspaces create 'Zweite Werkstatt'").ok();
    check!(sandbox, "workspaces list", @"
    $ gatepost workspaces list
    NAME              CREATED_AT         CREATED_BY
    Zweite Werkstatt  2026-11-22 09:30Z  ada@desk
    acme              2026-11-22 09:30Z  ada@desk
    default           2026-11-22 09:30Z  ada@desk
    --- exit 0
    ");
    check!(sandbox, "workspaces show acme --field created_at", @"
    $ gatepost workspaces show acme --field created_at
    2026-11-22T09:30:00.000Z
    --- exit 0
    ");
    assert_eq!(sandbox.run("workspaces list --limit 1 -q --after acme").ok().stdout, "default\n");
    assert_eq!(sandbox.run("workspaces list --limit 2 -q").ok().stdout, "Zweite Werkstatt\nacme\n");
}

#[test]
fn a_workspace_that_is_there_is_taken() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces create acme").ok();
    let before = sandbox.dump();
    check!(sandbox, "workspaces create acme", @r#"
    $ gatepost workspaces create acme
    --- stderr
    error: the workspace "acme" exists already
    hint: choose another name, or add --if-absent
    --- exit 5
    "#);
    assert_eq!(sandbox.run("workspaces create acme --if-absent --field changed").ok().stdout, "false\n");
    sandbox.run("workspaces create default").fails(5);
    sandbox.run("workspaces create ''").fails(2);
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn an_unknown_workspace_suggests_the_nearest() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces create acme").ok();
    check!(sandbox, "workspaces show acne", @r#"
    $ gatepost workspaces show acne
    --- stderr
    error: there is no workspace "acne"; did you mean acme?
    hint: create it with: gatepost workspaces create acne (acme, default)
    --- exit 3
    "#);
    check!(sandbox, "tokens create ci -w acne -o json", @r#"
    $ gatepost tokens create ci -w acne -o json
    --- stderr
    {"error":{"code":"workspace_not_found","message":"there is no workspace \"acne\"; did you mean acme?","hint":"create it with: gatepost workspaces create acne","exit":3,"retryable":false,"retry_after_ms":null,"field":"--workspace","candidates":["acme","default"]}}
    --- exit 3
    "#);
    for line in ["tokens show x", "tokens update x --tier pro", "tokens revoke x", "tokens limits x", "audit list"] {
        let error = sandbox.run(&format!("{line} -w nowhere -o json")).fails(3).error();
        assert_eq!(error["code"], "workspace_not_found", "{line}");
    }
}

#[test]
fn a_deletion_needs_the_name_once_more() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces create acme").ok();
    sandbox.run("tokens scopes create orders:read -w acme").ok();
    let secret = sandbox.run("tokens create ci -w acme --scope orders:read -q").ok().stdout;
    sandbox.run("tokens create ci").ok();
    sandbox.input(secret.clone()).run("tokens verify").ok();
    let before = sandbox.dump();
    check!(sandbox, "workspaces delete acme", @"
    $ gatepost workspaces delete acme
    --- stderr
    note: acme holds 1 token
    error: deleting acme with everything in it cannot be taken back; nothing was changed
    hint: look at it with --dry-run, then add: --confirm acme
    --- exit 9
    ");
    sandbox.run("workspaces delete acme --yes").fails(9);
    sandbox.run("workspaces delete acme --confirm acne").fails(9);
    check!(sandbox, "workspaces delete acme --dry-run -o json", @r#"
    $ gatepost workspaces delete acme --dry-run -o json
    {
      "name": "acme",
      "created_at": "2026-11-22T09:30:00.000Z",
      "created_by": "ada@desk",
      "changed": true
    }
    --- stderr
    {"notice":"acme holds 1 token"}
    {"notice":"dry run: nothing was changed"}
    --- exit 0
    "#);
    assert_eq!(sandbox.dump(), before);
    check!(sandbox, "workspaces delete acme --confirm acme", @"
    $ gatepost workspaces delete acme --confirm acme
    name        acme
    created_at  2026-11-22 09:30Z
    created_by  ada@desk
    changed     yes
    --- stderr
    note: acme holds 1 token
    --- exit 0
    ");
    assert_eq!(sandbox.input(secret).run("tokens verify --field code").fails(4).stdout, "not_found\n");
    let left = ["api_tokens", "api_scopes", "api_token_scopes", "api_limits", "api_usage_log", "workspaces"]
        .map(|table| sandbox.number(&format!("SELECT count(*) FROM {table}")));
    assert_eq!(left, [1, 0, 0, 0, 0, 1]);
    sandbox.run("audit verify").ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM audit_log WHERE workspace = 'acme'"), 4, "the trail stays");
    sandbox.run("workspaces delete default --confirm default").fails(5);
    sandbox.run("workspaces delete acme --confirm acme").fails(3);
}
