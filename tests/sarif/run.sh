#!/usr/bin/env bash
# Microsoft's validator looks through a SARIF report of every landscape in testdata/, with the rules of the format and those of GitHub's code
# scanning. It may find SARIF2005 (there is no page on the web to name yet) and nothing else.
#
#   tests/sarif/run.sh target/debug/basislint
#
# The validator comes from npm, in the version and with the checksums of package-lock.json, into target/sarif-validator. Without npm, or without a
# network, nothing is validated; BASISLINT_REQUIRE_TOOLS=1 makes that a failure.
set -euo pipefail
cd "$(dirname "$0")/../.."
basislint=$PWD/${1:?the program, e.g. target/debug/basislint}
home=$PWD/target/sarif-validator
allowed='SARIF2005'

give_up() {
    echo "NOT VALIDATED: $1" >&2
    [ "${BASISLINT_REQUIRE_TOOLS:-0}" = 1 ] && exit 1
    exit 0
}

mkdir -p "$home"
cp tests/sarif/package.json tests/sarif/package-lock.json "$home/"
if ! cmp -s tests/sarif/package-lock.json "$home/installed"; then
    command -v npm >/dev/null || give_up "there is no npm (package npm of the system, or nodejs.org)"
    # No script of a package is run: all that the one of this package does is the chmod below.
    (cd "$home" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || give_up "npm cannot install the validator"
    cp tests/sarif/package-lock.json "$home/installed"
fi
# Its own starter gives all words to a shell, and takes `;` for the end of a command.
validator=$(echo "$home"/node_modules/@microsoft/sarif-multitool-*/Sarif.Multitool)
chmod u+x "$validator"

reports=$home/reports
rm -rf "$reports"
mkdir -p "$reports/passed"
# Name of the report, then what is checked. The exit code is no matter: a report that owns up to a file nobody could read is one, too.
report() {
    local name=$1
    shift
    "$basislint" check --as-of 2026-11-22 --allow-empty --output "sarif=$reports/$name.sarif" --format concise --quiet "$@" \
        >/dev/null 2>"$reports/$name.said" || true
    [ -s "$reports/$name.sarif" ] || { echo "$name: no report"; cat "$reports/$name.said"; exit 1; }
}
report landscape testdata/landscape
report configured testdata/landscape-configured
report configured-with-suppressed testdata/landscape-configured --show-suppressed
report readiness testdata/readiness/systems
report cases testdata/cases
"$basislint" baseline write --as-of 2026-11-22 --baseline "$reports/known.jsonl" testdata/landscape/SOL >/dev/null 2>&1
report known testdata/landscape --baseline "$reports/known.jsonl"
for state in new unchanged; do
    grep -q "\"baselineState\": \"$state\"" "$reports/known.sarif" || { echo "no result is $state"; exit 1; }
done

# What passed has no place, so it is nothing for code scanning.
report passed/landscape testdata/landscape --show-passed --show-suppressed --category everything

validate() {
    local folder=$1 rules=$2 number code=0
    number=$(find "$folder" -maxdepth 1 -name '*.sarif' | wc -l)
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 "$validator" validate --rule-kind "$rules" "$folder/*.sarif" >"$folder/validated" 2>&1 || code=$?
    if grep -E ' (error|warning|note) [A-Z]+[0-9]+' "$folder/validated" | grep -vE " ($allowed): " | head -40 | grep .; then
        echo "the validator has found something"
        exit 1
    fi
    if [ "$code" -ne 0 ] || ! grep -q "Done\. $number files scanned" "$folder/validated"; then
        cat "$folder/validated"
        echo "not all of $number reports were looked at"
        exit 1
    fi
    echo "$number SARIF reports by the rules $rules: nothing but $allowed"
}
validate "$reports" "Sarif;Ghas"
# It takes no list of one.
validate "$reports/passed" "Sarif;Sarif"
