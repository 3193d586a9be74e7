//! Job logs are read in every form, and a job's fate is told by class and number first.

use proptest::prelude::*;

use super::*;
use crate::export::testing::{self, Found, TestRow, file, layout_of, read, read_rows};
use crate::input::Place;
use crate::layout::testing::sample;
use crate::layout::{sap_list, text};

const LOG: &str = "\
Job log overview for job:    ZSYNC:DAILY RUN / 12345678
22.06.2014 17:32:41 Job started                                                            00  516  S
22.06.2014 17:32:41 Step 001 started (program ZSYNC01, variant ZVAR, user ID SYNCUSER)     00  550  S
22.06.2014 17:32:42 Destination SAPOSS | is used for 100 S                                 BA  276  W
22.06.2014 17:32:43 Internal session terminated with runtime error (see ST22)              00  671  A
22.06.2014 24:00:00 Job cancelled                                                          00  518  A
";
const HEADING: &[&str] = &["Date", "Time", "Message text", "Message class", "Message no.", "Message type"];

fn lines(text: &str) -> Found {
    read_text(text.as_bytes())
}

fn read_text(bytes: &[u8]) -> Found {
    read(&EXPORT, &file("log.txt", &text::LAYOUT), bytes)
}

fn is_log(text: &str) -> bool {
    layout_of(&EXPORT, "log.txt", text) == Some(&text::LAYOUT)
}

fn table(rows: &[&[&str]]) -> Found {
    testing::table(&EXPORT, rows)
}

#[test]
fn numbers_of_fields_and_columns_are_those_of_the_lists() {
    use record::*;
    let fields = [
        TEXT, CLASS, NUMBER, TYPE, DATE, TIME, JOB, JOB_COUNT, PROGRAM, USER, EVENT, MESSAGE_ID, ALARM, STEP_JOB,
        STEP_USER,
    ];
    assert_eq!(fields, std::array::from_fn(|index| index));
    let names: Vec<&str> = FIELDS.iter().map(|field| field.name).collect();
    let expected = [
        "text",
        "class",
        "number",
        "type",
        "date",
        "time",
        "job",
        "job-count",
        "program",
        "user",
        "event",
        "message-id",
        "alarm",
        "step-job",
        "step-user",
    ];
    assert_eq!(names, expected);
    for columns in [COLUMNS, FROM_PROGRAMS, STAMPED] {
        assert_eq!((columns[line::CLASS].name, columns[line::TYPE].name, columns.len()), ("MSGID", "MSGTYPE", 6));
    }
}

#[test]
fn class_and_number_together_are_the_messages_id() {
    let found = lines("14.11.2026 02:00:03 Error in the consumer   SRT_CORE  122  E\n");
    assert_eq!(found.all("message-id"), ["SRT_CORE 122"]);
    assert_eq!(found.records[0].place("message-id"), "SRT_CORE  122");
}

#[test]
fn plain_lines_are_messages_with_job_step_and_event() {
    assert!(is_log(LOG));
    let found = lines(LOG);
    assert_eq!(found.all("event"), ["started", "step-started", "message", "terminated", "cancelled"]);
    assert_eq!(found.all("text")[2], "Destination SAPOSS | is used for 100 S");
    assert_eq!(found.all("class"), ["00", "00", "BA", "00", "00"]);
    assert_eq!(found.all("number"), ["516", "550", "276", "671", "518"]);
    assert_eq!(found.all("type"), ["S", "S", "W", "A", "A"]);
    assert_eq!(found.all("date"), ["2014-06-22"; 5]);
    assert_eq!(found.all("time")[4], "24:00:00");
    assert_eq!(found.all("job"), ["ZSYNC:DAILY RUN"; 5]);
    assert_eq!(found.all("program"), ["-", "ZSYNC01", "ZSYNC01", "ZSYNC01", "ZSYNC01"]);
    assert_eq!(found.all("user"), ["-", "SYNCUSER", "SYNCUSER", "SYNCUSER", "SYNCUSER"]);
    assert_eq!(found.records[1].place("user"), "SYNCUSER");
    assert_eq!(found.records[4].place("event"), "518");
    assert_eq!(found.records[2].place("user"), "-");
    assert_eq!(found.headings.len(), 1);
}

#[test]
fn german_logs_in_windows_1252_are_read() {
    let text = b"Job Log Eintr\xE4ge f\xFCr Job: Z\xDCBERTRAG / 12345678\r\n\
        22.06.2014 17:32:41 Job gestartet                                              00  516  S\r\n\
        22.06.2014 17:32:41 Step 001 gestartet (Programm ZSYNC, Variante , Benutzer M\xDCLLER)  00  550  S\r\n\
        22.06.2014 17:32:41 L\xE4uft                                                   00  001  S\r\n";
    let found = read_text(text);
    assert_eq!(found.all("job"), ["ZÜBERTRAG"; 3]);
    assert_eq!((found.all("program")[2], found.all("user")[2]), ("ZSYNC", "MÜLLER"));
}

