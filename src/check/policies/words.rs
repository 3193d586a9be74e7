//! What findings of check items say, and the pages of these items. Every sentence is ours; ids, titles of SAP Notes and what is wanted are SAP's.

use std::sync::Arc;

use crate::finding::{RuleVerdict, Severity, Texts, Verdict};
use crate::landscape::stores::{KeptRowOfStore, Policies, SystemStores};
use crate::policy::checks::{Check, Checks, Rows, Unit};
use crate::policy::evaluate::Setting;
use crate::policy::verdict::Bad;
use crate::policy::wanted::{self, Limits, Wanted};
use crate::rule::{Page, PagePolicy};

/// What a finding says, and at which column.
pub(super) struct Said {
    pub texts: Texts,
    pub column: Option<Arc<str>>,
}

/// Who says something of a unit in a system.
pub(super) struct Says<'s> {
    pub policies: &'s Policies,
    pub unit: &'s Unit,
    pub stores: &'s SystemStores<'s>,
    pub setting: &'s Setting<'s>,
}

impl Says<'_> {
    /// What is said of a row that one or several items find wrong.
    pub fn of(&self, check: &Check, bad: &[Bad]) -> Said {
        let row = bad.first().and_then(|bad| bad.row).and_then(|row| self.stores.rows.get(row));
        let Some((_, row)) = row else { return self.of_nothing(check) };
        let mut said = match check.rows {
            Rows::NoteNeeded => self.of_component(row, bad),
            _ => self.of_value(check, row, bad),
        };
        let mut add = |text: &str| said.texts.message.push(text.to_owned());
        if bad.iter().all(|bad| bad.contradicts) {
            add("; SAP's check item contradicts itself and calls it right as well");
        }
        if bad.iter().all(|bad| bad.only_as_meant) {
            add("; SAP compares it as a text, and passes it");
        }
        said
    }

    /// A component below the support package that brings the note.
    fn of_component(&self, row: &KeptRowOfStore, bad: &[Bad]) -> Said {
        let cell = |column: &str| row.text(column).unwrap_or("?").to_owned();
        let limits = |by_correction: bool| -> Option<Limits> {
            let check = |bad: &Bad| self.policies.checks.items.get(bad.item as usize);
            let of = bad.iter().find(|bad| check(bad).is_some_and(|check| check.by_correction == by_correction))?;
            wanted::limits(&self.policies.checks, check(of)?, of.question?, row, self.setting)
        };
        let (package, correction) = (limits(false), limits(true));
        let name = format!("{} {} SP {}", cell("COMPONENT"), cell("VERSION"), plain(&cell("SP")));
        let note = self.note();
        let is_in = package.map(|limits| limits.wrong.1 + 1);
        let message = match is_in {
            Some(package) => format!("{name}: {note} is in SP {package}, and is not implemented"),
            None => format!("{name}: {note} is not implemented"),
        };
        let range = correction.map(|Limits { wrong: (low, high) }| match (low, high) {
            (0, EVERY..) => "to any support package".to_owned(),
            (low, EVERY..) => format!("from SP {low} on"),
            (0, high) => format!("up to SP {high}"),
            (low, high) if low == high => format!("in SP {low}"),
            (low, high) => format!("from SP {low} to SP {high}"),
        });
        let help = match (range, is_in) {
            (Some(range), Some(package)) => {
                format!("implement it with SNOTE, which can bring it {range}, or import SP {package}")
            }
            (Some(range), None) => format!("implement it with SNOTE, which can bring it {range}"),
            (None, Some(package)) => format!("import SP {package}: SNOTE cannot bring it to this support package"),
            (None, None) => "implement it with SNOTE".to_owned(),
        };
        let label = match (is_in, correction) {
            (Some(package), _) => format!("SAP wants SP {package} or more, or the note"),
            (None, _) => "SAP wants the note".to_owned(),
        };
        let texts = Texts {
            subject: self.unit.note.map_or_else(String::new, |note| note.to_string()),
            message: vec![message],
            help: vec![help, self.title()],
            labels: vec![vec![label]],
            token: String::new(),
        };
        Said { texts, column: Some("SP".into()) }
    }

    /// A value that is not as it should be.
    fn of_value(&self, check: &Check, row: &KeptRowOfStore, bad: &[Bad]) -> Said {
        let question = bad.first().and_then(|bad| bad.question);
        let wanted = match question {
            Some(question) => wanted::of(&self.policies.checks, check, question, row, self.setting),
            None => Wanted { column: None, columns: Vec::new(), words: String::new() },
        };
        let key = wanted::key_of(&check.store, row);
        let is_release = check.store.eq_ignore_ascii_case("COMP_LEVEL")
            && matches!(&*wanted.columns, [column] if **column == *"VERSION");
        let about = match row.text("COMPONENT").filter(|_| is_release) {
            Some(component) => format!("the release of {component}"),
            None if key.is_empty() => check.store.to_string(),
            None => key.join(" "),
        };
        let is_there = matches!(check.rows, Rows::NotExist(_));
        let value = match wanted.columns.as_slice() {
            _ if is_there => None,
            [only] => row.text(only).map(shown),
            several => {
                let of_column = |column: &Arc<str>| Some(format!("{column} {}", shown(row.text(column)?)));
                let values: Vec<String> = several.iter().filter_map(of_column).collect();
                (!values.is_empty()).then(|| values.join(", "))
            }
        };
        let of_note = self.unit.note.map(|_| format!("{} needs", self.note()));
        let who = of_note.unwrap_or_else(|| "SAP wants".to_owned());
        let about = name_of(&check.store, &about);
        let message = match value {
            Some(value) if wanted.columns.len() > 1 => format!("{about} has {value}: {who} {}", wanted.words),
            Some(value) => format!("{about} is {value}: {who} {}", wanted.words),
            None if is_there => format!("{about} is there, and should not be"),
            None => format!("{about}: {who} {}", wanted.words),
        };
        let column = match &check.rows {
            Rows::NotExist(Some(column)) => Some(Arc::clone(column)),
            _ => wanted.column.filter(|_| !is_there),
        };
        let label = if is_there { "should not be there".to_owned() } else { format!("SAP wants {}", wanted.words) };
        let texts = Texts {
            subject: self.subject(check, &key),
            message: vec![message],
            help: vec![
                if is_release { "upgrade to a release that is right" } else { way_out(check) }.to_owned(),
                self.title(),
            ],
            labels: vec![vec![label]],
            token: String::new(),
        };
        Said { texts, column }
    }

    /// Something that should be there is not.
    fn of_nothing(&self, check: &Check) -> Said {
        let title = title_of(check);
        let what = crate::policy::stores::by_name(&check.store).map_or(&*check.store, |store| store.title.as_str());
        let message = format!("not found in the {what}: {title}");
        let texts = Texts {
            subject: self.subject(check, &[]),
            message: vec![message],
            help: vec![way_out(check).to_owned(), self.title()],
            labels: vec![vec!["what SAP's check item asks for is not in this file".to_owned()]],
            token: String::new(),
        };
        Said { texts, column: None }
    }

    fn subject(&self, check: &Check, key: &[String]) -> String {
        match self.unit.note {
            Some(note) => note.to_string(),
            None if key.is_empty() => check.id.to_string(),
            None => key.join(" "),
        }
    }

    /// `SAP Note 3668705 (CVSS 9.9)`
    fn note(&self) -> String {
        let cvss = self.policies.checks.parts(self.unit).filter_map(|check| check.cvss).max();
        let note = self.unit.note.unwrap_or_default();
        match cvss {
            Some(tenths) => format!("SAP Note {note} (CVSS {})", decimal(tenths)),
            None => format!("SAP Note {note}"),
        }
    }

    /// The last words of a help: what it is about.
    fn title(&self) -> String {
        let parts = || self.policies.checks.parts(self.unit);
        let Some(check) = parts().next() else { return String::new() };
        let cve: Vec<&str> = parts().flat_map(|check| check.cve.iter().map(|cve| &**cve)).collect();
        let mut unique: Vec<&str> = Vec::new();
        cve.into_iter().for_each(|cve| {
            if !unique.contains(&cve) {
                unique.push(cve)
            }
        });
        let cve = if unique.is_empty() { String::new() } else { format!(" ({})", unique.join(", ")) };
        format!(". {}{cve}", title_of(check))
    }
}

