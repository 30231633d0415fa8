/* SPDX-License-Identifier: MIT */
/* What the sources of bcrypt.dll share: algorithms, and the objects that handles point to. */
#ifndef METIC_BCRYPT_ALGORITHM_H
#define METIC_BCRYPT_ALGORITHM_H

#include "nt.h"
#include "nt_host_calls.h"
#include "nt_lib.h"
#include <bcrypt.h>

#include "host_stubs.h"

/* A kind of algorithm. */
enum kind { KIND_HASH, KIND_CIPHER, KIND_RANDOM };

struct algorithm {
    const WCHAR *name;
    enum kind kind;
    ULONG host;                       /* enum host_hash or host_cipher */
    ULONG block, digest;              /* bytes */
    ULONG key_min, key_max, key_step; /* bits */
    ULONG pseudo, pseudo_hmac;        /* pseudo-handles: of the hash, of the HMAC; of a cipher with ECB */
    ULONG pseudo_cbc, pseudo_cfb;
};

/* What a cipher chains by. */
enum chaining { CHAIN_CBC, CHAIN_ECB, CHAIN_CFB, CHAIN_GCM, CHAIN_COUNT };
extern const WCHAR *const chaining_names[CHAIN_COUNT];

/* What handles point to begins so. */
enum magic { MAGIC_PROVIDER = 0x56504d43, MAGIC_HASH = 0x48534d43, MAGIC_KEY = 0x594b4d43 };
struct object {
    ULONG magic;
    ULONG foreign; /* 1: in the caller's memory */
    const struct algorithm *algorithm;
};

struct provider {
    struct object object;
    BOOL hmac, reusable;
    enum chaining chaining;
};

struct hash {
    struct object object;
    BOOL keyed, reusable, finished;
    UCHAR state[HOST_HASH_STATE];
};

struct key {
    struct object object;
    enum chaining chaining;
    ULONG length; /* of the secret, bytes */
    UCHAR secret[32];
};

/* The provider of a handle or pseudo-handle, copied; FALSE: it is none. */
BOOL provider_get(BCRYPT_ALG_HANDLE handle, struct provider *out);

/* The object of a handle; NULL: it is none of that kind. */
void *object_get(BCRYPT_HANDLE handle, enum magic magic);

/* A new object: in the caller's memory if it gives any, else in the heap.  `needed`: what one takes.
 * STATUS_BUFFER_TOO_SMALL, STATUS_NO_MEMORY. */
NTSTATUS object_make(enum magic magic, const struct algorithm *algorithm, SIZE_T needed, void *given, ULONG room,
                     void **out);
/* Another object with the same contents, made in the same way; `object` is of that size. */
NTSTATUS object_copy(const void *object, SIZE_T size, void *given, ULONG room, void **out);
void object_end(void *object, SIZE_T size);

#endif
