//! Endpoints and types of webhooks: made, changed, switched, taken away.

use serde_json::json;

use crate::support::Sandbox;
use crate::support::receiver::Receiver;

const CREATE: &str = "webhooks endpoints create https://hooks.example.com/orders --name orders --event order.*";

#[test]
fn an_endpoint_is_made_with_a_secret() {
    let sandbox = Sandbox::new();
    check!(sandbox, "webhooks endpoints create https://hooks.example.com/orders --name orders --event order.* --ed25519 -o json", @"");
    check!(sandbox, "webhooks endpoints list", @"");
    check!(sandbox, "webhooks endpoints show orders", @"");
    check!(sandbox, CREATE, @"");
    check!(sandbox, &format!("{CREATE} --if-absent"), @"");
    check!(sandbox, &format!("{CREATE} --if-absent --rate 5/1s"), @"");
}

#[test]
fn a_secret_is_shown_when_it_is_asked_for_and_that_is_recorded() {
    let sandbox = Sandbox::new();
    let made = sandbox.run(&format!("{CREATE} -o json")).ok();
    let shown = sandbox.run("webhooks endpoints secret orders -o json").ok();
    assert_eq!(made.field("secret"), shown.field("secret"));
    let logged = sandbox.run("audit list --action webhook_endpoint.reveal -o json").ok();
    assert_eq!(logged.field("0.object"), made.field("id"));
    assert!(!sandbox.run("webhooks endpoints show orders -o json").ok().stdout.contains("whsec_"));
    assert!(!sandbox.dump().contains(&made.field("secret")));
}

#[test]
fn a_rotated_secret_signs_beside_the_new_one_until_its_grace_ends() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    let old = sandbox.run(&format!("{} -o json", receiver.endpoint("a"))).ok().field("secret");
    let new = sandbox.run("webhooks endpoints rotate-secret a --grace 1h -o json").ok().field("secret");
    assert_ne!(old, new);
    let signatures = |sandbox: &Sandbox| {
        sandbox.run("webhooks fire order.created").ok();
        receiver.seen().last().unwrap().header("webhook-signature").split(' ').count()
    };
    assert_eq!(signatures(&sandbox), 2);
    for secret in [&old, &new] {
        let request = receiver.seen().pop().unwrap();
        let hook = standardwebhooks::Webhook::new(secret).unwrap();
        let mut headers = http::HeaderMap::new();
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            headers.insert(name, request.header(name).parse().unwrap());
        }
        hook.verify_ignoring_timestamp(&request.body, &headers).unwrap();
    }
    sandbox.advance("2h");
    assert_eq!(signatures(&sandbox), 1);
    sandbox.run("webhooks endpoints rotate-secret a").ok();
    assert_eq!(signatures(&sandbox), 2);
    assert_eq!(sandbox.run("webhooks endpoints rotate-secret a --finish -o json").ok().json()["changed"], json!(true));
    assert_eq!(signatures(&sandbox), 1);
    assert_eq!(sandbox.run("webhooks endpoints rotate-secret a --finish -o json").ok().json()["changed"], json!(false));
}

#[test]
fn an_endpoint_is_changed_and_the_trail_says_how() {
    let sandbox = Sandbox::new();
    sandbox.run(CREATE).ok();
    let changed = "webhooks endpoints update orders --rename billing --event invoice.** --filter '$.data[?@ > 100]' --retry linear --max-attempts 3 --timeout 5s --rate 10/1s --ordered yes --signature github --signature standard";
    let run = sandbox.run(&format!("{changed} -o json")).ok();
    for (field, value) in [("name", "billing"), ("retry", "linear"), ("max_attempts", "3"), ("timeout_ms", "5000")] {
        assert_eq!(run.field(&format!("0.{field}")), value);
    }
    check!(sandbox, "webhooks endpoints update billing --event invoice.** --columns name,changed", @"");
    check!(sandbox, "audit list --action webhook_endpoint.update --field changes", @"");
    check!(sandbox, "webhooks endpoints update billing", @"");
    check!(sandbox, "webhooks endpoints update nobody --timeout 1s", @"");
}

#[test]
fn headers_are_sealed_and_sent() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.write("key", "s3cr3t-value\n");
    sandbox.run(&format!("{} --header X-Api-Key=@key", receiver.endpoint("a"))).ok();
    sandbox.run("webhooks fire order.created").ok();
    assert_eq!(receiver.seen()[0].header("x-api-key"), "s3cr3t-value");
    assert!(!sandbox.dump().contains("s3cr3t-value"));
    assert_eq!(sandbox.run("webhooks endpoints show a -o json").ok().field("headers"), r#"["x-api-key"]"#);
    sandbox.run("webhooks endpoints update a --header none").ok();
    sandbox.run("webhooks fire order.created").ok();
    assert_eq!(receiver.seen()[1].header("x-api-key"), "");
    check!(sandbox, "webhooks endpoints update a --header X-Api-Key=literal", @"");
    check!(sandbox, "webhooks endpoints update a --header Host=@key", @"");
}

