//! Reading of `payments/`: what Medicare pays by quarter.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::Reader;
use crate::catalog::{Payment, PaymentSource};
use crate::quantity::{Amount, Quantity};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaymentRows {
    #[serde(default)]
    asp: BTreeMap<String, Spanned<PaymentCell>>,
    #[serde(default)]
    opps: BTreeMap<String, Spanned<PaymentCell>>,
}

/// `"164.253"`, `"K 118.2"`, or a table where there is more to say.
#[derive(Deserialize)]
#[serde(untagged)]
enum PaymentCell {
    Short(String),
    Long(PaymentRow),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaymentRow {
    status: Option<String>,
    limit: Option<Amount>,
    coinsurance: Option<Amount>,
    copayment: Option<Amount>,
    #[serde(default)]
    pass_through_ends: bool,
    note: Option<String>,
    unit: Option<Quantity>,
}

impl Reader<'_, '_> {
    pub(super) fn payments(&mut self) {
        let Some(file) = self.parse::<BTreeMap<String, PaymentRows>>() else { return };
        for (code, rows) in file {
            let mut payments = Vec::new();
            for (source, cells) in [(PaymentSource::Asp, rows.asp), (PaymentSource::Opps, rows.opps)] {
                for (quarter, cell) in cells {
                    let origin = self.at(&cell);
                    match cell.into_inner().payment(source, &quarter) {
                        Ok(payment) => payments.push(payment),
                        Err(text) => {
                            self.problem(origin.line, format!("`{text}` is not a payment; write \"164.253\", \"K 118.2\", \"N\" or \"-\""))
                        }
                    }
                    let what = if source == PaymentSource::Asp { "asp" } else { "opps" };
                    if self.book.editions.get(what).is_none_or(|held| *held < quarter) {
                        self.book.editions.insert(what.to_owned(), quarter);
                    }
                }
            }
            self.book.payments.entry(code).or_default().extend(payments);
        }
    }
}

impl PaymentCell {
    /// The payment, or the text that is none.
    fn payment(self, source: PaymentSource, quarter: &str) -> Result<Payment, String> {
        let mut payment = Payment::new(source, quarter);
        match self {
            PaymentCell::Long(row) => {
                payment.limit = row.limit;
                payment.status_indicator = row.status;
                payment.coinsurance = row.coinsurance;
                payment.copayment = row.copayment;
                payment.pass_through_ends = row.pass_through_ends;
                payment.note = row.note;
                payment.unit = row.unit;
            }
            PaymentCell::Short(text) => {
                let limit = match (source, text.split_once(' ')) {
                    (PaymentSource::Asp, _) if text == "-" => None,
                    (PaymentSource::Asp, _) => Some(text.as_str()),
                    (PaymentSource::Opps, Some((_, rate))) => Some(rate),
                    (PaymentSource::Opps, None) => None,
                };
                payment.limit = limit.map(Amount::parse).transpose().map_err(|_| text.clone())?;
                payment.status_indicator = (source == PaymentSource::Opps).then(|| text.split(' ').next().unwrap_or_default().to_owned());
            }
        }
        Ok(payment)
    }
}
