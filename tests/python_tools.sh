# To be sourced at the top of the project: makes `$tools` a Python environment in target/ with what tests/python_tools.txt names, each in its
# version. Without Python or a network it ends the script that sources it, with a failure only if BASISLINT_REQUIRE_TOOLS=1.
tools=$PWD/target/python-tools

without_tools() {
    echo "NOT TESTED ($0): $1" >&2
    [ "${BASISLINT_REQUIRE_TOOLS:-0}" = 1 ] && exit 1
    exit 0
}

if ! cmp -s tests/python_tools.txt "$tools/installed"; then
    python3 -m venv --clear "$tools" || without_tools "there is no Python with venv (packages python3 and python3-venv)"
    "$tools/bin/pip" install --quiet --disable-pip-version-check -r tests/python_tools.txt || without_tools "pip cannot install its tools"
    cp tests/python_tools.txt "$tools/installed"
fi
