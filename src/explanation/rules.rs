//! The rules that the engine applies, by id; their statements, sources and dates stand in `catalog/rules.toml`.

use crate::catalog::{Date, Payer, Rule, Rulebook, Setting};

use crate::explanation::BillingError;

/// The id of a rule in `catalog/rules.toml`.
pub type RuleId = &'static str;

macro_rules! rules {
    ($($name:ident = $id:literal,)*) => {
        $(#[doc = concat!("`", $id, "`")] pub const $name: RuleId = $id;)*
        /// Every rule that the engine may name.
        pub const ALL: &[RuleId] = &[$($id,)*];

        /// The rule of an id.
        pub fn find(id: &str) -> Option<RuleId> {
            match id { $($id => Some($id),)* _ => None }
        }
    };
}

rules! {
    // From the order to the dose.
    FLAT_DOSE = "flat-dose",
    WEIGHT_DOSE = "weight-dose",
    SURFACE_DOSE = "surface-dose",
    POUNDS = "pounds",
    STATED_UNITS = "stated-units",
    SURFACE_AREA = "surface-area",
    SURFACE_CAP = "surface-cap",
    RATE = "rate",
    EACH_DAY = "each-day",
    CONTINUOUS = "continuous-infusion",
    DISPENSED = "dispensed-supply",
    TAKEN_AT_HOME = "taken-at-home",
    SAME_DATE = "same-date",
    CALVERT = "calvert",
    CONCENTRATION = "concentration",
    DOSE_CAP = "dose-cap",
    DOSE_ROUNDING = "dose-rounding",
    COMPOUND = "compound-unit",
    LABELED_DOSE = "labeled-dose",
    DOSE_INTERVAL = "dose-interval",
    // Containers.
    LEAST_WASTE = "least-waste",
    AS_OPENED = "as-opened",
    LABEL_COVERS_DOSE = "label-covers-dose",
    OVERFILL = "overfill",
    SHARED_CONTAINER = "shared-container",
    STRENGTHS_APART = "strengths-not-mixed",
    REPACKAGED = "repackaged-syringe",
    SINGLE_DOSE_ONLY = "single-dose-only",
    CONTAINER_TYPE = "container-type",
    DISCARD_DUTY_OPEN = "discard-duty-open",
    // Units.
    PACKAGE_SIZE = "package-size-code",
    DESCRIPTOR_UNIT = "descriptor-unit",
    ROUND_UP = "round-up",
    DISCARDED_UNITS = "discarded-units",
    OVERLAP = "overlap",
    PER_CONTAINER = "per-container",
    PER_DOSE = "per-dose",
    PRICED_BY_THE_UNIT = "priced-by-the-unit",
    SINGLE_DOSE_DESCRIPTOR = "single-dose-descriptor",
    ORAL_DESCRIPTOR = "oral-descriptor",
    COMPOUNDED_DESCRIPTOR = "compounded-descriptor",
    INJECTED_DESCRIPTOR = "injected-descriptor",
    NOT_INJECTED_DESCRIPTOR = "not-injected-descriptor",
    UNCLASSIFIED = "unclassified",
    INTERIM_CODE = "interim-code",
    UNCLASSIFIED_WASTE = "unclassified-waste",
    C9399_SETTING = "c9399-setting",
    // Lines and modifiers.
    JW_LINE = "jw-line",
    JW_DUTY = "jw-duty",
    JZ_NO_WASTE = "jz-no-waste",
    JZ_USABLE = "jz-usable",
    JZ_REQUIRED = "jz-required",
    JZ_EDITS = "jz-edits",
    JZ_DISPENSED = "jz-dispensed",
    PACKAGED = "packaged-drug",
    ONE_LINE = "one-line",
    PAYER_CONTRACT = "payer-contract",
    TB_340B = "340b-tb",
    JG_340B = "340b-jg",
    ESA_REASON = "esa-reason",
    ESA_DIALYSIS = "esa-dialysis",
    LATERALITY = "laterality",
    SKIN_SUBSTITUTE = "skin-substitute",
    ROUTE = "route-modifier",
    PUMP_POLICY = "pump-policy",
    MODIFIER_DATES = "modifier-dates",
    MODIFIER_ORDER = "modifier-order",
    FIELD_SIZE = "field-size",
    // Checks.
    CODE_DATES = "code-dates",
    SERVICE_DATE = "service-date",
    INPATIENT_DRUG = "inpatient-drug",
    MUE_LINE = "mue-line",
    MUE_POLICY = "mue-policy",
    MUE_CLINICAL = "mue-clinical",
    MUE_UNPUBLISHED = "mue-unpublished",
    NDC_ELEVEN = "ndc-eleven",
    NDC_PLACEHOLDER = "ndc-placeholder",
    NDC_QUANTITY = "ndc-quantity",
    NDC_PER_PRODUCT = "ndc-per-product",
    NDC_ASKED = "ndc-asked",
    PAYMENT_ESTIMATE = "payment-estimate",
    // Checks of a claim.
    PROCEDURE_MODIFIER = "procedure-modifier",
    SPECIFIC_CODE = "specific-code",
    C_CODE_SETTING = "c-code-setting",
    MEDICARE_COVERAGE = "medicare-coverage",
    FREE_DRUG = "free-drug",
    SPECIALTY_PHARMACY = "specialty-pharmacy",
    BUNDLED = "bundled-service",
    DUPLICATE = "duplicate-line",
    ADD_ON_BASE = "add-on-base",
    COMPLEX_ADMINISTRATION = "complex-administration",
    ENCOUNTER_DIAGNOSIS = "encounter-diagnosis",
    COVERAGE_POLICY = "coverage-policy",
    AUTHORIZATION = "authorization",
    TIMELY_FILING = "timely-filing",
    RECORDS = "records-requested",
    HOME_PUMP = "home-pump",
}

/// The rulebook as it holds for one date of service, payer and setting.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Rules and payers.
    pub book: &'a Rulebook,
    /// The date of service.
    pub date: Date,
    /// The payer.
    pub payer: &'a Payer,
    /// The setting.
    pub setting: Setting,
}

impl<'a> Scope<'a> {
    /// A rule of the program.
    ///
    /// # Errors
    /// [`BillingError::RuleMissing`]: silence must not stand for "does not hold".
    pub fn rule(&self, id: RuleId) -> Result<&'a Rule, BillingError> {
        self.book.rule(id).ok_or(BillingError::RuleMissing(id))
    }

    /// Does a rule hold here?
    ///
    /// # Errors
    /// [`BillingError::RuleMissing`].
    pub fn holds(&self, id: RuleId) -> Result<bool, BillingError> {
        let rule = self.rule(id)?;
        Ok(rule.holds(self.date, &self.payer.id, self.setting))
    }

    /// Is a code among those a rule is about?
    ///
    /// # Errors
    /// [`BillingError::RuleMissing`].
    pub fn names(&self, id: RuleId, code: &str) -> Result<bool, BillingError> {
        let rule = self.rule(id)?;
        Ok(rule.holds(self.date, &self.payer.id, self.setting) && rule.names(code))
    }
}
