
EXTRA_DIST += tests/e2e/fls.sh tests/e2e/ls-fls.sh tests/e2e/ls-made.sh
TESTS += tests/e2e/ls-fls.sh tests/e2e/ls-made.sh
