/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists come in blocks, and whatever stands across the border of two must read as if it stood in
 * one: each seed of each format is read as a file, then in pieces of 1 to 9 bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "list_check.h"

/* Every read() of such a socket gives one message: the pieces are what was sent, however fast. */
static pid_t
send_in_pieces(const char *p, size_t n, size_t piece, int *fd)
{
	int ends[2];
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends), 0);
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		for (size_t at = 0; at < n; at += piece) {
			size_t some = n - at < piece ? n - at : piece;
			if (send(ends[1], p + at, some, MSG_NOSIGNAL) < 0)
				break;
		}
		_exit(0);
	}
	close(ends[1]);
	*fd = ends[0];
	return child;
}

static void
read_in_pieces(struct list_got *got, const char *p, size_t n, size_t piece)
{
	struct list *l = NULL;
	struct list_sink sink = {list_got_row, list_got_header, got};
	int fd;
	pid_t child = send_in_pieces(p, n, piece, &fd);
	memset(got, 0, sizeof *got);
	got->status = list_open(&l, fd, "list", NULL, &got->error);
	if (got->status == 0)
		got->status = list_import(l, &sink, &got->error);
	list_close(&l);
	close(fd);
	waitpid(child, NULL, 0);
	buffer_text(&got->rows);
}

static void
same_in_pieces(const char *text)
{
	struct list_got whole;
	size_t n = strlen(text);
	list_read_bytes(&whole, text, n);
	assert_int_equal(whole.status, 0);
	assert_true(whole.rows.n > 0);
	for (size_t piece = 1; piece < 10; piece++) {
		struct list_got got;
		read_in_pieces(&got, text, n, piece);
		assert_int_equal(got.status, 0);
		assert_string_equal(got.rows.data, whole.rows.data);
		buffer_release(&got.rows);
	}
	buffer_release(&whole.rows);
}

#define A5   "0123456789abcdef0123456789abcdef"
#define B5   "fedcba9876543210fedcba9876543210"
#define A1   "0123456789abcdef0123456789abcdef01234567"
#define HEAD "{\"odata.metadata\":\"x/DataModels/1.3.xml#Media\",\"value\":["

static void
json(void **state)
{
	(void)state;
	same_in_pieces(HEAD "{\"MD5\":\"" A5 "\",\"Comments\":\"a\\\\b\\\\c \\\"q\\\" "
			    "\\u00e9\\ud83d\\ude00\\ud800\",\"FilePath\":\"x\\\\y\\\\z\",\"n\":"
			    "1137043 ,\"MediaSize\": \"12\" , \"b\":[true,false,null,-1.5e3]}\r\n,"
			    "{\"MD5\":\"" B5 "\",\"Category\":1,\"Series\":[\"a\\\\\",\"b\"]}]}");
	same_in_pieces("{\"hashRecords\":[{\"signalType\":\"VideoMD5\",\"hashValue\":\"" A5
		       "\",\"hashStatus\":\"Active\",\"x\":\"\\\\\\\"\"}]}");
}

static void
other_formats(void **state)
{
	(void)state;
	same_in_pieces("<?xml version=\"1.0\"?><queryResult "
		       "xmlns=\"https://hashsharing.ncmec.org/hashsharing/v2\"><images><image><id>"
		       "i1</id><fingerprints><md5>" A5
		       "</md5></fingerprints></image></images></queryResult>");
	same_in_pieces("INSERT INTO FILE(md5,sha1) VALUES('" A5 "','" A1
		       "');-- x\nINSERT INTO FILE(file_name,md5) VALUES('a''b','" B5 "');\n");
	same_in_pieces("md5,comment\r\n" A5 ",\"a\r\nb\"\"c\"\r\n" B5 ",x\r\n");
	same_in_pieces("%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n10," A5 ",a,b\n");
	same_in_pieces(A5 "  x\nMD5 (y) = " B5 "\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(json),
		cmocka_unit_test(other_formats),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
