noinst_LIBRARIES += src/hashset/libhashset.a
src_hashset_libhashset_a_SOURCES = \
	src/hashset/build.c src/hashset/build.h \
	src/hashset/check.c src/hashset/check.h \
	src/hashset/comments.c src/hashset/comments.h \
	src/hashset/digest.c src/hashset/digest.h \
	src/hashset/find.c \
	src/hashset/format.h \
	src/hashset/keys.c src/hashset/keys.h \
	src/hashset/layout.c src/hashset/layout.h \
	src/hashset/outfile.c src/hashset/outfile.h \
	src/hashset/pack.h \
	src/hashset/set.c src/hashset/set.h src/hashset/set_parts.h \
	src/hashset/sort.c src/hashset/sort.h src/hashset/sort_records.c \
	src/hashset/verdict.c src/hashset/verdict.h
