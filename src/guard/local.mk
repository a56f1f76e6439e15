noinst_LIBRARIES += src/guard/libguard.a
src_guard_libguard_a_SOURCES = \
	src/guard/apart.c src/guard/apart.h \
	src/guard/confine.c src/guard/confine.h \
	src/guard/emit.h \
	src/guard/landlock.c src/guard/landlock.h \
	src/guard/pool.c src/guard/pool.h \
	src/guard/process.c src/guard/process.h \
	src/guard/silence.c src/guard/silence.h \
	src/guard/source.h \
	src/guard/syscalls.c src/guard/syscalls.h \
	src/guard/wire.c src/guard/wire.h \
	src/guard/worker.c src/guard/worker.h
