# Pages are written as NAME.mdoc (section 1) and share parts: see man/include.awk.
MAN_PARTS = man/common.part man/common-workers.part man/common-alone.part man/common-records.part man/common-exit.part
MAN_TOOLS = man/winnow.mdoc
MAN_TOOLS += man/winnow-carve.mdoc
MAN_TOOLS += man/winnow-info.mdoc
man_MANS = $(MAN_TOOLS:.mdoc=.1)
EXTRA_DIST += man/include.awk $(MAN_PARTS) $(MAN_TOOLS)
CLEANFILES += $(man_MANS)
SUFFIXES = .mdoc .1
.mdoc.1:
	$(AM_V_GEN)$(MKDIR_P) man && awk -v dir=$(srcdir)/man -f $(srcdir)/man/include.awk $< >$@.new && mv $@.new $@
$(man_MANS): $(MAN_PARTS) man/include.awk

MAN_TOOLS += man/winnow-hash.mdoc man/winnow-match.mdoc man/winnow-set.mdoc
dist_man_MANS += man/winnow-hashset.5
MAN_TOOLS += man/winnow-pdq.mdoc
MAN_TOOLS += man/winnow-type.mdoc man/winnow-exif.mdoc
if BUILD_PRACTICE
dist_man_MANS += man/winnow-practice.1 man/winnow-recipe.5
endif
MAN_TOOLS += man/winnow-ls.mdoc man/winnow-cat.mdoc
dist_man_MANS += man/winnow-record.5 man/winnow.7
MAN_TOOLS += man/winnow-report.mdoc man/winnow-verify.mdoc man/winnow-link.mdoc
MAN_TOOLS += man/winnow-case.mdoc
MAN_TOOLS += man/winnow-mount.mdoc
