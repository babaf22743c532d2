//! Ctrl-C while a server works or makes wait, and how often it is asked.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::Child;
use std::sync::{Arc, Mutex};

use super::{client, on_a_server};
use crate::support::Sandbox;
use crate::trouble::{end, interrupt};

/// Waits until the server has so many connections of this database that wait for the event.
fn wait_for(sandbox: &Sandbox, event: &str, count: i64) {
    let sql =
        format!("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = '{event}'");
    while sandbox.number(&sql) != count {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

/// Starts a command whose standard error is held.
fn start(sandbox: &Sandbox, line: &str) -> (Child, BufReader<impl Read>) {
    let mut child = sandbox.start(line).spawn().unwrap();
    let errors = BufReader::new(child.stderr.take().unwrap());
    (child, errors)
}

#[test]
#[ignore = "needs PostgreSQL"]
fn ctrl_c_ends_a_long_statement_on_the_server() {
    let sandbox = on_a_server();
    sandbox.run("tokens create node --count 5 --owner alice").ok();
    let slow =
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(600); RETURN NEW; END';
        CREATE TRIGGER slow BEFORE UPDATE ON api_tokens FOR EACH ROW EXECUTE FUNCTION wait()";
    client(&sandbox).batch_execute(slow).unwrap();
    let before = sandbox.dump();
    let (child, mut errors) = start(&sandbox, "tokens revoke --owner alice --yes -o json");
    errors.read_line(&mut String::new()).unwrap();
    wait_for(&sandbox, "PgSleep", 1);
    interrupt(&child);
    let (exit, told) = end(child, errors);
    assert_eq!(exit, 130);
    assert!(told.contains(r#""code":"interrupted""#), "{told}");
    wait_for(&sandbox, "PgSleep", 0);
    assert_eq!(sandbox.dump(), before);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn ctrl_c_ends_a_long_read_on_the_server() {
    use std::os::unix::process::ExitStatusExt;
    let sandbox = on_a_server();
    sandbox.run("init").ok();
    let slow = "ALTER TABLE workspaces RENAME TO there;
        CREATE VIEW workspaces AS SELECT there.* FROM there, (SELECT pg_sleep(600)) AS wait";
    client(&sandbox).batch_execute(slow).unwrap();
    let (mut child, _errors) = start(&sandbox, "workspaces list");
    wait_for(&sandbox, "PgSleep", 1);
    interrupt(&child);
    assert_eq!(child.wait().unwrap().signal(), Some(2));
    wait_for(&sandbox, "PgSleep", 0);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn waiting_for_other_writers_ends_in_time_and_by_ctrl_c() {
    let sandbox = on_a_server();
    sandbox.run("init").ok();
    let before = sandbox.dump();
    let mut other = client(&sandbox);
    // What a change takes first: `gpst`.
    other.batch_execute("SELECT pg_advisory_lock(1735422836)").unwrap();
    let hasty = format!("{}&options=-clock_timeout%3D200", sandbox.url().unwrap());
    let busy = sandbox.env("GATEPOST_DB", hasty).run("tokens create ci -o json").fails(12).error();
    assert_eq!(busy["code"], "store_busy");
    let (child, errors) = start(&sandbox, "tokens create ci -o json");
    wait_for(&sandbox, "advisory", 1);
    interrupt(&child);
    let (exit, told) = end(child, errors);
    assert_eq!(exit, 130);
    assert!(told.contains(r#""code":"interrupted""#), "{told}");
    wait_for(&sandbox, "advisory", 0);
    drop(other);
    assert_eq!(sandbox.dump(), before);
}

/// A socket before the server's that notes what it is asked: each group of messages that waits for an answer.
fn listen(sandbox: &Sandbox) -> (String, Arc<Mutex<Vec<String>>>) {
    let there = sandbox.url().unwrap();
    let (before, socket) = there.split_once("host=").unwrap();
    let listener = UnixListener::bind(sandbox.home().join(".s.PGSQL.5432")).unwrap();
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let (notes, socket) = (Arc::clone(&asked), format!("{socket}/.s.PGSQL.5432"));
    std::thread::spawn(move || {
        for mine in listener.incoming() {
            let (mut mine, mut server) = (mine.unwrap(), UnixStream::connect(&socket).unwrap());
            let (mut answers, mut back) = (server.try_clone().unwrap(), mine.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut answers, &mut back));
            // A connection ends between two messages.
            let _ = pass_on(&mut mine, &mut server, &notes);
        }
    });
    (format!("{before}host={}", sandbox.home().display()), asked)
}

/// Messages of a client on their way (<https://www.postgresql.org/docs/current/protocol-message-formats.html>).
fn pass_on(from: &mut UnixStream, to: &mut UnixStream, notes: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut kind = None;
    loop {
        let mut length = [0; 4];
        from.read_exact(&mut length)?;
        let mut body = vec![0; u32::from_be_bytes(length) as usize - 4];
        from.read_exact(&mut body)?;
        // A simple query, or the end of a group of messages; the one without a kind begins the connection.
        if let Some(b'Q' | b'S') | None = kind {
            let text = String::from_utf8_lossy(&body).trim_end_matches('\0').to_owned();
            notes.lock().unwrap().push(if kind.is_none() { "begin".to_owned() } else { text });
        }
        to.write_all(kind.as_slice())?;
        to.write_all(&length)?;
        to.write_all(&body)?;
        let mut next = [0];
        from.read_exact(&mut next)?;
        kind = Some(next[0]);
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_verification_costs_seven_round_trips() {
    let sandbox = on_a_server();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    let (url, asked) = listen(&sandbox);
    sandbox.input(secret).env("GATEPOST_DB", url).run("tokens verify").ok();
    // The protocol's own, the schema, and the verification with its three statements.
    assert_eq!(*asked.lock().unwrap(), ["begin", "", "BEGIN", "", "", "", "COMMIT"]);
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_server_reads_no_further_than_a_list_does() {
    let sandbox = on_a_server();
    sandbox.run("tokens create ci --rate none -q").ok();
    let many = "INSERT INTO api_tokens SELECT (jsonb_populate_record(t, jsonb_build_object('id', 'tok_' || lpad(n::text, 26, '0'),
            'name', 'm-' || n, 'hash', '\\x' || md5(n::text) || md5('x' || n), 'tail', lpad(n::text, 6, '0')))).*
        FROM api_tokens t, generate_series(1, 40000) n; ANALYZE";
    let mut server = client(&sandbox);
    server.batch_execute(many).unwrap();
    let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend'";
    let read = "SELECT (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint FROM pg_stat_user_tables
        WHERE relname = 'api_tokens'";
    let mut read = || {
        // A connection tells what it has read when it ends.
        while server.query_one(others, &[]).unwrap().get::<_, i64>(0) > 0 {}
        server.query_one(read, &[]).unwrap().get::<_, i64>(0)
    };
    let before = read();
    // A table counts how many more there are, up to ten thousand.
    let told = sandbox.run("tokens list").ok().stderr;
    assert!(told.contains("at least 9950 more rows"), "{told}");
    let rows = read() - before;
    assert!((10_000..20_000).contains(&rows), "{rows} rows were read");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn nobody_is_forgotten_while_somebody_could_still_see_the_rows() {
    const ERASE: &str = "consent erase jane --confirm jane";
    let sandbox = on_a_server();
    sandbox.run("consent grant jane --type marketing").ok();
    let mut other = client(&sandbox);
    // It sees nothing now, but could look at any time.
    other.batch_execute("BEGIN; SELECT pg_current_xact_id()").unwrap();
    let told = sandbox.run(ERASE).fails(12).stderr;
    assert!(told.contains("is forgotten, but has left traces in the files"), "{told}");
    assert_eq!(sandbox.number("SELECT count(*) FROM consent_identities"), 0);
    other.batch_execute("COMMIT").unwrap();
    assert_eq!(sandbox.run(&format!("{ERASE} -o json")).ok().json()["scrubbed"], true);
}
