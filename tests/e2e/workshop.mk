EXTRA_DIST += tests/e2e/completion.sh tests/e2e/completion.zsh
TESTS += tests/e2e/completion.sh
EXTRA_DIST += tests/e2e/workshop.sh tests/e2e/recipes.sh
if BUILD_PRACTICE
TESTS += tests/e2e/workshop.sh tests/e2e/recipes.sh
endif
