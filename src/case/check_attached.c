/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/sha.h>
#include <string.h>

#include "base/small_file.h"
#include "case/attached.h"
#include "case/check.h"
#include "case/pdf_signature.h"
#include "case/whole_file.h"

/* ---- The sums over what is attached ---- */

static int
check_sums(struct case_check *c, struct error *e)
{
	struct buffer is = BUFFER_EMPTY, should = BUFFER_EMPTY;
	struct error why = {0};
	int found = small_file_read(c->dir, CASE_SUMS, &is, &why);
	int result = attached_sums_text(c->dir, &should, &why);
	bool same = is.n == should.n && (is.n == 0 || memcmp(is.data, should.data, is.n) == 0);
	if (result == 0 && found >= 0 && should.n && same)
		result = case_check_tell(c, e, "attached", CASE_HOLDS, CASE_SUMS,
					 "what is attached to the manifest is as it says");
	else if (found == 0 && should.n == 0)
		result = 0;
	else
		result = case_check_tell(c, e, "attached", CASE_BROKEN, CASE_SUMS,
					 "what is attached to the manifest was changed, added or "
					 "removed, or these digests were");
	buffer_release(&is);
	buffer_release(&should);
	return result;
}

/* ---- Signatures and stamps ---- */

static int
tell_trust(struct case_check *c, const char *what, const char *file, const char *who,
	   const char *time, bool trusted, const char *why, bool newest, struct error *e)
{
	if (trusted && newest)
		c->vouched = true;
	if (!c->ca)
		return case_check_tell(c, e, what, CASE_HOLDS, file,
				       "by %s%s%s; whether this certificate is to be trusted was "
				       "not asked (--ca)",
				       who, *time ? ", " : "", time);
	if (trusted)
		return case_check_tell(c, e, what, CASE_HOLDS, file, "by %s%s%s", who,
				       *time ? ", " : "", time);
	return case_check_tell(c, e, what, CASE_BROKEN, file, "by %s: %s", who, why);
}

static void
digest_of(const struct buffer *b, unsigned char digest[32])
{
	SHA256((const unsigned char *)(b->data ? b->data : ""), b->n, digest);
}

/* of: what is stamped. *seconds: when, 0 where there is no stamp. */
static int
check_stamp(struct case_check *c, const char *name, const char *request_name,
	    const struct buffer *of, bool newest, long long *seconds, struct error *e)
{
	struct buffer reply = BUFFER_EMPTY, request = BUFFER_EMPTY;
	struct stamp_checked s = {0};
	struct error why = {0};
	unsigned char digest[32];
	*seconds = 0;
	int found = whole_file_read(c->dir, name, &reply, &why), result = 0;
	digest_of(of, digest);
	if (found > 0)
		(void)whole_file_read(c->dir, request_name, &request, &why);
	if (found > 0 &&
	    stamp_check(buffer_span(&reply), digest, buffer_span(&request), c->ca, &s, &why) == 0) {
		*seconds = s.seconds;
		result = tell_trust(c, "stamp", name, buffer_text(&s.authority), s.time, s.trusted,
				    s.why_untrusted, newest, e);
	} else if (found != 0) {
		result = case_check_tell(c, e, "stamp", CASE_BROKEN, name, "%s", why.text);
	}
	stamp_checked_release(&s);
	buffer_release(&reply);
	buffer_release(&request);
	return result;
}

static int
check_signature(struct case_check *c, const char *name, const struct buffer *of,
		const struct buffer *der, long long at, bool newest, struct error *e)
{
	struct cms_checked s = {0};
	struct error why = {0};
	int result;
	if (cms_check(buffer_span(der), buffer_span(of), c->ca, at, &s, &why) == 0)
		result = tell_trust(c, "signature", name, buffer_text(&s.signer), "", s.trusted,
				    s.why_untrusted, newest, e);
	else
		result = case_check_tell(c, e, "signature", CASE_BROKEN, name, "%s", why.text);
	cms_checked_release(&s);
	return result;
}

/* A manifest with its signature and stamp; the stamp first, since it says when to judge. */
static int
check_set(struct case_check *c, const char *const names[4], bool newest, struct error *e)
{
	struct buffer manifest = BUFFER_EMPTY, signature = BUFFER_EMPTY;
	struct error why = {0};
	long long at;
	int of = whole_file_read(c->dir, names[0], &manifest, &why);
	int found = whole_file_read(c->dir, names[1], &signature, &why);
	int result = 0;
	if (of > 0)
		result = check_stamp(c, names[3], names[2], found > 0 ? &signature : &manifest,
				     newest, &at, e);
	if (result == 0 && of > 0 && found > 0)
		result = check_signature(c, names[1], &manifest, &signature, at, newest, e);
	else if (result == 0 && newest && found == 0 && strcmp(c->audit.act, "sign") == 0)
		result = case_check_tell(c, e, "signature", CASE_BROKEN, names[1],
					 "the last act signed the manifest, and the signature is "
					 "missing; sign again");
	buffer_release(&manifest);
	buffer_release(&signature);
	return result;
}

static int
check_earlier(struct case_check *c, uint64_t part, struct error *e)
{
	static const char *const ends[4] = {".sha256", ".p7s", ".tsq", ".tsr"};
	char names[4][ATTACHED_PATH_MAX];
	const char *p[4];
	for (size_t i = 0; i < 4; i++) {
		attached_path(names[i], part, ends[i]);
		p[i] = names[i];
	}
	return check_set(c, p, false, e);
}

/* ---- The report ---- */

static int
check_pdf(struct case_check *c, const char *name, struct error *e)
{
	struct buffer pdf = BUFFER_EMPTY;
	struct pdf_checked s = {0};
	struct error why = {0};
	int found = whole_file_read(c->dir, name, &pdf, &why), result = 0;
	int is = found > 0 ? pdf_signature_check(buffer_span(&pdf), c->ca, &s, &why) : 0;
	if (is > 0)
		result = tell_trust(c, "pdf", name, buffer_text(&s.cms.signer), "", s.cms.trusted,
				    s.cms.why_untrusted, false, e);
	if (is > 0 && result == 0 && s.stamped)
		result = tell_trust(c, "pdf", name, buffer_text(&s.stamp.authority), s.stamp.time,
				    s.stamp.trusted, s.stamp.why_untrusted, false, e);
	if (is < 0)
		result = case_check_tell(c, e, "pdf", CASE_BROKEN, name, "%s", why.text);
	pdf_checked_release(&s);
	buffer_release(&pdf);
	return result;
}

static int
check_pdfs(struct case_check *c, struct error *e)
{
	for (size_t i = 0; i < c->there.n; i++) {
		const char *name = c->there.v[i].name;
		size_t n = strlen(name);
		if (n > 4 && strcmp(name + n - 4, ".pdf") == 0 && check_pdf(c, name, e))
			return -1;
	}
	return 0;
}

int
case_check_attached(struct case_check *c, struct error *e)
{
	static const char *const newest[4] = {CASE_MANIFEST, CASE_SIGNATURE, CASE_STAMP_REQUEST,
					      CASE_STAMP};
	if (check_sums(c, e) || check_set(c, newest, true, e))
		return -1;
	for (uint64_t part = 1; part < c->audit.parts; part++)
		if (check_earlier(c, part, e))
			return -1;
	return check_pdfs(c, e);
}
