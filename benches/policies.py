#!/usr/bin/env python3
"""Asks SAP's policies of a landscape of many systems, and measures what that takes beyond reading the exports.

    benches/policies.py target/release/basislint [--systems N] [--runs N]

The landscape: for each system software components (CVERS, 100), implemented SAP Notes (CWBNTCUST, 3,000), profile parameters (RSPARAM, 1,600) and
`disp+work -v`. The peer is the same program that reads the same exports without policies: what is left of the ratio is what the check items take.
It is made anew for each run from a fixed seed, and thrown away. Goal (issue 19): less than a second beyond reading on two cores, at most 64 MiB more.
"""

import argparse
import os
import pathlib
import random
import statistics
import tempfile
import time

COMPONENTS = ["SAP_BASIS", "SAP_ABA", "SAP_GWFND", "SAP_UI", "ST-PI", "ST-A/PI", "SAP_BW", "SAP_BS_FND", "SAP_HR", "SAP_AP", "SAP_APPL", "EA-APPL",
              "EA-FIN", "EA-FINSERV", "EA-HR", "EA-HRCAR", "FI-CA", "FI-CAX", "INSURANCE", "IS-OIL", "IS-M", "IS-H", "IS-UT", "MDG_FND", "MDG_APPL",
              "S4CORE", "S4FND", "S4CEXT", "S4COREOP", "SAPSCORE", "WEBCUIF", "BBPCRM", "PI_BASIS", "PLMWUI", "SRM_SERVER", "SCMAPO", "GRCPINW", "VIRSANH"]
RELEASES = ["700", "701", "702", "731", "740", "750", "751", "752", "753", "754", "755", "756", "757", "758", "600", "603", "605", "606", "617", "618",
            "100", "101", "102", "103", "104", "105", "106", "107", "108"]
PARAMETERS = ["login/min_password_lng", "login/password_downwards_compatibility", "gw/reg_no_conn_info", "gw/acl_mode", "gw/monitor", "snc/enable",
              "icm/server_port_0", "icm/server_port_1", "rdisp/msserv_internal", "auth/rfc_authority_check", "rfc/callback_security_method",
              "ssl/ciphersuites", "ssl/client_ciphersuites", "ms/monitor", "ms/admin_port", "rsau/enable", "login/no_automatic_user_sapstar"]


def system(folder, name, chance, notes):
    """The exports of one system."""
    home = folder / name
    home.mkdir()
    rows = []
    for component in COMPONENTS + [f"ZADDON{n:02}" for n in range(100 - len(COMPONENTS))]:
        rows.append(f"{component}\t{chance.choice(RELEASES)}\t{chance.randrange(0, 40):010}\tS")
    (home / "cvers.txt").write_text("COMPONENT\tRELEASE\tEXTRELEASE\tCOMP_TYPE\n" + "\n".join(rows) + "\n")
    own = [f"{note:010}\t{chance.choice('EEEEEENO-')}" for note in chance.sample(notes, 3000)]
    (home / "cwbntcust.txt").write_text("NUMM\tPRSTATUS\n" + "\n".join(own) + "\n")
    parameters = PARAMETERS + [f"rdisp/parameter_{n}" for n in range(1600 - len(PARAMETERS))]
    rows = [f"{parameter}\t{chance.randrange(0, 20)}\t{chance.randrange(0, 20)}\t" for parameter in parameters]
    (home / "rsparam.txt").write_text("Parameter Name\tUser-Defined Value\tSystem Default Value\tComment\n" + "\n".join(rows) + "\n")
    release = chance.choice(["753", "754", "777", "785", "789", "793"])
    (home / "kernel.txt").write_text(
        f"--------------------\ndisp+work information\n--------------------\n\nkernel release                {release}\n\nkernel make variant           "
        f"{release}_REL\n\ncompiled on                   Linux GNU SLES-12 x86_64 for linuxx86_64\n\ncompile time                  Feb  9 2025 21:13:56\n\n"
        f"update level                  0\n\npatch number                  {chance.randrange(1, 1600)}\n\nsource id                     0.1\n")


def landscape(folder, systems):
    """The landscape; the notes are those around the ones that SAP's policies ask for."""
    chance = random.Random(19)
    notes = list(range(1_500_000, 3_800_000, 97)) + list(range(3_400_000, 3_760_000, 11))
    for number in range(systems):
        system(folder, f"S{number:03}", chance, notes)


def run(program, folder, arguments):
    """Seconds and bytes of memory of a run."""
    report = folder.parent / "report.json"
    command = [program, str(folder), "--isolated", "--as-of", "2026-07-31", "--fail-on", "never", "--format", "concise", "--summary", *arguments]
    before = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        with open(report, "wb") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            os.execv(program, command)
    _, status, usage = os.wait4(pid, 0)
    seconds = time.perf_counter() - before
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        raise SystemExit(f"{command}: exit code {code}")
    return seconds, usage.ru_maxrss * 1024


def main():
    """Runs both in turn, and prints the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--systems", type=int, default=200)
    parser.add_argument("--runs", type=int, default=7)
    asked = parser.parse_args()
    program = os.path.abspath(asked.program)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary) / "landscape"
        folder.mkdir()
        landscape(folder, asked.systems)
        # All four exports are read whole by rules that look at each record of them.
        ways = {"rules alone": [], "with policies": ["--policy", "sap-notes", "--policy", "sap-baseline"],
                "policies alone": ["--policy", "sap-notes", "--policy", "sap-baseline", "--policy-only"]}
        taken = {name: [] for name in ways}
        for _ in range(asked.runs):
            for name, arguments in ways.items():
                taken[name].append(run(program, folder, arguments))
        medians = {name: (statistics.median(s for s, _ in all), statistics.median(m for _, m in all)) for name, all in taken.items()}
        for name, (seconds, memory) in medians.items():
            print(f"{name:15} {seconds:7.3f} s {memory / (1 << 20):7.1f} MiB")
        (own, own_memory), (both, both_memory) = medians["rules alone"], medians["with policies"]
        print(f"beyond reading  {both - own:7.3f} s {(both_memory - own_memory) / (1 << 20):7.1f} MiB, ratio {both / own:.2f}")


if __name__ == "__main__":
    main()
