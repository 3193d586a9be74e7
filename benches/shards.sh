#!/usr/bin/env bash
# Measures a check of 10,000 systems in one program and in shards: time and peak memory of each, and whether both say the same.
#
#   benches/shards.sh             8 shards one after the other, then the merge
#   benches/shards.sh 16          16 shards
#
# It needs Rust, GNU time and 600 MB of disk. The exports are made in SHARDS=DIR (target/shards without it) and stay there for the next run.
# Reports are some 500 MB as JSON: what is kept of them is a hash.
set -euo pipefail
cd "$(dirname "$0")/.."

count=${1:-8}
target=${CARGO_TARGET_DIR:-target}
folder=${SHARDS:-$target/shards}
basislint=${BASISLINT:-$target/release/basislint}
mkdir -p "$folder/partial"

[[ -x $basislint ]] || cargo build --quiet --release
[[ -d $folder/MANY ]] || cargo run --quiet --release --example corpus -- MANY "$folder/MANY"

# Runs a command, and writes a hash of what it prints; says seconds of the clock, seconds of processors and KiB at most of it.
measured() {
    local hash=$1
    shift
    { /usr/bin/time --quiet --format '%e %U %S %M' --output "$folder/time" "$@" || [[ $? == 1 ]]; } | sha256sum >"$folder/$hash"
    awk '{ printf "%8.2f s   processors %8.2f s   memory %7.1f MiB\n", $1, $2 + $3, $4 / 1024 }' "$folder/time"
}

as_of=2026-11-22
# All is in memory before anybody is measured.
"$basislint" check "$folder/MANY" --isolated --as-of "$as_of" --format concise >/dev/null || [[ $? == 1 ]]

formats=(concise pretty json)
for format in "${formats[@]}"; do
    printf '%-14s' "one $format"
    measured "one.$format" "$basislint" check "$folder/MANY" --isolated --as-of "$as_of" --format "$format"
done
partials=()
for ((number = 1; number <= count; number++)); do
    printf '%-14s' "shard $number"
    measured "shard" "$basislint" check "$folder/MANY" --isolated --as-of "$as_of" --shard "$number/$count" --partial "$folder/partial/$number"
    partials+=("$folder/partial/$number")
done
for format in "${formats[@]}"; do
    printf '%-14s' "merge $format"
    measured "merged.$format" "$basislint" merge "${partials[@]}" --isolated --format "$format"
    cmp "$folder/one.$format" "$folder/merged.$format"
done
du --bytes --total "${partials[@]}" | awk 'END { printf "partial results %.1f MiB\n", $1 / 1048576 }'
echo "the same bytes"
