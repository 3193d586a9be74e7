//! A rule to begin with, for those who write their own: with an example that fails and one that passes, both made of an example of a rule
//! that basislint comes with.
//!
//! Which record and which field it is about is found by trying: what is written has been run.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use super::examples;
use crate::export;
use crate::landscape::derived;
use crate::rule::{OwnRules, RuleSet};

/// No rule can be made for an export.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "no rule that basislint comes with has an example of {0} that a new one could begin with: begin with another export (--export), and change \
     `export` and the examples"
)]
pub struct NoModel(String);

/// So long may the files of an example be, in bytes.
const LONGEST: usize = 6000;
/// So many examples, and values in one, are tried.
const MOST: usize = 12;
/// A value is that long, so that people know it again.
const VALUE: std::ops::RangeInclusive<usize> = 3..=40;

/// What the rule is about.
struct Model<'m> {
    kind: &'m str,
    title: &'m str,
    roles: Vec<String>,
    field: &'static str,
    /// What is wrong.
    value: String,
    /// What is well.
    other: String,
    /// Path, line and column of the value.
    place: String,
    failing: BTreeMap<String, String>,
    passing: BTreeMap<String, String>,
}

/// The text of a rule with this id about this export, for this folder; its examples have been run.
///
/// # Errors
/// No example of the embedded rules, which are these, serves.
pub fn rule(rules: &RuleSet, id: &str, kind: &str, folder: &str) -> Result<String, NoModel> {
    let (title, fields) = match (export::by_kind(kind), derived::by_kind(kind)) {
        (Some(export), _) => (export.title, export.fields),
        (None, Some(derived)) => (derived.title, derived.fields),
        (None, None) => return Err(NoModel(kind.to_owned())),
    };
    let size = |files: &BTreeMap<String, String>| files.values().map(String::len).sum::<usize>();
    let mut examples: Vec<(&Vec<String>, BTreeMap<String, String>)> = Vec::new();
    for page in rules.pages().filter(|page| page.exports.first().is_some_and(|export| export == kind)) {
        let files = page.examples.iter().map(|example| example.files.iter().cloned().collect());
        examples.extend(files.map(|files| (&page.roles, files)));
    }
    if let Some(derived) = derived::by_kind(kind) {
        // The pages of their rules name the exports that they follow from.
        for page in rules.pages().filter(|page| page.exports.iter().any(|of| derived.from.contains(&of.as_str()))) {
            let files = page.examples.iter().map(|example| example.files.iter().cloned().collect());
            examples.extend(files.map(|files| (&page.roles, files)));
        }
    }
    examples.retain(|(_, files)| (1..LONGEST).contains(&size(files)));
    examples.sort_by(|left, right| (size(&left.1), &left.1).cmp(&(size(&right.1), &right.1)));
    examples.dedup_by(|left, right| left.1 == right.1);
    let names: Vec<&'static str> = fields.iter().map(|field| field.name).collect();
    for (roles, files) in examples.iter().take(MOST) {
        let mut values = values(kind, &names, roles, files);
        // The first field names the record, as a rule.
        values.sort_by_key(|(field, ..)| names.iter().position(|name| name == field));
        let models = values.into_iter().filter_map(|(field, place, value)| {
            let (other, passing) = changed(files, &place, &value)?;
            let (roles, failing) = ((*roles).clone(), files.clone());
            Some(Model { kind, title, roles, field, value, other, place, failing, passing })
        });
        for model in models.take(MOST) {
            let text = text(&model, id, folder);
            if runs(&text) {
                return Ok(text);
            }
        }
    }
    Err(NoModel(kind.to_owned()))
}

/// Whether its examples say what they should.
fn runs(text: &str) -> bool {
    let Some(rules) = load(vec![text.to_owned()]) else { return false };
    examples::run_all(&rules).iter().all(|result| result.failure.is_none())
}

fn load(texts: Vec<String>) -> Option<RuleSet> {
    let files = texts.into_iter().zip(0..).map(|(text, number)| (format!("{number}.toml"), text));
    RuleSet::load_alone(&OwnRules::Texts { folder: PathBuf::new(), files: files.collect() }).ok()
}

