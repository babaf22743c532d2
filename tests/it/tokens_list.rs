//! `tokens list`: states, filters, order and pages.

use crate::support::Sandbox;

/// A token in each state, and some that differ in what filters look at.
fn filled() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    for line in [
        "active --owner alice --scope orders:read --metadata team=billing",
        "wild --owner bob --scope orders:* --tier pro",
        "later --not-before 30d",
        "off --env test",
        "short --expires 1h",
        "gone --expires never",
    ] {
        sandbox.run(&format!("tokens create {line}")).ok();
        sandbox.advance("1m");
    }
    sandbox.run("tokens disable off").ok();
    sandbox.run("tokens revoke gone --reason leaked").ok();
    sandbox.advance("2h");
    sandbox
}

/// The names that a list with these words has, in its order.
fn names(sandbox: &Sandbox, words: &str) -> String {
    let listed = sandbox.run(&format!("tokens list {words} --field name")).ok().stdout;
    listed.lines().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_list_shows_what_is_live_and_says_what_it_leaves_out() {
    let sandbox = filled();
    check!(sandbox, "tokens list", @"
    $ gatepost tokens list
    ID        NAME    SCOPES       STATUS         EXPIRES_AT         LAST_USED_AT
    xx6cp8g2  off     -            disabled       2027-02-20 09:33Z  -
    jzh0hvft  later   -            not_yet_valid  2027-02-20 09:32Z  -
    30jd1rsg  wild    orders:*     active         2027-02-20 09:31Z  -
    t53t3fka  active  orders:read  active         2027-02-20 09:30Z  -
    --- stderr
    note: 2 tokens expired or revoked; see them with --status all
    --- exit 0
    ");
    check!(sandbox, "tokens list --status revoked -o jsonl", @r#"
    $ gatepost tokens list --status revoked -o jsonl
    {"id":"tok_01m819qrd0s3902avgem3nqre9","workspace":"default","name":"gone","prefix":"gp_live_TS2H","scopes":[],"tier":"free","rate_limits":null,"owner":null,"env":"live","status":"revoked","allow_ips":[],"metadata":{},"created_at":"2026-11-22T09:35:00.000Z","created_by":"ada@desk","not_before":null,"expires_at":null,"last_used_at":null,"rotated_at":null,"previous_prefix":null,"previous_expires_at":null,"previous_last_used_at":null,"revoked_at":"2026-11-22T09:36:00.000Z","revoked_reason":"leaked"}
    --- exit 0
    "#);
    check!(sandbox, "tokens list --owner nobody", @"
    $ gatepost tokens list --owner nobody
    --- stderr
    note: nothing found
    --- exit 0
    ");
    check!(sandbox, "tokens list --owner nobody -o json", @"
    $ gatepost tokens list --owner nobody -o json
    []
    --- exit 0
    ");
}

#[test]
fn each_state_has_its_list() {
    let sandbox = filled();
    assert_eq!(names(&sandbox, ""), "off later wild active");
    assert_eq!(names(&sandbox, "--status live"), "off later wild active");
    assert_eq!(names(&sandbox, "--status active"), "wild active");
    assert_eq!(names(&sandbox, "--status not_yet_valid"), "later");
    assert_eq!(names(&sandbox, "--status disabled"), "off");
    assert_eq!(names(&sandbox, "--status expired"), "short");
    assert_eq!(names(&sandbox, "--status revoked"), "gone");
    assert_eq!(names(&sandbox, "--status all"), "gone short off later wild active");
    check!(sandbox, "tokens list --status activ", @r#"
    $ gatepost tokens list --status activ
    --- stderr
    error: --status takes live, active, not_yet_valid, disabled, expired, revoked, all, not "activ"; did you mean active?
    --- exit 2
    "#);
}

#[test]
fn each_filter_lets_through_what_it_says() {
    let sandbox = filled();
    assert_eq!(names(&sandbox, "--owner alice"), "active");
    assert_eq!(names(&sandbox, "--scope orders:read"), "active", "a scope is matched as it was written");
    assert_eq!(names(&sandbox, "--scope orders:*"), "wild");
    assert_eq!(names(&sandbox, "--tier pro"), "wild");
    assert_eq!(names(&sandbox, "--env test"), "off");
    assert_eq!(names(&sandbox, "--name 'A*'"), "active", "the case of ASCII letters does not count");
    assert_eq!(names(&sandbox, "--name '?ff'"), "off");
    assert_eq!(names(&sandbox, "--name 'o%'"), "", "% stands for itself");
    assert_eq!(names(&sandbox, "--metadata team=billing"), "active");
    assert_eq!(names(&sandbox, "--metadata team=bill"), "");
    assert_eq!(names(&sandbox, "--metadata TEAM=billing"), "");
    assert_eq!(names(&sandbox, "--created-before 2026-11-22T09:32:00Z"), "wild active");
    assert_eq!(names(&sandbox, "--created-before 124m"), "wild active", "a duration counts back");
    assert_eq!(names(&sandbox, "--since 2026-11-22T09:32:00Z"), "off later");
    assert_eq!(names(&sandbox, "--until 2026-11-22T09:31:00Z"), "wild active");
    assert_eq!(names(&sandbox, "--until 2026-11-21"), "");
    assert_eq!(names(&sandbox, "--expiring-within 91d --status all"), "off later wild active");
    assert_eq!(names(&sandbox, "--expiring-within 89d"), "");
    assert_eq!(names(&sandbox, "--owner alice --tier pro"), "", "filters hold together");
}

#[test]
fn a_list_finds_what_is_not_used() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create busy -q --expires never").ok().stdout;
    sandbox.advance("1s");
    sandbox.run("tokens create idle --expires never").ok();
    sandbox.advance("10d");
    sandbox.run("tokens create new").ok();
    sandbox.input(secret).run("tokens verify").ok();
    sandbox.advance("1h");
    assert_eq!(names(&sandbox, "--unused-for 7d"), "idle");
    assert_eq!(names(&sandbox, "--unused-for 30m"), "new idle busy");
    assert_eq!(names(&sandbox, "--unused-for 20d"), "", "what is younger cannot be unused for so long");
}

#[test]
fn a_list_has_an_order() {
    let sandbox = filled();
    assert_eq!(names(&sandbox, "--sort created_at"), "active wild later off");
    assert_eq!(names(&sandbox, "--sort created_at:desc"), "off later wild active");
    assert_eq!(names(&sandbox, "--sort name"), "active later off wild");
    assert_eq!(names(&sandbox, "--sort name:desc"), "wild off later active");
    assert_eq!(names(&sandbox, "--sort expires_at --status all"), "short active wild later off gone");
    assert_eq!(names(&sandbox, "--sort expires_at:desc --status all"), "gone off later wild active short");
    check!(sandbox, "tokens list --sort expires", @r#"
    $ gatepost tokens list --sort expires
    --- stderr
    error: --sort takes created_at, expires_at, name, not "expires"; did you mean expires_at?
    --- exit 2
    "#);
    check!(sandbox, "tokens list --sort name:down", @r#"
    $ gatepost tokens list --sort name:down
    --- stderr
    error: --sort takes asc, desc, not "down"
    --- exit 2
    "#);
}

#[test]
fn pages_join_without_a_gap_or_an_overlap() {
    let sandbox = filled();
    for order in ["created_at", "created_at:desc", "name", "name:desc", "expires_at", "expires_at:desc"] {
        let whole = names(&sandbox, &format!("--status all --sort {order}"));
        let mut pages: Vec<String> = Vec::new();
        loop {
            let after = pages.last().map(|name| format!("--after {}", id(&sandbox, name))).unwrap_or_default();
            let page = names(&sandbox, &format!("--status all --sort {order} --limit 1 {after}"));
            if page.is_empty() {
                break;
            }
            pages.push(page);
        }
        assert_eq!(pages.join(" "), whole, "{order}");
    }
    assert_eq!(names(&sandbox, "--after later"), "wild active", "--after takes a reference");
    sandbox.run("tokens list --after nothing").fails(3);
}

fn id(sandbox: &Sandbox, name: &str) -> String {
    sandbox.run(&format!("tokens list --status all --name {name} --field id")).ok().stdout.trim_end().to_owned()
}

#[test]
fn a_table_shows_fifty_rows_and_machines_get_all() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create node --count 53").ok();
    let table = sandbox.run("tokens list").ok();
    assert_eq!(table.stdout.lines().count(), 51);
    assert_eq!(table.stderr, "note: 3 more rows were left out; use --limit or --format json\n");
    assert_eq!(sandbox.run("tokens list --limit 52").ok().stdout.lines().count(), 53);
    assert_eq!(sandbox.run("tokens list --limit 2").ok().stdout.lines().count(), 3);
    for (format, lines) in [("jsonl", 53), ("csv", 54)] {
        assert_eq!(sandbox.run(&format!("tokens list -o {format}")).ok().stdout.lines().count(), lines);
    }
    assert_eq!(sandbox.run("tokens list -o json").ok().json().as_array().unwrap().len(), 53);
    assert_eq!(sandbox.run("tokens list -q").ok().stdout.lines().count(), 53);
    assert_eq!(sandbox.run("tokens list -q --limit 4").ok().stdout.lines().count(), 4);
}

#[test]
fn workspaces_are_apart_unless_all_are_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces create acme").ok();
    sandbox.run("tokens create ci").ok();
    sandbox.run("tokens create ci -w acme").ok();
    assert_eq!(names(&sandbox, ""), "ci");
    let both = sandbox.run("tokens list -A --field workspace").ok().stdout;
    assert_eq!(both.lines().collect::<std::collections::BTreeSet<_>>().len(), 2);
    let mine = sandbox.env("GATEPOST_WORKSPACE", "acme").run("tokens list --field workspace").ok().stdout;
    assert_eq!(mine, "acme\n");
    sandbox.run("tokens list -A -w acme").fails(2);
    check!(sandbox, "tokens list -w acmee", @r#"
    $ gatepost tokens list -w acmee
    --- stderr
    error: there is no workspace "acmee"; did you mean acme?
    hint: create it with: gatepost workspaces create acmee (acme, default)
    --- exit 3
    "#);
}
