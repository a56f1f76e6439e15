# Looking inside files, and logical evidence.
TESTS += tests/e2e/inside.sh
EXTRA_DIST += tests/e2e/inside.sh
