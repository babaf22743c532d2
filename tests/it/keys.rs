//! `keys`: what there is, other keys in their place, and that everything opens whatever came between.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use gatepost::seal::{Bound, Source};

use crate::support::Sandbox;

const KEY: &str = ".config/gatepost/sealing.key";

/// A store with one sealed value.
fn sealed() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.run("audit checkpoint --sign").ok();
    sandbox
}

/// The same in a file, where the key may be replaced at once.
fn sealed_file() -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("audit checkpoint --sign").ok();
    sandbox
}

/// The id of the key of this user.
fn id(sandbox: &Sandbox) -> String {
    sandbox.run("keys status --field sealing_key").ok().stdout.trim_end().to_owned()
}

/// Whether everything opens, and how much that is.
fn opens(sandbox: &Sandbox, words: &str) -> String {
    sandbox.run(&format!("keys check --field values {words}")).ok().stdout.trim_end().to_owned()
}

fn state(sandbox: &Sandbox) -> String {
    let status = sandbox.run("keys status -o json").ok().json();
    let keys = status["data_keys"].as_array().unwrap().iter();
    let keys: Vec<String> = keys.map(|key| format!("{} {} {}", key["id"], key["state"], key["values"])).collect();
    keys.join(", ").replace('"', "")
}

#[test]
fn the_status_shows_keys_and_never_the_key() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "keys status", @"
    $ gatepost keys status
    state         unused
    source        default
    place         ~/.config/gatepost/sealing.key
    data_keys     []
    --- stderr
    note: made a new store at ~/.local/share/gatepost/gatepost.db
    --- exit 0
    ");
    sandbox.run("audit checkpoint --sign").ok();
    check!(sandbox, "keys status -o json", @r#"
    $ gatepost keys status -o json
    {
      "state": "ok",
      "source": "default",
      "place": "~/.config/gatepost/sealing.key",
      "sealing_key": "c89ab8c3f6766f30",
      "wanted": [
        "c89ab8c3f6766f30"
      ],
      "data_keys": [
        {
          "id": 1,
          "state": "active",
          "created_at": "2026-11-22T09:30:00.000Z",
          "retired_at": null,
          "values": 1
        }
      ],
      "verifier_key": "gatepost/01m819eke0r5knw2xsg2jqba4p+17680f79+AaJra1MHWN/WjaHvx2/Igu4DQYlOGn5KiTIp5sN2ek5r"
    }
    --- stderr
    {"notice":"keep a copy of the sealing key elsewhere than the backups of the store: without it, what is sealed is lost"}
    --- exit 0
    "#);
    check!(sandbox, "keys check", @"
    $ gatepost keys check
    ok        yes
    values    1
    damaged   0
    failures  []
    --- exit 0
    ");
    check!(sandbox, "audit checkpoint --sign", @"
    $ gatepost audit checkpoint --sign
    gatepost/01m819eke0r5knw2xsg2jqba4p
    3
    9G37hTwInxhQRoBcVrwBYHobrsf43AcrZZV2wC/3Vaw=

    — gatepost/01m819eke0r5knw2xsg2jqba4p F2gPecLTxvGFvf2jtZ3cKAOKWhM96W1WXdKe/CoVU+e62Y5uw7AmN6ZcfibGPx1a4c/NC0NfCdZOA/zPU4YhCKWgpQg=
    --- exit 0
    ");
    fs::remove_file(sandbox.home().join(KEY)).unwrap();
    let status = sandbox.run("keys status -o json").fails(8);
    assert_eq!(status.json()["state"], "key_missing");
}

#[test]
fn nothing_is_made_where_nothing_is_sealed() {
    let sandbox = Sandbox::new();
    assert_eq!(opens(&sandbox, ""), "0");
    assert_eq!(sandbox.run("keys rotate --yes --field changed").ok().stdout, "false\n");
    sandbox.run("keys rewrap --yes").fails(5);
    assert!(!sandbox.home().join(KEY).exists());
}

#[test]
fn a_rotation_seals_again_and_ends_the_key_before() {
    let sandbox = sealed();
    let before = sandbox.run("audit checkpoint --sign --field signature").ok().stdout;
    sandbox.run("keys rotate").fails(9);
    let dry = sandbox.run("keys rotate --dry-run -o json").ok().json();
    assert_eq!((dry["resealed"].as_i64(), state(&sandbox).as_str()), (Some(1), "1 active 1"));
    let rotated = sandbox.run("keys rotate --yes -o json").ok().json();
    assert_eq!((rotated["data_key"].as_i64(), &rotated["retired"]), (Some(2), &serde_json::json!(["1"])));
    assert_eq!(state(&sandbox), "2 active 1, 1 retired 0");
    assert_eq!(sandbox.number("SELECT count(*) FROM seal_wraps"), 1);
    assert_eq!(opens(&sandbox, ""), "1");
    // The same key signs, though the trail has grown.
    let after = sandbox.run("audit checkpoint --sign --field signature").ok().stdout;
    let hash = |line: &str| line.split(' ').nth(2).unwrap()[..5].to_owned();
    assert_eq!(hash(&before), hash(&after));
    let actions = sandbox.run("audit list -A --field action --since 1d").ok().stdout;
    assert!(actions.contains("key.retire\n") && actions.contains("key.create\n"), "{actions}");
}

/// Puts sealed rows beside the first, which is copied: so many, under the data key that there is.
fn fill(sandbox: &Sandbox, rows: usize) {
    let source = Source::Own(sandbox.home().join(KEY));
    let sealing = source.read().unwrap().unwrap();
    let mut database = sandbox.database();
    let store: String =
        database.query_row("SELECT value FROM marks WHERE name = 'store_id'", [], |row| row.get(0)).unwrap();
    let wrapped: Vec<u8> = database.query_row("SELECT wrapped FROM seal_wraps", [], |row| row.get(0)).unwrap();
    let key = sealing.unwrap(&store, 1, &wrapped).unwrap();
    let all = database.transaction().unwrap();
    for number in 0..rows {
        let row = format!("row{number:06}");
        let bound = Bound { store: &store, table: "audit_keys", column: "secret", row: &row };
        let mut nonce = [0; 24];
        nonce[..8].copy_from_slice(&number.to_be_bytes());
        let blob = key.seal(nonce, &bound, b"a value").unwrap();
        all.execute("INSERT INTO audit_keys VALUES (?1, x'00', ?2, 1, 0)", (&row, &blob)).unwrap();
    }
    all.commit().unwrap();
}

#[test]
fn a_rotation_that_stops_goes_on_where_it_was() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("audit checkpoint --sign").ok();
    fill(&sandbox, 1_300);
    let stop = |row: &str| {
        sandbox.tamper(&format!(
            "CREATE TRIGGER stop BEFORE UPDATE ON audit_keys WHEN old.id = '{row}' BEGIN SELECT RAISE(ABORT, 'stop'); END"
        ));
    };
    let left = |key: i64| sandbox.number(&format!("SELECT count(*) FROM audit_keys WHERE secret_key = {key}"));
    stop("row000700");
    sandbox.run("keys rotate --yes").fails(1);
    assert_eq!((left(1), left(2), opens(&sandbox, "").as_str()), (801, 500, "1301"));
    assert_eq!(state(&sandbox), "2 active 500, 1 retiring 801");
    // What is sealed meanwhile is under the new key, and a key that has not ended may not be left behind.
    sandbox.run("audit checkpoint --sign").ok();
    sandbox.tamper("DROP TRIGGER stop");
    stop("row001200");
    sandbox.run("keys rotate --yes").fails(1);
    assert_eq!(state(&sandbox), "2 active 1000, 1 retiring 301");
    sandbox.tamper("DROP TRIGGER stop");
    let run = sandbox.run("keys rotate --yes -o json").ok().json();
    assert_eq!((run["resealed"].as_i64(), run["data_key"].as_i64()), (Some(301), Some(2)));
    assert_eq!((state(&sandbox).as_str(), opens(&sandbox, "").as_str()), ("2 active 1301, 1 retired 0", "1301"));
}

#[test]
fn a_value_that_does_not_open_keeps_its_key_and_is_named() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("audit checkpoint --sign").ok();
    fill(&sandbox, 600);
    // Two rows change their values.
    sandbox.tamper("UPDATE audit_keys SET secret = (SELECT b.secret FROM audit_keys b WHERE b.id = 'row000002') WHERE id = 'row000001'");
    let found = sandbox.run("keys check -o json").fails(8).json();
    assert_eq!((found["values"].as_i64(), found["damaged"].as_i64()), (Some(601), Some(1)));
    assert_eq!(found["failures"][0]["id"], "row000001");
    let run = sandbox.run("keys rotate --yes -o json").fails(8);
    assert_eq!((run.json()["resealed"].as_i64(), run.json()["damaged"].as_i64()), (Some(600), Some(1)));
    assert_eq!(state(&sandbox), "2 active 600, 1 retiring 1");
    // Nor does it keep the others from another key.
    let run = sandbox.run("keys rotate --yes -o json").fails(8).json();
    assert_eq!(
        (run["data_key"].as_i64(), run["resealed"].as_i64(), run["damaged"].as_i64()),
        (Some(3), Some(600), Some(1))
    );
    assert_eq!(state(&sandbox), "3 active 600, 2 retired 0, 1 retiring 1");
    // A value that says another key than the one it is under would be left behind.
    sandbox.tamper("UPDATE audit_keys SET secret_key = 1 WHERE id = 'row000003'");
    assert_eq!(sandbox.run("keys check --field damaged").fails(8).stdout, "2\n");
}

