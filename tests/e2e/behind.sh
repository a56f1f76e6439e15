#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pictures behind pictures, whose files end as pictures do, and pictures with something else behind them, as a browser's
# cache keeps them: by triage and by winnow-ls -r, with the same records, in folders and in archives. The first picture
# is told alone, too: its digest is not that of the file. All is compared with the bytes that were put together.
. "$(dirname "$0")/lib.sh"
need jq zip

cat >pictures.recipe <<'EOF'
seed 11
picture one jpeg 160x120
picture two jpeg 128x96
picture plot png 96x96
picture chart png 80x60
picture dance gif 64x64
volume fat16 size=16M
file one.jpg one
file two.jpg two
file plot.png plot
file chart.png chart
file dance.gif dance
EOF
winnow-practice -q pictures.recipe -o disk 2>/dev/null || skip "practice images are not built"
for file in one.jpg two.jpg plot.png chart.png dance.gif; do
	winnow-ls disk | jq -c --arg name $file 'select(.record != "file" or .path == $name)' | winnow-cat -q >$file 2>/dev/null
	[ -s $file ] || fail "$file"
done

mkdir folder
cat one.jpg two.jpg >folder/twice.jpg
cat two.jpg one.jpg two.jpg >folder/thrice.jpg
cat plot.png chart.png >folder/plots.png
cat dance.gif dance.gif >folder/dances.gif
cp one.jpg folder/alone.jpg
{ cat two.jpg; printf 'https://example.org/two.jpg\n'; } >folder/cached
zip -q folder/packed.zip folder/twice.jpg
zip -q -0 folder/stored.zip folder/plots.png

for n in two.jpg one.jpg chart.png dance.gif; do
	sha256sum <$n | cut -c1-64
done >hidden.txt
winnow-set build -q -o known.wset hidden.txt
winnow triage -q -s known.wset -o case folder
jq -r 'select(.record == "file" and .origin == "carved") | "\(.parent) \(.hashes.sha256)"' case/records.jsonl | sort >found.txt
sum() { sha256sum <"$1" | cut -c1-64; }
sort >truth.txt <<EOF
p0/twice.jpg $(sum one.jpg)
p0/twice.jpg $(sum two.jpg)
p0/cached $(sum two.jpg)
p0/thrice.jpg $(sum two.jpg)
p0/thrice.jpg $(sum one.jpg)
p0/thrice.jpg $(sum two.jpg)
p0/plots.png $(sum plot.png)
p0/plots.png $(sum chart.png)
p0/dances.gif $(sum dance.gif)
p0/dances.gif $(sum dance.gif)
p0/packed.zip!folder/twice.jpg $(sum one.jpg)
p0/packed.zip!folder/twice.jpg $(sum two.jpg)
p0/stored.zip!folder/plots.png $(sum plot.png)
p0/stored.zip!folder/plots.png $(sum chart.png)
EOF
same_file "what stands behind pictures" truth.txt found.txt
same "each of them matches but the two of plot.png" 12 "$(jq -c 'select(.record == "file" and .origin == "carved" and (.matches | length) == 1)' case/records.jsonl | wc -l)"

winnow-ls -r folder | winnow-type | winnow-hash --media | winnow-match -s known.wset | winnow-exif |
	jq -c 'select(.record == "file")' | sort >pipe.txt
jq -c 'select(.record == "file")' case/records.jsonl | sort >triage.txt
same_file "the pipe gives the same" triage.txt pipe.txt
check "and the bytes are there again" sh -c "jq -c 'select(.record != \"file\" or .origin == \"carved\")' case/records.jsonl |
	winnow-cat -q --id p0/packed.zip!folder/twice.jpg@$(wc -c <one.jpg) | cmp - two.jpg"
finish
