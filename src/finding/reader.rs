//! Makes packed findings whole, one after the other.

use std::borrow::Cow;
use std::fmt::Write;
use std::iter::Peekable;
use std::ops::Range;

use sha2::{Digest, Sha256};

use super::findings::{Findings, Identity};
use super::spots::{Reading, Spot};
use super::standing::Standing;
use super::{Excerpt, Finding, Label, Place, Severity, Status};
use crate::coding::Coded;
use crate::redact::{self, Edit, Redactor};

/// At most so many wordings are kept unpacked.
const MOST_CACHED: usize = 256;

/// All spots of findings in order, each with the number of its run.
pub(super) struct Walk<'f> {
    findings: &'f Findings,
    /// The first run of the next file.
    next: usize,
    /// What is left of this file, by rule.
    rules: Vec<Peekable<OfRule<'f>>>,
}

/// The spots of one rule in one file, which may be in several runs.
struct OfRule<'f> {
    findings: &'f Findings,
    runs: Range<usize>,
    reading: Option<(usize, Reading<'f>)>,
}

impl Iterator for OfRule<'_> {
    type Item = (usize, Spot);

    fn next(&mut self) -> Option<(usize, Spot)> {
        loop {
            if let Some((run, reading)) = &mut self.reading {
                let of_run = &self.findings.runs[*run];
                if let Some(spot) = reading.find_map(|spot| of_run.finding(spot)) {
                    return Some((*run, spot));
                }
            }
            let run = self.runs.next()?;
            self.reading = Some((run, self.findings.runs[run].spots.iter()));
        }
    }
}

impl<'f> Walk<'f> {
    pub fn new(findings: &'f Findings) -> Self {
        Self { findings, next: 0, rules: Vec::new() }
    }

    fn open_file(&mut self) {
        self.rules.clear();
        let Some(path) = self.findings.runs.get(self.next).map(|run| &run.path) else { return };
        while self.findings.runs.get(self.next).is_some_and(|run| run.path == *path) {
            let to = self.findings.same_rule(self.next);
            let of_rule = OfRule { findings: self.findings, runs: self.next..to, reading: None };
            self.rules.push(of_rule.peekable());
            self.next = to;
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = (usize, Spot);

    fn next(&mut self) -> Option<(usize, Spot)> {
        loop {
            // Of two rules in the same line the first comes first.
            let first = match self.rules.as_mut_slice() {
                [only] => Some(only),
                rules => rules
                    .iter_mut()
                    .filter_map(|rule| Some((rule.peek()?.1.place.line, rule)))
                    .min_by_key(|(line, _)| *line)
                    .map(|(_, rule)| rule),
            };
            if let Some(found) = first.and_then(Iterator::next) {
                return Some(found);
            }
            if self.next >= self.findings.runs.len() {
                return None;
            }
            self.open_file();
        }
    }
}

/// Reads findings in order. What many findings share is made once.
pub struct FindingReader<'f> {
    findings: &'f Findings,
    walk: Walk<'f>,
    /// For each identity the number of findings that had it.
    numbers: Vec<u64>,
    standing: Standing<'f>,
    /// By the remainder of the wording.
    cache: Vec<Option<Whole>>,
}

/// A finding, of which place, path, excerpt, related places and fingerprint change.
struct Whole {
    wording: usize,
    run: usize,
    identity: usize,
    is_fingerprint: bool,
    is_suppressed: bool,
    /// What the fingerprint is made of, up to the running number.
    words: String,
    texts: Vec<String>,
    finding: Finding,
}

impl<'f> FindingReader<'f> {
    pub(super) fn new(findings: &'f Findings) -> Self {
        let (walk, numbers) = (Walk::new(findings), vec![0; findings.identities.len()]);
        Self { findings, walk, numbers, standing: Standing::new(&findings.layers), cache: Vec::new() }
    }

    /// The next finding.
    pub fn read(&mut self) -> Option<&Finding> {
        self.read_with_wording().map(|(_, finding)| finding)
    }

