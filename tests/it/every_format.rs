//! Every verb in every format: one exit code, one shape, all columns.

use std::fs;

use gatepost::domain::consent::export::COLUMNS;
use serde_json::Value;

use crate::support::{Run, Sandbox};

/// What the runs begin with: tokens in several states, a secret in `good`, a revoked one in `bad`.
pub fn prepared() -> Sandbox {
    let sandbox = Sandbox::on_a_file();
    sandbox.run("tokens scopes create orders:read --description 'a,\"b\"'").ok();
    sandbox.run("tokens scopes create users:read").ok();
    sandbox.run("tokens tiers create spare --rate 5/1m").ok();
    sandbox.run("workspaces create acme").ok();
    let good = "tokens create good --scope orders:* --owner '=1+1' --metadata team=a,b --allow-ip 0.0.0.0/0 -q";
    sandbox.write("good", sandbox.run(good).ok().stdout);
    sandbox.write("bad", sandbox.run("tokens create bad -q").ok().stdout);
    sandbox.run("tokens revoke bad").ok();
    sandbox.write("limited", sandbox.run("tokens create limited -q --rate 1/1h").ok().stdout);
    for name in ["good", "limited"] {
        let secret = fs::read(sandbox.home().join(name)).unwrap();
        sandbox.input(secret).run("tokens verify --ip 192.0.2.1 --resource /orders").ok();
    }
    let digest = "0123456789abcdef".repeat(4);
    sandbox.write("import.csv", format!("hash,name,scopes,team\n{digest},old,orders:read,a\n"));
    sandbox.write("part.csv", format!("hash,name\n{digest},good\nnonsense,new\n"));
    sandbox.write("bad.csv", "hash\nnonsense\n");
    sandbox.run("consent purposes create newsletter --type marketing --renew-every 1y").ok();
    sandbox.write("policy.txt", "We send you news.\n");
    sandbox.run("consent policies publish privacy@1 --file policy.txt --locale en").ok();
    let jane = "consent grant jane@example.com --type marketing --purpose newsletter --policy privacy@1 --ip 192.0.2.7";
    sandbox.run(jane).ok();
    sandbox.run("consent grant user-7 --type analytics --user-agent 'a,\"b\"'").ok();
    sandbox.run("consent revoke user-7 --reason '=1+1'").ok();
    sandbox.write("consents.csv", "subject,type,status,given_at\nuser-7,marketing,given,2026-01-01\n");
    sandbox.write("bad-consents.csv", "subject,type,status,given_at\nuser-7,marketing,grnated,2026-01-01\n");
    sandbox.write(
        "acme.json",
        r#"{"id":"https://acme.example","name":"Acme","address":"1 Road","contact":"mailto:a@acme.example",
        "jurisdiction":"loc:IE","storage_locations":"loc:IE","storage_duration":"P7Y","recipients":"Acme",
        "personal_data":"pd:EmailAddress","withdrawal":"https://acme.example","rights":"https://acme.example"}"#,
    );
    sandbox.run("consent holds create jane@example.com --matter 'case, \"12\"'").ok();
    sandbox.write("hold", sandbox.run("consent holds list --field id").ok().stdout);
    sandbox.write("subjects", "jane@example.com\nuser-7\n");
    sandbox.run("audit checkpoint --sign").ok();
    sandbox.write("hook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    let head = sandbox.run("webhooks sign --secret @hook.secret --data '{}' --id evt_1 -q").ok().stdout;
    sandbox.write("hook.http", format!("POST / HTTP/1.1\n{head}\n{{}}"));
    sandbox.run("webhooks types create invoice.paid").ok();
    let hook = "webhooks endpoints create https://hooks.invalid/ --name hook --event invoice.*";
    sandbox.run(hook).ok();
    sandbox.run("webhooks fire invoice.paid --id inv-1 --enqueue").ok();
    sandbox.write("events.jsonl", "{\"type\":\"invoice.paid\",\"id\":\"inv-2\"}\n{\"type\":\"invoice.sent\"}\n");
    sandbox.run("db maintain").ok();
    sandbox.run("db backup backup.db").ok();
    sandbox
}

