#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The workshop is built as `make workshop` does it; the commands of its pages are the same in all languages, run as they are
# printed, and show what is asked for. The checker passes right answers only, and says what is wrong or missing.
. "$(dirname "$0")/lib.sh"
need winnow-practice winnow-pdq jq openssl awk
source=$WINNOW_SRCDIR/examples/workshop
check "the workshop builds" "$source/build" workshop 2>build.log || cat build.log
trainees=$work/workshop/trainees
trainer=$work/workshop/trainer
total=$(du -s --apparent-size -k workshop | cut -f 1)
check "in all at most 200 MB, apparent" [ "$total" -le 200000 ]
check "in all at most 200 MB, on disk" [ "$(du -sk workshop | cut -f 1)" -le 200000 ]

blocks() {
	awk '/^```$/ { on = 0 } on { print } /^```sh$/ { on = 1 }' "$1"
}

# What a trainee would write down, by the trainer's answers.
fill_in() {
	{
		echo "language = $2"
		jq -r 'to_entries[] | "\(.key) = \(.value | if type == "array" then join(", ") else tostring end)"' "$trainer/$1/answers.json"
	} >answers.txt
}

judge() {
	sh "$trainees/check" "$1" . >"$work/verdict" 2>&1
}

verdict_has() {
	grep -q "$@" "$work/verdict" || { cat "$work/verdict"; return 1; }
}

run_page() {
	blocks "$trainees/$1/en.md" | sed 's|^sh \.\./check .*|:|' >"$work/commands"
	(sh -eu "$work/commands") >"$work/output" 2>&1 || { cat "$work/output"; return 1; }
}

# Each id, and each word that is not a number, is on the screen when the commands ran.
shows_answers() {
	jq -r 'del(.words) | .[] | if type == "array" then .[] else . end | tostring | select(test("^[0-9]+$") | not)' \
		"$trainer/$1/answers.json" >"$work/wanted"
	missing=0
	while read -r word; do
		grep -qF "$word" "$work/output" || { echo "not shown: $word"; missing=1; }
	done <"$work/wanted"
	return $missing
}

try_checker() {
	n=$1
	fill_in "$n" en
	judge "$n"
	same "$n: right answers pass" 0 "$?"
	check "$n: and all of them" verdict_has '^All is right'
	key=$(jq -r 'to_entries | map(select(.value | type != "array"))[0].key' "$trainer/$n/answers.json")
	sed -i "s|^$key = .*|$key = nonsense|; s/^language.*/language = fr/" answers.txt
	judge "$n"
	same "$n: a wrong answer fails" 1 "$?"
	check "$n: and is named, in French, with a hint" verdict_has -A 1 "^faux  *$key = nonsense"
	check "$n: with a hint" verdict_has '^ *piste: .'
	sed -i "s|^$key = .*|$key =|; s/^language.*/language = vi/" answers.txt
	judge "$n"
	same "$n: a missing answer fails" 1 "$?"
	check "$n: and is named, in Vietnamese" verdict_has "^thiếu  *$key: chưa có câu trả lời"
	check "$n: with a hint in Vietnamese" verdict_has '^ *gợi ý: .'
	set_key=$(jq -r 'to_entries | map(select((.value | type) == "array" and (.value | length) > 1))[0].key // empty' "$trainer/$n/answers.json")
	if [ -n "$set_key" ]; then
		fill_in "$n" en
		sed -i "s|^\($set_key = .*\), [^,]*$|\1, p9/99|" answers.txt
		judge "$n"
		same "$n: an incomplete set fails" 1 "$?"
		check "$n: the stranger in it is named" verdict_has "^wrong  *$set_key: does not belong here: p9/99"
		check "$n: what is missing is counted" verdict_has "^missing  *$set_key: still missing 1 of"
	fi
	fill_in "$n" en
}

# A file that the exercise asks for is gone, or its stream is cut off.
try_needs() {
	file=$(awk '$1 == "stream" { print $2; exit }' "$source/$1/needs")
	[ -n "$file" ] || return 0
	cp "$file" kept
	sed '$d' kept >"$file"
	judge "$1"
	same "$1: a stream that was cut off is noticed" 1 "$?"
	check "$1: and named" verdict_has "^missing  *$file"
	mv kept "$file"
}

