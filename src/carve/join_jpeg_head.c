/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A piece that ends within a header segment, in the Exif data mostly. The segment's length says
 * where the next marker must stand, and so at which place in a block; where exactly within the
 * segment the piece ended, the segment's own content has to tell.
 */
#include <string.h>

#include "carve/join_jpeg.h"

/* Segments in a row that must stand right to be believed, unless a scan begins before. */
#define CHAIN_LEAST 3u
#define CHAIN_MOST  64u

/* What a chain is worth as evidence; the scan behind it will tell more. */
#define HEAD_SURE   4.0
#define HEAD_UNSURE -2.0

/* Bytes of headers that are looked through behind a seam. */
#define HEAD_MOST ((uint64_t)1 << 20)

/* What a look at a block costs of the budget, and what one at the ways to split a segment does. */
#define LOOK_COST  8u
#define SPLIT_COST 65536u

/* So far before a marker its picture's beginning is looked for. */
#define SEGMENT_MOST ((uint64_t)65536)

/* Block boundaries within one segment: it has less than 64 KiB. */
#define BOUNDARIES_MAX 130u

/* ---- Where the next marker may stand ---- */

static bool
is_header(uint8_t marker)
{
	return marker == JPEG_DHT || marker == JPEG_DQT || marker == JPEG_DRI ||
	       marker == JPEG_SOS || marker == JPEG_COM || jpeg_is_frame(marker) ||
	       (marker >= JPEG_APP0 && marker <= JPEG_APP15);
}

static bool
tables_hold(const unsigned char *p, size_t n)
{
	struct jpeg_huffman_spec spec;
	size_t used;

	for (; n; p += used, n -= used)
		if (jpeg_parse_huffman(p, n, &spec, &used))
			return false;
	return true;
}

static bool
body_holds(const struct jpeg_segment *s, const unsigned char *p)
{
	struct jpeg_frame frame;

	if (s->marker == JPEG_DHT)
		return s->size > 0 && tables_hold(p, s->size);
	if (s->marker == JPEG_DQT)
		return jpeg_check_quantization(p, s->size) == 0;
	if (jpeg_is_frame(s->marker))
		return jpeg_parse_frame(s->marker, p, s->size, &frame) == 0;
	if (s->marker == JPEG_DRI)
		return s->size == 2;
	return s->marker != JPEG_SOS || (s->size >= 6 && s->size == 4 + 2u * p[0]);
}

/* How many segments stand right from `at` on; CHAIN_MOST when a scan begins behind them. */
static unsigned
chain(struct bytes *b, uint64_t at)
{
	struct jpeg_segment s;

	for (unsigned n = 0; n < CHAIN_MOST; n++) {
		enum jpeg_read r = jpeg_segment_at(b, at, &s);
		const unsigned char *p;

		if (r == JPEG_WRONG)
			return 0;
		if (r == JPEG_ENDS || s.next > b->size)
			return n;
		p = jpeg_body(b, &s);
		if (!p || !is_header(s.marker) || !body_holds(&s, p))
			return 0;
		if (s.marker == JPEG_SOS)
			return CHAIN_MOST;
		at = s.next;
	}
	return 0;
}

/* ---- Where the piece ended ---- */

/* Bytes of a block that tell what it is like. */
#define FACE_MOST ((size_t)4096)

/* What a look at a block tells. */
enum kind { KIND_ZERO, KIND_TEXT, KIND_MIXED, KIND_CODED, KIND_NOISE, KIND_NONE };

struct face {
	enum kind kind;
	uint32_t bins[32]; /* bytes by their high and by their low half */
	size_t size;
};

static enum kind
kind_of(const unsigned char *p, size_t size)
{
	size_t zeros = 0, text = 0, wrong = 0;

	for (size_t i = 0; i < size; i++) {
		zeros += p[i] == 0;
		text += (p[i] >= 0x20 && p[i] < 0x7f) || p[i] == '\n' || p[i] == '\r';
		wrong += i && p[i - 1] == 0xff && p[i] != 0 && (p[i] & 0xf8) != JPEG_RST0;
	}
	if (zeros * 20 > size * 19)
		return KIND_ZERO;
	if (text * 20 > size * 19)
		return KIND_TEXT;
	if (zeros * 32 > size || text * 2 > size)
		return KIND_MIXED;
	return wrong * 1024 > size ? KIND_NOISE : KIND_CODED;
}

static struct face
face_of(struct bytes *b, uint64_t at, size_t size)
{
	const unsigned char *p;
	struct face f = {.kind = KIND_NONE};

	f.size = size < FACE_MOST ? size : FACE_MOST;
	size = f.size;
	p = bytes_exact(b, at, size);
	if (!p)
		return f;
	f.kind = kind_of(p, size);
	for (size_t i = 0; i < size; i++) {
		f.bins[p[i] >> 4]++;
		f.bins[16 + (p[i] & 15)]++;
	}
	return f;
}

