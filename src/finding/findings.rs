//! Findings by the million: kept packed, and made whole one by one.
//!
//! Findings that say the same at different places share a *wording*, and a wording is made of texts that are kept once.
//! What is left of a finding is its [`Spot`]: a few bytes.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::reader::{FindingReader, Walk};
use super::spots::{KeptSource, Shown, Spot, Spots};
use super::standing::Layer;
use super::unique::Unique;
use super::{Finding, Label, Place, Related, Severity, Status};
use crate::coding::{Coded, push_number};
use crate::redact::Redactor;

/// The findings of a run by path, line, rule, place and subject.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// Names, and pieces of messages and the like.
    pub(super) texts: Unique,
    pub(super) origins: Vec<Origin>,
    /// By rule and system the numbers of their origins, which differ in severity and references.
    pub(super) of_rules: HashMap<(Arc<str>, Arc<str>), Vec<usize>>,
    /// What findings have in common that are known again by their number only: see [`Identity`].
    pub(super) identities: Unique,
    /// Coded, see [`Findings::wording`].
    pub(super) wordings: Unique,
    /// For each wording.
    pub(super) of_wordings: Vec<Alike>,
    /// What is known of them: see [`Findings::know`].
    pub(super) layers: Vec<Layer>,
    /// By path and rule.
    pub(super) runs: Vec<RuleInFile>,
    /// By path, place and wording of a finding, where else the same is told.
    pub(super) related: BTreeMap<String, BTreeMap<(Place, usize), Vec<Related>>>,
    pub(super) len: usize,
    /// Puts pseudonyms into all that a [`FindingReader`] gives away.
    pub(super) redactor: Option<Arc<Redactor>>,
}

/// Which rule found something in which system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub rule: Arc<str>,
    pub severity: Severity,
    pub system: Arc<str>,
    pub references: Arc<Vec<String>>,
}

/// What makes a finding the same in the next run, but for a running number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity {
    /// The first origin of its rule and system: how bad it is makes it no other.
    pub origin: usize,
    /// Number of a text.
    pub subject: usize,
    /// Number of a text: the very token, or the fingerprint that somebody else made.
    pub token: usize,
    pub is_fingerprint: bool,
}

/// Bits below an identity's origin: its findings were given a fingerprint by others, and are suppressed by them.
const IS_FINGERPRINT: u64 = 1;
const IS_SUPPRESSED: u64 = 2;
pub(super) const FLAGS: u32 = 2;

/// How many findings have a wording, and whether they count.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Alike {
    pub count: usize,
    /// So many of them are known, if they are not suppressed.
    pub known: usize,
    pub is_suppressed: bool,
    /// Number of the accepted risk that holds them back, if they are suppressed.
    pub risk: Option<usize>,
}

/// Says of a wording that spots with it are no findings.
pub(crate) const NO_FINDING: usize = usize::MAX;

/// The findings of one rule in one file.
#[derive(Debug, Clone)]
pub(super) struct RuleInFile {
    pub path: String,
    pub rule: String,
    pub spots: Spots,
    /// For each wording of the spots that of the findings, or [`NO_FINDING`].
    pub wordings: Vec<usize>,
}

impl RuleInFile {
    /// A spot with the findings' wording, if it is a finding.
    pub fn finding<'s>(&self, spot: Spot<'s>) -> Option<Spot<'s>> {
        let wording = *self.wordings.get(spot.wording)?;
        (wording != NO_FINDING).then_some(Spot { wording, ..spot })
    }

    /// The findings' spots.
    pub fn spots(&self) -> impl Iterator<Item = Spot<'_>> {
        self.spots.iter().filter_map(|spot| self.finding(spot))
    }
}

/// What all findings with a wording say, as those who weigh them want to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group<'f> {
    /// Rule id.
    pub rule: &'f str,
    /// System.
    pub system: &'f str,
    /// What they are about.
    pub subject: &'f str,
    /// Severity.
    pub severity: Severity,
    /// Whether they count.
    pub status: Status,
    /// How many they are.
    pub count: usize,
    /// For suppressed ones the number of the accepted risk that holds them back.
    pub risk: Option<usize>,
}

/// The texts of a finding in pieces that others may share.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    pub subject: String,
    pub message: Vec<String>,
    pub help: Vec<String>,
    pub labels: Vec<Vec<String>>,
    pub token: String,
}

