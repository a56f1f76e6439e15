# Archives made to harm, and hidden pictures: tests, and make bench-hidden [MIB=2048].
TESTS += tests/e2e/hidden.sh tests/e2e/bombs.sh
EXTRA_DIST += tests/e2e/bombs.sh tests/e2e/bombs.pl tests/e2e/quine.py tests/e2e/hidden.sh tests/e2e/hidden-lib.sh tests/e2e/hidden.pl tests/bench/hidden.sh
bench-hidden: all tests/e2e/draw
	@WINNOW_SRCDIR='$(abs_top_srcdir)' WINNOW_BUILDDIR='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/hidden.sh \
		'$(or $(MIB),2048)'
.PHONY: bench-hidden
