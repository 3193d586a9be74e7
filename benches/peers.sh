#!/usr/bin/env bash
# Measures basislint beside other tools and says which goals of benches/RESULTS.md are met.
#
#   benches/peers.sh              all goals, P1 to P17
#   benches/peers.sh P1 P4        these goals
#   benches/peers.sh huge         memory on a job log of 5 GiB, which is made and deleted
#
# Everything it needs beyond Rust and Python goes to a folder of its own and is kept there for the next run: ripgrep, DuckDB,
# Polars and 3 GB of invented exports. PEERS=DIR names another folder than target/peers, TIMES=N another number of runs than 7. What
# is measured is the program as it is packaged, which takes long to build; PROGRAM=FILE measures another one.
set -euo pipefail
cd "$(dirname "$0")/.."

RIPGREP=15.2.0
THREADS=2
ALT='SAPOSS|SAP-OSS|SAP-OSS-LIST-001|SDCC_OSS|SAPNET_RFC|SAPNET_RTCC'
target=${CARGO_TARGET_DIR:-target}
peers=${PEERS:-$target/peers}
times=${TIMES:-7}
mkdir -p "$peers/corpus"
target=$(cd "$target" && pwd)
peers=$(cd "$peers" && pwd)

basislint=${PROGRAM:-$target/dist/basislint}
rg=$peers/bin/rg
python=$peers/venv/bin/python
corpus=$peers/corpus
# No configuration, whatever lies around; findings are wanted, not their exit code.
check="$basislint check --isolated"
unmet=0

say() { printf '%s\n' "$*" >&2; }
fail() { say "error: $*"; exit 2; }
is_wanted() { [[ " $wanted " == *" $1 "* ]]; }

# ---- What is needed -------------------------------------------------------------------------------------------------

install_peers() {
    if [[ ! -x $rg || $("$rg" --version) != "ripgrep $RIPGREP"* ]]; then
        say "installing ripgrep $RIPGREP"
        cargo install --quiet --locked --root "$peers" --target-dir "$peers/target" "ripgrep@$RIPGREP"
    fi
    if [[ ! -x $python ]]; then
        python3 -m venv "$peers/venv"
    fi
    if { is_wanted P6 || is_wanted P16; } && ! "$python" -c 'import duckdb, polars' 2>/dev/null; then
        say "installing DuckDB and Polars"
        "$python" -m pip install --quiet duckdb polars
    fi
    if is_wanted P7 && [[ ! -x $peers/bin/hello ]]; then
        printf 'fn main() {\n    println!("Hello, world!");\n}\n' >"$peers/hello.rs"
        rustc -O -o "$peers/bin/hello" "$peers/hello.rs"
    fi
    if is_wanted P8 || is_wanted huge; then
        [[ -x /usr/bin/time ]] || fail "peak memory is measured with GNU time: install the package time"
    fi
}

build() {
    say "building basislint and the generator of exports"
    # mold 1.10 links a static program so that it does not start.
    [[ -n ${PROGRAM:-} ]] || env -u CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_RUSTFLAGS packaging/build.sh program
    cargo build --quiet --example corpus
}

