noinst_LIBRARIES += src/base/libbase.a
src_base_libbase_a_SOURCES = \
	src/base/buffer.h src/base/bytes.h src/base/clock.h src/base/error.h src/base/i18n.h \
	src/base/memory.h src/base/options.h src/base/progress.h src/base/span.h src/base/text.h
