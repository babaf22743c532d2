//! Webhooks: how fast events are stored and delivered, how soon one arrives, and what a large outbox costs.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use gatepost::domain::time::Millis;
use gatepost::store::webhooks::claims;
use gatepost::store::{Access, Store};
use rusqlite::Connection;

use crate::bench::Bench;
use crate::compare::rate;
use crate::measure::{interleaved, once};
use crate::sink::{Nginx, bare, clocked, hanging, waits};
use crate::table::{Row, bytes, time};

/// Times each figure is taken; the best counts, as of the client beside.
const TRIES: u32 = 3;
/// Events whose way is timed, and the pause between two.
const TIMED: u64 = 200;
const PAUSE: Duration = Duration::from_millis(50);

/// Lines about webhooks.
pub fn webhooks(bench: &Bench) -> Vec<Row> {
    let nginx = Nginx::start(&bench.folder);
    let mut rows = delivered(bench, &nginx, "1 endpoint × 5,000", 1, 5_000, 8_000.0);
    rows.extend(delivered(bench, &nginx, "100 endpoints × 100", 100, 100, 10_000.0));
    rows.push(enqueued(bench));
    rows.extend(arrival(bench));
    rows.push(alone(bench, &nginx));
    rows.push(memory(bench, &nginx));
    rows.push(beside_one_that_hangs(bench));
    rows.extend(many(bench));
    rows
}

/// A payload of 1 KB that ends with a number.
fn payload(number: u64) -> String {
    format!("{{\"text\":\"{}\",\"n\":{number}}}", "x".repeat(1_000))
}

/// A file of so many events.
fn events(bench: &Bench, count: u64) -> PathBuf {
    bench.lines(&format!("events-{count}"), count, |text, number| {
        let _ = write!(text, "{{\"type\":\"a.b\",\"data\":{}}}", payload(number));
    })
}

/// A store of its own with endpoints at these addresses.
fn store(bench: &Bench, urls: &[String]) -> PathBuf {
    let folder = bench.folder.join("webhooks");
    // It need not be there.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder of its own");
    let store = folder.join("store.db");
    once(&mut bench.gatepost(&store, &["init"]));
    for (number, url) in urls.iter().enumerate() {
        let name = format!("e{number}");
        let words = ["webhooks", "endpoints", "create", url, "--name", &name, "--allow-http"];
        once(bench.gatepost(&store, &words).args(["--allow-private", "127.0.0.0/8"]));
    }
    store
}

/// The program with a file to read.
fn reading(bench: &Bench, store: &Path, words: &[&str], input: &Path) -> Command {
    let mut command = bench.gatepost(store, words);
    command.stdin(File::open(input).expect("the lines"));
    command
}

/// All deliveries of a store must have arrived.
fn check(store: &Path, deliveries: u64) {
    let connection = Connection::open(store).expect("the store");
    let sql = "SELECT count(*) FROM webhook_deliveries WHERE status = 'delivered'";
    let delivered: i64 = connection.query_row(sql, [], |row| row.get(0)).expect("a count");
    assert_eq!(u64::try_from(delivered).expect("a count"), deliveries);
}

