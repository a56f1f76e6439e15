recipesdir = $(pkgdatadir)/recipes
dist_recipes_DATA = examples/demo.recipe
EXTRA_DIST += examples/case.ini
