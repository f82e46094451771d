//! The claim check's edits as data: `edits.toml`. The program names them by [`Edit`]; what each draws stands in its row.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::setting::{Setting, in_scope};
use super::words::words;

/// The edits, with the words in braces that the program fills in their fixes.
macro_rules! edits {
    ($($variant:ident = $word:literal $({$($place:literal),+})?,)*) => {
        words! {
            /// An edit of the claim check, by its id in `edits.toml`.
            pub enum Edit { $($variant = $word,)* }
        }

        impl Edit {
            /// The words in braces that the program fills.
            pub fn places(self) -> &'static [&'static str] {
                match self { $(Edit::$variant => &[$($($place),+)?],)* }
            }
        }
    };
}

edits! {
    UnknownPayer = "unknown-payer" {"payers"},
    FutureDate = "future-date",
    InpatientPlace = "inpatient-place",
    UnknownCode = "unknown-code",
    EndedCode = "ended-code" {"codes", "why"},
    EndedWithoutSuccessor = "ended-code-without-successor" {"why"},
    FutureCode = "future-code" {"codes"},
    FutureWithoutPredecessor = "future-code-without-predecessor",
    CCodeInOffice = "c-code-in-office",
    UnclassifiedCCodeInOffice = "unclassified-c-code-in-office",
    NotPayable = "not-payable-by-medicare",
    NotCovered = "not-covered-by-medicare",
    ExcludedByStatute = "excluded-by-statute",
    FreeDrug = "free-drug",
    SpecialtyPharmacy = "specialty-pharmacy",
    UnclassifiedUnits = "unclassified-units",
    UnclassifiedNarrative = "unclassified-narrative",
    UnclassifiedUnnamed = "unclassified-unnamed",
    SpecificCode = "specific-code-exists" {"code"},
    OtherSizeCode = "other-size-code" {"code", "units", "size"},
    UnitsNotWhole = "units-not-whole",
    UnitsOverField = "units-over-field",
    ChartNotCompared = "chart-not-compared" {"measure"},
    UnitsTooMany = "units-too-many" {"units"},
    UnitsTooFew = "units-too-few" {"units"},
    UnitsOverLabel = "units-over-label",
    DoseOverOpened = "dose-over-opened",
    OverfillNotBilled = "overfill-not-billed",
    NoWholeUnitDiscarded = "no-whole-unit-discarded",
    DiscardedTooMany = "discarded-too-many" {"units"},
    DiscardedTooFew = "discarded-too-few" {"units"},
    DiscardedYetJz = "discarded-yet-jz" {"units"},
    DiscardedNotBilled = "discarded-not-billed" {"units"},
    DiscardedNotClaimed = "discarded-not-claimed" {"units"},
    SharedContainerWhole = "shared-container-billed-whole" {"units"},
    SharedContainerPerhaps = "shared-container-perhaps",
    WholeContainerDiscarded = "whole-container-discarded",
    GivenAndDiscardedFitNoVial = "given-and-discarded-fit-no-vial",
    UnitsFitNoVial = "units-fit-no-vial",
    MueOfZero = "mue-of-zero",
    MueLine = "mue-line",
    MuePolicy = "mue-policy",
    MueClinical = "mue-clinical",
    AdministrationModifier = "administration-modifier" {"modifier"},
    ModifierUnknown = "modifier-unknown",
    ModifierEnded = "modifier-ended",
    DiscountModifierEnded = "340b-modifier-ended" {"modifier", "from"},
    ModifierFuture = "modifier-future",
    TooManyModifiers = "too-many-modifiers",
    ModifierTwice = "modifier-twice",
    JwAndJz = "jw-and-jz-on-line",
    JzBesideJw = "jz-beside-jw",
    JwWithoutPartner = "jw-without-partner",
    JwOnMultiDose = "jw-on-multi-dose",
    JzOnMultiDose = "jz-on-multi-dose",
    DiscardedSkinSubstitute = "discarded-skin-substitute",
    PayerDeparts = "payer-departs",
    MissingJwJz = "missing-jw-jz",
    MissingJwJzBeforeEdits = "missing-jw-jz-before-edits",
    MissingJwJzDispensed = "missing-jw-jz-dispensed",
    CannotJudgeWaste = "cannot-judge-waste",
    EsaReasonMissing = "esa-reason-missing",
    EsaReasonSeveral = "esa-reason-several",
    EsaReasonOnDialysis = "esa-reason-on-dialysis" {"modifier"},
    TwoRoutes = "two-routes",
    RouteMissing = "route-modifier-missing",
    BothSides = "both-sides-on-line",
    OneSideUnits = "one-side-units",
    PolicyModifierMissing = "policy-modifier-missing",
    DiscountBoth = "340b-both" {"modifier", "from"},
    DiscountMixed = "340b-mixed" {"modifier"},
    DiscountTbMissing = "340b-tb-missing",
    DiscountJgMissing = "340b-jg-missing",
    DiscountTbMissingElsewhere = "340b-tb-missing-elsewhere",
    DiscountJgMissingElsewhere = "340b-jg-missing-elsewhere",
    NdcMissing = "ndc-missing",
    NdcPerhapsAsked = "ndc-perhaps-asked",
    NdcInvalid = "ndc-invalid",
    NdcPlaceholder = "ndc-placeholder",
    NdcForm = "ndc-form" {"ndc"},
    NdcQualifierUnknown = "ndc-qualifier-unknown",
    NdcVolumeAsContainers = "ndc-volume-as-containers" {"quantity"},
    NdcPowderInMl = "ndc-powder-in-ml",
    NdcNotFactorUnits = "ndc-not-factor-units",
    NdcWithoutQuantity = "ndc-without-quantity",
    NdcWithoutMeasure = "ndc-without-measure",
    NdcAlone = "ndc-alone",
    NdcUnlisted = "ndc-unlisted",
    NdcNotOfCode = "ndc-not-of-code" {"codes"},
    NdcConflict = "ndc-conflict",
    NdcQuantityOfUnits = "ndc-quantity-of-units",
    NdcQuantity = "ndc-quantity",
    NdcQuantityIsUnits = "ndc-quantity-is-units",
    NdcQuantityEqualsUnits = "ndc-quantity-equals-units",
    DuplicateDrug = "duplicate-drug",
    DuplicateService = "duplicate-service",
    FlushBesideAdministration = "flush-beside-administration",
    AddOnWithoutBase = "add-on-without-base" {"codes"},
    ComplexAdministration = "complex-administration",
    EncounterDiagnosisOnly = "encounter-diagnosis-only",
    OutsidePolicy = "outside-policy",
    DiagnosisNotListed = "diagnosis-not-listed",
    DiagnosisConditional = "diagnosis-listed-with-condition",
    ContractorUnknown = "coverage-contractor-unknown",
    NoAuthorization = "no-authorization",
    AuthorizedOther = "authorized-other",
    AuthorizationExpired = "authorization-expired",
    AuthorizationExceeded = "authorization-exceeded",
    Packaged = "packaged",
    FiledLate = "filed-late",
    RecordsNotSent = "records-not-sent",
    HomePump = "home-pump",
}

