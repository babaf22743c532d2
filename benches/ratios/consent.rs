//! Consent: how fast a file of another system comes in, how soon the store answers for a person, and what it costs to
//! take consents out.
//!
//! The store is what an import leaves, so that every seal, event and audit entry in it is one that the program wrote:
//! `db check`, `audit verify` and `keys check` hold.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use gatepost::domain::time::{DAY, Millis};
use gatepost::world::World;
use rusqlite::Connection;

use crate::bench::{Bench, remove};
use crate::compare::{each, literal};
use crate::measure::{Run, interleaved, once};
use crate::stores::noise;
use crate::table::{Row, bytes, time};

/// The consents of a small store, beside which memory is to be the same.
const FEW: u64 = 10_000;
/// The consents of a person: one to a newsletter, one to analytics.
const EACH: u64 = 2;
/// Of so many people one has withdrawn, one refused, what one gave has expired, and what one gave is stale.
const KINDS: u64 = 20;

const HEADER: &str = "subject,type,purpose,status,policy,policy_version,locale,method,source,ip,user_agent,\
    evidence_sha256,given_at,expires_at,withdrawn_at,reason";

/// A person as others name one.
fn reference(person: u64) -> String {
    format!("user{person}@example.com")
}

/// One of so many consents as another system has it: in the order in which they were given, the last forty days ago.
fn line(text: &mut String, number: u64, count: u64, now: Millis) {
    let (person, noise) = (number / EACH, noise(number));
    let (kind, purpose) = if number.is_multiple_of(EACH) { ("marketing", "newsletter") } else { ("analytics", "") };
    let ago = (count - number) * (600 * DAY).unsigned_abs() / count;
    let begun = now.0 - 40 * DAY - ago.cast_signed();
    let at = |days: i64| Millis(begun + days * DAY).to_string();
    let (status, version, expires, ended, reason) = match person % KINDS {
        0 => ("withdrawn", 2, at(730), at(3), "no longer wanted"),
        1 => ("refused", 2, String::new(), String::new(), ""),
        2 => ("expired", 2, at(30), String::new(), ""),
        3 => ("stale", 1, at(730), String::new(), ""),
        _ => ("valid", 2, at(730), String::new(), ""),
    };
    let [a, b, c, d, ..] = noise.to_be_bytes();
    let (who, given, locale) = (reference(person), at(0), ["en-GB", "de-DE", "pt-BR"][usize::from(a) % 3]);
    let _ = write!(
        text,
        "{who},{kind},{purpose},{status},privacy,{version},{locale},web_form,https://shop.example.com/checkout/{c},\
         198.18.{a}.{b},\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{d}.0.0.0 \
         Safari/537.36\",{noise:064x},{given},{expires},{ended},{reason}"
    );
}

/// Makes a store of so many consents from a file.
fn imported(bench: &Bench, count: u64) -> (PathBuf, Run) {
    eprintln!("importing {count} consents …");
    let now = World::real().now();
    let file = bench.lines("consents.csv", count + 1, |text, number| match number.checked_sub(1) {
        None => text.push_str(HEADER),
        Some(number) => line(text, number, count, now),
    });
    let store = place(bench, count);
    remove(&store);
    once(&mut bench.gatepost(&store, &["init"]));
    let policy = bench.lines("policy.txt", 1, |text, _| text.push_str("What your address is used for"));
    for version in [["privacy@1"].as_slice(), &["privacy@2", "--material"]] {
        once(bench.gatepost(&store, &["consent", "policies", "publish"]).args(version).arg("--file").arg(&policy));
    }
    once(&mut bench.gatepost(&store, &["consent", "purposes", "create", "newsletter", "--type", "marketing"]));
    let run = once(bench.gatepost(&store, &["consent", "import"]).arg(&file));
    (store, run)
}

/// Where a store of so many consents is.
fn place(bench: &Bench, count: u64) -> PathBuf {
    bench.folder.join(format!("consents-{count}.db"))
}

