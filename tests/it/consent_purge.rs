//! `consent purge`, and the holds that keep records from going.

use crate::support::Sandbox;

/// Three people whose consents ended on days of 2019, and one who still consents.
fn recorded() -> Sandbox {
    let sandbox = Sandbox::new();
    for (who, day) in [("ann", "2019-11-20"), ("ben", "2019-11-21"), ("cid", "2019-11-22")] {
        sandbox.run(&format!("consent grant {who} --type marketing --at 2019-01-01")).ok();
        sandbox.run(&format!("consent revoke {who} --reason moved --at {day}T23:59:59Z")).ok();
    }
    sandbox.run("consent grant dan --type marketing --at 2015-01-01").ok();
    sandbox
}

fn plan(sandbox: &Sandbox) -> (String, i64) {
    let seen = sandbox.run("consent purge --dry-run -o json").ok().json();
    (seen["plan_id"].as_str().unwrap().to_owned(), seen["due"].as_i64().unwrap())
}

fn subjects(sandbox: &Sandbox) -> i64 {
    sandbox.number("SELECT count(*) FROM consent_subjects")
}

#[test]
fn what_was_kept_for_seven_years_goes_and_never_a_day_before() {
    let sandbox = recorded();
    // It is the 22nd: the day on which the first ended was over seven years ago, and the second's as well.
    assert_eq!(plan(&sandbox).1, 2);
    sandbox.at("2026-11-21T23:59:59.999Z");
    sandbox.run("consent purge --dry-run").fails(5);
    sandbox.at("2026-11-22T23:59:59.999Z");
    let (plan_id, due) = plan(&sandbox);
    assert_eq!(due, 2);
    let before = sandbox.dump();
    sandbox.run("consent purge").fails(9);
    sandbox.run("consent purge --yes").fails(9);
    sandbox.run("consent purge --confirm plan_0").fails(5);
    assert_eq!(sandbox.dump(), before);
    let done = sandbox.run(&format!("consent purge --confirm {plan_id} -o json")).ok().json();
    assert_eq!((&done["purged"], &done["subjects"], &done["changed"]), (&2.into(), &2.into(), &true.into()));
    assert_eq!(subjects(&sandbox), 2);
    for table in ["consent_grants", "consent_identities"] {
        assert_eq!(sandbox.number(&format!("SELECT count(*) FROM {table}")), 2);
    }
    assert_eq!(sandbox.number("SELECT count(*) FROM marks WHERE name = 'consent_purge'"), 0);
    sandbox.at("2026-11-23T00:00:00Z");
    assert_eq!(plan(&sandbox).1, 1);
    sandbox.run("audit verify").ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM audit_log WHERE action = 'consent.purge'"), 2);
    sandbox.run("db check").ok();
}

#[test]
fn a_purpose_may_say_longer_but_not_shorter() {
    let sandbox = Sandbox::new();
    for (name, retention) in [("court", "10y"), ("quick", "1y")] {
        sandbox.run(&format!("consent purposes create {name} --type marketing --retention {retention}")).ok();
        sandbox.run(&format!("consent grant ann --type marketing --purpose {name} --at 2018-01-01")).ok();
    }
    sandbox.run("consent revoke ann --at 2018-02-01").ok();
    sandbox.at("2022-01-01");
    let report = sandbox.run("consent status -o json").ok().json();
    assert_eq!(report["retention_due"], 0, "what no purge would remove");
    sandbox.at("2026-11-22T09:30:00Z");
    let (plan_id, due) = plan(&sandbox);
    assert_eq!(due, 1);
    let report = sandbox.run("consent status -o json").fails(11).json();
    assert_eq!((&report["retention_due"], &report["reasons"][0]["rule"]), (&1.into(), &"GP-C07".into()));
    let done = sandbox.run(&format!("consent purge --confirm {plan_id} -o json")).ok().json();
    // The person is still on record for the other purpose.
    assert_eq!((&done["purged"], &done["subjects"]), (&1.into(), &0.into()));
    assert_eq!(sandbox.run("consent list --status all --field purpose").ok().stdout, "court\n");
    sandbox.run("config set consent.retention 20y --store").ok();
    sandbox.at("2029-01-01");
    assert_eq!(plan(&sandbox).1, 0);
    sandbox.run("consent purge --confirm anything").fails(5);
}

