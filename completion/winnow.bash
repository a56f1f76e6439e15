
_winnow_offer() {
	local IFS=$' \n'
	COMPREPLY+=($(compgen -W "$1" -- "$cur"))
}

# Files of a kind and folders; where there is none of the kind, all files.
_winnow_files() {
	local name pattern IFS=$'\n' all=() fit=()
	pattern=$(_winnow_endings "$1")
	for name in $(compgen -f -- "$cur"); do
		all+=("$name")
		[[ -d $name || -b $name || ( -n $pattern && $name =~ \.($pattern)$ ) ]] && fit+=("$name")
	done
	compopt -o filenames 2>/dev/null
	if [[ $1 == dir || $1 == case || ${#fit[@]} -gt 0 ]] && [[ $1 != file ]]; then
		COMPREPLY+=("${fit[@]}")
	else
		COMPREPLY+=("${all[@]}")
	fi
}

# Several words with commas between: the last one is completed, the others stay.
_winnow_several() {
	local before='' word
	[[ $cur == *,* ]] && before=${cur%,*},
	for word in $1; do
		[[ ,$before == *,"$word",* ]] || _winnow_offer "$before$word"
	done
	compopt -o nospace 2>/dev/null
}

_winnow_complete_value() {
	case $1 in
	=*) _winnow_offer "${1:1}" ;;
	+*) _winnow_several "${1:1}" ;;
	any) ;;
	*) _winnow_files "$1" ;;
	esac
}

# The first word that is one of the tool's verbs.
_winnow_verb() {
	local word verb
	for word in "${words[@]:1:$((cword - 1))}"; do
		for verb in $(_winnow_verbs "$1"); do
			[[ $word == "$verb" ]] && echo "$verb" && return
		done
	done
}

_winnow_complete_operand() {
	local verb kind
	verb=$(_winnow_verb "$1")
	if [[ -z $verb && -n $(_winnow_verbs "$1") ]]; then
		_winnow_offer "$(_winnow_verbs "$1")"
		return
	fi
	for kind in $(_winnow_operands "$1:${verb:--}"); do
		case $kind in
		evidence) _winnow_files image ;;
		file) _winnow_files records ;;
		set | list | recipe | dir | case) _winnow_files "$kind" ;;
		esac
	done
}

_winnow_tool() {
	local value=''
	[[ $prev == -* ]] && value=$(_winnow_value "$1 $prev")
	if [[ -n $value ]]; then
		_winnow_complete_value "$value"
	elif [[ $cur == -* ]]; then
		_winnow_offer "$(_winnow_options "$1")"
	else
		_winnow_complete_operand "$1"
	fi
}

# Tools that a laboratory added count, too.
_winnow_first_words() {
	local name
	_winnow_verbs winnow
	for name in $_winnow_tools $(compgen -c winnow-); do
		[[ $name == winnow-* ]] && echo "${name#winnow-}"
	done
}

_winnow() {
	local cur prev words cword tool
	COMPREPLY=()
	words=("${COMP_WORDS[@]}")
	cword=$COMP_CWORD
	cur=${words[cword]}
	prev=${words[cword - 1]}
	# bash parts --option=value at the sign.
	[[ $cur == = ]] && cur=''
	[[ $prev == = && cword -gt 1 ]] && prev=${words[cword - 2]}
	tool=${words[0]##*/}
	if [[ $tool == winnow && $cword -gt 1 && ${words[1]} != triage && ${words[1]} != -* ]]; then
		tool=winnow-${words[1]}
		words=("${words[@]:1}")
		cword=$((cword - 1))
	elif [[ $tool == winnow && $cword == 1 && $cur != -* ]]; then
		_winnow_offer "$(_winnow_first_words)"
		return
	fi
	_winnow_tool "$tool"
}

complete -F _winnow $_winnow_tools
