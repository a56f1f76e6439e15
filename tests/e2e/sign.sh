#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Signatures and time stamps of a case: openssl and pdfsig accept them, and winnow-verify finds what does not hold.
. "$(dirname "$0")/lib.sh"
need openssl jq mke2fs

mkdir tree
echo one >tree/one.txt
mke2fs -q -t ext2 -d tree disk.img 128 >/dev/null 2>&1 || skip "mke2fs cannot fill a file system"
unchanged disk.img

# ---- A test authority, two signers (RSA, EC), a time stamping authority
cat >ca.cnf <<'END'
[req]
distinguished_name = dn
[dn]
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[signer]
basicConstraints = CA:false
keyUsage = critical, digitalSignature, nonRepudiation
[tsa]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa_config]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = no
tsa_name = yes
ess_cert_id_chain = no
END
certificate() { # NAME SUBJECT SECTION KEY-OPTIONS…
	name=$1 subject=$2 section=$3
	shift 3
	openssl req -new -newkey "$@" -nodes -keyout "$name.key" -subj "$subject" -config ca.cnf -out "$name.csr" &&
		openssl x509 -req -in "$name.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 \
			-extfile ca.cnf -extensions "$section" -out "$name.pem"
}
{
	openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -subj "/CN=Test authority" -config ca.cnf -extensions ca \
		-days 30 -out ca.pem &&
		certificate examiner "/O=Test lab/CN=Nguyễn Thị Test" signer rsa:2048 -utf8 &&
		certificate second "/CN=Second Examiner" signer ec -pkeyopt ec_paramgen_curve:prime256v1 &&
		certificate tsa "/CN=Test stamps" tsa rsa:2048 &&
		openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -subj "/CN=Other authority" -config ca.cnf \
			-extensions ca -days 30 -out other.pem &&
		openssl pkcs12 -export -inkey examiner.key -in examiner.pem -certfile ca.pem -passout pass:secret -out examiner.p12 &&
		openssl pkcs8 -topk8 -in examiner.key -passout pass:secret -out locked.key
} >openssl.log 2>&1 || fail "test certificates: $(tail -n 3 openssl.log)"
echo secret >passphrase
echo 01 >serial
stamp() { # REQUEST REPLY
	openssl ts -reply -config ca.cnf -section tsa_config -queryfile "$1" -signer tsa.pem -inkey tsa.key -out "$2" 2>>openssl.log
}
holds() {
	winnow-verify -q -o found.jsonl --ca ca.pem "$1" 2>err
}

winnow triage -q -o plain disk.img 2>/dev/null
have_pdf=false
[ -e plain/report.pdf ] && command -v pdfsig >/dev/null && have_pdf=true

# ---- Everything in its order: report, its stamp, manifest, stamp
cp -r plain case
if $have_pdf; then
	cp case/report.pdf unsigned.pdf
	check_status 0 winnow-case sign -q --pdf --key examiner.key --cert examiner.pem --chain ca.pem case
	cmp -s -n "$(stat -c %s unsigned.pdf)" unsigned.pdf case/report.pdf || fail "the PDF was not only added to"
	pdfsig case/report.pdf >pdfsig.txt 2>/dev/null
	check "pdfsig: valid" grep -q 'Signature is Valid' pdfsig.txt
	check "pdfsig: the whole document" grep -q 'Total document signed' pdfsig.txt
	check "pdfsig: PAdES" grep -q 'ETSI.CAdES.detached' pdfsig.txt
	command -v qpdf >/dev/null && check "qpdf finds no error" sh -c 'qpdf --check case/report.pdf >qpdf.txt 2>&1'
	stamp case/report.pdf.tsq report.tsr || fail "openssl ts on the report's request"
	check_status 0 winnow-case stamp -q --pdf --reply report.tsr --ca ca.pem case
	pdfsig case/report.pdf >pdfsig.txt 2>/dev/null
	check "pdfsig: still valid with the stamp" grep -q 'Signature is Valid' pdfsig.txt
	check_status 3 winnow-case stamp -q --pdf --reply ca.pem case 2>/dev/null
