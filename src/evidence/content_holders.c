/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Holders kept open between items: their members come one after the other, and one that is unpacked
 * from the start must not be begun anew for each.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/content_parts.h"

#define IDLE_MAX 3 /* holders kept open that nobody reads from */

struct kept_holder {
	struct kept_holder *next; /* the one used last comes first */
	char *key;
	struct content *outer; /* what it is read from; NULL: the evidence as it is */
	struct holder *holder;
	unsigned users;
};

static void
close_one(struct kept_holder *k)
{
	holder_close(&k->holder);
	content_close(&k->outer);
	free(k->key);
	free(k);
}

/* Closing one may give back the one that it was read from, so the list is read anew each time. */
static void
close_surplus(struct kept_holder **list, unsigned most)
{
	unsigned idle;

	do {
		struct kept_holder **last = NULL;

		idle = 0;
		for (struct kept_holder **k = list; *k; k = &(*k)->next)
			if ((*k)->users == 0) {
				idle++;
				last = k;
			}
		if (idle > most && last) {
			struct kept_holder *gone = *last;

			*last = gone->next;
			close_one(gone);
		}
	} while (idle > most);
}

void
kept_holders_forget(struct kept_holder **list)
{
	close_surplus(list, 0);
}

/* Moves the entry to the front if it is there. */
static struct kept_holder *
look_up(struct kept_holder **list, const char *key)
{
	for (struct kept_holder **k = list; *k; k = &(*k)->next) {
		struct kept_holder *found = *k;

		if (strcmp(found->key, key) != 0)
			continue;
		*k = found->next;
		found->next = *list;
		*list = found;
		return found;
	}
	return NULL;
}

static char *
key_of(const json_t *content, const char *format)
{
	const json_t *in = json_object_get(content, "in");
	char *text = in ? json_dumps(in, JSON_COMPACT | JSON_SORT_KEYS) : NULL;
	struct buffer b = BUFFER_EMPTY;

	buffer_add_format(&b, "%s ", format);
	buffer_add_text(&b, text ? text : "");
	buffer_text(&b);
	free(text);
	return b.data;
}

static int
open_holder(struct kept_holder *k, struct image *image, const json_t *content,
	    const struct holder_kind *kind, unsigned depth, struct error *e)
{
	const json_t *in = json_object_get(content, "in");
	struct bytes *b = image_bytes(image);

	if (in) {
		if (content_open_outer(&k->outer, image, in, depth, e))
			return -1;
		b = content_bytes(k->outer);
	}
	return holder_open(&k->holder, kind, b, e);
}

int
kept_holder(struct kept_holder **out, struct image *image, const json_t *content, unsigned depth,
	    struct error *e)
{
	const char *format = json_string_value(json_object_get(content, "format"));
	const struct holder_kind *kind = format ? holder_by_name(format) : NULL;
	struct kept_holder *k, **list = &kept_of(image)->holders;
	char *key;

	if (!kind)
		return error_set(
			e, ERROR_INPUT,
			"members of the format \"%.40s\" cannot be read by this version of "
			"winnow",
			format ? format : "");
	key = key_of(content, format);
	k = look_up(list, key);
	if (k) {
		free(key);
	} else {
		k = memory_zero(1, sizeof *k);
		k->key = key;
		if (open_holder(k, image, content, kind, depth, e)) {
			close_one(k);
			return -1;
		}
		k->next = *list;
		*list = k;
	}
	k->users++;
	*out = k;
	return 0;
}

struct holder *
kept_holder_of(struct kept_holder *k)
{
	return k->holder;
}

void
kept_holder_return(struct image *image, struct kept_holder *k)
{
	k->users--;
	close_surplus(&kept_of(image)->holders, IDLE_MAX);
}
