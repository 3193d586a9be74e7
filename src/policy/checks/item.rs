//! A check item with all that a verdict on it needs, apart from the file that it stands in.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::compiled::{Compiler, Question, Questions};
use super::super::errata::{self, Erratum};
use super::super::lint::cannot_tell;
use super::super::predicate::{self, Predicate};
use super::super::{Branch, ConfigStore, Item, NotFound, Operator, Policy, stores};
use super::kind::{self, SystemKind};
use super::titles::Titles;

/// A check item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The policy, by its number.
    pub policy: u32,
    /// Its id in the policy.
    pub id: Arc<str>,
    /// It is so many-th of that id there, from 1 on.
    pub number: u32,
    /// What it is about, in one line, without what stands in brackets before it.
    pub title: Arc<str>,
    /// How grave it is: 1 to 4, as SAP's policies say it; none if they do not.
    pub level: Option<u8>,
    /// The CVSS score, in tenths.
    pub cvss: Option<u8>,
    /// The CVE numbers.
    pub cve: Vec<Arc<str>>,
    /// For which systems it is; none for any.
    pub kind: Option<SystemKind>,
    /// Its config store.
    pub store: Arc<str>,
    /// How rows make its verdict.
    pub rows: Rows,
    /// What it says if no row is good or bad.
    pub not_found: Option<NotFound>,
    /// The roles of systems that it is for, in SAP's words.
    pub system_roles: Vec<Arc<str>>,
    /// Attributes that its systems must have, and no export tells.
    pub system_attributes: Option<Arc<str>>,
    /// The SAP Note that it is about.
    pub note: Option<u64>,
    /// What it asks of the rows of its own store: compliant, noncompliant.
    pub own: Questions,
    /// Rows of which nobody can tell what is meant.
    pub untold: Option<Question>,
    /// The columns that it asks for.
    pub columns: Vec<Arc<str>>,
    /// What else must be there.
    pub joins: Vec<Joined>,
    /// Why it says nothing of any system.
    pub says_nothing: Option<Arc<str>>,
    /// What is mended in it, and why.
    pub mended: Option<Arc<str>>,
    /// It asks for one certain cipher string, where many mean as much or more.
    pub one_cipher_string: bool,
    /// How many texts of the first key column its alternatives name: it is about these rows alone. 0 if one of them names none.
    pub keys: u32,
    /// It says which support packages a correction instruction is for.
    pub by_correction: bool,
    /// Line and column in its policy's text, from 1; none if that is not at hand.
    pub place: Option<(u32, u32)>,
}

/// How rows make a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rows {
    /// Each one for itself.
    Each,
    /// One must be compliant; the column to show.
    Exist(Option<Arc<str>>),
    /// None may be noncompliant; the column to show.
    NotExist(Option<Arc<str>>),
    /// They say whether its SAP Note is implemented.
    NoteState,
    /// They say whether its SAP Note matters, and whether it came with a support package.
    NoteNeeded,
}

/// Another store that must have a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Joined {
    /// Its name.
    pub store: Arc<str>,
    /// Which row.
    pub asks: Questions,
    /// The columns that this asks for.
    pub columns: Vec<Arc<str>>,
    /// Of systems of which kind it must be; none for any.
    pub kind: Option<SystemKind>,
}

impl Check {
    /// It among others, before which so many policies and questions stand.
    pub(super) fn behind(mut self, policies: u32, questions: u32) -> Self {
        self.policy += policies;
        let joins = self.joins.iter_mut().flat_map(|join| &mut join.asks);
        let own = self.own.iter_mut().chain([&mut self.untold]);
        own.chain(joins).flatten().for_each(|question| *question = question.behind(questions));
        self
    }

    /// Its id in reports: `sap:1ARFCGW/RFCGW-A_c.1`, with `#2` for the second one of that id.
    pub fn rule_id(&self, policy: &str) -> String {
        let id = format!("sap:{policy}/{}", self.id);
        if self.number > 1 { format!("{id}#{}", self.number) } else { id }
    }

