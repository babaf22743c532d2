//! `consent status`: counts, rules, and commands that mend what is found.

use serde_json::Value;

use crate::consent::{agreed, agreed_in};
use crate::support::Sandbox;

#[test]
fn how_it_stands_is_counted_by_purpose() {
    let sandbox = agreed_in(Sandbox::on_a_file());
    check!(sandbox, "consent status", @"
    $ gatepost consent status
    verdict            compliant
    workspace          default
    as_of              2026-11-22 09:30Z
    subjects           1
    consents           1
    valid              1
    stale              0
    expired            0
    withdrawn          0
    ended              0
    refused            0
    due_30d            0
    due_60d            0
    due_90d            0
    retention_due      0
    held               0
    audit_entries      5

    PURPOSE     TOTAL  VALID  STALE  EXPIRED  WITHDRAWN  ENDED  REFUSED  COVERAGE
    newsletter  1      1      0      0        0          0      0        100
    --- stderr
    note: the audit trail was never verified as a whole; that is done by: gatepost audit verify
    --- exit 0
    ");
}

#[test]
fn how_it_stands_has_a_rule_and_a_command() {
    let sandbox = agreed_in(Sandbox::on_a_file());
    sandbox.run("audit verify").ok();
    sandbox.run("consent grant user-7 --type analytics").ok();
    sandbox.run("consent policies publish privacy@2 --file two.txt --material").ok();
    check!(sandbox, "consent status", @"
    $ gatepost consent status
    verdict            non_compliant
    workspace          default
    as_of              2026-11-22 09:30Z
    subjects           2
    consents           2
    valid              1
    stale              1
    expired            0
    withdrawn          0
    ended              0
    refused            0
    due_30d            0
    due_60d            0
    due_90d            0
    retention_due      0
    held               0
    audit_entries      7
    audit_verified_at  2026-11-22 09:30Z

    PURPOSE     TOTAL  VALID  STALE  EXPIRED  WITHDRAWN  ENDED  REFUSED  COVERAGE
    analytics   1      1      0      0        0          0      0        50
    newsletter  1      0      1      0        0          0      0        0

    rule     GP-C01
    verdict  non_compliant
    article  GDPR Art 7(1)
    detail   1 consent without the text that was shown
    example  cns_01m819eke0bbw4ehe58ggjqt34
    fix      gatepost consent renew sub_01m819eke0bbw4ehe58ggjqt33 --type analytics --policy NAME@VERSION --evidence FILE --expires 1y

    rule     GP-C02
    verdict  at_risk
    article  GDPR Art 4(11)
    detail   1 consent given under a text that has changed in what matters
    example  cns_01m819eke0tt8e18jenrm305s5
    fix      gatepost consent renew sub_01m819eke0tt8e18jenrm305s4 --type marketing --purpose newsletter --policy privacy@2 --evidence FILE

    rule     GP-C03
    verdict  at_risk
    article  GDPR Art 7(1)
    detail   1 consent without evidence
    example  cns_01m819eke0bbw4ehe58ggjqt34
    fix      gatepost consent renew sub_01m819eke0bbw4ehe58ggjqt33 --type analytics --policy NAME@VERSION --evidence FILE --expires 1y

    rule     GP-C04
    verdict  at_risk
    article  EDPB 05/2020, 110
    detail   1 consent with no end, so never up for renewal
    example  cns_01m819eke0bbw4ehe58ggjqt34
    fix      gatepost consent renew sub_01m819eke0bbw4ehe58ggjqt33 --type analytics --policy NAME@VERSION --evidence FILE --expires 1y
    --- exit 11
    ");
}

#[test]
fn a_command_that_is_named_mends_it() {
    let sandbox = agreed();
    sandbox.run("consent grant user-7 --type analytics").ok();
    sandbox.run("consent policies publish privacy@2 --file two.txt --material").ok();
    let report: Value = serde_json::from_str(&sandbox.run("consent status -o json").fails(11).stdout).unwrap();
    let reasons = report["reasons"].as_array().unwrap();
    let rules: Vec<&str> = reasons.iter().map(|it| it["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["GP-C01", "GP-C02", "GP-C03", "GP-C04"]);
    let fix = reasons[1]["fix"].as_str().unwrap().strip_prefix("gatepost ").unwrap();
    sandbox.run(&fix.replace("FILE", "two.txt")).ok();
    let report = sandbox.run("consent status jane@example.com -o json").ok().json();
    assert_eq!(report["verdict"], "compliant");
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
fn a_command_that_is_named_can_be_run_whatever_the_purpose_says() {
    let sandbox = agreed();
    sandbox.run("consent purposes create offers --type marketing").ok();
    sandbox.write("evidence.pdf", "signed");
    for (subject, words) in [
        ("policyless", "--expires 2y --evidence evidence.pdf"),
        ("stale", "--expires 2y --policy privacy@1 --evidence evidence.pdf"),
        ("due", "--expires 10d --policy privacy@1 --evidence evidence.pdf"),
        ("expired", "--at 2025-01-01 --expires 2d --policy privacy@1 --evidence evidence.pdf"),
        ("unshown", "--expires 2y --policy privacy@1"),
        ("endless", "--policy privacy@1 --evidence evidence.pdf"),
    ] {
        sandbox.run(&format!("consent grant {subject} --type marketing --purpose offers {words}")).ok();
    }
    let mut rules = Vec::new();
    for material in [false, true] {
        if material {
            sandbox.run("consent policies publish privacy@2 --file two.txt --material").ok();
        }
        let report = sandbox.run("consent status -o json").fails(11).json();
        for reason in report["reasons"].as_array().unwrap() {
            let fix = reason["fix"].as_str().unwrap().strip_prefix("gatepost ").unwrap();
            let fix = fix.replace("NAME@VERSION", "privacy@1").replace("FILE", "evidence.pdf");
            sandbox.run(&format!("{fix} --dry-run")).ok();
            rules.push(reason["rule"].as_str().unwrap().to_owned());
        }
    }
    rules.sort();
    rules.dedup();
    assert_eq!(rules, ["GP-C01", "GP-C02", "GP-C03", "GP-C04", "GP-C05", "GP-C06"]);
}

#[test]
fn a_status_says_when_the_trail_was_last_found_to_hold() {
    let sandbox = agreed();
    let told = |sandbox: &Sandbox| sandbox.run("consent status --html page.html --field audit_verified_at").ok().stdout;
    let page = |sandbox: &Sandbox| std::fs::read_to_string(sandbox.home().join("page.html")).unwrap();
    assert_eq!(told(&sandbox), "\n");
    assert!(page(&sandbox).contains("never verified as a whole"));
    sandbox.run("audit verify --dry-run").ok();
    assert_eq!(told(&sandbox), "\n", "a rehearsal");
    sandbox.run("audit verify").ok();
    sandbox.advance("1h");
    assert_eq!(told(&sandbox), "2026-11-22T09:30:00.000Z\n");
    assert!(page(&sandbox).contains("last verified as a whole at 2026-11-22 09:30 UTC"));
    let checks = sandbox.run("health --field checks").ok().stdout;
    assert!(checks.contains("the whole trail held at 2026-11-22T09:30:00.000Z"), "{checks}");
    sandbox.tamper("UPDATE audit_log SET actor = 'eve' WHERE seq = 2");
    sandbox.run("audit verify").fails(8);
    assert_eq!(told(&sandbox), "2026-11-22T09:30:00.000Z\n", "only a run that found it whole");
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
fn what_one_command_mends_no_other_rule_finds() {
    let sandbox = agreed();
    sandbox.run("consent purposes create offers --type marketing").ok();
    sandbox.write("evidence.pdf", "signed");
    for (subject, words) in [
        ("bare", ""),
        ("policyless", "--expires 2y --evidence evidence.pdf"),
        ("stale", "--at 2025-01-01 --expires 2y --policy privacy@1 --evidence evidence.pdf"),
        ("expired", "--at 2025-01-01 --expires 2d --policy privacy@1 --evidence evidence.pdf"),
        ("endless", "--policy privacy@1 --evidence evidence.pdf"),
    ] {
        sandbox.run(&format!("consent grant {subject} --type marketing --purpose offers {words}")).ok();
    }
    sandbox.run("consent policies publish privacy@2 --file two.txt --material").ok();
    // One command a person: the five, and who agreed at first.
    for left in (0..6).rev() {
        let report = sandbox.run("consent status -o json").fails(11).json();
        let fix = report["reasons"][0]["fix"].as_str().unwrap().strip_prefix("gatepost ").unwrap();
        sandbox.run(&fix.replace("NAME@VERSION", "privacy@2").replace("FILE", "evidence.pdf")).ok();
        let exit = if left == 0 { 0 } else { 11 };
        assert_eq!(sandbox.run("consent status -q").exit, exit, "{left} left after {fix}");
    }
}

#[test]
fn a_person_s_status_tells_what_is_kept_too_long() {
    let sandbox = Sandbox::new();
    sandbox.run("consent grant ann --type marketing --at 2015-01-01").ok();
    sandbox.run("consent grant ann --type analytics --at 2015-01-01").ok();
    sandbox.run("consent revoke ann --type marketing --at 2016-01-01").ok();
    sandbox.run("consent revoke ann --type analytics").ok();
    for status in ["consent status -o json", "consent status ann -o json"] {
        let report = sandbox.run(status).fails(11).json();
        assert_eq!(
            (&report["retention_due"], &report["reasons"][0]["rule"]),
            (&1.into(), &"GP-C07".into()),
            "{status}"
        );
    }
    sandbox.run("consent holds create ann --matter case").ok();
    let report = sandbox.run("consent status ann -o json").ok().json();
    assert_eq!((&report["retention_due"], &report["held"]), (&0.into(), &1.into()));
}
