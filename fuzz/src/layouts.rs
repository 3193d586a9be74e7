//! Each layout, on bytes that come in pieces of any length: the same rows for any pieces, places inside the file, and no more
//! handed out than a few times what came in.

use basislint::input::blocks::Blocks;
use basislint::input::{Encoding, Source};
use basislint::layout::{
    Flaw, Heading, LAYOUTS, Layout, Row, RowSink, csv, key_value, pem, profile, properties, sap_list, tabs, text,
};
use basislint::layout::{json, whole_by_head, xls, xlsx, xml};
use basislint::limits::TREE_TEXT_BYTES;

use super::given::Given;
use super::{biff, fixtures, zip};

/// What parts the two files of a workbook.
const AND_STRINGS: &[u8] = b"\0";

/// A layout hands out no more than so many times the bytes that it was given: a line may be offered as a heading, then be a row
/// or title, and rows behind a quote that is never closed are read again.
const MOST_TIMES: usize = 8;

/// Keeps what a layout hands out. The first row with two cells that is offered is the heading.
#[derive(Default, PartialEq, Debug)]
struct Recorder {
    is_tree: bool,
    headed: bool,
    cells: usize,
    rows: Vec<(u64, Vec<String>)>,
    titles: Vec<(u64, String)>,
    flaws: Vec<Flaw>,
    bytes: usize,
}

impl Recorder {
    fn take(&mut self, row: &Row<'_>) -> Vec<String> {
        self.bytes += row.text.len();
        assert_eq!(row.segments.first().map(|segment| segment.offset), Some(0), "the first segment is at 0");
        assert!(row.segments.is_sorted_by_key(|segment| (segment.offset, segment.line)), "segments ascend");
        assert!(row.segments.iter().all(|segment| segment.offset <= row.text.len()), "segments lie in the text");
        let mut last = 0;
        for cell in row.cells {
            // A cell that a short row lacks is empty and stands nowhere.
            let is_lacking = cell.start == 0 && cell.end == 0;
            assert!((is_lacking || last <= cell.start) && cell.start <= cell.end, "{cell:?} behind {last}");
            last = last.max(cell.end);
            assert!(last <= row.text.len(), "{cell:?} of {}", row.text.len());
            let (start, end) = (row.position(cell.start), row.character(cell.end));
            // What is around an object stands before it.
            let is_behind = self.is_tree || start.0 >= row.line();
            assert!(is_behind && start.0 > 0 && start.1 > 0 && end.1 > 0, "{start:?}, {end:?}");
        }
        (0..row.cells.len()).map(|cell| row.text_of(cell)).collect()
    }
}

impl RowSink for Recorder {
    fn title(&mut self, row: &Row<'_>) {
        let values = self.take(row);
        self.titles.push((row.line(), values.concat()));
    }

    fn heading(&mut self, row: &Row<'_>) -> bool {
        let values = self.take(row);
        let accepted = values.len() > 1 && values.iter().all(|value| !value.is_empty());
        if accepted {
            (self.headed, self.cells) = (true, values.len());
            self.rows.push((row.line(), values));
        }
        accepted
    }

    fn row(&mut self, row: &Row<'_>) {
        let values = self.take(row);
        assert!(!self.headed || values.len() == self.cells, "as many cells as the heading has");
        self.rows.push((row.line(), values));
    }

    fn flaw(&mut self, flaw: Flaw) {
        assert!(flaw.line > 0 && flaw.column > 0 && !flaw.message.is_empty(), "{flaw:?}");
        self.flaws.push(flaw);
    }
}

fn read(layout: &Layout, bytes: &[u8], piece: usize) -> Recorder {
    let mut recorder = Recorder::default();
    let Some(mut lines) = layout.lines() else { return recorder };
    let source = Source::Memory(bytes);
    let mut count = 0;
    let mut visit = |block: &basislint::input::Block<'_>| {
        let lines = lines.block(block, &mut recorder);
        count += lines;
        lines
    };
    let encoding = Encoding::detect(bytes, true);
    Blocks::new(&source, piece).read(encoding, 0..u64::MAX, 1, &mut visit).unwrap();
    lines.end(&mut recorder);
    lines.look_at_end(count, &mut recorder);
    let is_inside = |line: u64| line <= count.max(1);
    assert!(recorder.rows.iter().all(|(line, _)| is_inside(*line)), "{recorder:?}");
    assert!(recorder.titles.iter().all(|(line, _)| is_inside(*line)), "{recorder:?}");
    assert!(recorder.flaws.iter().all(|flaw| is_inside(flaw.line)), "{recorder:?}");
    // UTF-16 becomes UTF-8, which may be half as long again.
    let most = bytes.len() * 3 / 2 * MOST_TIMES + 64;
    assert!(recorder.bytes <= most, "{} bytes of {}", recorder.bytes, bytes.len());
    recorder
}

