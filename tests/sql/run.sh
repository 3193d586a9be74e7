#!/usr/bin/env bash
# Asks the ten questions of docs/sql.md of the facts of 20 invented systems and of one with lists that are cut: DuckDB, DataFusion and Polars must give the answers of tests/sql/answers.txt,
# for both ways in which rows are shared among files. And DuckDB must read of testdata/landscape what its report says.
#
#   tests/sql/run.sh target/debug/basislint
#
# The engines come from PyPI in the versions of tests/sql/requirements.txt, into target/sql. Without Python or a network nothing is asked;
# BASISLINT_REQUIRE_TOOLS=1 makes that a failure. tests/sql/spark.sh asks Spark.
set -euo pipefail
cd "$(dirname "$0")/../.."
basislint=$PWD/${1:?the program, e.g. target/debug/basislint}
home=$PWD/target/sql

give_up() {
    echo "NOT ASKED: $1" >&2
    [ "${BASISLINT_REQUIRE_TOOLS:-0}" = 1 ] && exit 1
    exit 0
}

mkdir -p "$home"
if ! cmp -s tests/sql/requirements.txt "$home/installed"; then
    python3 -m venv --clear "$home/venv" || give_up "there is no Python with venv (packages python3 and python3-venv)"
    "$home/venv/bin/pip" install --quiet --disable-pip-version-check --only-binary :all: -r tests/sql/requirements.txt || give_up "pip cannot install the engines"
    cp tests/sql/requirements.txt "$home/installed"
fi
python=$home/venv/bin/python

rm -rf "$home/exports" "$home/facts" "$home/facts-of-kinds" "$home/landscape"
"$python" benches/facts.py --exports-only "$home/exports" --systems 20
# What nobody can tell must stand in the answers as such.
mkdir "$home/exports/UNK"
cp testdata/cases/rfc-destinations/se16-list-options-cut.txt testdata/cases/job-overview/sm37-list-cut-in-a-row.txt testdata/cases/notes/se16-list-unknown-state.txt \
    testdata/cases/users/types-alone.csv testdata/cases/profile/DEFAULT.PFL "$home/exports/UNK/"
# A file that could not be read may hold what the lists beside it lack.
mkdir "$home/exports/BAD"
cp testdata/cases/rfc-destinations/comma.csv testdata/cases/notes/se16-list.txt testdata/cases/job-overview/sm37-list.txt "$home/exports/BAD/"
printf 'PK\003\004' >"$home/exports/BAD/new.xlsx"
# Paths stand in the answers, so the exports lie in a folder of their own; and of these rules, so that a new one changes no answer.
rules=certificate-expired,certificate-expiring,client-ciphersuites-outdated,kernel-security,missing-support-destination,required-note-missing,signed-notes-support
# Exit code 2 says that a file could not be read.
facts() { (cd "$home" && "$basislint" facts exports --isolated --as-of 2026-11-22 --select "$rules" "$@") || [ $? -eq 2 ]; }
facts --output facts
facts --output facts-of-kinds --partition kind
if [ "${BASISLINT_ACCEPT:-0}" = 1 ]; then
    "$python" tests/sql/ask.py --accept "$home/facts"
fi
"$python" tests/sql/ask.py "$home/facts" duckdb datafusion polars
"$python" tests/sql/ask.py "$home/facts-of-kinds" duckdb datafusion polars

code=0
"$basislint" check testdata/landscape --isolated --as-of 2026-11-22 --format json >"$home/report.json" || code=$?
[ "$code" -le 1 ] || { echo "exit code $code of the check"; exit 1; }
"$basislint" facts testdata/landscape --isolated --as-of 2026-11-22 --output "$home/landscape"
"$python" tests/sql/ask.py --report "$home/report.json" "$home/landscape"
