//! Old workbooks (BIFF8 in an OLE2 container), as small as may be: for tests that need one of any rows or any records.

const SECTOR: usize = 512;
/// A record holds no more.
const LONGEST: usize = 8224;

pub fn record(number: u16, data: &[u8]) -> Vec<u8> {
    let mut record = number.to_le_bytes().to_vec();
    record.extend((data.len() as u16).to_le_bytes());
    record.extend(data);
    record
}

fn begin(kind: u16) -> Vec<u8> {
    let numbers: [u16; 8] = [0x0600, kind, 0, 0, 0, 0, 0, 0];
    record(0x0809, &numbers.map(u16::to_le_bytes).concat())
}

/// The shared texts, in letters of two bytes, in records that continue one another.
fn shared(texts: &[String]) -> Vec<u8> {
    let mut records: Vec<Vec<u8>> = vec![[(texts.len() as u32).to_le_bytes(); 2].concat()];
    for text in texts {
        let letters: Vec<u16> = text.encode_utf16().collect();
        let full = |records: &[Vec<u8>], more: usize| records.last().is_some_and(|last| last.len() + more > LONGEST);
        if full(&records, 4) {
            records.push(Vec::new());
        }
        let add = |records: &mut Vec<Vec<u8>>, bytes: &[u8]| records.last_mut().unwrap().extend(bytes);
        add(&mut records, &(letters.len() as u16).to_le_bytes());
        add(&mut records, &[1]);
        for letter in letters {
            if full(&records, 2) {
                records.push(vec![1]);
            }
            add(&mut records, &letter.to_le_bytes());
        }
    }
    let numbers = std::iter::once(0x00FC).chain(std::iter::repeat(0x003C));
    numbers.zip(&records).flat_map(|(number, data)| record(number, data)).collect()
}

/// A stream with these records before its sheets, and these in each.
pub fn stream(globals: &[u8], sheets: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let name = |name: &str| [&[name.len() as u8, 0], name.as_bytes()].concat();
    let listed =
        |at: usize, called: &str| record(0x0085, &[&(at as u32).to_le_bytes(), &[0, 0][..], &name(called)].concat());
    let end = record(0x000A, &[]);
    let head = begin(5);
    let lists: usize = sheets.iter().map(|(called, _)| listed(0, called).len()).sum();
    let mut at = head.len() + lists + globals.len() + end.len();
    let (mut stream, mut bodies) = (head, Vec::new());
    for (called, cells) in sheets {
        stream.extend(listed(at, called));
        let body = [begin(0x10), cells.clone(), end.clone()].concat();
        at += body.len();
        bodies.extend(body);
    }
    [stream, globals.to_vec(), end, bodies].concat()
}

/// A workbook with these rows of texts in its sheets.
pub fn workbook(sheets: &[Vec<Vec<String>>]) -> Vec<u8> {
    let mut texts = Vec::new();
    let mut bodies = Vec::new();
    for rows in sheets {
        let mut cells = Vec::new();
        for (row, values) in rows.iter().enumerate() {
            for (column, value) in values.iter().enumerate().filter(|(_, value)| !value.is_empty()) {
                let place = [row as u16, column as u16, 0].map(u16::to_le_bytes).concat();
                cells.extend(record(0x00FD, &[place, (texts.len() as u32).to_le_bytes().to_vec()].concat()));
                texts.push(value.clone());
            }
        }
        bodies.push(("Sheet1", cells));
    }
    container(&stream(&shared(&texts), &bodies), "Workbook")
}

/// A container with one stream.
pub fn container(stream: &[u8], name: &str) -> Vec<u8> {
    let mut stream = stream.to_vec();
    // Shorter ones lie elsewhere.
    stream.resize(stream.len().max(4096).next_multiple_of(SECTOR), 0);
    let data = stream.len() / SECTOR;
    let tables = (1..).find(|tables| tables * (SECTOR / 4) > tables + 1 + data).unwrap();
    const END: u32 = 0xFFFF_FFFE;
    let mut table = vec![0xFFFF_FFFD_u32; tables];
    table.push(END);
    table.extend((1..data).map(|sector| (tables + 1 + sector) as u32));
    table.push(END);
    table.resize(tables * SECTOR / 4, u32::MAX);
    let mut header = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    header.resize(24, 0);
    header.extend([0x3E_u16, 3, 0xFFFE, 9, 6, 0, 0, 0].map(u16::to_le_bytes).concat());
    header.extend([0, tables as u32, tables as u32, 0, 4096, END, 0, END, 0].map(u32::to_le_bytes).concat());
    header.extend(
        (0..109).map(|sector| if sector < tables as u32 { sector } else { u32::MAX }).flat_map(u32::to_le_bytes),
    );
    let entry = |name: &str, kind: u8, inside: u32, first: u32, length: usize| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(64, 0);
        entry.extend((name.len() as u16 * 2 + 2).to_le_bytes());
        entry.extend([kind, 1]);
        entry.extend([u32::MAX, u32::MAX, inside].map(u32::to_le_bytes).concat());
        entry.resize(116, 0);
        entry.extend([first, length as u32, 0].map(u32::to_le_bytes).concat());
        entry
    };
    let mut directory = entry("Root Entry", 5, 1, END, 0);
    directory.extend(entry(name, 2, u32::MAX, tables as u32 + 1, stream.len()));
    directory.resize(SECTOR, 0);
    [header, table.iter().flat_map(|next| next.to_le_bytes()).collect(), directory, stream].concat()
}
