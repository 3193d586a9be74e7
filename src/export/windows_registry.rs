//! Keys of the Windows registry, as regedit exports them (`.reg`): numbers of settings that only the registry has.
//!
//! Only values of type REG_DWORD are read: texts of the registry may be secrets, and no rule asks for any.

use std::borrow::Cow;
use std::ops::Range;

use super::{
    Class, Export, Field, FieldBytes, FieldKind, FieldSpec, FileContext, Head, LinesMatch, Reach, Reader, Record,
    RecordSink, Value, Way,
};
use crate::layout::{Flaw, Row, text};

/// Exports of regedit.
pub static EXPORT: Export = Export {
    kind: "windows-registry",
    title: "Windows registry export",
    origin: "regedit, File > Export",
    role_sign: None,
    is_table: false,
    reach: Reach::Server,
    columns: &[],
    names: &[],
    by_rows: None,
    fields: FIELDS,
    key: &["key", "name"],
    bytes: FieldBytes::NONE,
    lines: Some(recognise),
    open,
    how_to_get: WAYS,
};

const KEY: usize = 0;
const NAME: usize = 1;

const FIELDS: &[FieldSpec] = &[
    FieldSpec::new("key", FieldKind::Text, "the key, as it is written: HKEY_LOCAL_MACHINE\\SYSTEM\\...")
        .class(Class::Path),
    FieldSpec::new("name", FieldKind::Text, "name of the value: SendTrustedIssuerList").class(Class::Plain),
    FieldSpec::new("value", FieldKind::Number, "the value, if it is a number (REG_DWORD)"),
];

const WAYS: &[Way] = &[Way {
    title: "regedit on the computer of the Production Connector",
    steps: &[
        "Start regedit and go to HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL.",
        "Choose File > Export, Selected branch, type Registration Files (*.reg), and save it beside the other files of the Production Connector.",
        "Or run reg export HKLM\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL schannel.reg in a command prompt.",
    ],
    seen: "The form is that of regedit 5.00 (UTF-16 with byte order mark); that of older ones, REGEDIT4, is read too. No export of a \
           Production Connector's computer was seen at first hand.",
}];

/// The first lines of such files.
const SIGNS: &[&str] = &["Windows Registry Editor Version 5.00", "REGEDIT4"];

fn recognise(head: &Head<'_>) -> LinesMatch {
    let first = head.lines.iter().map(|line| line.trim()).find(|line| !line.is_empty());
    match first.is_some_and(|line| SIGNS.contains(&line)) {
        true => LinesMatch::Yes(&text::LAYOUT),
        false => LinesMatch::No,
    }
}

fn open(_: &FileContext<'_>) -> Box<dyn Reader> {
    Box::new(Lines::default())
}

/// Reads the lines.
#[derive(Default)]
struct Lines {
    begun: bool,
    /// The key whose values follow; none for one that the file is there to delete.
    key: Option<String>,
    /// A value goes on in the next line.
    goes_on: bool,
    last: u64,
}

impl Reader for Lines {
    fn row(&mut self, row: &Row<'_>, sink: &mut dyn RecordSink) {
        if !std::mem::replace(&mut self.begun, true) {
            return sink.heading(row);
        }
        self.last = row.line();
        let line = row.text_of(0);
        if std::mem::replace(&mut self.goes_on, line.ends_with('\\')) || line.is_empty() || line.starts_with(';') {
            return;
        }
        let start = row.cell(0).start;
        if let Some(key) = line.strip_prefix('[') {
            match key.strip_suffix(']') {
                Some(key) => self.key = Some(key.to_owned()).filter(|key| !key.starts_with('-')),
                None => sink.flaw(Flaw::at(row, start, "this line is cut: the name of the key has no end", true)),
            }
            return;
        }
        let Some((name, value)) = split(&line) else {
            if !line.starts_with('@') {
                sink.flaw(Flaw::at(row, start, "this line is no value of the registry, or cut", true));
            }
            return;
        };
        let (Some(key), false) = (&self.key, line[value.clone()].starts_with('-')) else { return };
        let number = strip_dword(&line[value.clone()]).map(|digits| {
            let digits = digits.trim();
            Some(digits).filter(|digits| digits.len() == 8).and_then(|digits| i64::from_str_radix(digits, 16).ok())
        });
        if number == Some(None) {
            sink.flaw(Flaw::at(row, start, "this number has no eight digits: the line is cut", true));
        }
        let at = |range: Range<usize>| start + range.start..start + range.end;
        let text = line[name.clone()].replace(r#"\""#, "\"").replace(r"\\", r"\");
        sink.record(
            &Setting { key, name: text, number: number.flatten(), name_at: at(name), value_at: at(value) },
            row,
        );
    }

    fn end(&mut self, sink: &mut dyn RecordSink) {
        if self.goes_on {
            let message = "the last value goes on in a line that is missing: the file is cut".to_owned();
            sink.flaw(Flaw { line: self.last, column: 1, message, incomplete: true });
        }
    }
}

/// The digits of a number: `dword:00000001`, in letters of any case.
fn strip_dword(value: &str) -> Option<&str> {
    const WORD: &str = "dword:";
    value.split_at_checked(WORD.len()).filter(|(word, _)| word.eq_ignore_ascii_case(WORD)).map(|(_, digits)| digits)
}

/// Where the name and the value of a line stand: `"Name"=dword:00000001`. None for a value without a name, `@=...`.
fn split(line: &str) -> Option<(Range<usize>, Range<usize>)> {
    let inner = line.strip_prefix('"')?;
    let mut escaped = false;
    let end = inner.find(|letter| {
        let ends = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        ends
    })?;
    inner[end + 1..].starts_with('=').then(|| (1..end + 1, end + 3..line.len()))
}

/// One value.
struct Setting<'s> {
    key: &'s str,
    name: String,
    number: Option<i64>,
    name_at: Range<usize>,
    value_at: Range<usize>,
}

