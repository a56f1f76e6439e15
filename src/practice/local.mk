if BUILD_PRACTICE
bin_PROGRAMS += winnow-practice
noinst_LIBRARIES += src/practice/libpractice.a
src_practice_libpractice_a_CPPFLAGS = $(AM_CPPFLAGS) $(NTFS3G_CFLAGS) $(EXT2FS_CFLAGS) \
	$(JPEG_CFLAGS) $(PNG_CFLAGS) $(WEBP_CFLAGS)
src_practice_libpractice_a_SOURCES = \
	src/practice/alter.c \
	src/practice/avc.c src/practice/avi.c src/practice/film.h \
	src/practice/movie.c src/practice/mp4.c src/practice/mp4_tags.c src/practice/mp4_track.c \
	src/practice/archive.c src/practice/archive.h src/practice/archive_office.c \
	src/practice/archive_tar.c src/practice/archive_thumbs.c src/practice/archive_zip.c \
	src/practice/bits.c src/practice/bits.h \
	src/practice/compound.c src/practice/compound.h \
	src/practice/build.c src/practice/build.h \
	src/practice/content.c src/practice/content.h \
	src/practice/disk.c src/practice/disk.h \
	src/practice/encode_gif.c src/practice/encode_jpeg.c src/practice/encode_png.c \
	src/practice/encode_webp.c \
	src/practice/ewf.c src/practice/ewf.h \
	src/practice/exif.c \
	src/practice/exfat.c src/practice/exfat.h src/practice/exfat_dirs.c \
	src/practice/exfat_format.c src/practice/exfat_many.c src/practice/exfat_names.c \
	src/practice/ext4.c src/practice/ext4.h \
	src/practice/ext4_format.c src/practice/ext4_inode.c src/practice/ext4_remove.c \
	src/practice/fat.c src/practice/fat.h \
	src/practice/fat_dirs.c src/practice/fat_format.c src/practice/fat_names.c \
	src/practice/font.c \
	src/practice/fs.h \
	src/practice/heic.c src/practice/heic.h src/practice/hevc.c \
	src/practice/key.c src/practice/key.h \
	src/practice/key_file.c src/practice/key_members.c src/practice/key_parts.h \
	src/practice/key_picture.c \
	src/practice/known.c \
	src/practice/layout.c src/practice/layout.h \
	src/practice/likeness.c src/practice/likeness.h \
	src/practice/moment.c src/practice/moment.h \
	src/practice/ntfs.c src/practice/ntfs.h src/practice/ntfs_add.c \
	src/practice/ntfs_device.c src/practice/ntfs_format.c src/practice/ntfs_layout.c src/practice/ntfs_times.c \
	src/practice/output.c src/practice/output.h \
	src/practice/path.c \
	src/practice/picture.c src/practice/picture.h \
	src/practice/raster.c src/practice/raster.h \
	src/practice/reader.h \
	src/practice/recipe.c src/practice/recipe.h \
	src/practice/recipe_archives.c src/practice/recipe_contents.c src/practice/recipe_movies.c \
	src/practice/recipe_near.c \
	src/practice/recipe_volumes.c \
	src/practice/rng.h \
	src/practice/scene.c src/practice/scene.h \
	src/practice/shelf.c src/practice/shelf.h \
	src/practice/space.c src/practice/space.h \
	src/practice/statement.c src/practice/statement.h \
	src/practice/table.c src/practice/table.h \
	src/practice/utf16.c src/practice/utf16.h \
	src/practice/yuv.c src/practice/yuv.h

# What goes behind libpractice.a in a link line.
PRACTICE_LIBS = src/media/libmedia.a src/record/librecord.a src/base/libbase.a $(NTFS3G_LIBS) $(EXT2FS_LIBS) $(JPEG_LIBS) \
	$(PNG_LIBS) $(EXIF_LIBS) $(EWF_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS) \
	$(ZLIB_LIBS) -lm
if HAVE_WEBP
PRACTICE_LIBS += $(WEBP_LIBS)
endif

winnow_practice_CPPFLAGS = $(src_practice_libpractice_a_CPPFLAGS)
winnow_practice_SOURCES = src/practice/winnow_practice.c
winnow_practice_LDADD = src/practice/libpractice.a $(PRACTICE_LIBS)
endif
