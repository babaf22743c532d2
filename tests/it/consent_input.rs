//! What `consent` makes of words that are wrong, odd or hostile.

use crate::consent::agreed;
use crate::support::Sandbox;

fn refused(sandbox: &Sandbox, line: &str) -> (String, String) {
    let error = sandbox.run(&format!("{line} -o json")).fails(2).error();
    let text = |name: &str| error[name].as_str().unwrap_or_default().to_owned();
    (text("field"), text("message"))
}

#[test]
fn a_moment_must_be_one() {
    let sandbox = agreed();
    let grant = "consent grant user-7 --type analytics";
    let before = sandbox.dump();
    for at in ["2026-11-20T10:00:00", "'2026-11-20 10:00:00'", "2026-03-29T02:30:00"] {
        let (field, message) = refused(&sandbox, &format!("{grant} --at {at}"));
        assert_eq!((field.as_str(), message.contains("zone")), ("--at", true), "{at}: {message}");
    }
    for at in ["2026-11-22T09:30:01Z", "9999-12-31", "0001-01-01", "1969-12-31T23:59:59Z", "2026-02-30", "soon"] {
        assert_eq!(refused(&sandbox, &format!("{grant} --at {at}")).0, "--at", "{at}");
    }
    for expires in ["0s", "2026-11-22T09:30:00Z", "0001-01-01", "never"] {
        assert_eq!(refused(&sandbox, &format!("{grant} --expires {expires}")).0, "--expires", "{expires}");
    }
    assert_eq!(sandbox.dump(), before);
    sandbox.run(&format!("{grant} --at 2026-03-29T02:30:00+02:00 --expires 9999-12-31")).ok();
    let given = sandbox.run("consent list --subject user-7 --columns given_at,expires_at -o csv").ok().stdout;
    assert_eq!(given, "given_at,expires_at\r\n2026-03-29T00:30:00.000Z,9999-12-31T23:59:59.999Z\r\n");
    sandbox.run("consent check user-7 --type analytics --at 0001-01-01").fails(4);
    sandbox.run("consent check user-7 --type analytics --at 9999-12-31").ok();
}

#[test]
fn one_person_has_one_record_however_the_name_is_written() {
    let sandbox = agreed();
    for name in ["jane@example.com", " JANE@EXAMPLE.COM ", "Jane@example.COM"] {
        sandbox.run(&format!("consent check '{name}' --type marketing --purpose newsletter")).ok();
    }
    sandbox.run("consent grant 'Jos\u{e9}' --type analytics").ok();
    sandbox.run("consent grant 'Jose\u{301}' --type marketing").ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM consent_subjects"), 2);
    // Ids are told apart by case.
    sandbox.run("consent check 'jos\u{e9}' --type analytics").fails(4);
    sandbox.write("who.txt", "\nJANE@example.com\n");
    sandbox.run("consent check @who.txt --type marketing --purpose newsletter").ok();
    sandbox.input("jane@example.com\r\n").run("consent check - --type marketing --purpose newsletter").ok();
    let id = sandbox.run("consent list --subject jane@example.com --field subject_id").ok().stdout;
    sandbox.run(&format!("consent check {} --type marketing --purpose newsletter", id.trim())).ok();
    let ending = format!("sub_{}", &id.trim()[id.trim().len() - 8..]);
    sandbox.run(&format!("consent check {ending} --type marketing --purpose newsletter")).ok();
    sandbox.run("consent check sub_nonsense --type marketing").fails(3);
    sandbox.run("workspaces create acme").ok();
    sandbox.run(&format!("consent check {} --type marketing -w acme", id.trim())).fails(3);
}

