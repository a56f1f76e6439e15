# Unit tests of movies: their check and the joining of their pieces.
EXTRA_DIST += tests/unit/draw_movie.h
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_movie_check tests/unit/test_join_movie
tests_unit_test_movie_check_SOURCES = tests/unit/test_movie_check.c
tests_unit_test_movie_check_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_movie_check_LDADD = src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS) $(CMOCKA_LIBS) -lm
tests_unit_test_join_movie_SOURCES = tests/unit/test_join_movie.c
tests_unit_test_join_movie_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_join_movie_LDADD = src/carve/libcarve.a src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS) $(CMOCKA_LIBS) -lm
TESTS += tests/unit/test_movie_check tests/unit/test_join_movie
endif
TESTS += tests/e2e/carve-movie.sh
EXTRA_DIST += tests/e2e/carve-movie.sh
TESTS += tests/e2e/carve-avif.sh
EXTRA_DIST += tests/e2e/carve-avif.sh
