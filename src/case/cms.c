/* SPDX-License-Identifier: Apache-2.0 */
#include "case/cms.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "case/der.h"

#define OID_DATA	    "1.2.840.113549.1.7.1"
#define OID_SIGNED_DATA	    "1.2.840.113549.1.7.2"
#define OID_CONTENT_TYPE    "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST  "1.2.840.113549.1.9.4"
#define OID_SIGNING_TIME    "1.2.840.113549.1.9.5"
#define OID_SIGNING_CERT_V2 "1.2.840.113549.1.9.16.2.47"
#define OID_SHA256	    "2.16.840.1.101.3.4.2.1"
#define OID_RSA		    "1.2.840.113549.1.1.1"
#define OID_ECDSA_SHA256    "1.2.840.10045.4.3.2"

/* ---- Parts ---- */

/* What OpenSSL encodes itself. */
static void
add_encoded(struct buffer *out, unsigned char *der, int n)
{
	if (der && n > 0)
		buffer_add(out, der, (size_t)n);
	OPENSSL_free(der);
}

static void
add_name(struct buffer *out, const X509_NAME *name)
{
	unsigned char *der = NULL;
	int n = i2d_X509_NAME(name, &der);
	add_encoded(out, der, n);
}

static void
add_serial(struct buffer *out, const X509 *x)
{
	unsigned char *der = NULL;
	int n = i2d_ASN1_INTEGER(X509_get0_serialNumber(x), &der);
	add_encoded(out, der, n);
}

static void
add_certificate(struct buffer *out, const X509 *x)
{
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	add_encoded(out, der, n);
}

static void
add_algorithm(struct buffer *out, const char *oid, bool null)
{
	struct buffer b = BUFFER_EMPTY;
	der_oid(&b, oid);
	if (null)
		der_add(&b, DER_NULL, span_of(""));
	der_wrap(out, DER_SEQUENCE, &b);
}

/* Attribute ::= SEQUENCE { type, SET OF value }; releases the value. */
static void
add_attribute(struct buffer *out, const char *oid, struct buffer *value)
{
	struct buffer b = BUFFER_EMPTY;
	der_oid(&b, oid);
	der_wrap(&b, DER_SET, value);
	der_wrap(out, DER_SEQUENCE, &b);
}

/* RFC 5035: SHA-256 is the default and is left out. */
static void
signing_certificate(struct buffer *out, const X509 *x)
{
	struct buffer names = BUFFER_EMPTY, issuer = BUFFER_EMPTY, id = BUFFER_EMPTY;
	struct buffer ids = BUFFER_EMPTY, list = BUFFER_EMPTY, name = BUFFER_EMPTY;
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	X509_digest(x, EVP_sha256(), md, &n);
	der_add(&id, DER_OCTETS, (struct span){(const char *)md, n});
	add_name(&name, X509_get_issuer_name(x));
	der_wrap(&names, DER_CONTEXT + 4, &name);
	der_wrap(&issuer, DER_SEQUENCE, &names);
	add_serial(&issuer, x);
	der_wrap(&id, DER_SEQUENCE, &issuer);
	der_wrap(&ids, DER_SEQUENCE, &id);
	der_wrap(&list, DER_SEQUENCE, &ids);
	der_wrap(out, DER_SEQUENCE, &list);
}

/* "2026-11-23T05:30:00Z" as UTCTime (RFC 5652: until 2049). */
static void
utc_time(struct buffer *out, const char *when)
{
	struct buffer digits = BUFFER_EMPTY;
	for (const char *p = when + 2; *p; p++)
		if (*p >= '0' && *p <= '9')
			buffer_add_byte(&digits, *p);
	buffer_add_byte(&digits, 'Z');
	der_wrap(out, DER_UTC_TIME, &digits);
}

/* ---- Signed attributes ---- */

#define ATTRIBUTES_MAX 4

static int
compare_encodings(const void *a, const void *b)
{
	const struct buffer *x = a, *y = b;
	size_t n = x->n < y->n ? x->n : y->n;
	int order = memcmp(x->data, y->data, n);
	return order ? order : (x->n > y->n) - (x->n < y->n);
}

