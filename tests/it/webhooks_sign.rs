//! `webhooks sign`: the headers of a payload, by each kind of secret.

use crate::support::Sandbox;

/// A home with a secret, an older one, a private key, and a payload.
pub fn prepared() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("new", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    sandbox.write("old", "whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk");
    sandbox.write("key", "whsk_CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=");
    sandbox.write("order.json", "{\"amount\": 250, \"note\": \"gr\u{f6}\u{df}e\"}");
    sandbox
}

/// The headers of the payload signed so, each a line.
pub fn head(sandbox: &Sandbox, words: &str) -> String {
    sandbox.run(&format!("webhooks sign --data @order.json -q {words}")).ok().stdout
}

#[test]
fn the_headers_of_every_profile_are_told() {
    let sandbox = prepared();
    let words = "--secret @new --secret @old --secret @key --id evt_1 --type order.created";
    check!(sandbox, &format!("webhooks sign --data @order.json {words} --signature standard --signature github --signature stripe"), @"
    $ gatepost webhooks sign --data @order.json --secret @new --secret @old --secret @key --id evt_1 --type order.created --signature standard --signature github --signature stripe
    NAME                 VALUE
    webhook-id           evt_1
    webhook-timestamp    1795339800
    webhook-type         order.created
    webhook-signature    v1,u1byIPxJKycDvflZ0Nki4o+KLtZkv5x9XBeV9/kaXLA= v1,AuMmLqoge6Rk35Iw4v4XngUiIfFdapLpXn6SP5yI8Ls=
                         v1a,g5GbE52qZmew1wiYS1r/tqNIfmvp5XbN9yXSTuP9P/QAY3gATm+LwXpSYLcodqDDTr8G6RYK2TdoGY0RN3UCAQ==
    x-hub-signature-256  sha256=d22d468586405fdc595bdd640574f1e8ef1a9e2313551e4f270c806b08d15e4e
    stripe-signature     t=1795339800,v1=bd1d624530656ff4eb4369b7aa20210edb1e7661d0c2e1ed18b5afe20e3613e9,v1=a472a531441792f
                         c661fc0a57bc5021ac9b0d3ca7beedbe786c02f9755f6e884
    --- exit 0
    ");
    check!(sandbox, &format!("webhooks sign --data @order.json {words} -o jsonl"), @r#"
    $ gatepost webhooks sign --data @order.json --secret @new --secret @old --secret @key --id evt_1 --type order.created -o jsonl
    {"name":"webhook-id","value":"evt_1","line":"webhook-id: evt_1"}
    {"name":"webhook-timestamp","value":"1795339800","line":"webhook-timestamp: 1795339800"}
    {"name":"webhook-type","value":"order.created","line":"webhook-type: order.created"}
    {"name":"webhook-signature","value":"v1,u1byIPxJKycDvflZ0Nki4o+KLtZkv5x9XBeV9/kaXLA= v1,AuMmLqoge6Rk35Iw4v4XngUiIfFdapLpXn6SP5yI8Ls= v1a,g5GbE52qZmew1wiYS1r/tqNIfmvp5XbN9yXSTuP9P/QAY3gATm+LwXpSYLcodqDDTr8G6RYK2TdoGY0RN3UCAQ==","line":"webhook-signature: v1,u1byIPxJKycDvflZ0Nki4o+KLtZkv5x9XBeV9/kaXLA= v1,AuMmLqoge6Rk35Iw4v4XngUiIfFdapLpXn6SP5yI8Ls= v1a,g5GbE52qZmew1wiYS1r/tqNIfmvp5XbN9yXSTuP9P/QAY3gATm+LwXpSYLcodqDDTr8G6RYK2TdoGY0RN3UCAQ=="}
    --- exit 0
    "#);
    // Without a name it signs with a new id, and says now.
    check!(sandbox, "webhooks sign --secret @new --data {} -q", @"
    $ gatepost webhooks sign --secret @new --data {} -q
    webhook-id: evt_01m819eke0xp4g3kwp0yw1cykj
    webhook-timestamp: 1795339800
    webhook-signature: v1,A+GwAM+X5LDOpGh0k6fb4W4b7dLpk2pdGIuDX+8oqxg=
    --- exit 0
    ");
}

#[test]
fn a_secret_comes_from_a_file_the_input_or_the_environment() {
    let sandbox = prepared();
    let told = head(&sandbox, "--id a --secret @new");
    let text = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let line = "webhooks sign --data @order.json -q --id a --secret";
    assert_eq!(sandbox.input(format!("{text}\r\n")).run(&format!("{line} -")).ok().stdout, told);
    assert_eq!(sandbox.env("HOOK", text).run(&format!("{line} env:HOOK")).ok().stdout, told);
    let refused = sandbox.run(&format!("{line} {text} -o json")).fails(2);
    assert_eq!(refused.error()["code"], "secret_on_command_line");
    assert!(!refused.stderr.contains("MfKQ"), "{}", refused.text());
}

#[test]
fn what_cannot_be_signed_is_refused() {
    let sandbox = prepared();
    sandbox.write("short", "whsec_AAAA");
    sandbox.write("empty", "\n");
    sandbox.write("large", vec![b' '; (1 << 20) + 1]);
    for (words, field) in [
        ("--secret @short --data x", "--secret"),
        ("--secret @empty --data x", "--secret"),
        ("--secret env:NOWHERE --data x", "--secret"),
        ("--secret - --data -", "-"),
        ("--secret @new --data x --id a.b", "--id"),
        ("--secret @new --data x --id ''", "--id"),
        ("--secret @new --data x --type 'a b'", "--type"),
        ("--secret @new --data x --at soon", "--at"),
        ("--secret @new --data x --signature nonsense", "--signature"),
        ("--secret @key --data x --signature github", "--secret"),
        ("--secret @new --data @large", "--data"),
    ] {
        let error = sandbox.run(&format!("webhooks sign -o json {words}")).fails(2).error();
        assert_eq!(error["field"], field, "{words}: {error}");
    }
    assert_eq!(
        sandbox.run("webhooks sign --secret @new --data @missing -o json").fails(3).error()["code"],
        "not_found"
    );
    // Another sender's secret may be any text where it is not decoded.
    sandbox.run("webhooks sign --secret @short --data x --signature github").ok();
}