#[test]
fn what_has_changed_since_makes_another_plan() {
    let sandbox = recorded();
    let (plan_id, _) = plan(&sandbox);
    sandbox.run("consent grant ann --type marketing").ok();
    sandbox.run(&format!("consent purge --confirm {plan_id}")).fails(5);
    assert_eq!(subjects(&sandbox), 4);
    assert_eq!(plan(&sandbox).1, 1);
}

#[test]
fn those_under_a_hold_are_left_and_counted() {
    let sandbox = recorded();
    sandbox.run("consent holds create ann --matter case").ok();
    let seen = sandbox.run("consent purge --dry-run -o json").ok().json();
    assert_eq!((&seen["due"], &seen["held"]), (&2.into(), &1.into()));
    let plan_id = seen["plan_id"].as_str().unwrap().to_owned();
    let done = sandbox.run(&format!("consent purge --confirm {plan_id} -o json")).ok().json();
    assert_eq!((&done["purged"], &done["held"]), (&1.into(), &1.into()));
    assert_eq!(subjects(&sandbox), 3);
    let found = sandbox.run("doctor --verbose").stdout;
    assert!(found.contains("name    consent_retention\nstatus  ok\n"), "{found}");
}

#[test]
fn a_purge_that_was_broken_off_goes_on() {
    let sandbox = recorded();
    let (plan_id, _) = plan(&sandbox);
    // It had begun, and one of the two is gone.
    let now = 1_795_339_800_000_i64;
    sandbox.tamper(&format!("INSERT INTO marks (name, value) VALUES ('consent_purge', '{plan_id} 7y default {now}')"));
    sandbox.tamper(
        "DELETE FROM consent_private WHERE grant_id IN (SELECT id FROM consent_grants WHERE ends_at < 1574380799000);
        DELETE FROM consent_events WHERE grant_id IN (SELECT id FROM consent_grants WHERE ends_at < 1574380799000)",
    );
    sandbox.tamper("DELETE FROM consent_grants WHERE ends_at < 1574380799000");
    assert_ne!(plan(&sandbox).0, plan_id);
    sandbox.advance("1h");
    sandbox.run("workspaces create acme").ok();
    sandbox.run(&format!("consent purge -w acme --confirm {plan_id}")).fails(5);
    sandbox.env("GATEPOST_CONSENT_RETENTION", "6y").run(&format!("consent purge --confirm {plan_id}")).fails(5);
    let done = sandbox.run(&format!("consent purge --confirm {plan_id} -o json")).ok().json();
    assert_eq!(done["purged"], 1);
    sandbox.run(&format!("consent purge --confirm {plan_id}")).fails(5);
}

#[test]
fn people_are_forgotten_while_a_purge_runs() {
    let sandbox = recorded();
    let (plan_id, _) = plan(&sandbox);
    let purge = sandbox.spawn(&format!("consent purge --confirm {plan_id} -o json"));
    let erase = sandbox.spawn("consent erase dan --confirm dan -o json");
    assert_eq!(purge.wait().ok().json()["purged"], 2);
    // Where the purge held the store for long, the traces are left, and the same command takes them out.
    let mut erased = erase.wait();
    if erased.exit == 12 {
        erased = sandbox.run("consent erase dan --confirm dan -o json");
    }
    assert_eq!(erased.ok().json()["scrubbed"], true);
    assert_eq!(subjects(&sandbox), 2);
    sandbox.run("audit verify").ok();
}

