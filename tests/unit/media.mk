# Unit tests of media/ and of the stages that read metadata; included where cmocka is there.
EXTRA_DIST += tests/unit/media_check.h tests/unit/draw_jpeg.h
MEDIA_LDADD = src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_png tests/unit/test_gif
tests_unit_test_png_SOURCES = tests/unit/test_png.c
tests_unit_test_png_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_png_LDADD = $(MEDIA_LDADD)
tests_unit_test_gif_SOURCES = tests/unit/test_gif.c
tests_unit_test_gif_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_gif_LDADD = $(MEDIA_LDADD)
TESTS += tests/unit/test_png tests/unit/test_gif
if BUILD_PRACTICE
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
