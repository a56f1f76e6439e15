# SPDX-License-Identifier: Apache-2.0
# Puts parts that many pages share in the place of lines like:  .\" include common-workers
/^\.\\" include / {
	file = dir "/" $3 ".part"
	while ((getline line < file) > 0)
		print line
	close(file)
	next
}
{ print }
