if HAVE_CMOCKA
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
endif
endif
if HAVE_CMOCKA
HASHSET_LDADD = src/hashset/libhashset.a src/record/librecord.a src/base/libbase.a \
	$(JANSSON_LIBS) $(CRYPTO_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_hashset_sort tests/unit/test_hashset_set
tests_unit_test_hashset_sort_SOURCES = tests/unit/test_hashset_sort.c
tests_unit_test_hashset_sort_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_hashset_sort_LDADD = $(HASHSET_LDADD)
tests_unit_test_hashset_set_SOURCES = tests/unit/test_hashset_set.c
tests_unit_test_hashset_set_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_hashset_set_LDADD = $(HASHSET_LDADD)
TESTS += tests/unit/test_hashset_sort tests/unit/test_hashset_set
endif
