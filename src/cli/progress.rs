//! A bar on a terminal's stderr for work that takes long; nothing elsewhere.

use std::io::{self, Read};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that ends sooner needs no bar.
const SOON: Duration = Duration::from_millis(500);

/// How far a piece of work has come. The bar is gone when this is dropped.
pub struct Progress {
    bar: ProgressBar,
    begun: Instant,
    welcome: bool,
}

impl Progress {
    /// Counts bytes of an input; `None` where its size is not known. A bar would run into answers on the same terminal:
    /// `answered` says that they go there while the work is under way.
    pub fn bytes(total: Option<u64>, answered: bool) -> Progress {
        let with_end = "{bar:30} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left";
        Progress::new(total, if total.is_some() { with_end } else { "{bytes}  {bytes_per_sec}" }, answered)
    }

    /// Counts files, each named while it is read.
    pub fn files(total: usize) -> Progress {
        Progress::new(Some(total as u64), "{bar:30} {pos}/{len} files  {eta} left  {wide_msg}", false)
    }

    fn new(total: Option<u64>, shown: &str, answered: bool) -> Progress {
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::hidden());
        // The shown forms are constants of this file.
        let style = ProgressStyle::with_template(shown).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.progress_chars("=> "));
        Progress { bar, begun: Instant::now(), welcome: !answered }
    }

    /// So much more is done.
    pub fn advance(&mut self, by: u64) {
        self.bar.inc(by);
        if self.welcome && self.begun.elapsed() > SOON {
            self.welcome = false;
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
    }

    /// The file that is read now.
    pub fn name(&mut self, name: String) {
        self.bar.set_message(name);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
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
