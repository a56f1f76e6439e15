#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# No function of ours is called as one that a library exports: the linker would give ours to the library.
# libdeferred.a alone means to: where it is linked, the libraries are not.
# (libtsk exports its inner functions without any prefix: raw_open, vmdk_open, fs_prepost_read …)
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"
command -v nm >/dev/null && command -v ldd >/dev/null || { echo "SKIP: no nm or ldd"; exit 77; }
cd "${WINNOW_BUILDDIR:-.}" || exit 99
list=$(mktemp -d) || exit 99
trap 'rm -rf "$list"' EXIT

# The sanitizers' own runtimes take the place of libc's functions, which is their business.
for tool in winnow winnow-*; do
	[ -x "$tool" ] && [ -f "$tool" ] && ldd "$tool" 2>/dev/null
done | awk '$3 ~ /^\// {print $3}' | grep -v 'lib[atu][sb]*san' | sort -u | while read -r library; do
	nm -D --defined-only "$library" 2>/dev/null
done | awk '{sub(/@.*/, "", $NF); print $NF}' | sort -u >"$list/theirs"
[ -s "$list/theirs" ] || { echo "SKIP: no tool is built"; exit 77; }
find src -name '*.a' ! -name libdeferred.a -exec nm -g --defined-only {} + 2>/dev/null |
	awk 'NF == 3 && $2 ~ /[TDBRVW]/ {print $3}' | grep -v '^_*\(asan\|ubsan\|san\|odr\)' | sort -u >"$list/ours"
comm -12 "$list/ours" "$list/theirs" >"$list/both"
while read -r symbol; do
	complain "$symbol: a library that a tool is linked with exports this name too"
done <"$list/both"
exit $bad
