/* SPDX-License-Identifier: Apache-2.0 */
/* What the commands of winnow-set say of a Bloom filter in place of a set file. */
#include <inttypes.h>

#include "base/text.h"
#include "hashset/bloom.h"
#include "record/json.h"
#include "tools/set_tool.h"

static void
info_json(const struct bloom *b, const struct bloom_facts *f, const char *sha256,
	  struct buffer *out)
{
	buffer_add_byte(out, '{');
	json_member_path(out, "file", bloom_path(b));
	json_member_u64(out, "bytes", f->bytes);
	json_member_text(out, "sha256", sha256);
	json_member_text(out, "format", "Bloom filter (DCSO)");
	json_member_text(out, "set", bloom_name(b));
	json_member_u64(out, "entries", f->entries);
	json_member_u64(out, "capacity", f->capacity);
	json_member_u64(out, "hashes", f->hashes);
	json_member_u64(out, "bits", f->bits);
	json_key(out, "false_positive_rate");
	json_add_double(out, f->rate);
	buffer_add_text(out, "}\n");
}

static void
info_text(const struct bloom *b, const struct bloom_facts *f, const char *sha256,
	  struct buffer *out)
{
	text_mask(out, bloom_path(b), strlen(bloom_path(b)));
	buffer_add_text(out, "\n  size         ");
	text_human_size(out, f->bytes);
	buffer_add_format(out,
			  "\n  sha256       %s\n  Bloom filter (DCSO): it can be asked, not "
			  "listed\n  entries      %" PRIu64 " of %" PRIu64
			  "\n  error        one question in %.0f is answered yes by mistake\n",
			  sha256, f->entries, f->capacity, 1 / f->rate);
}

int
set_bloom_info(struct tool *tool, const char *path, bool json, struct buffer *out)
{
	struct bloom *b = NULL;
	struct bloom_facts facts;
	unsigned char digest[32];
	struct buffer hex = BUFFER_EMPTY;
	int status = bloom_open(&b, path, &tool->error);
	if (status == 0)
		status = bloom_digest(b, digest, &tool->error);
	if (status == 0) {
		bloom_facts(b, &facts);
		text_hex(&hex, digest, sizeof digest);
		(json ? info_json : info_text)(b, &facts, buffer_text(&hex), out);
	}
	buffer_release(&hex);
	bloom_close(&b);
	return status;
}
