//! Folders of exports of several sizes, and beside each what must be found in it.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::exports::{Export, JobLog, Layout, Names, Profile, ProfileParameters, RfcDestinations, SupportUsers};
use super::file::{Encoding, Until, write};

const MEBIBYTE: u64 = 1 << 20;
/// So many rows are a job log of some 220 MiB.
const MANY_ROWS: Until = Until::Rows(1_500_000);

/// A function that fills a folder.
pub type Fill = fn(&mut Folder) -> io::Result<()>;

/// Every folder there is: name, what it is for, how to fill it.
pub const FOLDERS: [(&str, &str, Fill); 11] = [
    ("S", "one system, 6 files, about 250 KB", small),
    ("M", "200 systems, 1,500 files in four encodings", medium),
    ("M20", "the first 20 systems of M", first_of_medium),
    ("MANY", "10,000 systems of five small files each, about 400 MB", many),
    ("BULK", "20 MiB of each export that grows, each of a system of its own", bulk),
    ("FOUND", "a job log with 1,000 rows that name a legacy destination", found),
    ("L", "a job log of 1 GiB and a list of RFC destinations of 200 MB", large),
    ("NEAR", "a job log of 1.5 million rows, each with a name that only looks like a legacy destination", near),
    ("WRONG", "a job log of 1.5 million rows, each of which names a legacy destination", wrong),
    ("UTF16", "the same job log of 250 MiB twice, as UTF-8 and as UTF-16", utf16),
    ("HUGE", "a job log of 5 GiB", huge),
];

/// A folder that is being filled.
pub struct Folder {
    path: PathBuf,
    files: Vec<Value>,
}

impl Folder {
    /// Makes a folder with all its files, and `truth-NAME.json` beside it: what stands in each file, and must be found.
    ///
    /// # Errors
    /// Files and folders that cannot be written.
    pub fn make(path: &Path, fill: Fill) -> io::Result<()> {
        fs::create_dir_all(path)?;
        let mut folder = Self { path: path.to_owned(), files: Vec::new() };
        fill(&mut folder)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let truth = json!({ "files": folder.files });
        fs::write(path.with_file_name(format!("truth-{name}.json")), format!("{truth:#}\n"))
    }

    fn put(&mut self, path: &str, export: &mut dyn Export, encoding: Encoding, until: Until) -> io::Result<()> {
        let whole = self.path.join(path);
        if let Some(folder) = whole.parent() {
            fs::create_dir_all(folder)?;
        }
        let written = write(export, encoding, until, &mut File::create(whole)?)?;
        let mut truth = json!({
            "path": path, "encoding": encoding.name(), "bytes": written.bytes, "rows": written.rows,
            "legacy-rfc-destination": 0, "fallback-usage": 0,
        });
        if let Some(rule) = export.rule() {
            truth[rule] = written.hits.into();
        }
        self.files.push(truth);
        Ok(())
    }
}

fn small(folder: &mut Folder) -> io::Result<()> {
    use Encoding::{Utf8, Utf8Bom, Utf16LeBom, Windows1252};
    // Seeds under which so few rows hold something wrong.
    folder.put("SYA/rfcdes.txt", &mut RfcDestinations::new(7, "SYA", Names::Few), Utf8Bom, Until::Rows(120))?;
    let parameters = &mut ProfileParameters::new(2, "SYA", Layout::SapList);
    folder.put("SYA/rsparam.txt", parameters, Windows1252, Until::Rows(600))?;
    folder.put("SYA/DEFAULT.PFL", &mut Profile::new(3, "SYA"), Utf8, Until::Rows(180))?;
    folder.put("SYA/joblog_1.txt", &mut JobLog::new(8, "SYA", Names::Few), Utf8, Until::Rows(300))?;
    folder.put("SYA/joblog_2.txt", &mut JobLog::new(32, "SYA", Names::Few), Utf16LeBom, Until::Rows(120))?;
    folder.put("SYA/aisuser.tsv", &mut SupportUsers::new(6), Utf8, Until::Rows(80))
}

fn medium(folder: &mut Folder) -> io::Result<()> {
    systems(folder, 200)
}

fn first_of_medium(folder: &mut Folder) -> io::Result<()> {
    systems(folder, 20)
}

fn systems(folder: &mut Folder, count: u8) -> io::Result<()> {
    const ENCODINGS: [Encoding; 8] = [
        Encoding::Utf8,
        Encoding::Utf8Bom,
        Encoding::Utf8,
        Encoding::Windows1252,
        Encoding::Utf8,
        Encoding::Utf8Bom,
        Encoding::Utf16LeBom,
        Encoding::Windows1252,
    ];
    for number in 0..count {
        let system = format!("S{}{}", char::from(b'A' + number / 20), char::from(b'A' + number % 20));
        let encoding = |file: u8| ENCODINGS[usize::from(number.wrapping_add(file) % 8)];
        let seed = 1000 + u64::from(number) * 10;
        let destinations = &mut RfcDestinations::new(seed, &system, Names::Few);
        folder.put(&format!("{system}/rfcdes.txt"), destinations, encoding(0), Until::Rows(400))?;
        let parameters = &mut ProfileParameters::new(seed + 1, &system, Layout::SapList);
        folder.put(&format!("{system}/rsparam.txt"), parameters, encoding(1), Until::Rows(1500))?;
        let profile = &mut Profile::new(seed + 2, &system);
        folder.put(&format!("{system}/DEFAULT.PFL"), profile, encoding(2), Until::Rows(180))?;
        let profile = &mut Profile::new(seed + 3, &system);
        folder.put(&format!("{system}/{system}_D00_host.PFL"), profile, encoding(3), Until::Rows(180))?;
        folder.put(
            &format!("{system}/aisuser.tsv"),
            &mut SupportUsers::new(seed + 4),
            encoding(0),
            Until::Rows(200),
        )?;
        for log in 0..2 + number % 2 {
            let rows = &mut JobLog::new(seed + 5 + u64::from(log), &system, Names::Few);
            folder.put(&format!("{system}/joblog_{log}.txt"), rows, encoding(log + 1), Until::Rows(1000))?;
        }
    }
    Ok(())
}

