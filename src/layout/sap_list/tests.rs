use proptest::prelude::*;

use super::SapList;
use crate::layout::testing::{Recorder, read, sample};

fn list(text: &str) -> Recorder {
    read(&mut SapList::new(), text.as_bytes(), "RFCDEST")
}

fn list_1252(text: &str) -> Recorder {
    read(&mut SapList::new(), &encoding_rs::WINDOWS_1252.encode(text).0, "RFCDEST")
}

/// A list as SE16 writes it; `rows` stand below heading and ruler.
fn rfcdes(rows: &str) -> Recorder {
    list(&format!(
        "Table:          RFCDES\r\n\
         Displayed Fields:   3 of   3        Fixed Columns:                 1      List Width 0250\r\n\
         -----------------------------\r\n\
         | |RFCDEST   |T|RFCOPTIONS  |\r\n\
         -----------------------------\r\n\
         {rows}"
    ))
}

#[test]
fn rows_have_the_cells_of_the_heading_without_the_selection_column() {
    let found =
        rfcdes("| |SAPOSS    |3|H=erp01     |\r\n|X|SAP-OSS   |G|            |\r\n-----------------------------\r\n");
    assert_eq!(found.headings, [["RFCDEST", "T", "RFCOPTIONS"]]);
    assert_eq!(found.values(), [["SAPOSS", "3", "H=erp01"], ["SAP-OSS", "G", ""]]);
    assert_eq!(found.rows[0].places, [(6, 4), (6, 15), (6, 17)]);
    assert_eq!(found.rows[0].text, "| |SAPOSS    |3|H=erp01     |");
    assert_eq!(found.titles.len(), 2);
    assert_eq!(found.titles[0], (1, "Table:          RFCDES".to_owned()));
    assert!(found.flaws.is_empty());
}

#[test]
fn a_last_column_without_its_padding_is_whole_and_does_not_hold_the_bar() {
    let found = rfcdes("| |SAPOSS    |3|H=erp01,S=00,v=%_PWD,|\r\n| |ZERP      |3|H=a,|\r\n");
    assert_eq!(found.values(), [["SAPOSS", "3", "H=erp01,S=00,v=%_PWD,"], ["ZERP", "3", "H=a,"]]);
    assert!(found.flaws.is_empty());
}

#[test]
fn a_selection_column_that_says_something_is_mentioned_once() {
    let found = rfcdes("|@|SAPOSS    |3|H=erp01     |\n|@|SAP-OSS   |3|            |\n");
    assert_eq!(found.values().len(), 2);
    assert_eq!(found.flaw_lines(), [(6, false)]);
}

#[test]
fn a_first_column_with_a_title_is_no_selection_column() {
    let found = list("---\n|RFCDEST|X|\n---\n|SAPOSS |X|\n---\n");
    assert_eq!(found.values(), [["SAPOSS", "X"]]);
}

#[test]
fn cells_that_fill_their_columns_say_so() {
    let found = rfcdes("| |SAPOSS    |3|H=erp01,S=01|\n| |ÄÖÜÄÖÜÄÖÜÄ|3|H=erp01     |\n");
    assert_eq!(found.rows[0].full, [false, true, true]);
    assert_eq!(found.rows[1].full, [true, true, false]);
}

#[test]
fn a_preamble_may_be_long_and_in_any_language() {
    let mut text = "30.07.2026            Dynamische Listanzeige                1\n\n".to_owned();
    for line in 0..30 {
        text += &format!("Selektion {line}:  A|B\n");
    }
    text += "--------------\n|RFCDEST |Typ|\n--------------\n|SÜD     |3  |\n--------------\nSeite:  2\n";
    let found = list(&text);
    assert_eq!(found.values(), [["SÜD", "3"]]);
    assert_eq!(found.rows[0].places, [(36, 2), (36, 11)]);
    assert_eq!(found.titles.len(), 32);
    assert_eq!(found.titles.last(), Some(&(38, "Seite:  2".to_owned())));
    assert_eq!(found.refused, 0);
}

