# A shared object for LD_PRELOAD; libtool would be a lot of machinery for one file.
check_DATA = tests/fault/inject.so
tests/fault/inject.so: tests/fault/inject.c
	$(AM_V_CC)$(MKDIR_P) tests/fault && $(CC) -shared -fPIC -O1 -o $@ $(srcdir)/tests/fault/inject.c -ldl
CLEANFILES += tests/fault/inject.so
EXTRA_DIST += tests/fault/inject.c
