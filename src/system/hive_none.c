/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in for hive_regf.c where libregf is not there. */
#include "system/hive.h"

int
hive_open(struct hive **out, struct bytes *bytes, struct hive_replay *replay, struct error *e)
{
	hive_replay_close(&replay);
	(void)bytes;
	*out = NULL;
	return error_set(e, ERROR_INPUT,
			 "this build reads no registry hives: libregf and libbfio were not there "
			 "when it was configured");
}

void
hive_close(struct hive **hive)
{
	*hive = NULL;
}

struct hive_key *
hive_key(struct hive *hive, const char *path)
{
	(void)hive;
	(void)path;
	return NULL;
}

struct hive_key *
hive_below(struct hive_key *key, const char *path)
{
	(void)key;
	(void)path;
	return NULL;
}

void
hive_key_close(struct hive_key **key)
{
	*key = NULL;
}

unsigned
hive_children(struct hive_key *key)
{
	(void)key;
	return 0;
}

struct hive_key *
hive_child(struct hive_key *key, unsigned i, struct buffer *name)
{
	(void)key;
	(void)i;
	(void)name;
	return NULL;
}

uint64_t
hive_written(struct hive_key *key)
{
	(void)key;
	return 0;
}

int
hive_bytes(struct hive_key *key, const char *name, struct buffer *out, uint32_t *type)
{
	(void)key;
	(void)name;
	(void)out;
	(void)type;
	return -1;
}

unsigned
hive_values(struct hive_key *key)
{
	(void)key;
	return 0;
}

int
hive_value_at(struct hive_key *key, unsigned i, struct buffer *name, struct buffer *bytes)
{
	(void)key;
	(void)i;
	(void)name;
	(void)bytes;
	return -1;
}
