# SPDX-License-Identifier: Apache-2.0
# Turns a page of the workshop into HTML for a browser: the few forms of Markdown that the pages use (headings, paragraphs,
# lists, tables, code, bold, italics, links) and no others. -v language=LL
BEGIN {
	print "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"" language "\">\n<head><meta charset=\"utf-8\"/>"
	print "<meta name=\"viewport\" content=\"width=device-width\"/><title>winnow</title>\n<style>"
	print "body{max-width:54em;margin:2em auto;padding:0 1em;font:17px/1.5 sans-serif}"
	print "pre{background:#f3f3ee;border:1px solid #ccc;padding:.7em;overflow-x:auto;font-size:14px}"
	print "code{background:#f3f3ee;padding:0 .2em}pre code{padding:0}"
	print "table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2em .6em;text-align:left}"
	print "</style></head>\n<body>"
}
/^```/ { if (code) print "</code></pre>"; else { close_all(); printf "<pre><code>" } code = !code; next }
code { print escape($0); next }
/^$/ { close_all(); next }
/^#+ / { close_all(); level = index($0, " ") - 1; print "<h" level ">" inline(substr($0, level + 2)) "</h" level ">"; next }
/^\|[-|]+\|$/ { next }
/^\|/ { row(); next }
/^\* / { item("ul", substr($0, 3)); next }
/^[0-9]\. / { item("ol", substr($0, 4)); next }
{ sub(/^ +/, ""); if (!open_block) begin("p", "<p>"); text = text (text == "" ? "" : "\n") $0; next }
END { close_all(); print "</body>\n</html>" }

function begin(name, tag) {
	open_block = name
	text = ""
	printf "%s", tag
}

# The text of a block is turned as a whole when the block ends, since bold may run over a line's end.
function end_text() {
	printf "%s", inline(text)
	text = ""
}

function item(list, rest) {
	if (open_list != list) {
		close_all()
		print "<" list ">"
		open_list = list
	} else {
		end_text()
		print "</li>"
	}
	begin("li", "<li>")
	text = rest
}

function row(	n, cell, i, tag) {
	if (open_list != "table") {
		close_all()
		print "<table>"
		open_list = "table"
		tag = "th"
	} else {
		tag = "td"
	}
	n = split($0, cell, "|")
	printf "<tr>"
	for (i = 2; i < n; i++) {
		gsub(/^ +| +$/, "", cell[i])
		printf "<%s>%s</%s>", tag, inline(cell[i]), tag
	}
	print "</tr>"
}

function close_all() {
	if (open_block != "") {
		end_text()
		print "</" open_block ">"
	}
	if (open_list != "")
		print "</" open_list ">"
	open_block = open_list = ""
}

function escape(s) {
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	return s
}

# Code is set aside while the other marks are turned, since bold may run around it.
function inline(s,	n, part, i, out) {
	n = split(escape(s), part, "`")
	for (i = 1; i <= n; i++)
		out = out (i % 2 ? part[i] : "\001" i "\002")
	out = marks(out)
	for (i = 2; i <= n; i += 2)
		out = put(out, "\001" i "\002", "<code>" part[i] "</code>")
	return out
}

function put(s, what, by,	at) {
	at = index(s, what)
	return substr(s, 1, at - 1) by substr(s, at + length(what))
}

function marks(s,	link) {
	while (match(s, /\*\*[^*]+\*\*/))
		s = substr(s, 1, RSTART - 1) "<strong>" substr(s, RSTART + 2, RLENGTH - 4) "</strong>" substr(s, RSTART + RLENGTH)
	while (match(s, /\*[^* ][^*]*\*/))
		s = substr(s, 1, RSTART - 1) "<em>" substr(s, RSTART + 1, RLENGTH - 2) "</em>" substr(s, RSTART + RLENGTH)
	while (match(s, /\[[^]]+\]\([a-z0-9.\/]+\)/)) {
		split(substr(s, RSTART + 1, RLENGTH - 2), link, /\]\(/)
		sub(/\.md$/, ".html", link[2])
		s = substr(s, 1, RSTART - 1) "<a href=\"" link[2] "\">" link[1] "</a>" substr(s, RSTART + RLENGTH)
	}
	return s
}
