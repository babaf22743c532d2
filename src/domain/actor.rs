//! Who acts: the name that is said, and beside it what cannot be set.

/// Who is recorded in the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The name given with `--actor`, else user@host.
    pub name: String,
    /// The operating system's user.
    pub os_user: String,
    /// The machine.
    pub host: String,
}