/// A command line, the file for its standard input, and its exit code. The first words are the verb's path.
pub const RUNS: &[(&str, &str, i32)] = &[
    ("tokens create new --scope orders:read", "", 0),
    ("tokens create new --count 2", "", 0),
    ("tokens create good", "", 5),
    ("tokens create new --scope no:such", "", 2),
    ("tokens create new -w nowhere", "", 3),
    ("tokens list --status all", "", 0),
    ("tokens list --owner nobody", "", 0),
    ("tokens list --sort nonsense", "", 2),
    ("tokens show good", "", 0),
    ("tokens show missing", "", 3),
    ("tokens update good limited --tier pro", "", 0),
    ("tokens disable good", "", 0),
    ("tokens enable good", "", 0),
    ("tokens rotate good", "", 0),
    ("tokens rotate good --finish", "", 0),
    ("tokens revoke good", "", 0),
    ("tokens revoke --tier free", "", 9),
    ("tokens revoke --tier free --yes", "", 0),
    ("tokens verify --ip 192.0.2.1", "good", 0),
    ("tokens verify", "bad", 4),
    ("tokens verify", "limited", 6),
    ("tokens verify", "", 2),
    ("tokens explain good --scope orders:write", "", 0),
    ("tokens limits good", "", 0),
    ("tokens scan -", "good", 11),
    ("tokens import import.csv", "", 0),
    ("tokens import -", "import.csv", 0),
    ("tokens import part.csv", "", 10),
    ("tokens import bad.csv", "", 2),
    ("tokens import import.csv --map teem=owner", "", 2),
    ("tokens import missing.csv", "", 3),
    ("tokens export", "", 0),
    ("tokens export --owner nobody", "", 0),
    ("tokens usage --by resource", "", 0),
    ("tokens guesses", "", 0),
    ("tokens stale --for 0s", "", 0),
    ("tokens stale --owner nobody", "", 0),
    ("tokens stale --reason nonsense", "", 2),
    ("tokens scopes create a:b", "", 0),
    ("tokens scopes list", "", 0),
    ("tokens scopes show orders:read", "", 0),
    ("tokens scopes delete users:read --yes", "", 0),
    ("tokens tiers create new --rate 5/1m", "", 0),
    ("tokens tiers list", "", 0),
    ("tokens tiers show free", "", 0),
    ("tokens tiers update free --rate 5/1m", "", 0),
    ("tokens tiers simulate free --rate 1/1h --all", "", 0),
    ("tokens tiers simulate spare --rate none", "", 0),
    ("tokens tiers simulate fre --rate 1/1h", "", 2),
    ("tokens tiers delete spare --yes", "", 0),
    ("consent grant user-8 --type analytics --source web --locale de --evidence policy.txt", "", 0),
    ("consent grant user-8 --type analytic", "", 2),
    ("consent grant user-8 --type analytics --policy privacy@2", "", 3),
    ("consent refuse user-8 --type analytics", "", 0),
    ("consent renew jane@example.com --type marketing --purpose newsletter", "", 0),
    ("consent renew user-7 --type analytics", "", 5),
    ("consent revoke jane@example.com --as terminated", "", 0),
    ("consent revoke nobody@example.com", "", 3),
    ("consent check jane@example.com --type marketing --purpose newsletter", "", 0),
    ("consent check user-7 --type analytics --at 1s", "", 4),
    ("consent list --status all --reveal", "", 0),
    ("consent list --status all --at 1s", "", 0),
    ("consent list --subject jane@example.com", "", 0),
    ("consent show missing", "", 3),
    ("consent history user-7", "", 0),
    ("consent receipt missing", "", 3),
    ("consent export", "", 0),
    ("consent export --subject nobody --profile support", "", 0),
    ("consent export --redact nonsense", "", 2),
    ("consent import consents.csv", "", 0),
    ("consent import -", "consents.csv", 0),
    ("consent import bad-consents.csv", "", 10),
    ("consent import missing.csv", "", 3),
    ("consent access user-7 --out user-7.json", "", 0),
    ("consent access nobody --out nobody.json", "", 3),
    ("consent status", "", 11),
    ("consent status user-7", "", 0),
    ("consent erase user-7 --confirm user-7", "", 0),
    ("consent erase user-7", "", 9),
    ("consent erase jane@example.com --confirm jane@example.com", "", 4),
    ("consent purge", "", 0),
    ("consent purge --confirm plan_0", "", 5),
    ("consent holds create user-7 --matter case", "", 0),
    ("consent holds list", "", 0),
    ("consent holds list --subject nobody --status all", "", 0),
    ("consent holds release -", "hold", 0),
    ("consent holds release missing", "", 3),
    ("consent purposes create news --type marketing --retention 10y", "", 0),
    ("consent purposes list", "", 0),
    ("consent purposes show newsletter", "", 0),
    ("consent policies publish privacy@2 --file policy.txt --locale en --material", "", 0),
    ("consent policies list", "", 0),
    ("consent policies show privacy@1", "", 0),
    ("webhooks endpoints create https://new.invalid/ --name new", "", 0),
    ("webhooks endpoints create https://new.invalid/ --name hook", "", 5),
    ("webhooks endpoints create ftp://new.invalid/", "", 2),
    ("webhooks endpoints list", "", 0),
    ("webhooks endpoints show hook", "", 0),
    ("webhooks endpoints show missing", "", 3),
    ("webhooks endpoints update hook --timeout 5s --ordered yes", "", 0),
    ("webhooks endpoints disable hook", "", 0),
    ("webhooks endpoints enable hook", "", 0),
    ("webhooks endpoints delete hook", "", 9),
    ("webhooks endpoints delete hook --yes", "", 0),
    ("webhooks endpoints secret hook", "", 0),
    ("webhooks endpoints rotate-secret hook", "", 0),
    ("webhooks endpoints check hook", "", 11),
    ("webhooks types create order.created", "", 0),
    ("webhooks types list", "", 0),
    ("webhooks types show invoice.paid", "", 0),
    ("webhooks types delete invoice.paid --yes", "", 0),
    ("webhooks fire order.created --data 1", "", 0),
    ("webhooks fire invoice.paid --enqueue", "", 0),
    ("webhooks fire 'a b'", "", 2),
    ("webhooks work --once", "", 0),
    ("webhooks events list", "", 0),
    ("webhooks events show inv-1", "", 0),
    ("webhooks deliveries list --status pending", "", 0),
    ("webhooks deliveries show inv-1", "", 0),
    ("webhooks deliveries explain inv-1", "", 0),
    ("webhooks deliveries retry inv-1", "", 0),
    ("webhooks deliveries cancel inv-1", "", 0),
    ("webhooks attempts list", "", 0),
    ("webhooks replay --reroute --since 1d --yes", "", 0),
    ("webhooks replay", "", 2),
    ("webhooks test missing", "", 3),
    ("webhooks sign --secret @hook.secret --data '{}' --id evt_1", "", 0),
    ("webhooks sign --secret literal --data '{}'", "", 2),
    ("webhooks verify --secret @hook.secret --request @hook.http", "", 0),
    ("webhooks verify --secret - --request @hook.http", "good", 4),
    ("webhooks verify --secret @hook.secret --request @missing.http", "", 3),
    ("webhooks listen --for 1ms", "", 0),
    ("webhooks listen --for 1ms --count 1", "", 7),
    ("workspaces create new", "", 0),
    ("workspaces list", "", 0),
    ("workspaces show acme", "", 0),
    ("workspaces delete acme --confirm acme", "", 0),
    ("audit list -A", "", 0),
    ("audit verify", "", 0),
    ("audit checkpoint", "", 0),
    ("audit checkpoint --sign", "", 0),
    ("config list", "", 0),
    ("config get tokens.prefix", "", 0),
    ("config set tokens.prefix acme", "", 0),
    ("config unset tokens.prefix", "", 0),
    ("config path", "", 0),
    ("db status", "", 0),
    ("db migrate", "", 0),
    ("db grants --role verifier", "", 0),
    ("db downgrade --to 1 --yes", "", 0),
    ("db backup another.db", "", 0),
    ("db restore backup.db --yes", "", 0),
    ("db move --to another.db", "", 9),
    ("db move --to another.db --yes", "", 0),
    ("db move --to backup.db --yes", "", 5),
    ("db move --abort", "", 0),
    ("db restore missing.db --yes", "", 3),
    ("db check", "", 0),
    ("db maintain", "", 0),
    ("keys status", "", 0),
    ("keys rotate --yes", "", 0),
    ("keys rewrap --to other.key --yes", "", 0),
    ("keys check", "", 0),
    ("init", "", 0),
    ("health", "", 0),
    ("doctor", "", 0),
    ("doctor --fix", "", 0),
    ("explain name_taken", "", 0),
    ("explain", "", 0),
    ("explain nonsense", "", 2),
    ("capabilities", "", 0),
    ("completions bash", "", 0),
    ("man", "", 0),
    ("version", "", 0),
    ("tokens nonsense", "", 2),
    ("tokens list --nonsense", "", 2),
];

