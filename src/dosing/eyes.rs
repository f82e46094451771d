//! Which eye was treated.

/// The eye that was treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Eyes {
    /// The right one.
    Right,
    /// The left one.
    Left,
    /// Both, with the dose of the order in each.
    Both,
}

impl Eyes {
    /// As typed into the field.
    pub fn as_str(self) -> &'static str {
        match self {
            Eyes::Right => "right",
            Eyes::Left => "left",
            Eyes::Both => "both",
        }
    }
}