for n in 1 2 3 4 5 6; do
	for language in fr vi; do
		blocks "$trainees/$n/$language.md" >"$work/commands.$language"
		blocks "$trainees/$n/en.md" >"$work/commands.en"
		same_file "$n: the commands are those of the English page, $language" commands.en commands.$language
		same "$n: as many headings and list items, $language" \
			"$(grep -c '^#\|^\* \|^[1-9][.] ' "$trainees/$n/en.md")" "$(grep -c '^#\|^\* \|^[1-9][.] ' "$trainees/$n/$language.md")"
	done
	for language in en fr vi; do
		for id in $(jq -r 'keys[]' "$trainer/$n/answers.json"); do
			grep -q "\`$id\`" "$trainees/$n/$language.md" || fail "$n: $language.md does not ask for $id"
		done
		for id in $(jq -r 'keys[]' "$trainer/$n/answers.json"); do
			grep -q "^$id	..*" "$trainees/$n/hints.$language" || fail "$n: no hint in $language for $id"
		done
		sed 's/^\(stream\|file\)	//; s/^\([a-z]*	[a-z.0-9]*\)	.*/\1/; s/	/ /' "$source/$n/needs" | while read -r need; do
			grep -q "^$need	..*" "$trainees/$n/hints.$language" || echo "$n: no hint in $language for $need"
		done >nohints
		check "$n: a hint for each need, $language" [ ! -s nohints ]
	done
	cp -r "$trainees/$n" "place$n"
	cd "place$n" || exit 99
	judge "$n"
	same "$n: nothing done yet is not right" 1 "$?"
	unchanged "$PWD"/*.E01
	[ "$n" != 6 ] || sed -i 's/^name =$/name = A. Trainee/' case.ini
	check "$n: the commands of the page run" run_page "$n"
	check "$n: and show what is asked for" shows_answers "$n"
	[ "$n" != 6 ] || echo "Write blocker and digests before and after." >defence.txt
	try_checker "$n"
	try_needs "$n"
	cd "$work" || exit 99
done

cd place6 || exit 99
mv defence.txt kept
judge 6
same "6: without a defence it is not done" 1 "$?"
check "6: which is named" verdict_has '^missing  *defence.txt'
mv kept defence.txt
echo " " >>case/report.txt
judge 6
check "6: a case that was changed is not right" verdict_has '^missing  *case case'
cd "$work" || exit 99

check "what the trainees get does not hold the answers" \
	sh -c "! grep -rlF '\"practice\"' '$trainees' --include='*.jsonl' && ! find '$trainees' -name 'answers.json' | grep ."
for language in en fr vi; do
	check "there is a page for the trainer, $language" [ -s "$trainer/trainer.$language.md" ]
	check "and one to begin with, $language" [ -s "$trainees/start.$language.md" ]
done
# The pages for a browser are well-formed, leave no mark unturned, lead somewhere, and have the same commands.
if command -v xmllint >/dev/null; then
	for html in "$trainees"/*.html "$trainees"/*/*.html "$trainer"/*.html; do
		xmllint --noout "$html" 2>said || fail "$html: $(head -n 1 said)"
		sed '/<pre>/,/<[/]pre>/d; s/<code>[^<]*<.code>//g' "$html" | grep -n '[*]\|`\|](' && fail "$html: marks are left"
		for link in $(sed -n 's/.*href="\([^"]*\)".*/\1/p' "$html"); do
			[ -e "$(dirname "$html")/$link" ] || fail "$html leads to $link, which is not there"
		done
		blocks "${html%.html}.md" >commands.md
		sed 's/<pre><code>/\n&/g' "$html" | awk '/<.code><.pre>/ { on = 0 } /<pre><code>/ { sub(/.*<pre><code>/, ""); on = 1 } on' |
			sed 's/&gt;/>/g; s/&lt;/</g; s/&amp;/\&/g' >commands.html
		cmp -s commands.md commands.html || fail "$html has other commands than its page"
	done
	echo "ok: pages for a browser"
else
	echo "left out: xmllint is not installed, HTML is not checked"
fi

# Pages and reports call the same thing by the same words: file, phrase of the report.
words_of_report() {
	cat <<'WORDS'
1/LL.md	Exhibit
1/LL.md	Case
1/LL.md	Volumes
3/LL.md	deleted file
3/LL.md	identical content has identical digests
4/LL.md	identical content
5/LL.md	consistent with the same device; metadata can be altered
5/LL.md	owner
5/LL.md	camera
6/LL.md	What a match means
6/LL.md	Limitations
6/LL.md	Occurrences
6/hints.LL	All matches
6/hints.LL	Distinct items
6/hints.LL	Devices named in metadata
WORDS
}

if command -v msgcat >/dev/null; then
	for language in fr vi; do
		msgcat --no-wrap "$WINNOW_SRCDIR/po/$language.po" >catalogue
		words_of_report | while IFS='	' read -r file phrase; do
			file=$(echo "$file" | sed "s/LL/$language/")
			word=$(awk -v id="msgid \"$phrase\"" 'found && /^msgstr / { sub(/^msgstr "/, ""); sub(/"$/, ""); print; exit } { found = $0 == id }' catalogue)
			jq -n -e -R --arg word "$word" '[inputs] | join(" ") | gsub("[\u00a0 ]+"; " ") | ascii_downcase |
				contains($word | gsub("[\u00a0 ]+"; " ") | ascii_downcase | ltrimstr("các ")) and $word != ""' "$trainees/$file" >/dev/null 2>&1 ||
				echo "$file does not say “$word” ($phrase)"
		done >other_words
		check "pages in $language use the words of the reports" [ ! -s other_words ]
		cat other_words
	done
else
	echo "left out: msgcat is not installed, words are not compared"
fi

# As an editor of Windows leaves a sheet: with a byte order mark and carriage returns.
cd place2 || exit 99
{ printf '\357\273\277' && sed 's/$/\r/' answers.txt; } >sheet
mv sheet answers.txt
judge 2
same "a sheet written on Windows is read" 0 "$?"
sed -i 's/^streams = .*/streams = */' answers.txt
judge 2
check "an asterisk is no answer" verdict_has '^wrong  *streams: does not belong here: \*$'
cd "$work" || exit 99
sh "$trainees/check" 7 2>said
same "the checker knows six exercises" 2 "$?"
finish
