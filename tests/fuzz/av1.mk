# Coded pictures of AV1.
check_PROGRAMS += tests/fuzz/replay_av1
tests_fuzz_replay_av1_SOURCES = tests/fuzz/fuzz_av1.c tests/fuzz/replay.c
tests_fuzz_replay_av1_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_av1_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_av1
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_av1
tests_fuzz_fuzz_av1_SOURCES = tests/fuzz/fuzz_av1.c
tests_fuzz_fuzz_av1_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_av1_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_av1_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
