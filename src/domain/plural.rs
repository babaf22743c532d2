//! Counts as people say them.

/// `1 token`, `2 tokens`; `2 deliveries`.
pub fn plural(count: impl Into<i128>, noun: &str) -> String {
    match (count.into(), noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (count, Some(stem)) => format!("{count} {stem}ies"),
        (count, None) => format!("{count} {noun}s"),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_is_no_plural() {
        assert_eq!(super::plural(1, "token"), "1 token");
        assert_eq!(super::plural(0, "token"), "0 tokens");
        assert_eq!(super::plural(2, "delivery"), "2 deliveries");
    }
}