/// The fields of a line of CSV, which holds no line break here.
fn fields(line: &str) -> usize {
    let mut quoted = false;
    let comma = |letter: char| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    };
    line.split(comma).count()
}

/// Asserts that the output is sound in its format and has the columns in their order.
fn check(run: &Run, format: &str, shape: &str, columns: &[&str]) {
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>() == columns;
    match format {
        "json" => {
            let value = run.json();
            assert!(shape != "one" || value.is_object(), "{}", run.text());
            assert!(shape != "many" || value.is_array(), "{}", run.text());
            let records = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            assert!(records.iter().all(keys), "{columns:?} in {}", run.text());
        }
        "jsonl" => {
            for line in run.stdout.lines() {
                let value = serde_json::from_str(line).unwrap_or_else(|cause| panic!("{cause}: {line}"));
                assert!(keys(&value), "{columns:?} in {line}");
            }
        }
        "csv" => {
            assert!(run.stdout.ends_with("\r\n"), "{}", run.text());
            let lines: Vec<&str> = run.stdout.split_terminator("\r\n").collect();
            assert_eq!(lines[0], columns.join(","));
            for line in lines {
                assert_eq!(fields(line), columns.len(), "{line}");
            }
        }
        _ => assert!(run.stdout.is_empty() || run.stdout.ends_with('\n'), "{}", run.text()),
    }
}

