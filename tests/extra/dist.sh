#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make dist: the same bytes from two clones in different folders, with another umask, zone, language and time; and in it what
# git archive of the tag gives, plus what the autotools made and nothing else. Takes some minutes: make check-dist
# [TAG=v0.1.0]; without, the tag of this commit is taken, or one that its clones alone get.
. "$(dirname "$0")/../e2e/lib.sh"
need git autoreconf autopoint xz
git -C "$WINNOW_SRCDIR" rev-parse HEAD >/dev/null 2>&1 || skip "these sources are no clone"

version=$(sed -n 's/^AC_INIT(\[winnow\], \[\([^]]*\)\].*/v\1/p' "$WINNOW_SRCDIR/configure.ac")
commit=$(git -C "$WINNOW_SRCDIR" rev-parse "${TAG:-HEAD}^{commit}") || exit 1
tag=${TAG:-$(git -C "$WINNOW_SRCDIR" describe --tags --exact-match 2>/dev/null)}

tarball() { # folder
	git clone -q "$WINNOW_SRCDIR" "$1" && git -C "$1" checkout -q "$commit" && (
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

if [ -z "$tag" ]; then
	tag=$version
	git -C one tag "$tag"
	echo "commit $commit has no tag; $tag is tried in a clone"
fi
same "the tag is named by the version" "$version" "$tag"
same "and so are the tarball and its folder" "winnow-${tag#v}" "$(head -n 1 one.list | sed 's|.* ||; s|/$||')"
mkdir archive tar
git -C one archive "$tag" | tar -x -C archive
tar -xf one/b/winnow-*.tar.xz -C tar --strip-components=1
diff -rq archive tar >differences
same "all that is in git archive $tag is in the tarball, unchanged" "" "$(grep -v '^Only in tar' differences)"
sed -n 's/^Only in tar\([^:]*\): /\1\//p' differences | sed 's|^/||' | grep -vE \
	'^(ABOUT-NLS|Makefile\.in|aclocal\.m4|build-aux|config\.h\.in|configure|m4|po/.*)$' >more
same "what else is there was generated" "" "$(cat more)"
same "permissions do not depend on the umask" "" "$(tar -tvf one/b/winnow-*.tar.xz | grep -vE '^(-rw-r--r--|-rwxr-xr-x|drwxr-xr-x)')"

# The tarball makes itself.
mkdir tar/b
(cd tar/b && ../configure -q >configure.log 2>&1 && make -s dist >dist.log 2>&1) || fail "no dist from the tarball: $(tail -n 1 tar/b/*.log)"
check "the tarball makes itself" cmp one/b/winnow-*.tar.xz tar/b/winnow-*.tar.xz
finish
