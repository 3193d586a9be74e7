use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::export::{FileContext, Records, by_kind};
use crate::input::{Block, Charset};
use crate::landscape::System;
use crate::layout::{Layout, RowSink, csv, sap_list, tabs};
use crate::rule::judging::{FileJudge, Setting};

#[test]
fn the_rules_that_come_with_basislint_leave_clean_rows_alone() {
    let rules = RuleSet::load::<&str>(&[]).unwrap();
    for kind in ["rfc-destinations", "job-log", "profile-parameters"] {
        let export = by_kind(kind).unwrap();
        let unguarded: Vec<&str> = rules
            .about(kind)
            .map(|rule| &rules.rules[rule])
            .filter(|rule| guards_of_rule(rule, export).is_none())
            .map(|rule| rule.page.id.as_str())
            .collect();
        assert_eq!(unguarded, [""; 0], "{kind}");
        assert!(Screen::new(&rules, export).is_some(), "{kind}");
    }
}

/// All that a judge with these screens makes of a file.
fn judge<'r>(
    screens: &'r Screens<'r>,
    system: &'r System,
    (kind, layout): (&str, &'static Layout),
    (text, charset): (&[u8], Charset),
) -> String {
    let setting = Setting::judged(system, jiff::civil::date(2026, 11, 22), true);
    let export = by_kind(kind).unwrap();
    let mut judge = FileJudge::new(screens, setting, 0, (export, layout));
    let mut reader = (export.open)(&FileContext::new("list.txt", layout, false));
    let mut rows = Records { reader: reader.as_mut(), sink: &mut judge };
    let mut list = layout.lines().unwrap();
    list.block(&Block { text, first_line: 1, charset }, &mut rows);
    list.end(&mut rows);
    rows.end();
    let mut judgement = judge.finish();
    // How many records a rule is about matters for profile parameters only, and those are counted when all is read.
    judgement.tallies.iter_mut().for_each(|(_, tally)| tally.about = 0);
    judgement.tallies.retain(|(_, tally)| !tally.is_blank());
    format!("{judgement:#?}")
}

/// Checks that a judge with screens says what one without them says.
fn assert_screened_alike(kind: &str, layout: &'static Layout, text: &[u8], charset: Charset) {
    static RULES: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::load::<&str>(&[]).unwrap());
    let rules = &*RULES;
    let technical_user = Some("S0012345678".to_owned());
    let system = System { technical_user, ..System::named("PRD") };
    let (screens, none) = (Screens::new(rules), Screens::none(rules));
    let [screened, plain] = [&screens, &none].map(|screens| judge(screens, &system, (kind, layout), (text, charset)));
    let difference = screened.lines().zip(plain.lines()).position(|(screened, plain)| screened != plain);
    assert!(screened == plain, "at line {difference:?} of\n{}", String::from_utf8_lossy(text));
}

/// A list with these columns, wide enough for nearly every cell.
fn list(columns: &[(&str, usize)], rows: &[Vec<String>], charset: Charset) -> Vec<u8> {
    let line = |cells: Vec<&str>| {
        let padded = columns.iter().zip(cells).map(|((_, width), cell)| format!("|{cell:width$}"));
        padded.collect::<String>() + "|\r\n"
    };
    let ruler = "-".repeat(40);
    let heading = line(columns.iter().map(|(title, _)| *title).collect());
    let rows: String = rows.iter().map(|row| line(row.iter().map(String::as_str).collect())).collect();
    let text = format!("{ruler}\r\n{heading}{ruler}\r\n{rows}{ruler}\r\n");
    match charset {
        Charset::Utf8 => text.into_bytes(),
        Charset::Windows1252 => encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(),
    }
}

