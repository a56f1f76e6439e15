/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tree that is shown, in memory that all servers share: whoever lists a folder first enters its
 * children, and they stay. A node's number is what the kernel knows it by, so it must mean the same
 * to every server, and to the one that takes over from another.
 *
 * A node is 48 bytes and its name. The children of a folder stand side by side, in the order of
 * their names: a place in the listing is a number, and a name is found by halving. Both areas are
 * reserved at the start and filled from the front; nothing is ever taken out.
 *
 * Folders are entered under a lock that survives the death of its holder; reading takes none: what
 * a node's `state` tells of was written before it.
 */
#ifndef WINNOW_MOUNT_TREE_H
#define WINNOW_MOUNT_TREE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

enum node_kind {
	NODE_ROOT = 1,
	NODE_IMAGE,	/* image.raw */
	NODE_VOLUMES,	/* volumes/ */
	NODE_VOLUME,	/* volumes/p2.raw; address: which volume */
	NODE_FILES,	/* files/ */
	NODE_DELETED,	/* deleted/ */
	NODE_TREE,	/* files/p2: the root of a file system */
	NODE_ENTRY,	/* of a file system; address: of the inode */
	NODE_TRACES,	/* deleted/p2 and its folders: what is deleted in the folder `other` */
	NODE_ADDRESSES, /* deleted/p2/by-address */
	NODE_ITEMS,	/* items/ */
	NODE_ITEM,	/* address: where its line begins in the records */
	NODE_LOGICAL,	/* files/p0 of a directory or archive */
	NODE_FOLDER,	/* a folder in it */
	NODE_MEMBER,	/* a file in it; address: which, in the order of paths */
};

enum node_state { NODE_UNKNOWN = 0, NODE_KNOWN, NODE_BROKEN };

enum node_flag {
	NODE_DEAD = 1,	     /* deleted, or below something that is */
	NODE_SHORTENED = 2,  /* its stored name stands behind the shown one */
	NODE_REPEATED = 4,   /* a folder that stands elsewhere in the tree already */
	NODE_HAS_TRACES = 8, /* something below it is deleted */
	NODE_HIDDEN = 16, /* deleted in a folder of the live tree, from where nothing leads to it */
};

/* What was seen of those who ask, and decides nothing but what is got ready. */
enum node_hint {
	HINT_ATTRIBUTES = 1, /* those of the files in it, or in a folder of it, were wanted */
	HINT_AHEAD = 2,	     /* a volume's root: somebody walks, or walked, ahead in it */
};

struct node {
	uint64_t address;
	uint64_t name;	 /* in the texts: as shown, terminated */
	uint32_t parent; /* number; the root's is its own */
	uint32_t first, count;
	/*
	 * A folder of a live tree: the node whose children are what is deleted in it, or 0. A
	 * NODE_TRACES: the folder of the live tree. A file in by-address/: the one it is.
	 */
	uint32_t other;
	uint16_t volume;      /* index in the list of volumes */
	uint16_t stream_type; /* an entry: libtsk's type and number of the attribute; 0: */
	uint16_t stream_id;   /* the content proper */
	uint8_t kind, type;   /* enum node_kind; DT_REG, DT_DIR … of readdir(3) */
	uint8_t flags;
	_Atomic uint8_t state; /* of the children */
	_Atomic uint8_t hints; /* enum node_hint */
};

#define TREE_ROOT 1u

/* ---- What a folder holds, put together by one server ---- */

struct listing_entry {
	struct node node;
	size_t name, name_n; /* stored name, in `names` */
	size_t shown;	     /* filled by tree_enter() */
	bool shortened;
};

struct listing {
	struct listing_entry *v;
	size_t n, cap;
	struct buffer names;
};

/* The entry is valid until the next one is added; its node is zero but for kind and type. */
struct listing_entry *listing_add(struct listing *l, struct span name, enum node_kind kind,
				  unsigned type);
void listing_release(struct listing *l);

/* ---- The tree ---- */

struct tree;

/* memory: bytes for nodes and names together. With the root, which is not known yet. */
int tree_new(struct tree **out, uint64_t memory, struct error *e);
void tree_free(struct tree **tree);

/* NULL when there is no such node. */
const struct node *tree_node(const struct tree *t, uint64_t number);
/* The shown name, terminated. */
const char *tree_name(const struct tree *t, const struct node *node);
void tree_stored_name(const struct tree *t, const struct node *node, struct buffer *out);
enum node_state tree_state(const struct node *node);
uint32_t tree_count(const struct tree *t); /* nodes are numbered from 1 up to it */

/*
 * Enters the children of a folder unless somebody has meanwhile; `dead` (may be NULL) become
 * children of its `other`, with stored names. Folders of a file system that stand in the tree
 * already are marked NODE_REPEATED. -1 when memory is full: the folder is broken then.
 */
int tree_enter(struct tree *t, uint32_t folder, struct listing *live, struct listing *dead,
	       struct error *e);
void tree_break(struct tree *t, uint32_t folder);

/*
 * Marks every folder of the live trees that has something deleted below it, as far as they are
 * known.
 */
void tree_mark_traces(struct tree *t);

/* Adds a hint; true: it was there already. */
bool tree_hint(struct tree *t, uint32_t number, enum node_hint hint);

/* The child of that (shown) name; 0: none. */
uint32_t tree_find(const struct tree *t, const struct node *folder, const char *name);

#endif
