//! The pages on formats say what the code does: their vectors are computed again.

use data_encoding::HEXLOWER;
use gatepost::domain::audit::Entry;
use gatepost::domain::credential::{Shape, compose, displayed, hash, shape};
use gatepost::domain::time::Millis;

use crate::support::committed::root;

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join("docs").join(name)).unwrap()
}

#[test]
fn the_tokens_of_the_page_are_tokens() {
    let text = page("token-format.md");
    let rows: Vec<Vec<&str>> = text
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').map(|cell| cell.trim().trim_matches('`')).collect())
        .collect();
    assert_eq!(rows.len(), 4);
    for row in rows {
        let [_, token, crc, check, sha256, _] = row[..] else { panic!("{row:?}") };
        let (body, said) = token.split_at(token.len() - 6);
        let (prefix, rest) = body.split_once('_').unwrap();
        let (env, random) = rest.split_once('_').unwrap();
        assert_eq!(compose(prefix, env, random).expose(), token);
        assert_eq!((crc32fast::hash(body.as_bytes()).to_string().as_str(), said), (crc, check));
        assert_eq!(HEXLOWER.encode(&hash(token.as_bytes())), sha256);
        assert_eq!(shape(token.as_bytes(), prefix), Shape::Possible);
        let slipped = token.replacen('_', "_l", 1);
        assert_eq!(shape(slipped.as_bytes(), prefix), Shape::Malformed);
        if token.starts_with("gp_live_T") {
            assert!(text.contains(&format!("`{}`", displayed(&compose(prefix, env, random)))));
        }
    }
}

#[test]
fn the_entry_of_the_page_has_its_bytes_and_leaf() {
    let text = page("audit-format.md");
    let json = text.lines().find(|line| line.starts_with("{\"seq\"")).unwrap();
    let fields: serde_json::Value = serde_json::from_str(json).unwrap();
    let word = |name: &str| fields[name].as_str().map(str::to_owned);
    let entry = Entry {
        seq: fields["seq"].as_i64().unwrap(),
        at: Millis(fields["at"].as_i64().unwrap()),
        actor: word("actor").unwrap(),
        os_user: word("os_user").unwrap(),
        host: word("host").unwrap(),
        role: word("role"),
        workspace: word("workspace"),
        action: word("action").unwrap(),
        object: word("object").unwrap(),
        changes: word("changes").unwrap(),
    };
    let hex = text.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (bytes, leaf) = hex.split_once("\n\n").unwrap();
    assert_eq!(HEXLOWER.encode(&entry.to_bytes()), bytes.replace('\n', ""));
    assert_eq!(HEXLOWER.encode(&entry.leaf_hash()), leaf.trim());
}
