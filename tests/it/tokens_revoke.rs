//! `tokens revoke`: by name, by the secret itself, and in bulk by filter with a plan.

use crate::support::Sandbox;

#[test]
fn a_revoked_token_is_refused_and_its_record_stays() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    let id = sandbox.run("tokens show ci --field id").ok().stdout;
    sandbox.input(secret.clone()).run("tokens verify").ok();
    sandbox.advance("1h");
    check!(sandbox, "tokens revoke ci --reason 'leaked in a log'", @"
    $ gatepost tokens revoke ci --reason 'leaked in a log'
    ID        NAME  SCOPES  STATUS   EXPIRES_AT         LAST_USED_AT       CHANGED
    g2jqba4q  ci    -       revoked  2027-02-20 09:30Z  2026-11-22 09:30Z  yes
    --- stderr
    note: ci: 1 call in the last day, last used 2026-11-22T09:30:00.000Z
    --- exit 0
    ");
    assert_eq!(sandbox.input(secret).run("tokens verify --field code").fails(4).stdout, "revoked\n");
    let shown = sandbox.run(&format!("tokens show {} -o json", id.trim_end())).ok();
    assert_eq!(shown.field("revoked_reason"), "leaked in a log");
    assert_eq!(shown.field("revoked_at"), "2026-11-22T10:30:00.000Z");
    let before = sandbox.dump();
    let again = sandbox.run(&format!("tokens revoke {} --reason other -o json", id.trim_end())).ok();
    assert_eq!((again.field("0.changed"), again.field("0.revoked_reason")), ("false".into(), "leaked in a log".into()));
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn a_secret_that_was_found_somewhere_is_enough() {
    let sandbox = Sandbox::new();
    let found = sandbox.run("tokens create found -q").ok().stdout;
    let old = sandbox.run("tokens create rotated -q").ok().stdout;
    sandbox.run("tokens rotate rotated").ok();
    sandbox.run("tokens create named").ok();
    let lines = format!("{found}{old}named\n");
    let revoked = sandbox.input(lines).run("tokens revoke - --field name").ok();
    assert_eq!(revoked.stdout, "found\nrotated\nnamed\n");
    let elsewhere = Sandbox::new();
    elsewhere.run("tokens create another").ok();
    elsewhere.run("tokens create different --count 5").ok();
    let other = elsewhere.run("tokens create elsewhere -q --env test").ok().stdout;
    let unknown = sandbox.input(other.clone()).run("tokens revoke - -o json").fails(3);
    assert!(!unknown.text().contains(other.trim_end()), "a secret does not come back in the error");
}

#[test]
fn a_secret_among_the_words_is_refused_and_not_repeated() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create ci -q").ok().stdout.trim_end().to_owned();
    for verb in ["revoke", "show", "disable", "enable", "rotate", "limits", "usage", "update --tier pro"] {
        let run = sandbox.run(&format!("tokens {verb} {secret} -o json")).fails(2);
        assert_eq!(run.error()["code"], "secret_on_command_line", "{verb}");
        assert!(!run.stderr.contains(&secret), "{verb}");
    }
    assert_eq!(sandbox.run("tokens show ci --field status").ok().stdout, "active\n");
}

#[test]
fn all_that_are_named_are_revoked_or_none() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create node --count 3").ok();
    let before = sandbox.dump();
    sandbox.run("tokens revoke node-1 node-2 node-9").fails(3);
    assert_eq!(sandbox.dump(), before);
    assert_eq!(sandbox.run("tokens revoke node-1 node-2 -q").ok().stdout.lines().count(), 2);
    assert_eq!(sandbox.run("tokens list --field name").ok().stdout, "node-3\n");
}

