#!/bin/sh
# Makes .venv at the top of the project with the SDK that the acceptance run uses, unmodified, from the public package index.
set -eu
cd "$(dirname "$0")/../../.."
[ -x .venv/bin/python ] || python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement src/test/python/requirements.txt
