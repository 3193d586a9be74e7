//! The format for issues and wikis (GitHub's Markdown): the readiness matrix, and each system's migration plan to tick off.
//!
//! Nothing that an export says becomes markup: see `text` and `code`.

mod security;
mod trust;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::format::Writer;
use super::matrix::{Cell, Column, Matrix, Row, State};
use super::missing::{self, Wanted};
use super::plan::{self, PlanStep};
use super::summary::Summary;
use super::{Options, Report, headline, risks, worst};
use crate::finding::Finding;
use crate::terminal_text::runner_commands::Kind;
use crate::terminal_text::{clean, counted};

/// Findings shown of one rule in one system.
const MOST_FINDINGS: usize = 5;

/// Files that are named; the rest is counted.
const MOST_FILES: usize = 20;

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "markdown",
    shows_source: false,
    shows_fixes: false,
    is_lines: false,
    is_binary: false,
    shows_pages: false,
    printed: Some(Kind::Text),
    write,
};

/// Writes the report.
///
/// # Errors
/// Those of `out`.
pub fn write(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let matrix = Matrix::of(report);
    let most = if options.verbose { usize::MAX } else { MOST_FINDINGS };
    let findings = worst::of_each_rule(&report.findings, most);
    writeln!(out, "# Ready for SAP's support backbone?\n")?;
    writeln!(out, "{}\n", headline::systems(&matrix))?;
    writeln!(out, "{}, as of {}.\n", headline::findings(&Summary::of(report)), report.as_of)?;
    if !matrix.rows.is_empty() {
        write_tables(&matrix, out)?;
    }
    trust::write(report, &findings, out)?;
    security::write(report, &findings, out)?;
    let no_findings = BTreeMap::new();
    for row in &matrix.rows {
        let findings = findings.get(&row.system.name).unwrap_or(&no_findings);
        System { matrix: &matrix, row, findings, options }.write(out)?;
    }
    write_risks(report, out)?;
    write_files(report, options, out)
}

/// What somebody accepted, what runs out next first.
fn write_risks(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if report.risks.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Accepted risks\n")?;
    writeln!(out, "| rule | system | subject | reason | owner | until | findings | state |")?;
    writeln!(out, "|---|---|---|---|---|---|--:|---|")?;
    for risk in risks::by_end(&report.risks) {
        let or = |name: &Option<String>, otherwise: &str| name.as_ref().map_or(otherwise.to_owned(), |name| text(name));
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} | {} | {} |",
            code(&risk.rule),
            or(&risk.system, "all"),
            or(&risk.subject, "any"),
            text(&risk.reason),
            or(&risk.owner, ""),
            risk.until.map_or_else(String::new, |day| day.to_string()),
            risk.findings,
            text(risk.state.meaning()),
        )?;
    }
    writeln!(out)
}

fn write_files(report: &Report, options: &Options, out: &mut dyn Write) -> io::Result<()> {
    let most = if options.verbose { usize::MAX } else { MOST_FILES };
    let troubled = headline::troubled(report);
    writeln!(out, "## Files\n\n{}.", headline::files(report))?;
    for (index, file) in troubled.iter().take(most).enumerate() {
        let reason = if file.reason.is_empty() { String::new() } else { format!(", {}", text(&file.reason)) };
        let before = if index == 0 { "\n" } else { "" };
        writeln!(out, "{before}- {}: {}{reason}", code(&file.path), file.status.name())?;
    }
    match troubled.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "- and {more} more"),
    }
}

/// A table for each document with more than one step; those with one step share a table.
fn write_tables(matrix: &Matrix<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut tables: Vec<Vec<usize>> = Vec::new();
    for (index, column) in matrix.columns.iter().enumerate() {
        let is_single = column.checklist.steps.len() == 1;
        match tables.last_mut() {
            Some(table)
                if table.last().is_some_and(|&last| {
                    let before = matrix.columns[last].checklist;
                    before.key == column.checklist.key || before.steps.len() == 1 && is_single
                }) =>
            {
                table.push(index)
            }
            _ => tables.push(vec![index]),
        }
    }
    for table in tables {
        let columns = || table.iter().map(|&index| &matrix.columns[index]);
        let mut names: Vec<String> = columns()
            .map(|column| format!("{} ({})", text(column.checklist.name()), text(&column.checklist.edition)))
            .collect();
        names.dedup();
        writeln!(out, "## {}\n", names.join(", "))?;
        let heads: Vec<&str> = columns().map(short_name).collect();
        writeln!(out, "| system | role | {} |", heads.iter().map(|head| text(head)).collect::<Vec<_>>().join(" | "))?;
        writeln!(out, "|---|---|{}", ":-:|".repeat(table.len()))?;
        let concerned = |row: &&Row<'_>| columns().any(|column| column.checklist.concerns(&row.system.role));
        for row in matrix.rows.iter().filter(concerned) {
            let cells: Vec<String> = table.iter().map(|&index| sign(&row.cells[index])).collect();
            writeln!(out, "| {} | {} | {} |", text(&row.system.name), text(&role(row)), cells.join(" | "))?;
        }
        writeln!(out)?;
        let numbered = columns().filter(|column| !column.step.number.is_empty());
        let steps: Vec<String> =
            numbered.map(|column| format!("{} {}", column.step.number, text(&column.step.title))).collect();
        if !steps.is_empty() {
            writeln!(out, "{}.\n", steps.join(" · "))?;
        }
    }
    let signs = State::ALL.map(|state| {
        let cell = Cell { state, in_doubt: false, counts: Default::default(), accepted: 0 };
        format!("{} {}", sign(&cell), state.name())
    });
    let signs = signs.join(", ");
    writeln!(out, "Signs: {signs}. A number counts findings; `?` behind a sign: some checks could not be made.\n")
}

