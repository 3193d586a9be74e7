//! Files that are no export basislint reads: what they seem to be, so that their owner knows why they are not read.
//!
//! A file is described only after every export has turned it down; nothing here decides what is read.

use std::borrow::Cow;

use super::KINDS_NOT_READ_YET;

/// A kind of file, and how to tell it by its first lines.
struct Kind {
    sign: Sign,
    /// What it is, with the way out if there is one.
    what: &'static str,
    /// The export it will be once basislint reads that.
    export: Option<&'static str>,
}

enum Sign {
    /// The first line that is not blank begins with one of these.
    Begins(&'static [&'static str]),
    /// Some line has one of these.
    Has(&'static [&'static str]),
    /// The file's name ends with one of these, whatever their case.
    Ends(&'static [&'static str]),
    /// The lines that are not blank look so.
    Looks(fn(&[&str]) -> bool),
}

const fn kind(sign: Sign, what: &'static str) -> Kind {
    Kind { sign, what, export: None }
}

const fn not_yet(sign: Sign, what: &'static str, export: &'static str) -> Kind {
    Kind { sign, what, export: Some(export) }
}

use Sign::{Begins, Ends, Has, Looks};

/// The first that fits counts.
static KINDS: &[Kind] = &[
    kind(Has(&["PRIVATE KEY-----"]), "a private key in PEM form: keep it out of folders with exports"),
    kind(Begins(&["-----BEGIN "]), "a PEM file that is no certificate"),
    kind(Begins(&["MIME-Version:"]), "an MHTML list: save the list unconverted or as a spreadsheet instead"),
    kind(Has(&["urn:schemas-microsoft-com:office:spreadsheet"]), "an XML spreadsheet: save it as .xlsx instead"),
    kind(Looks(is_html), "HTML: save the list unconverted or as text with tabs instead"),
    kind(Begins(&["<"]), "XML"),
    not_yet(Looks(is_connector_json), "JSON of the Cloud Connector's configuration", "cloud-connector"),
    kind(Looks(is_json), "JSON"),
    kind(Looks(is_ini), "settings of another program (INI)"),
    kind(Has(&[" running seclogin with "]), "output of sapgenpse seclogin"),
    kind(Looks(is_trace), "a trace (dev_icm, dev_w) without the version of the cryptographic library"),
    kind(Has(&["4 ETW000 "]), "a log of R3trans: export table CVERS with SE16 instead"),
    kind(Has(&["Listing the SCA versions"]), "a list of Java components (SCA)"),
    kind(Looks(is_markdown), "text with Markdown tables"),
    kind(Ends(&[".md", ".markdown"]), "Markdown text"),
];

/// Tables that an export not read yet is made of, or one that is read in other forms.
static TABLES: &[(&str, &str)] = &[
    ("TBTCO", "job-overview"),
    ("TBTCP", "job-steps"),
    ("USR02", "users"),
    ("AGR_USERS", "role-assignments"),
    ("USREXTID", "certificate-mappings"),
    ("VUSREXTID", "certificate-mappings"),
];

/// Files that are no plain text, by their first bytes.
static BINARIES: &[(&[u8], &str)] = &[
    (b"\xD0\xCF\x11\xE0", "an old workbook (.xls), or one with a password: save it as .xlsx without a password"),
    (b"\x1F\x8B", "compressed: unpack it"),
    (b"7z\xBC\xAF", "compressed: unpack it"),
    (b"Rar!", "compressed: unpack it"),
    (b"BZh", "compressed: unpack it"),
    (b"\xFD7zXZ", "compressed: unpack it"),
    (b"{\\rtf", "rich text: save the list unconverted or as text with tabs instead"),
    (b"%PDF", "a PDF: save the list itself, not its print"),
];

/// What a file seems to be by its first bytes, if it is surely no text.
pub fn binary(head: &[u8]) -> Option<&'static str> {
    BINARIES.iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, what)| *what)
}

