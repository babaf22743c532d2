//! A PostgreSQL server of a test's own, for what is not done to one that others use: certificates, a standby, an end
//! without farewell. It runs as a user who owns nothing where the tests run as root, as `tests/postgres` has it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use postgres::{Client, Config, NoTls};
use tempfile::TempDir;

use super::peer;

/// The user and group that own nothing.
const NOBODY: u32 = 65_534;

/// A server with its files, which go with it.
pub struct Cluster {
    folder: TempDir,
    /// Where it listens on this machine, once it is asked to.
    pub port: u16,
}

impl Cluster {
    /// An empty one, which is not started yet.
    pub fn new() -> Cluster {
        let cluster = Cluster::bare();
        let words = "-A trust -U gatepost --locale=C.UTF-8 -E UTF8 --no-sync -D";
        cluster.run("initdb", &format!("{words} {}", cluster.at("data").display()));
        cluster.set("fsync = off\nlisten_addresses = ''");
        cluster.set(&format!("unix_socket_directories = '{}'", cluster.folder()));
        cluster
    }

    /// One that follows another, which runs.
    pub fn following(primary: &Cluster) -> Cluster {
        let cluster = Cluster::bare();
        let words = format!("-R -c fast -X stream -h {} -U gatepost -D", primary.folder());
        cluster.run("pg_basebackup", &format!("{words} {}", cluster.at("data").display()));
        cluster.set(&format!("unix_socket_directories = '{}'", cluster.folder()));
        cluster
    }

    fn bare() -> Cluster {
        let folder = tempfile::Builder::new().prefix("gatepost-server.").tempdir_in("/tmp").unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cluster = Cluster { folder, port };
        give_away(cluster.folder.path());
        cluster
    }

    /// The folder of its socket, as a host of a URL.
    pub fn folder(&self) -> String {
        self.folder.path().display().to_string()
    }

    /// A file of it.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file that the server reads, and nobody else.
    pub fn give(&self, name: &str, contents: &[u8]) {
        let path = self.at("data").join(name);
        std::fs::write(&path, contents).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
        give_away(&path);
    }

    /// Adds lines to its settings.
    pub fn set(&self, lines: &str) {
        let path = self.at("data").join("postgresql.conf");
        let mut file = std::fs::OpenOptions::new().append(true).open(path).unwrap();
        writeln!(file, "{lines}").unwrap();
    }

    /// Starts it, and waits until it answers.
    pub fn start(&self) {
        self.control("-w start -l", &self.at("log"));
    }

    /// Ends it as a loss of power does, for its clients.
    pub fn kill(&self) {
        self.control("-m immediate stop", Path::new(""));
    }

    /// Makes a standby a primary.
    pub fn promote(&self) {
        self.control("-w promote", Path::new(""));
    }

    /// Reads its settings again.
    pub fn reload(&self) {
        self.control("reload", Path::new(""));
    }

    /// A connection past the program.
    pub fn client(&self) -> Client {
        Config::new().host_path(self.folder.path()).user("gatepost").dbname("postgres").connect(NoTls).unwrap()
    }

    fn control(&self, words: &str, last: &Path) {
        self.run("pg_ctl", &format!("-D {} {words} {}", self.at("data").display(), last.display()));
    }

    fn run(&self, program: &str, words: &str) {
        let mut command = Command::new(program_of_the_server(program));
        command.args(words.split_whitespace()).current_dir(self.folder.path());
        if rustix::process::getuid().is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        // The server inherits the streams, so they must not be pipes that somebody reads to their end.
        let said = std::fs::File::create(self.at(&format!("{program}.said"))).unwrap();
        let ended = command.stdin(Stdio::null()).stderr(said.try_clone().unwrap()).stdout(said).status().unwrap();
        let mut told = String::new();
        for name in [format!("{program}.said"), "log".to_owned()] {
            write!(told, "{}", std::fs::read_to_string(self.at(&name)).unwrap_or_default()).unwrap();
        }
        assert!(ended.success(), "{program} {words}\n{told}");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if self.at("data").join("postmaster.pid").exists() {
            self.kill();
        }
    }
}

fn give_away(path: &Path) {
    if rustix::process::getuid().is_root() {
        chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    }
}

/// On the path, else where Debian keeps it.
fn program_of_the_server(name: &str) -> PathBuf {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.exists()).max();
    newest.unwrap_or_else(|| peer(name))
}
