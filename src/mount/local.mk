# What the mount answers, with or without FUSE.
noinst_LIBRARIES += src/mount/libanswer.a
src_mount_libanswer_a_SOURCES = \
	src/mount/answer.c src/mount/answer.h src/mount/answer_parts.h \
	src/mount/answer_facts.c src/mount/answer_read.c src/mount/answer_stat.c \
	src/mount/fill_deleted.c src/mount/fill_entry.c src/mount/fill_fixed.c src/mount/fill_items.c src/mount/fill_logical.c \
	src/mount/names.c src/mount/names.h \
	src/mount/tree.c src/mount/tree.h

noinst_LIBRARIES += src/mount/libmount.a
if HAVE_FUSE
src_mount_libmount_a_SOURCES = \
	src/mount/board.c src/mount/board.h \
	src/mount/keeper.c src/mount/mount.h \
	src/mount/server.c src/mount/server.h src/mount/server_parts.h \
	src/mount/server_init.c src/mount/server_requests.c src/mount/server_turns.c
src_mount_libmount_a_CPPFLAGS = $(AM_CPPFLAGS) $(FUSE_CFLAGS) -DFUSE_USE_VERSION=314
MOUNT_LDADD = src/mount/libmount.a src/mount/libanswer.a $(FUSE_LIBS)
else
src_mount_libmount_a_SOURCES = src/mount/mount.h src/mount/no_fuse.c
MOUNT_LDADD = src/mount/libmount.a
endif
