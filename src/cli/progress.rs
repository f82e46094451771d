//! A bar on a terminal's stderr for work that takes long; nothing elsewhere.

use std::io::{self, IsTerminal, Read, Write};
use std::time::{Duration, Instant};

use ratatui::crossterm::cursor::MoveToColumn;
use ratatui::crossterm::execute;
use ratatui::crossterm::style::Print;
use ratatui::crossterm::terminal::{self, Clear, ClearType};

use crate::text;

/// Work that ends sooner needs no bar.
const SOON: Duration = Duration::from_millis(500);

/// Between two drawings.
const PAUSE: Duration = Duration::from_millis(100);

/// Columns of a full bar.
const FULL: usize = 30;

/// How far a piece of work has come. The bar is gone when this is dropped.
pub struct Progress {
    /// Of files, which are named, or of bytes.
    files: bool,
    done: u64,
    total: Option<u64>,
    name: String,
    begun: Instant,
    /// When the bar is drawn again; `None` where it never is.
    next: Option<Instant>,
    drawn: bool,
}

impl Progress {
    /// Counts bytes of an input; `None` where its size is not known. A bar would run into answers on the same terminal:
    /// `answered` says that they go there while the work is under way.
    pub fn bytes(total: Option<u64>, answered: bool) -> Progress {
        Progress::new(false, total, answered)
    }

    /// Counts files, each named while it is read.
    pub fn files(total: usize) -> Progress {
        Progress::new(true, Some(total as u64), false)
    }

    fn new(files: bool, total: Option<u64>, answered: bool) -> Progress {
        let begun = Instant::now();
        let next = (!answered && io::stderr().is_terminal()).then_some(begun + SOON);
        Progress { files, done: 0, total, name: String::new(), begun, next, drawn: false }
    }

    /// So much more is done.
    pub fn advance(&mut self, by: u64) {
        self.done = self.done.saturating_add(by);
        self.draw();
    }

    /// The file that is read now.
    pub fn name(&mut self, name: String) {
        self.name = name;
        self.draw();
    }

    fn draw(&mut self) {
        let Some(next) = self.next else { return };
        let now = Instant::now();
        if now < next {
            return;
        }
        self.next = Some(now + PAUSE);
        self.drawn = true;
        let columns = terminal::size().map_or(80, |(columns, _)| usize::from(columns));
        let line = self.line(now - self.begun);
        let shown = text::cut(&line, columns.saturating_sub(1));
        // A bar that cannot be drawn is no reason to stop.
        let _ = execute!(io::stderr(), MoveToColumn(0), Print(shown), Clear(ClearType::UntilNewLine));
    }

    /// `[=====>    ]  12.5 of 50.0 MB  8.3 MB/s  5 s left`, of files `3 of 14 files  8 s left  NAME`.
    fn line(&self, elapsed: Duration) -> String {
        let megabytes = |bytes: f64| format!("{:.1}", bytes / 1e6);
        let (done, rate) = (self.done as f64, self.done as f64 / elapsed.as_secs_f64());
        let of = |total: u64| {
            let filled = (self.done.min(total) as usize * FULL).checked_div(total as usize).unwrap_or(FULL);
            let left = if self.done == 0 { String::new() } else { format!("  {:.0} s left", (total as f64 - done).max(0.0) / rate) };
            (format!("[{:FULL$}]  ", "=".repeat(filled)), format!(" of {}", megabytes(total as f64)), left)
        };
        let (bar, of_bytes, left) = self.total.map(of).unwrap_or_default();
        if self.files {
            return format!("{bar}{} of {} files{left}  {}", self.done, self.total.unwrap_or_default(), self.name);
        }
        format!("{bar}{}{of_bytes} MB  {} MB/s{left}", megabytes(done), megabytes(rate))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.drawn {
            let _ = execute!(io::stderr(), MoveToColumn(0), Clear(ClearType::UntilNewLine)).and_then(|()| io::stderr().flush());
        }
    }
}

/// A reader that counts what was read.
pub struct Counted<R> {
    /// The reader.
    pub input: R,
    /// The count.
    pub progress: Progress,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.progress.advance(read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Progress;

    #[test]
    fn a_bar_says_how_far_how_fast_and_how_long_still() {
        let after = |mut progress: Progress, done: u64| {
            progress.done = done;
            progress.line(Duration::from_secs(2))
        };
        let tenth = after(Progress::bytes(Some(50_000_000), true), 5_000_000);
        assert_eq!(tenth, format!("[==={:27}]  5.0 of 50.0 MB  2.5 MB/s  18 s left", ""));
        assert_eq!(after(Progress::bytes(None, true), 5_000_000), "5.0 MB  2.5 MB/s");
        let mut files = Progress::files(3);
        files.name("asp.csv".to_owned());
        assert!(after(files, 1).ends_with("]  1 of 3 files  4 s left  asp.csv"));
        assert!(after(Progress::bytes(Some(0), true), 0).ends_with("]  0.0 of 0.0 MB  0.0 MB/s"));
        assert!(after(Progress::bytes(Some(10), true), 30).contains("0 s left"), "a file that grew");
    }
}
