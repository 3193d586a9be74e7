#!/usr/bin/env bash
# Prints what CHANGELOG.md says of a version. A tag that is not `v` and the version of Cargo.toml, or of which CHANGELOG.md says nothing, is an error.
#
#   packaging/notes.sh v0.1.0
set -euo pipefail
cd "$(dirname "$0")/.."
tag=${1:?the tag, e.g. v0.1.0}
version=$(sed -n '/^\[package\]/,/^\[/s/^version = "\(.*\)"/\1/p' Cargo.toml)
[ "$tag" = "v$version" ] || { echo "the tag is $tag, and Cargo.toml says $version" >&2; exit 1; }
notes=$(awk -v heading="## [$version]" 'index($0, heading) == 1 { on = 1; next } /^## / { on = 0 } on' CHANGELOG.md)
[ -n "$(tr -d '[:space:]' <<<"$notes")" ] || { echo "CHANGELOG.md says nothing under ## [$version]" >&2; exit 1; }
printf '%s\n' "$notes"
