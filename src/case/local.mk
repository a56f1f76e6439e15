noinst_LIBRARIES += src/case/libcase.a
src_case_libcase_a_SOURCES = \
	src/case/audit.c src/case/case_folder.c src/case/checkpoint.c src/case/manifest.c \
	src/case/records_file.c \
	src/case/audit.h src/case/case_folder.h src/case/checkpoint.h src/case/manifest.h \
	src/case/records_file.h
