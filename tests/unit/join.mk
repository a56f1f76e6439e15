if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_pieces tests/unit/test_join tests/unit/test_block_faces
tests_unit_test_block_faces_SOURCES = tests/unit/test_block_faces.c
tests_unit_test_block_faces_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_block_faces_LDADD = $(CARVE_LDADD)
tests_unit_test_pieces_SOURCES = tests/unit/test_pieces.c
tests_unit_test_pieces_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_pieces_LDADD = $(CARVE_LDADD)
tests_unit_test_join_SOURCES = tests/unit/test_join.c
tests_unit_test_join_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_join_LDADD = $(CARVE_LDADD)
TESTS += tests/unit/test_pieces tests/unit/test_join tests/unit/test_block_faces
endif
