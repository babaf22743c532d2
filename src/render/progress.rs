//! How far a long command is: one line on standard error, drawn over itself. Only on a terminal, and only once
//! the command has taken a second.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use super::Output;

/// Nothing is drawn before.
const FIRST: Duration = Duration::from_secs(1);
/// How far apart it is drawn again.
const STEP: Duration = Duration::from_millis(100);
/// The cells of the bar.
const CELLS: u64 = 30;
/// Back to the beginning of the line, and clear it.
const WIPE: &str = "\r\x1b[K";

impl Output {
    /// Whether there is somebody to see it.
    pub fn has_progress(&self) -> bool {
        self.screen.watched
    }

    /// Shows how many of so many are done, so long after the start. The line goes before anything else is
    /// written.
    pub fn progress(&mut self, elapsed: Duration, done: u64, total: u64) {
        self.draw(elapsed, STEP, || line(done, total));
    }

    /// Shows what was done so far of what has no end. `rests` is whether nothing follows soon: that is drawn at once,
    /// since it stays.
    pub fn progress_told(&mut self, elapsed: Duration, rests: bool, told: impl FnOnce() -> String) {
        self.draw(elapsed, if rests { Duration::ZERO } else { STEP }, || WIPE.to_owned() + &told());
    }

    fn draw(&mut self, elapsed: Duration, step: Duration, text: impl FnOnce() -> String) {
        let due = self.drawn.map_or(FIRST, |drawn| drawn + step);
        if !self.screen.watched || elapsed < due {
            return;
        }
        self.drawn = Some(elapsed);
        // What nobody can read is no reason to fail.
        let _ = self.err.write_all(text().as_bytes()).and_then(|()| self.err.flush());
    }

    pub(super) fn end_progress(&mut self) {
        if self.drawn.take().is_some() {
            let _ = self.err.write_all(WIPE.as_bytes()).and_then(|()| self.err.flush());
        }
    }
}

/// The line; more than was expected counts as all.
fn line(done: u64, total: u64) -> String {
    let total = total.max(done).max(1);
    let part = |whole: u64| usize::try_from(u128::from(done) * u128::from(whole) / u128::from(total)).unwrap_or(0);
    let mut text = WIPE.to_owned();
    let (full, percent) = (part(CELLS), part(100));
    let _ = write!(text, "[{:<30}] {percent:>3} %  {done} of {total}", "#".repeat(full));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_up_and_never_overflows() {
        assert_eq!(line(0, 0), format!("{WIPE}[{}]   0 %  0 of 1", " ".repeat(30)));
        assert_eq!(line(1, 3), format!("{WIPE}[{}{}]  33 %  1 of 3", "#".repeat(10), " ".repeat(20)));
        assert_eq!(line(9, 3), format!("{WIPE}[{}] 100 %  9 of 9", "#".repeat(30)));
        assert!(line(u64::MAX, u64::MAX).contains("100 %"));
    }
}
