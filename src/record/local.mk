noinst_LIBRARIES += src/record/librecord.a
src_record_librecord_a_SOURCES = \
	src/record/edit.h src/record/json.h src/record/record.h src/record/stream.h
