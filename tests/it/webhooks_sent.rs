//! What `fire` and a worker really send, judged by the libraries that receivers use: first attempts, retries, replays
//! and samples, in every profile, during rotations as well.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::receiver::{Receiver, Reply, Request};
use crate::support::{Sandbox, peer};
use crate::webhooks_peers::{peers, real_time};

/// A payload that a careless sender or receiver would change.
const BODY: &str = "{\"amount\": 250, \"note\": \"gr\u{f6}\u{df}e\",\r\n \"b\":\t1.0}\n";
/// Endpoints: name, flags, and whether its secrets are in rotation.
const ENDPOINTS: &[(&str, &str, bool)] = &[
    ("plain", "", false),
    ("rotating", "", true),
    ("keyed", "--ed25519", false),
    ("rekeyed", "--ed25519", true),
    ("github", "--signature github", true),
    ("stripe", "--signature stripe", true),
    ("all", "--signature standard --signature github --signature stripe --ed25519", true),
    ("flaky", "--signature standard --signature github --signature stripe --ed25519", true),
];

/// What an endpoint's receiver knows: the secrets and public keys that are valid, the newest first.
#[derive(Default)]
struct Known {
    secrets: Vec<String>,
    public: Vec<String>,
}

impl Known {
    fn learn(&mut self, shown: &Value) {
        for (list, field) in [(&mut self.secrets, "secret"), (&mut self.public, "public_key")] {
            if let Some(text) = shown[field].as_str() {
                list.insert(0, text.to_owned());
            }
        }
    }
}

/// What was sent, and what whoever judges it knows.
struct Sent {
    requests: Vec<Request>,
    known: BTreeMap<String, Known>,
}

impl Sent {
    /// Sends everything there is, by the clock of the libraries, which look at no other.
    fn new() -> Sent {
        let (sandbox, steady) = (Sandbox::new(), Receiver::new(&[]));
        let flaky = Receiver::new(&[Reply::Status(500), Reply::Status(503)]);
        sandbox.at(&real_time());
        sandbox.run("config set webhooks.unknown_type off --store").ok();
        let mut known: BTreeMap<String, Known> = BTreeMap::new();
        for (name, flags, rotates) in ENDPOINTS {
            let receiver = if *name == "flaky" { &flaky } else { &steady };
            let keys = known.entry(format!("/{name}")).or_default();
            let create = format!("{} {flags} --event order.* --event gatepost.** -o json", receiver.endpoint(name));
            keys.learn(&sandbox.run(&create).ok().json());
            if *rotates {
                keys.learn(
                    &sandbox.run(&format!("webhooks endpoints rotate-secret {name} --grace 1h -o json")).ok().json(),
                );
            }
        }
        sandbox.write("body.json", BODY);
        // The first attempt at one fails; its retry succeeds, then all of it is sent once more.
        let _ = sandbox.run("webhooks fire order.created --data @body.json").fails(10);
        sandbox.advance("10s");
        sandbox.run("webhooks work --once").ok();
        sandbox.run("webhooks replay --status delivered --since 1h --yes").ok();
        sandbox.advance("10s");
        sandbox.run("webhooks work --once").ok();
        let _ = sandbox
            .input(format!("{{\"type\":\"order.paid\",\"data\":{}}}", BODY.trim().replace("\r\n", "")))
            .run("webhooks fire --batch");
        for (name, ..) in ENDPOINTS {
            sandbox.run(&format!("webhooks test {name}")).ok();
        }
        sandbox.run("tokens create ci").ok();
        sandbox.run("tokens revoke ci").ok();
        sandbox.advance("10s");
        sandbox.run("webhooks work --once").ok();
        Sent { requests: [steady.seen(), flaky.seen()].concat(), known }
    }

    /// For the programs of other languages.
    fn json(&self) -> String {
        let one = |it: &Request| {
            let known = &self.known[&it.path];
            let headers: serde_json::Map<_, _> =
                it.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            let body = String::from_utf8(it.body.clone()).unwrap();
            json!({ "path": it.path, "headers": headers, "body": body, "secrets": known.secrets, "public": known.public })
        };
        Value::from(self.requests.iter().map(one).collect::<Vec<_>>()).to_string()
    }

    /// How many signatures of each kind there must be.
    fn counted(&self) -> Value {
        let (mut v1, mut v1a, mut github, mut stripe) = (0, 0, 0, 0);
        for request in &self.requests {
            let (_, flags, rotates) = ENDPOINTS.iter().find(|it| request.path == format!("/{}", it.0)).unwrap();
            let valid = if *rotates { 2 } else { 1 };
            let standard = !flags.contains("--signature") || flags.contains("standard");
            v1 += if standard { valid } else { 0 };
            v1a += if standard && flags.contains("ed25519") { valid } else { 0 };
            github += i32::from(flags.contains("github"));
            stripe += if flags.contains("stripe") { valid } else { 0 };
        }
        json!({ "v1": v1, "v1a": v1a, "github": github, "stripe": stripe })
    }
}

#[test]
fn rust_s_library_takes_whatever_is_sent() {
    let sent = Sent::new();
    let mut taken = 0;
    for request in &sent.requests {
        let mut headers = http::HeaderMap::new();
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            headers.insert(name, request.header(name).parse().unwrap());
        }
        for secret in sent.known[&request.path].secrets.iter().filter(|_| !headers["webhook-signature"].is_empty()) {
            let library = standardwebhooks::Webhook::new(secret).unwrap();
            library.verify(&request.body, &headers).unwrap();
            assert!(library.verify(b"{}", &headers).is_err() || request.body == b"{}");
            taken += 1;
        }
    }
    assert_eq!(taken, sent.counted()["v1"]);
}

