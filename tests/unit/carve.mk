# make check runs it over 48 MiB; WINNOW_CHAFF_MIB=2048 tests/unit/test_chaff over as much as a disk has.
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_chaff
tests_unit_test_chaff_SOURCES = tests/unit/test_chaff.c
tests_unit_test_chaff_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_chaff_LDADD = $(CARVE_LDADD)
TESTS += tests/unit/test_chaff
endif
