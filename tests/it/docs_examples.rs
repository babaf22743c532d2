//! The files of docs/examples, each checked by the program that reads it and run as that program would run it.

use std::path::PathBuf;

use crate::support::committed::root;
use crate::support::receiver::Receiver;
use crate::support::shell::{script, shell};
use crate::support::{Run, Sandbox, peer};

/// Where an example lies.
pub fn place(name: &str) -> PathBuf {
    root().join("docs/examples").join(name)
}

/// An example, with the folders of a machine exchanged for those of a sandbox.
fn installed(sandbox: &Sandbox, name: &str) -> String {
    let text = std::fs::read_to_string(place(name)).unwrap();
    let (home, store) = (sandbox.home().display(), sandbox.store());
    text.replace("/usr/local/bin", &format!("{home}/.bin"))
        .replace("/var/lib/gatepost/handover", &format!("{home}/handover"))
        .replace("/var/lib/gatepost", &store.parent().unwrap().display().to_string())
}

/// The values of a key in a unit.
fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    unit.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('=')).collect()
}

/// A store with a verification that maintenance rolls up.
fn used() -> Sandbox {
    let sandbox = shell();
    script(&sandbox, "set -e; gatepost -q tokens create deploy > deploy.token; gatepost tokens verify < deploy.token")
        .ok();
    sandbox.advance("2h");
    sandbox
}

fn rolled_up(sandbox: &Sandbox) -> i64 {
    sandbox.number("SELECT coalesce(sum(count), 0) FROM api_usage_hours")
}

#[test]
fn the_index_names_every_example() {
    let index = std::fs::read_to_string(place("README.md")).unwrap();
    for entry in std::fs::read_dir(place("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "README.md" || index.contains(&format!("({name})")), "{name} is not in the index");
    }
}

#[test]
#[ignore = "needs systemd-analyze, which tests/run installs"]
fn systemd_finds_nothing_wrong_with_the_units_and_little_exposed() {
    let sandbox = shell();
    let units =
        ["gatepost-maintain.service", "gatepost-maintain.timer", "gatepost-auth.service", "gatepost-webhooks.service"];
    for unit in units {
        sandbox.write(unit, installed(&sandbox, unit));
    }
    let analyze = peer("systemd-analyze").display().to_string();
    let run = script(&sandbox, &format!("{analyze} verify --man=no ./{}", units.join(" ./"))).ok();
    assert_eq!(run.stderr, "", "{}", run.text());
    for service in units.iter().filter(|unit| unit.ends_with("service")) {
        // In tenths: 0.5 of 10 is "safe". Who delivers must reach the network.
        let most = if *service == "gatepost-webhooks.service" { 15 } else { 5 };
        script(&sandbox, &format!("{analyze} security --offline=true --threshold={most} ./{service}")).ok();
    }
}

#[test]
fn the_systemd_service_maintains_the_store() {
    let sandbox = used();
    let unit = installed(&sandbox, "gatepost-maintain.service");
    let environment: String = values(&unit, "Environment").iter().map(|it| format!("export {it}\n")).collect();
    assert_eq!(rolled_up(&sandbox), 0);
    for command in values(&unit, "ExecStart") {
        // The service has the home of its user, and no more of a person's environment.
        sandbox.write(".script", format!("{environment}exec {command}"));
        sandbox.run(".script").ok();
    }
    assert_eq!(rolled_up(&sandbox), 1);
}

#[test]
fn the_systemd_service_delivers_with_the_key_that_it_is_handed() {
    let (sandbox, receiver) = (shell(), Receiver::new(&[]));
    script(&sandbox, &format!("gatepost {}; gatepost webhooks fire a.b --enqueue", receiver.endpoint("a"))).ok();
    let unit = installed(&sandbox, "gatepost-webhooks.service");
    let environment: String = values(&unit, "Environment").iter().map(|it| format!("export {it}\n")).collect();
    let (name, _) = values(&unit, "LoadCredential")[0].split_once(':').unwrap();
    // The user of the service has no key of its own.
    script(&sandbox, &format!("mkdir handed && mv .config/gatepost/sealing.key handed/{name}")).ok();
    let handed = format!("export CREDENTIALS_DIRECTORY={}/handed\n", sandbox.home().display());
    for command in values(&unit, "ExecStart") {
        sandbox.write(".script", format!("{environment}{handed}exec {command} --once"));
        sandbox.run(".script").ok();
    }
    assert_eq!(receiver.seen().len(), 1);
}

#[test]
#[ignore = "needs crontab, which tests/run installs"]
fn cron_finds_nothing_wrong_with_the_table() {
    script(&shell(), &format!("{} -n {}", peer("crontab").display(), place("gatepost.cron").display())).ok();
}

/// The lines of the table as cron runs them: with its variables and a home, and no more of a person's environment.
fn cron(sandbox: &Sandbox) -> Vec<Run> {
    let table = installed(sandbox, "gatepost.cron");
    let (commands, rest): (Vec<&str>, Vec<&str>) =
        table.lines().partition(|line| line.starts_with(|first: char| first.is_ascii_digit()));
    let variables: Vec<(&str, &str)> =
        rest.iter().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('=')).collect();
    let elsewhere = sandbox.home().join("elsewhere").display().to_string();
    let run = |line: &str| {
        let command = line.splitn(6, ' ').last().unwrap();
        assert_eq!(command.matches('%').count(), command.matches("\\%").count(), "cron ends a command at a bare %");
        sandbox.write(".script", command.replace("\\%", "%"));
        // The store is where the table says, not where it would be by default.
        let call = sandbox.env("LOGNAME", "gatepost").env("XDG_DATA_HOME", &elsewhere);
        variables.iter().fold(call, |call, (name, value)| call.env(name, *value)).run(".script")
    };
    commands.into_iter().map(run).collect()
}

