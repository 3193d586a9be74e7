use super::*;
use crate::export::testing::{Found, list, table, tabs};
use crate::layout::sap_list;

const SM37: &str = "Job\tSpool\tJob doc\tJob CreatedBy\tStatus\tStart date\tStart time\tDuration(sec.)\tDelay (sec.)";
const TBTCO: &str = "JOBNAME\tJOBCOUNT\tSTATUS\tSDLSTRTDT\tSDLSTRTTM\tSTRTDATE\tSTRTTIME\tENDDATE\tENDTIME\tSDLUNAME";

fn shown(found: &Found) -> Vec<String> {
    found.records.iter().map(|record| record.shown().replace('\n', " ")).collect()
}

#[test]
fn a_list_of_sm37_is_read_in_either_language() {
    let title = "22.11.2026                 Job Overview                1";
    let rows = [
        "SM:EXEC SERVICES\t\t\tSM_SM2B\tFinished\t22.11.2026\t02:00:01\t30\t1",
        "SM:UPDATE RULES\t\t\tSM_SM2B\tReleased\t\t\t0\t0",
    ];
    let found = tabs(&EXPORT, &[title, SM37, rows[0], rows[1]]);
    let missing = format!("?{NO_COLUMN}");
    assert_eq!(
        shown(&found),
        [
            format!(
                "SM:EXEC SERVICES {missing} finished SM_SM2B 2026-11-22T02:00:01 {missing} {missing} 2026-11-22T00:00:00"
            ),
            format!("SM:UPDATE RULES {missing} released SM_SM2B - - {missing} 2026-11-22T00:00:00"),
        ]
    );
    let german = "Job\tSpool\tJob-Dok.\tJob-Ersteller\tStatus\tStartdatum\tStartzeit\tDauer(sec.)\tVerzögerung (sec.)";
    let found = tabs(&EXPORT, &[german, "SM:EXEC SERVICES\t\t\tSM_SM2B\tAbgebrochen\t22.11.2026\t02:00:01\t30\t1"]);
    let record = &found.records[0];
    assert_eq!((record.value("status"), record.value("started")), ("cancelled", "2026-11-22T02:00:01"));
    assert_eq!((record.value("exported"), record.place("started")), ("-", "22.11.2026"));
}

#[test]
fn table_tbtco_is_read_by_its_codes_and_zeros_are_no_dates() {
    let found = tabs(
        &EXPORT,
        &[
            TBTCO,
            "SM:UPDATE RULES\t02000100\tF\t20261122\t020000\t20261122\t020001\t20261122\t020031\tSM_SM2B",
            "SM:UPDATE RULES\t02000200\tS\t23.11.2026\t02:00:00\t00.00.0000\t00:00:00\t\t00:00:00\tSM_SM2B",
        ],
    );
    assert_eq!(
        shown(&found),
        [
            "SM:UPDATE RULES 02000100 finished SM_SM2B 2026-11-22T02:00:01 2026-11-22T02:00:00 2026-11-22T02:00:31 -",
            "SM:UPDATE RULES 02000200 released SM_SM2B - 2026-11-23T02:00:00 - -",
        ]
    );
}

#[test]
fn a_start_of_a_job_that_has_not_started_is_planned() {
    let row = "SM:UPDATE RULES\t\t\tSM_SM2B\tReleased\t23.11.2026\t02:00:00\t0\t0";
    let found = tabs(&EXPORT, &[SM37, row]);
    let record = &found.records[0];
    assert_eq!((record.value("started"), record.value("planned")), ("-", "2026-11-23T02:00:00"));
    // Nobody knows whether a job with a strange status has started.
    let found = tabs(&EXPORT, &[SM37, &row.replace("Released", "Freed")]);
    assert!(found.records[0].is_unknown("started") && found.records[0].is_unknown("status"));
}

#[test]
fn rows_printed_twice_and_sums_are_no_further_jobs() {
    let row = "SM:UPDATE RULES\t\t\tSM_SM2B\tFinished\t22.11.2026\t02:00:01\t30\t1";
    let other = row.replace("02:00:01", "03:00:01");
    let found =
        tabs(&EXPORT, &[SM37, row, row, &other, SM37, row, "*Summary\t\t\t\t\t\t\t90\t3", "*Summe\t\t\t\t\t\t\t90\t3"]);
    assert_eq!(found.all("started"), ["2026-11-22T02:00:01", "2026-11-22T03:00:01"]);
    assert_eq!(found.flaws, []);
}

