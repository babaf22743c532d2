//! `tokens stale`: live tokens that deserve trimming, why, and the command that does it.

use crate::support::Sandbox;

/// A token and its secret.
fn create(sandbox: &Sandbox, words: &str) -> String {
    sandbox.run(&format!("tokens create {words} -q")).ok().stdout
}

fn verify(sandbox: &Sandbox, secret: &str, words: &str) {
    sandbox.input(secret).run(&format!("tokens verify {words}")).ok();
}

/// `name reason` of each line, in order.
fn found(sandbox: &Sandbox, words: &str) -> Vec<String> {
    let run = sandbox.run(&format!("tokens stale {words} -o csv --columns name,reason")).ok();
    run.stdout.lines().skip(1).map(|line| line.replace(',', " ")).collect()
}

/// Tokens of every kind after forty days, five of them in use.
fn aged() -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    for scope in ["orders:read", "orders:write", "users:read"] {
        sandbox.run(&format!("tokens scopes create {scope}")).ok();
    }
    create(&sandbox, "never");
    create(&sandbox, "idle --expires never");
    create(&sandbox, "later --not-before 20d");
    create(&sandbox, "coming --not-before 50d --expires never");
    let once = create(&sandbox, "once");
    let wide = create(&sandbox, "wide --scope orders:* --scope users:read --owner ada");
    let narrow = create(&sandbox, "narrow --scope orders:read");
    let forever = create(&sandbox, "forever --expires never");
    let silent = create(&sandbox, "silent --scope orders:*");
    let widened = create(&sandbox, "widened --scope orders:read");
    create(&sandbox, "gone");
    create(&sandbox, "over --expires 1d");
    sandbox.run("tokens revoke gone").ok();
    sandbox.advance("5d");
    verify(&sandbox, &once, "");
    verify(&sandbox, &wide, "--scope users:read");
    sandbox.advance("30d");
    verify(&sandbox, &wide, "--scope orders:read");
    verify(&sandbox, &narrow, "--any-scope users:read --any-scope orders:read");
    verify(&sandbox, &forever, "");
    verify(&sandbox, &silent, "");
    sandbox.run("tokens update widened --add-scope orders:write").ok();
    verify(&sandbox, &widened, "--scope orders:read");
    create(&sandbox, "young");
    sandbox.advance("5d");
    sandbox
}

