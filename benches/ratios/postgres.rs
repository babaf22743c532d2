//! A store on a PostgreSQL server, beside the server's own programs, psql and pgbench. The server is the one of
//! `tests/postgres`, on a socket of this machine; every program works on the same database.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use ::postgres::{Client, Config, NoTls};
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::bench::Bench;
use crate::measure::{interleaved, once};
use crate::stores::{hash_of, secret};
use crate::table::Row;

/// How many processes verify at once.
const PROCESSES: u64 = 8;
/// How long pgbench runs, in seconds.
const SPELL: &str = "5";

/// The comparisons on a server.
pub fn compare(bench: &Bench) -> Vec<Row> {
    let server = Server::filled(bench);
    vec![server.one(bench, "minimum", 0.0), server.one(bench, "median", 0.5), server.batches(bench)]
}

struct Server {
    socket: String,
    programs: PathBuf,
}

impl Server {
    /// A database that has what the store of tokens has.
    fn filled(bench: &Bench) -> Server {
        let socket = std::env::var("GATEPOST_TEST_SERVER").expect("GATEPOST_TEST_SERVER; use benches/run");
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let programs = versions.map(|version| version.path().join("bin")).max().unwrap_or_else(|| "/usr/bin".into());
        let server = Server { socket, programs };
        let mut client = server.client("postgres");
        client.batch_execute("DROP DATABASE IF EXISTS bench").expect("no database of before");
        client.batch_execute("CREATE DATABASE bench").expect("a database");
        once(&mut server.gatepost(bench, &["init"]));
        copy(&bench.tokens().0, &mut server.client("bench"));
        server
    }

    fn client(&self, database: &str) -> Client {
        let mut config = Config::new();
        config.host_path(&self.socket).user("gatepost").dbname(database).connect(NoTls).expect("the server answers")
    }

    fn gatepost(&self, bench: &Bench, words: &[&str]) -> Command {
        bench.gatepost(Path::new(&format!("postgres://gatepost@/bench?host={}", self.socket)), words)
    }

    /// A program of the server's, on the database.
    fn beside(&self, bench: &Bench, program: &str, words: &[&str]) -> Command {
        let mut command = bench.program(&self.programs.join(program), words);
        command.args(["-h", &self.socket, "-U", "gatepost", "bench"]);
        command
    }

    fn one(&self, bench: &Bench, what: &str, share: f64) -> Row {
        let (mine, beside) = interleaved(
            bench.scale.short,
            |run| {
                let mut command = self.gatepost(bench, &["tokens", "verify", "--scope", "orders:read"]);
                command.env("GATEPOST_TOKEN", secret(bench.pick(run)).expose());
                command
            },
            |run| {
                let hash: String = hash_of(bench.pick(run)).iter().map(|byte| format!("{byte:02x}")).collect();
                let select = format!("SELECT id, scopes, tier FROM api_tokens WHERE hash = '\\x{hash}'");
                self.beside(bench, "psql", &["-XAtqc", &select])
            },
        );
        Row::of(format!("`tokens verify` on PostgreSQL: {what}"), "`psql`, one SELECT", (&mine, &beside), share)
            .at_most(3.0)
    }

    fn batches(&self, bench: &Bench) -> Row {
        let each = bench.scale.tokens / 50;
        let inputs: Vec<PathBuf> = (0..PROCESSES)
            .map(|process| {
                bench.lines(&format!("lines-of-{process}"), each, |text, number| {
                    text.push_str(secret(bench.pick(process * each + number)).expose());
                })
            })
            .collect();
        let script = bench.folder.join("pgbench.sql");
        std::fs::write(&script, format!("\\set n random(0, {})\n{SCRIPT}", bench.scale.tokens - 1)).expect("a script");
        let (mut mine, mut beside) = (0.0, 0.0);
        for _ in 0..bench.scale.long {
            let start = Instant::now();
            let started: Vec<Child> = inputs.iter().map(|input| self.batch(bench, input)).collect();
            for mut child in started {
                assert!(child.wait().expect("a child").success(), "a batch failed");
            }
            mine = f64::max(mine, rate(each * PROCESSES, start.elapsed()));
            beside = f64::max(beside, self.pgbench(bench, &script));
        }
        let row = Row {
            what: format!("`tokens verify --batch` on PostgreSQL, {PROCESSES} processes at once"),
            figure: format!("{mine:.0}/s"),
            beside: format!("`pgbench`, the same three statements in a transaction each: {beside:.0}/s"),
            wall: Some(beside / mine),
            ..Row::blank()
        };
        row.goal("60 % of it", mine >= 0.6 * beside)
    }

