//! Rows of the table, and figures that hold on a machine that does other things as well.

use std::fmt;
use std::time::{Duration, Instant};

/// One line of the table.
#[derive(Default)]
pub struct Row {
    /// What was measured.
    pub what: String,
    /// What it should be.
    pub goal: String,
    /// What it is.
    pub measured: String,
    /// What the peers took in the same run.
    pub peer: String,
    /// Whether the goal is reached; `None` where there is none.
    pub met: Option<bool>,
    /// What a profile said where the goal is missed.
    pub why: &'static str,
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.met {
            Some(true) => "met".to_owned(),
            Some(false) if self.why.is_empty() => "**missed**".to_owned(),
            Some(false) => format!("**missed**: {}", self.why),
            None => String::new(),
        };
        write!(f, "| {} | {} | {} | {} | {verdict} |", self.what, self.goal, self.measured, self.peer)
    }
}

/// The table as Markdown.
pub fn markdown(rows: &[Row]) -> String {
    let rows: String = rows.iter().map(|row| format!("{row}\n")).collect();
    format!("| what | goal | measured | beside it, same run | |\n|---|---|---|---|---|\n{rows}")
}

/// Times in order.
#[derive(Clone)]
pub struct Times(Vec<Duration>);

impl Times {
    /// Sorts them.
    pub fn new(mut times: Vec<Duration>) -> Times {
        times.sort();
        Times(times)
    }

    /// The time that `percent` of all are under.
    pub fn percentile(&self, percent: usize) -> Duration {
        self.0.get((self.0.len() * percent / 100).min(self.0.len().saturating_sub(1))).copied().unwrap_or_default()
    }

    /// The time that a tenth is under: what a process takes when little else runs.
    pub fn quick(&self) -> Duration {
        self.percentile(10)
    }

    /// The one in the middle.
    pub fn median(&self) -> Duration {
        self.percentile(50)
    }

    /// The longest.
    pub fn longest(&self) -> Duration {
        self.percentile(100)
    }
}

/// The shortest of a few tries: what the work takes when nothing else runs.
pub fn shortest<T>(tries: usize, mut work: impl FnMut() -> T) -> Duration {
    (0..tries).map(|_| once(&mut work)).min().unwrap_or_default()
}

/// How long it takes once.
pub fn once<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

/// `100000` as `100,000`.
pub fn grouped(n: usize) -> String {
    if n < 1000 { n.to_string() } else { format!("{},{:03}", grouped(n / 1000), n % 1000) }
}

/// How many times as long.
pub fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(f64::MIN_POSITIVE)
}

/// `0.234 ms`, `12.3 ms`, `1.23 s`.
pub fn shown(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    match ms {
        0.0..1.0 => format!("{ms:.3} ms"),
        1.0..100.0 => format!("{ms:.1} ms"),
        100.0..1000.0 => format!("{ms:.0} ms"),
        _ => format!("{:.2} s", ms / 1e3),
    }
}

/// `8.1 MB`, in millions of bytes.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
