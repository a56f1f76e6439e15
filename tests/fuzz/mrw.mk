# Minolta's raw files.
check_PROGRAMS += tests/fuzz/replay_mrw
tests_fuzz_replay_mrw_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_mrw_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mrw"'
tests_fuzz_replay_mrw_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_mrw
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_mrw
tests_fuzz_fuzz_mrw_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_mrw_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mrw"'
tests_fuzz_fuzz_mrw_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_mrw_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
TESTS += tests/e2e/mrw.sh
EXTRA_DIST += tests/e2e/mrw.sh