fn short_name(column: &Column) -> &str {
    if column.step.number.is_empty() { column.checklist.name() } else { &column.step.number }
}

fn sign(cell: &Cell) -> String {
    let count = match cell.counts.total() {
        0 => String::new(),
        number => format!(" {number}"),
    };
    let doubt = if cell.in_doubt && cell.state != State::NotEvaluated { " ?" } else { "" };
    let sign = match cell.state {
        State::Fail => format!("**✗{count}**"),
        State::Note => format!("!{count}"),
        state => plain(state).to_owned(),
    };
    sign + doubt
}

/// The sign of a state by itself.
fn plain(state: State) -> &'static str {
    match state {
        State::Fail => "**✗**",
        State::Note => "!",
        State::NotEvaluated => "?",
        State::Accepted => "(✗)",
        State::Pass => "✓",
        State::NotApplicable => "·",
        State::NotChecked => "–",
    }
}

fn role(row: &Row<'_>) -> String {
    match &row.system.tier {
        Some(tier) => format!("{} · {tier}", row.system.role),
        None => row.system.role.clone(),
    }
}

/// A system's part of the report.
struct System<'m> {
    matrix: &'m Matrix<'m>,
    row: &'m Row<'m>,
    /// By rule.
    findings: &'m BTreeMap<String, Vec<Finding>>,
    options: &'m Options,
}