/// A store of so many consents, made unless it is there.
fn built(bench: &Bench, count: u64) -> PathBuf {
    let store = place(bench, count);
    if store.exists() { store } else { imported(bench, count).0 }
}

/// A million consents from a file, each with its event, its seals and its audit entry.
pub fn import(bench: &Bench) -> Vec<Row> {
    let count = bench.scale.tokens;
    let ((_, small), (_, run)) = (imported(bench, FEW), imported(bench, count));
    let cost = each(count, run.wall);
    let row = Row {
        what: format!("`consent import` of {count} for {} people, sealed and audited", count / EACH),
        figure: format!("{}, {} each, {} of CPU", time(run.wall), time(cost), time(each(count, run.cpu))),
        ..Row::blank()
    };
    let row = row.goal("60 s a million", cost <= Duration::from_micros(60));
    vec![row, memory("`consent import`", "64 MB", 64_000_000, (count, run), small)]
}

/// The memory that something takes over many consents, and over few.
fn memory(what: &str, words: &str, most: u64, (count, many): (u64, Run), few: Run) -> Row {
    let row = Row {
        what: format!("memory of {what} of {count}"),
        figure: bytes(many.memory),
        beside: format!("of {FEW}: {}", bytes(few.memory)),
        ..Row::blank()
    };
    row.goal(words, many.memory.max(few.memory) <= most)
}

/// What a store of many consents answers, and what it costs to take them out.
pub fn consents(bench: &Bench) -> Vec<Row> {
    let (small, (store, other)) = (built(bench, FEW), bench.copies(&built(bench, bench.scale.tokens)));
    let mut rows = exports(bench, &small, &store, &other);
    let people = People::of(&other, bench.scale.tokens / EACH);
    rows.extend(check(bench, &people, &store, &other));
    rows.extend(history(bench, &people, &store, &other));
    rows.push(status(bench, &store, &other));
    rows.push(erase(bench, &people, &store, &other));
    rows
}

/// What an export writes of each consent, withheld columns and times as it writes them.
const REDACTED: &str = "SELECT g.subject_id AS subject, g.type, g.purpose, g.legal_basis,
    CASE WHEN g.state <> 'given' THEN g.state WHEN g.expires_at <= unixepoch() * 1000 THEN 'expired'
        WHEN EXISTS (SELECT 1 FROM consent_policies m WHERE m.workspace = p.workspace AND m.name = p.name
            AND m.material = 1 AND m.number > p.number) THEN 'stale' ELSE 'valid' END AS status,
    p.name AS policy, p.version AS policy_version, lower(hex(p.sha256)) AS policy_sha256, g.locale, g.method,
    '***' AS source, '***' AS ip, '***' AS user_agent, '***' AS evidence_sha256,
    strftime('%Y-%m-%dT%H:%M:%fZ', g.given_at / 1000.0, 'unixepoch') AS given_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', g.decided_at / 1000.0, 'unixepoch') AS decided_at,
    strftime('%Y-%m-%dT%H:%M:%fZ', g.expires_at / 1000.0, 'unixepoch') AS expires_at,
    CASE WHEN g.state NOT IN ('given', 'refused')
        THEN strftime('%Y-%m-%dT%H:%M:%fZ', g.decided_at / 1000.0, 'unixepoch') END AS withdrawn_at,
    '***' AS reason
    FROM consent_grants g LEFT JOIN consent_policies p ON p.id = g.policy_id
    WHERE g.workspace = 'default' ORDER BY g.id";

/// The same with every column as it is kept: nothing is computed.
const BARE: &str =
    "SELECT g.subject_id, g.type, g.purpose, g.legal_basis, g.state, p.name, p.version, p.sha256, g.locale,
    g.method, '***', '***', '***', '***', g.given_at, g.decided_at, g.expires_at, g.recorded_at, '***'
    FROM consent_grants g LEFT JOIN consent_policies p ON p.id = g.policy_id
    WHERE g.workspace = 'default' ORDER BY g.id";