/* The contents of the SET OF, in DER's order. */
static void
signed_attributes(struct buffer *out, const X509 *x, const unsigned char digest[32],
		  const char *when)
{
	struct buffer each[ATTRIBUTES_MAX] = {0}, value = BUFFER_EMPTY;
	size_t n = 0;
	der_oid(&value, OID_DATA);
	add_attribute(&each[n++], OID_CONTENT_TYPE, &value);
	der_add(&value, DER_OCTETS, (struct span){(const char *)digest, 32});
	add_attribute(&each[n++], OID_MESSAGE_DIGEST, &value);
	signing_certificate(&value, x);
	add_attribute(&each[n++], OID_SIGNING_CERT_V2, &value);
	if (when) {
		utc_time(&value, when);
		add_attribute(&each[n++], OID_SIGNING_TIME, &value);
	}
	qsort(each, n, sizeof *each, compare_encodings);
	for (size_t i = 0; i < n; i++) {
		buffer_add(out, each[i].data, each[i].n);
		buffer_release(&each[i]);
	}
}

static int
sign_bytes(const struct signer *s, struct span bytes, struct buffer *out, struct error *e)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	size_t n = 0;
	int fine = EVP_DigestSignInit(ctx, NULL, EVP_sha256(), NULL, s->key) == 1 &&
		   EVP_DigestSign(ctx, NULL, &n, (const unsigned char *)bytes.p, bytes.n) == 1;
	if (fine) {
		unsigned char *p = (unsigned char *)buffer_reserve(out, n);
		fine = EVP_DigestSign(ctx, p, &n, (const unsigned char *)bytes.p, bytes.n) == 1;
		out->n += fine ? n : 0;
	}
	EVP_MD_CTX_free(ctx);
	return fine ? 0 : crypto_error(e, "the key could not sign");
}

/* ---- The whole ---- */

static void
add_certificates(struct buffer *out, const struct signer *s)
{
	struct buffer all = BUFFER_EMPTY;
	add_certificate(&all, s->certificate);
	for (int i = 0; i < sk_X509_num(s->chain); i++)
		add_certificate(&all, sk_X509_value(s->chain, i));
	der_wrap(out, DER_CONTEXT, &all);
}

static void
signer_info(struct buffer *out, const struct signer *s, const struct buffer *attributes,
	    const struct buffer *value)
{
	struct buffer info = BUFFER_EMPTY, id = BUFFER_EMPTY;
	bool rsa = EVP_PKEY_get_base_id(s->key) == EVP_PKEY_RSA;
	der_add(&info, DER_INTEGER, (struct span){"\1", 1});
	add_name(&id, X509_get_issuer_name(s->certificate));
	add_serial(&id, s->certificate);
	der_wrap(&info, DER_SEQUENCE, &id);
	add_algorithm(&info, OID_SHA256, false);
	der_add(&info, DER_CONTEXT, buffer_span(attributes));
	add_algorithm(&info, rsa ? OID_RSA : OID_ECDSA_SHA256, rsa);
	der_add(&info, DER_OCTETS, buffer_span(value));
	der_wrap(out, DER_SEQUENCE, &info);
}

static void
assemble(struct buffer *out, const struct signer *s, const struct buffer *attributes,
	 const struct buffer *value)
{
	struct buffer data = BUFFER_EMPTY, part = BUFFER_EMPTY, whole = BUFFER_EMPTY;
	struct buffer explicit_data = BUFFER_EMPTY;
	der_add(&data, DER_INTEGER, (struct span){"\1", 1});
	add_algorithm(&part, OID_SHA256, false);
	der_wrap(&data, DER_SET, &part);
	der_oid(&part, OID_DATA);
	der_wrap(&data, DER_SEQUENCE, &part);
	add_certificates(&data, s);
	signer_info(&part, s, attributes, value);
	der_wrap(&data, DER_SET, &part);
	der_wrap(&explicit_data, DER_SEQUENCE, &data);
	der_oid(&whole, OID_SIGNED_DATA);
	der_wrap(&whole, DER_CONTEXT, &explicit_data);
	der_wrap(out, DER_SEQUENCE, &whole);
}

int
cms_sign(const struct signer *s, const unsigned char digest[32], const char *when,
	 struct buffer *der, struct error *e)
{
	struct buffer attributes = BUFFER_EMPTY, set = BUFFER_EMPTY, value = BUFFER_EMPTY;
	signed_attributes(&attributes, s->certificate, digest, when);
	/* Signed as a SET OF, though it stands there under an implicit tag. */
	der_add(&set, DER_SET, buffer_span(&attributes));
	int result = sign_bytes(s, buffer_span(&set), &value, e);
	if (result == 0)
		assemble(der, s, &attributes, &value);
	buffer_release(&attributes);
	buffer_release(&set);
	buffer_release(&value);
	return result;
}

/* ---- Checking ---- */

