//! The address of a PostgreSQL server: what a `postgres://` URL says, and what the environment adds to it.
//! It connects to nothing, and it shows no password.

use std::fmt;
use std::fs;
use std::net::IpAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use postgres::Config;
use postgres::config::{Host, SslMode};

use crate::domain::suggest::did_you_mean;
use crate::error::{Code, Error, Result};
use crate::world::World;

/// How a connection is protected. The names are those of libpq
/// (<https://www.postgresql.org/docs/current/libpq-ssl.html>), without the modes that promise nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all.
    Disable,
    /// Against listeners: the server's certificate is not looked at.
    Require,
    /// Against listeners and impostors: the certificate must be of a known authority and name the host.
    VerifyFull,
}

/// Where a store on a server is, and how it is reached.
#[derive(Clone)]
pub struct Server {
    config: Config,
    /// How connections are protected.
    pub tls: Tls,
    /// Certificate authorities to trust in place of the system's.
    pub ca_file: Option<PathBuf>,
    shown: String,
}

/// How long a host may take to answer where the URL does not say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The parameters of a URL, in the words of libpq
/// (<https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS>).
const WORDS: [&str; 18] = [
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "load_balance_hosts",
    "options",
    "password",
    "port",
    "sslmode",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// How long a server may be silent before it is asked whether it is still there; a machine that lost its power says no
/// farewell.
const SILENCE: Duration = Duration::from_secs(30);

/// Whether a text is the URL of a server that is understood.
pub fn is_url(place: &str) -> bool {
    place.starts_with("postgres://") || place.starts_with("postgresql://")
}

/// The parts of a URL as the driver takes it apart: all up to the first `@` is user and password, whatever is in it.
struct Parts<'a> {
    scheme: &'a str,
    user: Option<&'a str>,
    password: Option<&'a str>,
    place: &'a str,
    query: &'a str,
}

impl<'a> Parts<'a> {
    fn of(url: &'a str) -> Parts<'a> {
        let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
        let (credentials, rest) = rest.split_once('@').map_or((None, rest), |(them, rest)| (Some(them), rest));
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let split = |them: &'a str| them.split_once(':').map_or((them, None), |(user, word)| (user, Some(word)));
        let (user, password) = credentials.map(split).unzip();
        Parts { scheme, user, password: password.flatten(), place, query }
    }

    fn pairs(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }

    /// The whole with other parameters.
    fn with(&self, pairs: &[String]) -> String {
        let password = self.password.map(|word| format!(":{word}")).unwrap_or_default();
        let user = self.user.map(|user| format!("{user}{password}@")).unwrap_or_default();
        let mark = if pairs.is_empty() { "" } else { "?" };
        format!("{}://{user}{}{mark}{}", self.scheme, self.place, pairs.join("&"))
    }
}

impl Server {
    /// Reads a URL. What it leaves open is taken from the environment as libpq does: the password from
    /// `PGPASSWORD`, else from the password file.
    pub fn parse(url: &str, ca_file: Option<PathBuf>, world: &World) -> Result<Server> {
        let parts = Parts::of(url);
        // An `@` or a `/` of a password would be taken for the host, and shown.
        if parts.place.contains('@') || parts.user.is_some_and(|user| user.contains(['/', '?'])) {
            return Err(not_understood(&parts));
        }
        let mut sslmode = None;
        let mut rest = Vec::new();
        for (key, value) in parts.pairs() {
            match key {
                "sslmode" => sslmode = Some(value),
                // The driver takes them one by one.
                "host" => rest.extend(value.split(',').map(|host| format!("host={host}"))),
                _ => rest.push(format!("{key}={value}")),
            }
        }
        // The parser's own words may quote the URL, and with it a password.
        let config = Config::from_str(&parts.with(&rest)).map_err(|_| not_understood(&parts))?;
        let mut server = Server { config, tls: Tls::Disable, ca_file, shown: shown(&parts) };
        if server.config.get_hosts().is_empty() {
            server.config.host("localhost");
        }
        server.tls = match sslmode {
            None if server.is_near() => Tls::Disable,
            None | Some("verify-full") => Tls::VerifyFull,
            Some("disable") => Tls::Disable,
            Some("require") => Tls::Require,
            Some(other) => {
                return Err(Error::invalid(
                    "--db",
                    format!("sslmode takes disable, require or verify-full, not {other:?}"),
                ));
            }
        };
        if server.config.get_connect_timeout().is_none() {
            server.config.connect_timeout(CONNECT_TIMEOUT);
        }
        if !parts.pairs().any(|(key, _)| key.starts_with("keepalives")) {
            server.config.keepalives_idle(SILENCE).keepalives_interval(SILENCE / 3).keepalives_retries(3);
        }
        let os_user = world.user_and_host().0;
        let user = server.config.get_user().map_or(os_user, str::to_owned);
        server.config.user(&user);
        let database = server.config.get_dbname().map_or(user.clone(), str::to_owned);
        server.config.dbname(&database);
        if server.config.get_password().is_none() {
            let password = match world.var("PGPASSWORD") {
                Some(password) => Some(password),
                None => server.password_of_file(&user, &database, world)?,
            };
            if let Some(password) = password {
                server.config.password(password);
            }
        }
        Ok(server)
    }

