# Unit tests of the film containers of media/; included where cmocka is there.
EXTRA_DIST += tests/unit/draw_film.h
check_PROGRAMS += tests/unit/test_matroska
tests_unit_test_matroska_SOURCES = tests/unit/test_matroska.c
tests_unit_test_matroska_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_matroska_LDADD = $(MEDIA_LDADD)
TESTS += tests/unit/test_matroska