fi
check_status 0 winnow-case sign -q --key examiner.key --cert examiner.pem --chain ca.pem case
check "openssl cms -verify" sh -c 'openssl cms -verify -binary -inform DER -in case/MANIFEST.sha256.p7s \
	-content case/MANIFEST.sha256 -CAfile ca.pem -purpose any -cades -out /dev/null 2>cms.log'
check "openssl says who signed" sh -c 'openssl cms -cmsout -print -noout -inform DER -in case/MANIFEST.sha256.p7s |
	grep -q "Test authority"'
check_status 0 winnow-case stamp -q case
check "openssl reads the request" sh -c 'openssl ts -query -in case/MANIFEST.sha256.tsq -text 2>/dev/null | grep -q "Nonce: 0x"'
stamp case/MANIFEST.sha256.tsq manifest.tsr || fail "openssl ts on the manifest's request"
check_status 0 winnow-case stamp -q --reply manifest.tsr --ca ca.pem case
check "openssl ts -verify" sh -c 'openssl ts -verify -in case/MANIFEST.sha256.tsr -data case/MANIFEST.sha256.p7s -CAfile ca.pem >ts.log 2>&1'
check "sha256sum -c of the manifest" sh -c 'cd case && sha256sum --quiet --strict -c MANIFEST.sha256'
check "and of what is attached" sh -c 'cd case && sha256sum --quiet --strict -c MANIFEST.sha256.sums'
check "the case holds" holds case
same "signature and stamp among what holds" "signature stamp" \
	"$(jq -r 'select(.verdict=="holds" and (.what=="signature" or .what=="stamp")).what' found.jsonl | sort -u | xargs)"
same "and nothing is missing" "" "$(jq -r 'select(.verdict=="absent").what' found.jsonl)"
check "the signer is named" grep -q 'Nguyễn Thị Test' found.jsonl
$have_pdf && same "the report's signature and stamp hold" 2 "$(jq 'select(.what=="pdf" and .verdict=="holds").what' found.jsonl | wc -l)"

# ---- Whom one trusts matters
winnow-verify -q -o found.jsonl --ca other.pem case 2>/dev/null
same "another authority does not vouch for it" 1 $?
winnow-verify -o found.jsonl case 2>err
same "without --ca it holds, and says what was not asked" "0 1" "$? $(grep -c 'cannot be excluded' err)"

# ---- Every changed byte of what is attached
before=$failures
for file in p7s tsq tsr sums; do
	path=case/MANIFEST.sha256.$file
	cp "$path" good
	size=$(stat -c %s good)
	for at in 0 1 7 $((size / 3)) $((size / 2)) $((size - 9)) $((size - 1)); do
		byte=$(od -An -tu1 -j "$at" -N1 good | tr -d ' ')
		# shellcheck disable=SC2059  # the byte is the format
		printf "\\$(printf %o $((byte ^ 4)))" | dd of="$path" bs=1 seek="$at" conv=notrunc 2>/dev/null
		winnow-verify -q -o /dev/null case 2>/dev/null
		[ $? = 1 ] || fail "byte $at of $file"
		cp good "$path"
	done
	mv "$path" away
	winnow-verify -q -o /dev/null case 2>/dev/null
	[ $? = 1 ] || fail "$file removed"
	mv away "$path"
done
[ "$failures" = "$before" ] && echo "ok: every changed byte and every missing file of the attachments is found"
check "untouched again, it holds" holds case
if $have_pdf; then
	rm -rf copy && cp -r case copy
	printf 'X' | dd of=copy/report.pdf bs=1 seek=3000 conv=notrunc 2>/dev/null
	winnow-verify -q -o found.jsonl copy 2>/dev/null
	check "a changed signed PDF: its own signature tells, too" \
		test -n "$(jq -r 'select(.what=="pdf" and .verdict=="broken").what' found.jsonl)"
fi

# ---- A later act keeps the signature of before, over the manifest of before
check_status 0 winnow-case custody -q --from "Officer A" --to "Lab B" --seals "S-1" --why analysis case disk.img
check "the signature went with its manifest" sh -c 'ls case/manifests | grep -q "p7s$" && [ ! -e case/MANIFEST.sha256.p7s ]'
check "the case holds, the earlier signature too" holds case
check "it is named" grep -q 'manifests/.*p7s' found.jsonl
last=$(find case/manifests -name '*.p7s' | sort | tail -n 1)
check "openssl verifies it over the manifest kept" openssl cms -verify -binary -inform DER -in "$last" \
	-content "${last%.p7s}.sha256" -CAfile ca.pem -purpose any -out /dev/null