    fn batch(&self, bench: &Bench, input: &Path) -> Child {
        let mut command = self.gatepost(bench, &["tokens", "verify", "--batch"]);
        command.stdin(File::open(input).expect("the lines")).stdout(Stdio::null());
        command.spawn().expect("gatepost starts")
    }

    /// The transactions a second that pgbench tells.
    fn pgbench(&self, bench: &Bench, script: &Path) -> f64 {
        let processes = PROCESSES.to_string();
        let words = ["-n", "-M", "prepared", "-c", &processes, "-j", &processes, "-T", SPELL, "-f"];
        let mut command = bench.program(&self.programs.join("pgbench"), &words);
        command.arg(script).args(["-h", &self.socket, "-U", "gatepost", "bench"]);
        // As the program has it for verifications.
        let output = command.env("PGOPTIONS", "-c synchronous_commit=off").output().expect("pgbench runs");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let rate = told.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
        rate.unwrap_or_else(|| panic!("pgbench failed: {told}{}", String::from_utf8_lossy(&output.stderr)))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few digits are shown")]
fn rate(count: u64, wall: Duration) -> f64 {
    count as f64 / wall.as_secs_f64()
}

/// Copies every token with what belongs to it.
fn copy(store: &Path, client: &mut Client) {
    let from = Connection::open(store).expect("the store");
    for table in ["api_tokens", "api_token_scopes", "api_limits", "api_usage_log"] {
        let mut statement = from.prepare(&format!("SELECT * FROM {table}")).expect("a table");
        let columns = statement.column_names().collect::<Vec<_>>().join(", ");
        let width = statement.column_count();
        let copy = client.copy_in(&format!("COPY {table} ({columns}) FROM STDIN")).expect("the server takes rows");
        let mut copy = BufWriter::new(copy);
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for column in 0..width {
                let end = if column + 1 == width { "\n" } else { "\t" };
                write!(copy, "{}{end}", field(row.get_ref(column).expect("a value"))).expect("the server takes rows");
            }
        }
        copy.into_inner().ok().expect("the server takes rows").finish().expect("the server takes rows");
    }
    client.batch_execute("VACUUM ANALYZE").expect("the server looks at its tables");
}

/// A value in the text format of COPY.
fn field(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "\\N".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).replace('\\', "\\\\").replace('\t', "\\t"),
        ValueRef::Blob(bytes) => "\\\\x".chars().chain(bytes.iter().flat_map(|byte| hex(*byte))).collect(),
    }
}

fn hex(byte: u8) -> [char; 2] {
    [byte >> 4, byte & 15].map(|digit| char::from_digit(u32::from(digit), 16).unwrap_or_default())
}

/// The three statements of a verification. pgbench has no digest to look for, so it looks for the name, which has an
/// index as well.
const SCRIPT: &str = r"
BEGIN;
SELECT t.id AS id, t.name, t.owner, t.workspace, t.env, t.scopes, t.tier, t.metadata,
    coalesce(t.rate_limits, r.rate_limits) AS rates, t.allow_ips, t.not_before, t.expires_at, t.disabled_at,
    t.revoked_at, t.previous_expires_at, l.at AS at, l.levels AS levels, l.previous_last_used_at,
    (SELECT value FROM settings WHERE key = 'tokens.accept_env')
FROM api_tokens t JOIN api_tiers r ON r.name = t.tier LEFT JOIN api_limits l ON l.token_id = t.id
WHERE t.workspace = 'default' AND t.name = 'service-' || lpad(CAST(CAST(:n AS BIGINT) AS TEXT), 7, '0')
    AND t.revoked_at IS NULL \gset
INSERT INTO api_limits (token_id, at, levels, last_used_at, previous_last_used_at)
VALUES (:id, CAST(:at AS BIGINT) + 1, :levels, 1, NULL)
ON CONFLICT (token_id) DO UPDATE SET at = excluded.at, levels = excluded.levels,
    last_used_at = coalesce(excluded.last_used_at, api_limits.last_used_at),
    previous_last_used_at = excluded.previous_last_used_at
WHERE api_limits.at = CAST(:at AS BIGINT) AND api_limits.levels = :levels;
INSERT INTO api_usage_log (at, nonce, token_id, outcome, resource, address, scopes, cost)
VALUES (1, CAST(random() * 1e15 AS BIGINT), :id, 'valid', NULL, NULL, NULL, 1);
COMMIT;
";
