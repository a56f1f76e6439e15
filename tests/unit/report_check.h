/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the report share: streams from text, facts and renderings of them. */
#ifndef WINNOW_TESTS_UNIT_REPORT_CHECK_H
#define WINNOW_TESTS_UNIT_REPORT_CHECK_H

#include "case_check.h"
#include "report/making.h"

#define RUN "{\"record\":\"run\",\"run_id\":\"r\",\"tool\":\"winnow-ls\",\"version\":\"0\"}\n"
#define END(items)                                                                                 \
	"{\"record\":\"end\",\"run_id\":\"r\",\"tool\":\"winnow-ls\",\"items\":" #items            \
	",\"noted\":0,\"finished\":\"2026-11-23T05:30:00Z\",\"status\":0}\n"

/*
 * One alert file record: id, origin, image offset ("" for none), sha256, then any
 * more members (",…").
 */
#define HIT(id, origin, offset, sha256, more)                                                      \
	"{\"record\":\"file\",\"evidence\":\"e\",\"evidence_id\":\"e1\",\"id\":\"" id              \
	"\",\"origin\":\"" origin "\",\"size\":10,\"mime\":\"image/jpeg\",\"byte_runs\":[{"        \
	"\"file_offset\":0,\"img_offset\":" offset                                                 \
	",\"len\":10}],\"hashes\":{\"sha256\":\"" sha256                                           \
	"\"},\"matches\":[{\"set\":\"s\",\"kind\":\"alert\",\"by\":\"sha256\",\"scheme\":"         \
	"\"x\",\"category\":\"1\"}]" more "}\n"

static inline struct line_reader *
reader_of(const char *text, size_t n)
{
	char name[] = "/tmp/winnow-test-report.XXXXXX";
	int fd = mkstemp(name);
	assert_true(fd >= 0);
	unlink(name);
	assert_int_equal(write(fd, text, n), (ssize_t)n);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	return line_reader_new(fd, "test"); /* the descriptor lives as long as the test */
}

static inline const struct facts *
facts_of(struct report *r, const char *stream)
{
	struct error e = {0};
	struct line_reader *reader = reader_of(stream, strlen(stream));
	assert_int_equal(report_read(r, reader, &e), 0);
	line_reader_free(&reader);
	return report_finish(r);
}

/* What a renderer makes of a stream; the status that the stream stands for. */
static inline int
render(const char *format, const char *stream, const char *case_text, bool all_items,
       struct buffer *out)
{
	struct scratch s;
	struct error e = {0}, why = {0};
	char case_path[100];
	scratch_new(&s);
	snprintf(case_path, sizeof case_path, "%s/case.ini", s.path);
	file_write(s.path, "case.ini", case_text ? case_text : "",
		   case_text ? strlen(case_text) : 0);
	const struct renderer *renderer = renderer_by_name(format);
	struct making_config config = {.formats = &renderer,
				       .nformats = 1,
				       .folder = AT_FDCWD,
				       .path = s.folder,
				       .case_file = case_path,
				       .all_items = all_items};
	struct making *m;
	assert_int_equal(making_open(&m, &config, &e), 0);
	struct line_reader *reader = reader_of(stream, strlen(stream));
	assert_int_equal(making_read(m, reader, &e), 0);
	line_reader_free(&reader);
	int status = making_finish(&m, &why, &e);
	assert_true(status >= 0);
	file_read(s.path, "case", out);
	buffer_text(out);
	scratch_remove(&s);
	return status;
}

static inline bool
has(const struct buffer *b, const char *text)
{
	return strstr(b->data, text) != NULL;
}

#endif
