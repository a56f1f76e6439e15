TESTS += tests/e2e/join.sh
EXTRA_DIST += tests/e2e/join.sh
