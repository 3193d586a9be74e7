#!/usr/bin/env python3
"""Makes the exports of many systems, writes their facts, and measures the ten questions of docs/sql.md on them in DuckDB.

    benches/facts.py target/release/basislint [--systems 10000] [--partition kind] [--keep DIR]
    benches/facts.py --exports-only DIR [--systems 20]        makes the exports and nothing else

For each system eight files, some 8 KB: RFC destinations (30), users (24), certificates (6), profile parameters (24), job overview (10), implemented SAP
Notes (40), software components (10), `disp+work -v`. They are made from a fixed seed, below target/, and thrown away. DuckDB comes from the folder that
tests/sql/run.sh made. Goal (issue 21): each question takes less than a second over 10,000 systems.
"""

import argparse
import datetime
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
DAY = datetime.date(2026, 11, 22)
COMPONENTS = ["SAP_BASIS", "SAP_ABA", "SAP_GWFND", "SAP_UI", "ST-PI", "ST-A/PI", "SAP_BW", "SAP_APPL", "EA-HR", "S4CORE"]
CIPHERS = ["135:PFS:HIGH::EC_P256:EC_HIGH", "150:PFS:HIGH:MEDIUM:+e3DES::EC_P256:EC_HIGH", "545:PFS:HIGH::EC_X25519:EC_P256:EC_HIGH",
           "560:PFS:HIGH::EC_X25519:EC_P256:EC_HIGH", "801:PFS:HIGH::EC_P256:EC_HIGH", "918:PFS:HIGH::EC_P256:EC_HIGH"]
JOBS = ["SM:EXEC SERVICES", "SM:SELFDIAGNOSIS", "SM:UPLOAD SYSTEM DATA", "REFRESH_ADMIN_DATA_FROM_SUPPORT", "SEND_SYSTEM_RELATIONSHIP_TO_SUPP"]
NOTES = [2837310, 2934135, 2738426, 2928592] + list(range(3_000_000, 3_002_000, 13))
HOSTS = ["oss001.wdf.sap.corp", "apps.support.sap.com", "documents.support.sap.com"]
USERS = ["RFC_BACKUP", "RFC_MONITOR", "SM_SM2B", "SOLMAN_BTC", "BI_LOAD", "PI_ADAPTER"]
STORED = ",v=%_PWD"


