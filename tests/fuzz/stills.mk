# The rarer still pictures of media/; fuzz_media.c over each.
check_PROGRAMS += tests/fuzz/replay_jp2
tests_fuzz_replay_jp2_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_jp2_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"jp2"'
tests_fuzz_replay_jp2_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_jp2
check_PROGRAMS += tests/fuzz/replay_jxl
tests_fuzz_replay_jxl_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_jxl_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"jxl"'
tests_fuzz_replay_jxl_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_jxl
check_PROGRAMS += tests/fuzz/replay_psd
tests_fuzz_replay_psd_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_psd_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"psd"'
tests_fuzz_replay_psd_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_psd
check_PROGRAMS += tests/fuzz/replay_raf
tests_fuzz_replay_raf_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_raf_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"raf"'
tests_fuzz_replay_raf_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_raf
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_jp2
tests_fuzz_fuzz_jp2_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_jp2_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"jp2"'
tests_fuzz_fuzz_jp2_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_jp2_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_jxl
tests_fuzz_fuzz_jxl_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_jxl_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"jxl"'
tests_fuzz_fuzz_jxl_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_jxl_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_psd
tests_fuzz_fuzz_psd_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_psd_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"psd"'
tests_fuzz_fuzz_psd_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_psd_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_raf
tests_fuzz_fuzz_raf_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_raf_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"raf"'
tests_fuzz_fuzz_raf_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_raf_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
