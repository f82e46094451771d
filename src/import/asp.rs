//! The Medicare Part B payment limit (ASP) file: header `HCPCS Code ... Payment Limit`.

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter, at};
use super::edition;
use super::error::Reason;
use super::payments::{self, Payments, dollars};
use super::source::Source;
use super::unit_parser;
use crate::catalog::{Kind, Payment, PaymentSource};

/// A quarter of payment limits.
pub(super) struct PaymentLimits;

impl CmsFile for PaymentLimits {
    fn title(&self) -> &'static str {
        "Medicare Part B payment limits (ASP)"
    }

    fn key(&self) -> &'static str {
        "asp"
    }

    fn folder(&self) -> &'static str {
        "payments"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        columns.find(&["hcpcs code"]).is_some() && columns.find(&["payment limit"]).is_some()
    }

    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let table = self.table(source)?;
        let title = table.preamble();
        let quarter = title.lines().find(|line| line.to_lowercase().contains("effective")).and_then(edition::quarter_in);
        let quarter =
            quarter.ok_or_else(|| Reason::NoEdition("no row above the header says `Effective <month> <day>, <year>`".to_owned()))?;
        let columns = &table.columns;
        let (code, limit) = (columns.need(&["hcpcs code"])?, columns.need(&["payment limit"])?);
        let (coinsurance, note) =
            (columns.optional(&["co-insurance percentage", "coinsurance percentage"])?, columns.optional(&["notes"])?);
        let dosage = columns.optional(&["hcpcs code dosage"])?;
        let mut payments = Payments::new();
        for (row, cells) in table.body() {
            if filter.takes(*row, at(cells, code))? {
                let get = |column: Option<usize>| column.map_or("", |i| at(cells, i));
                let note = get(note);
                let unit = note.to_lowercase().starts_with("added").then(|| unit_parser::parse(&get(dosage).to_lowercase(), Kind::Drug));
                let payment = Payment {
                    unit: unit.and_then(|unit| unit.quantity()),
                    limit: dollars(*row, at(cells, limit))?,
                    coinsurance: dollars(*row, get(coinsurance).trim_end_matches('%'))?,
                    note: Some(note.to_owned()).filter(|n| !n.is_empty()),
                    ..Payment::new(PaymentSource::Asp, &quarter)
                };
                payments::insert(&mut payments, *row, at(cells, code), payment)?;
            }
        }
        Ok(payments::extracted(quarter, "from its title", table.body().len(), &payments))
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        payments::merge(PaymentSource::Asp, held, &new)
    }

    fn adds_up(&self) -> bool {
        true
    }
}
