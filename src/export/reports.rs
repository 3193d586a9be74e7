//! basislint's own reports, whatever their format: they quote exports line by line, and are none.
//!
//! A report is known by what stands in it, before any export is tried: it may be cut at either end, coloured, written by a
//! CI that puts the time before each line, or saved in another encoding. Other tools' reports are [`super::other_files`]'.

pub mod workbook;

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::packed;
use memchr::memmem::Finder;

use super::other_files::looks;

/// The reason why such a file is not read.
pub const REASON: &str = "report of basislint";

/// With what a partial result of `check --shard` begins: bytes that are no text follow. What would be reported stands in it.
pub const PARTIAL: &[u8] = b"basislint partial result\n";

/// The title of the Markdown and HTML reports.
const TITLE: &str = "Ready for SAP's support backbone?";

/// One of these stands in whatever is taken for a report below. Most files have none, and are looked at no more.
const WORDS: [&str; 45] = [
    "error[",
    "warning[",
    "note[",
    "::error ",
    "::warning ",
    "::notice ",
    " | help: ",
    " | see: ",
    "summary ",
    "not-evaluated ",
    "basislint",
    "evaluated",
    " could not be made",
    "── ",
    " file: ",
    " files: ",
    "Accepted risks, as of ",
    "Nothing ",
    "Something ",
    "passed",
    "findings by rule",
    "no findings",
    "nothing was checked",
    "| what it means |",
    "SolMan checklist ",
    "Support Backbone Update guide ",
    "Support Backbone page: `",
    "beyond SAP's documents: `",
    TITLE,
    "- to do: ",
    "<test",
    "Why it matters",
    "{\"type\":\"",
    "\"rule\"",
    "\"path\"",
    "rule,system,subject",
    "error,",
    "warning,",
    "note,",
    "Checks passed",
    "What to do",
    "Days left",
    "Checks that wait for it",
    "Encoding",
    "system_role",
];

/// Whether one of [`WORDS`] stands in a line, or is not to be seen there for the colours.
fn may_be_own(line: &str) -> bool {
    // Where a processor cannot look for all of them at once every file is looked at.
    static SEARCH: LazyLock<Option<packed::Searcher>> = LazyLock::new(|| packed::Searcher::new(WORDS));
    SEARCH.as_ref().is_none_or(|words| words.find(line).is_some()) || line.contains('\u{1b}')
}

