//! Runs programs in turn and notes the wall clock, CPU time and memory of each run.
//!
//! A child's memory is never reported smaller than its parent's was when it started, so this process keeps
//! little of its own.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// One run of a program.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// From start to end.
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// The most memory that was resident, in bytes.
    pub memory: u64,
}

/// What a check answers that found something, as it should here.
const FINDINGS: i32 = 11;

/// Runs a program to its end, its output thrown away; it must succeed.
pub fn once(command: &mut Command) -> Run {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let ended = command.spawn().and_then(Wait4::wait4);
    let wall = start.elapsed();
    let ended = ended.unwrap_or_else(|cause| panic!("{command:?} does not run: {cause}"));
    let succeeded = ended.status.success() || ended.status.code() == Some(FINDINGS);
    assert!(succeeded, "{command:?} failed: {}", ended.status);
    Run { wall, cpu: ended.rusage.utime + ended.rusage.stime, memory: ended.rusage.maxrss }
}

/// All runs of one program.
pub struct Series(Vec<Run>);

impl Series {
    /// The wall clock below which this share of the runs lies; 0 is the minimum.
    pub fn wall(&self, share: f64) -> Duration {
        self.quantile(share, |run| run.wall)
    }

    /// The same of CPU time.
    pub fn cpu(&self, share: f64) -> Duration {
        self.quantile(share, |run| run.cpu)
    }

    /// How many runs there were.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The most memory of any run.
    pub fn memory(&self) -> u64 {
        self.0.iter().map(|run| run.memory).max().unwrap_or_default()
    }

    fn quantile(&self, share: f64, of: impl Fn(&Run) -> Duration) -> Duration {
        let mut times: Vec<Duration> = self.0.iter().map(of).collect();
        times.sort_unstable();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a place among a thousand"
        )]
        let place = (share * times.len() as f64) as usize;
        times[place.min(times.len() - 1)]
    }
}

/// Runs a program again and again while another runs.
pub fn meanwhile(other: &mut Child, mut mine: impl FnMut(u64) -> Command) -> Series {
    let mut runs = vec![once(&mut mine(0))];
    while other.try_wait().expect("a child").is_none() {
        runs.push(once(&mut mine(runs.len() as u64)));
    }
    Series(runs)
}

/// Runs two programs in turn, so often each. The commands may differ from run to run, which is counted
/// from 0. A first run of each, which is not counted, warms the caches.
pub fn interleaved(
    runs: u64,
    mut mine: impl FnMut(u64) -> Command,
    mut beside: impl FnMut(u64) -> Command,
) -> (Series, Series) {
    let mut pair = |run: u64| (once(&mut mine(run)), once(&mut beside(run)));
    if runs > 10 {
        pair(runs);
    }
    let (mine, beside) = (0..runs).map(&mut pair).unzip();
    (Series(mine), Series(beside))
}
