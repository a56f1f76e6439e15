map(select(.record == "file")) as $files |
def named_picture: test("[.](jpe?g|png|gif)$"; "i");
def picture: .mime | startswith("image/");
($files | map(select(.origin == "allocated"))) as $own |
{
	by_name: ([$own[] | select(.path | named_picture)] | length),
	by_content: ([$own[] | select(picture)] | length),
	disguised: [$own[] | select(picture and .practice.planted == "file" and (.path | named_picture | not)).id],
	no_picture: [$own[] | select((picture | not) and (.path | named_picture)).id][0],
	streams: [$own[] | select(.practice.planted == "stream").id],
	in_archive: [$files[] | select(.origin == "archive" and picture and .practice.note != "encrypted").id][0],
	thumbnail: [$files[] | select(.original_path) |
		select(.original_path as $name | any($own[]; .path | endswith("/" + $name)) | not).id][0],
	locked: [$files[] | select(.practice.note == "encrypted").parent][0]
}
