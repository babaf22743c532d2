//! Signatures judged by the libraries that receivers use, and theirs by ours: of Standard Webhooks in Rust, Python and
//! Node, of Stripe in Python, of GitHub in Node, and ed25519 by Node's own cryptography.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Run, Sandbox};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OLD: &str = "whsec_b2xkb2xkb2xkb2xkb2xkb2xkb2xkb2xk";
const BODY: &str = "{\"amount\": 250, \"note\": \"gr\u{f6}\u{df}e\",\r\n \"b\":\t1.0}\n";

/// A home with secrets, a payload and the headers of all profiles, signed now by the clock of the libraries.
fn signed() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("new", SECRET);
    sandbox.write("old", OLD);
    sandbox.write("key", "whsk_CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=");
    sandbox.write("body", BODY);
    let now = real_time();
    sandbox.at(&now);
    let words = "--secret @new --secret @old --secret @key --signature standard --signature github --signature stripe";
    let headers = sandbox.run(&format!("webhooks sign --data @body --id evt_1 --type a.b {words} -o json")).ok().json();
    let headers: serde_json::Map<String, Value> = headers
        .as_array()
        .unwrap()
        .iter()
        .map(|header| (header["name"].as_str().unwrap().to_owned(), header["value"].clone()))
        .collect();
    sandbox.write("headers.json", Value::from(headers).to_string());
    sandbox
}

/// The real time, since the libraries look at nothing else.
#[expect(clippy::disallowed_methods, reason = "the libraries have no clock that could be held")]
pub fn real_time() -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    gatepost::domain::time::Millis(i64::try_from(now.as_secs()).unwrap() * 1_000).to_string()
}

/// Where tests/run installs the libraries.
#[expect(clippy::disallowed_methods, reason = "tests/run says where they are by a variable")]
pub fn peers() -> PathBuf {
    PathBuf::from(std::env::var_os("GATEPOST_PEERS").expect("GATEPOST_PEERS names the folder of the libraries"))
}

/// Asserts that what a library signed holds for us.
fn ours_agrees(sandbox: &Sandbox, head: &Run, scheme: &str) {
    sandbox.write("request", format!("{}\n{BODY}", head.stdout));
    let verdict = sandbox.run("webhooks verify --secret @new --request @request -o json").ok().json();
    assert_eq!(verdict["scheme"], scheme, "{verdict}");
}

#[test]
fn rust_s_library_takes_ours() {
    let sandbox = signed();
    let told: Value =
        serde_json::from_str(&std::fs::read_to_string(sandbox.home().join("headers.json")).unwrap()).unwrap();
    let mut headers = http::HeaderMap::new();
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        headers.insert(name, told[name].as_str().unwrap().parse().unwrap());
    }
    for secret in [SECRET, OLD] {
        let library = standardwebhooks::Webhook::new(secret).unwrap();
        library.verify(BODY.as_bytes(), &headers).unwrap();
        assert!(library.verify(b"{}", &headers).is_err());
    }
}

#[test]
#[ignore = "needs Python's libraries, which tests/run installs"]
fn python_s_libraries_take_ours_and_we_take_theirs() {
    let sandbox = signed();
    sandbox.write(
        "take.py",
        r#"
import json, sys, time, datetime
import standardwebhooks, stripe
headers = json.load(open("headers.json"))
body = open("body", "rb").read()
for name in ["new", "old"]:
    secret = open(name).read()
    standardwebhooks.Webhook(secret).verify(body, headers)
    stripe.WebhookSignature.verify_header(body.decode(), headers["stripe-signature"], secret, 300)
    for library in [lambda: standardwebhooks.Webhook(secret).verify(b"{}", headers),
                    lambda: stripe.WebhookSignature.verify_header("{}", headers["stripe-signature"], secret, 300)]:
        try:
            library()
        except (standardwebhooks.WebhookVerificationError, stripe.SignatureVerificationError):
            continue
        sys.exit("a library takes another payload")
now = datetime.datetime.now(tz=datetime.timezone.utc)
signature = standardwebhooks.Webhook(open("new").read()).sign("evt_2", now, body.decode())
print(f"webhook-id: evt_2\nwebhook-timestamp: {int(now.timestamp())}\nwebhook-signature: {signature}")
"#,
    );
    let shell = Sandbox::of(peers().join("python/bin/python"));
    for name in ["take.py", "headers.json", "body", "new", "old"] {
        shell.write(name, std::fs::read(sandbox.home().join(name)).unwrap());
    }
    ours_agrees(&sandbox, &shell.run("take.py").ok(), "v1");
}