/// Exports into a file, guarded and with its digest, beside the shell that writes the same rows redacted.
fn exports(bench: &Bench, small: &Path, store: &Path, other: &Path) -> Vec<Row> {
    let (mine, theirs) = (bench.folder.join("mine.out"), bench.folder.join("theirs.out"));
    let export = |store: &Path, words: &str| {
        // It is not there the first time.
        let _ = fs::remove_file(&mine);
        let mut command = bench.gatepost(store, &["consent", "export"]);
        command.args(words.split(' ')).arg("--out").arg(&mine);
        command
    };
    let shell = |mode: &str, select: &str| {
        let mut command = bench.program(&bench.sqlite, &[]);
        command.arg(other).arg(format!(".mode {mode}")).args([".headers on"]);
        command.arg(format!(".once {}", theirs.display())).arg(select);
        command
    };
    let subjects = "--redact source,ip,user_agent,evidence_sha256,reason";
    let withheld = "--profile support";
    once(&mut export(store, withheld));
    once(&mut shell("csv", REDACTED));
    once(Command::new("cmp").arg(&mine).arg(&theirs));
    let mut rows = Vec::new();
    for (what, words, mode, select, most) in [
        ("csv, redacted", withheld, "csv", REDACTED, 1.0),
        ("csv, redacted", withheld, "csv", BARE, f64::INFINITY),
        ("csv, the subject opened", subjects, "csv", REDACTED, 2.5),
        ("csv, everything opened", "--profile full", "csv", REDACTED, f64::INFINITY),
        ("jsonl, redacted", "--profile support -o jsonl", "json", REDACTED, 1.0),
        ("jsonl, the subject opened", &format!("{subjects} -o jsonl"), "json", REDACTED, 2.5),
    ] {
        let (mine, beside) = interleaved(bench.scale.long, |_| export(store, words), |_| shell(mode, select));
        let rows_of = if select == BARE { "bare columns" } else { "the same rows redacted" };
        let what = format!("`consent export` of {}: {what}", bench.scale.tokens);
        let row = Row::of(what, &format!("`sqlite3 -{mode}`, {rows_of}"), (&mine, &beside), 0.0);
        let ratio = row.cpu.unwrap_or(f64::INFINITY);
        let figure = format!("{}, {} of CPU", time(mine.wall(0.0)), time(mine.cpu(0.0)));
        let row = row.figure(figure);
        rows.push(if most.is_finite() { row.goal(&format!("{most:.1} × CPU"), ratio <= most) } else { row });
    }
    let [few, many] = [small, store].map(|store| once(&mut export(store, "--profile full")));
    rows.push(memory("`consent export`, everything opened", "16 MB", 16_000_000, (bench.scale.tokens, many), few));
    rows
}

/// Some of those whose consents are valid: reference, pseudonym, and the digest by which they are found.
struct People(Vec<(String, String, [u8; 32])>);

impl People {
    fn of(store: &Path, count: u64) -> People {
        let connection = Connection::open(store).expect("the store");
        let sql = "SELECT subject_id, lookup FROM consent_identities WHERE rowid = ?1";
        let mut find = connection.prepare(sql).expect("a statement");
        let mut some = |run: u64| {
            let person = noise(run) % (count / KINDS) * KINDS + 4 + run % (KINDS - 4);
            let row = i64::try_from(person + 1).expect("a row");
            // They came in one after the other.
            let (id, lookup) = find.query_row([row], |row| Ok((row.get(0)?, row.get(1)?))).expect("a person");
            (reference(person), id, lookup)
        };
        People((0..1_001).map(&mut some).collect())
    }

    fn get(&self, run: u64) -> &(String, String, [u8; 32]) {
        &self.0[usize::try_from(run).expect("a run") % self.0.len()]
    }
}

