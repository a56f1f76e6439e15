/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain bytes: one file, the segments of a split image in order, or a block device.
 *
 * Files are mapped for views, so that searching them copies nothing. Should a file shrink under us,
 * or the disk that holds it fail, touching a mapped page raises SIGBUS: the worker dies and its
 * item gets a note, which the pool survives. read() uses pread and so meets the same trouble as
 * zeros and a count.
 */
#include <config.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/file_pages.h"
#include "evidence/open_files.h"
#include "evidence/reader.h"
#include "evidence/segments.h"

/*
 * What was touched of a map counts as memory of the process until it is unmapped, so that images
 * are seen through small windows.
 */
#define MAP_SPAN ((uint64_t)1 << 23)
#define MAP_FEW	 12
#define RETRY	 ((size_t)4096) /* a bad place costs at most this much */

/*
 * Whoever goes over and over an image would map and touch all of it again each time: what lies
 * within a good GiB stays mapped for him.
 */
#define MAP_MANY  160
#define MAP_HINTS 256

struct segment {
	int fd;
	uint64_t start, size;
};

struct map {
	const unsigned char *p;
	size_t n;
	uint64_t start; /* in the image */
	uint64_t used;	/* when it was last asked for */
};

struct raw {
	struct reader reader;
	struct segment *v;
	size_t n;
	struct map maps[MAP_MANY];
	size_t nmaps;			/* of them may be in use */
	unsigned char hints[MAP_HINTS]; /* where the map of a span was last, by its number */
	uint64_t clock;
	bool device, protected, sweeping;
	struct buffer notes;
};

static const struct segment *
segment_at(const struct raw *raw, uint64_t offset)
{
	size_t low = 0, high = raw->n;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (raw->v[middle].start <= offset)
			low = middle;
		else
			high = middle;
	}
	return &raw->v[low];
}

/* Goes on past a bad place in small steps; what stays unread is zeros. */
static void
read_segment(struct raw *raw, const struct segment *s, uint64_t offset, unsigned char *buf,
	     size_t n)
{
	size_t done = file_read(s->fd, offset, buf, n);

	while (done < n) {
		size_t step = RETRY - (size_t)((offset + done) % RETRY), got;

		if (step > n - done)
			step = n - done;
		got = file_read(s->fd, offset + done, buf + done, step);
		memset(buf + done + got, 0, step - got);
		faults_add(&raw->reader.faults, s->start + offset + done + got, step - got);
		done += step;
	}
}

static void
raw_read(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	struct raw *raw = (struct raw *)r;

	while (n) {
		const struct segment *s = segment_at(raw, offset);
		uint64_t in = offset - s->start;
		size_t part = s->size - in < n ? (size_t)(s->size - in) : n;

		read_segment(raw, s, in, buf, part);
		offset += part;
		buf += part;
		n -= part;
	}
}

static struct map *
map_new(struct raw *raw, uint64_t offset)
{
	const struct segment *s = segment_at(raw, offset);
	uint64_t in = (offset - s->start) / MAP_SPAN * MAP_SPAN;
	uint64_t rest = s->size - in;
	/* A little more than the span, so that a view rarely meets its end. */
	size_t n = (size_t)(rest < MAP_SPAN + BYTES_WINDOW ? rest : MAP_SPAN + BYTES_WINDOW);
	struct map *oldest = &raw->maps[0];
	void *p;

	for (size_t i = 1; i < raw->nmaps; i++)
		if (raw->maps[i].used < oldest->used)
			oldest = &raw->maps[i];
	p = mmap(NULL, n, PROT_READ, MAP_SHARED, s->fd, (off_t)in);
	if (p == MAP_FAILED)
		return NULL;
	if (raw->sweeping)
		(void)madvise(p, n, MADV_HUGEPAGE);
	if (oldest->p)
		munmap((void *)oldest->p, oldest->n);
	*oldest = (struct map){p, n, s->start + in, 0};
	return oldest;
}

static bool
is_in(const struct map *m, uint64_t offset)
{
	return m->p && offset >= m->start && offset - m->start < m->n;
}

static struct map *
map_of(struct raw *raw, uint64_t offset)
{
	unsigned char *hint = &raw->hints[offset / MAP_SPAN % MAP_HINTS];
	struct map *m = &raw->maps[*hint];

	if (is_in(m, offset))
		return m;
	m = NULL;
	for (size_t i = 0; i < raw->nmaps && !m; i++)
		if (is_in(&raw->maps[i], offset))
			m = &raw->maps[i];
	if (!m)
		m = map_new(raw, offset);
	if (m)
		*hint = (unsigned char)(m - raw->maps);
	return m;
}

static const unsigned char *
raw_map(struct reader *r, uint64_t offset, size_t want, size_t *got)
{
	struct raw *raw = (struct raw *)r;
	struct map *m = map_of(raw, offset);

	if (!m)
		return NULL;
	m->used = ++raw->clock;
	*got = m->n - (size_t)(offset - m->start);
	if (*got > want)
		*got = want;
	return m->p + (offset - m->start);
}

/* What is read from now on is kept in large pages, where the system can: mapping these is cheap. */
static void
raw_sweep(struct reader *r, bool again)
{
	struct raw *raw = (struct raw *)r;

	raw->sweeping = true;
	raw->nmaps = again ? MAP_MANY : MAP_FEW;
}

