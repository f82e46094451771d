//! `jdex paths`.

use super::Desk;
use crate::exit::Exit;

/// Prints where data and configuration lie.
///
/// # Errors
/// Output cannot be written.
pub fn run(desk: &mut Desk<'_>) -> anyhow::Result<Exit> {
    let paths = desk.paths;
    if desk.json {
        desk.json(&serde_json::json!({ "data": paths.data, "config": paths.config }))?;
    } else {
        writeln!(desk.out, "data    {}", paths.data.display())?;
        writeln!(desk.out, "config  {}", paths.config.display())?;
    }
    Ok(Exit::Done)
}