static bool
alike(const struct face *a, const struct face *b)
{
	size_t apart = 0;

	for (size_t i = 0; i < 32; i++)
		apart +=
			a->bins[i] > b->bins[i] ? a->bins[i] - b->bins[i] : b->bins[i] - a->bins[i];
	return a->kind == b->kind && apart * 2 < a->size;
}

struct split {
	struct jpeg_join *j;
	uint64_t last;	  /* the last boundary at or before the place of the marker */
	size_t n;	  /* boundaries within the segment, `last` among them */
	uint64_t address; /* of the block that goes on at `last` */
	size_t block;
	struct face foreign; /* what lies there instead of what should */
};

/* Does the segment hold a thumbnail, and is it whole, with `k` blocks of it in the next piece? */
static int
thumbnail_holds(const struct split *s, size_t k)
{
	struct jpeg_join *j = s->j;
	uint64_t size = k * (uint64_t)j->task->blocks->size;
	const struct media_format *format = j->task->find->format;
	struct media_blocks blocks;
	struct media_walk w;
	int found = 0;

	pieces_cut(j->pieces, s->last - size);
	pieces_add(j->pieces, s->address - size, jpeg_run_end(j->task, s->block, HEAD_MOST));
	format->blocks(&j->pieces->bytes, &blocks);
	for (size_t i = 0; i < blocks.n; i++) {
		struct bytes_slice slice;

		if (blocks.v[i].kind != MEDIA_THUMBNAIL || blocks.v[i].offset > s->last)
			continue;
		bytes_slice_init(&slice, &j->pieces->bytes, blocks.v[i].offset, blocks.v[i].size);
		format->walk(&slice.bytes, 0, &w);
		if (w.state == MEDIA_WHOLE)
			format->check(&slice.bytes, 0, &w);
		found += w.state == MEDIA_WHOLE ? 2 : -2;
	}
	return found;
}

/*
 * What lies where the marker must stand and does not is somebody else's. Blocks like it lie behind
 * the first piece and before the second: how many of those that the split leaves out are like it,
 * and how many of those that it takes in are not.
 */
static int
likeness(const struct split *s, size_t k, const struct pieces *whole)
{
	size_t size = s->j->task->blocks->size;
	struct bytes *space = jpeg_bytes(s->j->task);
	int sum = 0;

	for (size_t i = 1; i < s->n; i++) {
		struct face mine = {.kind = KIND_NONE}, others = mine;

		if (s->last - i * size < whole->bytes.size)
			mine = face_of(space, pieces_address(whole, s->last - i * size), size);
		if (i <= s->block && s->address >= i * size)
			others = face_of(space, s->address - i * size, size);
		sum += alike(&mine, &s->foreign) == (i <= k) ? 1 : -1;
		sum += alike(&others, &s->foreign) == (i > k) ? 1 : -1;
	}
	return sum;
}

/* The number of blocks before the one with the marker that most likely belong to its piece. */
static size_t
best_split(const struct split *s, const struct pieces *whole, bool *sure)
{
	const struct join_blocks *blocks = s->j->task->blocks;
	int best = -1000, score, second = -1000;
	size_t at = 0;

	for (size_t k = 0; k < s->n && k <= s->block; k++) {
		if (blocks->at[s->block - k] != s->address - k * (uint64_t)blocks->size)
			break;
		if (s->last - k * (uint64_t)blocks->size > whole->bytes.size)
			continue; /* the first piece does not reach so far */
		score = thumbnail_holds(s, k) * 8 + likeness(s, k, whole);
		pieces_copy(s->j->pieces, whole);
		if (score > best) {
			second = best;
			best = score;
			at = k;
		} else if (score > second) {
			second = score;
		}
	}
	*sure = best > second + 3;
	return at;
}

/* ---- The search ---- */

static bool
find_boundaries(struct split *s, const struct jpeg_follow *f)
{
	const struct pieces *p = s->j->pieces;
	const struct join_blocks *blocks = s->j->task->blocks;
	const struct piece *x = &p->v[p->n - 1];
	uint64_t size = blocks->size, end = x->end;
	size_t i = join_block_from(blocks, x->start + 1);

	if (i == blocks->n || blocks->at[i] > end || f->due < x->offset)
		return false;
	s->last = x->offset + (blocks->at[i] - x->start);
	if (s->last > f->due)
		return false;
	s->last += (f->due - s->last) / size * size;
	for (uint64_t at = s->last; at > f->segment && at > x->offset && s->n < BOUNDARIES_MAX;
	     at -= at < size ? at : size)
		s->n++;
	return s->n > 0;
}

static bool
in_pieces(const struct jpeg_join *j, uint64_t address, uint64_t end_offset)
{
	for (size_t i = 0; i < j->pieces->n; i++) {
		const struct piece *x = &j->pieces->v[i];
		uint64_t end = x->end;

		if (x->offset + (end - x->start) > end_offset)
			end = x->start + (end_offset > x->offset ? end_offset - x->offset : 0);
		if (address >= x->start && address < end)
			return true;
	}
	return false;
}

