#!/usr/bin/env python3
"""Runs one command, or two in turn (A B A B ...), and prints what they cost on one line, between tabs.

    pair.py [--times N] [--out-a FILE] [--out-b FILE] 'A' ['B']

The line is: wall A / wall B, CPU A / CPU B (medians of the ratios of neighbouring runs; 0 without B), then for A and for B
wall in seconds, CPU in seconds (medians) and peak memory in MiB (the largest). Only ratios of one run count: seconds depend
on machine and day, and what disturbs a machine disturbs neighbours alike.

Peak memory is what the kernel says of the child. It is never less than this script's own (some 10 MiB), since the child
begins its life inside this script; use /usr/bin/time for less. Standard output of the commands goes to /dev/null, or to the
files named. Exit codes other than 0 and 1 (findings, or nothing found) end the measurement. POSIX only.
"""
import argparse
import os
import shlex
import statistics
import sys
import time


def run(command, out):
    """Runs a command. Returns seconds, CPU seconds and peak MiB."""
    words = shlex.split(command)
    null = os.open("/dev/null", os.O_RDWR)
    sink = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    actions = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, sink, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
    begin = time.perf_counter()
    # Unlike fork it copies nothing of this script.
    process = os.posix_spawnp(words[0], words, os.environ, file_actions=actions)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - begin
    os.close(sink)
    os.close(null)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"pair.py: exit code {code}: {command}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--out-a", default="/dev/null")
    parser.add_argument("--out-b", default="/dev/null")
    parser.add_argument("commands", nargs="+")
    arguments = parser.parse_args()
    outs = (arguments.out_a, arguments.out_b)
    commands = list(zip(arguments.commands, outs))
    # Once before, so that files and programs are in memory for both.
    for command in commands:
        run(*command)
    runs = [[run(*command) for command in commands] for _ in range(arguments.times)]

    line = [0.0, 0.0]
    if len(commands) == 2:
        line = [statistics.median(a[i] / max(b[i], 1e-9) for a, b in runs) for i in (0, 1)]
    for which in range(len(commands)):
        mine = [pair[which] for pair in runs]
        line += [statistics.median(m[0] for m in mine), statistics.median(m[1] for m in mine), max(m[2] for m in mine)]
    print("\t".join(f"{number:.4f}" for number in line))


main()
