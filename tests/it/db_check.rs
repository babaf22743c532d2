//! `db check`: everything is read, and each kind of damage is found; `health`, which looks at little, finds what
//! shows at the ends.

use std::fs;

use serde_json::Value;

use crate::support::Sandbox;

/// A store in which everything that is checked is there.
fn filled() -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens scopes create orders:read").ok();
    sandbox.run("tokens scopes create orders:write").ok();
    let create = "tokens create ci --scope orders:write --scope orders:read --expires never -q";
    let secret = sandbox.run(create).ok().stdout;
    sandbox.input(secret.repeat(3)).run("tokens verify --batch --resource /orders").ok();
    sandbox.advance("2h");
    sandbox.run("db maintain").ok();
    sandbox.input(secret).run("tokens verify").ok();
    sandbox.run("db backup backup.db").ok();
    sandbox
}

#[test]
fn a_sound_store_passes() {
    check!(filled(), "db check", @"
    $ gatepost db check
    NAME          STATUS  DETAIL                                      FIX
    integrity     ok      every page holds                            -
    foreign_keys  ok      every key points at something               -
    audit         ok      4 entries, all hold                         -
    usage_hours   ok      every hour counts the rows that are kept    -
    token_scopes  ok      every token is listed with its scopes       -
    limits        ok      every limiter can be read                   -
    consents      ok      every consent is what its history comes to  -
    --- exit 0
    ");
}

#[test]
fn each_kind_of_damage_is_found() {
    for (name, sql) in [
        ("foreign_keys", "DELETE FROM api_tokens"),
        ("audit", "UPDATE audit_log SET actor = 'eve' WHERE seq = 1"),
        ("audit", "UPDATE audit_head SET size = 1"),
        ("usage_hours", "UPDATE api_usage_hours SET count = count + 1"),
        ("usage_hours", "DELETE FROM api_usage_hours"),
        (
            "usage_hours",
            "DELETE FROM api_usage_log WHERE nonce = (SELECT min(nonce) FROM api_usage_log WHERE rolled = 1)",
        ),
        ("token_scopes", "UPDATE api_tokens SET scopes = 'orders:read'"),
        ("token_scopes", "DELETE FROM api_token_scopes WHERE scope = 'orders:read'"),
        ("limits", "UPDATE api_limits SET levels = 'nonsense'"),
    ] {
        let sandbox = filled();
        sandbox.tamper(sql);
        let all = sandbox.run("db check -o json").fails(8).json();
        let bad: Vec<&Value> = all.as_array().unwrap().iter().filter(|check| check["status"] != "ok").collect();
        assert_eq!(bad.len(), 1, "{sql}: {bad:?}");
        assert_eq!((&bad[0]["name"], &bad[0]["status"]), (&name.into(), &"fail".into()), "{sql}");
        assert_eq!(sandbox.run("db check -q").fails(8).stdout, "");
    }
}

#[test]
fn the_command_for_a_limiter_works_on_the_store_and_the_workspace_of_its_token() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init --db k.db").ok();
    sandbox.run("workspaces create acme --db k.db").ok();
    let secret = sandbox.run("tokens create ci -w acme --db k.db -q").ok().stdout;
    sandbox.input(secret).run("tokens verify --db k.db").ok();
    sandbox.shell("sqlite3 k.db \"UPDATE api_limits SET levels = 'nonsense'\"").ok();
    let fix = sandbox.run("db check --db k.db -o json").fails(8).field("5.fix");
    assert!(fix.ends_with(" --reset -w acme --db k.db"), "{fix}");
    sandbox.shell(&fix).ok();
    sandbox.run("db check --db k.db").ok();
    assert!(!sandbox.store().exists(), "another store was made");
}

#[test]
fn counters_are_compared_only_where_their_rows_are_kept() {
    let sandbox = filled();
    sandbox.advance("31d");
    sandbox.run("db maintain").ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log"), 0);
    sandbox.run("db check").ok();
}

/// Overwrites a page of the store.
fn overwrite(sandbox: &Sandbox, page: i64, bytes: &[u8]) {
    let mut store = fs::read(sandbox.store()).unwrap();
    let start = (page as usize - 1) * 4_096;
    store[start..start + bytes.len()].copy_from_slice(bytes);
    fs::write(sandbox.store(), store).unwrap();
}

