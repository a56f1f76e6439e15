# SPDX-License-Identifier: Apache-2.0
# Sourced by tests that hold winnow-ls and winnow-cat against the Sleuth Kit's fls and icat.
#
#   given IMAGE                lists IMAGE with winnow-ls into ls.jsonl, writes every item with winnow-cat
#                              into the folder items, and makes the tables given.tsv (id, size, SHA-256) and
#                              names.tsv (id or metadata address, path)
#   as_fls VOLUME IMAGE OPTION…  compares with fls -r and icat -r of IMAGE with the options given

given() {
	rm -rf items ls.jsonl
	winnow-ls "$1" >ls.jsonl 2>ls.err || fail "winnow-ls $1: $(cat ls.err)"
	winnow-cat -o items ls.jsonl 2>cat.err
	jq -r 'select(.record == "export" and .sha256) | [.id, .sha256] | @tsv' \
		items/winnow-cat.log.jsonl | sort >digests.tsv
	jq -r 'select(.record == "file") | [.id, .size] | @tsv' ls.jsonl | sort >sizes.tsv
	join -t '	' -a 1 -e none -o 0,1.2,2.2 sizes.tsv digests.tsv >given.tsv
	jq -r 'select(.record == "file" or .record == "name") | [.id, .path] | join("\t")' ls.jsonl |
		sort -u >names.tsv
	same "each id is given once" "$(cut -f 1 given.tsv | uniq -d)" ""
}

# "ADDRESS<TAB>SIZE<TAB>PATH<TAB>realloc|" of each regular file that fls gives.
fls_files() {
	TZ=UTC0 fls -r -p -l "$@" | awk -F '\t' '
		{
			n = split($1, word, " ")
			address = word[n]
			sub(/:$/, "", address)
			again = sub(/\(realloc\)$/, "", address) ? "realloc" : ""
			if (word[1] ~ /^.\/r$/)
				print address "\t" $(NF - 2) "\t" $2 "\t" again
		}'
}

as_fls() {
	volume=$1 image=$2
	shift 2
	fls_files "$@" "$image" | sort -u >fls.tsv
	n=0 wrong=0
	: >wanted.ids
	while IFS='	' read -r address size path again; do
		n=$((n + 1))
		[ "$again" ] && continue
		id=$volume/$address
		echo "$id" >>wanted.ids
		digest=$(icat -r "$@" "$image" "$address" 2>/dev/null | sha256sum | cut -d ' ' -f 1)
		# A hole as long as the volume, of which icat gives nothing.
		case $path in '$BadClus:$Bad') size=0 ;; esac
		ours=$(awk -F '\t' -v id="$id" '$1 == id { print $2 " " $3 }' given.tsv)
		if [ "$ours" != "$size $digest" ]; then
			wrong=$((wrong + 1))
			echo "  $id $path: fls and icat $size $digest, winnow $ours"
		fi
	done <fls.tsv
	check "$image, $volume: $n files as fls and icat give them" [ "$wrong" = 0 ]
	check "$image, $volume: fls gives files" [ "$n" -gt 0 ]
	sort -u wanted.ids >wanted
	# Forks and extended attributes (HFS+, APFS) are no items of fls.
	cut -f 1 given.tsv | grep "^$volume/" | grep -v -e '-435[34]-' | comm -13 wanted - >more
	same "$image, $volume: nothing else is given" "$(cat more)" ""
	# Streams of a folder come under ".", of the root under its name, in fls. Bytes that are no
	# UTF-8 are told by path_bytes.
	awk -F '\t' -v v="$volume" '{ sub(/\/\.:/, ":", $3); sub(/^\.:/, ":", $3)
		print v "/" $1 "\t" $3 }' fls.tsv | iconv -f UTF-8 -t UTF-8 -c |
		grep -v 'LATIN1' | sort -u >fls.names
	same "$image, $volume: every name is given" "$(fls_names_missing)" ""
}

# A reused name goes by the metadata address alone.
fls_names_missing() {
	awk -F '\t' 'NR == FNR { have[$0] = 1; next }
		{
			address = $1
			sub(/-.*/, "", address)
			if (!($0 in have) && !((address "\t" $2) in have))
				print
		}' names.tsv fls.names
}
