# SPDX-License-Identifier: Apache-2.0
# From the tables (read.awk, kinds.tab): completion for fish, a file for the tool that -v only=NAME names; winnow.fish has
# every tool, for `winnow NAME`.
BEGIN { FS = "\t" }
$1 == "kind" { gsub(/[^ ]+/, ".&", $3); endings[$2] = $3; next }
$1 == "tool" {
	tool = $2
	conditions = ""
	condition = ""
	if (tool == "winnow") {
		condition = "__winnow_is triage"
		add("complete -c winnow -n __fish_use_subcommand -x -a triage -d 'do the main job in one run'")
	} else if (only == "winnow") {
		condition = "__winnow_is " substr(tool, 8)
		add("complete -c winnow -n __fish_use_subcommand -x -a " substr(tool, 8) " -d '" $3 "'")
	}
	wanted = tool == only || only == "winnow"
	if (wanted)
		say("", "-f")
	next
}
!wanted { next }
$1 == "verb" && tool != "winnow" {
	verbs[tool] = verbs[tool] " " $2
	say("not __fish_seen_subcommand_from $verbs", "-x -a " $2)
	next
}
$1 == "operand" { operand($2, $3); next }
$1 == "option" { option() }
END {
	print "# Completion of " only " for fish; made from the man pages by completion/fish.awk."
	if (only == "winnow")
		print "# What a laboratory added.\ncomplete -c winnow -n __fish_use_subcommand -x -a '(complete -C winnow- | string replace -rf \"^winnow-([^\\t]+).*\" \"\\$1\")'"
	if (only == "winnow")
		print "function __winnow_is\n\tset -l words (commandline -opc)\n\ttest \"$words[2]\" = $argv[1]\nend"
	for (i = 1; i <= n; i++) {
		gsub(/ \$verbs/, verbs[owner[i]], line[i])
		print line[i]
	}
}

function add(text) {
	line[++n] = text
	owner[n] = tool
}

function say(further, rest,	all) {
	all = condition
	if (further != "")
		all = all (all == "" ? "" : "; and ") further
	add("complete -c " only (all == "" ? "" : " -n '" all "'") " " rest)
}

function files(kind) {
	if (kind == "dir" || kind == "case")
		return "-x -a '(__fish_complete_directories)'"
	return kind in endings ? "-k -x -a '(__fish_complete_suffix " endings[kind] ")'" : "-r -F"
}

function operand(verb, name,	kind) {
	kind = tolower(name)
	if (name == "EVIDENCE")
		kind = "image"
	else if (name == "FILE")
		kind = "records"
	else if (name !~ /^(SET|LIST|RECIPE|DIR|CASE)$/)
		return
	say(verb == "-" || tool == "winnow" ? "" : "__fish_seen_subcommand_from " verb, files(kind))
}

function option(	forms, m, i, text) {
	m = split($2, forms, ",")
	for (i = 1; i <= m; i++)
		text = text (forms[i] ~ /^--/ ? "-l " substr(forms[i], 3) : "-s " substr(forms[i], 2)) " "
	if ($4 ~ /^=/)
		text = text "-x -a '" substr($4, 2) "' "
	else if ($4 ~ /^[+]/)
		text = text "-x -a '(__fish_append , " substr($4, 2) ")' "
	else if ($4 == "any")
		text = text "-x "
	else if ($4 != "-")
		text = text files($4) " "
	say("", text "-d '" $5 "'")
	if (tool == "winnow" && $2 ~ /help|version/)
		add("complete -c winnow -n __fish_use_subcommand " text "-d '" $5 "'")
}
