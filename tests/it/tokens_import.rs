//! `tokens import` and `tokens export`: what comes in, what is refused and why, and that nothing is lost on the way
//! from one store to another.

use crate::support::Sandbox;

/// The digests of the secrets `old-1` and on, in hexadecimal.
fn digest(number: u32) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(format!("old-{number}")).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn each_line_answers_for_itself() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    sandbox.run("tokens create taken").ok();
    let [one, two, three, four, five] = [1, 2, 3, 4, 5].map(digest);
    let lines = [
        "hash,name,scopes,tier,team,expires_at".to_owned(),
        format!("{one},one,orders:read,pro,red,2027-01-01T00:00:00Z"),
        format!("{two},taken,,,,"),
        format!("{three},three,order:read,,,"),
        format!("{four},four,,gold,,"),
        "nonsense,five,,,,".to_owned(),
        format!("{five},six"),
        format!("{five},seven,,,,soon"),
        format!("{},eight,,,,", one.to_uppercase()),
        String::new(),
        format!("{five},,,,,\"1798761600\""),
    ];
    sandbox.write("tokens.csv", lines.join("\r\n"));
    check!(sandbox, "tokens import tokens.csv -o jsonl", @r#"
    $ gatepost tokens import tokens.csv -o jsonl
    {"line":2,"id":"tok_01m819eke0xp4g3kwp0yw1cykj","name":"one","changed":true,"ok":true,"error":null}
    {"line":3,"id":null,"name":"taken","changed":false,"ok":false,"error":"the token tok_01m819eke01wjakmswt53t3fka holds the name \"taken\"; choose another name, or give that token a new secret with: gatepost tokens rotate taken"}
    {"line":4,"id":null,"name":"three","changed":false,"ok":false,"error":"workspace default has no scope order:read; did you mean orders:read?; create it with: gatepost tokens scopes create order:read"}
    {"line":5,"id":null,"name":"four","changed":false,"ok":false,"error":"there is no tier \"gold\"; create it with: gatepost tokens tiers create gold --rate 100/1m"}
    {"line":6,"id":null,"name":null,"changed":false,"ok":false,"error":"hash: is no SHA-256 digest; write 64 hexadecimal digits, or 43 characters of base64url"}
    {"line":7,"id":null,"name":null,"changed":false,"ok":false,"error":"has 2 fields, the line of column names has 6"}
    {"line":8,"id":null,"name":null,"changed":false,"ok":false,"error":"expires_at: not a time: \"soon\"; write 2026-11-22T09:30:00Z, 2026-11-22, or Unix seconds or milliseconds"}
    {"line":9,"id":null,"name":"eight","changed":false,"ok":false,"error":"the store has this hash as tok_01m819eke0xp4g3kwp0yw1cykj, which differs in name, scopes, expires_at"}
    {"line":11,"id":"tok_01m819eke0xp4g3kwp0yw1cykt","name":"tok_01m819eke0xp4g3kwp0yw1cykt","changed":true,"ok":true,"error":null}
    --- stderr
    {"notice":"these columns are ignored: team"}
    {"notice":"9 lines: 2 new, 0 there already, 7 failed"}
    --- exit 10
    "#);
    check!(sandbox, "tokens export -o csv --columns name,scopes,tier,expires_at,rate_limits", @r#"
    $ gatepost tokens export -o csv --columns name,scopes,tier,expires_at,rate_limits
    name,scopes,tier,expires_at,rate_limits\r
    taken,"",free,2027-02-20T09:30:00.000Z,\r
    one,orders:read,pro,2027-01-01T00:00:00.000Z,\r
    tok_01m819eke0xp4g3kwp0yw1cykt,"",free,2027-01-01T00:00:00.000Z,\r
    --- exit 0
    "#);
    check!(sandbox, "audit list --action token.import -o jsonl --columns action,object,changes", @r#"
    $ gatepost audit list --action token.import -o jsonl --columns action,object,changes
    {"action":"token.import","object":"tok_01m819eke0xp4g3kwp0yw1cykt","changes":{"name":"tok_01m819eke0xp4g3kwp0yw1cykt","prefix":"sha256:96ca46e1","scopes":[],"tier":"free","env":"live","not_before":null,"expires_at":"2027-01-01T00:00:00.000Z","status":"active"}}
    {"action":"token.import","object":"tok_01m819eke0xp4g3kwp0yw1cykj","changes":{"name":"one","prefix":"sha256:6e99d191","scopes":["orders:read"],"tier":"pro","env":"live","not_before":null,"expires_at":"2027-01-01T00:00:00.000Z","status":"active"}}
    --- exit 0
    "#);
}

#[test]
fn an_imported_token_of_another_shape_verifies() {
    let sandbox = Sandbox::new();
    sandbox.write("tokens.csv", format!("hash,name,scopes\n{},old,orders:read\n", digest(1)));
    sandbox.run("tokens import tokens.csv --create-scopes").ok();
    let verdict = sandbox.input("old-1\n").run("tokens verify --scope orders:read -o json").ok();
    assert_eq!(verdict.field("name"), "old");
    assert_eq!(sandbox.run("tokens show old -o json").ok().field("prefix"), format!("sha256:{}", &digest(1)[..8]));
    assert_eq!(sandbox.run("tokens scopes list -o json").ok().field("0.name"), "orders:read");
    assert_eq!(sandbox.run("audit list --action scope.create -o json").ok().field("0.object"), "orders:read");
}

#[test]
fn twice_changes_nothing_and_a_difference_is_named() {
    let sandbox = Sandbox::new();
    sandbox.write("tokens.jsonl", format!("{{\"hash\":\"{}\",\"owner\":\"alice\",\"rate_limits\":[]}}\n", digest(1)));
    let first = sandbox.run("tokens import tokens.jsonl -o json").ok();
    assert_eq!(first.field("0.name"), first.field("0.id"), "without a name, the name is the id");
    let before = sandbox.dump();
    let again = sandbox.run("tokens import tokens.jsonl -o json").ok();
    assert_eq!((again.field("0.id"), again.field("0.changed")), (first.field("0.id"), "false".to_owned()));
    assert_eq!(sandbox.dump(), before);
    sandbox.write("tokens.jsonl", format!("{{\"hash\":\"{}\",\"owner\":\"bob\",\"rate_limits\":null}}\n", digest(1)));
    let other = sandbox.run("tokens import tokens.jsonl -o json").fails(10);
    assert!(other.field("0.error").ends_with("which differs in rate_limits, owner"), "{}", other.text());
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn a_dry_run_imports_nothing_and_says_what_would_be() {
    let sandbox = Sandbox::new();
    sandbox.run("init").ok();
    sandbox.write("tokens.csv", format!("hash,name,scopes\n{},old,a:b\nx,y,z\n", digest(1)));
    let before = sandbox.dump();
    let run = sandbox.run("tokens import tokens.csv --create-scopes --dry-run -o json").fails(10);
    assert_eq!((run.field("0.changed"), run.field("1.ok")), ("true".to_owned(), "false".to_owned()));
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn a_mapping_that_does_not_fit_is_refused_before_anything_is_opened() {
    let sandbox = Sandbox::new();
    sandbox.write("tokens.csv", format!("key,userId\n{},alice\n", digest(1)));
    sandbox.write("bad.jsonl", "{\"hash\":\"gp_live_Z6Eixbtq88WJmZzrldE80lSNCx70KiRyX\"}\n{}\n{\n");
    check!(sandbox, "tokens import tokens.csv", @"
    $ gatepost tokens import tokens.csv
    --- stderr
    error: no column of the file is the hash; it has: key, userId
    hint: name the one that holds SHA-256 digests, as in: --map key=hash
    --- exit 2
    ");
    check!(sandbox, "tokens import tokens.csv --map key=hsah", @r#"
    $ gatepost tokens import tokens.csv --map key=hsah
    --- stderr
    error: there is no column "hsah"; did you mean hash?
    hint: one of hash, name, status, revoked_at, revoked_reason, scopes, tier, rate_limits, owner, env, allow_ips, metadata, not_before, expires_at
    --- exit 2
    "#);
    check!(sandbox, "tokens import tokens.csv --map keys=hash", @r#"
    $ gatepost tokens import tokens.csv --map keys=hash
    --- stderr
    error: the file has no column "keys"; did you mean key?
    hint: it has: key, userId
    --- exit 2
    "#);
    check!(sandbox, "tokens import tokens.csv --map key=hash --map userId=hash", @"
    $ gatepost tokens import tokens.csv --map key=hash --map userId=hash
    --- stderr
    error: userId=hash and the mapping of key exclude each other
    --- exit 2
    ");
    check!(sandbox, "tokens import bad.jsonl", @"
    $ gatepost tokens import bad.jsonl
    LINE  ID  NAME  CHANGED  OK  ERROR
    1     -   -     no       no  hash: is no SHA-256 digest; write 64 hexadecimal digits, or 43 characters of base64url
    2     -   -     no       no  hash: is missing
    3     -   -     no       no  is no JSON object: EOF while parsing an object
    --- stderr
    error: no line could be read, so nothing was imported
    hint: see the reason of each line, and: gatepost tokens import --help
    --- exit 2
    ");
    assert!(!sandbox.store().exists());
}

#[test]
fn a_state_that_does_not_follow_is_refused() {
    let sandbox = Sandbox::new();
    let line = |number, rest: &str| format!("{{\"hash\":\"{}\",\"name\":\"{number}\",{rest}}}\n", digest(number));
    let lines = [
        line(1, r#""status":"expired""#),
        line(2, r#""status":"not_yet_valid""#),
        line(3, r#""status":"active","revoked_at":"2026-01-01""#),
        line(4, r#""status":"active","revoked_reason":"leaked""#),
        line(5, r#""revoked_at":"2026-01-01""#),
        line(6, r#""status":false"#),
        line(7, r#""status":"off""#),
        line(8, r#""metadata":{"a":[1]}"#),
        line(9, r#""expires_at":1767225600"#),
    ];
    sandbox.write("tokens.jsonl", lines.concat());
    check!(sandbox, "tokens import tokens.jsonl -o csv --columns name,changed,error", @r#"
    $ gatepost tokens import tokens.jsonl -o csv --columns name,changed,error
    name,changed,error\r
    ,false,"status: expired, but expires_at does not lie in the past"\r
    ,false,"status: not_yet_valid, but there is no not_before"\r
    ,false,revoked_at: the status is not revoked\r
    ,false,revoked_reason: the status is not revoked\r
    5,true,\r
    6,true,\r
    ,false,"status: not one of active, not_yet_valid, disabled, expired, revoked, true, false: ""off"""\r
    ,false,"metadata: the value of ""a"" is no text"\r
    9,true,\r
    --- stderr
    note: made a new store at ~/.local/share/gatepost/gatepost.db
    note: 9 lines: 3 new, 0 there already, 6 failed
    --- exit 10
    "#);
    check!(sandbox, "tokens export -o csv --columns name,status,revoked_at,expires_at", @r"
    $ gatepost tokens export -o csv --columns name,status,revoked_at,expires_at
    name,status,revoked_at,expires_at\r
    5,revoked,2026-01-01T00:00:00.000Z,\r
    6,disabled,,\r
    9,expired,,2026-01-01T00:00:00.000Z\r
    --- exit 0
    ");
}

/// A store with a token in each state and with all that a cell can hold.
fn every_state() -> Sandbox {
    let sandbox = Sandbox::new();
    for scope in ["orders:read", "orders:write"] {
        sandbox.run(&format!("tokens scopes create {scope}")).ok();
    }
    for line in [
        "tokens create plain",
        "tokens create '=1+1' --owner '＝2,3' --metadata 'k==\"v\"' --metadata 'ü=two words' --scope orders:*",
        "tokens create \"'quoted'\" --owner \"'@x\" --rate none --env test",
        "tokens create limited --rate 60/1m --rate 1000/1d --tier pro --scope orders:write --scope orders:read",
        "tokens create bound --allow-ip 10.0.0.0/8 --allow-ip 2001:db8::/32 --expires never",
        "tokens create later --not-before 7d",
        "tokens create off",
        "tokens create gone --scope orders:read",
        "tokens create wordless",
        "tokens create brief --expires 1h",
        "tokens create turned",
        "tokens disable off",
        "tokens revoke gone --reason '=leaked, \"twice\"'",
        "tokens revoke wordless",
        "tokens rotate turned",
    ] {
        sandbox.run(line).ok();
    }
    sandbox.advance("2h");
    sandbox
}

#[test]
fn a_store_moves_by_export_and_import_byte_by_byte() {
    let sandbox = every_state();
    for format in ["csv", "jsonl"] {
        let out = sandbox.run(&format!("tokens export -o {format}")).ok().stdout;
        let other = Sandbox::new();
        other.advance("2h");
        other.write("tokens", &out);
        other.run("tokens import tokens --create-scopes").ok();
        assert_eq!(other.run(&format!("tokens export -o {format}")).ok().stdout, out);
        let again = other.run("tokens import tokens -o json").ok().json();
        assert!(again.as_array().unwrap().iter().all(|line| line["changed"] == false), "{again}");
        let counted = other.number("SELECT count(*) FROM audit_log WHERE action = 'token.import'");
        assert_eq!(counted, 11);
        other.run("audit verify").ok();
    }
    check!(sandbox, "tokens export -o csv --columns name,status,revoked_reason,scopes,rate_limits,owner,metadata", @r#"
    $ gatepost tokens export -o csv --columns name,status,revoked_reason,scopes,rate_limits,owner,metadata
    name,status,revoked_reason,scopes,rate_limits,owner,metadata\r
    off,disabled,,"",,,{}\r
    limited,active,,orders:read orders:write,60/1m 1000/1d,,{}\r
    plain,active,,"",,,{}\r
    '=1+1,active,,orders:*,,"'＝2,3","{""k"":""=\""v\"""",""ü"":""two words""}"\r
    turned,active,,"",,,{}\r
    later,not_yet_valid,,"",,,{}\r
    gone,revoked,"'=leaked, ""twice""",orders:read,,,{}\r
    ''quoted',active,,"","",''@x,{}\r
    wordless,revoked,,"",,,{}\r
    bound,active,,"",,,{}\r
    brief,expired,,"",,,{}\r
    --- exit 0
    "#);
}

#[test]
fn an_export_is_written_down_as_a_disclosure() {
    let sandbox = every_state();
    sandbox.run("tokens export --owner '＝2,3' --status live -o csv").ok();
    sandbox.run("tokens export --dry-run").ok();
    check!(sandbox, "tokens export --limit 1", @"
    $ gatepost tokens export --limit 1
    HASH                                                              NAME  STATUS    SCOPES  TIER  ENV   EXPIRES_AT
    eae3d594ed6d13b5ed378a4dd5a6f4989f2e5e2e758293ee9f6ef0afdfae1d81  off   disabled  -       free  live  2027-02-20 09:30Z
    --- exit 0
    ");
    check!(sandbox, "audit list --action token.export -o jsonl --columns actor,object,changes", @r#"
    $ gatepost audit list --action token.export -o jsonl --columns actor,object,changes
    {"actor":"ada@desk","object":"default","changes":{"columns":["hash","name","status","scopes","tier","env","expires_at"],"rows":1}}
    {"actor":"ada@desk","object":"default","changes":{"status":["active","not_yet_valid","disabled"],"columns":["hash","name","status","revoked_at","revoked_reason","scopes","tier","rate_limits","owner","env","allow_ips","metadata","not_before","expires_at"],"rows":1,"owner":{"commitment":"de1a1bf99b62a390bded99ed9e0c6f7e1279b16f5f75a888f8a9fb3cc3b3c1f3"}}}
    --- exit 0
    "#);
    check!(sandbox, "tokens export --dry-run -o json", @r#"
    $ gatepost tokens export --dry-run -o json
    []
    --- stderr
    {"notice":"11 tokens would be exported"}
    --- exit 0
    "#);
}

#[test]
fn the_previous_secret_of_a_rotation_is_no_token_of_its_own() {
    let sandbox = Sandbox::new();
    let old = sandbox.run("tokens create ci -q").ok().stdout;
    sandbox.run("tokens rotate ci").ok();
    use sha2::Digest;
    let hash: String = sha2::Sha256::digest(old.trim_end()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!sandbox.run("tokens export -o csv").ok().stdout.contains(&hash));
    sandbox.write("tokens.csv", format!("hash\n{hash}\n"));
    let run = sandbox.run("tokens import tokens.csv -o json").fails(10);
    assert!(run.field("0.error").starts_with("the hash is that of the previous secret of tok_"), "{}", run.text());
}

#[test]
fn a_hash_of_another_workspace_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces create acme").ok();
    sandbox.write("tokens.csv", format!("hash\n{}\n", digest(1)));
    sandbox.run("tokens import tokens.csv -w acme").ok();
    let run = sandbox.run("tokens import tokens.csv -o json").fails(10);
    assert!(run.field("0.error").starts_with("workspace acme has a token with this hash: tok_"), "{}", run.text());
}

#[test]
fn a_long_table_shows_every_failure() {
    let sandbox = Sandbox::new();
    let good: String = (0..60).map(|number| format!("{}\n", digest(number))).collect();
    sandbox.write("tokens.csv", format!("hash\n{good}bad\n"));
    check!(sandbox, "tokens import tokens.csv", @"
    $ gatepost tokens import tokens.csv
    LINE  ID  NAME  CHANGED  OK  ERROR
    62    -   -     no       no  hash: is no SHA-256 digest; write 64 hexadecimal digits, or 43 characters of base64url
    --- stderr
    note: made a new store at ~/.local/share/gatepost/gatepost.db
    note: 60 more rows were left out; use --format json
    note: 61 lines: 60 new, 0 there already, 1 failed
    --- exit 10
    ");
}

#[test]
fn nothing_is_imported_from_an_empty_file() {
    let sandbox = Sandbox::new();
    sandbox.write("empty", "");
    sandbox.write("header", "hash,name\r\n");
    for file in ["empty", "header"] {
        assert_eq!(sandbox.run(&format!("tokens import {file} -o json")).ok().stdout, "[]\n");
    }
    sandbox.write("array", "[]");
    sandbox.run("tokens import array").fails(2);
}

#[test]
fn only_the_scopes_of_lines_that_are_added_are_created() {
    let sandbox = Sandbox::new();
    let lines: String = [
        "{\"hash\":\"HASH\",\"name\":\"wide\",\"scopes\":[\"orders:*\"]}",
        "{\"hash\":\"HASH\",\"name\":\"failed\",\"scopes\":[\"users:read\",\"orders:read\"],\"tier\":\"none\"}",
        "{\"hash\":\"HASH\",\"name\":\"too-wide\",\"scopes\":[\"users:*\"]}",
        "{\"hash\":\"HASH\",\"name\":\"good\",\"scopes\":[\"orders:write\",\"orders:write\"]}",
        "{\"hash\":\"HASH\",\"name\":\"good\",\"scopes\":[\"orders:delete\"]}",
    ]
    .iter()
    .zip(1..)
    .map(|(line, number)| line.replace("HASH", &digest(number)) + "\n")
    .collect();
    sandbox.write("tokens.jsonl", lines);
    let run = sandbox.run("tokens import tokens.jsonl --create-scopes -o csv --columns line,name,ok").fails(10);
    let expected =
        "line,name,ok\r\n1,wide,true\r\n2,failed,false\r\n3,too-wide,false\r\n4,good,true\r\n5,good,false\r\n";
    assert_eq!(run.stdout, expected);
    assert_eq!(sandbox.run("tokens scopes list -q").ok().stdout, "orders:write\n");
    sandbox.run("audit verify").ok();
}

#[test]
fn the_order_of_lines_decides_nothing_about_their_scopes() {
    let sandbox = Sandbox::new();
    let scopes = [
        ("a", "[\"users:*\"]"),
        ("b", "[\"orders:*\",\"users:read\"]"),
        ("c", "[\"items:*\",\"orders:read\"]"),
        ("d", "[\"items:*\",\"items:read\"]"),
        ("d", "[\"items:*\"]"),
        ("e", "[\"nobody:*\"]"),
    ];
    let lines = scopes.iter().zip(1..).map(|((name, scopes), number)| {
        format!("{{\"hash\":\"{}\",\"name\":\"{name}\",\"scopes\":{scopes}}}\n", digest(number))
    });
    sandbox.write("tokens.jsonl", lines.collect::<String>());
    let import = "tokens import tokens.jsonl --create-scopes -o csv --columns line,name,ok";
    let first = sandbox.run(import).fails(10).stdout;
    assert_eq!(first, "line,name,ok\r\n1,a,true\r\n2,b,true\r\n3,c,true\r\n4,d,true\r\n5,d,false\r\n6,e,false\r\n");
    assert_eq!(sandbox.run(import).fails(10).stdout, first, "a second time it is no other answer");
    assert_eq!(sandbox.run("tokens list -q").ok().stdout.lines().count(), 4);
}

#[test]
fn no_line_lives_longer_than_any_token_may() {
    let sandbox = Sandbox::new();
    sandbox.run("config set tokens.max_expiry 90d --store").ok();
    let lines = [
        "never,,active",
        "long,2027-12-01T00:00:00Z,active",
        "short,2027-01-01T00:00:00Z,active",
        "gone,2020-01-01T00:00:00Z,expired",
        "ended,,revoked",
    ];
    let rows: String = lines.iter().zip(1..).map(|(line, number)| format!("{},{line}\n", digest(number))).collect();
    sandbox.write("tokens.csv", format!("hash,name,expires_at,status\n{rows}"));
    check!(sandbox, "tokens import tokens.csv -o csv --columns line,name,ok,error", @r"
    $ gatepost tokens import tokens.csv -o csv --columns line,name,ok,error
    line,name,ok,error\r
    2,never,false,expires_at: tokens live at most 90d here (tokens.max_expiry)\r
    3,long,false,expires_at: tokens live at most 90d here (tokens.max_expiry)\r
    4,short,true,\r
    5,gone,true,\r
    6,ended,true,\r
    --- stderr
    note: 5 lines: 3 new, 0 there already, 2 failed
    --- exit 10
    ");
}
