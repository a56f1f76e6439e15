/* SPDX-License-Identifier: Apache-2.0 */
#include "mount/tree.h"

#include <config.h>
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "base/shared_lock.h"
#include "mount/names.h"

#define ADDRESSES_MIN ((size_t)1 << 12)

/* Which folders of file systems stand in the tree; the slots lie in the texts. */
struct claims {
	uint64_t slots; /* offset in the texts of `cap` keys; 0 is a free one */
	size_t n, cap;	/* cap: 0 or a power of two */
};

struct tree {
	/* Everything is entered before it is shown: what a dead holder left is only lost space. */
	pthread_mutex_t lock;
	struct node *nodes; /* [0] is not used */
	char *texts;
	_Atomic uint32_t nodes_used;
	uint32_t nodes_max;
	uint64_t texts_used, texts_max;
	struct claims claims;
};

/* ---- Listings ---- */

struct listing_entry *
listing_add(struct listing *l, struct span name, enum node_kind kind, unsigned type)
{
	struct listing_entry *entry;

	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->v = memory_resize_array(l->v, l->cap, sizeof *l->v);
	}
	entry = &l->v[l->n++];
	memset(entry, 0, sizeof *entry);
	entry->node.kind = (uint8_t)kind;
	entry->node.type = (uint8_t)type;
	entry->name = l->names.n;
	entry->name_n = name.n;
	buffer_add(&l->names, name.p, name.n);
	buffer_add_byte(&l->names, '\0');
	return entry;
}

void
listing_release(struct listing *l)
{
	free(l->v);
	buffer_release(&l->names);
	*l = (struct listing){0};
}

static int
by_stored(const void *a, const void *b, void *names)
{
	const struct listing_entry *x = a, *y = b;
	size_t n = x->name_n < y->name_n ? x->name_n : y->name_n;
	int r = memcmp((char *)names + x->name, (char *)names + y->name, n);

	if (r == 0)
		r = x->name_n < y->name_n ? -1 : x->name_n > y->name_n;
	/* Of two with one name, the folder comes first, then what has the lower address. */
	if (r == 0)
		r = (y->node.type == DT_DIR) - (x->node.type == DT_DIR);
	if (r == 0)
		r = x->node.address < y->node.address ? -1 : x->node.address > y->node.address;
	if (r == 0)
		r = (int)x->node.stream_id - (int)y->node.stream_id;
	return r;
}

static int
by_shown(const void *a, const void *b, void *names)
{
	const struct listing_entry *x = a, *y = b;

	return strcmp((char *)names + x->shown, (char *)names + y->shown);
}

/* Gives each entry the name it is shown by and puts them in the order of those. */
static void
arrange(struct listing *l)
{
	struct buffer shown = BUFFER_EMPTY;
	unsigned turn = 1;

	if (l->n == 0)
		return;
	qsort_r(l->v, l->n, sizeof *l->v, by_stored, l->names.data);
	for (size_t i = 0; i < l->n; i++) {
		struct listing_entry *x = &l->v[i];
		bool again =
			i > 0 && x->name_n == x[-1].name_n &&
			memcmp(l->names.data + x->name, l->names.data + x[-1].name, x->name_n) == 0;

		turn = again ? turn + 1 : 1;
		buffer_clear(&shown);
		x->shortened =
			names_show((struct span){l->names.data + x->name, x->name_n}, turn, &shown);
		x->shown = x->name;
		if (shown.n != x->name_n || memcmp(shown.data, l->names.data + x->name, shown.n)) {
			x->shown = l->names.n;
			buffer_add(&l->names, shown.data, shown.n);
			buffer_add_byte(&l->names, '\0');
		}
	}
	buffer_release(&shown);
	qsort_r(l->v, l->n, sizeof *l->v, by_shown, l->names.data);
}

/* ---- Shared memory ---- */

static int
map_shared(void **out, uint64_t n, struct error *e)
{
	*out = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1,
		    0);
	if (*out != MAP_FAILED)
		return 0;
	*out = NULL;
	return error_system(e, "memory for the tree of the mount");
}

