# winnow-practice beside what tests/e2e/local.mk has.
PRACTICE_E2E = tests/e2e/practice-contents.sh
EXTRA_DIST += $(PRACTICE_E2E) tests/e2e/practice-contents.recipe
if BUILD_PRACTICE
TESTS += $(PRACTICE_E2E)
endif
