#!/usr/bin/env bash
# The bill of materials of the program, as CycloneDX: each crate that it is built from, with version, licence and checksum.
#
#   packaging/sbom.sh dist/basislint.cdx.json
#
# cargo-cyclonedx must be on the PATH (cargo install --locked --version 0.5.9 cargo-cyclonedx).
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:?where it goes}
cargo cyclonedx --quiet --format json --spec-version 1.5 --target all --override-filename basislint.cdx
mkdir -p "$(dirname "$out")"
mv basislint.cdx.json "$out"
