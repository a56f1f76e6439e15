EXTRA_DIST += tests/e2e/mount-lib.sh
MOUNT_TESTS = tests/e2e/mount.sh tests/e2e/mount-hard.sh
EXTRA_DIST += $(MOUNT_TESTS)
TESTS += $(MOUNT_TESTS)
