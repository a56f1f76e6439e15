noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/buffer.c src/base/bytes.c src/base/charset.c src/base/charset.h src/base/clock.c src/base/encoded.c src/base/encoded.h src/base/error.c src/base/mac_roman.c src/base/mac_roman.h src/base/memory.c \
	src/base/new_file.c src/base/options.c src/base/progress.c src/base/sha256.c \
	src/base/shared_lock.c src/base/shared_lock.h src/base/small_file.c src/base/text.c src/base/utf16.c src/base/uuid.c src/base/whole_io.c \
	src/base/buffer.h src/base/bytes.h src/base/clock.h src/base/error.h src/base/i18n.h \
	src/base/memory.h src/base/new_file.h src/base/options.h src/base/progress.h \
	src/base/sha256.h src/base/small_file.h src/base/span.h src/base/text.h src/base/utf16.h src/base/uuid.h src/base/whole_io.h