#[test]
fn a_name_that_fills_its_column_is_whole_only_with_32_characters() {
    let rows: [&[u8]; 3] = [
        b"|JobName                       |Status  |Start date|Start time|",
        b"|SM:AGS_SISE_SUPHUB_OUTBOX_PROC|Finished|22.11.2026|02:00:01  |",
        b"|SM:EXEC SERVICES              |Finished|22.11.2026|02:00:01  |",
    ];
    let found = list(&EXPORT, "", &rows);
    assert_eq!(found.records[0].value("job"), "SM:AGS_SISE_SUPHUB_OUTBOX_PROC...");
    assert_eq!(
        (found.records[1].value("job"), found.records[1].value("started")),
        ("SM:EXEC SERVICES", "2026-11-22T02:00:01")
    );
    let rows: [&[u8]; 2] = [
        b"|JobName                         |Status  |Start date|Start time|",
        b"|SM:AGS_SISE_SUPHUB_OUTBOX_PROCES|Finished|22.11.2026|02:00:01  |",
    ];
    assert_eq!(list(&EXPORT, "", &rows).all("job"), ["SM:AGS_SISE_SUPHUB_OUTBOX_PROCES"]);
}

#[test]
fn a_row_that_is_cut_tells_nothing_wrong() {
    for cut in [
        "|SM:UPDATE RULES |Finished|22.11.20",
        "|SM:UPDATE RULES |Finished|",
        "|SM:UPDATE RULES |Fin",
        "|SM:UPDATE RULES |A",
        "|SM:UPDATE RULES |Finished|22.11.2026|02:0",
    ] {
        let ruler = "-".repeat(50);
        let lines = [&ruler, "|JobName         |Status  |Start date|Start time|", &ruler, cut];
        let file = crate::export::testing::file("list.txt", &sap_list::LAYOUT);
        let found = crate::export::testing::read(&EXPORT, &file, lines.join("\n").as_bytes());
        assert!(found.records[0].is_unknown("started"), "{cut}: {}", found.records[0].shown());
        assert!(found.flaws.iter().any(|flaw| flaw.incomplete), "{cut}");
    }
}

#[test]
fn the_lists_own_date_tells_how_its_dates_are_written() {
    let row = "SM:UPDATE RULES\t\t\tSM_SM2B\tFinished\t11/09/2026\t02:00:01\t30\t1";
    assert!(tabs(&EXPORT, &[SM37, row]).records[0].is_unknown("started"));
    let found = tabs(&EXPORT, &["11/22/2026   Job Overview   1", SM37, row]);
    assert_eq!(
        (found.all("started"), found.all("exported")),
        (vec!["2026-11-09T02:00:01"], vec!["2026-11-22T00:00:00"])
    );
}

#[test]
fn a_period_that_is_short_or_past_is_a_selection_whatever_stands_above_it() {
    let row = "SM:UPDATE RULES\t\t\tSM_SM2B\tFinished\t22.11.2026\t02:00:01\t30\t1";
    let why = |titles: &[&str]| {
        let flaws = tabs(&EXPORT, &[titles, &[SM37, row]].concat()).flaws;
        assert!(flaws.len() < 2 && flaws.iter().all(|flaw| flaw.incomplete), "{flaws:?}");
        flaws.first().map(|flaw| flaw.message.clone()).unwrap_or_default()
    };
    let made = "22.11.2026  Job Overview  1";
    let (long, to) = ("Job Overview from: 01.10.2026 at:  :", "to: 22.11.2026 at:  :");
    let short = "Job Overview from: 21.11.2026 at:  :";
    assert_eq!([why(&[made, long, to]), why(&[long, to])], ["", ""]);
    assert!(why(&[short, to]).starts_with("only the last day was selected"));
    assert!(why(&[short, to, made]).starts_with("only the last day was selected"));
    assert!(why(&[made, long, "to: 01.11.2026 at:  :"]).starts_with("only jobs up to 2026-11-01"));
}

#[test]
fn a_selection_is_no_whole_list() {
    let row = "SM:UPDATE RULES\t\t\tSM_SM2B\tFinished\t22.11.2026\t02:00:01\t30\t1";
    let flaws = |title: &str| tabs(&EXPORT, &["22.11.2026  Job Overview  1", title, SM37, row]).flaws;
    for whole in ["Selected job names:  *", "Selected user names: *", "Job Overview from: 01.10.2026 at:  :  :"] {
        assert_eq!(flaws(whole), [], "{whole}");
    }
    for part in [
        "Selected job names:  SM:*",
        "ABAP program   Program name: AGS*",
        "Selektierte Benutzernamen: SM_SM2B",
        "Jobübersicht von: 21.11.2026 um: 00:00:00",
    ] {
        let flaws = flaws(part);
        assert!(flaws.len() == 1 && flaws[0].incomplete, "{part}: {flaws:?}");
    }
}

#[test]
fn lists_of_other_things_are_not_taken() {
    for other in [
        &["Job", "Status", "Start date"][..],
        &["JOBNAME", "JOBCOUNT", "STEPCOUNT", "PROGNAME", "STATUS"],
        &["Date", "Time", "Message text", "Message class", "Message no.", "Message type"],
        &["User", "Role", "Start date", "Status"],
    ] {
        assert!(table(&EXPORT, &[other, &["a", "b", "c"]]).headings.is_empty(), "{other:?}");
    }
}
