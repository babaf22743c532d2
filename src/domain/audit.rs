//! The audit trail's rules: the bytes of an entry, the Merkle tree over all entries (RFC 6962 with
//! SHA-256), and the checkpoint that pins the tree at a size. Changing, removing or reordering any entry
//! changes the root.

use std::fmt;

use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest, Sha256};

use super::record::record;
use super::time::Millis;
use crate::error::{Code, Error, Result};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// One decision of a person, as it is written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number: 0, 1, 2 and so on without a gap.
    pub seq: i64,
    /// When it was made.
    pub at: Millis,
    /// Who is said to have made it.
    pub actor: String,
    /// The user of the operating system.
    pub os_user: String,
    /// The machine.
    pub host: String,
    /// The role at the database server, where there is one.
    pub role: Option<String>,
    /// The workspace, if it concerns one.
    pub workspace: Option<String>,
    /// What was done: `token.revoke`.
    pub action: String,
    /// To which record, by its id.
    pub object: String,
    /// What changed, compact JSON; these very bytes are hashed.
    pub changes: String,
}

impl Entry {
    /// The bytes that are hashed, so that others can compute them: eleven fields in this order, nothing
    /// between them.
    ///
    /// 1. the text `gatepost-audit-v1`
    /// 2. `seq`, number
    /// 3. `at` in milliseconds since 1970, number
    /// 4. `actor`, `os_user`, `host`, texts
    /// 5. `role`, `workspace`, texts that may be absent
    /// 6. `action`, `object`, `changes`, texts
    ///
    /// A text is its length in bytes (32 bits, big endian), then its UTF-8 bytes. A number is a field of
    /// length 8: two's complement, 64 bits, big endian. What is absent is the length `ff ff ff ff` and no
    /// bytes; an empty text has the length 0.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        let mut put = |field: Option<&[u8]>| {
            // No store holds a text of 4 GiB, so the length fits.
            bytes.extend(field.map_or(u32::MAX, |field| field.len() as u32).to_be_bytes());
            bytes.extend(field.unwrap_or_default());
        };
        put(Some(b"gatepost-audit-v1"));
        put(Some(&self.seq.to_be_bytes()));
        put(Some(&self.at.0.to_be_bytes()));
        put(Some(self.actor.as_bytes()));
        put(Some(self.os_user.as_bytes()));
        put(Some(self.host.as_bytes()));
        put(self.role.as_deref().map(str::as_bytes));
        put(self.workspace.as_deref().map(str::as_bytes));
        put(Some(self.action.as_bytes()));
        put(Some(self.object.as_bytes()));
        put(Some(self.changes.as_bytes()));
        bytes
    }

    /// Its leaf in the tree: SHA-256 of a zero byte and [`Entry::to_bytes`].
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.to_bytes())
    }
}

fn leaf_hash(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

/// The node above two others: SHA-256 of a one byte and both.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// All that must be kept of a tree to append to it: the roots of its perfect subtrees, the largest first,
/// one for each bit that is set in its size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        // As in a binary increment, each set bit at the end carries: two subtrees of a size become one.
        let kept = self.peaks.len() - self.size.trailing_ones() as usize;
        let peak = self.peaks.drain(kept..).rev().fold(leaf, |right, left| node_hash(&left, &right));
        self.peaks.push(peak);
        self.size += 1;
    }

    /// The Merkle tree hash of RFC 6962, section 2.1; of no leaves it is SHA-256 of nothing.
    pub fn root(&self) -> Hash {
        let peaks = self.peaks.iter().rev().copied();
        peaks.reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(|| Sha256::digest(b"").into())
    }

    /// Whether it ends in these leaves, the newest of its tree: its small peaks are made of them. What lies
    /// below the larger peaks cannot be told from the newest leaves.
    pub fn ends_in(&self, newest: &[Hash]) -> bool {
        // A perfect subtree begins at a multiple of its size, so those up to a size make a tree of their own.
        let known = u64::try_from(newest.len()).unwrap_or(u64::MAX);
        let within = |bits: u32| self.size & (2_u64.pow(bits) - 1);
        let covered = (0..u64::BITS).rev().map(within).find(|leaves| *leaves <= known).unwrap_or(0);
        let mut tail = Frontier::default();
        let skipped = newest.len() - usize::try_from(covered).unwrap_or_default();
        newest[skipped..].iter().for_each(|leaf| tail.push(*leaf));
        self.peaks.ends_with(&tail.peaks)
    }

    /// The peaks one after the other; the size is stored beside them.
    pub fn encode(&self) -> Vec<u8> {
        self.peaks.concat()
    }

    /// The frontier of this size whose encoding this is; nothing if the number of peaks is wrong.
    pub fn decode(size: u64, bytes: &[u8]) -> Option<Frontier> {
        let (peaks, rest) = bytes.as_chunks();
        let whole = rest.is_empty() && peaks.len() == size.count_ones() as usize;
        whole.then(|| Frontier { size, peaks: peaks.to_vec() })
    }
}

