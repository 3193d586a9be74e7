//! From a place in a row to what a finding shows: line and column, the piece of source, the labels. What may not be shown ends
//! here; `shown` says what that is.

use std::borrow::Cow;
use std::ops::Range;

use crate::finding::spots::Shown;
use crate::finding::{Excerpt, Place};
use crate::input::{Charset, count_bytes};
use crate::layout::Row;
use crate::packing::{Damaged, Packed, Packer, Unpacker};

use crate::export::shown::Known;

/// What stands where a password stood, whatever its length.
const MASK: &str = "********";

/// What stands where nobody knows what stood there, whatever its length.
const UNKNOWN: &str = "****";

/// Longest piece of a line that is kept, in bytes; what is cut lies far from every label.
const LONGEST: usize = 400;

/// What a finding shows of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pointed {
    pub place: Place,
    pub excerpt: Excerpt,
    /// For each span that was asked for its range in the excerpt; none if it lies on another line.
    pub labels: Vec<Option<Range<usize>>>,
    /// What stands at the first place, secrets masked: a part of the finding's identity, and not shown.
    pub token: String,
}

impl Packed for Pointed {
    fn pack(&self, out: &mut Packer) {
        let Self { place, excerpt, labels, token } = self;
        place.pack(out);
        excerpt.pack(out);
        labels.pack(out);
        token.pack(out);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Result<Self, Damaged> {
        let (place, excerpt, token): (_, Excerpt, _);
        let labels: Vec<Option<Range<usize>>>;
        (place, excerpt, labels, token) =
            (Packed::unpack(from)?, Packed::unpack(from)?, Packed::unpack(from)?, Packed::unpack(from)?);
        let is_inside = |label: &Range<usize>| excerpt.text.get(label.clone()).is_some();
        if labels.iter().flatten().all(is_inside) { Ok(Self { place, excerpt, labels, token }) } else { Err(Damaged) }
    }
}

impl Pointed {
    /// Moves all down by so many lines.
    pub fn move_down(&mut self, lines: u64) {
        self.place.line += lines;
        self.place.end_line += lines;
        self.excerpt.line += lines;
    }
}

/// As [`point`], without keeping more than the place and the token at it.
pub(crate) fn place_and_token<'a>(
    row: &Row<'a>,
    secrets: &[Range<usize>],
    spans: &[Range<usize>],
) -> (Place, Cow<'a, str>) {
    let own = spans.first().cloned().unwrap_or(0..0);
    if let Some(token) = plain_token(row, secrets, &own) {
        return (place(row, secrets, &own), token);
    }
    let (_, _, token) = picture(row, secrets, spans, None);
    (place(row, secrets, &own), Cow::Owned(token))
}

/// The token, if nothing is masked nor cut in the piece of source around it.
fn plain_token<'a>(row: &Row<'a>, secrets: &[Range<usize>], own: &Range<usize>) -> Option<Cow<'a, str>> {
    let piece = piece_around(row, own.start);
    let text = row.text.get(piece.clone())?;
    let token = text.get(own.start.checked_sub(piece.start)?..own.end.min(piece.end).checked_sub(piece.start)?)?;
    // A byte beyond ASCII becomes three at most, whatever the charset is.
    let longest = text.len() + 2 * count_bytes(text, |byte| byte >= 0x80);
    if longest > LONGEST || !secrets_within(secrets, &piece).is_empty() {
        return None;
    }
    // ASCII is the same in all charsets, so nobody has to look through the whole piece for the right one.
    let charset = if token.is_ascii() { Charset::Utf8 } else { charset_of(text, row.charset) };
    let token = match charset {
        Charset::Utf8 => Cow::Borrowed(std::str::from_utf8(token).ok()?),
        Charset::Windows1252 => charset.decode(token),
    };
    // White space may be at the piece's end, which shows none.
    (!token.is_empty() && !token.ends_with(char::is_whitespace)).then_some(token)
}

/// How a piece of source is shown: what is no UTF-8 is no UTF-8 anywhere in it.
fn charset_of(text: &[u8], charset: Charset) -> Charset {
    match charset {
        Charset::Utf8 if std::str::from_utf8(text).is_err() => Charset::Windows1252,
        charset => charset,
    }
}

fn place(row: &Row<'_>, secrets: &[Range<usize>], own: &Range<usize>) -> Place {
    let (line, column) = row.position(own.start);
    let is_secret = secrets.iter().any(|secret| secret.start < own.end && own.start < secret.end);
    // Where a password ends would tell its length.
    let (end_line, end_column) = if is_secret { (line, column + 1) } else { end_position(row, own) };
    // Cells of one row may stand in any order in their file, and an empty one may begin where another does.
    let (end_line, end_column) = (end_line, end_column).max((line, column));
    Place { line, column, end_line, end_column }
}