int
tree_new(struct tree **out, uint64_t memory, struct error *e)
{
	uint64_t half = memory / 2 > 4096 ? memory / 2 : 4096;
	void *p;

	*out = NULL;
	if (map_shared(&p, sizeof **out, e))
		return -1;
	*out = p;
	if (shared_lock_init(&(*out)->lock, e) || map_shared(&p, half, e))
		return -1;
	(*out)->nodes = p;
	(*out)->nodes_max = half / sizeof(struct node) > UINT32_MAX / 2
				    ? UINT32_MAX / 2
				    : (uint32_t)(half / sizeof(struct node));
	(*out)->texts_max = half;
	if (map_shared(&p, half, e))
		return -1;
	(*out)->texts = p;
	(*out)->texts_used = 1; /* the root's name, "" */
	(*out)->nodes[TREE_ROOT].kind = NODE_ROOT;
	(*out)->nodes[TREE_ROOT].type = DT_DIR;
	(*out)->nodes[TREE_ROOT].parent = TREE_ROOT;
	atomic_store(&(*out)->nodes_used, TREE_ROOT + 1);
	return 0;
}

void
tree_free(struct tree **tree)
{
	struct tree *t = *tree;

	*tree = NULL;
	if (!t)
		return;
	if (t->nodes)
		munmap(t->nodes, t->texts_max);
	if (t->texts)
		munmap(t->texts, t->texts_max);
	munmap(t, sizeof *t);
}

/* Room in the texts, aligned for a uint64_t if `aligned`; 0: there is none left. */
static uint64_t
texts_take(struct tree *t, uint64_t n, bool aligned)
{
	uint64_t at = aligned ? (t->texts_used + 7) & ~(uint64_t)7 : t->texts_used;

	if (n > t->texts_max || at > t->texts_max - n)
		return 0;
	t->texts_used = at + n;
	return at;
}

/* ---- Folders that are in the tree already ---- */

static bool
claim_slot(uint64_t *slots, size_t cap, uint64_t key)
{
	size_t i = (size_t)((key * 0x9e3779b97f4a7c15u) >> 20) & (cap - 1);

	while (slots[i] && slots[i] != key)
		i = (i + 1) & (cap - 1);
	if (slots[i] == key)
		return false;
	slots[i] = key;
	return true;
}

static bool
claims_grow(struct tree *t, struct claims *c)
{
	size_t cap = c->cap ? c->cap * 2 : ADDRESSES_MIN;
	uint64_t at = texts_take(t, cap * sizeof(uint64_t), true);
	uint64_t *from = (uint64_t *)(void *)(t->texts + c->slots);
	uint64_t *to = (uint64_t *)(void *)(t->texts + at);

	if (at == 0)
		return false;
	for (size_t i = 0; i < c->cap; i++)
		if (from[i])
			claim_slot(to, cap, from[i]);
	c->slots = at;
	c->cap = cap;
	return true;
}

/* False when the folder was claimed before. Without room for the table nothing is new any more. */
static bool
claim(struct tree *t, unsigned volume, uint64_t address)
{
	struct claims *c = &t->claims;
	uint64_t key = ((uint64_t)volume + 1) << 52 ^ address;

	if (c->n >= c->cap / 2 && !claims_grow(t, c))
		return false;
	if (!claim_slot((uint64_t *)(void *)(t->texts + c->slots), c->cap, key ? key : 1))
		return false;
	c->n++;
	return true;
}

/* ---- Entering ---- */

static uint64_t
text_bytes(const struct listing *l)
{
	uint64_t n = 0;

	for (size_t i = 0; i < l->n; i++) {
		n += strlen(l->names.data + l->v[i].shown) + 1;
		n += l->v[i].shortened ? l->v[i].name_n + 1 : 0;
	}
	return n;
}

static uint64_t
put_text(struct tree *t, uint64_t *at, const char *p, size_t n)
{
	uint64_t here = *at;

	memcpy(t->texts + here, p, n);
	t->texts[here + n] = '\0';
	*at += n + 1;
	return here;
}

static void
put_node(struct tree *t, const struct listing *l, const struct listing_entry *x, struct node *node,
	 uint32_t parent, uint64_t *at)
{
	const char *shown = l->names.data + x->shown;

	*node = x->node;
	node->parent = parent;
	node->name = put_text(t, at, shown, strlen(shown));
	if (x->shortened) {
		put_text(t, at, l->names.data + x->name, x->name_n);
		node->flags |= NODE_SHORTENED;
	}
	if (node->kind == NODE_ENTRY && node->type == DT_DIR && !(node->flags & NODE_HIDDEN) &&
	    !claim(t, node->volume, node->address))
		node->flags |= NODE_REPEATED;
}

/* *first: the number of the first child. */
static int
put_children(struct tree *t, uint32_t parent, struct listing *l, uint32_t *first, struct error *e)
{
	uint32_t used = atomic_load(&t->nodes_used);
	uint64_t at = texts_take(t, text_bytes(l), false);

	if (l->n > t->nodes_max - used || (at == 0 && l->n > 0))
		return error_set(e, ERROR_SYSTEM,
				 "the memory for the tree of the mount is full; mount again with "
				 "more --memory");
	for (size_t i = 0; i < l->n; i++)
		put_node(t, l, &l->v[i], &t->nodes[used + i], parent, &at);
	*first = used;
	atomic_store(&t->nodes_used, used + (uint32_t)l->n);
	return 0;
}

