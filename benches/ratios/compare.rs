//! What is compared with what, and the goal of each.

use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::bench::Bench;
use crate::measure::{Series, interleaved, meanwhile, once};
use crate::postgres;
use crate::stores::{OWNERS, hash_of, name, noise, owner, secret};
use crate::table::{Row, bytes, time};

/// A comparison: it runs, and returns lines of the table.
type Comparison = fn(&Bench) -> Vec<Row>;

/// Every comparison, in the order of the table.
pub const ALL: &[(&str, Comparison)] = &[
    ("start", start),
    ("show", show),
    ("list", list),
    ("complete", complete),
    ("verify", verify),
    ("batch", batch),
    ("malformed", malformed),
    ("export", export),
    ("revoke", revoke),
    ("audit", audit),
    ("import", import),
    ("usage", usage),
    ("scan", scan),
    ("maintain", maintain),
    ("move", moved),
    ("seal", crate::seal::seal),
    ("webhooks", crate::webhooks::webhooks),
    ("consent-import", crate::consent::import),
    ("consents", crate::consent::consents),
    ("postgres", postgres::compare),
];

/// What `tokens show` and `tokens list` read.
const TOKENS: &str = "SELECT id, workspace, name, prefix, scopes, tier, rate_limits, owner, env, allow_ips, metadata,
    created_at, created_by, not_before, expires_at, disabled_at, rotated_at, previous_prefix, previous_expires_at,
    revoked_at, revoked_reason, last_used_at, previous_last_used_at
    FROM api_tokens LEFT JOIN api_limits ON token_id = id";

fn start(bench: &Bench) -> Vec<Row> {
    let words = ["--version", "--help"].map(|word| {
        let mine = |_| bench.program(&bench.gatepost, &[word]);
        let (mine, beside) = interleaved(bench.scale.short, mine, |_| bench.program(Path::new("/bin/true"), &[]));
        Row::of(format!("`{word}`"), "`/bin/true`", (&mine, &beside), 0.0).at_most(1.5)
    });
    words.into()
}

fn show(bench: &Bench) -> Vec<Row> {
    let (store, other) = bench.tokens();
    let (mine, beside) = interleaved(
        bench.scale.short,
        |run| bench.gatepost(&store, &["tokens", "show", &name(bench.pick(run))]),
        |run| {
            let name = name(bench.pick(run));
            let which = format!("workspace = 'default' AND name = '{name}' AND revoked_at IS NULL");
            bench.sqlite(&other, &format!("{TOKENS} WHERE {which}"))
        },
    );
    vec![Row::of("`tokens show NAME`", "`sqlite3`, the SELECT", (&mine, &beside), 0.0).at_most(1.0)]
}

fn list(bench: &Bench) -> Vec<Row> {
    let (store, other) = bench.tokens();
    // Kept from the index over expiry, as our own statement is, else the shell would sort a million rows.
    let live = "workspace = 'default' AND revoked_at IS NULL AND +expires_at > unixepoch() * 1000";
    let select = format!("{TOKENS} WHERE {live} ORDER BY id DESC LIMIT 50");
    let formats = ["table", "json"].map(|format| {
        let (mine, beside) = interleaved(
            bench.scale.short,
            |_| bench.gatepost(&store, &["tokens", "list", "--limit", "50", "-o", format]),
            |_| bench.sqlite(&other, &select),
        );
        let what = format!("`tokens list --limit 50 -o {format}`");
        Row::of(what, "`sqlite3`, the SELECT", (&mine, &beside), 0.0).at_most(1.0)
    });
    formats.into()
}

fn complete(bench: &Bench) -> Vec<Row> {
    let (store, _) = bench.tokens();
    let line = |run| {
        let name = name(bench.pick(run));
        format!("gatepost tokens show {}", &name[..name.len() - 1])
    };
    let (mine, beside) = interleaved(
        bench.scale.short,
        |run| bench.gatepost(&store, &["complete-line", "bash", &line(run), ":=", "9"]),
        |_| bench.gatepost(&store, &["--version"]),
    );
    vec![Row::of("a name completed at a TAB", "`gatepost --version`", (&mine, &beside), 0.0).at_most(2.5)]
}

