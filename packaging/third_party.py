#!/usr/bin/env python3
"""The licences of the libraries in the program, as `cargo metadata` tells them and their sources carry them: whoever hands on the program must
hand these on too. Only what is linked counts, on whichever platform, neither tests nor build scripts. The program carries the file for
`basislint --licenses`, so it is committed; write it anew when Cargo.lock changes:

    packaging/third_party.py >LICENSES/third-party.txt
"""

import json
import pathlib
import subprocess

NAMES = ("licen", "copying", "notice", "unlicense", "copyright")


def linked(metadata):
    """The packages that the program is linked from, without our own."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    packages = {package["id"]: package for package in metadata["packages"]}
    found, waiting = set(), [metadata["resolve"]["root"]]
    while waiting:
        for dependency in nodes[waiting.pop()]["deps"]:
            name = dependency["pkg"]
            is_linked = None in [kind["kind"] for kind in dependency["dep_kinds"]]
            # What runs in the compiler leaves no code of its own in the program.
            is_macro = any("proc-macro" in target["kind"] for target in packages[name]["targets"])
            if is_linked and not is_macro and name not in found:
                found.add(name)
                waiting.append(name)
    return sorted((packages[name] for name in found), key=lambda package: (package["name"], package["version"]))


def main():
    command = ["cargo", "metadata", "--format-version", "1", "--locked"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    texts, bare = {}, []
    print("The libraries in basislint, with their licences; the texts stand below, each once. Beside them is the standard library of Rust,")
    print("MIT or Apache-2.0, and in a static program for Linux musl, MIT.\n")
    for package in linked(metadata):
        name = f"{package['name']} {package['version']}"
        print(f"{name}: {package['license']}")
        folder = pathlib.Path(package["manifest_path"]).parent
        files = [file for file in sorted(folder.iterdir()) if file.is_file() and file.name.lower().startswith(NAMES)]
        if not files:
            bare.append(name)
        for file in files:
            text = file.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n").strip()
            texts.setdefault(text, []).append(name)
    if bare:
        print("\nWithout a text of their own in what they publish: " + ", ".join(bare))
    for text, names in texts.items():
        print("\n" + "-" * 78 + "\n" + ", ".join(names) + "\n\n" + text)


main()
