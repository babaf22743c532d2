//! Where a command can be disturbed: the calls by which it changes files, as strace shows them, and how each is made
//! to fail.

use std::collections::HashMap;
use std::fs;

use crate::support::{Run, Sandbox, peer};

use super::place::run;
use super::scenarios::Scenario;

/// The calls that change files or answer; of those that open, only the ones in the home folder count.
const CALLS: &str = "openat,write,writev,pwrite64,pwritev,fsync,fdatasync,sync_file_range,ftruncate,truncate,fallocate,\
    unlink,unlinkat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,mkdir,mkdirat,rmdir,chmod,fchmod,fchmodat,\
    chown,fchown,fchownat,copy_file_range,sendfile,exit_group";

/// What happens to the command at a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is killed before the call is done.
    Kill,
    /// The call fails with an error of this name.
    Once(&'static str),
    /// So does every later one of its kind.
    Onward(&'static str),
}

pub const FAULTS: [Fault; 5] =
    [Fault::Kill, Fault::Once("EIO"), Fault::Once("ENOSPC"), Fault::Onward("EIO"), Fault::Onward("ENOSPC")];

/// One disturbance.
#[derive(Clone, Debug)]
pub struct Point {
    /// The name of the call.
    pub call: String,
    /// Which one of that name, from 1.
    pub nth: u32,
    pub fault: Fault,
}

impl Point {
    /// Runs the command with the disturbance.
    pub fn run(&self, sandbox: &Sandbox, scenario: &Scenario) -> Run {
        let fault = match self.fault {
            Fault::Kill => format!("signal=KILL:when={}", self.nth),
            Fault::Once(error) => format!("error={error}:when={}", self.nth),
            Fault::Onward(error) => format!("error={error}:when={}+", self.nth),
        };
        let ended = traced(sandbox, scenario, &self.call, Some(&format!("inject={}:{fault}", self.call)));
        let log = fs::read_to_string(log(sandbox)).unwrap();
        let hit = if self.fault == Fault::Kill { "killed by SIGKILL" } else { "(INJECTED)" };
        assert!(log.contains(hit), "{self:?} never happened:\n{log}");
        ended
    }
}

/// Where strace writes: beside the home, since everything in it is compared.
fn log(sandbox: &Sandbox) -> String {
    format!("{}.strace", sandbox.home().display())
}

fn traced(sandbox: &Sandbox, scenario: &Scenario, calls: &str, inject: Option<&str>) -> Run {
    let mut words = vec![peer("strace").display().to_string()];
    words.extend(["-f", "-o", &log(sandbox), "-e", &format!("trace={calls}")].map(str::to_owned));
    words.extend(inject.iter().flat_map(|inject| ["-e".to_owned(), (*inject).to_owned()]));
    words.push("--".to_owned());
    run(sandbox, &words, scenario.line, scenario.input)
}

/// Every call of an undisturbed run that may be disturbed: its name, and which one of that name it is.
pub fn calls(sandbox: &Sandbox, scenario: &Scenario) -> Vec<(String, u32)> {
    traced(sandbox, scenario, CALLS, None).fails(scenario.exit);
    let log = fs::read_to_string(log(sandbox)).unwrap();
    let home = sandbox.home().display().to_string();
    let mut seen = HashMap::<&str, u32>::new();
    let mut found = Vec::new();
    let mut first = None;
    for line in log.lines() {
        let (thread, rest) = line.split_once(' ').unwrap();
        // Another thread has a count of its own; what writes is the first one.
        if *first.get_or_insert(thread) != thread {
            continue;
        }
        let Some((call, words)) = rest.trim_start().split_once('(') else { continue };
        let nth = seen.entry(call).or_default();
        *nth += 1;
        let outside = call == "openat" && words.starts_with("AT_FDCWD, \"/") && !words.contains(&home);
        if !outside && !call.starts_with(['+', '-']) {
            found.push((call.to_owned(), *nth));
        }
    }
    found
}

/// Every disturbance of these calls. The end itself can only be a kill.
pub fn points(calls: &[(String, u32)]) -> Vec<Point> {
    let with = |fault| calls.iter().map(move |(call, nth)| Point { call: call.clone(), nth: *nth, fault });
    FAULTS.into_iter().flat_map(with).filter(|it| it.call != "exit_group" || it.fault == Fault::Kill).collect()
}

/// Removes what strace wrote.
pub fn forget(sandbox: &Sandbox) {
    let _ = fs::remove_file(log(sandbox));
}
