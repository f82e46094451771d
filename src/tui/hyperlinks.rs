//! Addresses of sources as links of the terminal (OSC 8), where the screen shows them.
//!
//! Each cell of an address opens and closes its link itself, so that a frame may write any part of it anew; the id makes them one
//! link. A cell says how wide it is, since the width of an escape sequence is none.

use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::ops::Bound;

use ratatui::buffer::{Buffer, Cell, CellDiffOption};

use crate::catalog::Catalog;
use crate::page;

/// An address that is cut is known by so many characters, where only one begins so.
const KNOWN: usize = 24;

/// Where the addresses that may be seen lead.
#[derive(Debug, Default)]
pub struct Hyperlinks {
    /// Links by the addresses as they are written; collected when the first one is looked for.
    addresses: Option<BTreeMap<String, String>>,
}

impl Hyperlinks {
    /// Makes links of the addresses of the catalog's sources that stand on a screen.
    pub fn mark(&mut self, catalog: &Catalog, buf: &mut Buffer) {
        for (y, row) in (0_u64..).zip(buf.content.chunks_mut(usize::from(buf.area.width).max(1))) {
            let mut done = 0;
            while let Some(at) = row[done..].iter().position(|cell| cell.symbol() == ".") {
                let dot = done + at;
                let start = row[..dot].iter().rposition(|cell| !is_part(cell)).map_or(0, |before| before + 1);
                let end = row[dot..].iter().position(|cell| !is_part(cell)).map_or(row.len(), |behind| dot + behind);
                let word: String = row[start..end].iter().map(Cell::symbol).collect();
                let word = word.trim_end_matches('.');
                if let Some(link) = self.link(catalog, word) {
                    let id = (start as u64) << 16 | y;
                    for cell in row[start..].iter_mut().take(word.len()) {
                        let linked = format!("\x1b]8;id=j{id:x};{link}\x1b\\{}\x1b]8;;\x1b\\", cell.symbol());
                        cell.set_symbol(&linked).set_diff_option(CellDiffOption::ForcedWidth(NonZeroU16::MIN));
                    }
                }
                done = end;
            }
        }
    }

    /// Where a word leads that is an address, or the beginning of one that is cut.
    fn link(&mut self, catalog: &Catalog, word: &str) -> Option<&str> {
        // `0.25` and `i.v.` are no reason to decode every source.
        page::link(word)?;
        let addresses = self.addresses.get_or_insert_with(|| {
            let written = catalog.sources().iter().filter_map(|source| source.address.split([' ', ',']).next());
            // What a catalog holds is written to the terminal: no control character, nothing that ends the sequence.
            let is_plain = |address: &&str| address.bytes().all(|b| b.is_ascii_graphic());
            written.filter(is_plain).filter_map(|address| Some((address.to_owned(), page::link(address)?))).collect()
        });
        let mut longer =
            addresses.range::<str, _>((Bound::Included(word), Bound::Unbounded)).take_while(|(address, _)| address.starts_with(word));
        let (first, link) = longer.next()?;
        (first == word || (word.len() >= KNOWN && longer.next().is_none())).then_some(link)
    }
}

/// Whether a cell may be a part of an address.
fn is_part(cell: &Cell) -> bool {
    matches!(cell.symbol().as_bytes(), [b] if b.is_ascii_graphic() && !matches!(b, b',' | b';' | b'(' | b')' | b'|' | b'"' | b'<' | b'>'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_decoded_once_an_address_may_stand_on_the_screen() {
        let (catalog, mut links) = (Catalog::default(), Hyperlinks::default());
        for word in ["0.25", "i.v.", "$1.2", "J9271."] {
            assert!(links.link(&catalog, word).is_none() && links.addresses.is_none(), "{word}");
        }
        assert!(links.link(&catalog, "cms.gov/asp").is_none() && links.addresses.is_some());
    }
}
