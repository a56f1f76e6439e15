# What all tools share.
noinst_LIBRARIES += src/tools/libtools.a
src_tools_libtools_a_SOURCES = \
	src/tools/expired.c src/tools/expired.h \
	src/tools/filter.c src/tools/input.c \
	src/tools/libraries.c src/tools/libraries.h src/tools/library_archive.c \
	src/tools/library_crypto.c src/tools/library_ewf.c src/tools/library_dav1d.c src/tools/library_exif.c \
	src/tools/library_lists.c src/tools/library_magic.c src/tools/library_pixels.c src/tools/library_tsk.c \
	src/tools/notes.c \
	src/tools/output.c \
	src/tools/tool.c src/tools/tool.h

# Archives from the top floor down, then the libraries they need; --as-needed drops what a tool does not use.
TOOL_FLOW = src/tools/libtools.a src/flow/libflow.a
TOOL_ARCHIVES = src/carve/libcarve.a src/stage/libstage.a \
	src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a src/hashset/libhashset.a src/media/libmedia.a \
	src/guard/libguard.a \
	src/record/librecord.a src/base/libbase.a
TOOL_LIBS = $(EWF_LIBS) $(MAGIC_LIBS) $(EXIF_LIBS) $(EXPAT_LIBS) $(CRYPTO_LIBS) $(DEFLATE_LIBS) $(ZLIB_LIBS) \
	$(SECCOMP_LIBS) $(JANSSON_LIBS) $(LIBINTL) -lm
TOOL_LDADD = $(TOOL_FLOW) $(TOOL_ARCHIVES) $(TSK_LIBS) $(ARCHIVE_LIBS) $(TOOL_LIBS)

# Filters start once for each stage of a pipe: what most evidence does not need is loaded when it is needed.
# libdeferred.a stands where its functions are found before those of libevidence.a.
if DEFER
FILTER_LDADD = $(TOOL_FLOW) src/evidence/libdeferred.a $(TOOL_ARCHIVES) $(TOOL_LIBS)
else
FILTER_LDADD = $(TOOL_LDADD)
endif

bin_PROGRAMS += winnow-info
winnow_info_SOURCES = src/tools/winnow-info.c
winnow_info_LDADD = $(TOOL_LDADD)

bin_PROGRAMS += winnow-ls
winnow_ls_SOURCES = src/tools/winnow-ls.c
winnow_ls_LDADD = $(TOOL_LDADD)

bin_PROGRAMS += winnow-cat
winnow_cat_SOURCES = src/tools/winnow-cat.c \
	src/tools/cat_role.c src/tools/cat_role.h src/tools/cat_target.c src/tools/cat_target.h
winnow_cat_LDADD = $(FILTER_LDADD)

bin_PROGRAMS += winnow-carve
winnow_carve_SOURCES = src/tools/winnow-carve.c src/tools/carve_parts.c src/tools/carve_parts.h
winnow_carve_LDADD = $(TOOL_LDADD)

bin_PROGRAMS += winnow-type
winnow_type_SOURCES = src/tools/winnow-type.c
winnow_type_LDADD = $(FILTER_LDADD)

bin_PROGRAMS += winnow-exif
winnow_exif_SOURCES = src/tools/winnow-exif.c src/tools/exif_devices.h src/tools/exif_devices.c \
	src/tools/device_list.h src/tools/device_list.c
winnow_exif_LDADD = src/report/libreport.a $(FILTER_LDADD)

bin_PROGRAMS += winnow-hash
winnow_hash_SOURCES = src/tools/winnow-hash.c
winnow_hash_LDADD = $(FILTER_LDADD)

bin_PROGRAMS += winnow-pdq
winnow_pdq_SOURCES = src/tools/winnow-pdq.c
winnow_pdq_LDADD = $(FILTER_LDADD)

bin_PROGRAMS += winnow-match
winnow_match_SOURCES = src/tools/winnow-match.c
winnow_match_LDADD = $(FILTER_LDADD)

bin_PROGRAMS += winnow-set
winnow_set_SOURCES = src/tools/winnow-set.c src/tools/set_tool.h src/tools/set_output.c \
	src/tools/set_bloom.c src/tools/set_build.c src/tools/set_check.c src/tools/set_diff.c \
	src/tools/set_export.c src/tools/set_export.h src/tools/set_export_csv.c \
	src/tools/set_export_hashdeep.c src/tools/set_export_vics.c src/tools/set_info.c \
	src/tools/set_lookup.c src/tools/set_make.c src/tools/set_make.h src/tools/set_make_sets.c
winnow_set_LDADD = src/tools/libtools.a src/hashset/libhashset.a src/guard/libguard.a \
	src/record/librecord.a src/base/libbase.a $(EXPAT_LIBS) $(SQLITE_LIBS) $(CRYPTO_LIBS) -lm \
	$(JANSSON_LIBS) $(SECCOMP_LIBS) $(LIBINTL)

bin_PROGRAMS += winnow-report
winnow_report_SOURCES = src/tools/winnow-report.c
winnow_report_LDADD = src/tools/libtools.a src/report/libreport.a src/guard/libguard.a \
	src/record/librecord.a src/base/libbase.a $(REPORT_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS) \
	$(SECCOMP_LIBS) $(LIBINTL)

bin_PROGRAMS += winnow
winnow_SOURCES = src/tools/winnow.c src/tools/triage.c src/tools/triage.h src/tools/triage_close.c \
	src/tools/triage_sink.c src/tools/triage_task.c src/tools/triage_verify.c \
	src/tools/case_records.c src/tools/case_records.h src/tools/case_reports.c src/tools/case_reports.h
winnow_LDADD = src/report/libreport.a src/case/libcase.a $(TOOL_LDADD) $(REPORT_LIBS)

bin_PROGRAMS += winnow-verify
winnow_verify_SOURCES = src/tools/winnow-verify.c src/tools/verify_tool.h src/tools/verify_case.c \
	src/tools/verify_evidence.c src/tools/case_records.c src/tools/case_records.h \
	src/tools/case_reports.c src/tools/case_reports.h
winnow_verify_LDADD = src/report/libreport.a src/case/libcase.a $(TOOL_LDADD) $(REPORT_LIBS)

bin_PROGRAMS += winnow-link
winnow_link_SOURCES = src/tools/winnow-link.c src/tools/link_tool.h src/tools/link_record.c src/tools/link_picture.c
winnow_link_LDADD = src/tools/libtools.a src/link/liblink.a src/report/libreport.a src/hashset/libhashset.a \
	src/media/libmedia.a src/guard/libguard.a src/record/librecord.a src/base/libbase.a $(REPORT_LIBS) $(EXPAT_LIBS) \
	$(ZLIB_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS) $(SECCOMP_LIBS) $(LIBINTL) -lm

bin_PROGRAMS += winnow-case
winnow_case_SOURCES = src/tools/winnow-case.c src/tools/case_tool.h src/tools/case_sign.c \
	src/tools/case_custody.c src/tools/case_records.c src/tools/case_records.h \
	src/tools/case_reports.c src/tools/case_reports.h
winnow_case_LDADD = src/report/libreport.a src/case/libcase.a $(TOOL_LDADD) $(REPORT_LIBS)
# Without libfuse, it says so.
bin_PROGRAMS += winnow-mount
winnow_mount_SOURCES = src/tools/winnow-mount.c src/tools/library_fuse.c
winnow_mount_CPPFLAGS = $(AM_CPPFLAGS) $(FUSE_CFLAGS)
winnow_mount_LDADD = $(MOUNT_LDADD) $(TOOL_LDADD)