/// SAP's items write so many where any number is meant.
const EVERY: u64 = 999;

/// `0019` as people say it.
fn plain(level: &str) -> &str {
    let digits = level.trim_start_matches('0');
    if digits.is_empty() && !level.is_empty() { "0" } else { digits }
}

fn shown(value: &str) -> String {
    const LONGEST: usize = 80;
    match value.char_indices().nth(LONGEST) {
        _ if value.is_empty() => "empty".to_owned(),
        Some((end, _)) => format!("{}...", value.get(..end).unwrap_or_default()),
        None => value.to_owned(),
    }
}

/// What a row is called: names of kernel values are SAP's, not people's.
fn name_of(store: &str, about: &str) -> String {
    match (store, about) {
        ("SAP_KERNEL", "KERN_PATCHLEVEL") => "the patch level of the kernel".to_owned(),
        ("SAP_KERNEL", "KERN_REL") => "the release of the kernel".to_owned(),
        ("CRYPTOLIB", _) => "the version of CommonCryptoLib".to_owned(),
        _ => about.to_owned(),
    }
}

/// What to do about it.
fn way_out(check: &Check) -> &'static str {
    match &*check.store.to_ascii_uppercase() {
        "SAP_KERNEL" => "install a kernel of that patch level or later, and restart the instances",
        "CRYPTOLIB" => "install that version of CommonCryptoLib or later, and restart the instances",
        "ABAP_INSTANCE_PAHI" => {
            "set the profile parameter (RZ10, RZ11), and restart the instances if it is not dynamic"
        }
        "PARAMETERS" => "set the parameter in the profile, and restart",
        "COMP_LEVEL" => "import that support package",
        "SICF_SERVICES" => "deactivate the service in transaction SICF",
        _ => "see the requirement in the SAP Security Baseline Template, or the SAP Note",
    }
}