    /// The requirement of SAP's baseline that it is part of: `RFCGW-A` of `RFCGW-A_c.1`; of others what stands before a point.
    pub fn requirement(&self) -> &str {
        let id = &*self.id;
        let family = id.find('-').map(|dash| dash + 2).filter(|end| {
            id.get(..*end).is_some_and(|begin| {
                begin.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
            }) && id.get(*end..).is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '.', ' ', '-']))
        });
        family.and_then(|end| id.get(..end)).unwrap_or_else(|| id.split('.').next().unwrap_or(id))
    }
}

/// A predicate and its text.
type Asks = Option<(Arc<str>, Arc<Predicate>)>;

fn asks(branch: &Branch) -> Asks {
    Some((Arc::clone(&branch.characters.text), Arc::clone(branch.predicate.as_ref()?)))
}

/// What an erratum says instead; as it was where it says nothing.
fn mended(text: Option<&String>, own: Asks) -> Asks {
    match text {
        None => own,
        // A test reads each of them.
        Some(text) => predicate::parse(text).ok().map(|predicate| (text.as_str().into(), Arc::new(predicate))),
    }
}

/// The check of an item of a policy.
pub(super) fn of(
    (number, policy, of_policy): (usize, &Policy, Option<SystemKind>),
    store: &ConfigStore,
    item: &Item,
    titles: &Titles,
    compiler: &mut Compiler,
) -> Check {
    let erratum = errata::of(policy, store, item);
    let own = [
        mended(erratum.and_then(|erratum| erratum.compliant.as_ref()), asks(&item.compliant)),
        mended(erratum.and_then(|erratum| erratum.noncompliant.as_ref()), asks(&item.noncompliant)),
    ];
    let untold = erratum.and_then(|erratum| mended(erratum.cannot_tell.as_ref(), None));
    let kind = kind::of_item(&store.name.text, system_type(store, item), of_policy);
    let rows = rows(item, &store.name.text, kind);
    let is_meant_so = erratum.is_some_and(Erratum::leaves_it);
    let says_nothing = why_nothing(item, &rows, &own, &untold, is_meant_so);
    // The state of a note is no question to a row: it is the same for all.
    let asked = !matches!(rows, Rows::NoteState) && says_nothing.is_none();
    let mut question = |store: &str, asks: &Asks, asked: bool| {
        asks.as_ref().filter(|_| asked).map(|(text, predicate)| compiler.question(store, text, predicate))
    };
    let joins = item.joins.iter().enumerate().map(|(number, join)| {
        let of_store =
            || item.joins.iter().take(number).filter(|other| other.store.text == join.store.text).count() + 1;
        let instead = erratum.and_then(|erratum| {
            erratum.joins.iter().find(|it| it.store == join.store.text && it.ordinal == of_store())
        });
        let both = [
            mended(instead.map(|it| &it.compliant), asks(&join.compliant)),
            mended(instead.map(|it| &it.noncompliant), asks(&join.noncompliant)),
        ];
        let columns = columns(&both);
        let of = join.system_type.as_ref().map(|of| of.text.as_str()).or(system_type(store, item));
        let kind = kind::of_item(&join.store.text, of, of_policy);
        Joined {
            store: join.store.text.as_str().into(),
            kind,
            // They also tell which systems an item is not for that says nothing of those that it is for.
            asks: both.each_ref().map(|asks| question(&join.store.text, asks, item.mistakes.is_empty())),
            columns,
        }
    });
    let joins = joins.collect();
    let description = Description::of(&item.description.text);
    let note = note_of(item, &rows);
    let title = note.and_then(|note| titles.get(&note)).map_or(description.rest, |(_, title)| title);
    Check {
        policy: u32::try_from(number).unwrap_or(u32::MAX),
        id: item.id.text.as_str().into(),
        number: item.number,
        title: title.into(),
        level: item.level(),
        cvss: description.cvss,
        cve: cve(&item.description.text),
        kind,
        store: store.name.text.as_str().into(),
        rows,
        not_found: item.not_found,
        system_roles: words(item.system_roles.as_ref().map_or("", |roles| roles.text.as_str())),
        system_attributes: untold_attributes(item),
        note,
        untold: question(&store.name.text, &untold, asked),
        columns: columns(&own),
        own: own.each_ref().map(|asks| question(&store.name.text, asks, asked)),
        joins,
        says_nothing,
        mended: erratum.map(|erratum| erratum.wrong.as_str().into()),
        one_cipher_string: super::super::lint::asks_for_one_cipher_string(item),
        keys: keys(&store.name.text, &own),
        place: place(policy, item),
        by_correction: item.description.text.contains("Correction Instruction"),
    }
}

