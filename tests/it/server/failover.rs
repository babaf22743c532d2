//! A server that goes away: its standby takes over, or it comes back.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use crate::support::Sandbox;
use crate::support::cluster::Cluster;

/// Asks again until the answer is yes; a test that waits in vain is ended by its runner.
fn wait_until(mut yes: impl FnMut() -> bool) {
    while !yes() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_standby_is_read_and_takes_over() {
    let primary = Cluster::new();
    primary.start();
    let standby = Cluster::following(&primary);
    standby.start();
    let sandbox = Sandbox::on_a_file();
    let hosts = format!("postgres://gatepost@/postgres?host={},{}", primary.folder(), standby.folder());
    let both = format!("{hosts}&target_session_attrs=read-write&connect_timeout=30");
    let on_both = |line: &str| sandbox.env("GATEPOST_DB", both.as_str()).run(line);
    let secret = on_both("tokens create ci --rate none -q").ok().stdout;

    let mut asked = (primary.client(), standby.client());
    let mut place = |sql: &str, of: bool| -> String {
        let client = if of { &mut asked.0 } else { &mut asked.1 };
        client.query_one(sql, &[]).unwrap().get(0)
    };
    let written = place("SELECT pg_current_wal_lsn()::text", true);
    let behind = format!("SELECT (pg_last_wal_replay_lsn() < '{written}')::text");
    wait_until(|| place(&behind, false) == "false");
    let alone = format!("postgres://gatepost@/postgres?host={}", standby.folder());
    let on_standby = |line: &str| sandbox.input(secret.as_str()).env("GATEPOST_DB", alone.as_str()).run(line);
    for line in ["tokens list", "tokens usage", "audit verify", "health", "tokens verify --no-count"] {
        on_standby(line).ok();
    }
    for line in ["tokens create more -o json", "tokens verify -o json"] {
        assert_eq!(on_standby(line).fails(5).error()["code"], "store_read_only", "{line}");
    }
    let wanted = sandbox.env("GATEPOST_DB", format!("{alone}&target_session_attrs=read-write"));
    assert_eq!(wanted.run("tokens list -o json").fails(12).error()["code"], "store_unreachable");

    let mut batch = sandbox.start("tokens verify --batch").env("GATEPOST_DB", &both).spawn().unwrap();
    let mut lines = batch.stdin.take().unwrap();
    let mut answers = BufReader::new(batch.stdout.take().unwrap());
    let mut next = || {
        let mut answer = String::new();
        answers.read_line(&mut answer).unwrap();
        answer
    };
    lines.write_all(secret.as_bytes()).unwrap();
    assert!(next().contains(r#""valid":true"#));
    primary.kill();
    // It is asked while nobody can answer, and waits.
    lines.write_all(secret.as_bytes()).unwrap();
    standby.promote();
    assert!(next().contains(r#""valid":true"#));
    drop(lines);
    assert!(batch.wait().unwrap().success());
    on_both("tokens create after -q").ok();
    on_both("audit verify").ok();
    assert_eq!(on_both("tokens list --sort name --field name").ok().stdout, "after\nci\n");
}

#[test]
#[ignore = "needs PostgreSQL"]
fn a_server_killed_in_a_bulk_change_has_all_of_it_or_nothing() {
    let server = Cluster::new();
    server.start();
    let sandbox = Sandbox::on_a_file();
    let url = format!("postgres://gatepost@/postgres?host={}&connect_timeout=1", server.folder());
    let call = || sandbox.env("GATEPOST_DB", url.as_str());
    call().run("tokens create many --count 500 -q").ok();
    server.client().batch_execute(SLOW).unwrap();
    let running = call().spawn("tokens revoke --name 'many-*' --yes -o json");
    let mut client = server.client();
    let active = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
    wait_until(|| client.query_one(active, &[]).unwrap().get::<_, i64>(0) == 1);
    server.kill();
    let error = running.wait().fails(12).error();
    assert_eq!(error["code"], "store_unreachable");
    assert!(error["message"].as_str().unwrap().contains("nothing was changed"), "{error}");
    assert!(error["hint"].is_string(), "{error}");
    server.start();
    let live =
        |sandbox: &Sandbox| sandbox.env("GATEPOST_DB", url.as_str()).run("tokens list -q").ok().stdout.lines().count();
    assert_eq!(live(&sandbox), 500);
    server.client().batch_execute("DROP FUNCTION wait CASCADE").unwrap();
    call().run("tokens revoke --name 'many-*' --yes -q").ok();
    assert_eq!(live(&sandbox), 0);
    call().run("audit verify").ok();
}

/// The last of the tokens takes ten minutes to change.
const SLOW: &str = "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN IF OLD.name = ''many-500'' THEN PERFORM pg_sleep(600); END IF; RETURN NEW; END';
    CREATE TRIGGER slow BEFORE UPDATE ON api_tokens FOR EACH ROW EXECUTE FUNCTION wait()";

#[test]
fn a_server_that_never_answers_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let sandbox = Sandbox::on_a_file();
    // The system takes the connection; nobody says a word.
    let port = listener.local_addr().unwrap().port();
    let url = format!("postgres://gatepost:canary@127.0.0.1:{port}/postgres?connect_timeout=1");
    let run = sandbox.env("GATEPOST_DB", url).run("tokens list -o json").fails(12);
    assert_eq!(run.error()["code"], "store_unreachable");
    assert!(run.stderr.contains("does not answer in time") && !run.stderr.contains("canary"), "{}", run.text());
}
