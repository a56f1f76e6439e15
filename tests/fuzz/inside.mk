# Files that hold files: fuzz_holder.c over what is recognised, and over each reader.
FUZZ_INSIDE_LDADD = src/inside/libinside.a src/base/libbase.a $(ARCHIVE_LIBS) $(ZLIB_LIBS)
check_PROGRAMS += tests/fuzz/replay_holder
tests_fuzz_replay_holder_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_holder_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_holder_LDADD = $(FUZZ_INSIDE_LDADD)
TESTS += tests/fuzz/replay_holder
check_PROGRAMS += tests/fuzz/replay_zip
tests_fuzz_replay_zip_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_zip_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"zip"'
tests_fuzz_replay_zip_LDADD = $(FUZZ_INSIDE_LDADD)
TESTS += tests/fuzz/replay_zip
check_PROGRAMS += tests/fuzz/replay_android
tests_fuzz_replay_android_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_android_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"android-backup"'
tests_fuzz_replay_android_LDADD = $(FUZZ_INSIDE_LDADD)
TESTS += tests/fuzz/replay_android

check_PROGRAMS += tests/fuzz/replay_ole
tests_fuzz_replay_ole_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_ole_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"ole"'
tests_fuzz_replay_ole_LDADD = $(FUZZ_INSIDE_LDADD)
TESTS += tests/fuzz/replay_ole
check_PROGRAMS += tests/fuzz/replay_mail
tests_fuzz_replay_mail_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_mail_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"mail"'
tests_fuzz_replay_mail_LDADD = $(FUZZ_INSIDE_LDADD)
TESTS += tests/fuzz/replay_mail
check_PROGRAMS += tests/fuzz/replay_thumbcache
tests_fuzz_replay_thumbcache_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_thumbcache_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"thumbcache"'
tests_fuzz_replay_thumbcache_LDADD = $(FUZZ_INSIDE_LDADD)
TESTS += tests/fuzz/replay_thumbcache
check_PROGRAMS += tests/fuzz/replay_archive
tests_fuzz_replay_archive_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_archive_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"archive"'
tests_fuzz_replay_archive_LDADD = $(FUZZ_INSIDE_LDADD)
TESTS += tests/fuzz/replay_archive
check_PROGRAMS += tests/fuzz/replay_pdf
tests_fuzz_replay_pdf_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_pdf_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"pdf"'
tests_fuzz_replay_pdf_LDADD = $(FUZZ_INSIDE_LDADD)
TESTS += tests/fuzz/replay_pdf
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_holder
tests_fuzz_fuzz_holder_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_holder_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_holder_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_holder_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_zip
tests_fuzz_fuzz_zip_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_zip_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"zip"'
tests_fuzz_fuzz_zip_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_zip_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_android
tests_fuzz_fuzz_android_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_android_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"android-backup"'
tests_fuzz_fuzz_android_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_android_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer

check_PROGRAMS += tests/fuzz/fuzz_ole
tests_fuzz_fuzz_ole_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_ole_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"ole"'
tests_fuzz_fuzz_ole_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_ole_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_mail
tests_fuzz_fuzz_mail_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_mail_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"mail"'
tests_fuzz_fuzz_mail_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_mail_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_thumbcache
tests_fuzz_fuzz_thumbcache_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_thumbcache_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"thumbcache"'
tests_fuzz_fuzz_thumbcache_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_thumbcache_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_archive
tests_fuzz_fuzz_archive_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_archive_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"archive"'
tests_fuzz_fuzz_archive_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_archive_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_pdf
tests_fuzz_fuzz_pdf_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_pdf_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"pdf"'
tests_fuzz_fuzz_pdf_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_pdf_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
# The ZIP that carving follows (media/zip.c).
check_PROGRAMS += tests/fuzz/replay_zipwalk
tests_fuzz_replay_zipwalk_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_zipwalk_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"zip"'
tests_fuzz_replay_zipwalk_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_zipwalk
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_zipwalk
tests_fuzz_fuzz_zipwalk_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_zipwalk_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"zip"'
tests_fuzz_fuzz_zipwalk_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_zipwalk_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
# Looking inside as a whole: records, and each item found again.
check_PROGRAMS += tests/fuzz/replay_inside
tests_fuzz_replay_inside_SOURCES = tests/fuzz/fuzz_inside.c tests/fuzz/replay.c
tests_fuzz_replay_inside_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_inside_LDADD = $(FUZZ_EVIDENCE_LIBS)
TESTS += tests/fuzz/replay_inside
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_inside
tests_fuzz_fuzz_inside_SOURCES = tests/fuzz/fuzz_inside.c
tests_fuzz_fuzz_inside_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_inside_LDADD = $(FUZZ_EVIDENCE_LIBS)
tests_fuzz_fuzz_inside_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
