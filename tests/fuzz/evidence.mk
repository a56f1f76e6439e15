# Readers of containers that are ours.
check_PROGRAMS += tests/fuzz/replay_ewf
tests_fuzz_replay_ewf_SOURCES = tests/fuzz/fuzz_ewf.c tests/fuzz/replay.c
tests_fuzz_replay_ewf_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_ewf_LDADD = $(EVIDENCE_LDADD)
TESTS += tests/fuzz/replay_ewf
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_ewf
tests_fuzz_fuzz_ewf_SOURCES = tests/fuzz/fuzz_ewf.c
tests_fuzz_fuzz_ewf_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_ewf_LDADD = $(EVIDENCE_LDADD)
tests_fuzz_fuzz_ewf_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

check_PROGRAMS += tests/fuzz/replay_container
tests_fuzz_replay_container_SOURCES = tests/fuzz/fuzz_container.c tests/fuzz/replay.c
tests_fuzz_replay_container_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_container_LDADD = $(EVIDENCE_LDADD)
TESTS += tests/fuzz/replay_container
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_container
tests_fuzz_fuzz_container_SOURCES = tests/fuzz/fuzz_container.c
tests_fuzz_fuzz_container_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_container_LDADD = $(EVIDENCE_LDADD)
tests_fuzz_fuzz_container_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
