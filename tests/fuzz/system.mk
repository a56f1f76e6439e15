# Files that tell of the system they are on.
FUZZ_SYSTEM_LDADD = src/system/libsystem.a src/record/librecord.a src/base/libbase.a $(EWF_LIBS) $(EXPAT_LIBS) $(JANSSON_LIBS)
check_PROGRAMS += tests/fuzz/replay_system
tests_fuzz_replay_system_SOURCES = tests/fuzz/fuzz_system.c tests/fuzz/replay.c
tests_fuzz_replay_system_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_system_LDADD = $(FUZZ_SYSTEM_LDADD)
TESTS += tests/fuzz/replay_system
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_system
tests_fuzz_fuzz_system_SOURCES = tests/fuzz/fuzz_system.c
tests_fuzz_fuzz_system_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_system_LDADD = $(FUZZ_SYSTEM_LDADD)
tests_fuzz_fuzz_system_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