/* What is deleted in a folder stands below a node of its own that nothing leads to. */
static int
put_dead(struct tree *t, uint32_t folder, struct listing *dead, struct error *e)
{
	uint32_t first, group = atomic_load(&t->nodes_used);

	if (group >= t->nodes_max)
		return error_set(e, ERROR_SYSTEM, "the memory for the tree of the mount is full");
	t->nodes[group] = (struct node){.kind = NODE_TRACES, .type = DT_DIR, .parent = folder};
	atomic_store(&t->nodes_used, group + 1);
	for (size_t i = 0; i < dead->n; i++)
		dead->v[i].node.flags |= NODE_HIDDEN;
	if (put_children(t, folder, dead, &first, e))
		return -1;
	t->nodes[group].first = first;
	t->nodes[group].count = (uint32_t)dead->n;
	t->nodes[folder].other = group;
	return 0;
}

static int
enter(struct tree *t, uint32_t folder, struct listing *live, struct listing *dead, struct error *e)
{
	struct node *node = &t->nodes[folder];
	uint32_t first = 0;

	if (put_children(t, folder, live, &first, e) ||
	    (dead && dead->n > 0 && put_dead(t, folder, dead, e)))
		return -1;
	node->first = first;
	node->count = (uint32_t)live->n;
	return 0;
}

int
tree_enter(struct tree *t, uint32_t folder, struct listing *live, struct listing *dead,
	   struct error *e)
{
	struct node *node = &t->nodes[folder];
	int r = 0;

	arrange(live);
	if (dead)
		arrange(dead);
	shared_lock_take(&t->lock);
	if (tree_state(node) == NODE_UNKNOWN) {
		r = enter(t, folder, live, dead, e);
		atomic_store_explicit(&node->state, r ? NODE_BROKEN : NODE_KNOWN,
				      memory_order_release);
	}
	shared_lock_drop(&t->lock);
	return r;
}

void
tree_break(struct tree *t, uint32_t folder)
{
	shared_lock_take(&t->lock);
	if (tree_state(&t->nodes[folder]) == NODE_UNKNOWN)
		atomic_store_explicit(&t->nodes[folder].state, NODE_BROKEN, memory_order_release);
	shared_lock_drop(&t->lock);
}

void
tree_mark_traces(struct tree *t)
{
	shared_lock_take(&t->lock);
	/* Children have higher numbers than their folder. */
	for (uint32_t i = atomic_load(&t->nodes_used) - 1; i > TREE_ROOT; i--) {
		struct node *node = &t->nodes[i];

		if ((node->kind != NODE_ENTRY && node->kind != NODE_TREE) || node->type != DT_DIR ||
		    node->flags & NODE_DEAD || !(node->other || node->flags & NODE_HAS_TRACES))
			continue;
		node->flags |= NODE_HAS_TRACES;
		t->nodes[node->parent].flags |= NODE_HAS_TRACES;
	}
	shared_lock_drop(&t->lock);
}

bool
tree_hint(struct tree *t, uint32_t number, enum node_hint hint)
{
	return atomic_fetch_or(&t->nodes[number].hints, (uint8_t)hint) & hint;
}

/* ---- Looking ---- */

const struct node *
tree_node(const struct tree *t, uint64_t number)
{
	return number >= TREE_ROOT && number < atomic_load(&t->nodes_used) ? &t->nodes[number]
									   : NULL;
}

uint32_t
tree_count(const struct tree *t)
{
	return atomic_load(&t->nodes_used) - 1;
}

const char *
tree_name(const struct tree *t, const struct node *node)
{
	return t->texts + node->name;
}

void
tree_stored_name(const struct tree *t, const struct node *node, struct buffer *out)
{
	const char *name = tree_name(t, node);

	if (node->flags & NODE_SHORTENED)
		buffer_add_text(out, name + strlen(name) + 1);
	else
		names_stored(span_of(name), out);
}

enum node_state
tree_state(const struct node *node)
{
	return (enum node_state)atomic_load_explicit(&node->state, memory_order_acquire);
}

uint32_t
tree_find(const struct tree *t, const struct node *folder, const char *name)
{
	uint32_t low = 0, high = folder->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int r = strcmp(name, tree_name(t, &t->nodes[folder->first + middle]));

		if (r == 0)
			return folder->first + middle;
		if (r < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return 0;
}
