//! Names of places in the page, for links. Whatever systems are called, no two places have one name.

use std::collections::BTreeSet;

use crate::knowledge::checklist::{Checklist, Step};
use crate::report::matrix::Matrix;

/// Where a system stands in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Places {
    /// Its details.
    pub system: String,
    /// Its line in the matrix.
    pub row: String,
    /// Each step in its details, by column.
    pub steps: Vec<String>,
}

/// A word for a step: `checklist-2.8`, or `page` if the document numbers nothing.
pub(super) fn step_key(checklist: &Checklist, step: &Step) -> String {
    if step.number.is_empty() { checklist.key.clone() } else { format!("{}-{}", checklist.key, step.number) }
}

/// The place of a step's explanation.
pub(super) fn step(key: &str) -> String {
    format!("step-{key}")
}

/// The place of a rule's page.
pub(super) fn rule(id: &str) -> String {
    format!("rule-{}", slug(id))
}

/// The place where it is said how to get an export.
pub(super) fn export(kind: &str) -> String {
    format!("export-{}", slug(kind))
}

/// Places of all systems, beside `taken` ones: `PRD`, and `PRD-checklist-2.8` for a step in it.
pub(super) fn of_systems(matrix: &Matrix<'_>, mut taken: BTreeSet<String>) -> Vec<Places> {
    let keys: Vec<String> = matrix.columns.iter().map(|column| step_key(column.checklist, column.step)).collect();
    let places = |name: &str| Places {
        row: format!("row-{name}"),
        steps: keys.iter().map(|key| format!("{name}-{key}")).collect(),
        system: name.to_owned(),
    };
    let free = |name: String| {
        let names = std::iter::once(name.clone()).chain((2..).map(|number| format!("{name}~{number}")));
        let mut free =
            names.map(|name| places(&name)).filter(|places| places.all().all(|place| !taken.contains(place)));
        let found = free.next().unwrap_or_else(|| places(&name));
        taken.extend(found.all().cloned());
        found
    };
    matrix.rows.iter().map(|row| slug(&row.system.name)).map(free).collect()
}

impl Places {
    fn all(&self) -> impl Iterator<Item = &String> {
        [&self.system, &self.row].into_iter().chain(&self.steps)
    }
}

/// A text in letters, digits, `.`, `_` and `-` alone.
fn slug(text: &str) -> String {
    let fit = |character: char| character.is_ascii_alphanumeric() || ".-_".contains(character);
    let slug: String = text.chars().map(|character| if fit(character) { character } else { '_' }).collect();
    if slug.is_empty() { "_".to_owned() } else { slug }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn no_two_places_have_one_name_whatever_systems_are_called() {
        let mut report = sample::report();
        let names = ["matrix", "PRD", "PRD-page", "P/D", "P D", "", "\u{202e}", "row-PRD", "é"];
        let template = report.systems.remove(0);
        report.systems =
            names.map(|name| crate::report::SystemReport { name: name.to_owned(), ..template.clone() }).into();
        let taken = ["matrix".to_owned()];
        let systems = of_systems(&Matrix::of(&report), taken.clone().into());
        let mut all: Vec<&String> = systems.iter().flat_map(Places::all).chain(&taken).collect();
        let number = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), number);
        assert!(
            all.iter().all(|place| place.bytes().all(|byte| byte.is_ascii_graphic() && !b"\"'<>&#%".contains(&byte)))
        );
        assert_eq!((systems[0].system.as_str(), systems[1].system.as_str()), ("matrix~2", "PRD"));
    }
}
