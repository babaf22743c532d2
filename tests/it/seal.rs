//! The seal: where the sealing key is read, what is refused, and what opens.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use crate::support::Sandbox;

fn key_file(sandbox: &Sandbox) -> PathBuf {
    sandbox.home().join(".config/gatepost/sealing.key")
}

#[test]
fn the_first_need_makes_a_key_for_its_owner_alone_and_says_to_keep_a_copy() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("audit checkpoint").ok();
    assert!(!key_file(&sandbox).exists(), "nothing was sealed yet");
    let first = sandbox.run("audit checkpoint --sign").ok();
    assert!(first.stderr.contains("made the sealing key") && first.stderr.contains("keep a copy"), "{}", first.text());
    assert_eq!(fs::metadata(key_file(&sandbox)).unwrap().permissions().mode() & 0o777, 0o600);
    let second = sandbox.run("audit checkpoint --sign").ok();
    assert_eq!((second.stderr.as_str(), &second.stdout), ("", &first.stdout));
    let secrets = sandbox.number("SELECT count(*) FROM audit_keys WHERE secret_key = 1");
    assert_eq!(secrets, 1);
}

#[test]
fn a_rehearsal_makes_no_key() {
    let sandbox = Sandbox::new();
    sandbox.run("init").ok();
    let run = sandbox.run("audit checkpoint --sign --dry-run").ok();
    assert!(run.stderr.contains("would make the sealing key"), "{}", run.text());
    assert!(!key_file(&sandbox).exists() && !run.stdout.contains('\u{2014}'));
    assert_eq!(sandbox.number("SELECT count(*) FROM seal_keys"), 0);
}

#[test]
fn a_missing_key_is_not_replaced_and_a_wrong_one_is_named() {
    let sandbox = Sandbox::new();
    sandbox.run("audit checkpoint --sign").ok();
    let key = key_file(&sandbox);
    let kept = sandbox.home().join("kept.key");
    fs::rename(&key, &kept).unwrap();
    let run = sandbox.run("audit checkpoint --sign -o json").fails(8);
    assert_eq!(run.error()["code"], "key_missing");
    assert!(!key.exists());
    let other = data_encoding::BASE64.encode(&[9; 32]);
    sandbox.write("other.key", &other);
    fs::set_permissions(sandbox.home().join("other.key"), fs::Permissions::from_mode(0o600)).unwrap();
    let run = sandbox.run("audit checkpoint --sign --key-file other.key -o json").fails(8);
    assert_eq!(run.error()["code"], "key_wrong");
    sandbox.run("audit checkpoint --sign --key-file kept.key").ok();
    sandbox.env("GATEPOST_KEY_FILE", "kept.key").run("audit checkpoint --sign").ok();
    let run = sandbox.run("audit checkpoint --sign --key-file absent.key -o json").fails(8);
    assert_eq!(run.error()["code"], "key_missing");
    // What is not sealed needs no key.
    sandbox.run("tokens create ci").ok();
    sandbox.run("audit checkpoint").ok();
}

#[test]
fn a_key_that_others_may_read_is_refused_with_what_mends_it() {
    let sandbox = Sandbox::new();
    sandbox.run("audit checkpoint --sign").ok();
    let key = key_file(&sandbox);
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&key, fs::Permissions::from_mode(mode)).unwrap();
        let run = sandbox.run("audit checkpoint --sign -o json").fails(8);
        assert_eq!(run.error()["code"], "key_exposed");
        let hint = run.error()["hint"].as_str().unwrap().to_owned();
        sandbox.shell(hint.split_once(": ").unwrap().1).ok();
        sandbox.run("audit checkpoint --sign").ok();
    }
    let real = sandbox.home().join("real.key");
    fs::rename(&key, &real).unwrap();
    symlink(&real, &key).unwrap();
    let run = sandbox.run("audit checkpoint --sign -o json").fails(8);
    assert_eq!(run.error()["code"], "key_exposed");
    fs::remove_file(&key).unwrap();
    fs::create_dir(&key).unwrap();
    assert_eq!(sandbox.run("audit checkpoint --sign -o json").fails(8).error()["code"], "key_wrong");
}

#[test]
fn a_value_that_was_changed_or_moved_is_refused() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("audit checkpoint --sign").ok();
    sandbox.tamper("UPDATE audit_keys SET secret = CAST(secret || x'00' AS BLOB)");
    let run = sandbox.run("audit checkpoint --sign -o json").fails(8);
    assert_eq!(run.error()["code"], "sealed_damaged");
    sandbox.tamper("UPDATE seal_wraps SET wrapped = zeroblob(78)");
    assert_eq!(sandbox.run("audit checkpoint --sign -o json").fails(8).error()["code"], "sealed_damaged");
}

/// Checks a note with the library that defines them.
const VERIFIER: &str = r#"
package main

import (
	"fmt"
	"io/ioutil"
	"os"

	"golang.org/x/mod/sumdb/note"
)

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	text, _ := ioutil.ReadAll(os.Stdin)
	opened, err := note.Open(text, note.VerifierList(verifier))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	fmt.Print(opened.Text)
}
"#;

#[test]
#[ignore = "needs Go and its x/mod library, which tests/run installs"]
fn the_library_that_defines_signed_notes_takes_ours() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens create ci").ok();
    let note = sandbox.run("audit checkpoint --sign").ok().stdout;
    let body = sandbox.run("audit checkpoint").ok().stdout;
    let key = sandbox.run("keys status --field verifier_key").ok().stdout;
    sandbox.write("verify.go", VERIFIER);
    let built = "GO111MODULE=off CGO_ENABLED=0 GOPATH=/usr/share/gocode GOCACHE=$HOME/go go build -o verify verify.go";
    sandbox.shell(built).ok();
    let verify = |note: &str| {
        sandbox.write("note", note);
        sandbox.shell(&format!("./verify {key} < note", key = key.trim_end()))
    };
    assert_eq!(verify(&note).ok().stdout, body);
    verify(&note.replacen("\n4\n", "\n5\n", 1)).fails(1);
    verify(&body).fails(1);
    // Signed twice, it is the same note.
    assert_eq!(sandbox.run("audit checkpoint --sign").ok().stdout, note);
}