/// The layout, the piece, then a file. For workbooks the piece says whether it is one, or the XML of its sheet and strings, or
/// the records of an old one.
pub fn run(data: &[u8]) {
    let mut given = Given::new(data);
    let (layout, piece, bytes) = (*given.pick(LAYOUTS), given.byte(), given.rest());
    let Some(whole) = layout.whole() else {
        return assert_eq!(read(layout, bytes, 1 << 16), read(layout, bytes, usize::from(piece)), "piece {piece}");
    };
    let is_packed = layout == &xlsx::LAYOUT;
    let cut = bytes.iter().position(|byte| AND_STRINGS.contains(byte)).filter(|_| is_packed && piece & 1 == 0);
    let is_old = layout == &xls::LAYOUT && piece & 1 == 0;
    let bytes = match cut {
        // Records need a container around them.
        None if is_old => biff::container(bytes, "Workbook"),
        Some(cut) => zip::workbook(&bytes[..cut], &bytes[cut + 1..]),
        None => bytes.to_vec(),
    };
    let Ok(mut file) = whole.open(&bytes, "") else { return };
    // It is read once to be recognised, and once for its rows.
    let mut read = || {
        let mut recorder = Recorder { is_tree: layout.heading == Heading::Keys, ..Recorder::default() };
        let read = file.read(&mut recorder);
        // What a workbook repeats, or what is around an object, has limits of its own.
        let most = (bytes.len() * 3 / 2 * MOST_TIMES).max(TREE_TEXT_BYTES as usize);
        assert!(layout.heading == Heading::Row || recorder.bytes <= most, "{} of {}", recorder.bytes, bytes.len());
        (read, recorder)
    };
    assert_eq!(read(), read());
}

/// The number of a layout in [`LAYOUTS`].
fn number(layout: &Layout) -> u8 {
    LAYOUTS.iter().position(|other| *other == layout).unwrap() as u8
}

const SHEET: &[u8] = br#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:C3"/><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="inlineStr"><is><t>RFCOPTIONS</t></is></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>3</v></c><c r="C2" t="str"><f>A1</f><v>H=h,U=B,</v></c></row><row r="3"><c r="A3" t="b"><v>1</v></c><c r="B3" t="e"><v>#N/A</v></c><c r="C3" s="1"><v>45000.5</v></c></row></sheetData></worksheet>"#;
const STRINGS: &[u8] = br#"<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="3" uniqueCount="3"><si><t>RFCDEST</t></si><si><t>RFCTYPE</t></si><si><r><t>SAP</t></r><r><t>OSS</t></r></si></sst>"#;

const TREES: [&str; 5] = [
    r#"{"trustAllBackends":false,"trustedBackends":[{"alias":"a\u00e4\n","notAfterTimeStamp":1814249600000},{"alias":"b"}],"x":[]}"#,
    "HTTP/1.1 200 OK\r\nDate: x\r\n\r\n[{\"virtualHost\":\"h\",\"_links\":{\"self\":{\"href\":\"u\"}},\"allowedClients\":[\"1\",\"2\"]}]",
    "{\"level\":\"info\"}\n{\"level\":\"warn\",\"n\":[[1,2],[{}]]}\n",
    "<?xml version='1.0' encoding='utf-8'?><a:flow id='1' xmlns:a='x'><p><key>k</key><value/></p><p><key>&#228;&amp;</key><value><![CDATA[<v>]]></value></p></a:flow>",
    "<entry><!-- c --><properties><Alias>a</Alias><KeySize m:type='Edm.Int32'>2048</KeySize></properties>text</entry>",
];

pub fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    let mut add = |layout: &Layout, piece: u8, bytes: &[u8]| {
        let mut seed = vec![number(layout), piece];
        seed.extend(bytes);
        seeds.push(seed);
    };
    let mut piece = 1;
    for kind in fixtures::kinds() {
        for (name, bytes) in fixtures::cases(&kind, 4096) {
            let layouts: &[&Layout] = match whole_by_head(&bytes, &name) {
                Some((layout, _)) => &[layout],
                None if name.ends_with(".csv") => &[&csv::COMMA, &csv::SEMICOLON, &csv::BAR],
                None if bytes.starts_with(b"-----BEGIN") => &[&pem::LAYOUT],
                None if name.contains("tabs") => &[&tabs::LAYOUT],
                None if name.contains("list") => &[&sap_list::LAYOUT],
                None if name.ends_with(".prop") => &[&properties::LAYOUT],
                None if kind == "profile" => &[&profile::LAYOUT],
                None if name.contains("sapcontrol") => &[&key_value::LAYOUT],
                None => &[&text::LAYOUT],
            };
            for layout in layouts {
                add(layout, piece, &bytes);
                piece = piece % 61 + 2;
            }
        }
    }
    add(&xlsx::LAYOUT, 0, &[SHEET, STRINGS].join(AND_STRINGS));
    let rows = ["RFCDEST RFCTYPE RFCOPTIONS", "SÜD 3 H=h,U=B,", "SAPOSS 3 x"];
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.split(' ').map(str::to_owned).collect()).collect();
    let old = biff::workbook(&[rows.clone(), rows]);
    add(&xls::LAYOUT, 1, &old);
    add(&xls::LAYOUT, 0, &old[1536..]);
    for text in TREES {
        add(if text.starts_with('<') { &xml::LAYOUT } else { &json::LAYOUT }, 1, text.as_bytes());
    }
    seeds
}
