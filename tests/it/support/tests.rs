//! Tests of the sandbox itself, with programs that every machine has.

use super::{Run, Running, Sandbox, peer};

#[test]
fn a_run_sees_only_what_the_sandbox_gives() {
    check!(Sandbox::of("/usr/bin/env"), "", @"
    $ env
    COLUMNS=120
    GATEPOST_TEST_NOW=2026-11-22T09:30:00.000Z
    GATEPOST_TEST_SEED=1
    GATEPOST_TEST_WHO=ada@desk
    HOME=~
    PATH=/usr/bin:/bin
    --- exit 0
    ");
    check!(Sandbox::of("/usr/bin/env").env("COLUMNS", "40").env("GATEPOST_DB", "~/a.db"), "", @"
    $ COLUMNS=40 GATEPOST_DB=~/a.db env
    COLUMNS=40
    GATEPOST_DB=~/a.db
    GATEPOST_TEST_NOW=2026-11-22T09:30:00.000Z
    GATEPOST_TEST_SEED=1
    GATEPOST_TEST_WHO=ada@desk
    HOME=~
    PATH=/usr/bin:/bin
    --- exit 0
    ");
}

#[test]
fn clock_and_seed_move_only_by_the_test() {
    let sandbox = Sandbox::of("/bin/sh");
    let moment = |sandbox: &Sandbox| sandbox.run("-c 'echo $GATEPOST_TEST_NOW $GATEPOST_TEST_SEED'").ok().stdout;
    assert_eq!(moment(&sandbox), "2026-11-22T09:30:00.000Z 1\n");
    assert_eq!(moment(&sandbox), "2026-11-22T09:30:00.000Z 2\n");
    sandbox.advance("36h");
    assert_eq!(moment(&sandbox), "2026-11-23T21:30:00.000Z 3\n");
    sandbox.at("2027-01-01");
    assert_eq!(moment(&sandbox), "2027-01-01T00:00:00.000Z 4\n");
}

#[test]
fn one_text_holds_the_whole_of_a_run() {
    let sandbox = Sandbox::of("/bin/sh");
    let path = sandbox.write("notes/a.txt", "in the home\n");
    assert_eq!(path, sandbox.home().join("notes/a.txt"));
    check!(sandbox, r#"-c 'pwd; printf "a,b\r\n"; cat notes/a.txt; printf "\033[1mno\n" >&2; exit 7'"#, @r#"
    $ sh -c 'pwd; printf "a,b\r\n"; cat notes/a.txt; printf "\033[1mno\n" >&2; exit 7'
    ~
    a,b\r
    in the home
    --- stderr
    \u{1b}[1mno
    --- exit 7
    "#);
    check!(sandbox, "-c 'printf no-end; kill -9 $$'", @"
    $ sh -c 'printf no-end; kill -9 $$'
    no-end
    (no end of line)
    --- exit 137
    ");
}

#[test]
fn input_larger_than_a_pipe_is_taken_or_left() {
    let input = vec![b'a'; 1 << 20];
    assert_eq!(Sandbox::of("/bin/cat").input(input.clone()).run("").ok().stdout.len(), input.len());
    Sandbox::of("/bin/true").input(input).run("").ok();
    assert_eq!(Sandbox::of("/bin/cat").run("").ok().stdout, "");
}

#[test]
fn runs_beside_each_other_have_seeds_of_their_own() {
    let sandbox = Sandbox::of("/bin/sh");
    let started: Vec<Running> = (0..3).map(|_| sandbox.spawn("-c 'echo $GATEPOST_TEST_SEED'")).collect();
    let seeds: Vec<String> = started.into_iter().map(|running| running.wait().ok().stdout).collect();
    assert_eq!(seeds, ["1\n", "2\n", "3\n"]);
}

#[test]
fn nobody_owns_nothing() {
    let sandbox = Sandbox::of("/bin/sh");
    let run = sandbox.env("NOTE", "kept").run_as_nobody("-c 'echo $NOTE; id -u; cd && pwd'").ok();
    let user = if rustix::process::getuid().is_root() { 65_534 } else { rustix::process::getuid().as_raw() };
    assert_eq!(run.stdout, format!("kept\n{user}\n{}\n", sandbox.home().display()));
    if rustix::process::getuid().is_root() {
        sandbox.run_as_nobody("-c '>mine'").fails(2);
    }
}

#[test]
fn the_program_runs_in_a_home_of_its_own() {
    let (one, other) = (Sandbox::new(), Sandbox::new());
    assert_ne!(one.home(), other.home());
    assert_eq!(one.home().as_os_str().len(), other.home().as_os_str().len());
    one.run("--version").ok();
    assert!(!one.store().exists(), "--version needs no store");
}

#[test]
#[ignore = "needs the peers, which tests/run installs"]
fn every_peer_is_there() {
    for name in ["sqlite3", "strace", "faketime"] {
        Sandbox::of(peer(name)).run("--version").ok();
    }
}

fn run(stdout: &str, stderr: &str, exit: i32) -> Run {
    let [stdout, stderr] = [stdout, stderr].map(str::to_owned);
    Run { command: "gatepost".to_owned(), home: "/home".to_owned(), stdout, stderr, exit }
}

#[test]
fn fields_are_read_from_records_and_arrays() {
    let record = run("{\"id\":\"tok_1\",\"limits\":[{\"n\":5}],\"owner\":null}\n", "", 0);
    assert_eq!(record.field("id"), "tok_1");
    assert_eq!(record.field("limits.0.n"), "5");
    assert_eq!(record.field("owner"), "null");
    assert_eq!(record.json()["limits"][0]["n"], 5);
}

#[test]
#[should_panic(expected = "no field name in")]
fn a_missing_field_is_no_null() {
    run("{}", "", 0).field("name");
}

#[test]
fn the_error_is_the_last_line() {
    let failed = run("", "{\"notice\":\"made\"}\n{\"error\":{\"code\":\"not_found\"}}\n", 3).fails(3);
    assert_eq!(failed.error()["code"], "not_found");
}

#[test]
#[should_panic(expected = "exit 3 was expected of\n$ gatepost\nodd\n--- exit 0")]
fn another_exit_code_shows_the_run() {
    run("odd\n", "", 0).fails(3);
}

#[test]
#[should_panic(expected = "the last line of standard error is no error object")]
fn a_notice_is_no_error() {
    run("", "{\"error\":{}}\n{\"notice\":\"made\"}\n", 1).error();
}
