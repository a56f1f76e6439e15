# SPDX-License-Identifier: Apache-2.0
# The sheet of referral.sh. Input: part=1 the case file, part=2 "SHA256 PDQ QUALITY" lines, part=3 the matches as CSV.

function html(text) {
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	gsub(/>/, "\\&gt;", text)
	return text
}

function title(text) {
	if (form == "text")
		printf "%s\n%s\n\n", text, substr("==============================================", 1, length(text))
	else
		printf "<h1>%s</h1>\n", html(text)
}

function section(text) {
	if (form == "text")
		printf "\n%s\n%s\n", text, substr("----------------------------------------------", 1, length(text))
	else
		printf "%s<h2>%s</h2>\n<table>\n", (tables++ ? "</table>\n" : ""), html(text)
}

function row(caption, value) {
	if (value == "")
		value = "not provided"
	if (form == "text")
		printf "%-26s%s\n", caption, value
	else
		printf "<tr><th>%s</th><td>%s</td></tr>\n", html(caption), html(value)
}

function paragraph(text) {
	if (form == "text")
		printf "%s\n", text
	else
		printf "%s<p>%s</p>\n%s", (tables ? "</table>\n" : ""), html(text), (tables ? "<table>\n" : "")
}

# The cells of a CSV line go to cell[], without the apostrophe that keeps spreadsheets from counting.
function cells(line,    n, c) {
	for (n = 0; length(line) || n == 0; line = substr(line, RLENGTH + 2)) {
		if (!match(line, /^"([^"]|"")*"/))
			match(line, /^[^,]*/)
		c = substr(line, 1, RLENGTH)
		if (c ~ /^"/) {
			c = substr(c, 2, length(c) - 2)
			gsub(/""/, "\"", c)
		}
		sub(/^\047/, "", c)
		cell[++n] = c
	}
	return n
}

function of(name) {
	return cell[column[name]]
}

function add(list, text) {
	if (text == "" || index("; " list "; ", "; " text "; "))
		return list
	return list (list == "" ? "" : "; ") text
}

function take_match(    key, first) {
	key = of("sha256") != "" ? of("sha256") : of("sha1") != "" ? of("sha1") : of("md5")
	first = !(key in known)
	if (first) {
		known[key] = 1
		order[++n] = key
		sha256[key] = of("sha256")
		sha1[key] = of("sha1")
		md5[key] = of("md5")
		size[key] = of("size")
		mime[key] = of("mime")
		near[key] = 1
	}
	if (of("similar_only") != "yes")
		near[key] = 0
	sets[key] = add(sets[key], of("set") ": " (of("scheme") == "" ? "no category" : of("scheme") " " of("category") \
		(of("label") == "" ? "" : " (" of("label") ")")) ", by " of("by") (of("by") == "pdq" ? ", distance " of("distance") : ""))
	if (seen[of("occurrence"), key]++)
		return
	occurrences[key]++
	exhibit = of("exhibit") == "" ? "evidence " substr(of("evidence_id"), 1, 16) : "exhibit " of("exhibit")
	where[key, occurrences[key]] = exhibit ", " of("origin") (of("state") == "" ? "" : " (" of("state") ")") ", item " of("id") \
		(edition == "full" && of("path") != "" ? ", " of("path") : "")
	written[key] = add(written[key], of("mtime"))
	taken[key] = add(taken[key], of("taken"))
	if (of("make") of("model") != "")
		device[key] = add(device[key], edition == "full" ? of("make") " " of("model") (of("serial") == "" ? "" : ", serial " of("serial")) : "yes")
	place[key] = add(place[key], of("latitude") == "" ? "" : of("latitude") " " of("longitude"))
	report = of("report")
}

