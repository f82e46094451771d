//! `jdex search`.

use super::Desk;
use crate::exit::Exit;
use crate::search::Index;

/// The flags of `jdex search`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to look for
    #[arg(required = true)]
    pub words: Vec<String>,
    /// The most hits
    #[arg(long, default_value_t = 20)]
    pub limit: usize,
    /// Ended codes only
    #[arg(long)]
    pub ended: bool,
}

/// Prints the hits, best first; exit 1 where there is none.
///
/// # Errors
/// Output cannot be written.
pub fn run(args: &Args, desk: &mut Desk<'_>) -> anyhow::Result<Exit> {
    let query = args.words.join(" ");
    let hits = Index::new(desk.catalog).search(&query, desk.date, args.limit);
    for hit in &hits {
        let code = &desk.catalog.codes()[hit.position];
        writeln!(desk.out, "{}  {}  {}", code.code, code.title(), code.unit.text())?;
    }
    Ok(if hits.is_empty() { Exit::Nothing } else { Exit::Done })
}
