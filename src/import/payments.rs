//! What Medicare pays by quarter, as the catalog states it: shared by the payment limit file and both forms of Addendum B.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::cms_file::Merged;
use super::error::Reason;
use super::{File, write};
use crate::catalog::{PaymentSource, family};
use crate::quantity::Amount;

/// What one file says a unit is paid in one quarter. The names are those of the TOML.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Cell {
    /// OPPS status indicator.
    pub(super) status: Option<String>,
    /// US dollars a unit.
    pub(super) limit: Option<Amount>,
    /// Percent that the patient pays.
    pub(super) coinsurance: Option<Amount>,
    /// US dollars that the patient pays a unit.
    pub(super) copayment: Option<Amount>,
    /// OPPS pass-through status ends within the calendar year of the quarter.
    #[serde(default)]
    pub(super) pass_through_ends: bool,
    /// CMS's note.
    pub(super) note: Option<String>,
}

/// Code, then quarter.
pub(super) type Payments = BTreeMap<String, BTreeMap<String, Cell>>;

/// Adds a cell; the same code twice must say the same.
pub(super) fn insert(payments: &mut Payments, row: usize, code: &str, quarter: &str, cell: Cell) -> Result<(), Reason> {
    let text = |cell: &Cell| cell.limit.map_or_else(|| "nothing".to_owned(), |limit| limit.to_string());
    let (new, cells) = (text(&cell), payments.entry(code.to_owned()).or_default());
    match cells.insert(quarter.to_owned(), cell.clone()) {
        Some(before) if before != cell => {
            Err(Reason::row(row, format!("{code} is listed twice for {quarter}: {} and {new}", text(&before))))
        }
        _ => Ok(()),
    }
}

/// Dollars as written: `$1,234.50`, `164.253`. A spreadsheet's double (`0.11500000000000002`) is rounded to the sixth
/// decimal: CMS publishes three. Nothing, `.` and `N/A` are none.
pub(super) fn dollars(row: usize, text: &str) -> Result<Option<Amount>, Reason> {
    let plain = text.trim_start_matches('$').trim();
    if matches!(plain, "" | "." | "N/A" | "n/a") {
        return Ok(None);
    }
    let (whole, decimals) = plain.split_once('.').unwrap_or((plain, ""));
    let parsed = if decimals.len() > 6 && decimals.bytes().all(|b| b.is_ascii_digit()) {
        // As many decimals as an amount may be read with; those beyond cannot change the sixth.
        let kept = decimals.len().min(14usize.saturating_sub(whole.len()));
        Amount::parse(&format!("{whole}.{}", &decimals[..kept])).map(|a| a.round_half_up(6))
    } else {
        Amount::parse(plain)
    };
    parsed.map(Some).map_err(|e| Reason::row(row, format!("the payment {e}")))
}

/// `$1,234.50 ` for the status indicators that are paid, nothing for the others.
pub(super) fn outpatient(row: usize, indicator: &str, rate: &str) -> Result<Cell, Reason> {
    let letters = (1..=2).contains(&indicator.len()) && indicator.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !letters {
        return Err(Reason::cell(row, "the status indicator", indicator, "one or two capitals or digits"));
    }
    Ok(Cell { status: Some(indicator.to_owned()), limit: dollars(row, rate)?, ..Cell::default() })
}

/// The rows of one payments file by code, then source.
pub(super) type Tables = BTreeMap<String, BTreeMap<String, BTreeMap<String, Cell>>>;

/// `payments/J9.toml` ... as if nothing were held.
pub(super) fn render(source: PaymentSource, payments: &Payments) -> Vec<File> {
    let mut families: BTreeMap<&str, Tables> = BTreeMap::new();
    for (code, cells) in payments {
        let table = families.entry(family(code)).or_default().entry(code.clone()).or_default();
        table.insert(write::source_key(source).to_owned(), cells.clone());
    }
    families.into_iter().map(|(family, tables)| (format!("payments/{family}.toml"), write::payments(family, &tables))).collect()
}