#[test]
fn tables_are_read_in_both_languages_and_any_order() {
    for heading in [
        "Nachrichtentyp\tNachrichtennr.\tNachrichtenklasse\tNachrichtentext\tUhrzeit\tDatum",
        "Type\tNo.\tID\tMessage text\tTime\tDate",
    ] {
        let rows = [
            TestRow::of("Job Log Einträge für Job: ZSYNC / 12345678"),
            TestRow::of(heading),
            TestRow::of("S\t516\t00\tJob gestartet\t17:32:41\t22.06.2014"),
            TestRow::of("S\t517\t00\tJob beendet\t17:32:42\t22.06.2014").with_cell(3, |text| text.fills_column = true),
        ];
        let found = read_rows(&EXPORT, &file("list.txt", &sap_list::LAYOUT), &rows);
        assert_eq!(found.all("event"), ["started", "finished"]);
        assert_eq!(found.all("job"), ["ZSYNC", "ZSYNC"]);
        assert_eq!(found.all("text")[1], "Job beendet");
        assert_eq!(found.headings.len(), 1);
    }
}

#[test]
fn class_and_number_decide_and_texts_only_without_them() {
    let found = table(&[
        HEADING,
        &["22.06.2014", "17:32:41", "Job cancelled", "ZZ", "518", "S"],
        &["22.06.2014", "17:32:41", "some other words", "00", "517", "S"],
        &["22.06.2014", "17:32:41", "Excel was here", "0", "554", "A"],
        &["22.06.2014", "17:32:41", "x", "BA", "7", "A"],
    ]);
    assert_eq!(found.all("event"), ["message", "finished", "terminated", "message"]);
    assert_eq!((found.all("class")[2], found.all("number")[3]), ("00", "007"));
    let texts = [
        ("Job started", "started"),
        ("Job ZSYNC 12345678 started", "started"),
        ("Step 001 gestartet (Programm Z, Variante V, Benutzer U)", "step-started"),
        ("Job finished", "finished"),
        ("Job beendet", "finished"),
        ("Job canceled after system exception", "cancelled"),
        ("Job abgebrochen", "cancelled"),
        ("Job cancelled due to process termination", "terminated"),
        ("Internal session terminated with a runtime error", "terminated"),
        ("Jobs of the day", "message"),
    ];
    for (text, event) in texts {
        let found = table(&[&HEADING[..3], &["22.06.2014", "17:32:41", text]]);
        assert_eq!(found.all("event"), [event], "{text}");
        assert!(found.all("class")[0].starts_with('?'));
    }
}

#[test]
fn dates_that_can_be_read_two_ways_are_unknown() {
    let found = table(&[
        HEADING,
        &["06/07/2014", "17:32:41", "x", "00", "001", "S"],
        &["06/22/2014", "173241", "x", "00", "001", "S"],
        &["", "", "x", "", "", ""],
        &["soon", "later", "x", "00", "001", "S"],
    ]);
    assert!(found.all("date")[0].contains("swapped"));
    assert_eq!((found.all("date")[1], found.all("time")[1]), ("2014-06-22", "17:32:41"));
    assert_eq!((found.all("date")[2], found.all("time")[2]), ("-", "-"));
    assert!(found.all("date")[3].starts_with('?') && found.all("time")[3].starts_with('?'));
}

#[test]
fn framed_lines_without_a_heading_are_read_bars_in_the_text_included() {
    let text = "\
------------------------------------------------
|22.06.2014|17:32:41|Job started        |00|516|S|
|22.06.2014|17:32:41|a || b | c         |BA|276|S|
| |22.06.2014|17:32:41|with a box       |BA|276|S|
|          |        |goes on here       |  |   | |
------------------------------------------------
";
    assert!(is_log(text));
    let found = lines(text);
    assert_eq!(found.all("text")[..3], ["Job started", "a || b | c", "with a box"]);
    assert_eq!(found.all("class")[1], "BA");
    assert_eq!(found.records.len(), 4);
    assert!(found.all("text")[3].contains("goes on here"));
}

