//! What stands in the files: rows of each export as SAP GUI and the operating system write them.

use std::fmt::Write as _;

use super::random::Random;

/// The destinations that SAP closed.
pub const LEGACY: [&str; 6] = ["SAPOSS", "SAP-OSS", "SAP-OSS-LIST-001", "SDCC_OSS", "SAPNET_RFC", "SAPNET_RTCC"];
/// Names that hold one of those, and are none.
const NEAR: [&str; 8] = [
    "ZSAPOSS",
    "SAPOSS_NEW",
    "SAP-OSS-LIST-002",
    "SAPOSSX",
    "SDCC_OSS2",
    "XSAPNET_RFC",
    "SAP-SUPPORT_PORTAL",
    "SAP-SUPPORT_PARCELBOX",
];

const WORDS: [&str; 40] = [
    "Job",
    "gestartet",
    "Verarbeitung",
    "läuft",
    "für",
    "Mandant",
    "Schritt",
    "beendet",
    "Daten",
    "gelesen",
    "geändert",
    "Objekt",
    "Übertragung",
    "erfolgreich",
    "Pfad",
    "Server",
    "Verbindung",
    "Variante",
    "Programm",
    "Tabelle",
    "Einträge",
    "fortgesetzt",
    "read",
    "write",
    "step",
    "started",
    "finished",
    "records",
    "processed",
    "table",
    "client",
    "user",
    "system",
    "report",
    "variant",
    "update",
    "queue",
    "delta",
    "package",
    "transport",
];

/// An export, row by row.
pub trait Export {
    /// What stands above the rows.
    fn begin(&mut self, text: &mut String);
    /// Appends the next row. Returns whether the rule about legacy destinations of this export must find it.
    fn row(&mut self, text: &mut String) -> bool;
    /// What stands below the rows.
    fn end(&mut self, _text: &mut String) {}
    /// The rule whose findings [`Export::row`] counts.
    fn rule(&self) -> Option<&'static str> {
        None
    }
}

/// Which rows name legacy destinations, or names like them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// As in real files, only more: one row of a thousand is wrong, two have a name that only looks alike.
    Few,
    /// None at all.
    None,
    /// Every row has a name that only looks alike.
    Near,
    /// Every row is wrong.
    Legacy,
}

impl Names {
    fn draw(self, random: &mut Random) -> Self {
        match self {
            Self::Few => match random.below(1000) {
                0 => Self::Legacy,
                1 | 2 => Self::Near,
                _ => Self::None,
            },
            all => all,
        }
    }
}

/// Appends text in a column so many characters wide.
fn column(text: &mut String, width: usize, cell: std::fmt::Arguments<'_>) {
    let start = text.len();
    // Writing to a string cannot fail.
    let _ = text.write_fmt(cell);
    let characters = text[start..].chars().count();
    text.extend(std::iter::repeat_n(' ', width.saturating_sub(characters)));
}

fn framed(text: &mut String, cells: &[(usize, &str)]) {
    for (width, cell) in cells {
        text.push('|');
        column(text, *width, format_args!("{cell}"));
    }
    text.push_str("|\r\n");
}

fn ruler(text: &mut String, widths: &[usize]) {
    let length = widths.iter().sum::<usize>() + widths.len() + 1;
    text.extend(std::iter::repeat_n('-', length));
    text.push_str("\r\n");
}

/// A job log, as SAP GUI saves it unconverted.
pub struct JobLog {
    random: Random,
    system: String,
    names: Names,
    number: usize,
    second: u64,
    day: u64,
}

impl JobLog {
    const WIDTHS: [usize; 6] = [10, 8, 100, 13, 11, 12];

    pub fn new(seed: u64, system: &str, names: Names) -> Self {
        let mut random = Random::new(seed);
        let (second, day) = (random.below(86_400), random.below(28));
        Self { random, system: system.to_owned(), names, number: 0, second, day }
    }
}

impl Export for JobLog {
    fn begin(&mut self, text: &mut String) {
        let _ = write!(text, "Job log overview for job:    RSCOLL_{} / 00012345\r\n", self.system);
        ruler(text, &Self::WIDTHS);
        let heading = ["Date", "Time", "Message text", "Message class", "Message no.", "Message type"];
        let cells: Vec<_> = Self::WIDTHS.into_iter().zip(heading).collect();
        framed(text, &cells);
        ruler(text, &Self::WIDTHS);
    }

