//! The check items of SAP's security policies, asked of every system: verdicts and findings beside those of rules.

mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::Request;
use crate::finding::spots::{Shown, Spots};
use crate::finding::{Findings, Need, Origin, Related, RuleVerdict, Severity, Texts, Verdict};
use crate::landscape::derived::{Lacking, effective_parameters};
use crate::landscape::stores::{self, OfFile, Parameters, Policies, SystemStores};
use crate::policy::checks::{Check, SystemKind, Unit};
use crate::policy::stores as known_stores;
use crate::policy::verdict::{self, Bad, Outcome};
use crate::report::PolicyCounts;
use crate::rule::Page;
use crate::rule::judging::{SystemFiles, pointed, share};

/// What came of it for one system.
#[derive(Debug, Default)]
pub(super) struct Judged {
    /// Verdicts that say something: those of items that are not for the system are only counted.
    pub verdicts: Vec<RuleVerdict>,
    pub counts: PolicyCounts,
}

/// Asks all systems. The answer is in their order, with the numbers of the items that said something of any.
pub(super) fn judge(
    request: &Request<'_>,
    policies: &Policies,
    systems: &[SystemFiles<'_>],
    own: &[Vec<RuleVerdict>],
    findings: &mut Findings,
) -> (Vec<Judged>, BTreeSet<usize>) {
    let mut writer = Writer::new(policies, findings);
    let mut judged = Vec::with_capacity(systems.len());
    let ask = |systems: &[SystemFiles<'_>]| -> Vec<Asked> {
        match request.jobs {
            Some(1) => systems.iter().map(|system| Asked::of(request, policies, system)).collect(),
            _ => systems.par_iter().map(|system| Asked::of(request, policies, system)).collect(),
        }
    };
    let mut before: Option<Chunk<'_, '_>> = None;
    let mut write = |Chunk { systems, own, asked }: Chunk<'_, '_>| {
        let of_systems = systems.iter().zip(asked).zip(own);
        judged.extend(of_systems.map(|((system, asked), own)| writer.system(system, asked, own)));
    };
    for (systems, own) in systems.chunks(TOGETHER).zip(own.chunks(TOGETHER)) {
        let written = before.take();
        // One processor writes while others ask.
        let asked = match request.jobs {
            Some(1) => {
                written.into_iter().for_each(&mut write);
                ask(systems)
            }
            _ => rayon::join(|| ask(systems), || written.into_iter().for_each(&mut write)).0,
        };
        before = Some(Chunk { systems, own, asked });
    }
    before.into_iter().for_each(&mut write);
    (judged, writer.told)
}

/// The pages of the items with these numbers.
pub(super) fn pages(policies: &Policies, told: &BTreeSet<usize>) -> Vec<Page> {
    let units = told.iter().filter_map(|unit| policies.checks.units.get(*unit));
    units.map(|unit| words::page(&policies.checks, unit)).collect()
}

/// So many systems are asked before what is said of them is written, and what is known of them let go.
const TOGETHER: usize = 8;

/// Systems that were asked and are not written yet, with what rules say of each.
struct Chunk<'c, 's> {
    systems: &'c [SystemFiles<'s>],
    own: &'c [Vec<RuleVerdict>],
    asked: Vec<Asked>,
}

/// Outcomes of one system, and where the rows stand that are wrong.
struct Asked {
    /// By the number of the unit, of those that are for the system.
    outcomes: Vec<(usize, Outcome)>,
    /// By store the indexes of the files that tell of it.
    files: BTreeMap<Arc<str>, Vec<usize>>,
    /// Of each bad row of each unit what a finding says.
    found: Vec<(usize, Found)>,
}

/// What a finding says.
struct Found {
    file: usize,
    place: crate::finding::Place,
    source: Option<Shown>,
    texts: Texts,
    severity: Severity,
    item: u32,
}

