use proptest::prelude::*;

use super::*;
use crate::layout::Flaw;
use crate::layout::testing::Recorder;

fn rows_of(text: &str) -> Recorder {
    let mut recorder = Recorder::new("RFCDEST");
    let Ok(mut file) = Tables.open(text.as_bytes(), "x.xls") else { panic!("it is too long") };
    if let Err(Halt { line, column, message }) = file.read(&mut recorder) {
        recorder.flaws.push(Flaw { line, column, message, incomplete: true });
    }
    recorder
}

#[test]
fn rows_and_cells_are_read_with_and_without_their_end_tags() {
    let found = rows_of(
        "<html><head><style>td { a: b }</style><title>x</title></head><body><p>RFCDEST</p><!-- <td>no</td> -->
         <TABLE border=1><TR><TH colspan=\"2\">RFCDEST<TH>Optionen
         <tr><td>S&Uuml;D&nbsp;&#38; Co<td><td> H=a,<br>S=00 <b>x</b></td></tr>
         <tr><td rowspan='2'>A</td><td>3</td><td>y</td></tr><tr><td>4</td><td>z &unknown; 1 < 2</td></tr></TABLE>
         <table><tr><td>B</td><td></td><td>w</td></tr></table></body></html>",
    );
    assert_eq!(found.values(), [["SÜD & Co", "H=a, S=00 x"], ["A", "y"], ["", "z &unknown; 1 < 2"], ["B", "w"]]);
    assert_eq!(found.rows[0].places, [(2, 1), (2, 3)]);
    // The first title stands over two columns, of which it names the first.
    assert_eq!(found.flaw_lines(), [(3, false)], "{:?}", found.flaws);
}

#[test]
fn a_table_that_is_not_closed_is_cut() {
    let found = rows_of("<table><tr><td>RFCDEST<td>T<tr><td>A<td>3<tr><td>B<td>SAP");
    assert_eq!(found.values(), [["A", "3"], ["B", ""]]);
    assert!(found.flaws[0].incomplete && found.flaws[0].message.contains("a table is not closed"), "{:?}", found.flaws);
}

#[test]
fn only_files_named_as_workbooks_are_taken() {
    let page = b"<HTML><table><tr><td>RFCDEST";
    assert!(
        Tables.begins(page, "sm59.XLS") && !Tables.begins(page, "sm59.html") && !Tables.begins(b"RFCDEST\tT", "a.xls")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_read_without_panic(text in "(<table>|</table>|<tr>|<td>|<td colspan=99999999999>|<td rowspan=9 colspan=999>|</td>|<!--|-->|<script>|</script|&#99999999;|&auml;|&|<|>|ä|RFCDEST| ){0,40}") {
        let _ = rows_of(&text);
    }
}
