#!/usr/bin/env python3
"""Runs basislint on the worst that we could think of, and measures memory and time of each run.

    benches/worst_cases.py target/release/basislint [NAME...]

Each case says what has to be heard: an exit code, and words of the report or of standard error. No run may take more than
256 MiB; none on an input of less than 1 MiB more than 5 seconds. The files are made on the fly and thrown away. docs/limits.md
lists the limits.
"""

import contextlib
import gzip
import io
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
import zlib

MOST_MEMORY = 256 << 20
MOST_SECONDS = 5.0
SHORT = 1 << 20
CASES = []


def case(code=None, says="", name=None):
    """A function that fills a folder, and returns arguments (none: the folder) or a process to feed standard input."""
    def register(make):
        CASES.append((name or make.__name__, make, code, says))
        return make
    return register


# Workbooks

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def parts_of(sheets=1, targets=None):
    """The parts of a workbook but for its sheets."""
    targets = targets or [f"worksheets/sheet{n + 1}.xml" for n in range(sheets)]
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="{target}"/>' for n, target in enumerate(targets))
    listed = "".join(f'<sheet name="S{n}" sheetId="{n + 1}" r:id="r{n}"/>' for n in range(len(targets)))
    return {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="w" Type="{OFFICE}/officeDocument" '
                       'Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
    }


def sheet(rows):
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


HEADING = "<row>" + "".join(f'<c t="inlineStr"><is><t>{title}</t></is></c>'
                            for title in ["RFCDEST", "RFCTYPE", "RFCOPTIONS"]) + "</row>"


def strings(inner, count=None):
    told = "" if count is None else f' uniqueCount="{count}"'
    return f'<sst xmlns="{MAIN}"{told}>{inner}</sst>'


def workbook(folder, parts, name="rfcdes.xlsx"):
    """Parts are text, bytes, or (piece, times) for long ones."""
    with zipfile.ZipFile(os.path.join(folder, name), "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part, content in parts.items():
            with archive.open(part, "w", force_zip64=False) as out:
                for piece in content if isinstance(content, list) else [content]:
                    piece, times = piece if isinstance(piece, tuple) else (piece, 1)
                    piece = piece.encode() if isinstance(piece, str) else piece
                    block = piece * max(1, (1 << 20) // max(1, len(piece)))
                    whole, rest = divmod(len(piece) * times, len(block))
                    for _ in range(whole):
                        out.write(block)
                    out.write(block[:rest])


def big_sheet(begin, piece, times, end):
    return [f'<worksheet xmlns="{MAIN}"><sheetData>{begin}', (piece, times), f"{end}</sheetData></worksheet>"]


FAILED = dict(code=2, says="the workbook is not read")


@case(**FAILED)
def xlsx_shared_strings_that_are_only_told(folder):
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(HEADING), "xl/sharedStrings.xml": strings("", 10**10)})


@case(**FAILED)
def xlsx_two_million_shared_strings(folder):
    inner = [f'<sst xmlns="{MAIN}">', ("<si><t>a</t></si>", 2_000_000), "</sst>"]
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(HEADING), "xl/sharedStrings.xml": inner})


@case(**FAILED)
def xlsx_shared_strings_of_a_hundred_mebibytes(folder):
    text = os.urandom(20000).hex()
    inner = [f'<sst xmlns="{MAIN}">', (f"<si><t>{text}</t></si>", 2600), "</sst>"]
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(HEADING), "xl/sharedStrings.xml": inner})


@case(**FAILED)
def xlsx_a_sheet_of_a_gibibyte(folder):
    rows = big_sheet(HEADING, "<row><c><v>1</v></c></row>", (1 << 30) // 26, "")
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": rows})


@case(**FAILED)
def xlsx_a_text_of_two_mebibytes(folder):
    rows = big_sheet(HEADING + '<row><c t="inlineStr"><is><t>', os.urandom(2 << 20).hex(), 1, "</t></is></c></row>")
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": rows})


@case(**FAILED)
def xlsx_nested_without_end(folder):
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": big_sheet(HEADING, "<row>", 1_000_000, "")})


@case(**FAILED)
def xlsx_entities_that_grow(folder):
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    text = f'<!DOCTYPE sst [{entities}]>' + strings("<si><t>&e11;</t></si>")
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(HEADING), "xl/sharedStrings.xml": text})


