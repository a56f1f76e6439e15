# SPDX-License-Identifier: Apache-2.0
# From the tables (read.awk, kinds.tab): completion for zsh, a list of _arguments a tool.
BEGIN { FS = "\t" }
$1 == "kind" { gsub(/ /, "|", $3); endings[$2] = $3; next }
$1 == "tool" { tool[++n] = $2; what[n] = $3; next }
$1 == "verb" { verbs[n] = verbs[n] " " $2; next }
$1 == "operand" { operands[n, $2] = operands[n, $2] " " operand($3); next }
$1 == "option" { specs[n] = specs[n] " \\\n\t\t\t" option($2, $3, $4, $5) }
END {
	printf "#compdef"
	for (i = 1; i <= n; i++)
		printf " %s", tool[i]
	print "\n# Completion of winnow's tools for zsh; made from the man pages by completion/zsh.awk."
	print "_winnow_verbs() {\n\tcase $1 in"
	for (i = 1; i <= n; i++)
		if (verbs[i] != "")
			print "\t" tool[i] ") reply=(" substr(verbs[i], 2) ") ;;"
	print "\t*) reply=() ;;\n\tesac\n}"
	print "_winnow_operand() {\n\tcase $1 in"
	for (i = 1; i <= n; i++)
		print_operands(tool[i], i, split("-" verbs[i], verb, " "))
	print "\tesac\n}"
	print "_winnow_names() {\n\tlocal -a names=("
	for (i = 1; i <= n; i++)
		if (tool[i] ~ /-/)
			print "\t\t'" substr(tool[i], 8) ":" what[i] "'"
	print "\t\t'triage:do the main job in one run'\n\t)"
	print "\tlocal other\n\t# What a laboratory added."
	print "\tfor other in ${(k)commands[(I)winnow-*]}; do"
	print "\t\t(( ${names[(I)${other#winnow-}:*]} )) || names+=(${other#winnow-})\n\tdone\n\t_describe tool names\n}"
	print "_winnow_options() {\n\tcase $1 in"
	for (i = 1; i <= n; i++)
		print "\t" tool[i] ")\n\t\t_arguments -s : \\\n\t\t\t'*: :_winnow_word'" specs[i] "\n\t\t;;"
	print "\t*) _files ;;\n\tesac\n}"
}

function print_operands(name, i, m,	j) {
	for (j = 1; j <= m; j++)
		if (operands[i, verb[j]] != "")
			print "\t" name ":" verb[j] ")" operands[i, verb[j]] " ;;"
}

function files(kind) {
	if (kind == "dir" || kind == "case")
		return "_files -/"
	return kind in endings ? "_files -g \"*.(" endings[kind] ")\"" : "_files"
}

function operand(name,	kind) {
	kind = tolower(name)
	if (name == "EVIDENCE")
		kind = "image"
	else if (name == "FILE")
		kind = "records"
	else if (name !~ /^(SET|LIST|RECIPE|DIR|CASE)$/)
		return ""
	return files(kind) ";"
}

function action(value) {
	if (value ~ /^=/)
		return "(" substr(value, 2) ")"
	if (value ~ /^[+]/)
		return "_values -s , value " substr(value, 2)
	return value == "any" ? " " : files(value)
}

function option(forms, argument, value, text,	both, form, m) {
	gsub(/:/, "", text)
	gsub(/:/, " ", argument)
	m = split(forms, form, ",")
	if (value == "-")
		both = m == 2 ? "{" form[1] "," form[2] "}" : form[1]
	else
		both = m == 2 ? "{" form[1] "+," form[2] "=}" : form[1] "="
	return "'*'" both "'[" text "]" (value == "-" ? "" : ":" argument ":" action(value)) "'"
}
