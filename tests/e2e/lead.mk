E2E_FRAME = tests/e2e/fault.sh
TESTS += $(E2E_FRAME)
EXTRA_DIST += $(E2E_FRAME) tests/e2e/examples.sh
