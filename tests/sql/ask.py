#!/usr/bin/env python3
"""Asks the questions of docs/sql.md of facts, and holds the answers against tests/sql/answers.txt.

    tests/sql/ask.py FACTS ENGINE...     engines: duckdb datafusion polars spark; exit code 1 if an answer is another one
    tests/sql/ask.py --accept FACTS      writes the answers down, as DuckDB gives them: read them
    tests/sql/ask.py --report REPORT FACTS
                                         holds findings, verdicts and records in DuckDB against the report in JSON
"""

import collections
import json
import pathlib
import sys

sys.dont_write_bytecode = True
import questions  # noqa: E402

ANSWERS = pathlib.Path(__file__).with_name("answers.txt")
ENGINES = {"duckdb": questions.DuckDb, "datafusion": questions.DataFusion, "polars": questions.Polars, "spark": questions.Spark}


def answers(engine):
    """What an engine says to all questions."""
    text = []
    for question in questions.asked():
        asked = question.polars if isinstance(engine, questions.Polars) else question.sql
        text.append(questions.written(question, engine.rows(asked)))
    return "\n".join(text)


def compare(facts, names):
    wanted = ANSWERS.read_text(encoding="utf-8")
    wrong = 0
    for name in names:
        engine = ENGINES[name](facts)
        told = answers(engine)
        if told == wanted:
            print(f"{engine.name}: ten answers as they should be")
            continue
        wrong += 1
        for line in difference(wanted, told):
            print(f"{engine.name}: {line}")
    return 1 if wrong else 0


def difference(wanted, told):
    import difflib

    lines = difflib.unified_diff(wanted.splitlines(), told.splitlines(), "answers.txt", "told", lineterm="", n=1)
    return list(lines)[:60]


def hold(report, facts):
    """The numbers in the tables are those of the report."""
    report = json.loads(pathlib.Path(report).read_text(encoding="utf-8"))
    duckdb = questions.DuckDb(facts)
    count = collections.Counter
    told = {
        "findings": count((it["system"], it["rule"], it["severity"], it["status"], it["fingerprint"]) for it in report["findings"]),
        "verdicts": count((system["name"], it["rule"], it["verdict"]) for system in report["systems"] for it in system["verdicts"]),
        "systems": count((it["name"], it["role"]) for it in report["systems"]),
        "files": count((it["path"], it["export"], it["status"], it["records"]) for it in report["files"]),
    }
    asked = {
        "findings": "SELECT system, rule, severity, status, fingerprint FROM findings",
        "verdicts": "SELECT system, rule, verdict FROM verdicts",
        "systems": "SELECT system, system_role FROM systems",
        "files": "SELECT file_path, export_kind, status, records FROM files",
    }
    wrong = 0
    for table, sql in asked.items():
        rows = count(duckdb.rows(sql))
        if rows != told[table]:
            wrong += 1
            print(f"{table}: only in the report {list((told[table] - rows).items())[:5]}, only in the table {list((rows - told[table]).items())[:5]}")
    kinds = count()
    for file in report["files"]:
        if file["export"]:
            kinds[file["export"].replace("-", "_")] += file["records"]
    for table in questions.tables(facts).keys() - asked.keys():
        rows = duckdb.rows(f"SELECT COUNT(*) FROM {table}")[0][0]
        if rows != kinds[table]:
            wrong += 1
            print(f"{table}: {kinds[table]} records in the report, {rows} rows")
    if not wrong:
        print(f"DuckDB reads what the report says: {sum(told['findings'].values())} findings, {sum(told['verdicts'].values())} verdicts, {sum(kinds.values())} records")
    return 1 if wrong else 0


def main():
    match sys.argv[1:]:
        case ["--accept", facts]:
            ANSWERS.write_text(answers(questions.DuckDb(facts)), encoding="utf-8")
            return 0
        case ["--report", report, facts]:
            return hold(report, facts)
        case [facts, *names] if names and all(name in ENGINES for name in names):
            return compare(facts, names)
        case _:
            print(__doc__)
            return 2


if __name__ == "__main__":
    sys.exit(main())