impl Asked {
    fn of(request: &Request<'_>, policies: &Policies, system: &SystemFiles<'_>) -> Self {
        let setting = policies.setting(system.system, request.as_of);
        let lacks: HashMap<usize, Arc<str>> =
            system.files().filter_map(|(index, file)| Some((index, file.incomplete()?.into()))).collect();
        let files: Vec<OfFile<'_>> = system
            .files()
            .map(|(index, file)| OfFile {
                index,
                kind: file.kind,
                stores: file.judgement.collection.stores(),
                lacks: lacks.get(&index),
            })
            .collect();
        let kinds = stores::kinds(system.system.kind, system.role, files.iter().map(|file| (file.kind, file.stores)));
        let of_parameters: Vec<usize> = system
            .files()
            .filter(|(_, file)| effective_parameters::DERIVED.from.contains(&file.kind))
            .map(|(index, _)| index)
            .collect();
        let lists = system.files_of(&["profile-parameters"]).map(|(index, _)| index).collect();
        let mut parameters = Parameters::new(policies, setting, lists);
        let is_asked =
            policies.ask_store(stores::PARAMETERS) && !of_parameters.is_empty() && kinds.contains(&SystemKind::Abap);
        if is_asked {
            system.derive(request.rules, effective_parameters::DERIVED.kind, &mut parameters);
        }
        let looked_at = Lacking { exports: effective_parameters::DERIVED.from, found: true };
        let mut derived = stores::gathered_stores(policies, &setting, &files);
        if is_asked {
            // A list of running values is known beside a profile that is cut, but what that one sets for the next start is not.
            let cut = of_parameters.iter().find_map(|index| lacks.get(index).cloned());
            let lack = system.lacks(effective_parameters::DERIVED.kind, &looked_at).map(|lack| lack.reason.into());
            derived.push(parameters.store(of_parameters, cut.or(lack)));
        }
        let stores = SystemStores::of(policies, &files, &derived, kinds);
        let checks = &policies.checks;
        let (mut outcomes, mut found) = (Vec::new(), Vec::new());
        for (number, unit) in checks.units.iter().enumerate() {
            let mut outcome = verdict::of_unit(checks, unit, &stores.told, &setting);
            if outcome.verdict == Verdict::NotApplicable {
                continue;
            }
            found.extend(rows_of(&std::mem::take(&mut outcome.bad)).into_iter().filter_map(|bad| {
                let says = words::Says { policies, unit, stores: &stores, setting: &setting };
                Some((number, of_row(request, system, &says, &bad)?))
            }));
            outcomes.push((number, outcome));
        }
        let files = stores.files.iter().map(|(store, files)| (Arc::clone(store), files.iter().copied().collect()));
        Self { outcomes, files: files.collect(), found }
    }
}

/// What is wrong, by row: several items may find the same one wrong.
fn rows_of(bad: &[Bad]) -> Vec<Vec<Bad>> {
    let mut of_rows: Vec<Vec<Bad>> = Vec::new();
    for one in bad {
        let same = of_rows
            .iter_mut()
            .find(|of_row| one.row.is_some() && of_row.first().is_some_and(|first| first.row == one.row));
        match same {
            Some(of_row) => of_row.push(*one),
            None => of_rows.push(vec![*one]),
        }
    }
    of_rows
}

fn of_row(request: &Request<'_>, system: &SystemFiles<'_>, says: &words::Says<'_>, bad: &[Bad]) -> Option<Found> {
    let first = bad.first()?;
    let check: &Check = says.policies.checks.items.get(first.item as usize)?;
    let said = says.of(check, bad);
    let severity = words::severity(check, bad.iter().all(|bad| bad.contradicts));
    let row = first.row.and_then(|row| says.stores.rows.get(row));
    let Some((file, row)) = row else {
        // Nothing is there to point at: the file that should have it is named.
        let file = says.stores.files.get(&*check.store.to_ascii_uppercase()).and_then(|files| files.first().copied());
        let file = file.or_else(|| system.files().next().map(|(index, _)| index))?;
        let place = crate::finding::Place { line: 1, column: 1, end_line: 1, end_column: 1 };
        return Some(Found { file, place, source: None, texts: said.texts, severity, item: first.item });
    };
    let kept = row.row.row();
    let (place, shown, token) =
        pointed(&kept, &row.secrets, row.place(said.column.as_deref()), &row.places(), request.excerpts);
    let mut texts = said.texts;
    texts.token = token;
    Some(Found { file: *file, place, source: shown, texts, severity, item: first.item })
}

