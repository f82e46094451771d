//! What one order and a batch of them share: defaults of the config, refusals, what is known of a code.

use super::CommandContext;
use crate::calculator::BillableItem;
use crate::exit::UserError;
use crate::explanation::BillingError;

/// The payer and the setting of `config.toml`, for orders that name no payer; what is wrong in it is said.
///
/// # Errors
/// Output cannot be written.
pub fn usual(desk: &mut CommandContext<'_>) -> anyhow::Result<Vec<(&'static str, String)>> {
    let settings = crate::storage::settings(&desk.paths.config, desk.catalog);
    for mistake in &settings.mistakes {
        writeln!(desk.err, "jdex: {mistake}")?;
    }
    let config = settings.config;
    Ok([("payer", config.payer), ("setting", config.setting)].into_iter().filter_map(|(field, text)| Some((field, text?))).collect())
}

/// A refusal of the calculator as one of the command line.
pub fn user_error(error: BillingError) -> UserError {
    UserError::new(error.kind(), error.to_string())
}

/// What is known of a code, of a unit, or of both.
///
/// # Errors
/// A code that the catalog does not hold, without a unit; a unit that cannot be read.
pub fn known(catalog: &crate::catalog::Catalog, code: Option<&str>, unit: Option<&str>) -> Result<BillableItem, UserError> {
    match (code, unit) {
        (_, Some(unit)) => BillableItem::of_unit(catalog, code, unit).map_err(user_error),
        (Some(code), None) => BillableItem::of_code(catalog, code).ok_or_else(|| {
            let message =
                format!("{code} is no code of this catalog; `jdex search {code}` looks for near ones, and --unit computes without one");
            UserError::new("unknown-code", message)
        }),
        (None, None) => {
            Err(UserError::new("usage", "a code or a unit is needed: jdex units J9035 \"305 mg\", or --unit \"10 mg\" \"305 mg\""))
        }
    }
}
