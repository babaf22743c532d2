//! Sealing and opening a value, and sealing a store full of them again.

use std::path::Path;
use std::time::Instant;

use gatepost::seal::{Bound, DataKey, Source};
use gatepost::store::engine::Value;
use gatepost::store::{Access, Store, sealed};
use zeroize::Zeroizing;

use crate::bench::Bench;
use crate::compare::rate;
use crate::table::{Row, time};

/// The bytes of a value: an access token with claims in it.
const VALUE: usize = 1_500;
/// How many values are sealed and opened.
const COUNT: u32 = 20_000;
/// How many a store has.
const ROWS: u32 = 100_000;

fn nonce(number: u32) -> [u8; 24] {
    let mut nonce = [0; 24];
    nonce[..4].copy_from_slice(&number.to_be_bytes());
    nonce
}

/// Lines about the bare seal, and about `keys rotate`.
pub fn seal(bench: &Bench) -> Vec<Row> {
    let mut rows = bare();
    rows.push(rotate(bench));
    rows
}

fn bare() -> Vec<Row> {
    let key = DataKey::new(1, Zeroizing::new([7; 32]));
    let bound = Bound { store: "01m819eke0r5knw2xsg2jqba4p", table: "table", column: "column", row: "row" };
    let value = [5; VALUE];
    let start = Instant::now();
    let mut last = Vec::new();
    for number in 0..COUNT {
        last = key.seal(nonce(number), &bound, &value).expect("a sealed value");
    }
    let sealing = rate(COUNT.into(), start.elapsed());
    let start = Instant::now();
    for _ in 0..COUNT {
        assert_eq!(key.open(&bound, &last).expect("the value").len(), VALUE);
    }
    let opening = rate(COUNT.into(), start.elapsed());
    let row = |what: &str, rate: f64| {
        let row = Row { what: format!("{what} {VALUE} bytes"), figure: format!("{rate:.0}/s"), ..Row::blank() };
        row.goal("80,000/s", rate >= 80_000.0)
    };
    vec![row("seal", sealing), row("open", opening)]
}

fn rotate(bench: &Bench) -> Row {
    let (path, _) = bench.stores("audit", 1_000);
    let run = |words: &[&str]| {
        let status = bench.gatepost(&path, words).output().expect("gatepost starts").status;
        assert!(status.success(), "{words:?}");
    };
    run(&["audit", "checkpoint", "--sign"]);
    fill(bench, &path);
    let start = Instant::now();
    run(&["keys", "rotate", "--yes"]);
    let took = start.elapsed();
    run(&["keys", "check"]);
    let row = Row { what: format!("`keys rotate` of {ROWS} values"), figure: time(took), ..Row::blank() };
    row.goal("10 s", took.as_secs() < 10)
}

/// Puts sealed values beside the one that is there.
fn fill(bench: &Bench, path: &Path) {
    let sealing = Source::File(bench.folder.join(".config/gatepost/sealing.key")).read();
    let sealing = sealing.expect("a private file").expect("a sealing key");
    let mut store = Store::open_as_it_is(path, Access::Write).expect("the store");
    let filled = store.write(|tx| {
        let slot = &sealed::AUDIT_SECRET;
        let store_id = tx.first("SELECT value FROM marks WHERE name = 'store_id'", &[], |row| row.text(0))?;
        let store_id = store_id.expect("an id");
        let wrapped = tx.first("SELECT wrapped FROM seal_wraps", &[], |row| row.bytes(0).map(<[u8]>::to_vec))?;
        let key = sealing.unwrap(&store_id, 1, &wrapped.expect("a data key")).expect("the data key");
        for number in 0..ROWS {
            let row = format!("row{number:06}");
            let bound = Bound { store: &store_id, table: slot.bound.0, column: slot.bound.1, row: &row };
            let blob = key.seal(nonce(number), &bound, &[b'v'; VALUE])?;
            let sql = "INSERT INTO audit_keys (id, public, secret, secret_key, created_at) VALUES (?1, ?2, ?3, 1, 0)";
            tx.execute(sql, &[Value::Text(&row), Value::Bytes(&[0]), Value::Bytes(&blob)])?;
        }
        Ok(())
    });
    filled.expect("the rows");
}