/// Points at `spans` of a row, the first being the finding's own. Shows what is known of the row.
pub(crate) fn point(row: &Row<'_>, secrets: &[Range<usize>], spans: &[Range<usize>], known: &Known) -> Pointed {
    let own = spans.first().cloned().unwrap_or(0..0);
    let place = place(row, secrets, &own);
    let (excerpt, labels, shown) = picture(row, secrets, spans, Some(known));
    let token = match plain_token(row, secrets, &own) {
        Some(token) => token.into_owned(),
        // What is shown may be less than what makes the finding the same.
        None if excerpt.text.contains(UNKNOWN) => picture(row, secrets, spans, None).2,
        None => shown,
    };
    Pointed { place, excerpt, labels, token }
}

/// Points at a place of a row of which nothing is known but where some cells stand: the place, what is shown there if that is kept, and the token.
pub(crate) fn pointed(
    row: &Row<'_>,
    secrets: &[Range<usize>],
    own: Range<usize>,
    cells: &[Range<usize>],
    is_shown: bool,
) -> (Place, Option<Shown>, String) {
    let spans = [own];
    if !is_shown {
        let (place, token) = place_and_token(row, secrets, &spans);
        return (place, None, token.into_owned());
    }
    let known = Known::of_cells(cells, &spans);
    let Pointed { place, excerpt, labels, token } = point(row, secrets, &spans, &known);
    let labels = labels.into_iter().map(|label| label.unwrap_or(0..0)).collect();
    (place, Some(Shown { excerpt, labels }), token)
}

/// The piece of source around the first span, the ranges of all in it, and what stands at the first that it shows. Without
/// knowledge of the row only its secrets are masked.
fn picture(
    row: &Row<'_>,
    secrets: &[Range<usize>],
    spans: &[Range<usize>],
    known: Option<&Known>,
) -> (Excerpt, Vec<Option<Range<usize>>>, String) {
    let own = spans.first().cloned().unwrap_or(0..0);
    let piece = piece_around(row, own.start);
    let text = row.text.get(piece.clone()).unwrap_or_default();
    let charset = charset_of(text, row.charset);
    let mut masks: Vec<Mask> = known.map_or_else(Vec::new, |known| {
        known.masks(row, &piece).into_iter().map(|range| Mask { range, secret: false }).collect()
    });
    masks.extend(secrets_within(secrets, &piece).into_iter().map(|range| Mask { range, secret: true }));
    let masked = Masked::new(text, charset, &merged(masks));
    let mut labels: Vec<Option<Range<usize>>> = spans
        .iter()
        .map(|span| {
            let inside = span.start >= piece.start && span.start <= piece.end;
            inside
                .then(|| masked.offset(span.start - piece.start)..masked.offset(span.end.min(piece.end) - piece.start))
        })
        .collect();
    let one_column = row.segments.first().is_some_and(|segment| segment.one_column);
    let first_column = if one_column { 1 } else { row.position(piece.start).1 };
    let line = row.position(own.start).0;
    let excerpt = window(masked.text, line, first_column, &mut labels);
    let own = labels.iter().flatten().next();
    let token = own.and_then(|own| excerpt.text.get(own.clone())).unwrap_or_default().to_owned();
    (excerpt, labels, token)
}

/// What is not shown.
struct Mask {
    range: Range<usize>,
    secret: bool,
}

/// In order; of those that overlap or touch one is left, a secret if one of them is.
fn merged(mut masks: Vec<Mask>) -> Vec<Mask> {
    masks.sort_by_key(|mask| (mask.range.start, mask.range.end));
    masks.dedup_by(|next, before| {
        let touches = next.range.start <= before.range.end;
        if touches {
            before.range.end = before.range.end.max(next.range.end);
            before.secret |= next.secret;
        }
        touches
    });
    masks
}

/// Position behind the last character of a span: on the line in which that character stands.
fn end_position(row: &Row<'_>, span: &Range<usize>) -> (u64, u64) {
    let (line, column) = row.position(span.start);
    let index = row.segments.partition_point(|segment| segment.offset < span.end).saturating_sub(1);
    match row.segments.get(index) {
        Some(segment) if segment.one_column => (segment.line, segment.column + 1),
        Some(segment) if segment.offset <= span.end => {
            let before = row.text.get(segment.offset..span.end).unwrap_or_default();
            (segment.line, segment.column + row.charset.characters(before))
        }
        _ => (line, column),
    }
}

