if HAVE_CMOCKA
include tests/unit/media.mk
include tests/unit/synthetic.mk
include tests/unit/join-jpeg.mk
include tests/unit/films.mk
include tests/unit/stills.mk
CARVE_LDADD = src/carve/libcarve.a src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a $(ARCHIVE_LIBS) src/record/librecord.a src/media/libmedia.a src/base/libbase.a \
	$(JANSSON_LIBS) $(ZLIB_LIBS) $(CMOCKA_LIBS) -lm
check_PROGRAMS += tests/unit/test_extents tests/unit/test_scan tests/unit/test_space
tests_unit_test_extents_SOURCES = tests/unit/test_extents.c
tests_unit_test_extents_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_extents_LDADD = $(CARVE_LDADD)
tests_unit_test_scan_SOURCES = tests/unit/test_scan.c
tests_unit_test_scan_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_scan_LDADD = $(CARVE_LDADD)
tests_unit_test_space_SOURCES = tests/unit/test_space.c
tests_unit_test_space_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_space_LDADD = $(CARVE_LDADD)
check_PROGRAMS += tests/unit/test_search
tests_unit_test_search_SOURCES = tests/unit/test_search.c
tests_unit_test_search_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_search_LDADD = $(CARVE_LDADD)
TESTS += tests/unit/test_extents tests/unit/test_scan tests/unit/test_search tests/unit/test_space
endif
if HAVE_CMOCKA
HASHSET_LDADD = src/hashset/libhashset.a src/record/librecord.a src/base/libbase.a \
	$(EXPAT_LIBS) $(SQLITE_LIBS) -lm $(JANSSON_LIBS) $(CRYPTO_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_hashset_sort tests/unit/test_hashset_set
tests_unit_test_hashset_sort_SOURCES = tests/unit/test_hashset_sort.c
tests_unit_test_hashset_sort_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_hashset_sort_LDADD = $(HASHSET_LDADD)
tests_unit_test_hashset_set_SOURCES = tests/unit/test_hashset_set.c
tests_unit_test_hashset_set_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_hashset_set_LDADD = $(HASHSET_LDADD)
EXTRA_DIST += tests/unit/list_check.h
check_PROGRAMS += tests/unit/test_hashset_list tests/unit/test_hashset_verdicts tests/unit/test_list_pieces
check_PROGRAMS += tests/unit/test_set_changes
tests_unit_test_set_changes_SOURCES = tests/unit/test_set_changes.c
tests_unit_test_set_changes_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_set_changes_LDADD = $(HASHSET_LDADD)
TESTS += tests/unit/test_set_changes
tests_unit_test_list_pieces_SOURCES = tests/unit/test_list_pieces.c
tests_unit_test_list_pieces_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_list_pieces_LDADD = $(HASHSET_LDADD)
tests_unit_test_hashset_list_SOURCES = tests/unit/test_hashset_list.c
tests_unit_test_hashset_list_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_hashset_list_LDADD = $(HASHSET_LDADD)
tests_unit_test_hashset_verdicts_SOURCES = tests/unit/test_hashset_verdicts.c
tests_unit_test_hashset_verdicts_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_hashset_verdicts_LDADD = $(HASHSET_LDADD)
TESTS += tests/unit/test_hashset_sort tests/unit/test_hashset_set tests/unit/test_hashset_list tests/unit/test_list_pieces \
	tests/unit/test_hashset_verdicts
endif
if HAVE_CMOCKA
EXTRA_DIST += tests/unit/case_check.h
CASE_LDADD = src/case/libcase.a src/record/librecord.a src/base/libbase.a $(JANSSON_LIBS) \
	$(CRYPTO_LIBS) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_audit tests/unit/test_case_folder tests/unit/test_manifest
tests_unit_test_audit_SOURCES = tests/unit/test_audit.c
tests_unit_test_audit_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_audit_LDADD = $(CASE_LDADD)
tests_unit_test_case_folder_SOURCES = tests/unit/test_case_folder.c
tests_unit_test_case_folder_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_case_folder_LDADD = $(CASE_LDADD)
tests_unit_test_manifest_SOURCES = tests/unit/test_manifest.c
tests_unit_test_manifest_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_manifest_LDADD = $(CASE_LDADD)
TESTS += tests/unit/test_audit tests/unit/test_case_folder tests/unit/test_manifest
endif
if HAVE_CMOCKA
EXTRA_DIST += tests/unit/draw_fat.h
EVIDENCE_LIBS = src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a src/media/libmedia.a src/record/librecord.a src/base/libbase.a $(TSK_LIBS) $(ARCHIVE_LIBS) $(ZLIB_LIBS) $(EWF_LIBS) \
	$(CRYPTO_LIBS) $(DEFLATE_LIBS) $(ZLIB_LIBS) $(JANSSON_LIBS)
check_PROGRAMS += tests/unit/test_content tests/unit/test_walk
tests_unit_test_content_SOURCES = tests/unit/test_content.c
tests_unit_test_content_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_content_LDADD = $(EVIDENCE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_walk_SOURCES = tests/unit/test_walk.c
tests_unit_test_walk_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_walk_LDADD = $(EVIDENCE_LIBS) $(CMOCKA_LIBS)
TESTS += tests/unit/test_content tests/unit/test_walk
endif
if HAVE_CMOCKA
EXTRA_DIST += tests/unit/report_check.h
REPORT_LDADD = src/report/libreport.a src/record/librecord.a src/guard/libguard.a src/base/libbase.a $(REPORT_LIBS) $(SECCOMP_LIBS) $(JANSSON_LIBS) \
	$(CRYPTO_LIBS) $(LIBINTL) $(CMOCKA_LIBS)
check_PROGRAMS += tests/unit/test_counting tests/unit/test_render
tests_unit_test_counting_SOURCES = tests/unit/test_counting.c
tests_unit_test_counting_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_counting_LDADD = $(REPORT_LDADD)
tests_unit_test_render_SOURCES = tests/unit/test_render.c
tests_unit_test_render_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_render_LDADD = $(REPORT_LDADD)
TESTS += tests/unit/test_counting tests/unit/test_render
endif
include tests/unit/report.mk
include tests/unit/near.mk
include tests/unit/practice.mk

if HAVE_CMOCKA
check_PROGRAMS += tests/unit/test_image tests/unit/test_volume
tests_unit_test_image_SOURCES = tests/unit/test_image.c
tests_unit_test_image_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_image_LDADD = $(EVIDENCE_LDADD) $(CMOCKA_LIBS)
tests_unit_test_volume_SOURCES = tests/unit/test_volume.c
tests_unit_test_volume_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_volume_LDADD = $(EVIDENCE_LDADD) $(CMOCKA_LIBS)
TESTS += tests/unit/test_image tests/unit/test_volume
endif
