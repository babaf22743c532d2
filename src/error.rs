//! What can go wrong, said once: stable codes, the exit code of each, and the error that every room
//! returns. It formats nothing for a terminal and writes nowhere: that is `render`'s part.

use std::fmt;

/// What every fallible function of the program returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The exit code of the process, as scripts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done, allowed, or nothing to do.
    Done = 0,
    /// Unexpected failure.
    Failure = 1,
    /// Wrong usage or an invalid value.
    Usage = 2,
    /// A reference, workspace or store does not exist.
    NotFound = 3,
    /// The token, signature, permission or consent does not hold.
    Denied = 4,
    /// Name taken, in use, wrong state, changed meanwhile, ambiguous.
    Conflict = 5,
    /// Rate limited.
    RateLimited = 6,
    /// The other side failed.
    Remote = 7,
    /// Digest or signature mismatch, damaged, foreign or newer store.
    Integrity = 8,
    /// Not confirmed, or an answer is needed and input is off.
    Unconfirmed = 9,
    /// Done in part; each failure is reported.
    Partial = 10,
    /// A check found something.
    Findings = 11,
    /// Try again: the same command is safe.
    TryAgain = 12,
    /// Ended by Ctrl-C.
    Interrupted = 130,
}

impl Exit {
    /// Every exit code with its meaning, in order: the table of the manual.
    pub const ALL: &[(Exit, &str)] = &[
        (Exit::Done, "done, allowed, nothing to do"),
        (Exit::Failure, "unexpected failure"),
        (Exit::Usage, "wrong usage or invalid value; unknown scope, tier, column, setting"),
        (Exit::NotFound, "not found: reference, workspace, store"),
        (Exit::Denied, "denied: the token, signature, permission or consent does not hold"),
        (Exit::Conflict, "conflict: name taken, in use, wrong state, changed meanwhile, ambiguous"),
        (Exit::RateLimited, "rate limited"),
        (Exit::Remote, "the other side failed: network, HTTP status, delivery, provider"),
        (Exit::Integrity, "integrity: mismatch, broken audit log, damaged, foreign or newer store"),
        (Exit::Unconfirmed, "not confirmed, or an answer is needed and input is off"),
        (Exit::Partial, "done in part; each failure is reported"),
        (Exit::Findings, "a check found something: unhealthy, at risk, drift, findings"),
        (Exit::TryAgain, "try again: the store is busy or cannot be reached; the same command is safe"),
        (Exit::Interrupted, "ended by Ctrl-C; what was not reported as done was not done"),
    ];

    /// The number handed to the operating system.
    pub fn number(self) -> u8 {
        self as u8
    }
}

macro_rules! codes {
    ($($variant:ident $text:literal $exit:ident $retryable:literal $explanation:literal)*) => {
        /// A stable name for one kind of failure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $(#[doc = $explanation] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the reference.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The name that scripts compare.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// The exit code that goes with it.
            pub fn exit(self) -> Exit {
                match self { $(Code::$variant => Exit::$exit,)* }
            }

            /// Whether the same command may succeed later, unchanged.
            pub fn retryable(self) -> bool {
                match self { $(Code::$variant => $retryable,)* }
            }

            /// What happened and what to do, for `gatepost explain`.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$variant => $explanation,)* }
            }
        }
    };
}

