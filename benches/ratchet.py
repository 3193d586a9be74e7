#!/usr/bin/env python3
"""Counts the instructions of a run, which do not depend on how busy the machine is, and holds them against the last counts.

    benches/ratchet.py [CASE...]           exit code 1 if a count rose by more than 3 %
    benches/ratchet.py --accept [CASE...]  writes the counts down; say in the commit why one rose

What is counted is the program of `cargo build --release`, which is built if it is not there. --program and --corpus name others. Counts of
another compiler or processor say nothing: they are told, and hold nobody.
Valgrind counts (Debian's package `valgrind`), two runs at a time. All files are made anew from fixed seeds.

What falls by more than 3 % is told as well: accept it, so that it does not rise again unnoticed.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

sys.dont_write_bytecode = True
import policies  # noqa: E402  the landscape of benches/policies.py

ROOT = pathlib.Path(__file__).resolve().parent.parent
COUNTS = pathlib.Path(__file__).with_name("ratchet.toml")
MOST = 1.03
CHECK = ["check", "--isolated", "--as-of", "2026-11-29", "--jobs", "1", "--fail-on", "never"]
BULK = ["log", "log16", "rfc", "list", "csv", "tabs", "users", "profile"]
FORMATS = ["pretty", "concise", "json", "jsonl", "sarif", "markdown", "html", "github", "gitlab", "junit", "csv", "xlsx", "agent"]
NOTES = ["--policy", "sap-notes", "--policy", "sap-baseline", "--policy-only"]


def made(corpus, root):
    """Makes all exports, and a repository in which one of many files is about to be committed."""
    for name in ("S", "M20", "BULK", "FOUND"):
        subprocess.run([corpus, name, root / name], check=True)
    (root / "empty").mkdir()
    for name, systems in (("policies", 20), ("git", 200)):
        (root / name).mkdir()
        policies.landscape(root / name, systems)
    (root / "git" / "S100" / "rfcdes.txt").write_bytes((root / "S" / "SYA" / "rfcdes.txt").read_bytes())

    def git(*arguments):
        identity = ["-c", "user.name=basislint", "-c", "user.email=basislint@example.test", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", root / "git", *identity, *arguments], check=True, stdout=subprocess.DEVNULL)

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "--message", "exports")
    with open(root / "git" / "S100" / "kernel.txt", "a", encoding="utf-8") as kernel:
        kernel.write("\n")
    git("add", ".")


def cases(root):
    """The arguments of each case, and the folder that it runs in."""
    of = {name: CHECK + [str(root / name)] for name in ("S", "M20")}
    of["empty"] = CHECK + ["--allow-empty", str(root / "empty")]
    of["hello"] = ["--version"]
    of["policies"] = CHECK + [*NOTES, "--format", "concise", str(root / "policies")]
    of.update({f"bulk-{name}": CHECK + [str(root / "BULK" / name)] for name in BULK})
    of.update({f"format-{name}": CHECK + ["--format", name, str(root / "FOUND")] for name in FORMATS})
    all_cases = {name: (arguments, root) for name, arguments in of.items()}
    all_cases["staged"] = (CHECK + ["--staged"], root / "git")
    return all_cases


def built(arguments):
    """The program, and what makes exports."""
    environment = os.environ | {"CARGO_INCREMENTAL": "0", "CARGO_PROFILE_DEV_DEBUG": "0"}
    target = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))

    def cargo(*what):
        subprocess.run(["cargo", "build", "--quiet", *what], cwd=ROOT, env=environment, check=True)

    if arguments.corpus is None:
        # Tests have built it, and it is quick enough as it is.
        cargo("--example", "corpus")
    if arguments.program is None:
        cargo("--release", "--bin", "basislint")
    program = arguments.program or target / "release" / "basislint"
    return program.resolve(), (arguments.corpus or target / "debug" / "examples" / "corpus").resolve()


def compiler():
    """What the counts depend on beside the code."""
    told = subprocess.run(["rustc", "-vV"], stdout=subprocess.PIPE, text=True, check=True).stdout
    of = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    return f"{of['release']} {of['commit-hash'][:9]} {of['host']}"


def count(program, arguments, folder):
    """The instructions of a run."""
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", str(program), *arguments]
    # Nothing of what is around the run changes a count, as far as that can be had.
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C"}
    run = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    found = re.search(r"I\s+refs:\s+([\d,]+)", run.stderr)
    if run.returncode != 0 or not found:
        raise SystemExit(f"{' '.join(command)}: exit code {run.returncode}\n{run.stderr[-2000:]}")
    return int(found[1].replace(",", ""))


def main():
    """Counts, and compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=pathlib.Path)
    parser.add_argument("--corpus", type=pathlib.Path)
    parser.add_argument("case", nargs="*")
    parser.add_argument("--accept", action="store_true")
    arguments = parser.parse_args()
    known = tomllib.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else {}
    of, own = known.pop("compiler", None), compiler()
    program, corpus = built(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        made(corpus, root)
        wanted = {name: case for name, case in cases(root).items() if not arguments.case or name in arguments.case}
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            counts = dict(zip(wanted, pool.map(lambda case: count(program, *case), wanted.values())))
    rose = []
    for name, counted in counts.items():
        before = known.get(name)
        ratio = counted / before if before else None
        told = "new" if ratio is None else f"{(ratio - 1) * 100:+.1f} %"
        if ratio is not None and ratio > MOST:
            rose.append(name)
            told += " ROSE"
        elif ratio is not None and ratio < 1 / MOST:
            told += " fell: accept it"
        print(f"{name:18} {counted / 1e6:10.2f} million instructions  {told}", flush=True)
    if arguments.accept:
        counts = counts if of != own else known | counts
        lines = [f'compiler = "{own}"\n'] + [f"{name} = {counts[name]}\n" for name in sorted(counts)]
        COUNTS.write_text(COUNTS_HEAD + "".join(lines), encoding="utf-8")
        return 0
    if of != own or arguments.program:
        print(f"nobody is held to these: the counts are of {of} and of what `cargo build --release` makes")
        return 0
    unknown = [name for name in counts if name not in known]
    if rose or unknown:
        print(f"{', '.join(rose + unknown)}: make it cheaper again, or accept it (benches/ratchet.py --accept) and say why in the commit's message")
        return 1
    return 0


COUNTS_HEAD = "# Instructions of a run, as benches/ratchet.py counts them: it fails if one rises by more than 3 %. Say in the commit why one rose.\n"

if __name__ == "__main__":
    sys.exit(main())
