# Still pictures beyond the common ones, and what checks the data of several formats.
src_media_libmedia_a_SOURCES += src/media/entropy.h src/media/entropy.c
src_media_libmedia_a_SOURCES += src/media/jpeg2000.h src/media/jpeg2000.c src/media/jp2.c
src_media_libmedia_a_SOURCES += src/media/raster.h src/media/raster.c src/media/packbits.h src/media/packbits.c
src_media_libmedia_a_SOURCES += \
	src/media/psd.c src/media/psd_layers.h src/media/psd_layers.c src/media/psd_rows.c
src_media_libmedia_a_SOURCES += \
	src/media/jxl.h src/media/jxl.c src/media/jxl_stream.c src/media/jxl_image.c src/media/jxl_frame.c \
	src/media/jxl_proof.c src/media/jxl_bits.h src/media/jxl_bits.c src/media/jxl_entropy.h src/media/jxl_entropy_state.h src/media/jxl_entropy.c \
	src/media/jxl_tree.h src/media/jxl_tree.c src/media/jxl_modular.h src/media/jxl_modular.c \
	src/media/jxl_transform.c src/media/jxl_predict.c src/media/jxl_sections.h src/media/jxl_sections.c \
	src/media/jxl_blocks.c src/media/jxl_coefficients.c src/media/jxl_ans.h src/media/jxl_ans.c src/media/jxl_prefix.h src/media/jxl_prefix.c
src_media_libmedia_a_SOURCES += src/media/gather.h src/media/gather.c
src_media_libmedia_a_SOURCES += \
	src/media/tiff_walk.h src/media/tiff_walk.c src/media/tiff_maker.c src/media/tiff_check.c \
	src/media/tiff_lost.c src/media/follow.h src/media/follow.c src/media/jpeg_lossless.c
src_media_libmedia_a_SOURCES += src/media/raf.c src/media/mrw.c src/media/crw.c src/media/x3f.c
src_media_libmedia_a_SOURCES += \
	src/media/strips.h src/media/strips.c src/media/strips_follow.c src/media/bmp_runs.h src/media/bmp_runs.c \
	src/media/vp8_follow.h src/media/vp8_follow.c src/media/vp8_state.h src/media/vp8_read.c src/media/vp8_luma.h src/media/vp8_luma.c
