#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What winnow-info says of the systems on an exhibit, against hives and files made here; hives are read by hivexget and
# reglookup as well.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:/usr/sbin:/sbin:$WINNOW_BUILDDIR/tests/e2e
need winnow-info mkhive jq mke2fs tar

systems() { # EVIDENCE: its system records to system.jsonl
	winnow-info "$1" 2>info.err >info.jsonl
	grep '"record":"system"' info.jsonl >system.jsonl
}
fact() { # NAME: the first value
	jq -r --arg n "$1" '.[$n]' system.jsonl | paste -sd ' '
}
is() { # FACT VALUE
	same "$1" "$(fact "$1")" "$2"
}
user() { # FILTER
	jq -r ".users[] | $1" system.jsonl | paste -sd ' '
}

# ---- Linux: a volume, a tar, a folder ------------------------------------------------------------------------

mkdir -p l/etc l/usr/lib l/var/log/installer
printf 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n' >l/usr/lib/os-release
ln -s ../usr/lib/os-release l/etc/os-release
printf '# a remark\n\nbox7\n' >l/etc/hostname
ln -s /usr/share/zoneinfo/Asia/Ho_Chi_Minh l/etc/localtime
printf 'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/usr/sbin/nologin\nalice:x:1000:1000:Alice Example,,:/home/alice:/bin/zsh\n' >l/etc/passwd
echo 0123456789abcdef0123456789abcdef >l/etc/machine-id
: >l/var/log/installer/media-info
touch -d 2024-02-03T04:05:06Z l/var/log/installer/media-info
# An entry of wtmp: type, line and user, time.
entry() { # TYPE USER SECONDS
	perl -e '$e = "\0" x 384; substr($e, 0, 2) = pack("v", $ARGV[0]); substr($e, 8, 1) = "~";
		substr($e, 44, length $ARGV[1]) = $ARGV[1]; substr($e, 340, 4) = pack("V", $ARGV[2]); print $e' "$@"
}
{ entry 2 reboot 1700000000; entry 7 alice 1700000100; entry 1 shutdown 1700003600; } >l/var/log/wtmp
truncate -s 16M l.img
mke2fs -q -t ext4 -d l l.img
unchanged l.img
systems l.img
is family linux
is volume p0
is os "Debian GNU/Linux 12 (bookworm)"
is host_name box7
is time_zone Asia/Ho_Chi_Minh
is machine_id 0123456789abcdef0123456789abcdef
is installed 2024-02-03T04:05:06Z
is last_boot "$(date -u -d @1700000000 +%FT%TZ)"
is last_shutdown "$(date -u -d @1700003600 +%FT%TZ)"
same "accounts that people log in to" "$(user '"\(.name)=\(.uid)"')" "root=0 alice=1000"
same "whose they are" "$(user '.full_name')" "root Alice Example"
for id in $(jq -r '.facts[] | select(.path == "etc/hostname") | .id' system.jsonl); do
	same "the file is named as winnow-ls names it" "$(winnow-ls -q l.img | jq -r --arg i "$id" 'select(.id == $i) | .path')" etc/hostname
done
cp info.jsonl first.jsonl
systems l.img
same "the same again" "$(sed 1d info.jsonl | sed '$d')" "$(sed 1d first.jsonl | sed '$d')"

tar -C l -cf l.tar .
for evidence in l l.tar; do
	systems $evidence
	is os "Debian GNU/Linux 12 (bookworm)"
	is host_name box7
done
mkdir -p deep/dump/fs
cp -r l/etc deep/dump/fs
systems deep
is root dump/fs/

# ---- Windows ---------------------------------------------------------------------------------------------------

