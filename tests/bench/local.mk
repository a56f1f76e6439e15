check_PROGRAMS += tests/bench/bench_media
tests_bench_bench_media_SOURCES = tests/bench/bench_media.c
tests_bench_bench_media_LDADD = src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS)
# make bench-record: GB/s of records scanned and spliced, beside jansson.
EXTRA_PROGRAMS += tests/bench/record-speed
CLEANFILES += tests/bench/record-speed
tests_bench_record_speed_SOURCES = tests/bench/record-speed.c
tests_bench_record_speed_LDADD = src/record/librecord.a src/base/libbase.a $(JANSSON_LIBS)
bench-record: tests/bench/record-speed
	@tests/bench/record-speed
.PHONY: bench-record
# make bench-scan: GB/s of the signature scanner.
EXTRA_PROGRAMS += tests/bench/scan-speed
CLEANFILES += tests/bench/scan-speed
tests_bench_scan_speed_SOURCES = tests/bench/scan-speed.c
tests_bench_scan_speed_LDADD = src/carve/libcarve.a src/media/libmedia.a src/base/libbase.a $(ZLIB_LIBS)
bench-scan: tests/bench/scan-speed
	@tests/bench/scan-speed
.PHONY: bench-scan
# make bench-triage: the main job beside what an examiner does today.
EXTRA_DIST += tests/bench/triage-recipe.awk tests/bench/triage-speed.sh
bench-triage: all
	@WINNOW_SRCDIR='$(abs_top_srcdir)' WINNOW_BUILDDIR='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/triage-speed.sh
.PHONY: bench-triage


# make bench-hashset [N=3000000]: building and asking sets beside hfind and sqlite3; winnow-match.
EXTRA_DIST += tests/bench/hashset-speed.sh
EXTRA_PROGRAMS += tests/bench/hashset-speed
CLEANFILES += tests/bench/hashset-speed
tests_bench_hashset_speed_SOURCES = tests/bench/hashset-speed.c
tests_bench_hashset_speed_LDADD = src/hashset/libhashset.a src/record/librecord.a src/base/libbase.a \
	$(EXPAT_LIBS) $(SQLITE_LIBS) -lm $(CRYPTO_LIBS) $(JANSSON_LIBS)
bench-hashset: tests/bench/hashset-speed winnow-set winnow-match
	@PATH=$$PWD:$$PATH sh $(srcdir)/tests/bench/hashset-speed.sh $$PWD/tests/bench/hashset-speed $(N)
.PHONY: bench-hashset
check_PROGRAMS += tests/bench/bench_image
tests_bench_bench_image_SOURCES = tests/bench/bench_image.c
tests_bench_bench_image_LDADD = $(EVIDENCE_LDADD)
EXTRA_DIST += tests/bench/ewf-read.sh tests/bench/verify.sh
# make bench-near [N=1000000]: near look-ups with the index and by comparing with all.
EXTRA_PROGRAMS += tests/bench/near-speed
CLEANFILES += tests/bench/near-speed
tests_bench_near_speed_SOURCES = tests/bench/near-speed.c
tests_bench_near_speed_LDADD = src/hashset/libhashset.a src/base/libbase.a
bench-near: tests/bench/near-speed
	@tests/bench/near-speed $(N)
.PHONY: bench-near
# make bench, or ./bootstrap bench: all of them, one after the other.
bench:
	@for one in record scan carve hashset near pdq triage; do $(MAKE) -s bench-$$one || exit; done
.PHONY: bench
# make bench-carve [SEED=1 MIB='1024 2048' CLUSTER='512 4096' FS='none fat32' PEERS='photorec foremost scalpel']:
# carving beside other carvers on images made for it.
EXTRA_DIST += tests/bench/carve-bench.sh tests/bench/carve-items.sh tests/bench/carve-corpus.sh tests/bench/carve-score.sh
EXTRA_PROGRAMS += tests/bench/carve-plant tests/bench/carve-judge
CLEANFILES += tests/bench/carve-plant tests/bench/carve-judge
tests_bench_carve_plant_SOURCES = tests/bench/carve-plant.c tests/bench/carve-filler.c tests/bench/carve-filler.h
tests_bench_carve_judge_SOURCES = tests/bench/carve-judge.c
bench-carve: all tests/bench/bench_media tests/bench/carve-plant tests/bench/carve-judge tests/e2e/draw
	@WINNOW_SRCDIR='$(abs_top_srcdir)' WINNOW_BUILDDIR='$(abs_top_builddir)' $(SHELL) $(srcdir)/tests/bench/carve-bench.sh \
		'$(or $(SEED),1)' '$(or $(MIB),1024)' '$(or $(CLUSTER),4096)' '$(or $(FS),none fat32 ext4 ntfs)'
.PHONY: bench-carve
# tests/bench/exif-compare.sh FOLDER…: values of winnow-exif beside exiftool's.
EXTRA_DIST += tests/bench/exif-disk.sh tests/bench/exif-compare.sh tests/bench/exif-compare.pl tests/bench/exif-speed.sh
