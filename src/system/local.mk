# One file a kind of system, or of file that tells of one; sources.c lists what is read.
noinst_LIBRARIES += src/system/libsystem.a
src_system_libsystem_a_SOURCES = \
	src/system/facts.c src/system/facts.h src/system/kinds.h src/system/sources.c src/system/system.h \
	src/system/hive.c src/system/hive.h src/system/hive_replay.c src/system/hive_replay.h src/system/windows_sam.c src/system/windows_software.c \
	src/system/windows_system.c src/system/windows_connected.c \
	src/system/lines.c src/system/lines.h src/system/linux.c src/system/linux_logins.c \
	src/system/apple.c src/system/plist_file.h src/system/android.c src/system/portable.c \
	src/system/xml_file.h src/system/xml_file.c src/system/xml_binary.c
if HAVE_REGF
src_system_libsystem_a_SOURCES += src/system/hive_regf.c
else
src_system_libsystem_a_SOURCES += src/system/hive_none.c
endif
if HAVE_PLIST
src_system_libsystem_a_SOURCES += src/system/plist_file.c
else
src_system_libsystem_a_SOURCES += src/system/plist_none.c
endif
