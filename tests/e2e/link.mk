EXTRA_DIST += tests/e2e/link.sh
TESTS += tests/e2e/link.sh