/// What the tree was at a size, in the form of <https://c2sp.org/tlog-checkpoint>.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which trail it is of; one line, not empty.
    pub origin: String,
    /// How many entries it covers.
    pub size: u64,
    /// The root over them.
    pub root: Hash,
    /// The line that signs it, where it is signed.
    pub signature: Option<String>,
}

impl Checkpoint {
    /// The three lines, which are what is signed.
    pub fn body(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, BASE64.encode(&self.root))
    }

    /// Reads the three lines. Further lines may follow, as the form allows extensions and signatures; they
    /// are not looked at.
    pub fn parse(text: &str) -> Result<Checkpoint> {
        let mut lines = text.split('\n');
        let mut line = |name: &str| lines.next().filter(|line| !line.is_empty()).ok_or_else(|| malformed(name, ""));
        let (origin, size, root) = (line("origin")?, line("size")?, line("root")?);
        Ok(Checkpoint {
            origin: origin.into(),
            size: parse_size(size).ok_or_else(|| malformed("size", size))?,
            root: parse_root(root).ok_or_else(|| malformed("root", root))?,
            signature: None,
        })
    }
}

/// A decimal number without sign or leading zeros.
fn parse_size(text: &str) -> Option<u64> {
    text.parse().ok().filter(|size: &u64| size.to_string() == text)
}

fn parse_root(text: &str) -> Option<Hash> {
    BASE64.decode(text.as_bytes()).ok()?.try_into().ok()
}

fn malformed(line: &str, text: &str) -> Error {
    Error::new(Code::InvalidValue, format!("not a checkpoint: its {line} is {text:?}"))
        .hint("a checkpoint is three lines: origin, number of entries in decimal, root in base64")
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.body())?;
        self.signature.as_ref().map_or(Ok(()), |line| write!(f, "\n{line}\n"))
    }
}

/// What stands in an entry for personal data or free text: SHA-256, in lower-case hex, of the 18 bytes
/// `gatepost-commit-v1`, the salt and the value's UTF-8 bytes. Whoever has salt and value can show that
/// they were meant; once the salt is destroyed, the value cannot even be guessed.
pub fn commit(salt: &[u8; 16], value: &str) -> String {
    let digest = Sha256::new().chain_update(b"gatepost-commit-v1").chain_update(salt).chain_update(value).finalize();
    HEXLOWER.encode(&digest)
}

/// An entry with its stored leaf, as `audit list` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logged {
    /// The entry.
    pub entry: Entry,
    /// The leaf that the store keeps for it.
    pub leaf_hash: Hash,
}

impl Logged {
    /// The changes as JSON; damaged ones as the text that they are.
    pub fn changes(&self) -> serde_json::Value {
        serde_json::from_str(&self.entry.changes).unwrap_or_else(|_| self.entry.changes.as_str().into())
    }
}

