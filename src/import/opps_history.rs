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

fn is_header(columns: &Columns, _: &str) -> bool {
    columns.find(&["quarter_start"]).is_some() && columns.find(&["status_indicator"]).is_some()
}

impl CmsFile for History {
    type Facts = Payments;

    fn title(&self) -> &'static str {
        "OPPS Addendum B, history"
    }

    fn key(&self) -> &'static str {
        "opps"
    }

    fn folder(&self) -> &'static str {
        "payments"
    }

    fn detect(&self, source: &Source<'_>) -> Result<bool, Reason> {
        Ok(source.has(is_header))
    }

    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted<Payments>, Reason> {
        let table = source.table(is_header)?;
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
        let taken = payments.values().map(Vec::len).sum();
        Ok(Extracted { edition, edition_from: "from its newest quarter".to_owned(), rows: table.body().len(), taken, facts: payments })
    }

    fn render(&self, extracted: &Extracted<Payments>) -> Vec<File> {
        payments::render(&extracted.facts)
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        payments::merge(PaymentSource::Opps, held, &new)
    }

    fn adds_up(&self) -> bool {
        true
    }
}
