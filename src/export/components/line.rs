//! One line of a list of software components that has no heading to go by, or one that does not tell where columns are.

use std::ops::Range;

use crate::export::sapcontrol::key;

/// Where a component, its release and its level stand in a line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Component {
    pub component: Range<usize>,
    pub release: Option<Range<usize>>,
    pub level: Range<usize>,
}

/// Reads `SAP_BASIS  731  0019  SAPKB73119  SAP Basis Component`, with tabs or blanks in between. Level and Support
/// Package may change places, and a line may begin as a comment does.
pub(super) fn parse(line: &str) -> Option<Component> {
    let comment = line.len() - line.trim_start_matches(['*', '"', '&', '#', '|', '-', ' ', '\t', '\u{FEFF}']).len();
    let text = line.get(comment..)?;
    let parts: Vec<Range<usize>> = match text.contains('\t') {
        true => split(text, comment, '\t').take(5).collect(),
        false => split(text, comment, ' ').filter(|part| !part.is_empty()).take(5).collect(),
    };
    let [component, release, third, rest @ ..] = parts.as_slice() else { return None };
    let is = |part: &Range<usize>, fits: fn(&str) -> bool| line.get(part.clone()).is_some_and(fits);
    if !is(component, is_component) || !is(release, is_release) {
        return None;
    }
    // A line of three parts may be anything.
    let fourth = rest.first()?;
    let level = if is(third, is_level) {
        third
    } else if is(third, is_package) && is(fourth, is_level) {
        fourth
    } else {
        return None;
    };
    Some(Component { component: component.clone(), release: Some(release.clone()), level: level.clone() })
}

/// The columns of sapcontrol's list, as its heading names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AnswerColumns {
    component: usize,
    release: usize,
    level: usize,
    /// How many there are; the last, a text, may have commas.
    all: usize,
}

impl Default for AnswerColumns {
    fn default() -> Self {
        Self { component: 0, release: 1, level: 2, all: 3 }
    }
}

impl AnswerColumns {
    /// Reads `component, release, patchlevel, componenttype, description`.
    pub fn of(heading: &str) -> Option<Self> {
        let columns: Vec<String> = heading.split(',').map(key).collect();
        let find = |names: &[&str]| columns.iter().position(|column| names.contains(&column.as_str()));
        Some(Self {
            component: find(&["component", "softwarecomponent"])?,
            release: find(&["release"])?,
            level: find(LEVEL_KEYS)?,
            all: columns.len(),
        })
    }
}

/// What sapcontrol calls the Support Package level.
pub(super) const LEVEL_KEYS: &[&str] = &["patchlevel", "level", "splevel"];

/// Reads a row of sapcontrol's list.
pub(super) fn parse_answer(line: &str, columns: AnswerColumns) -> Option<Component> {
    let parts: Vec<Range<usize>> = split(line, 0, ',').collect();
    if parts.len() < columns.all {
        return None;
    }
    let part = |column: usize| parts.get(column).cloned();
    of_parts(line, part(columns.component)?, part(columns.release)?, part(columns.level)?)
}

/// The component, if each part is what it should be.
pub(super) fn of_parts(
    line: &str,
    component: Range<usize>,
    release: Range<usize>,
    level: Range<usize>,
) -> Option<Component> {
    let is = |part: &Range<usize>, fits: fn(&str) -> bool| line.get(part.clone()).is_some_and(fits);
    let whole = is(&component, is_component) && is(&release, is_release) && is(&level, is_level);
    whole.then_some(Component { component, release: Some(release), level })
}

/// Whether a value of an answer for scripts is what its key says.
pub(super) fn is_value(key: &str, value: &str) -> bool {
    match key {
        "component" => is_component(value),
        "release" => is_release(value),
        _ => is_level(value),
    }
}

/// Reads the version of the Support Package Manager: `SPAM/SAINT version 70`, `Support Package Manager - Version 7.50/0070`.
pub(super) fn parse_spam(line: &str) -> Option<Component> {
    const NAMES: [&str; 4] = ["SPAM/SAINT", "SPAM", "Support Package Manager", "SAINT"];
    let start = line.len() - line.trim_start().len();
    let text = line.get(start..)?;
    let name = NAMES.iter().find(|name| text.get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name)))?;
    let lower = line.to_ascii_lowercase();
    let word = "version";
    let at = start + lower.get(start..)?.find(word)? + word.len();
    // Between them stands a dash, or what the release is for.
    let rest = line.get(at..)?;
    let value = rest.trim();
    let begin = at + rest.find(value)?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let component = start..start + name.len();
    if let Some((release, level)) = value.split_once('/') {
        let (release, level) = (release.trim(), level.trim());
        let is_release = digits(&release.replace('.', "")) && release.len() <= 4;
        let place = |part: &str| line.get(begin..).and_then(|rest| rest.rfind(part)).map(|at| begin + at);
        return (is_release && digits(level)).then_some(Component {
            component,
            release: Some(begin..begin + release.len()),
            level: place(level)?..place(level)? + level.len(),
        });
    }
    let digits_only = digits(value) && value.len() <= 4;
    digits_only.then(|| Component { component, release: None, level: begin..begin + value.len() })
}

