if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_pool tests/unit/test_flow
tests_unit_test_pool_SOURCES = tests/unit/test_pool.c
tests_unit_test_pool_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_pool_LDADD = src/guard/libguard.a src/base/libbase.a $(SECCOMP_LIBS) $(CMOCKA_LIBS)
tests_unit_test_flow_SOURCES = tests/unit/test_flow.c
tests_unit_test_flow_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_flow_LDADD = $(TOOL_LDADD) $(CMOCKA_LIBS)
TESTS += tests/unit/test_pool tests/unit/test_flow
endif