impl System<'_> {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let system = self.row.system;
        writeln!(out, "## {} ({})\n", text(&system.name), text(&role(self.row)))?;
        if let Some(inferred) = &system.inferred {
            writeln!(out, "Role assumed: {}.\n", text(inferred))?;
        }
        let steps = plan::steps(self.matrix, self.row);
        let open: Vec<&PlanStep> = steps.iter().filter(|step| step.is_open(self.row)).collect();
        if open.is_empty() {
            writeln!(
                out,
                "No step is open{}.\n",
                if self.row.is_in_doubt() { " as far as could be checked" } else { ": every check passed" }
            )?;
        }
        for step in &open {
            self.write_step(step, &steps, out)?;
        }
        if !open.is_empty() {
            writeln!(out)?;
        }
        self.write_missing(out)?;
        self.write_nothing_here(out)?;
        self.write_not_checked(out)?;
        self.write_look_yourself(out)?;
        self.write_passed(&steps, out)
    }

    fn name(&self, column: usize) -> String {
        let Column { checklist, step, .. } = &self.matrix.columns[column];
        checklist.cite(step)
    }

    fn write_step(&self, step: &PlanStep, steps: &[PlanStep], out: &mut dyn Write) -> io::Result<()> {
        let about = self.matrix.columns[step.column].step;
        let mut facts: Vec<String> = about.places.iter().map(|place| text(place)).collect();
        if !about.notes.is_empty() {
            let plural = if about.notes.len() == 1 { "" } else { "s" };
            let notes: Vec<String> = about.notes.iter().map(u32::to_string).collect();
            facts.push(format!("SAP Note{plural} {}", notes.join(", ")));
        }
        let also = steps.iter().filter(|other| other.asks_for_open_of(step, self.row));
        let also: Vec<String> = also.map(|other| text(&self.name(other.column))).collect();
        if !also.is_empty() {
            facts.push(format!("also {}", also.join(", ")));
        }
        let facts = if facts.is_empty() { String::new() } else { format!(" ({})", facts.join(" · ")) };
        writeln!(out, "- [ ] **{} · {}**{facts}", text(&self.name(step.column)), text(&about.title))?;
        for &rule in step.rules.iter().filter(|&&rule| self.row.outcomes[rule].state.is_open()) {
            self.write_rule(rule, out)?;
        }
        Ok(())
    }

    fn write_rule(&self, rule: usize, out: &mut dyn Write) -> io::Result<()> {
        let page = &self.matrix.rules()[rule];
        let counts = self.row.outcomes[rule].counts;
        writeln!(out, "  - {}: {} ({})", code(&page.id), text(&page.title), headline::counts(&counts))?;
        let findings = self.findings.get(&page.id).map_or(&[][..], Vec::as_slice);
        for advice in plan::advice(findings) {
            for finding in advice.findings {
                let place = format!("{}:{}:{}", finding.path, finding.place.line, finding.place.column);
                let beside: Vec<String> = finding.places_beside().iter().map(|place| code(place)).collect();
                let also = if beside.is_empty() { String::new() } else { format!("; also {}", beside.join(", ")) };
                writeln!(out, "    - {} {}, {}{also}", finding.severity.name(), text(&finding.message), code(&place))?;
            }
            if !advice.help.is_empty() {
                let same: Vec<String> = advice.same_for.iter().map(|subject| text(subject)).collect();
                let same =
                    if same.is_empty() { String::new() } else { format!(" The same goes for {}.", same.join(", ")) };
                writeln!(out, "      - to do: {}{same}", text(advice.help))?;
            }
        }
        match counts.total().saturating_sub(findings.len()) {
            0 => Ok(()),
            more => writeln!(out, "    - and {more} more"),
        }
    }

    fn write_missing(&self, out: &mut dyn Write) -> io::Result<()> {
        let wanted = missing::wanted(self.row.system);
        let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for verdict in missing::not_evaluated(self.row.system).filter(|verdict| verdict.missing.is_empty()) {
            reasons.entry(&verdict.reason).or_default().push(&verdict.rule);
        }
        if wanted.is_empty() && reasons.is_empty() {
            return Ok(());
        }
        writeln!(out, "Not evaluated:\n")?;
        for Wanted { need, name, rules, alone: _ } in wanted {
            let kinds = need.any_of.iter();
            let how: Vec<String> = kinds.map(|kind| code(&format!("basislint exports {kind}"))).collect();
            let how = if how.is_empty() { String::new() } else { format!("; {} says how", how.join(" and ")) };
            writeln!(out, "- add {} for {}{how}", text(&name), counted(rules.len(), "check"))?;
        }
        for (reason, rules) in reasons {
            let reason = if reason.is_empty() { "no reason given" } else { reason };
            let rules: Vec<String> = rules.into_iter().map(code).collect();
            writeln!(out, "- {}: {}", rules.join(", "), text(reason))?;
        }
        writeln!(out)
    }

    /// What met nothing that it speaks of, and why.
    fn write_nothing_here(&self, out: &mut dyn Write) -> io::Result<()> {
        let nothing = missing::nothing_here(self.row.system);
        if nothing.is_empty() {
            return Ok(());
        }
        writeln!(out, "Not applicable, because nothing of it is here:\n")?;
        for (reason, rules) in nothing {
            let rules: Vec<String> = rules.into_iter().map(code).collect();
            writeln!(out, "- {}: {}", text(reason), rules.join(", "))?;
        }
        writeln!(out)
    }

    fn write_not_checked(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = plan::not_checked(self.matrix, self.row);
        let mut documents: Vec<(&str, Vec<&str>)> = Vec::new();
        for column in columns.into_iter().map(|column| &self.matrix.columns[column]) {
            match documents.last_mut() {
                Some((name, numbers)) if *name == column.checklist.name() => numbers.push(&column.step.number),
                _ => documents.push((column.checklist.name(), vec![&column.step.number])),
            }
        }
        if documents.is_empty() {
            return Ok(());
        }
        let names = documents.into_iter().map(|(name, numbers)| format!("{} {}", text(name), numbers.join(", ")));
        let names: Vec<String> = names.map(|name| name.trim_end().to_owned()).collect();
        writeln!(out, "No rule checks these steps, look yourself: {}.\n", names.join("; "))
    }

    fn write_look_yourself(&self, out: &mut dyn Write) -> io::Result<()> {
        let items = plan::look_yourself(&self.row.system.role);
        if items.is_empty() {
            return Ok(());
        }
        writeln!(out, "No export shows this, look yourself:\n")?;
        for (list, item) in items {
            writeln!(out, "- [ ] {} ({} {})", text(&item.text), text(list.name()), item.step)?;
        }
        writeln!(out)
    }

    fn write_passed(&self, steps: &[PlanStep], out: &mut dyn Write) -> io::Result<()> {
        if !self.options.show_passed {
            return Ok(());
        }
        writeln!(out, "Passed:\n")?;
        for step in steps {
            for &rule in step.rules.iter().filter(|&&rule| self.row.outcomes[rule].state == State::Pass) {
                let evidence = self.row.outcomes[rule].verdict.map_or(&[][..], |verdict| &verdict.evidence);
                let evidence: Vec<String> = evidence.iter().take(3).map(|path| code(path)).collect();
                let rule = code(&self.matrix.rules()[rule].id);
                writeln!(out, "- {}: {rule} {}", text(&self.name(step.column)), evidence.join(", "))?;
            }
        }
        writeln!(out)
    }
}

/// Text in which nothing is markup: on one line, harmful characters replaced.
///
/// Backslashes keep most signs from meaning anything. GitHub looks for `@name` and `#1` after that; code they are not.
pub(crate) fn text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    for character in clean(&words.join(" ")).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '@' | '#' => escaped.extend(['`', character, '`']),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '$' | '^' | '!' => {
                escaped.extend(['\\', character]);
            }
            _ => escaped.push(character),
        }
    }
    // A bare address would become a link.
    escaped.replace("://", "\\://").replace("www.", "www\\.")
}

/// Text as code, which nobody looks into.
pub(crate) fn code(text: &str) -> String {
    let text = clean(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}