@case(**FAILED)
def xlsx_a_thousand_sheets_on_one_part(folder):
    rows = big_sheet("", "<row><c><v>1</v></c></row>", 20_000, "")
    workbook(folder, parts_of(targets=["worksheets/sheet1.xml"] * 1000) | {"xl/worksheets/sheet1.xml": rows})


@case(**FAILED)
def xlsx_ten_thousand_parts(folder):
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(HEADING)} | {f"xl/x{n}.xml": "<a/>" for n in range(10_000)})


@case(**FAILED)
def xlsx_a_hundred_thousand_cell_formats(folder):
    styles = [f'<styleSheet xmlns="{MAIN}"><cellXfs>', ("<xf/>", 300_000), "</cellXfs></styleSheet>"]
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(HEADING), "xl/styles.xml": styles})


@case(**FAILED)
def xlsx_cells_beyond_the_last(folder):
    rows = HEADING + '<row r="99999999999"><c r="ZZZZZZZZ99999999999"><v>1</v></c></row>'
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(rows)})


# A list without rows is a list, and what it lacks is found: code 1.
@case(code=1, says='"status":"read"')
def xlsx_a_cell_at_the_last_place(folder):
    rows = HEADING.replace("<row>", '<row r="1">') + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(rows)})


@case(says="cells or 1 MiB in row 2")
def xlsx_forty_thousand_cells_in_a_row(folder):
    """So many that the sheet is shorter than 1 MiB: a longer one packs too well to be read at all."""
    rows = big_sheet(HEADING + '<row r="2">', '<c r="A2"><v>1</v></c>', 40_000, "</row>")
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": rows})


LONG = "<si><t>" + "abcdefghij" * 3000 + "</t></si>"


@case(says="cells or 1 MiB in row 2")
def xlsx_a_long_shared_string_in_all_cells_of_a_row(folder):
    rows = big_sheet(HEADING + '<row r="2">', '<c t="s"><v>0</v></c>', 16_000, "</row>")
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": rows, "xl/sharedStrings.xml": strings(LONG)})


@case(says="shows more text than anybody exports")
def xlsx_a_long_shared_string_in_a_million_rows(folder):
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 200_000))
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(HEADING + rows), "xl/sharedStrings.xml": strings(LONG)})


@case(says="shows more text than anybody exports")
def xlsx_a_wide_heading_over_a_million_rows(folder):
    wide = "".join(f'<c t="inlineStr"><is><t>c{n}</t></is></c>' for n in range(16_000))
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 200_000))
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(HEADING.replace("</row>", wide + "</row>") + rows)})


@case(code=None, says="")
def xlsx_wide_rows_without_heading(folder):
    row = "<row>" + "".join(f'<c t="inlineStr"><is><t>c{n}</t></is></c>' for n in range(16_000)) + "</row>"
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": big_sheet("", row, 190, "")})


