noinst_LIBRARIES += src/case/libcase.a
src_case_libcase_a_SOURCES = \
	src/case/act.c src/case/attached.c src/case/audit.c src/case/audit_read.c \
	src/case/case_folder.c src/case/checkpoint.c src/case/hash_log.c src/case/listing.c src/case/manifest.c \
	src/case/records_file.c \
	src/case/act.h src/case/attached.h src/case/audit.h src/case/case_folder.h \
	src/case/checkpoint.h src/case/hash_log.h src/case/listing.h src/case/manifest.h src/case/records_file.h
