# One file a format; formats.c lists them.
noinst_LIBRARIES += src/media/libmedia.a
src_media_libmedia_a_SOURCES = \
	src/media/media.h src/media/formats.c src/media/verdict.h src/media/verdict.c \
	src/media/jpeg.h src/media/jpeg.c src/media/jpeg_segment.c \
	src/media/jpeg_check.h src/media/jpeg_check.c src/media/jpeg_scan.h src/media/jpeg_scan.c \
	src/media/jpeg_bits.h src/media/jpeg_huffman.h src/media/jpeg_huffman.c \
	src/media/png.c src/media/gif.c src/media/gif_check.h src/media/gif_check.c \
	src/media/tiff_ifd.h src/media/tiff_ifd.c
