# The joiner of JPEGs.
FUZZ_JOIN_JPEG_LDADD = src/carve/libcarve.a src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS) -lm
check_PROGRAMS += tests/fuzz/replay_join_jpeg
tests_fuzz_replay_join_jpeg_SOURCES = tests/fuzz/fuzz_join_jpeg.c tests/fuzz/fuzz_join_one.c tests/fuzz/fuzz_join_one.h tests/fuzz/replay.c
tests_fuzz_replay_join_jpeg_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_join_jpeg_LDADD = $(FUZZ_JOIN_JPEG_LDADD)
TESTS += tests/fuzz/replay_join_jpeg
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_join_jpeg
tests_fuzz_fuzz_join_jpeg_SOURCES = tests/fuzz/fuzz_join_jpeg.c tests/fuzz/fuzz_join_one.c tests/fuzz/fuzz_join_one.h
tests_fuzz_fuzz_join_jpeg_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_join_jpeg_LDADD = $(FUZZ_JOIN_JPEG_LDADD)
tests_fuzz_fuzz_join_jpeg_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
