//! Counts as people say them.

/// `1 token`, `2 tokens`.
pub fn plural(count: impl Into<i128>, noun: &str) -> String {
    let count = count.into();
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn one_is_no_plural() {
        assert_eq!(super::plural(1, "token"), "1 token");
        assert_eq!(super::plural(0, "token"), "0 tokens");
    }
}
