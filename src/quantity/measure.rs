//! Units of measure and what they are units of.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Amount, QuantityError};

/// What a unit of measure is a unit of. Amounts convert within a dimension and never across.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dimension {
    /// Mass; base nanogram.
    Mass,
    /// Volume; base microlitre.
    Volume,
    /// Biological activity in the product's own units or IU; base unit. Says nothing about mass.
    Activity,
    /// Electrolyte equivalents; base milliequivalent.
    Equivalents,
    /// Amount of substance; base millimole.
    Substance,
    /// Radioactivity; base becquerel.
    Radioactivity,
    /// Area; base square centimeter.
    Area,
    /// Length; base hundredth of a millimeter.
    Length,
    /// Time; base minute.
    Time,
    /// Vector genomes of a gene therapy.
    Genomes,
    /// Plaque-forming units of an oncolytic virus.
    Plaques,
    /// Living cells.
    Cells,
    /// Countable things, each its own kind: a vial is not a dose.
    Count(Measure),
}

macro_rules! measures {
    ($($variant:ident, $dimension:expr, $mantissa:expr, $scale:expr, $symbol:literal, [$($word:literal),*], $doc:literal;)*) => {
        /// A unit of measure that occurs in descriptors, orders, labels and charts.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Measure { $(#[doc = $doc] $variant,)* }

        impl Measure {
            /// Every unit of measure.
            pub const ALL: &'static [Measure] = &[$(Measure::$variant,)*];

            /// What it is a unit of.
            pub fn dimension(self) -> Dimension {
                match self { $(Measure::$variant => $dimension,)* }
            }

            /// The symbol as shown and stored: `mg`, `mcg`, `units`.
            pub fn symbol(self) -> &'static str {
                match self { $(Measure::$variant => $symbol,)* }
            }

            /// How many base units of its dimension one of it is.
            pub fn in_base(self) -> Amount {
                match self { $(Measure::$variant => Amount::new($mantissa, $scale),)* }
            }

            fn words(self) -> &'static [&'static str] {
                match self { $(Measure::$variant => &[$symbol, $($word),*],)* }
            }
        }
    };
}

measures! {
    Kilogram, Dimension::Mass, 1_000_000_000_000, 0, "kg", ["kgs", "kilogram", "kilograms"], "Kilogram.";
    Gram, Dimension::Mass, 1_000_000_000, 0, "g", ["gm", "gms", "gram", "grams"], "Gram.";
    Milligram, Dimension::Mass, 1_000_000, 0, "mg", ["mgs", "milligram", "milligrams"], "Milligram.";
    Microgram, Dimension::Mass, 1_000, 0, "mcg", ["µg", "μg", "ug", "mcgs", "microgram", "micrograms"], "Microgram.";
    Nanogram, Dimension::Mass, 1, 0, "ng", ["nanogram", "nanograms"], "Nanogram.";
    Pound, Dimension::Mass, 453_592_370_000, 0, "lb", ["lbs", "pound", "pounds"], "Avoirdupois pound, 0.45359237 kg exactly.";
    Liter, Dimension::Volume, 1_000_000, 0, "L", ["l", "liter", "liters"], "Liter.";
    Milliliter, Dimension::Volume, 1_000, 0, "mL", ["ml", "mls", "cc", "milliliter", "milliliters"], "Milliliter; a cc is the same.";
    Microliter, Dimension::Volume, 1, 0, "mcL", ["µl", "μl", "ul", "microliter", "microliters"], "Microlitre.";
    Unit, Dimension::Activity, 1, 0, "units", ["unit", "u", "usp unit", "usp units"], "The product's own unit of activity.";
    InternationalUnit, Dimension::Activity, 1, 0, "IU", ["iu", "i.u.", "ius", "international unit", "international units"], "International unit.";
    MillionUnits, Dimension::Activity, 1_000_000, 0, "million units", ["million unit", "million iu", "million i.u.", "million international units"], "A million units or IU.";
    Milliequivalent, Dimension::Equivalents, 1, 0, "mEq", ["meq", "meqs", "milliequivalent", "milliequivalents"], "Milliequivalent.";
    Millimole, Dimension::Substance, 1, 0, "mmol", ["millimole", "millimoles"], "Millimole.";
    Curie, Dimension::Radioactivity, 37_000_000_000, 0, "Ci", ["curie", "curies"], "Curie, 37 GBq exactly.";
    Millicurie, Dimension::Radioactivity, 37_000_000, 0, "mCi", ["mci", "millicurie", "millicuries"], "Millicurie, 37 MBq exactly.";
    Microcurie, Dimension::Radioactivity, 37_000, 0, "uCi", ["µci", "μci", "mcci", "microcurie", "microcuries"], "Microcurie, 37 kBq exactly.";
    Gigabecquerel, Dimension::Radioactivity, 1_000_000_000, 0, "GBq", ["gbq"], "Gigabecquerel.";
    Megabecquerel, Dimension::Radioactivity, 1_000_000, 0, "MBq", ["mbq"], "Megabecquerel.";
    SquareCentimeter, Dimension::Area, 1, 0, "sq cm", ["cm2", "cm²", "square centimeter", "square centimeters"], "Square centimeter.";
    Meter, Dimension::Length, 100_000, 0, "m", ["meter", "meters"], "Meter.";
    Centimeter, Dimension::Length, 1_000, 0, "cm", ["centimeter", "centimeters"], "Centimeter.";
    Inch, Dimension::Length, 2_540, 0, "in", ["inch", "inches"], "Inch, 2.54 cm exactly.";
    Foot, Dimension::Length, 30_480, 0, "ft", ["foot", "feet"], "Foot, 12 inches.";
    Day, Dimension::Time, 1_440, 0, "day", ["d", "days"], "Day of 24 hours.";
    Hour, Dimension::Time, 60, 0, "hour", ["h", "hr", "hrs", "hours"], "Hour.";
    Minute, Dimension::Time, 1, 0, "min", ["mins", "minute", "minutes"], "Minute.";
    VectorGenome, Dimension::Genomes, 1, 0, "vector genomes", ["vg", "vector genome"], "Vector genome.";
    BillionVectorGenomes, Dimension::Genomes, 1_000_000_000, 0, "billion vector genomes", ["billion vg", "billion vector genome"], "A billion vector genomes.";
    MillionPlaqueFormingUnits, Dimension::Plaques, 1_000_000, 0, "million pfu", ["million plaque forming units", "million plaque-forming units"], "A million plaque-forming units.";
    Cell, Dimension::Cells, 1, 0, "cells", ["cell"], "Cell.";
    MillionCells, Dimension::Cells, 1_000_000, 0, "million cells", ["million cell"], "A million cells.";
    Dose, Dimension::Count(Measure::Dose), 1, 0, "dose", ["doses", "unit dose", "therapeutic dose", "study dose", "treatment dose"], "One dose.";
    Vial, Dimension::Count(Measure::Vial), 1, 0, "vial", ["vials"], "One vial.";
    Treatment, Dimension::Count(Measure::Treatment), 1, 0, "treatment", ["treatments"], "One treatment.";
    Instillation, Dimension::Count(Measure::Instillation), 1, 0, "instillation", ["instillations"], "One instillation.";
    Implant, Dimension::Count(Measure::Implant), 1, 0, "implant", ["implants"], "One implant.";
    Infusion, Dimension::Count(Measure::Infusion), 1, 0, "infusion", ["infusions"], "One infusion.";
    Each, Dimension::Count(Measure::Each), 1, 0, "each", ["ea"], "One article: a device, patch, ring, kit or suppository.";
}

