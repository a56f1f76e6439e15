# SPDX-License-Identifier: Apache-2.0
# Sourced by the end-to-end tests. Each runs in an empty folder of its own ($work) that is removed after, in
# the C.UTF-8 locale. PATH begins with the build folder.
#
#   need CMD…             skips the test when a command is missing
#   shared PATH           prints the path below ../shared/data, skips the test when it is not there
#   check TITLE CMD…      runs CMD; says ok or fails the test
#   check_status N CMD…   CMD must end with status N
#   same TITLE A B        two strings must be equal
#   same_file TITLE A B   two files must be equal byte for byte
#   unchanged FILE        remembers a file's digest; at the end of the test it must still hold
#   wait_for CMD…         until CMD succeeds, which a loaded machine may take minutes for; fails when it never does
#   can_mount             can winnow-mount mount here? Else says why not
#   finish                ends the test
set -u
LC_ALL=C.UTF-8
TZ=Asia/Ho_Chi_Minh # nothing may depend on the zone of the machine
export LC_ALL TZ
: "${WINNOW_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${WINNOW_BUILDDIR:=$WINNOW_SRCDIR}"
: "${WINNOW_SHARED:=$WINNOW_SRCDIR/../shared}"
[ -d "$WINNOW_SHARED/data" ] || [ ! -d /work/shared/data ] || WINNOW_SHARED=/work/shared
# Programs for file systems are not in the path of who is not root.
PATH=$PATH:/usr/sbin:/sbin
case :$PATH: in *:"$WINNOW_BUILDDIR":*) ;; *) PATH=$WINNOW_BUILDDIR:$PATH ;; esac
export PATH WINNOW_SRCDIR WINNOW_BUILDDIR WINNOW_SHARED

work=$(mktemp -d "${TMPDIR:-/tmp}/winnow-test.XXXXXX")
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 99
failures=0
watched=''

skip() {
	echo "SKIP: $*"
	exit 77
}

need() {
	for command; do
		command -v "$command" >/dev/null || skip "$command is not installed"
	done
}

shared() {
	[ -e "$WINNOW_SHARED/data/$1" ] || return 1
	echo "$WINNOW_SHARED/data/$1"
}

fail() {
	echo "FAIL: $*"
	failures=$((failures + 1))
}

check() {
	title=$1
	shift
	if "$@"; then
		echo "ok: $title"
	else
		fail "$title: $*"
	fi
}

check_status() {
	wanted=$1
	shift
	"$@"
	got=$?
	if [ "$got" = "$wanted" ]; then
		echo "ok: status $wanted of $*"
	else
		fail "status $got, not $wanted, of $*"
	fi
}

same() {
	if [ "$2" = "$3" ]; then
		echo "ok: $1"
	else
		fail "$1"
		printf '  one:   %s\n  other: %s\n' "$2" "$3"
	fi
}

same_file() {
	if cmp -s "$2" "$3"; then
		echo "ok: $1"
	else
		fail "$1"
		diff -a "$2" "$3" | head -n 20
	fi
}

unchanged() {
	for file; do
		watched="$watched$(sha256sum "$file")
"
	done
}

wait_for() {
	tries=6000
	until "$@"; do
		tries=$((tries - 1))
		[ $tries -gt 0 ] || return 1
		sleep 0.05
	done
}

can_mount() {
	mkdir -p try.mount
	truncate -s 64K try.raw
	winnow-mount try.raw try.mount 2>&1 || return 1
	fusermount3 -u try.mount || umount try.mount
}

finish() {
	if [ -n "$watched" ]; then
		printf '%s' "$watched" >watched.sha256
		check "the evidence was not changed" sha256sum --quiet -c watched.sha256
	fi
	echo "$failures failed"
	[ "$failures" = 0 ]
	exit $?
}
