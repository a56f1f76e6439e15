# The parsers of AVC and HEVC slices and the joiner of movies.
FUZZ_JOIN_LDADD = src/carve/libcarve.a src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS) -lm
check_PROGRAMS += tests/fuzz/replay_avc tests/fuzz/replay_join_movie
tests_fuzz_replay_avc_SOURCES = tests/fuzz/fuzz_avc.c tests/fuzz/replay.c
tests_fuzz_replay_avc_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_avc_LDADD = $(FUZZ_JOIN_LDADD)
tests_fuzz_replay_join_movie_SOURCES = tests/fuzz/fuzz_join_movie.c tests/fuzz/fuzz_join_one.c tests/fuzz/fuzz_join_one.h tests/fuzz/replay.c
tests_fuzz_replay_join_movie_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_join_movie_LDADD = $(FUZZ_JOIN_LDADD)
TESTS += tests/fuzz/replay_avc tests/fuzz/replay_join_movie
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_avc tests/fuzz/fuzz_join_movie
tests_fuzz_fuzz_avc_SOURCES = tests/fuzz/fuzz_avc.c
tests_fuzz_fuzz_avc_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_avc_LDADD = $(FUZZ_JOIN_LDADD)
tests_fuzz_fuzz_avc_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_join_movie_SOURCES = tests/fuzz/fuzz_join_movie.c tests/fuzz/fuzz_join_one.c tests/fuzz/fuzz_join_one.h
tests_fuzz_fuzz_join_movie_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_join_movie_LDADD = $(FUZZ_JOIN_LDADD)
tests_fuzz_fuzz_join_movie_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
check_PROGRAMS += tests/fuzz/replay_hevc
tests_fuzz_replay_hevc_SOURCES = tests/fuzz/fuzz_hevc.c tests/fuzz/replay.c
tests_fuzz_replay_hevc_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_hevc_LDADD = $(FUZZ_JOIN_LDADD)
TESTS += tests/fuzz/replay_hevc
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_hevc
tests_fuzz_fuzz_hevc_SOURCES = tests/fuzz/fuzz_hevc.c
tests_fuzz_fuzz_hevc_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_hevc_LDADD = $(FUZZ_JOIN_LDADD)
tests_fuzz_fuzz_hevc_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
