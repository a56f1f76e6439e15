# What examples/batch, examples/handing-on and examples/linking promise.
BATCH_TESTS = tests/e2e/batch.sh tests/e2e/batch-share.sh tests/e2e/slurm.sh tests/e2e/examples-pages.sh
EXTRA_DIST += $(BATCH_TESTS)
if BUILD_PRACTICE
TESTS += $(BATCH_TESTS)
endif
