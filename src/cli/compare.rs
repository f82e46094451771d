//! `jdex compare`.

use super::CommandContext;
use crate::coverage::compare_lists;
use crate::exit::Exit;
use crate::page;

/// The flags of `jdex compare`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  jdex compare J9010 J0202            an ended code and the one that bills now
  jdex compare J1745 Q5103   and the diagnoses of one alone
  jdex compare J9271 J9299 --json     for a script")]
pub struct Args {
    /// A code
    #[arg(value_name = "CODE")]
    pub left: String,
    /// The code that it is compared with
    #[arg(value_name = "OTHER")]
    pub right: String,
}

/// Two codes side by side, what differs marked.
///
/// # Errors
/// An unknown code; output cannot be written.
pub fn run(args: &Args, desk: &mut CommandContext<'_>) -> anyhow::Result<Exit> {
    let (left, right) = (super::code(desk, &args.left)?, super::code(desk, &args.right)?);
    if desk.json {
        let row = |r: &page::Compared| serde_json::json!({ "what": r.what, "differs": r.differs(), "left": r.left, "right": r.right });
        let rows: Vec<_> = page::compare(desk.catalog, left, right, desk.date).iter().map(row).collect();
        let same_amount = page::same_amount(desk.catalog, left, right, desk.date);
        let lists = compare_lists(desk.catalog, [&left.code, &right.code], desk.date);
        let lists: Vec<_> = lists
            .iter()
            .map(|list| {
                serde_json::json!({
                    "contractor": list.contractor, "left_documents": list.documents[0], "right_documents": list.documents[1],
                    "both": list.both, "left_only": list.only[0], "right_only": list.only[1],
                })
            })
            .collect();
        desk.json(&serde_json::json!({
            "date": desk.date, "left": left.code, "right": right.code, "same_amount": same_amount, "rows": rows, "coverage": lists,
        }))?;
        return Ok(Exit::Success);
    }
    desk.lines(&page::comparison_lines(desk.catalog, left, right, desk.date, desk.columns))?;
    Ok(Exit::Success)
}
