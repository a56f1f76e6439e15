# Raw files that are no TIFF: Minolta's, Canon's old ones, Sigma's.
check_PROGRAMS += tests/fuzz/replay_mrw
tests_fuzz_replay_mrw_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_mrw_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mrw"'
tests_fuzz_replay_mrw_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_mrw
check_PROGRAMS += tests/fuzz/replay_crw
tests_fuzz_replay_crw_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_crw_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"crw"'
tests_fuzz_replay_crw_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_crw
check_PROGRAMS += tests/fuzz/replay_x3f
tests_fuzz_replay_x3f_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_x3f_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"x3f"'
tests_fuzz_replay_x3f_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_x3f
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_mrw
tests_fuzz_fuzz_mrw_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_mrw_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mrw"'
tests_fuzz_fuzz_mrw_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_mrw_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_crw
tests_fuzz_fuzz_crw_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_crw_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"crw"'
tests_fuzz_fuzz_crw_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_crw_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_x3f
tests_fuzz_fuzz_x3f_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_x3f_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"x3f"'
tests_fuzz_fuzz_x3f_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_x3f_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
TESTS += tests/e2e/sensor-raw.sh tests/e2e/maker-films.sh tests/e2e/placed-films.sh
EXTRA_DIST += tests/e2e/placed-films.sh tests/e2e/placed-films.pl tests/e2e/maker-films.sh tests/e2e/maker-films.pl tests/e2e/sensor-raw.sh tests/e2e/sensor-raw.pl
