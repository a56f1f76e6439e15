# The joiner of JPEGs; pictures are drawn by libjpeg.
if BUILD_PRACTICE
check_PROGRAMS += tests/unit/test_join_jpeg
tests_unit_test_join_jpeg_SOURCES = tests/unit/test_join_jpeg.c
tests_unit_test_join_jpeg_CPPFLAGS = $(UNIT_CPPFLAGS) $(JPEG_CFLAGS)
tests_unit_test_join_jpeg_LDADD = src/carve/libcarve.a src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS) \
	$(JPEG_LIBS) $(CMOCKA_LIBS) -lm
TESTS += tests/unit/test_join_jpeg
endif