config=w/Windows/System32/config
mkdir -p $config
sed 's/ *| */	/g' <<'E' | mkhive >$config/SOFTWARE
K|Microsoft\Windows NT\CurrentVersion
V|ProductName|sz|Windows 10 Pro
V|DisplayVersion|sz|22H2
V|CurrentBuild|sz|22621
V|UBR|dword|2428
V|InstallDate|dword|1672531200
V|InstallTime|qword|133170048000000000
V|RegisteredOwner|sz|Alice Example
K|Microsoft\Windows NT\CurrentVersion\ProfileList\S-1-5-21-1-2-3-1001
V|ProfileImagePath|expand|C:\Users\alice
K|Microsoft\Windows NT\CurrentVersion\ProfileList\S-1-5-18
V|ProfileImagePath|expand|%systemroot%\system32\config\systemprofile
E
sed 's/ *| */	/g' <<'E' | mkhive >$config/SYSTEM
K|Select
V|Current|dword|2
K|ControlSet001\Control\ComputerName\ComputerName
V|ComputerName|sz|BEFORE
K|ControlSet002\Control\ComputerName\ComputerName
V|ComputerName|sz|DESKTOP-7
K|ControlSet002\Control\TimeZoneInformation
V|TimeZoneKeyName|sz|W. Europe Standard Time
V|Bias|dword|0xffffffc4
K|ControlSet002\Control\Windows
V|ShutdownTime|bin|0080ee94c31dd901
K|ControlSet002\Enum\USBSTOR\Disk&Ven_SanDisk&Prod_Ultra&Rev_1.00\4C530001234567890123&0
V|FriendlyName|sz|SanDisk Ultra USB Device
K|MountedDevices
V|\DosDevices\E:|bin|785634120000100000000000
E
sed '/^#/d' "$WINNOW_SRCDIR/tests/fuzz/seeds/system/sam.hex" | tr -d '\n' | perl -ne 'print substr(pack("H*", $_), 1)' >$config/SAM
systems w
is os "Windows 10 Pro"
is version 22H2
is build_revision 2428
is owner "Alice Example"
is installed 2023-01-01T00:00:00Z
is host_name DESKTOP-7
is time_zone "W. Europe Standard Time"
is time_zone_bias -60
is last_shutdown 2023-01-01T09:29:43.8626816Z
same "an account that SAM knows" "$(user 'select(.rid) | "\(.rid) \(.name) \(.logins)"')" "1001 Alice 7"
same "a profile" "$(user 'select(.sid) | .home')" 'C:\Users\alice'
same "what was connected" "$(jq -r '.connected[] | .serial // .disk_signature' system.jsonl | paste -sd ' ')" "4C530001234567890123&0 12345678"
check "Windows 11 under its old name is said" grep -q "from 22000 on are Windows 11" system.jsonl
if command -v hivexget >/dev/null; then
	same "host name as hivexget gives it" "$(fact host_name)" \
		"$(hivexget $config/SYSTEM 'ControlSet002\Control\ComputerName\ComputerName' ComputerName)"
	same "owner as hivexget gives it" "$(fact owner)" \
		"$(hivexget $config/SOFTWARE 'Microsoft\Windows NT\CurrentVersion' RegisteredOwner)"
fi
if command -v reglookup >/dev/null; then
	same "time of installation as reglookup gives it" \
		"$(jq -r '.facts[] | select(.where | endswith("InstallDate")) | .stored' system.jsonl)" \
		"$(printf %d "$(reglookup -H -p '/Microsoft/Windows NT/CurrentVersion/InstallDate' $config/SOFTWARE | cut -d, -f3)")"
fi

# A hive in use, one that is none, one that is cut: notes, never a crash.
printf 'K\tSelect\nV\tCurrent\tdword\t1\nK\tControlSet001\\Control\\ComputerName\\ComputerName\nV\tComputerName\tsz\tPC\n' |
	mkhive -d >$config/SYSTEM
echo "no hive" >$config/SAM
systems w
is host_name PC
check "a hive in use is said" grep -q "its log files were not found, so newer values may be missing" system.jsonl
check "what is no hive is said" grep -q "is no registry hive" system.jsonl