/// Deliveries a second, by the command that stores and delivers and by a worker, beside a client that only sends.
fn delivered(bench: &Bench, nginx: &Nginx, what: &str, endpoints: usize, count: u64, floor: f64) -> Vec<Row> {
    let urls = vec![nginx.url.clone(); endpoints];
    let (lines, deliveries) = (events(bench, count), count * endpoints as u64);
    let body = payload(0);
    let mut best = [Duration::MAX; 3];
    let mut most = 0;
    for turn in 0..TRIES {
        let threads = u64::from(turn % 2) + 1;
        best[0] = best[0].min(bare(&nginx.url, deliveries, threads, &body));
        let at = store(bench, &urls);
        let fired = once(&mut reading(bench, &at, &["webhooks", "fire", "--batch"], &lines));
        check(&at, deliveries);
        let at = store(bench, &urls);
        let stored = once(&mut reading(bench, &at, &["webhooks", "fire", "--batch", "--enqueue"], &lines));
        let worked = once(&mut bench.gatepost(&at, &["webhooks", "work", "--once"]));
        check(&at, deliveries);
        best[1] = best[1].min(fired.wall);
        best[2] = best[2].min(stored.wall + worked.wall);
        most = most.max(fired.memory).max(worked.memory);
    }
    let limit = rate(deliveries, best[0]);
    let row = |how: &str, wall: Duration| {
        let rate = rate(deliveries, wall);
        let goal = format!("half of that client; {floor:.0}/s");
        Row {
            what: format!("{what} of 1 KB delivered, durable: {how}"),
            figure: format!("{rate:.0}/s"),
            beside: format!("a bare client: {limit:.0}/s"),
            wall: Some(limit / rate),
            memory: bytes(most),
            ..Row::blank()
        }
        .goal(&goal, rate >= floor && rate >= limit / 2.0)
    };
    vec![row("`fire --batch`", best[1]), row("`fire --batch --enqueue`, then `work --once`", best[2])]
}

/// Events a second that are only stored, beside the shell with the two inserts of each.
fn enqueued(bench: &Bench) -> Row {
    let count = 50_000;
    let urls = ["http://127.0.0.1:9/".to_owned()];
    let input = events(bench, count);
    let mut best = [Duration::MAX; 2];
    for _ in 0..TRIES {
        let at = store(bench, &urls);
        best[0] =
            best[0].min(once(&mut reading(bench, &at, &["webhooks", "fire", "--batch", "--enqueue"], &input)).wall);
        let at = store(bench, &urls);
        best[1] = best[1].min(inserted(&at, count));
    }
    let figure = rate(count, best[0]);
    Row {
        what: "`fire --batch --enqueue`, 1 KB, 1 endpoint".to_owned(),
        figure: format!("{figure:.0}/s"),
        beside: format!("its two inserts, 1,000 a commit: {:.0}/s", rate(count, best[1])),
        wall: Some(best[0].as_secs_f64() / best[1].as_secs_f64()),
        ..Row::blank()
    }
    .goal("80,000/s, never under 30,000/s", figure >= 30_000.0)
}

/// How long the bare inserts of so many events take, 1,000 of them a durable commit.
fn inserted(store: &Path, count: u64) -> Duration {
    let connection = Connection::open(store).expect("the store");
    let endpoint: String =
        connection.query_row("SELECT id FROM webhook_endpoints", [], |row| row.get(0)).expect("an endpoint");
    let mut event = connection
        .prepare(
            "INSERT INTO webhook_events (id, tail, workspace, type, size, sha256, created_at, payload)
             VALUES (?1, ?2, 'default', 'a.b', 1000, zeroblob(32), 1, ?3)",
        )
        .expect("a statement");
    let mut delivery = connection
        .prepare(
            "INSERT INTO webhook_deliveries (id, tail, workspace, event_id, endpoint_id, status, ordered, due_at, since_at,
                created_at) VALUES (?1, ?2, 'default', ?3, ?4, 'pending', 0, 1, 1, 1)",
        )
        .expect("a statement");
    let begun = Instant::now();
    for number in 0..count {
        if number % 1_000 == 0 {
            connection.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
        }
        let (id, tail) = (format!("evt_{number:026}"), format!("{number:06}"));
        event.execute((&id, &tail, payload(number).as_bytes())).expect("an event");
        delivery.execute((format!("dlv_{number:026}"), &tail, &id, &endpoint)).expect("a delivery");
        if number % 1_000 == 999 {
            connection.execute_batch("COMMIT").expect("a commit");
        }
    }
    begun.elapsed()
}

/// A worker, and a command that stores an event a line as long as it is fed.
struct Running {
    worker: Child,
    feeder: Child,
}

