if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_pieces tests/unit/test_join
tests_unit_test_pieces_SOURCES = tests/unit/test_pieces.c
tests_unit_test_pieces_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_pieces_LDADD = $(CARVE_LDADD)
tests_unit_test_join_SOURCES = tests/unit/test_join.c
tests_unit_test_join_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_join_LDADD = $(CARVE_LDADD)
TESTS += tests/unit/test_pieces tests/unit/test_join
endif