/// Parts of `system_attributes`: `DB_TENANT:TRUE`.
fn attributes(item: &Item) -> impl Iterator<Item = &str> {
    let text = item.system_attributes.as_ref().map_or("", |attributes| attributes.text.as_str());
    text.split(';').map(str::trim).filter(|part| !part.is_empty())
}

const SYSTEM_TYPE: &str = "SYSTEM_TYPE:";

/// The type of systems that an item is for, if its store or its attributes say so.
fn system_type<'i>(store: &'i ConfigStore, item: &'i Item) -> Option<&'i str> {
    let of_store = store.system_type.as_ref().map(|of| of.text.as_str());
    attributes(item).find_map(|part| part.strip_prefix(SYSTEM_TYPE)).or(of_store)
}

/// The attributes that no export tells.
fn untold_attributes(item: &Item) -> Option<Arc<str>> {
    let untold: Vec<&str> = attributes(item).filter(|part| !part.starts_with(SYSTEM_TYPE)).collect();
    (!untold.is_empty()).then(|| untold.join(";").into())
}

fn place(policy: &Policy, item: &Item) -> Option<(u32, u32)> {
    let place = policy.source.place(item.id.span.start);
    Some((place.line.try_into().ok()?, place.column.try_into().ok()?))
}

fn rows(item: &Item, store: &str, kind: Option<SystemKind>) -> Rows {
    let has_notes = kind.is_none_or(|kind| kind == SystemKind::Abap);
    let field =
        |field: &Option<super::super::Worded>| field.as_ref().map(|field| field.text.to_ascii_uppercase().into());
    match &item.operator {
        None => Rows::Each,
        Some(Operator::Exist(of)) => Rows::Exist(field(of)),
        Some(Operator::NotExist(of)) => Rows::NotExist(field(of)),
        Some(Operator::CheckNote(_)) if store.eq_ignore_ascii_case("ABAP_NOTES") => Rows::NoteState,
        Some(Operator::CheckNote(_)) if has_notes && store.eq_ignore_ascii_case("COMP_LEVEL") => Rows::NoteNeeded,
        // Versions of SAP HANA, of BusinessObjects, of a Web Dispatcher: no list of notes is of them.
        Some(Operator::CheckNote(_)) => Rows::Each,
    }
}

/// Why an item says nothing of any system.
fn why_nothing(item: &Item, rows: &Rows, own: &[Asks; 2], untold: &Asks, is_meant_so: bool) -> Option<Arc<str>> {
    if let Some(mistake) = item.mistakes.first() {
        return Some(format!("the check item cannot be evaluated: {}", mistake.message).into());
    }
    if matches!(rows, Rows::NoteState) {
        return None;
    }
    let predicate = |asks: &Asks| asks.as_ref().map(|(_, predicate)| Arc::clone(predicate));
    let [compliant, noncompliant] = own.each_ref().map(predicate);
    let is_all = |untold: &Predicate| untold.columns().is_empty();
    if untold.as_ref().is_some_and(|(_, untold)| is_all(untold)) {
        return Some("SAP's rule cannot tell".into());
    }
    match rows {
        _ if is_meant_so => None,
        Rows::Exist(_) | Rows::NotExist(_) => None,
        _ => cannot_tell(compliant.as_deref(), noncompliant.as_deref())
            .map(|why| format!("SAP's rule cannot tell: {why}").into()),
    }
}

