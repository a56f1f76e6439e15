map(select(.record == "file")) as $files |
def made: .practice.near.changes | index("redrawn") | not;
{
	exact: [$files[] | select(.practice.known == "alert").id],
	deleted_one: [$files[] | select(.practice.known == "alert" and .origin == "deleted").id][0],
	harmless: [$files[] | select(.practice.known == "ignore").id][0],
	near: [$files[] | select(.practice.near.expect == "near" and made).id],
	false_hit: [$files[] | select(.practice.near.expect == "near" and (made | not)).id][0],
	miss: [$files[] | select(.practice.near.expect == "far" and made).id][0]
}
