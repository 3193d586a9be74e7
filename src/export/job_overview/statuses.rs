//! Which statuses were asked for: the boxes of SM37's selection screen as they stand above the list, in whatever way the
//! ticks came into the file, or a list of words behind a label.

use crate::knowledge::job_status;

/// The statuses that SM37 has boxes for.
const BOXES: &[&str] = &["scheduled", "released", "ready", "active", "finished", "cancelled"];

/// What stands in place of a ticked box.
const TICKED: &[&str] = &[
    "X", "x", "[X]", "[x]", "(X)", "(x)", "{X}", "{x}", "<X>", "<x>", "|X|", "|x|", "[*]", "(*)", "[+]", "[✓]", "[✔]",
    "[v]", "[V]", "(•)", "☑", "☒", "✓", "✔", "✅", "■", "●",
];

/// What stands in place of an empty one.
const EMPTY: &[&str] = &["[]", "()", "{}", "<>", "||", "[_]", "[-]", "(_)", "(-)", "_", "☐", "□", "▢", "○", "⬜", "❌"];

/// Labels of a list of statuses.
const LABELS: &[&str] = &[
    "status",
    "job status",
    "jobstatus",
    "job-status",
    "selected status",
    "selected statuses",
    "selected job status",
    "status selected",
    "with status",
    "jobs with status",
    "selektierter status",
    "selektierte status",
    "selektierter jobstatus",
    "ausgewählter status",
    "ausgewählte status",
    "gewählter status",
    "mit status",
    "jobs mit status",
    "estado",
    "estado del job",
    "stato",
    "statut",
    "estado do job",
];

/// What titles so far have said of statuses.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Statuses {
    /// Bits by the index in [`BOXES`].
    named: u8,
    asked: u8,
    /// Marks were seen, so a status without one was not asked for.
    marked: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Tick(bool),
    /// Index in [`BOXES`].
    Status(usize),
}

impl Statuses {
    /// Takes a line above the list. Says whether it speaks of statuses.
    pub(super) fn take(&mut self, line: &str) -> bool {
        let (labelled, list) = without_label(line);
        let Some(items) = items(list) else { return false };
        let statuses = items.iter().filter(|item| matches!(item, Item::Status(_))).count();
        let marks = items.len() - statuses;
        if statuses == 0 || (statuses == 1 && marks == 0 && !labelled) {
            return false;
        }
        // The box stands before its text, or behind it.
        let before = matches!(items.last(), Some(Item::Status(_)));
        for (at, item) in items.iter().enumerate() {
            let Item::Status(status) = item else { continue };
            let mark = if before { at.checked_sub(1) } else { Some(at + 1) };
            let ticked = match mark.and_then(|mark| items.get(mark)) {
                Some(Item::Tick(ticked)) => *ticked,
                // Words alone are those that were asked for.
                _ => marks == 0 && (labelled || statuses < BOXES.len()) && !self.marked,
            };
            self.named |= 1 << status;
            self.asked |= u8::from(ticked) << status;
        }
        self.marked |= marks > 0;
        true
    }

    /// The statuses that were asked for, if not all were; none of them if nobody knows which.
    pub(super) fn narrowed(self) -> Option<Vec<&'static str>> {
        let all = (1_u8 << BOXES.len()) - 1;
        if self.named == 0 || self.asked == all {
            return None;
        }
        let asked = |status: &usize| self.asked & (1 << status) != 0;
        let mut words: Vec<&str> = (0..BOXES.len()).filter(asked).map(|status| BOXES[status]).collect();
        if words.contains(&"released") {
            words.push("suspended");
        }
        Some(words)
    }
}

/// Whether the line begins with a label of such a list, and what stands behind it.
fn without_label(line: &str) -> (bool, &str) {
    let line = line.trim().trim_matches('|').trim();
    let split = line.split_once([':', '=', '\t']).filter(|(label, _)| {
        let label = label.trim().to_lowercase();
        LABELS.iter().any(|known| *known == label.trim_end_matches("(es)").trim())
    });
    split.map_or((false, line), |(_, list)| (true, list))
}

