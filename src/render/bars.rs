//! Counts as horizontal bars, for terminals: a label, a bar as long as its share of the largest, the count. It
//! builds text and writes nowhere.

use std::fmt::Write;

use super::text::visible;

const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
/// The longest bar and the longest label, in characters.
const LONGEST: usize = 40;
/// A shorter bar tells nothing; there are none where this does not fit.
const SHORTEST: usize = 8;

/// A line a count, none of them wider than `width`.
pub fn bars(counts: &[(String, i64)], width: usize) -> String {
    let labels: Vec<String> = counts.iter().map(|(label, _)| shortened(&visible(label))).collect();
    let widest = labels.iter().map(|label| label.chars().count()).max().unwrap_or(0);
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let room = width.saturating_sub(widest + 3 + most.to_string().len()).min(LONGEST);
    let mut text = String::new();
    if room < SHORTEST {
        return text;
    }
    for (label, (_, count)) in labels.iter().zip(counts) {
        let full = room as i128 * 8;
        let share = (i128::from(*count).max(0) * full + i128::from(most) / 2) / i128::from(most);
        // What was counted is seen.
        let eighths = usize::try_from(share).unwrap_or(0).max(usize::from(*count > 0));
        let (blocks, rest) = ("█".repeat(eighths / 8), EIGHTHS[eighths % 8]);
        let space = if eighths > 0 { " " } else { "" };
        // Cannot fail: a String takes every write.
        let _ = writeln!(text, "{label:widest$}  {blocks}{rest}{space}{count}");
    }
    text
}

/// A label that leaves room for its bar.
fn shortened(label: &str) -> String {
    if label.chars().count() <= LONGEST {
        return label.to_owned();
    }
    label.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::bars;

    fn drawn(counts: &[(&str, i64)], width: usize) -> String {
        bars(&counts.iter().map(|(label, count)| ((*label).to_owned(), *count)).collect::<Vec<_>>(), width)
    }

    #[test]
    fn the_largest_fills_the_room_and_the_others_their_share() {
        let counts = [("valid", 1204), ("rate_limited", 75), ("ip_denied", 1), ("none", 0)];
        insta::assert_snapshot!(drawn(&counts, 36), @"
        valid         █████████████████ 1204
        rate_limited  █ 75
        ip_denied     ▏ 1
        none          0
        ");
        for width in 0..120 {
            let lines = drawn(&counts, width);
            assert!(lines.lines().all(|line| line.chars().count() <= width), "{lines}");
        }
        assert!(drawn(&counts, 100).contains(&format!("valid         {} 1204", "█".repeat(40))));
        assert_eq!(drawn(&counts, 20), "", "no room");
        assert_eq!(drawn(&[], 80), "");
    }

    #[test]
    fn labels_are_short_and_harmless() {
        let long = "x".repeat(60);
        let lines = drawn(&[(&long, 1), ("a\u{1b}[31m", i64::MAX)], 90);
        assert!(lines.starts_with(&format!("{}…  ▏ 1\n", "x".repeat(39))), "{lines}");
        assert!(lines.contains("a\\x1b[31m "), "{lines}");
    }
}
