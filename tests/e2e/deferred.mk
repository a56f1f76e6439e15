# Filters and the libraries that they load late.
TESTS += tests/e2e/deferred.sh
EXTRA_DIST += tests/e2e/deferred.sh
