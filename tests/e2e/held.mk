# What containers do not store, and holders that are hostile or foreign.
TESTS += tests/e2e/behind.sh tests/e2e/known-zeros.sh
EXTRA_DIST += tests/e2e/behind.sh tests/e2e/known-zeros.sh