#[test]
fn a_message_broken_over_lines_is_not_lost() {
    let text = "\
22.06.2014 17:32:41 Job started                        00  516  S
22.06.2014 17:32:42 A long message goes
                    on and names SAPOSS                BA  276  E
no place for this
22.06.2014 17:32:43 a short one                        BA  277  S
22.06.2014 17:32:43 Job finished                       00  517  S
";
    assert!(is_log(text));
    let found = lines(text);
    let texts = [
        "Job started",
        "A long message goes",
        "on and names SAPOSS",
        "no place for this",
        "a short one",
        "Job finished",
    ];
    assert_eq!(found.all("text"), texts);
    assert_eq!(found.all("number")[1], "?the line ends before it");
    assert_eq!((found.all("date")[1], found.all("number")[2]), ("2014-06-22", "276"));
    assert_eq!(found.all("date")[2..4], ["?the line continues the one before"; 2]);
    assert_eq!(found.all("event"), ["started", "message", "message", "message", "message", "finished"]);
}

#[test]
fn a_log_that_ends_in_a_message_is_incomplete() {
    let framed =
        "|22.06.2014|17:32:41|Job started|00|516|S|\n|22.06.2014|17:32:42|Destination SAPOSS | is used|BA|276|W|\n";
    for whole in [LOG, framed] {
        assert!(lines(whole).flaws.iter().all(|flaw| !flaw.incomplete), "{whole}");
        let start = whole.find("Destination").unwrap_or_default() + 3;
        let end = whole.find("276").unwrap_or_default();
        for cut in start..end {
            let text = &whole[..cut];
            assert!(lines(text).flaws.iter().any(|flaw| flaw.incomplete), "{text}");
        }
    }
    let found = lines(&framed[..framed.find(" | is used").unwrap_or_default()]);
    assert_eq!((found.all("date")[1], found.all("text")[1]), ("2014-06-22", "Destination SAPOSS"));
}

#[test]
fn many_logs_in_a_file_each_have_their_job_and_step() {
    let second = LOG.replace("ZSYNC:DAILY RUN / 12345678", "/SDF/MON / 00000002 1").replace("SYNCUSER", "OTHER");
    let found = lines(&format!("{LOG}\n{second}"));
    assert_eq!(found.all("job")[5..], ["/SDF/MON"; 5]);
    assert_eq!(found.all("job-count")[5..], ["00000002"; 5]);
    assert_eq!(found.all("user")[4..8], ["SYNCUSER", "-", "OTHER", "OTHER"]);
}

#[test]
fn without_a_title_the_job_is_known_only_if_its_start_names_it() {
    let found = lines(
        "22.06.2014 17:32:41 Job Z PROBE 12345678 started  00  516  S\n22.06.2014 17:32:41 x  BA  001  S\n\
         22.06.2014 17:32:41 Job started  00  516  S\n",
    );
    assert_eq!(found.all("job")[..2], ["Z PROBE", "Z PROBE"]);
    assert!(found.all("job")[2].contains("nobody knows whose log it is"));
    assert_eq!(found.all("job-count"), ["12345678", "12345678", "-"]);
}

#[test]
fn a_step_that_is_not_in_the_log_or_has_other_words_is_unknown() {
    let found = lines(
        "22.06.2014 17:32:41 x  BA  001  S\n22.06.2014 17:32:41 other words  00  550  S\n\
         22.06.2014 17:32:41 Step 001 started (program Z, variant V, user ID )  00  550  S\n\
         22.06.2014 17:32:41 Step 001 started (program Z, variant V, us  00  550  S\n",
    );
    assert!(found.all("user")[0].contains("not in the log"));
    assert!(found.all("user")[1].contains("not known"));
    assert_eq!((found.all("program")[2], found.all("user")[2]), ("Z", "-"));
    assert!(found.all("user")[3].starts_with('?'));
}

