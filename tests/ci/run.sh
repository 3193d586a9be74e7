#!/usr/bin/env bash
# What users' CIs run: the action's own script is run as GitHub runs it, and zizmor looks through action.yml and the template of a workflow.
#
#   tests/ci/run.sh target/debug/basislint
#
# The tools come from PyPI, see tests/python_tools.sh.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=$PWD/${1:?the program, e.g. target/debug/basislint}
. tests/python_tools.sh

"$tools/bin/zizmor" --offline --no-progress --quiet action.yml ci/github.yml
"$tools/bin/python" -c 'import sys, yaml; [yaml.safe_load(open(name)) for name in sys.argv[1:]]' action.yml ci/*.yml .pre-commit-hooks.yaml

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
echo "action.yml: annotations, SARIF and exit codes as they should be; zizmor finds nothing"
