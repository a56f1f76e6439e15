# SPDX-License-Identifier: Apache-2.0
# zsh tests/e2e/completion.zsh FOLDER LINE WORD: types LINE and TAB into a zsh that has FOLDER's _winnow, and waits for WORD
# to appear on its terminal. Ends with 1, and shows the terminal, when it does not.
zmodload zsh/zpty || exit 77
zpty shell "TERM=dumb COLUMNS=300 zsh -f -i"
zpty -w shell "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; echo REA''DY"
zpty -r -m shell line '*READY*'
zpty -w -n shell "$2"$'\t'
seen=''
for (( turn = 0; turn < 3000; turn++ )); do
	while zpty -r -t shell line 2>/dev/null; do
		seen+=$line
	done
	# Behind what was typed itself.
	[[ ${seen##*READY} == *"$2"*"$3"* || ${seen##*READY} == *"$3"[^a-z]* ]] && exit 0
	sleep 0.1
done
print -r -- "$seen" | cat -v
exit 1
