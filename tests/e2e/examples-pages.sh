#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The pages of the examples, run as a newcomer would type them, in order: handing on, linking, batches (without a
# cluster; slurm.sh has that). What comes out is held against the answer keys by jq.
. "$(dirname "$0")/lib.sh"
need winnow-practice jq xmllint
WINNOW_SCHEMES=$WINNOW_SRCDIR/hashsets/schemes
export WINNOW_SCHEMES

# page NAME: the commands of examples/NAME/README.md in a folder of their own, where examples/ lies as in the source.
page() {
	mkdir "$work/$1" && cd "$work/$1" || exit 99
	ln -s "$WINNOW_SRCDIR/examples" examples
	awk '/^```$/ {on = 0} on {block = block $0 "\n"} /^```sh$/ {on = 1; block = ""}
		/^```$/ && block !~ /slurm/ {printf "%s", block; block = ""}' "examples/$1/README.md" >script
	[ -s script ] || fail "the page $1 has no commands"
	sh -eu script >output 2>&1 || fail "the commands of $1: $(tail -n 3 output)"
}

# ---- To a database and back
page handing-on
same "every picture and film with digests goes out" \
	"$(jq -s '[.[] | select(.hashes.md5 and (.mime // "" | test("^(image|video)/")))] | length' case-42/records.jsonl)" \
	"$(jq '.value[0].Media | length' case-42.vics.json)"
jq -r '.value[0].Media[] | "\(.MD5) \(.Category)"' back.vics.json | sort -u >assigned
jq -r 'select(.record == "file" and .matches) | .hashes.md5 as $m | .matches[] |
	select(.set == "National database" and .by != "pdq") | "\($m) \(.category)"' categorised.jsonl | sort -u >matched
same_file "each file has the category that was given to it" assigned matched
check "there are new ones" grep -q ' 2$' assigned
same "not pertinent is no alert" 0 "$(jq -c 'select(.matches) | .matches[] | select(.category == "5" and .kind == "alert")' categorised.jsonl | wc -l)"
check "the report shows both sets" sh -c 'grep -q "National database" categorised.html && grep -q "Agency N" categorised.html'
check "the case holds after it was added to" grep -q 'categories of Agency N' case-42/audit-0002.jsonl

# ---- To a hotline
jq -r 'select(.record == "file") | select(.matches // [] | any(.kind == "alert")) | .hashes.sha256' case-42/records.jsonl | sort -u >alerts
sed -n 's/^SHA-256  *//p' referral.txt | sort >sheet
same_file "the sheet has each distinct file once" alerts sheet
check "who refers stands in it" grep -q '^Contact .*lab@agency.example' referral.txt
check "what is missing is said" grep -q '^Address .*not provided' referral.txt
check "PDQ digests stand in it" sh -c "grep -q '^PDQ .*[0-9a-f]\{64\}, quality' referral.txt"
check "the page is well formed" xmllint --noout referral.html
jq -r 'select(.record == "file" and .path) | .path | split("/")[-1]' case-42/records.jsonl | grep '\.[a-zA-Z]*$' | sort -u >names
check "no name of a file is in it" sh -c '! grep -qFf names referral.txt && ! grep -qFf names referral.html'
jq -r 'select(.device.serial) | .device.serial' case-42/records.jsonl | sort -u >serials
check "nor a serial number" sh -c '! grep -qFf serials referral.txt'
examples/handing-on/referral.sh -a case-42 >full.txt
check "but with -a" sh -c 'grep -qFf names full.txt && grep -qFf serials full.txt'
head -n 3 case-42/records.jsonl >cut.jsonl && mkdir cut && mv cut.jsonl cut/records.jsonl
check_status 3 examples/handing-on/referral.sh cut >cut.txt 2>/dev/null
check "an incomplete case says so" grep -q INCOMPLETE cut.txt
check_status 3 examples/handing-on/referral.sh names 2>/dev/null
check_status 2 examples/handing-on/referral.sh 2>/dev/null

# ---- Linking by a camera
page linking
check "the camera ties the exhibits" grep -q '^device	Canon Canon EOS R6 023021000987' output
same "the picture that lies on both" "$(jq -r 'select(.hashes and (.path // "" | endswith("IMG_0001.JPG"))) | .hashes.sha256' card-key.jsonl)" \
	"$(jq -r 'select(.by == "sha256") | .key' ties.jsonl | head -n 1)"
same "only one camera" 1 "$(grep -c '^device' output)"
for key in card laptop; do
	jq -r 'select(.record == "file" and .device.serial == "023021000987" and .origin != "embedded") | .hashes.sha256' $key-key.jsonl
done | sort -u >made
for id in $(jq -r 'select(.by == "device") | .exhibits[].examples[].id' ties.jsonl); do
	cat case-card/records.jsonl case-laptop/records.jsonl | jq -r --arg id "$id" 'select(.id == $id and .device.serial == "023021000987") | .hashes.sha256'
done | sort -u >told
same "its pictures, as the keys have them" "" "$(comm -23 told made)"
check "the drawing is well formed" xmllint --noout ties.svg

# ---- A night's run
page batch
check "both images are done" sh -c '[ "$(grep -c "^\"" night/summary.csv)" = 2 ] && [ ! -s night/failed.queue ]'
finish
