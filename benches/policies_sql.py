#!/usr/bin/env python3
"""Asks the check items of SAP's policies of a landscape as SQL in DuckDB, the peer of `check --policy`.

    policies_sql.py LANDSCAPE POLICIES

LANDSCAPE is what `policies.py` makes: for each system cvers.txt and cwbntcust.txt, text with tabs. POLICIES is a clone of SAP's repository
(github.com/SAP-samples/frun-csa-policies-best-practices). What is asked are the items about the stores COMP_LEVEL and ABAP_NOTES, nine of ten that such
exports answer; HANA's functions that DuckDB has not are macros. Each item is one query over all systems, grouped by system, as the policies' own service
has it. Prints how many items were asked, how many DuckDB cannot be asked, and how many systems were found in how many items, nothing else: no places, no
verdicts, nothing of what belongs together.
"""
import pathlib
import re
import sys
import xml.etree.ElementTree as tree

import duckdb

STORES = {"COMP_LEVEL": ("cvers.txt", "COMPONENT, RELEASE AS VERSION, EXTRELEASE AS SP"), "ABAP_NOTES": ("cwbntcust.txt", "NUMM AS NOTE, PRSTATUS")}
MACROS = """
CREATE MACRO to_integer(text) AS CAST(text AS INTEGER);
CREATE MACRO h_substring(text, start, length) AS substring(text, greatest(start, 1), length);
"""


def text(element):
    """The predicate in an element; its comments are no part of it."""
    return re.sub(r"\bsubstring\s*\(", "h_substring(", "".join(element.itertext()).strip(), flags=re.IGNORECASE)


def items(folder):
    """Store and predicates of each check item."""
    for path in sorted(folder.rglob("*.xml")):
        try:
            root = tree.parse(path).getroot()
        except tree.ParseError:
            continue
        for store in root.iter():
            if store.tag.rsplit("}", 1)[-1] != "configstore" or store.get("name") not in STORES:
                continue
            for item in store.iter():
                if item.tag.rsplit("}", 1)[-1] == "checkitem":
                    predicates = {part.tag.rsplit("}", 1)[-1]: text(part) for part in item}
                    yield store.get("name"), [predicates[side] for side in ("compliant", "noncompliant") if predicates.get(side)]


def main():
    landscape, policies = map(pathlib.Path, sys.argv[1:])
    database = duckdb.connect()
    database.execute(MACROS)
    for store, (file, columns) in STORES.items():
        database.execute(
            f"CREATE TABLE {store} AS SELECT {columns}, parse_path(filename)[-2] AS system "
            f"FROM read_csv('{landscape}/*/{file}', delim = '\t', header = true, all_varchar = true, filename = true)"
        )
    asked = refused = found = 0
    for store, predicates in items(policies):
        for predicate in predicates:
            try:
                found += len(database.execute(f"SELECT system FROM {store} WHERE {predicate} GROUP BY system").fetchall())
                asked += 1
            except duckdb.Error:
                refused += 1
    print(asked, refused, found)


main()
