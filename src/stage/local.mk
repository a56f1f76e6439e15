# One file a stage.
noinst_LIBRARIES += src/stage/libstage.a
src_stage_libstage_a_SOURCES = \
	src/stage/stage.h src/stage/item.c \
	src/stage/hash.c src/stage/hash.h
src_stage_libstage_a_SOURCES += \
	src/stage/type.c src/stage/type.h src/stage/type_name.c src/stage/type_name.h
src_stage_libstage_a_SOURCES += \
	src/stage/exif.c src/stage/exif.h src/stage/exif_block.c src/stage/exif_block.h \
	src/stage/exif_derive.c src/stage/exif_place.c src/stage/exif_time.c src/stage/exif_derive.h src/stage/exif_facts.c src/stage/exif_facts.h \
	src/stage/exif_maker.h src/stage/exif_maker.c \
	src/stage/exif_maker_tags.c src/stage/exif_maker_blocks.c src/stage/exif_maker_plain.c src/stage/exif_words.c src/stage/exif_value.c src/stage/exif_value.h
src_stage_libstage_a_SOURCES += \
	src/stage/match.c src/stage/match.h src/stage/match_near.c src/stage/match_near.h src/stage/match_sets.c
src_stage_libstage_a_SOURCES += \
	src/stage/pdq.c src/stage/pdq.h src/stage/pdq_embedded.c src/stage/pdq_embedded.h src/stage/pixels_link.c src/stage/pixels_link.h src/stage/pixels_protocol.h
src_stage_libstage_a_SOURCES += src/stage/exif_iptc.c src/stage/exif_iptc.h src/stage/exif_jumbf.c src/stage/exif_jumbf.h \
	src/stage/exif_synthetic.c src/stage/exif_synthetic.h src/stage/exif_synthetic_signs.c src/stage/exif_text.c src/stage/exif_text.h \
	src/stage/exif_tags.c src/stage/exif_tags.h src/stage/exif_xmp.c src/stage/exif_packed.h src/stage/exif_packed.c src/stage/exif_profile.h src/stage/exif_profile.c src/stage/exif_xmp.h
