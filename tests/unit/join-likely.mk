if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_join_likely
tests_unit_test_join_likely_SOURCES = tests/unit/test_join_likely.c
tests_unit_test_join_likely_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_join_likely_LDADD = $(CARVE_LDADD)
TESTS += tests/unit/test_join_likely
endif