#[test]
fn holds_are_shown_and_released_each() {
    let sandbox = recorded();
    check!(sandbox, "consent holds create ann --matter 'case 12/2026'", @"
    $ gatepost consent holds create ann --matter 'case 12/2026'
    id           hld_01m819eke06r0g3d6a20nsm0vc
    workspace    default
    subject      ann
    matter       case 12/2026
    status       active
    placed_at    2026-11-22 09:30Z
    placed_by    ada@desk
    subject_id   sub_01m819eke0r5knw2xsg2jqba4q
    changed      yes
    --- exit 0
    ");
    check!(sandbox, "consent holds create nobody --matter case", @"
    $ gatepost consent holds create nobody --matter case
    --- stderr
    error: workspace default has no consent of this subject on record
    hint: see who is on record with: gatepost consent list --status all
    --- exit 3
    ");
    check!(sandbox, "consent holds create ann --matter ''", @"
    $ gatepost consent holds create ann --matter ''
    --- stderr
    error: --matter is empty
    hint: say which case, order or request it is for
    --- exit 2
    ");
    sandbox.advance("1m");
    sandbox.run("consent holds create ann --matter second").ok();
    check!(sandbox, "consent holds list --columns subject,matter,status,placed_at", @"
    $ gatepost consent holds list --columns subject,matter,status,placed_at
    SUBJECT  MATTER        STATUS  PLACED_AT
    ann      second        active  2026-11-22 09:31Z
    ann      case 12/2026  active  2026-11-22 09:30Z
    --- exit 0
    ");
    let ids = sandbox.run("consent holds list --field id --sort placed_at").ok().stdout;
    let first = ids.lines().next().unwrap();
    assert_eq!(sandbox.run(&format!("consent holds release {first} -o json")).ok().json()[0]["changed"], true);
    assert_eq!(sandbox.run(&format!("consent holds release {first} -o json")).ok().json()[0]["changed"], false);
    check!(sandbox, "consent holds list --subject ann --status all --columns subject,matter,status", @"
    $ gatepost consent holds list --subject ann --status all --columns subject,matter,status
    SUBJECT  MATTER        STATUS
    ann      second        active
    ann      case 12/2026  released
    --- exit 0
    ");
    check!(sandbox, "consent holds release hld_00000000000000000000000000", @"
    $ gatepost consent holds release hld_00000000000000000000000000
    --- stderr
    error: workspace default has no hold hld_00000000000000000000000000
    hint: list them with: gatepost consent holds list --status all
    --- exit 3
    ");
    assert_eq!(sandbox.run("consent holds list --status released -A --field matter").ok().stdout, "case 12/2026\n");
    assert_eq!(sandbox.run("consent holds list --subject ann --limit 1 --field matter").ok().stdout, "second\n");
}

/// Whether the database takes a statement.
fn takes(sandbox: &Sandbox, sql: &str) -> Result<(), String> {
    match sandbox.client() {
        Some(mut client) => {
            client.batch_execute(sql).map_err(|cause| cause.as_db_error().unwrap().message().to_owned())
        }
        None => sandbox
            .database()
            .execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}"))
            .map_err(|cause| cause.to_string()),
    }
}

#[test]
fn the_schema_keeps_what_is_under_a_hold() {
    let sandbox = recorded();
    sandbox.run("consent holds create ann --matter case").ok();
    let ann = sandbox.run("consent list --subject ann --status all --field subject_id").ok().stdout.trim().to_owned();
    let mine = format!("subject_id = '{ann}'");
    let events = format!("grant_id IN (SELECT id FROM consent_grants WHERE {mine})");
    let statements = [
        format!("DELETE FROM consent_private WHERE {mine}"),
        format!("UPDATE consent_private SET number = number + 100 WHERE {mine}"),
        format!("DELETE FROM consent_identities WHERE {mine}"),
        format!("UPDATE consent_identities SET reference = lookup WHERE {mine}"),
        format!("DELETE FROM consent_grants WHERE {mine}"),
        format!("UPDATE consent_grants SET purpose = 'other' WHERE {mine}"),
        format!("DELETE FROM consent_subjects WHERE id = '{ann}'"),
        format!("UPDATE consent_subjects SET workspace = 'other' WHERE id = '{ann}'"),
        format!("DELETE FROM consent_events WHERE {events}"),
        format!("DELETE FROM consent_holds WHERE {mine}"),
        format!("UPDATE consent_holds SET placed_at = 1 WHERE {mine}"),
    ];
    let before = sandbox.dump();
    for sql in &statements {
        let refused = takes(&sandbox, sql).unwrap_err();
        assert!(refused.contains("consent: the subject is under a hold"), "{sql}: {refused}");
    }
    assert_eq!(sandbox.dump(), before);
    // A new decision is still recorded.
    sandbox.run("consent grant ann --type marketing").ok();
    let hold = sandbox.run("consent holds list --field id").ok().stdout;
    sandbox.run(&format!("consent holds release {}", hold.trim())).ok();
    takes(&sandbox, &statements[0]).unwrap();
}
