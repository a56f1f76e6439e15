#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Catalogues of the report as C: src/report/catalogues.sh VI.po FR.po … > catalogues.inc
# The phrases of --help and of the terminal come from the same files through gettext.
set -eu
echo "/* Made of the catalogues in po by src/report/catalogues.sh. */"
for po; do
	name=$(basename "$po" .po)
	echo "static const unsigned char catalogue_$name[] = {"
	msgfmt --endianness=little --no-hash -o - "$po" | od -An -v -tu1 | sed 's/  */,/g; s/^,//; s/$/,/'
	echo "};"
done