#[test]
fn damage_at_an_end_shows_in_health_and_all_of_it_in_the_check() {
    let roots = "SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 1 ORDER BY rootpage";
    let sandbox = filled();
    sandbox.run("tokens create many --count 400").ok();
    let database = sandbox.database();
    let mut statement = database.prepare(roots).unwrap();
    let roots: Vec<(String, i64)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect();
    drop(statement);
    drop(database);
    let whole = fs::read(sandbox.store()).unwrap();
    let tokens = roots.iter().find(|(name, _)| name == "api_tokens").unwrap().1;
    for (name, root) in roots {
        overwrite(&sandbox, root, &[0xa5; 4_096]);
        sandbox.run("health").fails(8);
        sandbox.run("db check").fails(8);
        assert!(fs::read(sandbox.store()).unwrap() != whole, "{name}");
        fs::write(sandbox.store(), &whole).unwrap();
    }
    // A page in the middle of a large table is out of sight of a short look.
    overwrite(&sandbox, middle(&whole, tokens), &[0xa5; 4_096]);
    sandbox.run("health").ok();
    sandbox.run("db check").fails(8);
}

/// The page below the middle of a root: <https://www.sqlite.org/fileformat.html#b_tree_pages>.
fn middle(store: &[u8], root: i64) -> i64 {
    let page = &store[(root as usize - 1) * 4_096..][..4_096];
    let number = |at: usize| usize::from(u16::from_be_bytes([page[at], page[at + 1]]));
    assert_eq!(page[0], 5, "the table is large enough to have pages below its root");
    let cell = number(12 + number(3) / 2 * 2);
    i64::from(u32::from_be_bytes(page[cell..cell + 4].try_into().unwrap()))
}

#[test]
fn health_reads_the_newest_entries_of_a_long_trail_only() {
    let sandbox = filled();
    sandbox.run("tokens create many --count 1500").ok();
    let said = sandbox.run("health -o json").ok().field("checks.1.detail");
    assert!(said.starts_with("the newest 1000 of 15"), "{said}");
    let newest = sandbox.number("SELECT max(seq) FROM audit_log");
    for (sql, finds) in [
        (format!("UPDATE audit_log SET actor = 'eve' WHERE seq = {newest}"), true),
        (format!("DELETE FROM audit_log WHERE seq = {newest}"), true),
        (format!("DELETE FROM audit_log WHERE seq = {}", newest - 500), true),
        ("UPDATE audit_log SET actor = 'eve' WHERE seq = 1".to_owned(), false),
    ] {
        let whole = fs::read(sandbox.store()).unwrap();
        sandbox.tamper(&sql);
        sandbox.run("health").fails(if finds { 8 } else { 0 });
        sandbox.run("db check").fails(8);
        fs::write(sandbox.store(), whole).unwrap();
    }
}

#[test]
fn a_restored_store_counts_the_backup_it_came_from() {
    let sandbox = filled();
    let secret = sandbox.run("tokens create other -q").ok().stdout;
    sandbox.advance("1h");
    sandbox.run("db backup nightly.db").ok();
    sandbox.advance("40d");
    sandbox.run("db restore nightly.db --yes").ok();
    let said = sandbox.run("health -o json").ok().field("checks.5.detail");
    assert_eq!(said, "last backup 2026-11-22T12:30:00.000Z, over 30 days ago; run gatepost db backup FILE");
    let verified = sandbox.number("SELECT CAST(value AS INTEGER) FROM marks WHERE name = 'backup_verified_at'");
    let made = sandbox.number("SELECT CAST(value AS INTEGER) FROM marks WHERE name = 'backed_up_at'");
    assert_eq!(verified, made, "a restore checks what it brings back");
    sandbox.input(secret).run("tokens verify --no-count").ok();
}

#[test]
fn an_index_that_disagrees_with_its_table_is_found_by_the_check_and_by_a_verified_backup() {
    let sandbox = filled();
    let change = |sql: &str| sandbox.tamper(&format!("PRAGMA writable_schema = ON; {sql}"));
    // Behind the back of its index a row changes.
    change("CREATE TABLE kept AS SELECT * FROM sqlite_schema WHERE name = 'api_tokens_tail'");
    change("DELETE FROM sqlite_schema WHERE name = 'api_tokens_tail'");
    change("UPDATE api_tokens SET tail = 'zzzzzz'");
    change("INSERT INTO sqlite_schema SELECT * FROM kept; DROP TABLE kept");
    sandbox.run("health").ok();
    let broken = sandbox.run("db check -o json").fails(8);
    assert_eq!(broken.field("0.detail"), "row 1 missing from index api_tokens_tail");
    assert_eq!(sandbox.run("db backup checked.db --verify -o json").fails(8).error()["code"], "store_damaged");
}