fn verify(bench: &Bench) -> Vec<Row> {
    let (store, other) = bench.tokens();
    let (mine, beside) = interleaved(
        1_000,
        |run| {
            let mut command = bench.gatepost(&store, &["tokens", "verify", "--scope", "orders:read"]);
            command.env("GATEPOST_TOKEN", secret(bench.pick(run)).expose());
            command
        },
        |run| bench.sqlite(&other, &format!("{} WHERE hash = {}", VERIFY, literal(&hash_of(bench.pick(run))))),
    );
    let row = |what: &str, share: f64| {
        let what = format!("`tokens verify`, 1,000 in a row: {what}");
        Row::of(what, "`sqlite3`, one SELECT", (&mine, &beside), share).at_most(1.2)
    };
    vec![row("minimum", 0.0), row("median", 0.5), row("p99", 0.99)]
}

/// The read of a verification.
const VERIFY: &str = "SELECT id, scopes, tier, rate_limits, expires_at, revoked_at FROM api_tokens";

/// Bytes as SQL.
pub fn literal(bytes: &[u8]) -> String {
    let mut text = "x'".to_owned();
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text + "'"
}

fn batch(bench: &Bench) -> Vec<Row> {
    let (store, other) = bench.tokens();
    let count = bench.scale.tokens / 5;
    let everything = r#""scopes":["orders:read","invoices:read"],"ip":"192.0.2.1","resource":"GET /orders""#;
    let lines = |count: u64| {
        bench.lines(&format!("lines-{count}"), count, |text, number| {
            let token = secret(bench.pick(number));
            let _ = write!(text, "{{\"token\":\"{}\",{everything}}}", token.expose());
        })
    };
    let script = bench.lines("script", count, |text, number| {
        let token = format!("hash = {}", literal(&hash_of(bench.pick(number))));
        if number == 0 {
            text.push_str("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE;\n");
        } else if number % 500 == 0 {
            text.push_str("COMMIT; BEGIN IMMEDIATE;\n");
        }
        let _ = write!(
            text,
            "{VERIFY} WHERE {token};
             INSERT INTO api_limits SELECT id, 1, '60000000:1', 1, NULL FROM api_tokens WHERE {token}
             ON CONFLICT (token_id) DO UPDATE SET at = excluded.at, levels = excluded.levels;
             INSERT INTO api_usage_log (at, nonce, token_id, outcome, resource, address)
             SELECT unixepoch() * 1000, random(), id, 'valid', 'GET /orders', NULL FROM api_tokens WHERE {token};{}",
            if number + 1 == count { " COMMIT;" } else { "" }
        );
    });
    let input = lines(count);
    let verify = |input: &Path| {
        let mut command = bench.gatepost(&store, &["tokens", "verify", "--batch"]);
        command.stdin(File::open(input).expect("the lines"));
        command
    };
    let (mine, beside) = interleaved(
        bench.scale.long,
        |_| verify(&input),
        |_| {
            let mut command = bench.program(&bench.sqlite, &["-batch"]);
            command.arg(&other).stdin(File::open(&script).expect("the script"));
            command
        },
    );
    let (rate, cpu) = (rate(count, mine.wall(0.0)), each(count, mine.cpu(0.0)));
    let row = Row::of(
        "`tokens verify --batch`, everything on",
        "`sqlite3`, its three statements as a script",
        (&mine, &beside),
        0.0,
    );
    let figure = format!("{rate:.0}/s, {} CPU each", time(cpu));
    let met = rate >= 25_000.0 && cpu <= Duration::from_micros(40);
    let row = row.figure(figure).goal("25,000/s, 40 µs CPU each", met);
    vec![row, flat("`tokens verify --batch`", bench.scale.tokens, |count| verify(&lines(count)))]
}

fn malformed(bench: &Bench) -> Vec<Row> {
    let count = 1_000_000;
    let lines = |count: u64| {
        bench.lines(&format!("malformed-{count}"), count, |text, number| {
            let _ = write!(text, "gp_live_{number:033}");
        })
    };
    let input = lines(count);
    // A store that is not there: opening it would fail.
    let absent = bench.folder.join("absent.db");
    let verify = |input: &Path| {
        let mut command = bench.gatepost(&absent, &["tokens", "verify", "--batch"]);
        command.stdin(File::open(input).expect("the lines"));
        command
    };
    let (mine, beside) = interleaved(
        bench.scale.long,
        |_| verify(&input),
        |_| {
            let mut command = bench.program(Path::new("/usr/bin/wc"), &["-w"]);
            command.stdin(File::open(&input).expect("the lines"));
            command
        },
    );
    let rate = rate(count, mine.wall(0.0));
    let row = Row::of("malformed tokens in `--batch`, no store opened", "`wc -w` of the lines", (&mine, &beside), 0.0);
    let row = row.figure(format!("{rate:.0}/s")).goal("1,000,000/s", rate >= 1e6);
    vec![row, flat("malformed tokens in `--batch`", count, |count| verify(&lines(count)))]
}

