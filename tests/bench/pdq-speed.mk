# make bench-pdq [PICTURES=FOLDER]: perceptual digests, milliseconds a picture.
EXTRA_DIST += tests/bench/pdq-speed.sh
bench-pdq: all
	@PATH=$$PWD:$$PATH WINNOW_SRCDIR='$(abs_top_srcdir)' WINNOW_BUILDDIR='$(abs_top_builddir)' $(SHELL) \
		$(srcdir)/tests/bench/pdq-speed.sh $(PICTURES)
.PHONY: bench-pdq