impl Record for Setting<'_> {
    fn field(&self, index: usize) -> Field<'_> {
        match index {
            KEY => Field { value: Value::Text(Cow::Borrowed(self.key.as_bytes())), span: None },
            NAME => Field::text(self.name.as_bytes(), self.name_at.clone()),
            _ => match self.number {
                Some(number) => Field { value: Value::Number(number), span: Some(self.value_at.clone()) },
                None => Field { span: Some(self.value_at.clone()), ..Field::unknown(NO_NUMBER) },
            },
        }
    }

    /// A text may be a password.
    fn secrets(&self) -> Vec<Range<usize>> {
        if self.number.is_none() { vec![self.value_at.clone()] } else { Vec::new() }
    }
}

const NO_NUMBER: &str = "the value is no number (REG_DWORD), or cut";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::testing::{Found, file, layout_of, read};

    const HEAD: &str = "Windows Registry Editor Version 5.00\r\n\r\n";
    const KEY: &str = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";

    fn lines(text: &str) -> Found {
        read(&EXPORT, &file("schannel.reg", &text::LAYOUT), format!("{HEAD}{text}").as_bytes())
    }

    #[test]
    fn numbers_are_read_under_their_keys() {
        let found = lines(&format!(
            "[{KEY}]\r\n\"SendTrustedIssuerList\"=dword:00000001\r\n\r\n[{KEY}\\Ciphers]\r\n; none\r\n@=\"x\"\r\n\"A \\\"B\\\"=C\"=dword:ffffffff\r\n"
        ));
        assert_eq!(found.all("name"), ["SendTrustedIssuerList", r#"A "B"=C"#]);
        assert_eq!(found.all("value"), ["1", "4294967295"]);
        assert_eq!(found.all("key"), [KEY.to_owned(), format!(r"{KEY}\Ciphers")]);
        assert_eq!((found.records[0].place("value"), found.flaws.len()), ("dword:00000001", 0));
    }

    #[test]
    fn texts_are_never_shown_and_tell_no_number() {
        let found = lines(&format!(
            "[{KEY}]\n\"EventLogging\"=\"Geheim1\"\n\"Long\"=hex:01,02,\\\n  03,04\n\"Last\"=dword:00000000\n"
        ));
        assert_eq!(found.all("name"), ["EventLogging", "Long", "Last"]);
        assert!(found.records[0].is_unknown("value") && found.records[1].is_unknown("value"));
        assert_eq!(found.secrets()[0], ["\"Geheim1\""]);
        assert_eq!(found.records[2].value("value"), "0");
    }

    #[test]
    fn what_a_file_would_delete_is_not_there() {
        let found = lines(&format!("[-{KEY}]\n\"A\"=dword:00000001\n[{KEY}]\n\"B\"=-\n"));
        assert_eq!((found.records.len(), found.flaws.len()), (0, 0));
    }

    #[test]
    fn a_cut_file_is_incomplete_wherever_it_is_cut() {
        for cut in ["[HKEY_LOCAL", "[HKEY]\n\"SendTrusted", "[HKEY]\n\"A\"=dword:0001", "[HKEY]\n\"A\"=hex:01,\\\n"] {
            assert!(lines(cut).flaws.iter().any(|flaw| flaw.incomplete), "{cut}");
        }
        // Whatever was cut, it is no number.
        assert!(lines("[HKEY]\n\"A\"=dword:0001").records[0].is_unknown("value"));
    }

    #[test]
    fn other_settings_are_none_of_the_registry() {
        assert_eq!(layout_of(&EXPORT, "a.reg", HEAD), Some(&text::LAYOUT));
        assert_eq!(layout_of(&EXPORT, "a.reg", "[section]\n\"a\"=dword:00000001\n"), None);
    }
}