@case(**FAILED)
def xlsx_parts_upon_one_another(folder):
    """Each of a thousand entries has a head of its own that another's data holds, and all end with the same kernel."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = kernel.compress(b"<a>" + b" " * 90_000) + kernel.flush()
    body, entries = io.BytesIO(), []
    local = lambda name: struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, 0, len(kernel), 90_003, len(name), 0) + name
    for name, content in (parts_of() | {"xl/worksheets/sheet1.xml": sheet(HEADING)}).items():
        data = zlib.compress(content.encode(), 9)[2:-4]
        entries.append((name.encode(), body.tell(), len(data), len(content), zlib.crc32(content.encode())))
        body.write(struct.pack("<IHHHHHIIIHH", 0x04034B50, 20, 0, 8, 0, 0, zlib.crc32(content.encode()), len(data),
                               len(content), len(name), 0) + name.encode() + data)
    at = body.tell()
    body.write(local(b"xl/x.xml") + kernel)
    entries += [(b"xl/%06d.xml" % n, at, len(kernel), 90_003, 0) for n in range(3000)]
    begin = body.tell()
    for name, offset, packed, length, crc in entries:
        body.write(struct.pack("<IHHHHHHIIIHHHHHII", 0x02014B50, 20, 20, 0, 8, 0, 0, crc, packed, length, len(name), 0, 0, 0, 0,
                               0, offset) + name)
    size = body.tell() - begin
    body.write(struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, len(entries), len(entries), size, begin, 0))
    with open(os.path.join(folder, "rfcdes.xlsx"), "wb") as out:
        out.write(body.getvalue())


# Old workbooks, XML spreadsheets, JSON and XML

def written(name, *pieces):
    """A file of pieces, some of them (piece, times)."""
    def make(folder):
        with open(os.path.join(folder, name), "wb") as out:
            for piece in pieces:
                piece, times = piece if isinstance(piece, tuple) else (piece, 1)
                out.write(piece * times)
    return make


SPREADSHEET = (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
               b'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>')
TITLES = b"<Row>" + b"".join(b"<Cell><Data>%s</Data></Cell>" % title for title in [b"RFCDEST", b"RFCTYPE", b"RFCOPTIONS"]) + b"</Row>"
CELL = b"<Cell><Data>1</Data></Cell>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<8H", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0)
# Its allocation table, directory and stream are one sector that follows itself.
LOOP = OLE + struct.pack("<9I", 0, 1, 0, 0, 0, 0, 0, 0, 0) + bytes(436) + bytes(512)
for name, make, code, says in [
    ("xml_spreadsheet_a_million_cells_in_a_row", written("rfcdes.xls", SPREADSHEET + TITLES + b"<Row>", (CELL, 1_000_000)), None, "cells or 1 MiB in row 2"),
    ("xml_spreadsheet_a_million_rows", written("rfcdes.xls", SPREADSHEET + TITLES, (b"<Row>" + CELL * 2 + b"</Row>", 900_000), b"</Table></Worksheet></Workbook>"), None, ""),
    ("xml_spreadsheet_wide_rows_without_heading", written("rfcdes.xls", SPREADSHEET, (b"<Row>" + CELL * 16_000 + b"</Row>", 100), b"</Table></Worksheet></Workbook>"), None, ""),
    ("xml_spreadsheet_nested_without_end", written("rfcdes.xls", SPREADSHEET + TITLES, (b"<Row>", 200_000)), None, "64 deep"),
    ("xml_spreadsheet_entities_that_grow", written("rfcdes.xls", SPREADSHEET[:21] + b'<!DOCTYPE a [<!ENTITY b "c">]>' + SPREADSHEET[21:] + TITLES), 2, "document type"),
    ("xls_of_sectors_that_follow_themselves", written("rfcdes.xls", LOOP, (bytes(512), 2000)), 2, "damaged or incomplete"),
    ("xls_of_thirty_mebibytes_of_nothing", written("rfcdes.xls", OLE, (b"\xff", 30 << 20)), 2, "damaged or incomplete"),
    ("xls_of_sixty_mebibytes_of_nothing", written("rfcdes.xls", OLE, (b"\xff", 60 << 20)), 2, "more than 32 MiB"),
    ("html_a_million_rows", written("rfcdes.xls", b"<table>", (b"<tr><td>a<td>b", 900_000)), None, ""),
    ("html_cells_that_reach_far", written("rfcdes.xls", b"<table>", (b"<tr><td colspan=1000 rowspan=9999999>a", 50_000)), None, ""),
    ("json_nested_without_end", written("a.json", (b'{"a":[', 150_000)), 2, '"status":"unrecognized"'),
    ("json_a_million_objects", written("a.json", b"[", (b'{"a":1},', 3_000_000), b"{}]"), 2, '"status":"unrecognized"'),
    ("json_a_million_keys", lambda folder: written("a.json", b"{" + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}")(folder), 2, '"status":"unrecognized"'),
    ("json_a_text_of_thirty_mebibytes", written("a.json", b'{"a":"', (b"x", 30 << 20), b'"}'), 2, '"status":"unrecognized"'),
    ("json_a_gibibyte", written("a.json", b"[", (b'{"a":"' + b"x" * 1000 + b'"},', 1 << 20)), 2, '"status":"unrecognized"'),
    ("json_of_escapes", written("a.json", b'{"a":"', (b"\\u00e4", 5_000_000), b'"}'), 2, '"status":"unrecognized"'),
    ("xml_a_million_attributes", lambda folder: written("a.xml", b"<a" + b"".join(b" a%d='1'" % n for n in range(1_000_000)) + b"/>")(folder), 2, '"status":"unrecognized"'),
    ("xml_a_million_elements", written("a.xml", b"<a>", (b"<b c='1'>d</b>", 1_000_000), b"</a>"), 2, '"status":"unrecognized"'),
    ("xml_entities_that_grow", written("a.xml", b"<!DOCTYPE a [<!ENTITY a 'lol'>", b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a;" * 10) for n in range(20)), b"]><a>&a19;</a>"), 2, '"status":"unrecognized"'),
    ("a_certificate_of_seventeen_mebibytes", written("a.cer", b"\x30\x84\x01\x10\x00\x00\x30\x82\x03\xe8\xa0\x03\x02\x01\x02", bytes(17 << 20)), 2, "too long for certificates"),
]:
    CASES.append((name, make, code, says))


# Lines

ONE = 1 << 30


def long_line(name, begin, unit, times, end=b"", encoding=None):
    def make(folder):
        encode = (lambda text: text.decode().encode(encoding)) if encoding else (lambda text: text)
        block = encode(unit * max(1, (1 << 20) // len(unit)))
        with open(os.path.join(folder, name), "wb") as out:
            out.write(encode(begin))
            for _ in range(times * len(encode(unit)) // len(block)):
                out.write(block)
            out.write(encode(end))
    return make


RULER = b"-" * 60 + b"\n"
LIST = b"Table:   RFCDES\n" + RULER + b"|RFCDEST |RFCTYPE|RFCOPTIONS |\n" + RULER
for name, file, begin, unit, encoding in [
    ("a_gibibyte_in_a_sap_list", "rfcdes.txt", LIST + b"|A |3 |", b"H=x,", None),
    ("a_gibibyte_in_text_with_tabs", "rfcdes.txt", b"RFCDEST\tRFCTYPE\tRFCOPTIONS\nA\t3\t", b"H=x,", None),
    ("a_gibibyte_in_csv_in_an_open_quote", "rfcdes.csv", b'RFCDEST,RFCTYPE,RFCOPTIONS\nA,3,"', b"H=x,", None),
    ("a_gibibyte_in_a_profile", "DEFAULT.PFL", b"SAPSYSTEMNAME = PRD\nssl/ciphersuites = ", b"HIGH:", None),
    ("a_gibibyte_in_an_answer_of_sapcontrol", "p.txt", b"22.11.2026 21:32:40\nParameterValue\nOK\nrdisp/mshost=a\nssl/ciphersuites=", b"HIGH:", None),
    ("a_gibibyte_in_a_job_log", "log.txt", b"Job log overview for job:    NIGHTLY / 00012345\n" + b"22.11.2026 06:15:42 Job started 00 516 S\n22.11.2026 06:15:43 ", b"text ", None),
    ("a_gibibyte_in_pem", "c.pem", b"-----BEGIN CERTIFICATE-----\n", b"AAAA", None),
    ("a_gibibyte_in_utf_16", "DEFAULT.PFL", "\ufeffSAPSYSTEMNAME = PRD\nssl/ciphersuites = ".encode(), b"HIGH:", "utf-16-le"),
]:
    CASES.append((name, long_line(file, begin, unit, ONE // len(unit) // (2 if encoding else 1), b"\n", encoding), None, "16 MiB" if "pem" not in name else "MiB"))
CASES.append(("lines_of_fifteen_mebibytes", long_line("rfcdes.txt", LIST, b"|A |3 |" + b"H=x," * (15 << 18) + b"\n", 40), None, ""))
CASES.append(("a_wide_heading_over_many_rows", long_line("rfcdes.csv", b"RFCDEST,RFCTYPE,RFCOPTIONS" + b",a" * 200_000 + b"\n", b",\n", 200_000), None, "1024 columns"))
CASES.append(("a_heading_of_a_thousand_columns_over_many_rows", long_line("rfcdes.csv", b"RFCDEST,RFCTYPE,RFCOPTIONS" + b",a" * 1_000 + b"\n", b",\n", 500_000), None, ""))
CASES.append(("a_list_of_a_thousand_columns_over_many_rows", long_line("rfcdes.txt", RULER + b"|RFCDEST |RFCTYPE|RFCOPTIONS" + b"|a" * 1_000 + b"|\n" + RULER, b"|\n", 500_000), None, ""))
CASES.append(("tabs_that_fit_in_many_ways", long_line("rfcdes.txt", b"\tRFCDEST\tRFCTYPE\tRFCOPTIONS" + b"\t" * 60 + b"\n", b"\tA\t3" + b"\t" * 12 + b"\n", 60_000), None, ""))
CASES.append(("quotes_that_are_never_closed", long_line("rfcdes.csv", b"RFCDEST,RFCTYPE,RFCOPTIONS\n", b'A,3,"x""\n', 100_000), None, ""))


@case(code=2, says="binary")
def a_device_without_end(folder):
    return ["/dev/zero", "--format", "json"]


@case(code=2, says="more than 8 MiB")
def a_device_as_configuration(folder):
    return [folder, "--config", "/dev/zero"]


@case(code=2, says="nobody writes to")
def a_fifo_that_nobody_writes_to(folder):
    os.mkfifo(os.path.join(folder, "fifo"))
    return [os.path.join(folder, "fifo"), "--format", "json"]


@case(says="256 MiB are read")
def a_stream_without_end(folder):
    feed = lambda folder: subprocess.Popen(
        ["sh", "-c", "echo RFCDEST,RFCTYPE,RFCOPTIONS; exec yes 'A,3,H=erp.example.test,'"], stdout=subprocess.PIPE)
    return ["/dev/stdin", "--format", "json"], feed


# Archives

def packed(folder, name, files, mode="w:gz"):
    """A tar archive; bytes are (piece, times) for long ones."""
    with tarfile.open(os.path.join(folder, name), mode, **({"compresslevel": 9} if mode == "w:gz" else {})) as archive:
        for path, (piece, times) in files:
            info = tarfile.TarInfo(path)
            info.size = len(piece) * times
            archive.addfile(info, Repeated(piece, times))


class Repeated(io.RawIOBase):
    def __init__(self, piece, times):
        self.piece, self.left = piece * max(1, (1 << 20) // max(1, len(piece))), len(piece) * times

    def read(self, size=-1):
        bytes = self.piece[:min(self.left, size if size >= 0 else self.left, len(self.piece))]
        self.left -= len(bytes)
        return bytes


TABLE = "RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,\"H=/H/oss001,S=00\"\n"


@case(code=2, says="more than 200 times its length")
def zip_of_a_gibibyte_of_zeros(folder):
    workbook(folder, {"PRD/rfcdes.csv": [(b"\0", 1 << 30)]}, "exports.zip")


@case(code=2, says="more than 200 times its length")
def tar_gz_of_a_gibibyte_of_zeros(folder):
    packed(folder, "exports.tar.gz", [("PRD/rfcdes.csv", (b"\0", 1 << 30))])


@case(code=2, says="more than 200 times its length")
def gz_of_a_gibibyte_of_rows(folder):
    with gzip.open(os.path.join(folder, "rfcdes.csv.gz"), "wb") as out:
        out.write(TABLE.encode())
        for _ in range(1 << 10):
            out.write(b"BACK,3,\"H=erp.example.test,S=00,N=1,\"\n".ljust(64, b" ") * (1 << 14))


@case(code=2, says="the archive is not read: it unpacks to more than")
def zip_of_five_gibibytes(folder):
    with zipfile.ZipFile(os.path.join(folder, "exports.zip"), "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("PRD/rfcdes.csv", TABLE)
        # It says so of itself; a length in the list is four bytes.
        for number in range(2):
            archive.writestr(f"PRD/more{number}.csv", "x" * (1 << 20))
            archive.filelist[-1].file_size = 0xFFFF_0000


@case(says="SAPOSS")
def zip_of_sixty_thousand_files(folder):
    with zipfile.ZipFile(os.path.join(folder, "exports.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("PRD/rfcdes.csv", TABLE)
        for number in range(60_000):
            archive.writestr(f"{number % 300}/{number}", "")


@case(says="SAPOSS")
def tar_gz_of_sixty_thousand_files(folder):
    files = [("PRD/rfcdes.csv", (TABLE.encode(), 1))] + [(f"{number % 300}/{number}", (b"", 0)) for number in range(60_000)]
    packed(folder, "exports.tar.gz", files)


@case(code=2, says="more than 65536 files")
def zip_of_two_hundred_thousand_files(folder):
    with zipfile.ZipFile(os.path.join(folder, "exports.zip"), "w", zipfile.ZIP_STORED) as archive:
        for number in range(200_000):
            archive.writestr(zipfile.ZipInfo(str(number)), "")


@case(code=2, says="MiB: unpack")
def tar_gz_of_long_names(folder):
    packed(folder, "exports.tar.gz", [("/".join([str(number)] + ["long"] * 790), (b"", 0)) for number in range(4000)])


@case(code=2, says="a header is longer than any")
def tar_gz_of_a_name_of_a_gibibyte(folder):
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 30
    with gzip.open(os.path.join(folder, "exports.tgz"), "wb") as out:
        out.write(info.tobuf(tarfile.GNU_FORMAT))
        for _ in range(1 << 10):
            out.write(b"a" * (1 << 20))


@case(code=2, says="lie one upon another")
def zip_files_upon_one_another(folder):
    with zipfile.ZipFile(os.path.join(folder, "exports.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0.csv", TABLE + os.urandom(400_000).hex())
        first = archive.filelist[0]
        for number in range(1, 1000):
            other = zipfile.ZipInfo(f"{number}.csv")
            for field in ("header_offset", "file_size", "compress_size", "CRC", "compress_type"):
                setattr(other, field, getattr(first, field))
            archive.filelist.append(other)


@case(code=2, says="within an archive")
def archives_within_archives(folder):
    inner = b""
    for _ in range(200):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            archive.writestr("PRD/exports.zip", inner)
        inner = out.getvalue()
    with open(os.path.join(folder, "exports.zip"), "wb") as out:
        out.write(inner)


@case(says="SAPOSS")
def two_thousand_archives(folder):
    for number in range(2000):
        with zipfile.ZipFile(os.path.join(folder, f"S{number}.zip"), "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("rfcdes.csv", TABLE)


@case(code=2, says="of more than 64 MiB from standard input")
def an_archive_without_end_from_standard_input(folder):
    feed = lambda folder: subprocess.Popen(["sh", "-c", "printf 'PK\\003\\004'; exec yes"], stdout=subprocess.PIPE)
    return ["-", "--format", "json"], feed


@case(says="256 MiB are read")
def standard_input_without_end(folder):
    feed = lambda folder: subprocess.Popen(
        ["sh", "-c", "echo RFCDEST,RFCTYPE,RFCOPTIONS; exec yes 'A,3,H=erp.example.test,'"], stdout=subprocess.PIPE)
    return ["-", "--format", "json"], feed


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as out:
        out.write(text)


RFCDES = 'RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS,3,"H=/H/10.1.1.5/S/3299/H/oss001,S=01,"\n'


@case(says="mistakes more")
def a_configuration_of_nothing_but_mistakes(folder):
    write(folder, "PRD/rfcdes.csv", RFCDES)
    write(folder, "basislint.toml", "".join(f"a{n}=1\n" for n in range(100_000)))


@case(says="unknown list")
def a_rule_file_of_nothing_but_mistakes(folder):
    write(folder, "PRD/rfcdes.csv", RFCDES)
    write(folder, "_rules/x.toml", 'list = "x"\nkey = "a"\n' + "[[row]]\n" * 100_000)
    return [folder, "--rules", os.path.join(folder, "_rules"), "--format", "json"]


CASES[-1] = (CASES[-1][0], CASES[-1][1], 2, "")


@case(says="suppressions from here on")
def four_thousand_suppressions_that_match_nothing(folder):
    write(folder, "PRD/rfcdes.csv", RFCDES + "".join(f'SAP-OSS-{n},3,"H=/H/10.1.1.5/S/3299/H/oss001,S=01,"\n' for n in range(4000)))
    write(folder, "basislint.toml", "".join(
        f'[[suppress]]\nrule = "legacy-rfc-target"\nsystem = "PRD"\nsubject = "SAPOSS{n}"\nreason = "kept until the audit"\n' for n in range(4000)))


@case(says='"suppressed"')
def four_thousand_suppressions_that_match(folder):
    write(folder, "PRD/rfcdes.csv", RFCDES + "".join(f'SAP-OSS-{n},3,"H=/H/10.1.1.5/S/3299/H/oss001,S=01,"\n' for n in range(4000)))
    write(folder, "basislint.toml", "".join(
        f'[[suppress]]\nrule = "legacy-rfc-target"\nsubject = "SAP-OSS-{n}"\nreason = "kept until the audit"\n' for n in range(4000)))


@case(says="")
def four_thousand_systems_in_the_configuration(folder):
    for n in range(4000):
        write(folder, f"sys{n}/rfcdes.csv", RFCDES)
    write(folder, "basislint.toml", "".join(f'[[system]]\nname = "S{n}"\nfiles = ["sys{n}/**"]\n' for n in range(4000)))
    return [folder, "--format", "concise"]


@case(says="")
def twenty_thousand_folders(folder):
    for n in range(20_000):
        write(folder, f"sys{n}/notes.txt", "nothing\n")
    return [folder, "--format", "concise", "--allow-empty"]


@case(says="")
def twenty_thousand_folders_with_exports(folder):
    for n in range(20_000):
        write(folder, f"sys{n}/DEFAULT.PFL", "SAPSYSTEMNAME = PRD\nrdisp/mshost = x\n")
    return [folder, "--format", "concise"]


# Values

def profile(value, more=""):
    # An instance profile beside it: else nobody asks what the value is.
    return lambda folder: (
        write(folder, "PRD/DEFAULT.PFL", "SAPSYSTEMNAME = PRD\n"),
        write(folder, "PRD/PRD_D00_erp",
              f"SAPSYSTEMNAME = PRD\nINSTANCE_NAME = D00\nSAPLOCALHOST = erp\n{more}ssl/ciphersuites = {value}\n")) and None


CASES.append(("macros_that_are_not_closed", profile("$(" * 500_000), None, ""))
CASES.append(("macros_that_double", profile("$(p0)", "".join(f"p{n} = $(p{n + 1})$(p{n + 1})\n" for n in range(40)) + "p40 = " + "x" * 60_000 + "\n"), None, "has a macro that these files do not explain"))
CASES.append(("a_cipher_string_of_two_hundred_thousand_tokens", profile("150" + ":HIHG" * 180_000), None, "more than 64 KiB"))
UNITS = ["password ", "/W/", "-p x ", "v=", "a:b@", "hdbuserstore set ", "eyJ", "PRIVATE KEY", 'password="', "<password", "a/W/b/H/", "Abc1"]
# Nearly a secret at every word: the net that keeps them out of reports looks at each once.
CASES.append(("messages_that_are_nearly_secrets_all_along", lambda folder: write(folder, "PRD/joblog.txt", "".join(
    f"22.11.2026 04:15:00 SSSLERR_PEER_CERT_UNTRUSTED apps.support.sap.com {unit * (60_000 // len(unit))} 00 550 E\n"
    for unit in UNITS)), None, "support-job-error"))
CASES.append(("a_cipher_string_of_ten_thousand_tokens", lambda folder: (
    profile("150" + ":HIGH" * 10_000)(folder), [folder, "--format", "pretty"])[1], None, "1000 tokens"))
CASES.append(("a_cipher_string_of_a_thousand_unknown_words", profile("150" + "".join(f":HIHG{n}" for n in range(999))), None, ""))
CASES.append(("a_parameter_that_is_set_thirty_thousand_times", profile("150:PFS", "ssl/ciphersuites = 150:LOW\n" * 30_000), None, ""))
CASES.append(("a_parameter_listed_thirty_thousand_times", lambda folder: (
    write(folder, "PRD/DEFAULT.PFL", "SAPSYSTEMNAME = PRD\n" + "ssl/ciphersuites = 150:LOW\n" * 15_000),
    write(folder, "PRD/rspfpar.csv", "Parameter Name,User-Defined Value,System Default Value,System Default Value(Unsubstituted Form),Comment\n"
          + "".join(f"ssl/ciphersuites,15{n}:LOW,,,x\n" for n in range(15_000)))) and None, None, ""))
CASES.append(("job_names_of_a_mebibyte", lambda folder: write(
    folder, "PRD/tbtco.csv", "JOBNAME,JOBCOUNT,STATUS,SDLUNAME\n" + "".join(f"{'x' * 65_536},{n:08},A,U\n" for n in range(15))), None, ""))


def long_names(*options):
    def make(folder):
        name = "x" * 65_536
        write(folder, "PRD/rfcdes.csv", f'RFCDEST,RFCTYPE,RFCOPTIONS\nSAPOSS{name},3,"H=/H/10.1.1.5/S/3299/H/oss001,S=01,"\n')
        write(folder, "basislint.toml", f'[[system]]\nname = "{name}"\nfiles = ["PRD/**"]\n')
        return [folder, "--show-passed", "--verbose", "--statistics", *options]
    return make


for form in ["pretty", "concise", "json", "jsonl", "sarif", "markdown", "html", "github", "gitlab", "junit", "csv", "agent"]:
    CASES.append((f"long_names_in_{form}", long_names("--format", form), None, ""))


# The runs

# A process begins with the memory of the one that starts it, and this one may have made a gibibyte: so another one starts it.
MEASURE = """
import os, resource, subprocess, sys, time
began = time.monotonic()
ended = subprocess.call(sys.argv[1:])
seconds = time.monotonic() - began
with open(os.environ["MEASURED"], "w") as out:
    print(ended, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, seconds, file=out)
