//! Addendum B of many quarters in long form: `hcpcs, quarter_start, status_indicator, payment_rate`.

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter, at};
use super::edition;
use super::error::Reason;
use super::payments::{self, Payments, outpatient};
use super::source::Source;
use crate::catalog::{PaymentSource, quarter_of};

/// Many quarters of outpatient rates.
pub(super) struct History;

impl CmsFile for History {
    fn title(&self) -> &'static str {
        "OPPS Addendum B, history"
    }

    fn key(&self) -> &'static str {
        "opps"
    }

    fn folder(&self) -> &'static str {
        "payments"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        columns.find(&["quarter_start"]).is_some() && columns.find(&["status_indicator"]).is_some()
    }

    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let table = self.table(source)?;
        let columns = &table.columns;
        let (code, start) = (columns.need(&["hcpcs"])?, columns.need(&["quarter_start"])?);
        let (indicator, rate) = (columns.need(&["status_indicator"])?, columns.need(&["payment_rate"])?);
        let mut payments = Payments::new();
        for (row, cells) in table.body() {
            if filter.takes(*row, at(cells, code))? {
                let quarter = edition::day_in(at(cells, start)).map(quarter_of);
                let quarter = quarter.ok_or_else(|| Reason::cell(*row, "the quarter", at(cells, start), "a date"))?;
                let payment = outpatient(*row, &quarter, at(cells, indicator), at(cells, rate))?;
                payments::insert(&mut payments, *row, at(cells, code), payment)?;
            }
        }
        let newest = payments.values().flatten().map(|p| p.quarter.clone()).max();
        let edition = newest.ok_or_else(|| Reason::Empty("no row of the history was taken".to_owned()))?;
        Ok(payments::extracted(edition, "from its newest quarter", table.body().len(), &payments))
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        payments::merge(PaymentSource::Opps, held, &new)
    }

    fn adds_up(&self) -> bool {
        true
    }
}
