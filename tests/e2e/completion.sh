#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Shells complete what the tools take: options as --help has them, fixed values, verbs, fitting files. Asked are the shells
# themselves, those that are installed.
. "$(dirname "$0")/lib.sh"
need winnow-ls winnow-set
made=$WINNOW_BUILDDIR/completion
[ -e "$made/bash/winnow" ] || (cd "$WINNOW_BUILDDIR" && make -s completion/bash/winnow completion/zsh/_winnow completion/fish/winnow.fish) ||
	fail "completions are not built"
mkdir files files/folder
touch files/disk.E01 "files/my disk.E01" files/notes.txt files/known.wset files/found.jsonl files/case.ini

# A tool that a laboratory added.
mkdir own
printf '#!/bin/sh\n' >own/winnow-ownlab
chmod +x own/winnow-ownlab
PATH=$work/own:$PATH

tools() {
	sed -n 's/^tool	\([^	]*\).*/\1/p' "$made/tables"
}

# Every tool that is built is completed, with each option of its --help, which comes from its option table.
help_options() {
	"$1" --help | sed -n 's/^ *\(-[^ ].*\)/\1/p' | sed 's/   .*//' | tr ', ' '\n\n' |
		sed -n -e 's/^\(--[a-z][a-z-]*\).*/\1/p' -e 's/^\(-[A-Za-z]\)$/\1/p' | LC_ALL=C sort -u
}

table_options() {
	awk -F '\t' -v tool="$1" '$1 == "tool" { on = $2 == tool } on && $1 == "option" { gsub(/,/, "\n", $2); print $2 }' "$made/tables" |
		LC_ALL=C sort -u
}

for path in "$WINNOW_BUILDDIR"/winnow "$WINNOW_BUILDDIR"/winnow-*; do
	tool=${path##*/}
	[ -f "$path" ] && [ -x "$path" ] && [ "$tool" != winnow-pixels ] || continue
	same "options of $tool" "$(help_options "$tool")" "$(table_options "$tool")"
done

# What is offered for an option is taken by the tool: it finds something else to complain of.
values() {
	awk -F '\t' '$1 == "tool" { tool = $2 } $1 == "option" && $4 ~ /^[=+]/ {
		sub(/.*,/, "", $2); n = split(substr($4, 2), v, " "); for (i = 1; i <= n; i++) print tool, $2, v[i] }' "$made/tables"
}
values >values
check "there are fixed values for many options" [ "$(wc -l <values)" -gt 60 ]
while read -r tool option value; do
	"$tool" "$option" "$value" --no-such-option 2>said </dev/null
	grep -q no-such-option said || fail "$tool $option $value: $(cat said)"
done <values