fn decimal(tenths: u8) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn title_of(check: &Check) -> &str {
    if check.title.is_empty() { &check.id } else { &check.title }
}

/// How grave a finding of an item is; one less if the item contradicts itself.
pub(super) fn severity(check: &Check, contradicts: bool) -> Severity {
    match (check.level, contradicts) {
        (Some(1 | 2), false) => Severity::Error,
        (Some(4), _) | (Some(3) | None, true) => Severity::Note,
        (Some(1 | 2), true) | (_, false) => Severity::Warning,
        _ => Severity::Warning,
    }
}

/// What a finding cites.
pub(super) fn references(unit: &Unit, check: &Check) -> Vec<String> {
    match unit.note {
        Some(note) => vec![format!("SAP Note {note}")],
        None => vec![format!("SAP Security Baseline {}", check.requirement())],
    }
}

/// Rules of ours that read what a cipher string means, by the parameter.
const CIPHER_RULES: [(&str, &str); 2] =
    [("ssl/ciphersuites", "server-ciphersuites-weak"), ("ssl/client_ciphersuites", "client-ciphersuites-weak")];

/// Where an item asks for one certain cipher string and our rule finds what is there well: what to say of that.
pub(super) fn own_rule(check: &Check, own: &[RuleVerdict]) -> Option<String> {
    if !check.one_cipher_string {
        return None;
    }
    let passed = |rule: &str| own.iter().any(|it| *it.rule == *rule && it.verdict == Verdict::Pass);
    let (_, rule) = CIPHER_RULES.iter().find(|(_, rule)| passed(rule))?;
    Some(format!(". What is set is well by what it means: basislint's rule {rule} passes"))
}

/// The page of a unit.
pub(super) fn page(checks: &Checks, unit: &Unit) -> Page {
    let parts: Vec<&Check> = checks.parts(unit).collect();
    let first = parts.first();
    let cvss = parts.iter().filter_map(|check| check.cvss).max();
    let mut exports: Vec<String> = Vec::new();
    for store in parts.iter().map(|check| &check.store) {
        let kind = crate::policy::stores::by_name(store).and_then(|store| store.export.clone());
        exports.extend(kind.filter(|kind| !exports.contains(kind)));
    }
    let title = first.map_or("", |check| title_of(check));
    let policy = first.map(|check| checks.policy_of(check));
    let level = parts.iter().filter_map(|check| check.level).min();
    let mut cve: Vec<String> = parts.iter().flat_map(|check| check.cve.iter().map(|cve| cve.to_string())).collect();
    cve.sort();
    cve.dedup();
    Page {
        id: unit.rule.to_string(),
        title: match unit.note {
            Some(note) => format!("SAP Note {note}: {title}"),
            None => title.to_owned(),
        },
        severity: first.map_or(Severity::Warning, |check| severity(&Check { level, ..(*check).clone() }, false)),
        confidence: "high".to_owned(),
        roles: crate::landscape::Role::ALL.iter().map(|role| role.name().to_owned()).collect(),
        exports,
        what: match unit.note {
            Some(note) => format!("SAP Note {note} is missing."),
            None => format!("What SAP's policy {} asks for is not so: {title}.", policy.map_or("", |policy| &policy.id)),
        },
        why: "SAP publishes this as a check item of its security policies for Focused Run and Cloud ALM; basislint evaluates it.".to_owned(),
        fix: first.map_or("", |check| way_out(check)).to_owned(),
        references: first.map(|check| references(unit, check)).unwrap_or_default(),
        tags: vec![if unit.note.is_some() { "sap-notes" } else { "sap-baseline" }.to_owned(), "security".to_owned()],
        security_severity: match (cvss, level) {
            (Some(tenths), _) => decimal(tenths),
            (None, Some(1)) => "9.0".to_owned(),
            (None, Some(2)) => "7.0".to_owned(),
            (None, Some(4)) => "2.0".to_owned(),
            _ => "5.0".to_owned(),
        },
        policy: Some(PagePolicy {
            policy: policy.map_or_else(String::new, |policy| policy.id.to_string()),
            requirement: match unit.note {
                Some(_) => None,
                None => first.map(|check| check.requirement().to_owned()),
            },
            note: unit.note,
            level,
            cvss: cvss.map(decimal),
            cve,
        }),
        ..Page::default()
    }
}
