/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg_smooth.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/*
 * What is believed of a picture before it is seen, and as how many MCUs that counts; and how fine
 * steps are told at most, even in the flattest picture. In grey values, or in coefficients.
 */
struct belief {
	double typical, strange, least;
};
static const struct belief levels = {9.0, 40.0, 1.5}, counts = {1.0, 3.0, 0.25};
#define BELIEF_WEIGHT 16.0

#define EVIDENCE_MOST 4.0

/* MCUs to each side that tell how rough the picture is here. */
#define NEAR 3u

static void
add_columns(struct jpeg_smooth *m, unsigned first, unsigned h, unsigned v, float scale)
{
	for (unsigned i = 0; i < h && m->n < JPEG_SMOOTH_COLUMNS; i++, m->n++) {
		m->column[m->n].top = (uint8_t)(first + i);
		m->column[m->n].bottom = (uint8_t)(first + (v - 1) * h + i);
		m->column[m->n].scale = scale;
	}
}

void
jpeg_smooth_init(struct jpeg_smooth *m, const struct jpeg_frame *f, const struct jpeg_tables *t,
		 const struct jpeg_scan *s)
{
	unsigned block = 0;

	memset(m, 0, sizeof *m);
	m->counts = s->header.ss > 0;
	m->across = (f->width + 8u * f->hmax - 1) / (8u * f->hmax);
	if (s->header.n == 1) {
		uint32_t down;

		jpeg_component_blocks(f, s->header.c[0].component, &m->across, &down);
	}
	for (unsigned i = 0; i < s->header.n; i++) {
		const struct jpeg_component *c = &f->c[s->header.c[i].component];
		unsigned h = s->header.n == 1 ? 1 : c->h, v = s->header.n == 1 ? 1 : c->v;

		add_columns(m, block, h, v,
			    m->counts ? 1 : (float)(t->quantizer[c->tq] << s->header.al) / 8.0f);
		block += h * v;
	}
}

void
jpeg_smooth_release(struct jpeg_smooth *m)
{
	free(m->steps);
	free(m->sum);
	m->steps = m->sum = NULL;
}

static const struct belief *
belief(const struct jpeg_smooth *m)
{
	return m->counts ? &counts : &levels;
}

static double
step_of(const struct jpeg_smooth *m, const int16_t *here, const int16_t *above)
{
	float sum = 0;

	for (unsigned i = 0; i < m->n; i++) {
		int d = here[m->column[i].top] - above[m->column[i].bottom];

		sum += (float)(d < 0 ? -d : d) * m->column[i].scale;
	}
	return sum / (float)m->n;
}

/* What a step should be here: as in the row above, as in the picture at all. */
static double
expected(const struct jpeg_smooth *m, uint32_t mcu)
{
	uint32_t above = mcu - m->across, low = above > NEAR ? above - NEAR : 0;
	uint32_t high = above + NEAR + 1;
	double sum = m->typical, n = 1;

	low = low < m->across ? m->across : low;
	high = high > m->known ? m->known : high;
	if (low < high) {
		sum += m->steps[high] - m->steps[low];
		n += high - low;
	}
	return 0.5 * (sum / n + m->typical) + belief(m)->least;
}

/* The natural logarithm of x >= 1, to three digits: the evidence is no finer. */
static double
logarithm(double x)
{
	double whole = 0, y;

	for (; x > 2; x /= 2)
		whole += 0.693147;
	y = (x - 1) / (x + 1);
	return whole + 2 * y * (1 + y * y / 3);
}

static double
weigh(const struct jpeg_smooth *m, uint32_t mcu, double step)
{
	double good = expected(m, mcu), bad = m->strange > 2 * good ? m->strange : 2 * good;
	double v = logarithm(bad / good) - step * (1 / good - 1 / bad);

	if (v > EVIDENCE_MOST)
		return EVIDENCE_MOST;
	return v < -EVIDENCE_MOST ? -EVIDENCE_MOST : v;
}

double
jpeg_smooth_evidence(const struct jpeg_smooth *m, uint32_t mcu, const int16_t *here,
		     const int16_t *above)
{
	return mcu < m->across ? 0 : weigh(m, mcu, step_of(m, here, above));
}

double
jpeg_smooth_rows(const struct jpeg_smooth *m, const struct jpeg_trace *t, uint32_t from,
		 uint32_t end)
{
	uint32_t half = m->across / 2;
	double above = 0, apart = 0;

	if (m->across < 4 || !t->level)
		return 1;
	for (uint32_t i = from < m->across ? m->across : from; i < end; i++) {
		const int16_t *here = t->level + (size_t)i * t->blocks;

		above += step_of(m, here, here - (size_t)m->across * t->blocks);
		apart += step_of(m, here, here - (size_t)half * t->blocks);
	}
	return apart > 0 ? above / apart : 1;
}

/* Pairs that have nothing to do with each other: half a row and some rows apart. */
static double
strange_steps(const struct jpeg_smooth *m, const struct jpeg_trace *t, uint32_t end)
{
	uint32_t apart = 3 * m->across + m->across / 2;
	double sum = belief(m)->strange * BELIEF_WEIGHT, n = BELIEF_WEIGHT;

	for (uint32_t i = apart; i < end; i += 17, n++)
		sum += step_of(m, t->level + (size_t)i * t->blocks,
			       t->level + (size_t)(i - apart) * t->blocks);
	return sum / n;
}

void
jpeg_smooth_learn(struct jpeg_smooth *m, const struct jpeg_trace *t, uint32_t end)
{
	double steps = 0, sum = 0, n = BELIEF_WEIGHT;

	m->steps = memory_resize_array(m->steps, end + 1u, sizeof *m->steps);
	m->sum = memory_resize_array(m->sum, end + 1u, sizeof *m->sum);
	m->known = end;
	for (uint32_t i = 0; i < end; i++) {
		m->steps[i] = steps;
		if (i < m->across)
			continue;
		steps += step_of(m, t->level + (size_t)i * t->blocks,
				 t->level + (size_t)(i - m->across) * t->blocks);
		n++;
	}
	m->steps[end] = steps;
	m->typical = (belief(m)->typical * BELIEF_WEIGHT + steps) / n;
	m->strange = strange_steps(m, t, end);
	for (uint32_t i = 0; i < end; i++) {
		m->sum[i] = sum;
		if (i >= m->across)
			sum += weigh(m, i, m->steps[i + 1] - m->steps[i]);
	}
	m->sum[end] = sum;
	m->own = end > m->across ? sum / (end - m->across) : 0;
}
