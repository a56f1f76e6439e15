check_PROGRAMS += tests/bench/bench_media
tests_bench_bench_media_SOURCES = tests/bench/bench_media.c
tests_bench_bench_media_LDADD = src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS)
