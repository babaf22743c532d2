//! Every query of the product is served by an index: the planner is asked about each statement that the
//! commands run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use gatepost::store::forms;
use gatepost::store::sealed::{self, Slot};

use crate::every_format::{RUNS, prepared};
use crate::support::Sandbox;

/// Tables that a statement may walk from end to end: small ones, and those that are read in key order.
pub const WALKED: [&str; 16] = [
    "sqlite_schema",
    "workspaces",
    "settings",
    "api_tiers",
    "api_scopes",
    "consent_purposes",
    "consent_texts",
    "webhook_types",
    "refinery_schema_history",
    "moving",
    // A handful of data keys, and one wrap of each.
    "k",
    "seal_wraps",
    "w",
    // Verification of the trail, and its list in every workspace, go along the numbers.
    "audit_log",
    // A report of all time over every workspace, and the rolling up of what is left, read all there is.
    "api_usage_hours",
    "api_usage_log",
];

/// Statements that read all there is: what looks after the store looks at everything.
const WHOLE: [&str; 11] = [
    // Whoever was forgotten is noted once more outside of the store.
    "SELECT e.subject_id, e.erased_at FROM consent_erasures e",
    "SELECT f.freelist_count * p.page_size FROM pragma_freelist_count f",
    "SELECT t.workspace, t.id, t.name FROM api_tokens t NOT INDEXED",
    "SELECT t.workspace, t.scopes FROM api_tokens t NOT INDEXED",
    "SELECT t.id FROM api_tokens t WHERE t.scopes <>",
    "SELECT t.workspace, t.id, t.name, l.at, l.levels FROM api_limits l",
    "SELECT g.ends_at, g.events, e.number",
    "SELECT g.id, g.workspace, g.subject_id, g.type, g.purpose, a.workspace, a.changes",
    "SELECT name, sql FROM sqlite_schema",
    "SELECT t.name, NULL, 'rowid', NULL FROM pragma_table_list",
    "SELECT t.name, c.name, c.pk FROM pragma_table_list",
];

