# Completion for three shells, made from the man pages: read.awk makes tables of them, one script a shell makes of these
# what the shell reads. No tool is run, so a cross build has them, too.
COMPLETION_PAGES = $(man_MANS)
if BUILD_PRACTICE
COMPLETION_PAGES += man/winnow-practice.1
endif
COMPLETION_STATIC = completion/winnow.bash completion/winnow.zsh
COMPLETION_AWK = completion/read.awk completion/bash.awk completion/zsh.awk completion/fish.awk
EXTRA_DIST += completion/kinds.tab $(COMPLETION_STATIC) $(COMPLETION_AWK)
CLEANFILES += completion/tables completion/bash/winnow completion/zsh/_winnow completion/fish/*.fish

completion/tables: $(COMPLETION_PAGES) completion/kinds.tab completion/read.awk
	$(AM_V_GEN)$(MKDIR_P) completion && { cat $(srcdir)/completion/kinds.tab && for page in $(COMPLETION_PAGES); do \
		test -e $$page || page=$(srcdir)/$$page; LC_ALL=C awk -f $(srcdir)/completion/read.awk $$page || exit 1; \
		done; } >$@.new && mv $@.new $@

bashcompletiondir = $(datadir)/bash-completion/completions
nodist_bashcompletion_DATA = completion/bash/winnow
completion/bash/winnow: completion/tables completion/bash.awk completion/winnow.bash
	$(AM_V_GEN)$(MKDIR_P) completion/bash && { LC_ALL=C awk -f $(srcdir)/completion/bash.awk completion/tables && \
		cat $(srcdir)/completion/winnow.bash; } >$@.new && mv $@.new $@

zshcompletiondir = $(datadir)/zsh/site-functions
nodist_zshcompletion_DATA = completion/zsh/_winnow
completion/zsh/_winnow: completion/tables completion/zsh.awk completion/winnow.zsh
	$(AM_V_GEN)$(MKDIR_P) completion/zsh && { LC_ALL=C awk -f $(srcdir)/completion/zsh.awk completion/tables && \
		cat $(srcdir)/completion/winnow.zsh; } >$@.new && mv $@.new $@

# fish looks for a file of the command's name.
fishcompletiondir = $(datadir)/fish/vendor_completions.d
COMPLETION_FISH = completion/fish/winnow.fish
completion/fish/winnow.fish: completion/tables completion/fish.awk
	$(AM_V_GEN)$(MKDIR_P) completion/fish && for tool in `sed -n 's/^tool	\([^	]*\).*/\1/p' completion/tables`; do \
		LC_ALL=C awk -v only=$$tool -f $(srcdir)/completion/fish.awk completion/tables >completion/fish/$$tool.new && \
		mv completion/fish/$$tool.new completion/fish/$$tool.fish || exit 1; done
all-local: $(COMPLETION_FISH)
install-data-local: $(COMPLETION_FISH)
	$(MKDIR_P) $(DESTDIR)$(fishcompletiondir)
	$(INSTALL_DATA) completion/fish/*.fish $(DESTDIR)$(fishcompletiondir)

# bash does, too; links lead to the one file.
install-data-hook:
	cd $(DESTDIR)$(bashcompletiondir) && for page in $(COMPLETION_PAGES); do \
		tool=`basename $$page .1`; test $$tool = winnow || { rm -f $$tool && ln -s winnow $$tool; } || exit 1; done
uninstall-local:
	rm -f $(DESTDIR)$(fishcompletiondir)/winnow.fish $(DESTDIR)$(fishcompletiondir)/winnow-*.fish
	rm -f $(DESTDIR)$(bashcompletiondir)/winnow-*
