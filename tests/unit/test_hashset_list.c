/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <stdlib.h>

#include "list_check.h"

#define A5   "0123456789abcdef0123456789abcdef"
#define B5   "fedcba9876543210fedcba9876543210"
#define A1   "0123456789abcdef0123456789abcdef01234567"
#define A256 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define NONE "d41d8cd98f00b204e9800998ecf8427e"
#define A512 A256 A256

/* The list gives these rows, and every record is accounted for. */
static void
gives_bytes(const void *text, size_t n, const char *format, const char *rows, uint64_t rejects)
{
	struct list_got got;
	size_t lines = 0;
	list_read_bytes(&got, text, n);
	assert_string_equal(got.error.text, "");
	assert_int_equal(got.status, 0);
	assert_string_equal(got.format, format);
	assert_string_equal(got.rows.data, rows);
	for (const char *p = rows; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(list_rejected(&got.counts), rejects);
	assert_int_equal(got.counts.read, lines + rejects);
	buffer_release(&got.rows);
}

static void
gives(const char *text, const char *format, const char *rows, uint64_t rejects)
{
	gives_bytes(text, strlen(text), format, rows, rejects);
}

#define SUMS "plain list or checksums"

static void
plain_lists(void **state)
{
	(void)state;
	gives(A5 "\n" B5, SUMS, A5 " - - - - - -\n" B5 " - - - - - -\n", 0);
	gives("# title\n\n" A1 "\r\n  " A256 "  \r\n", SUMS,
	      "- " A1 " - - - - -\n- - " A256 " - - - -\n", 0);
	gives("0123456789ABCDEF0123456789abcdEF\n", SUMS, A5 " - - - - - -\n", 0);
	gives(A5 ",more\n" A5 ";more\n\"" A5 "\",\"more\"\n" A5 "|x\n" A5 "\tx\n", SUMS,
	      A5 " - - - - - -\n" A5 " - - - - - -\n" A5 " - - - - - -\n" A5 " - - - - - -\n" A5
		 " - - - - - -\n",
	      0);
}

static void
checksum_lists(void **state)
{
	(void)state;
	gives(A5 "  a file\n" A5 " *binary\n\\" A5 "  na\\\\me\n", SUMS,
	      A5 " - - - - - -\n" A5 " - - - - - -\n" A5 " - - - - - -\n", 0);
	gives("MD5 (a (b) = c) = " A5 "\nSHA1 (x) = " A1 "\nSHA256 (x) = " A256 "\n", SUMS,
	      A5 " - - - - - -\n- " A1 " - - - - -\n- - " A256 " - - - -\n", 0);
	gives("SHA2-256(x)= " A256 "\nMD5(x)= " A5 "\n", SUMS,
	      "- - " A256 " - - - -\n" A5 " - - - - - -\n", 0);
	/* The label and the digest do not go together; a kind that is not kept. */
	gives(A5 "\nMD5 (x) = " A1 "\nSHA512 (x) = " A512 "\n" A512 "  x\n", SUMS,
	      A5 " - - - - - -\n", 3);
}

static void
rejects_are_counted_with_reason_and_line(void **state)
{
	(void)state;
	struct list_got got;
	const char *text = A5 "\n" NONE "\nnothing here\n" A512 "\n" NONE "\n" A5 "0\n";
	list_read_bytes(&got, text, strlen(text));
	assert_int_equal(got.counts.read, 6);
	assert_int_equal(got.counts.rejected[LIST_OF_NOTHING], 2);
	assert_int_equal(got.counts.first_line[LIST_OF_NOTHING], 2);
	assert_int_equal(got.counts.rejected[LIST_NO_DIGEST], 2);
	assert_int_equal(got.counts.first_line[LIST_NO_DIGEST], 3);
	assert_int_equal(got.counts.rejected[LIST_OTHER_DIGEST], 1);
	assert_int_equal(got.counts.first_line[LIST_OTHER_DIGEST], 4);
	buffer_release(&got.rows);
}

static void
digests_of_nothing_are_refused(void **state)
{
	(void)state;
	gives(A5 "\n" NONE "\nda39a3ee5e6b4b0d3255bfef95601890afd80709\n"
		 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\n",
	      SUMS, A5 " - - - - - -\n", 3);
	gives("md5,sha1\n" A5 ",da39a3ee5e6b4b0d3255bfef95601890afd80709\n" A5 "," A1 "\n", "table",
	      A5 " " A1 " - - - - -\n", 1);
}

static void
hashdeep_lists(void **state)
{
	(void)state;
	gives("%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: /x\n## $ "
	      "hashdeep x\n##\n10," A5 "," A256 ",/a, b,,c\n",
	      "hashdeep", A5 " - " A256 " 10 - - -\n", 0);
	gives("%%%% HASHDEEP-1.0\r\n%%%% size,md5,sha1,sha256,tiger,whirlpool,filename\r\n7," A5
	      "," A1 "," A256 ",x,y,name\r\n",
	      "hashdeep", A5 " " A1 " " A256 " 7 - - -\n", 0);
	/* A second list behind the first, with other columns. */
	gives("%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n1," A5 ",a\n%%%% HASHDEEP-1.0\n%%%% "
	      "size,sha1,filename\n2," A1 ",b\n",
	      "hashdeep", A5 " - - 1 - - -\n- " A1 " - 2 - - -\n", 0);
	/* Cut rows, and one whose digest is cut. */
	gives("%%%% HASHDEEP-1.0\n%%%% size,md5,filename\n1\n1," A5 "\n1,0123,x\n1," A5 ",\n",
	      "hashdeep", A5 " - - 1 - - -\n", 3);
}

static void
tables(void **state)
{
	(void)state;
	gives("md5,category,kind,size,comment\n" A5 ",1,alert,10,hello\n" B5 ",,,,\n", "table",
	      A5 " - - 10 1 alert hello\n" B5 " - - - - - -\n", 0);
	gives("Name;SHA-1;MD5 Hash;SHA 256\nx;" A1 ";" A5 ";" A256 "\n", "table",
	      A5 " " A1 " " A256 " - - - -\n", 0);
	gives("sep=;\nMD5;Comments\n" A5 ";a,b\n", "table", A5 " - - - - - a,b\n", 0);
	gives("# exported\nHash\tFileSize\n" A1 "\t5\n" A5 "\t\n", "table",
	      "- " A1 " - 5 - - -\n" A5 " - - - - - -\n", 0);
	gives("md5\n" A5 "\n", "table", A5 " - - - - - -\n", 0);
	gives("sha256,sha1\nnull,N/A\n-, \n" A256 ",null\n", "table", "- - " A256 " - - - -\n", 2);
}

static void
quoted_fields(void **state)
{
	(void)state;
	struct list_got got;
	const char *text = "\"md5\",\"comment\"\n\"" A5 "\",\"a, \"\"b\"\"\nsecond line\"\n\"" B5
			   "\",\"\"\n" A5 ",mid\"quote\n";
	list_read_bytes(&got, text, strlen(text));
	assert_int_equal(got.counts.read, 3);
	assert_string_equal(got.rows.data, A5 " - - - - - a, \"b\"\nsecond line\n" B5
					      " - - - - - -\n" A5 " - - - - - mid\"quote\n");
	buffer_release(&got.rows);
}

/* Behind a quote that does not end, the list goes on. */
static void
open_quotes_cost_one_record(void **state)
{
	(void)state;
	gives("md5,comment\n" A5 ",\"open\n" B5 ",x\n" A5 ",y\n", "table",
	      B5 " - - - - - x\n" A5 " - - - - - y\n", 1);
	struct buffer b = BUFFER_EMPTY;
	struct list_got got;
	buffer_add_text(&b, "md5,comment\n" B5 ",\"open\n");
	for (int i = 0; i < 100000; i++)
		buffer_add_text(&b, A5 ",x\n");
	list_read_bytes(&got, b.data, b.n);
	assert_int_equal(got.counts.read, 100001);
	assert_int_equal(got.counts.rejected[LIST_OPEN_QUOTE], 1);
	assert_int_equal(got.counts.first_line[LIST_OPEN_QUOTE], 2);
	buffer_release(&b);
	buffer_release(&got.rows);
}

static void
odd_cells_cost_their_digest_only(void **state)
{
	(void)state;
	struct list_got got;
	const char *text = "md5,sha1\n" A5 ",1234\n" A5 "," A1 "\nzz,zz\n";
	list_read_bytes(&got, text, strlen(text));
	assert_string_equal(got.rows.data, A5 " - - - - - -\n" A5 " " A1 " - - - - -\n");
	assert_int_equal(got.counts.odd_cells, 1);
	assert_int_equal(got.counts.first_odd_cell, 2);
	assert_int_equal(got.counts.rejected[LIST_NO_DIGEST], 1);
	buffer_release(&got.rows);
}

static void
headers_tell_what_matters(void **state)
{
	(void)state;
	struct list_got got;
	const char *nsrl = "\"SHA-1\",\"MD5\",\"CRC32\",\"FileName\",\"FileSize\",\"ProductCode\","
			   "\"OpSystemCode\",\"SpecialCode\"\n\"" A1 "\",\"" A5
			   "\",\"12345678\",\"a.dll\",12,1,\"2\",\"\"\n";
	list_read_bytes(&got, nsrl, strlen(nsrl));
	assert_true(got.header.never_alert);
	assert_false(got.header.has_category);
	assert_string_equal(got.rows.data, A5 " " A1 " - 12 - - -\n");
	buffer_release(&got.rows);
	list_read_bytes(&got, "md5,Category,kind\n" A5 ",1,info\n", 18 + 32 + 8);
	assert_false(got.header.never_alert);
	assert_true(got.header.has_category);
	assert_true(got.header.has_kind);
	buffer_release(&got.rows);
}

/* ASCII as UTF-16. */
static size_t
widen(const char *text, unsigned char *out, bool big)
{
	size_t n = 0;
	out[n++] = big ? 0xFE : 0xFF;
	out[n++] = big ? 0xFF : 0xFE;
	for (; *text; text++) {
		out[n++] = big ? 0 : (unsigned char)*text;
		out[n++] = big ? (unsigned char)*text : 0;
	}
	return n;
}

static void
byte_order_marks(void **state)
{
	(void)state;
	unsigned char wide[1000];
	const char *text = "md5,comment\r\n" A5 ",x\r\n" B5 ",y";
	const char *rows = A5 " - - - - - x\n" B5 " - - - - - y\n";
	gives_bytes(wide, widen(text, wide, false), "table", rows, 0);
	gives_bytes(wide, widen(text, wide, true), "table", rows, 0);
	gives("\xEF\xBB\xBFmd5,comment\n" A5 ",x\n" B5 ",y", "table", rows, 0);
	gives("\xEF\xBB\xBF" A5 "\n", SUMS, A5 " - - - - - -\n", 0);
}

static void
utf16_pairs_and_halves(void **state)
{
	(void)state;
	/* U+1F600, a lone low surrogate, then a cut character at the end. */
	static const unsigned char tail[] = {',', 0, 0x3D, 0xD8, 0x00, 0xDE, 0x00, 0xDC, 'x'};
	unsigned char wide[1000];
	size_t n = widen("md5,comment\n" A5, wide, false);
	memcpy(wide + n, tail, sizeof tail);
	gives_bytes(wide, n + sizeof tail, "table",
		    A5 " - - - - - \xF0\x9F\x98\x80\xEF\xBF\xBD\xEF\xBF\xBD\n", 0);
}

static void
lines_without_end_are_bounded(void **state)
{
	(void)state;
	struct list_got got;
	size_t n = (size_t)3 << 20;
	char *text = malloc(n + 100);
	size_t head = (size_t)snprintf(text, 100, "%s\n", A5);
	memset(text + head, 'x', n);
	size_t end = head + n + (size_t)snprintf(text + head + n, 60, "\n%s\n", B5);
	list_read_bytes(&got, text, end);
	assert_string_equal(got.rows.data, A5 " - - - - - -\n" B5 " - - - - - -\n");
	assert_int_equal(got.counts.rejected[LIST_LONG_LINE], 1);
	assert_int_equal(got.counts.first_line[LIST_LONG_LINE], 2);
	buffer_release(&got.rows);
	free(text);
}

static void
what_is_no_list_is_refused(void **state)
{
	(void)state;
	static const char *const texts[] = {"", "hello\nworld\n", "{\"value\":[]}",
					    "\x7f"
					    "ELF\x02\x01",
					    "name,size\nx,1\n"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct list_got got;
		list_read_bytes(&got, texts[i], strlen(texts[i]));
		assert_int_equal(got.status, -1);
		assert_int_equal(got.error.kind, ERROR_INPUT);
		buffer_release(&got.rows);
	}
}

static void
long_categories_are_rejected(void **state)
{
	(void)state;
	gives("md5,category,kind\n" A5 "," A256 "0,alert\n" B5 "," A256 ",alert\n", "table",
	      B5 " - - - " A256 " alert -\n", 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_lists),
		cmocka_unit_test(checksum_lists),
		cmocka_unit_test(rejects_are_counted_with_reason_and_line),
		cmocka_unit_test(digests_of_nothing_are_refused),
		cmocka_unit_test(hashdeep_lists),
		cmocka_unit_test(tables),
		cmocka_unit_test(quoted_fields),
		cmocka_unit_test(open_quotes_cost_one_record),
		cmocka_unit_test(odd_cells_cost_their_digest_only),
		cmocka_unit_test(headers_tell_what_matters),
		cmocka_unit_test(byte_order_marks),
		cmocka_unit_test(utf16_pairs_and_halves),
		cmocka_unit_test(lines_without_end_are_bounded),
		cmocka_unit_test(what_is_no_list_is_refused),
		cmocka_unit_test(long_categories_are_rejected),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