# Its logs: entries of Windows 8.1 and later in two files, the last of them broken; the bitmap of Windows before that.
for name in SECOND THIRD FOURTH; do
	printf 'K\tSelect\nV\tCurrent\tdword\t1\nK\tControlSet001\\Control\\ComputerName\\ComputerName\nV\tComputerName\tsz\t%s\n' $name |
		mkhive >$name.hive
done
hivelog() { perl "$WINNOW_SRCDIR/tests/e2e/hivelog.pl" "$@"; }
hivelog new 7 SECOND.hive >$config/SYSTEM.LOG1
hivelog new 8 THIRD.hive bad 9 FOURTH.hive >$config/SYSTEM.LOG2
systems w
is host_name THIRD
check "what was applied is said" grep -q "2 entries of its log files, which are newer, were applied" system.jsonl
truncate -s 16M w.img
mke2fs -q -F -t ext4 -d w w.img
systems w.img
is host_name THIRD
hivelog new 9 FOURTH.hive >$config/SYSTEM.LOG2
systems w
is host_name SECOND
rm $config/SYSTEM.LOG2
hivelog old 10 FOURTH.hive >$config/SYSTEM.LOG1
systems w
is host_name FOURTH
head -c 600 /dev/zero >$config/SYSTEM.LOG1
systems w
is host_name PC
check "logs of no use are said" grep -q "its log files hold nothing that fits to it" system.jsonl
rm $config/SYSTEM.LOG1
cp $config/SOFTWARE whole
for n in 0 3 4096 4100 5000 7000; do
	head -c $n whole >$config/SOFTWARE
	check_status 0 winnow-info -q -o cut.jsonl w
done
cp whole $config/SOFTWARE

# ---- Phones, backups, cards -----------------------------------------------------------------------------------

plist() { # KEY VALUE…: a property list
	echo '<?xml version="1.0" encoding="UTF-8"?><plist version="1.0"><dict>'
	while [ $# -gt 0 ]; do
		case $2 in
		*T*Z) echo "<key>$1</key><date>$2</date>" ;;
		*) echo "<key>$1</key><string>$2</string>" ;;
		esac
		shift 2
	done
	echo '</dict></plist>'
}
mkdir -p backup ios/private/var/root/Library/Lockdown ios/System/Library/CoreServices
plist "Device Name" "Anna's iPhone" "Product Type" iPhone14,5 "Product Version" 17.1 "Serial Number" F2LX1234 IMEI 350000000000001 \
	"Last Backup Date" 2024-03-04T05:06:07Z "Unique Identifier" 00008110-000A >backup/Info.plist
plist "ProductName" "iPhone OS" ProductVersion 16.5 ProductBuildVersion 20F66 >ios/System/Library/CoreServices/SystemVersion.plist
plist "-DeviceName" Bob "-TimeZone" Asia/Tokyo >ios/private/var/root/Library/Lockdown/data_ark.plist
if command -v plistutil >/dev/null; then
	plistutil -f bin -i ios/private/var/root/Library/Lockdown/data_ark.plist -o binary.plist 2>/dev/null &&
		mv binary.plist ios/private/var/root/Library/Lockdown/data_ark.plist
fi
systems backup
if ! grep -q "libplist was not there" system.jsonl; then
	is family apple
	is device_name "Anna's iPhone"
	is device_type iPhone14,5
	is imei 350000000000001
	is last_backup 2024-03-04T05:06:07Z
	systems ios
	is os "iPhone OS"
	is version 16.5
	is time_zone Asia/Tokyo
	mkdir -p "mac/Users/anna/Library/Application Support/MobileSync/Backup/1" mac/System/Library/CoreServices \
		mac/private/var/db/dslocal/nodes/Default/users
	cp backup/Info.plist "mac/Users/anna/Library/Application Support/MobileSync/Backup/1"
	plist ProductName macOS ProductVersion 14.2 >mac/System/Library/CoreServices/SystemVersion.plist
	echo '<plist version="1.0"><dict><key>name</key><array><string>anna</string></array><key>realname</key><array><string>Anna B</string></array><key>uid</key><array><string>501</string></array></dict></plist>' \
		>mac/private/var/db/dslocal/nodes/Default/users/anna.plist
	sed 's/anna/_spotlight/' mac/private/var/db/dslocal/nodes/Default/users/anna.plist >mac/private/var/db/dslocal/nodes/Default/users/_spotlight.plist
	systems mac
	is os macOS
	same "an account of macOS" "$(user '"\(.name) \(.uid)"')" "anna 501"
	same "a phone that was saved there" "$(jq -r '.connected[] | .device_serial' system.jsonl)" F2LX1234