/// Lists in every order and by every filter; what else takes another path than the runs of every verb,
/// one after the other, on one store.
pub const MORE: &[(&str, &str)] = &[
    ("webhooks endpoints list -A --after x", ""),
    ("webhooks endpoints list --since 1d --sort created_at", ""),
    ("webhooks endpoints show aaaaaaaa", ""),
    ("webhooks types list -A", ""),
    ("webhooks types create invoice.paid --replace --schema true", ""),
    ("webhooks events list -A --since 1d --until 2030-01-01", ""),
    ("webhooks events list --sort created_at --limit 1", ""),
    ("webhooks fire --batch --enqueue", "events.jsonl"),
    ("webhooks fire invoice.paid --data 1", ""),
    ("webhooks test hook", ""),
    ("webhooks deliveries list -A --status failed", ""),
    ("webhooks deliveries list --status failed", ""),
    ("webhooks deliveries list --status delivered --event invoice.*", ""),
    ("webhooks deliveries list --endpoint hook", ""),
    ("webhooks deliveries list --endpoint hook --status retrying --sort created_at", ""),
    ("webhooks deliveries list --event inv-1 --endpoint hook --status pending", ""),
    ("webhooks deliveries explain inv-1", ""),
    ("webhooks attempts list --since 1d", ""),
    ("webhooks attempts list --endpoint hook", ""),
    ("webhooks attempts list --delivery inv-1", ""),
    ("webhooks replay --endpoint hook --status cancelled --yes", ""),
    ("webhooks endpoints update hook --rate 5/1s --header none --ordered no", ""),
    ("webhooks work --once", ""),
    ("webhooks endpoints disable hook", ""),
    ("webhooks endpoints enable hook", ""),
    ("webhooks endpoints update hook --ordered yes --url https://else.invalid/", ""),
    ("webhooks work --once", ""),
    ("webhooks endpoints rotate-secret hook --grace 1h", ""),
    ("webhooks endpoints rotate-secret hook --grace 30m", ""),
    ("webhooks endpoints rotate-secret hook --finish --yes", ""),
    ("webhooks endpoints delete hook --yes", ""),
    ("webhooks types show nonsense", ""),
    ("init --db fresh.db", ""),
    ("audit checkpoint --sign --db fresh.db", ""),
    ("tokens list -A --status all", ""),
    ("tokens list -A --sort name", ""),
    ("tokens list -A --sort expires_at:desc", ""),
    ("tokens list --sort created_at", ""),
    ("tokens list --sort name", ""),
    ("tokens list --sort name:desc", ""),
    ("tokens list --sort expires_at", ""),
    ("tokens list --sort expires_at:desc", ""),
    ("tokens list --sort name --after good", ""),
    ("tokens list --sort expires_at --after good --limit 1", ""),
    ("tokens list --after good --limit 1", ""),
    ("tokens list -A --after good", ""),
    ("tokens list --owner a --tier free --env live --name 'a*' --metadata a=b", ""),
    ("tokens list -A --owner a", ""),
    ("tokens list --owner a --sort name", ""),
    ("tokens list --owner a --sort expires_at", ""),
    ("tokens revoke --owner a -A --dry-run", ""),
    ("tokens list --scope orders:*", ""),
    ("tokens list -A --scope orders:*", ""),
    ("tokens list --scope orders:* --sort name", ""),
    ("tokens list --since 1d --until 2030-01-01 --created-before 1h", ""),
    ("tokens list --expiring-within 7d", ""),
    ("tokens list --expiring-within 7d --sort expires_at", ""),
    ("tokens list --unused-for 7d", ""),
    ("tokens revoke --unused-for 7d -A --dry-run", ""),
    ("tokens usage -A --by outcome", ""),
    ("tokens guesses --ip 192.0.2.7", ""),
    ("tokens stale --for 30m -A --sort expires_at", ""),
    ("tokens stale --for 30m --sort name:desc --after good", ""),
    ("tokens stale --for 2h --owner =1+1 --since 1d", ""),
    ("tokens tiers simulate free --rate 1/1h --since 1h", ""),
    ("tokens usage good --by hour --since 1d", ""),
    ("tokens usage --by day --since 1d --until 2030-01-01", ""),
    ("audit list --by a --action b --since 1d --until 2030-01-01", ""),
    ("audit list -A --object x --sort seq --after 2", ""),
    ("tokens scopes list -A", ""),
    ("workspaces list --after a", ""),
    ("consent grant user-9 --type marketing --purpose newsletter --policy privacy@1", ""),
    ("consent check --batch --type analytics", "subjects"),
    ("consent list -A --status all", ""),
    ("consent list --status valid --type analytics --purpose analytics --source web --locale de", ""),
    ("consent list --status expired --expiring-within 7d --changed-since 1d", ""),
    ("consent list --sort ends_at --expiring-within 400d", ""),
    ("consent list --sort recorded_at:desc --changed-since 1d -A", ""),
    ("consent list --since 1d --until 2030-01-01 --policy privacy --limit 1", ""),
    ("consent list --status all --at 1s --known-at 1s", ""),
    ("consent export --type analytics --status valid", ""),
    ("consent export --as iso27560 --controller acme.json", ""),
    ("consent import consents.csv", ""),
    ("consent access user-7 --out user-7.json", ""),
    ("consent show aaaaaaaa", ""),
    ("consent check sub_aaaaaaaa --type analytics", ""),
    ("consent check sub_01m819eke0r5knw2xsg2jqba4q --type analytics", ""),
    ("consent grant user-9 --type analytics --policy nosuch@1", ""),
    ("consent holds list -A --sort placed_at --since 1d --until 2030-01-01 --limit 1", ""),
    ("consent holds list --subject jane@example.com --status all", ""),
    ("consent holds list --after hld_01m819eke0r5knw2xsg2jqba4q", ""),
    ("consent holds release aaaaaaaa", ""),
    ("consent holds release hld_01m819eke0r5knw2xsg2jqba4q", ""),
    ("consent purposes list -A", ""),
    ("consent purposes list --after a", ""),
    ("consent purposes show pur_01m819eke0r5knw2xsg2jqba4q", ""),
    ("consent policies list -A --sort published_at", ""),
    ("consent policies list --name privacy --since 1d --until 2030-01-01 --limit 1", ""),
    ("consent policies show pol_01m819eke0r5knw2xsg2jqba4q", ""),
    ("consent policies publish privacy@3 --file policy.txt --material", ""),
    ("tokens show aaaaaaaa", ""),
    ("tokens limits good --reset", ""),
    ("tokens rotate good", ""),
    ("tokens rotate good --finish", ""),
    ("config set tokens.prefix acme --store", ""),
    ("config unset tokens.prefix --store", ""),
    ("tokens revoke limited --reason leaked", ""),
    ("tokens import import.csv --create-scopes", ""),
    ("tokens import import.csv", ""),
    ("tokens export -A", ""),
    ("tokens export --after good --status live -o csv", ""),
    ("tokens revoke -", "good"),
    ("tokens tiers create open --rate none", ""),
    ("doctor --fix", ""),
    ("complete-line bash 'gatepost tokens show tok_'", ""),
    ("complete-line bash 'gatepost tokens list --scope o'", ""),
    ("complete-line bash 'gatepost tokens list --tier '", ""),
    ("complete-line bash 'gatepost -w '", ""),
    ("db backup verified.db --verify", ""),
    ("db move --to moved.db --yes", ""),
    ("db move --abort --yes", ""),
    ("keys rewrap --to other.key --yes", ""),
    ("keys rewrap --to .config/gatepost/sealing.key --key-file other.key --yes", ""),
    ("keys rewrap --finish --yes", ""),
    ("init --db fresh.db", ""),
    ("audit checkpoint --sign --db fresh.db", ""),
];

