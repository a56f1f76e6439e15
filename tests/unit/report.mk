if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_edition
tests_unit_test_edition_SOURCES = tests/unit/test_edition.c
tests_unit_test_edition_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_edition_LDADD = $(REPORT_LDADD)
TESTS += tests/unit/test_edition
endif
