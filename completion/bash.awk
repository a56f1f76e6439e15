# SPDX-License-Identifier: Apache-2.0
# From the tables (read.awk, kinds.tab): what winnow.bash asks, as functions of bash.
BEGIN { FS = "\t" }
$1 == "kind" { gsub(/ /, "|", $3); add("endings", $2, $3); next }
$1 == "tool" { tool = $2; names = names " " $2; next }
$1 == "verb" { verbs[tool] = verbs[tool] " " $2; next }
$1 == "operand" {
	operand[tool ":" $2] = operand[tool ":" $2] " " tolower($3)
	next
}
$1 == "option" {
	forms = $2
	gsub(/,/, " ", forms)
	options[tool] = options[tool] " " forms
	if ($4 == "-")
		next
	gsub(/ /, "|" tool " ", forms)
	add("value", tool " " forms, $4)
}
END {
	print "# Completion of winnow's tools for bash; made from the man pages by completion/bash.awk."
	print "_winnow_tools='" substr(names, 2) "'"
	whole("options", options)
	whole("verbs", verbs)
	whole("operands", operand)
	print "_winnow_value() {\n\tcase $1 in" cases["value"] "\n\tesac\n}"
	print "_winnow_endings() {\n\tcase $1 in" cases["endings"] "\n\tesac\n}"
}

function add(what, names, text) {
	gsub(/[^|]+/, "'&'", names)
	cases[what] = cases[what] "\n\t" names ") echo '" text "' ;;"
}

# In the order of the tools, so that the same pages give the same bytes.
function whole(what, list,	i, n, tool, verb, m, j) {
	print "_winnow_" what "() {\n\tcase $1 in"
	n = split(substr(names, 2), tool, " ")
	for (i = 1; i <= n; i++) {
		if (tool[i] in list)
			print "\t'" tool[i] "') echo '" substr(list[tool[i]], 2) "' ;;"
		m = split("- " verbs[tool[i]], verb, " +")
		for (j = 1; j <= m; j++)
			if ((tool[i] ":" verb[j]) in list)
				print "\t'" tool[i] ":" verb[j] "') echo '" substr(list[tool[i] ":" verb[j]], 2) "' ;;"
	}
	print "\tesac\n}"
}