impl Running {
    fn start(bench: &Bench, store: &Path) -> Running {
        let start = |words: &[&str]| {
            let mut command = bench.gatepost(store, words);
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("gatepost")
        };
        Running { worker: start(&["webhooks", "work"]), feeder: start(&["webhooks", "fire", "--batch", "--enqueue"]) }
    }

    /// Fires so many events one after the other; when each was handed over.
    fn fire(&mut self, numbers: std::ops::Range<u64>) -> HashMap<u64, Instant> {
        let input = self.feeder.stdin.as_mut().expect("its input");
        let mut begun = HashMap::new();
        for number in numbers {
            let line = format!("{{\"type\":\"a.b\",\"data\":{}}}\n", payload(number));
            begun.insert(number, Instant::now());
            input.write_all(line.as_bytes()).expect("it reads");
            std::thread::sleep(PAUSE);
        }
        begun
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        for child in [&mut self.feeder, &mut self.worker] {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

/// The share of a sorted list, in hundredths.
fn quantile(sorted: &[Duration], hundredths: usize) -> Duration {
    sorted[(sorted.len() * hundredths / 100).min(sorted.len() - 1)]
}

/// How long an event takes from the line that is written to the request that arrives, beside two durable commits: the
/// one that stores it and the one that claims it.
fn arrival(bench: &Bench) -> Vec<Row> {
    let (url, arrivals) = clocked();
    let at = store(bench, &[url]);
    let mut running = Running::start(bench, &at);
    let warm = running.fire(0..10);
    waits(&warm, &arrivals, 1);
    let begun = running.fire(10..10 + TIMED);
    let mine = waits(&begun, &arrivals, 1);
    drop(running);
    let mut beside = commits(&bench.folder.join("webhooks/beside.db"));
    beside.sort_unstable();
    let row = |what: &str, hundredths: usize, goal: f64| {
        let (took, commit) = (quantile(&mine, hundredths), quantile(&beside, hundredths));
        Row {
            what: format!("an event from its line to its arrival, with a worker: {what}"),
            figure: time(took),
            beside: format!("two durable commits: {}", time(commit)),
            wall: Some(took.as_secs_f64() / commit.as_secs_f64()),
            ..Row::blank()
        }
        .goal(&format!("{goal} ms"), took.as_secs_f64() * 1e3 < goal)
    };
    vec![row("median", 50, 3.0), row("p99", 99, 6.3)]
}

/// How long two durable commits of 1 KB take, again and again.
fn commits(path: &Path) -> Vec<Duration> {
    let connection = Connection::open(path).expect("a database");
    connection.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x)").expect("a table");
    let mut insert = connection.prepare("INSERT INTO t VALUES (zeroblob(1000))").expect("a statement");
    let pair = |_| {
        let begun = Instant::now();
        insert.execute([]).expect("a commit");
        insert.execute([]).expect("a commit");
        let took = begun.elapsed();
        std::thread::sleep(PAUSE / 10);
        took
    };
    (0..TIMED).map(pair).collect()
}

/// One event to one endpoint, the whole process, beside the shell that commits three times.
fn alone(bench: &Bench, nginx: &Nginx) -> Row {
    let at = store(bench, std::slice::from_ref(&nginx.url));
    let other = bench.folder.join("webhooks/beside.db");
    once(&mut bench.sqlite(&other, "PRAGMA journal_mode = WAL; CREATE TABLE t (x)"));
    let body = payload(0);
    let insert = "INSERT INTO t VALUES (zeroblob(1000));";
    let (mine, beside) = interleaved(
        bench.scale.short,
        |_| bench.gatepost(&at, &["webhooks", "fire", "a.b", "--data", &body]),
        |_| bench.sqlite(&other, &insert.repeat(3)),
    );
    let row = Row::of("`fire` to one endpoint: median", "`sqlite3`, three durable commits", (&mine, &beside), 0.5);
    let ratio = row.wall.unwrap_or(f64::MAX);
    row.goal("about the same", ratio <= 1.25)
}

/// What a worker holds in memory over a small backlog and a large one.
fn memory(bench: &Bench, nginx: &Nginx) -> Row {
    let worked = |count: u64| {
        let at = store(bench, std::slice::from_ref(&nginx.url));
        once(&mut reading(bench, &at, &["webhooks", "fire", "--batch", "--enqueue"], &events(bench, count)));
        once(&mut bench.gatepost(&at, &["webhooks", "work", "--once"])).memory
    };
    let (few, many) = (worked(5_000), worked(50_000));
    Row {
        what: "memory of a worker, a backlog of 50,000".to_owned(),
        figure: bytes(many),
        beside: format!("a backlog of 5,000: {}", bytes(few)),
        ..Row::blank()
    }
    .goal("20 MB", few.max(many) <= 20_000_000)
}

/// How late events come to ten endpoints while an eleventh never answers, beside the same without it.
fn beside_one_that_hangs(bench: &Bench) -> Row {
    let mut late = [Vec::new(), Vec::new()];
    for turn in 0..4 {
        let (url, arrivals) = clocked();
        let mut urls = vec![url; 10];
        if turn % 2 == 1 {
            urls.push(hanging());
        }
        let at = store(bench, &urls);
        let mut running = Running::start(bench, &at);
        waits(&running.fire(0..10), &arrivals, 10);
        late[turn % 2].extend(waits(&running.fire(10..10 + TIMED / 2), &arrivals, 10));
    }
    late.iter_mut().for_each(|it| it.sort_unstable());
    let [without, with] = late.map(|it| quantile(&it, 99));
    let ratio = with.as_secs_f64() / without.as_secs_f64();
    Row {
        what: "an event to ten endpoints beside one that hangs: p99".to_owned(),
        figure: time(with),
        beside: format!("without that one: {}", time(without)),
        wall: Some(ratio),
        ..Row::blank()
    }
    .goal("1.1 ×", ratio <= 1.1)
}

/// What is asked of a store with a million deliveries.
fn many(bench: &Bench) -> Vec<Row> {
    let (at, _) = bench.stores("deliveries", bench.scale.tokens);
    let id = crate::stores::delivery(bench.scale.tokens / 2);
    let start = |_| bench.gatepost(&at, &["--version"]);
    let mut rows: Vec<Row> = [
        ("`deliveries list`", vec!["webhooks", "deliveries", "list"]),
        (
            "`deliveries list --endpoint --status`",
            vec!["webhooks", "deliveries", "list", "--endpoint", "e7", "--status", "failed"],
        ),
        ("`deliveries explain`", vec!["webhooks", "deliveries", "explain", &id]),
    ]
    .into_iter()
    .map(|(what, words)| {
        let (mine, beside) = interleaved(bench.scale.short / 3, |_| bench.gatepost(&at, &words), start);
        let row = Row::of(format!("{what} of {}", bench.scale.tokens), "`gatepost --version`", (&mine, &beside), 0.5);
        let over = mine.wall(0.5).saturating_sub(beside.wall(0.5));
        row.goal("5 ms more than its start", over <= Duration::from_millis(5))
    })
    .collect();
    rows.push(claim(bench, &at));
    rows
}

/// How long it takes to find and claim 64 of a million.
fn claim(bench: &Bench, at: &Path) -> Row {
    let mut store = Store::open_as_it_is(at, Access::Deliver).expect("the store");
    let mut took: Vec<Duration> = (0..21)
        .map(|turn| {
            let begun = Instant::now();
            let (now, until) = (Millis(2_000_000_000_000), Millis(2_000_000_030_000));
            let endpoint = crate::stores::endpoint(turn);
            let claimed = store.write(|tx| claims::claim_due(tx, &endpoint, "worker", now, until, 64)).expect("claims");
            assert_eq!(claimed.len(), 64);
            begun.elapsed()
        })
        .collect();
    took.sort_unstable();
    let median = quantile(&took, 50);
    let row = Row { what: format!("64 of {} claimed, with the commit", bench.scale.tokens), ..Row::blank() };
    row.figure(time(median)).goal("5 ms", median <= Duration::from_millis(5))
}
