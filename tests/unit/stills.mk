# Unit tests of the rarer still pictures of media/; included where cmocka is there.
check_PROGRAMS += tests/unit/test_stills
tests_unit_test_stills_SOURCES = tests/unit/test_stills.c
tests_unit_test_stills_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_stills_LDADD = $(MEDIA_LDADD)
TESTS += tests/unit/test_stills
check_PROGRAMS += tests/unit/test_cuts
tests_unit_test_cuts_SOURCES = tests/unit/test_cuts.c
tests_unit_test_cuts_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_cuts_LDADD = $(MEDIA_LDADD)
TESTS += tests/unit/test_cuts
