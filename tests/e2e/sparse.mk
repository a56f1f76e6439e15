EXTRA_DIST += tests/e2e/carve-sparse.sh
TESTS += tests/e2e/carve-sparse.sh
