//! Whether a list ends where a list may end. SAP draws a ruler below the last row, as long as those around the heading, and
//! begins every page with the titles of the first: a list without the one, or with no more than the others, is cut.

use crate::layout::pieces::without_padding;

/// So many titles are kept to know a further page by.
const MOST_TITLES: usize = 32;

/// What is known of a list's end.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Ending {
    /// Length of the shorter ruler around the heading; none if no ruler is below it.
    around: Option<usize>,
    /// Length of the last ruler, which may be broken over lines.
    last: usize,
    /// No row and no heading came since the last ruler.
    ruled: bool,
    /// Titles above the first heading, as they are compared.
    titles: Vec<Vec<u8>>,
    /// A title since the last ruler that is one of them: the next page begins.
    page: Option<u64>,
}

impl Ending {
    /// A heading was accepted that has no ruler below it, so the list need not have one at its end.
    pub(super) fn heading(&mut self) {
        *self = Self { around: None, ruled: false, page: None, ..std::mem::take(self) };
    }

    /// A ruler was drawn; below a heading it is one of those that are around it.
    pub(super) fn ruler(&mut self, text: &[u8], below_heading: bool) {
        let length = without_padding(text).trim_ascii_start().len();
        if below_heading {
            self.around = Some(if self.last == 0 { length } else { length.min(self.last) });
        }
        self.ruled = !below_heading;
        self.last = length;
        if below_heading {
            self.page = None;
        }
    }

    /// The ruler goes on in the next line.
    pub(super) fn more_of_ruler(&mut self, text: &[u8]) {
        self.last += without_padding(text).trim_ascii_start().len();
    }

    /// A row was handed out, or one of totals.
    pub(super) fn row(&mut self) {
        self.ruled = false;
    }

    /// A line outside of tables; `in_table` if a heading was accepted before.
    pub(super) fn title(&mut self, text: &[u8], line: u64, in_table: bool) {
        let title = comparable(text);
        if !in_table {
            if self.titles.len() < MOST_TITLES && !title.is_empty() {
                self.titles.push(title);
            }
        } else if self.titles.iter().any(|first| first.starts_with(&title)) {
            self.page.get_or_insert(line);
        }
    }

    /// Why the list is not whole, and the line if it is not the last.
    pub(super) fn lacks(&self) -> Option<(&'static str, Option<u64>)> {
        let around = self.around?;
        if !self.ruled {
            return Some(("no ruler closes the list, so it may be cut: SAP draws one below the last row", None));
        }
        if self.last < around {
            return Some(("the list is cut in the ruler that closes it", None));
        }
        self.page.map(|line| ("the list is cut in the title of its next page", Some(line)))
    }

    /// A ruler closes the list.
    pub(super) fn is_closed(&self) -> bool {
        self.around.is_some() && self.lacks().is_none()
    }
}

/// Titles of pages differ in page and time.
fn comparable(text: &[u8]) -> Vec<u8> {
    let words = text.split(|byte| byte.is_ascii_whitespace()).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join(&b' ');
    joined.into_iter().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte }).collect()
}

#[cfg(test)]
mod tests {
    use crate::layout::sap_list::SapList;
    use crate::layout::testing::read_to_end;

    const LIST: &str = "Table:  RFCDES   Page 1\n\
                        ---------------\n\
                        |RFCDEST  |T  |\n\
                        ---------------\n\
                        |SAPOSS   |3  |\n\
                        |ZERP     |3  |\n\
                        ---------------\n";

    /// Lines at which the list is known to be incomplete.
    fn incomplete(text: &str) -> Vec<u64> {
        let found = read_to_end(&mut SapList::new(), text.as_bytes(), "RFCDEST");
        found.flaws.iter().filter(|flaw| flaw.incomplete).map(|flaw| flaw.line).collect()
    }

    #[test]
    fn a_framed_list_ends_with_a_ruler_or_is_cut() {
        assert!(incomplete(LIST).is_empty());
        for (lines, at) in [(6, 6), (5, 5), (4, 4)] {
            let cut: String = LIST.lines().take(lines).flat_map(|line| [line, "\n"]).collect();
            assert_eq!(incomplete(&cut), [at], "{cut}");
        }
        assert_eq!(incomplete(&LIST.replace("---------------\n", "")), Vec::<u64>::new(), "a list without rulers");
    }

    #[test]
    fn a_list_that_ends_inside_its_last_ruler_is_cut() {
        for dashes in [3, 10, 14] {
            let cut = format!("{}\n{}\n", LIST.trim_end_matches(['-', '\n']), "-".repeat(dashes));
            assert_eq!(incomplete(&cut), [7], "{cut}");
        }
    }

    #[test]
    fn a_list_that_ends_in_the_title_of_its_next_page_is_cut() {
        let second = LIST.replace("Page 1", "Page 2");
        assert!(incomplete(&format!("{LIST}\n{second}")).is_empty());
        for title in ["Table:  RFCDES   Page 2", "Table:  RFC", "T", "Table:  RFCDES   Page 2\n---------------"] {
            assert_eq!(incomplete(&format!("{LIST}\n{title}\n")).len(), 1, "{title}");
        }
        assert!(
            incomplete(&format!("{LIST}\n2 entries\n")).is_empty(),
            "what stands below a list is no title of a page"
        );
    }
}