def written(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def system(home, name, chance):
    """The exports of one system."""
    home.mkdir(parents=True)
    rows = []
    for number in range(30):
        host = HOSTS[number % 40] if number < 3 and chance.random() < 0.5 else f"h{chance.randrange(2000):04}.example.test"
        kind = chance.choice("33HGT")
        user = chance.choice(USERS) if chance.random() < 0.5 else ""
        options = f"H={host},S=00,M=100," + (f"U={user}{STORED}," if user else "") + ("s=Y," if kind in "HG" and chance.random() < 0.7 else "")
        rows.append(f'D{number:02}_{name};{kind};"{options}"')
    written(home / "rfcdes.csv", ["RFCDEST;RFCTYPE;RFCOPTIONS", *rows])
    people = [f"100;{user};{chance.choice('BCS')};0;00000000;99991231" for user in chance.sample(USERS, 4)]
    people += [f"100;U{chance.randrange(100_000):05};A;{chance.choice([0, 0, 0, 64])};20240101;{chance.choice(['99991231', '20261231'])}" for _ in range(20)]
    written(home / "usr02.csv", ["MANDT;BNAME;USTYP;UFLAG;GLTGV;GLTGB", *people])
    ends = [DAY + datetime.timedelta(days=chance.randrange(-60, 1200)) for _ in range(6)]
    rows = [f"CN={name.lower()}{number}.example.test;CN=Example Root CA;{chance.randrange(16**8):08X};{end}" for number, end in enumerate(ends)]
    written(home / "certificates.csv", ["Subject;Issuer;Serial Number;Valid To", *rows])
    parameters = {"ssl/ciphersuites": chance.choice(CIPHERS), "ssl/client_ciphersuites": chance.choice(CIPHERS), "SAPSYSTEMNAME": name}
    parameters |= {f"rdisp/parameter_{number}": str(chance.randrange(100)) for number in range(21)}
    rows = [f"{key}\t{value}\t\t" for key, value in parameters.items()]
    written(home / "rsparam.txt", ["Parameter Name\tUser-Defined Value\tSystem Default Value\tComment", *rows])
    rows = []
    for job in JOBS:
        status = chance.choice("FFFFFAS")
        started = "20261122,020001" if status in "FA" else ","
        ended = "20261122,020513" if status in "FA" else ","
        user = "SM_SM2B" if chance.random() < 0.8 else "SOLMAN_BTC"
        rows.append(f"{job},02000100,{status},20261122,020000,{started},{ended},{user}")
        rows.append(f"{job},02000200,S,20261123,020000,,,,,{user}")
    written(home / "sm37.csv", ["JOBNAME,JOBCOUNT,STATUS,SDLSTRTDT,SDLSTRTTM,STRTDATE,STRTTIME,ENDDATE,ENDTIME,SDLUNAME", *rows])
    rows = [f"{note:010}\t{chance.choice('EEEEEENO-')}" for note in NOTES[:4] if chance.random() < 0.8]
    rows += [f"{note:010}\t{chance.choice('EEEEEENO-')}" for note in chance.sample(NOTES[4:], 36)]
    written(home / "cwbntcust.txt", ["NUMM\tPRSTATUS", *rows])
    release = chance.choice(["740", "750", "753", "757", "758"])
    rows = [f"{component}\t{release}\t{chance.randrange(40):010}\tS" for component in COMPONENTS]
    written(home / "cvers.txt", ["COMPONENT\tRELEASE\tEXTRELEASE\tCOMP_TYPE", *rows])
    kernel, patch = chance.choice(["753", "777", "785", "793"]), chance.randrange(1, 1600)
    written(home / "kernel.txt", [
        "--------------------", "disp+work information", "--------------------", "", f"kernel release                {kernel}", "",
        f"kernel make variant           {kernel}_REL", "", "compiled on                   Linux GNU SLES-12 x86_64 for linuxx86_64", "",
        "compile time                  Feb  9 2025 21:13:56", "", "update level                  0", "", f"patch number                  {patch}", "",
        "source id                     0.1"])


def exports(folder, systems):
    """The exports of so many systems, a folder each."""
    chance = random.Random(21)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    for number in range(systems):
        name = letters[number // 676 % 26] + letters[number // 26 % 26] + letters[number % 26]
        system(folder / name, name, chance)


def megabytes(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measured(command):
    """Seconds, MB of memory, and what was printed."""
    before = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        raise SystemExit(f"{command}: {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - before, usage.ru_maxrss / 1000, out.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?")
    parser.add_argument("--systems", type=int, default=10_000)
    parser.add_argument("--partition", action="append", choices=["kind", "system"])
    parser.add_argument("--exports-only", type=pathlib.Path, metavar="DIR")
    parser.add_argument("--keep", type=pathlib.Path, metavar="DIR", help="folder to work in, which is not thrown away; exports that lie there are taken")
    arguments = parser.parse_args()
    if arguments.exports_only:
        return exports(arguments.exports_only, arguments.systems)
    if not arguments.program:
        parser.error("the program, e.g. target/release/basislint")
    sys.path.insert(0, str(ROOT / "tests" / "sql"))
    import questions  # noqa: PLC0415
    home = arguments.keep or ROOT / "target" / "facts-bench"
    if not (arguments.keep and (home / "exports").is_dir()):
        shutil.rmtree(home, ignore_errors=True)
        exports(home / "exports", arguments.systems)
    count = sum(1 for path in (home / "exports").rglob("*") if path.is_file())
    print(f"{arguments.systems} systems, {count} files, {megabytes(home / 'exports'):.0f} MB of exports")
    for partition in arguments.partition or ["kind"]:
        facts = home / f"facts-{partition}"
        shutil.rmtree(facts, ignore_errors=True)
        command = [arguments.program, "facts", str(home / "exports"), "--output", str(facts), "--isolated", "--as-of", str(DAY), "--partition", partition]
        seconds, memory, said = measured(command)
        print(f"--partition {partition}: {said.rsplit(': ')[-1]}, {megabytes(facts):.0f} MB, {seconds:.1f} s, at most {memory:.0f} MB of memory")
        duckdb = questions.DuckDb(facts)
        for question in questions.asked():
            times = []
            for _ in range(5):
                before = time.perf_counter()
                rows = duckdb.rows(question.sql)
                times.append(time.perf_counter() - before)
            print(f"  {question.number:>2} {question.title:<70} {len(rows):>6} rows  first {times[0]:.3f} s, median {statistics.median(times):.3f} s")
    if not arguments.keep:
        shutil.rmtree(home)
    return None


if __name__ == "__main__":
    sys.exit(main())
