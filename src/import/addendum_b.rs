//! OPPS Addendum B as CMS publishes it: `HCPCS Code, Short Descriptor, SI, APC, Relative Weight, Payment Rate ...`.

use super::cms_file::{CmsFile, Extracted, File, Merged, Options};
use super::columns::{Columns, RowFilter, at};
use super::edition;
use super::error::Reason;
use super::payments::{self, Payments, dollars, outpatient};
use super::source::Source;
use crate::catalog::PaymentSource;

/// A quarter of outpatient rates.
pub(super) struct AddendumB;

impl CmsFile for AddendumB {
    fn title(&self) -> &'static str {
        "OPPS Addendum B"
    }

    fn key(&self) -> &'static str {
        "opps"
    }

    fn folder(&self) -> &'static str {
        "payments"
    }

    fn is_header(&self, columns: &Columns, _: &str) -> bool {
        let has = |names: &[&str]| columns.find(names).is_some();
        has(&["hcpcs code", "hcpcs"]) && has(&["si", "status indicator"]) && has(&["payment rate"])
    }

    /// The title states a calendar year at most; the quarter stands in the name.
    fn extract(&self, source: &Source<'_>, _: &Options<'_>, filter: &mut RowFilter<'_>) -> Result<Extracted, Reason> {
        let table = self.table(source)?;
        let quarter = edition::quarter_in(&table.preamble()).or_else(|| source.names.iter().find_map(|name| edition::quarter_in(name)));
        let quarter = quarter.ok_or_else(|| Reason::NoEdition("neither the title nor the name holds a month and a year".to_owned()))?;
        let columns = &table.columns;
        let code = columns.need(&["hcpcs code", "hcpcs"])?;
        let (indicator, rate) = (columns.need(&["si", "status indicator"])?, columns.need(&["payment rate"])?);
        let adjusted = columns.optional(&["adjusted beneficiary copayment"])?;
        let minimum = columns.optional(&["minimum unadjusted copayment"])?;
        let coinsurance = columns.optional(&["ira coinsurance percentage"])?;
        let expires = columns.starting("drug and device pass-through expiration");
        let mut payments = Payments::new();
        for (row, cells) in table.body() {
            // CMS ends the table with notes that begin with an asterisk, and some codes with a byte that is no letter.
            let code = at(cells, code).trim_end_matches(|c: char| !c.is_ascii());
            if code.starts_with('*') || !filter.takes_drug(*row, code)? {
                continue;
            }
            let get = |column: Option<usize>| column.map_or("", |i| at(cells, i));
            let mut payment = outpatient(*row, &quarter, at(cells, indicator), at(cells, rate))?;
            // The adjusted copayment is the one due where the inflation rebate lowers it.
            payment.copayment = dollars(*row, get(adjusted))?.or(dollars(*row, get(minimum))?);
            payment.coinsurance = dollars(*row, get(coinsurance).trim_end_matches('%'))?;
            payment.pass_through_ends = !get(expires).is_empty();
            payments::insert(&mut payments, *row, code, payment)?;
        }
        Ok(payments::extracted(quarter, "from its title or name", table.body().len(), &payments))
    }

    fn merge(&self, held: &[File], new: Vec<File>) -> Result<Merged, Reason> {
        payments::merge(PaymentSource::Opps, held, &new)
    }

    fn adds_up(&self) -> bool {
        true
    }
}
