//! A command line as a test writes it, split into words.

/// Splits at white space. `'…'` and `"…"` hold white space together, and `"…"` may hold `\"` and `\\`.
pub fn split(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_whitespace() {
            words.extend(word.take());
            continue;
        }
        let word = word.get_or_insert_default();
        if letter != '\'' && letter != '"' {
            word.push(letter);
            continue;
        }
        loop {
            match letters.next().unwrap_or_else(|| panic!("a quote is not closed in {line:?}")) {
                end if end == letter => break,
                '\\' if letter == '"' => {
                    word.push(letters.next_if(|next| matches!(next, '"' | '\\')).unwrap_or('\\'));
                }
                inner => word.push(inner),
            }
        }
    }
    words.extend(word);
    words
}

#[test]
fn words_are_split_as_a_shell_would() {
    assert_eq!(split("  tokens  list\n-A "), ["tokens", "list", "-A"]);
    assert_eq!(split(r#"fire a --data '{"a": "b\n"}'"#), ["fire", "a", "--data", r#"{"a": "b\n"}"#]);
    assert_eq!(split(r#"--name="two \"words\" \\ \n" '' x'y z'"#), [r#"--name=two "words" \ \n"#, "", "xy z"]);
    assert!(split("").is_empty());
}

#[test]
#[should_panic(expected = "a quote is not closed")]
fn an_open_quote_is_refused() {
    split("create 'ci");
}
