//! Every example in the help is run as it stands, in a home where what it names is there.

use std::path::Path;

use crate::generated::commands;
use crate::support::Sandbox;
use crate::support::shell::{script, shell};

/// The widest line that the help shows unbroken on a narrow terminal.
const WIDEST: usize = 80;

/// A home with what the examples name.
const HOME: &str = "
set -e
for scope in orders:read orders:write invoices:read; do gatepost -q tokens scopes create $scope; done
gatepost workspaces create old-customer
gatepost -q tokens create ci --scope orders:read --owner alice > ci.token
gatepost tokens create batch --owner alice
for use in 1 2; do gatepost tokens verify --resource /orders < ci.token; done
mkdir -p logs && cp ci.token logs/build.log
printf '{\"token\": \"%s\", \"scopes\": [\"orders:read\"]}\\n' $(cat ci.token) > requests.jsonl
gatepost audit checkpoint --sign > friday.checkpoint
hash=$(printf old-key | sha256sum | cut -d ' ' -f 1)
gatepost webhooks types create invoice.paid
gatepost webhooks endpoints create https://hooks.invalid/ --name orders --event 'invoice.*'
gatepost webhooks fire invoice.paid --id invoice-1 --enqueue
echo '{\"type\": \"order.created\", \"data\": {}}' > events.jsonl
printf 'hash,name,scopes\\n%s,old-key,orders:read\\n' $hash > tokens.csv
gatepost consent purposes create newsletter --type marketing --renew-every 1y
echo 'We send you news.' > privacy.txt && echo 'We send you more.' > new.txt
gatepost consent policies publish privacy@1 --file privacy.txt
gatepost consent grant jane@example.com --type marketing
gatepost consent grant user-7 --type marketing --purpose newsletter --policy privacy@1
printf 'subject,type,status,given_at\\nann,analytics,given,2026-01-01\\n' > more.csv
printf 'email,status,type,given_at\\nbob@example.com,given,marketing,2026-01-01 10:00\\n' > old.csv
printf '{\"id\":\"https://acme.example\",\"name\":\"Acme\",\"address\":\"1 Road, Dublin\",\"contact\":\"mailto:dpo@acme.example\",
\"jurisdiction\":\"loc:IE\",\"storage_locations\":\"loc:IE\",\"storage_duration\":\"P7Y\",\"recipients\":\"https://acme.example\",
\"personal_data\":\"pd:EmailAddress\",\"withdrawal\":\"https://acme.example/me\",\"rights\":\"https://acme.example/me\"}' > acme.json
printf 'jane@example.com\\nuser-7\\n' > subjects.txt && echo user-9 > subject.txt
printf 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n' > hook.secret
printf '{\"amount\": 250}' > order.json
(echo 'POST /hook HTTP/1.1'; gatepost -q webhooks sign --secret @hook.secret --data @order.json; echo; cat order.json) > order.http
printf '{\"key\":\"%s\",\"name\":\"older-key\",\"userId\":\"u1\"}\\n' $hash > keys.jsonl
";

/// What one example needs besides: a word of it, and how that is made.
const BESIDES: &[(&str, &str)] = &[
    ("tokens enable", "gatepost tokens disable ci"),
    ("rotate ci --finish", "gatepost tokens rotate ci"),
    ("tiers delete partner", "gatepost tokens tiers create partner --rate 300/1m"),
    ("db restore", "gatepost db backup nightly.db"),
    ("db migrate", "gatepost db downgrade --to 1 --yes"),
    ("rewrap --finish", "gatepost keys rewrap --to new.key --yes"),
    ("health", "gatepost db backup today.db"),
    ("--policy privacy@2", "gatepost consent policies publish privacy@2 --file new.txt"),
    ("consent holds release", "gatepost consent holds create user-7 --matter case --field id > holds.txt"),
    ("unset tokens.default_expiry", "gatepost config set tokens.default_expiry 30d"),
];

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn every_command_has_examples_that_succeed() {
    let prepared = shell();
    script(&prepared, HOME).ok();
    let mut findings = Vec::new();
    for (path, command) in commands() {
        let examples = gatepost::docs::arguments::examples(&command);
        // The area's examples are those of its verbs.
        if examples.is_empty() && !command.has_subcommands() {
            findings.push(format!("{path}: has no example"));
        }
        if !path.is_empty() && !examples.iter().all(|it| it.starts_with(&format!("gatepost {path}"))) {
            findings.push(format!("{path}: an example is of another command"));
        }
        for example in examples {
            if example.len() + 2 > WIDEST {
                findings.push(format!("{path}: wider than {WIDEST}: {example}"));
            }
            let sandbox: Sandbox = shell();
            copy(prepared.home(), sandbox.home());
            for (_, besides) in BESIDES.iter().filter(|(words, _)| example.contains(words)) {
                script(&sandbox, besides).ok();
            }
            let run = script(&sandbox, &example);
            // What finds something is a success of its own; nobody listens at the endpoint.
            let exits = [("scan logs", 11), ("consent status", 11), ("endpoints check", 11), ("webhooks test", 7)];
            let exit = exits.iter().find(|(words, _)| example.contains(words)).map_or(0, |(_, exit)| *exit);
            if run.exit != exit {
                findings.push(format!("{example}\n{}", run.text()));
            }
        }
    }
    assert!(findings.is_empty(), "\n{}", findings.join("\n\n"));
}
