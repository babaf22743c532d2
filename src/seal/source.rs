//! Where the sealing key is read, and what a file of it must be: of this user, for nobody else, and no link.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::fs::OFlags;
use rustix::io::Errno;
use zeroize::Zeroizing;

use super::SealingKey;
use crate::domain::shell::word;
use crate::error::{Code, Error, Result};

/// Longer than any text with a key in it.
const MOST: u64 = 64 * 1024;

/// Where the sealing key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file that somebody named.
    File(PathBuf),
    /// A credential that systemd hands to the service.
    Credential(PathBuf),
    /// What a command prints: the program and its words.
    Command(Vec<String>),
    /// The file of this user, which is made when it is first needed.
    Own(PathBuf),
}

impl Source {
    /// Its name in records.
    pub fn as_str(&self) -> &'static str {
        match self {
            Source::File(_) => "file",
            Source::Credential(_) => "credential",
            Source::Command(_) => "command",
            Source::Own(_) => "default",
        }
    }

    /// The file that it is, if it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Source::File(path) | Source::Credential(path) | Source::Own(path) => Some(path),
            Source::Command(_) => None,
        }
    }

    /// The key; nothing where there is no such file.
    pub fn read(&self) -> Result<Option<SealingKey>> {
        let text = match self {
            Source::File(path) | Source::Own(path) => read_file(path, Some(rustix::process::geteuid().as_raw()))?,
            // systemd sees to who may read it, by means that a mode does not show.
            Source::Credential(path) => read_file(path, None)?,
            Source::Command(words) => Some(run(words)?),
        };
        text.map(|text| SealingKey::parse(&text).map_err(|cause| self.is_wrong(&cause))).transpose()
    }

    fn is_wrong(&self, cause: &Error) -> Error {
        Error::new(cause.code, format!("{self}: {}", cause.message))
            .hint("put the key back from its copy, or name another with --key-file FILE")
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Source::File(path) | Source::Credential(path) | Source::Own(path) => write!(f, "{}", path.display()),
            Source::Command(words) => write!(f, "the command {}", words.first().map_or("", String::as_str)),
        }
    }
}

/// The text in a file that no other user than `owner` may read, where there is one to compare with.
fn read_file(path: &Path, owner: Option<u32>) -> Result<Option<Zeroizing<String>>> {
    let shown = path.display();
    let exposed = |what: &str, hint: String| {
        Error::new(Code::KeyExposed, format!("the sealing key {shown} {what}; it was not used")).hint(hint)
    };
    let quoted = word(&path.to_string_lossy()).into_owned();
    // A pipe is not waited for, and a link is not followed: what is checked is what is read.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = match OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path) {
        Ok(file) => file,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) if Errno::from_io_error(&cause) == Some(Errno::LOOP) => {
            return Err(exposed("is a link", format!("name the file itself: --key-file \"$(readlink -f {quoted})\"")));
        }
        Err(cause) => return Err(Error::io(format!("cannot read the sealing key {shown}"), &cause)),
    };
    let failed = |cause: std::io::Error| Error::io(format!("cannot read the sealing key {shown}"), &cause);
    let kind = file.metadata().map_err(failed)?;
    if !kind.is_file() {
        return Err(Error::new(Code::KeyWrong, format!("the sealing key {shown} is no file")));
    }
    if let Some(owner) = owner {
        if kind.uid() != owner {
            return Err(exposed(
                &format!("belongs to user {}", kind.uid()),
                format!("if it is yours: sudo chown {owner} {quoted}"),
            ));
        }
        if kind.permissions().mode() & 0o077 != 0 {
            return Err(exposed("can be read by others", format!("take their rights away: chmod 600 {quoted}")));
        }
    }
    read_text(file).map(Some).map_err(failed)
}

fn read_text(source: impl Read) -> std::io::Result<Zeroizing<String>> {
    // So large at once that no piece of the key is left behind where it grew.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MOST as usize));
    source.take(MOST).read_to_end(&mut bytes)?;
    // What is no text is no key, which is said by whoever reads it.
    Ok(Zeroizing::new(str::from_utf8(&bytes).unwrap_or_default().to_owned()))
}

/// What a command prints. Its errors go where ours go.
fn run(words: &[String]) -> Result<Zeroizing<String>> {
    let failed = |why: String| {
        Error::new(Code::KeyMissing, format!("the command that gives the sealing key failed: {why}"))
            .hint("run it by hand; it stands in the setting keys.command")
    };
    let (program, words) = words.split_first().ok_or_else(|| failed("it is empty".to_owned()))?;
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::null()).stdout(Stdio::piped());
    // It has no business with these, and others may see its environment.
    for secret in ["PGPASSWORD", "GATEPOST_TOKEN", "GATEPOST_DB"] {
        command.env_remove(secret);
    }
    let mut child = command.spawn().map_err(|cause| failed(format!("{program}: {cause}")))?;
    let text = child.stdout.take().map_or(Ok(Zeroizing::default()), read_text);
    let ended = child.wait().map_err(|cause| failed(cause.to_string()))?;
    if !ended.success() {
        return Err(failed(format!("{program}: {ended}")));
    }
    text.map_err(|cause| failed(cause.to_string()))
}
