//! Lists in every known form give the value that runs and where it comes from; what is cut or nameless is no evidence.

use proptest::prelude::*;

use super::*;
use crate::export::LinesMatch;
use crate::export::testing::{Found, TestRow, file, layout_of, read, read_rows, recognise, table};
use crate::layout::testing::sample;
use crate::layout::{csv, key_value, sap_list, tabs};

const ENGLISH: &[&str] = &[
    "Parameter Name",
    "User-Defined Value",
    "System Default Value",
    "System Default Value(Unsubstituted Form)",
    "Comment",
];
const GERMAN: &[&str] = &[
    "Parametername",
    "Benutzerdefinierter Wert",
    "System-Defaultwert",
    "System-Defaultwert (Unsubst.Form)",
    "Kommentar",
];

fn list(rows: &[&[&str]]) -> Found {
    table(&EXPORT, rows)
}

fn key_value(name: &str, bytes: &[u8]) -> Found {
    read(&EXPORT, &file(name, &key_value::LAYOUT), bytes)
}

fn sapcontrol(body: &str) -> Found {
    let text = format!("\n10.10.2025 21:32:40\nParameterValue\n{body}");
    assert_eq!(layout_of(&EXPORT, "x.txt", &text), Some(&key_value::LAYOUT));
    key_value("x.txt", text.as_bytes())
}

fn incomplete(found: &Found) -> Vec<(u64, &str)> {
    found.flaws.iter().filter(|flaw| flaw.incomplete).map(|flaw| (flaw.line, flaw.message.as_str())).collect()
}

#[test]
fn numbers_of_fields_and_columns_are_those_of_the_lists() {
    let fields = [NAME, VALUE, ORIGIN, AREA, COMMENT].map(|field| FIELDS[field].name);
    assert_eq!(fields, ["name", "value", "origin", "area", "comment"]);
    assert!(USER_DEFINED.iter().all(|label| COLUMNS[VALUE_COLUMN].labels.contains(label)));
    assert_eq!(COLUMNS[COMMENT_COLUMN].name, "COMMENT");
}

#[test]
fn the_first_value_that_is_not_blank_runs_in_both_languages() {
    let technical = &["PARAMETER", "USER_DEFINED_VALUE", "SYSTEM_DEFAULT_VALUE", "UNSUBSTITUTED_VALUE", "COMMENT"][..];
    for heading in [ENGLISH, GERMAN, technical] {
        let found = list(&[
            &["Display of profile parameters"],
            heading,
            &["ssl/client_ciphersuites", "150:PFS:HIGH", "HIGH", "HIGH", "Ciphers"],
            &["login/min_password_lng", "", "8", "6", ""],
            &["DIR_HOME", "", "", "$(DIR_INSTANCE)/work", "x"],
            &["gw/logging", "", "", "", "x"],
        ]);
        assert_eq!(found.all("value"), ["150:PFS:HIGH", "8", "$(DIR_INSTANCE)/work", "-"]);
        assert_eq!(found.all("origin"), ["user-defined", "system-default", "system-default", "system-default"]);
        assert_eq!(found.all("area"), ["ssl", "login", "-", "gw"]);
        assert_eq!(found.all("comment"), ["Ciphers", "-", "x", "x"]);
        assert_eq!(found.records[1].place("value"), "8");
        assert_eq!(found.headings.len(), 1);
    }
}

#[test]
fn two_column_lists_tell_what_runs_but_not_from_where() {
    for heading in [["NAME", "CURRENT VALUE"], ["Parameter Name", "Parameter Value"], ["PROPERTY", "Actual Value"]] {
        let found = list(&[&heading, &["rdisp/mshost", "erphost"], &["gw/logging", ""]]);
        assert_eq!(found.all("value"), ["erphost", "-"]);
        assert_eq!(found.all("origin"), ["runtime", "runtime"]);
        assert!(found.all("comment")[0].starts_with('?'));
    }
}

