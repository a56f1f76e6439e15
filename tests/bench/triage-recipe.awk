# SPDX-License-Identifier: Apache-2.0
# Writes the recipe of the triage benchmark: awk -v gib=2 -f triage-recipe.awk
# 530 pictures of 50 KB to 8 MB for each 2 GiB (most of them JPEG with a sensor's grain), 600 other files
# beside them, on FAT32, NTFS and ext4: live, deleted, under wrong names, in streams, in free space.

function next_random(n) { # 0..n-1, the same in every awk
	state = (state * 16807) % 2147483647
	return state % n
}

function between(low, high) { return low + next_random(high - low + 1) }

# Sizes spread evenly over orders of magnitude.
function size_of(low, high) { return low * exp(log(high / low) * next_random(100000) / 100000) }

function sides(pixels, width) {
	width = int(sqrt(pixels * 4 / 3))
	return width "x" int(width * 3 / 4)
}

# Bytes a pixel, measured: JPEG of noise 24 and quality 90 is 0.45, PNG of noise 6 is 1, GIF of noise 40 is 0.4.
function draw(name, kind) {
	kind = next_random(100)
	if (kind < 80)
		printf "picture %s jpeg %s scene=landscape noise=24 quality=90 camera=c%d taken=2025-%02d-%02dT%02d:%02d:00+07:00 gps=%d.%06d,%d.%06d thumbnail%s%s\n",
			name, sides(size_of(50e3, 8e6) / 0.45), between(1, 4), between(1, 12), between(1, 28), between(0, 23), between(0, 59),
			between(9, 22), between(0, 999999), between(103, 109), between(0, 999999), next_random(6) ? "" : " progressive", known(name)
	else if (kind < 92)
		printf "picture %s png %s scene=shapes noise=6%s\n", name, sides(size_of(50e3, 3e6)), known(name)
	else
		printf "picture %s gif %s scene=shapes noise=40%s\n", name, sides(size_of(50e3, 1e6) / 0.4), known(name)
	extension = kind < 80 ? "jpg" : kind < 92 ? "png" : "gif"
}

function known(name) { return next_random(10) ? "" : " known=alert category=1" }

# Where picture i goes on a volume of this kind.
function place(fs, i, name, folder, how) {
	folder = fs == "fat32" ? sprintf("DCIM/1%02dPRACT", i % 7) : fs == "ntfs" ? sprintf("Users/u%d/Pictures/%d", i % 3, i % 11) : sprintf("home/u%d/pictures/%d", i % 3, i % 11)
	how = i % 20
	if (how < 11)
		printf "file %s/IMG_%04d.%s %s\n", folder, i, extension, name
	else if (how < 14)
		printf "deleted %s/IMG_%04d.%s %s\n", folder, i, extension, name
	else if (how < 16)
		printf "file %s/data_%04d.%s %s\n", folder, i, i % 2 ? "dll" : "txt", name
	else if (how < 17 && fs == "ntfs")
		printf "file %s/note_%04d.txt t%d\nstream %s/note_%04d.txt extra %s\n", folder, i, i % 8, folder, i, name
	else if (how < 17)
		printf "file %s/cache_%04d %s\n", folder, i, name
	else
		printf "free %s%s\n", name, how == 19 ? " fragments=2" : ""
}

BEGIN {
	state = 20261123
	if (!gib)
		gib = 2
	n = int(530 * gib / 2)
	mib = int(gib * 1024)
	print "seed 1\ntime 2026-03-14T09:30:06Z\ndisk gpt"
	print "camera c1 make=FUJIFILM model=X-T4 serial=5B012345\ncamera c2 make=Canon model=\"Canon EOS R6\" serial=023021000987"
	print "camera c3 make=Apple model=\"iPhone 13\"\ncamera c4 make=NIKON model=D750 serial=6012345"
	for (i = 0; i < 8; i++)
		printf "text t%d \"Some words of document %d, over and over.\" bytes=%d\nnoise o%d %d\n", i, i, size_of(500, 60e3), i, size_of(4e3, 400e3)
	split("fat32 ntfs ext4", fs)
	split("zeros text random", filler)
	share = int((mib - 6) / 3)
	for (v = 1; v <= 3; v++) {
		printf "volume %s size=%dM filler=%s\n", fs[v], share, filler[v]
		for (i = v; i <= n; i += 3) {
			draw("p" i)
			place(fs[v], int(i / 3), "p" i)
		}
		for (i = 1; i <= int(200 * gib / 2); i++)
			printf "file other/%d/%s%d.%s %s%d\n", i % 9, i % 2 ? "letter" : "blob", i, i % 2 ? "doc" : "bin", i % 2 ? "t" : "o", i % 8
	}
}
