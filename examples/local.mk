recipesdir = $(pkgdatadir)/recipes
dist_recipes_DATA = examples/demo.recipe examples/card.recipe examples/deletion.recipe
casesdir = $(docdir)/examples
dist_cases_DATA = examples/case.ini examples/demo.ini
jurisdictionsdir = $(docdir)/examples/jurisdictions
dist_jurisdictions_DATA = examples/jurisdictions/template.ini examples/jurisdictions/vietnam.ini
