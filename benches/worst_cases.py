#!/usr/bin/env python3
"""Runs basislint on the worst that we could think of, and measures memory and time of each run.

    benches/worst_cases.py target/release/basislint [NAME...]

Each case says what has to be heard: an exit code, and words of the report or of standard error. No run may take more than
256 MiB; none on an input of less than 1 MiB more than 5 seconds. The files are made on the fly and thrown away. docs/limits.md
lists the limits.
"""

import contextlib
import io
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
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


@case(code=0, says='"status":"read"')
def xlsx_a_cell_at_the_last_place(folder):
    rows = HEADING.replace("<row>", '<row r="1">') + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    workbook(folder, parts_of() | {"xl/worksheets/sheet1.xml": sheet(rows)})


@case(says="cells or 1 MiB in row 2")
def xlsx_a_million_cells_in_a_row(folder):
    rows = big_sheet(HEADING + '<row r="2">', '<c r="A2"><v>1</v></c>', 1_000_000, "</row>")
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


# The runs

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
            began = time.monotonic()
            stdin = feeder(folder) if feeder else None
            child = subprocess.Popen(command, stdin=stdin.stdout if stdin else subprocess.DEVNULL, stdout=stdout, stderr=stderr,
                                     cwd=folder)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.monotonic() - began
            if stdin:
                stdin.kill()
                stdin.wait()
        told = "".join(open(path, errors="replace").read(1 << 22) for path in (out, err))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(beside, ignore_errors=True)
    ended = os.waitstatus_to_exitcode(status)
    memory = usage.ru_maxrss << 10
    wrong = []
    if ended not in (0, 1, 2) or (code is not None and ended != code):
        wrong.append(f"exit code {ended}")
    if says.replace(" ", "") not in told.replace(" ", ""):
        wrong.append(f"does not say: {says}")
    if memory > MOST_MEMORY:
        wrong.append("too much memory")
    if length < SHORT and seconds > MOST_SECONDS:
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