/// The same as text with tabs, or as CSV with semicolons; `change` says what somebody did to a row.
fn assert_separated_alike(kind: &str, columns: &[&str], rows: &[Vec<String>], (change, utf8): (usize, bool)) {
    for (layout, lead, separator) in [(&tabs::LAYOUT, "\t", "\t"), (&csv::SEMICOLON, "", ";")] {
        let line = |cells: Vec<&str>| format!("{lead}{}\r\n", cells.join(separator));
        let heading = line(columns.to_vec());
        let mut lines: Vec<String> = rows.iter().map(|row| line(row.iter().map(String::as_str).collect())).collect();
        let at = change / 8 % lines.len();
        match change % 8 {
            0 => lines[at] = format!("{separator}{}", lines[at]),
            1 => lines[at] = lines[at].replacen(separator, "", 1),
            2 => lines[at] = lines[at].replace("\r\n", &format!("{separator}\r\n")),
            3 => lines.insert(at, heading.clone()),
            4 => lines.insert(at, line(vec!["*"; columns.len()])),
            5 => lines.insert(at, format!("{}\r\n", separator.repeat(columns.len()))),
            6 => lines.insert(at, "a title\r\n".to_owned()),
            _ => {}
        }
        let mut text = heading + &lines.concat();
        if change % 3 == 0 {
            text.truncate(text.trim_end().len());
        }
        let (bytes, charset) = match utf8 {
            true => (text.into_bytes(), Charset::Utf8),
            false => (encoding_rs::WINDOWS_1252.encode(&text).0.into_owned(), Charset::Windows1252),
        };
        assert_screened_alike(kind, layout, &bytes, charset);
    }
}

/// One of these words, as it is, in small letters, or with something around it.
fn word(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = proptest::sample::select(words);
    (word, 0..6).prop_map(|(word, how)| match how {
        0 => word.to_lowercase(),
        1 => format!("{word}_NEW"),
        2 => format!("Z{word}"),
        _ => word.to_owned(),
    })
}

const NAMES: &[&str] = &[
    "SAPOSS",
    "SAP-OSS",
    "SAP-OSS-LIST-001",
    "SDCC_OSS",
    "SAPNET_RFC",
    "SAPSNOTE",
    "SAP-SUPPORT_PORTAL",
    "SAP-SUPPORT_PARCELBOX",
    "SAP-SUPPORT_NOTE_DOWNLOAD",
    "BWCLNT100",
    "ZÜRICH",
    "X",
    "RFCDEST",
    "*",
];
const TOKENS: &[&str] = &[
    "H=oss001",
    "H=/H/router/S/3299/H/oss001.wdf.example.test",
    "H=apps.support.sap.com",
    "H=h.sap.com",
    "H=host",
    "I=OSS",
    "I=PRD",
    "I=443",
    "N=EWA",
    "N=1_PUBLIC",
    "N=PUBLIC",
    "N=/parcel/",
    "U=OSS_RFC",
    "U=ST14_RTCC",
    "U=S0012345678",
    "D=12345678",
    "U=SÜD",
    "U=RFCUSER",
    "U=%_LOG01%",
    "v=%_PWD",
    "v=geheim",
    "P=********",
    "V=",
    "Q=A",
    "Q=?",
    "s=Y",
    "s=N",
    "t=DFAULT",
    "S=01",
    "stray",
    " U = OSS_RFC ",
    "U=password=1234567",
];
const PARAMETERS: &[&str] = &[
    "ssl/ciphersuites",
    "ssl/client_ciphersuites",
    "icm/HTTPS/client_sni_enabled",
    "icm/server_port_0",
    "login/no_automatic_user_sapstar",
    "rdisp/wp_no_dia",
    "rdisp/max_wprun_time",
    "SAPSYSTEMNAME",
    "INSTANCE_NAME",
    "zz/größe",
    "",
    "*",
];
const JOBS: &[&str] = &[
    "SM:SELFDIAGNOSIS",
    "SAP_COLLECTOR_FOR_PERFMONITOR",
    "RTCCTOOL",
    "/BDL/TASK_PROCESSOR",
    "EFWK RESOURCE MANAGER",
    "ZJOB",
    "*",
    "",
];
const TEXTS: &[&str] = &[
    "Destination SAPOSS wird verwendet",
    "via SAP-OSS-LIST-001.",
    "SAPNET_RTCC",
    "Schritt läuft",
    "401 Unauthorized",
    "404: Proxy Connection Refused",
    "HTTPIO_PLG_CANCELED",
    "NIECONN_REFUSED",
    "Verbindung 4040",
    "Unauthorized",
    "Internal Server Error",
    "nothing of note",
    "",
    "*",
];