/// As many systems as large groups have, each with little.
fn many(folder: &mut Folder) -> io::Result<()> {
    const LETTERS: &[u8; 36] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    for number in 0..10_000 {
        let letter = |at: usize| char::from(LETTERS[at % LETTERS.len()]);
        let system: String = [letter(number / (36 * 36) % 26), letter(number / 36), letter(number)].iter().collect();
        let seed = 200_000 + number as u64 * 10;
        let destinations = &mut RfcDestinations::new(seed, &system, Names::Few);
        folder.put(&format!("{system}/rfcdes.txt"), destinations, Encoding::Utf8, Until::Rows(40))?;
        let parameters = &mut ProfileParameters::new(seed + 1, &system, Layout::SapList);
        folder.put(&format!("{system}/rsparam.txt"), parameters, Encoding::Utf8, Until::Rows(60))?;
        let profile = &mut Profile::new(seed + 2, &system);
        folder.put(&format!("{system}/DEFAULT.PFL"), profile, Encoding::Utf8, Until::Rows(60))?;
        let users = &mut SupportUsers::new(seed + 3);
        folder.put(&format!("{system}/aisuser.tsv"), users, Encoding::Utf8, Until::Rows(40))?;
        let log = &mut JobLog::new(seed + 4, &system, Names::Few);
        folder.put(&format!("{system}/joblog.txt"), log, Encoding::Utf8, Until::Rows(60))?;
    }
    Ok(())
}

fn bulk(folder: &mut Folder) -> io::Result<()> {
    const ENOUGH: Until = Until::Bytes(20 * MEBIBYTE);
    let log = |seed| JobLog::new(seed, "BLK", Names::Few);
    folder.put("log/joblog.txt", &mut log(90_000), Encoding::Utf8, ENOUGH)?;
    folder.put("log16/joblog.txt", &mut log(90_000), Encoding::Utf16LeBom, ENOUGH)?;
    folder.put("rfc/rfcdes.txt", &mut RfcDestinations::new(90_001, "BLK", Names::Few), Encoding::Utf8, ENOUGH)?;
    let lists = [Layout::SapList, Layout::Csv, Layout::Tabs];
    for (name, layout) in ["list/rsparam.txt", "csv/rsparam.csv", "tabs/rsparam.tsv"].into_iter().zip(lists) {
        folder.put(name, &mut ProfileParameters::new(90_002, "BLK", layout), Encoding::Utf8, ENOUGH)?;
    }
    // Whether any of these users is the technical one is open until the destinations are known, and there are none: all are kept.
    let some = Until::Bytes(2 * MEBIBYTE);
    folder.put("users/aisuser.tsv", &mut SupportUsers::new(90_003), Encoding::Utf8, some)?;
    folder.put("profile/DEFAULT.PFL", &mut Profile::new(90_004, "BLK"), Encoding::Utf8, ENOUGH)
}

fn found(folder: &mut Folder) -> io::Result<()> {
    folder.put("FND/joblog.txt", &mut JobLog::new(91_000, "FND", Names::Legacy), Encoding::Utf8, Until::Rows(1000))
}

fn large(folder: &mut Folder) -> io::Result<()> {
    let log = &mut JobLog::new(50_000, "BIG", Names::Few);
    folder.put("BIG/joblog_big.txt", log, Encoding::Utf8, Until::Bytes(1024 * MEBIBYTE))?;
    let destinations = &mut RfcDestinations::new(50_001, "BIG", Names::Few);
    folder.put("BIG/rfcdes_big.txt", destinations, Encoding::Utf8Bom, Until::Bytes(200_000_000))
}

fn near(folder: &mut Folder) -> io::Result<()> {
    folder.put("NEA/joblog.txt", &mut JobLog::new(60_000, "NEA", Names::Near), Encoding::Utf8, MANY_ROWS)
}

fn wrong(folder: &mut Folder) -> io::Result<()> {
    folder.put("WRO/joblog.txt", &mut JobLog::new(70_000, "WRO", Names::Legacy), Encoding::Utf8, MANY_ROWS)
}

fn utf16(folder: &mut Folder) -> io::Result<()> {
    for (name, encoding) in [("UT8", Encoding::Utf8), ("U16", Encoding::Utf16LeBom)] {
        // The same seed and the same name inside: only the encoding differs.
        let log = &mut JobLog::new(80_000, "UTF", Names::Few);
        folder.put(&format!("{name}/joblog.txt"), log, encoding, Until::Rows(1_700_000))?;
    }
    Ok(())
}

fn huge(folder: &mut Folder) -> io::Result<()> {
    let log = &mut JobLog::new(90_000, "HUG", Names::Few);
    folder.put("HUG/joblog_huge.txt", log, Encoding::Utf8, Until::Bytes(5 * 1024 * MEBIBYTE))
}
