use super::*;

const COLUMNS: &[Column] = &[
    Column::required("RFCDEST", &["RFC Destination", "Destination"]),
    Column::optional("RFCTYPE", &["Connection Type", "Verbindungstyp"]).or_generic(&["Type"]),
    Column::optional("STRTDATE", &["Start date"]),
    Column::optional("STRTTIME", &["Start time"]),
];

fn title(text: &str, fills: bool) -> Title {
    Title { letters: normalise(text), fills, beside_cut: false }
}

fn find(texts: &[&str]) -> Option<Columns> {
    Columns::find_titles(COLUMNS, &texts.iter().map(|text| title(text, false)).collect::<Vec<_>>(), Known::ByHeading)
}

fn find_cut(texts: &[&str]) -> Option<Columns> {
    Columns::find_titles(COLUMNS, &texts.iter().map(|text| title(text, true)).collect::<Vec<_>>(), Known::ByHeading)
}

#[test]
fn columns_are_found_in_any_order_and_language() {
    let columns = find(&["VERBINDUNGSTYP", "RFC-Destination"]).unwrap();
    assert_eq!((columns.cell(0), columns.cell(1)), (Some(1), Some(0)));
    assert_eq!(columns.label(1), Some("Verbindungstyp"));
}

#[test]
fn a_missing_required_column_is_no_match_and_a_missing_other_one_is_none() {
    assert_eq!(find(&["Connection Type"]), None);
    assert_eq!(find(&["Destination"]).unwrap().cell(1), None);
}

#[test]
fn of_two_equal_titles_the_first_counts() {
    assert_eq!(find(&["Status", "Destination", "Destination"]).unwrap().cell(0), Some(1));
}

#[test]
fn labels_with_underscores_are_labels() {
    let columns = find(&["RFC_DESTINATION", "CONNECTION_TYPE", "START_DATE"]).unwrap();
    assert_eq!((columns.cell(0), columns.cell(1), columns.cell(2)), (Some(0), Some(1), Some(2)));
}

#[test]
fn a_generic_label_counts_beside_telling_ones_and_after_them() {
    assert_eq!(find(&["Type", "Destination"]).unwrap().cell(1), Some(0));
    assert_eq!(find(&["Type", "Destination", "Connection Type"]).unwrap().cell(1), Some(2));
    assert_eq!(find(&["Type", "Start date"]), None);
}

#[test]
fn beside_a_cut_title_one_that_lacks_its_last_letters_is_cut_too() {
    let titles = |cut: bool| {
        let cells = [("RFC Destina", true), ("Start dat", false), ("Start tim", false)];
        cells.map(|(text, fills)| Title { letters: normalise(text), fills: fills && cut, beside_cut: cut })
    };
    let columns = Columns::find_titles(COLUMNS, &titles(true), Known::ByHeading).unwrap();
    assert_eq!((columns.cell(2), columns.cell(3)), (Some(1), Some(2)));
    assert_eq!(Columns::find_titles(COLUMNS, &titles(false), Known::ByHeading), None);
}

#[test]
fn a_title_that_fills_its_column_is_the_one_label_it_begins() {
    let columns = find_cut(&["RFC Destin", "Connection T"]).unwrap();
    assert_eq!((columns.cell(0), columns.cell(1)), (Some(0), Some(1)));
    let columns = find_cut(&["Destination", "Start", "Start t"]).unwrap();
    assert_eq!((columns.cell(2), columns.cell(3)), (None, Some(2)), "`Start` may be either");
    assert_eq!(find_cut(&["RFC"]), None, "too short to tell");
    assert_eq!(find(&["RFC Destin", "Connection T"]), None, "nothing is cut where nothing fills its column");
}
