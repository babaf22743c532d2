//! `tokens create` and `tokens show`: what is issued, what is kept, how a reference finds its record.

use crate::support::Sandbox;

#[test]
fn the_first_token_makes_the_store_and_is_shown_once() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens create ci -o json", @r#"
    $ gatepost tokens create ci -o json
    {
      "id": "tok_01m819eke0r5knw2xsg2jqba4q",
      "workspace": "default",
      "name": "ci",
      "prefix": "gp_live_Z6Ei",
      "scopes": [],
      "tier": "free",
      "rate_limits": null,
      "owner": null,
      "env": "live",
      "status": "active",
      "allow_ips": [],
      "metadata": {},
      "created_at": "2026-11-22T09:30:00.000Z",
      "created_by": "ada@desk",
      "not_before": null,
      "expires_at": "2027-02-20T09:30:00.000Z",
      "last_used_at": null,
      "rotated_at": null,
      "previous_prefix": null,
      "previous_expires_at": null,
      "previous_last_used_at": null,
      "revoked_at": null,
      "revoked_reason": null,
      "token": "gp_live_Z6Eixbtq88WJmZzrldE80lSNCx70KiRyX",
      "changed": true
    }
    --- stderr
    {"notice":"made a new store at ~/.local/share/gatepost/gatepost.db"}
    --- exit 0
    "#);
    check!(sandbox, "tokens show ci", @"
    $ gatepost tokens show ci
    id                     tok_01m819eke0r5knw2xsg2jqba4q
    workspace              default
    name                   ci
    prefix                 gp_live_Z6Ei
    tier                   free
    env                    live
    status                 active
    created_at             2026-11-22 09:30Z
    created_by             ada@desk
    expires_at             2027-02-20 09:30Z
    --- exit 0
    ");
}

#[test]
fn everything_that_was_said_is_kept() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    sandbox.run("tokens scopes create orders:write").ok();
    check!(sandbox, "tokens create gateway --scope orders:write --scope orders:read --scope orders:* --tier pro \
        --expires 2027-01-31 --owner alice --allow-ip 10.1.2.3/8 --allow-ip 2001:db8::1 --rate 5/1m --rate 100/1d \
        --metadata team=billing --metadata note=a=b --env test --not-before 1h -o jsonl", @r#"
    $ gatepost tokens create gateway --scope orders:write --scope orders:read --scope orders:* --tier pro --expires 2027-01-31 --owner alice --allow-ip 10.1.2.3/8 --allow-ip 2001:db8::1 --rate 5/1m --rate 100/1d --metadata team=billing --metadata note=a=b --env test --not-before 1h -o jsonl
    {"id":"tok_01m819eke04p4cz4hb30jd1rsg","workspace":"default","name":"gateway","prefix":"gp_test_pD1L","scopes":["orders:*","orders:read","orders:write"],"tier":"pro","rate_limits":["5/1m","100/1d"],"owner":"alice","env":"test","status":"not_yet_valid","allow_ips":["10.0.0.0/8","2001:db8::1/128"],"metadata":{"team":"billing","note":"a=b"},"created_at":"2026-11-22T09:30:00.000Z","created_by":"ada@desk","not_before":"2026-11-22T10:30:00.000Z","expires_at":"2027-01-31T23:59:59.999Z","last_used_at":null,"rotated_at":null,"previous_prefix":null,"previous_expires_at":null,"previous_last_used_at":null,"revoked_at":null,"revoked_reason":null,"token":"gp_test_pD1LQ7yMyqI3w9UmixijoCNNOxQ3lLRvO","changed":true}
    --- exit 0
    "#);
}