/* Where the file system says nothing of holes, all is data. */
static uint64_t
raw_hole(struct reader *r, uint64_t offset)
{
	struct raw *raw = (struct raw *)r;
	const struct segment *s = segment_at(raw, offset);
	off_t in = (off_t)(offset - s->start);
	off_t data = lseek(s->fd, in, SEEK_DATA);

	if (data < 0)
		return errno == ENXIO && in < (off_t)s->size ? s->size - (uint64_t)in : 0;
	return data > in ? (uint64_t)(data - in) : 0;
}

static void
raw_facts(struct reader *r, struct reader_facts *facts)
{
	struct raw *raw = (struct raw *)r;
	uint64_t first = raw->v[0].size;

	facts->segments = (unsigned)raw->n;
	if (raw->device && !raw->protected)
		facts_note(facts, NOTE_WARNING,
			   "the device is not write-blocked: the operating system could "
			   "write to it; put a write blocker before it, or blockdev --setro");
	if (raw->reader.size % raw->reader.sector_size)
		facts_note(facts, NOTE_WARNING,
			   "the size is no multiple of %u: the image may be cut off",
			   raw->reader.sector_size);
	for (size_t i = 1; i + 1 < raw->n; i++)
		if (raw->v[i].size != first)
			facts_note(facts, NOTE_WARNING,
				   "segment %zu of %zu has %llu bytes, the first has %llu: "
				   "a segment may be cut off",
				   i + 1, raw->n, (unsigned long long)raw->v[i].size,
				   (unsigned long long)first);
}

static void
raw_close(struct reader *r)
{
	struct raw *raw = (struct raw *)r;

	for (size_t i = 0; i < MAP_MANY; i++)
		if (raw->maps[i].p)
			munmap((void *)raw->maps[i].p, raw->maps[i].n);
	for (size_t i = 0; i < raw->n; i++)
		close(raw->v[i].fd);
	free(raw->v);
	free(raw);
}

static const struct reader_kind file_kind = {raw_read, raw_map, raw_facts, raw_close};
static const struct reader_kind device_kind = {raw_read, NULL, raw_facts, raw_close};

static struct raw *
raw_new(const struct reader_kind *kind, const char *container)
{
	struct raw *raw = memory_zero(1, sizeof *raw);

	raw->nmaps = MAP_FEW;
	reader_init(&raw->reader, kind, container, 0, BYTES_WINDOW);
	if (kind == &file_kind) {
		raw->reader.hole = raw_hole;
		raw->reader.sweep = raw_sweep;
	}
	return raw;
}

static void
add_segment(struct raw *raw, int fd, uint64_t size)
{
	raw->v = memory_resize_array(raw->v, raw->n + 1, sizeof *raw->v);
	raw->v[raw->n++] = (struct segment){fd, raw->reader.size, size};
	raw->reader.size += size;
}

static int
add_file(struct raw *raw, int fd, const char *path, struct error *e)
{
	struct stat st;

	if (fd < 0)
		return error_system(e, "cannot open %s", path);
	if (fstat(fd, &st) || !S_ISREG(st.st_mode) || st.st_size == 0) {
		close(fd);
		return error_set(e, ERROR_INPUT,
				 "segment %s is empty or not a plain file: the image is incomplete",
				 path);
	}
	add_segment(raw, fd, (uint64_t)st.st_size);
	return 0;
}

int
reader_open_raw(struct reader **out, int fd, const char *path, struct error *e)
{
	struct raw *raw = raw_new(&file_kind, "raw");
	struct segments more = {NULL, 0};
	int r = add_file(raw, fd, path, e);

	if (!r)
		r = segments_find(&more, path, e);
	if (!r)
		r = open_files_allow(more.n, path, e);
	for (size_t i = 1; i < more.n && !r; i++)
		r = add_file(raw, open(more.v[i], O_RDONLY | O_CLOEXEC | O_NONBLOCK), more.v[i], e);
	segments_release(&more);
	if (r) {
		raw_close(&raw->reader);
		return -1;
	}
	if (raw->n > 1)
		raw->reader.container = "split raw";
	*out = &raw->reader;
	return 0;
}

int
reader_open_device(struct reader **out, int fd, const char *path, struct error *e)
{
	struct raw *raw = raw_new(&device_kind, "device");
	uint64_t size = 0;
	int sector = 0, read_only = 0;

	if (ioctl(fd, BLKGETSIZE64, &size) || ioctl(fd, BLKSSZGET, &sector)) {
		error_system(e, "%s: cannot find out its size", path);
		close(fd);
		raw_close(&raw->reader);
		return -1;
	}
	raw->device = true;
	raw->protected = ioctl(fd, BLKROGET, &read_only) == 0 && read_only;
	add_segment(raw, fd, size);
	if (sector >= 512 && sector <= 65536)
		raw->reader.sector_size = (unsigned)sector;
	if (size == 0) {
		raw_close(&raw->reader);
		return error_set(e, ERROR_INPUT, "%s holds no medium: its size is 0", path);
	}
	*out = &raw->reader;
	return 0;
}
