//! `tokens scopes`: the catalogue of what tokens can carry.

use crate::support::Sandbox;

fn catalogue(scopes: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    for scope in scopes {
        sandbox.run(&format!("tokens scopes create {scope}")).ok();
    }
    sandbox
}

#[test]
fn a_scope_is_made_listed_shown_and_deleted() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens scopes create orders:read --description 'See all orders' -o json", @r#"
    $ gatepost tokens scopes create orders:read --description 'See all orders' -o json
    {
      "name": "orders:read",
      "workspace": "default",
      "description": "See all orders",
      "created_at": "2026-11-22T09:30:00.000Z",
      "created_by": "ada@desk",
      "changed": true
    }
    --- stderr
    {"notice":"made a new store at ~/.local/share/gatepost/gatepost.db"}
    --- exit 0
    "#);
    sandbox.run("tokens scopes create billing:invoices:read").ok();
    check!(sandbox, "tokens scopes list", @"
    $ gatepost tokens scopes list
    NAME                   DESCRIPTION     CREATED_AT         CREATED_BY
    billing:invoices:read  -               2026-11-22 09:30Z  ada@desk
    orders:read            See all orders  2026-11-22 09:30Z  ada@desk
    --- exit 0
    ");
    check!(sandbox, "tokens scopes show orders:read", @"
    $ gatepost tokens scopes show orders:read
    name         orders:read
    workspace    default
    description  See all orders
    created_at   2026-11-22 09:30Z
    created_by   ada@desk
    --- exit 0
    ");
    check!(sandbox, "tokens scopes delete orders:read", @"
    $ gatepost tokens scopes delete orders:read
    --- stderr
    error: nothing was changed, since nobody confirmed: delete orders:read
    hint: add --yes, or look at it first with --dry-run
    --- exit 9
    ");
    check!(sandbox, "tokens scopes delete orders:read billing:invoices:read --yes -o jsonl", @r#"
    $ gatepost tokens scopes delete orders:read billing:invoices:read --yes -o jsonl
    {"name":"orders:read","workspace":"default","description":"See all orders","created_at":"2026-11-22T09:30:00.000Z","created_by":"ada@desk","changed":true}
    {"name":"billing:invoices:read","workspace":"default","description":null,"created_at":"2026-11-22T09:30:00.000Z","created_by":"ada@desk","changed":true}
    --- exit 0
    "#);
    assert_eq!(sandbox.run("tokens scopes list -o json").ok().stdout, "[]\n");
}

#[test]
fn a_scope_that_is_there_is_taken() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read --description 'See all'").ok();
    let before = sandbox.dump();
    check!(sandbox, "tokens scopes create orders:read", @"
    $ gatepost tokens scopes create orders:read
    --- stderr
    error: the scope orders:read exists already
    hint: add --if-absent if that is well
    --- exit 5
    ");
    assert_eq!(sandbox.run("tokens scopes create orders:read --if-absent --field changed").ok().stdout, "false\n");
    let equal = "tokens scopes create orders:read --if-absent --description 'See all' --field changed";
    assert_eq!(sandbox.run(equal).ok().stdout, "false\n");
    check!(sandbox, "tokens scopes create orders:read --if-absent --description other -o json", @r#"
    $ gatepost tokens scopes create orders:read --if-absent --description other -o json
    --- stderr
    {"error":{"code":"differs","message":"the scope orders:read has another description","hint":null,"exit":5,"retryable":false,"retry_after_ms":null,"field":"--description","candidates":[]}}
    --- exit 5
    "#);
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn a_scope_has_a_form() {
    let sandbox = Sandbox::new();
    for scope in ["orders", "orders:", "Orders:read", "orders:read:*", "*", "a:b:c:d:e:f:g:h:i", "orders: read", "''"] {
        let error = sandbox.run(&format!("tokens scopes create '{scope}' -o json")).fails(2).error();
        assert_eq!(error["code"], "invalid_value", "{scope}");
    }
    sandbox.run("tokens scopes create a:b:c:d:e:f:g:h").ok();
}

#[test]
fn what_a_token_carries_stays() {
    let sandbox = catalogue(&["orders:read", "orders:write"]);
    sandbox.run("tokens create ci --scope orders:read --scope orders:*").ok();
    let before = sandbox.dump();
    check!(sandbox, "tokens scopes delete orders:write orders:read --yes", @"
    $ gatepost tokens scopes delete orders:write orders:read --yes
    --- stderr
    error: orders:read is carried by 1 token; nothing was deleted
    hint: see them with: gatepost tokens list --scope orders:read --status all
    --- exit 5
    ");
    // What cannot be is said before anybody is asked.
    sandbox.run("tokens scopes delete orders:read").fails(5);
    assert_eq!(sandbox.dump(), before, "all or none");
    sandbox.run("tokens revoke ci").ok();
    sandbox.run("tokens scopes delete orders:write orders:read --yes").ok();
}

#[test]
fn a_token_carries_catalogued_scopes_and_wildcards_over_them() {
    let sandbox = catalogue(&["orders:read", "orders:items:read"]);
    check!(sandbox, "tokens create a --scope orders:raed", @"
    $ gatepost tokens create a --scope orders:raed
    --- stderr
    error: workspace default has no scope orders:raed; did you mean orders:read?
    hint: create it with: gatepost tokens scopes create orders:raed
    --- exit 2
    ");
    check!(sandbox, "tokens create a --scope users:read -o json", @r#"
    $ gatepost tokens create a --scope users:read -o json
    --- stderr
    {"error":{"code":"unknown_scope","message":"workspace default has no scope users:read; did you mean orders:read?","hint":"create it with: gatepost tokens scopes create users:read","exit":2,"retryable":false,"retry_after_ms":null,"field":"--scope","candidates":["orders:read"]}}
    --- exit 2
    "#);
    check!(sandbox, "tokens create a --scope users:*", @"
    $ gatepost tokens create a --scope users:*
    --- stderr
    error: the wildcard users:* covers no scope of workspace default
    hint: create one first, such as: gatepost tokens scopes create users:read
    --- exit 2
    ");
    check!(sandbox, "tokens create a --scope 'orders read'", @r#"
    $ gatepost tokens create a --scope 'orders read'
    --- stderr
    error: --scope is not a scope: "orders read"
    hint: write a scope, orders:read, or a wildcard, orders:*
    --- exit 2
    "#);
    for scope in ["orders:*", "orders:items:*", "*", "orders:items:read"] {
        sandbox.run(&format!("tokens create '{scope}' --scope {scope}")).ok();
    }
    assert_eq!(sandbox.run("tokens list --scope orders:* --field name").ok().stdout, "orders:*\n");
}

#[test]
fn a_wildcard_covers_what_lies_below_it() {
    let sandbox = catalogue(&["orders:read", "orders:items:read", "users:read"]);
    let secret = sandbox.run("tokens create ci --scope orders:* -q").ok().stdout;
    let exit = |scope: &str| sandbox.input(secret.clone()).run(&format!("tokens verify --scope {scope} -q")).exit;
    assert_eq!(exit("orders:read"), 0);
    assert_eq!(exit("orders:items:read"), 0);
    assert_eq!(exit("orders:never:catalogued"), 0, "a verification does not read the catalogue");
    assert_eq!(exit("users:read"), 4);
    assert_eq!(exit("ordersx:read"), 4);
}

#[test]
fn each_workspace_has_its_own_catalogue() {
    let sandbox = catalogue(&["orders:read"]);
    sandbox.run("workspaces create acme").ok();
    sandbox.run("tokens create ci --scope orders:read -w acme").fails(2);
    sandbox.run("tokens scopes create orders:read -w acme").ok();
    sandbox.run("tokens create ci --scope orders:read -w acme").ok();
    sandbox.run("tokens scopes delete orders:read --yes").ok();
    assert_eq!(sandbox.run("tokens scopes list -A -o csv --columns workspace,name").ok().stdout.lines().count(), 2);
    check!(sandbox, "tokens scopes show orders:red -w acme", @"
    $ gatepost tokens scopes show orders:red -w acme
    --- stderr
    error: workspace acme has no scope orders:red; did you mean orders:read?
    hint: list them with: gatepost tokens scopes list
    --- exit 3
    ");
    sandbox.run("tokens scopes list -w nowhere").fails(3);
}
