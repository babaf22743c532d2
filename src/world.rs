//! The world outside: clock, randomness, environment, streams, terminal, who runs the program, names of hosts and
//! whom the system trusts. All that a test must pin stands here and nowhere else. It decides nothing.
//!
//! Debug builds read `GATEPOST_TEST_NOW`, `GATEPOST_TEST_SEED`, `GATEPOST_TEST_WHO`, `GATEPOST_TEST_TERMINAL`,
//! `GATEPOST_TEST_HOSTS` and `GATEPOST_TEST_PLANS`; a release build has no such words in it.

mod clock;
mod hosts;
pub mod trust;

use std::cell::Cell;
use std::ffi::OsString;
use std::fs::File;
use std::io::{IsTerminal, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use data_encoding::BASE32_DNSSEC;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag::{register, register_conditional_shutdown, register_usize};
use signal_hook::low_level::{emulate_default_handler, pipe};

use crate::domain::time::Millis;
use crate::error::{Code, Error, Result};

pub use clock::Clock;
pub use hosts::Hosts;

/// The world of one run.
pub struct World {
    /// The words of the command line, the program's name first.
    pub args: Vec<OsString>,
    pins: Pins,
    /// When it began, on a clock that is never set.
    began: Instant,
    /// The moment and the random part of the newest id.
    newest: Cell<(i64, [u8; 10])>,
}

/// What a test holds still; empty in a release build.
#[derive(Default)]
struct Pins {
    /// Microseconds since 1970.
    now: Cell<Option<i64>>,
    /// The state of a generator in place of the operating system's.
    seed: Option<Cell<u64>>,
    who: Option<String>,
    terminal: bool,
    hosts: Hosts,
}

#[cfg(debug_assertions)]
impl Pins {
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
    fn read() -> Pins {
        let var = |name: &str| std::env::var(name).ok();
        let moment = |text: String| Millis::parse(&text, crate::domain::time::Edge::Start);
        Pins {
            now: Cell::new(var("GATEPOST_TEST_NOW").and_then(moment).map(|at| at.0 * 1_000)),
            seed: var("GATEPOST_TEST_SEED").and_then(|seed| seed.parse().ok()).map(Cell::new),
            who: var("GATEPOST_TEST_WHO"),
            terminal: var("GATEPOST_TEST_TERMINAL").is_some(),
            hosts: var("GATEPOST_TEST_HOSTS").map_or_else(Hosts::default, |text| Hosts::pinned(&text)),
        }
    }
}

/// One of the three standard streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Standard input.
    Input,
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

impl World {
    /// The world as the operating system shows it.
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads the command line and the clock")]
    pub fn real() -> World {
        World {
            args: std::env::args_os().collect(),
            #[cfg(debug_assertions)]
            pins: Pins::read(),
            #[cfg(not(debug_assertions))]
            pins: Pins::default(),
            began: Instant::now(),
            newest: Cell::default(),
        }
    }

    /// The time in Unix milliseconds.
    pub fn now(&self) -> Millis {
        Millis(self.now_micros() / 1_000)
    }

    /// The time in Unix microseconds, for rate limits.
    pub fn now_micros(&self) -> i64 {
        self.clock().now_micros()
    }

    /// The clock, as it is held now.
    pub fn clock(&self) -> Clock {
        Clock { held: self.pins.now.get() }
    }

    /// The resolver of names.
    pub fn hosts(&self) -> Hosts {
        self.pins.hosts.clone()
    }

    /// Sets the clock, and holds it there.
    #[cfg(debug_assertions)]
    pub fn set_clock(&self, at: Millis) {
        self.pins.now.set(Some(at.0 * 1_000));
    }

    /// Answers for the resolver of names.
    #[cfg(debug_assertions)]
    pub fn set_hosts(&mut self, hosts: Hosts) {
        self.pins.hosts = hosts;
    }

    /// How long this run has lasted; nothing where a test holds the clock.
    pub fn elapsed(&self) -> Duration {
        if self.pins.now.get().is_some() { Duration::ZERO } else { self.began.elapsed() }
    }

    /// Does nothing for so long.
    pub fn pause(&self, span: Duration) {
        if self.pins.now.get().is_none() {
            std::thread::sleep(span);
        }
    }

    /// Fills a buffer from the operating system's generator.
    pub fn fill_random(&self, buffer: &mut [u8]) -> Result<()> {
        let Some(seed) = &self.pins.seed else { return draw(buffer) };
        for byte in buffer {
            // SplitMix64 (Steele, Lea, Flood 2014), for reproducible tests only.
            seed.set(seed.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
            let mut z = seed.get();
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = ((z ^ (z >> 31)) & 0xff) as u8;
        }
        Ok(())
    }

    /// So many random bytes.
    pub fn random<const N: usize>(&self) -> Result<[u8; N]> {
        let mut bytes = [0; N];
        self.fill_random(&mut bytes)?;
        Ok(bytes)
    }

    /// A new id of kind `prefix`. Ids of one millisecond go up as well, as the specification of ULIDs has
    /// it, so that what was made together is listed in the order of its making.
    pub fn new_id(&self, prefix: &str) -> Result<String> {
        let now = self.now();
        let (moment, newest) = self.newest.get();
        let mut random = if moment == now.0 { newest } else { self.random()? };
        if moment == now.0 {
            for byte in random.iter_mut().rev() {
                *byte = byte.wrapping_add(1);
                if *byte != 0 {
                    break;
                }
            }
        }
        self.newest.set((now.0, random));
        Ok(crate::domain::id::new(prefix, now, random))
    }

    /// An environment variable; an empty one counts as absent. What is no UTF-8 is replaced, so that it is
    /// refused where it matters and not passed over.
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
    pub fn var(&self, name: &str) -> Option<String> {
        let value = std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        value.filter(|value| !value.is_empty())
    }

    /// The names of all environment variables that begin with `prefix`, but for those that pin a test.
    #[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
    pub fn vars_with(&self, prefix: &str) -> Vec<String> {
        let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        #[cfg(debug_assertions)]
        let names = names.filter(|name| !name.starts_with("GATEPOST_TEST_"));
        names.filter(|name| name.starts_with(prefix)).collect()
    }

    /// A folder of the XDG base directory specification: the variable, else below the home folder.
    pub fn xdg(&self, variable: &str, below_home: &str) -> Result<PathBuf> {
        if let Some(folder) = self.var(variable).map(PathBuf::from).filter(|folder| folder.is_absolute()) {
            return Ok(folder.join("gatepost"));
        }
        let home = self.var("HOME").ok_or_else(|| {
            Error::new(Code::Usage, format!("neither {variable} nor HOME is set, so there is no place for files"))
                .hint("name the store with --db PATH, or set HOME")
        })?;
        Ok(PathBuf::from(home).join(below_home).join("gatepost"))
    }

    /// Whether a stream is a terminal.
    pub fn is_terminal(&self, stream: Stream) -> bool {
        self.pins.terminal
            || match stream {
                Stream::Input => std::io::stdin().is_terminal(),
                Stream::Output => std::io::stdout().is_terminal(),
                Stream::Error => std::io::stderr().is_terminal(),
            }
    }

    /// The terminal that controls this process, wherever its streams go.
    pub fn terminal(&self) -> std::io::Result<File> {
        File::options().write(true).open("/dev/tty")
    }

    /// The columns that standard output has; none where nothing bounds it.
    pub fn width(&self) -> Option<u16> {
        let asked = self.var("COLUMNS").and_then(|columns| columns.parse().ok());
        asked.or_else(|| {
            rustix::termios::tcgetwinsize(std::io::stdout()).ok().map(|size| size.ws_col).filter(|columns| *columns > 0)
        })
    }

    /// Waits so long, or until nobody reads standard output any more; whether somebody does.
    pub fn wait_for_reader(&self, span: Duration) -> Result<bool> {
        let out = std::io::stdout();
        let mut watched = [PollFd::new(&out, PollFlags::empty())];
        let span = Timespec::try_from(span).map_err(|_| Error::new(Code::Internal, "this cannot be waited for"))?;
        match poll(&mut watched, Some(&span)) {
            Ok(_) | Err(Errno::INTR) => Ok(!watched[0].revents().intersects(PollFlags::ERR | PollFlags::HUP)),
            Err(cause) => Err(Error::io("cannot wait for standard output", &cause.into())),
        }
    }

    /// Standard input.
    pub fn input(&self) -> Box<dyn Read + Send> {
        Box::new(std::io::stdin())
    }

    /// Standard output.
    pub fn output(&self) -> Box<dyn Write> {
        Box::new(std::io::stdout())
    }

    /// Standard error.
    pub fn errors(&self) -> Box<dyn Write> {
        Box::new(std::io::stderr())
    }

    /// The number of the operating system's user who runs the program.
    pub fn user_number(&self) -> u32 {
        rustix::process::getuid().as_raw()
    }

    /// The operating system's user and host: recorded in the audit trail, not to be set.
    pub fn user_and_host(&self) -> (String, String) {
        if let Some((user, host)) = self.pins.who.as_deref().and_then(|who| who.split_once('@')) {
            return (user.to_owned(), host.to_owned());
        }
        let uid = rustix::process::getuid().as_raw();
        let user = std::fs::read_to_string("/etc/passwd").ok().and_then(|users| {
            users.lines().find_map(|line| {
                let mut fields = line.split(':');
                let name = fields.next()?;
                (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
            })
        });
        let host = rustix::system::uname().nodename().to_string_lossy().into_owned();
        (user.unwrap_or_else(|| format!("uid:{uid}")), host)
    }
}

fn draw(buffer: &mut [u8]) -> Result<()> {
    getrandom::fill(buffer)
        .map_err(|cause| Error::new(Code::Internal, format!("the system gives no randomness: {cause}")))
}

/// Eight lower-case letters and digits that no other run draws, for the name of a file that does not stay. The number
/// of the process would not do: in a container it is always the same.
pub fn unique() -> Result<String> {
    let mut bytes = [0; 5];
    draw(&mut bytes)?;
    Ok(BASE32_DNSSEC.encode(&bytes))
}

/// The file that a test wants every statement's query plan in.
#[cfg(debug_assertions)]
#[expect(clippy::disallowed_methods, reason = "this is the room that reads the environment")]
pub fn plans_file() -> Option<PathBuf> {
    std::env::var_os("GATEPOST_TEST_PLANS").map(PathBuf::from)
}

static INTERRUPTED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// From here on Ctrl-C and SIGTERM are noticed instead of ending the process, so that a change is rolled
/// back as a whole; a second one ends it.
pub fn watch_signals() -> Result<()> {
    if INTERRUPTED.get().is_some() {
        return Ok(());
    }
    let flag = INTERRUPTED.get_or_init(Arc::default);
    for signal in [SIGINT, SIGTERM] {
        register_conditional_shutdown(signal, 128 + signal, Arc::clone(flag))
            .and_then(|_| register(signal, Arc::clone(flag)))
            .map_err(|cause| Error::io("cannot watch signals", &cause))?;
    }
    Ok(())
}

/// From here on a crash leaves no file with the memory of this process in it, and no other process of its user reads it.
pub fn forbid_dumps() -> Result<()> {
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    let limited = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let forbidden = limited.and_then(|()| set_dumpable_behavior(DumpableBehavior::NotDumpable));
    forbidden.map_err(|cause| Error::io("cannot forbid core files", &cause.into()))
}

/// From here on Ctrl-C and SIGTERM also run `act` with the signal, on a thread of its own.
pub fn at_interrupt(act: impl FnOnce(i32) + Send + 'static) -> Result<()> {
    let failed = |cause| Error::io("cannot watch signals", &cause);
    let (mut told, tells) = UnixStream::pair().map_err(failed)?;
    let which = Arc::<AtomicUsize>::default();
    for signal in [SIGINT, SIGTERM] {
        let (which, tells) = (Arc::clone(&which), tells.try_clone().map_err(failed)?);
        register_usize(signal, which, signal as usize).and_then(|_| pipe::register(signal, tells)).map_err(failed)?;
    }
    std::thread::spawn(move || {
        if told.read_exact(&mut [0]).is_ok() {
            act(which.load(Ordering::Relaxed) as i32);
        }
    });
    Ok(())
}

/// Ends the process as a signal does where nobody watches for it.
pub fn end_by(signal: i32) {
    // It does not return, but for a signal that ends nothing.
    let _ = emulate_default_handler(signal);
}

/// From here on a write beyond the file-size limit is an error instead of the process's end.
pub fn watch_file_size() -> Result<()> {
    let watched = register(signal_hook::consts::SIGXFSZ, Arc::default());
    watched.map(drop).map_err(|cause| Error::io("cannot watch signals", &cause))
}

/// Whether Ctrl-C was pressed since [`watch_signals`].
pub fn interrupted() -> bool {
    INTERRUPTED.get().is_some_and(|flag| flag.load(Ordering::Relaxed))
}
