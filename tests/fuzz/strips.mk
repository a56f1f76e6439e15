# Pixels followed with states that are kept, and the joiners that do so.
FUZZ_STRIPS_LDADD = src/carve/libcarve.a src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS) -lm
FUZZ_JOIN_ONE = tests/fuzz/fuzz_join_one.c tests/fuzz/fuzz_join_one.h
check_PROGRAMS += tests/fuzz/replay_strips tests/fuzz/replay_join_form
tests_fuzz_replay_strips_SOURCES = tests/fuzz/fuzz_strips.c tests/fuzz/replay.c
tests_fuzz_replay_strips_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_strips_LDADD = $(FUZZ_STRIPS_LDADD)
tests_fuzz_replay_join_form_SOURCES = tests/fuzz/fuzz_join_form.c $(FUZZ_JOIN_ONE) tests/fuzz/replay.c
tests_fuzz_replay_join_form_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_join_form_LDADD = $(FUZZ_STRIPS_LDADD)
TESTS += tests/fuzz/replay_strips tests/fuzz/replay_join_form
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_strips tests/fuzz/fuzz_join_form
tests_fuzz_fuzz_strips_SOURCES = tests/fuzz/fuzz_strips.c
tests_fuzz_fuzz_strips_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_strips_LDADD = $(FUZZ_STRIPS_LDADD)
tests_fuzz_fuzz_strips_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_join_form_SOURCES = tests/fuzz/fuzz_join_form.c $(FUZZ_JOIN_ONE)
tests_fuzz_fuzz_join_form_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_join_form_LDADD = $(FUZZ_STRIPS_LDADD)
tests_fuzz_fuzz_join_form_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