#[test]
fn columns_are_characters_in_every_encoding() {
    let text = "-----------------\n|Größe|RFCDEST  |\n-----------------\n|läuft|ÜB|ER    |\n|kurz |SÜD      |\n";
    for found in [list(text), list_1252(text)] {
        assert_eq!(found.values(), [["läuft", "ÜB|ER"], ["kurz", "SÜD"]]);
        assert_eq!(found.rows[0].places, [(4, 2), (4, 8)]);
        assert!(found.flaws.is_empty());
    }
}

#[test]
fn bars_inside_cells_are_told_by_the_columns_of_the_heading() {
    let found = rfcdes("| |A||B      |3|N=x||y|z    |\n| |NEXT      |3|            |\n");
    assert_eq!(found.values(), [["A||B", "3", "N=x||y|z"], ["NEXT", "3", ""]]);
    assert!(found.flaws.is_empty());
}

#[test]
fn cells_need_not_be_aligned() {
    let found = list(
        "Table: RFCDES\n\n-----\n| RFCDEST | T | OPTIONS|\n-----\n| SAPOSS_LONG_NAME | 3 | H=erp01|\n| A | | |\n-----\n",
    );
    assert_eq!(found.values(), [["SAPOSS_LONG_NAME", "3", "H=erp01"], ["A", "", ""]]);
    assert!(found.flaws.is_empty());
}

#[test]
fn bars_that_fit_neither_by_column_nor_by_number_are_a_flaw() {
    let found = list("-----\n| RFCDEST | T |\n-----\n| A|B | 3 |xxxxxxxxxx|\n| C | 3 |\n-----\n");
    assert_eq!(found.rows.len(), 2);
    assert_eq!(found.values()[1], ["C", "3"]);
    assert_eq!(found.flaw_lines(), [(4, true)]);
    assert_eq!(found.rows[0].full, [true, true]);
}

#[test]
fn the_closing_bar_may_be_missing_everywhere() {
    let found = list("---\n|X|RFCDEST|TYPE\n---\n|X|SAPOSS |3\n|X|SAP-OSS|\n| |OTHER  |LONGER\n");
    assert_eq!(found.headings, [["RFCDEST", "TYPE"]]);
    assert_eq!(found.values(), [["SAPOSS", "3"], ["SAP-OSS", ""], ["OTHER", "LONGER"]]);
    assert!(found.flaws.is_empty());
    assert_eq!(found.rows[2].full, [false, true], "nobody knows how wide the last column is");
}

#[test]
fn the_closing_bar_may_be_missing_in_the_heading_or_in_the_rows_only() {
    let in_heading = list("---\n|RFCDEST|T\n---\n|SAPOSS |3|\n|SAP-OSS|G|\n---\n");
    assert_eq!(in_heading.values(), [["SAPOSS", "3"], ["SAP-OSS", "G"]]);
    assert!(in_heading.flaws.is_empty());
    let in_rows = list("---\n|RFCDEST|TYP|\n---\n|SAPOSS |3\n|SAP-OSS|\n|OTHER  |G\n---\n");
    assert_eq!(in_rows.values(), [["SAPOSS", "3"], ["SAP-OSS", ""], ["OTHER", "G"]]);
    assert!(in_rows.flaws.is_empty(), "{:?}", in_rows.flaws);
}

#[test]
fn a_single_row_without_closing_bar_among_others_may_be_cut() {
    let found = rfcdes("| |SAPOSS    |3|H=erp01     |\n| |SAP-OSS   |3|H=er\n| |OTHER     |3|H=erp01     |\n");
    assert_eq!(found.values().len(), 3);
    assert_eq!(found.flaw_lines(), [(7, true)]);
    let first = rfcdes("| |SAPOSS    |3|H=er\n| |SAP-OSS   |3|H=erp01     |\n");
    assert_eq!(first.flaw_lines(), [(6, true)]);
}

