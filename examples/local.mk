recipesdir = $(pkgdatadir)/recipes
dist_recipes_DATA = examples/demo.recipe examples/card.recipe examples/deletion.recipe
casesdir = $(docdir)/examples
dist_cases_DATA = examples/case.ini examples/demo.ini
