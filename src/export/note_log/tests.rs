use super::*;
use crate::export::testing::{Found, file, layout_of, read, tabs};
use crate::layout::text;

fn lines(text: &str) -> Found {
    assert_eq!(layout_of(&EXPORT, "log.txt", text), Some(&text::LAYOUT), "{text}");
    read(&EXPORT, &file("log.txt", &text::LAYOUT), text.as_bytes())
}

#[test]
fn plain_lines_are_read_with_the_note_of_the_line_before() {
    let found = lines(
        "14.11.2026 10:12:13 NOTEADMIN  Note 0002508268 version 5 downloaded via HTTP\n\
         14.11.2026 10:12:14 NOTEADMIN  SAP Note is digitally signed\n",
    );
    let shown: Vec<_> = found.records.iter().map(|record| record.shown().replace('\n', "|")).collect();
    assert_eq!(
        shown,
        [
            "2508268|5|2026-11-14T10:12:13|NOTEADMIN|Note 0002508268 version 5 downloaded via HTTP|-|http",
            "2508268|5|2026-11-14T10:12:14|NOTEADMIN|SAP Note is digitally signed|yes|-",
        ]
    );
    assert_eq!(found.records[0].place("note"), "0002508268");
}

#[test]
fn a_table_is_read_in_either_language() {
    for (heading, text) in [
        ("Date\tTime\tUser\tSAP Note\tVersion\tMessage text", "SAP Note is not digitally signed"),
        ("Datum\tUhrzeit\tBenutzer\tHinweis\tVersion\tMeldungstext", "Der Hinweis ist nicht digital signiert"),
    ] {
        let found =
            tabs(&EXPORT, &[heading, &format!("14.11.2026\t10:12:13\tNOTEADMIN\t0002508268\t0005\t{text}"), heading]);
        assert_eq!(found.records.len(), 1, "{heading}");
        let record = &found.records[0];
        let told = ["note", "version", "time", "user", "signed"].map(|field| record.value(field));
        assert_eq!(told, ["2508268", "5", "2026-11-14T10:12:13", "NOTEADMIN", "no"]);
        assert_eq!(record.place("signed"), text);
    }
}

#[test]
fn columns_for_signature_and_procedure_count() {
    let heading = "Note\tDate\tTime\tText\tDigitally signed\tDownload procedure";
    let row = |signed: &str| format!("2508268\t14.11.2026\t10:12:13\tNote downloaded\t{signed}\tDownload Service");
    let found = tabs(&EXPORT, &[heading, &row("X"), &row("No"), &row("")]);
    assert_eq!(found.all("signed"), ["yes", "no", "-"]);
    assert_eq!(found.all("procedure"), ["download-service"; 3]);
}

#[test]
fn a_downloaded_note_of_which_no_line_tells_is_in_doubt_once() {
    let found = lines(
        "14.11.2026 10:12:13 NOTEADMIN  Note 0002508268 version 5 downloaded\n\
         14.11.2026 10:12:14 NOTEADMIN  Note 0002508268 implemented\n\
         14.11.2026 10:12:15 NOTEADMIN  Note 0002576306 version 7 downloaded\n\
         14.11.2026 10:12:15 NOTEADMIN  SAP Note 0002576306 is digitally signed\n\
         14.11.2026 10:12:16 NOTEADMIN  Note 0002721941 version 1 downloaded, RFC destination SAPOSS\n",
    );
    let doubt: Vec<bool> = found.records.iter().map(|record| record.is_unknown("signed")).collect();
    assert_eq!(doubt, [true, false, false, false, false]);
    assert_eq!(found.all("procedure"), ["-", "-", "-", "-", "rfc"]);
}

#[test]
fn another_version_of_a_note_is_another_download() {
    let found =
        lines("Note 2508268 version 5 downloaded\nSAP Note is digitally signed\nNote 2508268 version 6 downloaded\n");
    assert_eq!(found.all("version"), ["5", "5", "6"]);
    assert!(!found.records[0].is_unknown("signed") && found.records[2].is_unknown("signed"));
}

#[test]
fn german_logs_in_windows_1252_are_read() {
    let text =
        b"14.11.2026 10:12:13 NOTEADMIN  SAP-Hinweis 0002508268 Version 5 \xFCber Download-Service heruntergeladen\n\
                 14.11.2026 10:12:14 NOTEADMIN  Die digitale Signatur des Hinweises wurde gepr\xFCft\n";
    let found = read(&EXPORT, &file("log.txt", &text::LAYOUT), text);
    assert_eq!((found.all("procedure"), found.all("signed")), (vec!["download-service", "-"], vec!["-", "yes"]));
    assert_eq!(found.records[0].place("version"), "5");
}

#[test]
fn prose_and_job_logs_are_not_taken() {
    for text in [
        "# Notes\n- SAP Note 2508268 is digitally signed\n",
        "14.11.2026 02:00:01 SAP Note 2508268 downloaded via HTTP   SCWN  017  S\n",
        "Dear colleague,\nplease implement SAP Note 2508268.\nIt is digitally signed.\nRegards\n",
        "SAP Note 2508268\nSAP Note 2576306\n",
        "",
    ] {
        assert_eq!(layout_of(&EXPORT, "log.txt", text), None, "{text}");
    }
}