/// A reason in words, and the exports to add.
type WayOut = (Arc<str>, Arc<Vec<Need>>);

/// What verdicts of many systems have in common.
#[derive(Default)]
struct Shared {
    reasons: HashSet<Arc<str>>,
    missing: HashMap<Vec<Arc<str>>, WayOut>,
}

struct Writer<'w> {
    policies: &'w Policies,
    findings: &'w mut Findings,
    shared: Shared,
    /// The stores that units ask, each combination once.
    stores: Vec<Vec<Arc<str>>>,
    /// By the number of a unit, which of them it asks.
    of_units: Vec<usize>,
    /// The units that said something of any system.
    told: BTreeSet<usize>,
}

impl<'w> Writer<'w> {
    fn new(policies: &'w Policies, findings: &'w mut Findings) -> Self {
        let checks = &policies.checks;
        let (mut stores, mut numbers) = (Vec::new(), HashMap::new());
        let stores_of = |unit: &Unit| -> BTreeSet<Arc<str>> {
            checks
                .parts(unit)
                .flat_map(|check| std::iter::once(&check.store).chain(check.joins.iter().map(|join| &join.store)))
                .map(upper)
                .collect()
        };
        let mut number_of = |unit: &Unit| {
            *numbers.entry(stores_of(unit)).or_insert_with_key(|of_unit| {
                stores.push(of_unit.iter().cloned().collect());
                stores.len() - 1
            })
        };
        let of_units = checks.units.iter().map(&mut number_of).collect();
        Self { policies, findings, shared: Shared::default(), stores, of_units, told: BTreeSet::new() }
    }

    fn system(&mut self, system: &SystemFiles<'_>, asked: Asked, own: &[RuleVerdict]) -> Judged {
        let mut judged = Judged::default();
        judged.counts.superseded = self.policies.checks.superseded;
        let mut found: HashMap<usize, Vec<Found>> = HashMap::new();
        for (unit, one) in asked.found {
            found.entry(unit).or_default().push(one);
        }
        judged.counts.not_applicable = self.policies.checks.units.len() - asked.outcomes.len();
        let mut evidence: Vec<Option<Arc<Vec<String>>>> = vec![None; self.stores.len()];
        for (number, outcome) in asked.outcomes {
            let Some(unit) = self.policies.checks.units.get(number) else { continue };
            self.told.insert(number);
            let found = found.remove(&number).unwrap_or_default();
            let count = found.len();
            self.add(system, unit, found, own);
            let (reason, missing) = self.why(&outcome, count);
            let stores = self.of_units.get(number).copied().unwrap_or_default();
            let paths = || self.paths_of(stores, &asked.files, system);
            let paths = evidence.get_mut(stores).map(|known| Arc::clone(known.get_or_insert_with(paths)));
            judged.verdicts.push(RuleVerdict {
                rule: Arc::clone(&unit.rule),
                verdict: outcome.verdict,
                reason,
                missing,
                evidence: paths.unwrap_or_default(),
            });
        }
        judged
    }

