//! Adds a suppression to the text of a `basislint.toml`, or changes the one that is there. All else stays as it is, byte for byte.
//!
//! The new text is put in at places that the parser names. A document of toml_edit would not do: it writes its own line ends, and
//! no byte order mark.

use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::DeTable;

use super::name::{Name, silences_all};
use super::pattern::Mistake;
use super::reader::Reader;
use super::settings::Known;
use super::suppress::{Suppression, Until};
use crate::complaint::Complaint;
use crate::limits::OWN_FILE_BYTES;

/// What is to be suppressed, as `[[suppress]]` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// A rule, or a pattern of rules.
    pub rule: String,
    /// A system, or a pattern; all systems without.
    pub system: Option<String>,
    /// What the finding is about, or a pattern; anything without.
    pub subject: Option<String>,
    /// Why.
    pub reason: String,
    /// Who answers for it; without, whoever did before.
    pub owner: Option<String>,
    /// The last day; none for good.
    pub until: Option<Date>,
}

/// What became of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// The whole of it.
    pub text: String,
    /// What was done.
    pub change: Change,
    /// 1-based line of the suppression's rule.
    pub line: usize,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// There is one more.
    Added,
    /// There was one for the same already: its reason and its last day are the new ones, and its owner if there is a new one.
    Changed,
    /// There was the very one already.
    Unchanged,
}

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// What is wanted is no suppression.
    #[error("{}; {}", .0.message, .0.help)]
    Wanted(Mistake),
    /// The text has mistakes already, in its order.
    #[error("the configuration has mistakes")]
    Malformed(Vec<Complaint>),
    /// It would be longer than any that is read.
    #[error("the configuration would have more than {} MiB: no such file is read", OWN_FILE_BYTES >> 20)]
    TooLong,
    /// The text is written in a way that we cannot change and be sure.
    #[error("nobody but you can put it into this file, so nothing was changed; add this by hand:\n{0}")]
    ByHand(String),
}

impl Wanted {
    /// Whether it is something to write down.
    ///
    /// # Errors
    /// What is blank, a rule that is none, a malformed pattern, all findings at once.
    pub fn check(&self, known: &Known<'_>) -> Result<(), Mistake> {
        let blank = |text: &str| text.trim().is_empty();
        let mistake = |message: &str, help: &str| Err(Mistake { message: message.to_owned(), help: help.to_owned() });
        if blank(&self.reason) {
            return mistake("the reason is blank", "say why the finding is accepted: auditors will ask");
        }
        if self.owner.as_deref().is_some_and(blank) {
            return mistake("the owner is blank", "say who answers for it, or leave the option out");
        }
        if [&self.system, &self.subject].into_iter().flatten().any(|text| blank(text)) {
            return mistake("a system or a subject is blank", "leave the option out to mean all");
        }
        let rule = Name::of_rule(&self.rule, known.rules)?;
        let [system, subject] = [&self.system, &self.subject].map(|text| text.as_deref().map(Name::new).transpose());
        match silences_all(&rule, [system?.as_ref(), subject?.as_ref()], known.rules) {
            Some(mistake) => Err(mistake),
            None => Ok(()),
        }
    }

    fn is_for_the_same_as(&self, other: &Suppression) -> bool {
        let same = |own: &Option<String>, other: &Option<Name>| match (own, other) {
            (Some(own), Some(other)) => other.is_text(own),
            (own, other) => own.is_none() && other.is_none(),
        };
        other.rule.text() == self.rule && same(&self.system, &other.system) && same(&self.subject, &other.subject)
    }

    fn is(&self, other: &Suppression) -> bool {
        let until = match &other.until {
            Until::Open => self.until.is_none(),
            Until::Day(day) => self.until == Some(*day),
            Until::Malformed { .. } => false,
        };
        let owner = self.owner.is_none() || self.owner == other.owner;
        self.is_for_the_same_as(other) && other.reason == self.reason && owner && until
    }

    /// Keys and values, each as it stands in TOML.
    fn values(&self) -> Vec<String> {
        let until = self.until.map(|day| day.to_string());
        let keys = [
            ("rule", Some(&self.rule)),
            ("system", self.system.as_ref()),
            ("subject", self.subject.as_ref()),
            ("reason", Some(&self.reason)),
            ("owner", self.owner.as_ref()),
            ("until", until.as_ref()),
        ];
        keys.into_iter().filter_map(|(key, value)| Some(format!("{key} = {}", quoted(value?)))).collect()
    }

