//! What is kept of a record as bytes of a partial result: what rules compare as it is, and nothing that nobody knows.

use std::ops::Range;

use super::{Kept, Rare, Written};
use crate::coding::{Coded, push_number, push_text};
use crate::export::shown::{Known, is_for_people};
use crate::export::{Field, FieldSpec, Value};
use crate::knowledge::secret;
use crate::layout::KeptRow;
use crate::packing::{Damaged, Packed, Packer, Unpacker, packed};

/// Stands over and over where nobody knows what stood there: in none of its lengths it is anything that may be shown.
const UNKNOWN: &[u8] = b"x9";

packed!(Rare { unknown, lists, secrets, harmless, der });

impl Kept {
    /// Writes it. Of the row only what rules compare leaves memory as it is: cells that nobody knows are masked, and what is or looks like a
    /// secret elsewhere than in the values of these fields. What looks like one in a value is shown by nobody, and compared all the same.
    pub(super) fn pack(&self, fields: &[FieldSpec], out: &mut Packer) {
        let Self { bytes: _, rare } = self;
        let mut coded = Coded(&self.bytes);
        let (text, count, values) = (coded.bytes(), coded.number(), coded.bytes());
        let found = secret::merge(self.secrets().iter().cloned().chain(secret::find(text)).collect());
        let (mut known, mut compared) = (self.harmless().to_vec(), Vec::new());
        for (index, spec) in fields.iter().enumerate() {
            let Field { value, span } = self.field(index);
            let items = if let Value::List(items) = value { items } else { Vec::new() };
            let spans = span.into_iter().chain(items.into_iter().filter_map(|item| item.span));
            for span in spans {
                known.push(span.clone());
                if !is_for_people(spec) {
                    compared.push(span);
                }
            }
        }
        let row = self.row();
        let mut unknown = Vec::new();
        if !fields.is_empty() {
            unknown = Known::of_cells(&known, &[]).masks(&row.row(), &(0..text.len()));
        }
        let row = row.filled(&unknown, UNKNOWN).filled(&without(&found, &secret::merge(compared)), b"*");
        let mut bytes = Vec::new();
        push_text(&mut bytes, row.row().text);
        push_number(&mut bytes, count);
        push_text(&mut bytes, values);
        KeptRow::pack(&row.row(), &mut bytes);
        out.bytes(&bytes);
        let none = Rare::default();
        let Rare { unknown, lists, secrets: _, harmless, der } = rare.as_deref().unwrap_or(&none);
        let has_any = rare.is_some() || !found.is_empty();
        has_any.pack(out);
        if has_any {
            unknown.pack(out);
            lists.pack(out);
            // What was found in the text nobody finds any more.
            found.pack(out);
            harmless.pack(out);
            der.pack(out);
        }
    }

    pub(super) fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let kept = Self { bytes: Packed::unpack(from)?, rare: Packed::unpack(from)? };
        if kept.is_sound() { Ok(kept) } else { Err(Damaged) }
    }
}

impl Kept {
    /// Whether all places lie in its row.
    fn is_sound(&self) -> bool {
        let row = self.row();
        let length = row.row().text.len();
        let is_inside = |place: &Range<usize>| place.start <= place.end && place.end <= length;
        let mut coded = Coded(&self.bytes);
        let text = coded.bytes();
        let count = coded.number();
        let mut values = Coded(coded.bytes());
        let mut spans = 0..count.min(values.0.len() as u64);
        let rare = self.rare.as_deref();
        let lists = rare.into_iter().flat_map(|rare| &rare.lists).flat_map(|(_, items)| items);
        let mut of_rare = lists.filter_map(|item| item.span.as_ref()).chain(self.secrets()).chain(self.harmless());
        row.is_sound()
            && spans.all(|_| {
                values.index();
                Written::read(&mut values, text).span.is_none_or(|span| is_inside(&span))
            })
            && of_rare.all(is_inside)
    }
}

/// What of some ranges is in none of the others; all are in order, and no two of one list overlap.
fn without(ranges: &[Range<usize>], others: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut rest = Vec::new();
    for range in ranges {
        let mut start = range.start;
        for other in others.iter().filter(|other| other.start < range.end && range.start < other.end) {
            rest.push(start..other.start);
            start = other.end;
        }
        rest.push(start..range.end);
    }
    rest.retain(|range| range.start < range.end);
    rest
}
