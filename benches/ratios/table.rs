//! The table: a line a comparison, with its goal and whether it is met.

use std::fmt::Write;
use std::time::Duration;

use crate::measure::Series;

/// One line.
pub struct Row {
    /// What was run.
    pub what: String,
    /// What came out of it.
    pub figure: String,
    /// What was run beside it, and what came out of that.
    pub beside: String,
    /// The ratio of wall clocks, where there is one.
    pub wall: Option<f64>,
    /// The ratio of CPU times.
    pub cpu: Option<f64>,
    /// The most memory of both.
    pub memory: String,
    /// The goal in words.
    pub goal: String,
    /// Whether it is met; nothing where there is none.
    pub met: Option<bool>,
}

impl Row {
    /// A line about two series at one share of their runs, without a goal.
    pub fn of(what: impl Into<String>, beside: &str, (mine, other): (&Series, &Series), share: f64) -> Row {
        let ratio = |a: Duration, b: Duration| Some(a.as_secs_f64() / b.as_secs_f64());
        Row {
            what: what.into(),
            figure: time(mine.wall(share)),
            beside: format!("{beside}: {}", time(other.wall(share))),
            wall: ratio(mine.wall(share), other.wall(share)),
            cpu: ratio(mine.cpu(share), other.cpu(share)),
            memory: format!("{} / {}", bytes(mine.memory()), bytes(other.memory())),
            goal: String::new(),
            met: None,
        }
    }

    /// A line of which nothing is known.
    pub fn blank() -> Row {
        let text = String::new;
        Row {
            what: text(),
            figure: text(),
            beside: text(),
            wall: None,
            cpu: None,
            memory: text(),
            goal: text(),
            met: None,
        }
    }

    /// Both ratios are to be at most this.
    pub fn at_most(mut self, most: f64) -> Row {
        self.goal = format!("{most} ×");
        self.met = Some([self.wall, self.cpu].into_iter().flatten().all(|ratio| ratio <= most));
        self
    }

    /// A goal of another kind.
    pub fn goal(mut self, words: &str, met: bool) -> Row {
        self.goal = words.to_owned();
        self.met = Some(met);
        self
    }

    /// What came out, in other words than the wall clock.
    pub fn figure(mut self, figure: String) -> Row {
        self.figure = figure;
        self
    }
}

/// A duration for people.
pub fn time(time: Duration) -> String {
    let micros = time.as_secs_f64() * 1e6;
    match micros {
        ..1e3 => format!("{micros:.1} µs"),
        ..1e6 => format!("{:.2} ms", micros / 1e3),
        _ => format!("{:.2} s", micros / 1e6),
    }
}

/// A size for people.
#[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
pub fn bytes(size: u64) -> String {
    format!("{:.1} MB", size as f64 / 1e6)
}

/// The lines as Markdown.
pub fn markdown(rows: &[Row]) -> String {
    let mut text = "| what | figure | beside | ratio (min) | ratio (CPU) | memory | goal | met |\n".to_owned();
    text.push_str("|---|---|---|---|---|---|---|---|\n");
    for row in rows {
        let ratio = |ratio: Option<f64>| ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        let met = row.met.map_or("–", |met| if met { "yes" } else { "**no**" });
        let (wall, cpu) = (ratio(row.wall), ratio(row.cpu));
        let Row { what, figure, beside, memory, goal, .. } = row;
        let _ = writeln!(text, "| {what} | {figure} | {beside} | {wall} | {cpu} | {memory} | {goal} | {met} |");
    }
    text
}
