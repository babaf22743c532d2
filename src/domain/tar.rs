//! Some small files as one: the archive of POSIX (ustar), which every system opens. The same files give the same bytes.

use super::time::Millis;

/// The bytes of a block.
const BLOCK: usize = 512;

/// An archive of files, by names that are plain and short.
pub fn archive(files: &[(&str, &[u8])], at: Millis) -> Vec<u8> {
    let mut tar = Vec::new();
    for (name, bytes) in files {
        tar.extend(header(name, bytes.len(), at));
        tar.extend_from_slice(bytes);
        tar.resize(tar.len().next_multiple_of(BLOCK), 0);
    }
    // It ends with two empty blocks.
    tar.resize(tar.len() + 2 * BLOCK, 0);
    tar
}

fn header(name: &str, size: usize, at: Millis) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |from: usize, text: &str| block[from..from + text.len()].copy_from_slice(text.as_bytes());
    put(0, name);
    put(100, "0000600");
    put(108, "0000000");
    put(116, "0000000");
    put(124, &format!("{size:011o}"));
    put(136, &format!("{:011o}", at.0 / 1_000));
    // The sum is taken with spaces in its place.
    put(148, "        ");
    put(156, "0");
    put(257, "ustar\x0000");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_whole_and_summed() {
        let tar = archive(&[("a.txt", b"hello"), ("b", &[7; 512])], Millis(1_000_000));
        assert_eq!(tar.len(), BLOCK * 6);
        assert_eq!(&tar[512..517], b"hello");
        let mut block = tar[..BLOCK].to_vec();
        block[148..156].fill(b' ');
        let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
        assert_eq!(&tar[148..154], format!("{sum:06o}").as_bytes());
    }
}
