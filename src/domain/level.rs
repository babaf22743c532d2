//! How full the buckets of a client are between two requests, whatever the clock does meanwhile.

use super::time::DAY;

/// For each window its length in microseconds and its level.
pub(super) type Levels = Vec<(u64, u128)>;

/// How full the buckets of one client were at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The moment, in microseconds since 1970.
    pub at: i64,
    pub(super) levels: Levels,
    /// Where the clock stood before it leapt ahead or was set back, and what leaked by the leap.
    pub(super) left: Option<(i64, Levels)>,
}

/// How far the clock moves ahead between two requests before it may have been set: a day, in microseconds.
pub(super) const LEAP: i64 = DAY * 1_000;

impl State {
    /// The levels as text, `60000000:1200 86400000000:345`, and behind an `@` what was left; `at` is stored
    /// beside it.
    pub fn encode(&self) -> String {
        let text =
            |levels: &Levels| levels.iter().map(|(window, level)| format!(" {window}:{level}")).collect::<String>();
        let left = self.left.iter().map(|(at, levels)| format!(" @{at}{}", text(levels)));
        (text(&self.levels) + &left.collect::<String>()).trim_start().to_owned()
    }

    /// The state of which `levels` is the encoding; nothing if it is none.
    pub fn decode(at: i64, levels: &str) -> Option<State> {
        let mut state = State { at, ..State::default() };
        for text in levels.split_terminator(' ') {
            if let Some(at) = text.strip_prefix('@') {
                state.left = Some((at.parse().ok()?, Vec::new()));
                continue;
            }
            let (window, level) = text.split_once(':')?;
            let levels = state.left.as_mut().map_or(&mut state.levels, |(_, levels)| levels);
            levels.push((window.parse().ok()?, level.parse().ok()?));
        }
        Some(state)
    }

    /// What the clock has done since, as it shows `now`.
    pub(super) fn passage(&self, now: i64) -> Passage<'_> {
        match &self.left {
            // It had leapt ahead, and is set right.
            Some((left, leaked)) if *left < self.at && now < self.at => {
                Passage { elapsed: 0, undone: Some((now.saturating_sub(*left).max(0), leaked)) }
            }
            // It had been set back, and is set right.
            Some((left, _)) if self.at < *left && *left <= now => {
                Passage { elapsed: now.saturating_sub(*left), undone: None }
            }
            _ => Passage { elapsed: now.saturating_sub(self.at).max(0), undone: None },
        }
    }

    /// What the next state keeps of where the clock stood; `leaked` is what has leaked since.
    pub(super) fn leaving(&self, now: i64, leaked: Levels) -> Option<(i64, Levels)> {
        let from = match &self.left {
            Some((left, _)) if self.at < *left && now < *left => return self.left.clone(),
            Some((left, _)) if self.at < *left => *left,
            Some((left, _)) if *left <= now && now < self.at => return None,
            _ if now < self.at => return Some((self.at, Vec::new())),
            _ => self.at,
        };
        let leapt = now.saturating_sub(from) > LEAP && !leaked.is_empty();
        if leapt { Some((from, leaked)) } else { self.left.clone().filter(|(left, _)| *left < self.at) }
    }
}

/// The time that has passed for a bucket.
pub(super) struct Passage<'a> {
    /// Microseconds during which it leaked.
    pub(super) elapsed: i64,
    /// What leaked by a leap that was none, and how long it has been leaking in truth.
    pub(super) undone: Option<(i64, &'a Levels)>,
}

/// The level of a window; one not seen before is empty.
pub(super) fn level_of(levels: &Levels, window: u64) -> u128 {
    levels.iter().find(|(known, _)| *known == window).map_or(0, |(_, level)| *level)
}
