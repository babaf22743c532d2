//! `db move` between files: what is asked of both places, and who is told what. `moves_server` moves to a server and
//! back.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use rusqlite::Connection;

use crate::support::{Sandbox, cell, texts};

/// A store with something of everything, in the home folder; the token `ci`.
pub fn filled(sandbox: &Sandbox) -> String {
    let run = |line: &str| sandbox.run(&format!("{line} --db a.db")).ok().stdout;
    run("init -q");
    run("tokens scopes create orders:read");
    run("workspaces create acme");
    run("config set tokens.prefix acme --store");
    run("tokens create many --count 20 --owner eve -q");
    run("tokens revoke many-1 --reason leaked");
    let token = run("tokens create ci --scope orders:read --metadata 'text=Zürich 🦀' --rate 100/1m -q");
    for _ in 0..3 {
        sandbox.input(token.as_str()).run("tokens verify --resource /orders --db a.db").ok();
    }
    run("db maintain");
    // A sealed value, which is bound to the id of the store.
    run("audit checkpoint --sign");
    sandbox.input(token.as_str()).run("tokens verify --db a.db").ok();
    token
}

/// Every row of a file, but for what a move says of itself and when the schema was made.
pub fn rows(file: &Path) -> Vec<String> {
    let database = Connection::open(file).unwrap();
    let mut rows = Vec::new();
    for table in texts(&database, "SELECT name FROM sqlite_schema WHERE type = 'table'") {
        let mut statement = database.prepare(&format!("SELECT * FROM \"{table}\"")).unwrap();
        let width = statement.column_count();
        let told = statement.query_map([], |row| Ok((0..width).map(|at| cell(row, at)).collect::<String>()));
        rows.extend(told.unwrap().map(|row| format!("{table}{}", row.unwrap())));
    }
    let of_the_move = ["refinery_schema_history ", "audit_head ", "marks \"move"];
    rows.retain(|row| !of_the_move.iter().any(|it| row.starts_with(it)) && !row.contains("store.move"));
    rows.sort();
    rows
}

/// Asserts that two files say the same.
#[track_caller]
pub fn same(one: &Path, other: &Path) {
    let (one, other) = (rows(one), rows(other));
    let differ: Vec<_> = one.iter().filter(|row| other.binary_search(row).is_err()).take(3).collect();
    assert!(one.len() == other.len() && differ.is_empty(), "{} and {} rows: {differ:#?}", one.len(), other.len());
}

/// The tables, indexes and triggers of a file.
fn objects(file: &Path) -> Vec<String> {
    let database = Connection::open(file).unwrap();
    texts(&database, "SELECT type || ' ' || coalesce(sql, name) FROM sqlite_schema ORDER BY 1")
}