codes! {
    Internal "internal" Failure false
        "Something failed that should not have. The message names the cause. Nothing was changed unless the command said so; please report it."
    Io "io" Failure false
        "A file or a stream could not be read or written. The message names it and the system's reason."
    DiskFull "disk_full" Failure false
        "The disk or a quota is full. The change was rolled back. Free some space, then run the same command."
    Usage "usage" Usage false
        "The words of the command are wrong. The message names the word and, where one is near, the word that was meant."
    InvalidValue "invalid_value" Usage false
        "A value has the wrong form or lies outside its bounds. The message says what is allowed."
    UnknownScope "unknown_scope" Usage false
        "A token carries only scopes of the workspace's catalogue, and wildcards that cover at least one. Create the scope with `gatepost tokens scopes create`."
    UnknownTier "unknown_tier" Usage false
        "No tier has this name. List them with `gatepost tokens tiers list`."
    UnknownColumn "unknown_column" Usage false
        "The record has no such column. The message lists those it has."
    UnknownSetting "unknown_setting" Usage false
        "No setting has this key. List them with `gatepost config list`."
    UnknownCode "unknown_code" Usage false
        "No code has this name. List them with `gatepost explain`."
    BadSettings "bad_settings" Usage false
        "The settings file cannot be read as it stands. The message names the file, the line and what is allowed there."
    SecretOnCommandLine "secret_on_command_line" Usage false
        "A secret on the command line is seen by every user of the machine and kept in the shell's history. Give it in a file (@FILE), on standard input (-) or in an environment variable."
    NotFound "not_found" NotFound false
        "No record answers to this reference in this workspace. References are an id, a name, or an unambiguous beginning or ending of an id."
    WorkspaceNotFound "workspace_not_found" NotFound false
        "The workspace does not exist. Only `default` exists from the start; create others with `gatepost workspaces create`."
    StoreNotFound "store_not_found" NotFound false
        "A store that is named with --db or GATEPOST_DB must exist. Make it with `gatepost init`."
    StoreOlder "store_older" Conflict false
        "The store on the server has another schema than this gatepost works on, and a server's store is brought up by command only: `gatepost db migrate`, as the role that owns its tables."
    StoreMoved "store_moved" Conflict false
        "The store was moved, or is being moved, to the place that the message names, and is only read here. Use it there. To work on here instead, give the move up with `gatepost db move --abort`."
    StoreMoving "store_moving" TryAgain true
        "A move fills this place with a store, and not all of it is there yet. Wait for it. If it was broken off, run the same `gatepost db move` again: it goes on where it was."
    StoreUnsure "store_unsure" TryAgain false
        "The connection broke while the change was being committed: it may be stored or not. The trail says which; `gatepost audit list --limit 5` shows its end."
    StoreUnreachable "store_unreachable" TryAgain true
        "The server of the store cannot be reached or went away. Nothing was changed. See that it runs and lets this user in, then run the same command."
    FileExposed "file_exposed" Integrity false
        "A file of secrets can be read by others, so it is not used. The hint has the command that mends its mode."
    Held "held" Denied false
        "The subject is under a legal hold, so nothing of it may go or be changed. See who placed it with `gatepost consent holds list`; nothing was changed."
    NameTaken "name_taken" Conflict false
        "Another record of the workspace holds this name. Names are free again once their record is revoked or deleted."
    WrongState "wrong_state" Conflict false
        "The record is in a state in which this cannot be done, such as enabling a revoked token."
    Differs "differs" Conflict false
        "With --if-absent the record exists but differs from what was asked. The message names the difference; nothing was changed."
    InUse "in_use" Conflict false
        "Other records depend on this one. The message says which; nothing was changed."
    Ambiguous "ambiguous" Conflict false
        "Several records answer to this reference. The message lists them; use a whole id."
    PlanChanged "plan_changed" Conflict false
        "What the plan selected has changed since, so nothing was done. Make a new plan with --dry-run and look at it again."
    StoreReadOnly "store_read_only" Conflict false
        "The store cannot be written: its file or folder is read-only for this user. Reading works; `tokens verify --no-count` does as well."
    StoreDowngraded "store_downgraded" Conflict false
        "The store was brought down to an older schema on purpose, so it is not brought up again unasked. Run `gatepost db migrate`."
    StoreExists "store_exists" Conflict false
        "A file stands where a new one was to be made. It was left as it is."
    StoreForeign "store_foreign" Integrity false
        "The file is not a store of gatepost. It was not opened and not changed."
    StoreNewer "store_newer" Integrity false
        "The store was written by a newer gatepost. It was not changed. Use that version, or have it run `gatepost db downgrade`."
    StoreDamaged "store_damaged" Integrity false
        "The store is damaged. Keep a copy of its files, then restore a backup with `gatepost db restore`."
    AuditBroken "audit_broken" Integrity false
        "The audit trail does not hold: an entry was changed, removed or reordered after it was written. The message names the first."
    ErasuresUnread "erasures_unread" Integrity false
        "The list of those who were forgotten, outside of the store, is damaged. It is what makes a backup forget them again. The message names the line."
    ErasuresDue "erasures_due" Conflict false
        "The store is older than the list beside it of those who were forgotten, so it holds people who must not be on record. `gatepost doctor --fix` forgets them again."
    KeyMissing "key_missing" Integrity false
        "The sealing key is not where it should be, and the store has values that only it opens. Put it back from its copy, or name it with --key-file. No other key is made in its place."
    KeyWrong "key_wrong" Integrity false
        "The sealing key is another than the one that the store's values are sealed under, or is none. The message names both; see `gatepost keys status`. Nothing was opened."
    KeyExposed "key_exposed" Integrity false
        "The file of the sealing key may be read or replaced by others. It was not used; the message says what mends it. If others may have read it, make a new key with `gatepost keys rewrap`, then `gatepost keys rotate`."
    SealedDamaged "sealed_damaged" Integrity false
        "A sealed value does not open: it was changed, or belongs to another row or store. Find all that do not with `gatepost keys check`, then restore a backup."
    ConfirmationNeeded "confirmation_needed" Unconfirmed false
        "This cannot be taken back, so it asks first. Without a terminal, say --yes (or --confirm where the message names it)."
    InputNeeded "input_needed" Unconfirmed false
        "An answer is needed and there is nobody to ask. Give it as a flag."
    StoreBusy "store_busy" TryAgain true
        "Another process held the store for longer than the time-out. Nothing was changed; the same command is safe to run again."
    NotReceived "not_received" Remote true
        "The requests that were waited for did not come in time. See that the sender is sent to the address that the command names, and that it runs on this machine."
    Interrupted "interrupted" Interrupted false
        "Ctrl-C ended the command. The change under way was rolled back as a whole."
}

