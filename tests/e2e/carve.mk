# Where carving looks, children, precision.
EXTRA_DIST += tests/e2e/carve-films.sh tests/e2e/carve-children.sh tests/e2e/carve-slack.sh
TESTS += tests/e2e/carve-films.sh tests/e2e/carve-children.sh tests/e2e/carve-slack.sh
