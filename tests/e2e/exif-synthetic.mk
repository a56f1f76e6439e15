EXTRA_DIST += tests/e2e/c2pa.pl tests/e2e/exif-synthetic.sh
if BUILD_PRACTICE
TESTS += tests/e2e/exif-synthetic.sh
endif
