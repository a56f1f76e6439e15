# make bench-scale: how time, memory and the first hit grow with images, files, sets and workers.
EXTRA_DIST += tests/bench/scale.sh
EXTRA_PROGRAMS += tests/bench/usage
CLEANFILES += tests/bench/usage
tests_bench_usage_SOURCES = tests/bench/usage.c
bench-scale: all tests/bench/usage
	@WINNOW_SRCDIR='$(abs_top_srcdir)' WINNOW_BUILDDIR='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/scale.sh $(PARTS)
.PHONY: bench-scale
