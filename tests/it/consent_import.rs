//! What `consent import` makes of a row that is there already, and of one that nobody can take.

use serde_json::json;

use crate::consent_io::{counts, prepared};

#[test]
fn no_difference_of_a_row_is_lost() {
    let sandbox = prepared();
    let given = json!({"subject": "a", "type": "analytics", "status": "valid", "given_at": "2026-01-01",
        "ip": "192.0.2.1", "user_agent": "one", "evidence_sha256": "ab".repeat(32), "reason": "by mistake"});
    let ended = json!({"subject": "b", "type": "analytics", "status": "withdrawn", "given_at": "2026-01-01",
        "withdrawn_at": "2026-02-01", "ip": "192.0.2.1", "user_agent": "one", "reason": "moved"});
    let alone = json!({"subject": "c", "type": "analytics", "status": "terminated", "withdrawn_at": "2026-02-01",
        "method": "phone", "ip": "192.0.2.1", "reason": "closed"});
    let refused = json!({"subject": "d", "type": "analytics", "status": "refused", "decided_at": "2026-02-01",
        "user_agent": "one", "reason": "no"});
    let rows = [given, ended, alone, refused];
    sandbox.input(rows.iter().map(|row| format!("{row}\n")).collect::<String>()).run("consent import -").ok();
    let before = sandbox.dump();
    let other = json!({"ip": "198.51.100.1", "user_agent": "two", "evidence_sha256": "cd".repeat(32), "reason": "other",
        "method": "web", "source": "form", "legal_basis": "contract", "locale": "de"});
    for row in &rows {
        for (column, value) in other.as_object().unwrap() {
            let mut row = row.clone();
            row[column] = value.clone();
            let told = sandbox.input(row.to_string()).run("consent import - -o json").fails(10).json();
            assert_eq!((&told[0]["column"], &told[0]["code"]), (&json!(column), &json!("conflict")), "{row}");
        }
        // The same in other words.
        let mut same = row.clone();
        same["source"] = json!("");
        same["ip"] = if row["ip"].is_null() { json!(null) } else { json!("::ffff:192.0.2.9") };
        let told = sandbox.input(same.to_string()).run("consent import -").ok();
        assert_eq!(counts(&told), "note: 1 row: 0 new, 1 there already, 0 refused");
    }
    assert_eq!(sandbox.dump(), before);
    let told = sandbox.run("consent export --columns subject,ip,user_agent,reason").ok().stdout;
    insta::assert_snapshot!(told.replace('\r', ""), @r"
    subject,ip,user_agent,reason
    a,192.0.2.0/24,one,by mistake
    b,192.0.2.0/24,one,moved
    c,192.0.2.0/24,,closed
    d,,one,no
    ");
    // The person's address at the consent is not that at its end.
    let told = sandbox.run("consent history b --reveal --columns event,ip,reason -o csv").ok().stdout;
    assert_eq!(told, "event,ip,reason\r\nwithdrawn,,moved\r\ngiven,192.0.2.0/24,\r\n");
    sandbox.run("consent revoke a").ok();
    assert_eq!(sandbox.run("consent list --subject a --status all --field reason").ok().stdout.trim(), "");
    sandbox.run("db check").ok();
}

#[test]
fn an_address_that_was_kept_in_another_way_is_the_same() {
    let sandbox = prepared();
    let row = |ip: &str| {
        json!({"subject": "a", "type": "analytics", "status": "valid", "given_at": "2026-01-01", "ip": ip}).to_string()
    };
    for kept in ["raw", "hmac", "truncate"] {
        sandbox.run(&format!("config set consent.ip {kept}")).ok();
        let first = row("192.0.2.1").replace("\"a\"", &format!("\"{kept}\""));
        sandbox.input(first).run("consent import -").ok();
        for now in ["raw", "hmac", "truncate", "drop"] {
            sandbox.run(&format!("config set consent.ip {now}")).ok();
            let again = row("192.0.2.1").replace("\"a\"", &format!("\"{kept}\", \"method\": \"\""));
            let told = sandbox.input(again).run("consent import -").ok();
            assert_eq!(counts(&told), "note: 1 row: 0 new, 1 there already, 0 refused", "{kept} {now}");
        }
    }
}

#[test]
fn of_decisions_at_one_moment_each_is_known_again() {
    let sandbox = prepared();
    for method in ["web", "phone"] {
        sandbox.run(&format!("consent grant a --type analytics --at 2026-01-01 --method {method}")).ok();
    }
    sandbox.run("consent export --out out.csv").ok();
    let told = sandbox.run("consent import out.csv").ok();
    assert_eq!(counts(&told), "note: 1 row: 0 new, 1 there already, 0 refused");
}

#[test]
fn a_row_of_json_that_says_a_thing_twice_is_refused() {
    let sandbox = prepared();
    let row = r#"{"subject": "a", "type": "analytics", "status": "valid", "given_at": "2026-01-01", "subject": "b"}"#;
    check!(sandbox.input(row), "consent import - -o jsonl", @r#"
    $ gatepost consent import - -o jsonl
    {"line":1,"column":null,"code":"unreadable","error":"is no JSON object: it has two fields \"subject\""}
    --- stderr
    {"notice":"made the sealing key 9e5b92442e022aea at ~/.config/gatepost/sealing.key; keep a copy of that file elsewhere: without it, what is sealed is lost"}
    {"notice":"1 row: 0 new, 0 there already, 1 refused"}
    {"notice":"refused: 1 unreadable"}
    --- exit 10
    "#);
    assert_eq!(sandbox.number("SELECT count(*) FROM consent_subjects"), 0);
}

#[test]
fn a_row_that_is_too_long_is_refused_and_the_next_one_taken() {
    let sandbox = prepared();
    let row = |subject: &str, agent: &str| {
        format!(
            "{}\n",
            json!({"subject": subject, "type": "analytics", "status": "valid", "given_at": "2026-01-01", "user_agent": agent})
        )
    };
    let rows = [
        row("a", &"x".repeat(1 << 20)),
        row("b", &"x".repeat(64 * 1024 + 1)),
        row(&"x".repeat(10_240), "short"),
        row("c", &"\u{202e}".repeat(64 * 1024 / 3)),
    ];
    let told = sandbox.input(rows.concat()).run("consent import - -o json").fails(10).json();
    let told: Vec<_> = told.as_array().unwrap().iter().map(|it| [&it["line"], &it["column"], &it["code"]]).collect();
    let expected = [
        [json!(1), json!(null), json!("too_long")],
        [json!(2), json!("user_agent"), json!("unknown_value")],
        [json!(3), json!("subject"), json!("unknown_value")],
    ];
    assert_eq!(told, expected.iter().map(|row| [&row[0], &row[1], &row[2]]).collect::<Vec<_>>());
    assert_eq!(sandbox.run("consent list --field subject").ok().stdout, "c\n");
    // The same as CSV, where a row may go over many lines.
    let long =
        format!("subject,type,status,given_at,source\na,analytics,valid,2026-01-01,\"{}\"\n", "x\n".repeat(1 << 19));
    let told =
        sandbox.input(format!("{long}d,analytics,valid,2026-01-01,\n")).run("consent import - -o json").fails(10);
    assert!(told.stdout.contains("\"too_long\"") || told.stdout.contains("\"unreadable\""), "{}", &told.stderr);
    let mut there: Vec<String> =
        sandbox.run("consent list --field subject").ok().stdout.lines().map(str::to_owned).collect();
    there.sort();
    assert_eq!(there, ["c", "d"]);
}
