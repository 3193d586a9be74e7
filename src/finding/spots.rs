//! The places of the findings of one rule in one file: a few bytes for each, in the order in which they came.

use std::ops::Range;

use super::{Excerpt, Place};
use crate::coding::{Coded, push_distance, push_number, push_text};
use crate::packing::{Damaged, Packed, Packer, Unpacker};

/// Where something is wrong.
#[derive(Debug, Clone)]
pub(crate) struct Spot<'s> {
    /// Number of what is said of it.
    pub wording: usize,
    pub place: Place,
    /// The source, if it was kept: a report may not show it.
    pub source: Option<KeptSource<'s>>,
}

/// A piece of source as it is kept: most of those who ask for spots only want their places.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeptSource<'s> {
    coded: Coded<'s>,
    /// That of the place.
    line: u64,
}

/// A piece of source, and the ranges of the labels in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shown {
    pub excerpt: Excerpt,
    pub labels: Vec<Range<usize>>,
}

/// Bits of a spot's first number, below the wording's.
const HAS_SOURCE: u64 = 1;
const OVER_LINES: u64 = 2;
const FLAGS: u32 = 2;

/// Many [`Spot`]s.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spots {
    bytes: Vec<u8>,
    /// The line of the last one, before it is moved.
    last: u64,
    /// All lines are so many further down: what was read is the file's part behind them.
    lines_before: u64,
}

impl Spots {
    pub fn push(&mut self, wording: usize, place: &Place, source: Option<&Shown>) {
        let (start, end) = (place.line.wrapping_sub(self.lines_before), place.end_line.wrapping_sub(self.lines_before));
        let flags = if source.is_some() { HAS_SOURCE } else { 0 } | if start != end { OVER_LINES } else { 0 };
        let out = &mut self.bytes;
        push_number(out, (wording as u64) << FLAGS | flags);
        push_distance(out, self.last, start);
        push_number(out, place.column);
        push_distance(out, place.column, place.end_column);
        if start != end {
            push_distance(out, start, end);
        }
        if let Some(Shown { excerpt, labels }) = source {
            push_distance(out, place.line, excerpt.line);
            push_number(out, excerpt.column);
            push_text(out, excerpt.text.as_bytes());
            push_number(out, labels.len() as u64);
            for label in labels {
                push_number(out, label.start as u64);
                push_distance(out, label.start as u64, label.end as u64);
            }
        }
        self.last = start;
    }

    /// Moves all spots down by so many lines.
    pub fn move_down(&mut self, lines: u64) {
        self.lines_before = self.lines_before.wrapping_add(lines);
    }

    /// Says that no more spots come.
    pub fn close(&mut self) {
        self.bytes.shrink_to_fit();
    }

    pub fn iter(&self) -> Reading<'_> {
        Reading { coded: Coded(&self.bytes), line: 0, lines_before: self.lines_before }
    }
}

impl Spots {
    /// Whether all have one of so many wordings, and labels inside of their source.
    pub fn are_sound(&self, wordings: usize) -> bool {
        self.iter().all(|spot| {
            let is_inside = |source: KeptSource<'_>| {
                let Shown { excerpt, labels } = source.shown();
                labels.into_iter().all(|label| excerpt.text.get(label).is_some())
            };
            spot.wording < wordings && spot.source.is_none_or(is_inside)
        })
    }
}

impl Packed for Spots {
    fn pack(&self, out: &mut Packer) {
        let Self { bytes, last: _, lines_before } = self;
        out.bytes(bytes);
        out.number(*lines_before);
    }

    /// No more can be added to what is read.
    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        Ok(Self { bytes: from.bytes()?.to_vec(), last: 0, lines_before: from.number()? })
    }
}

/// The spots one by one.
#[derive(Debug, Clone)]
pub(crate) struct Reading<'s> {
    coded: Coded<'s>,
    line: u64,
    lines_before: u64,
}

impl<'s> Iterator for Reading<'s> {
    type Item = Spot<'s>;