/// Field, place (as `path:line:column`) and value of all that these files say in these fields.
fn values(
    kind: &str,
    fields: &[&'static str],
    roles: &[String],
    files: &BTreeMap<String, String>,
) -> Vec<(&'static str, String, String)> {
    let rule = |(number, field): (usize, &&str)| {
        format!(
            "id = \"{number}\"\ntitle = \"\"\nseverity = \"note\"\nconfidence = \"low\"\nroles = {roles:?}\nwhat = \"\"\nwhy = \"\"\nfix = \"\"\n\
             references = []\nsubject = \"{{{field}}}\"\nmessage = \"{{{field}}}\"\nhelp = \"\"\nselect = {{ export = \"{kind}\" }}\n\
             when = [{{ field = \"{field}\", present = true }}]\nlabels = [{{ field = \"{field}\", text = \"value\" }}]\n\
             examples = [{{ name = \"\", verdict = \"fail\", files = {} }}, {{ name = \"\", verdict = \"pass\", files = {{}} }}]\n",
            inline(files)
        )
    };
    let Some(rules) = load(fields.iter().enumerate().map(rule).collect()) else { return Vec::new() };
    let of_field = |(id, place, value): (String, String, String)| {
        let field = id.parse().ok().and_then(|number: usize| fields.get(number).copied());
        Some((field?, place, value))
    };
    examples::findings(&rules).into_iter().filter_map(of_field).collect()
}

/// Another value of the same length, and the files with it in this place; none if the value does not stand there as it is.
fn changed(files: &BTreeMap<String, String>, place: &str, value: &str) -> Option<(String, BTreeMap<String, String>)> {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
    if !VALUE.contains(&value.len())
        || !value.chars().all(is_plain)
        || !value.contains(|letter: char| letter.is_ascii_alphabetic())
    {
        return None;
    }
    let (rest, column) = place.rsplit_once(':')?;
    let (path, line) = rest.rsplit_once(':')?;
    let (line, column): (usize, usize) = (line.parse().ok()?, column.parse().ok()?);
    let text = files.get(path)?;
    let start = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum::<usize>();
    let in_line = text.get(start..)?.char_indices().nth(column.checked_sub(1)?)?.0;
    let start = start + in_line;
    let there = text.get(start..start + value.len())?;
    if there != value {
        return None;
    }
    let at = value.rfind(|letter: char| letter.is_ascii_alphanumeric())?;
    let letter = match value.get(at..)?.chars().next()? {
        '9' => '8',
        digit @ '0'..='8' => char::from(digit as u8 + 1),
        'X' | 'x' => 'Y',
        upper if upper.is_ascii_uppercase() => 'X',
        _ => 'x',
    };
    let mut other = value.to_owned();
    other.replace_range(at..=at, &letter.to_string());
    let mut changed = text.clone();
    changed.replace_range(start..start + value.len(), &other);
    let mut files = files.clone();
    files.insert(path.to_owned(), changed);
    Some((other, files))
}

fn text(model: &Model<'_>, id: &str, folder: &str) -> String {
    let Model { kind, title, roles, field, value, other, place, failing, passing } = model;
    let roles = roles.iter().map(|role| format!("\"{role}\"")).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        r#"# A rule of our own: change all of it. docs/writing-rules.md of basislint explains every key; `basislint rules schema` prints a schema
# for editors; `basislint rules test {folder}` runs the examples below.

id = "{id}"
title = "{title}: {field} is {value}"
severity = "warning"                 # error, warning or note
confidence = "high"                  # high: it is written down or was seen; medium: it follows from that; low: it is likely
roles = [{roles}]
tags = ["our-rules"]                 # words to filter by: --select tag:our-rules

# For the rule's page (`basislint explain {id}`): what is wrong, why it matters, how it is corrected, and what says so.
what = "{field} is {value}, which our handbook forbids."
why = "Say here what happens otherwise."
fix = "Say here, with transaction and menu path, how it is corrected."
references = ["our handbook 1.2"]

# What a finding says. {{field}} is filled in, and so are {{system}} and the other fields.
subject = "{{{field}}}"
message = "{field} is {{{field}}}"
help = "Say here what to do about it."

# The records that it looks at ({title}), and what is wrong with one:
# `basislint exports {kind}` lists their fields; `where = [...]` limits it to some of them.
select = {{ export = "{kind}" }}
when = [{{ field = "{field}", equals = "{value}" }}]
labels = [{{ field = "{field}", text = "this is it" }}]

# What must be found, and where: path:line:column.
[[examples]]
name = "{field} is {value}"
verdict = "fail"
at = ["{place}"]
"#
    );
    files_section(&mut text, failing);
    let _ =
        write!(text, "\n# What must not be found.\n[[examples]]\nname = \"{field} is {other}\"\nverdict = \"pass\"\n");
    files_section(&mut text, passing);
    text
}

/// The files of an example, as a table of its own.
fn files_section(text: &mut String, files: &BTreeMap<String, String>) {
    text.push_str("[examples.files]\n");
    for (path, content) in files {
        let _ = writeln!(text, "{} = {}", quoted(path), several_lines(content));
    }
}

fn inline(files: &BTreeMap<String, String>) -> String {
    let files: Vec<String> = files.iter().map(|(path, text)| format!("{} = {}", quoted(path), quoted(text))).collect();
    format!("{{ {} }}", files.join(", "))
}

/// A text as TOML has it in quotes.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7F}', "\\u007F")
}

/// A text as TOML has it on lines of its own, if it can stand so.
fn several_lines(text: &str) -> String {
    let is_odd = |letter: char| letter.is_control() && letter != '\n' && letter != '\t';
    if text.contains(is_odd) || text.contains("'''") || text.ends_with('\'') {
        return quoted(text);
    }
    format!("'''\n{text}'''")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_new_rule_runs_whatever_export_it_is_about() {
        let rules = RuleSet::load::<&Path>(&[]).unwrap();
        let kinds = export::EXPORTS.iter().map(|export| export.kind);
        let kinds = kinds.chain(derived::DERIVED.iter().map(|derived| derived.kind));
        let (made, not_made): (Vec<&str>, Vec<&str>) =
            kinds.partition(|kind| rule(&rules, "our-rule", kind, "our-rules").is_ok());
        assert!(made.contains(&"rfc-destinations"));
        // Of what is here no embedded rule is about, or no example has a value that another can stand for.
        insta::assert_snapshot!(format!("made: {}\nnot made: {}", made.join(", "), not_made.join(", ")));
    }

    #[test]
    fn a_new_rule_on_destinations_says_what_to_change() {
        let rules = RuleSet::load::<&Path>(&[]).unwrap();
        insta::assert_snapshot!(rule(&rules, "our-rule", "rfc-destinations", "our-rules").unwrap());
    }
}
