map(select(.record == "file")) as $files |
($files | map(select(.evidence | test("laptop")))) as $laptop |
($files | map(select(.evidence | test("card")))) as $card |
def of($content): [$laptop[] | select(.practice.content == $content).id][0];
{
	camera: "5B012345",
	other_body: "5B067890",
	owner: "Nguyen Van A",
	near_lake: [of("lake-1"), of("tower"), of("clock"), of("walk")],
	night: [of("tower"), of("bridge")],
	clock: of("clock"),
	on_both: ([$laptop[].hashes.sha256] as $all | [$card[] | select(.hashes.sha256 as $h | $all | index($h))] | length),
	only_card: [[$laptop[].hashes.sha256] as $all | $card[] | select(.origin == "deleted" and (.hashes.sha256 as $h | $all | index($h) | not)).id][0]
}
