noinst_LIBRARIES += src/inside/libinside.a
src_inside_libinside_a_SOURCES = \
	src/inside/android_backup.c src/inside/archive.c src/inside/encoded.c src/inside/mail.c src/inside/transfer.c src/inside/transfer.h \
	src/inside/sqlite.c src/inside/sqlite_pages.c src/inside/sqlite_parts.h \
	src/inside/ole.c src/inside/ole_mini.c src/inside/ole_parts.h src/inside/ole_thumbs.c \
	src/inside/pdf.c src/inside/pdf_dictionary.c src/inside/pdf_parts.h src/inside/pdf_png.c \
	src/inside/pdf_unpack.c src/inside/thumbcache.c \
	src/inside/holder.c src/inside/holder.h src/inside/holders.c src/inside/kinds.h \
	src/inside/legacy_names.c src/inside/legacy_names.h \
	src/inside/spool.c src/inside/spool.h \
	src/inside/zip.c src/inside/zip.h src/inside/zip_data.c src/inside/zip_head.c
