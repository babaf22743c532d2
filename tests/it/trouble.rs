//! Trouble while a command runs: Ctrl-C, a store that another holds, a disk that is full.

use std::io::{BufRead, BufReader, Read};
use std::process::Child;
use std::time::Duration;

use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::Sandbox;

/// Presses Ctrl-C.
pub fn interrupt(child: &Child) {
    // It may have ended already.
    let _ = kill_process(Pid::from_child(child), Signal::INT);
}

/// Waits for a child: its exit code, and what is left of its standard error.
pub fn end(mut child: Child, mut errors: impl Read) -> (i32, String) {
    let mut text = String::new();
    errors.read_to_string(&mut text).unwrap();
    (child.wait().unwrap().code().unwrap(), text)
}

/// Holds the store as a writer does until it is dropped.
fn hold(sandbox: &Sandbox) -> Connection {
    let connection = sandbox.database();
    connection.execute_batch("BEGIN IMMEDIATE").unwrap();
    connection
}

#[test]
fn ctrl_c_ends_a_command_that_waits() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create node --count 5 --owner alice").ok();
    let before = sandbox.dump();
    let held = hold(&sandbox);
    let mut child = sandbox.start("tokens revoke --owner alice --yes -o json").spawn().unwrap();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut notice = String::new();
    errors.read_line(&mut notice).unwrap();
    assert!(notice.contains("5 tokens"), "{notice}");
    interrupt(&child);
    let (exit, told) = end(child, errors);
    assert_eq!(exit, 130);
    let error: serde_json::Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert_eq!(error["error"]["code"], "interrupted", "{told}");
    drop(held);
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn ctrl_c_leaves_a_bulk_revoke_whole_or_absent() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create node --count 4000 --owner alice -q").ok();
    let revoked = || sandbox.number("SELECT count(*) FROM api_tokens WHERE revoked_at IS NOT NULL");
    for wait in [0, 10, 20, 40, 80, 160, 320] {
        let mut child = sandbox.start("tokens revoke --owner alice --yes -q").spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        errors.read_line(&mut String::new()).unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        interrupt(&child);
        drop(child.stdout.take());
        let (exit, told) = end(child, errors);
        match revoked() {
            0 => assert_eq!((exit, told.contains("interrupted")), (130, true), "after {wait} ms: {told}"),
            all => {
                assert_eq!(all, 4_000, "after {wait} ms");
                break;
            }
        }
    }
    let entries = sandbox.number("SELECT count(*) FROM audit_log WHERE action = 'token.revoke'");
    assert_eq!(entries, revoked(), "no change without its entry, and no entry without its change");
    sandbox.run("audit verify").ok();
}

#[test]
fn a_store_that_another_holds_is_busy() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    let before = sandbox.dump();
    let held = hold(&sandbox);
    let writers = [
        sandbox.spawn("tokens create other -o json"),
        sandbox.spawn("tokens revoke ci -o json"),
        sandbox.input(secret.clone()).spawn("tokens verify -o json"),
    ];
    sandbox.run("tokens list").ok();
    sandbox.input(secret).run("tokens verify --no-count").ok();
    for writer in writers {
        let run = writer.wait().fails(12);
        let error = run.error();
        assert_eq!(error["code"], "store_busy");
        assert_eq!((&error["retryable"], &error["retry_after_ms"]), (&true.into(), &1_000.into()));
        assert!(run.stdout.is_empty());
    }
    drop(held);
    assert_eq!(sandbox.dump(), before);
    sandbox.run("tokens create other").ok();
}

#[test]
fn a_short_wait_for_another_is_no_trouble() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    let held = hold(&sandbox);
    let waiting = sandbox.spawn("tokens create ci");
    std::thread::sleep(Duration::from_millis(200));
    held.execute_batch("COMMIT").unwrap();
    waiting.wait().ok();
}

/// A small file system of its own, where the tests may mount one; it goes away at the end.
struct Small<'a>(&'a Sandbox);

impl Small<'_> {
    fn mount(sandbox: &Sandbox) -> Option<Small<'_>> {
        let done = sandbox.shell("mkdir small && mount -t tmpfs -o size=2m,mode=0700 none small");
        (done.exit == 0).then_some(Small(sandbox))
    }
}

impl Drop for Small<'_> {
    fn drop(&mut self) {
        let _ = self.0.shell("umount small");
    }
}

#[test]
fn a_full_disk_takes_the_change_back() {
    let sandbox = Sandbox::on_a_file();
    let Some(_small) = Small::mount(&sandbox) else { return };
    sandbox.run("init --db small/store.db").ok();
    sandbox.run("tokens create ci --db small/store.db").ok();
    let run = sandbox.run("tokens create node --count 3000 --db small/store.db -o json").fails(1);
    assert_eq!(run.error()["code"], "disk_full", "{}", run.stderr);
    assert!(run.stdout.is_empty(), "no secret of a token that does not exist");
    assert_eq!(sandbox.run("tokens list --db small/store.db --field name").ok().stdout, "ci\n");
    let backup = sandbox.run("db backup small/copy.db --db small/store.db -o json");
    assert!(backup.exit == 1 || backup.exit == 0, "{}", backup.text());
    sandbox.run("audit verify --db small/store.db").ok();
    sandbox.run("tokens create another --db small/store.db").ok();
}

#[test]
fn a_full_disk_makes_no_half_store() {
    let sandbox = Sandbox::on_a_file();
    let Some(_small) = Small::mount(&sandbox) else { return };
    sandbox.write("small/filler", vec![0; 1900 << 10]);
    let run = sandbox.run("init --db small/store.db -o json").fails(1);
    assert_eq!(run.error()["code"], "disk_full", "{}", run.stderr);
    assert!(!sandbox.home().join("small/store.db").exists());
    std::fs::remove_file(sandbox.home().join("small/filler")).unwrap();
    sandbox.run("init --db small/store.db").ok();
}

#[test]
fn a_limit_on_file_sizes_is_an_error_and_no_end() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci --rate none -q").ok().stdout;
    sandbox.write("many", secret.repeat(20_000));
    let before = sandbox.dump();
    for line in [
        "gatepost tokens create node --count 3000 -o json >/dev/null",
        "gatepost tokens verify --batch -o json <many >/dev/null",
        "gatepost db backup copy.db -o json",
        "gatepost capabilities -o json >large",
    ] {
        let run = sandbox.shell(&format!("ulimit -f 64; {line}")).fails(1);
        assert!(matches!(run.error()["code"].as_str(), Some("io" | "disk_full")), "{line}: {}", run.stderr);
    }
    assert!(!sandbox.home().join("copy.db").exists());
    let settled = |dump: String| -> Vec<String> {
        let counts = |line: &&str| !line.starts_with("api_usage_log") && !line.starts_with("api_limits");
        dump.lines().filter(counts).map(str::to_owned).collect()
    };
    assert_eq!(settled(sandbox.dump()), settled(before));
    sandbox.run("audit verify").ok();
}
