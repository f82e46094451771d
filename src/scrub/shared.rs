//! Containers that may have served several patients: whole ones billed on several claims of a file, in memory that does not grow.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::chart;
use super::context::{Group, sum};
use super::finding::Findings;
use crate::billing::units;
use crate::catalog::{ContainerType, Edit};
use crate::quantity::Quantity;

/// Containers that are remembered; a later one may take the place of an earlier.
const REMEMBERED: usize = 1 << 12;

/// The containers billed whole on the claims before, of which only a part was given.
#[derive(Debug, Default)]
pub struct SharedContainers {
    seen: Vec<Option<Seen>>,
}

/// A container and what the claims before gave of it, were it one.
#[derive(Clone, Debug)]
struct Seen {
    hash: u64,
    /// The claim that billed it last, by its running number.
    claim: usize,
    given: Quantity,
}

impl SharedContainers {
    /// Notes a container of one claim and date, where a claim before billed one of the same code, date, provider and size, and one
    /// container would have held what both were given.
    pub(super) fn group(&mut self, group: &Group<'_, '_>, unit: Quantity, found: &mut Findings) {
        let line = group.first();
        if group.discarded().next().is_none() || line.container() != ContainerType::Single {
            return;
        }
        let Some((given, label)) = chart::part_of_one(group) else { return };
        let billed = sum(group.lines.iter().copied());
        let whole = units::administered(given, unit).and_then(|units| Ok(units + units::discarded(label, units, unit)?));
        if whole != Ok(billed) {
            return;
        }
        let mut hasher = DefaultHasher::new();
        let provider = &line.cells.context.provider;
        (&line.cells.code, line.date.day_of_year(), line.date.year(), provider, label.to_string()).hash(&mut hasher);
        let hash = hasher.finish();
        if self.seen.is_empty() {
            self.seen = vec![None; REMEMBERED];
        }
        let claim = line.cells.context.claim;
        let Some(place) = self.seen.get_mut(hash as usize % REMEMBERED) else { return };
        let before = place.take().filter(|seen| seen.hash == hash && seen.claim != claim);
        let together = before.as_ref().and_then(|seen| units::more(seen.given, given).ok());
        let fits = together.filter(|together| units::exceeds(*together, label) == Ok(false));
        if let Some((before, together)) = before.zip(fits) {
            let (given, label, together) = (given.grouped(), label.grouped(), together.grouped());
            let text = format!(
                "the whole of {label} is billed, of which {given} was given; claim number {} of the file bills another whole one on this date, and {together} together fit one container",
                before.claim
            );
            found.add(line, Edit::SharedContainerPerhaps, text);
        }
        *place = Some(Seen { hash, claim, given: fits.unwrap_or(given) });
    }
}
