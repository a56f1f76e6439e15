# The film containers of media/; fuzz_media.c over each.
check_PROGRAMS += tests/fuzz/replay_mkv
tests_fuzz_replay_mkv_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_mkv_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mkv"'
tests_fuzz_replay_mkv_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_mkv
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_mkv
tests_fuzz_fuzz_mkv_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_mkv_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mkv"'
tests_fuzz_fuzz_mkv_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_mkv_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