/// What a file seems to be, by its name and its first lines.
pub fn describe(name: &str, lines: &[Cow<'_, str>]) -> Option<String> {
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).filter(|line| !line.trim().is_empty()).collect();
    let Some(first) = lines.first().map(|line| line.trim_start()) else {
        return Some("empty: there is no line with text".to_owned());
    };
    let name = name.to_ascii_lowercase();
    let fits = |kind: &&Kind| match kind.sign {
        Begins(starts) => starts.iter().any(|start| first.starts_with(start)),
        Has(words) => lines.iter().any(|line| words.iter().any(|word| line.contains(word))),
        Ends(endings) => endings.iter().any(|ending| name.ends_with(ending)),
        Looks(look) => look(&lines),
    };
    let kind = KINDS.iter().find(fits)?;
    Some(match kind.export {
        Some(export) => not_read_yet(kind.what, export),
        // The way out says it all.
        None if kind.what.contains(':') => kind.what.to_owned(),
        None => no_export(kind.what),
    })
}

/// Technical names of columns that an export not read yet has: two of them tell.
static COLUMNS: &[(&[&str], &str, &str)] = &[
    (
        &["BNAME", "USTYP", "UFLAG", "GLTGV", "GLTGB", "TRDAT", "LTIME", "PWDSTATE", "PWDCHGDATE", "BCODE", "CODVN"],
        "users",
        "users (table USR02)",
    ),
    (&["AGR_NAME", "UNAME", "FROM_DAT", "TO_DAT"], "role-assignments", "role assignments (table AGR_USERS)"),
    (&["EXTID", "EXTID_TYPE", "EXTIDHASH", "BNAME"], "certificate-mappings", "certificate mappings (table USREXTID)"),
];

/// What a table with these titles seems to be, if an export that is not read yet has them.
pub fn by_columns(form: &str, titles: &[String]) -> Option<String> {
    let known = |columns: &[&str]| titles.iter().filter(|title| columns.contains(&title.as_str())).count();
    let (columns, export, what) = COLUMNS.iter().max_by_key(|(columns, ..)| known(columns))?;
    (known(columns) >= 2).then(|| not_read_yet(&format!("{form} of {what}"), export))
}

/// Why a table of this name is not read. `form` is what it stands in.
pub fn table(form: &str, name: &str) -> String {
    let what = format!("{form} of table {name}");
    match TABLES.iter().find(|(table, _)| table.eq_ignore_ascii_case(name)) {
        Some((_, export)) => not_read_yet(&what, export),
        None => no_export(&what),
    }
}

fn not_read_yet(what: &str, export: &str) -> String {
    if KINDS_NOT_READ_YET.contains(&export) {
        format!("{what}; basislint does not read this export ({export}) yet")
    } else {
        format!("{what}, but not in a form that basislint reads")
    }
}

fn no_export(what: &str) -> String {
    format!("{what}, which is no export that basislint reads")
}

fn is_html(lines: &[&str]) -> bool {
    let begins = |line: &&&str, tag: &str| {
        let line = line.trim_start();
        line.get(..tag.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(tag))
    };
    lines.iter().take(3).any(|line| begins(&line, "<html") || begins(&line, "<!doctype html"))
}

/// `[Thr 0001]` begins a line of a trace, `[section]` one of an INI file.
fn is_json(lines: &[&str]) -> bool {
    let mut letters = lines.iter().flat_map(|line| line.chars()).filter(|letter| !letter.is_whitespace());
    match (letters.next(), letters.next()) {
        (Some('{'), Some(second)) => matches!(second, '"' | '}'),
        (Some('['), Some(second)) => matches!(second, '{' | '[' | '"' | ']'),
        _ => false,
    }
}

/// The first line is `[Name]` alone.
fn is_ini(lines: &[&str]) -> bool {
    let first = lines.first().map(|line| line.trim()).unwrap_or_default();
    let name = first.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    name.starts_with(char::is_alphabetic) && name.chars().all(|c| c.is_alphanumeric() || " _-.".contains(c))
}

