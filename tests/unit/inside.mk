if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_inside
tests_unit_test_inside_SOURCES = tests/unit/test_inside.c
tests_unit_test_inside_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_inside_LDADD = src/inside/libinside.a src/base/libbase.a $(ARCHIVE_LIBS) $(ZLIB_LIBS) $(CMOCKA_LIBS)
TESTS += tests/unit/test_inside
endif