fn export(bench: &Bench) -> Vec<Row> {
    let (store, other) = bench.tokens();
    let list = |words: &[&str]| bench.gatepost(&store, &[&["tokens", "list", "--status", "all"], words].concat());
    let select = format!("{TOKENS} WHERE workspace = 'default' ORDER BY id DESC");
    let (mine, beside) = interleaved(
        bench.scale.long,
        |_| list(&["-o", "csv"]),
        |_| {
            let mut command = bench.program(&bench.sqlite, &["-csv"]);
            command.arg(&other).arg(&select);
            command
        },
    );
    let row = Row::of("`tokens list -o csv` of all tokens", "`sqlite3 -csv`, the SELECT", (&mine, &beside), 0.0);
    vec![
        row.at_most(1.0),
        flat("`tokens list -o jsonl`", bench.scale.tokens, |count| {
            list(&["--limit", &count.to_string(), "-o", "jsonl"])
        }),
    ]
}

fn revoke(bench: &Bench) -> Vec<Row> {
    let (store, other) = bench.tokens();
    let count = bench.scale.tokens / OWNERS;
    let (mine, beside): (Series, Series) = interleaved(
        bench.scale.long,
        |run| bench.gatepost(&store, &["tokens", "revoke", "--owner", &owner(run), "--reason", "left", "--yes"]),
        |run| {
            let which = format!("workspace = 'default' AND owner = '{}' AND revoked_at IS NULL", owner(run));
            let set = "revoked_at = unixepoch() * 1000, revoked_reason = 'left'";
            bench.sqlite(&other, &format!("UPDATE api_tokens SET {set} WHERE {which}"))
        },
    );
    let what = format!("`tokens revoke --owner`, {count} of {}, audited", bench.scale.tokens);
    let row = Row::of(what, "`sqlite3`, the bare UPDATE", (&mine, &beside), 0.0);
    let (wall, above) = (mine.wall(0.0), mine.cpu(0.0).saturating_sub(beside.cpu(0.0)));
    let figure = format!("{}, {} each", time(wall), time(each(count, wall)));
    let row = row.figure(figure).goal("2 s, 20 µs each", each(count, wall) <= Duration::from_micros(20));
    let entry = Row {
        what: "an audit entry in it: at most what the UPDATE does not cost".to_owned(),
        figure: format!("{} CPU", time(each(count, above))),
        ..Row::blank()
    };
    vec![row, entry.goal("10 µs", each(count, above) <= Duration::from_micros(10))]
}

fn audit(bench: &Bench) -> Vec<Row> {
    let count = bench.scale.entries;
    let (store, other) = bench.stores("audit", count);
    let read = "SELECT sum(length(actor) + length(os_user) + length(host) + length(workspace) + length(action)
        + length(object) + length(changes) + length(leaf_hash)) FROM audit_log";
    let (mine, beside) =
        interleaved(bench.scale.long, |_| bench.gatepost(&store, &["audit", "verify"]), |_| bench.sqlite(&other, read));
    let row = Row::of(format!("`audit verify`, {count} entries"), "`sqlite3`, reading them", (&mine, &beside), 0.0);
    let cost = each(count, mine.wall(0.0));
    let figure = format!("{} an entry", time(cost));
    vec![row.figure(figure).goal("1.5 µs an entry", cost <= Duration::from_nanos(1_500))]
}

fn import(bench: &Bench) -> Vec<Row> {
    let (store, other) = bench.tokens();
    let count = 100_000;
    // Each run has tokens of its own, behind those that the store has.
    let file = |run: u64| {
        bench.lines(&format!("import-{run}.csv"), count + 1, |text, line| match line {
            0 => text.push_str("hash,name,scopes,owner"),
            _ => {
                let number = bench.scale.tokens + run * count + line;
                let hash = literal(&hash_of(number)).replace(['x', '\''], "");
                let _ = write!(text, "{hash},{},orders:read,{}", name(number), owner(line % OWNERS));
            }
        })
    };
    let files: Vec<_> = (0..bench.scale.long).map(file).collect();
    let mut catalogue = bench.gatepost(&store, &["tokens", "scopes", "create", "orders:read", "--if-absent"]);
    once(&mut catalogue);
    let (mine, beside) = interleaved(
        bench.scale.long,
        |run| {
            let mut command = bench.gatepost(&store, &["tokens", "import", "-o", "jsonl"]);
            command.arg(&files[run as usize]);
            command
        },
        |run| {
            let mut command = bench.sqlite(&other, "CREATE TEMP TABLE new (hash, name, scopes, owner)");
            command.arg(format!(".import --csv --skip 1 {} new", files[run as usize].display())).arg(INSERT);
            command
        },
    );
    let what = format!("`tokens import` of {count} into {}, audited", bench.scale.tokens);
    let row = Row::of(what, "`sqlite3`, `.import` and the bare INSERT", (&mine, &beside), 0.0);
    let wall = mine.wall(0.0);
    let figure = format!("{}, {} each", time(wall), time(each(count, wall)));
    vec![row.figure(figure).goal("3 s", wall <= Duration::from_secs(3))]
}

