//! What an export writes, as the programs read it that people open it with.

use std::fs;

use serde_json::json;

use crate::consent_io::{HOSTILE, lines, prepared, read};
use crate::support::Sandbox;

/// The texts that a csv file can hold, in a file.
fn exported() -> (Sandbox, Vec<&'static str>) {
    let sandbox = prepared();
    let texts: Vec<&str> = HOSTILE.iter().copied().filter(|text| !text.contains('\0')).collect();
    sandbox.input(lines()).run("consent import -").ok();
    sandbox.run("consent export --type marketing --columns subject,source,reason --out out.csv").ok();
    sandbox.write("expected.json", json!(texts).to_string());
    (sandbox, texts)
}

#[test]
#[ignore = "needs pandas, which tests/run installs"]
fn python_and_pandas_read_the_same_texts_without_the_guard() {
    let (sandbox, _) = exported();
    sandbox.write(
        "read.py",
        r#"
import csv, json
import pandas
GUARDED = tuple("=+-@＝＋－＠\t\r\n'")
def off(text):
    return text[1:] if text.startswith("'") and text[1:].startswith(GUARDED) else text
expected = json.load(open("expected.json"))
rows = list(csv.DictReader(open("out.csv", newline="", encoding="utf-8")))
frame = pandas.read_csv("out.csv", dtype=str, keep_default_na=False)
for column in ["source", "reason"]:
    for read in [[row[column] for row in rows], list(frame[column])]:
        assert [off(text) for text in read] == expected, (column, read)
        assert not any(text.startswith(tuple("=+-@＝＋－＠\t\r")) for text in read)
"#,
    );
    let python = Sandbox::of(crate::webhooks_peers::peers().join("python/bin/python"));
    for name in ["read.py", "out.csv", "expected.json"] {
        python.write(name, read(&sandbox, name));
    }
    python.run("read.py").ok();
}

#[test]
#[ignore = "needs LibreOffice, which tests/run installs"]
fn libreoffice_takes_what_is_guarded_for_text() {
    let (sandbox, texts) = exported();
    sandbox.write("bare.csv", "source\r\n=1+1\r\n");
    let sheet = |name: &str| {
        let run = sandbox
            .shell(&format!("HOME=$PWD soffice --headless --infilter=CSV:44,34,76 --convert-to fods {name}.csv"))
            .ok();
        String::from_utf8(
            fs::read(sandbox.home().join(format!("{name}.fods"))).unwrap_or_else(|_| panic!("{}", run.text())),
        )
        .unwrap()
    };
    assert!(sheet("bare").contains("table:formula="), "what is not guarded is a formula, so this can fail");
    let sheet = sheet("out");
    assert!(!sheet.contains("table:formula="));
    let text = |text: &str| {
        text.replace('&', "&amp;")
            .replace('"', "&quot;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('\'', "&apos;")
    };
    for guarded in texts.iter().filter(|text| text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])) {
        let cell = [format!(">&apos;{}<", text(guarded)), format!(">'{}<", text(guarded).replace("&apos;", "'"))];
        assert!(cell.iter().any(|cell| sheet.contains(cell)), "{guarded:?} in {sheet}");
    }
}