#[test]
fn each_reason_comes_with_what_it_rests_on_and_what_to_do() {
    let sandbox = aged();
    check!(sandbox, "tokens stale", @"
    $ gatepost tokens stale
    ID        NAME     REASON      DETAIL
    qa9m8fvd  forever  no_expiry   never expires
    xx6cp8g2  idle     no_expiry   never expires
    xx6cp8g2  idle     never_used  usable since 2026-11-22T09:30:00.000Z
    rh3q1g0b  once     unused      last used 2026-11-27T09:30:00.000Z
    jzh0hvft  never    never_used  usable since 2026-11-22T09:30:00.000Z
    4s0ka1yy  wide     broad       needed only orders:read, not orders:*, users:read
    --- stderr
    note: --field command shows what trims them
    --- exit 0
    ");
    check!(sandbox, "tokens stale --reason broad -o json", @r#"
    $ gatepost tokens stale --reason broad -o json
    [
      {
        "id": "tok_01m819eke02bq3ex404s0ka1yy",
        "workspace": "default",
        "name": "wide",
        "reason": "broad",
        "detail": "needed only orders:read, not orders:*, users:read",
        "last_used_at": "2026-12-27T09:30:00.000Z",
        "command": "gatepost tokens update tok_01m819eke02bq3ex404s0ka1yy --remove-scope 'orders:*' --remove-scope users:read --add-scope orders:read"
      }
    ]
    --- exit 0
    "#);
    check!(sandbox, "tokens stale --field command", @"
    $ gatepost tokens stale --field command
    gatepost tokens update tok_01m819eke0kw05nxxfqa9m8fvd --expires 90d
    gatepost tokens update tok_01m819eke0fz78zsaexx6cp8g2 --expires 90d
    gatepost tokens revoke tok_01m819eke0fz78zsaexx6cp8g2
    gatepost tokens revoke tok_01m819eke09ey4y679rh3q1g0b
    gatepost tokens revoke tok_01m819eke07nent4smjzh0hvft
    gatepost tokens update tok_01m819eke02bq3ex404s0ka1yy --remove-scope 'orders:*' --remove-scope users:read --add-scope orders:read
    --- exit 0
    ");
    check!(sandbox, "tokens stale --reason wide", @r#"
    $ gatepost tokens stale --reason wide
    --- stderr
    error: --reason takes never_used, unused, no_expiry, broad, not "wide"
    --- exit 2
    "#);
    check!(sandbox, "tokens stale --for 1y", @"
    $ gatepost tokens stale --for 1y
    ID        NAME     REASON     DETAIL
    qa9m8fvd  forever  no_expiry  never expires
    xx6cp8g2  idle     no_expiry  never expires
    --- stderr
    note: --field command shows what trims them
    --- exit 0
    ");
}

#[test]
fn the_commands_trim_what_they_name() {
    let sandbox = aged();
    sandbox.shell("gatepost tokens stale --field command > trim.sh && sh -e trim.sh").ok();
    assert_eq!(found(&sandbox, ""), [""; 0]);
    let names = sandbox.run("tokens list -o csv --columns name,scopes,expires_at").ok().stdout;
    assert!(names.contains("\r\nwide,orders:read,"), "{names}");
    assert!(names.contains("\r\nforever,\"\",2027-04-01T09:30:00.000Z\r\n"), "{names}");
    assert!(!["once", "never", "idle"].iter().any(|name| names.contains(name)), "{names}");
}

#[test]
fn the_commands_work_on_the_store_that_was_named() {
    let sandbox = Sandbox::new();
    sandbox.run("init --db 'my stores/k.db'").ok();
    sandbox.run("workspaces create acme --db 'my stores/k.db'").ok();
    sandbox.run("tokens create idle -w acme --db 'my stores/k.db'").ok();
    sandbox.advance("40d");
    let stale = |named: &str| sandbox.shell(&format!("{named} tokens stale -A --field command")).ok().stdout;
    let command = stale("gatepost --db 'my stores/k.db'");
    assert!(command.ends_with(" -w acme --db 'my stores/k.db'\n"), "{command}");
    assert_eq!(stale("GATEPOST_DB='my stores/k.db' gatepost"), command);
    sandbox.shell(&command).ok();
    assert_eq!(stale("gatepost --db 'my stores/k.db'"), "");
    assert!(!sandbox.store().exists(), "another store was made");
}

#[test]
fn needs_are_known_before_and_after_they_are_rolled_up() {
    let sandbox = aged();
    let before = found(&sandbox, "");
    assert!(before.contains(&"wide broad".to_owned()), "{before:?}");
    sandbox.run("db maintain").ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM api_usage_log WHERE rolled = 0"), 0);
    assert_eq!(found(&sandbox, ""), before);
    // Forty days back users:read was needed as well.
    let command = sandbox.run("tokens stale --for 39d --reason broad --owner ada --field command").ok().stdout;
    assert!(command.ends_with(" --remove-scope 'orders:*' --add-scope orders:read\n"), "{command}");
}

#[test]
fn nothing_is_called_broad_without_evidence_of_the_whole_period() {
    let broad = |sandbox: &Sandbox| found(sandbox, "--reason broad").len();
    let sandbox = aged();
    assert_eq!(broad(&sandbox), 1, "neither what asked for no scope, nor what was widened meanwhile");
    // A schema without the record of needs, and back.
    sandbox.run("db downgrade --to 2 --yes").ok();
    sandbox.run("db migrate").ok();
    assert_eq!(broad(&sandbox), 0);
    check!(sandbox, "tokens stale --reason broad", @"
    $ gatepost tokens stale --reason broad
    --- stderr
    note: nothing found
    note: what scopes were needed was not recorded before 2027-01-01T09:30:00.000Z, so none is called broad
    --- exit 0
    ");
    let restored = aged();
    restored.run("db backup now.db").ok();
    restored.run("db restore now.db --yes").ok();
    assert_eq!(broad(&restored), 0, "what came between backup and restore is not known");
}

#[test]
fn a_page_holds_whole_tokens_in_every_order() {
    let sandbox = aged();
    sandbox.run("workspaces create acme").ok();
    create(&sandbox, "elsewhere -w acme --expires never");
    sandbox.advance("31d");
    for order in
        ["", "--sort created_at", "--sort name", "--sort name:desc", "--sort expires_at", "-A", "-A --sort name"]
    {
        let all = sandbox.run(&format!("tokens stale {order} -o csv --columns id,reason")).ok().stdout;
        let all: Vec<&str> = all.lines().skip(1).collect();
        assert!(all.len() > 8, "{all:?}");
        let (mut paged, mut after) = (Vec::new(), String::new());
        loop {
            let page =
                sandbox.run(&format!("tokens stale {order} --limit 2 {after} -o csv --columns id,reason")).ok().stdout;
            let page: Vec<String> = page.lines().skip(1).map(str::to_owned).collect();
            let Some(last) = page.last() else { break };
            after = format!("--after {}", last.split(',').next().unwrap());
            paged.extend(page);
        }
        assert_eq!(paged, all, "{order}");
    }
    let commands = sandbox.run("tokens stale -A --reason no_expiry --field command").ok().stdout;
    assert!(commands.lines().any(|line| line.ends_with(" --expires 90d -w acme")), "{commands}");
    sandbox.run("config set tokens.max_expiry 30d --store").ok();
    let commands = sandbox.run("tokens stale -A --reason no_expiry --field command").ok().stdout;
    assert!(commands.lines().all(|line| line.contains(" --expires 30d")), "{commands}");
}