/// What an import writes, without its audit entry.
const INSERT: &str =
    "INSERT INTO api_tokens (id, tail, workspace, name, hash, prefix, scopes, tier, owner, env, allow_ips,
    metadata, created_at, created_by, expires_at)
    SELECT 'tok_' || substr(hash, 1, 26), substr(hash, 21, 6), 'default', name, CAST(hash AS BLOB), substr(hash, 1, 8),
    scopes, 'free', owner, 'live', '', '{}', unixepoch() * 1000, 'bench', (unixepoch() + 7776000) * 1000 FROM new;
    INSERT INTO api_token_scopes SELECT 'tok_' || substr(hash, 1, 26), scopes FROM new";

fn usage(bench: &Bench) -> Vec<Row> {
    let count = bench.scale.tokens * 10;
    let (store, other) = bench.stores("usage", count);
    let row = |words: &str, beside: &str, goal: Duration| {
        let split: Vec<&str> = words.split(' ').collect();
        let (mine, beside) = interleaved(
            bench.scale.short / 10,
            |_| bench.gatepost(&store, &split),
            |_| bench.sqlite(&other, &format!("{beside} GROUP BY 1")),
        );
        let row = Row::of(format!("`{words}`, {count} calls"), "`sqlite3`, the GROUP BY", (&mine, &beside), 0.0);
        row.goal(&time(goal), mine.wall(0.0) <= goal)
    };
    let (one, all) = (Duration::from_millis(5), Duration::from_millis(300));
    let by = |key: &str| format!("SELECT {key}, sum(count) FROM api_usage_hours");
    let (day, hour) = (by("hour - hour % 86400000"), by("hour"));
    let token = format!("token_id = (SELECT id FROM api_tokens WHERE workspace = 'default' AND name = '{}')", name(7));
    let tokens = "token_id IN (SELECT id FROM api_tokens WHERE workspace = 'default')";
    vec![
        row(&format!("tokens usage {} --since 30d", name(7)), &format!("{day} WHERE {token}"), one),
        row("tokens usage --by day", &format!("{day} WHERE {tokens}"), all),
        row("tokens usage --by outcome", &format!("{} WHERE {tokens}", by("outcome")), all),
        row("tokens usage -A --by hour", &hour, all),
        row("tokens usage -A --by resource", &by("resource"), all),
    ]
}

fn scan(bench: &Bench) -> Vec<Row> {
    let tree = sources();
    // So often that it is a large tree; what it holds is in memory after the first time.
    let times = (bench.scale.tokens * 1_000).div_ceil(size(&tree));
    let with = |mut command: Command| {
        for _ in 0..times {
            command.arg(&tree);
        }
        command
    };
    let (store, _) = bench.stores("tokens", 10_000);
    let (mine, beside) = interleaved(
        bench.scale.long,
        |_| with(bench.gatepost(&store, &["tokens", "scan"])),
        |_| with(bench.program(Path::new("/usr/bin/grep"), &["-rF", "gp_"])),
    );
    let bytes = size(&tree) * times;
    let speed = rate(bytes, mine.cpu(0.0)) / 1e6;
    let what = format!("`tokens scan` of sources, {} MB", bytes / 1_000_000);
    let row = Row::of(what, "`grep -rF gp_`", (&mine, &beside), 0.0);
    vec![row.figure(format!("{speed:.0} MB/s a core")).goal("300 MB/s a core", speed >= 300.0)]
}

/// The sources of every crate that this machine has built with: a real tree, with `gp_` in it and no token.
fn sources() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(home).expect("CARGO_HOME or HOME");
    cargo.join("registry/src")
}