/// The parts between separators, without blanks around them.
fn split(text: &str, shift: usize, separator: char) -> impl Iterator<Item = Range<usize>> {
    text.split(separator).scan(shift, move |start, part| {
        let begin = *start + (part.len() - part.trim_start().len());
        *start += part.len() + separator.len_utf8();
        Some(begin..begin + part.trim().len())
    })
}

/// `SAP_BASIS`, `ST-A/PI`, `/ABC/ADDON`
fn is_component(text: &str) -> bool {
    (2..=30).contains(&text.len())
        && text.bytes().any(|byte| byte.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_-/".contains(&byte))
}

/// `740`, `2008_1_710`, `01T_731`, `DEV`
fn is_release(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_.".contains(&byte);
    (1..=10).contains(&text.len()) && text.bytes().all(fits)
}

/// Four or ten digits.
fn is_level(text: &str) -> bool {
    matches!(text.len(), 4 | 10) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A Support Package, or what stands for none.
pub(super) fn is_package(text: &str) -> bool {
    text == "-" || text.starts_with("SAPK")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(line: &str, found: Option<Component>) -> Option<(&str, &str, &str)> {
        let found = found?;
        Some((&line[found.component], found.release.map_or("", |at| &line[at]), &line[found.level]))
    }

    #[test]
    fn level_and_package_stand_in_either_order() {
        for line in [
            "ST-PI\t2008_1_710\t0013\tSAPKITLREM\tSAP Solution Tools Plug-In",
            "ST-PI   2008_1_710   0013   SAPKITLREM   SAP Solution Tools Plug-In",
            "*& ST-PI  2008_1_710  SAPKITLREM  0013  SAP Solution Tools Plug-In",
            "\tST-PI\t2008_1_710\t0013\t\tno package",
        ] {
            assert_eq!(read(line, parse(line)), Some(("ST-PI", "2008_1_710", "0013")), "{line}");
        }
        let line = "S4COREOP\t106\t0000000000\t-\tx";
        assert_eq!(read(line, parse(line)), Some(("S4COREOP", "106", "0000000000")));
    }

    #[test]
    fn other_lines_are_no_component() {
        for line in [
            "",
            "Component\tRelease\tSP-Level\tSupport Package",
            "SAP_BASIS 731 0019",
            "SAP_BASIS 731 19 SAPKB73119 x",
            "Dear SAP team 0019 x",
            "A 1 0000 x",
            "SAP_BASIS\t731\tnone\t0019",
        ] {
            assert_eq!(parse(line), None, "{line}");
        }
    }

    #[test]
    fn rows_of_sapcontrol_have_commas() {
        let line = "SAP_BASIS, 754, 0002, SAPK-75402INSAPBASIS, SAP Basis Component";
        let plain = AnswerColumns::default();
        assert_eq!(read(line, parse_answer(line, plain)), Some(("SAP_BASIS", "754", "0002")));
        let heading = "component, release, patchlevel, componenttype, description";
        assert_eq!(parse_answer(heading, plain), None);
        assert_eq!(parse_answer("SAP_BASIS, 754, 00", plain), None);
        // As many columns as the heading has, wherever they stand.
        let five = AnswerColumns::of(heading).unwrap();
        assert_eq!(read(line, parse_answer(line, five)), Some(("SAP_BASIS", "754", "0002")));
        assert_eq!(parse_answer("SAP_BASIS, 754, 0002", five), None);
        let three = AnswerColumns::of("Component, Release, Patchlevel").unwrap();
        assert!(parse_answer("SAP_BASIS, 754, 0002", three).is_some());
        let turned = AnswerColumns::of("description, component, patchlevel, release").unwrap();
        let line = "Basis, SAP_BASIS, 0002, 754";
        assert_eq!(read(line, parse_answer(line, turned)), Some(("SAP_BASIS", "754", "0002")));
    }

    #[test]
    fn the_support_package_manager_tells_its_version() {
        for (line, release, level) in [
            ("SPAM/SAINT version 70", "", "70"),
            ("Support Package Manager - Version 7.50/0070", "7.50", "0070"),
            ("SPAM Version 740/0080", "740", "0080"),
        ] {
            let found = parse_spam(line);
            assert_eq!(read(line, found).map(|found| (found.1, found.2)), Some((release, level)), "{line}");
        }
        for line in ["SPAM", "SPAM version", "SPAM version x/70", "spamming version 7 of a list"] {
            assert_eq!(parse_spam(line), None, "{line}");
        }
    }

    proptest! {
        #[test]
        fn nothing_panics(line in "\\PC{0,40}|[A-Z0-9_\t ,/]{0,40}|SPAM version [0-9/. ]{0,8}") {
            let _ = (parse(&line), parse_answer(&line, AnswerColumns::default()), parse_spam(&line), AnswerColumns::of(&line));
        }
    }
}
