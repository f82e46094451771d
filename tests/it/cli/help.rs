//! Help, examples, man page and completions.

use clap::CommandFactory;

use super::*;

/// Every command that takes flags, with what stands below its help.
fn helps() -> Vec<(String, String)> {
    fn gather(command: &clap::Command, found: &mut Vec<(String, String)>) {
        let name = command.get_bin_name().unwrap_or("jdex").to_owned();
        let after = command.get_after_help().unwrap_or_else(|| panic!("{name} has no examples")).to_string();
        found.push((name, after));
        command.get_subcommands().for_each(|inner| gather(inner, found));
    }
    let mut command = jdex::cli::Cli::command();
    command.build();
    let mut found = Vec::new();
    gather(&command, &mut found);
    found
}

#[test]
fn every_help_teaches_by_examples_that_fit_80_columns() {
    for (name, after) in helps() {
        assert!(after.contains("Examples:") && after.matches(&name).count() >= 2, "{name}: {after}");
        // Prose is wrapped; an example that wraps is torn.
        for line in after.lines().filter(|l| l.starts_with(' ')) {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

/// A home with every file and folder that an example names.
fn furnished() -> User {
    let user = User::new();
    let claims = "code,modifiers,units,date\nJ9271,JZ,200,2026-05-06\n";
    let notes = "[[clinical]]\ntext = \"x\"\nconfidence = \"unsourced\"\n";
    let limits = "Payment Allowance Limits,,,\n\"Effective October 1, 2026 through December 31, 2026\",,,\n\
        HCPCS Code,Short Description,HCPCS Code Dosage,Payment Limit\nJ9035,Bevacizumab,10 MG,50\n";
    let crosswalk = "ASP NDC - HCPCS Crosswalk,,,,,,,,,\n\"Effective October 1, 2026 through December 31, 2026\",,,,,,,,,\n\
        _2026_CODE,Short Description,LABELER NAME,NDC,Drug Name,HCPCS dosage,PKG SIZE,PKG QTY,BILLUNITS,BILLUNITSPKG\n\
        J9035,Bevacizumab,Genentech,50242-0060-01,Avastin,10 MG,4,1,10,10\n";
    let files = [
        ("lines.csv", claims),
        ("slips.csv", "code,modifiers,units,date,dose,opened\nJ9271,,2,2026-05-06,200 mg,2x100 mg\n"),
        ("fall.csv", "learner,cases,drills,exams,due\nAna,expired-code;twin-line,lines:10;ndc:5,1,2026-12-18\n"),
        ("my-case.toml", include_str!("../../../assets/scenario-example.toml")),
        ("work.txt", "4\nappeal\n2\nwrite off\n"),
        ("answers", include_str!("../../fixtures/answers.txt")),
        ("lines.json", r#"[{"code":"J9271","modifiers":"JZ","units":200,"date":"2026-05-06"}]"#),
        ("orders.csv", "code,order\nJ9035,305 mg\n"),
        ("monday.837", include_str!("../../fixtures/claims/professional.837")),
        ("tuesday.837", include_str!("../../fixtures/claims/professional.837")),
        ("era.835", include_str!("../../fixtures/remittances/medicare.835")),
        ("ASP Pricing File.csv", limits),
        ("ASP NDC-HCPCS Crosswalk.csv", crosswalk),
        ("practice/notes/J9271.toml", notes),
        ("catalog-2025/payments/J9.toml", "[J9035.asp]\n2025-10 = \"60\"\n"),
        ("catalog-2026/payments/J9.toml", "[J9035.asp]\n2026-10 = \"50\"\n"),
    ];
    files.iter().for_each(|(path, text)| user.write(path, text));
    let row = render::row("J9999", "Not otherwise classified, antineoplastic drugs", "20000101", "");
    for name in ["HCPC2026_JUL_ANWEB", "HCPC2026_OCT_ANWEB"] {
        std::fs::write(user.home.path().join(format!("{name}.xlsx")), render::workbook(std::slice::from_ref(&row), 0)).unwrap();
    }
    let text = render::fixed_width(&[row], "", render::Padding::Short);
    let zip = render::zip(&[("HCPC2026_OCT_ANWEB.txt", &text)]);
    std::fs::write(user.home.path().join("october-2026-alpha-numeric-hcpcs-file.zip"), zip).unwrap();
    for folder in
        [".local/share/bash-completion/completions", ".local/share/man/man1", ".zfunc", ".config/fish/completions", ".config/elvish/lib"]
    {
        std::fs::create_dir_all(user.home.path().join(folder)).unwrap();
    }
    user
}

/// Every example runs in a shell, each in a home of its own: none is refused, none names what is not there.
#[test]
#[cfg(unix)]
fn every_example_runs() {
    let program = assert_cmd::cargo::cargo_bin!("jdex");
    let folders = [program.parent().unwrap().to_owned(), "/usr/bin".into(), "/bin".into()];
    let mut run = 0;
    for (name, after) in helps() {
        for line in after.lines().map(str::trim).filter(|l| l.contains("jdex ")) {
            // Behind two blanks stands what the example is for; the pager may not be installed.
            let example = line.split("  ").next().unwrap().trim_end_matches(" | man -l -");
            // What asks or opens the browser is not for a script.
            let runs = ["jdex ", "printf ", "JDEX_"].iter().any(|word| line.starts_with(word));
            if !runs || name == "jdex" && example == "jdex" {
                continue;
            }
            let user = furnished();
            let mut shell = Command::new("sh");
            shell.args(["-c", example]).current_dir(user.home.path()).stdin(Stdio::null());
            shell.env("PATH", std::env::join_paths(&folders).unwrap()).env("HOME", user.home.path()).env("PROFILE", "profile");
            shell.env("JDEX_DATA_DIR", user.data()).env("JDEX_CONFIG_DIR", user.home.path().join("config"));
            let output = shell.output().unwrap();
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code().is_some_and(|code| code <= 1), "{name}: {example}: {told}");
            run += 1;
        }
    }
    assert!(run >= 70, "{run} examples");
}

#[test]
fn the_man_page_holds_every_command_with_its_examples() {
    let page = User::new().out(&["man"]);
    for words in [".TH jdex", ".SH \"JDEX UNITS\"", ".SH \"JDEX TRAIN PLAY\"", "jdex search keytrda", "\\-\\-waste\\-note"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(User::new().out(&["completions", shell]).contains("COMPLETE"), "{shell}");
    }
    // A script in a folder of zsh's is run to answer the first completion.
    assert!(User::new().out(&["completions", "zsh"]).contains("\"$funcstack[1]\" = _jdex"));
}

/// What the script of a shell asks, and what it is answered.
fn completed(words: &[&str]) -> String {
    let user = User::new();
    let mut command = user.command(&["--"]);
    command.arg("jdex").args(words).env("COMPLETE", "fish").env("_CLAP_COMPLETE_INDEX", words.len().to_string());
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn shells_complete_commands_codes_and_payers() {
    assert!(completed(&["check"]).lines().any(|line| line.starts_with("checklist")));
    let codes = completed(&["show", "j92"]);
    assert!(codes.contains("J9271") && !codes.contains("J9039"), "{codes}");
    assert!(completed(&["units", "J9271", "--payer", "medicare-p"]).contains("medicare-part-b"));
    assert!(completed(&["show", "J9271", "--pane", "cl"]).contains("clinical"));
}
