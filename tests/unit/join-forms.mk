if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_join_forms
tests_unit_test_join_forms_SOURCES = tests/unit/test_join_forms.c
tests_unit_test_join_forms_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_join_forms_LDADD = $(CARVE_LDADD)
TESTS += tests/unit/test_join_forms
endif