#[test]
fn a_filter_is_asked_about_first() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create used -q --owner alice").ok().stdout;
    sandbox.advance("1s");
    sandbox.run("tokens create idle --owner alice").ok();
    sandbox.run("tokens create other --owner bob").ok();
    sandbox.advance("2d");
    sandbox.input(secret).run("tokens verify").ok();
    let before = sandbox.dump();
    check!(sandbox, "tokens revoke --owner alice", @"
    $ gatepost tokens revoke --owner alice
    --- stderr
    note: 2 tokens, of which 1 used in the last day
    error: nothing was changed, since nobody confirmed: revoke 2 tokens for good
    hint: add --yes, or look at it first with --dry-run
    --- exit 9
    ");
    check!(sandbox, "tokens revoke --owner nobody", @"
    $ gatepost tokens revoke --owner nobody
    --- stderr
    note: 0 tokens, of which 0 used in the last day
    note: nothing found
    --- exit 0
    ");
    check!(sandbox, "tokens revoke", @"
    $ gatepost tokens revoke
    --- stderr
    error: nothing says which tokens to revoke
    hint: name them, or select them as in: gatepost tokens revoke --owner alice --dry-run
    --- exit 2
    ");
    check!(sandbox, "tokens revoke ci --owner alice", @"
    $ gatepost tokens revoke ci --owner alice
    --- stderr
    error: references and filters exclude each other
    hint: see: gatepost tokens revoke --help
    --- exit 2
    ");
    assert_eq!(sandbox.dump(), before);
    let names = sandbox.run("tokens revoke --owner alice --yes --field name --reason left").ok().stdout;
    assert_eq!(names, "used\nidle\n");
    assert_eq!(sandbox.run("tokens list --field name").ok().stdout, "other\n");
    assert_eq!(sandbox.number("SELECT count(*) FROM audit_log WHERE action = 'token.revoke'"), 2);
    sandbox.env("GATEPOST_YES", "1").run("tokens revoke --owner bob").ok();
}

#[test]
fn a_filter_never_counts_what_is_revoked() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create a --owner alice").ok();
    sandbox.run("tokens revoke a").ok();
    sandbox.run("tokens create b --owner alice --expires 1h").ok();
    sandbox.advance("2h");
    let live = sandbox.run("tokens revoke --owner alice --yes --field name").ok().stdout;
    assert_eq!(live, "", "an expired token is not live");
    assert_eq!(sandbox.run("tokens revoke --owner alice --status all --yes --field name").ok().stdout, "b\n");
    let before = sandbox.dump();
    check!(sandbox, "tokens revoke --status revoked --yes", @"
    $ gatepost tokens revoke --status revoked --yes
    --- stderr
    error: what is revoked cannot be revoked again
    hint: choose another --status, or leave it out for what is live
    --- exit 2
    ");
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn a_plan_is_done_as_it_was_made_or_not_at_all() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create a --owner alice -q").ok().stdout;
    sandbox.advance("1s");
    sandbox.run("tokens create b --owner alice").ok();
    sandbox.input(secret.clone()).run("tokens verify").ok();
    sandbox.advance("1h");
    let dump = sandbox.dump();
    check!(sandbox, "tokens revoke --owner alice --dry-run -o jsonl --columns name,status,changed,impact,plan_id", @r#"
    $ gatepost tokens revoke --owner alice --dry-run -o jsonl --columns name,status,changed,impact,plan_id
    {"name":"a","status":"revoked","changed":true,"impact":{"calls_last_day":1,"last_used_at":"2026-11-22T09:30:01.000Z"},"plan_id":"plan_bc868df027d266ea58b7492e"}
    {"name":"b","status":"revoked","changed":true,"impact":{"calls_last_day":0,"last_used_at":null},"plan_id":"plan_bc868df027d266ea58b7492e"}
    --- stderr
    {"notice":"2 tokens, of which 1 used in the last day"}
    {"notice":"do exactly this with the same command and --plan-id plan_bc868df027d266ea58b7492e"}
    {"notice":"dry run: nothing was changed"}
    --- exit 0
    "#);
    let plan = sandbox.run("tokens revoke --owner alice --dry-run -o json").ok().field("0.plan_id");
    assert_eq!(sandbox.dump(), dump);
    sandbox.advance("1h");
    let later = sandbox.run("tokens revoke --owner alice --dry-run -o json").ok().field("0.plan_id");
    assert_eq!(later, plan, "the moment does not count");
    sandbox.input(secret).run("tokens verify").ok();
    assert_eq!(sandbox.run("tokens revoke --owner alice --dry-run -o json").ok().field("0.plan_id"), plan, "nor use");

    sandbox.run("tokens create c --owner alice").ok();
    let before = sandbox.dump();
    check!(sandbox, &format!("tokens revoke --owner alice --plan-id {plan} -o json"), @r#"
    $ gatepost tokens revoke --owner alice --plan-id plan_bc868df027d266ea58b7492e -o json
    --- stderr
    {"error":{"code":"plan_changed","message":"what plan_bc868df027d266ea58b7492e selected has changed since; nothing was done","hint":"make a new plan with --dry-run","exit":5,"retryable":false,"retry_after_ms":null,"field":null,"candidates":[]}}
    --- exit 5
    "#);
    sandbox.run("tokens revoke c").ok();
    sandbox.run("tokens disable b").ok();
    sandbox.run(&format!("tokens revoke --owner alice --plan-id {plan}")).fails(5);
    sandbox.run("tokens enable b").ok();
    sandbox.run(&format!("tokens revoke --plan-id {plan}")).fails(2);
    sandbox.run(&format!("tokens revoke --tier free --plan-id {plan}")).fails(5);
    assert!(before.lines().count() < sandbox.dump().lines().count());
    let done = sandbox.run(&format!("tokens revoke --owner alice --plan-id {plan} --field name")).ok().stdout;
    assert_eq!(done, "a\nb\n", "the plan stands for the confirmation");
    sandbox.run(&format!("tokens revoke --owner alice --plan-id {plan}")).fails(5);
}

#[test]
fn all_workspaces_are_revoked_only_when_asked_for() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces create acme").ok();
    sandbox.run("tokens create a --owner alice").ok();
    sandbox.advance("1s");
    sandbox.run("tokens create b --owner alice -w acme").ok();
    assert_eq!(sandbox.run("tokens revoke --owner alice --dry-run --field name").ok().stdout, "a\n");
    assert_eq!(sandbox.run("tokens revoke --owner alice -A --yes --field name").ok().stdout, "a\nb\n");
    assert_eq!(
        sandbox.number("SELECT count(*) FROM audit_log WHERE action = 'token.revoke' AND workspace = 'acme'"),
        1
    );
}

#[test]
fn a_reason_is_text_of_one_line() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    check!(sandbox, "tokens revoke ci --reason 'two\nlines'", @"
    $ gatepost tokens revoke ci --reason 'two
    lines'
    --- stderr
    error: a reason has at most 4096 bytes and no control characters
    --- exit 2
    ");
    sandbox.run(&format!("tokens revoke ci --reason {}", "x".repeat(4_097))).fails(2);
    sandbox.run(&format!("tokens revoke ci --reason {}", "x".repeat(4_096))).ok();
}
