//! `consent erase`: what goes, what stays, and that an older copy forgets as well.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::support::Sandbox;

/// What is personal of Jane, in words.
const PERSONAL: [&str; 5] =
    ["jane.roe@example.com", "JaneBrowser/7", "moved abroad", "case of Roe", "https://shop.example/?roe"];

/// A store in which Jane has given and withdrawn a consent and was under a hold, and in which Bob has given one.
fn recorded(sandbox: Sandbox) -> Sandbox {
    let [jane, browser, reason, matter, source] = PERSONAL;
    sandbox.write("form.txt", "I agree");
    let grant =
        format!("consent grant {jane} --type marketing --user-agent {browser} --ip 203.0.113.9 --evidence form.txt");
    sandbox.run(&format!("{grant} --source '{source}'")).ok();
    sandbox.run(&format!("consent revoke {jane} --reason '{reason}'")).ok();
    sandbox.run(&format!("consent grant {jane} --type analytics")).ok();
    sandbox.run("consent grant bob --type marketing --user-agent BobBrowser").ok();
    sandbox.run(&format!("consent holds create {jane} --matter '{matter}'")).ok();
    let hold = sandbox.run("consent holds list --field id").ok().stdout;
    sandbox.run(&format!("consent holds release {}", hold.trim())).ok();
    sandbox.advance("1h");
    sandbox
}

fn subject_of(sandbox: &Sandbox, reference: &str) -> String {
    let line = format!("consent list --subject {reference} --status all --limit 1 --field subject_id");
    sandbox.run(&line).ok().stdout.trim().to_owned()
}

const ERASE: &str = "consent erase jane.roe@example.com --confirm jane.roe@example.com";

/// The sealed values of a subject as they are stored: the reference, the key, the digest, the private parts.
fn sealed(sandbox: &Sandbox, subject_id: &str) -> Vec<Vec<u8>> {
    let queries = [
        "SELECT reference FROM consent_identities WHERE subject_id = ",
        "SELECT secret FROM consent_identities WHERE subject_id = ",
        "SELECT lookup FROM consent_identities WHERE subject_id = ",
        "SELECT sealed FROM consent_private WHERE subject_id = ",
        "SELECT matter FROM consent_holds WHERE subject_id = ",
    ];
    let mut all = Vec::new();
    for query in queries {
        let sql = format!("{query}'{subject_id}'");
        match sandbox.client() {
            Some(mut client) => all.extend(client.query(&sql, &[]).unwrap().iter().map(|row| row.get::<_, Vec<u8>>(0))),
            None => {
                let database = sandbox.database();
                let mut statement = database.prepare(&sql).unwrap();
                let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
                all.extend(rows.map(Result::unwrap));
            }
        }
    }
    assert!(all.len() >= 6, "{} sealed values", all.len());
    all
}

fn files_below(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            // What the server wrote ahead is its own, until it is written over.
            if path.file_name().is_none_or(|name| name != "pg_wal") {
                files_below(&path, all);
            }
        } else {
            all.push(path);
        }
    }
}

/// Every file that the store consists of.
fn files_of(sandbox: &Sandbox) -> Vec<PathBuf> {
    let mut all = Vec::new();
    match sandbox.client() {
        Some(mut client) => {
            client.batch_execute("CHECKPOINT").unwrap();
            let folder: String = client.query_one("SHOW data_directory", &[]).unwrap().get(0);
            let base: i64 = client
                .query_one("SELECT CAST(oid AS BIGINT) FROM pg_database WHERE datname = current_database()", &[])
                .unwrap()
                .get(0);
            files_below(&Path::new(&folder).join(format!("base/{base}")), &mut all);
        }
        None => files_below(sandbox.store().parent().unwrap(), &mut all),
    }
    all
}

/// The files that hold one of some texts.
fn holding(sandbox: &Sandbox, needles: &[Vec<u8>]) -> Vec<String> {
    let mut found = Vec::new();
    for path in files_of(sandbox) {
        let Ok(bytes) = fs::read(&path) else { continue };
        for (at, needle) in needles.iter().enumerate() {
            if bytes.windows(needle.len()).any(|window| window == needle) {
                found.push(format!("{} holds {at}", path.display()));
            }
        }
    }
    found
}

