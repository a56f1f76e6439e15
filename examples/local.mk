recipesdir = $(pkgdatadir)/recipes
dist_recipes_DATA = examples/demo.recipe examples/card.recipe examples/deletion.recipe
casesdir = $(docdir)/examples
# The recipes once more, since the pages of examples name them where the sources have them.
dist_cases_DATA = examples/case.ini examples/demo.ini examples/recipes.md $(dist_recipes_DATA)
jurisdictionsdir = $(docdir)/examples/jurisdictions
dist_jurisdictions_DATA = examples/jurisdictions/template.ini examples/jurisdictions/vietnam.ini

# The workshop. Installed ones can be built as well: examples/workshop/build FOLDER.
workshopdir = $(docdir)/examples/workshop
dist_workshop_DATA = examples/workshop/html.awk examples/workshop/start.en.md examples/workshop/start.fr.md examples/workshop/start.vi.md \
	examples/workshop/trainer.en.md examples/workshop/trainer.fr.md examples/workshop/trainer.vi.md
dist_workshop_SCRIPTS = examples/workshop/build examples/workshop/check
workshop1dir = $(workshopdir)/1
dist_workshop1_DATA = examples/workshop/1/en.md examples/workshop/1/fr.md examples/workshop/1/vi.md \
	examples/workshop/1/hints.en examples/workshop/1/hints.fr examples/workshop/1/hints.vi \
	examples/workshop/1/key.jq examples/workshop/1/needs examples/workshop/1/usb.recipe
workshop2dir = $(workshopdir)/2
dist_workshop2_DATA = examples/workshop/2/en.md examples/workshop/2/fr.md examples/workshop/2/vi.md \
	examples/workshop/2/hints.en examples/workshop/2/hints.fr examples/workshop/2/hints.vi \
	examples/workshop/2/key.jq examples/workshop/2/needs examples/workshop/2/laptop.recipe
workshop3dir = $(workshopdir)/3
dist_workshop3_DATA = examples/workshop/3/en.md examples/workshop/3/fr.md examples/workshop/3/vi.md \
	examples/workshop/3/hints.en examples/workshop/3/hints.fr examples/workshop/3/hints.vi \
	examples/workshop/3/key.jq examples/workshop/3/needs examples/workshop/3/card.recipe
workshop4dir = $(workshopdir)/4
dist_workshop4_DATA = examples/workshop/4/en.md examples/workshop/4/fr.md examples/workshop/4/vi.md \
	examples/workshop/4/hints.en examples/workshop/4/hints.fr examples/workshop/4/hints.vi \
	examples/workshop/4/key.jq examples/workshop/4/needs examples/workshop/4/phone.recipe \
	examples/workshop/4/reference.recipe
workshop5dir = $(workshopdir)/5
dist_workshop5_DATA = examples/workshop/5/en.md examples/workshop/5/fr.md examples/workshop/5/vi.md \
	examples/workshop/5/hints.en examples/workshop/5/hints.fr examples/workshop/5/hints.vi \
	examples/workshop/5/key.jq examples/workshop/5/needs examples/workshop/5/card.recipe \
	examples/workshop/5/laptop.recipe
workshop6dir = $(workshopdir)/6
dist_workshop6_DATA = examples/workshop/6/en.md examples/workshop/6/fr.md examples/workshop/6/vi.md \
	examples/workshop/6/hints.en examples/workshop/6/hints.fr examples/workshop/6/hints.vi \
	examples/workshop/6/key.jq examples/workshop/6/needs examples/workshop/6/disk.recipe \
	examples/workshop/6/case.ini

# A folder for a USB stick, with images, pages and the checker for the trainees and the answers for the trainer.
.PHONY: workshop
workshop: all
	PATH="$(abs_builddir):$$PATH" $(srcdir)/examples/workshop/build workshop
clean-local:
	rm -rf workshop
batchdir = $(docdir)/examples/batch
dist_batch_DATA = examples/batch/README.md examples/batch/lib.sh examples/batch/prepare.sh examples/batch/submit.sh examples/batch/summary.awk
dist_batch_SCRIPTS = examples/batch/make-queue.sh examples/batch/run-queue.sh examples/batch/run-case.sh examples/batch/summary.sh \
	examples/batch/slurm-queue.sh examples/batch/slurm-task.sh examples/batch/slurm-image.sh examples/batch/image-step.sh examples/batch/slurm-here.sh
handingondir = $(docdir)/examples/handing-on
dist_handingon_DATA = examples/handing-on/README.md examples/handing-on/referral.awk examples/handing-on/case.ini
dist_handingon_SCRIPTS = examples/handing-on/referral.sh
linkingdir = $(docdir)/examples/linking
dist_linking_DATA = examples/linking/README.md examples/linking/card.recipe examples/linking/laptop.recipe