    /// As a section of its own.
    pub fn section(&self) -> String {
        format!("[[suppress]]\n{}\n", self.values().join("\n"))
    }
}

/// A text as TOML has it in quotes, on one line.
pub fn quoted(text: &str) -> String {
    // As JSON has it, but for one control character.
    serde_json::Value::from(text).to_string().replace('\u{7F}', "\\u007F")
}

/// Adds what is wanted to the text of a configuration, or changes reason, owner and last day of the suppression for the same.
///
/// # Errors
/// See [`EditError`]. What comes back is a configuration in which all that was there is there still.
pub fn suppress(text: &str, wanted: &Wanted, known: &Known<'_>) -> Result<Edited, EditError> {
    wanted.check(known).map_err(EditError::Wanted)?;
    let before = suppressions(text, known).map_err(EditError::Malformed)?;
    let same = before.iter().position(|known| wanted.is_for_the_same_as(known));
    let (change, edited) = match same {
        Some(at) if before.get(at).is_some_and(|known| wanted.is(known)) => (Change::Unchanged, Some(text.to_owned())),
        Some(at) => (Change::Changed, changed(text, at, wanted)),
        None => (Change::Added, added(text, wanted)),
    };
    let by_hand = || EditError::ByHand(wanted.section());
    let edited = edited.ok_or_else(by_hand)?;
    if edited.len() as u64 > OWN_FILE_BYTES {
        return Err(EditError::TooLong);
    }
    let after = suppressions(&edited, known).map_err(|_| by_hand())?;
    let at = same.unwrap_or(before.len());
    let others = |all: &[Suppression]| -> Vec<String> {
        let others = all.iter().enumerate().filter(|(index, _)| *index != at);
        others.map(|(_, suppression)| suppression.described()).collect()
    };
    let place =
        after.get(at).filter(|suppression| wanted.is(suppression)).map(|suppression| suppression.place.rule.start);
    match place {
        Some(place) if others(&before) == others(&after) => {
            let line = edited.get(..place).unwrap_or_default().matches('\n').count() + 1;
            Ok(Edited { text: edited, change, line })
        }
        _ => Err(by_hand()),
    }
}

fn suppressions(text: &str, known: &Known<'_>) -> Result<Vec<Suppression>, Vec<Complaint>> {
    Ok(Reader::new("", text, known).config()?.suppressions)
}

/// The text with another suppression at its end; none if it is beyond us.
fn added(text: &str, wanted: &Wanted) -> Option<String> {
    let root = DeTable::parse(text).ok()?.into_inner();
    if let Some(value) = root.get("suppress")
        && let Some(list) = value.get_ref().as_array()
        && !text.get(value.span())?.starts_with("[[")
    {
        return in_list(text, value.span(), list.last().map(Spanned::span), wanted);
    }
    let line_end = line_end(text);
    let mut edited = text.to_owned();
    let has_text = !text.trim_start_matches('\u{FEFF}').trim().is_empty();
    if has_text {
        let missing = if text.ends_with('\n') { 1 } else { 2 };
        edited.push_str(&line_end.repeat(missing));
    }
    edited.push_str(&wanted.section().replace('\n', line_end));
    Some(edited)
}

/// The text with another table at the end of a list in brackets, whose last table is at `last`.
fn in_list(text: &str, list: Range<usize>, last: Option<Range<usize>>, wanted: &Wanted) -> Option<String> {
    let table = format!("{{ {} }}", wanted.values().join(", "));
    let close = list.end.checked_sub(1)?;
    let Some(last) = last else {
        return Some(spliced(text, close..close, &table));
    };
    let behind = text.get(last.end..close)?;
    let kept = behind.trim_end();
    let has_comma = kept.split('\n').any(|line| line.split('#').next().is_some_and(|code| code.contains(',')));
    let of_line = line_start(text, last.start);
    let before = text.get(of_line..last.start)?;
    let separator = if before.trim().is_empty() && of_line > list.start {
        format!("{}{before}", line_end(text))
    } else if behind.contains(['\n', '#']) {
        format!("{}  ", line_end(text))
    } else {
        " ".to_owned()
    };
    let (comma, own_comma) = if has_comma { ("", ",") } else { (",", "") };
    let rest = behind.get(kept.len()..)?;
    // A comment must not swallow the bracket.
    Some([text.get(..last.end)?, comma, kept, &separator, &table, own_comma, rest, text.get(close..)?].concat())
}

