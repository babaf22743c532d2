//! Words as a shell takes them, for commands that are printed to be pasted.

use std::borrow::Cow;
use std::path::Path;

use super::workspace::DEFAULT;

/// The text as one word of a shell, quoted where it must be.
pub fn word(text: &str) -> Cow<'_, str> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./:@%+=,".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")))
}

/// Several words.
pub fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(word).collect::<Vec<_>>().join(" ")
}

/// A command of ours for the same workspace and store, where somebody named one.
pub fn gatepost(words: &str, workspace: &str, store: Option<&Path>) -> String {
    let mut command = format!("gatepost {words}");
    if workspace != DEFAULT {
        command += &format!(" -w {}", word(workspace));
    }
    if let Some(path) = store {
        command += &format!(" --db {}", word(&path.to_string_lossy()));
    }
    command
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_command_names_the_workspace_and_the_store_that_are_not_the_usual_ones() {
        assert_eq!(super::gatepost("health", "default", None), "gatepost health");
        let all = super::gatepost("tokens revoke ci", "acme", Some("my stores/k.db".as_ref()));
        assert_eq!(all, "gatepost tokens revoke ci -w acme --db 'my stores/k.db'");
    }

    #[test]
    fn what_a_shell_would_change_is_quoted() {
        assert_eq!(super::words(["chmod", "600", "/a b/it's", "", "*"]), r"chmod 600 '/a b/it'\''s' '' '*'");
    }
    #[test]
    fn words_come_back_from_a_shell_as_they_were() {
        for word in ["orders:read", "orders:*", "*", "o'hara & sons", "größe", "", "a\\b$(x)`y`\"z\""] {
            let script = format!("printf %s {}", super::word(word));
            let told = std::process::Command::new("/bin/sh").arg("-c").arg(script).output().unwrap();
            assert_eq!(String::from_utf8(told.stdout).unwrap(), word);
        }
        assert_eq!(super::word("orders:read"), "orders:read");
    }
}
