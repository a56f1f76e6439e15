noinst_LIBRARIES += src/hashset/libhashset.a
src_hashset_libhashset_a_SOURCES = \
	src/hashset/bloom.c src/hashset/bloom.h \
	src/hashset/build.c src/hashset/build.h \
	src/hashset/build_row.c src/hashset/build_row.h \
	src/hashset/check.c src/hashset/check.h \
	src/hashset/columns.c src/hashset/columns.h \
	src/hashset/csv.c src/hashset/csv.h \
	src/hashset/deletions.c src/hashset/deletions.h \
	src/hashset/digest.c src/hashset/digest.h \
	src/hashset/each.c src/hashset/each.h \
	src/hashset/entry_flags.c src/hashset/entry_flags.h \
	src/hashset/find.c \
	src/hashset/format.h \
	src/hashset/hits.c src/hashset/hits.h \
	src/hashset/intake.c src/hashset/intake.h \
	src/hashset/json_reader.c src/hashset/json_reader.h \
	src/hashset/key_ring.c src/hashset/key_ring.h \
	src/hashset/keys.c src/hashset/keys.h src/hashset/keys_pdq.c \
	src/hashset/layout.c src/hashset/layout.h \
	src/hashset/lines.c src/hashset/lines.h \
	src/hashset/list.c src/hashset/list.h src/hashset/list_format.h src/hashset/list_formats.c \
	src/hashset/list_encase.c src/hashset/list_hashdeep.c src/hashset/list_hfind.c \
	src/hashset/list_ncmec.c src/hashset/list_pdq.c src/hashset/list_sql.c \
	src/hashset/list_sqlite.c src/hashset/list_stopncii.c src/hashset/list_sums.c \
	src/hashset/list_table.c src/hashset/list_vics.c \
	src/hashset/list_record.c src/hashset/list_record.h \
	src/hashset/near.c src/hashset/near.h \
	src/hashset/outfile.c src/hashset/outfile.h \
	src/hashset/pack.h \
	src/hashset/scheme.c src/hashset/scheme.h \
	src/hashset/set.c src/hashset/set.h src/hashset/set_parts.c src/hashset/set_parts.h \
	src/hashset/set_key.c src/hashset/set_key.h \
	src/hashset/sort.c src/hashset/sort.h src/hashset/sort_records.c \
	src/hashset/texts.c src/hashset/texts.h \
	src/hashset/verdict.c src/hashset/verdict.h
