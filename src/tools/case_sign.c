/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-case sign and stamp. */
#include <errno.h>
#include <openssl/sha.h>
#include <string.h>
#include <unistd.h>

#include "base/new_file.h"
#include "base/small_file.h"
#include "base/text.h"
#include "case/attached.h"
#include "case/pdf_signature.h"
#include "case/whole_file.h"
#include "tools/case_records.h"
#include "tools/case_reports.h"
#include "tools/case_tool.h"

#define REPORT_PDF     "report.pdf"
#define REPORT_REQUEST "report.pdf.tsq"

static int
put(struct case_tool *c, const char *name, const struct buffer *b, struct error *e)
{
	return new_file_put(case_folder_descriptor(c->folder), name, CASE_FILE_MODE, buffer_span(b),
			    e);
}

/* ---- The passphrase ---- */

static void
cut_line(struct buffer *b)
{
	const char *end = b->n ? memchr(b->data, '\n', b->n) : NULL;

	if (end)
		b->n = (size_t)(end - b->data);
	if (b->n && b->data[b->n - 1] == '\r')
		b->n--;
}

static int
read_descriptor(int fd, struct buffer *out, struct error *e)
{
	ssize_t n;

	while ((n = read(fd, buffer_reserve(out, 256), 256)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_system(e, "--passphrase-fd %d", fd);
		out->n += (size_t)n;
		if (out->n > 4096)
			break;
	}
	return 0;
}

static int
read_passphrase(struct case_tool *c, struct error *e)
{
	struct buffer *to = &c->signer.passphrase;
	const char *fd = c->passphrase_fd;
	unsigned long long n;
	int r = 0;

	if (c->passphrase_file)
		r = small_file_read_path(c->passphrase_file, to, e) < 0 ? -1 : 0;
	else if (fd && (text_to_u64(fd, strlen(fd), &n) || n > 1023))
		r = error_set(e, ERROR_USAGE, "--passphrase-fd %s: a descriptor is needed", fd);
	else if (fd)
		r = read_descriptor((int)n, to, e);
	cut_line(to);
	return r;
}

/* ---- sign ---- */

/* 1 signed, 0 there is nothing to sign, -1. */
static int
sign_pdf(struct case_tool *c, const struct signer *s, struct error *e)
{
	struct buffer pdf = BUFFER_EMPTY, der = BUFFER_EMPTY, with = BUFFER_EMPTY;
	char now[CLOCK_TEXT_MAX];
	int r = whole_file_read(case_folder_descriptor(c->folder), REPORT_PDF, &pdf, e);
	int is = r > 0 ? pdf_signature_find(buffer_span(&pdf), &der, e) : 0;

	clock_now(now);
	if (is < 0)
		r = -1;
	else if (is > 0 || !pdf_can_sign())
		r = 0;
	else if (r > 0 &&
		 (pdf_sign(buffer_span(&pdf), s, now, &with, e) || put(c, REPORT_PDF, &with, e)))
		r = -1;
	if (is > 0)
		tool_info(c->tool, "%s/" REPORT_PDF " is signed already", c->path);
	buffer_release(&pdf);
	buffer_release(&der);
	buffer_release(&with);
	return r;
}

/* What a time stamping authority will be asked about the report. */
static int
write_pdf_request(struct case_tool *c, struct error *e)
{
	struct buffer pdf = BUFFER_EMPTY, request = BUFFER_EMPTY;
	struct pdf_checked s = {0};
	unsigned char digest[32];
	int r = whole_file_read(case_folder_descriptor(c->folder), REPORT_PDF, &pdf, e);

	if (r > 0)
		r = pdf_signature_check(buffer_span(&pdf), NULL, &s, e);
	if (r > 0) {
		SHA256((const unsigned char *)s.cms.value.data, s.cms.value.n, digest);
		r = stamp_request(digest, &request, e) || put(c, REPORT_REQUEST, &request, e) ? -1
											      : 0;
	} else if (r == 0) {
		r = error_set(e, ERROR_INPUT, "%s has no signed " REPORT_PDF, c->path);
	}
	pdf_checked_release(&s);
	buffer_release(&pdf);
	buffer_release(&request);
	return r;
}

static int
sign_manifest(struct case_tool *c, const struct signer *s, struct error *e)
{
	struct buffer manifest = BUFFER_EMPTY, der = BUFFER_EMPTY;
	char now[CLOCK_TEXT_MAX];
	unsigned char digest[32];
	int r = whole_file_read(case_folder_descriptor(c->folder), CASE_MANIFEST, &manifest, e);

	clock_now(now);
	SHA256((const unsigned char *)buffer_text(&manifest), manifest.n, digest);
	r = r > 0 && cms_sign(s, digest, now, &der, e) == 0 && put(c, CASE_SIGNATURE, &der, e) == 0
		    ? attached_sum(c->folder, e)
		    : -1;
	buffer_release(&manifest);
	buffer_release(&der);
	return r;
}

static void
say_signer(const struct signer *s, bool report, bool manifest, struct buffer *note)
{
	buffer_add_text(note, report && manifest ? "report and manifest"
			      : report		 ? "report"
						 : "manifest");
	buffer_add_text(note, " signed by ");
	signer_name(s->certificate, note);
	buffer_add_text(note, ", certificate SHA-256 ");
	signer_digest(s->certificate, note);
}

static int
sign_all(struct case_tool *c, const struct signer *s, struct error *e)
{
	const struct audit_act what = case_tool_act(c->tool, c->pdf ? "sign report" : "sign");
	struct buffer note = BUFFER_EMPTY;
	int signed_pdf = 0, r = act_begin(&c->act, &what, e);

	if (r == 0 && c->act.taken_back)
		r = case_reports(c->folder, e);
	if (r == 0 && !c->no_pdf)
		signed_pdf = sign_pdf(c, s, e);
	if (r == 0 && (signed_pdf < 0 || (c->pdf && write_pdf_request(c, e))))
		r = -1;
	say_signer(s, signed_pdf > 0, !c->pdf, &note);
	c->act.what.note = buffer_text(&note);
	c->act.what.complete = true;
	if (r == 0)
		r = act_end(&c->act, e);
	if (r == 0 && !c->pdf)
		r = sign_manifest(c, s, e);
	if (r == 0)
		r = act_done(&c->act, e);
	if (r == 0)
		tool_info(c->tool, "%s: %s", c->path, buffer_text(&note));
	buffer_release(&note);
	return r;
}

int
case_sign(struct case_tool *c, struct error *e)
{
	struct signer s;
	int r;

	if (case_tool_open(c, ACT_ON_SEALED, e) || read_passphrase(c, e) ||
	    signer_open(&s, &c->signer, e))
		return -1;
	r = sign_all(c, &s, e);
	signer_close(&s);
	if (r == 0)
		case_tell_head(c->tool, &c->act);
	if (r == 0 && c->pdf)
		tool_info(c->tool, "the request for its time stamp is %s/" REPORT_REQUEST, c->path);
	return r;
}

/* ---- stamp ---- */

/* What is stamped: the signature where there is one, else the manifest itself. */
static int
stamped_digest(struct case_tool *c, unsigned char digest[32], struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	int dir = case_folder_descriptor(c->folder);
	int r = whole_file_read(dir, CASE_SIGNATURE, &b, e);

	if (r == 0)
		r = whole_file_read(dir, CASE_MANIFEST, &b, e);
	SHA256((const unsigned char *)buffer_text(&b), b.n, digest);
	buffer_release(&b);
	return r > 0 ? 0 : -1;
}

static int
request_stamp(struct case_tool *c, struct error *e)
{
	struct buffer request = BUFFER_EMPTY;
	unsigned char digest[32];
	int r = stamped_digest(c, digest, e);

	if (r == 0)
		r = stamp_request(digest, &request, e);
	if (r == 0 && (put(c, CASE_STAMP_REQUEST, &request, e) || attached_sum(c->folder, e)))
		r = -1;
	if (r == 0)
		tool_info(c->tool,
			  "carry %s/" CASE_STAMP_REQUEST " to a time stamping authority, and its "
			  "reply back: winnow-case stamp --reply FILE %s",
			  c->path, c->path);
	buffer_release(&request);
	return r;
}

static int
judge(struct case_tool *c, const struct stamp_checked *s, struct error *e)
{
	if (c->ca && !s->trusted)
		return error_set(e, ERROR_INPUT, "%s: %s", c->reply, s->why_untrusted);
	return 0;
}

static void
tell_stamp(struct case_tool *c, struct stamp_checked *s)
{
	tool_info(c->tool, "stamped %s by %s%s", s->time, buffer_text(&s->authority),
		  c->ca ? "" : "; whether it is to be trusted was not asked (--ca)");
}

static int
attach_stamp(struct case_tool *c, const struct buffer *reply, struct error *e)
{
	struct buffer request = BUFFER_EMPTY;
	struct stamp_checked s = {0};
	unsigned char digest[32];
	int r = stamped_digest(c, digest, e);

	if (r == 0 &&
	    whole_file_read(case_folder_descriptor(c->folder), CASE_STAMP_REQUEST, &request, e) < 0)
		r = -1;
	if (r == 0)
		r = stamp_check(buffer_span(reply), digest, buffer_span(&request), c->ca, &s, e);
	if (r == 0)
		r = judge(c, &s, e);
	if (r == 0 && (put(c, CASE_STAMP, reply, e) || attached_sum(c->folder, e)))
		r = -1;
	if (r == 0)
		tell_stamp(c, &s);
	stamp_checked_release(&s);
	buffer_release(&request);
	return r;
}

/* ---- The report's own ---- */

static int
put_token(struct case_tool *c, const struct buffer *pdf, const struct buffer *reply,
	  struct error *e)
{
	struct buffer token = BUFFER_EMPTY, with = BUFFER_EMPTY;
	const struct audit_act what = case_tool_act(c->tool, "stamp report");
	int r = stamp_token(buffer_span(reply), &token, e);

	if (r == 0)
		r = pdf_add_token(buffer_span(pdf), buffer_span(&token), &with, e);
	if (r == 0)
		r = act_begin(&c->act, &what, e);
	if (r == 0)
		r = put(c, REPORT_PDF, &with, e);
	c->act.what.complete = true;
	if (r == 0)
		r = act_end(&c->act, e);
	if (r == 0)
		r = act_done(&c->act, e);
	buffer_release(&token);
	buffer_release(&with);
	return r;
}

static int
attach_pdf_stamp(struct case_tool *c, const struct buffer *reply, struct error *e)
{
	struct buffer pdf = BUFFER_EMPTY, request = BUFFER_EMPTY;
	struct pdf_checked p = {0};
	struct stamp_checked s = {0};
	unsigned char digest[32];
	int dir = case_folder_descriptor(c->folder);
	int r = whole_file_read(dir, REPORT_PDF, &pdf, e);

	if (r > 0)
		r = pdf_signature_check(buffer_span(&pdf), NULL, &p, e);
	if (r == 0)
		error_set(e, ERROR_INPUT, "%s has no signed " REPORT_PDF, c->path);
	r = r > 0 && whole_file_read(dir, REPORT_REQUEST, &request, e) >= 0 ? 0 : -1;
	if (r == 0) {
		SHA256((const unsigned char *)p.cms.value.data, p.cms.value.n, digest);
		r = stamp_check(buffer_span(reply), digest, buffer_span(&request), c->ca, &s, e);
	}
	if (r == 0 && judge(c, &s, e) == 0 && put_token(c, &pdf, reply, e) == 0)
		tell_stamp(c, &s);
	else
		r = -1;
	pdf_checked_release(&p);
	stamp_checked_release(&s);
	buffer_release(&pdf);
	buffer_release(&request);
	return r;
}

int
case_stamp(struct case_tool *c, struct error *e)
{
	struct buffer reply = BUFFER_EMPTY;
	int r;

	if (case_tool_open(c, ACT_ON_SEALED, e))
		return -1;
	if (!c->reply)
		return c->pdf ? error_set(e, ERROR_USAGE,
					  "the request for the report is %s/" REPORT_REQUEST
					  ", written by sign --pdf; bring the reply with --reply",
					  c->path)
			      : request_stamp(c, e);
	r = small_file_read_path(c->reply, &reply, e) < 0 ? -1 : 0;
	if (r == 0)
		r = c->pdf ? attach_pdf_stamp(c, &reply, e) : attach_stamp(c, &reply, e);
	buffer_release(&reply);
	return r;
}
