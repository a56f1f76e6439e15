noinst_LIBRARIES += src/case/libcase.a
src_case_libcase_a_SOURCES = \
	src/case/act.c src/case/act.h src/case/attached.c src/case/attached.h \
	src/case/audit.c src/case/audit.h src/case/audit_read.c \
	src/case/case_folder.c src/case/case_folder.h \
	src/case/check.c src/case/check.h src/case/check_attached.c \
	src/case/checkpoint.c src/case/checkpoint.h \
	src/case/cms.c src/case/cms.h src/case/der.c src/case/der.h \
	src/case/hash_log.c src/case/hash_log.h \
	src/case/listing.c src/case/listing.h src/case/manifest.c src/case/manifest.h \
	src/case/pdf_sign.c src/case/pdf_signature.c src/case/pdf_signature.h \
	src/case/records_file.c src/case/records_file.h \
	src/case/signer.c src/case/signer.h src/case/signer_token.c src/case/signer_token.h \
	src/case/stamp.c src/case/stamp.h src/case/whole_file.c src/case/whole_file.h
