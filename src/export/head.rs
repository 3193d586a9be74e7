//! What the lines above and below a table tell of how much of it is there, whatever the export: how many entries there are,
//! the most that were asked for, a filter, a selection. What only one export's head says is that export's to read.

use super::Column;
use super::heading::is_title;

/// What the titles of a file said so far.
#[derive(Debug, Default, Clone)]
pub struct HeadLines {
    /// So many entries were asked for at most, with line and column.
    most: Option<(u64, u64)>,
    /// So many entries there are, with the line.
    told: Option<(u64, u64)>,
    /// A line says that there is no entry.
    nothing: bool,
    /// Where the heading of a table's entries stands, as SE16 and SE16N show them.
    of_table: Option<u64>,
}

/// SE16 and SE16N show so many entries if nobody changes it.
const USUAL_MOST: [u64; 2] = [200, 500];

/// Labels of the most entries that were asked for.
const MOST: &[&str] = &[
    "Maximum No. of Hits",
    "Maximum Number of Hits",
    "Max. No. of Hits",
    "Max. Number of Hits",
    "Maximum Hits",
    "Max. Hits",
    "Max. Entries",
    "Maximum Number of Entries",
    "Maximum No. of Entries",
    "Max. Number of Entries",
    "Max. No. of Entries",
    "Maximum Number of Rows",
    "Row Limit",
    "Maximale Trefferzahl",
    "Maximale Anzahl Treffer",
    "Maximale Anzahl der Treffer",
    "Max. Trefferzahl",
    "Max. Anzahl Treffer",
    "Maximale Anzahl Einträge",
];

/// Labels of the number of entries.
const TOLD: &[&str] = &[
    "Number of Hits",
    "No. of Hits",
    "Hits",
    "Number of Entries",
    "No. of Entries",
    "Number of Entries Found",
    "Entries Found",
    "Number of Records",
    "Number of Rows",
    "Number of Selected Entries",
    "Anzahl Treffer",
    "Anzahl der Treffer",
    "Trefferzahl",
    "Treffer",
    "Anzahl Einträge",
    "Anzahl der Einträge",
    "Gefundene Einträge",
    "Anzahl Datensätze",
    "Anzahl Sätze",
];

/// What entries are called behind a number.
const ENTRIES: &[&str] = &[
    "entries",
    "entry",
    "hits",
    "rows",
    "records",
    "lines",
    "items",
    "einträge",
    "einträgen",
    "treffer",
    "treffern",
    "zeilen",
    "sätze",
    "sätzen",
    "datensätze",
    "datensätzen",
];

/// Lines that say that there is no entry.
const NOTHING: &[&str] = &[
    "no data",
    "no entries",
    "no entry",
    "no hits",
    "no records",
    "no table entries",
    "no values found",
    "no objects found",
    "list contains no data",
    "list does not contain any data",
    "keine daten",
    "keine einträge",
    "keine tabelleneinträge",
    "keine treffer",
    "keine werte",
    "keine datensätze",
    "liste enthält keine daten",
    "es wurden keine",
];

/// Words with which the label of a selection begins.
const SELECTED: &[&str] = &[
    "selected",
    "selection",
    "filter",
    "filters",
    "filtered",
    "restricted",
    "restriction",
    "condition",
    "conditions",
    "where",
    "selektion",
    "selektiert",
    "selektierte",
    "selektierter",
    "selektionskriterien",
    "selektionsbedingungen",
    "ausgewählt",
    "ausgewählte",
    "auswahl",
    "gefiltert",
    "filterkriterien",
    "filterkriterium",
    "filterbedingung",
    "filterbedingungen",
    "einschränkung",
    "bedingung",
    "bedingungen",
];

/// Values of a selection that selects all.
const ALL: &[&str] = &[
    "",
    "*",
    "**",
    "all",
    "alle",
    "none",
    "no",
    "keine",
    "keiner",
    "nein",
    "not set",
    "inactive",
    "off",
    "no selection",
    "no restriction",
    "keine selektion",
    "nicht gesetzt",
    "inaktiv",
    "-",
    "%",
];

/// How a selection compares.
const OPERATORS: &[&str] =
    &["=", "EQ", "NE", "BT", "CP", "GE", "LE", "GT", "LT", "LIKE", "IN", "BETWEEN", "<>", ">=", "<=", ">", "<"];
