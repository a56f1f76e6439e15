schemesdir = $(pkgdatadir)/schemes
dist_schemes_DATA = hashsets/schemes/us-vics.ini hashsets/schemes/uk-caid.ini \
	hashsets/schemes/interpol-baseline.ini hashsets/schemes/ncmec.ini hashsets/schemes/local.ini hashsets/schemes/nsrl-caid.ini
dist_schemes_DATA += hashsets/README
practicesetsdir = $(pkgdatadir)/hashsets
dist_practicesets_DATA = hashsets/practice/known.csv hashsets/practice/known.md5 \
	hashsets/practice/known.hashdeep hashsets/practice/known.vics.json hashsets/practice/known.pdq