/// The physical line of a row around an offset; a workbook's row is shown whole.
fn piece_around(row: &Row<'_>, offset: usize) -> Range<usize> {
    let index = row.segments.partition_point(|segment| segment.offset <= offset).saturating_sub(1);
    match row.segments.get(index) {
        Some(segment) if !segment.one_column => {
            let end = row.segments.get(index + 1).map_or(row.text.len(), |next| next.offset);
            segment.offset..end.min(row.text.len())
        }
        _ => 0..row.text.len(),
    }
}

/// The secrets inside a piece of the row, as ranges of the piece.
fn secrets_within(secrets: &[Range<usize>], piece: &Range<usize>) -> Vec<Range<usize>> {
    let inside = secrets.iter().map(|secret| secret.start.max(piece.start)..secret.end.min(piece.end));
    inside.filter(|part| part.start < part.end).map(|part| part.start - piece.start..part.end - piece.start).collect()
}

/// A decoded text in which something is masked, and where its raw bytes have gone.
struct Masked<'r> {
    text: String,
    /// Raw offset and offset in `text`, at the begin of each stretch, and whether the stretch is a mask.
    stretches: Vec<(usize, usize, bool)>,
    raw: &'r [u8],
    charset: Charset,
}

impl<'r> Masked<'r> {
    fn new(raw: &'r [u8], charset: Charset, masks: &[Mask]) -> Self {
        let mut masked = Self { text: String::with_capacity(raw.len()), stretches: Vec::new(), raw, charset };
        let mut from = 0;
        for Mask { range, secret } in masks {
            masked.push(from, raw.get(from..range.start).unwrap_or_default());
            masked.stretches.push((range.start, masked.text.len(), true));
            masked.text.push_str(if *secret { MASK } else { UNKNOWN });
            from = range.end;
        }
        masked.push(from, raw.get(from..).unwrap_or_default());
        masked.text.truncate(masked.text.trim_end().len());
        masked
    }

    fn push(&mut self, from: usize, bytes: &[u8]) {
        self.stretches.push((from, self.text.len(), false));
        self.text.push_str(&self.charset.decode(bytes));
    }

    /// Where a raw offset has gone. Offsets inside a secret go to the mask's begin, its end to the mask's end.
    fn offset(&self, raw: usize) -> usize {
        let index = self.stretches.partition_point(|(start, ..)| *start <= raw).saturating_sub(1);
        let (start, at, mask) = self.stretches.get(index).copied().unwrap_or((0, 0, false));
        let inside = self.raw.get(start..raw).unwrap_or_default();
        let length = || if inside.is_ascii() { inside.len() } else { self.charset.decode(inside).len() };
        let offset = if mask { at } else { at + length() };
        offset.min(self.text.len())
    }
}

/// Cuts a long text down to what lies around the labels.
fn window(text: String, line: u64, column: u64, labels: &mut [Option<Range<usize>>]) -> Excerpt {
    if text.len() <= LONGEST {
        return Excerpt { line, column, text };
    }
    let first = labels.iter().flatten().map(|label| label.start).min().unwrap_or(0);
    let start = floor_char_boundary(&text, first.saturating_sub(LONGEST / 4));
    let end = floor_char_boundary(&text, start + LONGEST);
    let (skipped, shown) = (&text[..start], &text[start..end]);
    for label in labels.iter_mut() {
        *label = label
            .clone()
            .filter(|label| label.start >= start && label.start < end)
            .map(|label| label.start - start..label.end.min(end) - start);
    }
    Excerpt { line, column: column + skipped.chars().count() as u64, text: shown.to_owned() }
}

