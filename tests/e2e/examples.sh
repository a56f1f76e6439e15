#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The EXAMPLES of the man pages run as they are printed, in a folder with the files that they speak of:
# disk.E01 and disk.img (a practice disk), known.csv and known.wset, records.jsonl, case.ini.
. "$(dirname "$0")/lib.sh"
need winnow-practice winnow-set winnow-ls mandoc

examples_of() {
	awk '/^\.Sh /{on = /^\.Sh EXAMPLES/} on && /^\.Ed/{literal = 0} literal {print} on && /^\.Bd -literal/{literal = 1}' "$1" |
		sed 's/\\e/\\/g; s/\\&//g'
}

mkdir -p files
winnow-practice "$WINNOW_SRCDIR/examples/demo.recipe" -o files/disk.E01 --hashes files/known.csv -q || fail "practice disk"
winnow-practice "$WINNOW_SRCDIR/examples/demo.recipe" -o files/disk.img -q || fail "practice disk"
winnow-set build -q -o files/known.wset files/known.csv 2>/dev/null
winnow-ls files/disk.img -o files/plain.jsonl
(cd files && winnow-ls disk.img | winnow-type | winnow-hash -o records.jsonl)
cp "$WINNOW_SRCDIR/examples/case.ini" files/
cp -r "$WINNOW_SRCDIR/examples" files/examples

run_examples() {
	rm -rf place
	cp -r files place
	(cd place && sh -eu ../script >../output 2>&1)
	status=$?
	[ $status -le 1 ] || sed 's/^/  /' output
	[ $status -le 1 ]
}

for page in "$WINNOW_BUILDDIR"/man/*.1 "$WINNOW_SRCDIR"/man/*.1 "$WINNOW_SRCDIR"/man/winnow-record.5; do
	[ -e "$page" ] || continue
	examples_of "$page" >script
	[ -s script ] || continue
	if grep -q winnow-mount script && ! can_mount >try.out; then
		echo "left out: examples of $(basename "$page"): $(cat try.out)"
		continue
	fi
	check "examples of $(basename "$page")" run_examples
done

# help leads to each tool, and on to the tour.
same "winnow help NAME" "$(winnow-ls --help)" "$(winnow help ls)"
same "winnow help" "$(winnow --help)" "$(winnow help)"
check "--help leads to the tour" sh -c 'winnow --help | grep -q "man 7 winnow"'
check_status 2 winnow help nosuch 2>help.err

# The tour's commands, in their order and in an empty folder but for what practice itself makes.
awk '/^\.Ss The idea/ { on = 0 } /^\.Sh A WALK/ { on = 1 } /^\.Ed/ { literal = 0 } on && literal { print }
	/^\.Bd -literal/ { literal = 1 }' "$WINNOW_SRCDIR/man/winnow.7" >tour
check "the tour has a walk" [ "$(grep -c . tour)" -gt 15 ]
sed "s|^winnow practice demo|winnow practice $WINNOW_SRCDIR/examples/demo.recipe|" tour >script
mkdir tour.d
(cd tour.d && sh -eu ../script) >output 2>&1
same "the tour of winnow(7) runs from image to signed case" 0 "$?"
[ -s tour.d/report.pdf ] && [ -s tour.d/case/MANIFEST.sha256.p7s ] || { cat output; fail "the tour made no report, or no signature"; }
finish
