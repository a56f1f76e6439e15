if HAVE_CMOCKA
BASE_LDADD = src/base/libbase.a $(CMOCKA_LIBS)
BASE_TESTS = tests/unit/test_new_file tests/unit/test_buffer tests/unit/test_bytes tests/unit/test_clock tests/unit/test_error \
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
tests_unit_test_new_file_SOURCES = tests/unit/test_new_file.c
tests_unit_test_new_file_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_new_file_LDADD = $(BASE_LDADD)
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
if HAVE_CMOCKA
RECORD_LDADD = src/record/librecord.a src/base/libbase.a $(JANSSON_LIBS) $(CMOCKA_LIBS)
RECORD_TESTS = tests/unit/test_edit tests/unit/test_json tests/unit/test_lines tests/unit/test_record \
	tests/unit/test_record_plain tests/unit/test_record_property tests/unit/test_stream
check_PROGRAMS += $(RECORD_TESTS)
TESTS += $(RECORD_TESTS)
tests_unit_test_edit_SOURCES = tests/unit/test_edit.c
tests_unit_test_edit_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_edit_LDADD = $(RECORD_LDADD)
tests_unit_test_json_SOURCES = tests/unit/test_json.c
tests_unit_test_json_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_json_LDADD = $(RECORD_LDADD)
tests_unit_test_lines_SOURCES = tests/unit/test_lines.c
tests_unit_test_lines_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_lines_LDADD = $(RECORD_LDADD)
tests_unit_test_record_SOURCES = tests/unit/test_record.c
tests_unit_test_record_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_record_LDADD = $(RECORD_LDADD)
tests_unit_test_record_property_SOURCES = tests/unit/test_record_property.c \
	tests/unit/record_check.c tests/unit/record_check.h
tests_unit_test_record_property_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_record_property_LDADD = $(RECORD_LDADD)
# The scanner as it is built for processors without SSE2.
tests_unit_test_record_plain_SOURCES = $(tests_unit_test_record_property_SOURCES) src/record/marks.c \
	src/record/scan.c
tests_unit_test_record_plain_CPPFLAGS = $(UNIT_CPPFLAGS) -U__SSE2__
tests_unit_test_record_plain_LDADD = $(RECORD_LDADD)
tests_unit_test_stream_SOURCES = tests/unit/test_stream.c
tests_unit_test_stream_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_stream_LDADD = $(RECORD_LDADD)
endif