fi

mkdir -p phone/system phone/data/property phone/data/system/users/0
printf '# build\nro.build.version.release=13\nro.build.id=TQ3A\nro.product.system.model=Pixel 5\nro.product.system.manufacturer=Google\n' >phone/system/build.prop
printf '\n\043\n\024persist.sys.timezone\022\013Europe/Rome' >phone/data/property/persistent_properties
# Android's binary XML, as BinaryXmlSerializer writes it.
perl -e 'sub text { pack("n", length $_[0]) . $_[0] } sub name { "\xff\xff" . text($_[0]) }
	print "ABX\0\x10\x32", name("user"), "\x6f", name("id"), pack("N", 0), "\x8f", name("created"), pack("NN", 393, 2085178578),
		"\x32", name("name"), "\x24", text("Owner"), "\x33", pack("n", 3), "\x33", pack("n", 0), "\x11"' >phone/data/system/users/0.xml
echo '<?xml version="1.0"?><settings><setting id="1" name="device_name" value="Carla"/></settings>' >phone/data/system/users/0/settings_global.xml
(cd phone && tar -czf ../phone.tar.gz .)
for evidence in phone phone.tar.gz; do
	systems $evidence
	is family android
	is version 13
	is device_make Google
	is device_model "Pixel 5"
	is time_zone Europe/Rome
	is device_name Carla
	same "the phone's user" "$(user '"\(.uid) \(.name) \(.created)"')" \
		"0 Owner $(date -u -d "@$(((393 * 4294967296 + 2085178578) / 1000))" +%FT%T).$(printf %03d $(((393 * 4294967296 + 2085178578) % 1000)) | sed 's/0*$//')Z"
done

mkdir -p card/DCIM/100CANON card/DCIM/101ABCDE card/MISC
echo x >card/DCIM/100CANON/IMG_0001.JPG
echo x >card/DCIM/101ABCDE/IMG_0002.JPG
printf '{\n"firmware version":"H21.01",\n"camera type":"HERO10 Black",\n"camera serial number":"C3461",\n}\n' >card/MISC/version.txt
truncate -s 8M card.img
mkfs.vfat card.img >/dev/null
if command -v mcopy >/dev/null; then
	mcopy -s -i card.img card/DCIM card/MISC ::
	for evidence in card card.img; do
		systems $evidence
		is family portable
		is device_model "HERO10 Black"
		is device_serial C3461
		same "a folder of Canon's" "$(jq -r '.facts[] | select(.path == "DCIM/100CANON") | .value' system.jsonl)" Canon
	done
fi

# ---- Triage and report ----------------------------------------------------------------------------------------

winnow triage -q -o case l.img w >/dev/null 2>&1
same "triage says the same" "$(jq -c 'select(.record == "system") | [.family, .host_name]' case/records.jsonl | paste -sd ' ')" \
	'["linux","box7"] ["windows","PC"]'
check "the report shows it" grep -q "Debian GNU/Linux 12 (bookworm)" case/report.html
check "with its file" grep -q "usr/lib/os-release" case/report.html
winnow-report -q -f text --edition court case/records.jsonl >court.txt 2>/dev/null
check "an edition for court keeps the system" grep -q "Debian GNU/Linux 12" court.txt
check "and no accounts" sh -c '! grep -q "Alice Example" court.txt'
finish
