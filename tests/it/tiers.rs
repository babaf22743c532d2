//! `tokens tiers`: named sets of rate limits.

use crate::support::Sandbox;

#[test]
fn a_new_store_has_three() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens tiers list", @"
    $ gatepost tokens tiers list
    NAME        RATE_LIMITS       CREATED_AT         CREATED_BY
    enterprise  6000/1m           2026-11-22 09:30Z  ada@desk
    free        60/1m, 1000/1d    2026-11-22 09:30Z  ada@desk
    pro         600/1m, 50000/1d  2026-11-22 09:30Z  ada@desk
    --- stderr
    note: made a new store at ~/.local/share/gatepost/gatepost.db
    --- exit 0
    ");
    check!(sandbox, "tokens tiers show free -o json", @r#"
    $ gatepost tokens tiers show free -o json
    {
      "name": "free",
      "rate_limits": [
        "60/1m",
        "1000/1d"
      ],
      "created_at": "2026-11-22T09:30:00.000Z",
      "created_by": "ada@desk"
    }
    --- exit 0
    "#);
}

#[test]
fn settings_fill_them_once() {
    let sandbox = Sandbox::new();
    sandbox.write(".config/gatepost/config.toml", "[limits]\nfree = \"5/1m\"\npro = \"7/1m,70/1d\"\n");
    let rates = "tokens tiers list -o csv --columns name,rate_limits";
    assert_eq!(
        sandbox.run(rates).ok().stdout,
        "name,rate_limits\r\nenterprise,6000/1m\r\nfree,5/1m\r\npro,7/1m 70/1d\r\n"
    );
    sandbox.run("config set limits.free 9/1m").ok();
    assert!(sandbox.run(rates).ok().stdout.contains("free,5/1m"), "afterwards the rows alone hold");
}

#[test]
fn a_tier_of_ones_own_is_made_changed_and_deleted() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens tiers create partner --rate 300/1m --rate 20000/1d -o json", @r#"
    $ gatepost tokens tiers create partner --rate 300/1m --rate 20000/1d -o json
    {
      "name": "partner",
      "rate_limits": [
        "300/1m",
        "20000/1d"
      ],
      "created_at": "2026-11-22T09:30:00.000Z",
      "created_by": "ada@desk",
      "changed": true
    }
    --- stderr
    {"notice":"made a new store at ~/.local/share/gatepost/gatepost.db"}
    --- exit 0
    "#);
    let secret = sandbox.run("tokens create ci --tier partner -q").ok().stdout;
    let limit = || sandbox.input(secret.clone()).run("tokens verify --field limit").ok().stdout;
    assert_eq!(limit(), "300\n");
    check!(sandbox, "tokens tiers update partner --rate 10/1m", @"
    $ gatepost tokens tiers update partner --rate 10/1m
    name         partner
    rate_limits  10/1m
    created_at   2026-11-22 09:30Z
    created_by   ada@desk
    changed      yes
    --- exit 0
    ");
    assert_eq!(limit(), "10\n", "for every token that has no limits of its own");
    assert_eq!(sandbox.run("tokens tiers update partner --rate 10/1m --field changed").ok().stdout, "false\n");
    check!(sandbox, "tokens tiers delete partner --yes", @"
    $ gatepost tokens tiers delete partner --yes
    --- stderr
    error: partner is the tier of 1 token; nothing was deleted
    hint: see them with: gatepost tokens list --tier partner --status all
    --- exit 5
    ");
    sandbox.run("tokens revoke ci").ok();
    sandbox.run("tokens tiers delete partner").fails(5);
    sandbox.run("tokens tiers create unused --rate none").ok();
    sandbox.run("tokens tiers delete unused").fails(9);
    check!(sandbox, "tokens tiers delete unused enterprise --yes -q", @"
    $ gatepost tokens tiers delete unused enterprise --yes -q
    unused
    enterprise
    --- exit 0
    ");
    check!(sandbox, "tokens tiers delete free --yes", @"
    $ gatepost tokens tiers delete free --yes
    --- stderr
    error: the tier free is what a token without --tier gets; nothing was deleted
    --- exit 5
    ");
}

#[test]
fn a_tier_that_is_there_is_taken() {
    let sandbox = Sandbox::new();
    sandbox.run("tokens tiers create partner --rate 300/1m").ok();
    let before = sandbox.dump();
    check!(sandbox, "tokens tiers create partner --rate 300/1m", @r#"
    $ gatepost tokens tiers create partner --rate 300/1m
    --- stderr
    error: the tier "partner" exists already
    hint: change it with: gatepost tokens tiers update partner --rate 300/1m
    --- exit 5
    "#);
    let equal = sandbox.run("tokens tiers create partner --rate 300/1m --if-absent --field changed").ok();
    assert_eq!(equal.stdout, "false\n");
    check!(sandbox, "tokens tiers create partner --rate 5/1m --if-absent", @r#"
    $ gatepost tokens tiers create partner --rate 5/1m --if-absent
    --- stderr
    error: the tier "partner" has the limits 300/1m
    --- exit 5
    "#);
    assert_eq!(sandbox.dump(), before);
}

#[test]
fn an_unknown_tier_is_named() {
    let sandbox = Sandbox::on_a_file();
    check!(sandbox, "tokens create ci --tier enterprize -o json", @r#"
    $ gatepost tokens create ci --tier enterprize -o json
    --- stderr
    {"notice":"made a new store at ~/.local/share/gatepost/gatepost.db"}
    {"error":{"code":"unknown_tier","message":"there is no tier \"enterprize\"; did you mean enterprise?","hint":"create it with: gatepost tokens tiers create enterprize --rate 100/1m","exit":2,"retryable":false,"retry_after_ms":null,"field":"--tier","candidates":["enterprise","free","pro"]}}
    --- exit 2
    "#);
    check!(sandbox, "tokens tiers show por", @r#"
    $ gatepost tokens tiers show por
    --- stderr
    error: there is no tier "por"
    hint: create it with: gatepost tokens tiers create por --rate 100/1m (enterprise, free, pro)
    --- exit 3
    "#);
    sandbox.run("tokens tiers update por --rate 1/1m").fails(3);
    sandbox.run("tokens tiers create x").fails(2);
    sandbox.run("tokens tiers create x --rate 5").fails(2);
    sandbox.run("tokens tiers create '' --rate 5/1m").fails(2);
}
