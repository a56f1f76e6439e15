if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_apart
tests_unit_test_apart_SOURCES = tests/unit/test_apart.c
tests_unit_test_apart_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_apart_LDADD = src/guard/libguard.a src/base/libbase.a $(SECCOMP_LIBS) $(CMOCKA_LIBS)
TESTS += tests/unit/test_apart
endif