/// Statements that only come when a delivery takes long: they find one row by its key.
const LATE: [&str; 1] = ["UPDATE webhook_deliveries SET due_at = ?3, lease = ?4 WHERE id = ?1 AND lease = ?2"];

/// What is wrong with a step of a plan, if anything.
fn fault(step: &str, statement: &str) -> Option<&'static str> {
    if step.starts_with("USE TEMP B-TREE FOR") && step.contains("ORDER BY") {
        return Some("sorts in memory");
    }
    if step.starts_with("SEARCH api_usage_hours USING INDEX ") {
        return Some("looks up counters one by one");
    }
    let table = step.strip_prefix("SCAN ")?.split(' ').next()?;
    // Where nothing narrows a list, it walks what is listed in the order of an index.
    let listed = ["t", "g", "p", "h"].contains(&table) && step.contains(" USING INDEX ");
    let in_order = listed && statement.contains(&format!(" ORDER BY {table}."));
    let counted = table == "t" && statement.starts_with("SELECT count(*) FROM (SELECT 1");
    let derived = table.starts_with('(') || ["found", "counted", "lane", "due"].contains(&table) || table == "CONSTANT";
    // The first or the last row of a whole table or index.
    let end = statement.starts_with("SELECT * FROM \"") && statement.ends_with("LIMIT 1");
    let whole = end || WHOLE.iter().any(|beginning| statement.starts_with(beginning));
    // The digest of a copy is over every row there is.
    let digest = statement.starts_with("SELECT * FROM") && statement.ends_with("NOT INDEXED");
    // A move reads every row, in key order or as they lie.
    let moved = statement.starts_with("SELECT \"") || statement.starts_with("SELECT count(*) FROM \"");
    // Whether everything opens is found by opening everything.
    let walked = |slot: &&Slot| format!(" FROM {} WHERE {} IS NOT NULL ORDER BY {}", slot.table, slot.column, slot.id);
    let opened = sealed::ALL.iter().any(|slot| statement.ends_with(&walked(slot)));
    let fine = digest || moved || opened || whole || WALKED.contains(&table) || in_order || counted || derived;
    (!fine).then_some("walks a table")
}

