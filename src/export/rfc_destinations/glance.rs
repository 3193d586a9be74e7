//! What can be told of a clean row without making a destination of it. The plain way is [`super::destination`]; a test
//! holds this one to it.

use memchr::{memchr, memchr_iter};

use crate::export::heading::{Columns, NameColumn};
use crate::knowledge::rfc_options::{self, Password};
use crate::layout::CleanRow;

use super::{OPTIONS, RFCALIAS, RFCAUTH, RFCTYPE, RFCUSER, field};

/// The columns that matter, in a list that has what it takes.
#[derive(Debug, Clone)]
pub(super) struct GlanceColumns {
    connection_type: usize,
    options: usize,
    /// Columns in which RFCOPTIONS goes on.
    more: Vec<usize>,
}

/// RFCOPTIONS of a clean row.
pub(super) struct RowGlance<'a> {
    options: &'a [u8],
}

impl GlanceColumns {
    /// Lists that lack the type or the options say too little, those with SAP's decoded columns too much.
    pub(super) fn of(columns: &Columns) -> Option<Self> {
        if [RFCUSER, RFCALIAS, RFCAUTH].iter().any(|column| columns.cell(*column).is_some()) {
            return None;
        }
        Some(Self {
            connection_type: columns.cell(RFCTYPE)?,
            options: columns.cell(OPTIONS.start)?,
            more: OPTIONS.skip(1).filter_map(|column| columns.cell(column)).collect(),
        })
    }

    /// A look at the row, unless something in it may be cut, or is more than a glance tells.
    pub(super) fn look<'a>(&self, row: &CleanRow<'a>, names: &NameColumn) -> Option<RowGlance<'a>> {
        let options = row.padded(self.options);
        let one_letter = matches!(row.padded(self.connection_type), [b'!'..=b'~'] | [b'!'..=b'~', b' ', ..]);
        let whole = options.last() == Some(&b' ');
        let alone = self.more.iter().all(|cell| row.trimmed(*cell).is_empty());
        (one_letter && whole && alone && names.is_filled(row)).then_some(RowGlance { options })
    }
}

