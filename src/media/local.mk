# One file a format; formats.c lists them.
noinst_LIBRARIES += src/media/libmedia.a
src_media_libmedia_a_SOURCES = \
	src/media/media.h src/media/formats.c src/media/verdict.h src/media/verdict.c \
	src/media/blocks.h src/media/blocks.c src/media/tiff_ifd.h src/media/tiff_ifd.c
src_media_libmedia_a_SOURCES += \
	src/media/jpeg.h src/media/jpeg.c src/media/jpeg_segment.c src/media/jpeg_blocks.c \
	src/media/jpeg_parts.h src/media/jpeg_parts.c \
	src/media/jpeg_check.h src/media/jpeg_check.c src/media/jpeg_follow.h src/media/jpeg_follow.c \
	src/media/jpeg_trace.h src/media/jpeg_trace.c src/media/jpeg_look.h src/media/jpeg_look.c src/media/jpeg_break.h src/media/jpeg_break.c src/media/jpeg_smooth.h src/media/jpeg_smooth.c src/media/jpeg_scan.h src/media/jpeg_scan.c src/media/jpeg_scan_start.c \
	src/media/bit_masks.h src/media/jpeg_bits.h src/media/jpeg_huffman.h src/media/jpeg_huffman.c
src_media_libmedia_a_SOURCES += src/media/png.h src/media/png.c src/media/png_check.c src/media/png_rows.h src/media/png_rows.c
src_media_libmedia_a_SOURCES += src/media/jumbf.h src/media/jumbf.c src/media/cbor.h src/media/cbor.c
src_media_libmedia_a_SOURCES += src/media/gif.c src/media/gif_check.h src/media/gif_check.c
src_media_libmedia_a_SOURCES += src/media/tiff.c
include src/media/stills.mk
src_media_libmedia_a_SOURCES += \
	src/media/isobmff.h src/media/isobmff.c src/media/isobmff_box.c src/media/isobmff_movie.c \
	src/media/isobmff_items.c src/media/isobmff_samples.h src/media/isobmff_samples.c \
	src/media/isobmff_fragment.c src/media/isobmff_describe.c src/media/isobmff_coding.h \
	src/media/isobmff_coding.c src/media/isobmff_foreign.c src/media/isobmff_check.h \
	src/media/isobmff_check.c src/media/isobmff_parse.h src/media/isobmff_parse.c src/media/isobmff_stray.h src/media/isobmff_stray.c src/media/isobmff_tree.c src/media/isobmff_previews.c
src_media_libmedia_a_SOURCES += src/media/riff.h src/media/riff.c src/media/webp.c src/media/avi.h src/media/avi.c src/media/avi_parts.c
src_media_libmedia_a_SOURCES += src/media/vp8.h src/media/vp8_arith.h src/media/vp8.c src/media/vp8_tables.h src/media/vp8_tables.c
src_media_libmedia_a_SOURCES += src/media/vp8l.h src/media/vp8l.c
src_media_libmedia_a_SOURCES += src/media/bmp.c src/media/raster_check.h src/media/raster_check.c
src_media_libmedia_a_SOURCES += src/media/chain.h src/media/chain.c src/media/film_frame.h src/media/film_frame.c
src_media_libmedia_a_SOURCES += src/media/ebml.h src/media/ebml.c src/media/matroska.h src/media/matroska.c src/media/matroska_block.c
src_media_libmedia_a_SOURCES += src/media/pdq.h src/media/pdq.c src/media/pdq_bits.c
src_media_libmedia_a_SOURCES += src/media/avc.h src/media/avc.c src/media/flv.c src/media/ogg.c
src_media_libmedia_a_SOURCES += src/media/asf.h src/media/asf.c src/media/asf_packet.c
src_media_libmedia_a_SOURCES += src/media/mpeg.h src/media/mpeg.c src/media/mpeg_ps.c src/media/mpeg_ts.h src/media/mpeg_ts_tables.c src/media/mpeg_ts.c
src_media_libmedia_a_SOURCES += \
	src/media/nal_unit.h src/media/nal_unit.c src/media/avc_follow.h src/media/avc_follow.c src/media/avc_private.h src/media/avc_cabac.h \
	src/media/avc_cabac.c src/media/avc_contexts.c src/media/avc_params.c src/media/avc_header.c \
	src/media/avc_slice.c src/media/avc_mb.c src/media/avc_partition.c src/media/avc_residual.c
src_media_libmedia_a_SOURCES += src/media/tags.h src/media/tags.c src/media/isobmff_tags.c src/media/isobmff_uuid.c \
	src/media/riff_tags.c src/media/matroska_tags.c src/media/asf_tags.c
src_media_libmedia_a_SOURCES += \
	src/media/hevc_follow.h src/media/hevc_follow.c src/media/hevc_private.h src/media/hevc_contexts.c \
	src/media/hevc_params.c src/media/hevc_header.c src/media/hevc_slice.c src/media/hevc_unit.c \
	src/media/hevc_transform.c src/media/hevc_residual.c
src_media_libmedia_a_SOURCES += src/media/av1_obu.h src/media/av1_obu.c src/media/av1_follow.h src/media/av1_follow.c
if HAVE_DAV1D
src_media_libmedia_a_SOURCES += \
	src/media/av1_header.h src/media/av1_header.c src/media/av1_decode.h src/media/av1_decode.c src/media/av1_tiles.h src/media/av1_tiles.c
endif
src_media_libmedia_a_SOURCES += src/media/gpmf.h src/media/gpmf.c src/media/mdpm.h src/media/mdpm.c \
	src/media/flv_tags.c src/media/ogg_tags.c src/media/jpeg_tags.c src/media/ciff.h src/media/ciff.c src/media/ciff_tags.c src/media/isobmff_camera.c src/media/isobmff_maker.c src/media/isobmff_dashcam.c src/media/samsung.h src/media/samsung.c \
	src/media/zip.c
# What is carved for the files in it.
src_media_libmedia_a_SOURCES += \
	src/media/sevenzip.c src/media/rar.c src/media/gzip.c src/media/bzip2.c src/media/xz.c src/media/zstd.c \
	src/media/tar.c src/media/cab.c src/media/ole.c src/media/pdf.c src/media/sqlite.c src/media/thumbcache.c \
	src/media/encoded.c