#[test]
fn another_sealing_key_takes_the_place_of_the_one_before() {
    let sandbox = sealed_file();
    sandbox.run("keys rewrap").fails(9);
    let old = fs::read(sandbox.home().join(KEY)).unwrap();
    let dry = sandbox.run("keys rewrap --dry-run -o json").ok();
    assert_eq!(
        (dry.json()["changed"].as_bool(), fs::read(sandbox.home().join(KEY)).unwrap()),
        (Some(true), old.clone())
    );
    let run = sandbox.run("keys rewrap --yes -o json").ok().json();
    let kept = run["kept"].as_str().unwrap().replace('~', &sandbox.home().display().to_string());
    assert_eq!(fs::read(Path::new(&kept)).unwrap(), old);
    assert_eq!(fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    assert_ne!(fs::read(sandbox.home().join(KEY)).unwrap(), old);
    assert!(!sandbox.home().join(format!("{KEY}.new")).exists());
    assert_eq!((opens(&sandbox, "").as_str(), sandbox.number("SELECT count(*) FROM seal_wraps")), ("1", 1));
    let wrong = sandbox.run(&format!("keys check --key-file {kept} -o json")).fails(8);
    assert_eq!(wrong.error()["code"], "key_wrong");
}

#[test]
fn two_sealing_keys_open_the_store_until_one_is_left_alone() {
    let sandbox = sealed();
    sandbox.run("keys rewrap --to other.key --yes").ok();
    assert_eq!(opens(&sandbox, "") + &opens(&sandbox, "--key-file other.key"), "11");
    // A new data key would be wrapped by one of them only.
    sandbox.run("keys rotate --yes").fails(5);
    sandbox.run("keys rewrap --yes").fails(5);
    sandbox.run("keys rewrap --to other.key --yes").ok();
    sandbox.run("keys rewrap --to third.key --yes").fails(5);
    assert!(!sandbox.home().join("third.key").exists());
    sandbox.run("keys rewrap --finish --key-file other.key --yes").ok();
    assert_eq!(opens(&sandbox, "--key-file other.key"), "1");
    assert_eq!(sandbox.run("keys check -o json").fails(8).error()["code"], "key_wrong");
    sandbox.run("keys rotate --key-file other.key --yes").ok();
}

#[test]
fn a_replacement_that_stopped_goes_on_with_the_key_that_it_had_written() {
    let sandbox = sealed_file();
    // As if it had been ended before the new key took the place of the old one.
    sandbox.run(&format!("keys rewrap --to {KEY}.new --yes")).ok();
    let new = fs::read(sandbox.home().join(format!("{KEY}.new"))).unwrap();
    assert_eq!(opens(&sandbox, ""), "1");
    sandbox.run("keys rewrap --yes").ok();
    assert_eq!(fs::read(sandbox.home().join(KEY)).unwrap(), new);
    assert_eq!((opens(&sandbox, "").as_str(), sandbox.number("SELECT count(*) FROM seal_wraps")), ("1", 1));
}

#[test]
fn a_replacement_that_stopped_when_the_new_key_was_in_place_is_finished() {
    let sandbox = sealed_file();
    let old = id(&sandbox);
    sandbox.run(&format!("keys rewrap --to {KEY}.new --yes")).ok();
    sandbox.shell(&format!("mv {KEY} {KEY}.{old} && mv {KEY}.new {KEY}")).ok();
    let new = id(&sandbox);
    let run = sandbox.run("keys rewrap --yes -o json").ok().json();
    assert_eq!((run["sealing_key"].as_str(), &run["wanted"]), (Some(new.as_str()), &serde_json::json!([new])));
    assert!(run["changed"] == true && run["kept"].as_str().unwrap().ends_with(&old), "{run}");
    assert_eq!((id(&sandbox), opens(&sandbox, "")), (new, "1".to_owned()));
}

/// Whether a process has a file open.
fn has_open(process: u32, path: &Path) -> bool {
    let open = fs::read_dir(format!("/proc/{process}/fd")).unwrap();
    open.flatten().any(|link| fs::read_link(link.path()).is_ok_and(|file| file == path))
}

#[test]
fn a_key_that_was_replaced_meanwhile_is_left_where_it_is() {
    let sandbox = sealed_file();
    let (key, lock) = (sandbox.home().join(KEY), sandbox.home().join(format!("{KEY}.lock")));
    let held = fs::File::create(&lock).unwrap();
    held.lock().unwrap();
    let mut child = sandbox.start("keys rewrap --yes").spawn().unwrap();
    // It has read the key when it waits for the lock.
    while child.try_wait().unwrap().is_none() && !has_open(child.id(), &lock) {
        std::thread::yield_now();
    }
    sandbox.shell(&format!("(umask 077; head -c 32 /dev/urandom | base64 > other && mv other {KEY})")).ok();
    let other = fs::read(&key).unwrap();
    drop(held);
    let ended = child.wait_with_output().unwrap();
    assert_eq!((ended.status.code(), fs::read(&key).unwrap() == other), (Some(12), true), "{ended:?}");
    assert!(!sandbox.home().join(format!("{KEY}.new")).exists());
}

#[test]
fn of_many_replacements_at_once_each_key_that_was_used_is_kept() {
    let sandbox = sealed_file();
    for _ in 0..3 {
        let running: Vec<_> = (0..4).map(|_| sandbox.spawn("keys rewrap --yes")).collect();
        let ended: Vec<_> = running.into_iter().map(crate::support::Running::wait).collect();
        assert!(ended.iter().any(|run| run.exit == 0), "{}", ended[0].text());
        assert_eq!((opens(&sandbox, "").as_str(), sandbox.number("SELECT count(*) FROM seal_wraps")), ("1", 1));
    }
    // What the trail says was ever used is in one of the files.
    let used = sandbox.run("audit list -A --action key.wrap --field object").ok().stdout;
    for id in used.lines().filter(|used| *used != id(&sandbox)) {
        assert!(sandbox.home().join(format!("{KEY}.{id}")).exists(), "{id} is lost");
    }
}

#[test]
fn a_key_that_cannot_be_kept_is_not_replaced() {
    let sandbox = sealed_file();
    let (old, kept) = (fs::read(sandbox.home().join(KEY)).unwrap(), format!("{KEY}.{}", id(&sandbox)));
    sandbox.shell(&format!("(umask 077; : > {kept})")).ok();
    assert_eq!(sandbox.run("keys rewrap --yes -o json").fails(8).error()["code"], "key_wrong");
    sandbox.shell(&format!("(umask 077; head -c 32 /dev/urandom | base64 > {kept})")).ok();
    assert_eq!(sandbox.run("keys rewrap --yes -o json").fails(8).error()["code"], "key_wrong");
    assert_eq!((fs::read(sandbox.home().join(KEY)).unwrap(), opens(&sandbox, "")), (old, "1".to_owned()));
    assert_eq!(sandbox.number("SELECT count(*) FROM seal_wraps"), 1);
}

#[test]
fn the_key_that_is_to_be_replaced_is_not_the_one_that_stays() {
    let sandbox = sealed();
    let old = id(&sandbox);
    sandbox.run("keys rewrap --to new.key --yes").ok();
    let refused = sandbox.run("keys rewrap --finish --yes -o json").fails(5);
    assert_eq!(refused.error()["code"], "wrong_state");
    assert_eq!(opens(&sandbox, "--key-file new.key"), "1");
    let asked = sandbox.run("keys rewrap --finish --key-file new.key").fails(9).stderr;
    let new = sandbox.run("keys status --key-file new.key --field sealing_key").ok().stdout;
    assert!(asked.contains(&old) && asked.contains(new.trim_end()), "{asked}");
    // Who wants the old one after all adds it to the new one.
    sandbox.run(&format!("keys rewrap --to {KEY} --key-file new.key --yes")).ok();
    sandbox.run("keys rewrap --finish --yes").ok();
    assert_eq!(opens(&sandbox, ""), "1");
}

#[test]
fn another_store_with_the_key_is_told_where_it_is_kept() {
    let sandbox = sealed_file();
    sandbox.run("init --db other.db").ok();
    sandbox.run("audit checkpoint --sign --db other.db").ok();
    let kept = format!("{KEY}.{}", id(&sandbox));
    let said = sandbox.run("keys rewrap --yes").ok().stderr;
    assert!(said.contains("other stores with this key"), "{said}");
    let wrong = sandbox.run("keys check --db other.db -o json").fails(8).error();
    let hint = wrong["hint"].as_str().unwrap();
    assert!(wrong["code"] == "key_wrong" && hint.contains("--key-file") && hint.ends_with(&kept), "{wrong}");
    sandbox.run(&format!("keys rewrap --to {KEY} --key-file {kept} --db other.db --yes")).ok();
    sandbox.run("keys rewrap --finish --db other.db --yes").ok();
    assert_eq!(opens(&sandbox, "--db other.db"), "1");
}

#[test]
fn the_command_that_gives_the_key_gets_no_secret() {
    let sandbox = sealed_file();
    let words = format!(r#"["sh", "-c", "env > seen; cat {KEY}"]"#);
    let secrets = ["PGPASSWORD", "GATEPOST_TOKEN", "GATEPOST_DB"];
    let mut run = sandbox.env("GATEPOST_KEYS_COMMAND", &words);
    let store = sandbox.store().display().to_string();
    for secret in secrets {
        run = run.env(secret, if secret == "GATEPOST_DB" { &store } else { "canary" });
    }
    run.run("keys check").ok();
    let seen = fs::read_to_string(sandbox.home().join("seen")).unwrap();
    assert!(seen.contains("GATEPOST_KEYS_COMMAND=") && secrets.iter().all(|secret| !seen.contains(secret)), "{seen}");
}

#[test]
fn the_key_may_come_from_a_command_or_a_credential() {
    let sandbox = sealed();
    fs::create_dir(sandbox.home().join("credentials")).unwrap();
    fs::rename(sandbox.home().join(KEY), sandbox.home().join("credentials/gatepost.key")).unwrap();
    // systemd hands it over with rights of its own.
    fs::set_permissions(sandbox.home().join("credentials/gatepost.key"), fs::Permissions::from_mode(0o440)).unwrap();
    let folder = sandbox.home().join("credentials").display().to_string();
    let status = sandbox.env("CREDENTIALS_DIRECTORY", &folder).run("keys status -o json").ok().json();
    assert_eq!((status["source"].as_str(), status["state"].as_str()), (Some("credential"), Some("ok")));
    sandbox.write(".config/gatepost/config.toml", format!("[keys]\ncommand = [\"cat\", \"{folder}/gatepost.key\"]\n"));
    let status = sandbox.run("keys status -o json").ok().json();
    assert_eq!((status["source"].as_str(), status["state"].as_str()), (Some("command"), Some("ok")));
    assert_eq!(opens(&sandbox, ""), "1");
    sandbox.run("keys rewrap --yes").fails(5);
    // No shell reads the words, and one that fails is no reason to make a key.
    for words in [r#"["cat $HOME/x"]"#, r#"["false"]"#, r#"["echo", "no key"]"#] {
        sandbox.env("GATEPOST_KEYS_COMMAND", words).run("keys check").fails(8);
    }
    assert!(!sandbox.home().join(KEY).exists());
}

#[test]
fn what_doctor_says_of_a_key_overwrites_no_other() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("audit checkpoint --sign").ok();
    sandbox.run("init --db apart/b.db").ok();
    let other = "(umask 077; head -c 32 /dev/urandom | base64 > apart/my.key)";
    sandbox.shell(&format!("{other}; gatepost --key-file apart/my.key --db apart/b.db audit checkpoint --sign")).ok();
    let told = sandbox.run("doctor -o json --key-file apart/my.key --db apart/b.db").json();
    let found = told["checks"].as_array().unwrap().iter().find(|check| check["name"] == "sealing_key_folder").unwrap();
    let fix = found["fix"].as_str().unwrap();
    let both = "gatepost keys check --db apart/b.db && unset GATEPOST_KEY_FILE && gatepost keys check";
    sandbox.shell(&format!("{fix} && {both}")).ok();
}