/// The text with another reason, owner and last day in the suppression with that index; none if it is beyond us.
fn changed(text: &str, index: usize, wanted: &Wanted) -> Option<String> {
    let root = DeTable::parse(text).ok()?.into_inner();
    let entry = root.get("suppress")?.get_ref().as_array()?.get(index)?;
    let table = entry.get_ref().as_table()?;
    let is_inline = text.get(entry.span())?.starts_with('{');
    let value =
        |key: &str| table.iter().find(|(name, _)| name.get_ref() == key).map(|(key, value)| (key.span(), value.span()));
    let (reason_key, reason) = value("reason")?;
    let until = wanted.until.map(|day| quoted(&day.to_string()));
    let mut edits: Vec<(Range<usize>, String)> = vec![(reason.clone(), quoted(&wanted.reason))];
    // What is new stands behind the reason.
    let mut new: Vec<String> = Vec::new();
    match (value("owner"), wanted.owner.as_deref().map(quoted)) {
        (Some((_, old)), Some(owner)) => edits.push((old, owner)),
        (None, Some(owner)) => new.push(format!("owner = {owner}")),
        (_, None) => {}
    }
    match (value("until"), until) {
        (Some((_, old)), Some(until)) => edits.push((old, until)),
        (None, Some(until)) => new.push(format!("until = {until}")),
        (Some((key, old)), None) if is_inline => edits.push((without_entry(text, key.start..old.end)?, String::new())),
        (Some((key, old)), None) => edits.push((without_line(text, key.start..old.end)?, String::new())),
        (None, None) => {}
    }
    if is_inline {
        let new: String = new.iter().flat_map(|entry| [", ", entry]).collect();
        edits.push((reason.end..reason.end, new));
    } else {
        let indent = text.get(line_start(text, reason_key.start)..reason_key.start)?;
        let end = text.get(reason.end..)?.find(['\r', '\n']).map_or(text.len(), |at| reason.end + at);
        let new: String = new.iter().flat_map(|entry| [line_end(text), indent, entry]).collect();
        edits.push((end..end, new));
    }
    // From the end to the begin, so that places stay true.
    edits.sort_by_key(|(place, _)| std::cmp::Reverse((place.start, place.end)));
    Some(edits.into_iter().fold(text.to_owned(), |text, (place, new)| spliced(&text, place, &new)))
}

/// A key and its value in a table in braces, with the comma that goes with them.
fn without_entry(text: &str, entry: Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..entry.start)?.trim_end();
    if before.ends_with(',') {
        return Some(before.len() - 1..entry.end);
    }
    let behind = text.get(entry.end..)?.trim_start().strip_prefix(',')?.trim_start();
    Some(entry.start..text.len() - behind.len())
}

/// A key and its value on a line of their own; a comment behind them stays.
fn without_line(text: &str, entry: Range<usize>) -> Option<Range<usize>> {
    let behind = text.get(entry.end..)?;
    let line = behind.split_inclusive('\n').next().unwrap_or_default();
    if line.trim().is_empty() {
        return Some(line_start(text, entry.start)..entry.end + line.len());
    }
    Some(entry.start..entry.end + (line.len() - line.trim_start().len()))
}

fn spliced(text: &str, place: Range<usize>, new: &str) -> String {
    let (before, behind) = (text.get(..place.start).unwrap_or_default(), text.get(place.end..).unwrap_or_default());
    [before, new, behind].concat()
}

/// Where the line of a place begins.
pub(super) fn line_start(text: &str, place: usize) -> usize {
    text.get(..place).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1)
}

/// As the first line ends.
fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text.get(..at).is_some_and(|line| line.ends_with('\r')) => "\r\n",
        _ => "\n",
    }
}