const OPERATORS_IN_WORDS: &[&str] = &[
    " equal to ",
    " is equal to ",
    " ist gleich ",
    " gleich ",
    " contains pattern ",
    " enthält muster ",
    " between ",
    " zwischen ",
    " not equal to ",
    " ungleich ",
];

impl HeadLines {
    /// Takes a line outside of the table. The answer is why nothing is proved by what is not in the list, if the line says so.
    ///
    /// `columns` are those of the export. Where a value behind a label is a selection, and not something that the list
    /// says of itself, `plain_table` is true: lists of a table's entries have no other labels above them.
    pub fn take(&mut self, line: &str, number: u64, columns: &[Column], plain_table: bool) -> Option<String> {
        let line: String =
            line.chars().map(|letter| if matches!(letter, '\t' | '|' | ';' | '"') { ' ' } else { letter }).collect();
        let line = line.trim().trim_start_matches('#').trim();
        let lower = line.to_lowercase();
        if let Some(most) = labelled_number(line, MOST) {
            self.most = self.most.or(Some((most, number)));
            return None;
        }
        if let Some(told) = labelled_number(line, TOLD).or_else(|| told_first(&lower)) {
            self.told = self.told.or(Some((told, number)));
            return None;
        }
        if NOTHING.iter().any(|nothing| lower.trim_start_matches(['*', '-', ' ']).starts_with(nothing)) {
            self.nothing = true;
            return None;
        }
        if let Some((shown, all)) = shown_of_all(&lower) {
            return (shown < all).then(|| format!("only {shown} of {all} entries are shown"));
        }
        if let Some(first) = first_of_more(&lower) {
            return Some(format!("only the first {first} entries are in the list"));
        }
        let is_selection = selection(line, &lower) || comparison(line, &lower, columns, plain_table);
        is_selection.then(|| "the list is a selection, as this line says, so other entries may be missing".to_owned())
    }

    /// The list below has these titles in this line. `is_table` says that its kind is a table's entries whatever they are; else they are
    /// if what is known of its columns are technical names.
    pub fn titles(
        &mut self,
        titles: impl Iterator<Item = impl AsRef<str>> + Clone,
        line: u64,
        columns: &[Column],
        is_table: bool,
    ) {
        let is_technical = |title: &str| {
            let is_of_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
            title.bytes().all(is_of_name) && columns.iter().any(|column| column.name == title)
        };
        let is_label = |title: &str| !is_technical(title) && columns.iter().any(|column| column.is_called(title));
        // Labels take longer to be looked for, and most titles are labels.
        let are_technical = || {
            titles.clone().filter(|title| is_technical(title.as_ref().trim())).nth(1).is_some()
                && !titles.clone().any(|title| is_label(title.as_ref().trim()))
        };
        if is_table || are_technical() {
            self.of_table = Some(line);
        }
    }

    /// What the head says of a list with so many rows: why it is not whole, and the line.
    pub fn lacks(&self, rows: u64) -> Option<(String, u64)> {
        if let Some((told, line)) = self.told.filter(|(told, _)| rows < *told) {
            return Some((format!("the list tells of {told} entries and holds {rows}: it is cut"), line));
        }
        // The number of entries that there are, if it is told, is the better witness.
        if self.told.is_some() {
            return None;
        }
        match self.most {
            Some((most, line)) => (most > 0 && rows >= most).then(|| {
                (format!("the list has as many entries as were asked for at most ({most}), so there may be more"), line)
            }),
            None => {
                let line = self.of_table.filter(|_| USUAL_MOST.contains(&rows))?;
                Some((format!("just {rows} rows: Maximum No. of Hits in SE16 seems to have cut the list"), line))
            }
        }
    }

    /// The head says that the list has no entry.
    pub fn is_empty(&self) -> bool {
        self.nothing || self.told.is_some_and(|(told, _)| told == 0)
    }
}

/// The number behind one of these labels.
fn labelled_number(line: &str, labels: &[&str]) -> Option<u64> {
    let digit = line.find(|letter: char| letter.is_ascii_digit())?;
    let (label, value) = line.split_at(digit);
    let value = value.trim().trim_end_matches('.');
    labels.iter().any(|known| is_title(label, known)).then(|| number(value))?
}

