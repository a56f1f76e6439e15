#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every value that ties a picture to a device, a place or a time against exiftool's: at least 99 % are equal.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-ls winnow-exif exiftool perl mke2fs
pictures=$(shared exif) || skip "../shared/data/exif is not there"

sh "$WINNOW_SRCDIR/tests/bench/exif-compare.sh" -v "$pictures" >table
same "at least 99 % of the values are equal" 0 $?
tail -n 1 table
check "at least 500 values compared" [ "$(awk 'END {print $2}' table)" -ge 500 ]
grep -E '^(missed|differs|more)' table
finish