#[test]
fn a_store_is_moved_and_only_read_where_it_was() {
    let sandbox = Sandbox::on_a_file();
    let token = filled(&sandbox);
    let before = objects(&sandbox.home().join("a.db"));
    check!(sandbox, "db move --db a.db --to b.db", @"
    $ gatepost db move --db a.db --to b.db
    --- stderr
    error: nothing was changed, since nobody confirmed: move ~/a.db to ~/b.db, and only read it from now on
    hint: add --yes, or look at it first with --dry-run
    --- exit 9
    ");
    check!(sandbox, "db move --db a.db --to b.db --dry-run", @"
    $ gatepost db move --db a.db --to b.db --dry-run
    from        ~/a.db
    to          ~/b.db
    tables      39
    rows        89
    seconds     0
    changed     yes
    --- stderr
    note: dry run: nothing was changed
    --- exit 0
    ");
    assert!(!sandbox.home().join("b.db.moving.draft").exists() && !sandbox.home().join("b.db").exists());
    check!(sandbox, "db move --db a.db --to b.db --yes --columns tables,rows,audit_size,changed", @"
    $ gatepost db move --db a.db --to b.db --yes --columns tables,rows,audit_size,changed
    tables      39
    rows        91
    audit_size  29
    changed     yes
    --- exit 0
    ");
    same(&sandbox.home().join("a.db"), &sandbox.home().join("b.db"));
    assert_eq!(objects(&sandbox.home().join("b.db")), before);
    assert!(!sandbox.home().join("b.db.moving.draft").exists());
    sandbox.run("db check --db b.db").ok();
    sandbox.run("audit verify --db b.db").ok();
    sandbox.run("audit checkpoint --sign --db b.db").ok();
    assert!(sandbox.input(token.as_str()).run("tokens verify --db b.db -q").ok().stdout.is_empty());
    // What was there is read as before, and says where it is now.
    sandbox.run("tokens list --db a.db").ok();
    sandbox.run("audit verify --db a.db").ok();
    sandbox.input(token.as_str()).run("tokens verify --no-count --db a.db").ok();
    for line in ["tokens create new", "tokens revoke ci", "tokens verify", "workspaces create w"] {
        let refused = sandbox.input(token.as_str()).run(&format!("{line} --db a.db -o json")).fails(5).error();
        assert_eq!(refused["code"], "store_moved", "{line}");
    }
    check!(sandbox, "tokens create new --db a.db", @"
    $ gatepost tokens create new --db a.db
    --- stderr
    error: the store was moved to ~/b.db, and is only read here; nothing was changed
    hint: use it there: gatepost --db ~/b.db
    --- exit 5
    ");
    check!(sandbox, "db status --db a.db --columns moved_to", @"
    $ gatepost db status --db a.db --columns moved_to
    moved_to  ~/b.db
    --- exit 0
    ");
    check!(sandbox, "db move --db a.db --to b.db --columns changed,rows", @"
    $ gatepost db move --db a.db --to b.db --columns changed,rows
    changed  no
    rows     -
    --- exit 0
    ");
    check!(sandbox, "db move --db a.db --to c.db --yes", @"
    $ gatepost db move --db a.db --to c.db --yes
    --- stderr
    error: the store was moved to ~/b.db; nothing was changed
    hint: use it there: gatepost --db ~/b.db; to part from it: gatepost db move --abort
    --- exit 5
    ");
}

#[test]
fn who_has_it_open_is_told_as_well() {
    let sandbox = Sandbox::on_a_file();
    let token = filled(&sandbox);
    let mut child = sandbox.start("tokens verify --batch --columns code --db a.db").spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let mut line = String::new();
    write!(stdin, "{token}").unwrap();
    stdout.read_line(&mut line).unwrap();
    assert_eq!(line, "{\"code\":\"valid\"}\n");
    sandbox.run("db move --db a.db --to b.db --yes").ok();
    write!(stdin, "{token}").unwrap();
    drop(stdin);
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(5));
    let said = String::from_utf8(ended.stderr).unwrap();
    assert!(said.contains("was moved to") && said.contains("b.db"), "{said}");
}

#[test]
fn a_move_is_given_up() {
    let sandbox = Sandbox::on_a_file();
    filled(&sandbox);
    check!(sandbox, "db move --abort --db a.db --columns to,changed", @"
    $ gatepost db move --abort --db a.db --columns to,changed
    to       -
    changed  no
    --- exit 0
    ");
    sandbox.run("db move --db a.db --to b.db --yes").ok();
    let frozen = objects(&sandbox.home().join("a.db"));
    assert!(frozen.iter().any(|object| object.starts_with("trigger CREATE TRIGGER \"frozen")));
    check!(sandbox, "db move --abort --db a.db", @"
    $ gatepost db move --abort --db a.db
    --- stderr
    error: nothing was changed, since nobody confirmed: work on ~/a.db again, although the store is at ~/b.db and may have changed there
    hint: add --yes, or look at it first with --dry-run
    --- exit 9
    ");
    check!(sandbox, "db move --abort --to c.db --yes --db a.db", @"
    $ gatepost db move --abort --to c.db --yes --db a.db
    --- stderr
    error: the store was moved to ~/b.db; nothing was changed
    hint: use it there: gatepost --db ~/b.db; to part from it: gatepost db move --abort
    --- exit 5
    ");
    sandbox.run("db move --abort --db a.db --dry-run").ok();
    assert_eq!(objects(&sandbox.home().join("a.db")), frozen);
    check!(sandbox, "db move --abort --yes --db a.db --columns to,changed", @"
    $ gatepost db move --abort --yes --db a.db --columns to,changed
    to       ~/b.db
    changed  yes
    --- stderr
    note: the copy at ~/b.db is a store of its own now; end its use before you use this one
    --- exit 0
    ");
    sandbox.run("tokens create new --db a.db").ok();
    sandbox.run("audit verify --db a.db").ok();
    assert!(
        !objects(&sandbox.home().join("a.db"))
            .iter()
            .any(|object| object.starts_with("trigger CREATE TRIGGER \"frozen"))
    );
    // What is there is a store that another may be working on.
    check!(sandbox, "db move --db a.db --to b.db --yes", @"
    $ gatepost db move --db a.db --to b.db --yes
    --- stderr
    error: ~/b.db holds a copy of this store; nothing was changed
    hint: name a place that is empty
    --- exit 5
    ");
}

#[test]
fn a_place_that_is_taken_is_left_as_it_is() {
    let sandbox = Sandbox::on_a_file();
    filled(&sandbox);
    sandbox.run("init --db other.db").ok();
    sandbox.write("notes.txt", "no store");
    let before = rows(&sandbox.home().join("a.db"));
    for (to, code) in [
        ("other.db", "store_exists"),
        ("a.db", "store_exists"),
        ("notes.txt", "store_foreign"),
        ("mysql://h/d", "invalid_value"),
        ("postgres://u:canary@h/d", "secret_on_command_line"),
    ] {
        let refused = sandbox.run(&format!("db move --db a.db --to {to} --yes -o json"));
        assert_eq!(refused.error()["code"], code, "{to}");
        assert!(!refused.stderr.contains("canary"));
    }
    assert!(rows(&sandbox.home().join("a.db")) == before);
    sandbox.run("tokens create new --db a.db").ok();
    sandbox.run("db move --to b.db --db none.db --yes").fails(3);
    assert!(!sandbox.store().exists(), "nothing is made to be moved");
}

#[test]
fn a_store_that_does_not_hold_is_not_moved() {
    let sandbox = Sandbox::on_a_file();
    filled(&sandbox);
    let database = Connection::open(sandbox.home().join("a.db")).unwrap();
    database.execute_batch("PRAGMA foreign_keys = OFF; UPDATE api_tokens SET tier = 'gone' WHERE name = 'ci'").unwrap();
    assert_eq!(sandbox.run("db move --db a.db --to b.db --yes -o json").fails(8).error()["code"], "store_damaged");
    database.execute_batch("UPDATE api_tokens SET tier = 'free' WHERE name = 'ci'").unwrap();
    database.execute_batch("UPDATE audit_log SET actor = 'eve' WHERE seq = 2").unwrap();
    assert_eq!(sandbox.run("db move --db a.db --to b.db --yes -o json").fails(8).error()["code"], "audit_broken");
    sandbox.run("tokens create new --db a.db").ok();
}

#[test]
fn of_two_moves_at_once_one_moves() {
    let sandbox = Sandbox::on_a_file();
    filled(&sandbox);
    let running: Vec<_> = (0..4).map(|_| sandbox.spawn("db move --db a.db --to b.db --yes --field changed")).collect();
    let ended: Vec<_> = running.into_iter().map(crate::support::Running::wait).collect();
    assert_eq!(ended.iter().filter(|run| run.stdout == "true\n").count(), 1);
    assert!(ended.iter().all(|run| [0, 12].contains(&run.exit)), "{}", ended[0].text());
    same(&sandbox.home().join("a.db"), &sandbox.home().join("b.db"));
}

#[test]
fn what_is_acknowledged_meanwhile_is_moved() {
    let sandbox = Sandbox::on_a_file();
    filled(&sandbox);
    let moving = sandbox.spawn("db move --db a.db --to b.db --yes");
    let mut made = Vec::new();
    for number in 0.. {
        let run = sandbox.run(&format!("tokens create new-{number} --db a.db -o json"));
        if run.exit != 0 {
            assert_eq!(run.fails(5).error()["code"], "store_moved");
            break;
        }
        made.push(format!("new-{number}"));
    }
    moving.wait().ok();
    for name in made {
        sandbox.run(&format!("tokens show {name} --db b.db")).ok();
    }
    same(&sandbox.home().join("a.db"), &sandbox.home().join("b.db"));
}