/// Says that these are lines of a report that basislint wrote.
pub fn is_own(lines: &[Cow<'_, str>]) -> bool {
    if !lines.iter().any(|line| may_be_own(line)) {
        return false;
    }
    // Nothing in most files comes near to it, so the dear tests are asked last.
    let plain: Vec<Cow<'_, str>> = lines.iter().map(|line| without_time(without_colours(line))).collect();
    let plain: Vec<&str> = plain.iter().map(AsRef::as_ref).filter(|line| !line.trim().is_empty()).collect();
    // A document that shows a report between fences is a document.
    is_markup(&plain)
        || is_junit(&plain)
        || is_json(&plain)
        || is_csv(&plain)
        || (is_text(&plain) && !plain.iter().any(|line| looks::is_fence(line)))
}

/// `pretty`, `concise`, `github` and `agent`.
fn is_text(lines: &[&str]) -> bool {
    let mut headed = false;
    for (index, line) in lines.iter().enumerate() {
        let next = lines.get(index + 1).copied().unwrap_or_default();
        let is_finding = begins_with_severity(line).is_some_and(|rest| rest.starts_with(": "));
        headed |= is_system_title(line);
        let told = is_concise(line)
            || is_annotation(line)
            || is_agent(line)
            || is_reference(line)
            || (is_finding && (headed || is_place(next)))
            || is_count_of_verdicts(line)
            || is_gap(line)
            || is_count_of_files(line)
            || line.starts_with("Accepted risks, as of ")
            || is_count_of_changes(line)
            || is_compared_finding(line)
            || (headed && is_change(line))
            || (is_count_of_passes(line) && is_rule_line(next))
            || (line.trim() == "findings by rule" && is_statistics_line(next));
        if told {
            return true;
        }
    }
    matches!(lines, [only] if is_last_line(only))
}

/// `error[legacy-rfc-destination]`; what follows it.
fn begins_with_severity(line: &str) -> Option<&str> {
    let rest = ["error[", "warning[", "note["].iter().find_map(|word| line.strip_prefix(word))?;
    let (rule, rest) = rest.split_once(']')?;
    is_rule(rule).then_some(rest)
}

fn is_rule(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_ascii_lowercase())
        && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// `PRD/sm59.txt:29:4: error[legacy-rfc-destination] SAPOSS still calls SAP by RFC [PRD]`
fn is_concise(line: &str) -> bool {
    if !line.contains('[') {
        return false;
    }
    let severities = [": error[", ": warning[", ": note["];
    severities.iter().filter_map(|word| line.find(word)).any(|at| {
        let (place, rest) = line.split_at(at);
        let finding = begins_with_severity(rest.get(2..).unwrap_or_default());
        ends_with_position(place) && finding.is_some_and(|message| message.starts_with(' ') && message.ends_with(']'))
    })
}

/// `::error file=PRD/sm59.txt,line=29,endLine=29,col=4,endColumn=10,title=legacy-rfc-destination (PRD)::SAPOSS still calls SAP by RFC`
fn is_annotation(line: &str) -> bool {
    let command = ["::error ", "::warning ", "::notice "].iter().find_map(|command| line.strip_prefix(command));
    let properties = command.and_then(|rest| rest.split_once("::")).map_or("", |(properties, _)| properties);
    let title = properties.rsplit_once("title=").map_or("", |(_, title)| title);
    title.rsplit_once(" (").is_some_and(|(rule, system)| is_rule(rule) && system.ends_with(')'))
}

/// `PRD/sm59.txt:29:4 error legacy-rfc-destination PRD SAPOSS SAPOSS still calls SAP by RFC | help: ... | see: ...`, and the lines below
/// those. Logs have times and errors, too: only with its end is it one of ours.
fn is_agent(line: &str) -> bool {
    static ENDS: LazyLock<[Finder<'_>; 2]> = LazyLock::new(|| [" | help: ", " | see: "].map(Finder::new));
    let has_end = || ENDS.iter().any(|end| end.find(line.as_bytes()).is_some());
    let severities = [" error ", " warning ", " note "];
    let is_finding = has_end()
        && severities.iter().filter_map(|word| line.split_once(word)).any(|(place, rest)| {
            ends_with_position(place)
                && rest.split(' ').next().is_some_and(is_rule)
                && (rest.contains(" | help: ") || rest.contains(" | see: "))
        });
    let is_summary = line.strip_prefix("summary ").is_some_and(|rest| {
        let mut words = rest.split([' ', ';', ',']);
        let counts = ["error", "errors", "warning", "warnings", "note", "notes"];
        is_last_line(rest)
            || (words.next().is_some_and(is_number) && words.next().is_some_and(|word| counts.contains(&word)))
    });
    is_finding || is_summary || (line.starts_with("not-evaluated ") && line.contains(" add "))
}

/// `PRD/sm59.txt:29:4`
fn ends_with_position(text: &str) -> bool {
    let mut parts = text.rsplitn(3, ':');
    let is_number = |part: Option<&str>| part.is_some_and(is_number);
    is_number(parts.next()) && is_number(parts.next()) && parts.next().is_some_and(|path| !path.is_empty())
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The line under a finding's message: its place in brackets. Its ornaments do not outlive every change of encoding.
fn is_place(line: &str) -> bool {
    let place = line.trim().strip_suffix(']').and_then(|line| line.split_once('['));
    place.is_some_and(|(mark, place)| !mark.contains(|c: char| c.is_ascii_alphanumeric()) && ends_with_position(place))
        || ["╭─[", "──["].iter().any(|ornament| line.trim_start().starts_with(ornament))
}

/// `── PRD ──`
fn is_system_title(line: &str) -> bool {
    line.starts_with("── ") && line.trim_end().ends_with(" ──")
}

/// `  see:  SAP Note 2923799 · basislint explain legacy-rfc-destination`, maybe on two lines.
fn is_reference(line: &str) -> bool {
    let line = line.trim();
    static COMMAND: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("basislint explain "));
    if COMMAND.find(line.as_bytes()).is_none() {
        return false;
    }
    let Some((before, rule)) = line.rsplit_once("basislint explain ") else { return false };
    is_rule(rule) && (before.is_empty() && line.len() < 80 || before.starts_with("see:"))
}

/// `PRD  abap-direct  17 pass   3 fail   1 not evaluated`
fn is_count_of_verdicts(line: &str) -> bool {
    static LAST: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new("evaluated"));
    if LAST.find(line.as_bytes()).is_none() {
        return false;
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(7).any(|words| {
        matches!(words, [pass, "pass", fail, "fail", missed, "not", evaluated]
            if [pass, fail, missed].iter().all(|word| is_number(word)) && evaluated.trim_end_matches(':') == "evaluated")
    })
}

/// `3 notes; 37 of 167 checks could not be made`
fn is_gap(line: &str) -> bool {
    static END: LazyLock<Finder<'_>> = LazyLock::new(|| Finder::new(" could not be made"));
    let Some(before) = END.find(line.as_bytes()).and_then(|end| line.get(..end)) else { return false };
    let words: Vec<&str> = before.rsplit(' ').take(4).collect();
    matches!(*words, ["check" | "checks", all, "of", missed] if is_number(all) && is_number(missed))
}

/// `27 files: 25 read, 1 partial (PRD/aisuser.txt: cut in line 14)`
fn is_count_of_files(line: &str) -> bool {
    let Some((count, rest)) = line.split_once(": ") else { return false };
    let words: Vec<&str> = rest.splitn(2, ' ').collect();
    let [number, status] = *words else { return false };
    let is_status = ["read", "partial", "could not be read", "no export"].iter().any(|word| {
        status.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with(',') || rest.starts_with(" ("))
    });
    let is_count = count.strip_suffix(" files").or_else(|| count.strip_suffix(" file")).is_some_and(is_number);
    is_count && is_number(number) && is_status
}

/// `PRD: 52 checks passed`
fn is_count_of_passes(line: &str) -> bool {
    let Some((_, count)) = line.trim_end().rsplit_once(": ") else { return false };
    let mut words = count.split(' ');
    words.next().is_some_and(is_number)
        && matches!(words.next(), Some("check" | "checks"))
        && (words.next(), words.next()) == (Some("passed"), None)
}

/// `Something gets worse: 3 changes in 1 system, 2 new findings.`, in Markdown with stars.
fn is_count_of_changes(line: &str) -> bool {
    let line = line.trim_start_matches('*');
    if !(line.starts_with("Nothing ") || line.starts_with("Something ")) {
        return false;
    }
    let words: Vec<&str> = line.split(' ').collect();
    words.windows(5).any(|words| {
        matches!(*words, [changes, "change" | "changes", "in", systems, end]
            if is_number(changes) && is_number(systems) && end.starts_with("system"))
    })
}

/// `  new finding: error[legacy-rfc-destination] SAPOSS still calls SAP by RFC (after/PRD/sm59.txt:29:4)`
fn is_compared_finding(line: &str) -> bool {
    let finding = ["new finding: ", "finding gone: "].iter().find_map(|word| line.trim_start().strip_prefix(word));
    finding.and_then(begins_with_severity).is_some_and(|message| message.starts_with(' '))
}

/// `  ~ RFC destination SAPOSS  after/PRD/sm59.txt:29`
fn is_change(line: &str) -> bool {
    let change = ["  + ", "  - ", "  ~ "].iter().find_map(|sign| line.strip_prefix(sign));
    let place = change.and_then(|change| change.rsplit_once("  ")).and_then(|(_, place)| place.rsplit_once(':'));
    place.is_some_and(|(path, line)| !path.is_empty() && is_number(line))
}

/// A rule under that, and what it rests on.
fn is_rule_line(line: &str) -> bool {
    line.starts_with("  ") && line.split_whitespace().next().is_some_and(is_rule)
}

/// `  41  legacy-rfc-destination`
fn is_statistics_line(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    matches!(*words, [number, rule] if is_number(number) && is_rule(rule))
}

/// All that `--quiet` left of a run without findings, before it left nothing.
fn is_last_line(line: &str) -> bool {
    const BEGINS: [&str; 2] = ["no findings", "nothing was checked"];
    let line = line.trim_end();
    BEGINS
        .iter()
        .any(|begin| line.strip_prefix(begin).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',', ':'])))
}

