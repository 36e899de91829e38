#!/bin/sh
# Makes at the top of the project .venv with the SDK that the acceptance run uses, and .venv-guide with the newest one for the
# guide's examples: both unmodified, from the public package index.
set -eu
cd "$(dirname "$0")/../../.."
install() {
  [ -x "$1/bin/python" ] || python3 -m venv "$1"
  "$1/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "src/test/python/$2"
}
install .venv requirements.txt
install .venv-guide requirements-guide.txt
