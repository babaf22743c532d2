//! `consent export`, `import` and `access`: nothing is lost on the way out and back in, what is withheld is nowhere,
//! and the trail knows who took out what.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use data_encoding::HEXLOWER;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::support::{Run, Sandbox};

/// Texts that a spreadsheet, a terminal or a careless reader would take for something else.
pub const HOSTILE: &[&str] = &[
    "=1+1",
    "+49 30 1",
    "-5",
    "@sum(a1)",
    "\tx",
    "\rx",
    "\nx",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    "'quoted'",
    "'=1",
    "a,b",
    "\"",
    "say \"hi\"",
    "two\r\nlines\n",
    "'",
    " spaces ",
    "\u{202e}evil\u{202c}",
    "größe 漢字 👩‍💻",
    "null",
    "NaN",
    "\u{feff}bom",
    "\u{1b}[31mred",
    "\\",
    "#",
    ";",
    "0123",
    "1e5",
    "***x",
    "\u{0}",
];

/// A store that knows the purposes and policies of the files here.
pub fn prepared() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("one.txt", "We send you news.\n");
    sandbox.write("two.txt", "We sell your address.\n");
    sandbox.run("consent purposes create newsletter --type marketing").ok();
    sandbox.run("consent policies publish privacy@1 --file one.txt").ok();
    sandbox.run("consent policies publish privacy@2 --file two.txt --material").ok();
    sandbox
}

