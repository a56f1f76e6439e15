check_PROGRAMS += tests/unit/test_jumbf
tests_unit_test_jumbf_SOURCES = tests/unit/test_jumbf.c
tests_unit_test_jumbf_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_jumbf_LDADD = src/stage/libstage.a src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a $(ARCHIVE_LIBS) src/media/libmedia.a src/guard/libguard.a \
	src/record/librecord.a src/base/libbase.a $(TSK_LIBS) $(EWF_LIBS) $(EXIF_LIBS) $(EXPAT_LIBS) $(CRYPTO_LIBS) \
	$(DEFLATE_LIBS) $(ZLIB_LIBS) $(SECCOMP_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS) -lm
TESTS += tests/unit/test_jumbf
