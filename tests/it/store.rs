//! The store as a file: where it is made, who may read it, and what is refused and left as it is.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use gatepost::ops::db::HEAD;

use crate::support::Sandbox;

/// Everything below a folder: each file's bytes and mode.
fn tree(folder: &Path) -> BTreeMap<PathBuf, (u32, Option<Vec<u8>>)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
        if path.is_dir() {
            found.extend(tree(&path));
            found.insert(path, (mode, None));
        } else {
            found.insert(path.clone(), (mode, Some(fs::read(&path).unwrap())));
        }
    }
    found
}

#[test]
fn the_default_store_is_made_on_first_use_with_one_notice() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens list", @"
    $ gatepost tokens list
    --- stderr
    note: made a new store at ~/.local/share/gatepost/gatepost.db
    note: nothing found
    --- exit 0
    ");
    check!(sandbox, "tokens list", @"
    $ gatepost tokens list
    --- stderr
    note: nothing found
    --- exit 0
    ");
    let elsewhere = sandbox.home().join("data");
    let made = sandbox.env("XDG_DATA_HOME", elsewhere.display().to_string()).run("workspaces list -q").ok();
    assert_eq!(made.stdout, "default\n");
    assert!(elsewhere.join("gatepost/gatepost.db").is_file());
    let relative = sandbox.env("XDG_DATA_HOME", "relative").run("workspaces list -q").ok();
    assert!(relative.stderr.is_empty(), "a relative folder does not count: {}", relative.stderr);
    check!(sandbox.env("HOME", ""), "tokens list", @"
    $ HOME= gatepost tokens list
    --- stderr
    error: neither XDG_DATA_HOME nor HOME is set, so there is no place for files
    hint: name the store with --db PATH, or set HOME
    --- exit 2
    ");
}

#[test]
fn help_and_mistakes_make_nothing() {
    let sandbox = Sandbox::on_a_file();
    for (line, exit) in [
        ("--help", 0),
        ("tokens create --help", 0),
        ("--version", 0),
        ("version", 0),
        ("capabilities", 0),
        ("completions bash", 0),
        ("man", 0),
        ("explain", 0),
        ("config list", 0),
        ("config path", 0),
        ("", 2),
        ("tokens", 2),
        ("tokens crate ci", 2),
        ("tokens create ci --rate nonsense", 2),
        ("tokens list --columns nonsense", 2),
        ("tokens list --sort nonsense", 2),
        ("tokens revoke", 2),
        ("tokens verify", 2),
        ("tokens scopes delete", 2),
        ("db restore missing.db", 3),
        ("db status", 3),
    ] {
        sandbox.run(line).fails(exit);
        assert!(tree(sandbox.home()).is_empty(), "{line}");
    }
}

#[test]
fn a_store_that_is_named_must_exist() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens list --db team.db", @"
    $ gatepost tokens list --db team.db
    --- stderr
    error: there is no store at team.db
    hint: make one with: gatepost init --db team.db
    --- exit 3
    ");
    check!(sandbox.env("GATEPOST_DB", "team.db"), "tokens create ci -o json", @r#"
    $ GATEPOST_DB=team.db gatepost tokens create ci -o json
    --- stderr
    {"error":{"code":"store_not_found","message":"there is no store at team.db","hint":"make one with: gatepost init --db team.db","exit":3,"retryable":false,"retry_after_ms":null,"field":null,"candidates":[]}}
    --- exit 3
    "#);
    assert!(tree(sandbox.home()).is_empty());
    check!(sandbox, "init --db team.db", @"
    $ gatepost init --db team.db
    store     team.db
    settings  ~/.config/gatepost/config.toml
    schema    8
    changed   yes
    --- exit 0
    ");
    check!(sandbox, "init --db team.db --field changed", @"
    $ gatepost init --db team.db --field changed
    false
    --- exit 0
    ");
    sandbox.run("tokens create ci --db team.db").ok();
    sandbox.env("GATEPOST_DB", "team.db").run("tokens show ci").ok();
    assert!(!sandbox.store().exists());
    if cfg!(feature = "postgres") {
        check!(sandbox, "tokens list --db postgres://localhost:1/gatepost", @"
        $ gatepost tokens list --db postgres://localhost:1/gatepost
        --- stderr
        error: cannot connect to postgres://localhost:1/gatepost: Connection refused (os error 111)
        hint: see that the server runs and can be reached from here, then run the same command
        --- exit 12
        ");
    } else {
        check!(sandbox, "tokens list --db postgres://localhost:1/gatepost", @"
        $ gatepost tokens list --db postgres://localhost:1/gatepost
        --- stderr
        error: a store is a file, or a server at postgres://USER@HOST/DATABASE
        hint: this gatepost was built without PostgreSQL
        --- exit 2
        ");
    }
    check!(sandbox, "tokens list --db ''", @"
    $ gatepost tokens list --db ''
    --- stderr
    error: a value is required for '--db <PATH|URL>' but none was supplied
    hint: see: gatepost tokens list --help
    --- exit 2
    ");
}

#[test]
fn what_is_no_store_of_ours_is_left_byte_for_byte() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init --db good.db").ok();
    let good = fs::read(sandbox.home().join("good.db")).unwrap();
    let changed = |at: usize, bytes: &[u8]| {
        let mut copy = good.clone();
        copy[at..at + bytes.len()].copy_from_slice(bytes);
        copy
    };
    let foreign = sandbox.home().join("foreign.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (a); PRAGMA user_version = 2").unwrap();
    let text = "Dear diary, ".repeat(20).into_bytes();
    for (bytes, code) in [
        (Vec::new(), "store_foreign"),
        (b"SQLite format 3\0".to_vec(), "store_foreign"),
        (text, "store_foreign"),
        (fs::read(foreign).unwrap(), "store_foreign"),
        (changed(68, &[0; 4]), "store_foreign"),
        (changed(60, &u32::try_from(HEAD + 1).unwrap().to_be_bytes()), "store_newer"),
        (changed(60, &u32::MAX.to_be_bytes()), "store_newer"),
        (good[..100].to_vec(), "store_damaged"),
        (good[..good.len() - 1].to_vec(), "store_damaged"),
        (good[..good.len() - 4_096].to_vec(), "store_damaged"),
    ] {
        for line in ["tokens list", "tokens create ci", "init", "db status", "db migrate", "db backup b.db", "health"] {
            let path = sandbox.write("odd/store.db", &bytes);
            let size = bytes.len();
            let error = sandbox.run(&format!("{line} --db odd/store.db -o json")).fails(8).error();
            assert_eq!(error["code"], code, "{line} of {size} bytes: {error}");
            assert!(fs::read(&path).unwrap() == bytes, "{line} changed {size} bytes");
            fs::remove_file(path).unwrap();
            let left: Vec<_> = tree(&sandbox.home().join("odd")).into_keys().collect();
            assert!(left.iter().all(|path| path.ends_with("store.db.lock")), "{line} of {size} bytes left {left:?}");
        }
        let path = sandbox.write("odd/store.db", &bytes);
        let verify = sandbox.input("some_token").run("tokens verify --db odd/store.db -o json").fails(8);
        assert_eq!(verify.error()["code"], code);
        assert!(fs::read(&path).unwrap() == bytes);
    }
    assert!(!sandbox.home().join("b.db").exists());
}

#[test]
fn a_folder_or_a_pipe_is_no_store() {
    let sandbox = Sandbox::on_a_file();
    fs::create_dir(sandbox.home().join("folder")).unwrap();
    check!(sandbox, "tokens list --db folder", @"
    $ gatepost tokens list --db folder
    --- stderr
    error: folder is no store of gatepost but a folder; it was not changed
    hint: name another file with --db; if it was a store, bring a backup back with: gatepost db restore FILE
    --- exit 8
    ");
    check!(sandbox, "tokens list --db /dev/null", @"
    $ gatepost tokens list --db /dev/null
    --- stderr
    error: /dev/null is no store of gatepost but a device or a pipe; it was not changed
    hint: name another file with --db; if it was a store, bring a backup back with: gatepost db restore FILE
    --- exit 8
    ");
    sandbox.write("file", "");
    sandbox.run("tokens list --db file/inside.db").fails(1);
}

#[test]
fn files_are_0600_in_folders_0700_whatever_the_umask() {
    for umask in ["000", "022", "077"] {
        let sandbox = Sandbox::on_a_file();
        let lines = [
            "gatepost tokens create ci --secret-out ci.token",
            "gatepost config set tokens.prefix acme",
            "gatepost tokens verify --no-count < ci.token",
            "gatepost tokens verify < ci.token",
            "gatepost db backup .local/backup.db",
            "gatepost init --db .local/team/own.db",
            "gatepost db downgrade --to 1 --yes --db .local/team/own.db",
        ];
        sandbox.shell(&format!("umask {umask}; {} >/dev/null", lines.join(" >/dev/null && "))).ok();
        // A connection that stays open keeps log and shared memory where they are.
        let mut running = sandbox.start("tokens verify --batch").spawn().unwrap();
        let tree = tree(sandbox.home());
        assert!(tree.len() >= 14, "{:?}", tree.keys());
        for (path, (mode, bytes)) in &tree {
            let expected = if bytes.is_some() { 0o600 } else { 0o700 };
            assert_eq!(*mode, expected, "umask {umask}: {} is {mode:o}", path.display());
        }
        drop(running.stdin.take());
        running.wait().unwrap();
    }
}

/// A store that its reader cannot write, and its token.
fn read_only(sandbox: &Sandbox) -> String {
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    set_modes(sandbox, 0o555, 0o444);
    secret
}

fn set_modes(sandbox: &Sandbox, folder: u32, file: u32) {
    let data = sandbox.home().join(".local");
    for (path, (_, bytes)) in tree(&data) {
        fs::set_permissions(path, PermissionsExt::from_mode(if bytes.is_some() { file } else { folder })).unwrap();
    }
    fs::set_permissions(data, PermissionsExt::from_mode(folder)).unwrap();
}

#[test]
fn a_store_that_cannot_be_written_is_read() {
    let sandbox = Sandbox::on_a_file();
    let secret = read_only(&sandbox);
    let before = tree(sandbox.home());
    for line in ["tokens list", "tokens show ci", "audit verify", "workspaces list", "db status", "tokens usage"] {
        sandbox.input("").run_as_nobody(line).ok();
    }
    let verify = sandbox.input(secret.clone()).run_as_nobody("tokens verify --no-count --field code").ok();
    assert_eq!(verify.stdout, "valid\n");
    check!(Nobody(sandbox.input(secret)), "tokens verify -o json", @r#"
    $ gatepost tokens verify -o json
    --- stderr
    {"error":{"code":"store_read_only","message":"the store cannot be written by this user; nothing was changed","hint":"reading works, and so does: gatepost tokens verify --no-count","exit":5,"retryable":false,"retry_after_ms":null,"field":null,"candidates":[]}}
    --- exit 5
    "#);
    check!(Nobody(sandbox.input("")), "tokens create other", @"
    $ gatepost tokens create other
    --- stderr
    error: the store cannot be written by this user; nothing was changed
    hint: reading works, and so does: gatepost tokens verify --no-count
    --- exit 5
    ");
    check!(Nobody(sandbox.input("")), "tokens revoke ci -o json", @r#"
    $ gatepost tokens revoke ci -o json
    --- stderr
    {"error":{"code":"store_read_only","message":"the store cannot be written by this user; nothing was changed","hint":"reading works, and so does: gatepost tokens verify --no-count","exit":5,"retryable":false,"retry_after_ms":null,"field":null,"candidates":[]}}
    --- exit 5
    "#);
    assert_eq!(tree(sandbox.home()), before);
    set_modes(&sandbox, 0o755, 0o644);
}

/// A call of a user who owns nothing.
struct Nobody<'a>(crate::support::Call<'a>);

impl Nobody<'_> {
    fn run(self, line: &str) -> crate::support::Run {
        self.0.run_as_nobody(line)
    }
}

#[test]
fn changes_in_the_log_are_not_passed_over_by_a_reader() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    sandbox.input(secret).run("tokens verify").ok();
    set_modes(&sandbox, 0o555, 0o444);
    let read = Nobody(sandbox.input("")).run("tokens show ci --field last_used_at");
    // With the shared memory of the log still there it is read; never is the state before shown.
    match read.exit {
        0 => assert_eq!(read.stdout, "2026-11-22T09:30:00.000Z\n"),
        _ => assert!(read.stderr.contains("write-ahead log"), "{}", read.text()),
    }
    set_modes(&sandbox, 0o755, 0o644);
}

#[test]
fn a_store_of_others_is_not_read() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    if rustix::process::getuid().is_root() {
        Nobody(sandbox.input("")).run("tokens list").fails(1);
    }
}

#[test]
fn what_a_dead_maker_left_is_no_hindrance() {
    let sandbox = Sandbox::on_a_file();
    let store = sandbox.store();
    sandbox.write(".local/share/gatepost/gatepost.db.draft", "half a store");
    sandbox.write(".local/share/gatepost/gatepost.db.draft-wal", "half a log");
    sandbox.write(".local/share/gatepost/gatepost.db.lock", "");
    sandbox.run("tokens create ci").ok();
    let left = fs::read_dir(store.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_str().unwrap().contains(".draft")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_store_is_marked_as_ours_and_opened_safely() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    let header = fs::read(sandbox.store()).unwrap();
    assert_eq!(&header[68..72], b"gpst");
    assert_eq!(header[18..20], [2, 2], "a write-ahead log is used");
    assert_eq!(sandbox.number("PRAGMA user_version"), HEAD);
    let loose = "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
        AND name NOT LIKE 'sqlite_%' AND name <> 'refinery_schema_history'";
    assert_eq!(sandbox.number(loose), 0, "every table is strict");
    assert_eq!(sandbox.number("SELECT count(*) FROM pragma_foreign_key_check"), 0);
}

#[test]
fn what_is_deleted_is_overwritten() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("workspaces create acme").ok();
    sandbox.run("tokens create ci -w acme --owner canary-of-the-deleted --metadata a=canary-of-the-deleted").ok();
    sandbox.run("workspaces delete acme --confirm acme").ok();
    sandbox.run("db maintain").ok();
    let bytes = fs::read(sandbox.store()).unwrap();
    assert!(!bytes.windows(21).any(|window| window == b"canary-of-the-deleted"));
}
