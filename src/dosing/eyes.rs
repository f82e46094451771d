//! Which eye was treated.

use crate::catalog::words;

words! {
    /// The eye that was treated.
    pub enum Eyes {
        /// The right one.
        Right = "right",
        /// The left one.
        Left = "left",
        /// Both, with the dose of the order in each.
        Both = "both",
    }
}
