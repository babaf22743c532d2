//! Endpoints and types of webhooks: made, changed, switched, taken away.

use serde_json::json;

use crate::support::Sandbox;
use crate::support::receiver::Receiver;

const CREATE: &str = "webhooks endpoints create https://hooks.example.com/orders --name orders --event order.*";

#[test]
fn an_endpoint_is_made_with_a_secret() {
    let sandbox = Sandbox::new();
    check!(sandbox, "webhooks endpoints create https://hooks.example.com/orders --name orders --event order.* --ed25519 -o json", @r#"
    $ gatepost webhooks endpoints create https://hooks.example.com/orders --name orders --event order.* --ed25519 -o json
    {
      "id": "ep_01m819eke0r5knw2xsg2jqba4q",
      "workspace": "default",
      "name": "orders",
      "url": "https://hooks.example.com/orders",
      "status": "active",
      "events": [
        "order.*"
      ],
      "filters": [],
      "headers": [],
      "retry": "exponential",
      "max_attempts": null,
      "timeout_ms": null,
      "rate_limits": [],
      "ordered": false,
      "signatures": [
        "standard"
      ],
      "allow_private": [],
      "circuit": "closed",
      "failing_since": null,
      "disabled_reason": null,
      "created_at": "2026-11-22T09:30:00.000Z",
      "secret": "whsec_8lEBU1uSJQtv1mx7WiZeohcSL8QCuyLen3Bw051Ehfg=",
      "public_key": "whpk_kWz3cNSifMHhYFrpuYRhuRctoVxq8UAjMcVh+6L8FWU=",
      "changed": true
    }
    --- stderr
    {"notice":"made a new store at ~/.local/share/gatepost/gatepost.db"}
    {"notice":"made the sealing key 127290f50085602a at ~/.config/gatepost/sealing.key; keep a copy of that file elsewhere: without it, what is sealed is lost"}
    --- exit 0
    "#);
    check!(sandbox, "webhooks endpoints list", @"
    $ gatepost webhooks endpoints list
    ID        NAME    URL                               STATUS  EVENTS   CIRCUIT  FAILING_SINCE
    g2jqba4q  orders  https://hooks.example.com/orders  active  order.*  closed   -
    --- exit 0
    ");
    check!(sandbox, "webhooks endpoints show orders", @"
    $ gatepost webhooks endpoints show orders
    id               ep_01m819eke0r5knw2xsg2jqba4q
    workspace        default
    name             orders
    url              https://hooks.example.com/orders
    status           active
    events           order.*
    retry            exponential
    ordered          no
    signatures       standard
    circuit          closed
    created_at       2026-11-22 09:30Z
    --- exit 0
    ");
}

#[test]
fn a_name_is_of_one_endpoint() {
    let sandbox = Sandbox::new();
    sandbox.run(CREATE).ok();
    check!(sandbox, CREATE, @r#"
    $ gatepost webhooks endpoints create https://hooks.example.com/orders --name orders --event order.*
    --- stderr
    error: the endpoint ep_01m819eke0r5knw2xsg2jqba4q holds the name "orders"
    hint: choose another name, or change that one with: gatepost webhooks endpoints update
    --- exit 5
    "#);
    check!(sandbox, &format!("{CREATE} --if-absent"), @"
    $ gatepost webhooks endpoints create https://hooks.example.com/orders --name orders --event order.* --if-absent
    id               ep_01m819eke0r5knw2xsg2jqba4q
    workspace        default
    name             orders
    url              https://hooks.example.com/orders
    status           active
    events           order.*
    retry            exponential
    ordered          no
    signatures       standard
    circuit          closed
    created_at       2026-11-22 09:30Z
    changed          no
    --- exit 0
    ");
    check!(sandbox, &format!("{CREATE} --if-absent --rate 5/1s"), @r#"
    $ gatepost webhooks endpoints create https://hooks.example.com/orders --name orders --event order.* --if-absent --rate 5/1s
    --- stderr
    error: the endpoint "orders" exists, but it differs in rate_limits; nothing was changed
    hint: look at it with: gatepost webhooks endpoints show ep_01m819eke0r5knw2xsg2jqba4q
    --- exit 5
    "#);
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
        let at = request.header("webhook-timestamp").parse().unwrap();
        let signature = hook.sign(request.header("webhook-id"), at, &request.body).unwrap();
        assert!(request.header("webhook-signature").split(' ').any(|it| it == signature));
    }
    sandbox.advance("2h");
    assert_eq!(signatures(&sandbox), 1);
    sandbox.run("webhooks endpoints rotate-secret a").ok();
    assert_eq!(signatures(&sandbox), 2);
    assert_eq!(
        sandbox.run("webhooks endpoints rotate-secret a --finish --yes -o json").ok().json()["changed"],
        json!(true)
    );
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
    check!(sandbox, "webhooks endpoints update billing --event invoice.** --columns name,changed", @"
    $ gatepost webhooks endpoints update billing --event invoice.** --columns name,changed
    NAME     CHANGED
    billing  no
    --- exit 0
    ");
    check!(sandbox, "audit list --action webhook_endpoint.update --field changes", @r#"
    $ gatepost audit list --action webhook_endpoint.update --field changes
    {"name":["orders","billing"],"events":[["order.*"],["invoice.**"]],"filters":[[],["$.data[?@ > 100]"]],"retry":["exponential","linear"],"max_attempts":[null,3],"timeout_ms":[null,5000],"rate_limits":["","10/1s"],"ordered":[false,true],"signatures":[["standard"],["github","standard"]]}
    --- exit 0
    "#);
    check!(sandbox, "webhooks endpoints update billing", @"
    $ gatepost webhooks endpoints update billing
    --- stderr
    error: nothing says what to change
    hint: see what can be with: gatepost webhooks endpoints update --help
    --- exit 2
    ");
    check!(sandbox, "webhooks endpoints update nobody --timeout 1s", @"
    $ gatepost webhooks endpoints update nobody --timeout 1s
    --- stderr
    error: workspace default has no endpoint nobody
    hint: list them with: gatepost webhooks endpoints list
    --- exit 3
    ");
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
    check!(sandbox, "webhooks endpoints update a --header X-Api-Key=literal", @"
    $ gatepost webhooks endpoints update a --header X-Api-Key=literal
    --- stderr
    error: a secret on the command line is seen by every user of the machine
    hint: give it as --header @FILE, --header - for standard input, or --header env:NAME
    --- exit 2
    ");
    check!(sandbox, "webhooks endpoints update a --header Host=@key", @"
    $ gatepost webhooks endpoints update a --header Host=@key
    --- stderr
    error: the header host is written by gatepost itself
    --- exit 2
    ");
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
    check!(sandbox, "webhooks endpoints disable a --reason moving --columns name,status,changed", @"
    $ gatepost webhooks endpoints disable a --reason moving --columns name,status,changed
    NAME  STATUS    CHANGED
    a     disabled  yes
    --- stderr
    note: a: 1 waiting delivery, 0 parked
    --- exit 0
    ");
    let _ = sandbox.run("webhooks fire order.created").fails(7);
    sandbox.run("webhooks work --once").ok();
    assert_eq!(receiver.seen().len(), 0);
    let parked = sandbox.run("webhooks deliveries list --status parked -o json").ok().json();
    assert_eq!(parked.as_array().unwrap().len(), 2);
    check!(sandbox, "webhooks endpoints enable a --columns name,status,changed", @"
    $ gatepost webhooks endpoints enable a --columns name,status,changed
    NAME  STATUS  CHANGED
    a     active  yes
    --- stderr
    note: a: 0 waiting deliveries, 2 parked
    --- exit 0
    ");
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
    check!(sandbox, "webhooks endpoints show a", @"
    $ gatepost webhooks endpoints show a
    --- stderr
    error: workspace default has no endpoint a
    hint: list them with: gatepost webhooks endpoints list
    --- exit 3
    ");
    sandbox.run(&receiver.endpoint("a")).ok();
}

#[test]
fn types_are_made_known_and_their_schemas_hold() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.run(&receiver.endpoint("a")).ok();
    sandbox.write("schema.json", r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}"#);
    check!(sandbox, "webhooks types create order.created --schema @schema.json --description 'A customer has paid'", @r#"
    $ gatepost webhooks types create order.created --schema @schema.json --description 'A customer has paid'
    name         order.created
    workspace    default
    description  A customer has paid
    schema       {"type":"object","required":["id"],"properties":{"id":{"type":"string"}}}
    enforce      strict
    created_at   2026-11-22 09:30Z
    created_by   ada@desk
    changed      yes
    --- exit 0
    "#);
    check!(sandbox, "webhooks types create order.created", @"
    $ gatepost webhooks types create order.created
    --- stderr
    error: the type order.created exists already; nothing was changed
    hint: replace what it says with the same command and --replace
    --- exit 5
    ");
    check!(sandbox, "webhooks types list", @"
    $ gatepost webhooks types list
    NAME           DESCRIPTION          ENFORCE  CREATED_AT
    order.created  A customer has paid  strict   2026-11-22 09:30Z
    --- exit 0
    ");
}

#[test]
fn what_is_not_in_the_catalogue_is_noticed_or_refused() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.run(&receiver.endpoint("a")).ok();
    let schema = r#"{"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}"#;
    sandbox.write("schema.json", schema);
    sandbox.run("webhooks types create order.created --schema @schema.json").ok();
    check!(sandbox, "webhooks fire order.created --data '{\"id\": 5}'", @r#"
    $ gatepost webhooks fire order.created --data '{"id": 5}'
    --- stderr
    error: the payload does not meet the schema of order.created: /id: want string, but got number
    hint: look at the schema with: gatepost webhooks types show order.created --field schema
    --- exit 2
    "#);
    check!(sandbox, "webhooks fire order.creatd", @"
    $ gatepost webhooks fire order.creatd
    ENDPOINT  STATUS     HTTP_STATUS  LATENCY_MS  NEXT_ATTEMPT_AT  ERROR
    a         delivered  204          0           -                -
    --- stderr
    note: workspace default knows no event type order.creatd; did you mean order.created?
    note: evt_01m819eke0s8r5z7nsw5f55j86: 1 of 1 endpoint delivered
    --- exit 0
    ");
    sandbox.run("webhooks fire order.created --data '{\"id\": \"5\"}'").ok();
    sandbox.run("config set webhooks.unknown_type strict --store").ok();
    check!(sandbox, "webhooks fire order.creatd", @"
    $ gatepost webhooks fire order.creatd
    --- stderr
    error: workspace default knows no event type order.creatd; did you mean order.created?; nothing was stored
    hint: make it known with: gatepost webhooks types create order.creatd
    --- exit 2
    ");
    check!(sandbox, "webhooks types create order.created --replace", @"
    $ gatepost webhooks types create order.created --replace
    name         order.created
    workspace    default
    enforce      strict
    created_at   2026-11-22 09:30Z
    created_by   ada@desk
    changed      yes
    --- stderr
    note: the schema is another now; endpoints that receive the type: a
    --- exit 0
    ");
    sandbox.run("webhooks fire order.created --data 5").ok();
    check!(sandbox, "webhooks types delete order.created --yes --columns name,changed", @"
    $ gatepost webhooks types delete order.created --yes --columns name,changed
    NAME           CHANGED
    order.created  yes
    --- exit 0
    ");
    check!(sandbox, "webhooks types show order.created", @"
    $ gatepost webhooks types show order.created
    --- stderr
    error: workspace default has no event type order.created
    hint: list them with: gatepost webhooks types list
    --- exit 3
    ");
    check!(sandbox, "webhooks types create gatepost.mine", @"
    $ gatepost webhooks types create gatepost.mine
    --- stderr
    error: types that begin with gatepost. are the program's own
    --- exit 2
    ");
    check!(sandbox, "webhooks types create 'a b'", @r#"
    $ gatepost webhooks types create 'a b'
    --- stderr
    error: not an event type: "a b"
    hint: write segments of a-z A-Z 0-9 _ joined by dots, such as order.created
    --- exit 2
    "#);
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

#[test]
fn a_secret_goes_into_a_new_file_instead_of_the_answer() {
    let sandbox = Sandbox::on_a_file();
    let read = |name: &str| std::fs::read_to_string(sandbox.home().join(name)).unwrap().trim_end().to_owned();
    let made = sandbox.run(&format!("{CREATE} --secret-out a.secret --if-absent -o json")).ok();
    assert_eq!(made.field("secret"), "null");
    assert_eq!(sandbox.run("webhooks endpoints secret orders -q").ok().stdout.trim_end(), read("a.secret"));
    sandbox.run(&format!("{CREATE} --secret-out a.secret --if-absent")).ok();
    let _ = sandbox.run("webhooks endpoints rotate-secret orders --secret-out a.secret").fails(5);
    assert_eq!(sandbox.number("SELECT count(*) FROM webhook_secrets"), 1);
    let rotated = sandbox.run("webhooks endpoints rotate-secret orders --secret-out b.secret -o json").ok();
    assert_eq!(rotated.field("secret"), "null");
    assert_ne!(read("a.secret"), read("b.secret"));
    sandbox.run("webhooks endpoints secret orders --secret-out c.secret").ok();
    assert_eq!(read("b.secret"), read("c.secret"));
    let _ = sandbox.run("webhooks endpoints secret nobody --secret-out d.secret").fails(3);
    sandbox.run("webhooks endpoints rotate-secret orders --secret-out d.secret --dry-run").ok();
    assert!(!sandbox.home().join("d.secret").exists());
}

#[test]
fn attempts_of_every_workspace_are_listed() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.run("workspaces create acme").ok();
    for workspace in ["default", "acme"] {
        sandbox.run(&format!("{} -w {workspace}", receiver.endpoint("a"))).ok();
        sandbox.run(&format!("webhooks fire a.b -w {workspace}")).ok();
    }
    let listed = |words: &str| {
        let list = sandbox.run(&format!("webhooks attempts list {words} -o json")).ok().json();
        list.as_array().unwrap().len()
    };
    assert_eq!((listed(""), listed("-w acme"), listed("-A")), (1, 1, 2));
    let _ = sandbox.run("webhooks attempts list -A --endpoint a").fails(2);
}

#[test]
fn a_consent_that_was_taken_back_is_told_to_who_names_it() {
    let (sandbox, receiver) = (Sandbox::new(), Receiver::new(&[]));
    sandbox.run(&receiver.endpoint("all")).ok();
    sandbox.run(&format!("{} --event gatepost.consent.*", receiver.endpoint("system"))).ok();
    let grant = sandbox.run("consent grant jane@example.com --type marketing -o json").ok().json();
    for _ in 0..2 {
        sandbox.run("consent revoke jane@example.com").ok();
    }
    sandbox.run("webhooks work --once").ok();
    let seen = receiver.seen();
    assert_eq!(
        seen.iter().map(|it| it.path.as_str()).collect::<Vec<_>>(),
        ["/system"],
        "once, however often it is said"
    );
    assert_eq!(seen[0].header("webhook-type"), "gatepost.consent.revoked");
    let told: serde_json::Value = serde_json::from_slice(&seen[0].body).unwrap();
    assert_eq!(told["grant_id"], grant["id"]);
    assert!(told["subject_id"].as_str().unwrap().starts_with("sub_") && told.as_object().unwrap().len() == 2);
}

#[test]
fn a_consent_that_is_over_by_a_refusal_is_told_as_well() {
    let sandbox = Sandbox::new();
    sandbox.run("webhooks endpoints create https://hooks.invalid/ --event gatepost.consent.revoked").ok();
    let told = "SELECT count(*) FROM webhook_events WHERE type = 'gatepost.consent.revoked'";
    sandbox.run("consent refuse ann --type marketing").ok();
    assert_eq!(sandbox.number(told), 0, "nobody relied on it");
    sandbox.run("consent grant ann --type marketing").ok();
    sandbox.advance("1d");
    sandbox.run("consent refuse ann --type marketing --at 2d").ok();
    assert_eq!(sandbox.number(told), 0, "what was given later holds");
    sandbox.run("consent refuse ann --type marketing --dry-run").ok();
    sandbox.run("consent refuse ann --type marketing").ok();
    assert_eq!(sandbox.number(told), 1);
    sandbox.run("consent revoke ann").ok();
    assert_eq!(sandbox.number(told), 1);
    sandbox.run("consent grant bob --type marketing --at 2026-01-01").ok();
    let row = "subject,type,status,given_at,withdrawn_at\r\nbob,marketing,withdrawn,2026-01-01,2026-02-01\r\n";
    sandbox.write("ended.csv", row);
    for _ in 0..2 {
        sandbox.run("consent import ended.csv").ok();
    }
    assert_eq!(sandbox.number(told), 2, "an import ends it too");
}
