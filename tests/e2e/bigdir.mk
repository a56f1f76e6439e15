EXTRA_DIST += tests/e2e/bigdir.pl tests/e2e/bigdir.sh
TESTS += tests/e2e/bigdir.sh
