#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make dist: the same bytes from two clones in different folders, with another umask, zone, language and time; and in it what
# git archive gives, plus what the autotools made and nothing else. Takes some minutes: make check-dist.
. "$(dirname "$0")/../e2e/lib.sh"
need git autoreconf autopoint xz
git -C "$WINNOW_SRCDIR" rev-parse HEAD >/dev/null 2>&1 || skip "these sources are no clone"

tarball() { # folder
	git clone -q "$WINNOW_SRCDIR" "$1" && (
		cd "$1" && autoreconf -fi >autoreconf.log 2>&1 && mkdir b && cd b && ../configure -q >configure.log 2>&1 &&
			make -s dist >dist.log 2>&1
	) || {
		tail -n 20 "$1"/*.log "$1"/b/*.log
		exit 1
	}
}

tarball one
(
	umask 077
	TZ=America/Lima LC_ALL=C
	export TZ LC_ALL
	tarball far/away/two
) || exit 1
for kind in gz xz; do
	check "the same .$kind" cmp one/b/winnow-*.tar.$kind far/away/two/b/winnow-*.tar.$kind
done
tar -tvf one/b/winnow-*.tar.xz >one.list
tar -tvf far/away/two/b/winnow-*.tar.xz >two.list
same_file "the same names, sizes, times and permissions" one.list two.list

mkdir archive tar
git -C one archive HEAD | tar -x -C archive
tar -xf one/b/winnow-*.tar.xz -C tar --strip-components=1
diff -rq archive tar >differences
same "all that is in git is in the tarball, unchanged" "" "$(grep -v '^Only in tar' differences)"
sed -n 's/^Only in tar\([^:]*\): /\1\//p' differences | sed 's|^/||' | grep -vE \
	'^(ABOUT-NLS|Makefile\.in|aclocal\.m4|build-aux|config\.h\.in|configure|m4|po/.*)$' >more
same "what else is there was generated" "" "$(cat more)"
same "permissions do not depend on the umask" "" "$(tar -tvf one/b/winnow-*.tar.xz | grep -vE '^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x)')"

# The tarball makes itself.
mkdir tar/b
(cd tar/b && ../configure -q >configure.log 2>&1 && make -s dist >dist.log 2>&1) || fail "no dist from the tarball: $(tail -n 1 tar/b/*.log)"
check "the tarball makes itself" cmp one/b/winnow-*.tar.xz tar/b/winnow-*.tar.xz
finish
