if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_language
tests_unit_test_language_SOURCES = tests/unit/test_language.c
tests_unit_test_language_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_language_LDADD = src/report/libreport.a src/base/libbase.a $(CMOCKA_LIBS)
TESTS += tests/unit/test_language
endif
EXTRA_DIST += tests/e2e/report-language.sh
TESTS += tests/e2e/report-language.sh
