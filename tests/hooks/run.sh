#!/usr/bin/env bash
# The hooks, end to end: in a fresh repository with the exports of one system they must block the commit that adds SAPOSS, pass the one that
# removes it, and block the one that deletes the list of RFC destinations under `--require all`. Three ways: both ids of .pre-commit-hooks.yaml,
# run by the official pre-commit, and the plain hook of docs/hooks/.
#
#   tests/hooks/run.sh target/debug/basislint
#
# pre-commit comes from PyPI, see tests/python_tools.sh. It builds the id `basislint` from the commit that is checked out here, with this folder's
# target and the profile of the tests, so that what is compiled already serves again.
set -euo pipefail
cd "$(dirname "$0")/../.."
source=$PWD
program=$PWD/${1:?the program, e.g. target/debug/basislint}
home=$PWD/target/hooks

. tests/python_tools.sh
mkdir -p "$home"
git diff --quiet HEAD || echo "The id basislint is built from the last commit: what is not committed does not count for it." >&2

# A git that knows nothing of whoever runs this.
unset "${!GIT_@}"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
export GIT_AUTHOR_NAME=Test GIT_AUTHOR_EMAIL=test@example.test GIT_COMMITTER_NAME=Test GIT_COMMITTER_EMAIL=test@example.test
export PRE_COMMIT_HOME=$home/cache PRE_COMMIT_COLOR=never
bin=$(mktemp -d)
work=$(mktemp -d)
trap 'rm -rf "$bin" "$work"' EXIT
cp "$program" "$bin/basislint"
# pre-commit calls `cargo install --bins --root ... --path .`: with the versions of the lock file and the profile of the tests all dependencies
# are built already. Nobody waits for the speed of this one.
mkdir "$work/cargo"
printf '#!/bin/sh\nexec "%s" "$@" --locked --debug\n' "$(command -v cargo)" >"$work/cargo/cargo"
chmod +x "$work/cargo/cargo"
export CARGO_TARGET_DIR=$source/target

failed() {
    echo "$way: $1"
    cat "$work/said"
    exit 1
}
commit() { git commit --quiet -m "$1" >"$work/said" 2>&1; }
# A commit that must be made.
passes() { commit "$1" || failed "blocked: $1"; }
# One that must not, and what must be said.
blocked() {
    if commit "$1"; then failed "not blocked: $1"; fi
    grep -q "$2" "$work/said" || failed "blocked without '$2': $1"
    git reset --quiet --hard
}

add_saposs() { sed -i 's/^|SAPFTP /|SAPOSS                    |3       |H=\/H\/router.example.test\/S\/3299\/H\/oss001,S=01,N=1_PUBLIC,U=OSS_RFC,              |\n&/' PRD/rfcdes.txt; }

# A repository with one clean system; `$1` installs the hook, `$2` makes it ask for all checks.
try_out() {
    repository=$(mktemp -d "$work/XXXXXX")
    cd "$repository"
    git init --quiet
    cp -r "$source/testdata/readiness/systems/PRD" PRD
    printf 'as-of = "2026-11-22"\n\n[[system]]\nname = "PRD"\nrole = "abap-direct"\ntier = "production"\nfiles = ["PRD/**"]\ntechnical-user = "S0021500102"\n' \
        >basislint.toml
    git add . && git commit --quiet -m "One clean system"
    "$1"

    echo "Nothing of SAP's." >README.md && git add .
    passes "a commit that touches no export"

    add_saposs && git add .
    blocked "SAPOSS is added" "legacy-rfc-destination"

    add_saposs
    echo "And more." >>README.md
    git commit --quiet -m "another file alone" README.md >"$work/said" 2>&1 || failed "blocked: another file, with SAPOSS not staged"

    git commit --quiet --no-verify -am "SAPOSS, past the hook"
    git checkout --quiet HEAD~1 -- PRD/rfcdes.txt
    passes "SAPOSS is removed"

    git rm --quiet PRD/rfcdes.txt
    passes "the list of RFC destinations goes, and nobody asked for all checks"
    git revert --no-edit HEAD >/dev/null 2>&1 || failed "the list cannot come back"

    "$2"
    git rm --quiet PRD/rfcdes.txt
    blocked "the list of RFC destinations goes under --require all" "rfcdes.txt"

    # A merge that needs no resolving makes its commit itself.
    git checkout --quiet -b other
    add_saposs && git commit --quiet --no-verify -am "SAPOSS on a branch"
    git checkout --quiet -
    if git merge --quiet --no-ff -m "a merge that brings SAPOSS" other >"$work/said" 2>&1; then failed "not blocked: a merge that brings SAPOSS"; fi
    grep -q legacy-rfc-destination "$work/said" || failed "a merge is blocked, and not by SAPOSS"
    cd "$source"
    echo "$way: blocks and passes what it should"
}

configure() {
    printf 'repos:\n  - repo: %s\n    rev: %s\n    hooks:\n      - id: %s\n        args: [%s]\n' \
        "$source" "$(git -C "$source" rev-parse HEAD)" "$way" "$1" >.pre-commit-config.yaml
    git add .pre-commit-config.yaml
    git commit --quiet --no-verify -m "pre-commit with $1"
}
install_pre_commit() {
    configure --staged
    "$tools/bin/pre-commit" install --hook-type pre-commit --hook-type pre-merge-commit >/dev/null
}
require_with_pre_commit() { configure "--staged, --require, all"; }
install_plain() {
    cp "$source/docs/hooks/pre-commit" .git/hooks/pre-commit
    ln -s pre-commit .git/hooks/pre-merge-commit
}
require_plainly() { git config basislint.require all; }

way="the plain hook"
PATH=$bin:$PATH try_out install_plain require_plainly
way=basislint-system
PATH=$bin:$PATH try_out install_pre_commit require_with_pre_commit
way=basislint
PATH=$work/cargo:$PATH try_out install_pre_commit require_with_pre_commit
