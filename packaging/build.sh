#!/usr/bin/env bash
# Builds what people install: a wheel, a Debian package and an archive, all of one binary that cargo builds once.
#
#   packaging/build.sh [--profile dist] [--target TRIPLE] [--out dist] [wheel] [deb] [archive] [program]
#
# Without names the first three; `program` alone packs nothing. On Linux the binary is static. With a `*-linux-musl` target the wheel and the package are for any Linux and any Debian.
# maturin and cargo-deb must be on the PATH; packaging/tools.sh installs them.
set -euo pipefail
cd "$(dirname "$0")/.."

profile=dist target= out=dist parts=
while [ $# -gt 0 ]; do
    case $1 in
        --profile) profile=$2; shift ;;
        --target) target=$2; shift ;;
        --out) out=$2; shift ;;
        wheel | deb | archive | program) parts="$parts $1" ;;
        *) echo "unknown: $1" >&2; exit 2 ;;
    esac
    shift
done
parts=${parts:-wheel deb archive}
wants() { case " $parts " in *" $1 "*) ;; *) return 1 ;; esac; }
mkdir -p "$out"
out=$(cd "$out" && pwd)

host=$(rustc -vV | sed -n 's/^host: //p')
for_target=()
[ -z "$target" ] || for_target=(--target "$target")
# On Linux the program is static and lies at a fixed place: else 24,000 addresses are put into it at each start, page by page, and checking an
# empty folder takes twice as long (benches/RESULTS.md). What it allocates and its stack still lie anywhere, and no code of ours is unsafe.
# mold 1.10 links such a program so that it does not start; the line below that asks for its version would end here then.
static=()
case ${target:-$host} in
    *-linux-gnu | *-linux-musl) static=(-- -C target-feature=+crt-static -C relocation-model=static) ;;
esac
# An empty list is no list for the bash of macOS.
cargo rustc --locked --bin basislint --profile "$profile" ${for_target[@]+"${for_target[@]}"} ${static[@]+"${static[@]}"}
folder=$profile
[ "$profile" != dev ] || folder=debug
built=${CARGO_TARGET_DIR:-target}/${target:+$target/}$folder
program=$built/basislint
[ -e "$program" ] || program=$program.exe
[ "$parts" != " program" ] || exit 0
version=$("$program" --version | sed 's/.* //')

# What lies in /usr/share, and in the archive.
share=target/packaging/share
rm -rf "$share"
mkdir -p "$share/doc/basislint/docs"
cp README.md "$share/doc/basislint/"
cp docs/*.md docs/*.png "$share/doc/basislint/docs/"
cp CHANGELOG.md "$share/doc/basislint/changelog"
cp packaging/copyright "$share/doc/basislint/copyright"
cp -R LICENSES "$share/doc/basislint/"
# Pages that the program writes of itself. `page FILE ARGUMENT...`: one that this program has no command for is left out.
page() {
    local file=$share/$1
    shift
    mkdir -p "$(dirname "$file")"
    "$program" "$@" >"$file" 2>/dev/null || { rm "$file"; rmdir -p "$(dirname "$file")" 2>/dev/null || true; echo "no $* in this basislint: left out" >&2; }
}
page man/man1/basislint.1 man
page bash-completion/completions/basislint completions bash
page zsh/vendor-completions/_basislint completions zsh
page fish/vendor_completions.d/basislint.fish completions fish

if wants wheel; then
    # A static program needs no C library of a system, be it glibc or musl.
    case $target in
        *-linux-musl) tags=(--compatibility manylinux2014 musllinux_1_1) ;;
        *-linux-* | "") tags=(--compatibility linux) ;;
        *) tags=(--compatibility pypi) ;;
    esac
    maturin build --quiet --locked --profile "$profile" ${for_target[@]+"${for_target[@]}"} "${tags[@]}" --out "$out" ${static[@]+"${static[@]}"}
fi
if wants deb; then
    # Nobody waits for a small package of a binary that is not for users.
    fast=()
    [ "$profile" = dist ] || fast=(--fast)
    cargo deb --quiet --no-build --no-strip --profile "$profile" ${for_target[@]+"${for_target[@]}"} ${fast[@]+"${fast[@]}"} --output "$out"
fi
if wants archive; then
    name=basislint-$version-${target:-$host}
    rm -rf "target/packaging/$name"
    mkdir -p "target/packaging/$name"
    cp "$program" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "target/packaging/$name/"
    cp -R LICENSES "target/packaging/$name/"
    for pages in man bash-completion zsh fish; do
        [ ! -d "$share/$pages" ] || cp -R "$share/$pages" "target/packaging/$name/"
    done
    case $name in
        *windows*) (cd target/packaging && python3 -m zipfile -c "$out/$name.zip" "$name") ;;
        *) tar -C target/packaging -czf "$out/$name.tar.gz" "$name" ;;
    esac
fi
ls -l "$out"
