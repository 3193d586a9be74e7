#!/usr/bin/env python3
"""Asks other tools what basislint's rules fallback-usage and legacy-rfc-destination ask.

    same_question.py duckdb|polars|csv JOB_LOG RFC_DESTINATIONS

How many rows of a job log name a destination that SAP closed, as a whole word in the message's column; and how many rows of
a list of RFC destinations are one of them, as an ABAP connection (type 3)? Both files are SAP lists in UTF-8, cells between
bars. Each tool is asked in the way that serves it best here: cells are split at bars, nothing is guessed, quotes mean
nothing, only the columns needed are kept. Prints both numbers, nothing else: no lines, no columns, no reasons.
"""
import re
import sys

LEGACY = ["SAPOSS", "SAP-OSS", "SAP-OSS-LIST-001", "SDCC_OSS", "SAPNET_RFC", "SAPNET_RTCC"]
# `-` and `_` belong to names.
WORD = "(?:^|[^A-Za-z0-9_-])(?:" + "|".join(LEGACY) + ")(?:[^A-Za-z0-9_-]|$)"
# Cells are framed by bars, so there is one before the first and one behind the last.
LOG = ["before", "date", "time", "text", "class", "number", "type", "behind"]
LIST = ["before", "name", "type", "options", "behind"]


def ask_duckdb(log, destinations):
    import duckdb

    def rows(path, columns):
        types = ", ".join(f"'{column}': 'VARCHAR'" for column in columns)
        return (
            f"read_csv('{path}', columns = {{{types}}}, delim = '|', quote = '', escape = '', new_line = '\\r\\n', "
            "header = false, auto_detect = false, null_padding = true, strict_mode = false)"
        )

    def count(path, columns, where):
        return duckdb.sql(f"SELECT count(*) FROM {rows(path, columns)} WHERE {where}").fetchall()[0][0]

    names = ", ".join(f"'{name}'" for name in LEGACY)
    return (
        count(log, LOG, f"regexp_matches(text, '{WORD}')"),
        count(destinations, LIST, f"trim(name) IN ({names}) AND trim(type) = '3'"),
    )


def ask_polars(log, destinations):
    import polars as pl

    def rows(path, columns):
        return pl.scan_csv(
            path,
            separator="|",
            has_header=False,
            quote_char=None,
            schema={column: pl.String for column in columns},
            missing_columns="insert",
            truncate_ragged_lines=True,
        )

    def count(rows, where):
        return rows.filter(where).select(pl.len()).collect(engine="streaming").item()

    name, kind = pl.col("name").str.strip_chars(), pl.col("type").str.strip_chars()
    return (
        count(rows(log, LOG), pl.col("text").str.contains(WORD)),
        count(rows(destinations, LIST), name.is_in(LEGACY) & (kind == "3")),
    )


def ask_csv(log, destinations):
    import csv

    def rows(path, columns):
        with open(path, encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file, delimiter="|", quoting=csv.QUOTE_NONE):
                if len(row) == len(columns):
                    yield row

    has_word, names = re.compile(WORD).search, set(LEGACY)
    text, name, kind = LOG.index("text"), LIST.index("name"), LIST.index("type")
    return (
        sum(1 for row in rows(log, LOG) if has_word(row[text])),
        sum(1 for row in rows(destinations, LIST) if row[name].rstrip() in names and row[kind].rstrip() == "3"),
    )


def main():
    ask = {"duckdb": ask_duckdb, "polars": ask_polars, "csv": ask_csv}
    if len(sys.argv) != 4 or sys.argv[1] not in ask:
        sys.exit(__doc__)
    print(*ask[sys.argv[1]](sys.argv[2], sys.argv[3]))


main()
