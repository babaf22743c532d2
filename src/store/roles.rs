//! Who may do what on a server: the rights of each kind of role, as statements for the owner of the tables.
//! It grants nothing itself.

use crate::domain::role::Role;

/// What each kind of role may do with each table: letters of [`rights`], in the order verifier, operator,
/// support, admin. What is recorded for good is only added to, by anybody; the trail's head is moved with it.
const TABLES: &[(&str, [&str; 4])] = &[
    ("api_guess_hours", ["sau", "saud", "s", "saud"]),
    ("api_guesses", ["sau", "saud", "s", "saud"]),
    ("api_limits", ["sau", "saud", "s", "saud"]),
    ("api_scope_uses", ["", "saud", "s", "saud"]),
    ("api_scopes", ["", "sad", "s", "sad"]),
    ("api_tiers", ["s", "s", "s", "saud"]),
    ("api_token_scopes", ["", "sad", "s", "sad"]),
    ("api_tokens", ["s", "sau", "s", "saud"]),
    ("api_usage_hours", ["", "saud", "s", "saud"]),
    ("api_usage_log", ["a", "saud", "s", "saud"]),
    ("audit_head", ["", "su", "su", "su"]),
    ("audit_keys", ["", "s", "s", "saud"]),
    ("audit_log", ["", "sa", "sa", "sa"]),
    ("audit_salts", ["", "sa", "sa", "sad"]),
    ("consent_erasures", ["", "s", "s", "sa"]),
    ("consent_events", ["", "sa", "sa", "sad"]),
    ("consent_grants", ["", "sau", "sau", "saud"]),
    ("consent_holds", ["", "s", "s", "saud"]),
    ("consent_identities", ["", "sau", "sa", "saud"]),
    ("consent_imports", ["", "sa", "s", "sad"]),
    ("consent_keys", ["", "sau", "s", "saud"]),
    ("consent_policies", ["", "sa", "s", "sa"]),
    ("consent_private", ["", "sa", "sa", "sad"]),
    ("consent_purposes", ["", "sa", "s", "saud"]),
    ("consent_subjects", ["", "sa", "sa", "sad"]),
    ("consent_texts", ["", "sa", "s", "sa"]),
    ("marks", ["s", "sau", "s", "saud"]),
    ("refinery_schema_history", ["s", "s", "s", "s"]),
    ("seal_keys", ["", "sa", "s", "saud"]),
    ("seal_wraps", ["", "sa", "s", "saud"]),
    ("settings", ["s", "s", "s", "saud"]),
    ("webhook_attempts", ["", "sad", "s", "sad"]),
    ("webhook_deliveries", ["", "sau", "sa", "saud"]),
    ("webhook_endpoints", ["", "sau", "s", "saud"]),
    ("webhook_events", ["", "sau", "sa", "saud"]),
    ("webhook_lanes", ["", "saud", "s", "saud"]),
    ("webhook_secrets", ["", "saud", "", "saud"]),
    ("webhook_types", ["", "saud", "s", "saud"]),
    ("webhook_workers", ["", "saud", "s", "saud"]),
    ("workspaces", ["s", "s", "s", "sad"]),
];

/// The rights that letters stand for: select, add, update, delete.
fn rights(letters: &str) -> String {
    let right = |letter| match letter {
        'a' => "INSERT",
        'u' => "UPDATE",
        'd' => "DELETE",
        _ => "SELECT",
    };
    letters.chars().map(right).collect::<Vec<_>>().join(", ")
}

/// The statements that give a role the rights of a kind. What it had before is taken away first.
pub fn statements(role: Role, name: &str) -> Vec<String> {
    let name = format!("\"{}\"", name.replace('"', "\"\""));
    let column = Role::ALL.iter().position(|other| *other == role).unwrap_or_default();
    let tables = TABLES.iter().map(|(table, _)| *table).collect::<Vec<_>>().join(", ");
    let mut statements = vec![format!("REVOKE ALL ON {tables} FROM {name};")];
    for (table, letters) in TABLES {
        if !letters[column].is_empty() {
            statements.push(format!("GRANT {} ON {table} TO {name};", rights(letters[column])));
        }
    }
    statements
}
