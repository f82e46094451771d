//! Billing arithmetic that the calculator and the claim check share: units, MUE, NDC quantity, modifiers, payment.

pub mod line;
pub(crate) mod modifiers;
pub(crate) mod mue;
pub(crate) mod ndc_quantity;
pub(crate) mod packages;
pub(crate) mod payment;
pub(crate) mod review;
pub(crate) mod units;

pub use line::{Line, NdcLine};
pub use mue::{MueVerdict, Verdict};
pub use packages::{container_held, container_sizes, duty_is_open, priced_by_the_unit, states_size};
pub use payment::{PaymentEstimate, dollars};
pub use review::{BilledUnitsReview, Mistake};
