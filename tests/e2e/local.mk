
EXTRA_DIST += tests/e2e/cat.sh tests/e2e/fls.sh tests/e2e/ls-fls.sh tests/e2e/ls-made.sh tests/e2e/contract.sh
TESTS += tests/e2e/cat.sh tests/e2e/ls-fls.sh tests/e2e/ls-made.sh tests/e2e/contract.sh

# Carving; needs libjpeg for its pictures.
EXTRA_DIST += tests/e2e/carve-lib.sh tests/e2e/carve.sh tests/e2e/carve-inside.sh tests/e2e/carve-practice.sh tests/e2e/carve-volumes.sh
if BUILD_PRACTICE
check_PROGRAMS += tests/e2e/draw
tests_e2e_draw_SOURCES = tests/e2e/draw.c tests/unit/draw_jpeg.h
tests_e2e_draw_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit $(JPEG_CFLAGS)
tests_e2e_draw_LDADD = $(JPEG_LIBS) $(ZLIB_LIBS)
check_PROGRAMS += tests/e2e/freespace
tests_e2e_freespace_SOURCES = tests/e2e/freespace.c
tests_e2e_freespace_LDADD = $(TOOL_LDADD)
TESTS += tests/e2e/carve.sh tests/e2e/carve-inside.sh tests/e2e/carve-practice.sh tests/e2e/carve-volumes.sh
endif

EXTRA_DIST += tests/e2e/damage.pl tests/e2e/exif.sh tests/e2e/exif-devices.sh tests/e2e/exif-damaged.sh tests/e2e/exif-values.sh tests/e2e/type.sh
TESTS += tests/e2e/exif.sh tests/e2e/exif-devices.sh tests/e2e/exif-damaged.sh tests/e2e/exif-values.sh tests/e2e/type.sh
EXTRA_DIST += tests/e2e/practice.recipe tests/e2e/practice.sh tests/e2e/practice-bad.sh tests/e2e/practice-key.sh
if BUILD_PRACTICE
TESTS += tests/e2e/practice.sh tests/e2e/practice-bad.sh tests/e2e/practice-key.sh
endif

EXTRA_DIST += tests/e2e/sets.sh tests/e2e/set-formats.sh tests/e2e/set-ask.sh tests/e2e/hash-match.sh
TESTS += tests/e2e/sets.sh tests/e2e/set-formats.sh tests/e2e/set-ask.sh tests/e2e/hash-match.sh
check_PROGRAMS += tests/e2e/mkexfat
tests_e2e_mkexfat_SOURCES = tests/e2e/mkexfat.c
check_PROGRAMS += tests/e2e/mktable
tests_e2e_mktable_SOURCES = tests/e2e/mktable.c
tests_e2e_mktable_LDADD = $(ZLIB_LIBS)
check_PROGRAMS += tests/e2e/image_cat
tests_e2e_image_cat_SOURCES = tests/e2e/image_cat.c
tests_e2e_image_cat_LDADD = $(EVIDENCE_LDADD)
INFO_TESTS = tests/e2e/image-read.sh tests/e2e/info.sh tests/e2e/info-images.sh tests/e2e/info-bad.sh tests/e2e/device.sh
TESTS += $(INFO_TESTS)
EXTRA_DIST += $(INFO_TESTS)
EXTRA_DIST += tests/e2e/report.sh
TESTS += tests/e2e/report.sh
EXTRA_DIST += tests/e2e/pdq.sh
if BUILD_PIXELS
TESTS += tests/e2e/pdq.sh
endif
EXTRA_DIST += tests/e2e/exif-xmp.sh
if BUILD_PRACTICE
TESTS += tests/e2e/exif-xmp.sh
endif
EXTRA_DIST += tests/e2e/report-pdf.sh
TESTS += tests/e2e/report-pdf.sh
EXTRA_DIST += tests/e2e/report-edition.sh
TESTS += tests/e2e/report-edition.sh