record! { Checkpoint {
    origin: Text, shown, "gatepost/ and the id of the store" => |c| &c.origin;
    size: Int, shown, "How many entries the trail has" => |c| i64::try_from(c.size).unwrap_or(i64::MAX);
    root: Text, shown, "The Merkle tree root over them (RFC 6962, SHA-256), base64" => |c| BASE64.encode(&c.root);
    signature: Text, hidden, "The line that signs it (C2SP signed-note), with --sign" => |c| c.signature.as_ref();
} }

record!(Logged {
    seq: Int, shown, "Number of the entry, from 0 without a gap" => |it| it.entry.seq;
    at: Time, shown, "When it was written" => |it| it.entry.at;
    actor: Text, shown, "Who is said to have acted" => |it| &it.entry.actor;
    os_user: Text, hidden, "User of the operating system" => |it| &it.entry.os_user;
    host: Text, hidden, "Machine" => |it| &it.entry.host;
    workspace: Text, shown, "Workspace, if it concerns one" => |it| it.entry.workspace.as_deref();
    action: Text, shown, "What was done" => |it| &it.entry.action;
    object: Text, shown, "Record that it was done to" => |it| &it.entry.object;
    changes: Json, hidden, "What changed" => |it| it.changes();
    leaf_hash: Text, hidden, "Its leaf in the Merkle tree" => |it| HEXLOWER.encode(&it.leaf_hash);
});