#[test]
fn a_certificate_is_shown_and_the_proof_stays() {
    let sandbox = recorded(Sandbox::new());
    let subject_id = subject_of(&sandbox, "jane.roe@example.com");
    let certificate = sandbox.run(&format!("{ERASE} -o json")).ok().json();
    assert_eq!(certificate["id"], subject_id);
    assert_eq!((&certificate["grants"], &certificate["events"]), (&2.into(), &4.into()));
    assert_eq!((&certificate["scrubbed"], &certificate["changed"]), (&true.into(), &true.into()));
    let list = fs::read_to_string(certificate["list"].as_str().unwrap()).unwrap();
    assert!(list.ends_with(&format!(" {subject_id} 2026-11-22T10:30:00.000Z\n")), "{list}");
    sandbox.run("audit verify").ok();
    sandbox.run("db check").ok();
    let kept = sandbox.run(&format!("consent list --subject {subject_id} --status all -o json --reveal")).ok().json();
    assert_eq!(kept.as_array().unwrap().len(), 2);
    for grant in kept.as_array().unwrap() {
        assert_eq!((&grant["subject"], &grant["user_agent"]), (&subject_id.clone().into(), &serde_json::Value::Null));
        assert_eq!(grant["source"], serde_json::Value::Null);
    }
    // A person of that name is another one from now on.
    sandbox.run(ERASE).fails(3);
    sandbox.run("consent check jane.roe@example.com --type analytics").fails(4);
    sandbox.run("consent grant jane.roe@example.com --type analytics").ok();
    assert_ne!(subject_of(&sandbox, "jane.roe@example.com"), subject_id);
    let again = sandbox.run(&format!("consent erase {subject_id} --confirm {subject_id} -o json")).ok().json();
    assert_eq!((&again["changed"], &again["scrubbed"]), (&false.into(), &true.into()));
    assert_eq!(again["erased_at"], "2026-11-22T10:30:00.000Z");
    sandbox.run("consent list --subject bob -o json --reveal --field user_agent").ok();
}