#[test]
fn a_line_feed_in_a_cell_joins_lines_with_a_blank() {
    let found =
        rfcdes("| |SAP\nOSS   |3|H=erp01     |\n| |SAP-OSS   |3|H=er\np01\n,S=1|\r\n| |A         |3|            |\n");
    assert_eq!(found.values(), [["SAP OSS", "3", "H=erp01"], ["SAP-OSS", "3", "H=er p01 ,S=1"], ["A", "3", ""]]);
    assert_eq!(found.rows[0].places, [(6, 4), (7, 8), (7, 10)]);
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);
}

#[test]
fn a_cell_may_end_with_a_line_feed() {
    let found = rfcdes("| |SAPOSS\n   |3|H=erp01     |\n| |A         |3|            |\n");
    assert_eq!(found.values(), [["SAPOSS", "3", "H=erp01"], ["A", "3", ""]]);
}

#[test]
fn a_heading_of_two_lines_means_records_of_two_lines() {
    for (second_heading, second_a, second_b) in [
        // The second line begins without a bar, with one, or each line is framed.
        ("RFCOPTIONS |", "H=a        |", "H=b        |"),
        ("|RFCOPTIONS |", "|H=a        |", "|H=b        |"),
    ] {
        for end in ["|", ""] {
            let text = format!(
                "Table: RFCDES\n---\n|RFCDEST|T{end}\n{second_heading}\n---\n|AAA    |3{end}\n{second_a}\n\n|BBB    |G{end}\n{second_b}\n---\n"
            );
            if end.is_empty() && !second_heading.starts_with('|') {
                continue;
            }
            let found = list(&text);
            assert_eq!(found.headings, [["RFCDEST", "T", "RFCOPTIONS"]], "{text}");
            assert_eq!(found.values(), [["AAA", "3", "H=a"], ["BBB", "G", "H=b"]], "{text}");
            let column = if second_heading.starts_with('|') { 2 } else { 1 };
            assert_eq!(found.rows[1].places, [(9, 2), (9, 10), (10, column)], "{text}");
            assert!(found.flaws.is_empty(), "{text} {:?}", found.flaws);
        }
    }
}

#[test]
fn a_record_of_two_lines_that_lacks_one_does_not_drag_the_others_along() {
    let found = list(
        "---\n|RFCDEST|T|\n|RFCOPTIONS|U|V|\n---\n|AAA    |3|\n|BBB    |G|\n|H=b       | | |\n|CCC    |G|\n|H=c       | | |\n---\n",
    );
    let values = found.values();
    assert_eq!(values[0][0], "AAA");
    assert_eq!(values[1], ["BBB", "G", "H=b", "", ""]);
    assert_eq!(values[2], ["CCC", "G", "H=c", "", ""]);
    assert_eq!(found.flaw_lines(), [(5, true)]);
}

#[test]
fn rows_without_a_ruler_below_their_heading_are_no_heading() {
    let found = list("---\n|RFCDEST|T|\n|SAPOSS |3|\n|SAP-OSS|G|\n---\n");
    assert_eq!(found.headings, [["RFCDEST", "T"]]);
    assert_eq!(found.values(), [["SAPOSS", "3"], ["SAP-OSS", "G"]]);
    let many = list(&format!("---\n|RFCDEST|T|\n{}", "|SAPOSS |3|\n".repeat(40)));
    assert_eq!(many.rows.len(), 40);
}

#[test]
fn rows_that_were_taken_for_a_heading_are_not_lost_silently() {
    let found = list("---\n| RFCDEST | T |\n| SAPOSS | 3 |\n| SAP-OSS | G |\n---\n");
    assert!(found.rows.is_empty());
    assert_eq!(found.flaw_lines(), [(2, true)]);
}

