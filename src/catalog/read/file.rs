//! One file of a catalog folder.

/// One file of a catalog folder: its path within the folder decides how it is read.
#[derive(Clone, Debug)]
pub struct File<'a> {
    /// The path as shown in messages.
    pub shown: &'a str,
    /// The path within the catalog folder, with `/`: `codes/J9.toml`.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
}
