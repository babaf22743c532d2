//! `consent`: what people decided, and what holds by it.

use serde_json::Value;

use crate::support::Sandbox;

/// A workspace with a purpose, a policy, and a person who agreed to both.
pub fn agreed() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("one.txt", "We send you news.\n");
    sandbox.write("two.txt", "We send you news, and sell your address.\n");
    sandbox.run("consent purposes create newsletter --type marketing --renew-every 1y").ok();
    sandbox.run("consent policies publish privacy@1 --file one.txt").ok();
    let words = "--method web_form --source /signup --ip 203.0.113.7 --user-agent Firefox --evidence one.txt";
    let grant = "consent grant Jane@Example.com --type marketing --purpose newsletter --policy privacy@1";
    sandbox.run(&format!("{grant} {words}")).ok();
    sandbox
}

const JANE: &str = "jane@example.com --type marketing --purpose newsletter";

fn code(sandbox: &Sandbox, words: &str) -> String {
    let run = sandbox.run(&format!("consent check {words} --field code"));
    assert_eq!(run.exit, if run.stdout == "valid\n" { 0 } else { 4 }, "{}", run.text());
    run.stdout.trim().to_owned()
}

#[test]
fn a_consent_is_given_checked_and_taken_back() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    check!(sandbox, "consent grant jane@example.com --type marketing --ip 203.0.113.7 -o json", @"");
    check!(sandbox, "consent check Jane@Example.COM --type marketing", @"");
    check!(sandbox, "consent revoke jane@example.com --reason 'asked by phone'", @"");
    check!(sandbox, "consent check jane@example.com --type marketing -o json", @"");
    check!(sandbox, "consent list", @"");
    check!(sandbox, "consent history jane@example.com", @"");
    check!(sandbox, "consent check nobody@example.com --type marketing --field code", @"");
}

#[test]
fn a_text_that_changes_in_what_matters_makes_consent_stale() {
    let sandbox = agreed();
    sandbox.advance("1d");
    assert_eq!(code(&sandbox, JANE), "valid");
    assert_eq!(sandbox.run("consent policies publish privacy@1 --file one.txt --field changed").ok().stdout, "false\n");
    check!(sandbox, "consent policies publish privacy@1 --file two.txt", @"");
    sandbox.run("consent policies publish privacy@1.1 --file two.txt").ok();
    assert_eq!(code(&sandbox, JANE), "valid", "a version that is not material");
    let dry = sandbox.run("consent policies publish privacy@2 --file two.txt --material --dry-run --field stale");
    assert_eq!(dry.ok().stdout, "1\n");
    check!(sandbox, "consent policies publish privacy@2 --file two.txt --material --columns name,version,stale", @"");
    assert_eq!(code(&sandbox, JANE), "stale");
    // A renewal of the same text changes nothing about that, one of the new text does.
    sandbox.run(&format!("consent renew {JANE}")).ok();
    assert_eq!(code(&sandbox, JANE), "stale");
    sandbox.run(&format!("consent renew {JANE} --policy privacy@2")).ok();
    assert_eq!(code(&sandbox, JANE), "valid");
    check!(sandbox, "consent policies list --columns name,version,material", @"");
    assert_eq!(
        sandbox.run("consent policies show privacy@2 --text").ok().stdout,
        "We send you news, and sell your address.\n"
    );
}

#[test]
fn a_purpose_says_how_long_a_consent_holds() {
    let sandbox = agreed();
    sandbox.advance("364d");
    assert_eq!(code(&sandbox, JANE), "valid");
    sandbox.advance("1d");
    assert_eq!(code(&sandbox, JANE), "expired");
    sandbox.run(&format!("consent renew {JANE} --expires 30d")).ok();
    assert_eq!(code(&sandbox, JANE), "valid");
    sandbox.advance("30d");
    assert_eq!(code(&sandbox, JANE), "expired");
}

