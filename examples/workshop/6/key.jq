map(select(.record == "file")) as $files |
($files | map(select(.practice.known == "alert"))) as $known |
{
	hits: ($known | length),
	distinct: ($known | map(.hashes.sha256) | unique | length),
	nameless: [$known[] | select(.practice.planted == "free") | "@\(.byte_runs[0].img_offset)"][0],
	hidden: [$known[] | select(.practice.planted == "stream" or (.path // "" | endswith(".pdf"))).id],
	camera: "6012345",
	changed: 1
}
