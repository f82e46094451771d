//! `jdex units`.

use std::path::PathBuf;

use super::{CommandContext, batch};
use crate::calculator::{BillableItem, Rules};
use crate::dosing::Request;
use crate::exit::{Exit, UserError};
use crate::explanation::BillingError;
use crate::page;

/// The flags of `jdex units`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Orders: \"305 mg\", \"15 mg/kg\", \"375 mg/m2\", \"28 mcg/day\", \"14 mL\", \"AUC 6\", \"0.6 MIU/kg\",
\"2,500 units/m2\", \"10 mg/hour x 24 hours\", \"25 mg x 2\", and for compounds \"480 mg/160 mg\".

Examples:
  jdex units J9035 \"15 mg/kg\" --weight 67.5kg
  jdex units J9312 \"375 mg/m2\" --height 165cm --weight 72kg --round 10%
  jdex units J9039 \"28 mcg/day\" --days 7 --opened \"6x35 mcg\"
  jdex units J9266 \"2,500 IU/m2\" --bsa 1.6 --stock \"3,750 IU\"
  jdex units --unit \"10 mg\" \"305 mg\" --stock \"100 mg\" --container single
  jdex units J9035 \"305 mg\" --billed 305      what probably went wrong
  jdex units --batch orders.csv > answers.ndjson")]
pub struct Args {
    /// The billing code, or the order where --unit stands for a code
    #[arg(value_name = "CODE", allow_hyphen_values = true)]
    pub first: Option<String>,
    /// The order: "305 mg", "15 mg/kg", "AUC 6"
    #[arg(value_name = "ORDER", allow_hyphen_values = true)]
    pub second: Option<String>,
    /// The billing unit, where no code is named or another unit held on the date: "10 mg"
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub unit: Option<String>,
    /// A CSV file of orders, or - for standard input; one JSON document a row
    #[arg(long, value_name = "FILE", conflicts_with_all = ["first", "second", "unit"])]
    pub batch: Option<PathBuf>,
    /// Prints the note for the chart instead: opened, given, discarded
    #[arg(long)]
    pub waste_note: bool,
    /// The patient.
    #[command(flatten)]
    pub patient: PatientFlags,
    /// Duration, caps, rounding.
    #[command(flatten)]
    pub policy: PolicyFlags,
    /// What may be opened or was.
    #[command(flatten)]
    pub supply: SupplyFlags,
    /// For whom it is billed.
    #[command(flatten)]
    pub claim: ClaimFlags,
}

/// Flags about the patient.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Patient")]
pub struct PatientFlags {
    /// Body weight: 62kg, 150 lb
    #[arg(long, value_name = "WEIGHT", allow_hyphen_values = true)]
    pub weight: Option<String>,
    /// Height: 165cm, 65 in, "5 ft 6 in"
    #[arg(long, value_name = "HEIGHT", allow_hyphen_values = true)]
    pub height: Option<String>,
    /// Body surface area in m2
    #[arg(long, value_name = "M2", allow_hyphen_values = true)]
    pub bsa: Option<String>,
    /// mosteller or dubois [default: mosteller]
    #[arg(long, value_name = "FORMULA")]
    pub bsa_formula: Option<String>,
    /// Glomerular filtration rate in mL/min, for an AUC
    #[arg(long, value_name = "ML/MIN", allow_hyphen_values = true)]
    pub gfr: Option<String>,
    /// Age in years
    #[arg(long, value_name = "YEARS", allow_hyphen_values = true)]
    pub age: Option<String>,
}

/// Flags about duration, caps and rounding.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Dose")]
pub struct PolicyFlags {
    /// Days that a daily order runs
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub days: Option<String>,
    /// Hours that an hourly order runs
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub hours: Option<String>,
    /// Strength of the liquid: "25 mg/mL", 10%, 1:1,000
    #[arg(long, value_name = "STRENGTH", allow_hyphen_values = true)]
    pub concentration: Option<String>,
    /// The largest dose: "4.5 mg"
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub cap: Option<String>,
    /// The largest body surface area in m2
    #[arg(long, value_name = "M2", allow_hyphen_values = true)]
    pub bsa_cap: Option<String>,
    /// Round the dose to whole containers within this much of it: 10%
    #[arg(long, value_name = "PERCENT", allow_hyphen_values = true)]
    pub round: Option<String>,
}

