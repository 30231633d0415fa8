/* SPDX-License-Identifier: MIT */
/* What the calls of host.calls take, on both sides. */
#ifndef METIC_NT_HOST_CALLS_H
#define METIC_NT_HOST_CALLS_H

enum host_hash { HOST_MD2, HOST_MD4, HOST_MD5, HOST_SHA1, HOST_SHA256, HOST_SHA384, HOST_SHA512, HOST_HASHES };
enum host_cipher { HOST_AES, HOST_DES, HOST_3DES, HOST_CIPHERS };
enum host_mode { HOST_ECB, HOST_CBC, HOST_CFB8 };

/* A hash, or with a key an HMAC, in progress: opaque, may be copied. */
#define HOST_HASH_STATE 704
/* The longest digest, block and key. */
#define HOST_DIGEST 64
#define HOST_BLOCK  16
#define HOST_KEY    256

/* mingw-w64's ntstatus.h has it not. */
#ifndef STATUS_AUTH_TAG_MISMATCH
#define STATUS_AUTH_TAG_MISMATCH ((NTSTATUS)0xc000a002)
#endif

#endif
