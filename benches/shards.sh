#!/usr/bin/env bash
# Measures a check of 10,000 systems in one program and in shards: time and peak memory of each, and whether both say the same.
#
#   benches/shards.sh             8 shards one after the other, then the merge
#   benches/shards.sh 16          16 shards
#
# It needs Rust, GNU time and 1 GB of disk. The exports (some 400 MB) are made in SHARDS=DIR (target/shards without it) and stay there
# for the next run.
set -euo pipefail
cd "$(dirname "$0")/.."

count=${1:-8}
target=${CARGO_TARGET_DIR:-target}
folder=${SHARDS:-$target/shards}
basislint=${BASISLINT:-$target/release/basislint}
mkdir -p "$folder/partial"

[[ -x $basislint ]] || cargo build --quiet --release
[[ -d $folder/MANY ]] || cargo run --quiet --release --example corpus -- MANY "$folder/MANY"

# Prints seconds of the clock, seconds of processors and KiB at most of a command.
measured() {
    /usr/bin/time --quiet --format '%e %U %S %M' --output "$folder/time" "$@" >/dev/null || [[ $? == 1 ]]
    awk '{ printf "%8.2f s   processors %8.2f s   memory %7.1f MiB\n", $1, $2 + $3, $4 / 1024 }' "$folder/time"
}

as_of=2026-11-22
# All is in memory before anybody is measured.
"$basislint" check "$folder/MANY" --isolated --as-of "$as_of" --format concise >/dev/null || [[ $? == 1 ]]

for format in pretty json; do
    printf '%-12s' "one $format"
    measured "$basislint" check "$folder/MANY" --isolated --as-of "$as_of" --output "$format=$folder/one.$format" --quiet --format concise
done
for ((number = 1; number <= count; number++)); do
    printf '%-12s' "shard $number"
    measured "$basislint" check "$folder/MANY" --isolated --as-of "$as_of" --shard "$number/$count" --partial "$folder/partial/$number"
done
partials=()
for ((number = 1; number <= count; number++)); do
    partials+=("$folder/partial/$number")
done
for format in pretty json; do
    printf '%-12s' "merge $format"
    measured "$basislint" merge "${partials[@]}" --isolated --output "$format=$folder/merged.$format" --quiet --format concise
    cmp "$folder/one.$format" "$folder/merged.$format"
done
du --bytes --total "${partials[@]}" | awk 'END { printf "partial results %.1f MiB\n", $1 / 1048576 }'
echo "the same bytes"
