# A target is built twice: replay_NAME feeds it seeds/NAME in every build (tests/fuzz/replay.c), and
# fuzz_NAME is the libFuzzer program (configure --enable-fuzzers CC=clang).
FUZZ_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests/unit -DTEST_SRCDIR='"$(abs_top_srcdir)"'
EXTRA_DIST += tests/fuzz/run.sh tests/fuzz/seeds
fuzzers:
	$(MAKE) `echo $(check_PROGRAMS) | tr ' ' '\n' | grep -E '^tests/fuzz/(fuzz|replay)_'`
.PHONY: fuzzers

FUZZ_RECORD = tests/fuzz/fuzz_record.c tests/unit/record_check.c tests/unit/record_check.h
FUZZ_RECORD_LDADD = src/record/librecord.a src/base/libbase.a $(JANSSON_LIBS)
check_PROGRAMS += tests/fuzz/replay_record tests/fuzz/replay_stream
TESTS += tests/fuzz/replay_record tests/fuzz/replay_stream
tests_fuzz_replay_record_SOURCES = $(FUZZ_RECORD) tests/fuzz/replay.c
tests_fuzz_replay_record_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_record_LDADD = $(FUZZ_RECORD_LDADD)
tests_fuzz_replay_stream_SOURCES = tests/fuzz/fuzz_stream.c tests/fuzz/replay.c
tests_fuzz_replay_stream_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_stream_LDADD = $(FUZZ_RECORD_LDADD)
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_record tests/fuzz/fuzz_stream
tests_fuzz_fuzz_record_SOURCES = $(FUZZ_RECORD)
tests_fuzz_fuzz_record_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_record_LDADD = $(FUZZ_RECORD_LDADD)
tests_fuzz_fuzz_record_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_stream_SOURCES = tests/fuzz/fuzz_stream.c
tests_fuzz_fuzz_stream_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_stream_LDADD = $(FUZZ_RECORD_LDADD)
tests_fuzz_fuzz_stream_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

FUZZ_CARVE_LDADD = src/carve/libcarve.a src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a $(ARCHIVE_LIBS) src/media/libmedia.a \
	src/record/librecord.a src/base/libbase.a $(JANSSON_LIBS) $(ZLIB_LIBS) -lm
check_PROGRAMS += tests/fuzz/replay_carve
tests_fuzz_replay_carve_SOURCES = tests/fuzz/fuzz_carve.c tests/fuzz/replay.c
tests_fuzz_replay_carve_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_carve_LDADD = $(FUZZ_CARVE_LDADD)
TESTS += tests/fuzz/replay_carve
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_carve
tests_fuzz_fuzz_carve_SOURCES = tests/fuzz/fuzz_carve.c
tests_fuzz_fuzz_carve_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_carve_LDADD = $(FUZZ_CARVE_LDADD)
tests_fuzz_fuzz_carve_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

FUZZ_EVIDENCE_LIBS = src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a src/media/libmedia.a src/record/librecord.a src/base/libbase.a $(TSK_LIBS) $(ARCHIVE_LIBS) $(ZLIB_LIBS) \
	$(EWF_LIBS) $(CRYPTO_LIBS) $(DEFLATE_LIBS) $(ZLIB_LIBS) $(JANSSON_LIBS)
check_PROGRAMS += tests/fuzz/replay_content tests/fuzz/replay_walk
tests_fuzz_replay_content_SOURCES = tests/fuzz/fuzz_content.c tests/fuzz/replay.c
tests_fuzz_replay_content_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_content_LDADD = $(FUZZ_EVIDENCE_LIBS)
tests_fuzz_replay_walk_SOURCES = tests/fuzz/fuzz_walk.c tests/fuzz/replay.c
tests_fuzz_replay_walk_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_walk_LDADD = $(FUZZ_EVIDENCE_LIBS)
TESTS += tests/fuzz/replay_content tests/fuzz/replay_walk
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_content tests/fuzz/fuzz_walk
tests_fuzz_fuzz_content_SOURCES = tests/fuzz/fuzz_content.c
tests_fuzz_fuzz_content_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_content_LDADD = $(FUZZ_EVIDENCE_LIBS)
tests_fuzz_fuzz_content_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_walk_SOURCES = tests/fuzz/fuzz_walk.c
tests_fuzz_fuzz_walk_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_walk_LDADD = $(FUZZ_EVIDENCE_LIBS)
tests_fuzz_fuzz_walk_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

include tests/fuzz/media.mk
include tests/fuzz/stills.mk
include tests/fuzz/jumbf.mk
include tests/fuzz/sensor-raw.mk
include tests/fuzz/system.mk
include tests/fuzz/films.mk

HASHSET_FUZZ_LDADD = src/hashset/libhashset.a src/record/librecord.a src/base/libbase.a \
	$(EXPAT_LIBS) $(SQLITE_LIBS) -lm $(CRYPTO_LIBS) $(JANSSON_LIBS)