#[test]
fn a_list_without_the_default_column_does_not_know_what_runs_where_the_profile_is_silent() {
    let found = list(&[&["Parameter Name", "User-Defined Value"], &["rdisp/mshost", ""], &["rdisp/x", "1"]]);
    assert!(found.all("value")[0].starts_with('?') && found.all("origin")[0].starts_with('?'));
    assert_eq!(found.all("value")[1], "1");
}

#[test]
fn a_value_that_may_be_cut_is_unknown_in_every_layout() {
    let row = TestRow::of("ssl/client_ciphersuites\t150:PFS:HIGH::EC_P\t\t\tx");
    let rows = [TestRow::of(&ENGLISH.join("\t")), row.with_cell(VALUE_COLUMN, |cell| cell.fills_column = true)];
    for layout in [&sap_list::LAYOUT, &tabs::LAYOUT] {
        let found = read_rows(&EXPORT, &file("list.txt", layout), &rows);
        assert!(found.all("value")[0].contains("cut"));
        assert_eq!(found.records[0].place("value"), "150:PFS:HIGH::EC_P");
    }
}

#[test]
fn other_tables_are_no_parameter_lists() {
    for titles in [&["Name", "Value"][..], &["Parameter Name", "Comment"], &["User", "Current Value"]] {
        assert!(list(&[titles, &["a", "b"]]).records.is_empty(), "{titles:?}");
    }
}

#[test]
fn a_selection_is_not_taken_for_the_whole() {
    let whole = |rows: &[&[&str]]| {
        let mut table = vec![["Parameter Name", "User-Defined Value"].as_slice()];
        table.extend(rows);
        list(&table).fact("whole").map(str::to_owned)
    };
    assert_eq!(whole(&[&["SAPSYSTEMNAME", "PRD"], &["rdisp/mshost", "erphost"]]).as_deref(), Some("yes"));
    assert_eq!(whole(&[&["SAPSYSTEMNAME", "PRD"], &["sap/bufdir_entries", "1"]]).as_deref(), Some("no"));
    assert_eq!(whole(&[&["ssl/client_ciphersuites", "x"]]).as_deref(), Some("no"));
    assert_eq!(whole(&[]).as_deref(), Some("no"));
    let names = |areas: &[&str]| -> Vec<String> {
        (0..200).map(|index| format!("{}/x{index}", areas[index % areas.len()])).collect()
    };
    for (areas, expected) in [(&["rdisp", "icm", "gw", "em"][..], "yes"), (&["rdisp"], "no")] {
        let names = names(areas);
        let rows: Vec<[&str; 2]> = names.iter().map(|name| [name.as_str(), "1"]).collect();
        let rows: Vec<&[&str]> = rows.iter().map(<[&str; 2]>::as_slice).collect();
        assert_eq!(whole(&rows).as_deref(), Some(expected), "{areas:?}");
    }
}

#[test]
fn a_list_tells_its_instance() {
    let found = list(&[ENGLISH, &["SAPSYSTEMNAME", "PRD", "", "", ""], &["INSTANCE_NAME", "", "D00", "", ""]]);
    assert_eq!(found.fact("instance"), Some("D00"));
}

#[test]
fn passwords_are_secret_in_every_column() {
    let found =
        list(&[ENGLISH, &["x/password", "geheim", "init", "", ""], &["login/password_charset", "1", "1", "", ""]]);
    assert_eq!(found.secrets(), [&["geheim", "init"][..], &[]]);
    let found = sapcontrol("OK\nrdisp/a=1\ndbs/hdb/connect_property=ENCRYPT=TRUE,PASSWORD=geheim\n");
    assert_eq!(found.secrets(), [&[][..], &["geheim"]]);
}

