# What is carved for the files in it, and the readers of texts and databases.
check_PROGRAMS += tests/fuzz/replay_carried tests/fuzz/replay_sqlite tests/fuzz/replay_encoded
tests_fuzz_replay_carried_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_carried_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_carried_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_replay_sqlite_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_sqlite_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"sqlite"'
tests_fuzz_replay_sqlite_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_replay_encoded_SOURCES = tests/fuzz/fuzz_holder.c tests/fuzz/replay.c
tests_fuzz_replay_encoded_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"encoded"'
tests_fuzz_replay_encoded_LDADD = $(FUZZ_INSIDE_LDADD)
TESTS += tests/fuzz/replay_carried tests/fuzz/replay_sqlite tests/fuzz/replay_encoded
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_carried tests/fuzz/fuzz_sqlite tests/fuzz/fuzz_encoded
tests_fuzz_fuzz_carried_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_carried_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_carried_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_carried_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_sqlite_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_sqlite_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"sqlite"'
tests_fuzz_fuzz_sqlite_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_sqlite_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_encoded_SOURCES = tests/fuzz/fuzz_holder.c
tests_fuzz_fuzz_encoded_CPPFLAGS = $(FUZZ_CPPFLAGS) -DHOLDER_KIND='"encoded"'
tests_fuzz_fuzz_encoded_LDADD = $(FUZZ_INSIDE_LDADD)
tests_fuzz_fuzz_encoded_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