part == 1 {
	if (match($0, /^\[.*\]/))
		in_section = substr($0, 2, RLENGTH - 2)
	else if (match($0, /^[a-z_]+ *=/) && !/^[#;]/) {
		caption = substr($0, 1, RLENGTH - 1)
		sub(/ *$/, "", caption)
		value = substr($0, RLENGTH + 1)
		gsub(/^[ \t]+|[ \t\r]+$/, "", value)
		field[in_section "." caption] = add(field[in_section "." caption], value)
	}
	next
}

part == 2 {
	pdq[$1] = $2 ", quality " $3
	next
}

!head {
	head = cells($0)
	for (i = 1; i <= head; i++)
		column[cell[i]] = i
	next
}

{
	cells($0)
	take_match()
}

END {
	for (i = 1; i <= n; i++) {
		if (near[order[i]])
			similar++
		else
			equal++
	}
	if (form == "page") {
		print "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<title>Referral</title>\n<style>"
		print "body {font: 12px/1.4 sans-serif; margin: 2em; color: #222; background: #fff} table {border-collapse: collapse; width: 100%}"
		print "th, td {border: 1px solid #bbb; padding: .2em .5em; text-align: left; vertical-align: top; overflow-wrap: anywhere}"
		print "th {width: 16em; font-weight: normal; background: #eee} h2 {break-after: avoid; font-size: 1.1em}"
		print "</style>\n</head>\n<body>"
	}
	title("Referral: suspected child sexual abuse material")
	paragraph("This sheet describes files found on seized media whose content equals or resembles content that\n" \
		"a reference set lists as child sexual abuse material (CSAM). It holds no such material and no\n" \
		"address where any is. Nobody looked at the files for it; what was seen by a person is said below.")
	if (status > 1)
		paragraph("INCOMPLETE: the records that this sheet was made from are incomplete.")
	section("Who refers")
	row("Agency", field["agency.name"])
	row("Unit", field["agency.unit"])
	row("Contact", field["agency.contact"])
	row("Address", field["agency.address"])
	row("Case number", field["case.number"])
	row("Legal basis", field["case.legal_basis"])
	row("Person", add(field["examiner.name"], field["examiner.rank"]))
	row("Date of this sheet", today)
	row("Report identifier", report)
	row("Edition", edition == "full" ? "full: with names, paths and devices" : "without names, paths and devices")
	section("What is referred")
	row("Kind", "suspected possession; files on seized media, no address on the Internet (URL)")
	row("Distinct files", equal + 0 " by equal digest, " similar + 0 " similar only")
	row("Found how", "by comparison of digests with reference sets")
	row("Viewed by a person", field["referral.viewed"])
	row("Victim identified", field["referral.victim_identified"])
	row("Age group, sex of victim", field["referral.victim"])
	row("Available to the public", field["referral.public"])
	row("Country of seizure", field["referral.country"])
	row("Urgency", field["referral.urgency"])
	for (i = 1; i <= n; i++) {
		key = order[i]
		section("File " i " of " n (near[key] ? ": similar, not identical; to be confirmed" : ""))
		row("SHA-256", sha256[key])
		row("SHA-1", sha1[key])
		row("MD5", md5[key])
		if (key in pdq)
			row("PDQ", pdq[key])
		row("Bytes", size[key])
		row("Media type", mime[key])
		row("Listed in", sets[key])
		row("Places", occurrences[key])
		for (k = 1; k <= occurrences[key]; k++)
			row("Found", where[key, k])
		row("Written", written[key] == "" ? "not recorded" : written[key])
		row("Taken (as the file says)", taken[key] == "" ? "not recorded" : taken[key])
		row("Recording device named", device[key] == "" ? "no" : device[key])
		row("Place named", place[key] == "" ? "no" : (edition == "full" ? place[key] : "yes"))
	}
	section("What this sheet says, and what not")
	paragraph("Equal digests show identical content, not knowledge or possession by a person. Similar files were\n" \
		"found by a perceptual digest (PDQ) and may show something else. Categories are those of the sets\n" \
		"that are named, and mean what their publishers say. Times are as stored; those without Z are local.")
	print form == "page" ? "</table>\n</body>\n</html>" : "\nEnd of the sheet"
}
