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

# A cell says what it is, for pages so narrow that the table's head has no room.
function cell(text, name, class) {
	return "<td data-name=\"" name "\"" (class == "" ? "" : " class=\"" class "\"") ">" html(text) "</td>"
}

function number(text, name) {
	return cell(text, name, "n")
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
	return "<td class=\"case\">" (report == "" ? html(name) : "<a href=\"" html(report) "\">" html(name) "</a>") "</td>"
}

{
	done = $6 == "-"
	images++
	if (!done)
		failures = failures "<tr>" link($7, $1) cell($2, "Image", "path") number($4, "Status") cell($6, "Reason", "why") "</tr>\n"
	else {
		class = $11 + $12 > 0 ? " class=\"hit\"" : ""
		rows = rows "<tr" class ">" link($7, $1) cell($3, "Exhibit") cell($2, "Image", "path") number($8, "Items") \
			number($9, "Pictures and videos") number($11, "Alerts") number($12, "Near") cell($10, "Not examined", "why") \
			number(span($5), "Time") number($4, "Status") "</tr>\n"
		cases++
		items += $8
		media += $9
		alerts += $11
		near += $12
		hits += $11 + $12 > 0
	}
}

END {
	print "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>Summary of a batch</title>\n<style>"
	print "body {font: 14px/1.4 sans-serif; margin: 2em; color: #222; background: #fff}"
	print "table {border-collapse: collapse} th, td {border: 1px solid #bbb; padding: .3em .6em; text-align: left; vertical-align: top}"
	print "th {background: #eee} td {overflow-wrap: anywhere} .n {text-align: right; white-space: nowrap} .hit td {background: #fdebd0}"
	print ".case {min-width: 8em} .path, .why {min-width: 14em} .why {max-width: 36em}"
	print "@media (max-width: 60em) {body {margin: 1em} table, tbody, tfoot, tr, td, tfoot th {display: block} thead {display: none}"
	print "tr {border: 1px solid #bbb; margin-bottom: .8em} td, th {border: 0; padding: .1em .6em} td:empty {display: none}"
	print ".n {text-align: left} td[data-name]::before {content: attr(data-name) \": \"; font-weight: bold}}"
	print "</style>\n</head>\n<body>\n<h1>Summary of a batch</h1>"
	printf "<p>%d images: %d examined, %d of them with known or similar content; %d not done. Made %s.</p>\n", \
		images, cases, hits, images - cases, made
	if (failures != "")
		printf "<h2>Not done</h2>\n<table>\n<thead><tr><th>Case</th><th>Image</th><th>Status</th><th>Reason</th></tr></thead>\n<tbody>\n%s</tbody>\n</table>\n<p>Their lines stand in failed.queue, to be run again.</p>\n", failures
	print "<h2>Cases</h2>\n<table>\n<thead><tr><th>Case</th><th>Exhibit</th><th>Image</th><th>Items</th>" \
		"<th>Pictures and videos</th><th>Alerts</th><th>Near</th><th>Not examined</th><th>Time</th><th>Status</th></tr></thead>"
	printf "<tbody>\n%s</tbody>\n", rows
	printf "<tfoot><tr><th>Together</th><td></td><td></td>%s%s%s%s<td></td><td></td><td></td></tr></tfoot>\n</table>\n", \
		number(items + 0, "Items"), number(media + 0, "Pictures and videos"), number(alerts + 0, "Alerts"), number(near + 0, "Near")
	print "<p>Alerts: places whose content equals known content that a reference set calls an alert, counted as the reports"
	print "count occurrences. Near: places whose pictures are similar, not identical, to such. Status 1: done, some items"
	print "could not be read. Equal digests show identical content, not knowledge or possession by a person.</p>"
	print "</body>\n</html>"
}
