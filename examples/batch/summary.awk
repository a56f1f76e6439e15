# SPDX-License-Identifier: Apache-2.0
# The summary of a batch as a page that needs nothing beside it. Columns of the input, with tabs between: case,
# image, exhibit, status, seconds, reason, report, items, media, not examined, alerts, near.
function html(text) {
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	gsub(/>/, "\\&gt;", text)
	gsub(/"/, "\\&quot;", text)
	return text
}

function cell(text, class) {
	return "<td" (class == "" ? "" : " class=\"" class "\"") ">" html(text) "</td>"
}

function number(text) {
	return cell(text, "n")
}

# 1 min 05 s
function span(seconds) {
	if (seconds == "-")
		return "-"
	if (seconds < 60)
		return seconds " s"
	if (seconds < 3600)
		return sprintf("%d min %02d s", seconds / 60, seconds % 60)
	return sprintf("%d h %02d min", seconds / 3600, seconds % 3600 / 60)
}

function link(report, name) {
	return "<td>" (report == "" ? html(name) : "<a href=\"" html(report) "\">" html(name) "</a>") "</td>"
}

{
	done = $6 == "-"
	images++
	if (!done)
		failures = failures "<tr>" link($7, $1) cell($2) cell($4, "n") cell($6) "</tr>\n"
	else {
		class = $11 + $12 > 0 ? " class=\"hit\"" : ""
		rows = rows "<tr" class ">" link($7, $1) cell($3) cell($2) number($8) number($9) number($11) number($12) \
			cell($10) number(span($5)) number($4) "</tr>\n"
		cases++
		items += $8
		media += $9
		alerts += $11
		near += $12
		hits += $11 + $12 > 0
	}
}

END {
	print "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>Summary of a batch</title>\n<style>"
	print "body {font: 14px/1.4 sans-serif; margin: 2em; color: #222; background: #fff}"
	print "table {border-collapse: collapse} th, td {border: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top}"
	print "th {background: #eee} td {overflow-wrap: anywhere} .n {text-align: right; white-space: nowrap} .hit td {background: #fdebd0}"
	print "</style>\n</head>\n<body>\n<h1>Summary of a batch</h1>"
	printf "<p>%d images: %d examined, %d of them with known or similar content; %d not done. Made %s.</p>\n", \
		images, cases, hits, images - cases, made
	print "<h2>Cases</h2>\n<table>\n<thead><tr><th>Case</th><th>Exhibit</th><th>Image</th><th>Items</th>" \
		"<th>Pictures and videos</th><th>Alerts</th><th>Near</th><th>Not examined</th><th>Time</th><th>Status</th></tr></thead>"
	printf "<tbody>\n%s</tbody>\n", rows
	printf "<tfoot><tr><th>Together</th><td></td><td></td>%s%s%s%s<td></td><td></td><td></td></tr></tfoot>\n</table>\n", \
		number(items + 0), number(media + 0), number(alerts + 0), number(near + 0)
	if (failures != "")
		printf "<h2>Not done</h2>\n<table>\n<thead><tr><th>Case</th><th>Image</th><th>Status</th><th>Reason</th></tr></thead>\n<tbody>\n%s</tbody>\n</table>\n<p>Their lines stand in failed.queue, to be run again.</p>\n", failures
	print "<p>Alerts: places whose content equals known content that a reference set calls an alert, counted as the reports"
	print "count occurrences. Near: places whose pictures are similar, not identical, to such. Status 1: done, some items"
	print "could not be read. Equal digests show identical content, not knowledge or possession by a person.</p>"
	print "</body>\n</html>"
}
