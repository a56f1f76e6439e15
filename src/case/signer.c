/* SPDX-License-Identifier: Apache-2.0 */
#include "case/signer.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "case/signer_token.h"

int
crypto_error(struct error *e, const char *format, ...)
{
	char text[ERROR_TEXT_MAX];
	const char *reason = ERR_reason_error_string(ERR_peek_last_error());
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	ERR_clear_error();
	return error_set(e, ERROR_INPUT, "%s%s%s", text, reason ? ": " : "", reason ? reason : "");
}

void
signer_name(const X509 *certificate, struct buffer *out)
{
	BIO *b = BIO_new(BIO_s_mem());
	char *p;
	X509_NAME_print_ex(b, X509_get_subject_name(certificate), 0,
			   XN_FLAG_ONELINE & ~(unsigned long)ASN1_STRFLGS_ESC_MSB);
	long n = BIO_get_mem_data(b, &p);
	text_mask(out, p, (size_t)n);
	BIO_free(b);
}

void
signer_digest(const X509 *certificate, struct buffer *out)
{
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	if (X509_digest(certificate, EVP_sha256(), md, &n) == 1)
		text_hex(out, md, n);
}

/* ---- Files ---- */

static int
give_passphrase(char *out, int size, int writing, void *ctx)
{
	struct buffer *given = ctx;
	if (!given->n)
		return PEM_def_callback(out, size, writing, NULL);
	if (size < 0 || given->n > (size_t)size)
		return -1;
	memcpy(out, given->data, given->n);
	return (int)given->n;
}

static BIO *
open_file(const char *path, struct error *e)
{
	BIO *b = BIO_new_file(path, "rb");
	if (!b)
		crypto_error(e, "cannot open '%s'", path);
	return b;
}

static int
add_certificates(const char *path, STACK_OF(X509) * to, struct error *e)
{
	BIO *b = open_file(path, e);
	X509 *x;
	if (!b)
		return -1;
	while ((x = PEM_read_bio_X509(b, NULL, NULL, NULL)))
		sk_X509_push(to, x);
	ERR_clear_error();
	BIO_free(b);
	return 0;
}

/* The one that belongs to the key, wherever it stands among the others. */
static int
choose_certificate(struct signer *s, const char *path, struct error *e)
{
	for (int i = 0; !s->certificate && i < sk_X509_num(s->chain); i++)
		if (X509_check_private_key(sk_X509_value(s->chain, i), s->key) == 1)
			s->certificate = sk_X509_delete(s->chain, i);
	ERR_clear_error();
	if (s->certificate)
		return 0;
	return error_set(e, ERROR_INPUT,
			 "'%s' holds no certificate of this key; name it with --cert", path);
}

static int
read_pem(struct signer *s, struct signer_source *source, struct error *e)
{
	BIO *b = open_file(source->key, e);
	if (!b)
		return -1;
	s->key = PEM_read_bio_PrivateKey(b, NULL, give_passphrase, &source->passphrase);
	BIO_free(b);
	if (!s->key)
		return crypto_error(e, "the private key in '%s' cannot be read", source->key);
	return 0;
}

static PKCS12 *
open_pkcs12(const char *path)
{
	BIO *b = BIO_new_file(path, "rb");
	PKCS12 *p12 = b ? d2i_PKCS12_bio(b, NULL) : NULL;
	BIO_free(b);
	ERR_clear_error();
	return p12;
}

static int
read_pkcs12(struct signer *s, PKCS12 *p12, struct signer_source *source, struct error *e)
{
	char passphrase[1024] = "";
	STACK_OF(X509) *others = NULL;
	if (PKCS12_verify_mac(p12, "", 0) != 1 && PKCS12_verify_mac(p12, NULL, 0) != 1) {
		int n = give_passphrase(passphrase, (int)sizeof passphrase - 1, 0,
					&source->passphrase);
		passphrase[n > 0 ? n : 0] = '\0';
	}
	int fine = PKCS12_parse(p12, passphrase, &s->key, &s->certificate, &others);
	OPENSSL_cleanse(passphrase, sizeof passphrase);
	while (others && sk_X509_num(others) > 0)
		sk_X509_push(s->chain, sk_X509_shift(others));
	sk_X509_free(others);
	if (fine == 1 && s->key)
		return 0;
	return crypto_error(e, "the PKCS#12 file '%s' cannot be read", source->key);
}

static int
read_key(struct signer *s, struct signer_source *source, struct error *e)
{
	if (strncmp(source->key, "pkcs11:", 7) == 0)
		return signer_token_open(source->key, &source->passphrase, &s->key, e);
	PKCS12 *p12 = open_pkcs12(source->key);
	int result = p12 ? read_pkcs12(s, p12, source, e) : read_pem(s, source, e);
	PKCS12_free(p12);
	return result;
}

static int
read_certificates(struct signer *s, const struct signer_source *source, struct error *e)
{
	const char *own = source->certificate ? source->certificate : source->key;
	if (source->certificate) {
		X509_free(s->certificate);
		s->certificate = NULL;
	}
	if (source->chain && add_certificates(source->chain, s->chain, e))
		return -1;
	if (s->certificate)
		return 0;
	if (strncmp(own, "pkcs11:", 7) == 0)
		return error_set(e, ERROR_USAGE, "a key on a token needs its certificate: --cert");
	return add_certificates(own, s->chain, e) ? -1 : choose_certificate(s, own, e);
}

static int
check_kind(const struct signer *s, struct error *e)
{
	int kind = EVP_PKEY_get_base_id(s->key);
	if (kind == EVP_PKEY_RSA || kind == EVP_PKEY_EC)
		return 0;
	return error_set(e, ERROR_INPUT,
			 "the key is neither RSA nor EC; such signatures are not made");
}

int
signer_open(struct signer *s, struct signer_source *source, struct error *e)
{
	*s = (struct signer){.chain = sk_X509_new_null()};
	if (read_key(s, source, e) == 0 && read_certificates(s, source, e) == 0 &&
	    check_kind(s, e) == 0)
		return 0;
	signer_close(s);
	return -1;
}

void
signer_close(struct signer *s)
{
	EVP_PKEY_free(s->key);
	X509_free(s->certificate);
	sk_X509_pop_free(s->chain, X509_free);
	*s = (struct signer){NULL, NULL, NULL};
}
