# What another run left to be joined.
check_PROGRAMS += tests/fuzz/replay_unfinished
tests_fuzz_replay_unfinished_SOURCES = tests/fuzz/fuzz_unfinished.c tests/fuzz/replay.c
tests_fuzz_replay_unfinished_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_unfinished_LDADD = $(TOOL_LDADD) -lm
TESTS += tests/fuzz/replay_unfinished
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_unfinished
tests_fuzz_fuzz_unfinished_SOURCES = tests/fuzz/fuzz_unfinished.c
tests_fuzz_fuzz_unfinished_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_unfinished_LDADD = $(TOOL_LDADD) -lm
tests_fuzz_fuzz_unfinished_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
