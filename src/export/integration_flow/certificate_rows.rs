//! The certificates that a sender channel lets in: XML in the value of a property (connectors.md a.8),
//! `<row><cell id='clientCertificate.subjectDN'>...</cell><cell id='clientCertificate.issuerDN'>...</cell></row>`.

use super::fields;
use super::made::{Kept, Made};
use crate::export::{Field, RecordSink};
use crate::layout::{Flaw, Row, RowSink, xml};

const PARAMETER: &str = "the whole list of certificates is a parameter";
const UNREADABLE: &str = "the list of certificates of this channel cannot be read as a whole";

/// Hands out a record for each row of the list; `begin` makes one of which the channel is known.
pub(super) fn hand(list: &Kept, begin: impl Fn() -> Made, sink: &mut dyn RecordSink) {
    if list.text.is_empty() {
        return;
    }
    if !list.text.contains('<') {
        let mut made = begin();
        made.write(list);
        made.settle(fields::SUBJECT, Field::unknown(PARAMETER));
        made.settle(fields::ISSUER, Field::unknown(PARAMETER));
        return made.hand(sink);
    }
    let (certificates, is_whole) = read(&list.text);
    for names in &certificates {
        let mut made = begin();
        for (field, text) in [fields::SUBJECT, fields::ISSUER].into_iter().zip(names) {
            let text = text.clone().unwrap_or_default();
            made.set(field, &Kept { text, place: list.place, is_cut: false });
        }
        made.hand(sink);
    }
    if !is_whole {
        let (line, column) = list.place;
        sink.flaw(Flaw { line, column, message: UNREADABLE.to_owned(), incomplete: true });
    }
}

/// Subject and issuer of a certificate, as far as its row has them.
type Names = [Option<String>; 2];

/// The rows of a list, and whether that is all of it.
fn read(list: &str) -> (Vec<Names>, bool) {
    let mut rows = Rows::default();
    // A list of rows has no element around it.
    let file = format!("<rows>{list}</rows>");
    let opened = xml::LAYOUT.whole().and_then(|whole| whole.open(file.as_bytes(), "").ok());
    let is_read = opened.is_some_and(|mut opened| opened.read(&mut rows).is_ok());
    (rows.found, is_read && !rows.is_flawed)
}

/// Puts the cells of a list together to rows.
#[derive(Default)]
struct Rows {
    found: Vec<Names>,
    is_flawed: bool,
    id: Option<usize>,
    text: Option<usize>,
    /// The cell by which one knows the row around: all texts in it.
    around: Option<usize>,
    /// Where the row around the last cell stands.
    last: Option<(u64, u64)>,
}

impl RowSink for Rows {
    fn title(&mut self, _: &Row<'_>) {}

    fn heading(&mut self, row: &Row<'_>) -> bool {
        let keys: Vec<String> = (0..row.cells.len()).map(|cell| row.text_of(cell)).collect();
        let cell = |name: &str| keys.iter().position(|key| key == name);
        (self.id, self.text, self.around) = (cell("cell/@id"), cell("cell/text()"), cell("row/cell"));
        self.id.is_some()
    }

    fn row(&mut self, row: &Row<'_>) {
        let Some(id) = self.id.map(|id| row.text_of(id)) else { return };
        let Some(name) = ["subjectDN", "issuerDN"].iter().position(|name| id.rsplit('.').next() == Some(name)) else {
            return;
        };
        let place = self.around.map(|around| row.position(row.cell(around).start));
        let is_next = self.found.last().is_none_or(|last| self.last != place || last[name].is_some());
        self.last = place;
        if is_next {
            self.found.push([None, None]);
        }
        if let Some(names) = self.found.last_mut() {
            names[name] = Some(self.text.map(|text| row.text_of(text)).unwrap_or_default());
        }
    }

    fn flaw(&mut self, _: Flaw) {
        self.is_flawed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(name: &str, text: &str) -> String {
        format!("<cell id='clientCertificate.{name}DN'>{text}</cell>")
    }

    fn names(list: &str) -> Vec<[String; 2]> {
        let (rows, is_whole) = read(list);
        assert!(is_whole, "{list}");
        rows.into_iter().map(|names| names.map(|name| name.unwrap_or_else(|| "-".to_owned()))).collect()
    }

    #[test]
    fn each_row_is_a_certificate_whatever_cells_it_has() {
        let rows = [
            [cell("subject", "CN=a, O=A &amp;amp; B"), cell("issuer", "CN=ca")].concat(),
            cell("subject", "CN=b"),
            cell("issuer", "CN=ca"),
            [cell("issuer", ""), cell("subject", "{{Subject}}"), "<cell id='other'>x</cell>".to_owned()].concat(),
            [cell("subject", ""), cell("issuer", "")].concat(),
        ];
        let list = rows.map(|row| format!("<row>{row}</row>")).concat();
        assert_eq!(
            names(&list),
            [["CN=a, O=A &amp; B", "CN=ca"], ["CN=b", "-"], ["-", "CN=ca"], ["{{Subject}}", ""], ["", ""]]
        );
    }

    #[test]
    fn empty_rows_are_told_apart_and_no_row_is_none() {
        let empty = format!("<row>{}{}</row>", cell("subject", ""), cell("issuer", ""));
        assert_eq!(names(&empty.repeat(2)), [["", ""], ["", ""]]);
        assert!(names("<row/>").is_empty());
    }

    #[test]
    fn what_breaks_off_or_defines_entities_is_not_whole() {
        let good = format!("<row>{}</row>", cell("subject", "CN=a"));
        for bad in [format!("{good}<row><cell id='x.issuerDN'>CN"), format!("<!DOCTYPE x [<!ENTITY a 'b'>]>{good}")] {
            let (rows, is_whole) = read(&bad);
            assert!(!is_whole && rows.len() <= 2, "{bad}");
        }
    }
}
