if BUILD_PRACTICE
check_PROGRAMS += tests/fuzz/replay_recipe
tests_fuzz_replay_recipe_SOURCES = tests/fuzz/fuzz_recipe.c tests/fuzz/replay.c
tests_fuzz_replay_recipe_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_recipe_LDADD = src/practice/libpractice.a $(PRACTICE_LIBS)
TESTS += tests/fuzz/replay_recipe
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_recipe
tests_fuzz_fuzz_recipe_SOURCES = tests/fuzz/fuzz_recipe.c
tests_fuzz_fuzz_recipe_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_recipe_LDADD = src/practice/libpractice.a $(PRACTICE_LIBS)
tests_fuzz_fuzz_recipe_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
endif