/// Flags about containers and products.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Containers")]
pub struct SupplyFlags {
    /// Sizes that may be opened, of which those that waste least are taken: "100 mg, 400 mg"
    #[arg(long, value_name = "SIZES", allow_hyphen_values = true)]
    pub stock: Option<String>,
    /// What was opened: "2x400 mg + 3x100 mg"
    #[arg(long, value_name = "CONTAINERS", allow_hyphen_values = true)]
    pub opened: Option<String>,
    /// single or multi; overrides the catalog
    #[arg(long, value_name = "TYPE")]
    pub container: Option<String>,
    /// The product used: 50242-0917-01; repeatable
    #[arg(long, value_name = "NDC", allow_hyphen_values = true)]
    pub ndc: Vec<String>,
    /// What the product's size counts: ML, UN, GR, F2 or ME
    #[arg(long, value_name = "QUALIFIER")]
    pub ndc_qualifier: Option<String>,
    /// More was drawn than the labels say
    #[arg(long)]
    pub overfill: bool,
}

/// Flags about the claim.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Claim")]
pub struct ClaimFlags {
    /// The payer's id [default: that of config.toml, else medicare-part-b]
    #[arg(long, value_name = "ID")]
    pub payer: Option<String>,
    /// office, outpatient, asc or dme [default: that of config.toml, else the payer's first]
    #[arg(long, value_name = "SETTING")]
    pub setting: Option<String>,
    /// Bought under the 340B program
    #[arg(long = "340b")]
    pub discounted: bool,
    /// A further modifier, such as EA; repeatable
    #[arg(long, value_name = "MODIFIER", allow_hyphen_values = true)]
    pub modifier: Vec<String>,
    /// The most units a line holds, where it is not the payer's own
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub units_per_line: Option<String>,
    /// Units that were billed: says whether they are right and what may have happened
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub billed: Option<String>,
}

/// Computes one order, or a file of them.
///
/// # Errors
/// A refusal with its reason; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    if let Some(file) = &args.batch {
        return batch::run(file, desk);
    }
    let (code, order) = words(args)?;
    let rules = Rules::of(desk.catalog);
    let known = known(desk.catalog, code, args.unit.as_deref())?;
    let mut request = Request::new(order, desk.date).map_err(user_error)?;
    for (field, text) in usual(desk)?.iter().filter(|_| args.claim.payer.is_none()) {
        request.set(field, text).map_err(user_error)?;
    }
    for (field, text) in args.fields() {
        request.set(field, text).map_err(user_error)?;
    }
    let answer = known.compute(&request, &rules).map_err(user_error)?;
    if args.waste_note {
        let note = answer.waste_note().ok_or_else(|| UserError::new("missing-stock", "a waste note needs to know what was opened"))?;
        if desk.json {
            desk.json(&serde_json::json!({ "waste_note": note }))?;
        } else {
            writeln!(desk.out, "{note}")?;
        }
    } else if desk.json {
        desk.json(&answer)?;
    } else {
        desk.lines(&page::units_lines(&answer, |field| format!("--{field} settles it")))?;
    }
    Ok(Exit::Success)
}

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

/// The code and the order among the words.
fn words(args: &Args) -> Result<(Option<&str>, &str), UserError> {
    let words = [&args.first, &args.second];
    if let Some(flag) = words.into_iter().flatten().find(|w| w.starts_with("--")) {
        return Err(UserError::new("usage", format!("`{flag}` is not a flag of jdex units; see `jdex units --help`")));
    }
    match (&args.first, &args.second, &args.unit) {
        (Some(code), Some(order), _) => Ok((Some(code), order)),
        (Some(order), None, Some(_)) => Ok((None, order)),
        _ => Err(UserError::new("usage", "a code and an order are needed, like jdex units J9035 \"305 mg\"; see `jdex units --help`")),
    }
}

impl Args {
    /// The flags as fields of a request.
    fn fields(&self) -> Vec<(&'static str, &str)> {
        let (patient, policy, supply, claim) = (&self.patient, &self.policy, &self.supply, &self.claim);
        let single = [
            ("weight", &patient.weight),
            ("height", &patient.height),
            ("bsa", &patient.bsa),
            ("bsa-formula", &patient.bsa_formula),
            ("gfr", &patient.gfr),
            ("age", &patient.age),
            ("days", &policy.days),
            ("hours", &policy.hours),
            ("concentration", &policy.concentration),
            ("cap", &policy.cap),
            ("bsa-cap", &policy.bsa_cap),
            ("round", &policy.round),
            ("stock", &supply.stock),
            ("opened", &supply.opened),
            ("container", &supply.container),
            ("ndc-qualifier", &supply.ndc_qualifier),
            ("payer", &claim.payer),
            ("setting", &claim.setting),
            ("units-per-line", &claim.units_per_line),
            ("billed", &claim.billed),
        ];
        let mut fields: Vec<(&str, &str)> = single.into_iter().filter_map(|(field, text)| Some((field, text.as_deref()?))).collect();
        fields.extend(supply.ndc.iter().map(|n| ("ndc", n.as_str())));
        fields.extend(claim.modifier.iter().map(|m| ("modifier", m.as_str())));
        fields.extend(supply.overfill.then_some(("overfill", "yes")));
        fields.extend(claim.discounted.then_some(("340b", "yes")));
        fields
    }
}
