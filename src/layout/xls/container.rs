//! The container of old Office documents (OLE2, compound file): streams in chains of sectors, as a small file system has them.
//!
//! Only what it takes to get at one stream. Each chain is followed no farther than the file has sectors.

use std::borrow::Cow;

/// With what each such file begins.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0";

/// Bytes of the header; its sectors begin behind it.
const HEADER: usize = 512;
/// Numbers of sectors of the allocation table that stand in the header.
const IN_HEADER: usize = 109;
/// Numbers from here on are no sectors.
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Bytes of an entry of the directory.
const ENTRY: usize = 128;
/// More entries no document has that anybody exports.
const MOST_ENTRIES: usize = 4096;

/// More bytes no document has in short sectors: in them lie streams of less than 4 KiB.
const MOST_SHORT: usize = 4 << 20;

/// A number of so many bytes, the lowest first.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

/// As [`u16_at`].
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// An opened container.
pub(super) struct Container<'b> {
    bytes: &'b [u8],
    sector: usize,
    table: Vec<u32>,
    entries: Vec<Entry>,
    /// The short sectors, those of streams with few bytes.
    short: Vec<u8>,
    short_sector: usize,
    short_table: Vec<u32>,
    /// Streams with fewer bytes lie in short sectors.
    short_below: usize,
}

struct Entry {
    name: String,
    is_stream: bool,
    is_root: bool,
    first: u32,
    length: usize,
    /// The entries beside it in the same folder, and the first inside.
    beside: [u32; 2],
    inside: u32,
}

/// A stream's bytes, and whether they are all there.
pub(super) struct Stream {
    pub(super) bytes: Vec<u8>,
    pub(super) whole: bool,
}

impl<'b> Container<'b> {
    /// Opens a container; none if its tables cannot be read.
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = |at| u16_at(bytes, at).filter(|shift| (6..=16).contains(shift));
        let sector = 1_usize << shift(30).filter(|shift| *shift >= 9)?;
        let short_sector = 1_usize << shift(32)?;
        let mut container = Self {
            bytes,
            sector,
            table: Vec::new(),
            entries: Vec::new(),
            short: Vec::new(),
            short_sector,
            short_table: Vec::new(),
            short_below: u32_at(bytes, 56)? as usize,
        };
        container.table = container.allocation_table()?;
        let directory = container.chain(u32_at(bytes, 48)?, MOST_ENTRIES * ENTRY).bytes;
        container.entries = directory.chunks_exact(ENTRY).filter_map(entry).collect();
        let root = container.entries.iter().find(|entry| entry.is_root)?;
        container.short = container.chain(root.first, root.length.min(MOST_SHORT)).bytes;
        container.short_table = numbers(&container.chain(u32_at(bytes, 60)?, MOST_SHORT / short_sector * 4).bytes);
        Some(container)
    }

    /// There is a stream with this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(&[name]).is_some()
    }

    /// The stream with one of these names.
    pub(super) fn stream(&self, names: &[&str]) -> Option<Stream> {
        self.entry(names).map(|entry| self.read(entry))
    }

    /// The entry of a stream with one of these names that lies beneath no other.
    fn entry(&self, names: &[&str]) -> Option<&Entry> {
        let root = self.entries.iter().find(|entry| entry.is_root)?;
        let mut next = vec![root.inside];
        let mut seen = vec![false; self.entries.len()];
        while let Some(index) = next.pop().map(|index| index as usize) {
            let (Some(entry), Some(seen)) = (self.entries.get(index), seen.get_mut(index)) else { continue };
            if std::mem::replace(seen, true) {
                continue;
            }
            if entry.is_stream && names.iter().any(|name| name.eq_ignore_ascii_case(&entry.name)) {
                return Some(entry);
            }
            next.extend(entry.beside);
        }
        None
    }

    fn read(&self, entry: &Entry) -> Stream {
        if entry.length >= self.short_below {
            return self.chain(entry.first, entry.length);
        }
        let sector =
            |number: usize| self.short.get(number * self.short_sector..).map(|rest| first(rest, self.short_sector));
        follow(entry.first, entry.length, &self.short_table, sector)
    }

    fn sector(&self, number: usize) -> Option<&'b [u8]> {
        let start = number.checked_mul(self.sector)?.checked_add(self.sector.max(HEADER))?;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        Some(first(rest, self.sector))
    }

    fn chain(&self, start: u32, length: usize) -> Stream {
        follow(start, length, &self.table, |number| self.sector(number))
    }

    /// For each sector which one follows it. Its own sectors are listed in the header, and in sectors chained by their last number.
    fn allocation_table(&self) -> Option<Vec<u32>> {
        let header = self.bytes.get(76..HEADER)?;
        let most = self.bytes.len() / self.sector + 1;
        let mut own: Vec<u32> = numbers(header).into_iter().take(IN_HEADER).collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut lists = 0;
        while next < NO_SECTOR && lists <= most && own.len() <= most {
            let list = numbers(self.sector(next as usize)?);
            let (last, list) = list.split_last()?;
            own.extend(list);
            next = *last;
            lists += 1;
        }
        let mut table = Vec::new();
        // No more sectors of the table are looked at than there are sectors to list.
        for number in own.into_iter().filter(|number| *number < NO_SECTOR).take(most) {
            table.extend(numbers(self.sector(number as usize)?));
            if table.len() > most {
                break;
            }
        }
        Some(table)
    }
}

/// Puts the sectors of a chain together, up to so many bytes.
fn follow<'s>(start: u32, length: usize, table: &[u32], sector: impl Fn(usize) -> Option<&'s [u8]>) -> Stream {
    let mut bytes = Vec::new();
    let mut next = start;
    let mut left = table.len() + 1;
    while next < NO_SECTOR && bytes.len() < length && left > 0 {
        let Some(piece) = sector(next as usize) else { break };
        bytes.extend_from_slice(piece);
        next = table.get(next as usize).copied().unwrap_or(u32::MAX);
        left -= 1;
    }
    let whole = bytes.len() >= length;
    bytes.truncate(length);
    Stream { bytes, whole }
}

fn first(bytes: &[u8], length: usize) -> &[u8] {
    bytes.get(..length).unwrap_or(bytes)
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks().0.iter().map(|number| u32::from_le_bytes(*number)).collect()
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let length = usize::from(u16_at(bytes, 64)?).saturating_sub(2).min(62);
    let name: Cow<'_, str> = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes.get(..length)?).0;
    let kind = *bytes.get(66)?;
    Some(Entry {
        name: name.into_owned(),
        is_stream: kind == 2,
        is_root: kind == 5,
        first: u32_at(bytes, 116)?,
        length: u32_at(bytes, 120)? as usize,
        beside: [u32_at(bytes, 68)?, u32_at(bytes, 72)?],
        inside: u32_at(bytes, 76)?,
    })
}
