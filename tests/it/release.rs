//! What the release binary is and what it must not hold.

use crate::support::release;

/// The size that the binary stays under.
const LARGEST: usize = 18 << 20;

#[test]
#[ignore = "needs the release binary, which tests/run builds"]
fn the_release_binary_cannot_be_pinned_and_is_small() {
    let bytes = std::fs::read(release()).unwrap();
    let word = b"GATEPOST_TEST_";
    assert!(!bytes.windows(word.len()).any(|window| window == word), "a test could pin the release binary");
    assert!(bytes.len() < LARGEST, "the release binary has {} bytes", bytes.len());
}
