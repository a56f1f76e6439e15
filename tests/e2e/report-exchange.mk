EXTRA_DIST += tests/e2e/report-exchange.sh
TESTS += tests/e2e/report-exchange.sh
# make check-extra: what needs packages of the npm registry: the SHACL shapes of CASE/UCO, from ../shared.
EXTRA_DIST += tests/extra/shacl.mjs tests/extra/shacl.sh
check-extra: all
	@PATH=$$PWD:$$PATH WINNOW_SRCDIR='$(abs_top_srcdir)' WINNOW_BUILDDIR='$(abs_top_builddir)' $(SHELL) \
		$(srcdir)/tests/extra/shacl.sh
.PHONY: check-extra