#[test]
fn a_retry_and_a_replay_have_the_id_of_the_first_and_moments_of_their_own() {
    let sent = Sent::new();
    let of = |path: &str| {
        let of = |it: &&Request| it.path == path && it.header("webhook-type") == "order.created";
        let mut moments = BTreeMap::<&str, Vec<&str>>::new();
        for request in sent.requests.iter().filter(of) {
            assert_eq!(request.body, BODY.as_bytes());
            moments.entry(request.header("webhook-id")).or_default().push(request.header("webhook-timestamp"));
        }
        assert_eq!(moments.len(), 1, "{path}: {moments:?}");
        let moments: Vec<i64> = moments.into_values().flatten().map(|text| text.parse().unwrap()).collect();
        moments.iter().map(|at| at - moments[0]).collect::<Vec<_>>()
    };
    assert_eq!(of("/plain"), [0, 20]);
    // The first attempt, its retry, which fails as well, and the next.
    assert_eq!(of("/flaky"), [0, 10]);
}

#[test]
#[ignore = "needs Python's libraries, which tests/run installs"]
fn python_s_libraries_take_whatever_is_sent() {
    let sent = Sent::new();
    let script = r#"
import hashlib, hmac, json, sys
import standardwebhooks, stripe
counted = {"v1": 0, "github": 0, "stripe": 0}
def refused(take, error):
    try:
        take()
    except error:
        return
    sys.exit("a library takes another payload")
for sent in json.load(open("sent.json")):
    headers, body = sent["headers"], sent["body"].encode()
    other = body.rstrip() + b"  "
    for secret in sent["secrets"]:
        if "webhook-signature" in headers:
            hook = standardwebhooks.Webhook(secret)
            assert hook.verify(body, headers) == json.loads(body)
            refused(lambda: hook.verify(other, headers), standardwebhooks.WebhookVerificationError)
            counted["v1"] += 1
        if "stripe-signature" in headers:
            signature = headers["stripe-signature"]
            stripe.Webhook.construct_event(body, signature, secret)
            refused(lambda: stripe.Webhook.construct_event(other, signature, secret), stripe.SignatureVerificationError)
            counted["stripe"] += 1
    if "x-hub-signature-256" in headers:
        # As GitHub's own documentation has it.
        mac = hmac.new(sent["secrets"][0].encode("utf-8"), msg=body, digestmod=hashlib.sha256)
        if not hmac.compare_digest("sha256=" + mac.hexdigest(), headers["x-hub-signature-256"]):
            sys.exit("GitHub's recipe does not take it")
        counted["github"] += 1
print(json.dumps(counted))
"#;
    let shell = Sandbox::of(peers().join("python/bin/python"));
    shell.write("take.py", script);
    shell.write("sent.json", sent.json());
    let mut taken = shell.run("take.py").ok().json();
    // No library of Python knows v1a.
    taken["v1a"] = sent.counted()["v1a"].clone();
    assert_eq!(taken, sent.counted());
}

#[test]
#[ignore = "needs Node's libraries, which tests/run installs"]
fn node_s_libraries_take_whatever_is_sent() {
    let sent = Sent::new();
    let script = r#"
import fs from "node:fs";
import crypto from "node:crypto";
import { createRequire } from "node:module";
const { Webhook } = createRequire("MODULES/x.js")("standardwebhooks");
const { verify } = await import("MODULES/@octokit/webhooks-methods/dist-node/index.js");
const fail = (what) => { console.error(what); process.exit(1); };
const counted = { v1: 0, v1a: 0, github: 0 };
for (const { path, headers, body, secrets, public: keys } of JSON.parse(fs.readFileSync("sent.json"))) {
    const other = body.trimEnd() + "  ";
    const signatures = (headers["webhook-signature"] ?? "").split(" ").filter((it) => it !== "");
    for (const secret of signatures.length === 0 ? [] : secrets) {
        new Webhook(secret).verify(body, headers);
        let taken = true;
        try { new Webhook(secret).verify(other, headers); } catch { taken = false; }
        if (taken) fail("standardwebhooks takes another payload");
        counted.v1 += 1;
    }
    const v1a = signatures.filter((it) => it.startsWith("v1a,")).map((it) => Buffer.from(it.slice(4), "base64"));
    for (const text of v1a.length === 0 ? [] : keys) {
        const raw = Buffer.from(text.replace("whpk_", ""), "base64");
        const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]);
        const key = crypto.createPublicKey({ key: spki, format: "der", type: "spki" });
        const content = (text) => Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`);
        if (v1a.filter((it) => crypto.verify(null, content(body), key, it)).length !== 1) fail(`${path}: v1a`);
        if (v1a.some((it) => crypto.verify(null, content(other), key, it))) fail("node takes another payload");
        counted.v1a += 1;
    }
    const github = headers["x-hub-signature-256"];
    if (github !== undefined) {
        if (!await verify(secrets[0], body, github)) fail(`${path}: octokit does not take it`);
        if (await verify(secrets[0], other, github)) fail("octokit takes another payload");
        counted.github += 1;
    }
}
console.log(JSON.stringify(counted));
"#;
    let node = Sandbox::of(peer("node"));
    node.write("take.mjs", script.replace("MODULES", &peers().join("node/node_modules").display().to_string()));
    node.write("sent.json", sent.json());
    let mut taken = node.run("take.mjs").ok().json();
    // Stripe's signatures are judged by its library for Python.
    taken["stripe"] = sent.counted()["stripe"].clone();
    assert_eq!(taken, sent.counted());
}
