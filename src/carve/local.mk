noinst_LIBRARIES += src/carve/libcarve.a
src_carve_libcarve_a_SOURCES = \
	src/carve/block_faces.c src/carve/block_faces.h src/carve/block_marks.c src/carve/carve.h src/carve/child_record.c src/carve/children.c src/carve/children.h src/carve/join.h \
	src/carve/joiners.c src/carve/join_around.c src/carve/join_likely.c src/carve/join_walked.c src/carve/join_tiff.c src/carve/join_png.c src/carve/join_png.h src/carve/join_png_sum.c src/carve/joining.c src/carve/joining.h src/carve/joining_blob.c src/carve/joining_standing.c src/carve/joining_standing.h \
	src/carve/finding.c src/carve/finding.h src/carve/free_blocks.c src/carve/free_blocks.h \
	src/carve/source_join.c src/carve/unfinished.c src/carve/unfinished.h src/carve/source_parts.h src/carve/source_search.c \
	 src/carve/judge.c src/carve/judge.h src/carve/map.c src/carve/map.h \
	src/carve/options.c src/carve/pieces.c src/carve/pieces.h src/carve/record.c src/carve/record.h src/carve/scan.c src/carve/scan.h \
	src/carve/scan_avx2.c src/carve/scan_private.h src/carve/search.c src/carve/search.h \
	src/carve/source_carve.c src/carve/space.c src/carve/space.h src/carve/stage_carve.c
src_carve_libcarve_a_SOURCES += \
	src/carve/join_jpeg.h src/carve/join_jpeg.c src/carve/join_jpeg_head.c \
	src/carve/join_jpeg_seam.c \
	src/carve/join_jpeg_try.c
src_carve_libcarve_a_SOURCES += \
	src/carve/join_movie.h src/carve/join_movie.c src/carve/join_movie_find.c \
	src/carve/join_movie_hold.c src/carve/join_movie_index.c src/carve/join_movie_proof.c \
	src/carve/join_movie_seam.c
src_carve_libcarve_a_SOURCES += \
	src/carve/join_chain.h src/carve/join_chain.c src/carve/join_chain_find.c src/carve/join_chain_seam.c
src_carve_libcarve_a_SOURCES += src/carve/join_tried.c
src_carve_libcarve_a_SOURCES += src/carve/join_follow.h src/carve/join_follow.c src/carve/join_rows.c src/carve/join_strips.c \
	src/carve/join_webp.c