/// Which entries a list is about.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this workspace's and the store's own; absent means all.
    pub workspace: Option<String>,
    /// Only this actor's.
    pub by: Option<String>,
    /// Only this action.
    pub action: Option<String>,
    /// Only about this object.
    pub object: Option<String>,
    /// Only at or after this.
    pub since: Option<Millis>,
    /// Only at or before this.
    pub until: Option<Millis>,
    /// Only what follows this entry in the order of the list.
    pub after: Option<i64>,
    /// Oldest first.
    pub ascending: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::record::{Cell, Record};
    use proptest::prelude::*;

    /// RFC 6962, section 2.1, word for word.
    fn merkle_tree_hash(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [leaf] => *leaf,
            _ => {
                let split = leaves.len().next_power_of_two() / 2;
                let (left, right) = leaves.split_at(split);
                let children = [merkle_tree_hash(left), merkle_tree_hash(right)].concat();
                Sha256::digest([&[1], children.as_slice()].concat()).into()
            }
        }
    }

    fn frontier_of(leaves: &[Hash]) -> Frontier {
        let mut frontier = Frontier::default();
        leaves.iter().for_each(|leaf| frontier.push(*leaf));
        frontier
    }

    fn example() -> Entry {
        Entry {
            seq: 7,
            at: Millis(1_795_339_800_000),
            actor: "ci@build".into(),
            os_user: "ci".into(),
            host: "build".into(),
            role: None,
            workspace: Some("default".into()),
            action: "token.revoke".into(),
            object: "tok_01aryz6s41tsv4rrffq69g5fav".into(),
            changes: r#"{"reason":"leaked"}"#.into(),
        }
    }

    /// Few and short texts, so that entries differ in little, or only in where a field ends.
    fn any_entry() -> impl Strategy<Value = Entry> {
        let text = || "[ab]{0,2}";
        let maybe = || prop::option::of("[ab]{0,2}");
        let words = (text(), text(), text(), maybe(), maybe(), text(), text(), text());
        (0i64..3, 0i64..3, words).prop_map(
            |(seq, at, (actor, os_user, host, role, workspace, action, object, changes))| Entry {
                seq,
                at: Millis(at),
                actor,
                os_user,
                host,
                role,
                workspace,
                action,
                object,
                changes,
            },
        )
    }

    /// Moves the last character of one text to the front of the next.
    fn shift(from: &mut String, to: &mut String) {
        if let Some(last) = from.pop() {
            to.insert(0, last);
        }
    }

    proptest! {
        #[test]
        fn entries_have_one_leaf_exactly_if_they_are_equal(one in any_entry(), other in any_entry()) {
            prop_assert_eq!(one.leaf_hash() == other.leaf_hash(), one == other);
            let mut shifted = one.clone();
            shift(&mut shifted.actor, &mut shifted.os_user);
            prop_assert_eq!(one.leaf_hash() == shifted.leaf_hash(), one == shifted);
        }

        #[test]
        fn a_change_of_any_field_changes_the_leaf(entry in any_entry(), field in 0..10, more in "\\PC{1,3}") {
            let mut changed = entry.clone();
            match field {
                0 => changed.seq += 1,
                1 => changed.at.0 += 1,
                2 => changed.actor += &more,
                3 => changed.os_user += &more,
                4 => changed.host += &more,
                5 => changed.role = changed.role.map_or(Some(String::new()), |_| None),
                6 => changed.workspace = changed.workspace.map_or(Some(String::new()), |_| None),
                7 => changed.action += &more,
                8 => changed.object += &more,
                _ => changed.changes += &more,
            }
            prop_assert_ne!(entry.leaf_hash(), changed.leaf_hash());
        }

        #[test]
        fn a_frontier_goes_on_where_it_was_stored(
            leaves in prop::collection::vec(any::<Hash>(), 0..70), split: prop::sample::Index
        ) {
            let (before, after) = leaves.split_at(split.index(leaves.len() + 1));
            let stored = frontier_of(before);
            let mut frontier = Frontier::decode(stored.size(), &stored.encode()).unwrap();
            prop_assert_eq!(&frontier, &stored);
            after.iter().for_each(|leaf| frontier.push(*leaf));
            prop_assert_eq!(frontier.root(), merkle_tree_hash(&leaves));
        }

        #[test]
        fn a_frontier_ends_in_its_newest_leaves_and_in_no_others(
            leaves in prop::collection::vec(any::<Hash>(), 1..70),
            known in 1_usize..70,
            other: Hash,
        ) {
            let tree = frontier_of(&leaves);
            let mut newest = leaves[leaves.len().saturating_sub(known)..].to_vec();
            prop_assert!(tree.ends_in(&newest) && tree.ends_in(&[]));
            // The last leaf is a tree of its own in every second tree; in others it shows once its subtree is known.
            let last = newest.len() - 1;
            newest[last] = other;
            let whole = newest.len() == leaves.len() || leaves.len() % 2 == 1;
            prop_assert!(!whole || other == leaves[leaves.len() - 1] || !tree.ends_in(&newest));
        }

        #[test]
        fn a_change_or_exchange_of_entries_changes_the_root(
            leaves in prop::collection::hash_set(any::<Hash>(), 2..40),
            one: prop::sample::Index,
            other: prop::sample::Index,
        ) {
            let leaves: Vec<Hash> = leaves.into_iter().collect();
            let (one, other) = (one.index(leaves.len()), other.index(leaves.len()));
            let (mut changed, mut swapped) = (leaves.clone(), leaves.clone());
            changed[one][0] ^= 1;
            swapped.swap(one, other);
            let root = frontier_of(&leaves).root();
            prop_assert_ne!(root, frontier_of(&changed).root());
            prop_assert_eq!(root == frontier_of(&swapped).root(), one == other);
            prop_assert_ne!(root, frontier_of(&leaves[1..]).root());
        }

        #[test]
        fn a_checkpoint_is_read_as_it_was_printed(origin in "[a-z./]{1,20}", size: u64, root: Hash, more in "\\PC*") {
            let checkpoint = Checkpoint { origin, size, root, signature: None };
            let text = checkpoint.to_string();
            prop_assert_eq!(&Checkpoint::parse(&text).unwrap(), &checkpoint);
            prop_assert_eq!(&Checkpoint::parse(&format!("{text}{more}\n\n\u{2014} key sig\n")).unwrap(), &checkpoint);
        }
    }

    #[test]
    fn the_bytes_of_an_entry_are_frozen() {
        let bytes = "0000001167617465706f73742d61756469742d76310000000800000000000000070000000800\
            0001a202974dc0000000086369406275696c64000000026369000000056275696c64ffffffff0000000764656661756c74\
            0000000c746f6b656e2e7265766f6b650000001e746f6b5f30316172797a3673343174737634727266667136396735666176\
            000000137b22726561736f6e223a226c65616b6564227d";
        assert_eq!(HEXLOWER.encode(&example().to_bytes()), bytes);
        let leaf = "cf09598fd329ee1bd16a69ff5aa1a0e20126565e7ee79ae4bcad0966634e4a0e";
        assert_eq!(HEXLOWER.encode(&example().leaf_hash()), leaf);
    }

    #[test]
    fn a_commitment_is_frozen_and_depends_on_its_salt() {
        let salt: [u8; 16] = std::array::from_fn(|index| index as u8);
        let expected = "0c9f5b1a87355f9deb5aa577345f8b1286efc8533c435b484bea6955eaa1c276";
        assert_eq!(commit(&salt, "Zoë"), expected);
        assert_ne!(commit(&[0; 16], "Zoë"), expected);
        assert_ne!(commit(&salt, "Zoe"), expected);
    }

    #[test]
    fn roots_are_those_of_certificate_transparency() {
        let leaves =
            ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut frontier = Frontier::default();
        assert_eq!(HEXLOWER.encode(&frontier.root()), roots[0]);
        for (leaf, root) in leaves.iter().zip(&roots[1..]) {
            frontier.push(leaf_hash(&HEXLOWER.decode(leaf.as_bytes()).unwrap()));
            assert_eq!(HEXLOWER.encode(&frontier.root()), *root);
        }
    }

    #[test]
    fn roots_equal_the_recursive_definition() {
        let leaves: Vec<Hash> = (0u64..200).map(|number| leaf_hash(&number.to_be_bytes())).collect();
        let mut frontier = Frontier::default();
        for (size, leaf) in leaves.iter().enumerate() {
            assert_eq!(frontier.size(), size as u64);
            assert_eq!(frontier.root(), merkle_tree_hash(&leaves[..size]), "size {size}");
            frontier.push(*leaf);
        }
    }

    #[test]
    fn a_frontier_with_a_wrong_number_of_peaks_is_refused() {
        assert_eq!(Frontier::decode(0, &[]), Some(Frontier::default()));
        for (size, length) in [(0, 32), (1, 0), (1, 31), (1, 33), (3, 32), (4, 64)] {
            assert_eq!(Frontier::decode(size, &vec![0; length]), None, "{size}, {length}");
        }
    }

    #[test]
    fn a_checkpoint_has_three_lines() {
        let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
        let text = format!("example.com/behind-the-sofa\n20852163\n{root}\n");
        assert_eq!(Checkpoint::parse(&text).unwrap().to_string(), text);
        for size in ["", "-1", "+1", "01", "1 ", "1\r", "0x1", "18446744073709551616"] {
            assert!(Checkpoint::parse(&format!("o\n{size}\n{root}\n")).is_err(), "{size:?}");
        }
        for root in ["", "AAAA", "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I", &format!("{root}\r")] {
            assert!(Checkpoint::parse(&format!("o\n1\n{root}\n")).unwrap_err().hint.is_some(), "{root:?}");
        }
        for text in ["", "o", "o\n1", &format!("\n1\n{root}\n")] {
            assert!(Checkpoint::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_row_shows_changes_as_json_and_damage_as_text() {
        let mut row = Logged { leaf_hash: example().leaf_hash(), entry: example() };
        let changes = |row: &Logged| match row.cell(8) {
            Cell::Json(value) => value.to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(changes(&row), r#"{"reason":"leaked"}"#);
        row.entry.changes.pop();
        assert_eq!(changes(&row), r#""{\"reason\":\"leaked\"""#);
        assert_eq!(Logged::columns().len(), Logged::WIDTH);
    }
}
