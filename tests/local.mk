# Each room's unit tests, end-to-end scripts, fuzz targets and lints register themselves in fragments.
# Common to all unit tests:
UNIT_CPPFLAGS = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) -DTEST_SRCDIR='"$(abs_top_srcdir)"'
AM_TESTS_ENVIRONMENT = \
	WINNOW_SRCDIR='$(abs_top_srcdir)'; export WINNOW_SRCDIR; \
	WINNOW_BUILDDIR='$(abs_top_builddir)'; export WINNOW_BUILDDIR; \
	CC='$(CC)'; export CC; \
	WINNOW_CPPFLAGS='$(DEFS) $(JANSSON_CFLAGS) $(CRYPTO_CFLAGS) $(EXIF_CFLAGS) $(NTFS3G_CFLAGS) $(EXT2FS_CFLAGS) $(FUSE_CFLAGS)'; export WINNOW_CPPFLAGS; \
	PATH='$(abs_top_builddir)':"$$PATH"; export PATH;
EXTRA_DIST += tests/e2e/lib.sh tests/summary.sh

include tests/unit/local.mk
include tests/unit/base.mk
include tests/unit/apart.mk
include tests/unit/language.mk
include tests/unit/flow.mk
include tests/unit/carve.mk
include tests/unit/join.mk
include tests/unit/inside.mk
include tests/e2e/local.mk
include tests/e2e/ewf.mk
include tests/e2e/exif-synthetic.mk
include tests/e2e/held.mk
include tests/e2e/sparse.mk
include tests/e2e/system.mk
include tests/e2e/inside.mk
include tests/e2e/bigdir.mk
include tests/e2e/hidden.mk
include tests/e2e/report-exchange.mk
include tests/e2e/link.mk
include tests/e2e/workshop.mk
include tests/e2e/batch.mk
include tests/e2e/lead.mk
include tests/e2e/deferred.mk
include tests/e2e/chain.mk
include tests/e2e/carve.mk
include tests/e2e/join.mk
include tests/e2e/mount.mk
include tests/e2e/practice.mk
include tests/unit/mount.mk
include tests/fuzz/local.mk
include tests/fuzz/evidence.mk
include tests/fuzz/join.mk
include tests/fuzz/unfinished.mk
include tests/fuzz/chain.mk
include tests/fuzz/inside.mk
include tests/fuzz/carried.mk
include tests/fuzz/lists.mk
include tests/lint/local.mk
include tests/bench/local.mk
include tests/bench/pdq-speed.mk
include tests/bench/scale.mk
include tests/extra/dist.mk
include tests/bench/join-jpeg.mk
include tests/fuzz/join-jpeg.mk
include tests/fuzz/strips.mk
include tests/unit/join-forms.mk
include tests/unit/join-likely.mk
include tests/bench/join-movie.mk
include tests/unit/movie.mk
include tests/fuzz/movie.mk
include tests/fuzz/av1.mk
include tests/fault/local.mk
