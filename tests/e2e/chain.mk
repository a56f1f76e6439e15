# The case folder and its chain of evidence.
E2E_CHAIN = tests/e2e/cut.sh tests/e2e/custody.sh tests/e2e/sign.sh tests/e2e/verify.sh tests/e2e/verify-case.sh
TESTS += $(E2E_CHAIN)
EXTRA_DIST += $(E2E_CHAIN)
