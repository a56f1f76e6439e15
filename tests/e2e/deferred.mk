# Filters and the libraries that they load late; odd metadata.
TESTS += tests/e2e/deferred.sh
EXTRA_DIST += tests/e2e/deferred.sh
TESTS += tests/e2e/exif-odd.sh
EXTRA_DIST += tests/e2e/exif-odd.sh