/// `markdown` and `html`.
fn is_markup(lines: &[&str]) -> bool {
    const GENERATOR: &str = "name=\"generator\" content=\"basislint";
    const CHANGES: [&str; 2] =
        ["| | what | before | after | what it means |", "| | agreed | what | before | after | what it means |"];
    const STEPS: [&str; 4] = [
        "- SolMan checklist ",
        "- Support Backbone Update guide ",
        "- SAP Support Backbone page: `",
        "- beyond SAP's documents: `",
    ];
    let is_title = |line: &str| line.trim_start().strip_prefix("# ").is_some_and(|title| title.trim_end() == TITLE);
    let is_step = |line: &str| line.contains(": `") && STEPS.iter().any(|step| line.starts_with(step));
    let is_task = |line: &str| line.starts_with("      - to do: ");
    let is_compared = |line: &str| CHANGES.contains(&line.trim_end()) || is_count_of_changes(line);
    lines
        .iter()
        .any(|line| is_title(line) || is_step(line) || is_task(line) || is_compared(line) || line.contains(GENERATOR))
}

/// `junit`.
fn is_junit(lines: &[&str]) -> bool {
    const MARKS: [&str; 2] = ["<testsuites name=\"basislint\"", " classname=\"basislint."];
    lines.iter().any(|line| line.trim_start().starts_with("<test") && MARKS.iter().any(|mark| line.contains(mark)))
}