#[test]
fn a_row_broken_because_the_list_is_too_wide_is_joined_in_both_shapes() {
    let wide = "x".repeat(250);
    let heading = format!("---\n|RFCDEST|{wide}|{wide}|T|\n---\n");
    let after_bar = list(&format!("{heading}|SAPOSS |{wide}|{wide}|\n3|\n|NEXT   |{wide}|{wide}|3|\n"));
    assert_eq!(after_bar.values()[0][3], "3");
    assert_eq!(after_bar.rows[0].places[3], (5, 1));
    assert_eq!(after_bar.rows.len(), 2);
    assert!(after_bar.flaws.is_empty());
    let before_bar = list(&format!("{heading}|SAPOSS |{wide}|{wide}\n|3|\n|NEXT   |{wide}|{wide}|3|\n"));
    assert_eq!(before_bar.values()[0][3], "3");
    assert_eq!(before_bar.rows[0].places[3], (5, 2));
    assert_eq!(before_bar.rows.len(), 2);
    assert!(before_bar.flaws.is_empty());
}

#[test]
fn page_headers_and_footers_in_the_middle_are_no_rows() {
    let page = "30.07.2026      RFC destinations     1\n---------\n|RFCDEST|\n---------\n";
    let found =
        list(&format!("{page}|A      |\n---------\nPage: 1\n\n{page}|B      |\nPage: 2\n|RFCDEST|\n|C      |\n"));
    assert_eq!(found.values(), [["A"], ["B"], ["C"]]);
    assert_eq!(found.title_texts().iter().filter(|title| title.starts_with("Page")).count(), 2);
    assert!(found.flaws.is_empty());
}

#[test]
fn a_repeated_heading_is_told_again_only_in_a_new_section() {
    let found = list("---\n|RFCDEST|T|\n---\n|A      |3|\n---\n|RFCDEST|T|\n---\n|B      |3|\n");
    assert_eq!((found.headings.len(), found.rows.len()), (1, 2));
    let found =
        list("Log 1\n---\n|RFCDEST|T|\n---\n|A      |3|\n---\nLog 2\n---\n|RFCDEST   |T|\n---\n|B|B       |3|\n---\n");
    assert_eq!(found.headings.len(), 2);
    assert_eq!(found.values(), [["A", "3"], ["B|B", "3"]], "the second heading has other widths");
    assert_eq!(found.title_texts(), ["Log 1", "Log 2"]);
}

#[test]
fn another_table_behind_the_first_is_not_read_silently() {
    let found =
        list("---\n|RFCDEST|T|\n---\n|A      |3|\n---\nTable: OTHER\n---\n|NAME|VALUE|X|\n---\n|a   |b    |c|\n---\n");
    assert_eq!(found.values(), [["A", "3"]]);
    assert_eq!(found.flaw_lines(), [(8, true)]);
    assert_eq!(found.title_texts(), ["Table: OTHER", "|NAME|VALUE|X|", "|a   |b    |c|"]);
}

#[test]
fn a_frame_before_the_table_is_a_title() {
    let found = list("---\n|Selection: all    |\n---\n|RFCDEST|T|\n---\n|A      |3|\n---\n");
    assert_eq!(found.title_texts(), ["|Selection: all    |"]);
    assert_eq!(found.values(), [["A", "3"]]);
    assert!(found.flaws.is_empty());
}

#[test]
fn rulers_between_rows_change_nothing() {
    let found = list("---\n|RFCDEST|T|\n---\n|A      |3|\n---\n|B      |3|\n---\n---\n|C      |3|\n|D      |3|\n---\n");
    assert_eq!(found.rows.len(), 4);
    assert_eq!(found.headings.len(), 1);
}

#[test]
fn rulers_may_have_crosses_or_be_drawn_or_broken() {
    for ruler in ["+-------+-+", "|-------|-|", "===========", "───────────", "-----------\n--"] {
        let found = list(&format!("{ruler}\n|RFCDEST|T|\n{ruler}\n|A      |3|\n{ruler}\n"));
        assert_eq!(found.values(), [["A", "3"]], "{ruler}");
        assert!(found.titles.is_empty() && found.flaws.is_empty(), "{ruler}");
    }
}

