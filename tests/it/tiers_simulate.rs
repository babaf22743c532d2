//! `tokens tiers simulate`: recorded use against other limits.

use crate::support::Sandbox;

/// A tier of two tokens, one busy, and a third with limits of its own; what each of its verifications answered.
fn used() -> (Sandbox, i64) {
    let sandbox = Sandbox::new();
    sandbox.run("tokens tiers create small --rate 3/1m --rate 8/1h").ok();
    let busy = sandbox.run("tokens create busy --tier small --owner ada -q").ok().stdout;
    let calm = sandbox.run("tokens create calm --tier small -q").ok().stdout;
    let own = sandbox.run("tokens create own --tier small --rate 1/1h -q").ok().stdout;
    let mut refused = 0;
    let mut verify = |secret: &str, cost: u32| {
        let run = sandbox.input(secret).run(&format!("tokens verify --cost {cost}"));
        refused += i64::from(run.exit == 6);
    };
    for (pause, cost) in
        [("0s", 1), ("3s", 2), ("9s", 1), ("11s", 1), ("0s", 0), ("20s", 3), ("1m", 1), ("2m", 4), ("1m", 2)]
    {
        sandbox.advance(pause);
        verify(&busy, cost);
        sandbox.advance("1s");
        verify(&busy, 1);
    }
    verify(&calm, 1);
    for _ in 0..2 {
        let _ = sandbox.input(own.as_str()).run("tokens verify");
    }
    (sandbox, refused)
}

/// Refused by the limits, and refused then, of all tokens.
fn refused(sandbox: &Sandbox, words: &str) -> (i64, i64) {
    let run = sandbox.run(&format!("tokens tiers simulate small {words} --all -o json")).ok().json();
    let sum = |name: &str| run.as_array().unwrap().iter().map(|it| it[name].as_i64().unwrap()).sum();
    (sum("refused"), sum("refused_then"))
}

#[test]
fn the_same_limits_refuse_what_was_refused() {
    let (sandbox, then) = used();
    assert!(then > 3, "{then}");
    assert_eq!(refused(&sandbox, "--rate 3/1m --rate 8/1h"), (then, then));
    let tighter = refused(&sandbox, "--rate 2/1m --rate 8/1h").0;
    assert!(tighter > then, "{tighter}");
    assert!(refused(&sandbox, "--rate 100/1m").0 < then);
    assert_eq!(refused(&sandbox, "--rate none"), (0, then));
    sandbox.run("db maintain").ok();
    sandbox.advance("2h");
    sandbox.run("db maintain").ok();
    assert_eq!(refused(&sandbox, "--rate 3/1m --rate 8/1h"), (then, then), "rolled up or not");
    // Eight requests in all; what is older than the period has used the limit up before them.
    assert_eq!(refused(&sandbox, "--rate 8/1h --since 2026-11-22T09:33:00Z").0, 4);
}

#[test]
fn it_says_who_and_how_often() {
    let (sandbox, _) = used();
    let before = sandbox.dump();
    check!(sandbox, "tokens tiers simulate small --rate 2/1m", @"
    $ gatepost tokens tiers simulate small --rate 2/1m
    TOKEN_ID  NAME  OWNER  CALLS  REFUSED_THEN  REFUSED  FIRST_REFUSED_AT
    t53t3fka  busy  ada    18     9             10       2026-11-22 09:30Z
    --- stderr
    note: 19 calls of 2 tokens since 2026-11-22T09:30:00.000Z: these limits refuse 10, and 9 were refused then
    --- exit 0
    ");
    check!(sandbox, "tokens tiers simulate small --rate 2/1m --all -o csv", @r"
    $ gatepost tokens tiers simulate small --rate 2/1m --all -o csv
    token_id,workspace,name,owner,calls,refused_then,refused,first_refused_at\r
    tok_01m819eke01wjakmswt53t3fka,default,busy,ada,18,9,10,2026-11-22T09:30:04.000Z\r
    tok_01m819eke04p4cz4hb30jd1rsg,default,calm,,1,0,0,\r
    --- stderr
    note: 19 calls of 2 tokens since 2026-11-22T09:30:00.000Z: these limits refuse 10, and 9 were refused then
    --- exit 0
    ");
    check!(sandbox, "tokens tiers simulate small --rate none --since 7d", @"
    $ gatepost tokens tiers simulate small --rate none --since 7d
    --- stderr
    note: 19 calls of 2 tokens since 2026-11-22T09:30:00.000Z, the oldest use that is kept: these limits refuse 0, and 9 were refused then
    --- exit 0
    ");
    check!(sandbox, "tokens tiers simulate free --rate 1/1h", @"
    $ gatepost tokens tiers simulate free --rate 1/1h
    --- stderr
    note: 0 calls of 0 tokens since 2026-11-22T09:30:00.000Z: these limits refuse 0, and 0 were refused then
    --- exit 0
    ");
    check!(sandbox, "tokens tiers simulate smal --rate 1/1h", @r#"
    $ gatepost tokens tiers simulate smal --rate 1/1h
    --- stderr
    error: there is no tier "smal"; did you mean small?
    hint: create it with: gatepost tokens tiers create smal --rate 100/1m (enterprise, free, pro, small)
    --- exit 2
    "#);
    check!(sandbox, "tokens tiers simulate small --rate 1", @r#"
    $ gatepost tokens tiers simulate small --rate 1
    --- stderr
    error: not a rate: "1"
    hint: write COUNT/WINDOW: 60/1m or 1000/1d
    --- exit 2
    "#);
    assert_eq!(sandbox.dump(), before);
}