#[test]
fn a_quiet_create_prints_nothing_but_the_secret() {
    let sandbox = Sandbox::new();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    let secret = secret.strip_suffix('\n').unwrap();
    assert_eq!(secret.len(), 41);
    assert!(secret.starts_with("gp_live_"), "{secret}");
    assert!(secret["gp_live_".len()..].bytes().all(|byte| byte.is_ascii_alphanumeric()), "{secret}");
    assert_eq!(sandbox.input(secret).run("tokens verify --field code").ok().stdout, "valid\n");
    let prefix = sandbox.run("tokens show ci --field prefix").ok().stdout;
    assert_eq!(prefix.trim_end(), &secret[..12]);
}

#[test]
fn several_are_made_in_one_transaction_or_none() {
    let sandbox = Sandbox::new();
    let made = sandbox.run("tokens create node --count 3 -o json").ok().json();
    let names: Vec<_> = made.as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["node-1", "node-2", "node-3"]);
    assert_eq!(sandbox.number("SELECT count(DISTINCT hash) FROM api_tokens"), 3);
    let before = sandbox.dump();
    sandbox.run("tokens create other-1").ok();
    sandbox.run("tokens revoke other-1").ok();
    sandbox.run("tokens create other-3").ok();
    let taken = sandbox.dump();
    assert_ne!(before, taken);
    check!(sandbox, "tokens create other --count 5 -o json", @r#"
    $ gatepost tokens create other --count 5 -o json
    --- stderr
    {"error":{"code":"name_taken","message":"the token tok_01m819eke07nent4smjzh0hvft holds the name \"other-3\"","hint":"choose another name, or give that token a new secret with: gatepost tokens rotate other-3","exit":5,"retryable":false,"retry_after_ms":null,"field":"NAME","candidates":[]}}
    --- exit 5
    "#);
    assert_eq!(sandbox.dump(), taken, "a name that is taken takes back the whole command");
    let one = sandbox.run("tokens create single --count 1 -o json").ok().json();
    assert_eq!(one[0]["name"], "single-1", "--count answers an array named NAME-1 and on");
    sandbox.run("tokens create none --count 0").fails(2);
}