#[test]
fn what_a_forgotten_person_had_given_is_over() {
    let sandbox = recorded(Sandbox::on_a_file());
    let long_ago = "--at 2022-03-01 --expires 2023-03-01";
    sandbox.run(&format!("consent grant jane.roe@example.com --type third_party {long_ago}")).ok();
    sandbox.run("webhooks endpoints create https://hooks.invalid/ --name hook --event gatepost.consent.revoked").ok();
    let told = "SELECT count(*) FROM webhook_events WHERE type = 'gatepost.consent.revoked'";
    assert_eq!(sandbox.number(told), 0);
    sandbox.run("db backup old.db").ok();
    let subject_id = subject_of(&sandbox, "jane.roe@example.com");
    sandbox.advance("1d");
    sandbox.run(ERASE).ok();
    assert_eq!(sandbox.number(told), 1, "the one that was neither withdrawn before nor has expired");
    let history = format!("consent history {subject_id} --columns occurred_at,event,type -o csv");
    let after = sandbox.run(&history).ok().stdout;
    insta::assert_snapshot!(after.replace('\r', ""), @"
    occurred_at,event,type
    2026-11-23T10:30:00.000Z,terminated,analytics
    2026-11-22T09:30:00.000Z,given,analytics
    2026-11-22T09:30:00.000Z,withdrawn,marketing
    2026-11-22T09:30:00.000Z,given,marketing
    2023-03-01T23:59:59.999Z,terminated,third_party
    2022-03-01T00:00:00.000Z,given,third_party
    ");
    // Nobody can be asked any more, so nothing is to be mended.
    sandbox.run("consent revoke bob").ok();
    let report = sandbox.run("consent status -o json").ok().json();
    assert_eq!((&report["valid"], &report["reasons"]), (&0.into(), &serde_json::json!([])));
    // A backup that forgets the person again has the same.
    sandbox.advance("1d");
    sandbox.run("db restore old.db --yes").ok();
    assert_eq!(sandbox.run(&history).ok().stdout, after);
    sandbox.run("db check").ok();
    for (at, due) in [("2030-03-02T12:00:00Z", 1), ("2033-11-24T12:00:00Z", 3)] {
        sandbox.at(at);
        assert_eq!(sandbox.run("consent purge --dry-run -o json").ok().json()["due"], due, "{at}");
    }
}

#[test]
fn no_byte_of_a_person_is_left_in_the_files() {
    let sandbox = recorded(Sandbox::new());
    // An unfinished copy of somebody who was killed.
    if sandbox.client().is_none() {
        let draft = format!("{}.draft", sandbox.store().display());
        fs::copy(sandbox.store(), draft).unwrap();
    }
    let subject_id = subject_of(&sandbox, "jane.roe@example.com");
    let mut needles = sealed(&sandbox, &subject_id);
    needles.extend(PERSONAL.iter().map(|text| text.as_bytes().to_vec()));
    assert!(!holding(&sandbox, &needles).is_empty());
    let salts = sandbox.number("SELECT count(*) FROM audit_salts");
    sandbox.run(ERASE).ok();
    assert_eq!(holding(&sandbox, &needles), Vec::<String>::new());
    assert!(sandbox.number("SELECT count(*) FROM audit_salts") < salts);
    assert_eq!(sandbox.number("SELECT count(*) FROM marks WHERE name LIKE 'consent_traces%'"), 0);
}

#[test]
fn traces_that_were_left_are_told_and_taken_out_later() {
    for finish in ["doctor --fix", "consent erase SUBJECT --confirm SUBJECT"] {
        let sandbox = recorded(Sandbox::new());
        let subject_id = subject_of(&sandbox, "jane.roe@example.com");
        let needles = sealed(&sandbox, &subject_id);
        let certificate = sandbox.run(&format!("{ERASE} --no-scrub -o json")).ok().json();
        assert_eq!(certificate["scrubbed"], false);
        let found = sandbox.run("doctor --verbose").stdout;
        assert!(found.contains("name    erasure_traces\nstatus  warn\ndetail  1 erasure left traces"), "{found}");
        // What else doctor finds is not of this test.
        assert!([0, 11].contains(&sandbox.run(&finish.replace("SUBJECT", &subject_id)).exit));
        assert_eq!(holding(&sandbox, &needles), Vec::<String>::new());
        let found = sandbox.run("doctor --verbose").stdout;
        assert!(found.contains("name    erasure_traces\nstatus  ok\n"), "{found}");
    }
}

#[test]
fn the_same_command_finishes_what_was_broken_off() {
    let sandbox = recorded(Sandbox::on_a_file());
    let subject_id = subject_of(&sandbox, "jane.roe@example.com");
    let needles = sealed(&sandbox, &subject_id);
    // Somebody reads on and on, so that the log cannot be cut.
    let reader = sandbox.database();
    reader.execute_batch("BEGIN; SELECT count(*) FROM marks").unwrap();
    let run = sandbox.run(ERASE).fails(12);
    assert!(
        run.stderr.contains(&format!("{subject_id} is forgotten, but has left traces in the files")),
        "{}",
        run.stderr
    );
    sandbox.run("consent list --subject jane.roe@example.com").ok();
    drop(reader);
    let finished = sandbox.run(&format!("{ERASE} -o json")).ok().json();
    assert_eq!((&finished["id"], &finished["scrubbed"]), (&subject_id.into(), &true.into()));
    assert_eq!(holding(&sandbox, &needles), Vec::<String>::new());
    sandbox.run(ERASE).fails(3);
}

#[test]
fn only_the_subject_itself_confirms() {
    let sandbox = recorded(Sandbox::new());
    let before = sandbox.dump();
    for line in [
        "consent erase jane.roe@example.com",
        "consent erase jane.roe@example.com --yes",
        "consent erase jane.roe@example.com --confirm bob",
    ] {
        sandbox.run(line).fails(9);
    }
    let rehearsed = sandbox.run("consent erase jane.roe@example.com --dry-run -o json").ok().json();
    assert_eq!((&rehearsed["grants"], &rehearsed["scrubbed"]), (&2.into(), &false.into()));
    sandbox.run("consent erase nobody --confirm nobody").fails(3);
    assert_eq!(sandbox.dump(), before);
    assert!(!Path::new(rehearsed["list"].as_str().unwrap()).exists());
}

#[test]
fn nobody_is_forgotten_under_a_hold() {
    let sandbox = recorded(Sandbox::new());
    for matter in ["one", "two"] {
        sandbox.run(&format!("consent holds create jane.roe@example.com --matter {matter}")).ok();
    }
    let before = sandbox.dump();
    let run = sandbox.run(ERASE).fails(4);
    assert!(run.stderr.contains("is under 2 holds; nothing was changed"), "{}", run.stderr);
    assert_eq!(sandbox.dump(), before);
    let ids = sandbox.run("consent holds list --field id").ok().stdout;
    let (first, second) = ids.trim().split_once('\n').unwrap();
    sandbox.run(&format!("consent holds release {first}")).ok();
    sandbox.run(ERASE).fails(4);
    sandbox.run(&format!("consent holds release {second}")).ok();
    sandbox.run(ERASE).ok();
    sandbox.run(&format!("consent holds create {} --matter late", subject_of(&sandbox, "bob"))).ok();
}

#[test]
fn who_owns_something_must_give_it_away_first() {
    let sandbox = recorded(Sandbox::new());
    sandbox.run("tokens create ci --owner jane.roe@example.com").ok();
    sandbox.run("tokens create old --owner jane.roe@example.com").ok();
    sandbox.run("tokens revoke old").ok();
    let run = sandbox.run(&format!("{ERASE} -o json")).fails(5);
    let candidates = run.error()["candidates"].to_string();
    assert!(candidates.contains(" ci\"") && !candidates.contains(" old\""), "{candidates}");
    sandbox.run("tokens update ci --owner bob").ok();
    let certificate = sandbox.run(&format!("{ERASE} -o json")).ok().json();
    assert_eq!(certificate["disowned"].as_array().unwrap().len(), 1);
    assert_eq!(sandbox.number("SELECT count(*) FROM api_tokens WHERE owner LIKE 'jane%'"), 0);
    sandbox.run("audit verify").ok();
}

/// The entries of the trail in which a guess of a text can still be confirmed.
fn confirmed(sandbox: &Sandbox, guess: &str) -> usize {
    let sql = "SELECT s.salt, l.changes FROM audit_salts s JOIN audit_log l ON l.seq = s.seq";
    let rows: Vec<(Vec<u8>, String)> = match sandbox.client() {
        Some(mut client) => client.query(sql, &[]).unwrap().iter().map(|row| (row.get(0), row.get(1))).collect(),
        None => {
            let database = sandbox.database();
            let mut statement = database.prepare(sql).unwrap();
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
            rows.map(Result::unwrap).collect()
        }
    };
    let commitment = |salt: &[u8]| {
        HEXLOWER
            .encode(&Sha256::new().chain_update("gatepost-commit-v1").chain_update(salt).chain_update(guess).finalize())
    };
    rows.iter().filter(|(salt, changes)| changes.contains(&commitment(salt))).count()
}

#[test]
fn the_trail_confirms_no_guess_of_who_was_forgotten() {
    let sandbox = recorded(Sandbox::new());
    let spellings = ["jane.roe@example.com", "Jane.Roe@example.com", "JANE.ROE@EXAMPLE.COM"];
    for (number, owner) in spellings.iter().enumerate() {
        sandbox.run(&format!("tokens create ci-{number} --owner {owner}")).ok();
        sandbox.run(&format!("tokens export --owner {owner}")).ok();
        sandbox.run(&format!("tokens export -A --owner {owner}")).ok();
        sandbox.run(&format!("tokens update ci-{number} --owner bob")).ok();
        assert_eq!(confirmed(&sandbox, owner), 3);
    }
    sandbox.run(ERASE).ok();
    for guess in spellings {
        assert_eq!(confirmed(&sandbox, guess), 0, "{guess}");
    }
    assert_eq!(confirmed(&sandbox, "bob"), 3, "what is of others stays");
    sandbox.run("audit verify").ok();
}

#[test]
fn an_owner_is_the_person_in_any_spelling() {
    let sandbox = recorded(Sandbox::new());
    for (name, owner) in [("one", "Jane.Roe@example.com"), ("two", "JANE.ROE@EXAMPLE.COM"), ("other", "jane")] {
        sandbox.run(&format!("tokens create {name} --owner {owner}")).ok();
    }
    let told = sandbox.run("consent access jane.roe@example.com --out all.json -o json").ok().json();
    assert_eq!(told["tokens"], 2);
    let candidates = sandbox.run(&format!("{ERASE} -o json")).fails(5).error()["candidates"].to_string();
    assert!(candidates.contains(" one\"") && candidates.contains(" two\""), "{candidates}");
    for name in ["one", "two"] {
        sandbox.run(&format!("tokens revoke {name}")).ok();
    }
    sandbox.run(ERASE).ok();
    assert_eq!(sandbox.number("SELECT count(*) FROM api_tokens WHERE owner IS NOT NULL"), 1);
}

#[test]
fn a_restored_backup_forgets_again() {
    let sandbox = recorded(Sandbox::on_a_file());
    let subject_id = subject_of(&sandbox, "jane.roe@example.com");
    sandbox.run("consent holds create jane.roe@example.com --matter later").ok();
    sandbox.run("db backup old.db").ok();
    let needles = sealed(&sandbox, &subject_id);
    let hold = sandbox.run("consent holds list --field id").ok().stdout;
    sandbox.run(&format!("consent holds release {}", hold.trim())).ok();
    sandbox.run(ERASE).ok();
    let run = sandbox.run("db restore old.db --yes").ok();
    assert!(!run.stderr.contains("no list"), "{}", run.stderr);
    // The copy that the restore kept was made after the erasure.
    assert_eq!(holding(&sandbox, &needles), Vec::<String>::new());
    sandbox.run(ERASE).fails(3);
    sandbox.run("audit verify").ok();
    sandbox.run("doctor -o json --field checks").ok();
    // On another machine there is only the list.
    let list = format!("{}.erased", sandbox.store().display());
    let kept = fs::read(&list).unwrap();
    fs::remove_dir_all(sandbox.store().parent().unwrap()).unwrap();
    let run = sandbox.run("db restore old.db --no-input").fails(9);
    assert!(run.stderr.contains("there is no list of those who were forgotten"), "{}", run.stderr);
    fs::create_dir_all(sandbox.store().parent().unwrap()).unwrap();
    fs::write(&list, kept).unwrap();
    let run = sandbox.run("db restore old.db --yes").ok();
    assert!(!run.stderr.contains("no list"), "{}", run.stderr);
    sandbox.run(ERASE).fails(3);
    assert_eq!(holding(&sandbox, &needles), Vec::<String>::new());
    // Without it they are back, which is said.
    fs::remove_dir_all(sandbox.store().parent().unwrap()).unwrap();
    let run = sandbox.run("db restore old.db --yes").ok();
    assert!(run.stderr.contains("there is no list of those who were forgotten"), "{}", run.stderr);
    assert_eq!(subject_of(&sandbox, "jane.roe@example.com"), subject_id);
}

#[test]
fn a_file_that_was_copied_back_is_not_worked_on() {
    let sandbox = recorded(Sandbox::on_a_file());
    sandbox.run("db backup old.db").ok();
    sandbox.run(ERASE).ok();
    fs::copy(sandbox.home().join("old.db"), sandbox.store()).unwrap();
    sandbox.write("more.csv", "subject,type,status,given_at\neve,marketing,valid,2026-01-01\n");
    for line in [
        "consent list",
        "consent grant eve --type marketing",
        "consent check bob --type marketing",
        "consent import more.csv",
        "consent purge --dry-run",
    ] {
        let run = sandbox.run(line).fails(5);
        assert!(run.stderr.contains("it still has 1 subject of those who were forgotten since"), "{}", run.stderr);
    }
    sandbox.run("tokens list").ok();
    sandbox.run("doctor --fix").ok();
    sandbox.run("consent grant eve --type marketing").ok();
    sandbox.run(ERASE).fails(3);
}

#[test]
fn a_list_that_lacks_somebody_is_completed() {
    let sandbox = recorded(Sandbox::new());
    let list = sandbox.run(&format!("{ERASE} --field list")).ok().stdout.trim().to_owned();
    let kept = fs::read(&list).unwrap();
    fs::remove_file(&list).unwrap();
    let found = sandbox.run("doctor --verbose").stdout;
    assert!(found.contains("name    erasure_list\nstatus  warn\ndetail  1 erasure not on "), "{found}");
    sandbox.run("consent erase bob --confirm bob").ok();
    let all = fs::read(&list).unwrap();
    assert!(all.starts_with(&kept) && all.iter().filter(|byte| **byte == b'\n').count() == 2);
    fs::write(&list, "nonsense\n").unwrap();
    let found = sandbox.run("doctor --verbose").fails(8).stdout;
    assert!(found.contains("line 1 of ") && found.contains("is damaged"), "{found}");
}

#[test]
fn two_at_once_forget_once() {
    let sandbox = recorded(Sandbox::new());
    let subject_id = subject_of(&sandbox, "jane.roe@example.com");
    let line = format!("consent erase {subject_id} --confirm {subject_id} -o json");
    let runs: Vec<_> = (0..4).map(|_| sandbox.spawn(&line)).collect();
    let mut changed = 0;
    for run in runs {
        changed += i32::from(run.wait().ok().json()["changed"] == true);
    }
    assert_eq!(changed, 1);
    assert_eq!(sandbox.number("SELECT count(*) FROM consent_erasures"), 1);
    assert_eq!(sandbox.number("SELECT count(*) FROM audit_log WHERE action = 'consent.erase'"), 1);
    sandbox.run("audit verify").ok();
}

#[test]
fn whoever_is_forgotten_while_an_export_runs_is_in_it_wholly() {
    let sandbox = Sandbox::new();
    let jane = "jane.roe@example.com";
    sandbox.run(&format!("consent grant {jane} --type marketing --user-agent JaneBrowser/7")).ok();
    let rows: String = (0..3_000).map(|number| format!("user-{number},marketing,valid,2026-01-01\n")).collect();
    sandbox.input(format!("subject,type,status,given_at\n{rows}")).run("consent import -").ok();
    sandbox.advance("1s");
    sandbox.run(&format!("consent grant {jane} --type analytics --user-agent JaneBrowser/7")).ok();
    let export = "consent export -o jsonl --columns subject,type,user_agent,policy_sha256,evidence_sha256";
    let mut running = sandbox.start(export).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines().map(Result::unwrap);
    // The first row is out, and the rest does not fit into the pipe.
    let first = lines.next().unwrap();
    sandbox.run(&format!("{ERASE} --no-scrub")).ok();
    let rest: Vec<String> = lines.collect();
    assert!(running.wait().unwrap().success());
    let of_jane = |text: &str| text.contains(jane) && text.contains("JaneBrowser/7");
    assert!(of_jane(&first) && of_jane(rest.last().unwrap()), "{first}\n{:?}", rest.last());
    assert_eq!(rest.len(), 3_001);
    let after = sandbox.run(export).ok().stdout;
    assert!(!after.contains("Jane") && !after.contains(jane));
    assert_eq!((after.lines().count(), after.matches("\"sub_").count()), (3_002, 2));
}

#[test]
fn an_erasure_waits_for_another_who_moves_the_log() {
    let sandbox = Sandbox::on_a_file();
    let names = ["dan", "eve", "fay", "gus"];
    for name in names {
        sandbox.run(&format!("consent grant {name} --type marketing")).ok();
    }
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            let other = sandbox.database();
            while !stop.load(Ordering::Relaxed) {
                let _ = other.execute_batch("PRAGMA wal_checkpoint(PASSIVE)");
            }
        });
        let erased = names.map(|name| sandbox.run(&format!("consent erase {name} --confirm {name} --field scrubbed")));
        stop.store(true, Ordering::Relaxed);
        for run in erased {
            assert_eq!(run.ok().stdout, "true\n");
        }
    });
}
