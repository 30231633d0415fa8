/* SPDX-License-Identifier: MIT */
/* What the sources of CryptoAPI share: the objects that HCRYPTPROV, HCRYPTHASH and HCRYPTKEY point to. */
#ifndef METIC_ADVAPI32_CRYPT_H
#define METIC_ADVAPI32_CRYPT_H

#define WINADVAPI
#define WINIMPM
#include "nt.h"
#include "nt_host_calls.h"
#include "nt_lib.h"

#include <string.h>
#include <wincrypt.h>

#include "host_stubs.h"

/* Which providers have an algorithm: Base, Enhanced and Strong, RSA and AES. */
enum strength { STRENGTH_BASE, STRENGTH_ENHANCED, STRENGTH_AES };

struct csp {
    const WCHAR *name;
    DWORD type;
    enum strength strength;
};

enum magic { MAGIC_PROVIDER = 0x56504143, MAGIC_HASH = 0x48534143, MAGIC_KEY = 0x594b4143 };

/* A context: a provider without a key container.  Hashes and keys keep it. */
struct provider {
    ULONG magic;
    LONG references, users; /* the memory's; the program's, by CryptAcquireContext and CryptContextAddRef */
    const struct csp *csp;
};

struct hash_kind {
    ALG_ID id;
    ULONG host, size; /* enum host_hash; bytes */
    enum strength strength;
};

/* What a hash and a key begin with. */
struct held {
    ULONG magic;
    struct provider *provider;
};

struct hash {
    struct held held;
    ALG_ID id;                    /* CALG_HMAC, or the kind's */
    const struct hash_kind *kind; /* NULL: an HMAC before HP_HMAC_INFO */
    BOOL finished;
    ULONG secret_size; /* of an HMAC's key, bytes */
    UCHAR secret[HOST_KEY], state[HOST_HASH_STATE], digest[HOST_DIGEST];
};

struct cipher_kind {
    ALG_ID id;
    ULONG host;               /* enum host_cipher; HOST_CIPHERS: keys alone, for HMACs */
    ULONG block, least, most; /* bytes */
    enum strength strength;
};

struct key {
    struct held held;
    const struct cipher_kind *kind;
    BOOL exportable;
    DWORD mode; /* CRYPT_MODE_* */
    ULONG length;
    UCHAR secret[HOST_KEY], iv[HOST_BLOCK], chain[HOST_BLOCK];
};

/* Sets the last error; FALSE. */
BOOL crypt_fail(DWORD error);
/* A host's status as CryptoAPI says it. */
BOOL crypt_done(NTSTATUS status);

/* The object of a handle; NULL, and ERROR_INVALID_PARAMETER: it is none of that kind. */
void *crypt_get(ULONG_PTR handle, enum magic magic);
/* A new object, zeroed but for its magic; NULL, and NTE_NO_MEMORY. */
void *crypt_make(enum magic magic, SIZE_T size);
/* Wiped and freed. */
void crypt_end(void *object, SIZE_T size);

/* A hash or key of `size` bytes: ended, or copied.  FALSE: the last error. */
BOOL crypt_destroy(ULONG_PTR handle, enum magic magic, SIZE_T size);
BOOL crypt_duplicate(ULONG_PTR handle, enum magic magic, SIZE_T size, const DWORD *reserved, DWORD flags,
                     ULONG_PTR *result);
struct provider *provider_keep(struct provider *provider);
void provider_drop(struct provider *provider);

/* Answers a parameter by the rule of CryptGetProvParam and its kin: `out` NULL asks for the size; ERROR_MORE_DATA. */
BOOL crypt_answer(void *out, DWORD *room, const void *answer, DWORD size);

/* Adds data to a hash. */
BOOL hash_add(struct hash *hash, const void *data, DWORD size);
/* Finishes a hash, once; its value is in `digest`. */
BOOL hash_finish(struct hash *hash);

#endif
