//! Writes the Excel workbooks under `testdata`. They are kept as files, so this runs only when somebody asks for it:
//! `cargo test --test suite workbooks:: -- --ignored`.

use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

const PARAMETERS: [&str; 5] = [
    "Parameter Name",
    "User-Defined Value",
    "System Default Value",
    "System Default Value(Unsubstituted Form)",
    "Comment",
];

/// Technical communication user of QAS, which is that of SOL as well.
const SHARED_USER: &str = "S0012300871";

fn testdata(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(path)
}

/// A workbook whose bytes do not depend on the day it is written.
fn workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let day = ExcelDateTime::from_ymd(2026, 11, 22)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    Ok(workbook)
}

fn add_sheet(workbook: &mut Workbook, name: &str, first_row: u32, rows: &[&[&str]]) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    sheet.set_name(name)?;
    for (row, values) in (first_row..).zip(rows) {
        for (column, value) in (0..).zip(*values).filter(|(_, value)| !value.is_empty()) {
            sheet.write_string(row, column, *value)?;
        }
    }
    Ok(())
}

/// RFC destinations of QAS: a cover sheet, and a heading in the fourth row.
fn destinations_of_qas() -> Result<Workbook, XlsxError> {
    let portal = format!("H=apps.support.sap.com,I=443,M=001,U={SHARED_USER},v=%_PWD,s=Y,t=DFAULT,");
    let parcelbox = format!("H=documents.support.sap.com,I=443,N=/parcel,D={SHARED_USER},v=%_PWD,Q=B,s=Y,t=DFAULT,");
    let notes = format!("H=notesdownloads.example.test,I=443,D={SHARED_USER},v=%_PWD,Q=B,t=DFAULT,");
    let mut workbook = workbook()?;
    add_sheet(
        &mut workbook,
        "Cover",
        1,
        &[
            &["Musterfabrik Nord GmbH, SAP Basis"],
            &["RFC destinations of QAS", "", "for the audit of November 2026"],
            &["System", "QAS"],
            &["Client", "100"],
        ],
    )?;
    add_sheet(
        &mut workbook,
        "RFCDES",
        1,
        &[
            &["2026.11.22", "Dynamic List Display"],
            &[],
            &["RFC Destination", "Connection Type", "Description", "Options"],
            &["BACKGROUND_QAS", "3", "", "M=100,U=BATCH_QAS,v=%_PWD,"],
            &["ERP_DEV_READ", "3", "read access to DEV", "H=devhost.example.test,S=00,M=100,U=RFC_READ,v=%_PWD,"],
            &["SAP-SUPPORT_NOTE_DOWNLOAD", "G", "notes", &notes],
            &["SAP-SUPPORT_PARCELBOX", "G", "", &parcelbox],
            &["SAP-SUPPORT_PORTAL", "H", "", &portal],
            &["SAPOSS", "H", "new form", &portal],
            &["SM_SOLCLNT100_BACK", "3", "Rückweg", "H=solhost.example.test,S=00,M=100,U=SMB_QAS,v=%_PWD,"],
        ],
    )?;
    Ok(workbook)
}

fn good_destinations() -> Result<Workbook, XlsxError> {
    let mut workbook = workbook()?;
    add_sheet(
        &mut workbook,
        "Tabelle1",
        0,
        &[
            &["RFC-Destination", "Verbindungstyp", "Optionen"],
            &["SAPOSS", "3", "H=/H/saprouter.example.test/S/3299/H/oss001,S=01,N=1_PUBLIC,U=OSS_RFC,v=%_PWD,"],
            &["KÖLN_READ", "3", "H=erp01.example.test,S=00,M=100,U=RFCREAD,v=%_PWD,"],
        ],
    )?;
    Ok(workbook)
}

fn parameters_below_a_title() -> Result<Workbook, XlsxError> {
    let mut workbook = workbook()?;
    add_sheet(
        &mut workbook,
        "RSPARAM",
        1,
        &[
            &["", "2026.11.22         Dynamic List Display            1"],
            &[],
            &PARAMETERS,
            &["  SAPSYSTEMNAME", "  PRD"],
            &["  rdisp/mshost", "  prdhost"],
            &["  ssl/client_ciphersuites", "  HIGH:MEDIUM:+e3DES:!aNULL"],
        ],
    )?;
    Ok(workbook)
}