impl Code {
    /// The code of this name.
    pub fn parse(text: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == text)
    }
}

/// One failure: what failed, why, and what to do next.
#[derive(Debug)]
pub struct Error {
    /// The stable name of the failure.
    pub code: Code,
    /// What failed and why, one sentence without a full stop.
    pub message: String,
    /// What to do next; commands in it can be pasted.
    pub hint: Option<String>,
    /// The flag, column or setting that is wrong.
    pub field: Option<String>,
    /// What a reference could have meant, or the nearest words.
    pub candidates: Vec<String>,
    /// When the same command may succeed, in milliseconds from now.
    pub retry_after_ms: Option<i64>,
    /// Whether the change may have been made all the same.
    pub unconfirmed: bool,
}

impl Error {
    /// A failure with a code and a message.
    pub fn new(code: Code, message: impl Into<String>) -> Error {
        Error {
            code,
            message: message.into(),
            hint: None,
            field: None,
            candidates: Vec::new(),
            retry_after_ms: None,
            unconfirmed: false,
        }
    }

    /// An invalid value of a flag, setting or column.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Error {
        Error::new(Code::InvalidValue, message).field(field)
    }

    /// A file or stream that could not be read or written.
    pub fn io(what: impl fmt::Display, cause: &std::io::Error) -> Error {
        let full = matches!(
            cause.kind(),
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded | std::io::ErrorKind::FileTooLarge
        );
        Error::new(if full { Code::DiskFull } else { Code::Io }, format!("{what}: {cause}"))
    }

    /// Adds what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Error {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the name of the flag, column or setting that is wrong.
    pub fn field(mut self, field: impl Into<String>) -> Error {
        self.field = Some(field.into());
        self
    }

    /// Adds what could have been meant.
    pub fn candidates(mut self, candidates: Vec<String>) -> Error {
        self.candidates = candidates;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl From<anyhow::Error> for Error {
    fn from(cause: anyhow::Error) -> Error {
        Error::new(Code::Internal, format!("{cause:#}"))
    }
}
