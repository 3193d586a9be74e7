#!/usr/bin/env python3
"""Writes the old workbooks and XML spreadsheets in testdata/cases: they are kept as files, so this runs only when somebody asks.

    pip install --target /tmp/xlwt xlwt && PYTHONPATH=/tmp/xlwt testdata/old_workbooks.py

xlwt 1.3.0 writes BIFF8 as Excel 97 to 2003 do. What it writes depends on no clock.
"""

import datetime
import os

import xlwt

CASES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cases")
SAPOSS = "H=/H/saprouter.example.test/S/3299/H/oss001,S=01,N=1_PUBLIC,U=OSS_RFC,v=%_PWD,"
GERMAN = [
    ["RFC-Destination", "Verbindungstyp", "Optionen"],
    ["SAPOSS", "3", SAPOSS],
    ["KÖLN_READ", "3", "H=erp01.example.test,S=00,M=100,U=RFCREAD,v=%_PWD,"],
]


def path(name):
    return os.path.join(CASES, name)


def old(name, sheets, cut=None):
    book = xlwt.Workbook(encoding="utf-8")
    day, time = xlwt.easyxf(num_format_str="dd.mm.yyyy"), xlwt.easyxf(num_format_str="hh:mm:ss")
    for title, rows in sheets:
        sheet = book.add_sheet(title)
        for row, values in enumerate(rows):
            for column, value in enumerate(values):
                if isinstance(value, datetime.date):
                    sheet.write(row, column, value, day)
                elif isinstance(value, datetime.time):
                    sheet.write(row, column, value, time)
                elif value != "":
                    sheet.write(row, column, value)
    book.save(path(name))
    if cut:
        with open(path(name), "r+b") as out:
            out.truncate(cut)


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


def spreadsheet(name, rows, encoding="utf-8", cut=None):
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    lines = [f'<?xml version="1.0" encoding="{encoding}"?>', '<?mso-application progid="Excel.Sheet"?>',
             f'<Workbook xmlns="{space}" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:ss="{space}">',
             ' <Styles><Style ss:ID="Default" ss:Name="Normal"><Alignment ss:Vertical="Bottom"/></Style></Styles>',
             ' <Worksheet ss:Name="Sheet1">', '  <Table ss:ExpandedColumnCount="9">']
    for row in rows:
        index = f' ss:Index="{row[0]}"' if isinstance(row[0], int) else ""
        lines.append(f"   <Row{index}>")
        skipped = False
        for column, value in enumerate(row[1:] if index else row, 1):
            kind = "DateTime" if value.startswith("20") and "T" in value and value.endswith(".000") else "String"
            place = f' ss:Index="{column}"' if skipped else ""
            skipped = value == ""
            if value:
                lines.append(f'    <Cell{place}><Data ss:Type="{kind}">{escaped(value)}</Data></Cell>')
        lines.append("   </Row>")
    lines += ["  </Table>", " </Worksheet>", "</Workbook>"]
    text = "\r\n".join(lines) + "\r\n"
    with open(path(name), "wb") as out:
        out.write(text[:text.find(cut)].encode(encoding) if cut else text.encode(encoding))


def html(name, rows):
    lines = ["<html><head><meta charset=utf-8><title>RFCDES</title></head><body>", '<table border="1">']
    for row in rows:
        lines.append("<tr>" + "".join(f"<td nowrap>{escaped(value)}</td>" for value in row) + "</tr>")
    with open(path(name), "w", encoding="utf-8", newline="") as out:
        out.write("\n".join(lines + ["</table></body></html>", ""]))


def main():
    cover = [["Musterfabrik Nord GmbH, SAP Basis"], [], ["System", "PRD"]]
    old("rfc-destinations/workbook-97.xls", [("Deckblatt", cover), ("RFCDES", GERMAN)])
    many = [GERMAN[0]] + [[f"ERP_{number:03}", "3", f"H=erp{number:03}.example.test,S=00,M=100,"] for number in range(300)]
    old("rfc-destinations/workbook-97-cut.xls", [("RFCDES", many)], cut=20000)
    jobs = [["Job name", "Job", "Created by", "Status", "Start date", "Start Time", "Duration(sec.)", "Delay (sec.)"]]
    for job, status, hour in [("SM:SELFDIAGNOSIS", "Finished", 6), ("LANDSCAPE FETCH", "Canceled", 7)]:
        jobs.append([job, "", "SOLMAN_BTC", status, datetime.date(2026, 11, 22), datetime.time(hour, 15, 42), 12, 0])
    old("job-overview/workbook-97.xls", [("Job overview", jobs)])
    old("no-export/phone-list.xls", [("Tabelle1", [["Name", "Telefon", "Gebäude"], ["Ann", "1234", "B"]])])
    old("no-export/empty-97.xls", [("Tabelle1", [])])
    spreadsheet("rfc-destinations/xml-spreadsheet.xls", [["22.11.2026  Dynamische Listenausgabe  1"], [4] + GERMAN[0]] + GERMAN[1:])
    spreadsheet("rfc-destinations/xml-spreadsheet-utf-16.xml", GERMAN, encoding="utf-16")
    spreadsheet("rfc-destinations/xml-spreadsheet-latin-1.xml", GERMAN, encoding="iso-8859-1")
    spreadsheet("rfc-destinations/xml-spreadsheet-cut.xls", GERMAN, cut="KÖLN_READ</Data>")
    spreadsheet("support-users/xml-spreadsheet.xls", [["User", "Contact Person"], ["S0012300871", "BASIS_PRD"], ["", "NOBODY"]])
    users = [["Mandant", "Benutzer", "Ansprechpartner"], ["100", "ANNA", "0012300871"], ["100", "BERND", "0012300872"]]
    spreadsheet("support-users/xml-spreadsheet-german.xml", users)
    days = [[job[0], job[2], job[3], "2026-11-22T00:00:00.000", job[5].strftime("2026-11-22T%H:%M:%S.000")] for job in jobs[1:]]
    spreadsheet("job-overview/xml-spreadsheet.xml", [["Job name", "Created by", "Status", "Start date", "Start Time"]] + days)
    spreadsheet("no-export/phone-list.xml", [["Name", "Telefon", "Gebäude"], ["Ann", "1234", "B"]])
    html("rfc-destinations/html.xls", GERMAN)
    html("no-export/phone-list-html.xls", [["Name", "Telefon", "Gebäude"], ["Ann", "1234", "B"]])


if __name__ == "__main__":
    main()