$have_pdf && check "so is the signed report, before it was made anew" sh -c 'ls case/manifests | grep -q "report.pdf$" &&
	! grep -qa ByteRange case/report.pdf'

# ---- Keys of other kinds
cp -r plain ec
check_status 0 winnow-case sign -q --no-pdf --key second.key --cert second.pem ec
check "an EC signature" openssl cms -verify -binary -inform DER -in ec/MANIFEST.sha256.p7s -content ec/MANIFEST.sha256 \
	-CAfile ca.pem -purpose any -out /dev/null
check "winnow-verify agrees" holds ec
cp -r plain p12
check_status 0 winnow-case sign -q --key examiner.p12 --passphrase-file passphrase p12
check "a key in PKCS#12" holds p12
cp -r plain locked
winnow-case sign -q --key locked.key --cert examiner.pem --passphrase-fd 7 locked 7<passphrase
same "a locked key, its passphrase from a descriptor" 0 $?
check "holds" holds locked
rm -rf locked && cp -r plain locked
echo wrong >wrong
check_status 3 winnow-case sign -q --key locked.key --cert examiner.pem --passphrase-file wrong locked 2>/dev/null
check "a passphrase that is wrong changes nothing" holds locked
check_status 3 winnow-case sign -q --key examiner.key --cert second.pem locked 2>/dev/null
check_status 3 winnow-case sign -q --key disk.img locked 2>/dev/null
check_status 3 winnow-case sign -q --key no-such-key locked 2>/dev/null
check "nor do wrong keys" holds locked
check_status 2 winnow-case sign -q locked 2>/dev/null
check_status 3 winnow-case sign -q --key examiner.key no-such-case 2>/dev/null

# ---- A key on a token
module=$(find /usr/lib -name libsofthsm2.so 2>/dev/null | head -n 1)
if [ -n "$module" ] && command -v softhsm2-util >/dev/null && [ -n "$(find /usr/lib -path '*engines-3/pkcs11.so' 2>/dev/null)" ]; then
	mkdir tokens
	printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\n' "$work" >softhsm.conf
	SOFTHSM2_CONF=$work/softhsm.conf PKCS11_MODULE_PATH=$module
	export SOFTHSM2_CONF PKCS11_MODULE_PATH
	{
		openssl pkcs8 -topk8 -nocrypt -in examiner.key -out plain.key &&
			softhsm2-util --init-token --free --label lab --pin 1234 --so-pin 1234 &&
			softhsm2-util --import plain.key --token lab --label sign --id 01 --pin 1234
	} >softhsm.log 2>&1 || fail "a token"
	cp -r plain token
	echo 1234 >pin
	check_status 0 winnow-case sign -q --key 'pkcs11:token=lab;object=sign;type=private' --cert examiner.pem \
		--passphrase-file pin token
	check "signed by the token" holds token
	check_status 3 winnow-case sign -q --key 'pkcs11:token=lab;object=none;type=private' --cert examiner.pem \
		--passphrase-file pin token 2>/dev/null
fi

# ---- Replies that do not belong here
check_status 0 winnow-case stamp -q locked
check_status 3 winnow-case stamp -q --reply manifest.tsr locked 2>/dev/null
check_status 3 winnow-case stamp -q --reply disk.img locked 2>/dev/null
stamp locked/MANIFEST.sha256.tsq locked.tsr
check_status 3 winnow-case stamp -q --reply locked.tsr --ca other.pem locked 2>/dev/null
check_status 0 winnow-case stamp -q --reply locked.tsr --ca ca.pem locked
check "a stamp of the bare manifest" sh -c 'openssl ts -verify -in locked/MANIFEST.sha256.tsr -data locked/MANIFEST.sha256 -CAfile ca.pem >ts.log 2>&1'
check "holds" holds locked
finish