fn job_log() -> Result<Workbook, XlsxError> {
    let mut workbook = workbook()?;
    add_sheet(
        &mut workbook,
        "Job log",
        0,
        &[
            &["Job log overview for job: SM:SELFDIAGNOSIS / 06154200"],
            &["Date", "Time", "Message text", "Message class", "Message no.", "Message type"],
            &["22.11.2026", "06:15:42", "Job started", "00", "516", "S"],
            &["22.11.2026", "06:15:49", "Destination SAP-OSS is used", "SOLD", "031", "W"],
            &["22.11.2026", "06:15:51", "Job finished", "00", "517", "S"],
        ],
    )?;
    Ok(workbook)
}

/// Days and times are what Excel makes of them.
fn job_overview() -> Result<Workbook, XlsxError> {
    let mut workbook = workbook()?;
    let heading: &[&str] = &["Job", "Job CreatedBy", "Status", "Start date", "Start time"];
    let rows: &[&[&str]] = &[
        heading,
        &["SM:SELFDIAGNOSIS", "SM_SM2B", "Canceled"],
        &["SM:UPDATE RULES", "SOLMAN_ADMIN", "Finished"],
        &["SM:UPLOAD SYSTEM DATA", "SM_SM2B", "Released"],
    ];
    add_sheet(&mut workbook, "Jobs", 0, rows)?;
    let sheet = workbook.worksheet_from_index(0)?;
    let (day, time) = (Format::new().set_num_format("dd.mm.yyyy"), Format::new().set_num_format("hh:mm:ss"));
    sheet.write_datetime_with_format(1, 3, ExcelDateTime::from_ymd(2026, 11, 22)?, &day)?;
    sheet.write_datetime_with_format(1, 4, ExcelDateTime::from_hms(3, 0, 1)?, &time)?;
    sheet.write_datetime_with_format(2, 3, ExcelDateTime::from_ymd(2026, 11, 19)?, &day)?;
    sheet.write_datetime_with_format(2, 4, ExcelDateTime::from_hms(0, 0, 0)?, &time)?;
    Ok(workbook)
}

fn phone_list() -> Result<Workbook, XlsxError> {
    let mut workbook = workbook()?;
    add_sheet(
        &mut workbook,
        "On call",
        0,
        &[&["Week", "Name", "Phone", "Deputy", "System"], &["47", "A. Dietrich", "4711", "M. Becker", "SOL"]],
    )?;
    Ok(workbook)
}

/// The tab Migrate of SDCCN with nothing on it: a list without rows, which is whole.
fn empty_tab() -> Result<Workbook, XlsxError> {
    let mut workbook = workbook()?;
    add_sheet(&mut workbook, "Migrate", 0, &[&["Task ID", "Task", "Session Number", "Target System"]])?;
    Ok(workbook)
}

#[test]
#[ignore = "writes files: run it after a change here, and commit what it wrote"]
fn write_the_workbooks() -> Result<(), XlsxError> {
    destinations_of_qas()?.save(testdata("landscape/QAS/RFC destinations.xlsx"))?;
    good_destinations()?.save(testdata("cases/rfc-destinations/workbook.xlsx"))?;
    parameters_below_a_title()?.save(testdata("cases/profile-parameters/workbook-below-a-title.xlsx"))?;
    job_log()?.save(testdata("cases/job-log/workbook.xlsx"))?;
    job_overview()?.save(testdata("cases/job-overview/workbook.xlsx"))?;
    phone_list()?.save(testdata("cases/no-export/phone-list.xlsx"))?;
    empty_tab()?.save(testdata("cases/sdccn-tasks/sdccn_migrate_without_rows.xlsx"))?;
    // What is left when a copy broke off.
    let whole = good_destinations()?.save_to_buffer()?;
    std::fs::write(testdata("cases/rfc-destinations/workbook-cut.xlsx"), &whole[..whole.len() / 2])?;
    Ok(())
}
