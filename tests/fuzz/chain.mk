# What is attached to a case: logs, signatures, stamps.
FUZZ_ATTACHED_LDADD = src/case/libcase.a src/record/librecord.a src/base/libbase.a $(PDF_LIBS) $(CRYPTO_LIBS) \
	$(JANSSON_LIBS)
EXTRA_DIST += tests/fuzz/seeds/attached
check_PROGRAMS += tests/fuzz/replay_attached
tests_fuzz_replay_attached_SOURCES = tests/fuzz/fuzz_attached.c tests/fuzz/replay.c
tests_fuzz_replay_attached_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_attached_LDADD = $(FUZZ_ATTACHED_LDADD)
TESTS += tests/fuzz/replay_attached
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_attached
tests_fuzz_fuzz_attached_SOURCES = tests/fuzz/fuzz_attached.c
tests_fuzz_fuzz_attached_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_attached_LDADD = $(FUZZ_ATTACHED_LDADD)
tests_fuzz_fuzz_attached_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