/* Does a segment begin where the next one must, and does the block belong to no other picture? */
static bool
looks_right(const struct split *s)
{
	const struct join_task *task = s->j->task;
	uint64_t skip = s->j->follow.due - s->last;
	const unsigned char *p = bytes_exact(jpeg_bytes(task), s->address + skip, 2);

	if (!p || p[0] != 0xff || (!is_header(p[1]) && p[1] != 0xff))
		return false;
	if (jpeg_is_whole_ones(task, s->block))
		return false;
	p = s->address >= s->last ? bytes_exact(jpeg_bytes(task), s->address - s->last, 3) : NULL;
	return !p || p[0] != 0xff || p[1] != JPEG_SOI || p[2] != 0xff;
}

/*
 * Does another picture begin before it whose segments lead to this very marker? A frame of a film
 * mostly. A thumbnail's do not: they end with its scan.
 */
static bool
is_led_to(struct jpeg_join *j, uint64_t marker)
{
	struct bytes *space = jpeg_bytes(j->task);
	uint64_t from = marker > SEGMENT_MOST ? marker - SEGMENT_MOST : 0;
	struct jpeg_segment segment;

	for (uint64_t at = marker; at-- > from;) {
		const unsigned char *p = bytes_exact(space, at, 3);
		uint64_t next = at + 2;

		if (!p || p[0] != 0xff || p[1] != JPEG_SOI || p[2] != 0xff)
			continue;
		while (next < marker && jpeg_segment_at(space, next, &segment) == JPEG_READ &&
		       is_header(segment.marker) && segment.marker != JPEG_SOS)
			next = segment.next;
		if (next == marker)
			return true;
	}
	return false;
}

static void
try_block(struct split *s, const struct pieces *whole, struct jpeg_candidate *out, size_t *n)
{
	struct jpeg_join *j = s->j;
	const struct join_blocks *blocks = j->task->blocks;
	struct bytes_slice run;
	unsigned right;
	size_t k;
	bool sure;

	bytes_slice_init(&run, jpeg_bytes(j->task), s->address,
			 jpeg_run_end(j->task, s->block, HEAD_MOST) - s->address);
	right = chain(&run.bytes, j->follow.due - s->last);
	if (right < CHAIN_LEAST || in_pieces(j, s->address, s->last) ||
	    is_led_to(j, s->address + (j->follow.due - s->last)))
		return;
	s->foreign = (struct face){.kind = KIND_NONE};
	if (s->last < whole->bytes.size)
		s->foreign =
			face_of(jpeg_bytes(j->task), pieces_address(whole, s->last), blocks->size);
	k = best_split(s, whole, &sure);
	if (s->last - k * (uint64_t)blocks->size > whole->bytes.size)
		return;
	out[(*n)++] = (struct jpeg_candidate){.offset = s->last - k * (uint64_t)blocks->size,
					      .block = s->block - k,
					      .score = right,
					      .own = right,
					      .odds = sure ? HEAD_SURE : HEAD_UNSURE,
					      .smooth = 1,
					      .strong = sure};
}

/* Blocks to one side of the first piece, the nearest first. True: there are enough. */
static bool
try_side(struct split *s, const struct pieces *whole, size_t first, bool before,
	 struct jpeg_candidate *out, size_t *n)
{
	struct jpeg_join *j = s->j;
	const struct join_blocks *blocks = j->task->blocks;
	size_t most = before ? first : blocks->n - first;

	for (size_t i = 0; i < most && *n < JPEG_CANDIDATES_MAX; i++) {
		s->block = before ? first - 1 - i : first + i;
		s->address = blocks->at[s->block];
		if (j->task->budget->bytes < j->reserve ||
		    !join_spend(j->task->budget, LOOK_COST, 0)) {
			j->gave_up = true;
			return true;
		}
		if (!looks_right(s))
			continue;
		join_spend(j->task->budget, SPLIT_COST, 1);
		try_block(s, whole, out, n);
		if (*n && out[*n - 1].strong)
			return true;
	}
	return *n == JPEG_CANDIDATES_MAX;
}

size_t
jpeg_continue_head(struct jpeg_join *j, struct jpeg_candidate out[JPEG_CANDIDATES_MAX])
{
	struct split s = {.j = j};
	struct pieces whole;
	size_t n = 0, first;

	if (!find_boundaries(&s, &j->follow))
		return 0;
	pieces_init(&whole, j->pieces->space);
	pieces_copy(&whole, j->pieces);
	first = join_block_from(j->task->blocks, whole.v[whole.n - 1].start + 1);
	if (!try_side(&s, &whole, first, false, out, &n))
		try_side(&s, &whole, first, true, out, &n);
	pieces_copy(j->pieces, &whole);
	pieces_release(&whole);
	if (n && out[n - 1].strong) { /* the last one found, tried first */
		struct jpeg_candidate last = out[n - 1];

		out[n - 1] = out[0];
		out[0] = last;
	}
	return n;
}
