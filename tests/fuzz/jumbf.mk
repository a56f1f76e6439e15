# C2PA manifests: JUMBF boxes and the CBOR in them.
check_PROGRAMS += tests/fuzz/replay_jumbf
tests_fuzz_replay_jumbf_SOURCES = tests/fuzz/fuzz_jumbf.c tests/fuzz/replay.c
tests_fuzz_replay_jumbf_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_jumbf_LDADD = $(FUZZ_EXIF_LDADD)
TESTS += tests/fuzz/replay_jumbf
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_jumbf
tests_fuzz_fuzz_jumbf_SOURCES = tests/fuzz/fuzz_jumbf.c
tests_fuzz_fuzz_jumbf_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_jumbf_LDADD = $(FUZZ_EXIF_LDADD)
tests_fuzz_fuzz_jumbf_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
