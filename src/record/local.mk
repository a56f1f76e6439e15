noinst_LIBRARIES += src/record/librecord.a
src_record_librecord_a_SOURCES = \
	src/record/edit.c src/record/json.c src/record/known_items.c src/record/lines.c src/record/marks.c src/record/record.c \
	src/record/run.c src/record/scan.c src/record/stream.c \
	src/record/edit.h src/record/json.h src/record/known_items.h src/record/marks.h src/record/record.h src/record/stream.h
