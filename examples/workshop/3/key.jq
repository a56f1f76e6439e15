map(select(.record == "file")) as $files |
def place: "@\(.byte_runs[0].img_offset)";
def lost: .practice.recovery != "metadata";
{
	deleted: [$files[] | select(.origin == "deleted" and (lost | not)).id],
	nameless: [$files[] | select(lost) | place],
	on_ext4: [$files[] | select(lost and .origin == "deleted") | place][0],
	in_pieces: [$files[] | select(.practice.recovery == "joining") | place][0],
	outside: [$files[] | select(.practice.content == "eight") | place][0],
	words: [$files[] | select(lost).practice.content]
}
