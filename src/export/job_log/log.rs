//! What the lines of a log so far tell of the lines to come: job, and the step that runs.

use std::cell::Cell;
use std::ops::Range;

use nom::bytes::complete::{tag, take_till, take_until};
use nom::{IResult, Offset, Parser};

use crate::export::cell::LONGEST_JOB;
use crate::input::Charset;

/// A job log as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct Log {
    /// A title said which job it is; it counts until the next title.
    titled: bool,
    job: Vec<u8>,
    count: Vec<u8>,
    step: Step,
    /// The message with which the step began: taken apart only when somebody asks.
    step_text: Vec<u8>,
    /// In a later part of a file that is read at the same time: what is taken over from before it.
    inherited: Inherited,
}

/// What a part of a log has not told itself, and whether somebody has asked for it all the same.
#[derive(Debug, Default)]
struct Inherited {
    /// Whether a title is taken to stand before it.
    titled: Option<bool>,
    job: bool,
    step: bool,
    asked_for_job: Cell<bool>,
    asked_for_step: Cell<bool>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// The log does not begin with the job's start, so a step may have begun before.
    #[default]
    NotTold,
    /// The job has started, no step has.
    None,
    Runs,
}

/// Job and number, as a title names them; the number may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Title<'a> {
    pub(super) job: &'a str,
    pub(super) count: &'a str,
}

/// Program and user of a step, as places in the text of its message; none where the message leaves them empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StepParts {
    pub(super) program: Option<Range<usize>>,
    pub(super) user: Option<Range<usize>>,
}

/// What is known of the step that runs.
pub(super) enum Running<'a> {
    NotTold,
    None,
    Step(&'a [u8]),
}

impl Log {
    pub(super) fn job(&self) -> &[u8] {
        self.inherited.asked_for_job.set(self.inherited.job || self.inherited.asked_for_job.get());
        &self.job
    }

    pub(super) fn count(&self) -> &[u8] {
        self.inherited.asked_for_job.set(self.inherited.job || self.inherited.asked_for_job.get());
        &self.count
    }

    /// Whether a job is known at present, without asking for it.
    pub(super) fn has_job(&self) -> bool {
        !self.job.is_empty()
    }

    pub(super) fn is_titled(&self) -> bool {
        self.titled
    }

    /// The log of a later part, which begins with a job as known here and with an unknown step.
    pub(super) fn for_later_part(&self) -> Self {
        Self {
            titled: self.titled,
            job: self.job.clone(),
            count: self.count.clone(),
            inherited: Inherited { titled: Some(self.titled), job: true, step: true, ..Inherited::default() },
            ..Self::default()
        }
    }

    /// Whether all that was asked of this later part's log would have been answered alike right after `before`. If so
    /// it takes over what it has not been told itself.
    pub(super) fn follow(&mut self, before: &Self) -> bool {
        let Inherited { titled, job, step, asked_for_job, asked_for_step } = std::mem::take(&mut self.inherited);
        let same_job = self.job == before.job && self.count == before.count;
        // A job that was asked for may have been told by now, so nobody knows any more which one it was.
        let wrong_job = asked_for_job.get() && !(job && same_job);
        if titled.is_some_and(|titled| titled != before.titled)
            || wrong_job
            || (asked_for_step.get() && before.step != Step::NotTold)
        {
            return false;
        }
        if job {
            self.job.clone_from(&before.job);
            self.count.clone_from(&before.count);
        }
        if step {
            self.step = before.step;
            self.step_text.clone_from(&before.step_text);
        }
        true
    }

    pub(super) fn running(&self) -> Running<'_> {
        self.inherited.asked_for_step.set(self.inherited.step || self.inherited.asked_for_step.get());
        match self.step {
            Step::NotTold => Running::NotTold,
            Step::None => Running::None,
            Step::Runs => Running::Step(&self.step_text),
        }
    }

    /// A new log begins.
    pub(super) fn titled(&mut self, title: Title<'_>, charset: Charset) {
        self.titled = true;
        self.step = Step::NotTold;
        (self.inherited.job, self.inherited.step) = (false, false);
        // Names of jobs are ASCII but for the odd umlaut; the bytes must be in the charset of the file.
        self.job = encode(title.job, charset);
        self.count = encode(title.count, charset);
    }

    /// The job has started. Newer releases name it in the message, which counts if no title did.
    pub(super) fn started(&mut self, text: &[u8]) {
        self.started_again();
        if self.titled {
            return;
        }
        self.inherited.job = false;
        let (job, count) = started_job(text).unwrap_or_default();
        self.job.clear();
        self.job.extend_from_slice(job);
        self.count.clear();
        self.count.extend_from_slice(count);
    }

    /// The job that the title names has started.
    pub(super) fn started_again(&mut self) {
        self.step = Step::None;
        self.inherited.step = false;
    }

    /// A step has started.
    pub(super) fn step_started(&mut self, text: &[u8]) {
        self.step = Step::Runs;
        self.inherited.step = false;
        self.step_text.clear();
        self.step_text.extend_from_slice(text);
    }
}

