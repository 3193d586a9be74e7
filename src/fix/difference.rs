//! The difference between two states of a file, as `patch` and `git apply` take it.
//!
//! What must not be shown as it stands (a secret, a control character, letters that are no UTF-8) ends the lines around a change, which are
//! only there to find its place; in a changed line itself it is masked, and then the difference is for reading only.

use similar::{Algorithm, ChangeTag, capture_diff_slices};

use super::lines::{Line, Lines};
use super::showable::Showable;
use crate::input::Encoding;
use crate::terminal_text::clean;

/// So many lines around a change are shown.
const AROUND: usize = 3;

/// A difference for people, and whether programs may take it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The difference, with the names of both states.
    pub text: String,
    /// `patch` makes the one state of the other by it.
    pub applies: bool,
}

/// A line of one state or both, without its sign.
struct Shown {
    sign: char,
    text: String,
    /// It is as the file has it.
    is_whole: bool,
    is_ended: bool,
}

/// The difference between two states of the file at this path; none if the file is UTF-16, of which no program takes one.
pub fn difference(path: &str, before: &Lines, after: &Lines, kind: Showable) -> Option<Difference> {
    if before.encoding().is_utf16() {
        return None;
    }
    let shown = lines(before, after, kind);
    let kept = kept(&shown);
    let name = |side: &str| header_name(&format!("{side}/{}", path.trim_start_matches('/')));
    let mut text = format!("--- {}\n+++ {}\n", name("a"), name("b"));
    let (mut old, mut new, mut at) = (1, 1, 0);
    while at < shown.len() {
        if !kept[at] {
            (old, new, at) = (old + 1, new + 1, at + 1);
            continue;
        }
        let hunk: Vec<&Shown> =
            shown[at..].iter().zip(&kept[at..]).take_while(|(_, kept)| **kept).map(|it| it.0).collect();
        let count = |sign: char| hunk.iter().filter(|line| line.sign == ' ' || line.sign == sign).count();
        let (gone, come) = (count('-'), count('+'));
        // Where there is nothing, the line before it is named.
        let first = |number: usize, lines: usize| if lines == 0 { number - 1 } else { number };
        text.push_str(&format!("@@ -{},{gone} +{},{come} @@\n", first(old, gone), first(new, come)));
        for line in &hunk {
            text.push_str(&format!("{}{}\n", line.sign, line.text));
            if !line.is_ended {
                text.push_str("\\ No newline at end of file\n");
            }
        }
        (old, new, at) = (old + gone, new + come, at + hunk.len());
    }
    let applies = shown.iter().zip(&kept).all(|(line, kept)| !kept || line.is_whole);
    Some(Difference { text, applies })
}

/// Which lines are shown: those that change, and as many above as below them, but at the ends of the file: patch takes fewer lines on
/// one side for such an end.
fn kept(shown: &[Shown]) -> Vec<bool> {
    let is_change = |at: &usize| shown.get(*at).is_some_and(|line| line.sign != ' ');
    let is_around = |at: &usize| !is_change(at) && shown.get(*at).is_some_and(|line| line.is_whole);
    let mut kept = vec![false; shown.len()];
    let mut at = 0;
    while let Some(first) = (at..shown.len()).find(is_change) {
        // What stands between two changes is shown, too, if it is little and may be.
        let mut last = first;
        while let Some(next) = (last + 1..shown.len()).find(is_change)
            && next - last <= 2 * AROUND + 1
            && (last + 1..next).all(|between| is_around(&between))
        {
            last = next;
        }
        let above = (0..first).rev().take(AROUND).take_while(is_around).count();
        let below = (last + 1..shown.len()).take(AROUND).take_while(is_around).count();
        let least = above.min(below);
        let (is_begin, is_end) = (above == first, last + below + 1 == shown.len());
        let above = if is_end { above } else { least };
        // Without any line below git takes the end of the file for meant; patch forgives one.
        let below = if is_begin { below } else { least.max(below.min(1)) };
        kept[first - above..=last + below].fill(true);
        at = last + 1;
    }
    kept
}

/// All lines of both states, in order.
fn lines(before: &Lines, after: &Lines, kind: Showable) -> Vec<Shown> {
    let (old, new) = (pieces(before), pieces(after));
    let of = |lines: &Lines, index: Option<usize>, sign: char| {
        let index = index?;
        Some(shown(lines, index, lines.all().get(index)?, sign, kind))
    };
    let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    let changes = operations.iter().flat_map(|operation| operation.iter_changes(&old, &new).collect::<Vec<_>>());
    let line = |change: similar::Change<&[u8]>| match change.tag() {
        ChangeTag::Equal => of(before, change.old_index(), ' '),
        ChangeTag::Delete => of(before, change.old_index(), '-'),
        ChangeTag::Insert => of(after, change.new_index(), '+'),
    };
    changes.filter_map(line).collect()
}

fn pieces(lines: &Lines) -> Vec<&[u8]> {
    lines.all().iter().map(|line| lines.bytes().get(line.bytes.start..line.end).unwrap_or_default()).collect()
}

fn shown(lines: &Lines, index: usize, line: &Line, sign: char, kind: Showable) -> Shown {
    let masked = kind.masked(&line.text);
    let parts: Vec<_> = masked.split('\t').map(clean).collect();
    let harmless = parts.join("\t");
    let is_utf8 = lines.encoding() != Encoding::Windows1252 || line.text.is_ascii();
    let is_whole = harmless == line.text && is_utf8 && lines.line(index as u64 + 1).is_some();
    let mark = if index == 0 && lines.encoding() == Encoding::Utf8Bom { "\u{FEFF}" } else { "" };
    let text = format!("{mark}{harmless}{}", if line.has_return { "\r" } else { "" });
    Shown { sign, text, is_whole, is_ended: line.is_ended() }
}

/// A name as the head of a difference has it: with odd characters in quotes, as git writes it.
fn header_name(name: &str) -> String {
    let is_odd = |c: char| c.is_control() || matches!(c, '"' | '\\') || clean(&c.to_string()) != c.to_string();
    if !name.contains(is_odd) {
        // Behind a blank nobody knows whether the name goes on, but for the tab.
        return if name.contains(' ') { format!("{name}\t") } else { name.to_owned() };
    }
    let quoted: String = name
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if is_odd(c) => c.to_string().bytes().map(|byte| format!("\\{byte:03o}")).collect(),
            c => c.to_string(),
        })
        .collect();
    format!("\"{quoted}\"")
}
