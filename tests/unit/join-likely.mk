if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_join_likely
tests_unit_test_join_likely_SOURCES = tests/unit/test_join_likely.c
tests_unit_test_join_likely_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_join_likely_LDADD = $(CARVE_LDADD)
check_PROGRAMS += tests/unit/test_join_standing
tests_unit_test_join_standing_SOURCES = tests/unit/test_join_standing.c
tests_unit_test_join_standing_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_join_standing_LDADD = $(CARVE_LDADD)
TESTS += tests/unit/test_join_likely tests/unit/test_join_standing
endif