    fn row(&mut self, text: &mut String) -> bool {
        self.second += self.random.below(3);
        if self.second >= 86_400 {
            self.second -= 86_400;
            self.day = (self.day + 1) % 28;
        }
        let (number, second) = (self.number, self.second);
        self.number += 1;
        let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
        let _ = write!(text, "|{:02}.03.2026|{hours:02}:{minutes:02}:{seconds:02}|", self.day + 1);
        let names = self.names.draw(&mut self.random);
        match names {
            Names::Legacy => {
                let name = LEGACY[number % 6];
                column(text, 100, format_args!("Destination {name} wird verwendet (RFC-Ziel für Übertragung)"));
            }
            Names::Near => {
                let name = if self.names == Names::Near { "SAPOSS_NEW" } else { NEAR[number % 8] };
                column(text, 100, format_args!("Destination {name} nicht betroffen"));
            }
            Names::None | Names::Few => {
                let word = |at: usize| WORDS[at % WORDS.len()];
                let (first, second, third) = (word(number), word(number * 7 + 3), self.random.of(&WORDS));
                let (count, fourth, fifth) = (number * 31 % 100_003, word(number / 3), self.random.of(&WORDS));
                column(text, 100, format_args!("{first} {second} {third} {count} {fourth} {fifth}"));
            }
        }
        let (message, kind) = ([516, 550, 517, 602][number % 4], ["S", "S", "S", "W"][number % 4]);
        let _ = write!(text, "|00           |{message:03}        |{kind:<12}|\r\n");
        names == Names::Legacy
    }

    fn end(&mut self, text: &mut String) {
        ruler(text, &Self::WIDTHS);
    }

    fn rule(&self) -> Option<&'static str> {
        Some("fallback-usage")
    }
}

/// Table RFCDES, as SE16 saves it unconverted.
pub struct RfcDestinations {
    random: Random,
    system: String,
    names: Names,
    number: u64,
    options: String,
}

impl RfcDestinations {
    const WIDTHS: [usize; 3] = [32, 7, 250];

    pub fn new(seed: u64, system: &str, names: Names) -> Self {
        let mut random = Random::new(seed);
        let number = random.below(1 << 20);
        Self { random, system: system.to_owned(), names, number, options: String::new() }
    }

    /// RFCOPTIONS of one destination.
    fn options(&mut self) {
        let n = self.number;
        let host = n % 9973;
        self.options.clear();
        let _ = match self.random.below(10) {
            0..6 => write!(
                self.options,
                "H=host{host:04}.example.test,S={:02},M={:03},U=RFCUSER{:04},v=%_PWD,I={},L=EN,N={:08x},",
                n % 100,
                n * 7 % 1000,
                n % 7919,
                ["A", "B", "C", "D"][(n % 4) as usize],
                n * 2_654_435_761 % (1 << 32),
            ),
            6 | 7 => write!(
                self.options,
                "H=/H/host{host:04}.example.test/S/3299/H/ziel{:03}.example.test,S={:02},M={:03},U=SÜDUSER{:03},v=%_PWD,L=DE,",
                n % 997,
                n % 100,
                100 + n % 800,
                n % 1000,
            ),
            8 => write!(
                self.options,
                "K=Y,Y=2,J=1,E=,G=host{host:04}.example.test,g=sapgw{:02},N=PROG{:05},",
                n % 100,
                n % 99_991,
            ),
            _ => write!(
                self.options,
                "H=host{host:04}.example.test,I={:02},R=PRD,G=PUBLIC,M={:03},l=DE,Q=1,",
                n % 100,
                n % 1000,
            ),
        };
        // A legacy name where it is none: as a word in another field.
        if self.random.below(2000) == 0 && self.names == Names::Few {
            self.options.insert_str(0, "N=see SAPOSS copy,");
        }
    }
}

impl Export for RfcDestinations {
    fn begin(&mut self, text: &mut String) {
        text.push_str("Table:          RFCDES\r\n");
        let _ = write!(text, "Displayed Fields:   3 of   3  Fixed Columns:  1  System {}\r\n", self.system);
        ruler(text, &Self::WIDTHS);
        framed(text, &[(32, "RFCDEST"), (7, "RFCTYPE"), (250, "RFCOPTIONS")]);
        ruler(text, &Self::WIDTHS);
    }

    fn row(&mut self, text: &mut String) -> bool {
        self.number += 1;
        let number = self.number as usize;
        let names = self.names.draw(&mut self.random);
        text.push('|');
        match names {
            Names::Legacy => column(text, 32, format_args!("{}", LEGACY[number % 6])),
            Names::Near => {
                let name = if self.names == Names::Near { "SAPOSS_NEW" } else { NEAR[number % 8] };
                column(text, 32, format_args!("{name}"));
            }
            Names::None | Names::Few => {
                let prefix = ["SYS", "ZRFC", "BWCLNT", "TRUSTED", "WS"][number % 5];
                column(text, 32, format_args!("{prefix}_{}_{:06}", self.system, number % 1_000_000));
            }
        }
        let kind = if names == Names::Legacy { "3" } else { ["3", "H", "T", "G", "L", "X"][number % 6] };
        self.options();
        text.push('|');
        column(text, 7, format_args!("{kind}"));
        text.push('|');
        column(text, 250, format_args!("{}", self.options));
        text.push_str("|\r\n");
        names == Names::Legacy
    }