/// Keys that the Cloud Connector's configuration interface uses and hardly anybody else.
fn is_connector_json(lines: &[&str]) -> bool {
    const KEYS: &[&str] = &[
        "\"virtualHost\"",
        "\"virtualDomain\"",
        "\"trustAllBackends\"",
        "\"regionHost\"",
        "\"locationID\"",
        "\"subjectPattern\"",
        "\"exactMatchOnly\"",
        "\"abapCloudTenantHost\"",
        "\"k8sCluster\"",
    ];
    is_json(lines) && lines.iter().any(|line| KEYS.iter().any(|key| line.contains(key)))
}

fn is_trace(lines: &[&str]) -> bool {
    lines.iter().take(4).any(|line| line.starts_with("[Thr ") || line.starts_with("trc file: \""))
}

/// A line of bars, dashes and colons under the heading of a table: `| --- | :-: |`.
fn is_markdown(lines: &[&str]) -> bool {
    lines.iter().any(|line| {
        let line = line.trim();
        line.starts_with('|')
            && line.contains("---")
            && line.len() > 4
            && line.contains(['|', ' '])
            && line.matches('|').count() >= 3
            && line.chars().all(|letter| matches!(letter, '|' | '-' | ':' | ' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(name: &str, text: &str) -> Option<String> {
        let lines: Vec<Cow<'_, str>> = text.lines().map(Cow::Borrowed).collect();
        describe(name, &lines)
    }

    #[test]
    fn every_kind_that_is_not_read_yet_has_a_name_that_the_contract_knows() {
        // Once one of them is read it may stay here, for its other forms.
        let known = |kind: &str| KINDS_NOT_READ_YET.contains(&kind) || super::super::by_kind(kind).is_some();
        for export in KINDS.iter().filter_map(|kind| kind.export).chain(TABLES.iter().map(|(_, export)| *export)) {
            assert!(known(export), "{export}");
        }
    }

    #[test]
    fn files_are_told_by_what_is_in_them() {
        for (text, what) in [
            ("-----BEGIN CERTIFICATE REQUEST-----\nMII\n", "a PEM file that is no certificate"),
            ("-----BEGIN RSA PRIVATE KEY-----\n", "a private key in PEM form: keep it out"),
            ("\n{\n  \"a\": 1\n}", "JSON, which is no export that basislint reads"),
            ("[{\"virtualHost\":\"x\"}]", "JSON of the Cloud Connector's configuration; basislint does not read"),
            ("[Thr 0001] = SSL Initialization", "a trace (dev_icm"),
            ("<!DOCTYPE HTML>\n<HTML>", "HTML: save the list"),
            (
                "<?xml version=\"1.0\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">",
                "an XML spread",
            ),
            ("<?xml version=\"1.0\"?>\n<a/>", "XML, which is no export"),
            ("[section]\na = 1", "settings of another program (INI)"),
            ("\n \n", "empty"),
            ("text\n\n| a | b |\n| --- | :-: |\n| 1 | 2 |", "text with Markdown tables"),
        ] {
            let said = said("x", text).unwrap_or_default();
            assert!(said.starts_with(what), "{text}: {said}");
        }
        assert_eq!(
            said("README.md", "# Title\n").as_deref(),
            Some("Markdown text, which is no export that basislint reads")
        );
    }

    #[test]
    fn plain_text_is_nothing_in_particular() {
        for text in ["Dear colleagues,\nS is for sugar", "P\nS\nD", "----------\n|a|b|\n----------"] {
            assert_eq!(said("notes.txt", text), None, "{text}");
        }
    }

    #[test]
    fn tables_have_the_name_of_their_export() {
        assert_eq!(
            table("a SAP list", "USR02"),
            "a SAP list of table USR02; basislint does not read this export (users) yet"
        );
        assert_eq!(
            table("text with tabs", "TBTCO"),
            "text with tabs of table TBTCO, but not in a form that basislint reads"
        );
        assert_eq!(table("a SAP list", "E070"), "a SAP list of table E070, which is no export that basislint reads");
    }
}
