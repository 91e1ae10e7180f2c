#!/bin/sh
# Asks whether a locked version has a known vulnerability: packaging/audit.sh [REQUIREMENTS]
#
# One that has fails the step, exit code 1. Where the advisory service cannot be reached, as on a machine without
# a network, this says so and goes on, unless AUDIT=require, which then fails with 3. AUDIT_OSV_URL names another
# service of the same form, such as a mirror of the site's own.
set -eu

cd "$(dirname "$0")/.."
requirements=${1:-requirements/run.txt}
audit=${PIP_AUDIT:-.venv/bin/pip-audit}
told=$(mktemp)
trap 'rm -f "$told"' EXIT

say() { printf '%s\n' "$*" >&2; }

# The versions are all there with their hashes, so that nothing is resolved or fetched to be asked about.
set -- --requirement "$requirements" --disable-pip --progress-spinner off --timeout "${AUDIT_TIMEOUT_S:-15}" \
    --vulnerability-service osv ${AUDIT_OSV_URL:+--osv-url "$AUDIT_OSV_URL"}
code=0
"$audit" "$@" >"$told" 2>&1 || code=$?

if [ "$code" -eq 0 ]; then
    say "No known vulnerability in $requirements."
    exit 0
fi
# pip-audit answers 1 for what it found as for what it could not ask; only the former has a list.
if grep -Eq '^Found [0-9]+ known vulnerabilit' "$told"; then
    cat "$told" >&2
    say "A locked version has a known vulnerability: raise it in pyproject.toml or with make lock, then try again."
    exit 1
fi
reason=$(grep -Ei 'error|could not|refused|timed out|resol' "$told" | tail -n 1)
say "=================================================================================="
say "NOT AUDITED: ${reason:-$(tail -n 1 "$told")}"
say "=================================================================================="
if [ "${AUDIT:-}" = require ]; then
    say "AUDIT=require: this counts as a failure."
    exit 3
fi
