//! How output is chosen and where it goes: columns, bare values, quiet runs, closed pipes, colours, errors.

use std::io::Write;

use crate::support::Sandbox;

#[test]
fn columns_are_chosen_and_ordered() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci --metadata team=billing --metadata deep=1 --owner alice").ok();
    check!(sandbox, "tokens list --columns status,name", @"
    $ gatepost tokens list --columns status,name
    STATUS  NAME
    active  ci
    --- exit 0
    ");
    check!(sandbox, "tokens show ci --columns status,name -o json", @r#"
    $ gatepost tokens show ci --columns status,name -o json
    {
      "status": "active",
      "name": "ci"
    }
    --- exit 0
    "#);
    check!(sandbox, "tokens list --columns name,nmae", @r#"
    $ gatepost tokens list --columns name,nmae
    --- stderr
    error: there is no column "nmae"; did you mean name?
    hint: one of id, workspace, name, prefix, scopes, tier, rate_limits, owner, env, status, allow_ips, metadata, created_at, created_by, not_before, expires_at, last_used_at, rotated_at, previous_prefix, previous_expires_at, previous_last_used_at, revoked_at, revoked_reason
    --- exit 2
    "#);
    check!(sandbox, "tokens list --columns name,name", @"
    $ gatepost tokens list --columns name,name
    --- stderr
    error: the column name is named twice
    --- exit 2
    ");
    check!(sandbox, "tokens list --columns created -o json", @r#"
    $ gatepost tokens list --columns created -o json
    --- stderr
    {"error":{"code":"unknown_column","message":"there is no column \"created\"; did you mean created_by?","hint":null,"exit":2,"retryable":false,"retry_after_ms":null,"field":"--columns","candidates":["id","workspace","name","prefix","scopes","tier","rate_limits","owner","env","status","allow_ips","metadata","created_at","created_by","not_before","expires_at","last_used_at","rotated_at","previous_prefix","previous_expires_at","previous_last_used_at","revoked_at","revoked_reason"]}}
    --- exit 2
    "#);
    sandbox.run("tokens list --columns ''").fails(2);
    sandbox.run("tokens list --columns name --field name").fails(2);
}

#[test]
fn one_field_is_a_bare_value_a_line() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    sandbox.run("tokens create ci --metadata team=billing --scope orders:read --scope orders:*").ok();
    let field = |name: &str| sandbox.run(&format!("tokens show ci --field {name}")).ok().stdout;
    assert_eq!(field("name"), "ci\n");
    assert_eq!(field("metadata.team"), "billing\n");
    assert_eq!(field("metadata.none"), "\n");
    assert_eq!(field("metadata"), "{\"team\":\"billing\"}\n");
    assert_eq!(field("scopes"), "orders:* orders:read\n");
    assert_eq!(field("scopes.1"), "orders:read\n");
    assert_eq!(field("owner"), "\n");
    assert_eq!(field("created_at"), "2026-11-22T09:30:00.000Z\n");
    assert_eq!(sandbox.run("tokens show ci --field name -o json").ok().stdout, "ci\n");
    check!(sandbox, "tokens show ci --field name.first", @r#"
    $ gatepost tokens show ci --field name.first
    --- stderr
    error: there is no column "name.first": name holds nothing below it, it is of kind text
    --- exit 2
    "#);
    check!(sandbox, "tokens show ci --field nmae", @r#"
    $ gatepost tokens show ci --field nmae
    --- stderr
    error: there is no column "nmae"; did you mean name?
    hint: one of id, workspace, name, prefix, scopes, tier, rate_limits, owner, env, status, allow_ips, metadata, created_at, created_by, not_before, expires_at, last_used_at, rotated_at, previous_prefix, previous_expires_at, previous_last_used_at, revoked_at, revoked_reason
    --- exit 2
    "#);
}

#[test]
fn a_wrong_column_is_found_before_anything_is_done() {
    let sandbox = Sandbox::new();
    sandbox.run("init").ok();
    let before = sandbox.dump();
    for flags in ["--columns nonsense", "--field nonsense", "-o yaml", "--color sometimes"] {
        sandbox.run(&format!("tokens create ci {flags}")).fails(2);
        assert_eq!(sandbox.dump(), before, "{flags}");
    }
}

#[test]
fn quiet_leaves_what_a_script_wants() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    let id = sandbox.run("tokens show ci --field id").ok().stdout;
    for line in
        ["tokens list", "tokens show ci", "tokens update ci --tier pro", "tokens disable ci", "tokens enable ci"]
    {
        assert_eq!(sandbox.run(&format!("{line} -q")).ok().stdout, id, "{line}");
        assert_eq!(sandbox.run(&format!("{line} --quiet -o json")).ok().stdout, id, "{line}");
    }
    assert!(sandbox.run("tokens rotate ci -q").ok().stdout.starts_with("gp_live_"));
    assert_eq!(sandbox.run("tokens create ci --if-absent -q").ok().stdout, id, "no secret, so the id");
    for line in ["health", "audit verify", "tokens usage", "db maintain"] {
        assert_eq!(sandbox.run(&format!("{line} -q")).ok().stdout, "", "{line}");
    }
    let body = sandbox.run("audit checkpoint").ok().stdout;
    assert_eq!(sandbox.run("audit checkpoint -q").ok().stdout, body, "a checkpoint is a text to be kept");
    assert_eq!(sandbox.run("workspaces create acme -q").ok().stdout, "acme\n");
    assert_eq!(sandbox.run("tokens revoke ci -q").ok().stdout, id);
}

#[test]
fn a_reader_that_has_seen_enough_ends_a_read_well() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create node --count 400").ok();
    for line in ["tokens list -o json", "tokens list -o jsonl", "tokens list -o csv", "audit list -A -o jsonl"] {
        let run = sandbox.shell(&format!("{{ gatepost {line}; echo exit $? >&2; }} | head -1")).ok();
        assert_eq!((run.stdout.lines().count(), run.stderr.as_str()), (1, "exit 0\n"), "{line}");
    }
    let batch = "yes gp_x | { gatepost tokens verify --batch; echo exit $? >&2; } | head -1";
    assert_eq!(sandbox.shell(batch).ok().stderr, "exit 0\n");
    let changed =
        sandbox.shell("{ gatepost tokens create more --count 400 -o json; echo exit $? >&2; } | head -1").ok();
    assert!(changed.stderr.ends_with("exit 1\n"), "{}", changed.text());
    assert_eq!(sandbox.number("SELECT count(*) FROM api_tokens"), 800, "what was done is done");
}

#[test]
fn a_full_output_is_an_error() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci").ok();
    for line in ["tokens list", "tokens show ci -o json", "--help", "version", "man", "completions zsh"] {
        let run = sandbox.shell(&format!("gatepost {line} >/dev/full")).fails(1);
        assert!(run.stderr.contains("cannot write standard output: No space left"), "{line}: {}", run.stderr);
    }
    let told = sandbox.shell("gatepost tokens list -o json >/dev/full").fails(1);
    assert_eq!(told.error()["code"], "disk_full");
    sandbox.shell("gatepost tokens show missing 2>/dev/full").fails(3);
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let sandbox = Sandbox::new();
    let red = |run: crate::support::Run| run.fails(2).stderr.contains('\u{1b}');
    assert!(!red(sandbox.run("tokens list --sort x")));
    assert!(red(sandbox.run("tokens list --sort x --color always")));
    assert!(red(sandbox.env("CLICOLOR_FORCE", "1").run("tokens list --sort x")));
    assert!(red(sandbox.env("GATEPOST_TEST_TERMINAL", "1").run("tokens list --sort x")));
    assert!(!red(sandbox.env("GATEPOST_TEST_TERMINAL", "1").env("NO_COLOR", "1").run("tokens list --sort x")));
    assert!(!red(sandbox.env("GATEPOST_TEST_TERMINAL", "1").env("TERM", "dumb").run("tokens list --sort x")));
    assert!(!red(sandbox.env("GATEPOST_TEST_TERMINAL", "1").run("tokens list --sort x --color never")));
    check!(sandbox, "tokens list --color sometimes", @r#"
    $ gatepost tokens list --color sometimes
    --- stderr
    error: --color takes auto, always, never, not "sometimes"
    --- exit 2
    "#);
}

#[test]
fn control_characters_do_not_reach_a_terminal() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci --metadata 'note=\u{1b}[31mred\u{7}'").ok();
    let raw = sandbox.run("tokens show ci --field metadata.note").ok().stdout;
    assert_eq!(raw, "\u{1b}[31mred\u{7}\n", "a pipe gets what was stored");
    for line in
        ["tokens show ci", "tokens show ci --field metadata.note", "tokens show ci -o csv", "tokens show ci -o json"]
    {
        let shown = sandbox.env("GATEPOST_TEST_TERMINAL", "1").run(line).ok().stdout;
        assert!(!shown.contains(['\u{1b}', '\u{7}']), "{line}: {shown:?}");
    }
    let missing = sandbox.run("tokens show 'a\u{1b}[31m'").fails(3);
    assert!(!missing.stderr.contains('\u{1b}'), "{}", missing.stderr);
}

#[test]
fn mistakes_in_the_words_follow_the_format() {
    let sandbox = Sandbox::new();
    check!(sandbox, "tokens lits -o json", @r#"
    $ gatepost tokens lits -o json
    --- stderr
    {"error":{"code":"usage","message":"unrecognized subcommand 'lits'","hint":"did you mean list?","exit":2,"retryable":false,"retry_after_ms":null,"field":null,"candidates":["list","limits"]}}
    --- exit 2
    "#);
    check!(sandbox, "tokns list -ojsonl", @r#"
    $ gatepost tokns list -ojsonl
    --- stderr
    {"error":{"code":"usage","message":"unrecognized subcommand 'tokns'","hint":"did you mean tokens?","exit":2,"retryable":false,"retry_after_ms":null,"field":null,"candidates":["tokens"]}}
    --- exit 2
    "#);
    check!(sandbox, "tokens list --format=json --statsu all", @r#"
    $ gatepost tokens list --format=json --statsu all
    --- stderr
    {"error":{"code":"usage","message":"unexpected argument '--statsu' found","hint":"did you mean --status?","exit":2,"retryable":false,"retry_after_ms":null,"field":"--statsu","candidates":["--status"]}}
    --- exit 2
    "#);
    check!(sandbox.env("GATEPOST_FORMAT", "json"), "tokens show", @r#"
    $ GATEPOST_FORMAT=json gatepost tokens show
    --- stderr
    {"error":{"code":"usage","message":"the following required arguments were not provided: <REF>","hint":"see: gatepost tokens show --help","exit":2,"retryable":false,"retry_after_ms":null,"field":"REF","candidates":[]}}
    --- exit 2
    "#);
    check!(sandbox, "tokens create ci --count many -o json", @r#"
    $ gatepost tokens create ci --count many -o json
    --- stderr
    {"error":{"code":"usage","message":"invalid value 'many' for '--count <N>': invalid digit found in string","hint":"see: gatepost tokens create --help","exit":2,"retryable":false,"retry_after_ms":null,"field":"--count","candidates":[]}}
    --- exit 2
    "#);
    check!(sandbox, "tokens list -o yaml", @r#"
    $ gatepost tokens list -o yaml
    --- stderr
    error: --format takes table, json, jsonl, csv, not "yaml"
    --- exit 2
    "#);
    check!(sandbox.env("GATEPOST_FORMAT", "yaml"), "tokens list", @r#"
    $ GATEPOST_FORMAT=yaml gatepost tokens list
    --- stderr
    error: --format takes table, json, jsonl, csv, not "yaml"
    --- exit 2
    "#);
}

#[test]
fn a_mistyped_word_suggests_the_nearest() {
    let sandbox = Sandbox::new();
    check!(sandbox, "tokens lits", @"
    $ gatepost tokens lits
    --- stderr
    error: unrecognized subcommand 'lits'
    hint: did you mean list? (list, limits)
    --- exit 2
    ");
    check!(sandbox, "tokns", @"
    $ gatepost tokns
    --- stderr
    error: unrecognized subcommand 'tokns'
    hint: did you mean tokens?
    --- exit 2
    ");
    check!(sandbox, "tokens create ci --expire 30d", @"
    $ gatepost tokens create ci --expire 30d
    --- stderr
    error: unexpected argument '--expire' found
    hint: did you mean --expires?
    --- exit 2
    ");
    check!(sandbox, "consent grant ann marketing", @"
    $ gatepost consent grant ann marketing
    --- stderr
    error: unexpected argument 'marketing' found
    hint: did you mean --type marketing?
    --- exit 2
    ");
    check!(sandbox, "tokens list revoked -o json", @r#"
    $ gatepost tokens list revoked -o json
    --- stderr
    {"error":{"code":"usage","message":"unexpected argument 'revoked' found","hint":"did you mean --status revoked?","exit":2,"retryable":false,"retry_after_ms":null,"field":"revoked","candidates":["--status revoked"]}}
    --- exit 2
    "#);
    check!(sandbox, "tokens tiers list json", @"
    $ gatepost tokens tiers list json
    --- stderr
    error: unexpected argument 'json' found
    hint: did you mean --format json?
    --- exit 2
    ");
    check!(sandbox, "explain name_takn", @r#"
    $ gatepost explain name_takn
    --- stderr
    error: there is no code "name_takn"; did you mean name_taken?
    hint: list them with: gatepost explain
    --- exit 2
    "#);
    check!(sandbox, "completions bsh", @r#"
    $ gatepost completions bsh
    --- stderr
    error: SHELL takes bash, elvish, fish, powershell, zsh, not "bsh"; did you mean bash?
    --- exit 2
    "#);
    check!(sandbox, "tokens create ci --env lvie", @r#"
    $ gatepost tokens create ci --env lvie
    --- stderr
    error: --env takes live, test, not "lvie"; did you mean live?
    --- exit 2
    "#);
}

#[test]
fn hidden_aliases_answer() {
    let sandbox = Sandbox::new();
    sandbox.run("token create ci").ok();
    for line in
        ["token ls", "tokens get ci", "token tier ls", "tokens scope ls", "workspace ls", "workspace get default"]
    {
        sandbox.run(line).ok();
    }
    sandbox.run("workspace create acme").ok();
    sandbox.run("workspace rm acme --confirm acme").ok();
}

#[test]
fn bare_words_show_help_and_exit_2() {
    let sandbox = Sandbox::new();
    for line in ["", "tokens", "tokens scopes", "db"] {
        let run = sandbox.run(line).fails(2);
        assert!(run.stdout.is_empty() && run.stderr.contains("Usage: gatepost"), "{}", run.text());
    }
    assert!(sandbox.run("tokens --help").ok().stdout.contains("Usage: gatepost tokens"));
}

#[test]
fn a_variable_says_yes_or_no_and_nothing_between() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create ci --owner ada").ok();
    for no in ["0", "no", "NO", "off", "False", "n"] {
        sandbox.env("GATEPOST_YES", no).run("tokens revoke --owner ada").fails(9);
    }
    let error = sandbox.env("GATEPOST_YES", "maybe").run("tokens revoke --owner ada -o json").fails(2).error();
    assert_eq!(error["field"], "GATEPOST_YES");
    sandbox.env("GATEPOST_YES", "On").run("tokens revoke --owner ada").ok();
}

#[test]
fn a_verdict_stands_when_nobody_reads_it() {
    let sandbox = Sandbox::new();
    sandbox.run("init").ok();
    for (line, input, exit) in [("tokens verify", "nonsense", 4), ("tokens verify", "gp_live_x", 4), ("health", "", 0)]
    {
        let mut child = sandbox.start(line).spawn().unwrap();
        // Nobody reads before there is anything to be judged.
        drop(child.stdout.take());
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(exit), "{line} {input}");
    }
}
