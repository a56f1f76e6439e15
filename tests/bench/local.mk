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