impl Findings {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Reads them one by one, in order.
    pub fn reader(&self) -> FindingReader<'_> {
        FindingReader::new(self)
    }

    /// All findings, in order, each on its own. [`Findings::reader`] is faster.
    pub fn iter(&self) -> impl Iterator<Item = Finding> {
        let mut reader = self.reader();
        std::iter::from_fn(move || reader.read().cloned())
    }

    /// Findings that are alike, in no particular order. Several groups may differ only in what is not told of them.
    pub fn groups(&self) -> impl Iterator<Item = Group<'_>> {
        (0..self.wordings.len()).flat_map(|wording| self.groups_of(wording))
    }

    /// As [`Findings::groups`], by their first findings.
    pub fn groups_in_order(&self) -> impl Iterator<Item = Group<'_>> {
        let mut seen = vec![false; self.wordings.len()];
        let first = Walk::new(self).filter_map(move |(_, spot)| {
            let seen = seen.get_mut(spot.wording)?;
            (!std::mem::replace(seen, true)).then_some(spot.wording)
        });
        first.flat_map(|wording| self.groups_of(wording))
    }

    /// Gives all findings of a rule the severity that `severity` has for it, if it has one.
    pub fn set_severity(&mut self, severity: impl Fn(&str) -> Option<Severity>) {
        for origin in &mut self.origins {
            origin.severity = severity(&origin.rule).unwrap_or(origin.severity);
        }
    }

    /// Puts pseudonyms in the place of names, from now on: in whatever is read, and in the systems of groups. Fingerprints are made of the
    /// pseudonyms then, so nobody can try names until one fits. Whoever asks for subjects of groups does so before.
    ///
    /// All of it is read once, so that names that are met here first get their pseudonyms in one and the same order.
    pub fn redact(&mut self, redactor: &Arc<Redactor>) {
        for origin in &mut self.origins {
            origin.system = redactor.text(&origin.system).into();
        }
        self.redactor = Some(Arc::clone(redactor));
        let mut reader = self.reader();
        while reader.read().is_some() {}
    }

    /// Says of findings that configuration suppresses them: with the number of the accepted risk that holds them back.
    pub fn suppress(&mut self, of: impl Fn(&Group<'_>) -> Option<usize>) {
        for wording in 0..self.of_wordings.len() {
            let risk = self.groups_of(wording).find_map(|group| of(&group));
            if risk.is_some() {
                self.of_wordings[wording].is_suppressed = true;
                self.of_wordings[wording].risk = risk;
            }
        }
    }

    /// The findings with a wording, by their status.
    fn groups_of(&self, wording: usize) -> impl Iterator<Item = Group<'_>> {
        let mut coded = Coded(self.wordings.get(wording));
        let (identity, origin) = (self.identity(coded.index()), coded.index());
        let Alike { count, known, is_suppressed, risk } = self.of_wordings[wording];
        let (rule, system, severity) = match self.origins.get(origin) {
            Some(origin) => (&*origin.rule, &*origin.system, origin.severity),
            None => ("", "", Severity::Note),
        };
        let group =
            Group { rule, system, subject: self.text(identity.subject), severity, status: Status::New, count, risk };
        let by_status = if is_suppressed {
            [(Status::Suppressed, count), (Status::New, 0)]
        } else {
            [(Status::New, count - known), (Status::Known, known)]
        };
        let there = by_status.into_iter().filter(|(_, count)| *count > 0);
        there.map(move |(status, count)| Group { status, count, ..group })
    }

    pub(super) fn text(&self, number: usize) -> &str {
        std::str::from_utf8(self.texts.get(number)).unwrap_or_default()
    }

    pub(super) fn is_suppressed(&self, wording: usize) -> bool {
        self.of_wordings.get(wording).is_some_and(|alike| alike.is_suppressed)
    }

    pub(super) fn risk(&self, wording: usize) -> Option<usize> {
        self.of_wordings.get(wording).and_then(|alike| alike.risk)
    }

    /// Number of a wording's identity.
    pub(super) fn identity_of(&self, wording: usize) -> usize {
        Coded(self.wordings.get(wording)).index()
    }

    pub(super) fn identity(&self, number: usize) -> Identity {
        let mut coded = Coded(self.identities.get(number));
        let origin = coded.number();
        let (subject, token) = (coded.index(), coded.index());
        Identity { origin: (origin >> FLAGS) as usize, subject, token, is_fingerprint: origin & IS_FINGERPRINT != 0 }
    }

    /// Number of an origin.
    pub(crate) fn origin(&mut self, origin: Origin) -> usize {
        let alike = self.of_rules.entry((Arc::clone(&origin.rule), Arc::clone(&origin.system))).or_default();
        let known = alike.iter().copied().find(|number| self.origins.get(*number) == Some(&origin));
        known.unwrap_or_else(|| {
            let number = self.origins.len();
            alike.push(number);
            self.origins.push(origin);
            number
        })
    }

    /// The first origin of the same rule and system.
    fn first_alike(&self, origin: usize) -> usize {
        let of = self.origins.get(origin).map(|of| (Arc::clone(&of.rule), Arc::clone(&of.system)));
        let alike = of.and_then(|of| self.of_rules.get(&of));
        alike.and_then(|numbers| numbers.first()).copied().unwrap_or(origin)
    }

    /// Number of a wording.
    pub(crate) fn wording(&mut self, origin: usize, texts: &Texts) -> usize {
        self.add_wording(origin, texts, 0)
    }

    /// Codes a wording: its identity and its origin, then message, help and labels as lists of pieces.
    fn add_wording(&mut self, origin: usize, texts: &Texts, flags: u64) -> usize {
        let mut coded = Vec::new();
        push_number(&mut coded, (self.first_alike(origin) as u64) << FLAGS | flags);
        for text in [&texts.subject, &texts.token] {
            push_number(&mut coded, self.texts.add(text.as_bytes()) as u64);
        }
        let identity = self.identities.add(&coded);
        coded.clear();
        push_number(&mut coded, identity as u64);
        push_number(&mut coded, origin as u64);
        for text in [&texts.message, &texts.help].into_iter().chain(&texts.labels) {
            push_number(&mut coded, text.len() as u64);
            for piece in text {
                push_number(&mut coded, self.texts.add(piece.as_bytes()) as u64);
            }
        }
        let wording = self.wordings.add(&coded);
        self.of_wordings.resize(self.wordings.len(), Alike::default());
        wording
    }

    /// Takes the findings of one rule in one file, or in a part of it. The answer is their number.
    ///
    /// `wordings` has for each wording of the spots the number that [`Findings::wording`] gave, or [`NO_FINDING`].
    pub(crate) fn add(&mut self, path: &str, rule: &str, mut spots: Spots, wordings: Vec<usize>) -> usize {
        spots.close();
        let run = RuleInFile { path: path.to_owned(), rule: rule.to_owned(), spots, wordings };
        let before = self.len;
        for spot in run.spots() {
            self.of_wordings[spot.wording].count += 1;
            self.len += 1;
        }
        if self.len > before {
            self.runs.push(run);
        }
        self.len - before
    }

    /// Says that another place tells what the finding with this place and wording tells.
    pub(crate) fn relate(&mut self, path: &str, place: Place, wording: usize, other: Related) {
        if !self.related.contains_key(path) {
            self.related.insert(path.to_owned(), BTreeMap::new());
        }
        if let Some(of_path) = self.related.get_mut(path) {
            of_path.entry((place, wording)).or_default().push(other);
        }
    }

    /// Where else is told what the finding with this place and wording tells.
    pub(super) fn related(&self, path: &str, place: Place, wording: usize) -> &[Related] {
        let others = self.related.get(path).and_then(|of_path| of_path.get(&(place, wording)));
        others.map_or(&[], Vec::as_slice)
    }

    /// Drops all findings of the wordings that are not `kept`.
    pub(super) fn retain(&mut self, kept: &[bool]) {
        let is_kept = |wording: usize| kept.get(wording).copied().unwrap_or(false);
        for run in &mut self.runs {
            run.wordings.iter_mut().filter(|wording| !is_kept(**wording)).for_each(|wording| *wording = NO_FINDING);
        }
        self.runs.retain(|run| run.wordings.iter().any(|wording| *wording != NO_FINDING));
        for (alike, _) in self.of_wordings.iter_mut().zip(kept).filter(|(_, kept)| !**kept) {
            self.len -= alike.count;
            *alike = Alike::default();
        }
    }

    /// Puts all findings in order. Whoever added some calls it before anybody reads them.
    pub(crate) fn close(&mut self) {
        for unique in [&mut self.texts, &mut self.identities, &mut self.wordings] {
            unique.close();
        }
        self.runs.sort_by(|left, right| (&left.path, &left.rule).cmp(&(&right.path, &right.rule)));
        let mut from = 0;
        while from < self.runs.len() {
            let to = self.same_rule(from);
            if !self.is_sorted(from..to) {
                self.runs[from] = self.sorted(from..to);
                self.runs[from + 1..to].iter_mut().for_each(|run| run.wordings.clear());
            }
            from = to;
        }
        // All at once: there may be thousands of runs behind each that goes.
        self.runs.retain(|run| !run.wordings.is_empty());
        let related = self.related.values_mut().flat_map(BTreeMap::values_mut);
        related
            .for_each(|others| others.sort_by(|left, right| (&left.path, left.place).cmp(&(&right.path, right.place))));
    }

    /// One past the last run of the same rule in the same file.
    pub(super) fn same_rule(&self, from: usize) -> usize {
        let first = &self.runs[from];
        let same = |run: &&RuleInFile| run.path == first.path && run.rule == first.rule;
        from + self.runs[from..].iter().take_while(same).count()
    }

    fn subject(&self, wording: usize) -> &str {
        self.text(self.identity(self.identity_of(wording)).subject)
    }

    fn spots(&self, runs: Range<usize>) -> impl Iterator<Item = Spot<'_>> {
        self.runs[runs].iter().flat_map(RuleInFile::spots)
    }

    fn is_sorted(&self, runs: Range<usize>) -> bool {
        let spots = self.spots(runs).map(|spot| (spot.place, spot.wording));
        spots.is_sorted_by(|(left_place, left), (right_place, right)| {
            left_place < right_place || left_place == right_place && self.subject(*left) <= self.subject(*right)
        })
    }

    /// The runs as one, in order.
    fn sorted(&self, runs: Range<usize>) -> RuleInFile {
        let first = &self.runs[runs.start];
        let mut spots: Vec<Spot<'_>> = self.spots(runs).collect();
        spots.sort_by(|left, right| {
            left.place.cmp(&right.place).then_with(|| self.subject(left.wording).cmp(self.subject(right.wording)))
        });
        let mut run = RuleInFile {
            path: first.path.clone(),
            rule: first.rule.clone(),
            spots: Spots::default(),
            wordings: Vec::new(),
        };
        let mut local: BTreeMap<usize, usize> = BTreeMap::new();
        for spot in spots {
            let number = *local.entry(spot.wording).or_insert_with(|| {
                run.wordings.push(spot.wording);
                run.wordings.len() - 1
            });
            run.spots.push(number, &spot.place, spot.source.map(KeptSource::shown).as_ref());
        }
        run.spots.close();
        run
    }
}

