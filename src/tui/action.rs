//! The one table of what the browser can do. Keys, help, palette and key bar are made from it.

/// What an action is about: the headings of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Finding a code.
    Find,
    /// TextViewer its page.
    Read,
    /// Working with it: units, denials, another code.
    Work,
    /// Cases and drills.
    Train,
    /// Moving about.
    Move,
    /// The program.
    Program,
}

impl Group {
    /// Every group, in the order of the help.
    pub const ALL: [Group; 6] = [Group::Find, Group::Read, Group::Work, Group::Train, Group::Move, Group::Program];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Group::Find => "Find a code",
            Group::Read => "Read its page",
            Group::Work => "Work with it",
            Group::Train => "Train",
            Group::Move => "Move",
            Group::Program => "The program",
        }
    }
}

macro_rules! actions {
    ($($action:ident $name:literal $group:ident $short:literal $words:literal;)*) => {
        /// Something a key, a click or the palette can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $(#[doc = $words] $action,)*
        }

        impl Action {
            /// Every action, in the order of the help.
            pub const ALL: &[Action] = &[$(Action::$action,)*];

            /// Its name in `keys.toml`.
            pub fn name(self) -> &'static str {
                match self { $(Action::$action => $name,)* }
            }

            /// Its heading in the help.
            pub fn group(self) -> Group {
                match self { $(Action::$action => Group::$group,)* }
            }

            /// A word or two for the key bar.
            pub(crate) fn short(self) -> &'static str {
                match self { $(Action::$action => $short,)* }
            }

            /// What it does, for the help and the palette.
            pub fn description(self) -> &'static str {
                match self { $(Action::$action => $words,)* }
            }
        }
    };
}

