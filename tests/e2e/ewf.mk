# EWF, other containers, and volumes that are only recognised.
check_PROGRAMS += tests/e2e/ewf_edit
tests_e2e_ewf_edit_SOURCES = tests/e2e/ewf_edit.c
EXTRA_DIST += tests/e2e/ewf.sh tests/e2e/containers.sh
TESTS += tests/e2e/ewf.sh tests/e2e/containers.sh
if HAVE_BZ2
check_PROGRAMS += tests/e2e/mkdmg
tests_e2e_mkdmg_SOURCES = tests/e2e/mkdmg.c
tests_e2e_mkdmg_LDADD = -lbz2 $(ZLIB_LIBS)
endif
EXTRA_DIST += tests/e2e/dmg.sh
TESTS += tests/e2e/dmg.sh
EXTRA_DIST += tests/e2e/managers.sh
TESTS += tests/e2e/managers.sh
# Logical evidence of EnCase.
TESTS += tests/e2e/l01.sh
EXTRA_DIST += tests/e2e/l01.sh tests/e2e/l01.pl