/// The boxes and statuses of a line; none if anything else stands in it.
fn items(line: &str) -> Option<Vec<Item>> {
    // `[ ]` and `[X]Canceled` become words of their own.
    let mut spaced = String::with_capacity(line.len());
    let mut squeezed = line.to_owned();
    for (blank, box_) in [("[ ]", "[]"), ("( )", "()"), ("{ }", "{}"), ("< >", "<>"), ("| |", "||")] {
        squeezed = squeezed.replace(blank, box_);
    }
    for letter in squeezed.chars() {
        match letter {
            ',' | ';' | ':' | '=' | '\t' | '"' => spaced.push(' '),
            '[' | '(' | '{' | '☐' | '☑' | '☒' | '□' | '■' => {
                spaced.push(' ');
                spaced.push(letter);
            }
            _ => spaced.push(letter),
        }
        if matches!(letter, ']' | ')' | '}' | '☐' | '☑' | '☒' | '□' | '■') {
            spaced.push(' ');
        }
    }
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if TICKED.contains(word) || EMPTY.contains(word) {
            items.push(Item::Tick(TICKED.contains(word)));
        } else if let Some((status, taken)) = status_at(&words[at..]) {
            items.push(Item::Status(status));
            at += taken - 1;
        } else if !matches!(word.to_lowercase().as_str(), "and" | "or" | "und" | "oder" | "+" | "/" | "&") {
            return None;
        }
        at += 1;
    }
    Some(items)
}

/// The status that the first of these words name, and how many of them: some languages take several.
fn status_at(words: &[&str]) -> Option<(usize, usize)> {
    (1..=words.len().min(3)).rev().find_map(|count| Some((status_of(&words[..count].join(" "))?, count)))
}

/// The status that a text names, maybe shortened with a dot as on the boxes. A letter or two name none.
fn status_of(text: &str) -> Option<usize> {
    let least = if text.is_ascii() { 4 } else { 2 };
    let short = text.trim_end_matches('.');
    if short.chars().count() < least {
        return None;
    }
    let of_short = || job_status::shortened(short).filter(|_| short.len() < text.len() || short.len() > 4);
    let known = job_status::of_word(text).or_else(of_short)?;
    BOXES.iter().position(|status| *status == known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(lines: &[&str]) -> Option<Vec<&'static str>> {
        let mut statuses = Statuses::default();
        for line in lines {
            statuses.take(line);
        }
        statuses.narrowed()
    }

    #[test]
    fn ticks_are_read_in_any_rendering() {
        let only_cancelled = Some(vec!["cancelled"]);
        for line in [
            "[ ] Scheduled   [ ] Released   [ ] Ready   [ ] Active   [ ] Finished   [X] Canceled",
            "( ) Scheduled ( ) Released ( ) Ready ( ) Active ( ) Finished (x) Cancelled",
            "[ ]Sched. [ ]Released [ ]Ready [ ]Active [ ]Finished [X]Canceled",
            "  Scheduled    Released    Ready    Active    Finished  X Canceled",
            "☐ Geplant ☐ Freigegeben ☐ Bereit ☐ Aktiv ☐ Fertig ☑ Abgebrochen",
            "☐Scheduled ☐Released ☐Ready ☐Active ☐Finished ☒Canceled",
            "Scheduled [ ]  Released [ ]  Ready [ ]  Active [ ]  Finished [ ]  Canceled [X]",
            "Status: Canceled",
            "Job status:   canceled",
            "Selektierter Status: Abgebrochen",
            "| Status: [X] Canceled |",
            "Status\tCanceled",
            "X Canceled",
        ] {
            assert_eq!(narrowed(&[line]), only_cancelled, "{line}");
        }
    }

    #[test]
    fn several_statuses_and_several_lines_are_put_together() {
        let ended = Some(vec!["finished", "cancelled"]);
        for lines in [
            &["Status: Finished, Canceled"][..],
            &["Canceled, Finished"],
            &["Fertig und Abgebrochen"],
            &["[ ] Scheduled [ ] Released [ ] Ready", "[ ] Active [X] Finished [X] Canceled"],
            &["[ ] Scheduled", "[ ] Released", "[ ] Ready", "[ ] Active", "[X] Finished", "[X] Canceled"],
        ] {
            assert_eq!(narrowed(lines), ended, "{lines:?}");
        }
        let default = &["   Sched.  X Released  X Ready  X Active  X Finished  X Canceled"];
        assert_eq!(narrowed(default), Some(vec!["released", "ready", "active", "finished", "cancelled", "suspended"]));
    }

    #[test]
    fn all_statuses_are_no_selection_and_other_lines_say_nothing() {
        for lines in [
            &["[X] Scheduled [X] Released [X] Ready [X] Active [X] Finished [X] Canceled"][..],
            &["X Scheduled  X Released  X Ready  X Active  X Finished  X Canceled"],
            &["Status: Scheduled, Released, Ready, Active, Finished, Canceled"],
            &["Status: *"],
            &["Job Overview", "22.11.2026", "Selected job names: *", "Finished", "Jobs that are active", ""],
        ] {
            assert_eq!(narrowed(lines), None, "{lines:?}");
        }
        let lost = &["Scheduled   Released   Ready   Active   Finished   Canceled"];
        assert_eq!(narrowed(lost), Some(Vec::new()), "ticks that were lost");
    }
}
