/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hive of the Windows registry, read through libregf. Names are compared without regard to case.
 * Everything may be missing or wrong in it: what cannot be read is not there.
 */
#ifndef WINNOW_SYSTEM_HIVE_H
#define WINNOW_SYSTEM_HIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"
#include "system/facts.h"
#include "system/hive_replay.h"
#include "system/system.h"

#define HIVE_VALUE_MAX	  ((size_t)65536) /* bytes of a value that is read */
#define HIVE_CHILDREN_MAX 4096

struct hive;
struct hive_key;

/* replay: what bytes belongs to, or NULL; it is closed with the hive, and when opening fails. */
int hive_open(struct hive **out, struct bytes *bytes, struct hive_replay *replay, struct error *e);
void hive_close(struct hive **hive);
/*
 * Opens the hive of a file, with what its logs hold when it was not closed cleanly; NULL: there is
 * a note why. Notes also what became of the logs.
 */
struct hive *hive_of(const struct system_file *file, struct system_facts *out);

/* The key at a path with backslashes, from the root on; NULL: there is none. */
struct hive_key *hive_key(struct hive *hive, const char *path);
struct hive_key *hive_below(struct hive_key *key, const char *path);
void hive_key_close(struct hive_key **key);

unsigned hive_children(struct hive_key *key); /* at most HIVE_CHILDREN_MAX */
/* The i-th key below, its name in *name. */
struct hive_key *hive_child(struct hive_key *key, unsigned i, struct buffer *name);
uint64_t hive_written(struct hive_key *key); /* FILETIME; 0: not known */

/*
 * The bytes of a value as stored, and its type unless that is NULL.
 * -1: there is none.
 */
int hive_bytes(struct hive_key *key, const char *name, struct buffer *out, uint32_t *type);
/* A string, in UTF-8. -1: there is none, or it is no string. */
int hive_text(struct hive_key *key, const char *name, struct buffer *out);
/* A number of 4 or 8 bytes. */
int hive_number(struct hive_key *key, const char *name, uint64_t *out);
/* The i-th value's name; its bytes. -1: there is none. */
unsigned hive_values(struct hive_key *key);
int hive_value_at(struct hive_key *key, unsigned i, struct buffer *name, struct buffer *bytes);

/* A string value as a fact; where: the key's path, put before the value's name. */
void hive_fact(struct hive_key *key, const char *value, const char *where, const char *fact,
	       struct system_facts *out);

/* UTF-16LE to UTF-8, up to its first NUL, appended. */
void hive_utf16(const void *p, size_t n, struct buffer *out);

#endif