words! {
    /// What a finding is about; several edits may share one.
    pub enum FindingKind {
        UnknownPayer = "unknown-payer",
        FutureDate = "future-date",
        InpatientPlace = "inpatient-place",
        UnknownCode = "unknown-code",
        EndedCode = "ended-code",
        FutureCode = "future-code",
        CCodeSetting = "c-code-setting",
        NotPayableByMedicare = "not-payable-by-medicare",
        FreeDrug = "free-drug",
        SpecialtyPharmacy = "specialty-pharmacy",
        UnclassifiedUnits = "unclassified-units",
        UnclassifiedNarrative = "unclassified-narrative",
        UnclassifiedUnnamed = "unclassified-unnamed",
        SpecificCodeExists = "specific-code-exists",
        OtherSizeCode = "other-size-code",
        UnitsNotWhole = "units-not-whole",
        UnitsOverField = "units-over-field",
        ChartNotCompared = "chart-not-compared",
        UnitsMismatch = "units-mismatch",
        UnitsOverLabel = "units-over-label",
        DoseOverOpened = "dose-over-opened",
        NoWholeUnitDiscarded = "no-whole-unit-discarded",
        DiscardedMismatch = "discarded-mismatch",
        DiscardedNotBilled = "discarded-not-billed",
        SharedContainer = "shared-container",
        WholeContainerDiscarded = "whole-container-discarded",
        UnitsNoVialExplains = "units-no-vial-explains",
        OverUnitEdit = "over-unit-edit",
        AdministrationModifier = "administration-modifier",
        ModifierUnknown = "modifier-unknown",
        ModifierEnded = "modifier-ended",
        ModifierFuture = "modifier-future",
        TooManyModifiers = "too-many-modifiers",
        ModifierTwice = "modifier-twice",
        JwAndJz = "jw-and-jz",
        JwWithoutPartner = "jw-without-partner",
        DiscardedOnMultiDose = "discarded-on-multi-dose",
        DiscardedSkinSubstitute = "discarded-skin-substitute",
        PayerDeparts = "payer-departs",
        MissingJwJz = "missing-jw-jz",
        CannotJudgeWaste = "cannot-judge-waste",
        EsaReasonMissing = "esa-reason-missing",
        EsaReasonSeveral = "esa-reason-several",
        EsaReasonOnDialysis = "esa-reason-on-dialysis",
        TwoRoutes = "two-routes",
        RouteModifierMissing = "route-modifier-missing",
        BothSidesOnLine = "both-sides-on-line",
        OneSideUnits = "one-side-units",
        PolicyModifierMissing = "policy-modifier-missing",
        DiscountBoth = "340b-both",
        DiscountMissing = "340b-missing",
        NdcMissing = "ndc-missing",
        NdcInvalid = "ndc-invalid",
        NdcPlaceholder = "ndc-placeholder",
        NdcForm = "ndc-form",
        NdcQualifier = "ndc-qualifier",
        NdcIncomplete = "ndc-incomplete",
        NdcUnlisted = "ndc-unlisted",
        NdcNotOfCode = "ndc-not-of-code",
        NdcConflict = "ndc-conflict",
        NdcQuantityOfUnits = "ndc-quantity-of-units",
        NdcQuantity = "ndc-quantity",
        NdcQuantityIsUnits = "ndc-quantity-is-units",
        DuplicateLine = "duplicate-line",
        FlushBesideAdministration = "flush-beside-administration",
        AddOnWithoutBase = "add-on-without-base",
        ComplexAdministration = "complex-administration",
        EncounterDiagnosisOnly = "encounter-diagnosis-only",
        OutsidePolicy = "outside-policy",
        DiagnosisNotListed = "diagnosis-not-listed",
        DiagnosisListedWithCondition = "diagnosis-listed-with-condition",
        CoverageContractorUnknown = "coverage-contractor-unknown",
        NoAuthorization = "no-authorization",
        AuthorizedOther = "authorized-other",
        AuthorizationExpired = "authorization-expired",
        AuthorizationExceeded = "authorization-exceeded",
        Packaged = "packaged",
        FiledLate = "filed-late",
        RecordsNotSent = "records-not-sent",
        HomePump = "home-pump",
    }
}

