/* SPDX-License-Identifier: Apache-2.0 */
#include "base/progress.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/text.h"

#define REDRAW_SECONDS 0.1
#define SETTLE_SECONDS 2.0 /* before that, a guess at the time left is noise */

void
progress_start(struct progress *p, enum progress_when when)
{
	double now = clock_monotonic();
	*p = (struct progress){.started = now, .last = now};
	p->shown = when == PROGRESS_ALWAYS || (when == PROGRESS_AUTO && isatty(STDERR_FILENO));
}

static void
add_grouped(struct buffer *b, uint64_t v)
{
	char digits[24];
	int n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)v);
	for (int i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			buffer_add_byte(b, ',');
		buffer_add_byte(b, digits[i]);
	}
}

static void
add_time_left(struct buffer *b, const struct progress *p, double now)
{
	double elapsed = now - p->started;
	if (p->bytes_total == 0 || p->bytes == 0 || elapsed < SETTLE_SECONDS)
		return;
	double done = (double)p->bytes / (double)p->bytes_total;
	double left = done < 1 ? elapsed * (1 - done) / done : 0;
	if (left >= 100 * 3600.0)
		return;
	unsigned s = (unsigned)(left + 0.5);
	if (s >= 3600)
		buffer_add_format(b, "  %u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
	else
		buffer_add_format(b, "  %u:%02u", s / 60, s % 60);
	buffer_add_format(b, " %s", _("left"));
}

/* walking p2  12,345 items  1.2 GiB of 8.0 GiB  3 hits  0:12 left */
static void
compose(struct buffer *b, const struct progress *p, double now)
{
	if (p->what)
		text_mask(b, p->what, strlen(p->what));
	buffer_add_text(b, b->n ? "  " : "");
	add_grouped(b, p->items);
	buffer_add_format(b, " %s", _("items"));
	if (p->bytes || p->bytes_total) {
		buffer_add_text(b, "  ");
		text_human_size(b, p->bytes);
	}
	if (p->bytes_total) {
		buffer_add_format(b, " %s ", _("of"));
		text_human_size(b, p->bytes_total);
	}
	buffer_add_text(b, "  ");
	add_grouped(b, p->hits);
	buffer_add_format(b, " %s", _("hits"));
	add_time_left(b, p, now);
}

/* How much of the line fits on the terminal; a wrapped line could not be cleared again. */
static size_t
fitting(const struct buffer *b)
{
	struct winsize size;
	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_col < 2)
		return b->n;
	size_t columns = 0, i = 0;
	uint32_t code;
	while (i < b->n && columns + 1 < size.ws_col) {
		size_t length = text_next(b->data + i, b->n - i, &code);
		i += length ? length : 1;
		columns++;
	}
	return i;
}

void
progress_update(struct progress *p)
{
	if (!p->shown)
		return;
	double now = clock_monotonic();
	if (now - p->last < REDRAW_SECONDS)
		return;
	p->last = now;
	struct buffer line = BUFFER_EMPTY;
	compose(&line, p, now);
	fprintf(stderr, "\r%.*s\033[K", (int)fitting(&line), line.data);
	fflush(stderr);
	p->drawn = true;
	buffer_release(&line);
}

void
progress_clear(struct progress *p)
{
	if (!p->drawn)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	p->drawn = false;
}
