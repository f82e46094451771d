//! `jdex paths`.

use super::CommandContext;
use crate::exit::Exit;
use crate::text;

/// Prints where data and configuration lie.
///
/// # Errors
/// Output cannot be written.
pub fn run(desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let paths = desk.paths;
    if desk.json {
        desk.json(&serde_json::json!({ "data": paths.data, "config": paths.config }))?;
    } else {
        writeln!(desk.out, "data    {}", text::clean(&paths.data.display().to_string()))?;
        writeln!(desk.out, "config  {}", text::clean(&paths.config.display().to_string()))?;
    }
    Ok(Exit::Success)
}
