# Joining fragments over hostile images.
check_PROGRAMS += tests/fuzz/replay_join
tests_fuzz_replay_join_SOURCES = tests/fuzz/fuzz_join.c tests/fuzz/replay.c
tests_fuzz_replay_join_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_join_LDADD = $(FUZZ_CARVE_LDADD)
TESTS += tests/fuzz/replay_join
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_join
tests_fuzz_fuzz_join_SOURCES = tests/fuzz/fuzz_join.c
tests_fuzz_fuzz_join_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_join_LDADD = $(FUZZ_CARVE_LDADD)
tests_fuzz_fuzz_join_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