/// How many texts of a key column the alternatives of both predicates name; 0 if one of them names none.
fn keys(store: &str, both: &[Asks; 2]) -> u32 {
    let key = stores::by_name(store).map_or(&[][..], |store| store.key.as_slice());
    let named = |alternative: &'_ Predicate| -> Option<(String, String)> {
        let mut named = alternative.equalities().filter(|(column, _)| key.iter().any(|of| **of == ***column));
        named.next().map(|(column, text)| (column.to_string(), text.to_owned()))
    };
    let alternatives = both.iter().flatten().flat_map(|(_, predicate)| predicate.alternatives());
    let keys: Option<BTreeSet<(String, String)>> = alternatives.map(named).collect();
    keys.map_or(0, |keys| u32::try_from(keys.len()).unwrap_or(u32::MAX))
}

/// The columns of a row that predicates ask for, each once.
fn columns(both: &[Asks; 2]) -> Vec<Arc<str>> {
    let predicates = both.iter().flatten();
    let mut columns: Vec<Arc<str>> =
        predicates.flat_map(|(_, predicate)| super::super::samples::names(predicate)).collect();
    columns.sort();
    columns.dedup();
    columns
}

/// The SAP Note that an item is about: the operator names it, or the predicate on its state, else the id begins with its number.
fn note_of(item: &Item, rows: &Rows) -> Option<u64> {
    if let Some(Operator::CheckNote(Some(note))) = &item.operator
        && let Ok(note) = note.trim().parse()
    {
        return Some(note);
    }
    if *rows == Rows::NoteState {
        let named = item.compliant.predicate.as_ref().and_then(|predicate| {
            let (_, text) = predicate.equalities().find(|(column, _)| &***column == "NOTE")?;
            text.trim().parse().ok()
        });
        if named.is_some() {
            return named;
        }
    }
    // Numbers of notes have six digits and more, written with ten.
    let digits: &str = item.id.text.split(|letter: char| !letter.is_ascii_digit()).next().unwrap_or_default();
    (7..=10).contains(&digits.len()).then(|| digits.parse().ok()).flatten()
}

/// What a description says before its words.
struct Description<'d> {
    cvss: Option<u8>,
    rest: &'d str,
}

impl<'d> Description<'d> {
    /// `[p1-CVSS 9.9] [CVE-2026-44747] BC-FES-ITS - Kernel patch required`
    fn of(text: &'d str) -> Self {
        let (mut cvss, mut rest) = (None, text.trim());
        while let Some((inside, behind)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            if let Some((_, score)) = inside.split_once("CVSS") {
                cvss = tenths(score.trim());
            }
            rest = behind.trim_start();
        }
        Self { cvss, rest }
    }
}

/// `9.9`, `10.0`, `7` in tenths.
fn tenths(score: &str) -> Option<u8> {
    let (whole, part) = score.split_once('.').unwrap_or((score, "0"));
    let (whole, part): (u8, u8) = (whole.parse().ok()?, part.get(..1)?.parse().ok()?);
    whole.checked_mul(10)?.checked_add(part).filter(|tenths| *tenths <= 100)
}

/// The CVE numbers in a text.
fn cve(text: &str) -> Vec<Arc<str>> {
    let starts = text.match_indices("CVE-").map(|(start, _)| start);
    let found = starts.filter_map(|start| {
        let end = text.get(start + 4..)?.find(|letter: char| !(letter.is_ascii_digit() || letter == '-'));
        let end = end.map_or(text.len(), |end| start + 4 + end);
        text.get(start..end).filter(|cve| cve.len() >= "CVE-2026-0001".len())
    });
    found.map(Into::into).collect()
}

/// Words between colons, commas, semicolons or blanks, in capitals: `PROD:DEV:TEST::`.
fn words(text: &str) -> Vec<Arc<str>> {
    let words = text.split([':', ',', ';', ' ', '|']).map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| word.to_ascii_uppercase().into()).collect()
}