#[test]
fn the_whole_list_of_sapcontrol_is_read() {
    let found = sapcontrol("OK\nSAPSYSTEMNAME=PRD\nicm/server_port_0=PROT=HTTP,PORT=8000\nX=\n");
    assert_eq!(found.all("name"), ["SAPSYSTEMNAME", "icm/server_port_0", "X"]);
    assert_eq!(found.all("value"), ["PRD", "PROT=HTTP,PORT=8000", "-"]);
    assert_eq!(found.all("origin"), ["runtime"; 3]);
    assert_eq!(found.fact("whole"), Some("yes"));
    assert_eq!(found.headings, ["10.10.2025 21:32:40"]);
    assert!(found.flaws.is_empty());
}

#[test]
fn one_value_without_its_name_is_no_evidence() {
    for body in ["OK\nPROT=HTTP,PORT=8100", "OK\n\nTRUE\n", "OK\n0 : TRUE\n", "OK\n", "OK\nPROT=x\napp01:prdadm 7>\n"] {
        let found = sapcontrol(body);
        assert!(found.records.is_empty(), "{body}");
        assert_eq!(incomplete(&found).len(), 1, "{body}");
        assert_eq!(found.fact("whole"), Some("no"), "{body}");
    }
    assert_eq!(sapcontrol("OK\nicm/server_port_0=PROT=HTTP\n").all("value"), ["PROT=HTTP"]);
}

#[test]
fn an_answer_for_scripts_has_a_number_before_each_entry() {
    let body = "OK\n0 : SAPSYSTEMNAME=PRD\n1 : ssl/client_ciphersuites=150:PFS:HIGH::EC_P256\n2 : icm/server_port_0=PROT=HTTP,PORT=80\n";
    for text in [body.to_owned(), body.replace('\n', "\r\n"), body.replace(" : ", ": "), format!("{body}\nC:\\temp>")] {
        let found = sapcontrol(&text);
        assert_eq!(found.all("name"), ["SAPSYSTEMNAME", "ssl/client_ciphersuites", "icm/server_port_0"], "{text}");
        assert_eq!(found.all("value"), ["PRD", "150:PFS:HIGH::EC_P256", "PROT=HTTP,PORT=80"], "{text}");
        assert_eq!(found.records[1].place("value"), "150:PFS:HIGH::EC_P256");
        assert!(incomplete(&found).is_empty(), "{text}");
    }
    assert_eq!(sapcontrol("OK\n0 : icm/server_port_0=PROT=HTTP\n").all("value"), ["PROT=HTTP"]);
    for alone in ["OK\n0 : PROT=HTTP,PORT=80\n", "OK\n0 : 135:PFS:HIGH\n", "OK\n135:PFS:HIGH\n"] {
        assert_eq!((sapcontrol(alone).records.len(), incomplete(&sapcontrol(alone)).len()), (0, 1), "{alone}");
    }
}

#[test]
fn what_a_terminal_showed_before_an_answer_is_no_value() {
    let before = "Last login: Fri Nov 27 10:11:12 2026\nprdhost:prdadm 5> export A=b\nprdhost:prdadm 6> sapcontrol -nr 00 -function ParameterValue\n";
    let text = format!("{before}\n10.10.2025 21:32:40\nParameterValue\nOK\nSAPSYSTEMNAME=PRD\na/b=1\n");
    assert_eq!(layout_of(&EXPORT, "x.txt", &text), Some(&key_value::LAYOUT));
    let found = key_value("x.txt", text.as_bytes());
    assert_eq!((found.all("name"), found.flaws.len()), (vec!["SAPSYSTEMNAME", "a/b"], 0));
}

#[test]
fn a_failed_call_is_recognised_and_says_so_in_saps_words() {
    let found = sapcontrol("FAIL: Invalid parameter");
    assert_eq!(incomplete(&found), [(4, "sapcontrol failed: Invalid parameter")]);
    assert!(found.records.is_empty());
}

#[test]
fn several_answers_in_one_file_are_judged_one_by_one() {
    let found = sapcontrol(
        "OK\nPROT=HTTP\n\n10.10.2025 21:32:41\nParameterValue\nOK\na=1\nb=2\nbroken\n\n\
         10.10.2025 21:32:42\nGetProcessList\nOK\nname, description\nx=1\ny=2\n",
    );
    assert_eq!(found.all("name"), ["a", "b"]);
    assert_eq!(incomplete(&found).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [5]);
    assert_eq!(found.flaws.len(), 2);
}