bash_gives() {
	bash --norc -c '
		cd files && . "$0" || exit 99
		COMP_WORDS=("$@")
		COMP_CWORD=$(($# - 1))
		_winnow 2>&1
		printf "%s\n" "${COMPREPLY[@]}"' "$made/bash/winnow" "$@" | LC_ALL=C sort -u | paste -sd '|'
}

if command -v bash >/dev/null; then
	check "bash reads it" bash -n "$made/bash/winnow"
	for tool in $(tools); do
		bash --norc -c '. "$0"; complete -p "$1"' "$made/bash/winnow" "$tool" >/dev/null || fail "bash does not complete $tool"
		same "bash: options of $tool" "$(table_options "$tool" | paste -sd '|')" "$(bash_gives "$tool" -)"
	done
	same "bash: tools" "match|mount" "$(bash_gives winnow m)"
	same "bash: a tool of the laboratory" "ownlab" "$(bash_gives winnow own)"
	same "bash: the main job" "triage" "$(bash_gives winnow tr)"
	same "bash: verbs" "build|check|diff|export|info|lookup|merge|update" "$(bash_gives winnow-set '')"
	same "bash: verbs of winnow NAME" "seal|sign|stamp" "$(bash_gives winnow case s)"
	same "bash: values" "alert|ignore|info" "$(bash_gives winnow-set build --kind '')"
	same "bash: value behind a sign" "fr" "$(bash_gives winnow report --language = f)"
	same "bash: one of several" "jpeg,png|jpeg,psd" "$(bash_gives winnow-carve -f jpeg,p)"
	same "bash: none twice" "sha1,md5|sha1,sha256" "$(bash_gives winnow-verify -a sha1,)"
	same "bash: sets" "folder|known.wset" "$(bash_gives winnow-match -s '')"
	same "bash: records" "folder|found.jsonl" "$(bash_gives winnow-match '')"
	same "bash: images" "disk.E01|folder|my disk.E01" "$(bash_gives winnow triage '')"
	same "bash: case files" "case.ini|folder" "$(bash_gives winnow triage --case '')"
	same "bash: folders" "folder" "$(bash_gives winnow-case sign '')"
	same "bash: any file where none fits" "notes.txt" "$(bash_gives winnow-ls no)"
	same "bash: nothing for a number" "" "$(bash_gives winnow-ls -j '')"
else
	echo "left out: bash is not installed"
fi

fish_gives() {
	(cd files && HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work fish --no-config -c "set -g fish_complete_path $made/fish \$fish_complete_path; complete -C '$1'" 2>&1) |
		cut -f 1 | LC_ALL=C sort -u | paste -sd '|'
}

if command -v fish >/dev/null; then
	for tool in $(tools); do
		check "fish reads $tool" fish --no-config -n "$made/fish/$tool.fish"
		# fish offers long forms and letters together.
		same "fish: options of $tool" "$(table_options "$tool" | grep ^-- | paste -sd '|')" "$(fish_gives "$(echo "$tool" | sed 's/^winnow$/& triage/') --")"
	done
	same "fish: tools" "match|mount" "$(fish_gives "winnow m" | tr '|' '\n' | grep '^m[ao]' | paste -sd '|')"
	same "fish: a tool of the laboratory" "ownlab" "$(fish_gives "winnow own")"
	same "fish: verbs" "build|check|diff|export|info|lookup|merge|update" "$(fish_gives "winnow-set ")"
	same "fish: verbs of winnow NAME" "build" "$(fish_gives "winnow set b")"
	same "fish: options of winnow NAME" "--kind" "$(fish_gives "winnow set build --ki")"
	same "fish: values" "court|full|statistics" "$(fish_gives "winnow-report --edition ")"
	same "fish: values of winnow NAME" "after|before|both|none" "$(fish_gives "winnow triage --verify ")"
	same "fish: one of several" "jpeg,png|jpeg,psd" "$(fish_gives "winnow-carve -f jpeg,p")"
	same "fish: sets" "known.wset" "$(fish_gives "winnow-match -s k")"
	same "fish: records" "found.jsonl" "$(fish_gives "winnow-match f" | tr '|' '\n' | grep found)"
else
	echo "left out: fish is not installed"
fi

zsh_shows() {
	(cd files && timeout 600 zsh -f "$WINNOW_SRCDIR/tests/e2e/completion.zsh" "$made/zsh" "$1" "$2")
}

if command -v zsh >/dev/null && zsh -fc 'zmodload zsh/zpty' 2>/dev/null; then
	check "zsh reads it" zsh -n "$made/zsh/_winnow"
	check "zsh: an option" zsh_shows "winnow-ls --recu" "--recursive"
	check "zsh: values" zsh_shows "winnow-report --edition " "statistics"
	check "zsh: a tool" zsh_shows "winnow mat" "match"
	check "zsh: a tool of the laboratory" zsh_shows "winnow ownl" "ownlab"
	check "zsh: a verb of winnow NAME" zsh_shows "winnow set loo" "lookup"
	check "zsh: a value of winnow NAME" zsh_shows "winnow set build --kind al" "alert"
	check "zsh: one of several" zsh_shows "winnow-carve -f jpeg,psd,mk" "mkv"
	check "zsh: a set" zsh_shows "winnow-match -s kn" "known.wset"
	check "zsh: an image" zsh_shows "winnow triage my" "disk.E01"
else
	echo "left out: zsh is not installed"
fi
finish
