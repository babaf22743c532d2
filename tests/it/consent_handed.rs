//! What is handed to somebody else: files, records of a standard, and everything about a person.

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::consent_io::{prepared, read};

const CONTROLLER: &str = r#"{"id": "https://acme.example/#us", "name": "Acme", "address": "1 Road, Dublin",
"contact": "mailto:dpo@acme.example", "jurisdiction": "loc:IE", "storage_locations": ["loc:IE", "loc:DE"],
"storage_duration": "P7Y", "recipients": ["https://acme.example/#us"], "personal_data": ["pd:EmailAddress"],
"withdrawal": "https://acme.example/consent", "rights": "https://acme.example/rights"}"#;

/// The fields of the standard that must be there, as the guide of the Data Privacy Vocabulary places them, and those
/// that the GDPR wants: a path, and what its value begins with.
const FIELDS: &[(&str, &str)] = &[
    ("/dct:conformsTo", "https://w3id.org/dpv/schema/dpv-27560#record-eu-gdpr"),
    ("/@type", "dpv:ConsentRecord"),
    ("/dct:identifier", "cns_"),
    ("/dpv:hasDataSubject/dct:identifier", ""),
    ("/dpv:hasNotice/@type", "dpv:ConsentNotice"),
    ("/dpv:hasNotice/dct:language", "en"),
    ("/dpv:hasNotice/dct:identifier", "sha256:"),
    ("/dpv:hasNotice/dct:valid", "2026-11-22T09:30:00.000Z/"),
    ("/dpv:hasProcess/dpv:hasPurpose/@type", "dpv:Marketing"),
    ("/dpv:hasProcess/dpv:hasPersonalData/0", "pd:"),
    ("/dpv:hasProcess/dpv:hasRecipient/0", "https://"),
    ("/dpv:hasProcess/dpv:hasStorageCondition/0/dpv:hasLocation/0", "loc:"),
    ("/dpv:hasProcess/dpv:hasStorageCondition/1/dpv:hasDuration", "P"),
    ("/dpv:hasDataController/@id", "https://"),
    ("/dpv:hasDataController/dpv:hasName", "Acme"),
    ("/dpv:hasDataController/dpv:hasAddress", "1 Road"),
    ("/dpv:hasDataController/dpv:hasContact", "mailto:"),
    ("/dpv:hasJurisdiction", "loc:IE"),
    ("/dpv:hasLegalBasis", "eu-gdpr:A6-1-a"),
    ("/dpv:hasConsentControl/dpv:isExercisedAt", "https://"),
    ("/dpv:hasRight/dpv:isExercisedAt", "https://"),
];