    /// What the driver is told.
    pub(super) fn config(&self) -> Config {
        let mut config = self.config.clone();
        config.ssl_mode(if self.tls == Tls::Disable { SslMode::Disable } else { SslMode::Require });
        config
    }

    /// How long all hosts together may take to answer.
    pub(super) fn patience(&self) -> Duration {
        let hosts = u32::try_from(self.config.get_hosts().len()).unwrap_or(1);
        self.config.get_connect_timeout().copied().unwrap_or(CONNECT_TIMEOUT) * hosts
    }

    /// Whether every host is this machine, so that nobody listens between.
    fn is_near(&self) -> bool {
        self.config.get_hostaddrs().iter().all(IpAddr::is_loopback)
            && self.config.get_hosts().iter().all(|host| match host {
                Host::Tcp(name) => {
                    name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback())
                }
                Host::Unix(_) => true,
            })
    }

    /// The password of the first line that fits any host: `host:port:database:user:password`
    /// (<https://www.postgresql.org/docs/current/libpq-pgpass.html>).
    fn password_of_file(&self, user: &str, database: &str, world: &World) -> Result<Option<String>> {
        let path = match world.var("PGPASSFILE") {
            Some(path) => PathBuf::from(path),
            None => match world.var("HOME") {
                Some(home) => Path::new(&home).join(".pgpass"),
                None => return Ok(None),
            },
        };
        let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
        let mode = fs::metadata(&path).map_or(0, |file| file.permissions().mode());
        if mode & 0o077 != 0 {
            return Err(Error::new(
                Code::FileExposed,
                format!("{} can be read by others, so its passwords are not used", path.display()),
            )
            .hint(format!("chmod 600 {}", path.display())));
        }
        let ports = self.config.get_ports();
        let places = self.config.get_hosts().iter().enumerate().map(|(index, host)| {
            let host = match host {
                Host::Tcp(name) => name.clone(),
                // libpq looks a socket up as localhost.
                Host::Unix(_) => "localhost".to_owned(),
            };
            let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
            [host, port.to_string(), database.to_owned(), user.to_owned()]
        });
        let places: Vec<[String; 4]> = places.collect();
        Ok(text.lines().filter_map(fields).find_map(|fields| {
            let fits = |place: &[String; 4]| place.iter().zip(&fields).all(|(is, says)| says == "*" || says == is);
            places.iter().any(fits).then(|| fields[4].clone())
        }))
    }
}

/// What is wrong with a URL. Nothing of it is quoted but the words that it may have: what stands where another belongs
/// may be a password.
fn not_understood(parts: &Parts<'_>) -> Error {
    let error = |message: String| Error::invalid("--db", message);
    for (key, value) in parts.pairs() {
        if !WORDS.contains(&key) {
            let message = format!("the URL has a parameter that is not known{}", did_you_mean(key, WORDS.to_owned()));
            return error(message).hint(format!("it takes {}", WORDS.join(", ")));
        }
        if key != "sslmode" && Config::from_str(&format!("postgres://h?{key}={value}")).is_err() {
            return error(format!("the value of {key} in the URL is not understood"));
        }
    }
    error("this is no URL of a PostgreSQL server".to_owned()).hint(
        "write it as postgres://USER@HOST/DATABASE; in names and passwords, %40 stands for @, %2F for / and %3A for :",
    )
}

/// The five fields of a line of a password file, in which `\` takes the next character as it is.
fn fields(line: &str) -> Option<[String; 5]> {
    if line.starts_with('#') {
        return None;
    }
    let mut fields: [String; 5] = Default::default();
    let mut index = 0;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => fields[index].extend(letters.next()),
            ':' if index < 4 => index += 1,
            other => fields[index].push(other),
        }
    }
    (index == 4).then_some(fields)
}

/// A URL without a password.
fn shown(parts: &Parts<'_>) -> String {
    let kept = parts.pairs().filter(|(key, _)| !key.eq_ignore_ascii_case("password"));
    let kept: Vec<String> = kept.map(|(key, value)| format!("{key}={value}")).collect();
    Parts { password: None, ..*parts }.with(&kept)
}

impl fmt::Display for Server {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.shown)
    }
}
