if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_mount
tests_unit_test_mount_SOURCES = tests/unit/test_mount.c
tests_unit_test_mount_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_mount_LDADD = src/mount/libanswer.a $(TOOL_LDADD) $(CMOCKA_LIBS)
TESTS += tests/unit/test_mount
endif
# make bench-mount: winnow-mount beside ewfmount, the file itself, and fls.
EXTRA_DIST += tests/bench/mount.sh
if HAVE_FUSE
EXTRA_PROGRAMS += tests/bench/tree-fs
CLEANFILES += tests/bench/tree-fs
tests_bench_tree_fs_SOURCES = tests/bench/tree-fs.c
tests_bench_tree_fs_CPPFLAGS = $(AM_CPPFLAGS) $(FUSE_CFLAGS) -DFUSE_USE_VERSION=314
tests_bench_tree_fs_LDADD = $(FUSE_LIBS)
BENCH_MOUNT_PEER = tests/bench/tree-fs
endif
bench-mount: all $(BENCH_MOUNT_PEER)
	@WINNOW_SRCDIR='$(abs_top_srcdir)' WINNOW_BUILDDIR='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/mount.sh
.PHONY: bench-mount
