//! `--redact`: what a run learns of names, and standard error without them.

use std::cell::RefCell;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::terminal::Told;
use super::{FAILED, Terminal};
use crate::config::Suppression;
use crate::config::baseline::Baseline;
use crate::redact::{Key, KeyError, Kind, Own, Redactor, Words};
use crate::rule::RuleSet;

/// Whether names are shown.
#[derive(Debug, Clone, Default, Args)]
#[group(skip)]
pub(super) struct RedactArguments {
    /// Put pseudonyms in the place of users, hosts, addresses, systems, customers, destinations and other names, in all that is written.
    /// SAP's own names stay
    #[arg(long)]
    redact: bool,
    /// Makes the pseudonyms the same in every run with this key: a file with at least 16 characters that nobody else knows. Implies --redact
    #[arg(long, value_name = "FILE")]
    redact_key: Option<PathBuf>,
}

impl RedactArguments {
    /// Names are not shown.
    pub fn is_asked(&self) -> bool {
        self.redact || self.redact_key.is_some()
    }
}

/// What a run knows of names, and in the end the redactor that is made of it.
pub(super) struct Redaction {
    own: Arc<Own>,
    key: Option<Key>,
    words: RefCell<Words>,
    redactor: RefCell<Option<Arc<Redactor>>>,
}

impl Redaction {
    /// What the arguments ask for; nothing if names are shown.
    ///
    /// # Errors
    /// The key cannot be used.
    fn of(arguments: &RedactArguments) -> Result<Option<Self>, KeyError> {
        arguments.is_asked().then(|| Self::with_key(arguments.redact_key.as_deref())).transpose()
    }

    /// With the key in this file, if there is one.
    ///
    /// # Errors
    /// The key cannot be used.
    pub fn with_key(path: Option<&Path>) -> Result<Self, KeyError> {
        let key = path.map(Key::load).transpose()?;
        let own = Arc::new(Own::new(&RuleSet::looked_for()));
        Ok(Self { own, key, words: RefCell::default(), redactor: RefCell::default() })
    }

    /// What is no name of anybody.
    pub fn own(&self) -> &Own {
        &self.own
    }

    /// Learns names.
    pub fn know(&self, words: Words) {
        self.words.borrow_mut().join(words, 0);
    }

    /// Learns the names in a baseline, of which some may be gone from the exports.
    pub fn know_baseline(&self, baseline: &Baseline) {
        let mut words = self.words.borrow_mut();
        for entry in &baseline.entries {
            words.name(&self.own, Kind::System, &entry.system);
            words.name(&self.own, Kind::Name, &entry.subject);
            words.free(&self.own, &entry.message);
        }
    }

    /// Learns the names in suppressions, of which reports tell.
    pub fn know_suppressions(&self, suppressions: &[Suppression]) {
        let mut words = self.words.borrow_mut();
        for Suppression { system, subject, reason, owner, .. } in suppressions {
            system.iter().for_each(|name| words.name(&self.own, Kind::System, name.text()));
            subject.iter().for_each(|name| words.name(&self.own, Kind::Name, name.text()));
            owner.iter().for_each(|owner| words.name(&self.own, Kind::Name, owner));
            words.free(&self.own, reason);
        }
    }

    /// Learns the names in a configuration, of which complaints show the lines.
    pub fn know_configuration(&self, text: &[u8]) {
        self.words.borrow_mut().configuration(&self.own, &String::from_utf8_lossy(text));
    }

    /// All names are known now: the redactor that knows them. It is made once.
    ///
    /// # Errors
    /// There are too many.
    pub fn settle(&self) -> Result<Arc<Redactor>, String> {
        if let Some(redactor) = self.redactor.borrow().as_ref() {
            return Ok(Arc::clone(redactor));
        }
        let redactor = Redactor::new(Arc::clone(&self.own), self.words.borrow().clone(), self.key.clone());
        let redactor = Arc::new(redactor.map_err(|error| format!("too many names to redact: {error}"))?);
        *self.redactor.borrow_mut() = Some(Arc::clone(&redactor));
        Ok(redactor)
    }

    fn settled(&self) -> Option<Arc<Redactor>> {
        self.redactor.borrow().clone()
    }
}

/// Runs a command whose standard error has no names, nor has its standard output if that is `plain` text: a report is redacted before it is
/// written. Nothing is written to either before all names are known, so that a name has one pseudonym throughout.
pub(super) fn run_with(
    arguments: &RedactArguments,
    plain: bool,
    terminal: &mut Terminal<'_>,
    command: impl FnOnce(Option<&Redaction>, &mut Terminal<'_>) -> Result<u8, Told>,
) -> u8 {
    let redaction = match Redaction::of(arguments) {
        Ok(redaction) => redaction,
        Err(error) => return terminal.fail(&error),
    };
    let Some(redaction) = &redaction else { return command(None, terminal).unwrap_or(FAILED) };
    let mut err = Held { inner: &mut *terminal.err, redaction, held: Vec::new() };
    let mut held_out;
    let out: &mut dyn Write = if plain {
        held_out = Held { inner: &mut *terminal.out, redaction, held: Vec::new() };
        &mut held_out
    } else {
        &mut *terminal.out
    };
    let Terminal { out_live, width, format, .. } = *terminal;
    let (out_color, links) = (terminal.out_color && !plain, terminal.links && !plain);
    // Colours and progress would stand between the letters of names.
    let mut terminal =
        Terminal { out, err: &mut err, out_color, err_color: false, out_live, links, live: false, width, format };
    command(Some(redaction), &mut terminal).unwrap_or(FAILED)
}

/// Holds text back until all names are known, and takes them out line by line.
struct Held<'w> {
    inner: &'w mut dyn Write,
    redaction: &'w Redaction,
    held: Vec<u8>,
}

impl Held<'_> {
    fn release(&mut self, redactor: &Redactor, whole: bool) -> io::Result<()> {
        let end = if whole { self.held.len() } else { memchr::memrchr(b'\n', &self.held).map_or(0, |end| end + 1) };
        let text: Vec<u8> = self.held.drain(..end).collect();
        for line in String::from_utf8_lossy(&text).split_inclusive('\n') {
            self.inner.write_all(redactor.text(line).as_bytes())?;
        }
        Ok(())
    }
}

impl Write for Held<'_> {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        self.held.extend_from_slice(text);
        if let Some(redactor) = self.redaction.settled() {
            self.release(&redactor, false)?;
        }
        Ok(text.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        // What cannot be redacted is not written.
        if let Ok(redactor) = self.redaction.settle() {
            let _ = self.release(&redactor, true);
        }
    }
}