check_PROGRAMS += tests/fuzz/replay_list tests/fuzz/replay_wset
tests_fuzz_replay_list_SOURCES = tests/fuzz/fuzz_list.c tests/fuzz/replay.c
tests_fuzz_replay_list_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_list_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_replay_wset_SOURCES = tests/fuzz/fuzz_wset.c tests/fuzz/replay.c
tests_fuzz_replay_wset_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_wset_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list tests/fuzz/replay_wset
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_list tests/fuzz/fuzz_wset
tests_fuzz_fuzz_list_SOURCES = tests/fuzz/fuzz_list.c
tests_fuzz_fuzz_list_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_list_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_wset_SOURCES = tests/fuzz/fuzz_wset.c
tests_fuzz_fuzz_wset_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_wset_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_wset_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

FUZZ_REPORT_LDADD = src/report/libreport.a src/record/librecord.a src/guard/libguard.a src/base/libbase.a $(REPORT_LIBS) $(SECCOMP_LIBS) \
	$(JANSSON_LIBS) $(CRYPTO_LIBS) $(LIBINTL)
check_PROGRAMS += tests/fuzz/replay_report
tests_fuzz_replay_report_SOURCES = tests/fuzz/fuzz_report.c tests/fuzz/replay.c
tests_fuzz_replay_report_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_report_LDADD = $(FUZZ_REPORT_LDADD)
TESTS += tests/fuzz/replay_report
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_report
tests_fuzz_fuzz_report_SOURCES = tests/fuzz/fuzz_report.c
tests_fuzz_fuzz_report_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_report_LDADD = $(FUZZ_REPORT_LDADD)
tests_fuzz_fuzz_report_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
include tests/fuzz/practice.mk
check_PROGRAMS += tests/fuzz/replay_image tests/fuzz/replay_volume
tests_fuzz_replay_image_SOURCES = tests/fuzz/fuzz_image.c tests/fuzz/replay.c
tests_fuzz_replay_image_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_image_LDADD = $(EVIDENCE_LDADD)
tests_fuzz_replay_volume_SOURCES = tests/fuzz/fuzz_volume.c tests/fuzz/replay.c
tests_fuzz_replay_volume_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_volume_LDADD = $(EVIDENCE_LDADD)
TESTS += tests/fuzz/replay_image tests/fuzz/replay_volume
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_image tests/fuzz/fuzz_volume
tests_fuzz_fuzz_image_SOURCES = tests/fuzz/fuzz_image.c
tests_fuzz_fuzz_image_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_image_LDADD = $(EVIDENCE_LDADD)
tests_fuzz_fuzz_image_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_volume_SOURCES = tests/fuzz/fuzz_volume.c
tests_fuzz_fuzz_volume_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_volume_LDADD = $(EVIDENCE_LDADD)
tests_fuzz_fuzz_volume_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

# Its own pool comes before that of libguard.
check_PROGRAMS += tests/fuzz/replay_frames
tests_fuzz_replay_frames_SOURCES = tests/fuzz/fuzz_frames.c tests/fuzz/replay.c
tests_fuzz_replay_frames_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_frames_LDADD = $(TOOL_LDADD)
TESTS += tests/fuzz/replay_frames
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_frames
tests_fuzz_fuzz_frames_SOURCES = tests/fuzz/fuzz_frames.c
tests_fuzz_fuzz_frames_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_frames_LDADD = $(TOOL_LDADD)
tests_fuzz_fuzz_frames_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

check_PROGRAMS += tests/fuzz/replay_case tests/fuzz/replay_scheme
tests_fuzz_replay_case_SOURCES = tests/fuzz/fuzz_case.c tests/fuzz/replay.c
tests_fuzz_replay_case_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_case_LDADD = src/case/libcase.a src/record/librecord.a src/base/libbase.a \
	$(JANSSON_LIBS) $(CRYPTO_LIBS)
tests_fuzz_replay_scheme_SOURCES = tests/fuzz/fuzz_scheme.c tests/fuzz/replay.c
tests_fuzz_replay_scheme_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_scheme_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_case tests/fuzz/replay_scheme
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_case tests/fuzz/fuzz_scheme
tests_fuzz_fuzz_case_SOURCES = tests/fuzz/fuzz_case.c
tests_fuzz_fuzz_case_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_case_LDADD = $(tests_fuzz_replay_case_LDADD)
tests_fuzz_fuzz_case_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_scheme_SOURCES = tests/fuzz/fuzz_scheme.c
tests_fuzz_fuzz_scheme_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_scheme_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_scheme_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

FUZZ_ITEM_LDADD = src/stage/libstage.a src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a $(ARCHIVE_LIBS) src/hashset/libhashset.a src/media/libmedia.a \
	src/guard/libguard.a src/record/librecord.a src/base/libbase.a $(TSK_LIBS) $(EWF_LIBS) $(MAGIC_LIBS) \
	$(EXIF_LIBS) $(EXPAT_LIBS) $(CRYPTO_LIBS) $(DEFLATE_LIBS) $(ZLIB_LIBS) $(SECCOMP_LIBS) $(JANSSON_LIBS) -lm
check_PROGRAMS += tests/fuzz/replay_item
tests_fuzz_replay_item_SOURCES = tests/fuzz/fuzz_item.c tests/fuzz/replay.c
tests_fuzz_replay_item_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_item_LDADD = $(FUZZ_ITEM_LDADD)
TESTS += tests/fuzz/replay_item
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_item
tests_fuzz_fuzz_item_SOURCES = tests/fuzz/fuzz_item.c
tests_fuzz_fuzz_item_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_item_LDADD = $(FUZZ_ITEM_LDADD)
tests_fuzz_fuzz_item_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