#[test]
fn a_name_that_is_none_is_refused() {
    let sandbox = agreed();
    let before = sandbox.dump();
    let long = "x".repeat(10_240);
    for name in ["", "  ", "a\u{202e}b", "a\u{200b}b", "a\tb", "a\nb", "***", long.as_str()] {
        let (field, message) = refused(&sandbox, &format!("consent grant '{name}' --type analytics"));
        assert_eq!(field, "SUBJECT", "{name:?}");
        assert!(!message.contains(&long));
    }
    for (input, what) in [("", "names no subject"), ("a\nb\n", "several")] {
        let run = sandbox.input(input).run("consent grant - --type analytics").fails(2);
        assert!(run.stderr.contains(what), "{}", run.text());
    }
    let run = sandbox.input(b"a\xff\n".to_vec()).run("consent grant - --type analytics").fails(2);
    assert!(run.stderr.contains("not UTF-8"), "{}", run.text());
    let run = sandbox.input(b"a\0b\n".to_vec()).run("consent grant - --type analytics").fails(2);
    assert!(run.stderr.contains("U+0000"), "{}", run.text());
    check!(sandbox, "consent grant @nowhere.txt --type analytics", @"
    $ gatepost consent grant @nowhere.txt --type analytics
    --- stderr
    error: there is no file nowhere.txt
    hint: a subject that begins with @ is given on standard input
    --- exit 3
    ");
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn free_text_is_kept_to_the_letter() {
    let sandbox = agreed();
    let text = "line\nand \u{202e}right to left\t'\"=1+1 \u{1f600}";
    let quoted = text.replace('"', "\\\"");
    sandbox.run(&format!("consent revoke jane@example.com --reason \"{quoted}\"")).ok();
    let told = sandbox.run("consent list --status withdrawn -o json").ok().stdout;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told[0]["reason"], text);
    let long = "x".repeat(64 * 1024 + 1);
    assert_eq!(refused(&sandbox, &format!("consent revoke jane@example.com --reason {long}")).0, "--reason");
    for text in ["''", "'***'"] {
        assert_eq!(refused(&sandbox, &format!("consent revoke jane@example.com --reason {text}")).0, "--reason");
        for flag in ["--source", "--user-agent"] {
            assert_eq!(refused(&sandbox, &format!("consent grant a --type analytics {flag} {text}")).0, flag);
        }
    }
    for method in ["''", "'two words'", "jane@example.com"] {
        assert_eq!(refused(&sandbox, &format!("consent grant a --type analytics --method {method}")).0, "--method");
    }
    for (flag, value) in [("--ip", "300.1.1.1"), ("--locale", "en_US"), ("--policy", "privacy"), ("--type", "other")] {
        assert_eq!(refused(&sandbox, &format!("consent grant a --type analytics {flag} {value}")).0, flag);
    }
}

#[test]
fn evidence_and_texts_must_be_there_and_readable() {
    let sandbox = agreed();
    let before = sandbox.dump();
    check!(sandbox, "consent grant user-7 --type analytics --evidence nowhere.pdf", @"
    $ gatepost consent grant user-7 --type analytics --evidence nowhere.pdf
    --- stderr
    error: there is no file nowhere.pdf
    --- exit 3
    ");
    sandbox.write("latin1.txt", b"Einverst\xe4ndnis\n");
    sandbox.write("null.txt", b"a\0b");
    sandbox.write("utf16.txt", "\u{feff}I agree".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    let run = sandbox.run("consent policies publish terms@1 --file utf16.txt").fails(2);
    assert!(run.stderr.contains("iconv -f utf-16"), "{}", run.text());
    sandbox.write("empty.txt", b" \n");
    sandbox.write("long.txt", vec![b'a'; (4 << 20) + 1]);
    for file in ["latin1.txt", "null.txt", "empty.txt", "long.txt"] {
        let (field, _) = refused(&sandbox, &format!("consent policies publish terms@1 --file {file}"));
        assert_eq!(field, "--file", "{file}");
    }
    assert_eq!(sandbox.dump(), before);
    let megabyte = format!("\u{feff}{}\r\n", "\u{202e}a".repeat(256 * 1024));
    sandbox.write("megabyte.txt", &megabyte);
    sandbox.run("consent policies publish terms@1 --file megabyte.txt").ok();
    assert_eq!(sandbox.run("consent policies show terms@1 --text").ok().stdout, megabyte, "to the byte");
}

#[test]
fn an_address_is_kept_as_much_as_is_set() {
    let sandbox = agreed();
    let kept = |mode: &str| {
        sandbox.run(&format!("config set consent.ip {mode}")).ok();
        sandbox.run("consent grant user-7 --type analytics --ip 2001:db8:1:2::3").ok();
        sandbox.run("consent list --subject user-7 --reveal --field ip").ok().stdout
    };
    assert_eq!(kept("truncate"), "2001:db8:1::/48\n");
    assert_eq!(kept("raw"), "2001:db8:1:2::3\n");
    assert_eq!(kept("drop").trim(), "");
    let digest = kept("hmac");
    assert!(digest.starts_with("hmac:") && digest.len() == 38, "{digest}");
    assert_eq!(sandbox.run("consent list --subject user-7 --field ip").ok().stdout, "***\n");
    assert_eq!(kept("hmac"), digest, "equal ones are known");
}

#[test]
fn a_batch_answers_every_line_in_order() {
    let sandbox = agreed();
    let lines = [
        "Jane@example.com",
        "",
        "nobody@example.com",
        "a\u{202e}b",
        r#"{"subject": "jane@example.com", "purpose": "newsletter"}"#,
        r#"{"subject": "jane@example.com", "type": "other"}"#,
        r#"{"subject": "jane@example.com", "purpose": "newsletter", "at": "2026-11-21"}"#,
        r#"{"type": "marketing"}"#,
        "{",
        "sub_nonsense",
    ];
    let run = sandbox.input(lines.join("\n")).run("consent check --batch --type marketing --columns code,subject").ok();
    insta::assert_snapshot!(run.stdout, @r#"
    {"code":"unknown","subject":"Jane@example.com"}
    {"code":"malformed","subject":""}
    {"code":"unknown","subject":"nobody@example.com"}
    {"code":"malformed","subject":"a\u202eb"}
    {"code":"valid","subject":"jane@example.com"}
    {"code":"malformed","subject":""}
    {"code":"unknown","subject":"jane@example.com"}
    {"code":"malformed","subject":""}
    {"code":"malformed","subject":""}
    {"code":"malformed","subject":"sub_nonsense"}
    "#);
    let run = sandbox.input("jane@example.com\n").run("consent check --batch --columns code").ok();
    assert_eq!(run.stdout, "{\"code\":\"malformed\"}\n", "no type was said");
    insta::assert_snapshot!(run.stderr, @"note: 1 line could not be read, the first is line 1; a line is a subject, with --type, or an object that names subject and type");
    let run = sandbox.input("a\n{\nb\n{}\n").run("consent check --batch --type marketing --columns code").ok();
    assert!(run.stderr.starts_with("note: 2 lines could not be read, the first is line 2"), "{}", run.stderr);
    sandbox.run("consent check --batch --type marketing -o csv").fails(2);
    sandbox.run("consent check jane@example.com --batch").fails(2);
    sandbox.run("consent check").fails(2);
}