#[test]
fn every_verb_answers_in_every_format_with_one_exit_code() {
    let sandbox = prepared();
    let store = fs::read(sandbox.store()).unwrap();
    let capabilities = sandbox.run("capabilities -o json").ok().json();
    let commands = capabilities["commands"].as_array().unwrap();
    for command in commands {
        let path = command["path"].as_str().unwrap();
        assert!(RUNS.iter().any(|(line, ..)| line.starts_with(path)), "no run of {path}");
    }
    for (line, input, exit) in RUNS {
        let starts = |it: &&Value| line.starts_with(it["path"].as_str().unwrap());
        let command = commands.iter().filter(starts).max_by_key(|it| it["path"].as_str().unwrap().len());
        let input = if input.is_empty() { Vec::new() } else { fs::read(sandbox.home().join(input)).unwrap() };
        for format in ["table", "json", "jsonl", "csv"] {
            fs::remove_dir_all(sandbox.store().parent().unwrap()).unwrap();
            sandbox.write(".local/share/gatepost/gatepost.db", &store);
            for made in ["another.db", "user-7.json"] {
                let _ = fs::remove_file(sandbox.home().join(made));
            }
            let run = sandbox.input(input.clone()).run(&format!("{line} -o {format}")).fails(*exit);
            let told = !run.stdout.is_empty();
            if let Some(command) = command.filter(|it| told && it["shape"] != "text") {
                let named = command["columns"].as_array().unwrap();
                let all = named.iter().map(|it| it["name"].as_str().unwrap()).collect();
                // An export has unasked what an import takes.
                let columns: Vec<&str> = if line.starts_with("consent export") { COLUMNS.to_vec() } else { all };
                check(&run, format, command["shape"].as_str().unwrap(), &columns);
                let exits = command["exits"].as_array().unwrap();
                assert!(exits.contains(&(*exit).into()), "{line} does not declare exit {exit}");
            }
            if *exit == 0 || told {
                continue;
            }
            if format.starts_with("json") {
                let error = run.error();
                assert_eq!(error["exit"], *exit, "{line}");
                let all = ["code", "message", "hint", "exit", "retryable", "retry_after_ms", "field", "candidates"];
                assert_eq!(error.as_object().unwrap().keys().collect::<Vec<_>>(), all, "{line}");
            } else {
                assert!(run.stderr.lines().any(|line| line.starts_with("error: ")), "{}", run.text());
            }
        }
    }
}

#[test]
fn what_may_be_named_has_the_columns_of_its_record() {
    let sandbox = prepared();
    let csv = sandbox.run("tokens show good -o csv --columns name,owner,metadata,scopes,rotated_at,allow_ips").ok();
    assert_eq!(
        csv.stdout,
        "name,owner,metadata,scopes,rotated_at,allow_ips\r\ngood,'=1+1,\"{\"\"team\"\":\"\"a,b\"\"}\",orders:*,,0.0.0.0/0\r\n"
    );
}
