/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that tell of the system they are on. The first byte is a letter of the table and chooses
 * the reader; a link's reader gets the rest as what it leads to. 'L': the hive SYSTEM, so many KiB
 * as the next byte says, and a log of it.
 */
#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "system/kinds.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	char letter;
	system_reader *read;
} readers[] = {
	{'w', system_windows_software},	  {'y', system_windows_system},
	{'a', system_windows_sam},	  {'r', system_linux_release},
	{'h', system_linux_hostname},	  {'p', system_linux_passwd},
	{'t', system_linux_wtmp},	  {'z', system_zone_link},
	{'Z', system_zone_file},	  {'v', system_apple_version},
	{'u', system_apple_user},	  {'b', system_ios_backup},
	{'m', system_ios_manifest},	  {'B', system_android_build},
	{'P', system_android_persistent}, {'U', system_android_user},
	{'S', system_android_settings},	  {'K', system_android_packages},
	{'g', system_gopro_version},	  {'i', system_ipod_info},
	{'G', system_garmin_device},	  {'k', system_kindle_version},
	{'o', system_kobo_version},
};

/* libregf loses keys of broken hives; that costs a worker nothing. LeakSanitizer looks for this. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libregf";
}

/* What is told must be JSON. */
static void
check(const struct buffer *list)
{
	struct buffer text = BUFFER_EMPTY;
	json_t *v;

	buffer_add_byte(&text, '[');
	buffer_add(&text, list->data, list->n);
	buffer_add_byte(&text, ']');
	v = json_loadb(text.data, text.n, JSON_ALLOW_NUL, NULL);
	if (!json_is_array(v))
		__builtin_trap();
	json_decref(v);
	buffer_release(&text);
}

static void
read_with(system_reader *read, const uint8_t *data, size_t size, struct bytes *log)
{
	struct system_facts facts = {.id = span_of("p1/5"), .path = span_of("etc/x")};
	struct system_file file = {.path = span_of("etc/x"),
				   .target = {(const char *)data, size},
				   .mtime = span_of("2024-01-01T00:00:00Z")};
	struct bytes_memory m;

	bytes_memory_init(&m, data, size);
	file.bytes = &m.bytes;
	file.logs[0] = log;
	file.nlogs = log != NULL;
	read(&file, &facts);
	check(&facts.facts.json);
	check(&facts.users.json);
	check(&facts.connected.json);
	check(&facts.notes);
	system_facts_release(&facts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes_memory log;

	if (size > 2 && data[0] == 'L' && size - 2 > data[1] * (size_t)1024) {
		size_t n = data[1] * (size_t)1024;

		bytes_memory_init(&log, data + 2 + n, size - 2 - n);
		read_with(system_windows_system, data + 2, n, &log.bytes);
	}
	for (size_t i = 0; size && i < sizeof readers / sizeof *readers; i++)
		if (readers[i].letter == (char)data[0])
			read_with(readers[i].read, data + 1, size - 1, NULL);
	return 0;
}
