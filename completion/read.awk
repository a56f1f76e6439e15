# SPDX-License-Identifier: Apache-2.0
# Reads the man pages of the tools (mdoc) and tells what a shell needs to complete their command lines, as lines of
# columns with tabs between:
#
#	tool	NAME	WHAT-IT-IS
#	verb	VERB			a word that says what to do (winnow-set build)
#	option	-L,--long	ARGUMENT	VALUES	WHAT-IT-DOES
#	operand	VERB	NAME			an operand, of the verb or of the tool ("-")
#
# VALUES is `=a b c` for one of these, `+a b c` for several with commas between, a kind of file (image, records, set,
# list, case, dir, ini, pem, file), `any` for what cannot be guessed, or `-` for an option without an argument. The pages
# and not --help are read because a cross build cannot run what it made; tests/lint/man.sh holds both to the same options.
FNR == 1 { flush(); section = form = verb = ""; depth = 0 }
{ sub(/[ \t]+$/, "") }
/^\.\\"/ { next }
/^\.Sh / { flush(); section = substr($0, 5); next }
section == "NAME" && /^\.Nm / { tool = $2 }
section == "NAME" && /^\.Nd / { print "tool\t" tool "\t" substr($0, 5) }
section == "SYNOPSIS" { synopsis(); next }
/^\.Bl / { depth++ }
/^\.El/ { depth--; if (depth == 0) flush(); next }
/^\.It Fl / { flush(); begin(); next }
item && /^\.It Cm / { if (!listed) values = ""; listed = 1; take($3); next }
item && depth == 1 { body() }
END { flush() }

function synopsis(	i, n, part) {
	if (/^\.Nm/) {
		verb = "-"
		first = 1
		return
	}
	if (first && /^\.Cm /) {
		verb = ""
		n = split(substr($0, 5), part, / *\| */)
		for (i = 1; i <= n; i++) {
			verb = verb (i > 1 ? "," : "") part[i]
			if (!said[tool, part[i]]++)
				print "verb\t" part[i]
		}
	}
	first = 0
	if (/^\.(Op )?Ar /)
		operands($0)
}

function operands(line,		i, j, n, m, word, verbs) {
	sub(/^\.(Op )?Ar /, "", line)
	gsub(/\| Ar|\.\.\.|custody options/, "", line)
	n = split(line, word, " ")
	m = split(verb, verbs, ",")
	for (i = 1; i <= n; i++)
		for (j = 1; j <= m; j++)
			if (!said[tool, verbs[j], word[i]]++)
				print "operand\t" verbs[j] "\t" word[i]
}

# .It Fl f , Fl -format Ar FORMAT ; several long options may share an item.
function begin(		i, n, part, letter, long, argument, words) {
	words = substr($0, 5)
	n = split(words, part, / , /)
	nitem = 0
	for (i = 1; i <= n; i++) {
		argument = part[i] ~ / Ar / ? part[i] : ""
		sub(/^.* Ar /, "", argument)
		if (part[i] ~ / Ar .* Ns = Ns /)
			argument = "OLD=NEW"
		sub(/^Fl /, "", part[i])
		sub(/ .*/, "", part[i])
		if (part[i] ~ /^-/) {
			item++
			names[item] = (letter != "" ? "-" letter "," : "") "-" part[i]
			arguments[item] = argument
			letter = ""
		} else {
			letter = part[i]
		}
	}
	values = text = ""
	listed = ended = known = 0
}

function take(word) {
	if (word ~ /^[A-Za-z0-9+-]+$/ && index(" " values " ", " " word " ") == 0) {
		values = values (values == "" ? "" : " ") word
		known++
	}
}

# Words in .Cm are an option's values where two or more stand in one sentence.
function body(		i, n, part, line) {
	line = $0
	if (!listed && !ended && line ~ /^\.(Pq )?Cm /) {
		sub(/^\.(Pq )?Cm /, "", line)
		n = split(line, part, / *[,;:] *| *\| *| \.| \)/)
		for (i = 1; i <= n; i++)
			take(part[i])
	}
	if (!told) {
		line = plain($0)
		text = text (text == "" ? "" : " ") line
	}
	if ($0 ~ /[.;]$|[.] \)$/) {
		told = 1
		if (known >= 2)
			ended = 1
		else if (!listed)
			values = (known = 0) ""
	}
}

# Without macros; what stands in brackets for whoever reads the page is left out.
function plain(line) {
	if (line ~ /^\.Pq Xr/)
		return ""
	sub(/^\.(Pq )?[A-Z][a-z] /, "", line)
	while (sub(/ (Ns|No|Ar|Fl|Cm|Ql|Xr|Pa|Dq|Sx) /, " ", line))
		;
	gsub(/\\&|\\e/, "", line)
	return line
}

# What a metavariable stands for; the same word is another thing for another tool.
function kind(name, argument) {
	if (argument == "EVIDENCE" || argument == "RECIPE" && tool != "winnow-practice")
		return "image"
	if (argument ~ /^(SET|KEYFILE|CASE|DIR|LIST|RECIPE|IMAGE)$/)
		return argument == "KEYFILE" || argument == "IMAGE" ? "file" : tolower(argument)
	if (argument == "OLD=NEW")
		return "file"
	if (argument == "FILE" && name ~ /--(ca|cert|chain)$/)
		return "pem"
	if (argument == "FILE" && name ~ /--(case|counting)$/)
		return "ini"
	if (argument == "FILE" && name ~ /--records$/)
		return "records"
	return argument == "FILE" ? "file" : "any"
}

function flush(		i, what, shown) {
	for (i = 1; i <= item; i++) {
		shown = summary(text)
		if (arguments[i] == "")
			what = "-"
		else if (known >= 2 && arguments[i] !~ /^(FILE|DIR|CASE|SET)$/)
			what = (arguments[i] == "LIST" ? "+" : "=") values
		else
			what = kind(names[i], arguments[i])
		print "option\t" names[i] "\t" arguments[i] "\t" what "\t" shown
	}
	item = told = known = listed = 0
}

# The first clause, without what trips up the shells' own syntax.
function summary(s) {
	sub(/ ?[.;:]( .*)?$/, "", s)
	sub(/ [1-9]$/, "", s)
	gsub(/[][`'"\\$]/, "", s)
	gsub(/ +,/, ",", s)
	gsub(/ +/, " ", s)
	sub(/[ ,:]+$/, "", s)
	if (length(s) > 90) {
		s = substr(s, 1, 90)
		sub(/[ ,]+[^ ]*$/, "", s)
		s = s " ..."
	}
	return s
}
