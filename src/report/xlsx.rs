//! The format for spreadsheets: a workbook (XLSX) with a sheet for each thing that people filter and sort. `sheet` writes cells, `plan`,
//! `findings` and `lists` say what stands in which sheet.
//!
//! Each sheet is a table: its heading in the first row, one thing in each other. Texts are written as texts: none is a formula, and none a
//! link. The same report gives the same bytes, so the workbook says that it was made on the day by which dates are judged.

mod findings;
mod lists;
mod plan;
mod sheet;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::facts::Facts;
use super::format::Writer;
use super::matrix::Matrix;
use super::summary::Summary;
use super::{Report, headline};
use crate::limits::REPORT_ROWS;
use sheet::{Cell, Column, Styles, Table, text};

/// What there is to know of this format.
pub(super) static WRITER: Writer = Writer {
    name: "xlsx",
    shows_source: false,
    shows_fixes: false,
    is_lines: false,
    is_binary: true,
    shows_pages: false,
    printed: None,
    write: |report, _, out| write(report, REPORT_ROWS, out),
};

/// Writes the report, with at most so many rows in each sheet.
fn write(report: &Report, most: usize, out: &mut dyn Write) -> io::Result<()> {
    let bytes = workbook(report, most).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

fn workbook(report: &Report, most: usize) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_title(headline::TITLE).set_author(env!("CARGO_PKG_NAME"));
    let day = report.as_of;
    if let (Ok(year), Ok(month), Ok(of_month)) =
        (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day()))
        && let Ok(made) = ExcelDateTime::from_ymd(year, month, of_month)
    {
        properties = properties.set_creation_datetime(&made);
    }
    workbook.set_properties(&properties);
    let (styles, matrix, facts) = (Styles::default(), Matrix::of(report), Facts::of(report));
    let sheets: Vec<Worksheet> = vec![
        lists::summary(report, &matrix, Table::new("Summary", &lists::SUMMARY, &styles, most)?)?,
        plan::write(report, &matrix, Table::new("Plan", &plan::COLUMNS, &styles, most)?)?,
        findings::write(report, &facts, Table::new("Findings", &findings::COLUMNS, &styles, most)?)?,
        lists::risks(report, Table::new("Accepted risks", &lists::RISKS, &styles, most)?)?,
        lists::missing(report, Table::new("Missing exports", &lists::MISSING, &styles, most)?)?,
        lists::files(report, Table::new("Files", &lists::FILES, &styles, most)?)?,
        about(report, &matrix, Table::new("About", &ABOUT, &styles, most)?)?,
    ];
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_buffer()
}

static ABOUT: [Column; 2] = [Column::new("What", 22.0), Column::wide("Is", 100.0)];

/// What was run, and what came of it.
fn about(report: &Report, matrix: &Matrix<'_>, mut table: Table<'_>) -> Result<Worksheet, XlsxError> {
    let summary = Summary::of(report);
    let made = concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION"));
    table.row([text("Report"), text(headline::TITLE)])?;
    table.row([text("Made by"), text(made)])?;
    table.row([text("Dates judged by"), Cell::Date(report.as_of)])?;
    if let Some(why) = report.in_vain() {
        table.row([text("Nothing was checked"), text(&why)])?;
    }
    table.row([text("Systems"), text(&headline::systems(matrix))])?;
    table.row([text("Findings"), text(&headline::findings(&summary))])?;
    table.row([text("Files"), text(&headline::files(report))])?;
    if report.ignored_files > 0 {
        table.row([text("Left out by .gitignore"), Cell::Number(report.ignored_files as i64)])?;
    }
    table.row([
        text("States"),
        text("fail: errors or warnings; notes only; not evaluated: an export is missing or not whole; accepted; pass"),
    ])?;
    table.finish("")
}
