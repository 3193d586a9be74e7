# To be sourced at the top of the project, behind tests/python_tools.sh: puts maturin and cargo-deb on the PATH. cargo-deb is compiled into
# target/packaging/tools if the machine has none; without a registry the script that sources this ends as one without Python does.
export PATH=$tools/bin:$PATH
deb_version=3.8.0
is_there() { [ "$(cargo-deb --version 2>/dev/null || true)" = "cargo-deb $deb_version" ]; }
if ! is_there; then
    export PATH=$PWD/target/packaging/tools/bin:$PATH
    # Nobody waits for its speed: no optimisation, and no compression that is a C library.
    is_there || CARGO_TARGET_DIR=$PWD/target/packaging/cargo-deb \
        cargo install --quiet --locked --debug --no-default-features --version "$deb_version" --root target/packaging/tools cargo-deb ||
        without_tools "cargo cannot install cargo-deb"
fi
