//! `consent`: what people decided, and what holds by it.

use crate::support::Sandbox;

/// A workspace with a purpose, a policy, and a person who agreed to both.
pub fn agreed() -> Sandbox {
    agreed_in(Sandbox::new())
}

pub fn agreed_in(sandbox: Sandbox) -> Sandbox {
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
    check!(sandbox, "consent grant jane@example.com --type marketing --ip 203.0.113.7 -o json", @r#"
    $ gatepost consent grant jane@example.com --type marketing --ip 203.0.113.7 -o json
    {
      "id": "cns_01m819eke0efns54dgf3d2qevm",
      "workspace": "default",
      "subject": "jane@example.com",
      "type": "marketing",
      "purpose": "marketing",
      "legal_basis": "consent",
      "status": "valid",
      "policy": null,
      "policy_version": null,
      "policy_sha256": null,
      "locale": null,
      "method": null,
      "source": null,
      "ip": "***",
      "user_agent": null,
      "evidence_sha256": null,
      "given_at": "2026-11-22T09:30:00.000Z",
      "recorded_at": "2026-11-22T09:30:00.000Z",
      "expires_at": null,
      "withdrawn_at": null,
      "reason": null,
      "actor": "ada@desk",
      "subject_id": "sub_01m819eke0efns54dgf3d2qevk",
      "decided_at": "2026-11-22T09:30:00.000Z",
      "changed": true
    }
    --- stderr
    {"notice":"made the sealing key c89ab8c3f6766f30 at ~/.config/gatepost/sealing.key; keep a copy of that file elsewhere: without it, what is sealed is lost"}
    --- exit 0
    "#);
    check!(sandbox, "consent check Jane@Example.COM --type marketing", @"
    $ gatepost consent check Jane@Example.COM --type marketing
    allowed         yes
    code            valid
    subject         Jane@Example.COM
    type            marketing
    purpose         marketing
    grant           cns_01m819eke0efns54dgf3d2qevm
    given_at        2026-11-22 09:30Z
    as_of           2026-11-22 09:30Z
    known_at        2026-11-22 09:30Z
    --- exit 0
    ");
    check!(sandbox, "consent revoke jane@example.com --reason 'asked by phone'", @"
    $ gatepost consent revoke jane@example.com --reason 'asked by phone'
    ID        SUBJECT           PURPOSE    STATUS     GIVEN_AT           CHANGED
    f3d2qevm  jane@example.com  marketing  withdrawn  2026-11-22 09:30Z  yes
    --- exit 0
    ");
    check!(sandbox, "consent check jane@example.com --type marketing -o json", @r#"
    $ gatepost consent check jane@example.com --type marketing -o json
    {
      "allowed": false,
      "code": "withdrawn",
      "subject": "jane@example.com",
      "type": "marketing",
      "purpose": "marketing",
      "grant": "cns_01m819eke0efns54dgf3d2qevm",
      "policy": null,
      "policy_version": null,
      "given_at": "2026-11-22T09:30:00.000Z",
      "expires_at": null,
      "as_of": "2026-11-22T09:30:00.000Z",
      "known_at": "2026-11-22T09:30:00.000Z"
    }
    --- exit 4
    "#);
}

#[test]
fn what_holds_no_more_is_left_out_of_a_list() {
    let sandbox = agreed();
    sandbox.run("consent revoke jane@example.com --reason 'too many'").ok();
    check!(sandbox, "consent list", @"
    $ gatepost consent list
    --- stderr
    note: nothing found
    note: 1 consent expired, ended or refused; see them with --status all
    --- exit 0
    ");
    check!(sandbox, "consent history jane@example.com", @"
    $ gatepost consent history jane@example.com
    OCCURRED_AT        EVENT      PURPOSE     POLICY   POLICY_VERSION  REASON
    2026-11-22 09:30Z  withdrawn  newsletter  -        -               too many
    2026-11-22 09:30Z  given      newsletter  privacy  1               -
    --- exit 0
    ");
    check!(sandbox, "consent check nobody@example.com --type marketing --field code", @"
    $ gatepost consent check nobody@example.com --type marketing --field code
    unknown
    --- exit 4
    ");
}

#[test]
fn a_text_that_changes_in_what_matters_makes_consent_stale() {
    let sandbox = agreed();
    sandbox.advance("1d");
    assert_eq!(code(&sandbox, JANE), "valid");
    assert_eq!(sandbox.run("consent policies publish privacy@1 --file one.txt --field changed").ok().stdout, "false\n");
    check!(sandbox, "consent policies publish privacy@1 --file two.txt", @"
    $ gatepost consent policies publish privacy@1 --file two.txt
    --- stderr
    error: privacy@1 was published with another text; what was published is never changed
    hint: publish it as another version, such as privacy@1.1
    --- exit 5
    ");
    sandbox.run("consent policies publish privacy@1.1 --file two.txt").ok();
    assert_eq!(code(&sandbox, JANE), "valid", "a version that is not material");
    let dry = sandbox.run("consent policies publish privacy@2 --file two.txt --material --dry-run --field stale");
    assert_eq!(dry.ok().stdout, "1\n");
    check!(sandbox, "consent policies publish privacy@2 --file two.txt --material --columns name,version,stale", @"
    $ gatepost consent policies publish privacy@2 --file two.txt --material --columns name,version,stale
    name     privacy
    version  2
    stale    1
    --- stderr
    note: 1 consent given under earlier versions will be stale until renewed
    --- exit 0
    ");
    assert_eq!(code(&sandbox, JANE), "stale");
    // A renewal of the same text changes nothing about that, one of the new text does.
    sandbox.run(&format!("consent renew {JANE}")).ok();
    assert_eq!(code(&sandbox, JANE), "stale");
    sandbox.run(&format!("consent renew {JANE} --policy privacy@2")).ok();
    assert_eq!(code(&sandbox, JANE), "valid");
    check!(sandbox, "consent policies list --columns name,version,material", @"
    $ gatepost consent policies list --columns name,version,material
    NAME     VERSION  MATERIAL
    privacy  1.1      no
    privacy  2        yes
    privacy  1        no
    --- exit 0
    ");
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
    check!(sandbox, "consent renew jane@example.com --type marketing --purpose newsletter", @"
    $ gatepost consent renew jane@example.com --type marketing --purpose newsletter
    --- stderr
    error: the consent to newsletter is withdrawn, not given
    hint: record a new one with: gatepost consent grant
    --- exit 5
    ");
    check!(sandbox, "consent renew jane@example.com --type analytics", @"
    $ gatepost consent renew jane@example.com --type analytics
    --- stderr
    error: no consent to analytics is on record for this subject
    hint: record one with: gatepost consent grant
    --- exit 3
    ");
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
    for kind in ["analytics", "data_usage"] {
        sandbox.advance("1s");
        sandbox.run(&format!("consent grant jane@example.com --type {kind}")).ok();
    }
    let changed =
        |words: &str| sandbox.run(&format!("consent revoke jane@example.com {words} --field changed")).ok().stdout;
    assert_eq!(changed("--type analytics"), "true\n");
    assert_eq!(changed("--type analytics"), "false\n");
    assert_eq!(changed("--purpose newsletter --as terminated"), "true\n");
    assert_eq!(changed(""), "true\nfalse\nfalse\n");
    let listed = sandbox.run("consent list --status all --columns purpose,status -o csv").ok().stdout;
    assert_eq!(listed, "purpose,status\r\ndata_usage,withdrawn\r\nanalytics,withdrawn\r\nnewsletter,terminated\r\n");
    let before = sandbox.dump();
    check!(sandbox, "consent revoke jane@example.com --purpose nosuch", @"
    $ gatepost consent revoke jane@example.com --purpose nosuch
    --- stderr
    error: no consent to nosuch is on record for this subject
    hint: see what is: gatepost consent history SUBJECT
    --- exit 3
    ");
    check!(sandbox, "consent revoke john@example.com", @"
    $ gatepost consent revoke john@example.com
    --- stderr
    error: workspace default has no consent of this subject on record
    hint: see who is on record with: gatepost consent list --status all
    --- exit 3
    ");
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn a_person_s_record_is_seen_at_a_glance() {
    let sandbox = agreed();
    sandbox.advance("30d");
    sandbox.run("consent revoke jane@example.com --reason 'too many' --at 2d").ok();
    check!(sandbox, "consent history jane@example.com", @"
    $ gatepost consent history jane@example.com
    OCCURRED_AT        EVENT      PURPOSE     POLICY   POLICY_VERSION  REASON
    2026-12-20 09:30Z  withdrawn  newsletter  -        -               too many
    2026-11-22 09:30Z  given      newsletter  privacy  1               -
    --- exit 0
    ");
    check!(sandbox, "consent history jane@example.com --reveal --columns event,ip,user_agent,reason", @"
    $ gatepost consent history jane@example.com --reveal --columns event,ip,user_agent,reason
    EVENT      IP              USER_AGENT  REASON
    withdrawn  -               -           too many
    given      203.0.113.0/24  Firefox     -
    --- exit 0
    ");
    let id = sandbox.run("consent list --status all -q").ok().stdout;
    check!(sandbox, &format!("consent show {} --columns subject,status,ip,reason,withdrawn_at", id.trim()), @"
    $ gatepost consent show cns_01m819eke0tt8e18jenrm305s5 --columns subject,status,ip,reason,withdrawn_at
    subject       Jane@Example.com
    status        withdrawn
    ip            ***
    reason        too many
    withdrawn_at  2026-12-20 09:30Z
    --- exit 0
    ");
    let ending = &id.trim()[id.trim().len() - 8..];
    assert_eq!(sandbox.run(&format!("consent show {ending} -q")).ok().stdout, id);
    check!(sandbox, &format!("consent receipt {}", id.trim()), @r#"
    $ gatepost consent receipt cns_01m819eke0tt8e18jenrm305s5
    id               cns_01m819eke0tt8e18jenrm305s5
    issued_at        2026-12-22 09:30Z
    subject          Jane@Example.com
    subject_id       sub_01m819eke0tt8e18jenrm305s4
    type             marketing
    purpose          newsletter
    legal_basis      consent
    status           withdrawn
    given_at         2026-11-22 09:30Z
    expires_at       2027-11-22 09:30Z
    withdrawn_at     2026-12-20 09:30Z
    method           web_form
    evidence_sha256  d23e05449411c0bb9f0d5abfc435b449d4396856f4eb67b402c92ae2384fadff
    policy           privacy
    policy_version   1
    policy_sha256    d23e05449411c0bb9f0d5abfc435b449d4396856f4eb67b402c92ae2384fadff
    entries          4  consent.grant     6627dd0a3ebc496ccc6168acb151cbf5cfb1bd4a60d90d58ee10046976b5add5
                     5  consent.withdraw  e97796c653953f335cdd5ecf2950c8bbccf5da983a851c8990812c21270ba948
    checkpoint       {"origin":"gatepost/01m819eke0r5knw2xsg2jqba4p","size":7,"root":"aC7HCnw7BcewQu1S9mG6OL14qjxokG6JivYnRJDxD3A="}

    OCCURRED_AT        EVENT      PURPOSE     POLICY   POLICY_VERSION
    2026-11-22 09:30Z  given      newsletter  privacy  1
    2026-12-20 09:30Z  withdrawn  newsletter  -        -

    We send you news.
    --- exit 0
    "#);
    assert_eq!(sandbox.run("audit list --action consent.receipt --field object").ok().stdout, id);
    sandbox.run("audit verify").ok();
}

#[test]
fn whoever_is_shown_an_address_is_written_down() {
    let sandbox = agreed_in(Sandbox::on_a_file());
    let id = sandbox.run("consent list -q").ok().stdout.trim().to_owned();
    let revealed = |sandbox: &Sandbox| {
        let entries = sandbox.run("audit list --action consent.reveal -o json").ok().json();
        entries.as_array().unwrap().iter().map(|it| (it["object"].clone(), it["changes"].clone())).collect::<Vec<_>>()
    };
    let lines = [
        "consent list --subject jane@example.com --source /signup".to_owned(),
        "consent history jane@example.com".to_owned(),
        format!("consent history {id}"),
        format!("consent show {id}"),
    ];
    for line in &lines {
        assert!(!sandbox.run(&format!("{line} -o csv --columns ip")).ok().stdout.contains("203.0.113"));
        let rehearsed = sandbox.run(&format!("{line} -o csv --columns ip --reveal --dry-run")).ok().stdout;
        assert!(!rehearsed.contains("203.0.113"), "{rehearsed}");
    }
    assert_eq!(revealed(&sandbox), []);
    for (count, line) in lines.iter().enumerate() {
        assert!(sandbox.run(&format!("{line} -o csv --columns ip --reveal")).ok().stdout.contains("203.0.113"));
        assert_eq!(revealed(&sandbox).len(), count + 1);
    }
    let told = revealed(&sandbox);
    let subject = sandbox.run("consent list --field subject_id").ok().stdout.trim().to_owned();
    let objects: Vec<&str> = told.iter().map(|(object, _)| object.as_str().unwrap()).collect();
    assert_eq!(objects, [id.as_str(), id.as_str(), subject.as_str(), "default"], "the newest first");
    let list = &told[3].1;
    assert_eq!((&list["rows"], &list["subjects"][0]), (&1.into(), &subject.as_str().into()));
    assert!(!format!("{told:?}").contains("jane") && !format!("{told:?}").contains("signup"), "{told:?}");
    sandbox.tamper(
        "CREATE TRIGGER full BEFORE INSERT ON audit_log WHEN NEW.action = 'consent.reveal' BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    for line in &lines {
        let run = sandbox.run(&format!("{line} --reveal"));
        assert!(run.exit != 0 && run.stdout.is_empty(), "no entry, no output: {}", run.text());
    }
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
    for change in [
        "consent_private SET sealed = sealed",
        "consent_identities SET lookup = lookup",
        "consent_subjects SET tail = tail",
    ] {
        assert!(sandbox.refused(&format!("UPDATE {change}")).contains("hold"), "{change}");
    }
    assert!(sandbox.refused("DELETE FROM consent_holds").contains("hold"));
    assert!(sandbox.refused("UPDATE consent_events SET kind = 'given'").contains("never changed"));
    assert!(sandbox.refused("UPDATE consent_policies SET version = '9'").contains("never changed"));
    assert!(sandbox.refused("UPDATE consent_texts SET text = 'other'").contains("never changed"));
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
    check!(sandbox, "workspaces delete acme --confirm acme", @"
    $ gatepost workspaces delete acme --confirm acme
    --- stderr
    note: acme holds 0 tokens
    error: the workspace has records of consent; nothing was deleted
    hint: see them with: gatepost consent list --status all -w acme
    --- exit 5
    ");
    sandbox.run("workspaces create other").ok();
    sandbox.run("consent policies publish privacy@1 --file one.txt -w other").ok();
    sandbox.run("workspaces delete other --confirm other").ok();
}

#[test]
fn a_consent_that_is_moved_to_another_person_or_purpose_is_found() {
    for change in [
        "type = 'marketing', purpose = 'marketing'",
        "type = 'data_usage'",
        "purpose = 'newsletter'",
        "workspace = 'acme'",
        "subject_id = (SELECT s.id FROM consent_subjects s WHERE s.id <> subject_id)",
    ] {
        let sandbox = agreed();
        sandbox.run("workspaces create acme").ok();
        sandbox.run("consent grant bob --type analytics").ok();
        sandbox.run("consent renew bob --type analytics").ok();
        sandbox.run("consent history bob --reveal").ok();
        sandbox.run("db check").ok();
        sandbox.tamper(&format!("UPDATE consent_grants SET {change} WHERE type = 'analytics'"));
        let found = sandbox.run("db check").fails(8).stdout;
        assert!(found.contains("is of another person or purpose than the audit trail says"), "{change}\n{found}");
    }
}

#[test]
fn what_is_to_be_revealed_stands_in_the_table() {
    let sandbox = agreed();
    check!(sandbox, "consent history jane@example.com --reveal", @"
    $ gatepost consent history jane@example.com --reveal
    OCCURRED_AT        EVENT  PURPOSE     IP              USER_AGENT  REASON
    2026-11-22 09:30Z  given  newsletter  203.0.113.0/24  Firefox     -
    --- exit 0
    ");
    check!(sandbox, "consent list --reveal", @"
    $ gatepost consent list --reveal
    ID        SUBJECT           PURPOSE     STATUS  GIVEN_AT           IP              USER_AGENT
    nrm305s5  Jane@Example.com  newsletter  valid   2026-11-22 09:30Z  203.0.113.0/24  Firefox
    --- exit 0
    ");
    check!(sandbox, "consent list --reveal -q", @"
    $ gatepost consent list --reveal -q
    cns_01m819eke0tt8e18jenrm305s5
    --- exit 0
    ");
}

#[test]
fn a_consent_under_a_text_of_the_past_says_so() {
    let sandbox = agreed();
    sandbox.run("consent policies publish privacy@2 --file two.txt --material").ok();
    check!(sandbox, "consent renew jane@example.com --type marketing --purpose newsletter -q", @"
    $ gatepost consent renew jane@example.com --type marketing --purpose newsletter -q
    cns_01m819eke0tt8e18jenrm305s5
    --- stderr
    note: privacy@1 is out of date, so this consent does not hold; if a later text was shown, name it: --policy privacy@VERSION
    --- exit 0
    ");
    let renewed =
        sandbox.run("consent renew jane@example.com --type marketing --purpose newsletter --policy privacy@2");
    assert_eq!(renewed.ok().stderr, "");
    check!(sandbox, "consent grant bob --type marketing --policy privacy@1 -q", @"
    $ gatepost consent grant bob --type marketing --policy privacy@1 -q
    cns_01m819eke0twe05jyt27vfwrba
    --- stderr
    note: privacy@1 is out of date, so this consent does not hold; if a later text was shown, name it: --policy privacy@VERSION
    --- exit 0
    ");
}

#[test]
fn who_names_the_person_is_told_how_to_find_the_consent() {
    let sandbox = agreed();
    check!(sandbox, "consent show jane@example.com", @"
    $ gatepost consent show jane@example.com
    --- stderr
    error: workspace default has no consent jane@example.com
    hint: find it with: gatepost consent list --subject jane@example.com --status all
    --- exit 3
    ");
    check!(sandbox, "consent show abcdef", @"
    $ gatepost consent show abcdef
    --- stderr
    error: workspace default has no consent abcdef
    hint: find it with: gatepost consent list --subject SUBJECT --status all
    --- exit 3
    ");
}
