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
    /// Where the clock last leapt ahead from, and what leaked by the leap: at least one level.
    pub(super) leap: Option<(i64, Levels)>,
    /// Later moments that the clock showed before it was set back, the nearest first: time is counted up to them.
    pub(super) marks: Vec<i64>,
}

/// How far the clock moves ahead between two requests before it may have been set: a day, in microseconds.
pub(super) const LEAP: i64 = DAY * 1_000;
/// The most marks that are kept; further ones are forgotten.
const MARKS: usize = 4;

impl State {
    /// The levels as text, `60000000:1200 86400000000:345`, then an `@` and the moment for each mark, and for a leap
    /// with its levels behind it; `at` is stored beside it.
    pub fn encode(&self) -> String {
        let text =
            |levels: &Levels| levels.iter().map(|(window, level)| format!(" {window}:{level}")).collect::<String>();
        let marks = self.marks.iter().map(|at| format!(" @{at}"));
        let leap = self.leap.iter().map(|(at, levels)| format!(" @{at}{}", text(levels)));
        (text(&self.levels) + &marks.chain(leap).collect::<String>()).trim_start().to_owned()
    }

    /// The state of which `levels` is the encoding; nothing if it is none.
    pub fn decode(at: i64, levels: &str) -> Option<State> {
        let mut state = State { at, ..State::default() };
        for text in levels.split_terminator(' ') {
            if let Some(at) = text.strip_prefix('@') {
                state.marks.push(at.parse().ok()?);
                continue;
            }
            let (window, level) = text.split_once(':')?;
            if let Some(at) = state.marks.pop_if(|_| state.leap.is_none()) {
                state.leap = Some((at, Vec::new()));
            }
            let levels = state.leap.as_mut().map_or(&mut state.levels, |(_, levels)| levels);
            levels.push((window.parse().ok()?, level.parse().ok()?));
        }
        Some(state)
    }

    /// What the clock has done since, as it shows `now`.
    pub(super) fn passage(&self, now: i64) -> Passage<'_> {
        let undone = self.leap.as_ref().filter(|_| now < self.at);
        Passage {
            elapsed: now.saturating_sub(self.counted_to(now)).max(0),
            undone: undone.map(|(from, leaked)| (now.saturating_sub(*from).max(0), leaked)),
        }
    }

    /// The state at `now`, when `leaked` has leaked since this one and the buckets are as full as `levels` says.
    ///
    /// A clock set back leaves a mark even where that undoes a leap: whether the leap or its end was wrong shows
    /// only when the clock comes there again.
    pub(super) fn next(&self, now: i64, levels: Levels, leaked: Levels) -> State {
        let leapt = now.saturating_sub(self.at) > LEAP && !leaked.is_empty();
        let before = || self.leap.clone().filter(|_| self.at <= now);
        State {
            at: now,
            levels,
            leap: if leapt { Some((self.counted_to(now), leaked)) } else { before() },
            marks: [self.at].into_iter().chain(self.marks.iter().copied()).filter(|at| *at > now).take(MARKS).collect(),
        }
    }

    /// The moment up to which time is counted when the clock shows `now`.
    fn counted_to(&self, now: i64) -> i64 {
        self.marks.iter().copied().filter(|mark| *mark <= now).fold(self.at, i64::max)
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
