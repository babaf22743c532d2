//! A row of counts as a line of blocks, for terminals. It builds text and writes nowhere.

const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One block a count, as high as its share of the largest.
pub fn sparkline(counts: &[i64]) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let top = BLOCKS.len() as i64 - 1;
    let block = |count: &i64| BLOCKS[usize::try_from((count.max(&0) * top + most / 2) / most).unwrap_or(0)];
    counts.iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::sparkline;

    #[test]
    fn the_largest_is_highest_and_nothing_is_lowest() {
        assert_eq!(sparkline(&[0, 1, 4, 8, 8]), "▁▂▅██");
        assert_eq!(sparkline(&[0, 0]), "▁▁");
        assert_eq!(sparkline(&[]), "");
    }
}