    fn next(&mut self) -> Option<Spot<'s>> {
        if self.coded.is_empty() {
            return None;
        }
        let coded = &mut self.coded;
        let first = coded.number();
        self.line = coded.moved(self.line);
        let line = self.line.wrapping_add(self.lines_before);
        let column = coded.number();
        let end_column = coded.moved(column);
        let end_line = if first & OVER_LINES == 0 { line } else { coded.moved(line) };
        let source = (first & HAS_SOURCE != 0).then(|| {
            let source = KeptSource { coded: *coded, line };
            source.skip(coded);
            source
        });
        let wording = usize::try_from(first >> FLAGS).unwrap_or(usize::MAX);
        Some(Spot { wording, place: Place { line, column, end_line, end_column }, source })
    }
}

impl KeptSource<'_> {
    /// The source itself.
    pub fn shown(mut self) -> Shown {
        let coded = &mut self.coded;
        let excerpt = Excerpt { line: coded.moved(self.line), column: coded.number(), text: coded.text() };
        let count = coded.count();
        let labels = (0..count).map(|_| {
            let start = coded.number();
            start as usize..coded.moved(start) as usize
        });
        Shown { excerpt, labels: labels.collect() }
    }

    /// Moves to behind it.
    fn skip(self, coded: &mut Coded<'_>) {
        coded.number();
        coded.number();
        coded.bytes();
        for _ in 0..2 * coded.count() {
            coded.number();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn source() -> impl Strategy<Value = Shown> {
        let labels = proptest::collection::vec((0_usize..500, 0_usize..500), 0..4);
        (any::<u64>(), any::<u64>(), "\\PC{0,30}", labels).prop_map(|(line, column, text, labels)| {
            let labels = labels.into_iter().map(|(start, end)| start..end).collect();
            Shown { excerpt: Excerpt { line, column, text }, labels }
        })
    }

    /// As [`Spot`], with the source itself.
    type Told = (usize, Place, Option<Shown>);

    fn spot() -> impl Strategy<Value = Told> {
        let near = (1_u64..2000, 1_u64..200, 0_u64..3, 1_u64..200);
        let place = prop_oneof![
            near.prop_map(|(line, column, more, end)| (line, column, line + more, end)),
            any::<(u64, u64, u64, u64)>()
        ];
        (0_usize..1000, place, proptest::option::of(source())).prop_map(|(wording, place, source)| {
            let (line, column, end_line, end_column) = place;
            (wording, Place { line, column, end_line, end_column }, source)
        })
    }

    fn pack(packed: &mut Spots, spots: &[Told]) {
        for (wording, place, source) in spots {
            packed.push(*wording, place, source.as_ref());
        }
    }

    fn all(packed: &Spots) -> Vec<Told> {
        packed.iter().map(|spot| (spot.wording, spot.place, spot.source.map(KeptSource::shown))).collect()
    }

    proptest! {
        #[test]
        fn spots_come_back_as_they_were(spots in proptest::collection::vec(spot(), 0..20)) {
            let mut packed = Spots::default();
            pack(&mut packed, &spots);
            prop_assert_eq!(all(&packed), spots);
        }

        #[test]
        fn spots_of_a_part_move_down(spots in proptest::collection::vec(spot(), 1..20), at in 0_usize..20, lines in 0_u64..10_000) {
            let mut packed = Spots::default();
            let at = at.min(spots.len());
            pack(&mut packed, &spots[..at]);
            packed.move_down(lines);
            // What comes later has its right lines already.
            pack(&mut packed, &spots[at..]);
            let mut expected = spots;
            for (_, place, source) in &mut expected[..at] {
                let of_source = source.as_mut().map(|source| &mut source.excerpt.line);
                for line in [&mut place.line, &mut place.end_line].into_iter().chain(of_source) {
                    *line = line.wrapping_add(lines);
                }
            }
            prop_assert_eq!(all(&packed), expected);
        }
    }

    #[test]
    fn an_ordinary_spot_has_four_bytes() {
        let mut packed = Spots::default();
        for line in 1..=100 {
            packed.push(5, &Place { line, column: 35, end_line: line, end_column: 41 }, None);
        }
        assert_eq!(packed.bytes.len(), 400);
    }
}