/// A file of consents in every state, with every hostile text.
pub fn lines() -> String {
    let mut lines = Vec::new();
    for (number, text) in HOSTILE.iter().filter(|text| !text.contains('\0')).enumerate() {
        lines.push(json!({
            "subject": format!("user-{number}"), "type": "marketing", "purpose": "newsletter", "status": "terminated",
            "policy": "privacy", "policy_version": "2", "locale": "pt-BR", "method": "web_form", "source": text,
            "ip": "203.0.113.7", "user_agent": text, "evidence_sha256": "ab".repeat(32),
            "given_at": "2026-01-02T03:04:05.678Z", "withdrawn_at": "2026-02-03T04:05:06.789+01:00", "reason": text,
        }));
    }
    let at = "2026-03-04";
    lines.push(json!({"subject": "=a@b.example", "type": "analytics", "status": "valid", "given_at": at}));
    lines.push(json!({"subject": "Jose\u{301}", "type": "analytics", "status": "refused", "decided_at": at}));
    lines.push(
        json!({"subject": "c", "type": "third_party", "status": "withdrawn", "given_at": at, "withdrawn_at": at}),
    );
    lines.push(json!({"subject": "c", "type": "data_usage", "status": "invalidated", "withdrawn_at": at}));
    let (name, version) = ("privacy", "1");
    lines.push(json!({"subject": "d", "type": "analytics", "status": "stale", "given_at": at, "policy": name, "policy_version": version}));
    lines.push(
        json!({"subject": "e", "type": "analytics", "status": "expired", "given_at": at, "expires_at": "2026-03-05"}),
    );
    lines.push(json!({"subject": "f", "type": "analytics", "status": "valid", "given_at": at, "expires_at": "9999-12-31", "legal_basis": "contract"}));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

pub fn read(sandbox: &Sandbox, file: &str) -> Vec<u8> {
    fs::read(sandbox.home().join(file)).unwrap()
}

pub fn counts(run: &Run) -> &str {
    run.stderr.lines().find(|line| line.contains(" there already, ")).unwrap_or(&run.stderr)
}

#[test]
fn out_in_and_out_again_gives_the_same_bytes() {
    let first = prepared();
    let total = first.input(lines()).run("consent import -").ok();
    let rows = lines().lines().count();
    assert_eq!(counts(&total), format!("note: {rows} rows: {rows} new, 0 there already, 0 refused"));
    for format in ["csv", "jsonl", "json"] {
        first.run(&format!("consent export -o {format} --out out.{format}")).ok();
        assert_eq!(
            first.run(&format!("consent export -o {format}")).ok().stdout.as_bytes(),
            read(&first, &format!("out.{format}"))
        );
    }
    for format in ["csv", "jsonl"] {
        let second = prepared();
        second.write("in", read(&first, &format!("out.{format}")));
        second.run("consent import in").ok();
        for format in ["csv", "jsonl", "json"] {
            second.run(&format!("consent export -o {format} --out out.{format}")).ok();
            let name = format!("out.{format}");
            assert_eq!(read(&second, &name), read(&first, &name), "{format}");
        }
        let again = second.run("consent import in").ok();
        assert_eq!(counts(&again), format!("note: {rows} rows: 0 new, {rows} there already, 0 refused"));
    }
    let again = first.run("consent import out.csv").ok();
    assert_eq!(counts(&again), format!("note: {rows} rows: 0 new, {rows} there already, 0 refused"), "its own export");
}

#[test]
fn an_export_says_what_is_in_the_file_and_the_trail_says_it_too() {
    let sandbox = prepared();
    sandbox.input(lines()).run("consent import -").ok();
    let entries = sandbox.number("SELECT count(*) FROM audit_log");
    let written = sandbox.run("consent export --subject c --type third_party --out c.csv --format json").ok().json();
    let bytes = read(&sandbox, "c.csv");
    assert!(bytes.starts_with(b"["), "the format is that of the file");
    let digest = HEXLOWER.encode(&Sha256::digest(&bytes));
    assert_eq!(written["sha256"], digest);
    assert_eq!((&written["rows"], &written["bytes"]), (&json!(1), &json!(bytes.len())));
    assert_eq!(written["audit_seq"], entries, "the entries before it");
    let subjects = written["filters"]["subjects"].as_array().unwrap().clone();
    assert!(subjects.len() == 1 && subjects[0].as_str().unwrap().starts_with("sub_"), "{subjects:?}");
    let entry = sandbox.run("audit list --action consent.export -o json --limit 1").ok().json();
    let changes = &entry[0]["changes"];
    assert_eq!(
        (&changes["sha256"], &changes["rows"], &changes["audit_seq"]),
        (&json!(digest), &json!(1), &json!(entries))
    );
    check!(sandbox, "consent export --out c.csv", @"
    $ gatepost consent export --out c.csv
    --- stderr
    error: c.csv exists already
    hint: choose another name, or move that file away
    --- exit 5
    ");
    check!(sandbox, "consent export --as iso27560", @"
    $ gatepost consent export --as iso27560
    --- stderr
    error: the following required arguments were not provided: --controller <FILE>
    hint: see: gatepost consent export --help
    --- exit 2
    ");
    check!(sandbox, "consent export --redact nothing", @r#"
    $ gatepost consent export --redact nothing
    --- stderr
    error: there is no column "nothing"
    hint: one of id, workspace, subject, type, purpose, legal_basis, status, policy, policy_version, policy_sha256, locale, method, source, ip, user_agent, evidence_sha256, given_at, recorded_at, expires_at, withdrawn_at, reason, actor, subject_id, decided_at
    --- exit 2
    "#);
    check!(sandbox, "consent export --dry-run", @"
    $ gatepost consent export --dry-run
    --- stderr
    note: 38 consents would be exported
    --- exit 0
    ");
}

#[test]
fn without_its_entry_nothing_leaves() {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("consent grant jane@example.com --type analytics").ok();
    sandbox.tamper(
        "CREATE TRIGGER full BEFORE INSERT ON audit_log WHEN NEW.action LIKE 'consent.%' BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    for line in ["consent export", "consent export --out out.csv", "consent access jane@example.com --out out.json"] {
        let run = sandbox.run(line);
        assert_ne!(run.exit, 0, "{line}");
        assert_eq!(run.stdout, "", "{line}");
    }
    let left: Vec<_> = fs::read_dir(sandbox.home()).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with("out.")), "{left:?}");
}

#[test]
fn support_staff_see_no_person_no_address_and_no_free_text() {
    let sandbox = Sandbox::new();
    let words = "--source marker-source --ip 203.0.113.77 --user-agent marker-agent --at 2026-01-01";
    sandbox.run(&format!("consent grant jane@marker.example --type analytics {words}")).ok();
    sandbox.run("consent revoke jane@marker.example --reason marker-reason").ok();
    let mut seen = String::new();
    for words in [
        "",
        "-o json",
        "-o jsonl",
        "-o csv",
        "-o table",
        "-o jsonl --out out.jsonl",
        "--source marker-source -o json --out more.json",
    ] {
        let run = sandbox.run(&format!("consent export --profile support --subject jane@marker.example {words}")).ok();
        seen.push_str(&run.stdout);
        seen.push_str(&run.stderr);
    }
    seen.push_str(&String::from_utf8(read(&sandbox, "out.jsonl")).unwrap());
    seen.push_str(
        &sandbox.run("consent export --profile support --columns subject,actor,reason,subject_id").ok().stdout,
    );
    seen.push_str(&sandbox.run("audit list -o json").ok().stdout);
    seen.push_str(
        &sandbox
            .run("consent export --profile support --subject nobody@marker.example -v")
            .ok()
            .text()
            .replace("nobody@marker.example -v", ""),
    );
    for secret in ["marker", "203.0.113", "jane"] {
        assert!(!seen.contains(secret), "{secret} in {seen}");
    }
    assert!(seen.contains("withdrawn") && seen.contains("sub_") && seen.contains("***"), "{seen}");
    let redacted = sandbox.run("consent export --redact ip,reason --columns subject,ip,user_agent,reason").ok().stdout;
    assert_eq!(redacted, "subject,ip,user_agent,reason\r\njane@marker.example,***,marker-agent,***\r\n");
    let refused = sandbox.input(redacted).run("consent import - --columns column,code").fails(10);
    assert!(refused.stdout.contains("withheld"), "{}", refused.text());
}

#[test]
fn each_row_that_cannot_be_taken_says_why() {
    let sandbox = prepared();
    let rows = [
        "subject,type,purpose,status,given_at,policy,policy_version,policy_sha256,team",
        "a,marketing,newsletter,valid,2026-01-01,privacy,1,,red",
        "b,marketing,newsletter,grnated,2026-01-01,,,,",
        "c,marketing,newslettre,valid,2026-01-01,,,,",
        "d,marketing,newsletter,valid,2026-01-01 10:00,,,,",
        "e,marketing,newsletter,valid,2099-01-01,,,,",
        "f,marketing,newsletter,valid",
        "g,marketing,\"newsletter,valid,2026-01-01,,,,",
        "h,marketing,newsletter,valid,2026-01-01,privacy,9,,",
        "i,marketing,newsletter,valid,2026-01-01,privacy,1,00,",
        "j,marketing,newsletter,stale,2026-01-01,privacy,2,,",
        ",marketing,newsletter,valid,2026-01-01,,,,",
        "sub_01m819eke0xp4g3kwp0yw1cykj,marketing,newsletter,valid,2026-01-01,,,,",
        "k,marketing,newsletter,,2026-01-01,,,,",
        "l\0,marketing,newsletter,valid,2026-01-01,,,,",
        "a,marketing,newsletter,valid,2026-01-01,privacy,2,,",
        "m,marketing,newsletter,valid,2026-01-01,privacy,1,,",
    ];
    sandbox.write(
        "in.csv",
        [rows.join("\n").as_bytes(), b"\nf\xfcr,marketing,newsletter,valid,2026-01-01,,,,\n"].concat(),
    );
    check!(sandbox, "consent import in.csv -o jsonl", @r#"
    $ gatepost consent import in.csv -o jsonl
    {"line":3,"column":"status","code":"unknown_value","error":"not one of valid, stale, expired, withdrawn, terminated, invalidated, refused: \"grnated\"; did you mean terminated?"}
    {"line":4,"column":"purpose","code":"unknown_value","error":"workspace default has no purpose newslettre; did you mean newsletter?"}
    {"line":5,"column":"given_at","code":"no_zone","error":"it does not say of which zone it is; say so with --zone"}
    {"line":6,"column":"given_at","code":"future","error":"it lies in the future"}
    {"line":7,"column":null,"code":"ragged","error":"has 4 fields, the line of column names has 9"}
    {"line":8,"column":null,"code":"unreadable","error":"has a quote that is never closed"}
    {"line":9,"column":"policy","code":"unknown_value","error":"the policy privacy has no version 9; it has 1, 2"}
    {"line":10,"column":"policy_sha256","code":"unknown_value","error":"it is no SHA-256 in 64 digits of base 16"}
    {"line":11,"column":"status","code":"contradiction","error":"no later version of the policy is held that changes what matters; publish it first"}
    {"line":12,"column":"subject","code":"missing","error":"it is empty"}
    {"line":13,"column":"subject","code":"unknown_subject","error":"workspace default has no consent of this subject on record; see who is on record with: gatepost consent list --status all"}
    {"line":14,"column":"status","code":"missing","error":"write one of valid, stale, expired, withdrawn, terminated, invalidated, refused"}
    {"line":15,"column":"subject","code":"null_character","error":"it holds a null character"}
    {"line":16,"column":"policy","code":"conflict","error":"what is on record of 2026-01-01T00:00:00.000Z says something else"}
    {"line":18,"column":null,"code":"not_utf8","error":"is not UTF-8 text"}
    --- stderr
    {"notice":"these columns are ignored: team"}
    {"notice":"made the sealing key 9e5b92442e022aea at ~/.config/gatepost/sealing.key; keep a copy of that file elsewhere: without it, what is sealed is lost"}
    {"notice":"17 rows: 2 new, 0 there already, 15 refused"}
    {"notice":"refused: 1 conflict, 1 contradiction, 1 future, 2 missing, 1 no_zone, 1 not_utf8, 1 null_character, 1 ragged, 1 unknown_subject, 4 unknown_value, 1 unreadable"}
    {"notice":"text in Latin-1 is turned by: iconv -f LATIN1 -t UTF-8 FILE | gatepost consent import -"}
    --- exit 10
    "#);
    assert_eq!(sandbox.number("SELECT count(*) FROM consent_grants"), 2);
}

#[test]
fn what_a_mapping_names_must_be_there() {
    let sandbox = prepared();
    sandbox.write("in.csv", "subject,type,status,given_at,team\na,marketing,given,2026-01-01,red\n");
    check!(sandbox, "consent import in.csv --map team=subject", @"
    $ gatepost consent import in.csv --map team=subject
    --- stderr
    note: these columns are ignored: subject
    note: made the sealing key 9e5b92442e022aea at ~/.config/gatepost/sealing.key; keep a copy of that file elsewhere: without it, what is sealed is lost
    note: 1 row: 1 new, 0 there already, 0 refused
    --- exit 0
    ");
    check!(sandbox, "consent import in.csv --map who=subject", @r#"
    $ gatepost consent import in.csv --map who=subject
    --- stderr
    error: the file has no column "who"
    hint: it has: subject, type, status, given_at, team
    --- exit 2
    "#);
    check!(sandbox, "consent import nowhere.csv", @"
    $ gatepost consent import nowhere.csv
    --- stderr
    error: there is no file nowhere.csv
    hint: name a file, or - for standard input
    --- exit 3
    ");
    check!(sandbox, "consent import in.csv --zone Europe/Berlin", @r#"
    $ gatepost consent import in.csv --zone Europe/Berlin
    --- stderr
    error: --zone is no distance from UTC: "Europe/Berlin"
    hint: write UTC, +01:00 or -05:30; a name has an hour that is there twice, and one that never is
    --- exit 2
    "#);
}

#[test]
fn a_file_in_another_encoding_or_shape_is_refused_as_a_whole() {
    let sandbox = prepared();
    let utf16: Vec<u8> = "\u{feff}subject,type\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    sandbox.write("utf16.csv", utf16);
    sandbox.write("twice.csv", "subject,type,subject\na,marketing,b\n");
    sandbox.write("array.json", "[{}]");
    sandbox.write("latin.csv", b"subject,t\xffpe\na,b\n");
    sandbox.write("old.csv", "subject,type,status,given_at\ra,marketing,valid,2026-01-01\r");
    check!(sandbox, "consent import old.csv", @r"
    $ gatepost consent import old.csv
    --- stderr
    error: the lines of the file end with a carriage return alone
    hint: turn them: tr '\r' '\n' < FILE, and import what comes out
    --- exit 2
    ");
    check!(sandbox, "consent import utf16.csv", @"
    $ gatepost consent import utf16.csv
    --- stderr
    error: the file is UTF-16 text, not UTF-8
    hint: turn it: iconv -f UTF-16 -t UTF-8 FILE | gatepost consent import -
    --- exit 2
    ");
    check!(sandbox, "consent import twice.csv", @r#"
    $ gatepost consent import twice.csv
    --- stderr
    error: the file has two columns "subject"
    --- exit 2
    "#);
    check!(sandbox, "consent import array.json", @"
    $ gatepost consent import array.json
    --- stderr
    error: the file is a JSON array, not JSON lines
    hint: write one object a line: jq -c '.[]' FILE | gatepost consent import -
    --- exit 2
    ");
    check!(sandbox, "consent import latin.csv", @"
    $ gatepost consent import latin.csv
    --- stderr
    error: the line of column names is not UTF-8 text
    --- exit 2
    ");
    let marked = "\u{feff}subject,type,status,given_at\r\na,marketing,given,2026-01-01\r\n";
    assert_eq!(
        counts(&sandbox.input(marked).run("consent import -").ok()),
        "note: 1 row: 1 new, 0 there already, 0 refused"
    );
    assert_eq!(
        counts(&sandbox.input("").run("consent import -").ok()),
        "note: 0 rows: 0 new, 0 there already, 0 refused"
    );
}

#[test]
fn refused_rows_are_mended_and_given_again() {
    let sandbox = prepared();
    sandbox.write("in.csv", "email,state,type,given_at\nA,ok,marketing,2026-01-01\n\"B, C\",given,marketing,1767225600\nD,\"o\nk\",marketing,x\n");
    let words = "--map email=subject --map state=status";
    let dry = sandbox.run(&format!("consent import in.csv {words} --rejects bad.csv --dry-run")).fails(10);
    assert!(!sandbox.home().join("bad.csv").exists(), "{}", dry.text());
    assert_eq!(sandbox.number("SELECT count(*) FROM consent_subjects"), 0, "a rehearsal");
    let told = sandbox.run(&format!("consent import in.csv {words} --zone +01:00 --rejects bad.csv")).fails(10);
    let again = "then: gatepost consent import bad.csv --map email=subject --map state=status --zone +01:00\n";
    assert!(told.stderr.ends_with(again), "{}", told.text());
    let bad = String::from_utf8(read(&sandbox, "bad.csv")).unwrap();
    insta::assert_snapshot!(bad, @r#"
    refused_column,refused_because,email,state,type,given_at
    status,"not one of valid, stale, expired, withdrawn, terminated, invalidated, refused: ""ok""",A,ok,marketing,2026-01-01
    status,"not one of valid, stale, expired, withdrawn, terminated, invalidated, refused: ""o\nk""",D,"o
    k",marketing,x
    "#);
    sandbox.write("bad2.csv", bad.replace(",ok,", ",given,"));
    sandbox.run(&format!("consent import bad2.csv {words} --rejects worse.csv")).fails(10);
    let worse = String::from_utf8(read(&sandbox, "worse.csv")).unwrap();
    assert_eq!(worse.lines().next(), bad.lines().next(), "the columns of the report are there once");
    sandbox.write("good.csv", worse.replace("o\nk", "given").replace(",x", ",2026-02-03"));
    let good = sandbox.run(&format!("consent import good.csv {words} --rejects none.csv")).ok();
    assert_eq!(counts(&good), "note: 1 row: 1 new, 0 there already, 0 refused");
    assert!(!sandbox.home().join("none.csv").exists());
    sandbox.write("in.jsonl", "{\"subject\":\"x\",\"type\":\"marketing\",\"status\":\"gone\"}\nnonsense\n{\"subject\":\"x\",\"subject\":\"y\"}\n");
    sandbox.run("consent import in.jsonl --rejects bad.jsonl").fails(10);
    insta::assert_snapshot!(String::from_utf8(read(&sandbox, "bad.jsonl")).unwrap(), @r#"
    {"subject":"x","type":"marketing","status":"gone","refused_column":"status","refused_because":"not one of valid, stale, expired, withdrawn, terminated, invalidated, refused: \"gone\""}
    nonsense
    {"subject":"x","subject":"y"}
    "#);
}

#[test]
fn a_blank_never_erases_and_a_contradiction_is_told() {
    let sandbox = prepared();
    let full = json!({"subject": "a", "type": "analytics", "status": "valid", "given_at": "2026-01-01", "policy": "privacy",
        "policy_version": "2", "source": "form", "method": "web", "expires_at": "2030-01-01", "ip": "192.0.2.1"});
    sandbox.input(full.to_string()).run("consent import -").ok();
    let before = sandbox.run("consent export").ok().stdout;
    let same = json!({"subject": "a", "type": "analytics", "status": "valid", "given_at": "2026-01-01", "source": ""});
    sandbox.input(same.to_string()).run("consent import -").ok();
    assert_eq!(sandbox.run("consent export").ok().stdout, before, "blank cells of the same consent");
    let newer =
        json!({"subject": "a", "type": "analytics", "status": "valid", "given_at": "2026-02-01", "method": "phone"});
    sandbox.input(newer.to_string()).run("consent import -").ok();
    let after = sandbox.run("consent export -o json").ok().json();
    let shown = ["policy", "source", "method", "given_at", "expires_at"]
        .map(|name| after[0][name].as_str().unwrap_or("-").to_owned());
    assert_eq!(shown, ["privacy", "form", "phone", "2026-02-01T00:00:00.000Z", "2030-01-01T23:59:59.999Z"]);
    let other =
        json!({"subject": "a", "type": "analytics", "status": "valid", "given_at": "2026-02-01", "method": "web"});
    let refused = sandbox.input(other.to_string()).run("consent import - -o json").fails(10).json();
    assert_eq!((&refused[0]["column"], &refused[0]["code"]), (&json!("method"), &json!("conflict")));
    // An old export does not undo what was taken back since.
    sandbox.run("consent revoke a").ok();
    sandbox.input(full.to_string()).run("consent import -").ok();
    assert_eq!(sandbox.run("consent check a --type analytics --field code").fails(4).stdout, "withdrawn\n");
}

#[test]
fn what_a_kill_leaves_is_right_when_it_is_run_again() {
    let sandbox = prepared();
    let row = |number: u32| format!("user-{number},analytics,valid,2026-01-01\n");
    let rows: String = (0..4_500).map(row).collect();
    let file = format!("subject,type,status,given_at\n{rows}");
    sandbox.write("in.csv", &file);
    let mut command = sandbox.start("consent import -");
    let mut running = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // The first batches and a part of the next one; the pipe stays open, so it waits for more.
    running.stdin.as_mut().unwrap().write_all(&file.as_bytes()[..file.len() - 9_000]).unwrap();
    let mut looks = 0;
    while sandbox.number("SELECT count(*) FROM consent_grants") == 0 {
        looks += 1;
        assert!(looks < 6_000, "nothing comes in");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    running.kill().unwrap();
    running.wait().unwrap();
    let there = sandbox.number("SELECT count(*) FROM consent_grants");
    assert!(there == 2_000 || there == 4_000, "{there}: whole batches");
    let again = sandbox.run("consent import in.csv").ok();
    assert_eq!(counts(&again), format!("note: 4500 rows: {} new, {there} there already, 0 refused", 4_500 - there));
    sandbox.run("db check").ok();
    let digests = sandbox.number("SELECT count(*) FROM consent_imports");
    assert_eq!((sandbox.number("SELECT count(*) FROM consent_events"), digests), (4_500, 4_500));
}

#[test]
fn an_interrupted_export_leaves_nothing_under_its_name() {
    let sandbox = Sandbox::on_a_file();
    let rows: String = (0..3_000).map(|number| format!("user-{number},analytics,valid,2026-01-01\n")).collect();
    sandbox.input(format!("subject,type,status,given_at\n{rows}")).run("consent import -").ok();
    let mut running =
        sandbox.start("consent export --out out.csv").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let out = sandbox.home().join("out.csv");
    let begun = || {
        fs::read_dir(sandbox.home())
            .unwrap()
            .any(|it| it.unwrap().file_name().to_string_lossy().starts_with("out.csv."))
    };
    while !begun() && !out.exists() {
        std::thread::yield_now();
    }
    running.kill().unwrap();
    running.wait().unwrap();
    // Either the kill came too late, and all of it is there, or nothing is.
    if out.exists() {
        assert_eq!(read(&sandbox, "out.csv").iter().filter(|byte| **byte == b'\n').count(), 3_001);
    }
    fs::remove_file(&out).ok();
    sandbox.run("consent export --out out.csv").ok();
}

/// Rows of random text, by a generator that any run repeats.
#[test]
fn any_text_comes_back_from_a_file() {
    let mut state = 7u64;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let alphabet: Vec<char> =
        "=+-@＝'\"\t\r\n ,;|\\a0\u{202e}\u{301}é漢\u{1f600}\u{7f}\u{9b}\u{85}\u{2028}".chars().collect();
    let mut texts = Vec::new();
    for _ in 0..400 {
        let length = 1 + next(12);
        texts.push(
            (0..length).map(|_| alphabet[usize::try_from(next(alphabet.len() as u64)).unwrap()]).collect::<String>(),
        );
    }
    let rows: String = texts
        .iter()
        .enumerate()
        .map(|(number, text)| {
            json!({"subject": format!("u{number}"), "type": "marketing", "status": "given", "given_at": "2026-01-01",
                "source": text, "user_agent": text})
            .to_string()
                + "\n"
        })
        .collect();
    let (first, second) = (prepared(), prepared());
    first.input(rows).run("consent import -").ok();
    let csv = first.run("consent export").ok().stdout;
    second.input(csv.clone()).run("consent import -").ok();
    assert_eq!(second.run("consent export").ok().stdout, csv);
    let read = second.run("consent export -o json --columns source,user_agent").ok().json();
    let came: Vec<&str> = read.as_array().unwrap().iter().map(|row| row["source"].as_str().unwrap()).collect();
    assert_eq!(came, texts.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn a_blank_cell_of_the_past_knows_nothing_of_later() {
    let sandbox = prepared();
    sandbox.run("consent grant a --type analytics --policy privacy@2 --method phone --locale de").ok();
    sandbox.write("old.csv", "subject,type,status,given_at\na,analytics,valid,2020-01-01\n");
    sandbox.run("consent import old.csv").ok();
    let then = "consent list --status all --at 2020-02-01 --columns policy,method,locale -o csv";
    assert_eq!(sandbox.run(then).ok().stdout, "policy,method,locale\r\n,,\r\n");
    let now = sandbox.run("consent list --columns policy,method,locale -o csv").ok().stdout;
    assert_eq!(now, "policy,method,locale\r\nprivacy,phone,de\r\n");
}

#[test]
fn an_import_adds_no_end_that_the_row_does_not_say() {
    let sandbox = prepared();
    sandbox.run("consent purposes create offers --type marketing --renew-every 1y").ok();
    let row = "subject,type,purpose,status,given_at\na,marketing,offers,valid,2020-01-01\n";
    sandbox.write("valid.csv", row);
    sandbox.run("consent import valid.csv").ok();
    sandbox.run("consent check a --type marketing --purpose offers").ok();
}

#[test]
fn what_was_ended_at_an_unknown_start_keeps_its_terms() {
    let sandbox = prepared();
    let row = json!({"subject": "a", "type": "analytics", "status": "withdrawn", "withdrawn_at": "2026-01-01",
        "policy": "privacy", "policy_version": "2", "method": "phone", "locale": "de"});
    sandbox.input(row.to_string()).run("consent import -").ok();
    let told =
        sandbox.run("consent list --status all --columns policy,policy_version,method,locale -o csv").ok().stdout;
    assert_eq!(told, "policy,policy_version,method,locale\r\nprivacy,2,phone,de\r\n");
}

#[test]
fn what_was_imported_stays_known_when_the_schema_goes_down_and_up() {
    let sandbox = Sandbox::on_a_file();
    let rows = "subject,type,status,given_at\njane,analytics,valid,2026-01-01\njoe,analytics,valid,2026-01-02\n";
    sandbox.input(rows).run("consent import -").ok();
    let digests =
        || sandbox.number("SELECT count(*) FROM consent_imports m JOIN consent_identities i USING (subject_id)");
    assert_eq!(digests(), 2);
    sandbox.run("consent holds create jane --matter suit").ok();
    sandbox.run("db downgrade --to 7 --yes").ok();
    assert_eq!(digests(), 2);
    sandbox.run("db migrate").ok();
    assert_eq!(digests(), 2);
    let again = sandbox.input(rows).run("consent import -").ok();
    assert_eq!(counts(&again), "note: 2 rows: 0 new, 2 there already, 0 refused");
    assert!(sandbox.refused("DELETE FROM consent_imports").contains("under a hold"));
    assert!(sandbox.refused("UPDATE consent_imports SET digest = digest").contains("under a hold"));
}
