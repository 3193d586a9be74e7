//! The drafts that are not whole yet, and what becomes of them when somebody asks the program to end.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

static DRAFTS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn drafts() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    DRAFTS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a draft. No signal comes between the making and the noting.
pub(super) fn make<T>(path: &Path, make: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    static WATCHED: Once = Once::new();
    // Without drafts nobody need listen: the signals end the program as they do any.
    WATCHED.call_once(watch);
    let mut drafts = drafts();
    let made = make(path)?;
    drafts.insert(path.to_owned());
    Ok(made)
}

/// Takes a draft off the list, by what `end` does with it: it is put in its place, or removed.
pub(super) fn end(path: &Path, end: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let mut drafts = drafts();
    let ended = end(path);
    if ended.is_ok() {
        drafts.remove(path);
    }
    ended
}

/// Removes all drafts, and lets nobody make another: whoever asks for the list waits until the program has ended.
fn clear() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    let drafts = drafts();
    drafts.iter().for_each(|path| drop(fs::remove_file(path)));
    drafts
}

#[cfg(unix)]
fn watch() {
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    // A file that grows beyond `ulimit -f` is an error of writing then, as a full disk is.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
    // What whoever started the program has it ignore (`nohup`, a shell's `&`) stays ignored.
    let ignored = ignored();
    let wanted = [SIGINT, SIGTERM, SIGHUP].into_iter().filter(|signal| ignored >> (signal - 1) & 1 == 0);
    let Ok(mut signals) = Signals::new(wanted) else { return };
    let listen = move || {
        if let Some(signal) = signals.forever().next() {
            let _drafts = clear();
            // The program dies of the signal as it would have without us, and whoever waits for it sees that.
            let _ = emulate_default_handler(signal);
            // Nobody else would hear the next one.
            std::process::exit(1);
        }
    };
    // Without a thread nobody clears, and only a draft may be left.
    let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(listen);
}

/// The signals that this process ignores, a bit each; none where the system does not tell.
#[cfg(unix)]
fn ignored() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

#[cfg(windows)]
fn watch() {
    // Ctrl-C, Ctrl-Break, a console that is closed, a log-off.
    let _ = ctrlc::set_handler(|| {
        let _drafts = clear();
        std::process::exit(1);
    });
}

#[cfg(not(any(unix, windows)))]
fn watch() {}
