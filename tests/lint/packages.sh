#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What bootstrap installs to build and to check is among the build dependencies of debian/control, or the packages would
# lack an optional part, and their build would skip tests. Left out: what any Debian build has, and Slurm, whose daemons
# have no place in the build of a package.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

dependencies=$(sed -n '/^Build-Depends:/,/^$/p' debian/control | sed 's/^Build-Depends://; s/<.*>//; s/(.*)//; s/,//; s/ //g')
wanted=$(sed -n "/^build_packages='/,/'\$/p; /^check_packages='/,/'\$/p" bootstrap | sed "s/^[a-z_]*=//; s/'//g")
[ -n "$dependencies" ] && [ -n "$wanted" ] || complain "debian/control or bootstrap is not what it was"
for package in $wanted; do
	case $package in gcc | make | autoconf | automake | fuse3 | slurm-wlm | munge) continue ;; esac
	printf '%s\n' "$dependencies" | grep -qxF "$package" ||
		complain "debian/control: $package of bootstrap is no build dependency"
done
exit $bad
