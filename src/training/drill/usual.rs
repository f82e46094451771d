//! Usual doses as the structured schedule of a drug states them, and patients of plausible size.

use super::super::random::Random;
use super::Patient;
use crate::catalog::{Catalog, Date, Schedule};
use crate::dosing::Formula;
use crate::quantity::{Amount, Quantity};

/// By what a dose goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// The same for everybody.
    Flat,
    /// For each kg of body weight.
    Weight,
    /// For each m2 of body surface.
    Surface,
}

/// A dose that a label or compendium states for adults.
#[derive(Clone, Debug, PartialEq)]
pub struct UsualDose {
    /// As ordered: `375 mg/m2`.
    pub order: String,
    /// The amount, for everybody, a kg or a m2.
    pub amount: Quantity,
    /// By what it goes.
    pub basis: Basis,
    /// The highest single dose, where one is stated.
    pub most: Option<(Quantity, Basis)>,
    /// `IV`, `SC`; empty where it is not stated.
    pub route: String,
    /// Days in a row; 1 for a single dose.
    pub days: u64,
}

/// Adults, weight in kg and height in cm, from slight to heavy.
const PATIENTS: [(u64, u64); 14] = [
    (48, 155),
    (53, 160),
    (57, 158),
    (61, 165),
    (64, 170),
    (68, 163),
    (71, 175),
    (74, 168),
    (78, 180),
    (82, 172),
    (86, 178),
    (91, 183),
    (97, 175),
    (104, 188),
];

/// One of the patients.
pub(super) fn patient(random: &mut Random) -> Option<Patient> {
    let (weight, height) = *random.pick(&PATIENTS)?;
    let surface = Formula::Mosteller.area(Amount::from(height), Amount::from(weight)).ok()?;
    Some(Patient { weight, height, surface })
}

/// The usual single doses of a code on a date; what is written for children alone is left out.
pub(super) fn doses(catalog: &Catalog, code: &str, on: Date) -> Vec<UsualDose> {
    catalog.schedule(code, on).iter().filter(|row| !for_children(&row.text)).flat_map(of_row).collect()
}

fn for_children(text: &str) -> bool {
    let text = text.to_lowercase();
    ["child", "pediatric", "infant", "neonat", "prematurity", "under 12", "years old", "adolescent"].iter().any(|word| text.contains(word))
}

fn of_row(row: &Schedule) -> Vec<UsualDose> {
    let most = row.max_dose.as_deref().and_then(read);
    let days = days(&row.text);
    let dose = |order: &String| {
        let (amount, basis) = read(order)?;
        Some(UsualDose { order: order.clone(), amount, basis, most, route: row.route.clone(), days })
    };
    row.dose.iter().filter_map(dose).collect()
}

/// `375 mg/m2`, `10 mg/kg`, `200 mg`.
fn read(text: &str) -> Option<(Quantity, Basis)> {
    let (amount, basis) = match text.rsplit_once('/') {
        Some((amount, "kg")) => (amount, Basis::Weight),
        Some((amount, "m2")) => (amount, Basis::Surface),
        Some(_) => return None,
        None => (text, Basis::Flat),
    };
    Some((Quantity::parse(amount).ok()?, basis))
}

/// `daily for 5 days`, `on days 1 and 2`; 1 where nothing of the kind is said.
fn days(text: &str) -> u64 {
    let number = |after: &str| after.split(|c: char| !c.is_ascii_digit()).next().and_then(|n| n.parse().ok());
    let daily = text.split_once("daily for ").filter(|(_, rest)| rest.contains("days")).and_then(|(_, rest)| number(rest));
    let counted = ["days 1 to ", "days 1 through "].iter().find_map(|p| text.split_once(p)).and_then(|(_, rest)| number(rest));
    let two = text.contains("days 1 and 2 ").then_some(2);
    daily.or(counted).or(two).filter(|days| (2..=10).contains(days)).unwrap_or(1)
}

impl UsualDose {
    /// The amount for a patient.
    pub fn of(&self, patient: Option<Patient>) -> Option<Quantity> {
        absolute(self.amount, self.basis, patient)
    }

    /// Is it within the highest stated dose? It is where none is stated.
    pub fn is_within(&self, patient: Option<Patient>) -> bool {
        let Some((most, basis)) = self.most else { return true };
        let both = self.of(patient).zip(absolute(most, basis, patient));
        both.and_then(|(dose, most)| dose.with(most).ok()).is_some_and(|(dose, most)| dose <= most)
    }
}

fn absolute(amount: Quantity, basis: Basis, patient: Option<Patient>) -> Option<Quantity> {
    let factor = match basis {
        Basis::Flat => return Some(amount),
        Basis::Weight => Amount::from(patient?.weight),
        Basis::Surface => patient?.surface,
    };
    amount.times(factor).ok()
}
