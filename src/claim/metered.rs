//! Input that may not go on for ever without a row being complete.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// The most bytes of one row, and of what stands between rows.
pub(super) const ROW: u64 = 1 << 20;
/// What a buffer may hold of the rows to come.
const BUFFERED: u64 = 256 << 10;

/// How much may still be read before a row must be complete.
#[derive(Clone, Debug)]
pub(super) struct Meter(Rc<Cell<u64>>);

impl Meter {
    /// A row is complete.
    pub(super) fn reset(&self) {
        self.0.set(ROW + BUFFERED);
    }

    /// The input was stopped.
    pub(super) fn is_spent(&self) -> bool {
        self.0.get() == 0
    }
}

/// An input that ends with an error where its meter is spent.
pub(super) struct Metered<R> {
    input: R,
    meter: Meter,
}

impl<R: Read> Metered<R> {
    pub(super) fn new(input: R) -> (Metered<R>, Meter) {
        let meter = Meter(Rc::new(Cell::new(ROW + BUFFERED)));
        (Metered { input, meter: meter.clone() }, meter)
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = self.meter.0.get();
        if left == 0 {
            return Err(io::Error::other("a row without end"));
        }
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(out.len());
        let read = self.input.read(&mut out[..most])?;
        self.meter.0.set(left - read as u64);
        Ok(read)
    }
}
