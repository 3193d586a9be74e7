//! Makes packed findings whole, one after the other.

use std::borrow::Cow;
use std::fmt::Write;
use std::iter::Peekable;
use std::ops::Range;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::findings::{Findings, Identity};
use super::spots::{KeptSource, Reading, Spot};
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

impl<'f> Iterator for OfRule<'f> {
    type Item = (usize, Spot<'f>);

    fn next(&mut self) -> Option<(usize, Spot<'f>)> {
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

impl<'f> Iterator for Walk<'f> {
    type Item = (usize, Spot<'f>);

    fn next(&mut self) -> Option<(usize, Spot<'f>)> {
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
    cache: Vec<Whole>,
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
            self.cache.resize_with(self.findings.wordings.len().clamp(1, MOST_CACHED), Whole::default);
        }
        let wording = spot.wording;
        let cached = wording % self.cache.len();
        let whole = &mut self.cache[cached];
        if whole.wording != wording {
            whole.become_another(self.findings, wording);
        }
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
        let mut number = 0;
        if !whole.is_fingerprint {
            let next = self.numbers.get_mut(whole.identity)?;
            number = *next;
            *next += 1;
        }
        let Finding { fingerprint, seed, .. } = &mut whole.finding;
        match number {
            0 => fingerprint.clone_from(seed),
            _ => write_fingerprint(&mut whole.words, number, fingerprint),
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

impl Default for Whole {
    /// Of no wording.
    fn default() -> Self {
        let finding = Finding {
            rule: String::new(),
            severity: Severity::Note,
            system: String::new(),
            subject: String::new(),
            message: String::new(),
            help: String::new(),
            path: String::new(),
            place: Place { line: 0, column: 0, end_line: 0, end_column: 0 },
            excerpt: Excerpt::default(),
            related: Vec::new(),
            labels: Vec::new(),
            references: Arc::default(),
            fingerprint: String::new(),
            seed: String::new(),
            status: Status::New,
            risk: None,
        };
        Self {
            wording: usize::MAX,
            run: usize::MAX,
            identity: usize::MAX,
            is_fingerprint: false,
            is_suppressed: false,
            words: String::new(),
            texts: Vec::new(),
            finding,
        }
    }
}

impl Whole {
    /// Takes the texts of another wording, in the room of those that it has.
    fn become_another(&mut self, findings: &Findings, wording: usize) {
        let Self { finding, words, texts, .. } = self;
        let mut coded = Coded(findings.wordings.get(wording));
        let identity = coded.index();
        let origin = findings.origins.get(coded.index());
        let (rule, system) = origin.map_or(("", ""), |origin| (&*origin.rule, &*origin.system));
        let Identity { subject, is_fingerprint, .. } = findings.identity(identity);
        for (whole, text) in
            [(&mut finding.rule, rule), (&mut finding.system, system), (&mut finding.subject, findings.text(subject))]
        {
            text.clone_into(whole);
        }
        let mut read = |whole: &mut String| {
            whole.clear();
            (0..coded.number()).for_each(|_| whole.push_str(findings.text(coded.index())));
            !coded.is_empty()
        };
        read(&mut finding.message);
        let (mut count, mut more) = (0, read(&mut finding.help));
        while more {
            if texts.len() == count {
                texts.push(String::new());
            }
            more = texts.get_mut(count).is_some_and(&mut read);
            count += 1;
        }
        texts.truncate(count);
        finding.severity = origin.map_or(Severity::Note, |origin| origin.severity);
        finding.references = origin.map(|origin| Arc::clone(&origin.references)).unwrap_or_default();
        finding.risk = findings.risk(wording);
        findings.write_words(identity, words);
        findings.write_seed(identity, words, &mut finding.seed);
        if let Some(redactor) = findings.redactor.as_deref() {
            let Finding { subject, message, help, .. } = finding;
            texts.iter_mut().chain([subject, message, help]).for_each(|text| redactor.change(text));
        }
        (self.wording, self.run, self.identity) = (wording, usize::MAX, identity);
        (self.is_fingerprint, self.is_suppressed) = (is_fingerprint, findings.is_suppressed(wording));
    }

    fn move_to(&mut self, spot: Spot<'_>) {
        self.finding.place = spot.place;
        self.finding.labels.clear();
        let Some(source) = spot.source.map(KeptSource::shown) else {
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
    fn write_words(&self, identity: usize, words: &mut String) {
        let ([rule, system, subject], token) = (self.names_of(identity), self.identity(identity).token);
        let shown = |text| self.redactor.as_ref().map_or(Cow::Borrowed(text), |redactor| redactor.text(text));
        words.clear();
        for part in [rule, system, &*shown(subject), &*shown(self.text(token))] {
            words.push_str(part);
            words.push('\u{1f}');
        }
    }

    /// Rule, system and subject.
    pub(super) fn names_of(&self, identity: usize) -> [&str; 3] {
        let Identity { origin, subject, .. } = self.identity(identity);
        let (rule, system) = self.origins.get(origin).map_or(("", ""), |origin| (&*origin.rule, &*origin.system));
        [rule, system, self.text(subject)]
    }

    /// See [`Finding::seed`].
    pub(super) fn seed(&self, identity: usize) -> String {
        let (mut words, mut seed) = (String::new(), String::new());
        self.write_words(identity, &mut words);
        self.write_seed(identity, &mut words, &mut seed);
        seed
    }

    /// `words` are those of the identity, and stay as they are.
    fn write_seed(&self, identity: usize, words: &mut String, seed: &mut String) {
        let Identity { token, is_fingerprint, .. } = self.identity(identity);
        if !is_fingerprint {
            return write_fingerprint(words, 0, seed);
        }
        let token = self.text(token);
        // Nobody knows what it was made of.
        match &self.redactor {
            Some(redactor) => *seed = redactor.fingerprint(token),
            None => token.clone_into(seed),
        }
    }
}

/// Findings of one identity are numbered in the order of the report, from 0. `words` stay as they are.
fn write_fingerprint(words: &mut String, number: u64, fingerprint: &mut String) {
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
