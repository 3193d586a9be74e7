use super::*;
use crate::export::testing::{file, read, table, tabs, whole_lines};
use crate::layout::tabs;

#[test]
fn a_list_of_runs_is_read_in_either_language() {
    for heading in [
        "Task List Run\tTask List\tDescription\tStatus\tStarted On\tStart Time\tStarted By",
        "Aufgabenlistenlauf\tAufgabenliste\tBeschreibung\tStatus\tGestartet am\tStartzeit\tGestartet von",
    ] {
        let row = "SAP_SUPPORT_HUB_CONFIG_0001\tSAP_SUPPORT_HUB_CONFIG\tSupport Hub\t@08@\t14.11.2026\t10:12:13\tSOLMAN_ADMIN";
        let found = tabs(&EXPORT, &[heading, row, heading]);
        assert_eq!(found.records.len(), 1, "{heading}");
        let record = &found.records[0];
        assert_eq!(
            [record.value("run"), record.value("task-list"), record.value("task"), record.value("status")],
            ["SAP_SUPPORT_HUB_CONFIG_0001", "SAP_SUPPORT_HUB_CONFIG", "-", "ok"]
        );
        assert_eq!((record.value("started"), record.value("user")), ("2026-11-14T10:12:13", "SOLMAN_ADMIN"));
        assert_eq!(record.place("status"), "@08@");
    }
}

#[test]
fn the_tasks_of_a_run_take_run_and_task_list_from_the_title() {
    let found = tabs(
        &EXPORT,
        &[
            "Task List: SAP_SUPPORT_HUB_CONFIG   Task List Run: 0000000012",
            "Started On: 14.11.2026 10:12:13   Started By: SOLMAN_ADMIN",
            "Phase\tTask\tStatus\tMessage",
            "Check\tCheck connectivity and credentials to SAP Support Portal\tErrors\t404 : Proxy Connection Refused",
        ],
    );
    let record = &found.records[0];
    assert_eq!(
        record.shown().replace('\n', "|"),
        "0000000012|SAP_SUPPORT_HUB_CONFIG|Check connectivity and credentials to SAP Support Portal|error|404 : Proxy \
         Connection Refused|2026-11-14T10:12:13|SOLMAN_ADMIN|yes|2026-11-14T10:12:13"
    );
}

#[test]
fn a_title_without_a_label_names_the_task_list_too() {
    let found = tabs(&EXPORT, &["Run of SAP_BASIS_CONFIG_OSS_COMM", "Task\tStatus", "Check TLS\tFinished"]);
    assert_eq!(found.all("task-list"), ["SAP_BASIS_CONFIG_OSS_COMM"]);
    assert!(found.records[0].is_unknown("run") && found.records[0].is_unknown("message"));
}

#[test]
fn a_title_below_a_table_is_for_the_next_one() {
    let lines = [
        "Task List: SAP_BASIS_CONFIG_OSS_COMM",
        "\tTask\tStatus",
        "\tCheck TLS\tFinished",
        "Task List: SAP_SUPPORT_HUB_CONFIG",
        "\tTask\tStatus",
        "\tCheck TLS\tErrors",
    ];
    let found = read(&EXPORT, &file("list.txt", &tabs::LAYOUT), whole_lines(&lines).as_bytes());
    assert_eq!(found.all("task-list"), ["SAP_BASIS_CONFIG_OSS_COMM", "SAP_SUPPORT_HUB_CONFIG"]);
    assert_eq!(found.all("status"), ["ok", "error"]);
}

#[test]
fn only_the_last_run_of_each_task_list_is_the_latest() {
    let heading = "Task List Run\tTask List\tStatus\tStarted On\tStart Time";
    let row = |run: &str, list: &str, started: &str| format!("{run}\t{list}\tFinished\t{started}");
    let found = tabs(
        &EXPORT,
        &[
            heading,
            &row("1", "SAP_SUPPORT_HUB_CONFIG", "13.11.2026\t09:00:00"),
            &row("2", "SAP_SUPPORT_HUB_CONFIG", "14.11.2026\t09:00:00"),
            &row("3", "SAP_SUPPORT_HUB_CONFIG", "00.00.0000\t00:00:00"),
            &row("4", "SAP_BASIS_CONFIG_OSS_COMM", "12.11.2026\t09:00:00"),
            &row("5", "SAP_OTHER_LIST", "\t"),
        ],
    );
    assert_eq!(found.all("latest"), ["no", "yes", "no", "yes", "yes"]);
}

