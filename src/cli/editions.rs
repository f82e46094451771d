//! `jdex editions`: the files that the facts were read from.

use super::CommandContext;
use crate::exit::Exit;
use crate::text;

/// Prints every file that facts were imported from, the newest of a kind first. Exit 1 where the catalog names none.
///
/// # Errors
/// Output cannot be written.
pub fn run(desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let mut files = desk.catalog.imported().to_vec();
    files.sort_by(|a, b| (&a.what, &b.edition).cmp(&(&b.what, &a.edition)));
    let exit = if files.is_empty() { Exit::NoMatch } else { Exit::Success };
    if desk.json {
        let editions = desk.catalog.editions();
        desk.json(&serde_json::json!({ "editions": editions, "files": files }))?;
        return Ok(exit);
    }
    let mut what = None;
    for file in &files {
        if what != Some(&file.what) {
            writeln!(desk.out, "{}", text::clean(&file.what))?;
            what = Some(&file.what);
        }
        let provenance = if file.provenance.is_empty() { String::new() } else { format!(", {}", file.provenance) };
        let name = format!("{}{provenance}", file.name);
        writeln!(desk.out, "  {:<11}{}", text::clean(&file.edition), text::clean(&name))?;
        writeln!(desk.out, "  {:<11}{} rows, {} bytes, SHA-256 {}", "", file.rows, file.bytes, text::clean(&file.sha256))?;
    }
    Ok(exit)
}
