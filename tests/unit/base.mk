if HAVE_CMOCKA
BASE_LDADD = src/base/libbase.a $(CMOCKA_LIBS)
BASE_TESTS = tests/unit/test_buffer tests/unit/test_bytes tests/unit/test_clock tests/unit/test_error \
	tests/unit/test_options tests/unit/test_progress tests/unit/test_text
check_PROGRAMS += $(BASE_TESTS)
TESTS += $(BASE_TESTS)
tests_unit_test_buffer_SOURCES = tests/unit/test_buffer.c
tests_unit_test_buffer_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_buffer_LDADD = $(BASE_LDADD)
tests_unit_test_bytes_SOURCES = tests/unit/test_bytes.c
tests_unit_test_bytes_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_bytes_LDADD = $(BASE_LDADD)
tests_unit_test_clock_SOURCES = tests/unit/test_clock.c
tests_unit_test_clock_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_clock_LDADD = $(BASE_LDADD)
tests_unit_test_error_SOURCES = tests/unit/test_error.c
tests_unit_test_error_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_error_LDADD = $(BASE_LDADD)
tests_unit_test_options_SOURCES = tests/unit/test_options.c
tests_unit_test_options_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_options_LDADD = $(BASE_LDADD)
tests_unit_test_progress_SOURCES = tests/unit/test_progress.c
tests_unit_test_progress_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_progress_LDADD = $(BASE_LDADD)
tests_unit_test_text_SOURCES = tests/unit/test_text.c
tests_unit_test_text_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_text_LDADD = $(BASE_LDADD)
endif
