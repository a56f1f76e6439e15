# What is true of the stick, by the recipe's key and by md5sum on the raw image.
map(select(.record == "volume")) as $volumes |
{
	case_number: "HN-2026-017",
	exhibit: "A-1",
	file_systems: [$volumes[].fs],
	label: [$volumes[] | select(.fs == "ntfs").label][0],
	md5: $fact,
	changed_copy: "copy-2.img",
	changed_file: [.[] | select(.practice.content == "lamp").id][0]
}