    fn end(&mut self, text: &mut String) {
        ruler(text, &Self::WIDTHS);
    }

    fn rule(&self) -> Option<&'static str> {
        Some("legacy-rfc-destination")
    }
}

/// How a list of profile parameters is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    SapList,
    Tabs,
    Csv,
}

/// Profile parameters, as report RSPARAM shows them.
pub struct ProfileParameters {
    random: Random,
    system: String,
    layout: Layout,
    number: u64,
}

impl ProfileParameters {
    const WIDTHS: [usize; 4] = [60, 60, 60, 40];

    pub fn new(seed: u64, system: &str, layout: Layout) -> Self {
        Self { random: Random::new(seed), system: system.to_owned(), layout, number: 0 }
    }

    fn cells(&self, text: &mut String, cells: [&str; 4]) {
        match self.layout {
            Layout::SapList => framed(text, &[(60, cells[0]), (60, cells[1]), (60, cells[2]), (40, cells[3])]),
            Layout::Tabs => {
                cells.iter().for_each(|cell| _ = write!(text, "\t{cell}"));
                text.push_str("\r\n");
            }
            Layout::Csv => _ = write!(text, "{};{};{};\"{}\"\r\n", cells[0], cells[1], cells[2], cells[3]),
        }
    }
}

impl Export for ProfileParameters {
    fn begin(&mut self, text: &mut String) {
        if self.layout != Layout::Csv {
            let _ = write!(text, "Display of profile parameters {}\r\n", self.system);
        }
        match self.layout {
            Layout::SapList => ruler(text, &Self::WIDTHS),
            Layout::Tabs => text.push_str("\r\n"),
            Layout::Csv => {}
        }
        self.cells(text, ["Parameter Name", "User-Defined Value", "System Default Value", "Comment"]);
        match self.layout {
            Layout::SapList => ruler(text, &Self::WIDTHS),
            Layout::Tabs => text.push_str("\r\n"),
            Layout::Csv => {}
        }
    }

    fn row(&mut self, text: &mut String) -> bool {
        let number = self.number;
        self.number += 1;
        let area = ["rdisp", "icm", "gw", "login", "abap", "rsdb", "em"][(number % 7) as usize];
        let what = self.random.of(&["max", "min", "buf", "limit", "mode"]);
        let unit = self.random.of(&["size", "time", "count", "entries"]);
        let default = self.random.below(100_000).to_string();
        let value = if self.random.below(5) > 0 { String::new() } else { self.random.below(100_000).to_string() };
        let comment =
            if number.is_multiple_of(11) { "Größe in Bytes".to_owned() } else { format!("Parameter {number}") };
        self.cells(text, [&format!("{area}/{what}_{unit}_{number}"), &value, &default, &comment]);
        false
    }

    fn end(&mut self, text: &mut String) {
        if self.layout == Layout::SapList {
            ruler(text, &Self::WIDTHS);
        }
    }
}

/// A profile file.
pub struct Profile {
    random: Random,
    system: String,
    number: u64,
}

impl Profile {
    pub fn new(seed: u64, system: &str) -> Self {
        Self { random: Random::new(seed), system: system.to_owned(), number: 0 }
    }
}

impl Export for Profile {
    fn begin(&mut self, text: &mut String) {
        text.push_str("#.*********************************************\r\n");
        let _ = write!(text, "# Profil für Instanz {}_D00\r\n", self.system);
    }

    fn row(&mut self, text: &mut String) -> bool {
        let number = self.number;
        self.number += 1;
        let area = ["rdisp", "icm", "gw", "login"][(number % 4) as usize];
        let what = self.random.of(&["max", "min", "size"]);
        let _ = write!(text, "{area}/{what}_{number} = {}\r\n", self.random.below(100_000));
        false
    }
}

/// Table AISUSER as text with tabs.
pub struct SupportUsers {
    random: Random,
    number: u64,
}

impl SupportUsers {
    pub fn new(seed: u64) -> Self {
        Self { random: Random::new(seed), number: 0 }
    }
}

impl Export for SupportUsers {
    fn begin(&mut self, text: &mut String) {
        text.push_str("Table:\t\t\tAISUSER\r\nDisplayed Fields:\t\t\t2\tof\t3\r\n\r\n\tUser\tContact Person\r\n\r\n");
    }

    fn row(&mut self, text: &mut String) -> bool {
        let _ = write!(text, "\tUSER{:05}\t{:010}\r\n", self.number, self.random.below(10_000_000_000));
        self.number += 1;
        false
    }
}