    /// The files that tell of these stores.
    fn paths_of(
        &self,
        stores: usize,
        files: &BTreeMap<Arc<str>, Vec<usize>>,
        system: &SystemFiles<'_>,
    ) -> Arc<Vec<String>> {
        let of_stores = self.stores.get(stores).into_iter().flatten().filter_map(|store| files.get(store));
        let all: BTreeSet<usize> = of_stores.flatten().copied().collect();
        Arc::new(all.into_iter().map(|file| system.path(file).to_owned()).collect())
    }

    /// The reason of a verdict in words, and what would have to be added.
    fn why(&mut self, outcome: &Outcome, findings: usize) -> (Arc<str>, Arc<Vec<Need>>) {
        if outcome.verdict == Verdict::Fail {
            let text = if findings == 1 { "1 finding".to_owned() } else { format!("{findings} findings") };
            return (share(&mut self.shared.reasons, text.into()), Arc::default());
        }
        if outcome.missing.is_empty() {
            let reason: &Cow<'static, str> = &outcome.reason;
            return (share(&mut self.shared.reasons, (**reason).into()), Arc::default());
        }
        let made = self.shared.missing.entry(outcome.missing.clone()).or_insert_with_key(|stores| {
            let mut needs: Vec<Need> = Vec::new();
            for store in stores {
                let need = need(store);
                if !needs.contains(&need) {
                    needs.push(need);
                }
            }
            (crate::export::needs::way_out(&needs).into(), Arc::new(needs))
        });
        made.clone()
    }

    /// Adds the findings of a unit on a system.
    fn add(&mut self, system: &SystemFiles<'_>, unit: &Unit, found: Vec<Found>, own: &[RuleVerdict]) {
        let checks = &self.policies.checks;
        let mut by_file: BTreeMap<usize, Vec<Found>> = BTreeMap::new();
        for one in found {
            by_file.entry(one.file).or_default().push(one);
        }
        for (file, found) in by_file {
            let path = system.path(file).to_owned();
            let (mut spots, mut wordings, mut related) = (Spots::default(), Vec::new(), Vec::new());
            for one in found {
                let Some(check) = checks.items.get(one.item as usize) else { continue };
                let pointer = words::own_rule(check, own);
                let severity = if pointer.is_some() { Severity::Note } else { one.severity };
                let mut texts = one.texts;
                texts.help.extend(pointer);
                let origin = self.findings.origin(Origin {
                    rule: Arc::clone(&unit.rule),
                    severity,
                    system: system.name().into(),
                    references: words::references(unit, check).into(),
                });
                let wording = self.findings.wording(origin, &texts);
                wordings.push(wording);
                spots.push(wordings.len() - 1, &one.place, one.source.as_ref());
                if let Some(place) = check.place.filter(|_| !checks.policy_of(check).is_embedded) {
                    let place = crate::finding::Place {
                        line: place.0.into(),
                        column: place.1.into(),
                        end_line: place.0.into(),
                        end_column: place.1.into(),
                    };
                    related.push((
                        one.place,
                        wording,
                        Related { path: checks.policy_of(check).path.to_string(), place },
                    ));
                }
            }
            self.findings.add(&path, &unit.rule, spots, wordings);
            for (place, wording, other) in related {
                self.findings.relate(&path, place, wording, other);
            }
        }
    }
}

/// The name of a store as files are known by it.
fn upper(store: &Arc<str>) -> Arc<str> {
    if store.bytes().any(|byte| byte.is_ascii_lowercase()) {
        store.to_ascii_uppercase().into()
    } else {
        Arc::clone(store)
    }
}

/// The export that carries a store, or a file of its own.
fn need(store: &str) -> Need {
    let carried = stores::carrier_of_store(store).map(|carrier| carrier.export);
    let kinds: Vec<&'static str> = match known_stores::by_name(store).and_then(|store| store.export.as_deref()) {
        Some(export) => crate::export::by_kind(export).map(|export| export.kind).into_iter().collect(),
        None => carried.into_iter().collect(),
    };
    if kinds.is_empty() { Need::part(&["config-store"], store) } else { Need::of_any(&kinds) }
}