/// The files of the room that knows SQL, and of its folders.
fn rooms_of_sql() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut paths = vec![PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/store"))];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            found.push(path);
        }
    }
    found
}

/// The beginning of each statement that stands in the rooms of SQL, up to what is filled in.
fn written() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in rooms_of_sql() {
        let text = std::fs::read_to_string(&path).unwrap();
        let product = text.split("#[cfg(test)]").next().unwrap();
        for verb in ["SELECT ", "INSERT ", "UPDATE ", "DELETE "] {
            for (at, _) in product.match_indices(&format!("\"{verb}")) {
                let rest = &product[at + 1..];
                let end = rest.find(['{', '"', '\\', '\n']).unwrap();
                found.push((path.display().to_string(), rest[..end].trim_end().to_owned()));
            }
        }
    }
    found
}

/// Whether a file's statements are those of a migration, or are only run on a server.
fn not_of_sqlite(file: &str) -> bool {
    ["migrate.rs", "postgres.rs", "shared.rs", "forms.rs"].iter().any(|name| file.ends_with(name))
}

#[test]
fn few_statements_stand_in_two_forms() {
    let all = written().into_iter().filter(|(file, _)| !not_of_sqlite(file)).count();
    let twice = forms::ALL.len();
    assert!(twice * 20 <= all, "{twice} of {all} statements stand in two forms, which is more than one in twenty");
    for forms in forms::ALL {
        assert_ne!(forms.sqlite, forms.postgres, "{} stands in one form", forms.what);
    }
    // None stands elsewhere: what only a server understands is said where the server is known.
    for path in rooms_of_sql() {
        if ["postgres.rs", "shared.rs", "forms.rs"].iter().any(|name| path.ends_with(name)) {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for word in ["pg_", "SKIP LOCKED", "FOR UPDATE", "FOR NO KEY UPDATE", "NOWAIT", "current_setting"] {
            let found = text.lines().find(|line| !line.trim_start().starts_with("//") && line.contains(word));
            let hint = found.filter(|line| !line.contains(".hint(") && !line.contains("pg_hba.conf"));
            assert_eq!(hint, None, "{} has a form of its own; declare it in forms.rs", path.display());
        }
    }
}

#[test]
fn the_tokens_of_an_owner_are_found_by_their_owner() {
    let sandbox = prepared();
    let plans = sandbox.home().join("plans");
    for line in ["tokens list --owner a", "tokens list -A --owner a", "tokens revoke -A --owner a --dry-run"] {
        let _ = std::fs::remove_file(&plans);
        sandbox.env("GATEPOST_TEST_PLANS", plans.display().to_string()).run(line).ok();
        let told = std::fs::read_to_string(&plans).unwrap();
        let read: Vec<&str> = told.lines().filter(|step| step.contains(" t USING ") || step.ends_with(" t")).collect();
        assert!(
            !read.is_empty() && read.iter().all(|step| step.contains("api_tokens_owner (owner=?)")),
            "{line}\n{told}"
        );
    }
}

/// People who are forgotten, owners of revoked tokens among them, in a store and in a copy that is older; and records
/// that were kept long enough.
fn forgotten(sandbox: &Sandbox, run: &dyn Fn(&str, &str)) {
    sandbox.run("consent grant user-5 --type analytics --at 2015-01-01").ok();
    sandbox.run("consent revoke user-5 --at 2015-02-01").ok();
    run("consent purge -A --dry-run", "");
    let plan = sandbox.run("consent purge --dry-run --field plan_id").ok().stdout;
    run(&format!("consent purge --confirm {}", plan.trim()), "");
    sandbox.run("consent grant User-6@example.com --type analytics").ok();
    for owner in ["User-6@example.com", "user-6@example.com"] {
        sandbox.run(&format!("tokens create of-{owner} --owner {owner}")).ok();
        sandbox.run(&format!("tokens revoke of-{owner}")).ok();
    }
    sandbox.run("db backup before.db").ok();
    run("consent erase user-6@example.com --confirm user-6@example.com", "");
    run("db restore before.db --yes", "");
    run("consent list", "");
    std::fs::copy(sandbox.home().join("before.db"), sandbox.store()).unwrap();
    run("consent list", "");
    run("doctor --fix", "");
}

#[test]
fn every_statement_is_served_by_an_index() {
    let sandbox = prepared();
    let file = sandbox.home().join("plans");
    let plans = file.display().to_string();
    let read =
        |name: &str| if name.is_empty() { Vec::new() } else { std::fs::read(sandbox.home().join(name)).unwrap() };
    let secret = read("good");
    sandbox.input(secret).run("tokens verify --scope orders:read --ip 192.0.2.1").ok();
    // The file that is copied holds all there is after it.
    sandbox.run("db maintain").ok();
    let store = std::fs::read(sandbox.store()).unwrap();
    // So that there are hours to roll up.
    sandbox.advance("2h");
    let run = |line: &str, input: &str| {
        let _ = sandbox.input(read(input)).env("GATEPOST_TEST_PLANS", &plans).run(line);
    };
    for (line, input, _) in RUNS {
        std::fs::remove_dir_all(sandbox.store().parent().unwrap()).unwrap();
        sandbox.write(".local/share/gatepost/gatepost.db", &store);
        run(line, input);
    }
    // The first of all, which makes what is there for all.
    let first = Sandbox::on_a_file();
    first.env("GATEPOST_TEST_PLANS", &plans).run("consent grant user-7 --type analytics").ok();
    sandbox.tamper("INSERT INTO audit_salts (seq, salt) VALUES (9999, x'00')");
    forgotten(&sandbox, &run);
    for (line, input) in MORE {
        run(line, input);
    }
    for verb in ["tokens usage --since 1d", "tokens usage good --since 1d", "audit list --limit 1"] {
        sandbox.shell(&format!("GATEPOST_TEST_PLANS={plans} gatepost {verb} --follow -o csv | head -n 1")).ok();
    }
    // Secrets that do not open.
    run("webhooks endpoints create https://hooks.invalid/ --name closed", "");
    run("webhooks fire invoice.paid --enqueue", "");
    sandbox.tamper("UPDATE webhook_secrets SET sealed = x'00'");
    run("webhooks work --once", "");
    // A clock that was set back.
    run("webhooks endpoints create https://hooks.invalid/ --name back", "");
    run("webhooks fire invoice.paid", "");
    sandbox.at("2026-11-22T08:00:00Z");
    run("webhooks work --once", "");
    sandbox.advance("10h");
    // What is overdue goes, and is counted before where somebody looks on.
    let guesses = "other_text\nanother_text\n";
    sandbox.input(guesses).env("GATEPOST_TEST_PLANS", &plans).run("tokens verify --batch").ok();
    sandbox.advance("100d");
    sandbox.env("GATEPOST_TEST_PLANS", &plans).env("GATEPOST_TEST_TERMINAL", "1").run("db maintain").ok();
    let told = std::fs::read_to_string(file).unwrap();
    let mut statements: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut statement = "";
    for line in told.lines() {
        match line.strip_prefix('\t') {
            Some(step) => statements.get_mut(statement).unwrap().push(step),
            None => {
                statement = line;
                statements.insert(line, Vec::new());
            }
        }
    }
    let mut faults = Vec::new();
    // A migration's own statements are no queries of the product.
    for (file, beginning) in written().iter().filter(|(file, _)| !not_of_sqlite(file)) {
        let late = LATE.contains(&beginning.as_str());
        if !late && !statements.keys().any(|statement| statement.contains(beginning.as_str())) {
            faults.push(format!("never seen: {beginning} of {file}"));
        }
    }
    for (statement, steps) in &statements {
        for step in steps {
            faults.extend(fault(step, statement).map(|fault| format!("{fault}: {step}\n    {statement}")));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
