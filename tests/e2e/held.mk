# What containers do not store, and holders that are hostile or foreign.
TESTS += tests/e2e/behind.sh tests/e2e/known-zeros.sh tests/e2e/names-charset.sh tests/e2e/samples.sh
EXTRA_DIST += tests/e2e/behind.sh tests/e2e/known-zeros.sh tests/e2e/names-charset.sh tests/e2e/samples.sh $(SAMPLES)
SAMPLES = tests/e2e/samples/cab_3.cab.hex tests/e2e/samples/lha_filename_cp932.lzh.hex \
	tests/e2e/samples/lha_filename_utf16.lzh.hex tests/e2e/samples/rar5_compressed.rar.hex \
	tests/e2e/samples/rar_unicode.rar.hex
