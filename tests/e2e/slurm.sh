#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# examples/batch with Slurm: a cluster of two nodes on this machine; a node dies midway in an image; its task is begun
# again on the other one and goes on, and the cases are those of an undisturbed run. Meanwhile one image is shared.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
need winnow-practice slurmctld slurmd munged sbatch
batch=$WINNOW_SRCDIR/examples/batch

begun=$("$batch/slurm-here.sh" start cluster 2>why) || skip "no cluster of Slurm runs here: $(tail -n 1 why)"
eval "$begun"
trap '"$batch/slurm-here.sh" stop cluster; rm -rf "$work"' EXIT
same "two nodes" 2 "$(sinfo -h -o %D)"

winnow-practice -q "$WINNOW_SRCDIR/examples/demo.recipe" -o disk.E01 --hashes known.csv || fail "practice disk"
winnow-practice -q "$WINNOW_SRCDIR/examples/card.recipe" -o card.img || fail "practice card"
winnow-set build -q -o known.wset known.csv
unchanged disk.E01 card.img
printf 'card.img\tname=card\ndisk.E01\tname=disk\n' >queue

# On the second node a triage stops midway, so that it is there when the node dies.
mkdir bin
cat >bin/winnow <<END
#!/bin/sh
[ "\${SLURMD_NODENAME:-}" = here2 ] && [ "\$1" = triage ] || exec "$WINNOW_BUILDDIR/winnow" "\$@"
"$WINNOW_BUILDDIR/winnow" "\$@" &
until [ -s "$work/night/cases/card/records.jsonl" ] || [ -s "$work/night/cases/disk/records.jsonl" ]; do sleep 0.01; done
sleep 0.1
kill -STOP \$!
touch "$work/midway"
wait
END
chmod +x bin/winnow
PATH=$work/bin:$PATH "$batch/slurm-queue.sh" -c "$(nproc)" -s known.wset -O --all -o night queue 2>out || fail "submission: $(cat out)"
check "a task is midway on the second node" wait_for test -e midway
"$batch/slurm-here.sh" kill cluster here2
check "its case is not complete" sh -c 'cat night/cases/*/STATUS | grep -q INCOMPLETE'

"$batch/slurm-image.sh" -w -c 1 -n 2 -s known.wset -o shared card.img 2>>out
same "an image was shared among tasks" 0 $?
nothing_queued() { queued=$(squeue -h 2>/dev/null) && [ -z "$queued" ]; }
check "all tasks come to an end" wait_for nothing_queued
check "the task was begun again elsewhere" grep -q 'going on with what was broken off' night/logs/card.log night/logs/disk.log
check "nothing failed" test ! -s night/failed.queue
check "the summary was made" test -s night/summary.html
"$batch/slurm-here.sh" stop cluster

files() { grep '^{"record":"file"' "$1/records.jsonl"; }
for name in card:card.img disk:disk.E01; do
	winnow triage -q -s known.wset --all -o "alone-${name%%:*}" "$work/${name#*:}"
	files "alone-${name%%:*}" >one
	files "night/cases/${name%%:*}" >two
	same_file "the case ${name%%:*} is that of an undisturbed run" one two
	check "its manifest holds" sh -c "cd night/cases/${name%%:*} && sha256sum --quiet -c MANIFEST.sha256"
done
winnow triage -q -s known.wset -o alone "$work/card.img"
files alone >one
files shared >two
same_file "so is the shared image" one two
finish
