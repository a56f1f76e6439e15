noinst_LIBRARIES += src/inside/libinside.a
src_inside_libinside_a_SOURCES = \
	src/inside/archive.c \
	src/inside/holder.c src/inside/holder.h src/inside/holders.c src/inside/kinds.h \
	src/inside/legacy_names.c src/inside/legacy_names.h \
	src/inside/spool.c src/inside/spool.h \
	src/inside/zip.c src/inside/zip.h src/inside/zip_data.c src/inside/zip_head.c