actions! {
    Search       "search"        Find    "search"      "Start a new search";
    Open         "open"          Find    "open"        "Open the selected code; on a page, go to a code it names";
    Back         "back"          Find    "back"        "Step back one thing";
    NextCode     "next-code"     Find    "next code"   "Page of the next code in the list";
    PreviousCode "previous-code" Find    "previous code" "Page of the previous code in the list";
    Ended        "ended"         Find    "ended"       "List ended codes only, or all again";
    Bookmarks    "bookmarks"     Find    "bookmarks"   "List bookmarked codes only, or all again";
    Recent       "recent"        Find    "recent"      "List the codes opened last, or all again";
    Find         "find"          Read    "find"        "Find a text in the page";
    NextMatch    "next-match"    Read    "next match"  "Next match of the text";
    PreviousMatch "previous-match" Read  "previous match" "Previous match of the text";
    Earlier      "earlier"       Read    "earlier page" "Page opened before this one";
    Later        "later"         Read    "later page"  "Page opened after this one";
    Jump         "jump"          Read    "jump"        "Label what the page names; a label follows it";
    Fold         "fold"          Read    "fold"        "Unfold what holds for every drug too, or fold it again";
    Sources      "sources"       Read    "sources"     "List the documents behind the numbers of the pane";
    Exchange     "exchange"      Read    "other pane"  "Exchange the pane with the one beside it";
    NextPane     "next-pane"     Read    "pane"        "Next pane; on a page its number works too";
    PreviousPane "previous-pane" Read    "previous pane" "Previous pane";
    Date         "date"          Read    "date"        "Set the date of service that everything is answered for";
    Copy         "copy"          Read    "copy"        "Copy the code, its descriptor or its page";
    Sort         "sort"          Read    "sort"        "Products: by brand, labeler, NDC, units or package";
    Reverse      "reverse"       Read    "reverse"     "Products: reverse the order";
    Bookmark     "bookmark"      Read    "bookmark"    "Set or remove a bookmark";
    Units        "units"         Work    "units"       "Turn a dose into units and claim lines";
    ToggleAllFields "toggle-all-fields" Work "all fields"  "Units: show every field, or only those that matter";
    Measure      "measure"       Work    "kg or lb"    "Units: kg or lb, cm or in, for the number in the field";
    Container    "container"     Work    "container"   "Units: answer single-dose, multi-dose, or as the catalog has it";
    Clear        "clear"         Work    "clear"       "Clear the fields or the checklist, or restart the case";
    Claims       "claims"        Work    "claim check" "Check claims: paste lines, or open a CSV, JSON, 837 or 835";
    OpenFile     "open-file"     Work    "open file"   "Claim check: open a file";
    Apply        "apply"         Work    "apply fix"   "Claim check: accept the fix of the finding";
    Undo         "undo"          Work    "undo"        "Claim check: take the last fix back";
    Write        "write"         Work    "write"       "Claim check: write the corrected claims to a new file";
    Denial       "denial"        Work    "denial"      "Look up the denial codes of a remittance";
    Diagnosis    "diagnosis"     Work    "diagnosis"   "Ask a diagnosis: which contractors list it";
    Compare      "compare"       Work    "compare"     "Compare the code with another one";
    AdministrationCodes "administration-codes" Work "admin codes" "Administration codes: infusion, push, injection";
    Checklist    "checklist"     Work    "checklists"  "Check off the documentation checklists of the code";
    Train        "train"         Train   "train"       "Work denials and drills; again to leave them";
    Hint         "hint"          Train   "hint"        "Take a hint; it costs 15% of the step, or the drill's credit";
    Solution     "solution"      Train   "show"        "Show the answer; the step then counts as not solved";
    StepBack     "step-back"     Train   "step back"   "Back to the step before";
    MoveUp       "move-up"       Train   "item up"     "Put the item one place earlier";
    MoveDown     "move-down"     Train   "item down"   "Put the item one place later";
    LookUp       "look-up"       Train   "look up"     "Look up a code that the case names; stepping back returns";
    Progress     "progress"      Train   "progress"    "What the learner has mastered, rule by rule";
    Learner      "learner"       Train   "learner"     "Choose or add a learner";
    Instructor   "instructor"    Train   "instructor"  "Instructor: answers and the map of the case, nothing recorded";
    Overrule     "overrule"      Train   "overrule"    "Instructor: count the case as passed or not, with a reason";
    Up           "up"            Move    "up"          "One up";
    Down         "down"          Move    "down"        "One down";
    PageUp       "page-up"       Move    "page up"     "One page up";
    PageDown     "page-down"     Move    "page down"   "One page down";
    First        "first"         Move    "first"       "To the first";
    Last         "last"          Move    "last"        "To the last";
    Help         "help"          Program "keys"        "Show these keys";
    Palette      "palette"       Program "all actions" "Find an action by its words";
    Problems     "problems"      Program "problems"    "Read what went wrong at the start";
    Mouse        "mouse"         Program "mouse"       "Capture the mouse, or release it to the terminal";
    Redraw       "redraw"        Program "redraw"      "Redraw the screen";
    Suspend      "suspend"       Program "suspend"     "Suspend; fg in the shell comes back";
    Quit         "quit"          Program "quit"        "Leave jdex";
}

/// Names that actions had in earlier versions, which a user's `keys.toml` may still hold.
const FORMER_NAMES: [(&str, Action); 4] =
    [("anew", Action::Clear), ("giving", Action::AdministrationCodes), ("more", Action::ToggleAllFields), ("tick", Action::Checklist)];

impl Action {
    /// The action of a name in `keys.toml`, and whether the name is a former one.
    pub(crate) fn named(name: &str) -> Option<(Action, bool)> {
        let current = Action::ALL.iter().find(|action| action.name() == name).map(|action| (*action, false));
        current.or_else(|| FORMER_NAMES.iter().find(|(former, _)| *former == name).map(|(_, action)| (*action, true)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_used_once() {
        for (i, action) in Action::ALL.iter().enumerate() {
            assert!(action.name().chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", action.name());
            assert!(!Action::ALL[..i].iter().any(|a| a.name() == action.name()), "{} twice", action.name());
        }
    }
}
