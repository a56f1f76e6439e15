if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_mount
tests_unit_test_mount_SOURCES = tests/unit/test_mount.c
tests_unit_test_mount_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_mount_LDADD = src/mount/libanswer.a $(TOOL_LDADD) $(CMOCKA_LIBS)
TESTS += tests/unit/test_mount
endif
# make bench-mount: winnow-mount beside ewfmount, the file itself, and fls.
EXTRA_DIST += tests/bench/mount.sh
bench-mount: all
	@WINNOW_SRCDIR='$(abs_top_srcdir)' WINNOW_BUILDDIR='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/mount.sh
.PHONY: bench-mount