#[test]
fn the_lines_of_cron_maintain_the_store_and_keep_backups() {
    let sandbox = used();
    script(&sandbox, "mkdir backups; touch -d '40 days ago' backups/2001-01-01.db backups/2001-01-01.db-wal").ok();
    for run in cron(&sandbox) {
        let run = run.ok();
        assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""), "cron would mail it");
    }
    assert_eq!(rolled_up(&sandbox), 1);
    let run = script(&sandbox, "ls backups").ok();
    assert!(run.stdout.matches(".db\n").count() == 1 && !run.stdout.contains("2001"), "{}", run.text());
    let marked = "SELECT count(*) FROM marks WHERE name = 'backup_verified_at'";
    assert_eq!(sandbox.number(marked), 1, "the backup was checked");
}

#[test]
fn cron_makes_no_store_where_the_one_that_is_meant_is_absent() {
    let sandbox = shell();
    for run in cron(&sandbox) {
        assert!(run.fails(3).stderr.contains("there is no store"));
    }
    assert_eq!(script(&sandbox, "find . -name '*.db'").ok().stdout, "");
}

/// Takes the variables and steps of a job out of YAML: a file of variables, and a script a step.
const STEPS: &str = r"
import shlex, sys, yaml
job, = yaml.safe_load(open(sys.argv[1]))['jobs'].values()
assert job['defaults']['run']['shell'] == 'bash'
for number, step in enumerate(job['steps']):
    exports = ''.join(f'export {name}={shlex.quote(str(value))}\n' for name, value in {**job['env'], **step.get('env', {})}.items())
    open(f'step.{number}', 'w').write(exports + step['run'])
";

/// Runs the job as a runner does, up to the step that fails; what it wrote, and how it ended.
fn job(sandbox: &Sandbox) -> Run {
    sandbox.write("rotate-token.yml", installed(sandbox, "rotate-token.yml"));
    sandbox.write("steps.py", STEPS);
    script(
        sandbox,
        "set -e
        rm -f step.*; /usr/bin/python3 steps.py rotate-token.yml
        export CI=true GITHUB_RUN_ID=42 GITHUB_ENV=$HOME/github.env GITHUB_OUTPUT=$HOME/github.output
        for step in step.*; do bash --noprofile --norc -eo pipefail $step; done",
    )
}

#[test]
#[ignore = "needs python3-yaml, which tests/run installs"]
fn the_ci_job_rotates_a_token_and_hands_it_on_unseen() {
    let sandbox = used();
    // What goes to another company is noted here.
    script(
        &sandbox,
        "printf '#!/bin/sh\necho \"$@\" > gh.said; cat > gh.read; test -e gh.up\n' > .bin/gh; chmod +x .bin/gh",
    )
    .ok();
    let read = |name: &str| std::fs::read_to_string(sandbox.home().join(name)).unwrap();
    let failed = job(&sandbox).fails(1);
    let secret = read("handover/deploy").trim().to_owned();
    // The secret waits for the next run, which does not rotate again.
    sandbox.write("gh.up", "");
    let done = job(&sandbox).ok();
    assert_eq!(read("gh.read").trim(), secret);
    assert_eq!(read("gh.said"), "secret set API_TOKEN --repo example/shop\n");
    assert!(!sandbox.home().join("handover/deploy").exists(), "the secret was left behind");
    for run in [failed, done] {
        // The runner reads this line and does not show it.
        let masked = format!("::add-mask::{secret}\n");
        assert_eq!(run.stdout.matches(&masked).count(), 1, "{}", run.text());
        assert!(!run.text().replace(&masked, "").contains(&secret), "{}", run.text());
    }
    assert!(!sandbox.home().join("github.env").exists() && !sandbox.home().join("github.output").exists());
    let ask = |token: &str| {
        let verify = format!("gatepost tokens verify --field secret < {token}");
        script(&sandbox, &verify).ok().stdout
    };
    assert_eq!((ask("gh.read").as_str(), ask("deploy.token").as_str()), ("current\n", "previous\n"));
    let audit = script(&sandbox, "gatepost audit list --action token.rotate --field actor").ok();
    assert_eq!(audit.stdout, "github:42\n");
}
