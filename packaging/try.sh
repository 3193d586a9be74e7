#!/usr/bin/env bash
# What people install, tried as they would: the wheel in an empty Python environment, the Debian package in a clean root, the wheel once more in a
# hook of pre-commit with `language: python`. From each `basislint --version` and a check of testdata/landscape must say what the program itself says.
#
#   packaging/try.sh target/debug/basislint                                     # packs it first
#   packaging/try.sh target/x86_64-unknown-linux-musl/dist/basislint dist       # tries what packaging/build.sh made of it
#
# Profile and target are those of the path: cargo finds what it has built there, and compiles nothing again. A static program gets a root that is
# empty but for the package; another one the libraries that `ldd` names, too. Without Python, maturin, cargo-deb or dpkg nothing is tried;
# BASISLINT_REQUIRE_TOOLS=1 makes that a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:?the program, e.g. target/debug/basislint}
dist=${2:-}
SECONDS=0

folder=$(basename "$(dirname "$program")")
above=$(basename "$(dirname "$(dirname "$program")")")
build=(--profile "${folder/#debug/dev}")
case $above in *-*-*) build+=(--target "$above") ;; esac

. tests/python_tools.sh
command -v dpkg >/dev/null || without_tools "there is no dpkg"

# A root belongs to root: whoever is somebody else becomes it by sudo, or in a namespace of their own.
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if sudo -n true 2>/dev/null; then as_root=("$(command -v sudo)" -n); else as_root=("$(command -v unshare)" --map-root-user); fi
fi
work=$(mktemp -d)
trap '"${as_root[@]}" rm -rf "$work"' EXIT
if [ -z "$dist" ]; then
    . packaging/tools.sh
    echo "tools: $SECONDS s"
    dist=$work/dist
    packaging/build.sh "${build[@]}" --out "$dist" wheel deb
    echo "built: $SECONDS s"
fi
dist=$(cd "$dist" && pwd)
wheel=$(echo "$dist"/*.whl)
deb=$(echo "$dist"/*.deb)

check=(check testdata/landscape --as-of 2026-11-22)
# `same NAME COMMAND...`: the command is basislint, and nothing of this machine is around it.
same() {
    local name=$1 code=0
    shift
    env -i "$@" "${check[@]}" >"$work/$name" 2>"$work/$name.err" || code=$?
    if [ "$code" -ne 1 ] || ! cmp -s "$work/$name" "$work/program" || ! cmp -s "$work/$name.err" "$work/program.err"; then
        echo "$name: exit code $code instead of 1, or another output than that of $program:"
        diff "$work/program" "$work/$name" | head -20
        cat "$work/$name.err"
        exit 1
    fi
    [ "$(env -i "$@" --version)" = "$("$program" --version)" ] || { echo "$name: another version"; exit 1; }
    echo "$name: $(env -i "$@" --version), the same $(wc -l <"$work/$name") lines, exit code 1"
}
env -i "$program" "${check[@]}" >"$work/program" 2>"$work/program.err" || true
grep -q 'legacy-rfc-destination' "$work/program" || { echo "$program finds nothing"; exit 1; }

python3 -m venv "$work/empty"
"$work/empty/bin/pip" install --quiet --disable-pip-version-check --no-index "$wheel"
same wheel "$work/empty/bin/basislint"
"$work/empty/bin/python" -m zipfile -l "$wheel" | grep -q 'licenses/.*third-party.txt' || { echo "the wheel lacks the licences of the libraries"; exit 1; }

# A root where nothing was ever installed.
root=$work/root
mkdir -p "$root"/var/lib/dpkg/{info,updates,triggers}
: >"$root/var/lib/dpkg/status"
force=()
# Of a static program that may lie anywhere in memory ldd says so without failing.
if ldd "$program" >"$work/libraries" 2>&1 && ! grep -q 'statically linked' "$work/libraries"; then
    echo "$program is not static: the root gets its libraries, without packages around them"
    for library in $(grep -o '/[^ ]*' "$work/libraries"); do
        mkdir -p "$root$(dirname "$library")"
        cp -L "$library" "$root$library"
    done
    force=(--force-depends)
fi
# dpkg itself runs here and tells of libraries that no package of that root has.
on_root() { "${as_root[@]}" dpkg --root="$root" "${force[@]}" --log=/dev/null "$@" >"$work/dpkg" 2>&1 || { cat "$work/dpkg"; exit 1; }; }
on_root --install "$deb"
[ "$(dpkg-query --admindir="$root/var/lib/dpkg" -W -f '${Status}' basislint)" = "install ok installed" ]
mkdir "$root/testdata"
cp -R testdata/landscape "$root/testdata/"
same package "${as_root[@]}" "$(PATH=$PATH:/usr/sbin command -v chroot)" "$root" /usr/bin/basislint
for page in doc/basislint/copyright doc/basislint/changelog.gz doc/basislint/LICENSES/third-party.txt doc/basislint/README.md; do
    ls "$root/usr/share/$page"* >/dev/null || { echo "the package has no $page"; exit 1; }
done
# Each only if this basislint has the command for it.
for page in "man man/man1/basislint.1.gz" "completions bash-completion/completions/basislint" \
    "completions zsh/vendor-completions/_basislint" "completions fish/vendor_completions.d/basislint.fish"; do
    if "$program" help "${page%% *}" >/dev/null 2>&1; then
        [ -s "$root/usr/share/${page#* }" ] || { echo "the package has no ${page#* }"; exit 1; }
    fi
done
on_root --purge basislint
left=$(find "$root" -path "$root/testdata" -prune -o -name '*basislint*' -print)
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
echo "package: $(dpkg-deb -f "$deb" Package Version Architecture Depends | tr '\n' ' ')removed without a rest"

# pre-commit, with the wheel where docs/githooks.md has a version, and no cargo in sight.
git init --quiet "$work/repository"
cp -R testdata/landscape/SOL "$work/repository/SOL"
cat >"$work/repository/.pre-commit-config.yaml" <<YAML
repos:
  - repo: local
    hooks:
      - id: basislint
        name: basislint
        entry: basislint check
        args: [--staged]
        language: python
        additional_dependencies: ["$wheel"]
        always_run: true
        pass_filenames: false
YAML
git -C "$work/repository" add .
code=0
(cd "$work/repository" && PRE_COMMIT_HOME=$work/cache PATH=$tools/bin:/usr/bin:/bin pre-commit run --color never) >"$work/said" 2>&1 || code=$?
if [ "$code" -ne 1 ] || ! grep -q 'legacy-rfc-destination' "$work/said"; then
    echo "pre-commit: exit code $code, or no finding:"
    tail -20 "$work/said"
    exit 1
fi
echo "pre-commit with language python: the hook runs from the wheel, without Rust"
echo "sizes: program $(wc -c <"$program"), wheel $(wc -c <"$wheel"), package $(wc -c <"$deb") bytes; in all $SECONDS s"