# Exports are made anew when their generator is.
make_exports() {
    local generator=$target/debug/examples/corpus name=$1
    local stamp
    stamp=$(cat benches/corpus/*.rs | cksum)
    if [[ ! -f $corpus/$name.stamp || $(cat "$corpus/$name.stamp") != "$stamp" ]]; then
        say "making the exports $name"
        rm -rf "${corpus:?}/$name"
        "$generator" "$name" "$corpus/$name"
        printf '%s\n' "$stamp" >"$corpus/$name.stamp"
    fi
}

# Fast and wrong is no measurement: every file must give as many findings as were put into it.
check_findings() {
    local name=$1 code=0
    say "checking the findings in $name"
    (cd "$corpus" && $check --select legacy-rfc-destination,fallback-usage --format concise "$name") \
        >"$corpus/$name.findings" || code=$?
    [[ $code -le 1 ]] || fail "exit code $code for $name"
    "$python" - "$corpus/truth-$name.json" "$name" "$corpus/$name.findings" <<'PYTHON' || fail "findings in $name are wrong"
import collections, json, re, sys

truth, folder, findings = sys.argv[1:]
finding = re.compile(r"(.+?):\d+:\d+: \w+\[([a-z-]+)\] ")
found = collections.Counter()
with open(findings, encoding="utf-8") as lines:
    for line in lines:
        if match := finding.match(line):
            found[match.groups()] += 1
right = True
with open(truth, encoding="utf-8") as file:
    files = json.load(file)["files"]
for file in files:
    for rule in ("legacy-rfc-destination", "fallback-usage"):
        path = f"{folder}/{file['path']}"
        number = found.pop((path, rule), 0)
        if number != file[rule]:
            print(f"{path}: {number} findings of {rule} instead of {file[rule]}", file=sys.stderr)
            right = False
for (path, rule), number in found.items():
    print(f"{path}: {number} findings of {rule} too many", file=sys.stderr)
    right = False
sys.exit(not right)
PYTHON
    rm "$corpus/$name.findings"
}

# ---- Measuring ------------------------------------------------------------------------------------------------------

# Sets wall and cpu (ratios A/B), and for each of both seconds and peak MiB.
pair() {
    local line
    line=$("$python" benches/pair.py --times "$times" "$@") || fail "could not measure: $*"
    IFS=$'\t' read -r wall cpu a_wall a_cpu a_peak b_wall b_cpu b_peak <<<"$line"
    say "  wall $wall, CPU $cpu; A ${a_wall} s, CPU ${a_cpu} s, ${a_peak} MiB; B ${b_wall:-} s, CPU ${b_cpu:-} s, ${b_peak:-} MiB"
}

# Sets mib: the peak memory of a check as the kernel tells it, with nothing of this script or of Python in it.
peak() {
    local code=0
    # shellcheck disable=SC2086 # a command and its arguments
    /usr/bin/time --quiet -f %M -o "$peers/peak" $check "$@" >/dev/null 2>&1 || code=$?
    [[ $code -le 1 ]] || fail "exit code $code: $check $*"
    mib=$(awk '{ printf "%.1f\n", $1 / 1024 }' "$peers/peak")
}

times_faster() { awk -v ratio="$1" 'BEGIN { printf "%.1f\n", 1 / ratio }'; }

row() { printf '| %s | %s | %s | %s | %s |\n' "$@"; }

# goal NUMBER WHAT most|least LIMIT MEASURED [UNIT]
goal() {
    local sign='≤' met=yes
    [[ $3 == most ]] || sign='≥'
    if ! awk -v kind="$3" -v limit="$4" -v is="$5" 'BEGIN { exit !(kind == "most" ? is <= limit : is >= limit) }'; then
        met=NO
        unmet=$((unmet + 1))
    fi
    row "$1" "$2" "$sign $4${6:+ $6}" "$(LC_ALL=C printf '%.2f' "$5")" "$met"
}

P1() {
    pair "$check --jobs $THREADS $corpus/L" "$rg -j$THREADS -c $ALT $corpus/L"
    goal P1 "L against rg -c, $THREADS threads" most 1.0 "$wall"
    goal P1 "the same, processor time" most 1.5 "$cpu"
}

P2() {
    pair "$check --jobs $THREADS $corpus/L" "$rg -j$THREADS -cw $ALT $corpus/L"
    goal P2 "L against rg -cw, $THREADS threads" most 0.35 "$wall"
}

P3() {
    pair "$check --jobs 1 $corpus/L" "$rg -j1 -c $ALT $corpus/L"
    goal P3 "L against rg -c, 1 thread" most 1.5 "$wall"
}

P4() {
    pair "$check --jobs $THREADS $corpus/M" "$rg -j$THREADS -c $ALT $corpus/M"
    goal P4 "M against rg -c, $THREADS threads" most 1.3 "$wall"
    goal P4 "the same, processor time" most 2.0 "$cpu"
}

P5() {
    pair "$check --jobs $THREADS $corpus/L" "wc -l $corpus/L/BIG/joblog_big.txt $corpus/L/BIG/rfcdes_big.txt"
    goal P5 "L against wc -l" most 1.6 "$wall"
}

P6() {
    local tool least expected answer files="$corpus/L/BIG/joblog_big.txt $corpus/L/BIG/rfcdes_big.txt"
    local times=3
    expected=$("$python" -c 'import json, sys
files = json.load(open(sys.argv[1]))["files"]
print(*(sum(file[rule] for file in files) for rule in ("fallback-usage", "legacy-rfc-destination")))' "$corpus/truth-L.json")
    for tool in duckdb:10 polars:6 csv:120; do
        IFS=: read -r tool least <<<"$tool"
        # shellcheck disable=SC2086 # two files
        answer=$("$python" benches/same_question.py "$tool" $files)
        [[ $answer == "$expected" ]] || fail "$tool counts $answer instead of $expected"
        pair "$check --jobs $THREADS $corpus/L" "$python benches/same_question.py $tool $files"
        goal P6 "L: times faster than the same question in $tool" least "$least" "$(times_faster "$wall")"
    done
}

P7() {
    # A few milliseconds each: many runs.
    local times=200
    pair "$check $corpus/S" "$peers/bin/hello"
    goal P7 "S to exit, against a program that says hello" most 2.0 "$wall"
    goal P7 "the same, processor time" most 2.5 "$cpu"
    # What a start costs, whatever is embedded.
    mkdir -p "$peers/empty"
    pair "$check --allow-empty $peers/empty" "$peers/bin/hello"
    goal P7 "an empty folder against a program that says hello, processor time" most 1.5 "$cpu"
}

P8() {
    local part=$corpus/part few
    mkdir -p "$part"
    peak "$corpus/S"
    goal P8 "peak memory of S" most 8 "$mib" MiB
    peak "$corpus/M"
    goal P8 "peak memory of M" most 32 "$mib" MiB
    peak "$corpus/L"
    goal P8 "peak memory of L" most 32 "$mib" MiB
    # A tenth of it: what is less here is less for the findings, which are kept.
    head -c 104857600 "$corpus/L/BIG/joblog_big.txt" >"$part/joblog.txt"
    peak "$part"
    goal P8 "peak memory of the first 100 MiB of L" most 32 "$mib" MiB
    # Without findings nothing may grow.
    head -c 20971520 "$corpus/NEAR/NEA/joblog.txt" >"$part/joblog.txt"
    peak "$part"
    few=$mib
    peak "$corpus/NEAR"
    # What two threads hold at once may come on top.
    goal P8 "peak memory of 220 MiB without findings over that of its first 20" most 2 \
        "$(awk -v many="$mib" -v few="$few" 'BEGIN { print many - few }')" MiB
    rm -r "$part"
}

P9() {
    local name
    for name in L M; do
        pair "$check --jobs 1 $corpus/$name" "$check --jobs 2 $corpus/$name"
        goal P9 "$name: times faster with 2 threads than with 1" least 1.8 "$wall"
    done
}

P10() {
    pair "$check --jobs $THREADS $corpus/NEAR" "$rg -j$THREADS -cw $ALT $corpus/NEAR"
    goal P10 "a near miss in every row, against rg -cw" most 1.0 "$wall"
}

P11() {
    local findings=$peers/findings.jsonl lines=$peers/lines.txt wrong
    pair --out-a "$findings" --out-b "$lines" \
        "$check --jobs $THREADS --format jsonl $corpus/WRONG" "$rg -j$THREADS -nw $ALT $corpus/WRONG"
    wrong=$(wc -l <"$lines")
    [[ $(grep -c '"fallback-usage"' "$findings") -ge $wrong ]] || fail "fewer findings than the $wrong wrong rows"
    rm "$findings" "$lines"
    goal P11 "every row wrong, as jsonl to a file, against rg -nw" most 2.0 "$wall"
    goal P11 "peak memory of it" most 64 "$a_peak" MiB
}

P12() {
    pair "$check --jobs $THREADS $corpus/UTF16/U16" "$check --jobs $THREADS $corpus/UTF16/UT8"
    goal P12 "a job log as UTF-16 against the same as UTF-8" most 3.0 "$wall"
    goal P12 "peak memory of it" most 32 "$a_peak" MiB
}

P13() {
    # The test says how many allocations there are if there are any.
    local told=0
    cargo test --quiet --test suite allocations:: -- --include-ignored >"$peers/allocations.txt" 2>&1 || told=1
    grep 'clean records more cost' "$peers/allocations.txt" | sed 's/^.*failed: /  /' >&2 || true
    goal P13 "tests of allocations for clean records that fail" most 0 "$told"
}

# What was added since, each beside what one would do without it.
P14() {
    local packed=$peers/packed
    if [[ ! -f $packed/M.zip || $corpus/M.stamp -nt $packed/M.zip ]]; then
        mkdir -p "$packed"
        rm -f "$packed/M.zip"
        (cd "$corpus" && "$python" -m zipfile -c "$packed/M.zip" M)
    fi
    cat >"$packed/unpack.sh" <<SH
rm -rf "$packed/M" && "$python" -m zipfile -e "$packed/M.zip" "$packed/M" && $check --jobs $THREADS "$packed/M"
SH
    local times=3
    pair "$check --jobs $THREADS $packed/M.zip" "bash $packed/unpack.sh"
    goal P14 "M as a ZIP archive, against unpacking it first" most 1.0 "$wall"
    goal P14 "peak memory of it" most 64 "$a_peak" MiB
}

P15() {
    local other=$peers/changed
    if [[ ! -d $other || $corpus/M.stamp -nt $other ]]; then
        rm -rf "$other"
        cp -r "$corpus/M" "$other"
        find "$other" -name 'DEFAULT.PFL' -exec sh -c 'printf "rdisp/wp_no_dia = 99\r\n" >>"$1"' _ {} \;
    fi
    cat >"$peers/two_checks.sh" <<SH
cd "$peers" && $check --jobs $THREADS --format json corpus/M >old.json; $check --jobs $THREADS --format json changed >new.json; diff old.json new.json >/dev/null || true
SH
    local times=3
    pair "$basislint diff --isolated --jobs $THREADS $corpus/M $other" "bash $peers/two_checks.sh"
    goal P15 "a diff of two states of M, against two checks and a diff of their JSON" most 1.5 "$wall"
    goal P15 "peak memory of it" most 128 "$a_peak" MiB
}

P16() {
    local folder=$peers/policies
    if [[ ! -d $folder ]]; then
        mkdir -p "$folder"
        "$python" -B -c 'import pathlib, sys; sys.path.insert(0, "benches"); import policies; policies.landscape(pathlib.Path(sys.argv[1]), 200)' "$folder"
    fi
    local notes="--policy sap-notes --policy sap-baseline"
    pair "$check --jobs $THREADS --format concise --summary $notes $folder" "$check --jobs $THREADS --format concise --summary $folder"
    goal P16 "4,705 check items of SAP's policies over 200 systems, against the rules alone" most 2.5 "$wall"
    goal P16 "peak memory beyond the rules" most 64 "$(awk -v a="$a_peak" -v b="$b_peak" 'BEGIN { print a - b }')" MiB
    # SAP's repository, as it is published.
    local repository=${BASISLINT_POLICIES:-$peers/frun-csa-policies-best-practices}
    [[ -d $repository ]] || git clone --quiet --depth 1 https://github.com/SAP-samples/frun-csa-policies-best-practices "$repository"
    local times=1
    pair "$python benches/policies_sql.py $folder $repository" "$check --jobs $THREADS --format concise --summary $notes $folder"
    goal P16 "times faster than their items about components and notes as SQL in DuckDB" least 10 "$wall"
}

P17() {
    pair "$check --jobs $THREADS --format html $corpus/M" "$check --jobs $THREADS --format json $corpus/M"
    goal P17 "the HTML report of M, against JSON that somebody would still have to draw" most 1.5 "$wall"
    goal P17 "peak memory of it" most 64 "$a_peak" MiB
}

huge() {
    make_exports HUGE
    check_findings HUGE
    peak "$corpus/HUGE"
    goal "" "peak memory of a job log of 5 GiB with some 33,000 findings" most 64 "$mib" MiB
}

# shellcheck disable=SC2317 # called by the trap
forget_huge() { rm -rf "${corpus:?}/HUGE" "$corpus/HUGE.stamp" "$corpus/HUGE.findings" "$corpus/truth-HUGE.json"; }

# ---- The run --------------------------------------------------------------------------------------------------------

machine() {
    local model memory
    model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
    memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo 2>/dev/null || true)
    printf -- '- machine: %s, %s cores, %s of memory, %s\n' \
        "${model:-unknown}" "$(getconf _NPROCESSORS_ONLN)" "${memory:-unknown}" "$(uname -sr)"
    printf -- '- basislint: %s, %s\n' "$(git describe --always --dirty 2>/dev/null || echo unknown)" "$(rustc --version)"
    printf -- '- peers: %s, %s' "$("$rg" --version | head -n 1)" "$("$python" --version)"
    if is_wanted P6 || is_wanted P16; then
        "$python" -c 'import duckdb, polars; print(f", DuckDB {duckdb.__version__}, Polars {polars.__version__}", end="")'
    fi
    printf '\n- runs: pairs A B A B ..., %s of each, medians of the ratios; load before: %s\n\n' \
        "$times" "$(cut -d ' ' -f 1-3 /proc/loadavg 2>/dev/null || echo unknown)"
}

wanted=${*:-P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 P11 P12 P13 P14 P15 P16 P17}
exports=()
for each in $wanted; do
    case $each in
        P1 | P2 | P3 | P5 | P6) exports+=(L) ;;
        P4 | P14 | P15 | P17) exports+=(M) ;;
        P7) exports+=(S) ;;
        P8) exports+=(S M L NEAR) ;;
        P9) exports+=(L M) ;;
        P10) exports+=(NEAR) ;;
        P11) exports+=(WRONG) ;;
        P12) exports+=(UTF16) ;;
        P13 | P16) ;;
        huge) trap forget_huge EXIT ;;
        *) fail "there is no goal $each: P1 to P17, or huge" ;;
    esac
done

build
install_peers
while read -r each; do
    make_exports "$each"
    check_findings "$each"
done < <(printf '%s\n' "${exports[@]:-}" | sort -u | sed '/^$/d')
machine
row goal 'basislint check, all rules on' must measured met
row --- --- --- --- ---
for each in $wanted; do
    say "$each"
    "$each"
done
if [[ $unmet -gt 0 ]]; then
    say "$unmet not met"
    exit 1
fi
