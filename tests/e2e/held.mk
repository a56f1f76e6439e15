# What containers do not store, and holders that are hostile or foreign.
TESTS += tests/e2e/behind.sh tests/e2e/known-zeros.sh tests/e2e/names-charset.sh
EXTRA_DIST += tests/e2e/behind.sh tests/e2e/known-zeros.sh tests/e2e/names-charset.sh