proptest! {
    #[test]
    fn a_screened_judge_says_of_rfc_destinations_what_one_without_screen_says(
        rows in proptest::collection::vec((
            word(NAMES),
            proptest::sample::select(&["3", "G", "H", "T", "", "W"][..]).prop_map(str::to_owned),
            proptest::collection::vec(word(TOKENS), 0..5).prop_map(|tokens| tokens.join(",")),
        ).prop_map(|(name, kind, options)| vec![name, kind, options]), 1..8),
        utf8: bool,
        change in 0_usize..64,
    ) {
        let charset = if utf8 { Charset::Utf8 } else { Charset::Windows1252 };
        let text = list(&[("RFCDEST", 28), ("RFCTYPE", 7), ("RFCOPTIONS", 120)], &rows, charset);
        assert_screened_alike("rfc-destinations", &sap_list::LAYOUT, &text, charset);
        assert_separated_alike("rfc-destinations", &["RFCDEST", "RFCTYPE", "RFCOPTIONS"], &rows, (change, utf8));
    }

    #[test]
    fn a_screened_judge_says_of_job_logs_what_one_without_screen_says(
        rows in proptest::collection::vec((
            word(TEXTS),
            proptest::sample::select(&["00", "0", "SRT_CORE", "", "S!"][..]).prop_map(str::to_owned),
            proptest::sample::select(&["516", "550", "518", "122", "12", "", "1220"][..]).prop_map(str::to_owned),
            proptest::sample::select(&["S", "S", "W", "E", "A", ""][..]).prop_map(str::to_owned),
        ).prop_map(|(text, class, number, kind)| {
            vec!["14.11.2026".to_owned(), "02:00:01".to_owned(), text, class, number, kind]
        }), 1..8),
        utf8: bool,
        change in 0_usize..64,
    ) {
        let charset = if utf8 { Charset::Utf8 } else { Charset::Windows1252 };
        let columns =
            [("Date", 10), ("Time", 8), ("Message text", 60), ("Message class", 13), ("Message no.", 11), ("Type", 4)];
        let text = list(&columns, &rows, charset);
        assert_screened_alike("job-log", &sap_list::LAYOUT, &text, charset);
        assert_separated_alike("job-log", &columns.map(|(title, _)| title), &rows, (change, utf8));
    }

    #[test]
    fn a_screened_judge_says_of_profile_parameters_what_one_without_screen_says(
        rows in proptest::collection::vec((
            word(PARAMETERS),
            proptest::sample::select(&["", "135:PFS:HIGH", "\"135:PFS:HIGH\"", "1", "\"TRUE\"", "\"a;b\"", "\"open", "a \"\"b\"\"", "$(DIR)"][..]).prop_map(str::to_owned),
            proptest::sample::select(&["", "0", "800:ALL", "FALSE"][..]).prop_map(str::to_owned),
        ).prop_map(|(name, own, default)| vec![name, own, default]), 1..8),
        utf8: bool,
        change in 0_usize..64,
    ) {
        let columns = [("Parameter Name", 40), ("User-Defined Value", 30), ("System Default Value", 30)];
        let charset = if utf8 { Charset::Utf8 } else { Charset::Windows1252 };
        let text = list(&columns, &rows, charset);
        assert_screened_alike("profile-parameters", &sap_list::LAYOUT, &text, charset);
        assert_separated_alike("profile-parameters", &columns.map(|(title, _)| title), &rows, (change, utf8));
    }

    #[test]
    fn a_screened_judge_says_of_jobs_what_one_without_screen_says(
        rows in proptest::collection::vec((
            word(JOBS),
            proptest::sample::select(&["12345678", "00000001", ""][..]).prop_map(str::to_owned),
            proptest::sample::select(&["F", "A", "S", "Finished", "?"][..]).prop_map(str::to_owned),
        ).prop_map(|(name, count, status)| vec![name, count, status, "14.11.2026".to_owned()]), 1..8),
        utf8: bool,
        change in 0_usize..64,
    ) {
        let columns = [("JOBNAME", 32), ("JOBCOUNT", 8), ("STATUS", 8), ("STRTDATE", 10)];
        let charset = if utf8 { Charset::Utf8 } else { Charset::Windows1252 };
        let text = list(&columns, &rows, charset);
        assert_screened_alike("job-overview", &sap_list::LAYOUT, &text, charset);
        assert_separated_alike("job-overview", &columns.map(|(title, _)| title), &rows, (change, utf8));
    }
}