#[test]
fn logs_of_schedulers_are_read_in_their_order() {
    let redwood = "\
180006 20090613 00 516 Job started 0
180007 20090613 00 550 Step 001 started (program BTCTEST, variant , user ID REDWOOD) 0 001 BTCTEST REDWOOD
180007 20090613 AI 017 Connection with SAP-SUPPORT_PORTAL failed 0
180007 20090613 00 517 Job finished 0
";
    assert!(is_log(redwood));
    let found = lines(redwood);
    assert_eq!(found.all("event"), ["started", "step-started", "message", "finished"]);
    assert_eq!((found.all("date")[0], found.all("time")[0]), ("2009-06-13", "18:00:06"));
    assert_eq!(found.all("message-id")[2], "AI 017");
    assert_eq!(found.all("text")[2], "Connection with SAP-SUPPORT_PORTAL failed");
    assert_eq!((found.all("program")[2], found.all("user")[2]), ("BTCTEST", "REDWOOD"));
    assert!(found.all("type")[2].contains("does not show it"));

    for (line, class, number, text, kind) in [
        (
            "04/26/2005 10:08:04 00 550Step 001 started (program P, variant V, user name U)",
            "00",
            "550",
            "Step 001",
            "?",
        ),
        ("2026-11-27T05:00:12Z 00 516 S Job started", "00", "516", "Job started", "S"),
        ("[2026-11-27 05:00:12.123] S 00 516 Job started", "00", "516", "Job started", "S"),
        ("27.11.2026 05:00:12 00516 Job started", "00", "516", "Job started", "?"),
        ("20261127050012 00/516 Job started", "00", "516", "Job started", "?"),
        ("27.11.2026 05:00:12 Job started 00 516", "00", "516", "Job started", "?"),
        ("27.11.2026 05:00:12 Job started S 00 516", "00", "516", "Job started", "S"),
        ("11/27/2026 05:00:12 AM Job started 00 516 S", "00", "516", "Job started", "S"),
        ("27.11.2026;05:00:12;Job started;00;516;S", "00", "516", "Job started", "S"),
        ("27.11.2026,05:00:12,00,516,S,\"Job started, at last\"", "00", "516", "Job started, at last", "S"),
        ("27.11.2026\t05:00:12\t00\t516\tS\tJob started\t0", "00", "516", "Job started", "S"),
    ] {
        assert!(is_log(line), "{line}");
        let found = lines(line);
        let value = |field: &str| found.records[0].value(field).to_owned();
        assert_eq!((value("class"), value("number")), (class.to_owned(), number.to_owned()), "{line}");
        assert!(value("text").starts_with(text) && value("type").starts_with(kind), "{line}: {}", value("text"));
        assert!(!found.records[0].is_unknown("date") && !found.records[0].is_unknown("time"), "{line}");
    }
}

#[test]
fn a_log_of_date_time_and_text_is_known_by_saps_own_texts_in_any_language() {
    for (first, second) in [
        ("Job started", "Connection with SAP-SUPPORT_PORTAL failed, trying with SAPOSS"),
        ("Job gestartet", "Schritt 001 gestartet (Programm ZPROG, Variante , Benutzer ZUSER)"),
        ("Paso 001 iniciado (programa ZPROG, variante ZVAR, ID usuario ZUSER)", "SAP 100 SAPOSS"),
        ("Job Z PROBE 12345678 iniciado", "Etape 001 lancee (programme ZPROG, variante V, utilisateur ZUSER)"),
    ] {
        let text = format!("27.11.2026 05:00:12 {first}\n27.11.2026 05:00:13 {second}\n");
        assert!(is_log(&text), "{text}");
        let found = lines(&text);
        assert_eq!(found.all("text"), [first, second]);
        assert!(found.all("class").iter().all(|class| class.starts_with('?')), "{text}");
        assert!(!found.flaws.iter().any(|flaw| flaw.incomplete), "{text}");
    }
    assert_eq!(
        lines("27.11.2026 05:00:12 Paso 001 x (programa Z, variante V, ID usuario ZUSER)").all("user"),
        ["ZUSER"]
    );
    for other in ["27.11.2026 05:00:12 Server started\n", "27.11.2026 05:00:12 SAP 100 rows (a b, c d, e f)\n"] {
        assert!(!is_log(other), "{other}");
    }
}

#[test]
fn a_log_without_its_job_says_that_nobody_knows_whose_it_is() {
    let nameless = "27.11.2026 05:00:12 Job started  00  516  S\n";
    let notes = |text: &str| lines(text).flaws.iter().filter(|flaw| flaw.message.contains("whose log")).count();
    assert_eq!((notes(nameless), notes(LOG)), (1, 0));
    let named = format!("Job name: SM:EXEC SERVICES\n{nameless}");
    assert_eq!((notes(&named), lines(&named).all("job")), (0, vec!["SM:EXEC SERVICES"]));
}

#[test]
fn tables_from_programs_have_the_names_of_their_structures() {
    for heading in [
        "ENTERDATE\tENTERTIME\tMSGID\tMSGNO\tMSGTYPE\tTEXT",
        "LOG_DATE\tLOG_TIME\tMESSAGE_ID\tMESSAGE_NUMBER\tMESSAGE_TYPE\tMESSAGE",
    ] {
        let found = testing::tabs(&EXPORT, &[heading, "20261127\t050012\t00\t516\tS\tJob started"]);
        assert_eq!(found.all("event"), ["started"], "{heading}");
        assert_eq!(found.all("text"), ["Job started"]);
    }
    let stamped = ["Timestamp\tMessage\tClass\tNumber\tType", "2026-11-27T05:00:12\tJob started\t00\t516\tS"];
    let found = testing::tabs(&EXPORT, &stamped);
    assert_eq!((found.all("date"), found.all("time")), (vec!["2026-11-27"], vec!["05:00:12"]));
    let other = testing::tabs(&EXPORT, &["Date\tTime\tText", "27.11.2026\t05:00:12\thello"]);
    assert!(other.records.is_empty());
}

