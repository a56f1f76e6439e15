#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The CASE graph of a practice case against the SHACL shapes of CASE 1.4.0. Takes rdf-validate-shacl, jsonld and n3
# from the npm registry; `make check-extra` runs it.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need node npm winnow winnow-practice winnow-set
schemas=$(shared schemas) || skip "there is no ../shared/data/schemas"

cp "$WINNOW_SRCDIR/tests/extra/shacl.mjs" .
npm install --silent --no-audit --no-fund rdf-validate-shacl@0.6 jsonld@8 n3@1 >npm.log 2>&1 || skip "npm cannot install the validator"
winnow-practice "$WINNOW_SRCDIR/examples/demo.recipe" -o practice.E01 --hashes known.csv >/dev/null
winnow-set build -q --name known -o known.wset known.csv
winnow triage -q -s known.wset -o case practice.E01
check_status 0 winnow-report -f case --case "$WINNOW_SRCDIR/examples/demo.ini" --all-items -o graph.jsonld case/records.jsonl
check "the graph keeps to the shapes" sh -c "node shacl.mjs '$schemas/case-1.4.0.ttl' graph.jsonld | tee said | tail -n 1; ! grep -q Violation said"
tail -n 3 said
finish