#[test]
fn expiry_follows_flag_then_setting() {
    let sandbox = Sandbox::new();
    let expires = |line: &str| sandbox.run(&format!("tokens create {line} --field expires_at")).ok().stdout;
    assert_eq!(expires("a"), "2027-02-20T09:30:00.000Z\n", "90 days by default");
    assert_eq!(expires("b --expires never"), "\n");
    assert_eq!(expires("c --expires 36h"), "2026-11-23T21:30:00.000Z\n");
    assert_eq!(expires("d --expires 2026-12-31"), "2026-12-31T23:59:59.999Z\n", "a date counts to its end");
    assert_eq!(expires("e --expires 2026-12-31T12:00:00+02:00"), "2026-12-31T10:00:00.000Z\n");
    assert_eq!(expires("f --expires 6mo"), "2027-05-22T09:30:00.000Z\n");
    sandbox.run("config set tokens.max_expiry 30d --store").ok();
    assert_eq!(expires("g"), "2026-12-22T09:30:00.000Z\n", "the default is cut to what is allowed");
    check!(sandbox, "tokens create h --expires 31d", @"
    $ gatepost tokens create h --expires 31d
    --- stderr
    error: tokens live at most 30d here (tokens.max_expiry)
    hint: write at most: --expires 30d
    --- exit 2
    ");
    check!(sandbox, "tokens create h --expires never -o json", @r#"
    $ gatepost tokens create h --expires never -o json
    --- stderr
    {"error":{"code":"invalid_value","message":"tokens live at most 30d here (tokens.max_expiry)","hint":"write at most: --expires 30d","exit":2,"retryable":false,"retry_after_ms":null,"field":"--expires","candidates":[]}}
    --- exit 2
    "#);
    sandbox.run("tokens create h --expires 30d").ok();
}

#[test]
fn a_prefix_of_ones_own_is_used_and_known() {
    let sandbox = Sandbox::new();
    sandbox.run("config set tokens.prefix acme").ok();
    let secret = sandbox.run("tokens create ci -q").ok().stdout;
    assert!(secret.starts_with("acme_live_"), "{secret}");
    assert_eq!(sandbox.input(secret.clone()).run("tokens verify --field code").ok().stdout, "valid\n");
    let slipped = secret.replace("acme_live_", "acme_live_0");
    assert_eq!(sandbox.input(slipped).run("tokens verify --field code").fails(4).stdout, "malformed\n");
}

#[test]
fn a_name_is_free_again_once_its_token_is_revoked() {
    let sandbox = Sandbox::new();
    let first = sandbox.run("tokens create ci -o json").ok().field("id");
    check!(sandbox, "tokens create ci -o json", @r#"
    $ gatepost tokens create ci -o json
    --- stderr
    {"error":{"code":"name_taken","message":"the token tok_01m819eke0r5knw2xsg2jqba4q holds the name \"ci\"","hint":"choose another name, or give that token a new secret with: gatepost tokens rotate ci","exit":5,"retryable":false,"retry_after_ms":null,"field":"NAME","candidates":[]}}
    --- exit 5
    "#);
    sandbox.run("tokens disable ci").ok();
    check!(sandbox, "tokens create ci", @r#"
    $ gatepost tokens create ci
    --- stderr
    error: the token tok_01m819eke0r5knw2xsg2jqba4q holds the name "ci"
    hint: it is disabled; switch it on with: gatepost tokens enable ci
    --- exit 5
    "#);
    sandbox.run("tokens enable ci").ok();
    sandbox.advance("91d");
    check!(sandbox, "tokens create ci", @r#"
    $ gatepost tokens create ci
    --- stderr
    error: the token tok_01m819eke0r5knw2xsg2jqba4q holds the name "ci"
    hint: it is expired; give it a new secret and life with: gatepost tokens rotate ci
    --- exit 5
    "#);
    sandbox.run("tokens revoke ci").ok();
    let second = sandbox.run("tokens create ci -o json").ok().field("id");
    assert_ne!(first, second);
    assert_eq!(sandbox.run("tokens show ci --field id").ok().stdout.trim_end(), second);
    assert_eq!(sandbox.run(&format!("tokens show {first} --field status")).ok().stdout, "revoked\n");
}

#[test]
fn an_equal_token_that_is_there_is_no_error_if_absent() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens scopes create orders:read").ok();
    let line = "tokens create ci --scope orders:read --owner alice --if-absent -o json --expires 30d";
    let made = sandbox.run(line).ok();
    assert_eq!((made.field("changed"), made.json()["token"].is_string()), ("true".to_owned(), true));
    sandbox.advance("1h");
    let before = sandbox.dump();
    let again = sandbox.run(line).ok();
    assert_eq!((again.field("changed"), again.field("token")), ("false".to_owned(), "null".to_owned()));
    assert_eq!(again.field("id"), made.field("id"));
    sandbox.run("tokens create ci --if-absent").ok();
    check!(sandbox, "tokens create ci --if-absent --owner bob --tier pro --env test -o json", @r#"
    $ gatepost tokens create ci --if-absent --owner bob --tier pro --env test -o json
    --- stderr
    {"error":{"code":"differs","message":"the token \"ci\" exists, but it differs in tier, owner, env; nothing was changed","hint":"look at it with: gatepost tokens list --status all --name ci","exit":5,"retryable":false,"retry_after_ms":null,"field":null,"candidates":[]}}
    --- exit 5
    "#);
    sandbox.run("tokens create ci --if-absent --expires never").fails(5);
    sandbox.run("tokens create ci --if-absent --rate 5/1m").fails(5);
    sandbox.run("tokens create ci --if-absent --metadata a=b").fails(5);
    sandbox.run("tokens create ci --if-absent --allow-ip 10.0.0.0/8").fails(5);
    sandbox.run("tokens create ci --if-absent --scope none").fails(5);
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn one_that_no_longer_works_is_not_equal() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create off").ok();
    sandbox.run("tokens disable off").ok();
    sandbox.run("tokens create gone").ok();
    sandbox.run("tokens revoke gone").ok();
    sandbox.run("tokens create short --expires 1h").ok();
    sandbox.advance("2h");
    check!(sandbox, "tokens create off --if-absent", @r#"
    $ gatepost tokens create off --if-absent
    --- stderr
    error: the token "off" exists, but it is disabled; nothing was changed
    hint: look at it with: gatepost tokens list --status all --name off
    --- exit 5
    "#);
    check!(sandbox, "tokens create gone --if-absent", @r#"
    $ gatepost tokens create gone --if-absent
    --- stderr
    error: the token "gone" exists, but tok_01m819eke04p4cz4hb30jd1rsg of this name is revoked; nothing was changed
    hint: look at it with: gatepost tokens list --status all --name gone
    --- exit 5
    "#);
    check!(sandbox, "tokens create short --if-absent", @r#"
    $ gatepost tokens create short --if-absent
    --- stderr
    error: the token "short" exists, but it is expired; nothing was changed
    hint: look at it with: gatepost tokens list --status all --name short
    --- exit 5
    "#);
}

#[test]
fn a_secret_goes_into_a_new_file_that_only_its_owner_reads() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens create ci --secret-out ci.token -o json --columns name,token,changed", @r#"
    $ gatepost tokens create ci --secret-out ci.token -o json --columns name,token,changed
    {
      "name": "ci",
      "token": null,
      "changed": true
    }
    --- stderr
    {"notice":"made a new store at ~/.local/share/gatepost/gatepost.db"}
    --- exit 0
    "#);
    let secret = std::fs::read_to_string(sandbox.home().join("ci.token")).unwrap();
    sandbox.input(secret.clone()).run("tokens verify").ok();
    check!(sandbox, "tokens create other --secret-out ci.token", @"
    $ gatepost tokens create other --secret-out ci.token
    --- stderr
    error: ci.token exists already
    hint: choose another name, or move that file away
    --- exit 5
    ");
    sandbox.run("tokens show other").fails(3);
    assert_eq!(std::fs::read_to_string(sandbox.home().join("ci.token")).unwrap(), secret);
    sandbox.run("tokens create ci --secret-out second.token").fails(5);
    assert!(!sandbox.home().join("second.token").exists(), "nothing was issued, so no file is left");
    sandbox.run("tokens create three --count 3 --secret-out three.token").ok();
    assert_eq!(std::fs::read_to_string(sandbox.home().join("three.token")).unwrap().lines().count(), 3);
    sandbox.run("tokens create dry --secret-out dry.token --dry-run").ok();
    assert!(!sandbox.home().join("dry.token").exists());
}

#[test]
fn a_reference_is_an_id_a_name_or_a_part_of_an_id() {
    let sandbox = Sandbox::new();
    let id = sandbox.run("tokens create ci -o json").ok().field("id");
    sandbox.advance("1m");
    let other = sandbox.run("tokens create web -o json").ok().field("id");
    let shown = |reference: &str| sandbox.run(&format!("tokens show {reference} --field id")).ok().stdout;
    for reference in [id.as_str(), "ci", &id[24..], &id[22..], &id[..14], &id[4..14]] {
        assert_eq!(shown(reference).trim_end(), id, "{reference}");
    }
    assert_eq!(shown(&other[24..]).trim_end(), other);
    // The first characters of an id are its time: these two have them in common.
    let ambiguous = sandbox.run(&format!("tokens show {} -o json", &id[..10])).fails(5).error();
    assert_eq!(ambiguous["code"], "ambiguous");
    assert_eq!(ambiguous["candidates"], serde_json::json!([format!("{id} ci"), format!("{other} web")]));
    let short = sandbox.run(&format!("tokens show {}", &id[25..])).fails(3);
    assert!(short.stdout.is_empty());
    let careless = sandbox.run(&format!("tokens disable {} -o json", &id[23..])).fails(5).error();
    assert_eq!((&careless["code"], &careless["candidates"][0]), (&"ambiguous".into(), &id.as_str().into()));
    sandbox.run(&format!("tokens disable {}", &id[22..])).ok();
}

#[test]
fn a_name_goes_before_a_part_of_an_id() {
    let sandbox = Sandbox::new();
    let id = sandbox.run("tokens create ci -o json").ok().field("id");
    sandbox.run(&format!("tokens create {}", &id[22..])).ok();
    let found = sandbox.run(&format!("tokens show {} --field name", &id[22..])).ok().stdout;
    assert_eq!(found.trim_end(), &id[22..]);
}

#[test]
fn what_is_not_there_suggests_what_is() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens create gateway").ok();
    check!(sandbox, "tokens show gatewya", @"
    $ gatepost tokens show gatewya
    --- stderr
    error: workspace default has no token gatewya; did you mean gateway?
    hint: list them with: gatepost tokens list --status all
    --- exit 3
    ");
    check!(sandbox, "tokens show gatewya -o json", @r#"
    $ gatepost tokens show gatewya -o json
    --- stderr
    {"error":{"code":"not_found","message":"workspace default has no token gatewya; did you mean gateway?","hint":"list them with: gatepost tokens list --status all","exit":3,"retryable":false,"retry_after_ms":null,"field":null,"candidates":["gateway"]}}
    --- exit 3
    "#);
    let id = sandbox.run("tokens show gateway --field id").ok().stdout;
    sandbox.run("workspaces create acme").ok();
    let elsewhere = sandbox.run(&format!("tokens show {} -w acme -o json", id.trim_end())).fails(3).error();
    assert_eq!(elsewhere["hint"], "name it: -w default");
    sandbox.run("tokens show gateway -w acme").fails(3);
}

#[test]
fn a_script_can_run_twice() {
    let sandbox = Sandbox::new();
    let line = "tokens create ci --if-absent --secret-out ci.token --field changed";
    assert_eq!(sandbox.run(line).ok().stdout, "true\n");
    let secret = std::fs::read(sandbox.home().join("ci.token")).unwrap();
    assert_eq!(sandbox.run(line).ok().stdout, "false\n");
    assert_eq!(std::fs::read(sandbox.home().join("ci.token")).unwrap(), secret);
}

#[test]
fn a_revoked_token_is_told_from_one_that_never_was() {
    let sandbox = Sandbox::new();
    let id = sandbox.run("tokens create ci -o json").ok().field("id");
    sandbox.run("tokens revoke ci").ok();
    let error = sandbox.run("tokens show ci -o json").fails(3).error();
    assert_eq!(error["candidates"][0], id.as_str());
    assert_eq!(sandbox.run(&format!("audit list --action token.revoke --object {id} -q")).ok().stdout, "2\n");
    sandbox.run("tokens create ci").ok();
    assert_eq!(sandbox.run("audit list --object ci -q").ok().stdout, "3\n", "a name means the token that holds it");
}

#[test]
fn a_part_of_an_id_means_a_token_of_its_workspace() {
    let sandbox = Sandbox::new();
    sandbox.run("workspaces create acme").ok();
    sandbox.run("tokens create node --count 12").ok();
    sandbox.run("tokens create own --count 2 -w acme").ok();
    let id = sandbox.run("tokens show own-1 -w acme --field id").ok().stdout;
    let beginning = &id[..14];
    assert_eq!(
        sandbox.run(&format!("tokens disable {beginning} -w acme -o json")).fails(5).error()["code"],
        "ambiguous"
    );
    let ending = id.trim_end().chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect::<String>();
    assert_eq!(sandbox.run(&format!("tokens show {ending} -w acme --field name")).ok().stdout, "own-1\n");
    sandbox.run(&format!("tokens show {ending}")).fails(3);
}