X509_STORE *
cms_store(const char *ca, long long at, struct error *e)
{
	X509_STORE *store = X509_STORE_new();
	X509_VERIFY_PARAM *param = X509_STORE_get0_param(store);
	if (ca && X509_STORE_load_file(store, ca) != 1) {
		crypto_error(e, "the certificates in '%s' cannot be read", ca);
		X509_STORE_free(store);
		return NULL;
	}
	/* Certificates for documents carry purposes of their own. */
	X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_ANY);
	X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
	if (at)
		X509_VERIFY_PARAM_set_time(param, (time_t)at);
	return store;
}

static CMS_ContentInfo *
parse(struct span der, struct error *e)
{
	const unsigned char *p = (const unsigned char *)der.p;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, (long)der.n);
	if (!cms)
		crypto_error(e, "it is no signature in DER");
	return cms;
}

static void
take_token(CMS_SignerInfo *info, struct cms_checked *out)
{
	int at = CMS_unsigned_get_attr_by_NID(info, NID_id_smime_aa_timeStampToken, -1);
	X509_ATTRIBUTE *a = at < 0 ? NULL : CMS_unsigned_get_attr(info, at);
	ASN1_TYPE *t = a ? X509_ATTRIBUTE_get0_type(a, 0) : NULL;
	if (t && t->type == V_ASN1_SEQUENCE)
		buffer_add(&out->token, t->value.sequence->data, (size_t)t->value.sequence->length);
}

static void
describe(CMS_ContentInfo *cms, struct cms_checked *out)
{
	STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(cms);
	CMS_SignerInfo *info = infos ? sk_CMS_SignerInfo_value(infos, 0) : NULL;
	X509 *x = NULL;
	if (!info)
		return;
	CMS_SignerInfo_get0_algs(info, NULL, &x, NULL, NULL);
	if (x) {
		signer_name(x, &out->signer);
		signer_digest(x, &out->certificate_sha256);
	}
	ASN1_OCTET_STRING *value = CMS_SignerInfo_get0_signature(info);
	buffer_add(&out->value, ASN1_STRING_get0_data(value), (size_t)ASN1_STRING_length(value));
	take_token(info, out);
}

static int
check_chain(CMS_ContentInfo *cms, BIO *content, const char *ca, long long at,
	    struct cms_checked *out, struct error *e)
{
	X509_STORE *store = cms_store(ca, at, e);
	struct error why = {0};
	if (!store)
		return -1;
	(void)BIO_reset(content);
	out->trusted = CMS_verify(cms, NULL, store, content, NULL,
				  CMS_BINARY | CMS_DETACHED | CMS_CADES) == 1;
	if (!out->trusted) {
		crypto_error(&why, "its certificate is not vouched for by '%s'", ca);
		snprintf(out->why_untrusted, sizeof out->why_untrusted, "%.190s", why.text);
	}
	X509_STORE_free(store);
	return 0;
}

int
cms_check(struct span der, struct span content, const char *ca, long long at,
	  struct cms_checked *out, struct error *e)
{
	*out = (struct cms_checked){0};
	CMS_ContentInfo *cms = parse(der, e);
	BIO *bytes = content.n > INT_MAX ? NULL : BIO_new_mem_buf(content.p, (int)content.n);
	int result = cms && bytes ? 0 : -1;
	if (cms && !bytes)
		error_set(e, ERROR_INPUT, "what is signed is too long");
	if (result == 0 && CMS_verify(cms, NULL, NULL, bytes, NULL,
				      CMS_BINARY | CMS_DETACHED | CMS_NO_SIGNER_CERT_VERIFY) != 1)
		result = crypto_error(e, "the signature does not hold");
	if (result == 0)
		describe(cms, out);
	if (result == 0 && ca)
		result = check_chain(cms, bytes, ca, at, out, e);
	BIO_free(bytes);
	CMS_ContentInfo_free(cms);
	return result;
}

void
cms_checked_release(struct cms_checked *c)
{
	buffer_release(&c->signer);
	buffer_release(&c->certificate_sha256);
	buffer_release(&c->value);
	buffer_release(&c->token);
}

int
cms_add_token(struct span der, struct span token, struct buffer *out, struct error *e)
{
	CMS_ContentInfo *cms = parse(der, e);
	if (!cms)
		return -1;
	STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(cms);
	CMS_SignerInfo *info = infos ? sk_CMS_SignerInfo_value(infos, 0) : NULL;
	unsigned char *bytes = NULL;
	int n = -1;
	if (info && token.n < 1 << 20 &&
	    CMS_unsigned_add1_attr_by_NID(info, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE,
					  token.p, (int)token.n) == 1)
		n = i2d_CMS_ContentInfo(cms, &bytes);
	add_encoded(out, bytes, n);
	CMS_ContentInfo_free(cms);
	return n > 0 ? 0 : crypto_error(e, "the time stamp cannot be put into the signature");
}
