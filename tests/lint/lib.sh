# SPDX-License-Identifier: Apache-2.0
# Common to the lints: where the source is, and saying what is wrong.
cd "${WINNOW_SRCDIR:-.}" || exit 99
bad=0

# Names all that breaks the rule, so that one run shows everything.
complain() {
	printf '%s\n' "$*" >&2
	bad=1
}

# C sources and headers of the given folders.
sources() {
	find "$@" -name '*.[ch]' | LC_ALL=C sort
}
