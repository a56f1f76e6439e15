# Unit tests of media/ and of the stages that read metadata; included where cmocka is there.
EXTRA_DIST += tests/unit/media_check.h tests/unit/draw_jpeg.h tests/unit/seed.h
MEDIA_LDADD = src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_png tests/unit/test_gif
tests_unit_test_png_SOURCES = tests/unit/test_png.c
tests_unit_test_png_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_png_LDADD = $(MEDIA_LDADD)
tests_unit_test_gif_SOURCES = tests/unit/test_gif.c
tests_unit_test_gif_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_gif_LDADD = $(MEDIA_LDADD)
TESTS += tests/unit/test_png tests/unit/test_gif
check_PROGRAMS += tests/unit/test_tiff
tests_unit_test_tiff_SOURCES = tests/unit/test_tiff.c
tests_unit_test_tiff_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_tiff_LDADD = $(MEDIA_LDADD)
TESTS += tests/unit/test_tiff
check_PROGRAMS += tests/unit/test_isobmff
tests_unit_test_isobmff_SOURCES = tests/unit/test_isobmff.c
tests_unit_test_isobmff_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_isobmff_LDADD = $(MEDIA_LDADD)
TESTS += tests/unit/test_isobmff
check_PROGRAMS += tests/unit/test_riff
tests_unit_test_riff_SOURCES = tests/unit/test_riff.c
tests_unit_test_riff_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_riff_LDADD = $(MEDIA_LDADD)
TESTS += tests/unit/test_riff
if BUILD_PRACTICE
check_PROGRAMS += tests/unit/test_bit_masks
tests_unit_test_bit_masks_SOURCES = tests/unit/test_bit_masks.c
tests_unit_test_bit_masks_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_bit_masks_LDADD = $(CMOCKA_LIBS)
TESTS += tests/unit/test_bit_masks

check_PROGRAMS += tests/unit/test_jpeg
tests_unit_test_jpeg_SOURCES = tests/unit/test_jpeg.c
tests_unit_test_jpeg_CPPFLAGS = $(UNIT_CPPFLAGS) $(JPEG_CFLAGS)
tests_unit_test_jpeg_LDADD = $(MEDIA_LDADD) $(JPEG_LIBS)
TESTS += tests/unit/test_jpeg
check_PROGRAMS += tests/unit/test_jpeg_check
tests_unit_test_jpeg_check_SOURCES = tests/unit/test_jpeg_check.c
tests_unit_test_jpeg_check_CPPFLAGS = $(UNIT_CPPFLAGS) $(JPEG_CFLAGS)
tests_unit_test_jpeg_check_LDADD = $(MEDIA_LDADD) $(JPEG_LIBS)
TESTS += tests/unit/test_jpeg_check
endif
check_PROGRAMS += tests/unit/test_exif
tests_unit_test_exif_SOURCES = tests/unit/test_exif.c
tests_unit_test_exif_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_exif_LDADD = src/stage/libstage.a src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a $(ARCHIVE_LIBS) src/media/libmedia.a src/guard/libguard.a \
	src/record/librecord.a src/base/libbase.a $(TSK_LIBS) $(EWF_LIBS) $(EXIF_LIBS) $(EXPAT_LIBS) $(CRYPTO_LIBS) \
	$(DEFLATE_LIBS) $(ZLIB_LIBS) $(SECCOMP_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS) -lm
TESTS += tests/unit/test_exif
check_PROGRAMS += tests/unit/test_tags
tests_unit_test_tags_SOURCES = tests/unit/test_tags.c
tests_unit_test_tags_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_tags_LDADD = $(MEDIA_LDADD)
TESTS += tests/unit/test_tags
