recipesdir = $(pkgdatadir)/recipes
dist_recipes_DATA = examples/demo.recipe examples/card.recipe examples/deletion.recipe
EXTRA_DIST += examples/case.ini examples/demo.ini
