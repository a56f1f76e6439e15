# make bench-join-movie FILES='*.mp4': how well and how fast the pieces of movies are joined.
EXTRA_PROGRAMS += tests/bench/join-movie
CLEANFILES += tests/bench/join-movie
tests_bench_join_movie_SOURCES = tests/bench/join-movie.c
tests_bench_join_movie_LDADD = src/carve/libcarve.a src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS)
bench-join-movie: tests/bench/join-movie
	@for b in 512 4096; do tests/bench/join-movie -b $$b $(FILES); done
.PHONY: bench-join-movie
