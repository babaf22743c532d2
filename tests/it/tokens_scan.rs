//! `tokens scan`: what is found, where, and what is done about it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::support::Sandbox;

/// A token that was rotated and used: its secrets, the old one first.
fn rotated(sandbox: &Sandbox) -> (String, String) {
    let old = sandbox.run("tokens create ci -q").ok().stdout.trim().to_owned();
    sandbox.input(old.as_str()).run("tokens verify").ok();
    let new = sandbox.run("tokens rotate ci --grace 1d -q").ok().stdout.trim().to_owned();
    (old, new)
}

#[test]
fn both_secrets_of_a_token_are_found_and_it_is_revoked_once() {
    let sandbox = Sandbox::new();
    let (old, new) = rotated(&sandbox);
    let unknown = Sandbox::new();
    unknown.run("tokens create x").ok();
    let unknown = unknown.run("tokens create x2 -q").ok().stdout;
    sandbox.write("leak", format!("a={old} b={new}\r\n{new}\r\n{unknown}"));
    check!(sandbox, "tokens scan leak --revoke --reason leaked --dry-run", @"
    $ gatepost tokens scan leak --revoke --reason leaked --dry-run
    PATH  LINE  COLUMN  TOKEN_ID  NAME  STATUS     REVOKED
    leak  1     3       g2jqba4q  ci    revoked    yes
    leak  1     47      g2jqba4q  ci    revoked    no
    leak  2     1       g2jqba4q  ci    revoked    no
    leak  3     1       -         -     not_found  no
    --- stderr
    note: ci: 1 call in the last day, last used 2026-11-22T09:30:00.000Z
    note: dry run: nothing was changed
    --- exit 11
    ");
    check!(sandbox, "tokens scan leak", @"
    $ gatepost tokens scan leak
    PATH  LINE  COLUMN  TOKEN_ID  NAME  STATUS     REVOKED
    leak  1     3       g2jqba4q  ci    active     no
    leak  1     47      g2jqba4q  ci    active     no
    leak  2     1       g2jqba4q  ci    active     no
    leak  3     1       -         -     not_found  no
    --- exit 11
    ");
    check!(sandbox, "tokens scan leak --revoke --reason leaked", @"
    $ gatepost tokens scan leak --revoke --reason leaked
    PATH  LINE  COLUMN  TOKEN_ID  NAME  STATUS     REVOKED
    leak  1     3       g2jqba4q  ci    revoked    yes
    leak  1     47      g2jqba4q  ci    revoked    no
    leak  2     1       g2jqba4q  ci    revoked    no
    leak  3     1       -         -     not_found  no
    --- stderr
    note: ci: 1 call in the last day, last used 2026-11-22T09:30:00.000Z
    --- exit 11
    ");
    check!(sandbox, "tokens scan leak --revoke", @"
    $ gatepost tokens scan leak --revoke
    PATH  LINE  COLUMN  TOKEN_ID  NAME  STATUS     REVOKED
    leak  1     3       g2jqba4q  ci    revoked    no
    leak  1     47      g2jqba4q  ci    revoked    no
    leak  2     1       g2jqba4q  ci    revoked    no
    leak  3     1       -         -     not_found  no
    --- exit 11
    ");
    let log = sandbox.run("audit list --action token.revoke -o json").ok().json();
    assert_eq!(log.as_array().unwrap().len(), 1);
}

#[test]
fn a_tree_is_looked_through_whatever_is_in_it() {
    let sandbox = Sandbox::new();
    let (_, secret) = rotated(&sandbox);
    sandbox.write("tree/.git/config", format!("url = https://x:{secret}@example.com\n"));
    sandbox.write("tree/.gitignore", "ignored\n");
    sandbox.write("tree/ignored", format!("{{\"curl\": \"-H\\nAuthorization:\\n{secret}\"}}"));
    sandbox.write("tree/a/b/image.png", [b"\x89PNG\0\xff\xfe".as_slice(), secret.as_bytes(), b"\0"].concat());
    sandbox.write("tree/long", [vec![b'g'; 3_000_000].as_slice(), b" ", secret.as_bytes()].concat());
    std::fs::write(sandbox.home().join("tree").join(OsStr::from_bytes(b"\xff")), &secret).unwrap();
    std::os::unix::net::UnixListener::bind(sandbox.home().join("tree/socket")).unwrap();
    // A pipe that nobody writes into would keep its reader waiting for ever.
    sandbox.shell("mkfifo tree/pipe; ln -s .. tree/a/up; ln -s tree/ignored link; ln -s tree folder").ok();
    let places = |words: &str| {
        let run = sandbox.run(&format!("tokens scan {words} -o csv --columns path,line,column")).fails(11);
        let mut lines: Vec<String> = run.stdout.lines().skip(1).map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let all = [
        "tree/.git/config,1,17",
        "tree/a/b/image.png,1,8",
        "tree/ignored,1,31",
        "tree/long,1,3000002",
        "tree/\u{fffd},1,1",
    ];
    assert_eq!(places("tree"), all);
    assert_eq!(places("link"), ["link,1,31"]);
    assert_eq!(places("folder").len(), all.len());
}

#[test]
fn what_cannot_be_read_is_told() {
    let sandbox = Sandbox::on_a_file();
    let (_, secret) = rotated(&sandbox);
    sandbox.write("tree/fine", "nothing");
    sandbox.shell("echo > tree/closed; chmod 0 tree/closed; mkdir tree/shut; chmod 0 tree/shut").ok();
    sandbox.shell("chmod -R a+rX .local; chmod a+w .local/share/gatepost").ok();
    let run = sandbox.run_as_nobody("tokens scan tree").fails(10);
    assert!(run.stderr.contains("cannot read tree/closed: Permission denied"), "{}", run.text());
    assert!(run.stderr.contains("cannot read tree/shut: Permission denied"), "{}", run.text());
    sandbox.write("tree/fine", secret);
    let run = sandbox.run_as_nobody("tokens scan tree nowhere").fails(11);
    assert!(run.stderr.contains("cannot read nowhere: No such file"), "{}", run.text());
    assert_eq!(run.stdout.lines().count(), 2, "{}", run.text());
}

#[test]
fn a_stream_is_answered_as_it_comes() {
    let sandbox = Sandbox::new();
    let (_, secret) = rotated(&sandbox);
    let text = format!("+ {secret}\n").repeat(3_000);
    let run = sandbox.input(text.as_str()).run("tokens scan --revoke -o jsonl").fails(11);
    assert_eq!(run.stdout.lines().count(), 3_000);
    assert_eq!(run.stdout.matches("\"revoked\":true").count(), 1);
    // A reader that has seen enough ends it.
    sandbox.write("text", text);
    let run = sandbox.shell("{ gatepost tokens scan text -o jsonl; echo $? >&2; } | head -n 1").ok();
    assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (1, "0\n"));
}

#[test]
fn a_reason_is_checked_before_anything_is_revoked() {
    let sandbox = Sandbox::new();
    let (_, secret) = rotated(&sandbox);
    let before = sandbox.dump();
    sandbox.input(secret).run(&format!("tokens scan --revoke --reason {}", "x".repeat(5_000))).fails(2);
    assert_eq!(sandbox.dump(), before);
}