#[test]
fn other_functions_are_akin() {
    let text = "\n10.10.2025 21:32:40\nGetSystemInstanceList\nOK\nhostname, instanceNr\n";
    let LinesMatch::Akin(reason) = recognise(&EXPORT, "x", text) else { panic!("not akin") };
    assert_eq!(reason, "sapcontrol output of GetSystemInstanceList, which is no export basislint reads");
    assert!(matches!(recognise(&EXPORT, "x", "SAPSYSTEMNAME = PRD\n"), LinesMatch::No));
}

#[test]
fn real_output_of_sapcontrol_is_told_apart() {
    let single = |file: &str| {
        let bytes = sample(&format!("sapcontrol/sapagent_ParameterValue_{file}.txt"))?;
        assert!(layout_of(&EXPORT, file, &String::from_utf8_lossy(&bytes)) == Some(&key_value::LAYOUT), "{file}");
        Some(key_value(file, &bytes))
    };
    for file in ["0", "1", "3"] {
        let Some(found) = single(file) else { return };
        assert!(found.records.is_empty());
        assert_eq!(
            incomplete(&found).iter().map(|(_, message)| *message).collect::<Vec<_>>(),
            [
                "sapcontrol printed the value without the name of its parameter: ask for all (sapcontrol -nr NN -function \
             ParameterValue)"
            ]
        );
    }
    assert_eq!(incomplete(&single("2").unwrap()), [(3, "sapcontrol failed: Invalid parameter")]);
    for file in [
        "insights_GetSystemUpdateList_fail",
        "insights_GetSystemUpdateList_ok",
        "sapagent_GetSystemInstanceList",
        "sapagent_ABAPGetWPTable",
        "insights_saphostctrl_GetCIMObject_SAPInstance",
        "insights_saphostexec_version",
    ] {
        let text = String::from_utf8(sample(&format!("sapcontrol/{file}.txt")).unwrap()).unwrap();
        assert!(matches!(recognise(&EXPORT, file, &text), LinesMatch::Akin(_)), "{file}");
    }
}

#[test]
fn the_heading_of_a_real_csv_is_found() {
    let Some(bytes) = sample("rsparam/itgc_rsparam.csv") else { return };
    let found = read(&EXPORT, &file("list.csv", &csv::COMMA), &bytes);
    assert_eq!((found.all("value"), found.all("origin")), (vec!["8"], vec!["system-default"]));
}

proptest! {
    #[test]
    fn nothing_panics(body in "(OK\n|FAIL: |[a-zA-Z/=,ü \n]|10.10.2025 21:32:40\n|ParameterValue\n|SAPSYSTEMNAME=){0,30}") {
        let _ = recognise(&EXPORT, "x", &body);
        key_value("x", body.as_bytes());
        let rows = [ENGLISH.join("\t"), [&body, &body, "", "", &body].join("\t"), [&body, "", &body, &body, ""].join("\t")];
        read_rows(&EXPORT, &file("list.txt", &sap_list::LAYOUT), &rows.map(|row| TestRow::of(&row)));
    }
}

#[test]
fn several_instances_in_one_table_are_told_and_such_a_table_is_a_selection() {
    let rows = "PARAMETER;VALUE;INSTANCE\nSAPSYSTEMNAME;QX1;D00\nssl/x;1;D00\nicm/y;2;D01\n";
    let context = FileContext::new("p.csv", &csv::SEMICOLON, true);
    let found = read(&EXPORT, &context, rows.as_bytes());
    let instances = found.facts.iter().filter(|(fact, _)| *fact == "instance-of-rows").map(|(_, value)| value.as_str());
    assert_eq!(instances.collect::<Vec<_>>(), ["D00", "D01"]);
    assert_eq!((found.fact("whole"), found.all("origin")), (Some("no"), vec!["runtime"; 3]));
}
