/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time stamps (RFC 3161). There is no network code: the request is a file that somebody carries to
 * an authority, and its reply is one that is brought back.
 */
#ifndef WINNOW_CASE_STAMP_H
#define WINNOW_CASE_STAMP_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/error.h"

/* The DER of a request for what has this SHA-256, with a nonce, asking for the certificate. */
int stamp_request(const unsigned char digest[32], struct buffer *der, struct error *e);

struct stamp_checked {
	char time[CLOCK_TEXT_MAX]; /* UTC, that the authority vouches for */
	long long seconds;	   /* the same since 1970 */
	struct buffer authority;   /* the name in its certificate */
	bool trusted;
	char why_untrusted[200];
};

/*
 * Is the reply (DER) a granted stamp of this SHA-256? request: what was asked, to compare the
 * nonce; empty: it is not compared. ca: as in cms_check(). -1: no, *e says why.
 */
int stamp_check(struct span reply, const unsigned char digest[32], struct span request,
		const char *ca, struct stamp_checked *out, struct error *e);
/* The same of a bare token, as it stands in a signature. */
int stamp_check_token(struct span token, const unsigned char digest[32], const char *ca,
		      struct stamp_checked *out, struct error *e);
void stamp_checked_release(struct stamp_checked *s);

/* The token in a reply, DER. */
int stamp_token(struct span reply, struct buffer *out, struct error *e);

#endif
