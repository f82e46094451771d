//! The one table of what the browser can do. Keys, help, palette and key bar are made from it.

/// What an action is about: the headings of the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Finding a code.
    Find,
    /// Reading its page.
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

/// Where an action does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Everywhere.
    Anywhere,
    /// The list and a code's page.
    Browse,
    /// A code's page.
    Page,
    /// The units panel.
    Units,
    /// The claims workbench.
    Claims,
    /// Training.
    Training,
    /// What is filled in: the units panel, training.
    Form,
}

macro_rules! actions {
    ($($action:ident $name:literal $group:ident $place:ident $short:literal $words:literal $synonyms:literal;)*) => {
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

            /// Where it does something.
            pub fn place(self) -> Place {
                match self { $(Action::$action => Place::$place,)* }
            }

            /// Other words that people look for it by.
            pub(crate) fn synonyms(self) -> &'static str {
                match self { $(Action::$action => $synonyms,)* }
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
    Search       "search"        Find    Anywhere "search" "Start a new search" "lookup query new";
    Open         "open"          Find    Anywhere "open" "Open the selected code; on a page, go to a code it names" "enter go follow";
    Recall       "recall"        Find    Anywhere "last search" "Search once more what was searched before" "history again previous";
    Back         "back"          Find    Anywhere "back" "Step back one thing" "";
    NextCode     "next-code"     Find    Page     "next code" "Page of the next code in the list" "";
    PreviousCode "previous-code" Find    Page     "previous code" "Page of the previous code in the list" "";
    Ended        "ended"         Find    Anywhere "ended" "List ended codes only, or all again" "deleted discontinued old terminated retired";
    Bookmarks    "bookmarks"     Find    Anywhere "bookmarks" "List bookmarked codes only, or all again" "favorites starred";
    Recent       "recent"        Find    Anywhere "recent" "List the codes opened last, or all again" "history visited";
    News         "news"          Find    Anywhere "news" "What began, ended and changed since the newest edition" "new changes updates quarter added deleted";
    Find         "find"          Read    Page     "find" "Find a text in the page" "grep look";
    NextMatch    "next-match"    Read    Page     "next match" "Next match of the text" "";
    PreviousMatch "previous-match" Read    Page     "previous match" "Previous match of the text" "";
    Earlier      "earlier"       Read    Anywhere "earlier page" "Page opened before this one" "back undo";
    Later        "later"         Read    Anywhere "later page" "Page opened after this one" "forward redo";
    Jump         "jump"          Read    Page     "jump" "Label what the page names; a label follows it" "link follow label hint";
    Fold         "fold"          Read    Page     "fold" "Unfold what holds for every drug too, or fold it again" "expand collapse more all unfold";
    Sources      "sources"       Read    Browse   "sources" "List the documents behind the numbers of the pane" "references citations footnotes evidence";
    Exchange     "exchange"      Read    Page     "other pane" "Exchange the pane with the one beside it" "swap split";
    NextPane     "next-pane"     Read    Page     "pane" "Next pane; on a page its number works too" "";
    PreviousPane "previous-pane" Read    Page     "previous pane" "Previous pane" "";
    Date         "date"          Read    Anywhere "date" "Set the date of service that everything is answered for" "dos day today service";
    Copy         "copy"          Read    Anywhere "copy" "Copy the code, its descriptor or its page" "yank clipboard print export save markdown html text";
    Sort         "sort"          Read    Browse   "sort" "Products: by brand, labeler, NDC, units or package" "order products ndc";
    Reverse      "reverse"       Read    Browse   "reverse" "Products: reverse the order" "order products ndc";
    Bookmark     "bookmark"      Read    Anywhere "bookmark" "Set or remove a bookmark" "favorite star pin mark";
    Units        "units"         Work    Anywhere "units" "Turn a dose into units and claim lines" "dose dosage calculate calculator compute vials waste jw jz";
    ToggleAllFields "toggle-all-fields" Work    Units    "all fields" "Units: show every field, or only those that matter" "more options";
    Measure      "measure"       Work    Units    "kg or lb" "Units: kg or lb, cm or in, for the number in the field" "kilogram pound inch weight height";
    Container    "container"     Work    Units    "container" "Units: single-dose, multi-dose, or as the catalog has it" "vial syringe multi-dose";
    Clear        "clear"         Work    Form     "clear" "Clear the fields or the checklist, or restart the case" "reset restart empty new";
    Claims       "claims"        Work    Anywhere "claims" "Check claims: paste lines, or open a CSV, JSON, 837 or 835" "claim scrub workbench edits 837 835 remittance csv validate";
    OpenFile     "open-file"     Work    Claims   "open file" "Claim check: open a file" "load import read";
    Apply        "apply"         Work    Claims   "apply fix" "Claim check: accept the fix of the finding" "accept correct";
    Undo         "undo"          Work    Claims   "undo" "Claim check: take the last fix back" "revert";
    Write        "write"         Work    Claims   "write" "Claim check: write the corrected claims to a new file" "save export file";
    Denial       "denial"        Work    Anywhere "denial" "Look up the denial codes of a remittance" "carc rarc reason remark co-16 remittance appeal rejection";
    Diagnosis    "diagnosis"     Work    Browse   "diagnosis" "Ask a diagnosis: which contractors list it" "icd icd-10 medical necessity";
    Compare      "compare"       Work    Anywhere "compare" "Compare the code with another one" "diff versus biosimilar beside";
    AdministrationCodes "administration-codes" Work    Anywhere "admin codes" "Administration codes: infusion, push, injection" "cpt infusion injection push 96413 96372";
    Checklist    "checklist"     Work    Anywhere "checklists" "Check off the documentation checklists of the code" "documentation audit tick chart";
    Train        "train"         Train   Anywhere "train" "Work denials and drills; again to leave them" "practice learn case exam drill quiz lesson tutorial";
    Hint         "hint"          Train   Training "hint" "Take a hint; it costs 15% of the step, or the drill's credit" "help clue";
    Solution     "solution"      Train   Training "show" "Show the answer; the step then counts as not solved" "answer reveal";
    StepBack     "step-back"     Train   Training "step back" "Back to the step before" "";
    MoveUp       "move-up"       Train   Training "item up" "Put the item one place earlier" "";
    MoveDown     "move-down"     Train   Training "item down" "Put the item one place later" "";
    LookUp       "look-up"       Train   Training "look up" "Look up a code that the case names; stepping back returns" "";
    Progress     "progress"      Train   Training "progress" "What the learner has mastered, rule by rule" "mastery score report";
    Learner      "learner"       Train   Training "learner" "Choose or add a learner" "user student name";
    Instructor   "instructor"    Train   Training "instructor" "Instructor: answers and the map of the case, nothing recorded" "teacher trainer";
    Overrule     "overrule"      Train   Training "overrule" "Instructor: count the case as passed or not, with a reason" "override pass fail";
    Up           "up"            Move    Anywhere "up" "One up" "";
    Down         "down"          Move    Anywhere "down" "One down" "";
    PageUp       "page-up"       Move    Anywhere "page up" "One page up" "";
    PageDown     "page-down"     Move    Anywhere "page down" "One page down" "";
    First        "first"         Move    Anywhere "first" "To the first" "";
    Last         "last"          Move    Anywhere "last" "To the last" "";
    Help         "help"          Program Anywhere "keys" "Show these keys" "keys shortcuts bindings manual";
    Leader       "leader"        Program Anywhere "commands" "List the next keys, each with what it does" "";
    Palette      "palette"       Program Anywhere "all actions" "Find an action by its words, in the search box" "commands actions menu";
    Theme        "theme"         Program Anywhere "theme" "Choose the colors; each theme is shown while you move" "color dark light contrast monochrome background";
    Problems     "problems"      Program Anywhere "problems" "Read what went wrong at the start" "errors warnings";
    Mouse        "mouse"         Program Anywhere "mouse" "Capture the mouse, or release it to the terminal" "select selection click";
    Redraw       "redraw"        Program Anywhere "redraw" "Redraw the screen" "refresh repaint";
    Suspend      "suspend"       Program Anywhere "suspend" "Suspend; fg in the shell comes back" "background shell stop";
    Quit         "quit"          Program Anywhere "quit" "Leave jdex" "exit leave close q bye";
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