fn floor_char_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    #![allow(clippy::single_range_in_vec_init)]

    use proptest::prelude::*;

    use super::*;
    use crate::export::shown::Known;
    use crate::layout::{Cell, Segment};

    /// As [`super::point`], of a row of which all is known.
    fn point(row: &Row<'_>, secrets: &[Range<usize>], spans: &[Range<usize>]) -> Pointed {
        super::point(row, secrets, spans, &Known::all(row))
    }

    fn row<'a>(text: &'a [u8], segments: &'a [Segment], charset: Charset) -> Row<'a> {
        const CELLS: &[Cell] = &[];
        Row { text, cells: CELLS, segments, charset }
    }

    const ONE: &[Segment] = &[Segment { offset: 0, line: 7, column: 1, one_column: false }];

    fn shown(pointed: &Pointed) -> Vec<&str> {
        pointed.labels.iter().flatten().map(|label| &pointed.excerpt.text[label.clone()]).collect()
    }

    #[test]
    fn a_span_behind_an_umlaut_has_its_column_in_characters() {
        for (text, charset) in [("|SÜD|SAPOSS|".as_bytes(), Charset::Utf8), (b"|S\xDCD|SAPOSS|", Charset::Windows1252)]
        {
            let at = text.len() - 7;
            let pointed = point(&row(text, ONE, charset), &[], &[at..at + 6]);
            assert_eq!(pointed.place, Place { line: 7, column: 6, end_line: 7, end_column: 12 });
            assert_eq!(shown(&pointed), ["SAPOSS"]);
        }
    }

    proptest! {
        #[test]
        fn the_token_is_the_same_whether_or_not_the_source_is_kept(
            pieces in proptest::collection::vec(
                prop_oneof![
                    "[ -~]{0,20}".prop_map(String::into_bytes), "[ä漢\u{a0} ]{0,5}".prop_map(String::into_bytes),
                    proptest::collection::vec(any::<u8>(), 0..6), Just(b"password=geheim ".to_vec()), Just(vec![b'x'; 200]),
                ],
                0..6,
            ),
            spans in proptest::collection::vec((0_usize..300, 0_usize..40), 1..3),
            secrets in proptest::collection::vec((0_usize..300, 1_usize..10), 0..2),
            breaks in proptest::collection::vec(1_usize..200, 0..2),
            utf8: bool,
        ) {
            let text = pieces.concat();
            let span = |(start, length): (usize, usize)| start.min(text.len())..(start + length).min(text.len());
            let spans: Vec<_> = spans.into_iter().map(span).collect();
            let secrets: Vec<_> = secrets.into_iter().map(span).collect();
            let mut offsets: Vec<usize> = breaks.into_iter().chain([0]).filter(|offset| *offset <= text.len()).collect();
            offsets.sort_unstable();
            let segments: Vec<_> =
                (7..).zip(offsets).map(|(line, offset)| Segment { offset, line, column: 1, one_column: false }).collect();
            let row = row(&text, &segments, if utf8 { Charset::Utf8 } else { Charset::Windows1252 });
            let pointed = point(&row, &secrets, &spans);
            let (place, token) = place_and_token(&row, &secrets, &spans);
            prop_assert_eq!((place, &*token), (pointed.place, &*pointed.token));
        }
    }

    #[test]
    fn a_password_is_masked_and_labels_behind_it_still_fit() {
        let text = b"|Z|H=a,v=Geheim!,U=X,|";
        let pointed = point(&row(text, ONE, Charset::Utf8), &[9..16], &[9..16, 17..20]);
        assert_eq!(pointed.excerpt.text, "|Z|H=a,v=********,U=X,|");
        assert_eq!(shown(&pointed), ["********", "U=X"]);
        // Its length is nobody's business either.
        assert_eq!((pointed.place.column, pointed.place.end_column), (10, 11));
    }

    #[test]
    fn a_record_broken_over_lines_shows_the_line_of_the_place() {
        let text = b"|SAPOSS|H=x, U=OSS_RFC,|";
        let segments = [
            Segment { offset: 0, line: 4, column: 1, one_column: false },
            Segment { offset: 13, line: 5, column: 1, one_column: false },
        ];
        let pointed = point(&row(text, &segments, Charset::Utf8), &[], &[15..22, 1..7]);
        assert_eq!((pointed.place.line, pointed.place.column), (5, 3));
        assert_eq!(pointed.excerpt.text, "U=OSS_RFC,|");
        assert_eq!(shown(&pointed), ["OSS_RFC"]);
        assert_eq!(pointed.labels[1], None);
    }

    #[test]
    fn a_cell_of_a_workbook_is_one_column_wide() {
        let text = b"SAPOSS | 3";
        let segments = [
            Segment { offset: 0, line: 4, column: 2, one_column: true },
            Segment { offset: 9, line: 4, column: 3, one_column: true },
        ];
        let pointed = point(&row(text, &segments, Charset::Utf8), &[], &[9..10]);
        assert_eq!(pointed.place, Place { line: 4, column: 3, end_line: 4, end_column: 4 });
        assert_eq!(shown(&pointed), ["3"]);
    }

    #[test]
    fn a_long_line_is_cut_to_the_part_around_the_label() {
        let text = format!("{}SAPOSS{}", "ä".repeat(1000), "x".repeat(1000));
        let pointed = point(&row(text.as_bytes(), ONE, Charset::Utf8), &[], &[2000..2006]);
        assert_eq!(shown(&pointed), ["SAPOSS"]);
        assert_eq!(pointed.place.column, 1001);
        assert_eq!(pointed.excerpt.column, 951);
        assert!(pointed.excerpt.text.len() <= LONGEST);
    }
}
