#pragma once
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

/* Public keys of their parts. A parameter keeps the pointer to its name, which of a Swift string is gone after the call, so
   they are made here. The numbers of an RSA key have the least significant byte first. NULL for parts that make no key. */

static inline EVP_PKEY *shim_public_key(const char *type, OSSL_PARAM *parts) {
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (!context || EVP_PKEY_fromdata_init(context) != 1 ||
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, parts) != 1)
        key = NULL;
    EVP_PKEY_CTX_free(context);
    return key;
}

static inline EVP_PKEY *shim_rsa_key(unsigned char *n, size_t n_size, unsigned char *e, size_t e_size) {
    OSSL_PARAM parts[] = {OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, n, n_size),
                          OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_E, e, e_size), OSSL_PARAM_construct_end()};
    return shim_public_key("RSA", parts);
}

static inline EVP_PKEY *shim_p256_key(unsigned char *point, size_t size) {
    char group[] = "P-256";
    OSSL_PARAM parts[] = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                          OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point, size),
                          OSSL_PARAM_construct_end()};
    return shim_public_key("EC", parts);
}
