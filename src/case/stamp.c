/* SPDX-License-Identifier: Apache-2.0 */
#include "case/stamp.h"

#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <stdio.h>
#include <string.h>

#include "case/cms.h"

/* ---- The request ---- */

static TS_MSG_IMPRINT *
imprint_of(const unsigned char digest[32])
{
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *algorithm = X509_ALGOR_new();
	X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
	TS_MSG_IMPRINT_set_algo(imprint, algorithm);
	X509_ALGOR_free(algorithm);
	TS_MSG_IMPRINT_set_msg(imprint, (unsigned char *)(uintptr_t)digest, 32);
	return imprint;
}

static ASN1_INTEGER *
new_nonce(void)
{
	unsigned char raw[8];
	BIGNUM *n;
	ASN1_INTEGER *nonce;
	if (RAND_bytes(raw, sizeof raw) != 1)
		return NULL;
	raw[0] |= 0x40; /* of full length */
	n = BN_bin2bn(raw, sizeof raw, NULL);
	nonce = BN_to_ASN1_INTEGER(n, NULL);
	BN_free(n);
	return nonce;
}

int
stamp_request(const unsigned char digest[32], struct buffer *der, struct error *e)
{
	TS_REQ *request = TS_REQ_new();
	TS_MSG_IMPRINT *imprint = imprint_of(digest);
	ASN1_INTEGER *nonce = new_nonce();
	unsigned char *bytes = NULL;
	int n = -1;
	if (nonce && TS_REQ_set_version(request, 1) && TS_REQ_set_msg_imprint(request, imprint) &&
	    TS_REQ_set_nonce(request, nonce) && TS_REQ_set_cert_req(request, 1))
		n = i2d_TS_REQ(request, &bytes);
	if (n > 0)
		buffer_add(der, bytes, (size_t)n);
	OPENSSL_free(bytes);
	ASN1_INTEGER_free(nonce);
	TS_MSG_IMPRINT_free(imprint);
	TS_REQ_free(request);
	return n > 0 ? 0 : crypto_error(e, "the request for a time stamp could not be made");
}

/* ---- The reply ---- */

static TS_RESP *
parse_reply(struct span reply, struct error *e)
{
	const unsigned char *p = (const unsigned char *)reply.p;
	TS_RESP *r = d2i_TS_RESP(NULL, &p, (long)reply.n);
	if (!r) {
		crypto_error(e, "it is no reply of a time stamping authority");
		return NULL;
	}
	long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(r)));
	if ((status == TS_STATUS_GRANTED || status == TS_STATUS_GRANTED_WITH_MODS) &&
	    TS_RESP_get_token(r))
		return r;
	TS_RESP_free(r);
	error_set(e, ERROR_INPUT, "the time stamping authority refused (status %ld)", status);
	return NULL;
}

static int
check_imprint(TS_TST_INFO *info, const unsigned char digest[32], struct error *e)
{
	TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
	const ASN1_OBJECT *algorithm = NULL;
	ASN1_OCTET_STRING *is = TS_MSG_IMPRINT_get_msg(imprint);
	X509_ALGOR_get0(&algorithm, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
	if (OBJ_obj2nid(algorithm) == NID_sha256 && ASN1_STRING_length(is) == 32 &&
	    memcmp(ASN1_STRING_get0_data(is), digest, 32) == 0)
		return 0;
	return error_set(e, ERROR_INPUT, "the time stamp is of something else");
}

static int
check_nonce(TS_TST_INFO *info, struct span request, struct error *e)
{
	const unsigned char *p = (const unsigned char *)request.p;
	TS_REQ *asked = request.n ? d2i_TS_REQ(NULL, &p, (long)request.n) : NULL;
	if (!asked)
		return request.n ? crypto_error(e, "the request cannot be read") : 0;
	const ASN1_INTEGER *want = TS_REQ_get_nonce(asked), *is = TS_TST_INFO_get_nonce(info);
	bool same = !want || (is && ASN1_INTEGER_cmp(want, is) == 0);
	TS_REQ_free(asked);
	return same ? 0 : error_set(e, ERROR_INPUT, "the reply is to another request (its nonce)");
}

static int
take_time(TS_TST_INFO *info, struct stamp_checked *out, struct error *e)
{
	struct tm tm;
	if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &tm) != 1)
		return crypto_error(e, "the time in the stamp cannot be read");
	out->seconds = (long long)timegm(&tm);
	clock_format(out->time, out->seconds, 0, "Z");
	return 0;
}

