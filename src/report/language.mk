# The languages of reports: catalogues are compiled in.
src_report_libreport_a_SOURCES += src/report/language.c src/report/language.h
nodist_src_report_libreport_a_SOURCES = src/report/catalogues.inc
REPORT_CATALOGUES = $(srcdir)/po/fr.po $(srcdir)/po/vi.po
src/report/catalogues.inc: $(REPORT_CATALOGUES) $(srcdir)/src/report/catalogues.sh
	$(AM_V_GEN)$(MKDIR_P) src/report && $(SHELL) $(srcdir)/src/report/catalogues.sh $(REPORT_CATALOGUES) >$@.new && mv $@.new $@
src/report/libreport_a-language.$(OBJEXT) src/report/language.$(OBJEXT): src/report/catalogues.inc
CLEANFILES += src/report/catalogues.inc
EXTRA_DIST += src/report/catalogues.sh
