//! The lines above the tasks of a run: which run of which task list it is, who started it, and when.

use super::{COLUMNS, LIST, RUN, START_DATE, STATUS, USER};
use crate::export::heading::{Column, is_title};
use crate::knowledge::date::{self, Order};

/// What titles say of the tasks below them. Names of runs and task lists are ASCII.
#[derive(Debug, Default, Clone)]
pub(super) struct Titles {
    pub(super) run: Option<String>,
    pub(super) list: Option<String>,
    pub(super) user: Option<String>,
    pub(super) status: Option<String>,
    pub(super) started: Option<(String, String)>,
    pub(super) order: Option<Order>,
}

impl Titles {
    /// Takes note of `Task List: SAP_SUPPORT_HUB_CONFIG` and its like, several of which may stand in a line.
    pub(super) fn note(&mut self, line: &str) {
        let labels = |column: usize| COLUMNS.get(column).map(|column: &Column| column.labels).unwrap_or_default();
        let line = line.trim().trim_matches('|');
        for (label, text) in labelled(line) {
            let is = |column: usize| labels(column).iter().any(|known| is_title(label, known));
            let first = text.split_whitespace().next().unwrap_or_default();
            if is(LIST) && !first.contains(|c: char| c.is_ascii_lowercase()) {
                self.list = Some(first.to_owned());
            } else if is(RUN) {
                self.run = Some(text.trim().to_owned());
            } else if is(USER) {
                self.user = Some(first.to_owned());
            } else if COLUMNS.get(STATUS).is_some_and(|column| column.is_called(label)) {
                self.status = Some(text.trim().to_owned()).filter(|text| !text.is_empty() && text != "*");
            } else if is(START_DATE) {
                let time = text.split_whitespace().nth(1).unwrap_or_default();
                self.order = date::order(first).or(self.order);
                self.started = Some((first.to_owned(), time.to_owned()));
            }
        }
        // A title that names it without a label: names of SAP's task lists are words of capitals and underscores.
        let mut words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        let is_list = |word: &&str| {
            word.starts_with("SAP_")
                && word.matches('_').count() >= 2
                && !word.contains(|c: char| c.is_ascii_lowercase())
        };
        self.list = self.list.take().or_else(|| words.find(is_list).map(str::to_owned));
    }
}

/// The labels of a line, each with what stands behind its colon up to the next label.
fn labelled(line: &str) -> impl Iterator<Item = (&str, &str)> {
    // A colon within a time has no blank behind it.
    let colons = || {
        line.match_indices(':')
            .map(|(at, _)| at)
            .filter(|at| line.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t'])))
    };
    let next = colons().skip(1).map(Some).chain([None]);
    let mut start = 0;
    colons().zip(next).map(move |(colon, next)| {
        let label = line.get(start..colon).unwrap_or_default().trim();
        let rest = line.get(colon + 1..next.unwrap_or(line.len())).unwrap_or_default();
        // Between a value and the next label stands a gap.
        let trimmed = rest.trim_start();
        let gap = next.and_then(|_| trimmed.find("  ").or_else(|| trimmed.find('\t')));
        let text = gap.and_then(|gap| trimmed.get(..gap)).unwrap_or(trimmed);
        start =
            line.len() - line.get(colon + 1..).unwrap_or_default().len() + (rest.len() - trimmed.len()) + text.len();
        (label, text.trim())
    })
}