#[test]
fn what_was_taken_back_is_given_anew_and_not_renewed() {
    let sandbox = agreed();
    sandbox.run("consent revoke jane@example.com").ok();
    check!(sandbox, "consent renew jane@example.com --type marketing --purpose newsletter", @"");
    check!(sandbox, "consent renew jane@example.com --type analytics", @"");
    sandbox.run("consent grant jane@example.com --type marketing --purpose newsletter").ok();
    assert_eq!(code(&sandbox, JANE), "valid");
    sandbox.run("consent refuse jane@example.com --type marketing --purpose newsletter").ok();
    assert_eq!(code(&sandbox, JANE), "refused");
    let grants = sandbox.number("SELECT count(*) FROM consent_grants");
    let events = sandbox.number("SELECT count(*) FROM consent_events");
    assert_eq!((grants, events), (1, 4), "one grant, and nothing is forgotten");
}

#[test]
fn revoking_narrows_and_twice_is_once() {
    let sandbox = agreed();
    sandbox.run("consent grant jane@example.com --type analytics").ok();
    sandbox.run("consent grant jane@example.com --type data_usage").ok();
    let changed =
        |words: &str| sandbox.run(&format!("consent revoke jane@example.com {words} --field changed")).ok().stdout;
    assert_eq!(changed("--type analytics"), "true\n");
    assert_eq!(changed("--type analytics"), "false\n");
    assert_eq!(changed("--purpose newsletter --as terminated"), "true\n");
    assert_eq!(changed(""), "true\nfalse\nfalse\n");
    let listed = sandbox.run("consent list --status all --columns purpose,status -o csv").ok().stdout;
    assert_eq!(listed, "purpose,status\r\ndata_usage,withdrawn\r\nanalytics,withdrawn\r\nnewsletter,terminated\r\n");
    let before = sandbox.dump();
    check!(sandbox, "consent revoke jane@example.com --purpose nosuch", @"");
    check!(sandbox, "consent revoke john@example.com", @"");
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn a_person_s_record_is_seen_at_a_glance() {
    let sandbox = agreed();
    sandbox.advance("30d");
    sandbox.run("consent revoke jane@example.com --reason 'too many' --at 2d").ok();
    check!(sandbox, "consent history jane@example.com", @"");
    check!(sandbox, "consent history jane@example.com --reveal --columns event,ip,user_agent,reason", @"");
    let id = sandbox.run("consent list --status all -q").ok().stdout;
    check!(sandbox, &format!("consent show {} --columns subject,status,ip,reason,withdrawn_at", id.trim()), @"");
    let ending = &id.trim()[id.trim().len() - 8..];
    assert_eq!(sandbox.run(&format!("consent show {ending} -q")).ok().stdout, id);
    check!(sandbox, &format!("consent receipt {}", id.trim()), @"");
    assert_eq!(sandbox.run("audit list --action consent.receipt --field object").ok().stdout, id);
    sandbox.run("audit verify").ok();
}

#[test]
fn how_it_stands_has_a_rule_and_a_command() {
    let sandbox = agreed();
    check!(sandbox, "consent status", @"");
    sandbox.run("consent grant user-7 --type analytics").ok();
    sandbox.run("consent policies publish privacy@2 --file two.txt --material").ok();
    check!(sandbox, "consent status", @"");
    let report: Value = serde_json::from_str(&sandbox.run("consent status -o json").fails(11).stdout).unwrap();
    let reasons = report["reasons"].as_array().unwrap();
    let rules: Vec<&str> = reasons.iter().map(|it| it["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["GP-C01", "GP-C02", "GP-C03", "GP-C04"]);
    // The command that is named mends it.
    let fix = reasons[1]["fix"].as_str().unwrap().strip_prefix("gatepost ").unwrap().to_owned();
    sandbox.run(&fix).ok();
    let report = sandbox.run("consent status jane@example.com -o json").fails(11).stdout;
    assert!(!report.contains("GP-C02") && report.contains("GP-C03"), "{report}");
    sandbox.advance("400d");
    let report = sandbox.run("consent status -o json").fails(11).stdout;
    assert!(report.contains("GP-C05"), "{report}");
    sandbox.run("consent revoke jane@example.com").ok();
    sandbox.advance("7y");
    assert!(!sandbox.run("consent status -o json").fails(11).stdout.contains("GP-C07"), "the day is not over");
    sandbox.advance("1d");
    assert!(sandbox.run("consent status -o json").fails(11).stdout.contains("GP-C07"));
}

#[test]
fn a_page_is_written_over_the_one_before() {
    let sandbox = agreed();
    let path = sandbox.write("page.html", "old");
    sandbox.run("consent status --html page.html").ok();
    let page = std::fs::read_to_string(&path).unwrap();
    assert!(page.starts_with("<!doctype html>") && page.ends_with("</html>\n") && page.contains("newsletter"));
    assert!(!page.contains("jane") && !page.contains("203.0.113"), "nothing personal is in it");
    sandbox.run("consent status --html nowhere/page.html").fails(1);
}

#[test]
fn nothing_personal_is_in_the_store_or_the_trail() {
    let sandbox = agreed();
    sandbox.run("consent revoke jane@example.com --reason 'Reason of Jane'").ok();
    let told = format!("{}{}", sandbox.dump(), sandbox.run("audit list -o json").ok().stdout).to_lowercase();
    for text in ["jane", "203.0.113", "firefox", "reason of", "/signup\\\""] {
        assert!(!told.contains(text), "{text}");
    }
    assert!(told.contains("newsletter"));
}

#[test]
fn a_changed_record_is_found() {
    agreed().run("db check").ok();
    for change in ["state = 'withdrawn'", "expires_at = NULL", "ends_at = 1", "events = 2", "policy_id = NULL"] {
        let sandbox = agreed();
        sandbox.tamper(&format!("UPDATE consent_grants SET {change}"));
        let found = sandbox.run("db check -o json").fails(8).stdout;
        assert!(found.contains("is not what its history comes to"), "{change}\n{found}");
    }
}

#[test]
fn what_is_under_a_hold_stays_whatever_the_command() {
    let sandbox = agreed();
    let tail = "SELECT 'hld_1', '000001', workspace, id, 0, 'ada' FROM consent_subjects";
    sandbox
        .tamper(&format!("INSERT INTO consent_holds (id, tail, workspace, subject_id, placed_at, placed_by) {tail}"));
    let tables = ["consent_private", "consent_events", "consent_identities", "consent_grants", "consent_subjects"];
    for table in tables {
        let told = sandbox.refused(&format!("DELETE FROM {table}"));
        assert!(told.contains("the subject is under a hold"), "{table}: {told}");
    }
    for change in
        ["consent_private SET sealed = ''", "consent_identities SET lookup = ''", "consent_subjects SET tail = ''"]
    {
        assert!(sandbox.refused(&format!("UPDATE {change}")).contains("hold"), "{change}");
    }
    assert!(sandbox.refused("DELETE FROM consent_holds").contains("hold"));
    assert!(sandbox.refused("UPDATE consent_events SET kind = 'given'").contains("never changed"));
    assert!(sandbox.refused("UPDATE consent_policies SET version = '9'").contains("never changed"));
    assert!(sandbox.refused("UPDATE consent_texts SET text = ''").contains("never changed"));
    // A person may take back what was given all the same, and keys are changed.
    sandbox.run("consent revoke jane@example.com").ok();
    assert_eq!(code(&sandbox, JANE), "withdrawn");
    sandbox.run("workspaces create acme").ok();
    sandbox.tamper("UPDATE consent_holds SET released_at = 1, released_by = 'ada'");
    sandbox.tamper("DELETE FROM consent_private");
}

#[test]
fn a_workspace_with_consents_is_not_deleted() {
    let sandbox = Sandbox::new();
    sandbox.write("one.txt", "We send you news.\n");
    sandbox.run("workspaces create acme").ok();
    sandbox.run("consent policies publish privacy@1 --file one.txt -w acme").ok();
    sandbox.run("consent grant user-7 --type analytics -w acme").ok();
    assert_eq!(code(&sandbox, "user-7 --type analytics -w default"), "unknown");
    check!(sandbox, "workspaces delete acme --confirm acme", @"");
    sandbox.run("workspaces create other").ok();
    sandbox.run("consent policies publish privacy@1 --file one.txt -w other").ok();
    sandbox.run("workspaces delete other --confirm other").ok();
}
