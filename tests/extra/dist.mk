# make check-dist: make dist gives the same bytes wherever and whenever, and all that is in git.
EXTRA_DIST += tests/extra/dist.sh
check-dist:
	@WINNOW_SRCDIR='$(abs_top_srcdir)' WINNOW_BUILDDIR='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/extra/dist.sh
.PHONY: check-dist
