#!/usr/bin/env bash
# axe-core looks through the HTML report of testdata/landscape and of two hundred systems, as a telephone, a tablet and a desk show it, light and
# dark. It may find nothing. Last it is said how soon the page of two hundred systems can be used; that depends on the machine and decides nothing.
#
#   tests/axe/run.sh target/debug/basislint
#
# axe-core comes from npm, in the version and with the checksum of package-lock.json, into target/axe; the browser is that of
# `BASISLINT_CHROMIUM`, else Chromium or Chrome on the path. Where one of them cannot be had, nothing is looked at; BASISLINT_REQUIRE_TOOLS=1
# makes that a failure.
set -euo pipefail
cd "$(dirname "$0")/../.."
basislint=$PWD/${1:?the program, e.g. target/debug/basislint}
home=$PWD/target/axe

give_up() {
    echo "NOT LOOKED AT: $1" >&2
    [ "${BASISLINT_REQUIRE_TOOLS:-0}" = 1 ] && exit 1
    exit 0
}

browser=${BASISLINT_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}
[ -n "$browser" ] || give_up "there is no Chromium (package chromium of the system, or BASISLINT_CHROMIUM)"
command -v node >/dev/null || give_up "there is no node (package nodejs of the system, or nodejs.org)"
mkdir -p "$home"
cp tests/axe/package.json tests/axe/package-lock.json "$home/"
if ! cmp -s tests/axe/package-lock.json "$home/installed"; then
    command -v npm >/dev/null || give_up "there is no npm (package npm of the system, or nodejs.org)"
    (cd "$home" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) || give_up "npm cannot install axe-core"
    cp tests/axe/package-lock.json "$home/installed"
fi

# The systems of the landscape, again and again.
many=$home/systems
rm -rf "$many"
mkdir -p "$many"
originals=(testdata/landscape/*/)
for number in $(seq 1 200); do
    cp -r "${originals[number % ${#originals[@]}]}" "$many/$(printf 'S%03d' "$number")"
done
# The exit code is no matter: there are findings.
"$basislint" check --as-of 2026-11-22 --quiet --format html testdata/landscape >"$home/small.html" 2>"$home/said" || true
(cd "$home" && "$basislint" check --as-of 2026-11-22 --quiet --format html systems >large.html 2>said) || true
[ -s "$home/small.html" ] && [ -s "$home/large.html" ] || { echo "there is no report"; cat "$home/said"; exit 1; }

node tests/axe/check.mjs "$browser" "$home/node_modules/axe-core/axe.min.js" "$home/small.html" "$home/large.html"
