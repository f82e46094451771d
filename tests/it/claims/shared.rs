//! One container for several patients: what each claim may bill of it, and what the claims of a file say together.

use super::command::{findings, kinds};

const HEADER: &str = "claim,code,modifiers,units,date,dose,opened,shared_with,last,container,provider\n";

/// `claim line kind severity` of the findings about shared containers.
fn shared(rows: &str) -> Vec<String> {
    let (_, found) = findings(format!("{HEADER}{rows}"), &[]);
    let about: Vec<_> = found.into_iter().filter(|f| f["kind"] == "shared-container").collect();
    let severity = about.iter().map(|f| f["severity"].as_str().unwrap().to_owned());
    kinds(&about).into_iter().zip(severity).map(|(kind, severity)| format!("{kind} {severity}")).collect()
}

/// Myobloc, a vial of 10,000 units: 4,000 to each of two patients, 2,000 discarded.
#[test]
fn a_chart_that_names_the_other_patients() {
    let vial = "4000 units,1x10000 units,4000 units";
    // The first with its own units and JZ, the last with the rest.
    let right = format!(
        "A,J0587,JZ,40,2026-03-02,{vial},no,single,\nB,J0587,,40,2026-03-02,{vial},yes,single,\nB,J0587,JW,20,2026-03-02,,,,,,\n\
         C,J0587,JZ,40,2026-03-02,4000 units,,4000 units,no,single,\n"
    );
    assert_eq!(findings(format!("{HEADER}{right}"), &[]).1, Vec::<serde_json::Value>::new());
    for (rows, expected) in [
        // The whole vial to the first; the whole rest to the last, as though nobody else had had a part.
        (format!("A,J0587,JZ,100,2026-03-02,{vial},no,single,\n"), "A 1 shared-container error"),
        (format!("A,J0587,,40,2026-03-02,{vial},yes,single,\nA,J0587,JW,60,2026-03-02,,,,,,\n"), "A 1 shared-container error"),
        // The first bills the rest, which the last has.
        (format!("A,J0587,,40,2026-03-02,{vial},no,single,\nA,J0587,JW,20,2026-03-02,,,,,,\n"), "A 1 shared-container error"),
        (format!("A,J0587,,40,2026-03-02,{vial},,single,\nA,J0587,JW,60,2026-03-02,,,,,,\n"), "A 1 shared-container error"),
    ] {
        assert_eq!(shared(&rows), [expected], "{rows}");
    }
    // Too few units are no whole vial; more doses than the vial holds are a slip in the chart.
    let (_, found) = findings(format!("{HEADER}A,J0587,JZ,30,2026-03-02,{vial},no,single,\n"), &[]);
    assert_eq!(kinds(&found), ["A 1 units-mismatch"]);
    let (_, found) =
        findings(format!("{HEADER}A,J0587,JZ,40,2026-03-02,4000 units,1x10000 units,\"4000 units, 4000 units\",no,single,\n"), &[]);
    assert_eq!(kinds(&found), ["A 1 dose-over-opened"]);
}

/// Botulinum toxin of a vial of 100 units: what was given, and the rest with JW.
fn whole(claim: &str, given: u32, date: &str, provider: &str) -> String {
    let rest = 100 - given;
    format!("{claim},J0585,,{given},{date},{given} units,1x100 units,,,single,{provider}\n{claim},J0585,JW,{rest},{date},,,,,,{provider}\n")
}

/// Whole vials on several claims: right where each patient had a vial, so it is a note, and only where one vial would have held all.
#[test]
fn claims_of_a_file_that_bill_a_whole_container_each() {
    let day = "2026-03-02";
    let rows = whole("A", 20, day, "") + &whole("B", 30, day, "") + &whole("C", 40, day, "") + &whole("D", 60, day, "");
    // D would need a second vial.
    assert_eq!(shared(&rows), ["B 3 shared-container note", "C 5 shared-container note"]);
    let (code, found) = findings(format!("{HEADER}{rows}"), &[]);
    let text = found[0]["text"].as_str().unwrap();
    assert!(code == 0 && text.contains("claim number 1 of the file") && text.contains("50 units together fit one container"), "{text}");
    for apart in [
        whole("A", 20, day, "") + &whole("B", 30, "2026-03-03", ""),
        whole("A", 20, day, "1111111111") + &whole("B", 30, day, "2222222222"),
        whole("A", 60, day, "") + &whole("B", 50, day, ""),
        // A vial of 200 units beside one of 100.
        whole("A", 20, day, "") + &whole("B", 30, day, "").replace("1x100 units", "1x200 units").replace("JW,70", "JW,170"),
        // Nothing was discarded of the one; more than one vial; no chart.
        whole("A", 20, day, "") + "B,J0585,JZ,30,2026-03-02,30 units,,,,single,\n",
        whole("A", 20, day, "") + "B,J0585,,120,2026-03-02,120 units,2x100 units,,,single,\nB,J0585,JW,80,2026-03-02,,,,,,\n",
        whole("A", 20, day, "") + "B,J0585,,30,2026-03-02,,,,,single,\nB,J0585,JW,70,2026-03-02,,,,,,\n",
        // Said to be shared: judged by that.
        whole("A", 20, day, "") + "B,J0585,,30,2026-03-02,30 units,1x100 units,20 units,yes,single,\nB,J0585,JW,50,2026-03-02,,,,,,\n",
    ] {
        assert_eq!(shared(&apart), [""; 0], "{apart}");
    }
    assert_eq!(shared(&(whole("A", 20, day, "1111111111") + &whole("B", 30, day, "1111111111"))), ["B 3 shared-container note"]);
}
