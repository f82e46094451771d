//! The screens: list and page, the units panel, training.

pub mod browse;
pub mod training;
pub mod units;