#[test]
fn records_follow_the_guide_to_the_standard() {
    let sandbox = prepared();
    sandbox.write("acme.json", CONTROLLER);
    let give = "--type marketing --purpose newsletter --policy privacy@1 --locale en --method web_form --at 2026-01-01 --expires 2031-01-01";
    sandbox.run(&format!("consent grant jane@example.com {give}")).ok();
    sandbox.run("consent renew jane@example.com --type marketing --purpose newsletter --expires 2031-01-01").ok();
    sandbox.run("consent revoke jane@example.com --reason marker").ok();
    sandbox.run("consent refuse bob --type analytics").ok();
    let export = "consent export --as iso27560 --controller acme.json";
    let records = sandbox.run(export).ok().json();
    assert_eq!(records.as_array().unwrap().len(), 2);
    let record = &records[0];
    for (path, begins) in FIELDS {
        let value = record.pointer(path).and_then(Value::as_str).unwrap_or_default();
        assert!(!value.is_empty() && value.starts_with(begins), "{path}: {value:?} in {record:#}");
    }
    let prefixes = record["@context"].as_object().unwrap();
    let text = record.to_string();
    for prefix in ["dpv", "dct", "pd", "loc", "eu-gdpr"] {
        assert!(prefixes.contains_key(prefix) && text.contains(&format!("\"{prefix}:")), "{prefix}");
    }
    let states: Vec<String> =
        record["dpv:hasConsentStatus"].as_array().unwrap().iter().map(|it| it["@type"].to_string()).collect();
    assert_eq!(
        states,
        [
            r#"["dpv:ConsentGiven","dpv:ExpressedConsent"]"#,
            r#"["dpv:RenewedConsentGiven","dpv:ExpressedConsent"]"#,
            r#""dpv:ConsentWithdrawn""#
        ]
    );
    for event in record["dpv:hasConsentStatus"].as_array().unwrap() {
        assert!(event["dpv:isIndicatedAtTime"].is_string() && event["dpv:isIndicatedBy"] == "dpv:DataSubject");
        assert!(event.as_object().unwrap().contains_key("dct:valid"));
    }
    assert!(!text.contains("marker"));
    let lines = sandbox.run(&format!("{export} -o jsonl --profile support")).ok().stdout;
    let linked: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(linked.len() == 2 && !lines.contains("jane"), "{lines}");
    assert_eq!(sandbox.run(&format!("{export} --subject nobody")).ok().stdout, "[]\n");
    for redacted in ["method", "locale", "subject,policy"] {
        let run = sandbox.run(&format!("{export} --redact {redacted}")).fails(2);
        assert!(run.stdout.is_empty() && run.stderr.contains("cannot be without its"), "{}", run.text());
    }
    sandbox.run("consent export --as iso27560 --controller nowhere.json").fails(3);
    sandbox.write("latin1.json", b"{\"name\": \"Caf\xe9\"}");
    sandbox.run("consent export --as iso27560 --controller latin1.json").fails(2);
    sandbox.write("bare.json", r#"{"name": "Acme"}"#);
    check!(sandbox, "consent export --as iso27560 --controller bare.json", @"
    $ gatepost consent export --as iso27560 --controller bare.json
    --- stderr
    error: the controller has no id: a text, or a list of texts
    hint: it is a JSON object with id, name, address, contact, jurisdiction, storage_locations, storage_duration, recipients, personal_data, withdrawal, rights
    --- exit 2
    ");
    check!(sandbox, "consent export --as iso27560 --controller acme.json -o csv", @"
    $ gatepost consent export --as iso27560 --controller acme.json -o csv
    --- stderr
    error: JSON-LD is json or jsonl; leave out --format, or write one of these
    --- exit 2
    ");
}

#[test]
fn a_receipt_of_the_standard_is_around_the_record() {
    let sandbox = prepared();
    sandbox.write("acme.json", CONTROLLER);
    let give =
        "--type marketing --purpose newsletter --policy privacy@1 --locale en --method web_form --expires 2031-01-01";
    let id = sandbox.run(&format!("consent grant jane@example.com {give} -q")).ok().stdout.trim().to_owned();
    let words = "--as iso27560 --controller acme.json";
    let receipt = sandbox.run(&format!("consent receipt {id} {words}")).ok().json();
    for (field, value) in [
        ("@type", "dpv:ConsentReceipt"),
        ("dct:conformsTo", "https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr"),
        ("dct:created", "2026-11-22T09:30:00.000Z"),
        ("dct:publisher", "https://acme.example/#us"),
        ("dct:audience", "dpv:DataSubject"),
    ] {
        assert_eq!(receipt[field], value, "{field} in {receipt:#}");
    }
    let record = &receipt["dpv:hasRecordOfActivity"];
    for (path, begins) in FIELDS {
        let value = record.pointer(path).and_then(Value::as_str).unwrap_or_default();
        assert!(!value.is_empty() && value.starts_with(begins), "{path}: {value:?} in {record:#}");
    }
    let exported = sandbox.run(&format!("consent export {words} --subject jane@example.com")).ok().json();
    assert_eq!(record, &exported[0], "the same record");
    // It is named after the entry that says that it was made.
    let seq = receipt["dct:identifier"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
    assert_eq!(sandbox.run("audit list --action consent.receipt --field seq").ok().stdout.trim(), seq);
    let line = sandbox.run(&format!("consent receipt {id} {words} -o jsonl")).ok().stdout;
    let again: Value = serde_json::from_str(&line).unwrap();
    assert_eq!((line.lines().count(), &again["dpv:hasRecordOfActivity"]), (1, record));
    assert_ne!(again["@id"], receipt["@id"], "each is one of its own");
    for (words, field) in [
        ("--as iso27560 --controller acme.json -o csv", "--format"),
        ("--as iso27560 --controller acme.json --columns id", "--columns"),
        ("--as iso27560 --controller acme.json --field id", "--columns"),
    ] {
        let run = sandbox.run(&format!("consent receipt {id} {words}")).fails(2);
        assert_eq!(run.stdout, "", "{field}: {}", run.text());
    }
    let entries = sandbox.number("SELECT count(*) FROM audit_log");
    let rehearsed = sandbox.run(&format!("consent receipt {id} --dry-run")).ok();
    assert!(rehearsed.stdout.is_empty() && rehearsed.stderr.contains("would be made"), "{}", rehearsed.text());
    assert_eq!(sandbox.number("SELECT count(*) FROM audit_log"), entries);
}

#[test]
fn a_person_gets_everything_and_no_secret() {
    let sandbox = prepared();
    sandbox.run("consent grant Jane@Example.com --type analytics --ip 203.0.113.7 --source '<b>form</b>'").ok();
    sandbox.run("consent revoke jane@example.com --reason because").ok();
    sandbox.run("consent grant bob --type analytics").ok();
    let secret = sandbox.run("tokens create hers --owner Jane@Example.com -q").ok().stdout;
    sandbox.run("tokens create his --owner bob").ok();
    let answer = sandbox.run("consent access jane@example.com --out jane.tar -o json").ok().json();
    let tar = read(&sandbox, "jane.tar");
    assert_eq!(answer["sha256"], HEXLOWER.encode(&Sha256::digest(&tar)));
    assert_eq!((&answer["consents"], &answer["decisions"], &answer["tokens"]), (&json!(1), &json!(2), &json!(1)));
    let listed = sandbox.shell("tar -xvf jane.tar && cat index.html").ok().stdout;
    assert!(listed.starts_with("access.json\nindex.html\n") && listed.contains("&lt;b&gt;form&lt;/b&gt;"), "{listed}");
    let whole: Value = serde_json::from_slice(&read(&sandbox, "access.json")).unwrap();
    assert_eq!((&whole["subject"], &whole["tokens"][0]["name"]), (&json!("Jane@Example.com"), &json!("hers")));
    assert_eq!(whole["decisions"][1]["reason"], "because");
    let text = whole.to_string();
    assert!(!text.contains(secret.trim()) && !text.contains("bob") && !text.contains("his\""), "{text}");
    sandbox.run("consent access jane@example.com --out jane.html").ok();
    assert!(read(&sandbox, "jane.html").starts_with(b"<!doctype html>"));
    let entries = sandbox.run("audit list --action consent.access -o json").ok().stdout;
    assert!(entries.contains("sub_") && !entries.to_lowercase().contains("jane"), "{entries}");
    sandbox.run("consent access nobody --out nobody.json").fails(3);
    assert!(!sandbox.home().join("nobody.json").exists());
}

#[test]
fn of_a_file_that_was_written_any_field_can_be_asked_for() {
    let sandbox = prepared();
    sandbox.run("consent grant jane --type marketing").ok();
    let digest = sandbox.run("consent export --field sha256 --out jane.csv").ok().stdout;
    let bytes = read(&sandbox, "jane.csv");
    assert_eq!(digest.trim(), HEXLOWER.encode(&Sha256::digest(&bytes)));
    assert!(bytes.starts_with(b"subject,type,"), "the columns of the file are as ever");
    let entries = sandbox.number("SELECT count(*) FROM audit_log");
    let refused = sandbox.run("consent export --field subject --out other.csv").fails(2);
    assert!(refused.stderr.contains("one of file, format"), "{}", refused.text());
    assert!(!sandbox.home().join("other.csv").exists(), "it is told before anything is written");
    assert_eq!(sandbox.number("SELECT count(*) FROM audit_log"), entries);
}

#[test]
fn a_dash_is_standard_output_and_never_a_file() {
    let sandbox = prepared();
    sandbox.run("consent grant jane --type marketing").ok();
    let out = sandbox.run("consent export --columns subject --out -").ok().stdout;
    assert_eq!(out, "subject\r\njane\r\n");
    for line in ["consent access jane --out -", "consent import bad.csv --rejects -"] {
        sandbox.write("bad.csv", "subject\nx\n");
        let refused = sandbox.run(line).fails(2);
        assert!(refused.stderr.contains("- stands for standard output"), "{}", refused.text());
    }
    assert!(!sandbox.home().join("-").exists());
}