impl RowGlance<'_> {
    /// Asks `minds` about every value that user and password may have in this row: one too many costs time, one too few
    /// would hide a finding. Says whether there is nothing to mind, and nothing that a glance cannot tell.
    pub(super) fn candidates(&self, mut minds: impl FnMut(usize, &[u8]) -> bool) -> bool {
        let mut password = Password::None;
        let mut start = 0;
        for end in memchr_iter(b',', self.options).chain([self.options.len()]) {
            let token = self.options.get(start..end).unwrap_or_default();
            start = end + 1;
            let (key, value) = match token {
                [key @ b'!'..=b'~', b'=', value @ ..] if *key != b'=' => (*key, value),
                // A key of several letters or with blanks around it, or the blanks behind the last comma.
                _ => {
                    let Some(equals) = memchr(b'=', token) else { continue };
                    let [key] = token[..equals].trim_ascii() else { continue };
                    (*key, &token[equals + 1..])
                }
            };
            if matches!(key, b'U' | b'D') {
                let value = value.trim_ascii();
                // It may hold a password, which is masked before anybody compares it.
                let is_plain = !value.iter().any(|byte| matches!(byte, b'=' | b':' | b'/'));
                if !is_plain || minds(field::USER, value) {
                    return false;
                }
            } else if rfc_options::is_password_key(&[key]) {
                match rfc_options::password(value) {
                    Password::Clear => password = Password::Clear,
                    Password::Stored if password == Password::None => password = Password::Stored,
                    Password::Stored | Password::None => {}
                }
            }
        }
        let password: &[u8] = match password {
            Password::None => b"none",
            Password::Stored => b"stored",
            Password::Clear => b"clear",
        };
        !minds(field::PASSWORD, password)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::COLUMNS;
    use super::super::destination::Destination;
    use super::*;
    use crate::export::{FieldBytes, Record, Value};
    use crate::input::{Block, Charset};
    use crate::layout::sap_list::SapList;
    use crate::layout::{CleanRows, Flaw, LineLayout, Row, RowSink, sap_list};

    /// Reads every row both ways.
    #[derive(Default)]
    struct Both {
        columns: Option<(Columns, NameColumn)>,
        glanced: Option<Vec<(usize, Vec<u8>)>>,
        rows: usize,
        glances: usize,
    }

    impl RowSink for Both {
        fn title(&mut self, _: &Row<'_>) {}

        fn heading(&mut self, row: &Row<'_>) -> bool {
            self.columns = Columns::find(COLUMNS, row).map(|columns| (columns, NameColumn::under(row, 0)));
            true
        }

        fn clean_rows(&mut self, rows: &CleanRows<'_>) -> usize {
            let (columns, names) = self.columns.as_ref().unwrap();
            self.glanced = GlanceColumns::of(columns).and_then(|glance| {
                let mut seen = Vec::new();
                let told = glance.look(&rows.iter().next()?, names)?.candidates(|field, value| {
                    seen.push((field, value.to_vec()));
                    false
                });
                told.then_some(seen)
            });
            0
        }

        fn row(&mut self, row: &Row<'_>) {
            self.rows += 1;
            let Some(glanced) = self.glanced.take() else { return };
            self.glances += 1;
            let (columns, _) = self.columns.as_ref().unwrap();
            let destination = Destination::new(row, columns, &sap_list::LAYOUT);
            let FieldBytes { whole, glance, .. } = super::super::EXPORT.bytes;
            for field in whole.iter().chain(glance) {
                match destination.field(*field).value {
                    Value::Unknown(why) => panic!("field {field} is unknown: {why}"),
                    Value::Text(text) if glance.contains(field) => {
                        let seen = glanced.iter().any(|(seen, value)| seen == field && *value == *text);
                        assert!(seen, "field {field}: {:?} of {glanced:?}", bstr::BStr::new(&text));
                    }
                    Value::Text(text) => {
                        let stands = bstr::ByteSlice::contains_str(row.text, &*text);
                        assert!(stands || text.contains(&b'*'), "field {field}: {:?}", bstr::BStr::new(&text));
                    }
                    _ => {}
                }
            }
        }

        fn flaw(&mut self, _: Flaw) {}
    }

    fn read_both_ways(rows: &[(String, String, String)]) -> Both {
        let ruler = "-".repeat(77);
        let heading = format!("|RFCDEST |RFCTYPE|{:58}|\n", "RFCOPTIONS");
        // The first row shows the layout what rows look like; it is never clean.
        let rows: String =
            rows.iter().map(|(name, kind, options)| format!("|{name:8}|{kind:7}|{options:58}|\n")).collect();
        let text = format!("{ruler}\n{heading}{ruler}\n|FIRST   |3      |{:58}|\n{rows}", "");
        let mut both = Both::default();
        SapList::new().block(&Block { text: text.as_bytes(), first_line: 1, charset: Charset::Utf8 }, &mut both);
        both
    }

    fn options() -> impl Strategy<Value = String> {
        let token = prop_oneof![
            4 => "[UDvPMHu ]{1,2}=[A-Za-z0-9%_*]{0,6}".boxed(),
            2 => proptest::sample::select(&["v=%_PWD", "U=OSS_RFC", "P=geheim", "U=password=x", "H=/H/a/S/3299/H/b", "D=SÜD", " U = X ", "=x", "stray"][..])
                .prop_map(str::to_owned).boxed(),
        ];
        proptest::collection::vec(token, 0..6).prop_map(|tokens| tokens.join(","))
    }

    proptest! {
        #[test]
        fn a_glance_tells_all_that_a_destination_has(
            rows in proptest::collection::vec((
                proptest::sample::select(&["SAPOSS", "", "RFCDEST", "SÜD", "*"][..]).prop_map(str::to_owned),
                proptest::sample::select(&["3", "H", "G", "T", "", "HTTP", "x"][..]).prop_map(str::to_owned),
                options(),
            ), 1..4)
        ) {
            read_both_ways(&rows);
        }
    }

    #[test]
    fn common_rows_are_seen_at_a_glance_and_cut_ones_are_not() {
        let row = |options: &str| ("SAPOSS".to_owned(), "3".to_owned(), options.to_owned());
        let cut = "H=".to_owned() + &"x".repeat(56);
        let both = read_both_ways(&[row("H=h,U=X,v=%_PWD,"), row(""), row(&cut), row("U=a:b,")]);
        assert_eq!((both.rows, both.glances), (5, 2));
    }
}