#[test]
fn totals_are_dropped_but_names_that_begin_with_a_star_are_not() {
    let found = list(
        "---\n|RFCDEST|Count |\n---\n|A      |     1|\n|*      |  1,00|\n|**     |  1,00|\n|*Sum   |    1-|\n|*NAME  |abc   |\n---\n|***    |     1|\n---\n",
    );
    assert_eq!(found.values(), [["A", "1"], ["*NAME", "abc"]]);
    assert!(found.flaws.is_empty());
    let selection =
        rfcdes("| |A         |3|            |\n|*|          |1|            |\n| |*         |1|            |\n");
    assert_eq!(selection.rows.len(), 1);
    assert!(selection.flaws.is_empty());
}

#[test]
fn a_file_that_ends_in_a_row_is_incomplete() {
    let whole = "| |SAPOSS    |3|H=erp01     |\n";
    for cut in ["| |SAP", "| |SAP\n", "| |SAP-OSS   |", "| |SAP-OSS   |3|H=e", "| |SAP-OSS   |3|H=e\n", "|"] {
        for before in ["", whole] {
            let found = rfcdes(&format!("{before}{cut}"));
            assert_eq!(found.flaws.len(), 1, "{before}{cut:?}: {:?}", found.flaws);
            assert!(found.flaws[0].incomplete);
            assert_eq!(found.flaws[0].line, if before.is_empty() { 6 } else { 7 }, "{cut:?}");
            assert!(
                found.rows.last().unwrap().full.last().unwrap(),
                "{cut:?}: what is missing is not known to be empty"
            );
        }
    }
    assert!(rfcdes(whole).flaws.is_empty(), "the closing ruler may be missing");
    assert!(rfcdes(whole.trim_end()).flaws.is_empty(), "the last line end may be missing");
}

#[test]
fn a_file_that_ends_in_a_record_of_two_lines_is_incomplete() {
    let whole = "---\n|RFCDEST|T|\n|RFCOPTIONS |\n---\n|AAA    |3|\n|H=a        |\n";
    assert!(list(whole).flaws.is_empty());
    for cut in ["|BBB    |3|", "|BBB    |3|\n", "|BBB    |3|\n|H=", "|BB"] {
        let found = list(&format!("{whole}{cut}"));
        assert_eq!(found.rows.len(), 2, "{cut:?}");
        assert!(matches!(found.flaws.as_slice(), [flaw] if flaw.incomplete), "{cut:?} {:?}", found.flaws);
    }
    let alone = list(&format!("{}|BBB    |3|\n|H=", &whole[..whole.find("|AAA").unwrap()]));
    assert_eq!(alone.flaw_lines(), [(6, true)]);
}

#[test]
fn a_row_with_too_few_cells_in_the_middle_is_handed_out_and_incomplete() {
    let found = rfcdes("| |SAP-OSS   |3|\n| |SAPOSS    |3|H=erp01     |\n");
    assert_eq!(found.values(), [["SAP-OSS", "3", ""], ["SAPOSS", "3", "H=erp01"]]);
    assert_eq!(found.flaw_lines(), [(6, true)]);
}

#[test]
fn a_title_behind_a_cut_row_is_still_a_title() {
    let found = rfcdes("| |SAP-OSS   |3|H=e\nPage: 2\nSecond\n-----------\n");
    assert_eq!(found.title_texts()[2..], ["Page: 2", "Second"]);
    assert_eq!(found.values(), [["SAP-OSS", "3", "H=e"]]);
}

#[test]
fn a_cut_row_does_not_swallow_the_rest_of_the_file() {
    let found = rfcdes(&format!("| |SAP-OSS   |\n{}", "some text\n".repeat(500)));
    assert_eq!(found.titles.len(), 502);
    assert_eq!(found.flaw_lines(), [(6, true)]);
}

#[test]
fn a_list_that_ends_with_its_heading_is_incomplete() {
    assert_eq!(list("---\n|RFCDEST|T|\n").flaw_lines(), [(2, true)]);
    assert!(list("---\n|RFCDEST|T|\n---\n").flaws.is_empty());
}