#[test]
fn what_no_endpoint_can_have_is_refused() {
    let sandbox = Sandbox::new();
    let create = "webhooks endpoints create";
    for (words, exit) in [
        ("https://", 2),
        ("https://user:pass@example.com/", 2),
        ("https://example.com/#part", 2),
        ("ftp://example.com/", 2),
        ("http://example.com/", 2),
        ("https://example.com/ --filter '$['", 2),
        ("https://example.com/ --event 'a b'", 2),
        ("https://example.com/ --timeout 0s", 2),
        ("https://example.com/ --max-attempts 0", 2),
        ("https://example.com/ --rate 5", 2),
        ("https://example.com/ --retry never", 2),
        ("https://example.com/ --signature md5", 2),
        ("https://example.com/ --allow-private 10.0.0.1/99", 2),
        ("https://example.com/ --name ''", 2),
        ("https://example.com/ -w nowhere", 3),
    ] {
        let _ = sandbox.run(&format!("{create} {words}")).fails(exit);
    }
    assert_eq!(sandbox.run("webhooks endpoints list -o json").ok().json(), json!([]));
}

#[test]
fn what_waits_for_a_disabled_endpoint_is_parked_and_goes_when_it_is_enabled() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.run(&receiver.endpoint("a")).ok();
    sandbox.run("webhooks fire order.created --enqueue").ok();
    check!(sandbox, "webhooks endpoints disable a --reason moving --columns name,status,changed", @"");
    let _ = sandbox.run("webhooks fire order.created").fails(7);
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 0);
    let parked = sandbox.run("webhooks deliveries list --status parked -o json").ok().json();
    assert_eq!(parked.as_array().unwrap().len(), 2);
    check!(sandbox, "webhooks endpoints enable a --columns name,status,changed", @"");
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 2);
}

#[test]
fn a_deleted_endpoint_settles_its_deliveries() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.run(&receiver.endpoint("a")).ok();
    sandbox.run("webhooks fire order.created --enqueue").ok();
    let _ = sandbox.run("webhooks endpoints delete a").fails(9);
    sandbox.run("webhooks endpoints delete a --yes").ok();
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 0);
    let delivery = sandbox.run("webhooks deliveries list -o json").ok();
    assert_eq!((delivery.field("0.status"), delivery.field("0.endpoint")), ("cancelled".into(), "a".into()));
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_secrets"), 0);
    check!(sandbox, "webhooks endpoints show a", @"");
    sandbox.run(&receiver.endpoint("a")).ok();
}

#[test]
fn types_are_made_known_and_their_schemas_hold() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.run(&receiver.endpoint("a")).ok();
    sandbox.write("schema.json", r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}"#);
    check!(sandbox, "webhooks types create order.created --schema @schema.json --description 'A customer has paid'", @"");
    check!(sandbox, "webhooks types create order.created", @"");
    check!(sandbox, "webhooks types list", @"");
    check!(sandbox, "webhooks fire order.created --data '{\"id\": 5}'", @"");
    check!(sandbox, "webhooks fire order.creatd", @"");
    sandbox.run("webhooks fire order.created --data '{\"id\": \"5\"}'").ok();
    sandbox.run("config set webhooks.unknown_type strict --store").ok();
    check!(sandbox, "webhooks fire order.creatd", @"");
    check!(sandbox, "webhooks types create order.created --replace", @"");
    sandbox.run("webhooks fire order.created --data 5").ok();
    check!(sandbox, "webhooks types delete order.created --yes --columns name,changed", @"");
    check!(sandbox, "webhooks types show order.created", @"");
    check!(sandbox, "webhooks types create gatepost.mine", @"");
    check!(sandbox, "webhooks types create 'a b'", @"");
}

#[test]
fn a_revoked_token_is_told_to_who_names_it() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.run(&receiver.endpoint("all")).ok();
    sandbox.run(&format!("{} --event gatepost.**", receiver.endpoint("system"))).ok();
    let token = sandbox.run("tokens create ci -o json").ok().field("id");
    sandbox.run("tokens revoke ci").ok();
    sandbox.run("webhooks work --once").ok();
    let seen = receiver.seen();
    assert_eq!(seen.iter().map(|it| it.path.as_str()).collect::<Vec<_>>(), ["/system"]);
    assert_eq!(seen[0].header("webhook-type"), "gatepost.token.revoked");
    assert_eq!(seen[0].body, format!(r#"{{"token_id":"{token}"}}"#).into_bytes());
    let _ = sandbox.run("webhooks fire gatepost.token.revoked").fails(2);
}
