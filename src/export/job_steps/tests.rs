use super::*;
use crate::export::testing::{list, table, tabs};

#[test]
fn table_tbtcp_is_read() {
    let heading = "JOBNAME\tJOBCOUNT\tSTEPCOUNT\tPROGNAME\tVARIANT\tAUTHCKNAM\tSDLUNAME\tSTATUS";
    let row = "CRM_IM_UPDATE\t12345678\t1\tAI_CRM_IM_UPDATE_FROM_SAP\tPROD\tSOLMAN_BTC\tSOLMAN_BTC\tF";
    let found = tabs(&EXPORT, &[heading, row, heading]);
    assert_eq!(found.records.len(), 1);
    assert_eq!(
        found.records[0].shown().replace('\n', " "),
        "CRM_IM_UPDATE 12345678 1 AI_CRM_IM_UPDATE_FROM_SAP PROD SOLMAN_BTC F step-started"
    );
}

#[test]
fn a_step_list_names_its_job_in_the_title() {
    for (title, heading) in [
        ("Job: CRM IM UPDATE / 12345678", "No.\tProgram name/command\tProg. type\tSpool list\tParameters\tUser\tLang."),
        (
            "Steps, job name:  CRM IM UPDATE / 12345678",
            "No.\tProgram name/command\tProg. type\tSpool list\tParameters\tUser\tLang.",
        ),
        (
            "Schrittliste Job: CRM IM UPDATE / 12345678",
            "Nr.\tProgrammname/Kommando\tProg.typ\tSpoolliste\tParameter\tBenutzer\tSpr.",
        ),
    ] {
        let found = tabs(&EXPORT, &[title, heading, "1\tAI_CRM_IM_UPDATE_FROM_SAP_WS\tABAP\t\tPROD\tSOLMAN_BTC\tEN"]);
        let record = &found.records[0];
        assert_eq!((record.value("job"), record.value("count")), ("CRM IM UPDATE", "12345678"), "{title}");
        assert_eq!((record.value("program"), record.value("user")), ("AI_CRM_IM_UPDATE_FROM_SAP_WS", "SOLMAN_BTC"));
        assert!(record.is_unknown("status"));
    }
    let heading = "No.\tProgram name/command\tProg. type\tUser";
    assert!(tabs(&EXPORT, &[heading, "1\tZPROG\tABAP\tSOLMAN_BTC"]).records[0].is_unknown("job"));
}

#[test]
fn a_program_that_fills_its_column_may_be_another_one() {
    let rows: [&[u8]; 3] = [
        b"|JOBNAME |JOBCOUNT|STEPCOUNT|PROGNAME                 |",
        b"|A       |12345678|1        |AI_CRM_IM_UPDATE_FROM_SAP|",
        b"|B       |12345678|1        |ZPROG                    |",
    ];
    let found = list(&EXPORT, "", &rows);
    assert_eq!(found.records[0].value("program"), "AI_CRM_IM_UPDATE_FROM_SAP...");
    assert_eq!(found.records[1].value("program"), "ZPROG");
}

#[test]
fn rows_without_a_step_are_reported() {
    let found = tabs(&EXPORT, &["JOBNAME\tJOBCOUNT\tSTEPCOUNT\tPROGNAME", "\t\t\tZPROG", "\t\t\t"]);
    assert_eq!((found.records.len(), found.flaws.len()), (0, 1));
}

#[test]
fn other_lists_are_not_taken() {
    for other in [
        &["JOBNAME", "JOBCOUNT", "STATUS", "STRTDATE", "STRTTIME"][..],
        &["JOBNAME", "JOBCOUNT", "STEPCOUNT", "PROGNAME", "STATUS", "STRTDATE"],
        &["No.", "Program name", "Author"],
        &["Date", "Time", "Message text", "Message class", "No."],
    ] {
        assert!(table(&EXPORT, &[other, &["a", "b", "c"]]).headings.is_empty(), "{other:?}");
    }
}