/// `csv`, or a sheet of `xlsx` as text: its heading, a finding with its fingerprint, or what could not be read or checked.
fn is_csv(lines: &[&str]) -> bool {
    const HEADINGS: [&str; 3] = [
        "severity,rule,system,subject,message,help,path,line,column,references,status,fingerprint",
        "rule,system,subject,reason,owner,until,days_left,state,findings,path,line",
        // A table of `basislint facts`.
        "system,system_role,system_tier,",
    ];
    let is_fingerprint = |text: &str| {
        text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let is_row = |line: &str| {
        let mut cells = line.split(',');
        let is_severity = matches!(cells.next(), Some("error" | "warning" | "note"));
        match cells.next() {
            // Behind the status nothing is told of what could not be read.
            Some("") => {
                let (line, ends) = (line.trim_end_matches(','), [",not-evaluated", ",partial", ",failed"]);
                is_severity && ends.iter().any(|end| line.ends_with(end))
            }
            Some(rule) => is_severity && is_rule(rule) && cells.any(is_fingerprint),
            None => false,
        }
    };
    lines
        .iter()
        .map(|line| line.trim_start_matches('\u{FEFF}').trim_end())
        .any(|line| HEADINGS.iter().any(|heading| line.starts_with(heading)) || is_row(line) || workbook::is_line(line))
}

/// `json`, `jsonl`, `sarif` and `gitlab`, on one line or many, in whatever order the keys came out of another tool.
fn is_json(lines: &[&str]) -> bool {
    if !(looks::is_json(lines) || looks::is_part_of_json(lines)) {
        return false;
    }
    let has = |word: &str| lines.iter().any(|line| line.contains(word));
    /// Keys that stand together in no other tool's output.
    const TOGETHER: &[&[&str]] = &[
        &["\"basislint/v1\""],
        &["\"check_name\": \"basislint/"],
        &["\\n\\n## Why it matters\\n"],
        &["{\"type\":\"finding\",\"rule\":\""],
        &["{\"type\":\"verdict\",\"rule\":\""],
        &["{\"type\":\"file\",\"path\":\""],
        &["\"rule\"", "\"system\"", "\"subject\"", "\"end_column\"", "\"fingerprint\""],
        // A table of `basislint facts`.
        &["{\"system\":", "\"system_role\":", "\"system_tier\":"],
        // A baseline of another name.
        &["{\"rule\":\"", "\"subject\":\"", "\"fingerprint\":\"", "\"count\":"],
        &["\"rule\"", "\"verdict\"", "\"evidence\"", "\"not-"],
        &["\"rule\"", "\"verdict\"", "\"evidence\"", "\"pass\""],
        &["\"path\"", "\"export\"", "\"layout\"", "\"encoding\"", "\"records\"", "\"reason\""],
    ];
    TOGETHER.iter().any(|keys| keys.iter().all(|key| has(key))) || lines.iter().any(|line| names_the_tool(line))
}

/// `"name": "basislint"`
fn names_the_tool(line: &str) -> bool {
    line.match_indices("\"basislint\"").any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default().trim_end();
        before.strip_suffix(':').is_some_and(|before| before.trim_end().ends_with("\"name\""))
    })
}