/// Quarters are laid beside the held ones; a quarter that is held is stated anew, what only the held one states about the same
/// payment stays.
pub(super) fn merge(source: PaymentSource, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
    let key = write::source_key(source);
    let quarters = |tables: &Tables| tables.values().filter_map(|s| s.get(key)).flat_map(|cells| cells.keys().cloned()).max();
    let mut newest_held = None;
    for (path, text) in held {
        newest_held = newest_held.max(quarters(&parse(path, text)?));
    }
    let (mut files, mut changed, mut newest) = (Vec::new(), 0, None);
    for (path, text) in new {
        let tables = parse(&path, &text)?;
        newest = newest.max(quarters(&tables));
        let Some((_, before)) = held.iter().find(|(held, _)| *held == path) else {
            files.push((path, text));
            continue;
        };
        let mut merged = parse(&path, before)?;
        for (code, sources) in tables {
            for (source, cells) in sources {
                let known = merged.entry(code.clone()).or_default().entry(source).or_default();
                for (quarter, cell) in cells {
                    let stated = known.entry(quarter).or_default();
                    changed += usize::from(stated.join(cell));
                }
            }
        }
        let family = merged.keys().next().map_or("", |code| family(code)).to_owned();
        files.push((path, write::payments(&family, &merged)));
    }
    let mut notes = Vec::new();
    if let (Some(newest), Some(held)) = (&newest, &newest_held)
        && newest < held
    {
        notes.push(format!("older than the {held} held: its quarters are added"));
    }
    if changed > 0 {
        notes.push(format!("{changed} payments differ from those held for the same quarter and replace them"));
    }
    Ok(Merged { files, notes, keeps_older: true })
}

fn parse(path: &str, text: &str) -> Result<Tables, Reason> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Short(String),
        Long(Cell),
    }
    let rows: BTreeMap<String, BTreeMap<String, BTreeMap<String, Written>>> = write::parse(path, text)?;
    let cell = |source: &str, written: Written| match written {
        Written::Long(cell) => Ok(cell),
        Written::Short(text) => Cell::short(source, &text).ok_or_else(|| Reason::NotCms(format!("{path}: `{text}` is not a payment"))),
    };
    let mut tables = Tables::new();
    for (code, sources) in rows {
        for (source, cells) in sources {
            let cells = cells.into_iter().map(|(quarter, written)| Ok((quarter, cell(&source, written)?))).collect::<Result<_, Reason>>()?;
            tables.entry(code.clone()).or_default().insert(source, cells);
        }
    }
    Ok(tables)
}

impl Cell {
    /// `164.253`, `-` of the payment limits; `K 118.2`, `N` of Addendum B.
    fn short(source: &str, text: &str) -> Option<Cell> {
        let (status, limit) = match text.split_once(' ') {
            Some((status, limit)) => (Some(status.to_owned()), Some(Amount::parse(limit).ok()?)),
            None if source == "opps" => (Some(text.to_owned()), None),
            None if text == "-" => (None, None),
            None => (None, Some(Amount::parse(text).ok()?)),
        };
        Some(Cell { status, limit, ..Cell::default() })
    }

    /// Takes what another file says about the same quarter; whether the payment itself was another.
    fn join(&mut self, new: Cell) -> bool {
        let held = std::mem::take(self);
        let none = held == Cell::default();
        let same = held.status == new.status && held.agrees(&new);
        *self = new;
        if !same {
            return !none;
        }
        // The raw file rounds to cents what other editions of it state exactly.
        let decimals = |limit: Option<Amount>| limit.map_or(0, |l| l.parts().1);
        if decimals(held.limit) > decimals(self.limit) {
            self.limit = held.limit;
        }
        self.coinsurance = self.coinsurance.or(held.coinsurance);
        self.copayment = self.copayment.or(held.copayment);
        self.pass_through_ends |= held.pass_through_ends;
        self.note = self.note.take().or(held.note);
        false
    }

    /// Do two files state the same amount, but for cents?
    fn agrees(&self, other: &Cell) -> bool {
        match (self.limit, other.limit) {
            (Some(a), Some(b)) => {
                let (more, less) = if a > b { (a, b) } else { (b, a) };
                more.checked_sub(less).is_some_and(|d| d <= Amount::new(1, 2))
            }
            (a, b) => a == b,
        }
    }
}
