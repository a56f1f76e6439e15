# winnow-practice beside what tests/e2e/local.mk has.
PRACTICE_E2E = tests/e2e/practice-contents.sh tests/e2e/practice-media.sh \
	tests/e2e/practice-volumes.sh tests/e2e/practice-scale.sh
EXTRA_DIST += $(PRACTICE_E2E) tests/e2e/practice-contents.recipe tests/e2e/practice-media.recipe \
	tests/e2e/practice-volumes.recipe tests/e2e/practice-scale.recipe
if BUILD_PRACTICE
TESTS += $(PRACTICE_E2E)
endif
