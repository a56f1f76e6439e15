# What a seized device says of itself.
check_PROGRAMS += tests/e2e/mkhive
tests_e2e_mkhive_SOURCES = tests/e2e/mkhive.c
tests_e2e_mkhive_LDADD = src/base/libbase.a
TESTS += tests/e2e/system.sh
EXTRA_DIST += tests/e2e/system.sh tests/e2e/hivelog.pl