/// For findings that others made: they keep their fingerprints.
impl From<Vec<Finding>> for Findings {
    fn from(list: Vec<Finding>) -> Self {
        let mut findings = Self::default();
        for finding in list {
            let Finding { rule, severity, system, references, path, labels, .. } = finding;
            let (labels, texts): (Vec<_>, Vec<_>) =
                labels.into_iter().map(|Label { start, end, text }| (start..end, vec![text])).unzip();
            let origin = Origin { rule: rule.as_str().into(), severity, system: system.into(), references };
            let origin = findings.origin(origin);
            let texts = Texts {
                subject: finding.subject,
                message: vec![finding.message],
                help: vec![finding.help],
                labels: texts,
                token: finding.fingerprint,
            };
            // Alike ones may differ in status.
            let flags = IS_FINGERPRINT | if finding.status == Status::Suppressed { IS_SUPPRESSED } else { 0 };
            let wording = findings.add_wording(origin, &texts, flags);
            findings.of_wordings[wording].is_suppressed = finding.status == Status::Suppressed;
            findings.of_wordings[wording].risk = finding.risk;
            let mut spots = Spots::default();
            spots.push(0, &finding.place, Some(&Shown { excerpt: finding.excerpt, labels }));
            finding.related.into_iter().for_each(|other| findings.relate(&path, finding.place, wording, other));
            findings.add(&path, &rule, spots, vec![wording]);
        }
        findings.close();
        findings
    }
}
