//! What warnings are about, and the fields of a request, as words.

use crate::catalog::words;

words! {
    /// What a warning of the calculator is about.
    pub enum WarningKind {
        AdultFormula = "adult-formula",
        AnnouncedUnit = "announced-unit",
        C9399Setting = "c9399-setting",
        CCodeSetting = "c-code-setting",
        CodeEnded = "code-ended",
        CodeFuture = "code-future",
        ContainerUnknown = "container-unknown",
        ContainersUnknown = "containers-unknown",
        DiscardDutyOpen = "discard-duty-open",
        DispensedDrug = "dispensed-drug",
        DoseAboveLabel = "dose-above-label",
        DoseByWeight = "dose-by-weight",
        DoseInterval = "dose-interval",
        DoseRounded = "dose-rounded",
        DurationUnused = "duration-unused",
        EsaReason = "esa-reason",
        EsaReasonOnDialysis = "esa-reason-on-dialysis",
        FullProductLine = "full-product-line",
        GfrAbove125 = "gfr-above-125",
        Implausible = "implausible",
        JgOrTb = "jg-or-tb",
        JwNotYetRequired = "jw-not-yet-required",
        JzOptional = "jz-optional",
        LessWastePossible = "less-waste-possible",
        InterimCode = "interim-code",
        ManyContainers = "many-containers",
        MeasureAssumed = "measure-assumed",
        ModifierEnded = "modifier-ended",
        ModifierFuture = "modifier-future",
        ModifierUnknown = "modifier-unknown",
        ModifierTwice = "modifier-twice",
        AdministrationModifier = "administration-modifier",
        BothSidesOnLine = "both-sides-on-line",
        OneSideUnits = "one-side-units",
        DiscountBoth = "340b-both",
        RouteModifierMissing = "route-modifier-missing",
        NarrativeNeeded = "narrative-needed",
        NdcConflict = "ndc-conflict",
        NdcNeeded = "ndc-needed",
        NdcNotListed = "ndc-not-listed",
        NdcOtherSize = "ndc-other-size",
        NdcQualifier = "ndc-qualifier",
        NdcQuantity = "ndc-quantity",
        NoDiscountModifier = "no-340b-modifier",
        NoNdc = "no-ndc",
        NotPaidByMedicare = "not-paid-by-medicare",
        OtherSizeCode = "other-size-code",
        OverUnitEdit = "over-unit-edit",
        PackagedDrug = "packaged-drug",
        PayerContract = "payer-contract",
        PoundsAsKilograms = "pounds-as-kilograms",
        RepackagedSyringe = "repackaged-syringe",
        RoundingUnused = "rounding-unused",
        StrengthsMixed = "strengths-mixed",
        SameDateDoses = "same-date-doses",
        TooManyModifiers = "too-many-modifiers",
        TwoRoutes = "two-routes",
        UnclassifiedWaste = "unclassified-waste",
        UnitDiffers = "unit-differs",
    }
}

words! {
    /// A field of a request, as flags, batch columns and the panel name it.
    pub enum Field {
        Order = "order",
        Date = "date",
        Code = "code",
        Unit = "unit",
        Weight = "weight",
        Height = "height",
        Bsa = "bsa",
        BsaFormula = "bsa-formula",
        Gfr = "gfr",
        Age = "age",
        Days = "days",
        Hours = "hours",
        Schedule = "schedule",
        Frequency = "frequency",
        Concentration = "concentration",
        Cap = "cap",
        BsaCap = "bsa-cap",
        Round = "round",
        Stock = "stock",
        Opened = "opened",
        Container = "container",
        SharedWith = "shared-with",
        Last = "last",
        Eyes = "eyes",
        Ndc = "ndc",
        NdcQualifier = "ndc-qualifier",
        Overfill = "overfill",
        Payer = "payer",
        Setting = "setting",
        Discounted = "340b",
        Modifiers = "modifiers",
        UnitsPerLine = "units-per-line",
        Billed = "billed",
    }
}

impl Field {
    /// The field of a name; `_` and `-` are the same, and one `modifier` is `modifiers`.
    pub fn named(name: &str) -> Option<Field> {
        let name = name.replace('_', "-");
        let name = if name == "modifier" { "modifiers" } else { name.as_str() };
        Field::ALL.iter().copied().find(|field| field.as_str() == name)
    }
}

impl WarningKind {
    /// The field that settles it; each front end says how it is filled.
    pub fn field(self) -> Option<Field> {
        match self {
            WarningKind::ContainerUnknown | WarningKind::DiscardDutyOpen => Some(Field::Container),
            WarningKind::ContainersUnknown => Some(Field::Opened),
            _ => None,
        }
    }
}