/// How sure a finding is to hurt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The line is wrong.
    Error,
    /// The line is probably wrong, or right and likely to be questioned.
    Warning,
    /// Worth knowing; nothing to fix.
    Note,
}

words! {
    /// What must be known for a fix to be applied without asking a person.
    pub enum Automatic {
        Claim = "claim",
        Chart = "chart",
    }
}

/// What an edit draws, as its row says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditRow {
    /// Which edit.
    pub id: Edit,
    /// The word of the finding.
    pub kind: FindingKind,
    /// The id of the rule behind it.
    pub rule: String,
    /// For Medicare.
    pub severity: Severity,
    /// For other payers, where it differs.
    pub severity_other: Option<Severity>,
    /// The group code of the denial; `None` where the line would be paid.
    pub group: Option<String>,
    /// The claim adjustment reason code.
    pub carc: Option<String>,
    /// The remark codes.
    #[serde(default)]
    pub rarc: Vec<String>,
    /// The coverage letter of CMS's code file that draws it.
    pub coverage: Option<String>,
    /// How to fix the line; words in braces are filled by the program.
    pub fix: String,
    /// What decides the fix without a person; `None` where one must.
    pub automatic: Option<Automatic>,
    /// First date of service.
    pub from: Option<Date>,
    /// Last date of service.
    pub until: Option<Date>,
    /// Ids of payers; empty means every payer.
    #[serde(default)]
    pub payers: Vec<String>,
    /// Settings; empty means every setting.
    #[serde(default)]
    pub settings: Vec<Setting>,
}

impl EditRow {
    /// How severe it is for a payer.
    pub fn severity(&self, medicare: bool) -> Severity {
        self.severity_other.filter(|_| !medicare).unwrap_or(self.severity)
    }

    /// Does it hold on a date of service, for a payer, in a setting?
    pub fn holds(&self, on: Date, payer: &str, setting: Setting) -> bool {
        in_scope((self.from, self.until), &self.payers, &self.settings, (on, payer, setting))
    }

    /// The words in braces of the fix.
    pub fn places(&self) -> impl Iterator<Item = &str> {
        self.fix.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or(rest))
    }
}
