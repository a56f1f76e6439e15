# One program a format of media/, all from one source.
FUZZ_MEDIA_LDADD = src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS)
check_PROGRAMS += tests/fuzz/replay_jpeg
tests_fuzz_replay_jpeg_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_jpeg_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"jpeg"'
tests_fuzz_replay_jpeg_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_jpeg
check_PROGRAMS += tests/fuzz/replay_png
tests_fuzz_replay_png_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_png_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"png"'
tests_fuzz_replay_png_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_png
check_PROGRAMS += tests/fuzz/replay_gif
tests_fuzz_replay_gif_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_gif_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"gif"'
tests_fuzz_replay_gif_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_gif
check_PROGRAMS += tests/fuzz/replay_tiff
tests_fuzz_replay_tiff_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_tiff_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"tiff"'
tests_fuzz_replay_tiff_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_tiff
check_PROGRAMS += tests/fuzz/replay_mp4
tests_fuzz_replay_mp4_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_mp4_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mp4"'
tests_fuzz_replay_mp4_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_mp4
check_PROGRAMS += tests/fuzz/replay_webp
tests_fuzz_replay_webp_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_webp_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"webp"'
tests_fuzz_replay_webp_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_webp
check_PROGRAMS += tests/fuzz/replay_avi
tests_fuzz_replay_avi_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_avi_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"avi"'
tests_fuzz_replay_avi_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_avi
check_PROGRAMS += tests/fuzz/replay_bmp
tests_fuzz_replay_bmp_SOURCES = tests/fuzz/fuzz_media.c tests/fuzz/replay.c
tests_fuzz_replay_bmp_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"bmp"'
tests_fuzz_replay_bmp_LDADD = $(FUZZ_MEDIA_LDADD)
TESTS += tests/fuzz/replay_bmp
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_mp4
tests_fuzz_fuzz_mp4_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_mp4_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"mp4"'
tests_fuzz_fuzz_mp4_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_mp4_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_webp
tests_fuzz_fuzz_webp_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_webp_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"webp"'
tests_fuzz_fuzz_webp_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_webp_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_avi
tests_fuzz_fuzz_avi_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_avi_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"avi"'
tests_fuzz_fuzz_avi_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_avi_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_bmp
tests_fuzz_fuzz_bmp_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_bmp_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"bmp"'
tests_fuzz_fuzz_bmp_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_bmp_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_jpeg
tests_fuzz_fuzz_jpeg_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_jpeg_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"jpeg"'
tests_fuzz_fuzz_jpeg_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_jpeg_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_png
tests_fuzz_fuzz_png_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_png_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"png"'
tests_fuzz_fuzz_png_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_png_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_gif
tests_fuzz_fuzz_gif_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_gif_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"gif"'
tests_fuzz_fuzz_gif_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_gif_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_tiff
tests_fuzz_fuzz_tiff_SOURCES = tests/fuzz/fuzz_media.c
tests_fuzz_fuzz_tiff_CPPFLAGS = $(FUZZ_CPPFLAGS) -DMEDIA_FORMAT='"tiff"'
tests_fuzz_fuzz_tiff_LDADD = $(FUZZ_MEDIA_LDADD)
tests_fuzz_fuzz_tiff_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif

FUZZ_EXIF_LDADD = src/stage/libstage.a src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a $(ARCHIVE_LIBS) src/media/libmedia.a src/guard/libguard.a \
	src/record/librecord.a src/base/libbase.a $(TSK_LIBS) $(EWF_LIBS) $(EXIF_LIBS) $(EXPAT_LIBS) $(CRYPTO_LIBS) \
	$(DEFLATE_LIBS) $(ZLIB_LIBS) $(SECCOMP_LIBS) $(JANSSON_LIBS) -lm
check_PROGRAMS += tests/fuzz/replay_exif
tests_fuzz_replay_exif_SOURCES = tests/fuzz/fuzz_exif.c tests/fuzz/replay.c
tests_fuzz_replay_exif_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_exif_LDADD = $(FUZZ_EXIF_LDADD)
TESTS += tests/fuzz/replay_exif
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_exif
tests_fuzz_fuzz_exif_SOURCES = tests/fuzz/fuzz_exif.c
tests_fuzz_fuzz_exif_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_exif_LDADD = $(FUZZ_EXIF_LDADD)
tests_fuzz_fuzz_exif_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
check_PROGRAMS += tests/fuzz/replay_xmp
tests_fuzz_replay_xmp_SOURCES = tests/fuzz/fuzz_xmp.c tests/fuzz/replay.c
tests_fuzz_replay_xmp_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_xmp_LDADD = $(FUZZ_EXIF_LDADD)
TESTS += tests/fuzz/replay_xmp
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_xmp
tests_fuzz_fuzz_xmp_SOURCES = tests/fuzz/fuzz_xmp.c
tests_fuzz_fuzz_xmp_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_xmp_LDADD = $(FUZZ_EXIF_LDADD)
tests_fuzz_fuzz_xmp_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
check_PROGRAMS += tests/fuzz/replay_tags
tests_fuzz_replay_tags_SOURCES = tests/fuzz/fuzz_tags.c tests/fuzz/replay.c
tests_fuzz_replay_tags_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_tags_LDADD = $(FUZZ_EXIF_LDADD)
TESTS += tests/fuzz/replay_tags
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_tags
tests_fuzz_fuzz_tags_SOURCES = tests/fuzz/fuzz_tags.c
tests_fuzz_fuzz_tags_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_tags_LDADD = $(FUZZ_EXIF_LDADD)
tests_fuzz_fuzz_tags_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
