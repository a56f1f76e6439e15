/* SPDX-License-Identifier: Apache-2.0 */
#include "media/avc_follow.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/avc_private.h"

/* ---- Parameter sets ---- */

static uint64_t
take_sets(struct avc *a, struct bytes *b, uint64_t at, uint64_t end, unsigned n)
{
	while (n-- && at + 2 <= end) {
		const unsigned char *p = bytes_exact(b, at, 2);
		struct avc_bits bits;
		size_t size = p ? be16(p) : 0;

		at += 2;
		if (size < 2 || size > end - at)
			return end;
		size = nal_unit_take(&a->unit, b, at, size);
		bits = (struct avc_bits){a->unit.v, size * 8, 8, false};
		if ((a->unit.v[0] & 31) == 7)
			avc_take_sps(a, &bits);
		else if ((a->unit.v[0] & 31) == 8)
			avc_take_pps(a, &bits);
		at += be16(bytes_exact(b, at - 2, 2));
	}
	return at;
}

struct avc *
avc_follow_open(struct bytes *b, uint64_t at, uint64_t size)
{
	unsigned char head[6];
	struct avc *a;
	uint64_t end, next;

	if (size < 7 || bytes_read(b, at, head, sizeof head) < sizeof head ||
	    __builtin_add_overflow(at, size, &end))
		return NULL;
	a = memory_zero(1, sizeof *a);
	a->length_size = (head[4] & 3u) + 1;
	next = take_sets(a, b, at + 6, end, head[5] & 31);
	if (next < end && bytes_read(b, next, head, 1) == 1)
		take_sets(a, b, next + 1, end, head[0]);
	for (size_t i = 0; i < AVC_PPS_MAX; i++)
		if (a->pps[i].known && a->sps[a->pps[i].sps].known)
			return a;
	avc_follow_close(&a);
	return NULL;
}

void
avc_follow_close(struct avc **a)
{
	if (!*a)
		return;
	nal_unit_release(&(*a)->unit);
	free((*a)->mbs);
	free(*a);
	*a = NULL;
}

/* ---- Slices ---- */

/* Where a sample is. */
struct sample {
	struct avc *a;
	uint64_t *decoded;
	uint32_t next, mbs; /* the macroblock that the next slice begins with; of the picture */
};

static void
have_mbs(struct avc *a, size_t n)
{
	if (a->mbs_cap < n) {
		free(a->mbs);
		a->mbs = memory_zero(n, sizeof *a->mbs);
		a->mbs_cap = n;
	}
}

/* Slices follow one another; the last of a picture ends with its last macroblock. */
static bool
in_order(const struct sample *x, const struct avc_slice_head *h)
{
	return h->first == (x->next == x->mbs ? 0 : x->next);
}

/* One slice, unescaped into a->unit; *broke in bytes of the unit as it stands in the file. */
static enum avc_result
take_slice(struct sample *x, size_t n, size_t *broke)
{
	struct avc *a = x->a;
	struct avc_slice s = {.bits = {a->unit.v, n * 8, 8, false}, .cabac = &a->cabac};
	int r = avc_slice_head(a, a->unit.v[0] & 31, a->unit.v[0] >> 5, &s.bits, &s.head);

	*broke = 1;
	if (r)
		return r < 0 ? AVC_BREAKS : AVC_UNKNOWN;
	if (!s.head.pps->cabac)
		return AVC_UNKNOWN;
	if (!in_order(x, &s.head))
		return AVC_BREAKS;
	have_mbs(a, s.head.mbs);
	s.mbs = a->mbs;
	s.number = ++a->slices;
	avc_slice_data(&s);
	*x->decoded += s.done;
	*broke = nal_unit_escaped(&a->unit, s.bits.at / 8);
	x->next = s.at + 1;
	x->mbs = s.head.mbs;
	return s.broken ? AVC_BREAKS : AVC_WHOLE;
}

static enum avc_result
take_unit(struct sample *x, struct bytes *b, uint64_t at, size_t n, size_t *broke)
{
	unsigned type;
	size_t size;

	*broke = 0;
	if (n > NAL_UNIT_MAX)
		return AVC_UNKNOWN;
	size = nal_unit_take(&x->a->unit, b, at, n);
	if (size == 0)
		return AVC_BREAKS;
	type = x->a->unit.v[0] & 31;
	if (type == 7 || type == 8) {
		struct avc_bits bits = {x->a->unit.v, size * 8, 8, false};

		if (type == 7)
			avc_take_sps(x->a, &bits);
		else
			avc_take_pps(x->a, &bits);
	}
	if (type >= 2 && type <= 4)
		return AVC_UNKNOWN;
	return type == 1 || type == 5 ? take_slice(x, size, broke) : AVC_WHOLE;
}

enum avc_result
avc_sample(struct avc *a, struct bytes *b, uint64_t at, uint32_t size, uint32_t *broke,
	   uint64_t *decoded)
{
	struct sample x = {.a = a, .decoded = decoded};
	uint32_t pos = 0;

	*decoded = 0;
	while (size - pos > a->length_size) {
		const unsigned char *p = bytes_exact(b, at + pos, a->length_size);
		enum avc_result r;
		uint32_t n = 0;
		size_t where;

		*broke = pos;
		for (unsigned i = 0; p && i < a->length_size; i++)
			n = n << 8 | p[i];
		pos += a->length_size;
		if (n == 0 || n > size - pos)
			return AVC_BREAKS;
		r = take_unit(&x, b, at + pos, n, &where);
		*broke = pos + (uint32_t)(where < n ? where : n);
		if (r != AVC_WHOLE)
			return r;
		pos += n;
	}
	return x.next == x.mbs ? AVC_WHOLE : AVC_BREAKS;
}