/// How many bytes the files of a tree have.
fn size(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).expect("the sources of crates").map(|entry| entry.expect("an entry"));
    let sizes = entries.map(|entry| match entry.metadata().expect("an entry") {
        inside if inside.is_dir() => size(&entry.path()),
        inside => inside.len(),
    });
    sizes.sum()
}

fn maintain(bench: &Bench) -> Vec<Row> {
    let count = bench.scale.uses;
    let (store, other) = bench.stores("uses", count);
    let verify = |store: &Path, run: u64| {
        let mut command = bench.gatepost(store, &["tokens", "verify"]);
        command.env("GATEPOST_TOKEN", secret(noise(run) % (count / 50)).expose());
        command
    };
    let mut working = bench.gatepost(&store, &["db", "maintain", "-o", "json"]);
    let start = Instant::now();
    let mut working = working.stdout(Stdio::piped()).spawn().expect("gatepost starts");
    let busy = meanwhile(&mut working, |run| verify(&store, run));
    let took = start.elapsed();
    let output = working.wait_with_output().expect("what it said");
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a record");
    eprintln!("{told}");
    let due = i64::try_from(count).expect("a count");
    assert!(told["rolled_up"].as_i64() >= Some(due) && told["removed"].as_i64() == Some(due), "not all was done");
    let (idle, _) = interleaved(1_000, |run| verify(&other, run), |_| bench.program(Path::new("/bin/true"), &[]));
    let rows = [("median", 0.5), ("p99", 0.99), ("longest", 1.0)].map(|(what, share)| {
        let what = format!("`tokens verify` beside `db maintain`, {} in a row: {what}", busy.len());
        Row::of(what, "on an idle store", (&busy, &idle), share)
    });
    let hold = told["longest_hold_ms"].as_u64().unwrap_or(u64::MAX);
    let held = Row {
        what: format!("`db maintain`, {count} uses to roll up and as many to remove: longest hold"),
        figure: format!("{hold} ms"),
        beside: format!("all of it: {}", time(took)),
        ..Row::blank()
    };
    [held.goal("50 ms", hold <= 50)].into_iter().chain(rows).collect()
}

/// There and back, on the server that `tests/postgres` starts.
fn moved(bench: &Bench) -> Vec<Row> {
    let Ok(server) = std::env::var("GATEPOST_TEST_SERVER") else {
        eprintln!("it needs a server: tests/postgres benches/run --only move");
        return Vec::new();
    };
    let (store, _) = bench.stores("tokens", bench.scale.tokens / 5);
    let url = format!("postgres://gatepost@/postgres?host={server}");
    let back = store.with_extension("back");
    // What an earlier run has left.
    let _ = std::fs::remove_file(&back);
    let there = move_once(bench, &store, &url, "`db move` to PostgreSQL");
    vec![there, move_once(bench, Path::new(&url), &back.display().to_string(), "and back to a file")]
}

fn move_once(bench: &Bench, from: &Path, to: &str, what: &str) -> Row {
    let start = Instant::now();
    let output =
        bench.gatepost(from, &["db", "move", "--to", to, "--yes", "-o", "json"]).output().expect("gatepost runs");
    let took = start.elapsed();
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a record");
    let rows = told["rows"].as_u64().expect("rows");
    let row = Row {
        what: format!("{what}, {rows} rows, compared"),
        figure: format!("{}, {} a row", time(took), time(each(rows, took))),
        ..Row::blank()
    };
    row.goal("50,000 rows/s", each(rows, took) <= Duration::from_micros(20))
}

/// The memory of a command over 10,000 records and over many.
fn flat(what: &str, many: u64, command: impl Fn(u64) -> Command) -> Row {
    let few = 10_000;
    let small = once(&mut command(few)).memory;
    let large = once(&mut command(many)).memory;
    #[expect(clippy::cast_precision_loss, reason = "two decimals are shown")]
    let ratio = large as f64 / small as f64;
    let row = Row {
        what: format!("memory of {what} over {many}"),
        figure: bytes(large),
        beside: format!("over {few}: {}", bytes(small)),
        ..Row::blank()
    };
    Row { goal: "flat".to_owned(), met: Some(ratio <= 1.1), memory: format!("{ratio:.2}"), ..row }
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub fn rate(count: u64, wall: Duration) -> f64 {
    count as f64 / wall.as_secs_f64()
}

#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub fn each(count: u64, all: Duration) -> Duration {
    all.div_f64(count as f64)
}
