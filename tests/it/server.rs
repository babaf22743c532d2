//! A store on a PostgreSQL server: what is done with no file. The rest of the suite runs there as it is, by
//! `tests/postgres`.

mod failover;
mod kills;
mod tls;
mod trouble;

use std::collections::BTreeMap;

use gatepost::ops::db::HEAD;
use postgres::Client;

use crate::every_format::RUNS;
use crate::planner::{MORE, WALKED};
use crate::support::{Run, Sandbox};

/// A sandbox on the server, which must be there.
fn on_a_server() -> Sandbox {
    let sandbox = Sandbox::new();
    assert!(sandbox.client().is_some(), "run it by tests/postgres");
    sandbox
}

fn client(sandbox: &Sandbox) -> Client {
    sandbox.client().unwrap()
}

/// The URL of the sandbox's database for another role.
fn url(sandbox: &Sandbox, role: &str) -> String {
    sandbox.url().unwrap().replacen("gatepost@", &format!("{role}@"), 1)
}

#[test]
#[ignore = "needs PostgreSQL"]
fn of_many_first_starts_one_makes_the_store() {
    let sandbox = on_a_server();
    let started: Vec<_> = (0..20).map(|number| sandbox.spawn(&format!("workspaces create w{number} -q"))).collect();
    let runs: Vec<Run> = started.into_iter().map(|running| running.wait().ok()).collect();
    let told = runs.iter().filter(|run| run.stderr.contains("made a new store at")).count();
    assert_eq!(told, 1, "one of them made it");
    assert_eq!(sandbox.number("SELECT count(*) FROM workspaces"), 21);
    assert_eq!(sandbox.number("SELECT count(*) FROM refinery_schema_history"), HEAD);
    sandbox.run("audit verify").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn no_backup_is_asked_for_that_cannot_be_made() {
    let sandbox = on_a_server();
    sandbox.run("init").ok();
    let _ = sandbox.run("db backup copy.db").fails(5);
    for line in ["health -o json", "doctor -o json"] {
        let told = sandbox.run(line).stdout;
        assert!(!told.contains("db backup") && told.contains("such as by pg_dump"), "{told}");
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_schema_is_changed_by_command_only() {
    let sandbox = on_a_server();
    sandbox.run("tokens create ci -q").ok();
    sandbox.run("db downgrade --to 1 --yes").ok();
    let refused = sandbox.run("tokens list -o json").fails(5).error();
    assert_eq!(refused["code"], "store_older");
    assert_eq!(sandbox.run("db migrate --field to").ok().stdout, format!("{HEAD}\n"));
    sandbox.run("tokens create ci -q").ok();
    // As a server that a newer program has been to.
    sandbox.tamper(&format!(
        "INSERT INTO refinery_schema_history SELECT {}, name, applied_on, checksum FROM refinery_schema_history
         WHERE version = {HEAD}",
        HEAD + 1
    ));
    assert_eq!(sandbox.run("tokens list -o json").fails(8).error()["code"], "store_newer");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_database_of_others_is_left_as_it_is() {
    let sandbox = on_a_server();
    client(&sandbox).batch_execute("CREATE TABLE orders (id BIGINT)").unwrap();
    let refused = sandbox.run("tokens create ci -o json").fails(8).error();
    assert_eq!(refused["code"], "store_foreign");
    assert_eq!(sandbox.number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 1);
    // A schema of its own in the same database will do.
    client(&sandbox).batch_execute("CREATE SCHEMA gatepost").unwrap();
    let own = format!("{}&options=-csearch_path%3Dgatepost", sandbox.url().unwrap());
    sandbox.env("GATEPOST_DB", own).run("tokens create ci -q").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn each_role_does_its_part_and_no_more() {
    let sandbox = on_a_server();
    sandbox.run("tokens scopes create orders:read -q").ok();
    let secret = sandbox.run("tokens create ci --scope orders:read -q").ok().stdout;
    sandbox.run("consent grant ann --type analytics --ip 203.0.113.7").ok();
    sandbox.run("webhooks endpoints create https://hooks.invalid/ --event gatepost.consent.revoked").ok();
    let mut server = client(&sandbox);
    for kind in ["verifier", "operator", "support", "admin"] {
        let role = format!("{}_{kind}", sandbox.database_name().unwrap());
        server.batch_execute(&format!("CREATE ROLE {role} LOGIN")).unwrap();
        let grants = sandbox.run(&format!("db grants --role {kind} --to {role} --field statement")).ok().stdout;
        server.batch_execute(&grants).unwrap();
    }
    let run = |kind: &str, line: &str| {
        let role = format!("{}_{kind}", sandbox.database_name().unwrap());
        sandbox.input(secret.as_str()).env("GATEPOST_DB", url(&sandbox, &role)).run(line)
    };
    let may: &[(&str, &[&str])] = &[
        ("verifier", &["tokens verify --scope orders:read"]),
        ("operator", &["tokens verify", "tokens create new", "tokens rotate new", "tokens revoke new", "db maintain"]),
        ("support", &["tokens list", "tokens usage", "tokens export", "audit list -A", "audit verify", "health"]),
        (
            "support",
            &["consent list --reveal", "consent history ann", "consent export", "consent check ann --type analytics"],
        ),
        ("support", &["consent grant bob --type marketing", "consent revoke ann", "consent revoke bob"]),
        (
            "admin",
            &["tokens tiers create gold --rate 5/1m", "workspaces create w", "config set tokens.prefix a --store"],
        ),
    ];
    let may_not: &[(&str, &[&str])] = &[
        ("verifier", &["tokens create other", "tokens revoke ci", "audit list", "tokens usage"]),
        (
            "operator",
            &["tokens tiers create silver --rate 5/1m", "workspaces create v", "config set tokens.prefix b --store"],
        ),
        ("support", &["tokens create other", "tokens revoke ci", "tokens verify"]),
        ("admin", &["db downgrade --to 1 --yes"]),
    ];
    for (kind, line) in may.iter().flat_map(|(kind, lines)| lines.iter().map(move |line| (kind, line))) {
        run(kind, line).ok();
    }
    let before = sandbox.dump();
    for (kind, line) in may_not.iter().flat_map(|(kind, lines)| lines.iter().map(move |line| (kind, line))) {
        let refused = run(kind, &format!("{line} -o json"));
        assert_eq!(refused.error()["code"], "store_read_only", "{kind}: {}", refused.text());
    }
    assert_eq!(sandbox.dump(), before, "what was refused changed nothing");
    for kind in ["verifier", "operator", "support", "admin"] {
        let role = format!("{}_{kind}", sandbox.database_name().unwrap());
        server.batch_execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).unwrap();
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn the_grants_name_every_table() {
    let sandbox = on_a_server();
    sandbox.run("init").ok();
    let statements = sandbox.run("db grants --role admin --field statement").ok().stdout;
    let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
    for row in client(&sandbox).query(tables, &[]).unwrap() {
        let table: String = row.get(0);
        assert!(statements.contains(&format!(" ON {table} TO ")), "{table} is granted to nobody");
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_sealing_key_that_other_machines_may_have_is_not_put_in_the_place_of_itself() {
    let sandbox = on_a_server();
    sandbox.run("audit checkpoint --sign").ok();
    let key = sandbox.home().join(".config/gatepost/sealing.key");
    let before = std::fs::read(&key).unwrap();
    let refused = sandbox.run("keys rewrap --yes -o json").fails(5).error();
    assert_eq!(refused["code"], "wrong_state");
    assert!(refused["hint"].as_str().unwrap().ends_with("gatepost keys rewrap --to FILE"), "{refused}");
    assert_eq!(std::fs::read(&key).unwrap(), before);
    sandbox.run("keys check").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_connection_that_breaks_during_the_commit_leaves_it_open_what_was_done() {
    let sandbox = on_a_server();
    sandbox.run("init").ok();
    let mut server = client(&sandbox);
    server
        .batch_execute(
            "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER late AFTER INSERT ON workspaces DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION wait()",
        )
        .unwrap();
    let running = sandbox.spawn("workspaces create acme -o json");
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND query = 'COMMIT' AND state = 'active'";
    while server.query_one(end, &[]).unwrap().get::<_, i64>(0) == 0 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let unsure = running.wait().fails(12).error();
    assert_eq!(unsure["code"], "store_unsure");
    server.batch_execute("DROP FUNCTION wait CASCADE").unwrap();
    // Again is harmless.
    sandbox.run("workspaces create acme").ok();
    sandbox.run("audit verify").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_connection_that_breaks_in_a_bulk_change_costs_nothing() {
    let sandbox = on_a_server();
    sandbox.run("tokens create many --count 2000 -q").ok();
    let mut server = client(&sandbox);
    let running = sandbox.spawn("tokens revoke --name 'many-*' --yes -o json");
    let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE datname = current_database() AND query LIKE 'UPDATE api_tokens SET revoked_at%'";
    while server.query_one(end, &[]).unwrap().get::<_, i64>(0) == 0 {}
    // The connection alone is lost, so the change is made on the next.
    running.wait().ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM api_tokens WHERE revoked_at IS NULL"), 0);
    sandbox.run("audit verify").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_server_that_only_reads_is_read() {
    let sandbox = on_a_server();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    let name = sandbox.database_name().unwrap();
    client(&sandbox).batch_execute(&format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).unwrap();
    sandbox.run("tokens list").ok();
    sandbox.run("audit verify").ok();
    sandbox.run("health").ok();
    sandbox.input(secret.as_str()).run("tokens verify --no-count").ok();
    assert_eq!(sandbox.run("tokens create other -o json").fails(5).error()["code"], "store_read_only");
    assert_eq!(sandbox.input(secret).run("tokens verify -o json").fails(5).error()["code"], "store_read_only");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_server_that_is_not_there_is_said_without_its_password() {
    let sandbox = on_a_server();
    let call = |url: &str| sandbox.env("GATEPOST_DB", url).run("tokens list -o json");
    let refused = call("postgres://gatepost:canary@/nowhere?host=/nonexistent").fails(12);
    assert_eq!(refused.error()["code"], "store_unreachable");
    let said = |run: &Run| format!("{}{}", run.stdout, run.stderr);
    assert!(!said(&refused).contains("canary"));
    for url in ["postgres://gatepost:canary@[", "postgres://u:canary@h/d?sslmode=sometimes", "mysql://u:canary@h/d"] {
        let refused = call(url).fails(2);
        assert!(!said(&refused).contains("canary"), "{}", refused.text());
    }
    for (url, said) in [
        ("postgres://u:canary@h/d?sslmod=require", "did you mean sslmode?"),
        ("postgres://u:canary@h/d?canary", "a parameter that is not known"),
        ("postgres://u:p@canary@h/d", "no URL"),
        ("postgres://h/d?options=canary@canary", "no URL"),
        ("postgres://u:canary@h/d?connect_timeout=canary", "the value of connect_timeout"),
        ("postgres://u:canary@h/d?target_session_attrs=primary", "the value of target_session_attrs"),
        ("postgres://u:canary@h:canary/d", "no URL"),
    ] {
        let refused = call(url).fails(2);
        assert!(refused.stderr.contains(said) && !refused.stderr.contains("ary"), "{}", refused.text());
    }
    let refused = call("postgres://gatepost:what?canary@/nowhere?host=/nonexistent&connect_timeout=1").fails(12);
    assert!(!said(&refused).contains("canary") && !said(&refused).contains("what"), "{}", refused.text());
    for url in
        ["postgres://gatepost:canary@/a", "postgres://gatepost:p?canary@/a", "postgres://gatepost@/a?password=canary"]
    {
        let error = sandbox.run(&format!("tokens list -o json --db {url}")).fails(2).error();
        assert_eq!(error["code"], "secret_on_command_line");
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn what_is_done_with_files_is_refused() {
    let sandbox = on_a_server();
    sandbox.run("tokens create ci").ok();
    for line in ["db backup copy.db", "db restore copy.db --yes"] {
        let refused = sandbox.run(&format!("{line} -o json"));
        assert!([3, 5].contains(&refused.exit), "{}", refused.text());
    }
    sandbox.run("db status").ok();
    sandbox.run("db check").ok();
    sandbox.run("db maintain").ok();
    sandbox.run("doctor -o json").ok();
}

#[test]
#[ignore = "needs PostgreSQL"]
fn every_statement_is_served_by_an_index() {
    let sandbox = on_a_server();
    for line in ["tokens scopes create orders:read", "tokens create limited --rate 1/1h", "workspaces create acme"] {
        sandbox.run(line).ok();
    }
    let good = sandbox.run("tokens create good --scope orders:* --owner a -q").ok().stdout;
    sandbox.input(good.as_str()).run("tokens verify --scope orders:read").ok();
    sandbox.advance("2h");
    let file = sandbox.home().join("plans");
    for (line, input) in
        RUNS.iter().map(|(line, input, _)| (line, input)).chain(MORE.iter().map(|(line, input)| (line, input)))
    {
        // What a whole run of the suite does elsewhere; here it would end what the others need.
        if line.starts_with("db ") || line.starts_with("workspaces delete") || line.starts_with("doctor") {
            continue;
        }
        let input = if input.is_empty() { "" } else { good.as_str() };
        let _ = sandbox.input(input).env("GATEPOST_TEST_PLANS", file.display().to_string()).run(line);
    }
    let told = std::fs::read_to_string(file).unwrap();
    let mut statement = "";
    let mut faults = Vec::new();
    for line in told.lines() {
        let Some(step) = line.strip_prefix('\t') else {
            statement = line;
            continue;
        };
        let Some((_, walked)) = step.split_once("Seq Scan on ") else { continue };
        let table = walked.split(' ').next().unwrap();
        if !WALKED.contains(&table) && !statement.contains("pg_class") {
            faults.push(format!("walks {table}: {statement}"));
        }
    }
    assert!(told.lines().count() > 500, "few plans were told");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// A table as a catalogue has it: columns with whether they may be null, the primary key, foreign keys, indexes.
type Tables = BTreeMap<String, Vec<String>>;

#[test]
#[ignore = "needs PostgreSQL"]
fn both_catalogues_say_the_same() {
    let shared = on_a_server();
    let file = Sandbox::on_a_file();
    shared.run("init").ok();
    file.run("init").ok();
    let (there, here) = (of_a_server(&mut client(&shared)), of_a_file(&file));
    for (table, said) in &here {
        assert_eq!(there.get(table), Some(said), "{table}");
    }
    assert!(there.keys().eq(here.keys()));
}

fn of_a_file(sandbox: &Sandbox) -> Tables {
    let database = sandbox.database();
    let rows = |sql: &str| -> Vec<[String; 2]> {
        let mut statement = database.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?])).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let mut tables = Tables::new();
    let all = "pragma_table_list t WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
        AND t.name <> 'refinery_schema_history'";
    for query in [
        format!(
            "SELECT t.name, 'column ' || c.name || iif(c.\"notnull\", ' not null', '') || iif(c.type = 'BLOB', ' bytes',
                iif(c.type = 'INTEGER', ' number', ' text')) FROM {all}"
        )
        .replace("pragma_table_list t", "pragma_table_list t, pragma_table_info(t.name) c"),
        format!("SELECT t.name, 'key ' || (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_table_info(t.name)
            WHERE pk > 0 ORDER BY pk)) FROM {all}"),
        format!("SELECT t.name, 'points from ' || f.\"from\" || ' to ' || f.\"table\" || iif(f.on_delete = 'CASCADE', ' and goes with it', '')
            FROM {all}").replace("pragma_table_list t", "pragma_table_list t, pragma_foreign_key_list(t.name) f"),
        format!("SELECT t.name, 'index ' || i.name || iif(i.\"unique\", ' unique', '') || iif(i.partial, ' partial', '') || ' ' ||
            (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) FROM {all}
            AND i.origin = 'c'").replace("pragma_table_list t", "pragma_table_list t, pragma_index_list(t.name) i"),
    ] {
        for [table, said] in rows(&query) {
            tables.entry(table).or_default().push(said);
        }
    }
    tables.values_mut().for_each(|said| said.sort());
    tables
}

fn of_a_server(client: &mut Client) -> Tables {
    let mut tables = Tables::new();
    for query in [
        "SELECT table_name::text, 'column ' || column_name || CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END ||
            CASE data_type WHEN 'bytea' THEN ' bytes' WHEN 'bigint' THEN ' number' ELSE ' text' END
         FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT c.conrelid::regclass::text, 'key ' || string_agg(a.attname, ',' ORDER BY k.place)
         FROM pg_constraint c, unnest(c.conkey) WITH ORDINALITY k (number, place), pg_attribute a
         WHERE c.connamespace = 'public'::regnamespace AND c.contype = 'p' AND a.attrelid = c.conrelid AND a.attnum = k.number GROUP BY c.oid, c.conrelid",
        "SELECT c.conrelid::regclass::text, 'points from ' || a.attname || ' to ' || c.confrelid::regclass::text ||
            CASE c.confdeltype WHEN 'c' THEN ' and goes with it' ELSE '' END
         FROM pg_constraint c, pg_attribute a WHERE c.connamespace = 'public'::regnamespace AND c.contype = 'f' AND a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)",
        "SELECT i.indrelid::regclass::text, 'index ' || i.indexrelid::regclass::text ||
            CASE WHEN i.indisunique THEN ' unique' ELSE '' END || CASE WHEN i.indpred IS NULL THEN '' ELSE ' partial' END ||
            ' ' || string_agg(a.attname, ',' ORDER BY k.place)
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid AND t.relnamespace = 'public'::regnamespace,
            unnest(i.indkey) WITH ORDINALITY k (number, place), pg_attribute a
         WHERE NOT i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.number GROUP BY i.indexrelid, i.indrelid,
            i.indisunique, i.indpred IS NULL",
    ] {
        for row in client.query(query, &[]).unwrap() {
            let (table, said): (String, String) = (row.get(0), row.get(1));
            if table != "refinery_schema_history" {
                tables.entry(table).or_default().push(said);
            }
        }
    }
    tables.values_mut().for_each(|said| said.sort());
    tables
}