fn number(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|letter| !matches!(letter, '.' | ',' | '\'' | ' ')).collect();
    digits.parse().ok()
}

/// `12 entries found`, `0 Einträge`.
fn told_first(lower: &str) -> Option<u64> {
    let mut words = lower.split_whitespace();
    let count = number(words.next()?)?;
    let is_entries = ENTRIES.contains(&words.next()?);
    const BEHIND: &[&str] = &[
        "found",
        "selected",
        "displayed",
        "in",
        "total",
        "gefunden",
        "selektiert",
        "ausgewählt",
        "angezeigt",
        "insgesamt",
        "were",
        "wurden",
    ];
    (is_entries && words.all(|word| BEHIND.contains(&word.trim_end_matches('.')))).then_some(count)
}

/// `Entries 1 - 100 of 2000`, `10 von 40 Einträgen`: not of fields, nor of pages.
fn shown_of_all(lower: &str) -> Option<(u64, u64)> {
    let words: Vec<&str> =
        lower.split(|letter: char| letter.is_whitespace() || letter == ':').filter(|word| !word.is_empty()).collect();
    let of = words.iter().position(|word| matches!(*word, "of" | "von" | "/"))?;
    let is_entries = words.iter().any(|word| ENTRIES.contains(&word.trim_end_matches([',', '.'])));
    if !is_entries {
        return None;
    }
    let shown = number(words.get(of.checked_sub(1)?)?)?;
    let all = number(words.get(of + 1)?)?;
    Some((shown, all))
}

/// `Only the first 200 hits were read`, `Top 500 rows`.
fn first_of_more(lower: &str) -> Option<u64> {
    let words: Vec<&str> = lower.split_whitespace().collect();
    let at = words.iter().position(|word| matches!(*word, "first" | "top" | "ersten"))?;
    let count = number(words.get(at + 1)?)?;
    words.get(at + 2).is_some_and(|word| ENTRIES.contains(&word.trim_end_matches([',', '.']))).then_some(count)
}

/// `Filter: ...`, `Selected client: 100`, `SELECT ... WHERE ...`.
fn selection(line: &str, lower: &str) -> bool {
    if lower.starts_with("select ") {
        return [" where ", " top ", " limit "].iter().any(|word| lower.contains(word)) || lower.contains(" up to ");
    }
    let begins =
        lower.split(|letter: char| !letter.is_alphabetic()).next().is_some_and(|first| SELECTED.contains(&first));
    if !begins {
        return false;
    }
    let value = match line.split_once(':').or_else(|| line.split_once('=')) {
        Some((_, value)) => value,
        // `Filter active`; a caption alone says nothing.
        None => match lower.split_once(' ') {
            Some((
                _,
                rest @ ("active" | "aktiv" | "set" | "gesetzt" | "is set" | "ist gesetzt" | "is active" | "ist aktiv"),
            )) => rest,
            _ => return false,
        },
    };
    let value = value.trim().to_lowercase();
    // A number of selected entries is no selection.
    let is_count = ["selected entries", "selected rows"].iter().any(|words| lower.starts_with(words));
    !is_count && !ALL.contains(&value.as_str())
}

/// `RFCTYPE = 3`, `RFCDEST CP SAP*`, and in lists of a table's entries `RFCTYPE: 3`.
fn comparison(line: &str, lower: &str, columns: &[Column], plain_table: bool) -> bool {
    let is_column = |name: &str| {
        let name = name.trim().trim_matches(['\'', '(', ')']);
        !name.is_empty()
            && columns
                .iter()
                .any(|column| is_title(name, column.name) || column.labels.iter().any(|label| is_title(name, label)))
    };
    let is_all = |value: &str| ALL.contains(&value.trim().trim_matches('\'').to_lowercase().as_str());
    for operator in OPERATORS_IN_WORDS {
        if let Some((name, value)) = lower.split_once(operator) {
            return is_column(name) && !is_all(value);
        }
    }
    let mut at = 0;
    for word in line.split(' ') {
        if OPERATORS.contains(&word) && is_column(&line[..at]) {
            return !is_all(&line[at + word.len()..]);
        }
        at += word.len() + 1;
    }
    match line.split_once([':', '=']) {
        Some((name, value)) if plain_table => is_column(name) && !is_all(value),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
