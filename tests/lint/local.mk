LINTS = tests/lint/banned.sh tests/lint/floors.sh tests/lint/format.sh tests/lint/hacking.sh tests/lint/headers.sh tests/lint/man.sh tests/lint/packages.sh \
	tests/lint/scripts.sh tests/lint/sizes.sh tests/lint/symbols.sh tests/lint/translations.sh
TESTS += $(LINTS)
EXTRA_DIST += $(LINTS) tests/lint/lib.sh
