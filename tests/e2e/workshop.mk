EXTRA_DIST += tests/e2e/completion.sh tests/e2e/completion.zsh
TESTS += tests/e2e/completion.sh
