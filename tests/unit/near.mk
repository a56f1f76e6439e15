# Near look-ups and the perceptual digest.
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_near tests/unit/test_pdq
tests_unit_test_near_SOURCES = tests/unit/test_near.c
tests_unit_test_near_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_near_LDADD = $(HASHSET_LDADD)
tests_unit_test_pdq_SOURCES = tests/unit/test_pdq.c
tests_unit_test_pdq_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_pdq_LDADD = $(MEDIA_LDADD) -lm
TESTS += tests/unit/test_near tests/unit/test_pdq
endif
