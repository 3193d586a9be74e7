//! How far a run has come, for whoever watches it from another thread. Results never depend on it.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Counters of a run. Each is right by itself; together they may be a moment apart.
#[derive(Debug)]
pub struct Progress {
    what: &'static str,
    bytes: AtomicU64,
    bytes_read: AtomicU64,
    files: AtomicU64,
    files_read: AtomicU64,
    found: AtomicU64,
}

/// The counters at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Bytes of all files, as far as they could be told before reading.
    pub bytes: u64,
    /// Bytes of which no more is to be read.
    pub bytes_read: u64,
    /// Files there are.
    pub files: u64,
    /// Files of which no more is to be read.
    pub files_read: u64,
    /// What is counted besides: a finding, a row.
    pub what: &'static str,
    /// So many of these so far. Of findings some may turn out to be none, and others come from comparing files in the end.
    pub found: u64,
}

impl Default for Progress {
    /// It counts findings.
    fn default() -> Self {
        Self::of("finding")
    }
}

impl Progress {
    /// It counts these; the word is for one of them.
    pub fn of(what: &'static str) -> Self {
        let [bytes, bytes_read, files, files_read, found] = std::array::from_fn(|_| AtomicU64::new(0));
        Self { what, bytes, bytes_read, files, files_read, found }
    }

    /// Says what there is to read: a run begins.
    pub fn expect(&self, files: u64, bytes: u64) {
        [&self.files_read, &self.bytes_read, &self.found].into_iter().for_each(|counter| counter.store(0, Relaxed));
        self.files.store(files, Relaxed);
        self.bytes.store(bytes, Relaxed);
    }

    /// Says that so many bytes more are read.
    pub fn read(&self, bytes: u64) {
        self.bytes_read.fetch_add(bytes, Relaxed);
    }

    /// Says that a file is read, and how much of what is counted is in it.
    pub fn end_file(&self, found: u64) {
        self.files_read.fetch_add(1, Relaxed);
        self.found.fetch_add(found, Relaxed);
    }

    /// The counters as they are now.
    pub fn now(&self) -> Reading {
        Reading {
            bytes: self.bytes.load(Relaxed),
            bytes_read: self.bytes_read.load(Relaxed),
            files: self.files.load(Relaxed),
            files_read: self.files_read.load(Relaxed),
            what: self.what,
            found: self.found.load(Relaxed),
        }
    }
}