    /// The next finding, and the number of its wording: findings with the same number differ in path, place, excerpt,
    /// ranges of labels, fingerprint and status only.
    pub(crate) fn read_with_wording(&mut self) -> Option<(usize, &Finding)> {
        let (run, spot) = self.walk.next()?;
        let redactor = self.findings.redactor.as_deref();
        if self.cache.is_empty() {
            self.cache.resize_with(self.findings.wordings.len().clamp(1, MOST_CACHED), || None);
        }
        let wording = spot.wording;
        let cached = wording % self.cache.len();
        let entry = &mut self.cache[cached];
        if entry.as_ref().is_none_or(|whole| whole.wording != wording) {
            *entry = Some(Whole::new(self.findings, wording));
        }
        let whole = entry.as_mut()?;
        if whole.run != run {
            whole.run = run;
            self.findings.runs[run].path.clone_into(&mut whole.finding.path);
            if let Some(redactor) = redactor {
                whole.finding.path = redactor.path(&whole.finding.path);
            }
        }
        let path = self.findings.runs[run].path.as_str();
        whole.move_to(spot);
        let related = self.findings.related(path, whole.finding.place, wording);
        whole.finding.related.clear();
        whole.finding.related.extend_from_slice(related);
        if !whole.is_fingerprint {
            let number = self.numbers.get_mut(whole.identity)?;
            fingerprint(&mut whole.words, *number, &mut whole.finding.fingerprint);
            *number += 1;
        }
        whole.finding.status = match whole.is_suppressed {
            true => Status::Suppressed,
            false if self.standing.is_known(whole.identity, path, related) => Status::Known,
            false => Status::New,
        };
        if let Some(redactor) = redactor {
            whole.finding.related.iter_mut().for_each(|other| other.path = redactor.path(&other.path));
            redact_excerpt(&mut whole.finding, redactor);
        }
        Some((wording, &whole.finding))
    }
}

impl Whole {
    fn new(findings: &Findings, wording: usize) -> Self {
        let mut coded = Coded(findings.wordings.get(wording));
        let identity = coded.index();
        let origin = findings.origins.get(coded.index());
        let rule = origin.map_or("", |origin| &origin.rule);
        let system = origin.map_or("", |origin| &origin.system);
        let Identity { subject, is_fingerprint, .. } = findings.identity(identity);
        let seed = findings.seed(identity);
        let subject = findings.text(subject);
        let mut text = || {
            let count = coded.number();
            (0..count).map(|_| findings.text(coded.index())).collect::<String>()
        };
        let (message, help) = (text(), text());
        let mut texts = Vec::new();
        while !coded.is_empty() {
            let count = coded.number();
            texts.push((0..count).map(|_| findings.text(coded.index())).collect());
        }
        let finding = Finding {
            rule: rule.to_owned(),
            severity: origin.map_or(Severity::Note, |origin| origin.severity),
            system: system.to_owned(),
            subject: subject.to_owned(),
            message,
            help,
            path: String::new(),
            place: Place { line: 0, column: 0, end_line: 0, end_column: 0 },
            excerpt: Excerpt::default(),
            related: Vec::new(),
            labels: Vec::new(),
            references: origin.map_or_else(Vec::new, |origin| origin.references.clone()),
            fingerprint: seed.clone(),
            seed,
            status: Status::New,
            risk: findings.risk(wording),
        };
        let (words, is_suppressed) = (findings.words(identity), findings.is_suppressed(wording));
        let mut finding = finding;
        if let Some(redactor) = findings.redactor.as_deref() {
            let Finding { subject, message, help, .. } = &mut finding;
            texts.iter_mut().chain([subject, message, help]).for_each(|text| redactor.change(text));
        }
        Self { wording, run: usize::MAX, identity, is_fingerprint, is_suppressed, words, texts, finding }
    }

    fn move_to(&mut self, spot: Spot) {
        self.finding.place = spot.place;
        self.finding.labels.clear();
        let Some(source) = spot.source else {
            self.finding.excerpt = Excerpt::default();
            return;
        };
        self.finding.excerpt = source.excerpt;
        let labels = source.labels.into_iter().zip(&self.texts);
        self.finding.labels.extend(labels.map(|(range, text)| Label {
            start: range.start,
            end: range.end,
            text: text.clone(),
        }));
    }
}

impl Finding {
    /// Puts pseudonyms in the place of names in all that it says.
    pub fn redact(&mut self, redactor: &Redactor) {
        redact_excerpt(self, redactor);
        self.path = redactor.path(&self.path);
        self.related.iter_mut().for_each(|other| other.path = redactor.path(&other.path));
        let Self { system, subject, message, help, labels, fingerprint, seed, .. } = self;
        let texts = labels.iter_mut().map(|label| &mut label.text);
        texts.chain([system, subject, message, help]).for_each(|text| redactor.change(text));
        // They are made of names.
        for digits in [fingerprint, seed] {
            *digits = redactor.fingerprint(digits);
        }
    }
}

/// Puts pseudonyms into the source, and moves the labels with what they point at.
fn redact_excerpt(finding: &mut Finding, redactor: &Redactor) {
    let edits = redactor.edits(&finding.excerpt.text);
    if edits.is_empty() {
        return;
    }
    finding.excerpt.text = redact::apply(&finding.excerpt.text, &edits);
    for label in &mut finding.labels {
        label.start = Edit::moved(&edits, label.start, false);
        label.end = Edit::moved(&edits, label.end, true);
    }
}

impl Findings {
    /// What the fingerprints of an identity are made of, up to the running number. Neither lines nor paths take part, so a finding
    /// stays the same when lines move or a file is exported anew.
    fn words(&self, identity: usize) -> String {
        let ([rule, system, subject], token) = (self.names_of(identity), self.identity(identity).token);
        let shown = |text| self.redactor.as_ref().map_or(Cow::Borrowed(text), |redactor| redactor.text(text));
        [rule, system, &*shown(subject), &*shown(self.text(token)), ""].join("\u{1f}")
    }

    /// Rule, system and subject.
    pub(super) fn names_of(&self, identity: usize) -> [&str; 3] {
        let Identity { origin, subject, .. } = self.identity(identity);
        let (rule, system) = self.origins.get(origin).map_or(("", ""), |origin| (&origin.rule, &origin.system));
        [rule, system, self.text(subject)]
    }

    /// See [`Finding::seed`].
    pub(super) fn seed(&self, identity: usize) -> String {
        let Identity { token, is_fingerprint, .. } = self.identity(identity);
        if is_fingerprint {
            let token = self.text(token);
            // Nobody knows what it was made of.
            return self.redactor.as_ref().map_or_else(|| token.to_owned(), |redactor| redactor.fingerprint(token));
        }
        let mut seed = String::new();
        fingerprint(&mut self.words(identity), 0, &mut seed);
        seed
    }
}

/// Findings of one identity are numbered in the order of the report, from 0. `words` stay as they are.
fn fingerprint(words: &mut String, number: u64, fingerprint: &mut String) {
    let length = words.len();
    // Writing to a string cannot fail.
    let _ = write!(words, "{number}");
    let digest = Sha256::digest(&*words);
    words.truncate(length);
    let mut digits = [0; 32];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(digest.iter()) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        pair[0] = HEX[usize::from(byte >> 4)];
        pair[1] = HEX[usize::from(byte & 15)];
    }
    fingerprint.clear();
    fingerprint.push_str(std::str::from_utf8(&digits).unwrap_or_default());
}