#[test]
fn alarms_are_messages_of_the_types_e_and_a_and_the_end_of_a_cancelled_run() {
    let found = lines(LOG);
    assert_eq!(found.all("alarm"), ["-", "-", "-", "run-terminated", "run-cancelled"]);
    let found = lines("22.06.2014 17:32:41 x  BA  001  E\n22.06.2014 17:32:41 x  BA  001  W\n");
    assert_eq!(found.all("alarm"), ["message-of-type-e", "-"]);
}

#[test]
fn only_the_message_with_which_a_step_begins_tells_of_the_step() {
    let found = lines(LOG);
    assert_eq!(found.all("step-job"), ["-", "ZSYNC:DAILY RUN", "-", "-", "-"]);
    assert_eq!(found.all("step-user"), ["-", "SYNCUSER", "-", "-", "-"]);
    assert_eq!(lines(&LOG[LOG.find('\n').unwrap_or_default()..]).all("step-job")[1], "-");
}

#[test]
fn passwords_in_messages_are_secret() {
    let found = lines("22.06.2014 17:32:41 sapinfo user=X passwd=geheim  BA  001  S\n");
    assert_eq!(found.secrets(), [["geheim"]]);
}

#[test]
fn other_texts_and_tables_are_no_unframed_logs() {
    for text in [
        "",
        "22.06.2014 17:32:41 ERROR connection lost\n22.06.2014 17:32:42 retry\n",
        "# Notes\nThe log says:\n22.06.2014 17:32:41 Job started  00  516  S\n",
        "Mon Jun 22 17:32:41 2014\nJob started 00 516 S\n",
        "|Date      |Time    |Message text|Message class|Message no.|Message type|\n|22.06.2014|17:32:41|Job started|00|516|S|\n",
        "Date\tTime\tMessage text\tID\tNo.\tType\n22.06.2014\t17:32:41\tJob started\t00\t516\tS\n",
    ] {
        assert!(!is_log(text), "{text}");
    }
    assert!(is_log(
        "Date       Time     Message text   ID  No.  Type\n22.06.2014 17:32:41 Job started    00  516  S\n"
    ));
    assert!(is_log("22.06.2014\t17:32:41\tJob started\t00\t516\tS\n"));
}

#[test]
fn a_title_without_messages_is_told_as_such() {
    let head = ["Job log overview for job: ZSYNC / 12345678".into()];
    assert!(matches!(
        recognise(&Head {
            name: "log.txt",
            place: Place::of("log.txt"),
            lines: &head,
            layout: None,
            keys: &[],
            forced: false
        }),
        LinesMatch::Akin(_)
    ));
}

#[test]
fn a_real_log_has_its_messages() {
    let Some(bytes) = sample("joblog/scn_thread_3575206_joblog.txt") else { return };
    assert!(is_log(&String::from_utf8_lossy(&bytes)));
    let found = read_text(&bytes);
    assert_eq!(found.all("class"), ["00", "00", "BA", "00", "00"]);
    assert_eq!(found.all("number"), ["516", "550", "276", "671", "518"]);
    assert_eq!(found.all("event"), ["started", "step-started", "message", "terminated", "cancelled"]);
    assert_eq!(found.all("program")[4], "RK4DS001");
    assert_eq!(found.all("date"), ["2014-06-22"; 5]);
}

proptest! {
    #[test]
    fn nothing_panics(
        text in "([a-zü |\\-(),:/;\n]|22.06.2014 |20140622 |173241 |00 516 |00516||17:32:41 |\\|| 00 | 516 |S\n|Job|for job: |Step \\(|program |user ID){0,40}",
        bytes in proptest::collection::vec(any::<u8>(), 0..80),
    ) {
        let _ = is_log(&text);
        lines(&text);
        read_text(&bytes);
        let rows = [
            text.clone(),
            HEADING.join("\t"),
            [text.as_str(); 6].join("\t"),
            ["22.06.2014", "17:32:41", &text, "00", "550", ""].join("\t"),
            format!("{text}\t"),
        ];
        read_rows(&EXPORT, &file("list.txt", &sap_list::LAYOUT), &rows.map(|row| TestRow::of(&row)));
    }
}
