//! A secret is where it was printed on its creation, and nowhere else.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use gatepost::seal::{Bound, Source};

use crate::support::{Run, Sandbox};

/// Every file below a folder but those that are there to hold secrets.
fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_none_or(|ending| ending != "token" && ending != "key") {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

fn holds(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

/// A secret as it is, in hexadecimal and in base64.
fn forms(secret: &[u8]) -> [(&'static str, Vec<u8>); 3] {
    let hex = data_encoding::HEXLOWER.encode(secret).into_bytes();
    let base64 = data_encoding::BASE64_NOPAD.encode(secret).into_bytes();
    [("as it is", secret.to_vec()), ("in hexadecimal", hex), ("in base64", base64)]
}

/// What makes secrets that are sealed, each area a line: what it runs, and the secrets that this made.
const SEALED: &[(&str, Maker)] = &[("the keys", keys)];

/// Runs commands; the secrets that they sealed.
type Maker = fn(&Sandbox) -> Vec<Vec<u8>>;

/// The sealing key, the data key, and what it seals: the key of the trail.
fn keys(sandbox: &Sandbox) -> Vec<Vec<u8>> {
    sandbox.run("audit checkpoint --sign").ok();
    let file = sandbox.home().join(".config/gatepost/sealing.key");
    let text = fs::read_to_string(&file).unwrap();
    let sealing = data_encoding::BASE64.decode(text.lines().last().unwrap().as_bytes()).unwrap();
    let database = sandbox.database();
    let read = |sql: &str| database.query_row(sql, [], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    let store = sandbox.run("db status --field store_id").ok().stdout.trim_end().to_owned();
    let key = Source::Own(file).read().unwrap().unwrap();
    let data = key.unwrap(&store, 1, &read("SELECT wrapped FROM seal_wraps")).unwrap();
    let bound = Bound { store: &store, table: "audit_keys", column: "secret", row: "log" };
    let trail = data.open(&bound, &read("SELECT secret FROM audit_keys")).unwrap();
    let trail = data_encoding::BASE64.decode(&trail).unwrap();
    // What wraps is derived from the sealing key, and what it wraps is the data key.
    vec![sealing, data.bytes().to_vec(), trail]
}

/// Commands that have sealed values in their hands.
const USED: &[&str] = &[
    "audit checkpoint --sign -o json -v",
    "audit checkpoint --sign --key-file wrong.key",
    "audit checkpoint --sign --key-file none.key -o json",
    "audit verify",
    "audit list -A -o json",
    "keys status -o json",
    "keys status",
    "keys check -o json",
    "keys rotate --dry-run -o json",
    "keys rewrap --dry-run",
    "keys rewrap --to other.key --yes -o json",
    "keys rewrap --finish --yes",
    "keys rewrap --finish --key-file other.key --yes",
    "doctor -v",
    "doctor -o json",
    "db backup copy.db",
    "config list",
    "keys rotate --key-file other.key --yes",
];

#[test]
fn what_is_sealed_is_nowhere_in_the_clear() {
    let sandbox = Sandbox::on_a_file();
    let mut secrets = Vec::new();
    for (area, make) in SEALED {
        let made = make(&sandbox);
        assert!(!made.is_empty() && made.iter().all(|secret| secret.len() >= 16), "{area}");
        secrets.extend(made);
    }
    sandbox.write("wrong.key", data_encoding::BASE64.encode(&[7; 32]));
    fs::set_permissions(sandbox.home().join("wrong.key"), PermissionsExt::from_mode(0o600)).unwrap();
    // The log and the shared memory are there as long as somebody has the store open.
    let open = sandbox.database();
    open.execute_batch("BEGIN; SELECT * FROM marks").unwrap();
    let runs: Vec<Run> = USED.iter().map(|line| sandbox.run(line)).collect();
    let mut found = Vec::new();
    files(sandbox.home(), &mut found);
    assert!(found.iter().any(|(path, _)| path.ends_with("gatepost.db-wal")), "no log was looked at");
    found.extend(runs.into_iter().map(|run| (run.command, [run.stdout, run.stderr].concat().into_bytes())));
    for (number, secret) in secrets.iter().enumerate() {
        for (form, word) in forms(secret) {
            for (place, bytes) in &found {
                assert!(!holds(bytes, &word), "secret {number} is in {place} {form}");
            }
        }
    }
}

/// Issues secrets in every way there is; all of them, and what else was said meanwhile.
fn issue(sandbox: &Sandbox) -> (Vec<String>, Vec<Run>) {
    let mut secrets = Vec::new();
    sandbox.run("tokens scopes create orders:read").ok();
    secrets.push(sandbox.run("tokens create quiet -q --owner alice").ok().stdout);
    secrets.push(sandbox.run("tokens create json -o json").ok().field("token"));
    secrets.push(sandbox.run("tokens create table --field token").ok().stdout);
    secrets.extend(sandbox.run("tokens create many --count 3 -q").ok().stdout.lines().map(str::to_owned));
    secrets.push(sandbox.run("tokens rotate quiet -q").ok().stdout);
    secrets.push(sandbox.run("tokens rotate json -o json").ok().field("0.token"));
    let written = vec![
        sandbox.run("tokens create written --secret-out written.token").ok(),
        sandbox.run("tokens rotate written --secret-out again.token -o json").ok(),
        sandbox.run("tokens create dry --dry-run -o json").ok(),
        sandbox.run("tokens rotate table --dry-run").ok(),
    ];
    for name in ["written.token", "again.token"] {
        secrets.push(fs::read_to_string(sandbox.home().join(name)).unwrap());
    }
    (secrets.iter().map(|secret| secret.trim_end().to_owned()).collect(), written)
}

#[test]
fn a_secret_is_nowhere_but_where_it_was_printed() {
    let sandbox = Sandbox::on_a_file();
    let (secrets, mut runs) = issue(&sandbox);
    assert_eq!(secrets.len(), 10);
    for secret in &secrets {
        assert!(secret.starts_with("gp_live_") && secret.len() == 41, "{secret}");
        runs.push(sandbox.input(secret.clone()).run("tokens verify -o json -v"));
        runs.push(sandbox.env("GATEPOST_TOKEN", secret).env("GATEPOST_LOG", "1").run("tokens verify --scope a:b"));
        let lines = format!("{secret}\n{{\"token\":\"{secret}\"}}\n{secret}x\n");
        runs.push(sandbox.input(lines).run("tokens verify --batch"));
    }
    for line in [
        "tokens list --status all -o json",
        "tokens show quiet -o json",
        "tokens show json",
        "tokens update table --tier pro -o json",
        "tokens disable table -o json",
        "tokens usage -o json",
        "tokens limits quiet",
        "audit list -A -o json",
        "audit verify",
        "db backup copy.db",
        "health",
        "config list",
        "db status -o json",
    ] {
        runs.push(sandbox.run(line).ok());
    }
    runs.push(sandbox.input(format!("{}\n", secrets[3])).run("tokens revoke - -o json").ok());
    runs.push(sandbox.input(format!("{}\n", secrets[3])).run("tokens disable - -o json"));
    // The log and the shared memory are there as long as somebody has the store open.
    let mut open = sandbox.start("tokens verify --batch").spawn().unwrap();
    let mut input = open.stdin.take().unwrap();
    writeln!(input, "of_another_shape").unwrap();
    BufReader::new(open.stdout.as_mut().unwrap()).read_line(&mut String::new()).unwrap();
    sandbox.run("tokens create last").ok();
    let mut found = Vec::new();
    files(sandbox.home(), &mut found);
    assert!(found.iter().any(|(path, _)| path.ends_with("gatepost.db-wal")), "no log was looked at");
    drop(input);
    open.wait().unwrap();
    found.extend(runs.into_iter().map(|run| (run.command, [run.stdout, run.stderr].concat().into_bytes())));
    for secret in secrets {
        // Up to the fourth random character it may be shown.
        let hidden = &secret[12..];
        for (place, bytes) in &found {
            for (form, word) in forms(hidden.as_bytes()) {
                assert!(!holds(bytes, &word), "{secret} is in {place} {form}");
            }
        }
    }
}

#[test]
fn what_is_kept_is_a_digest() {
    let sandbox = Sandbox::on_a_file();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    let kept: Vec<u8> = sandbox.database().query_row("SELECT hash FROM api_tokens", [], |row| row.get(0)).unwrap();
    use sha2::Digest;
    assert_eq!(kept, sha2::Sha256::digest(secret.trim_end()).to_vec());
    for line in ["tokens list -o json", "tokens show ci -o json", "audit list -A -o json"] {
        let hex: String = kept.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(!sandbox.run(line).ok().stdout.contains(&hex), "{line}");
    }
}

#[test]
fn a_link_that_leads_nowhere_takes_no_secret() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    symlink("nowhere", sandbox.home().join("link")).unwrap();
    check!(sandbox, "tokens rotate ci --grace 0s --secret-out link", @"
    $ gatepost tokens rotate ci --grace 0s --secret-out link
    --- stderr
    error: link exists already
    hint: choose another name, or move that file away
    --- exit 5
    ");
    sandbox.input(secret).run("tokens verify").ok();
    sandbox.run("db backup link").fails(5);
    let link = fs::read_link(sandbox.home().join("link")).unwrap();
    assert_eq!((link.as_path(), drafts(&sandbox).len()), (Path::new("nowhere"), 0));
}

/// The unfinished files in a home.
fn drafts(sandbox: &Sandbox) -> Vec<PathBuf> {
    let files = fs::read_dir(sandbox.home()).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.extension().is_some_and(|ending| ending == "draft")).collect()
}

#[test]
fn a_secret_whose_file_does_not_come_to_its_place_is_not_lost() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci").ok();
    let other = sandbox.database();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let rotating = sandbox.spawn("tokens rotate ci --grace 0s --secret-out new.token");
    // It has seen that the place is free, and waits for the store.
    while drafts(&sandbox).is_empty() {
        std::thread::yield_now();
    }
    sandbox.write("new.token", "of another");
    other.execute_batch("ROLLBACK").unwrap();
    let run = rotating.wait().fails(5);
    let [draft] = &drafts(&sandbox)[..] else { panic!("{}", run.text()) };
    let draft = draft.file_name().unwrap().display();
    assert!(run.stderr.contains(&format!("its secret is in {draft}")), "{}", run.text());
    let secret = fs::read_to_string(sandbox.home().join(draft.to_string())).unwrap();
    assert_eq!(sandbox.input(secret).run("tokens verify --field secret").ok().stdout, "current\n");
    assert_eq!(fs::read_to_string(sandbox.home().join("new.token")).unwrap(), "of another");
}

#[test]
fn what_a_run_of_the_same_number_left_is_no_hindrance_and_stays() {
    // Where each run has a container of its own, all have the same number.
    let sandbox = Sandbox::on_a_file();
    sandbox.run("init").ok();
    for (file, line) in [("ci.token", "tokens create ci --secret-out ci.token"), ("copy.db", "db backup copy.db")] {
        sandbox.shell(&format!("echo half > {file}.$$.draft; exec gatepost {line}")).ok();
        let [left] = &drafts(&sandbox)[..] else { panic!("{file}: {:?}", drafts(&sandbox)) };
        fs::remove_file(left).unwrap();
        assert!(sandbox.home().join(file).exists(), "{file}");
    }
    let settings = ".config/gatepost/config.toml";
    sandbox.shell(&format!("echo half > {settings}.$$.new; exec gatepost config set tokens.prefix acme")).ok();
}
