#!/usr/bin/env bash
# Asks Spark the ten questions of docs/sql.md, of the facts that tests/sql/run.sh wrote: the answers must be those of tests/sql/answers.txt.
#
#   tests/sql/run.sh target/debug/basislint && tests/sql/spark.sh
#
# pyspark comes from PyPI (some 400 MB) into target/sql, in the version that stands below; Java is Debian's openjdk-17-jre-headless. Not a part of .ci/run.
set -euo pipefail
cd "$(dirname "$0")/../.."
home=$PWD/target/sql
version=4.3.0
[ -d "$home/facts" ] || { echo "there are no facts: run tests/sql/run.sh before" >&2; exit 1; }
command -v java >/dev/null || { echo "there is no Java: apt-get install openjdk-17-jre-headless" >&2; exit 1; }
if [ "$("$home/spark/bin/pip" list --format freeze 2>/dev/null | grep -c "^pyspark==$version$")" != 1 ]; then
    python3 -m venv --clear "$home/spark"
    "$home/spark/bin/pip" install --quiet --disable-pip-version-check "pyspark==$version"
fi
exec "$home/spark/bin/python" tests/sql/ask.py "$home/facts" spark
