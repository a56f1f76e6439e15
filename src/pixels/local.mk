# The decoding helper: a program of its own, since it is GPL where libheif or libav are, and links no libtsk.
if BUILD_PIXELS
pkglibexec_PROGRAMS = winnow-pixels
winnow_pixels_SOURCES = \
	src/pixels/winnow_pixels.c src/pixels/serve.c src/pixels/serve.h \
	src/pixels/cage.c src/pixels/cage.h src/pixels/versions.c src/pixels/versions.h
winnow_pixels_CPPFLAGS = $(PIXELS_CPPFLAGS)
winnow_pixels_LDADD = src/pixels/libpixels.a src/media/libmedia.a src/guard/libguard.a src/base/libbase.a \
	$(PIXELS_LIBS) $(SECCOMP_LIBS) $(ZLIB_LIBS) -lm
noinst_LIBRARIES += src/pixels/libpixels.a
src_pixels_libpixels_a_CPPFLAGS = $(PIXELS_CPPFLAGS)
src_pixels_libpixels_a_SOURCES = \
	src/pixels/canvas.c src/pixels/canvas.h src/pixels/decoder.h src/pixels/decoders.c \
	src/pixels/remote.c src/pixels/remote.h src/pixels/decode_jpeg.c src/pixels/decode_png.c
PIXELS_CPPFLAGS = $(AM_CPPFLAGS) $(JPEG_CFLAGS) $(PNG_CFLAGS)
PIXELS_LIBS = $(JPEG_LIBS) $(PNG_LIBS)
if HAVE_WEBP
src_pixels_libpixels_a_SOURCES += src/pixels/decode_webp.c
PIXELS_CPPFLAGS += $(WEBP_CFLAGS)
PIXELS_LIBS += $(WEBP_LIBS)
endif
if HAVE_HEIF
src_pixels_libpixels_a_SOURCES += src/pixels/decode_heif.c
PIXELS_CPPFLAGS += $(HEIF_CFLAGS)
PIXELS_LIBS += $(HEIF_LIBS)
endif
if HAVE_TIFF
src_pixels_libpixels_a_SOURCES += src/pixels/decode_tiff.c
PIXELS_CPPFLAGS += $(TIFF_CFLAGS)
PIXELS_LIBS += $(TIFF_LIBS)
endif
if HAVE_AV
src_pixels_libpixels_a_SOURCES += src/pixels/av.c src/pixels/av.h
PIXELS_CPPFLAGS += $(AV_CFLAGS)
PIXELS_LIBS += $(AV_LIBS)
endif
endif