fn check(bench: &Bench, people: &People, store: &Path, other: &Path) -> Vec<Row> {
    let (mine, beside) = interleaved(
        1_000,
        |run| bench.gatepost(store, &["consent", "check", &people.get(run).0, "--type", "analytics"]),
        |run| {
            let lookup = literal(&people.get(run).2);
            bench.sqlite(
                other,
                &format!(
                    "SELECT g.id, g.state, g.given_at, g.expires_at, p.name, p.version FROM consent_identities i
                    JOIN consent_grants g ON g.subject_id = i.subject_id LEFT JOIN consent_policies p ON p.id = g.policy_id
                    WHERE i.lookup = {lookup} AND g.type = 'analytics' AND g.purpose = 'analytics'"
                ),
            )
        },
    );
    let row = |what: &str, share: f64| {
        let row = Row::of(
            format!("`consent check`, 1,000 in a row: {what}"),
            "`sqlite3`, the SELECT of that grant",
            (&mine, &beside),
            share,
        );
        let ratio = row.wall.unwrap_or(f64::INFINITY);
        row.goal("1.2 ×", ratio <= 1.2)
    };
    vec![row("minimum", 0.0), row("median", 0.5), row("p99", 0.99)]
}

fn history(bench: &Bench, people: &People, store: &Path, other: &Path) -> Vec<Row> {
    let (mine, beside) = interleaved(
        bench.scale.short,
        |run| bench.gatepost(store, &["consent", "history", &people.get(run).0]),
        |run| {
            bench.sqlite(
                other,
                &format!(
                    "SELECT e.*, p.name, p.version, p.sha256, v.sealed FROM consent_grants g
                    JOIN consent_events e ON e.grant_id = g.id LEFT JOIN consent_policies p ON p.id = e.policy_id
                    LEFT JOIN consent_private v ON v.grant_id = e.grant_id AND v.number = e.number
                    WHERE g.subject_id = '{}' ORDER BY e.occurred_at DESC",
                    people.get(run).1
                ),
            )
        },
    );
    let row = |what: &str, share: f64| {
        let what = format!("`consent history` of a person, whole process: {what}");
        let row = Row::of(what, "`sqlite3`, the SELECT of the events", (&mine, &beside), share);
        row.goal("5 ms", mine.wall(share) <= Duration::from_millis(5))
    };
    vec![row("median", 0.5), row("p99", 0.99)]
}

fn status(bench: &Bench, store: &Path, other: &Path) -> Row {
    let count = "SELECT type, purpose, legal_basis, state, policy_id, evidence, count(*), min(id) FROM consent_grants
        WHERE workspace = 'default' GROUP BY 1, 2, 3, 4, 5, 6";
    let (mine, beside) = interleaved(
        bench.scale.long,
        |_| bench.gatepost(store, &["consent", "status"]),
        |_| bench.sqlite(other, count),
    );
    let what = format!("`consent status` of {}", bench.scale.tokens);
    let row = Row::of(what, "`sqlite3`, one GROUP BY", (&mine, &beside), 0.0);
    row.goal("1 s", mine.wall(0.0) <= Duration::from_secs(1))
}

fn erase(bench: &Bench, people: &People, store: &Path, other: &Path) -> Row {
    let (mine, beside) = interleaved(
        bench.scale.long,
        |run| {
            let (who, ..) = people.get(run);
            bench.gatepost(store, &["consent", "erase", who, "--confirm", who, "--no-scrub"])
        },
        |run| {
            let which = format!("WHERE subject_id = '{}'", people.get(run).1);
            let delete = |table: &str| format!("DELETE FROM consent_{table} {which};");
            bench.sqlite(other, &["private", "imports", "identities"].map(delete).concat())
        },
    );
    let row = Row::of("`consent erase --no-scrub`", "`sqlite3`, its DELETEs", (&mine, &beside), 0.0);
    row.goal("1 s", mine.wall(0.0) <= Duration::from_secs(1))
}
