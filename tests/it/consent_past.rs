//! What was consented to at another moment, as it was known then.

use proptest::prelude::*;

use crate::consent::agreed;
use crate::support::Sandbox;

const JANE: &str = "jane@example.com --type marketing --purpose newsletter";

fn code(sandbox: &Sandbox, words: &str) -> String {
    sandbox.run(&format!("consent check {JANE} {words} --field code")).stdout.trim().to_owned()
}

/// Given on the 22nd; on the 10th of December a letter arrives by which she withdrew on the 1st.
fn letter() -> Sandbox {
    let sandbox = agreed();
    sandbox.at("2026-12-10T12:00:00Z");
    sandbox.run("consent revoke jane@example.com --at 2026-12-01T08:00:00+02:00 --reason letter").ok();
    sandbox
}

#[test]
fn both_clocks_are_asked() {
    let sandbox = letter();
    assert_eq!(code(&sandbox, ""), "withdrawn");
    assert_eq!(code(&sandbox, "--at 2026-11-30"), "valid");
    assert_eq!(code(&sandbox, "--at 2026-12-01T05:59:59Z"), "valid");
    assert_eq!(code(&sandbox, "--at 2026-12-01T06:00:00Z"), "withdrawn");
    assert_eq!(code(&sandbox, "--at 2026-12-05 --known-at 2026-12-05"), "valid", "nobody knew");
    assert_eq!(code(&sandbox, "--known-at 2026-12-05"), "valid");
    assert_eq!(code(&sandbox, "--at 2026-11-21"), "unknown");
    check!(sandbox, &format!("consent check {JANE} --at 2026-12-05 --known-at 2026-12-05"), @"
    $ gatepost consent check jane@example.com --type marketing --purpose newsletter --at 2026-12-05 --known-at 2026-12-05
    allowed         yes
    code            valid
    subject         jane@example.com
    type            marketing
    purpose         newsletter
    grant           cns_01m819eke0tt8e18jenrm305s5
    policy          privacy
    policy_version  1
    given_at        2026-11-22 09:30Z
    expires_at      2027-11-22 09:30Z
    as_of           2026-12-05 00:00Z
    known_at        2026-12-05 00:00Z
    --- exit 0
    ");
}

#[test]
fn a_list_of_the_past_is_what_a_list_was() {
    let sandbox = agreed();
    sandbox.run("consent grant user-7 --type analytics --source web").ok();
    let columns = "--columns subject,purpose,status,policy_version,source,ip,reason,given_at,withdrawn_at -o csv";
    let now = format!("consent list --status all --reveal {columns}");
    let first = sandbox.run(&now).ok().stdout;
    sandbox.advance("10d");
    sandbox.run("consent policies publish privacy@2 --file two.txt --material").ok();
    sandbox.run("consent revoke user-7 --reason enough").ok();
    let second = sandbox.run(&now).ok().stdout;
    sandbox.advance("10d");
    sandbox.run(&format!("consent renew {JANE} --policy privacy@2")).ok();
    sandbox.run("consent grant user-8 --type analytics").ok();
    let third = sandbox.run(&now).ok().stdout;
    assert!(first != second && second != third);
    for (at, then) in
        [("2026-11-22T09:30:00Z", &first), ("2026-12-02T09:30:00Z", &second), ("2026-12-12T09:30:00Z", &third)]
    {
        assert_eq!(sandbox.run(&format!("{now} --at {at} --known-at {at}")).ok().stdout, *then, "{at}");
    }
    let stale = sandbox.run("consent list --status stale --at 2026-12-03 --field subject").ok().stdout;
    assert_eq!(stale, "Jane@Example.com\n");
    let one = sandbox.run("consent list --subject user-7 --status all --at 2026-11-30 --field status").ok().stdout;
    assert_eq!(one, "valid\n");
    sandbox.run("consent list --at 1d --sort ends_at").fails(2);
}

#[test]
fn a_list_by_person_and_one_of_all_let_the_same_through() {
    let sandbox = agreed();
    sandbox.run("consent grant jane@example.com --type analytics --source web --locale de --expires 5d").ok();
    sandbox.run("consent refuse jane@example.com --type third_party").ok();
    sandbox.advance("1d");
    sandbox.run("consent revoke jane@example.com --type marketing").ok();
    let filters = [
        "",
        "--status all",
        "--status withdrawn",
        "--type analytics",
        "--purpose newsletter --status all",
        "--policy privacy --status all",
        "--policy privacy@1 --status all",
        "--source web",
        "--locale de",
        "--expiring-within 10d",
        "--changed-since 1h --status all",
        "--since 1h",
        "--until 1h --status all",
        "--sort ends_at --status all",
        "--sort recorded_at:desc --status all",
        "--limit 1 --status all",
    ];
    for filter in filters {
        let all = sandbox.run(&format!("consent list {filter} -q")).ok().stdout;
        let of_her = sandbox.run(&format!("consent list {filter} -q --subject JANE@example.com")).ok().stdout;
        assert_eq!(all, of_her, "{filter}");
    }
    let ids = sandbox.run("consent list --status all -q").ok().stdout;
    let (first, rest) = ids.split_once('\n').unwrap();
    for whose in ["", "--subject jane@example.com"] {
        let after = sandbox.run(&format!("consent list --status all -q {whose} --after {first}")).ok().stdout;
        assert_eq!(after, rest, "{whose}");
    }
}

#[test]
fn a_clock_that_is_behind_holds_up_no_refusal() {
    for (ending, status) in [
        ("refuse jane@example.com --type marketing --purpose newsletter", "refused"),
        ("revoke jane@example.com", "withdrawn"),
    ] {
        let sandbox = agreed();
        sandbox.at("2026-11-22T09:29:59Z");
        sandbox.run(&format!("consent {ending}")).ok();
        assert_eq!(code(&sandbox, ""), status);
        sandbox.run("consent grant jane@example.com --type marketing --purpose newsletter").ok();
        assert_eq!(code(&sandbox, ""), "valid");
        sandbox.run("consent revoke jane@example.com --at 2026-11-22T09:29:58Z").fails(2);
        sandbox.run("db check").ok();
    }
}

#[test]
fn only_what_was_given_by_then_is_renewed() {
    let sandbox = agreed();
    sandbox.advance("10d");
    let run = sandbox.run(&format!("consent renew {JANE} --at 2026-11-20")).fails(3);
    assert!(run.stderr.contains("no consent to newsletter is on record"), "{}", run.stderr);
    assert_eq!(code(&sandbox, "--at 2026-11-21"), "unknown");
    sandbox.run("consent policies publish privacy@2 --file two.txt").ok();
    sandbox.run(&format!("consent grant {JANE} --policy privacy@2")).ok();
    sandbox.run("consent revoke jane@example.com").ok();
    sandbox.run(&format!("consent renew {JANE} --at 2026-11-25")).ok();
    let then = sandbox.run(&format!("consent check {JANE} --at 2026-11-26 --field policy_version")).ok().stdout;
    assert_eq!(then, "1\n", "the second version was not shown yet");
    assert_eq!(code(&sandbox, ""), "withdrawn");
}

#[test]
fn a_renewal_keeps_the_legal_basis_and_asks_for_an_end() {
    let sandbox = agreed();
    let row = "subject,type,status,given_at,legal_basis,expires_at\na,analytics,valid,2026-01-01,contract,2027-01-01\n";
    sandbox.write("old.csv", row);
    sandbox.run("consent import old.csv").ok();
    let before = sandbox.dump();
    let error = sandbox.run("consent renew a --type analytics -o json").fails(2).error();
    assert_eq!(error["field"], "--expires");
    assert_eq!(sandbox.dump(), before);
    let renewed = sandbox.run("consent renew a --type analytics --expires 2028-01-01T00:00:00Z -o json").ok().json();
    assert_eq!(renewed["legal_basis"], "contract");
    assert_eq!(renewed["expires_at"], "2028-01-01T00:00:00.000Z");
}

/// What a person or an office may do, at a moment before now.
fn doings() -> impl Strategy<Value = Vec<(usize, u32)>> {
    prop::collection::vec((0..6usize, 0..40u32), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]
    #[test]
    fn what_holds_is_a_replay_of_what_happened(doings in doings()) {
        let sandbox = agreed();
        sandbox.advance("60d");
        for (doing, days) in doings {
            let words = ["grant", "refuse", "renew", "revoke", "revoke", "revoke"][doing];
            let ending = ["", "", "", "", " --as terminated", " --as invalidated"][doing];
            let what = if words == "revoke" { "" } else { " --type marketing --purpose newsletter" };
            let run = sandbox.run(&format!("consent {words} jane@example.com{what}{ending} --at {days}d -q"));
            prop_assert!([0, 2, 5].contains(&run.exit), "{}", run.text());
            sandbox.advance("1h");
        }
        let run = sandbox.run("db check -o json");
        prop_assert_eq!(run.exit, 0, "{}", run.text());
        // The moment of the answer is the same, whichever way it is found.
        let now = code(&sandbox, "");
        sandbox.advance("1s");
        prop_assert_eq!(code(&sandbox, "--at 1s"), now);
    }
}
