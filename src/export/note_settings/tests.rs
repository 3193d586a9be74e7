use proptest::prelude::*;

use super::*;
use crate::export::testing::{Found, file, layout_of, read as read_file};
use crate::layout::text;

fn settings(text: &str) -> Found {
    assert_eq!(layout_of(&EXPORT, "settings.txt", text), Some(&text::LAYOUT), "{text}");
    read_file(&EXPORT, &file("settings.txt", &text::LAYOUT), text.as_bytes())
}

#[test]
fn the_marked_option_is_the_procedure() {
    for (text, procedure, place) in [
        (
            "( ) Remote Function Call (RFC)\n(X) HTTP Protocol\n( ) Download Service Application\n",
            "http",
            "HTTP Protocol",
        ),
        (
            "○ Remote Function Call (RFC)\n○ HTTP-Protokoll\n● Download-Service-Anwendung\n",
            "download-service",
            "Download-Service-Anwendung",
        ),
        (
            "RCWB_SNOTE_DWNLD_PROC_CONFIG\n\nRemote Function Call (RFC)   X\nHTTP Protocol\n",
            "rfc",
            "Remote Function Call (RFC)",
        ),
        (
            "|RFC                 |   |\n|HTTP                |   |\n|Download Service    | X |\n",
            "download-service",
            "Download Service",
        ),
        ("Defining Procedure for Downloading SAP Note    1\nProcedure: HTTP\n", "http", "HTTP"),
        (
            "Verfahren zum Herunterladen von SAP-Hinweisen: Download-Service-Anwendung\nRCWB_SNOTE_DWNLD_PROC_CONFIG\n",
            "download-service",
            "Download-Service-Anwendung",
        ),
    ] {
        let found = settings(text);
        assert_eq!((found.records.len(), found.headings.len()), (1, 1), "{text}");
        assert_eq!(
            (found.records[0].value("procedure"), found.records[0].place("procedure")),
            (procedure, place),
            "{text}"
        );
    }
}

#[test]
fn no_mark_or_two_marks_are_no_answer() {
    for text in [
        "Remote Function Call (RFC)\nHTTP Protocol\nDownload Service Application\n",
        "(X) Remote Function Call (RFC)\n(X) HTTP Protocol\n( ) Download Service Application\n",
        "( ) Remote Function Call (RFC)\n( ) HTTP Protocol\n( ) Download Service Application\nProcedure: Pigeon\n",
    ] {
        let found = settings(text);
        assert_eq!(found.records.len(), 1);
        assert!(found.records[0].is_unknown("procedure"), "{text}");
    }
}

#[test]
fn a_destination_is_read_where_it_is_named() {
    let text = "RCWB_SNOTE_DWNLD_PROC_CONFIG\n(X) HTTP Protocol\n    RFC Destination   SAP-SUPPORT_NOTE_DOWNLOAD\n";
    assert_eq!(settings(text).all("destination"), ["SAP-SUPPORT_NOTE_DOWNLOAD"]);
}

#[test]
fn places_are_right_in_windows_1252_too() {
    let text = b"RCWB_SNOTE_DWNLD_PROC_CONFIG\nVerfahren zum Herunterladen (gew\xE4hlt)\n\xE4 \nAusgew\xE4hltes Verfahren: HTTP-Protokoll\n";
    let found = read_file(&EXPORT, &file("settings.txt", &text::LAYOUT), text);
    assert_eq!((found.records[0].value("procedure"), found.records[0].place("procedure")), ("http", "HTTP-Protokoll"));
}

#[test]
fn other_texts_are_not_taken() {
    for text in [
        "HTTP Protocol\nRemote Function Call (RFC)\n",
        "Run report RCWB_SNOTE_DWNLD_PROC_CONFIG and choose one.\n",
        "Procedure: HTTP\n",
        "http = 1\nrfc = 2\n",
        "",
    ] {
        assert_eq!(layout_of(&EXPORT, "settings.txt", text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn every_place_stands_in_its_line(line in "[|( ]{0,3}[xX]?[) ]{0,2}(Procedure|RFC|HTTP|Destination)?[:= |]{0,3}\\PC{0,30}") {
        if let Said::Option(_, _, place) | Said::Procedure(_, place) | Said::Destination(place) = read(&line) {
            assert!(line.get(place.clone()).is_some(), "{place:?} of {line}");
        }
    }
}