#[test]
#[ignore = "needs Python's libraries, which tests/run installs"]
fn the_receiver_of_the_documents_takes_what_is_signed_and_nothing_else() {
    let sandbox = signed();
    let page = std::fs::read_to_string(crate::support::committed::root().join("docs/webhooks.md")).unwrap();
    let receiver = page.split("```python\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let asked = r#"
import json
headers = json.load(open("headers.json"))
body = open("body", "rb").read()
for name in ["new", "old"]:
    assert verify(open(name).read(), headers, body)
    assert not verify(open(name).read(), headers, body + b"x")
    assert not verify(open(name).read(), headers | {"webhook-id": "evt_2"}, body)
    assert not verify(open(name).read(), headers | {"webhook-timestamp": "1"}, body)
assert not verify("whsec_AAAA", headers, body)
"#;
    let shell = Sandbox::of(peers().join("python/bin/python"));
    shell.write("take.py", format!("{receiver}{asked}"));
    for name in ["headers.json", "body", "new", "old"] {
        shell.write(name, std::fs::read(sandbox.home().join(name)).unwrap());
    }
    shell.run("take.py").ok();
}

#[test]
#[ignore = "needs Node's libraries, which tests/run installs"]
fn node_s_libraries_take_ours_and_we_take_theirs() {
    let sandbox = signed();
    let modules = peers().join("node/node_modules").display().to_string();
    let script = r#"
import fs from "node:fs";
import crypto from "node:crypto";
import { createRequire } from "node:module";
const { Webhook } = createRequire("MODULES/x.js")("standardwebhooks");
const { sign, verify } = await import("MODULES/@octokit/webhooks-methods/dist-node/index.js");
const headers = JSON.parse(fs.readFileSync("headers.json"));
const body = fs.readFileSync("body", "utf8");
const read = (name) => fs.readFileSync(name, "utf8");
const fail = (what) => { console.error(what); process.exit(1); };
for (const name of ["new", "old"]) {
    new Webhook(read(name)).verify(body, headers);
    let taken = true;
    try { new Webhook(read(name)).verify("{}", headers); } catch { taken = false; }
    if (taken) fail("standardwebhooks takes another payload");
}
if (!await verify(read("new"), body, headers["x-hub-signature-256"])) fail("octokit does not take it");
if (await verify(read("new"), "{}", headers["x-hub-signature-256"])) fail("octokit takes another payload");
const signature = headers["webhook-signature"].split(" ").find((it) => it.startsWith("v1a,")).slice(4);
const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), Buffer.from(process.argv[2], "base64")]);
const key = crypto.createPublicKey({ key: spki, format: "der", type: "spki" });
const content = (text) => Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${text}`);
if (!crypto.verify(null, content(body), key, Buffer.from(signature, "base64"))) fail("node does not take v1a");
if (crypto.verify(null, content("{}"), key, Buffer.from(signature, "base64"))) fail("node takes another payload");
if (process.argv[3] === "github") {
    console.log(`x-hub-signature-256: ${await sign(read("new"), body)}`);
} else {
    const now = new Date();
    console.log(`webhook-id: evt_2\nwebhook-timestamp: ${Math.floor(now / 1000)}`);
    console.log(`webhook-signature: ${new Webhook(read("new")).sign("evt_2", now, body)}`);
}
"#;
    let node = Sandbox::of(crate::support::peer("node"));
    node.write("take.mjs", script.replace("MODULES", &modules));
    for name in ["headers.json", "body", "new", "old"] {
        node.write(name, std::fs::read(sandbox.home().join(name)).unwrap());
    }
    let public = "/RckOFqgx1tk+3jNYC+h2ZH96/drE8WO1wLqyDXp9hg=";
    for (profile, scheme) in [("standard", "v1"), ("github", "github")] {
        ours_agrees(&sandbox, &node.run(&format!("take.mjs {public} {profile}")).ok(), scheme);
    }
}
