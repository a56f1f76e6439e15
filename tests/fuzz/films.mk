# The film containers of media/; fuzz_media.c over each.
check_PROGRAMS += tests/fuzz/replay_mkv
tests_fuzz_replay_mkv_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_mkv_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mkv"'
tests_fuzz_replay_mkv_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_mkv
check_PROGRAMS += tests/fuzz/replay_asf
tests_fuzz_replay_asf_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_asf_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"asf"'
tests_fuzz_replay_asf_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_asf
check_PROGRAMS += tests/fuzz/replay_flv
tests_fuzz_replay_flv_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_flv_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"flv"'
tests_fuzz_replay_flv_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_flv
check_PROGRAMS += tests/fuzz/replay_ogg
tests_fuzz_replay_ogg_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_ogg_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"ogg"'
tests_fuzz_replay_ogg_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_ogg
check_PROGRAMS += tests/fuzz/replay_mpg
tests_fuzz_replay_mpg_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_mpg_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mpg"'
tests_fuzz_replay_mpg_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_mpg
check_PROGRAMS += tests/fuzz/replay_ts
tests_fuzz_replay_ts_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_ts_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"ts"'
tests_fuzz_replay_ts_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_ts
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_mkv
tests_fuzz_fuzz_mkv_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_mkv_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mkv"'
tests_fuzz_fuzz_mkv_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_mkv_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_asf
tests_fuzz_fuzz_asf_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_asf_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"asf"'
tests_fuzz_fuzz_asf_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_asf_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_flv
tests_fuzz_fuzz_flv_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_flv_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"flv"'
tests_fuzz_fuzz_flv_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_flv_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_ogg
tests_fuzz_fuzz_ogg_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_ogg_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"ogg"'
tests_fuzz_fuzz_ogg_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_ogg_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_mpg
tests_fuzz_fuzz_mpg_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_mpg_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mpg"'
tests_fuzz_fuzz_mpg_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_mpg_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_ts
tests_fuzz_fuzz_ts_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_ts_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"ts"'
tests_fuzz_fuzz_ts_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_ts_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
