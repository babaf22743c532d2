//! Errors and notices as lines of standard error: for people, and as JSON. A whole token in one is masked,
//! wherever it came from. It builds text and writes nowhere.

use serde_json::{Value, json};

use super::json::compact;
use super::text::visible;
use crate::domain::credential::masked;
use crate::error::Error;

/// `error: …`, and a second line that says what to do next.
pub fn plain(error: &Error, color: bool) -> String {
    let word = if color { "\x1b[1;31merror:\x1b[0m" } else { "error:" };
    let mut lines = format!("{word} {}\n", visible(&masked(&error.message)));
    if let Some(hint) = hint(error) {
        lines.push_str(&format!("hint: {}\n", visible(&masked(&hint))));
    }
    lines
}

/// The hint, with the candidates that neither it nor the message names.
fn hint(error: &Error) -> Option<String> {
    let named = format!("{} {}", error.message, error.hint.as_deref().unwrap_or_default());
    let unnamed = error.candidates.iter().any(|candidate| !named.contains(candidate.as_str()));
    let candidates = error.candidates.join(", ");
    match &error.hint {
        Some(hint) if unnamed => Some(format!("{hint} ({candidates})")),
        Some(hint) => Some(hint.clone()),
        None if unnamed => Some(format!("one of {candidates}")),
        None => None,
    }
}

/// One line with every key, whatever the error.
pub fn json(error: &Error) -> String {
    line(&json!({ "error": {
        "code": error.code.as_str(),
        "message": masked(&error.message),
        "hint": error.hint.as_deref().map(masked),
        "exit": error.code.exit().number(),
        "retryable": error.code.retryable(),
        "retry_after_ms": error.retry_after_ms,
        "field": error.field.as_deref().map(masked),
        "candidates": error.candidates.iter().map(|it| masked(it)).collect::<Vec<_>>(),
    }}))
}

/// `note: …`.
pub fn plain_notice(text: &str) -> String {
    format!("note: {}\n", visible(&masked(text)))
}

/// `{"notice":"…"}`.
pub fn json_notice(text: &str) -> String {
    line(&json!({ "notice": masked(text) }))
}

fn line(value: &Value) -> String {
    compact(value) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn people_get_the_message_and_what_to_do() {
        let error = Error::new(Code::NameTaken, "the name \"a\u{1b}\" is taken").hint("choose another");
        assert_eq!(plain(&error, false), "error: the name \"a\\x1b\" is taken\nhint: choose another\n");
        assert_eq!(plain(&Error::new(Code::Io, "broken"), true), "\x1b[1;31merror:\x1b[0m broken\n");
    }

    #[test]
    fn candidates_are_named_once() {
        let error = || Error::new(Code::Ambiguous, "two answer").candidates(vec!["tok_a".into(), "tok_b".into()]);
        assert_eq!(plain(&error(), false), "error: two answer\nhint: one of tok_a, tok_b\n");
        assert_eq!(
            plain(&error().hint("use a whole id"), false),
            "error: two answer\nhint: use a whole id (tok_a, tok_b)\n"
        );
        assert_eq!(plain(&error().hint("use tok_a or tok_b"), false), "error: two answer\nhint: use tok_a or tok_b\n");
    }

    #[test]
    fn json_has_every_key_always() {
        assert_eq!(
            json(&Error::new(Code::StoreBusy, "held")),
            "{\"error\":{\"code\":\"store_busy\",\"message\":\"held\",\"hint\":null,\"exit\":12,\"retryable\":true,\
             \"retry_after_ms\":null,\"field\":null,\"candidates\":[]}}\n"
        );
        let mut error = Error::invalid("--at", "two\nlines").hint("h").candidates(vec!["c".into()]);
        error.retry_after_ms = Some(5);
        assert_eq!(
            json(&error),
            "{\"error\":{\"code\":\"invalid_value\",\"message\":\"two\\nlines\",\"hint\":\"h\",\"exit\":2,\
             \"retryable\":false,\"retry_after_ms\":5,\"field\":\"--at\",\"candidates\":[\"c\"]}}\n"
        );
    }

    #[test]
    fn notices_are_one_line() {
        assert_eq!(plain_notice("made\nit"), "note: made\\nit\n");
        assert_eq!(json_notice("made \"it\""), "{\"notice\":\"made \\\"it\\\"\"}\n");
    }
}
