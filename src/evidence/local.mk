noinst_LIBRARIES += src/evidence/libevidence.a
# For tsk_fatfs.h, whose include it is.
src_evidence_libevidence_a_CPPFLAGS = $(AM_CPPFLAGS) -iquote $(top_srcdir)/src/evidence/libtsk
src_evidence_libevidence_a_SOURCES = \
	src/evidence/container.c src/evidence/container.h \
	src/evidence/describe.c \
	src/evidence/disklabel.c src/evidence/disklabel.h \
	src/evidence/dmg.h src/evidence/dmg_adc.c src/evidence/dmg_runs.c \
	src/evidence/dos_table.c src/evidence/dos_table.h \
	src/evidence/extents.c src/evidence/extents.h \
	src/evidence/entropy.c src/evidence/entropy.h \
	src/evidence/ewf.h src/evidence/ewf_acquired.c src/evidence/ewf_files.c \
	src/evidence/ewf_header.c src/evidence/ewf_index.c \
	src/evidence/ewf_metadata.c src/evidence/ewf_metadata.h src/evidence/ewf_search.c src/evidence/ewf_sections.c \
	src/evidence/ewf_table.c \
	src/evidence/fat_clusters.c src/evidence/fat_clusters.h src/evidence/libtsk/tsk_fs_i.h \
	src/evidence/facts.c src/evidence/faults.c src/evidence/faults.h \
	src/evidence/file_pages.c src/evidence/file_pages.h \
	src/evidence/filesystem.c src/evidence/filesystem.h src/evidence/filesystem_names.c \
	src/evidence/freespace.c src/evidence/freespace.h \
	src/evidence/gpt.c src/evidence/gpt.h \
	src/evidence/identity.c \
	src/evidence/image.c src/evidence/image.h src/evidence/image_state.h \
	src/evidence/image_dmg.c src/evidence/image_ewf.c src/evidence/image_ewf2.c src/evidence/image_libtsk.c \
	src/evidence/image_qcow2.c src/evidence/image_raw.c src/evidence/image_vdi.c \
	src/evidence/image_vhd.c src/evidence/image_vmdk.c \
	src/evidence/label.c src/evidence/label.h src/evidence/label_apple.c \
	src/evidence/label_fat.c src/evidence/label_ntfs.c src/evidence/label_unix.c \
	src/evidence/library_reader.c src/evidence/library_reader.h \
	src/evidence/lvm.c src/evidence/lvm.h src/evidence/lvm_text.c src/evidence/lvm_text.h \
	src/evidence/open_files.c src/evidence/open_files.h \
	src/evidence/probe.c src/evidence/probe.h \
	src/evidence/reader.h src/evidence/reader_open.c \
	src/evidence/raid.c src/evidence/raid.h \
	src/evidence/recognise.c src/evidence/recognise.h \
	src/evidence/quick_folders.c src/evidence/quick_folders.h src/evidence/quick_ntfs.c \
	src/evidence/segments.c src/evidence/segments.h \
	src/evidence/slack.c src/evidence/slack.h \
	src/evidence/sparse_map.c src/evidence/sparse_map.h \
	src/evidence/table.c src/evidence/table.h \
	src/evidence/table_view.c src/evidence/table_view.h \
	src/evidence/tsk_view.c \
	src/evidence/vmdk.c src/evidence/vmdk.h src/evidence/vmdk_sparse.c \
	src/evidence/volume.c src/evidence/volume.h \
	src/evidence/volume_list.c src/evidence/volume_list.h \
	src/evidence/deferred.h src/evidence/deferred_needs.c src/evidence/direct.c \
	src/evidence/content.c src/evidence/content.h src/evidence/content_parts.h \
	src/evidence/content_folder.c src/evidence/folder.c src/evidence/folder.h \
	src/evidence/logical.c src/evidence/logical.h src/evidence/logical_image.c \
	src/evidence/content_holders.c src/evidence/content_member.c \
	src/evidence/inside.c src/evidence/inside.h src/evidence/inside_names.c src/evidence/inside_hidden.c src/evidence/entries.c src/evidence/entries.h src/evidence/ewf_entries.c \
	src/evidence/inside_out.c src/evidence/inside_parts.h src/evidence/inside_record.c \
	src/evidence/inside_worth.c \
	src/evidence/content_kept.c src/evidence/content_runs.c src/evidence/content_tsk.c \
	src/evidence/source_info.c src/evidence/source_info.h \
	src/evidence/source_walk.c src/evidence/source_walk.h \
	src/evidence/system_entries.c src/evidence/system_records.c \
	src/evidence/system_round.c src/evidence/system_round.h \
	src/evidence/walk.c src/evidence/walk.h src/evidence/walk_parts.h \
	src/evidence/walk_items.c src/evidence/walk_name.c src/evidence/walk_one.c \
	src/evidence/walk_order.c src/evidence/walk_order.h \
	src/evidence/walk_record.c src/evidence/walk_runs.c \
	src/evidence/walk_seen.c src/evidence/walk_seen.h src/evidence/walk_system.c

# In place of libtsk and libarchive, for tools that load them only when a record asks for them.
if DEFER
noinst_LIBRARIES += src/evidence/libdeferred.a
endif
src_evidence_libdeferred_a_CPPFLAGS = $(AM_CPPFLAGS) -iquote $(top_srcdir)/src/evidence/libtsk
src_evidence_libdeferred_a_SOURCES = src/evidence/deferred.c src/evidence/deferred_archive.c \
	src/evidence/deferred_parts.h src/evidence/deferred_tsk.c

# What a program needs that uses images and volumes alone.
EVIDENCE_LDADD = src/evidence/libevidence.a src/system/libsystem.a src/inside/libinside.a src/media/libmedia.a \
	src/record/librecord.a src/base/libbase.a $(ARCHIVE_LIBS) \
	$(TSK_LIBS) $(EWF_LIBS) $(CRYPTO_LIBS) $(DEFLATE_LIBS) $(ZLIB_LIBS) $(JANSSON_LIBS)
