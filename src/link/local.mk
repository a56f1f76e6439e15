noinst_LIBRARIES += src/link/liblink.a
src_link_liblink_a_SOURCES = \
	src/link/entry.c src/link/entry.h src/link/facts.c src/link/facts.h src/link/group.c src/link/group.h \
	src/link/link.c src/link/link.h src/link/moment.c src/link/moment.h src/link/similar.c src/link/similar.h \
	src/link/store.c src/link/store.h
