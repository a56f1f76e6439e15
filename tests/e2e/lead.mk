E2E_FRAME = tests/e2e/bad-input.sh tests/e2e/examples.sh tests/e2e/fault.sh tests/e2e/triage.sh
TESTS += $(E2E_FRAME)
EXTRA_DIST += $(E2E_FRAME)
