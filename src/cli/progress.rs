//! Shows on a terminal how far a run has come, if it takes longer than a second. Watches from a thread of its own, so that
//! the work waits for nothing.

use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::check::{Progress, Reading};

/// Work that is done by then is not worth a bar.
const PATIENCE: Duration = Duration::from_secs(1);
/// Time between two looks at the counters.
const PERIOD: Duration = Duration::from_millis(200);

/// Leaves room for all words in 80 columns; what stands last is cut where there are fewer.
const TEMPLATE: &str = "{bar:12} {wide_msg}";

/// Does the work, and shows its progress on standard error meanwhile. Nothing of it is left there afterwards.
pub(super) fn show_while<T>(progress: &Progress, work: impl FnOnce() -> T) -> T {
    let end = End::default();
    thread::scope(|scope| {
        // No thread to be had: then without a bar.
        let watcher = thread::Builder::new().spawn_scoped(scope, || watch(progress, &end));
        // Drops when the work ends, if in a panic too; else the watcher would be waited for in vain.
        let _ending = watcher.is_ok().then(|| Ending(&end));
        work()
    })
}

fn watch(progress: &Progress, end: &End) {
    let begin = Instant::now();
    if end.comes_within(PATIENCE) {
        return;
    }
    let bar = bar(ProgressDrawTarget::stderr());
    loop {
        draw(&bar, progress.now(), begin.elapsed());
        if end.comes_within(PERIOD) {
            break;
        }
    }
    bar.finish_and_clear();
}

fn bar(target: ProgressDrawTarget) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), target);
    match ProgressStyle::with_template(TEMPLATE) {
        Ok(style) => bar.with_style(style.progress_chars("=> ")),
        Err(_) => bar,
    }
}

fn draw(bar: &ProgressBar, reading: Reading, elapsed: Duration) {
    bar.set_length(reading.bytes);
    bar.set_position(reading.bytes_read.min(reading.bytes));
    bar.set_message(words(reading, elapsed));
    bar.tick();
}

/// What stands beside the bar.
fn words(reading: Reading, elapsed: Duration) -> String {
    let Reading { bytes, bytes_read, files, files_read, what, found } = reading;
    let left = left(reading, elapsed).map_or_else(String::new, |left| format!(" ({:#} left)", HumanDuration(left)));
    format!(
        "{} of {}{left}, {} of {}, {}",
        HumanBytes(bytes_read),
        HumanBytes(bytes),
        HumanCount(files_read),
        counted(files, "file"),
        counted(found, what),
    )
}

fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", HumanCount(number), if number == 1 { "" } else { "s" })
}

/// The time the rest will take if it is read as fast as what is read; none as long as nothing can be said.
fn left(reading: Reading, elapsed: Duration) -> Option<Duration> {
    let rest = reading.bytes.checked_sub(reading.bytes_read)?;
    if reading.bytes_read == 0 || rest == 0 {
        return None;
    }
    Duration::try_from_secs_f64(elapsed.as_secs_f64() * rest as f64 / reading.bytes_read as f64).ok()
}

/// Tells the watching thread that the work has ended.
#[derive(Default)]
struct End {
    came: Mutex<bool>,
    news: Condvar,
}

impl End {
    /// Waits until the end comes, but no longer than this. Returns whether it came.
    fn comes_within(&self, time: Duration) -> bool {
        let came = self.came.lock().unwrap_or_else(PoisonError::into_inner);
        *self.news.wait_timeout_while(came, time, |came| !*came).unwrap_or_else(PoisonError::into_inner).0
    }

    fn come(&self) {
        *self.came.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.news.notify_all();
    }
}

struct Ending<'e>(&'e End);

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.0.come();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::InMemoryTerm;

    const MEBIBYTE: u64 = 1 << 20;
    const HALF: Reading = Reading {
        bytes: 1200 * MEBIBYTE,
        bytes_read: 300 * MEBIBYTE,
        files: 1500,
        files_read: 4,
        what: "finding",
        found: 1701,
    };

    fn drawn(columns: u16, reading: Reading, seconds: u64) -> String {
        let terminal = InMemoryTerm::new(4, columns);
        let bar = bar(ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        draw(&bar, reading, Duration::from_secs(seconds));
        terminal.contents()
    }

    #[test]
    fn the_bar_tells_bytes_files_findings_and_time_left() {
        insta::assert_snapshot!(drawn(80, HALF, 5), @"===>         300.00 MiB of 1.17 GiB (15s left), 4 of 1,500 files, 1,701 findings");
    }

    #[test]
    fn the_bar_stays_in_one_line_on_a_narrow_terminal() {
        insta::assert_snapshot!(drawn(60, HALF, 5), @"===>         300.00 MiB of 1.17 GiB (15s left), 4 of 1,500 f");
    }

    #[test]
    fn no_time_is_told_before_anything_is_read_nor_when_all_is_read() {
        let one = Reading { bytes: 100, bytes_read: 0, files: 1, files_read: 0, what: "row", found: 1 };
        insta::assert_snapshot!(words(one, Duration::from_secs(2)), @"0 B of 100 B, 0 of 1 file, 1 row");
        let read = Reading { bytes_read: 100, files_read: 1, ..one };
        insta::assert_snapshot!(words(read, Duration::from_secs(2)), @"100 B of 100 B, 1 of 1 file, 1 row");
    }

    #[test]
    fn nothing_of_the_bar_is_left_when_the_work_is_done() {
        let terminal = InMemoryTerm::new(4, 120);
        let bar = bar(ProgressDrawTarget::term_like(Box::new(terminal.clone())));
        draw(&bar, HALF, Duration::from_secs(5));
        bar.finish_and_clear();
        assert_eq!(terminal.contents(), "");
    }

    #[test]
    fn a_file_that_grew_while_it_was_read_fills_the_bar_and_no_more() {
        let grown = Reading { bytes: 100, bytes_read: 150, ..HALF };
        assert_eq!(left(grown, Duration::from_secs(2)), None);
        assert!(drawn(120, grown, 2).starts_with("============ "));
    }

    #[test]
    fn the_watcher_ends_with_the_work_and_not_when_its_patience_does() {
        let end = End::default();
        end.come();
        assert!(end.comes_within(Duration::MAX));
        assert_eq!(show_while(&Progress::default(), || 42), 42);
    }

    #[test]
    fn the_watcher_ends_when_the_work_panics() {
        let panicked = std::panic::catch_unwind(|| show_while(&Progress::default(), || panic!("on purpose")));
        assert!(panicked.is_err());
    }
}
