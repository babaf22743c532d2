//! Everything about one person, to be handed to that person.

use std::fmt::Write;

use serde_json::Value as Json;

use super::grant::{Decision, Grant};
use super::page::{STYLE, escaped};
use crate::domain::record::record;
use crate::domain::time::Millis;
use crate::domain::token::Token;

/// What is on record of a person, and what the person owns.
pub struct Everything {
    /// The person, in the words of the caller; absent where the person was forgotten.
    pub subject: Option<String>,
    /// The pseudonym.
    pub subject_id: String,
    /// The workspace.
    pub workspace: String,
    /// The moment that it is of.
    pub as_of: Millis,
    /// The entries that the audit trail had then.
    pub audit_seq: i64,
    /// What holds and held.
    pub consents: Vec<Grant>,
    /// Every decision, the oldest first.
    pub decisions: Vec<Decision>,
    /// The tokens that were issued to that reference, without their secrets.
    pub tokens: Vec<Token>,
}

/// What is said of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Accessed {
    /// The file.
    pub file: String,
    /// The pseudonym of the person.
    pub subject_id: String,
    /// How many consents are in it.
    pub consents: u64,
    /// How many decisions.
    pub decisions: u64,
    /// How many tokens.
    pub tokens: u64,
    /// Its size.
    pub bytes: u64,
    /// The digest of its bytes, in base 16.
    pub sha256: String,
    /// The moment that it is of.
    pub as_of: Millis,
    /// The entries that the audit trail had at that moment.
    pub audit_seq: i64,
}

fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

record! { Accessed {
    file: Text, shown, "The file that was written" => |a| &a.file;
    subject_id: Id, shown, "The pseudonym of the person" => |a| &a.subject_id;
    consents: Int, shown, "How many consents are in it" => |a| int(a.consents);
    decisions: Int, shown, "How many decisions" => |a| int(a.decisions);
    tokens: Int, shown, "How many tokens that were issued to that reference" => |a| int(a.tokens);
    bytes: Int, shown, "Its size" => |a| int(a.bytes);
    sha256: Text, shown, "The SHA-256 digest of its bytes, in base 16" => |a| &a.sha256;
    as_of: Time, shown, "The moment that it is of" => |a| a.as_of;
    audit_seq: Int, shown, "The entries that the audit trail had at that moment" => |a| a.audit_seq;
} }

/// The same as a page that needs nothing else. `whole` is an object whose lists are the parts.
pub fn page(whole: &Json) -> String {
    let mut page = String::with_capacity(16 * 1024);
    let text = |name: &str| whole.get(name).map(shown).unwrap_or_default();
    let who = if text("subject").is_empty() { text("subject_id") } else { text("subject") };
    page.push_str("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let title = escaped(&format!("What is on record of {who}"));
    // Nothing here can fail: a String takes every write.
    let _ = write!(page, "<title>{title}</title>\n<style>{STYLE}{MORE}</style>\n</head>\n<body>\n<main>\n<header>");
    let _ = writeln!(page, "<h1>{title}</h1></header>");
    let (workspace, subject_id) = (escaped(&text("workspace")), escaped(&text("subject_id")));
    let as_of = escaped(&moment(&text("as_of")));
    let _ = writeln!(page, "<p class=\"soft small\">{workspace} &middot; {subject_id} &middot; as of {as_of}</p>");
    for (name, title, heading) in PARTS {
        let items = whole.get(*name).and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default();
        let _ = writeln!(page, "<section><h2>{title} ({})</h2>", items.len());
        for item in items.iter().filter_map(Json::as_object) {
            let field = |name: &str| item.get(name).map(|value| value_of(name, value)).unwrap_or_default();
            let words: Vec<String> = heading.iter().map(|name| escaped(&field(name))).collect();
            let _ = write!(page, "<h3>{}</h3><dl>", words.join(" &middot; "));
            let told = |name: &str| heading.contains(&name) || ABOVE.contains(&name);
            for (name, value) in item.iter().filter(|(name, value)| !value.is_null() && !told(name)) {
                let text = value_of(name, value);
                if !text.is_empty() {
                    let _ = write!(page, "<dt>{}</dt><dd>{}</dd>", escaped(&name.replace('_', " ")), escaped(&text));
                }
            }
            page.push_str("</dl>\n");
        }
        page.push_str("</section>\n");
    }
    page.push_str("</main>\n</body>\n</html>\n");
    page
}

/// The parts of the page: the list, its title, and what stands above each item.
const PARTS: &[(&str, &str, &[&str])] = &[
    ("consents", "Consents", &["purpose", "status"]),
    ("decisions", "Decisions", &["occurred_at", "event", "purpose"]),
    ("tokens", "API tokens", &["name", "status"]),
];
/// What is the same in every item, and stands at the beginning of the page.
const ABOVE: &[&str] = &["workspace", "subject", "subject_id"];

const MORE: &str = "h3{font-size:1rem;margin:0;padding-top:.75rem;border-top:1px solid var(--rule);overflow-wrap:anywhere}\
dl{display:grid;grid-template-columns:fit-content(8.5rem) 1fr;gap:.15rem 1rem;margin:.25rem 0 .75rem;font-size:.9rem}\
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;white-space:pre-wrap}";

/// A value for people: moments without the letters of machines.
fn value_of(name: &str, value: &Json) -> String {
    let text = shown(value);
    if name.ends_with("_at") || name == "not_before" { moment(&text) } else { text }
}

fn moment(text: &str) -> String {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    match time.split_once('.') {
        Some((time, _)) => format!("{day} {time} UTC"),
        None => text.to_owned(),
    }
}

fn shown(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(shown).collect::<Vec<_>>().join(", "),
        Json::Object(fields) if fields.is_empty() => String::new(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_on_record_is_text_on_the_page() {
        let page = page(&json!({
            "subject": "<b>jane</b>", "as_of": "2026-01-02T03:04:05.678Z",
            "consents": [{"source": "<script>", "ip": null}], "decisions": [], "tokens": []
        }));
        assert!(page.contains("as of 2026-01-02 03:04:05 UTC"));
        assert!(page.contains("&lt;b&gt;jane&lt;/b&gt;") && page.contains("&lt;script&gt;"));
        assert!(!page.contains("<script") && !page.contains("http") && !page.contains(">ip<"), "{page}");
    }
}