fn encode(text: &str, charset: Charset) -> Vec<u8> {
    match charset {
        Charset::Utf8 => text.as_bytes().to_vec(),
        Charset::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
    }
}

/// `Job log overview for job: NAME / 12345678`, `Job Log Einträge für Job: NAME / 12345678`
pub(super) fn title(line: &str) -> Option<Title<'_>> {
    let names_job = |colon: &usize| {
        let before = line.get(..*colon).unwrap_or_default().trim_end().as_bytes();
        before
            .len()
            .checked_sub(3)
            .and_then(|start| before.get(start..))
            .is_some_and(|word| word.eq_ignore_ascii_case(b"job"))
    };
    let colon = line.match_indices(':').map(|(colon, _)| colon).find(names_job)?;
    let rest = line.get(colon + 1..)?.trim_matches(|c: char| c.is_whitespace() || c == '|');
    // A job's name may hold slashes; its number is the last thing but for a page number.
    let (job, behind) = rest.rsplit_once('/')?;
    let count = behind.split_whitespace().next()?;
    let job = job.trim();
    let fits = !job.is_empty() && count.len() == 8 && count.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then_some(Title { job, count })
}

/// `Job name: NAME` over a log, as schedulers and people write it.
pub(super) fn plain_title(line: &str) -> Option<Title<'_>> {
    const LABELS: &[&str] = &["job", "job name", "jobname", "job-name", "background job", "hintergrundjob"];
    let line = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '#' | '*'));
    let (label, job) = line.split_once([':', '='])?;
    let label = label.trim().to_ascii_lowercase();
    let job = job.trim().trim_matches('"');
    let fits = LABELS.contains(&label.as_str()) && !job.is_empty() && job.chars().count() <= LONGEST_JOB;
    fits.then_some(Title { job, count: "" })
}

/// `Job NAME 12345678 started`, in any language that puts the verb last: name and number. The name may hold blanks.
pub(super) fn started_job(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let (start, rest) = text.split_at_checked(4)?;
    let (rest, _) = split_last_word(rest)?;
    let (job, count) = split_last_word(rest)?;
    let fits = start.eq_ignore_ascii_case(b"job ") && count.len() == 8 && count.iter().all(u8::is_ascii_digit);
    (fits && !job.is_empty()).then_some((job, count))
}

fn split_last_word(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = text.iter().rposition(|byte| *byte == b' ')?;
    let (before, word) = text.split_at_checked(blank)?;
    Some((before.trim_ascii(), word.trim_ascii()))
}

/// `Step 001 started (program ZPROG, variant ZVAR, user ID ZUSER)` in any language: what stands last in the first and in
/// the third part of the brackets.
pub(super) fn step_parts(text: &[u8]) -> Option<StepParts> {
    let (_, (program, user)) = brackets(text).ok()?;
    let place = |part: Option<&[u8]>| {
        part.map(|part| {
            let start = text.offset(part);
            start..start + part.len()
        })
    };
    Some(StepParts {
        program: place(value(program, &[b"program"])),
        user: place(value(user, &[b"user id", b"user name", b"user"])),
    })
}

/// `Step 001 started (...)` in a language that is not known: a word, the step's number, and three parts in brackets.
pub(super) fn is_step(text: &[u8]) -> bool {
    let mut words = text.split(|byte| *byte == b' ').filter(|word| !word.is_empty());
    let named = words.next().is_some_and(|word| !word.iter().any(u8::is_ascii_digit));
    let numbered = words.next().is_some_and(|word| word.len() == 3 && word.iter().all(u8::is_ascii_digit));
    let program = |parts: StepParts| text.get(parts.program?).map(|name| !name.iter().any(u8::is_ascii_lowercase));
    named && numbered && step_parts(text).and_then(program) == Some(true)
}

fn brackets(text: &[u8]) -> IResult<&[u8], (&[u8], &[u8])> {
    let comma = || take_till(|byte| byte == b',');
    let (rest, (_, _, program)) = (take_until("("), tag("("), comma()).parse(text)?;
    let (rest, (_, _, _, user)) = (tag(","), comma(), tag(","), take_until(")")).parse(rest)?;
    Ok((rest, (program, user)))
}

/// What follows the label: the last word, if there is one that is no part of the label.
fn value<'a>(part: &'a [u8], labels: &[&[u8]]) -> Option<&'a [u8]> {
    let part = part.trim_ascii();
    let label = labels.iter().find(|label| {
        part.split_at_checked(label.len()).is_some_and(|(start, rest)| {
            start.eq_ignore_ascii_case(label) && rest.first().is_none_or(|byte| *byte == b' ')
        })
    });
    match label {
        Some(label) => part.get(label.len()..).map(<[u8]>::trim_ascii).filter(|value| !value.is_empty()),
        None => split_last_word(part).map(|(_, word)| word),
    }
}