#[test]
fn tasks_of_one_run_are_all_of_the_latest_whatever_their_times() {
    let heading = "Task List\tTask List Run\tTask\tStatus\tChanged On\tChanged At";
    let row = |run: &str, task: &str, at: &str| format!("SAP_SUPPORT_HUB_CONFIG\t{run}\t{task}\tErrors\t{at}");
    let found = tabs(
        &EXPORT,
        &[
            heading,
            &row("2", "First", "14.11.2026\t09:00:00"),
            &row("2", "Second", "14.11.2026\t09:30:00"),
            &row("1", "First", "13.11.2026\t09:00:00"),
        ],
    );
    assert_eq!(found.all("latest"), ["yes", "yes", "no"]);
    let undated = tabs(&EXPORT, &["Task List\tTask\tStatus", "SAP_SUPPORT_HUB_CONFIG\tFirst\tErrors"]);
    assert_eq!(undated.all("latest"), ["yes"]);
}

#[test]
fn a_lost_icon_is_no_answer() {
    let found = tabs(&EXPORT, &["Task List\tTask\tStatus\tMessage", "SAP_SUPPORT_HUB_CONFIG\tCheck TLS\t\tok"]);
    assert!(found.records[0].is_unknown("status"));
}

#[test]
fn other_lists_are_not_taken() {
    for other in [
        &["Task", "Status", "Message"][..],
        &["Description", "Status"],
        &["Date", "Time", "Message text", "Message class", "Message no.", "Message type"],
        &["JOBNAME", "JOBCOUNT", "STATUS", "STRTDATE", "STRTTIME"],
        &["RFCDEST", "RFCTYPE", "RFCOPTIONS"],
    ] {
        assert!(table(&EXPORT, &[other, &["a", "b", "c"]]).headings.is_empty(), "{other:?}");
    }
}

#[test]
fn day_and_time_stand_under_any_pair_of_labels() {
    for heading in [
        "Started On\tStarted At",
        "Start Date\tStart Time",
        "Startdatum\tStartzeit",
        "Gestartet am\tGestartet um",
        "STARTED_ON\tSTARTED_AT",
        "Created On\tCreated At",
    ] {
        let heading = format!("Task List Run\tTask List\tStatus\t{heading}");
        let found = tabs(&EXPORT, &[&heading, "1\tSAP_SUPPORT_HUB_CONFIG\tFinished\t14.11.2026\t09:00:00"]);
        assert_eq!(found.all("started"), ["2026-11-14T09:00:00"], "{heading}");
    }
}

#[test]
fn of_two_runs_of_one_day_either_may_be_the_last_if_one_has_no_time() {
    let heading = "Task List Run\tTask List\tStatus\tStarted On\tStart Time";
    let row = |run: &str, started: &str| format!("{run}\tSAP_SUPPORT_HUB_CONFIG\tFinished\t{started}");
    let rows = [row("1", "14.11.2026\t09:00:00"), row("2", "14.11.2026\t"), row("3", "13.11.2026\t10:00:00")];
    let found = tabs(&EXPORT, &[heading, &rows[0], &rows[1], &rows[2]]);
    assert_eq!(found.all("latest"), ["yes", "yes", "no"]);
    assert_eq!(found.all("began"), ["2026-11-14T09:00:00", "2026-11-14", "2026-11-13T10:00:00"]);
    let timeless = tabs(&EXPORT, &["Task List Run\tTask List\tStatus\tStarted On", "1\tA_B_C\tFinished\t14.11.2026"]);
    assert_eq!(timeless.all("began"), ["2026-11-14"]);
}