/// Units of measure that are written alike and lie a million apart, by their small letters, and what to write in their place.
/// Oxytocin is ordered in mU and interferon in MU: only capitals throughout say which.
const LOOK_ALIKES: [(&str, &str); 3] = [
    ("mu", "milliunits or million units? write the number of units, or million units"),
    ("miu", "milli-international or million international units? write the number of IU, or million IU"),
    ("mm", "millimoles, millions or millimeters? write mmol, million units or cm"),
];

impl Measure {
    /// Reads a unit of measure as written (`mg`, `µg`, `million units`, `sq cm`), case aside but for `MU` and `MIU`.
    ///
    /// # Errors
    /// [`QuantityError::UnknownMeasure`], [`QuantityError::LookAlike`].
    pub fn parse(text: &str) -> Result<Measure, QuantityError> {
        let text = text.trim();
        if matches!(text, "MU" | "MIU") {
            return Ok(Measure::MillionUnits);
        }
        if let Some((_, readings)) = LOOK_ALIKES.iter().find(|(word, _)| text.eq_ignore_ascii_case(word)) {
            return Err(QuantityError::LookAlike { text: text.to_owned(), readings });
        }
        if let Some(measure) = Measure::ALL.iter().find(|m| m.symbol() == text) {
            return Ok(*measure);
        }
        // Measures end in `-tre` where they do not end in `-ter`.
        let folded = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase().replace("itre", "iter").replace("etre", "eter");
        Measure::ALL
            .iter()
            .copied()
            .find(|m| m.words().iter().any(|w| w.eq_ignore_ascii_case(&folded)))
            .ok_or_else(|| QuantityError::UnknownMeasure(text.to_owned()))
    }

    /// A count of things rather than an amount of drug?
    pub fn is_count(self) -> bool {
        matches!(self.dimension(), Dimension::Count(_))
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.symbol())
    }
}

impl Serialize for Measure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.symbol())
    }
}

impl<'de> Deserialize<'de> for Measure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Measure, D::Error> {
        let text = String::deserialize(deserializer)?;
        Measure::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_means_one_measure() {
        let mut seen = std::collections::HashMap::new();
        for m in Measure::ALL {
            for w in m.words() {
                if let Some(other) = seen.insert(w.to_lowercase(), *m) {
                    assert_eq!(other, *m, "{w}");
                }
            }
            assert_eq!(Measure::parse(m.symbol()), Ok(*m));
        }
    }
}
