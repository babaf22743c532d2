//! Findings: tokens that stand where they should not, in files and streams.

use super::record::record;

/// A token found in a text. The secret itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The file, or `-` for standard input.
    pub path: String,
    /// Its line, from 1.
    pub line: i64,
    /// Its first byte in the line, from 1.
    pub column: i64,
    /// The token's id, if the store knows it.
    pub token_id: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// Its state; `not_found` where the check holds but the store does not know it.
    pub status: String,
    /// Whether this command revoked it.
    pub revoked: bool,
}

record! { Finding {
    path: Text, shown, "The file, or - for standard input" => |f| &f.path;
    line: Int, shown, "The line, from 1" => |f| f.line;
    column: Int, shown, "The first byte in the line, from 1" => |f| f.column;
    token_id: Id, shown, "The token, if the store knows it" => |f| f.token_id.as_ref();
    name: Text, shown, "Its name" => |f| f.name.as_ref();
    status: Text, shown, "Its state; not_found where its check holds but the store does not know it" => |f| &f.status;
    revoked: Bool, shown, "Whether this command revoked it" => |f| f.revoked;
} }