#[test]
fn a_list_without_rulers_is_read() {
    let found = list("Table: RFCDES\n|RFCDEST|T|\n|A      |3|\n");
    assert_eq!(found.values(), [["A", "3"]]);
}

#[test]
fn indented_lists_are_read() {
    let found = list("  ---\n  |RFCDEST|T|\n  ---\n  |A|B    |3|\n  ---\n");
    assert_eq!(found.values(), [["A|B", "3"]]);
    assert_eq!(found.rows[0].places, [(4, 4), (4, 12)]);
}

#[test]
fn real_lists_are_read() {
    let file = "se16_unconverted/TRANSCRIBED_offlinesec_cwbntcust_screenshot.txt";
    let Some(bytes) = sample(file) else { return };
    let found = read(&mut SapList::new(), &bytes, "NUMM");
    assert_eq!(found.headings, [["NUMM", "NTSTATUS", "PRSTATUS", "CWBUSER", "REQID"]]);
    assert_eq!(found.rows.len(), 5);
    assert_eq!(found.values()[1], ["0002222222", "N", "-", "", ""]);
    assert_eq!(found.rows[1].places[0], (7, 4));
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);

    let found = read(&mut SapList::new(), &sample("se16_unconverted/offlinesec_icfservice_1.txt").unwrap(), "ICF_NAME");
    assert_eq!(found.rows.len(), 7);
    assert_eq!(found.values()[2], ["-STATELESS", "AVTHQ000000000", "05X2I000000000", "", "testalias"]);
    assert_eq!(found.title_texts(), ["Table: ICFSERVICE"]);
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);

    let found = read(&mut SapList::new(), &sample("se16_unconverted/offlinesec_icfservloc_1.txt").unwrap(), "ICF_NAME");
    assert_eq!(found.values()[0], ["-GUI", "AVTHQ000000000", "", ""]);
    assert_eq!(found.rows.len(), 4);
    assert!(found.flaws.is_empty(), "{:?}", found.flaws);
}

#[test]
fn a_row_that_the_next_line_does_not_mend_has_no_more_than_its_line() {
    let found = list(
        "-----------------\n|RFCDEST |T|TEXT|\n-----------------\n|A       |3\n nothing that mends it\n-----------------\n",
    );
    let flaw = &found.flaws[0];
    assert_eq!((flaw.line, flaw.column), (4, 11), "the last character of the line");
    assert_eq!(found.rows[0].text, "|A       |3");
}

/// Pieces of lists, so that what is generated comes near them.
fn scraps() -> impl Strategy<Value = Vec<u8>> {
    let scrap = prop_oneof![
        Just(b"|".to_vec()),
        Just(b"---\n".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"|RFCDEST|T|\n".to_vec()),
        Just(b"|X|RFCDEST\n".to_vec()),
        Just(b"|A      |3|\n".to_vec()),
        Just("|Ä\u{2500}".as_bytes().to_vec()),
        Just(b"*  1".to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(scrap, 0..40).prop_map(|scraps| scraps.concat())
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_panic_and_cells_lie_in_the_text(bytes in scraps()) {
        read(&mut SapList::new(), &bytes, "RFCDEST");
    }

    #[test]
    fn every_row_written_is_read(names in prop::collection::vec("[A-Zäöü|]{1,8}", 1..20)) {
        let names: Vec<String> = names.iter().map(|name| format!("N{name}")).collect();
        let mut text = "---\n|RFCDEST   |T|\n---\n".to_owned();
        for name in &names {
            text += &format!("|{name:10}|3|\n");
        }
        for found in [list(&text), list_1252(&text)] {
            let read: Vec<&str> = found.rows.iter().map(|row| row.values[0].as_str()).collect();
            prop_assert_eq!(&read, &names);
            prop_assert!(found.flaws.is_empty());
        }
    }
}