"""


def run(binary, make, code, says):
    folder, beside = tempfile.mkdtemp(prefix="worst-"), tempfile.mkdtemp(prefix="told-")
    try:
        made = make(folder)
        arguments, feeder = (made if isinstance(made, tuple) else (made, None))
        # Files and folders that begin with `_` help the case along.
        length = sum(os.path.getsize(os.path.join(at, file)) for at, _, files in os.walk(folder) for file in files
                     if os.path.isfile(os.path.join(at, file)) and not file.startswith("_"))
        out, err = os.path.join(beside, "out"), os.path.join(beside, "err")
        with open(out, "wb") as stdout, open(err, "wb") as stderr:
            command = [binary, "check", *(arguments or [folder, "--format", "json"]), "--as-of", "2026-11-28"]
            stdin = feeder(folder) if feeder else None
            child = subprocess.run([sys.executable, "-c", MEASURE, *command], stdin=stdin.stdout if stdin else subprocess.DEVNULL,
                                   stdout=stdout, stderr=stderr, cwd=folder, env=os.environ | {"MEASURED": os.path.join(beside, "measured")})
            if child.returncode:
                raise SystemExit(f"{binary} cannot be started")
            if stdin:
                stdin.kill()
                stdin.wait()
        with open(os.path.join(beside, "measured")) as measured:
            ended, memory, seconds = (float(number) for number in measured.read().split())
        told = "".join(open(path, errors="replace").read(1 << 26) for path in (out, err))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(beside, ignore_errors=True)
    ended, memory = int(ended), int(memory) << 10
    wrong = []
    if ended not in (0, 1, 2) or (code is not None and ended != code):
        wrong.append(f"exit code {ended}")
    if says.replace(" ", "") not in told.replace(" ", ""):
        wrong.append(f"does not say: {says}")
    if memory > MOST_MEMORY:
        wrong.append("too much memory")
    # What a feeder sends has no end, and 256 MiB of it are read.
    if length < SHORT and not feeder and seconds > MOST_SECONDS:
        wrong.append("too slow")
    return length, memory, seconds, ended, wrong, told


def main():
    binary, wanted = os.path.abspath(sys.argv[1]), sys.argv[2:]
    bad = 0
    print(f"{'case':58} {'input':>9} {'memory':>8} {'time':>7}  exit")
    for name, make, code, says in CASES:
        if wanted and not any(word in name for word in wanted):
            continue
        length, memory, seconds, ended, wrong, told = run(binary, make, code, says)
        bad += bool(wrong)
        print(f"{name:58} {length >> 10:5} KiB {memory >> 20:4} MiB {seconds:6.2f} s  {ended:4}  {'; '.join(wrong)}", flush=True)
        if wrong and "-v" in os.environ.get("WORST", ""):
            print("\n".join(line[:300] for line in told.splitlines() if '"reason": "' in line or '"status"' in line or "panicked" in line or "error" in line)[-1500:])
    print(f"{bad} of the cases are not as they should be" if bad else "all is as it should be")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main())
