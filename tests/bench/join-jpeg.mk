# make bench-join-jpeg FILES='*.jpg': how well and how fast the pieces of JPEGs are joined.
EXTRA_PROGRAMS += tests/bench/join-jpeg
CLEANFILES += tests/bench/join-jpeg
tests_bench_join_jpeg_SOURCES = tests/bench/join-jpeg.c
tests_bench_join_jpeg_LDADD = src/carve/libcarve.a src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS) -lm
bench-join-jpeg: tests/bench/join-jpeg
	@for b in 512 4096; do tests/bench/join-jpeg -b $$b $(FILES); done
.PHONY: bench-join-jpeg
