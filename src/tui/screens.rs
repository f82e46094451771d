//! The screens: list and page, the units panel, training.

pub mod browse;
pub mod claims;
pub mod training;
pub mod units;
