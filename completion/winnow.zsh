
# A word that is no option: a tool's verb first, then what the verb takes.
_winnow_word() {
	local -a reply
	local word verb=-
	_winnow_verbs $service
	for word in ${words[2,CURRENT-1]}; do
		(( ${reply[(Ie)$word]} )) && verb=$word && break
	done
	if (( $#reply )) && [[ $verb == - ]]; then
		compadd -a reply
	else
		_winnow_operand $service:$verb
	fi
}

_winnow() {
	if [[ $service == winnow && $CURRENT -eq 2 && $words[2] != -* ]]; then
		_winnow_names
		return
	fi
	if [[ $service == winnow && $words[2] != triage && $words[2] != -* ]]; then
		service=winnow-$words[2]
		shift words
		(( CURRENT-- ))
	fi
	_winnow_options $service
}

_winnow "$@"