/// The line without the sequences by which terminals change colours, or know links.
fn without_colours(line: &str) -> Cow<'_, str> {
    if !line.contains('\u{1b}') {
        return Cow::Borrowed(line);
    }
    Cow::Owned(anstream::adapter::strip_str(line).to_string())
}

/// The line without the time that a CI puts before it: `2026-11-28T10:11:12.1234567Z `.
fn without_time(line: Cow<'_, str>) -> Cow<'_, str> {
    let Some((time, rest)) = line.split_once(' ') else { return line };
    let is_time = time.len() >= 20
        && time.as_bytes().get(10) == Some(&b'T')
        && time.ends_with('Z')
        && time.bytes().all(|byte| byte.is_ascii_digit() || b"-:.TZ".contains(&byte));
    if is_time { Cow::Owned(rest.to_owned()) } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(text: &str) -> bool {
        let lines: Vec<Cow<'_, str>> = text.lines().map(Cow::Borrowed).collect();
        is_own(&lines)
    }

    #[test]
    fn pieces_of_reports_are_known() {
        for text in [
            "PRD/sm59.txt:29:4: error[legacy-rfc-destination] SAPOSS still calls SAP by RFC [PRD]\n",
            "C:\\a b\\x.txt:1:1: note[x] y [Z]\n",
            "\u{1b}]8;;file://host/PRD/x\u{1b}\\PRD/x:29:4\u{1b}]8;;\u{1b}\\: \u{1b}[1merror[a-b]\u{1b}[0m text [PRD]\n",
            "2026-11-28T10:11:12.1234567Z PRD/x:29:4: \u{1b}[1m\u{1b}[31merror[a-b]\u{1b}[0m text [PRD]\n",
            "── PRD ──\n\nerror[legacy-rfc-destination]: SAPOSS sti",
            "error[legacy-rfc-destination]: SAPOSS\n    ╭─[PRD/x:29:4]\n",
            "error[legacy-rfc-destination]: SAPOSS\r\n    Ôò¡ÔöÇ[PRD/x:29:4]\r\n",
            "text of a help\n  see:  SAP Note 1 · basislint explain some-rule\n",
            "  see:  SAP Note 1 ·\n        basislint explain some-rule\n",
            "PRD  abap-direct  0 pass   0 fail   1 not evaluated: add job logs\n",
            "PRD: 2 checks passed\n  some-rule   PRD/x.txt\n",
            "findings by rule\n  12  some-rule\n",
            "31 errors; 7 of 167 checks could not be made, and 1 file could not be read\n",
            "  - `some-rule`: title (1 error)\n    - error message, `PRD/x:1:1`\n      - to do: Set it.\n",
            "92 files: 90 read, 2 no export\n     no export: x: y\n",
            "1 file: 1 no export (PRD/x: y)\n",
            "Nothing changed: 0 changes in 0 systems.\nCompared: old with new, as of 2026-11-28.\n",
            "# CHG0030117: what changes\n\n**Something gets worse.** 1 change in 1 system, 2 new findings.\n",
            "── PRD ──\n\nRFC destinations (SM59, table RFCDES)\n  ~ RFC destination BACK  new/PRD/sm59.txt:29\n",
            "  finding gone: error[some-rule] text (old/PRD/x:1:2)\n",
            "| | what | before | after | what it means |\n|---|---|---|---|---|\n",
            "no findings\n",
            "no findings, but 1 of 2 checks could not be made\n",
            "nothing was checked: there are no files\n",
            "# Ready for SAP's support backbone?\n\nThe system",
            "<!DOCTYPE html>\n<html>\n<meta name=\"generator\" content=\"basislint 0.1.0\">\n",
            "::error file=PRD/x.txt,line=1,endLine=1,col=2,endColumn=3,title=some-rule (PRD)::text\n",
            "::notice title=not-evaluated (PRD)::2 of 4 checks could not be made\n",
            "PRD/x.txt:29:4 error some-rule PRD SAPOSS text | see: SAP Note 1\n",
            "not-evaluated PRD a-rule,b-rule add software components (CVERS)\n",
            "summary 2 warnings, 1 note\n",
            "summary no findings\n",
            "\u{FEFF}severity,rule,system,subject,message,help,path,line,column,references,status,fingerprint,title\r\n",
            "error,some-rule,PRD,SAPOSS,\"a, b\",,PRD/x,1,2,,suppressed,203603deb5df97d1203603deb5df97d1,A title\n",
            "note,,PRD,,2 of 4 checks could not be made,add CVERS,,,,,not-evaluated,,\n",
            "    <testsuite name=\"PRD\">\n        <testcase name=\"some-rule\" classname=\"basislint.PRD\"/>\n",
            "      \"check_name\": \"basislint/some-rule\",\n      \"fingerprint\": \"203603deb5df97d1\",\n",
            "{\n  \"version\": 1,\n  \"tool\": {\n    \"name\": \"basislint\",\n",
            "{\"tool\":{\"version\":\"1\",\"name\":\"basislint\"}}",
            "      \"partialFingerprints\": {\n        \"basislint/v1\": \"203603deb5df97d1\"\n      },\n      \"level\": \"error\",\n",
        ] {
            assert!(own(text), "{text}");
        }
    }

    #[test]
    fn exports_and_other_tools_are_not_taken_for_reports() {
        for text in [
            "",
            "# see basislint explain client-tls-version\nssl/client_ciphersuites = 150:PFS:HIGH\n",
            "# no findings\nrdisp/wp_no_dia = 10\n",
            "no findings of the auditor\nthis year\n",
            "# What it says\n\n```\nPRD/sm59.txt:29:4: error[legacy-rfc-destination] SAPOSS [PRD]\n```\n",
            "src/main.rs:1:2: error[E0308]: mismatched types\n",
            "error[E0308]: mismatched types\n  --> src/main.rs:1:2\n",
            "{\n  \"name\": \"eslint\",\n  \"keywords\": [\"basislint\"]\n}\n",
            "|RFCDEST|RFCTYPE|RFCOPTIONS|\n",
            "22.11.2026 10:15:02 error occurred in step 1\n",
            "10:15:02 error in PRD\nsummary of the job\n",
            "7 changes in 2 systems\n  ~ file  x:12\n",
            "new finding: the auditor's\n  + line  added\n",
            "::error file=app.js,line=1::Missing semicolon\n",
            "error,text\nwarning,other-text,x\n",
            "<testsuite name=\"cargo\">\n<testcase name=\"a\" classname=\"b\"/>\n",
            "22.11.2026 10:00:00 12 pass 3 fail\n",
        ] {
            assert!(!own(text), "{text}");
        }
    }
}