static void
take_authority(PKCS7 *token, struct stamp_checked *out)
{
	STACK_OF(X509) *signers = PKCS7_get0_signers(token, NULL, 0);
	if (signers && sk_X509_num(signers) > 0)
		signer_name(sk_X509_value(signers, 0), &out->authority);
	sk_X509_free(signers);
}

static void
check_chain(PKCS7 *token, const char *ca, struct stamp_checked *out, struct error *e)
{
	X509_STORE *store = cms_store(ca, out->seconds, e);
	X509 *signer = NULL;
	struct error why = {0};
	if (!store)
		return;
	X509_VERIFY_PARAM_set_purpose(X509_STORE_get0_param(store), X509_PURPOSE_TIMESTAMP_SIGN);
	out->trusted = TS_RESP_verify_signature(token, NULL, store, &signer) == 1;
	if (!out->trusted) {
		crypto_error(&why, "its certificate is not vouched for by '%s'", ca);
		snprintf(out->why_untrusted, sizeof out->why_untrusted, "%.190s", why.text);
	}
	X509_free(signer);
	X509_STORE_free(store);
}

static int
check_token(PKCS7 *token, const unsigned char digest[32], struct span request, const char *ca,
	    struct stamp_checked *out, struct error *e)
{
	TS_TST_INFO *info = PKCS7_to_TS_TST_INFO(token);
	BIO *sink = BIO_new(BIO_s_null());
	int result = info ? 0 : crypto_error(e, "there is no time stamp in it");
	if (result == 0 && (check_imprint(info, digest, e) || check_nonce(info, request, e) ||
			    take_time(info, out, e)))
		result = -1;
	if (result == 0 && PKCS7_verify(token, NULL, NULL, NULL, sink, PKCS7_NOVERIFY) != 1)
		result = crypto_error(e, "the signature of the time stamp does not hold");
	if (result == 0) {
		take_authority(token, out);
		if (ca)
			check_chain(token, ca, out, e);
	}
	BIO_free(sink);
	TS_TST_INFO_free(info);
	return result == 0 && e->kind == ERROR_NONE ? 0 : -1;
}

int
stamp_check(struct span reply, const unsigned char digest[32], struct span request, const char *ca,
	    struct stamp_checked *out, struct error *e)
{
	*out = (struct stamp_checked){0};
	TS_RESP *r = parse_reply(reply, e);
	if (!r)
		return -1;
	int result = check_token(TS_RESP_get_token(r), digest, request, ca, out, e);
	TS_RESP_free(r);
	return result;
}

int
stamp_check_token(struct span token, const unsigned char digest[32], const char *ca,
		  struct stamp_checked *out, struct error *e)
{
	const unsigned char *p = (const unsigned char *)token.p;
	*out = (struct stamp_checked){0};
	PKCS7 *t = d2i_PKCS7(NULL, &p, (long)token.n);
	if (!t)
		return crypto_error(e, "it is no time stamp token");
	int result = check_token(t, digest, (struct span){"", 0}, ca, out, e);
	PKCS7_free(t);
	return result;
}

void
stamp_checked_release(struct stamp_checked *s)
{
	buffer_release(&s->authority);
}

int
stamp_token(struct span reply, struct buffer *out, struct error *e)
{
	TS_RESP *r = parse_reply(reply, e);
	unsigned char *bytes = NULL;
	int n;
	if (!r)
		return -1;
	n = i2d_PKCS7(TS_RESP_get_token(r), &bytes);
	if (n > 0)
		buffer_add(out, bytes, (size_t)n);
	OPENSSL_free(bytes);
	TS_RESP_free(r);
	return n > 0 ? 0 : crypto_error(e, "the time stamp cannot be read");
}
