//! `db move` to a PostgreSQL server and back.

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::moves::{filled, same};
use crate::support::Sandbox;

/// A sandbox with a store in a file and an empty database on the server; its URL and the token `ci`.
fn both() -> (Sandbox, String, String) {
    let sandbox = Sandbox::new();
    let url = sandbox.url().expect("run it by tests/postgres");
    let token = filled(&sandbox);
    (sandbox, url, token)
}

/// More rows than one transaction takes.
fn add_uses(file: &Path, count: u32) {
    let many = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
        INSERT INTO api_usage_log (at, nonce, token_id, outcome, resource, rolled)
        SELECT 1700000000000 + i / 3, i, 'tok_x', 'valid', iif(i % 5, '/orders', NULL), 0 FROM n"
    );
    Connection::open(file).unwrap().execute_batch(&many).unwrap();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn there_and_back_is_the_same_store() {
    let (sandbox, url, token) = both();
    let (here, back) = (sandbox.home().join("a.db"), sandbox.home().join("back.db"));
    add_uses(&here, 25_000);
    // On the server it is verified at the same moment, which a store remembers.
    sandbox.run("audit verify --db a.db").ok();
    let rehearsed = sandbox.run(&format!("db move --db a.db --to '{url}' --dry-run -o json")).ok().json();
    assert!(rehearsed["rows"].as_i64().unwrap() > 25_000);
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(sandbox.number(tables), 0, "a rehearsal leaves nothing");
    let moved = sandbox.run(&format!("db move --db a.db --to '{url}' --yes -o json")).ok().json();
    assert_eq!(moved["digest"].as_str().unwrap().len(), 64);
    sandbox.run("audit verify").ok();
    sandbox.run("health").ok();
    sandbox.run("audit checkpoint --sign").ok();
    sandbox.run("db check").ok();
    assert_eq!(sandbox.run("tokens create new --db a.db -o json").fails(5).error()["code"], "store_moved");
    let again = sandbox.run(&format!("db move --db a.db --to '{url}' --yes -o json")).ok().json();
    assert_eq!(again["changed"], false);
    sandbox.run(&format!("db move --db '{url}' --to back.db --yes")).ok();
    same(&here, &back);
    sandbox.run("db check --db back.db").ok();
    sandbox.run("audit verify --db back.db").ok();
    sandbox.run("audit checkpoint --sign --db back.db").ok();
    sandbox.input(token.as_str()).run("tokens verify --db back.db").ok();
    let refused = sandbox.input(token.as_str()).run("tokens verify -o json").fails(5).error();
    assert_eq!(refused["code"], "store_moved");
    sandbox.run("tokens list").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_server_is_made_as_by_a_first_start() {
    let (sandbox, url, _) = both();
    let fresh = Sandbox::new();
    fresh.run("init").ok();
    sandbox.run(&format!("db move --db a.db --to '{url}' --yes")).ok();
    let said = |sandbox: &Sandbox| {
        let sql = "SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL
            SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace UNION ALL
            SELECT 'trigger ' || pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal UNION ALL
            SELECT table_name || ' ' || column_name FROM information_schema.columns WHERE table_schema = 'public' UNION ALL
            SELECT 'step ' || version || name || checksum FROM refinery_schema_history ORDER BY 1";
        let rows = sandbox.client().unwrap().query(sql, &[]).unwrap();
        rows.iter().map(|row| row.get::<_, String>(0)).collect::<Vec<_>>()
    };
    assert_eq!(said(&sandbox), said(&fresh));
}

#[test]
#[ignore = "needs PostgreSQL"]
#[expect(clippy::disallowed_methods, reason = "the points lie evenly over the time that a move takes")]
fn killed_anywhere_it_goes_on_where_it_was() {
    const POINTS: u32 = 50;
    let home = Sandbox::on_a_file();
    filled(&home);
    add_uses(&home.home().join("a.db"), 12_000);
    let whole = Instant::now();
    let (mut span, mut killed) = (Duration::ZERO, 0);
    for point in 0..=POINTS {
        let sandbox = Sandbox::new();
        let url = sandbox.url().expect("run it by tests/postgres");
        std::fs::copy(home.home().join("a.db"), sandbox.home().join("a.db")).unwrap();
        for line in [format!("db move --db a.db --to '{url}' --yes"), format!("db move --db '{url}' --to b.db --yes")] {
            if point > 0 {
                // Both ways, at points that lie evenly over the time that it took undisturbed.
                let mut running = sandbox.start(&line).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
                std::thread::sleep(span * point / POINTS);
                let _ = running.kill();
                killed += u32::from(!running.wait().unwrap().success());
            }
            sandbox.run(&line).ok();
        }
        if point == 0 {
            span = whole.elapsed() / 2;
        }
        same(&home.home().join("a.db"), &sandbox.home().join("b.db"));
        sandbox.run("audit verify --db b.db").ok();
        sandbox.run("db check --db b.db").ok();
    }
    assert!(killed > POINTS / 2, "only {killed} were killed before their end");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_place_that_is_half_filled_is_no_store() {
    let (sandbox, url, token) = both();
    let line = format!("db move --db a.db --to '{url}' --yes -o json");
    // It comes through the making of the tables, and stops where the copy becomes a store.
    sandbox
        .client()
        .unwrap()
        .batch_execute(
            "CREATE FUNCTION later() RETURNS event_trigger LANGUAGE plpgsql AS
        'BEGIN IF to_regclass(''moving'') IS NOT NULL THEN RAISE EXCEPTION ''stopped''; END IF; END';
        CREATE EVENT TRIGGER later ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION later()",
        )
        .unwrap();
    let stopped = sandbox.run(&line).fails(1).error();
    assert!(stopped["message"].as_str().unwrap().contains("the move is not finished"), "{stopped}");
    for line in ["tokens list", "tokens create new", "db migrate", "db status", "db downgrade --to 1 --yes"] {
        assert_eq!(sandbox.run(&format!("{line} -o json")).fails(12).error()["code"], "store_moving", "{line}");
    }
    assert_eq!(sandbox.input(token.as_str()).run("tokens verify -o json").fails(12).error()["code"], "store_moving");
    // Another store does not come there, nor this one after it was given up.
    sandbox.run("init --db other.db").ok();
    let other = sandbox.run(&format!("db move --db other.db --to '{url}' --yes -o json")).fails(5).error();
    assert_eq!(other["code"], "store_exists");
    std::fs::copy(sandbox.home().join("a.db"), sandbox.home().join("copy.db")).unwrap();
    sandbox.run("db move --abort --db copy.db --yes").ok();
    let given_up = sandbox.run(&format!("db move --db copy.db --to '{url}' --yes -o json")).fails(5).error();
    assert_eq!(given_up["code"], "store_exists");
    sandbox.client().unwrap().batch_execute("DROP EVENT TRIGGER later").unwrap();
    sandbox.run(&line).ok();
    sandbox.run("audit verify").ok();
    sandbox.run("tokens create new").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn of_two_moves_to_a_server_one_moves() {
    let (sandbox, url, _) = both();
    // It waits for somebody who is changing the store, with its tables made.
    let source = Connection::open(sandbox.home().join("a.db")).unwrap();
    source.execute_batch("BEGIN IMMEDIATE").unwrap();
    let moving = sandbox.spawn(&format!("db move --db a.db --to '{url}' --yes -o json"));
    while sandbox.number("SELECT count(*) FROM pg_tables WHERE tablename = 'moving'") == 0 {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(sandbox.run("tokens list -o json").fails(12).error()["code"], "store_moving");
    let second = sandbox.spawn(&format!("db move --db a.db --to '{url}' --yes -o json"));
    source.execute_batch("ROLLBACK").unwrap();
    let changed = [moving, second].map(|running| running.wait().ok().json()["changed"].as_bool().unwrap());
    assert_eq!(changed, [true, false]);
    sandbox.run("audit verify").ok();
}

fn triggers(source: &Connection) -> i64 {
    source.query_row("SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'", [], |row| row.get(0)).unwrap()
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_move_that_is_given_up_meanwhile_is_not_finished() {
    let (sandbox, url, _) = both();
    let source = Connection::open(sandbox.home().join("a.db")).unwrap();
    source.execute_batch("BEGIN IMMEDIATE").unwrap();
    let moving = sandbox.spawn(&format!("db move --db a.db --to '{url}' --yes -o json"));
    while sandbox.number("SELECT count(*) FROM pg_tables WHERE tablename = 'moving'") == 0 {
        std::thread::sleep(Duration::from_millis(10));
    }
    // Now the copy waits for a table of its own.
    let mut server = sandbox.client().unwrap();
    server.batch_execute("BEGIN; LOCK TABLE workspaces").unwrap();
    let its_own = triggers(&source);
    source.execute_batch("ROLLBACK").unwrap();
    while triggers(&source) == its_own {
        std::thread::sleep(Duration::from_millis(10));
    }
    sandbox.run("db move --abort --db a.db").ok();
    sandbox.run("tokens create new --db a.db").ok();
    server.batch_execute("ROLLBACK").unwrap();
    let ended = moving.wait();
    assert!([5, 8].contains(&ended.exit), "{}", ended.text());
    assert_eq!(sandbox.run("tokens list -o json").fails(12).error()["code"], "store_moving");
    sandbox.run("tokens create another --db a.db").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn what_is_written_to_a_server_meanwhile_is_moved_or_refused() {
    let (sandbox, url, token) = both();
    sandbox.run(&format!("db move --db a.db --to '{url}' --yes")).ok();
    let verifying = sandbox.input(token.repeat(20_000)).spawn("tokens verify --batch --columns code");
    let creating: Vec<_> = (0..8).map(|number| sandbox.spawn(&format!("tokens create new-{number} -o json"))).collect();
    sandbox.run(&format!("db move --db '{url}' --to b.db --yes")).ok();
    let verified = verifying.wait();
    assert!([0, 5].contains(&verified.exit), "{}", verified.text());
    let answered = verified.stdout.lines().filter(|line| line.contains("\"valid\"")).count();
    for (number, running) in creating.into_iter().enumerate() {
        let run = running.wait();
        assert!([0, 5].contains(&run.exit), "{}", run.text());
        let there = sandbox.run(&format!("tokens show new-{number} --db b.db"));
        assert_eq!(there.exit == 0, run.exit == 0, "{}", run.text());
    }
    let counted: i64 = Connection::open(sandbox.home().join("b.db"))
        .unwrap()
        .query_row("SELECT count(*) FROM api_usage_log WHERE outcome = 'valid' AND at > 1790000000000", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert!(counted >= i64::try_from(answered).unwrap(), "{answered} were answered, {counted} are counted");
    sandbox.run("audit verify --db b.db").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn text_that_a_server_does_not_store_is_refused_before_anything_is_changed() {
    let (sandbox, url, token) = both();
    let line = format!("{{\"token\":\"{}\",\"resource\":\"a\\u0000b\"}}\n", token.trim());
    sandbox.input(line).run("tokens verify --batch --db a.db").ok();
    let refused = sandbox.run(&format!("db move --db a.db --to '{url}' --yes -o json")).fails(5).error();
    assert!(refused["message"].as_str().unwrap().contains("null character"), "{refused}");
    sandbox.run("tokens create new --db a.db").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_database_of_others_is_no_place_to_move_to() {
    let (sandbox, url, _) = both();
    sandbox.client().unwrap().batch_execute("CREATE TABLE orders (id BIGINT)").unwrap();
    let refused = sandbox.run(&format!("db move --db a.db --to '{url}' --yes -o json")).fails(8).error();
    assert_eq!(refused["code"], "store_foreign");
    sandbox.run("tokens create new --db a.db").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_database_that_cannot_hold_every_text_is_refused_before_anything_is_changed() {
    let (sandbox, url, _) = both();
    let name = sandbox.database_name().unwrap();
    let mut server = sandbox.client().unwrap();
    for encoding in ["LATIN1", "SQL_ASCII"] {
        let other = format!("{name}_{}", encoding.to_lowercase());
        server
            .batch_execute(&format!("CREATE DATABASE {other} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0"))
            .unwrap();
        let there = url.replace(name, &other);
        for line in [format!("db move --db a.db --to '{there}' --dry-run"), format!("init --db '{there}'")] {
            let refused = sandbox.run(&format!("{line} -o json")).fails(5).error();
            assert!(refused["message"].as_str().unwrap().contains(encoding), "{refused}");
        }
        sandbox.run("tokens create new --db a.db --dry-run").ok();
        server.batch_execute(&format!("DROP DATABASE {other} WITH (FORCE)")).unwrap();
    }
    sandbox.run("tokens create new --db a.db").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_role_that_lacks_a_right_is_told_which() {
    let (sandbox, url, _) = both();
    let role = format!("{}_user", sandbox.database_name().unwrap());
    let mut server = sandbox.client().unwrap();
    server.batch_execute(&format!("REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE ROLE {role} LOGIN")).unwrap();
    let theirs = url.replace("gatepost@", &format!("{role}@"));
    let refused = sandbox.run(&format!("db move --db a.db --to '{theirs}' --yes -o json")).fails(5).error();
    assert!(
        refused["code"] == "store_read_only" && refused["hint"].as_str().unwrap().contains("GRANT CREATE"),
        "{refused}"
    );
    sandbox.run("tokens create new --db a.db").ok();
    // One that may write a store may not make it one that is only read.
    sandbox.run("init").ok();
    server.batch_execute(&format!("GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}")).unwrap();
    let refused = sandbox.run(&format!("db move --db '{theirs}' --to b.db --yes -o json")).fails(5).error();
    let hint = refused["hint"].as_str().unwrap();
    assert!(refused["code"] == "store_read_only" && hint.contains("rm -f") && hint.contains("b.db"), "{refused}");
    sandbox.run("tokens create another").ok();
    sandbox.run(&format!("db move --db '{url}' --to b.db --yes")).ok();
    server.batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).unwrap();
}
