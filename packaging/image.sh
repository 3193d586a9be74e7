#!/usr/bin/env bash
# The container image, from the archives with static programs that packaging/build.sh wrote: for x86-64 and arm64, what is there of them.
#
#   packaging/image.sh FOLDER-WITH-ARCHIVES OUT
#
# buildah must be on the PATH. Nothing is pulled, for the image begins with nothing.
set -euo pipefail
from=$(cd "${1:?the folder with the archives}" && pwd)
out=${2:?the folder that the image goes to}
mkdir -p "$out"
out=$(cd "$out" && pwd)
cd "$(dirname "$0")/.."

work=$(mktemp -d)
list=localhost/basislint-$$
trap 'rm -rf "$work"; buildah manifest rm "$list" >/dev/null 2>&1 || true' EXIT
buildah manifest create "$list" >/dev/null
version=
for archive in "$from"/basislint-*-linux-musl.tar.gz; do
    name=$(basename "$archive" .tar.gz)
    case $name in
        *-x86_64-*) arch=amd64 ;;
        *-aarch64-*) arch=arm64 ;;
        *) echo "of no platform: $archive" >&2; exit 1 ;;
    esac
    version=${name#basislint-}
    version=${version%-*-unknown-linux-musl}
    mkdir -p "$work/$arch/licences"
    tar -xzf "$archive" -C "$work" --strip-components 1 --one-top-level="$arch.all"
    mv "$work/$arch.all/basislint" "$work/$arch/"
    mv "$work/$arch.all"/LICENSE* "$work/$arch/licences/"
    rm -r "$work/$arch.all"
    buildah build --quiet --platform "linux/$arch" --timestamp "$(git log -1 --format=%ct)" --manifest "$list" -f packaging/Containerfile "$work" >/dev/null
done
buildah manifest push --quiet --all "$list" "oci-archive:$out/basislint-$version-image.tar"
ls -l "$out"
