//! `jdex diff`: what changed between two editions, unit changes first.

mod differences;
mod json;
mod lines;
mod side;

use std::collections::BTreeSet;

use side::Side;

use super::{CommandContext, note};
use crate::catalog::{CodeReplacement, MueTable, PaymentSource};
use crate::exit::{Exit, UserError};
use crate::import;
use crate::import::diff::amounts::{self, PriceDiff};
use crate::import::diff::{self, Diff, ModifierDiff};
use crate::quantity::Amount;
use differences::Differences;

/// The flags of `jdex diff`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
OLD and NEW are each a CMS file as downloaded (a code file, or two MUE tables, or two payment files), a catalog folder,
or the word `shipped` for the catalog of this program. What both sides hold is compared. Exit 1 where nothing differs.

Examples:
  jdex diff shipped october-2026-alpha-numeric-hcpcs-file.zip
  jdex diff HCPC2026_JUL_ANWEB.xlsx HCPC2026_OCT_ANWEB.xlsx --json
  jdex diff ~/catalog-2025 ~/catalog-2026 --price-change 5")]
pub struct Args {
    /// The older edition: a CMS file, a catalog folder, or `shipped`
    pub old: String,
    /// The newer edition
    pub new: String,
    /// Name prices that changed by more than so many percent
    #[arg(long, value_name = "PERCENT", default_value = "10", value_parser = percent)]
    pub price_change: Amount,
    /// Compare every code of a code file, not only drugs
    #[arg(long)]
    pub all: bool,
}

pub(super) fn percent(text: &str) -> Result<Amount, String> {
    Amount::parse(text.trim_end_matches('%')).map_err(|e| e.to_string())
}

/// Compares two editions; exit 1 where nothing differs.
///
/// # Errors
/// A side that cannot be read or does not load, sides that hold nothing in common; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let (old, new) = side::both(&args.old, &args.new, args.all)?;
    let code_replacements: Vec<CodeReplacement> =
        [&new.code_replacements, &old.code_replacements].into_iter().flatten().chain(desk.catalog.code_replacements()).cloned().collect();
    let found = compare(&old, &new, &code_replacements, args.price_change);
    if found.compared.is_empty() {
        let message = format!("{} is a {}, {} a {}: they hold nothing that can be compared", old.name, old.what, new.name, new.what);
        anyhow::bail!(UserError::new("nothing-to-compare", message));
    }
    if let (Some(before), Some(after)) = (old.edition("codes"), new.edition("codes"))
        && import::is_newer(before, after)
    {
        note(desk.err, &format!("{} ({after}) is older than {} ({before}); OLD comes first", new.name, old.name))?;
    }
    if desk.json {
        desk.json(&json::answer(&old, &new, &found))?;
    } else {
        desk.lines(&lines::lines(&old, &new, &found, args.price_change))?;
    }
    Ok(if found.is_empty() { Exit::NoMatch } else { Exit::Success })
}

fn compare<'a>(old: &'a Side, new: &'a Side, code_replacements: &'a [CodeReplacement], percent: Amount) -> Differences<'a> {
    let mut compared = Vec::new();
    let mut codes = Diff::default();
    if let (Some(before), Some(after)) = (&old.codes, &new.codes) {
        compared.push("codes");
        codes = diff::codes(before, after, code_replacements);
    }
    let mut modifiers = ModifierDiff::default();
    if let (Some(before), Some(after)) = (&old.modifiers, &new.modifiers) {
        compared.push("modifiers");
        modifiers = diff::modifiers(before, after);
    }
    let mut limits = Vec::new();
    for (setting, before) in &old.limits {
        if let Some(after) = new.limits.get(setting) {
            compared.push(match setting {
                MueTable::Practitioner => "practitioner limits",
                MueTable::Outpatient => "outpatient limits",
                MueTable::Dme => "DME supplier limits",
            });
            limits.extend(amounts::limits(*setting, before, after));
        }
    }
    limits.sort_by_key(|l| (l.code, l.setting));
    // A price per another unit is no change of price.
    let other_unit: BTreeSet<&str> = codes.unit_changed.iter().map(|c| c.new.code.as_str()).collect();
    let mut prices = PriceDiff::default();
    for source in [PaymentSource::Asp, PaymentSource::Opps] {
        if [old, new].iter().all(|side| amounts::newest_quarter(&side.prices, source).is_some()) {
            compared.push(if source == PaymentSource::Asp { "payment limits" } else { "outpatient rates" });
            let found = amounts::prices(source, &old.prices, &new.prices, percent, &other_unit);
            prices.price_changed.extend(found.price_changed);
            prices.status_changed.extend(found.status_changed);
        }
    }
    Differences { compared, codes, modifiers, limits, prices }
}
