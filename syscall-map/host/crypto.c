/* SPDX-License-Identifier: MIT */
/* Hashes, HMAC, ciphers and key derivation by nettle, which is loaded at the first use.
 *
 * No call leaves anything behind on the host: a hash in progress is its state, which the guest keeps and gives back (it
 * may copy it, and spoil its own), and ciphers take key and vector with each call.  Guest memory goes through buffers
 * of CHUNK bytes. Left out: public keys, and what nettle has no function for. */
#include "door/guestmem.h"
#include "host_calls.h"
#include "nt_host_calls.h"

#include <dlfcn.h>
#include <nettle/cbc.h>
#include <nettle/cfb.h>
#include <nettle/des.h>
#include <nettle/gcm.h>
#include <nettle/hmac.h>
#include <nettle/md2.h>
#include <nettle/md4.h>
#include <nettle/md5.h>
#include <nettle/nettle-meta.h>
#include <nettle/pbkdf2.h>
#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <pthread.h>
#include <string.h>

enum { CHUNK = 16384 };

/* ---- the library ---- */

/* What is used of it; NULL where it has not that. */
static struct {
    const struct nettle_hash *hash[HOST_HASHES];
    const struct nettle_cipher *aes128, *aes192, *aes256;
    __typeof__(&hmac_set_key) hmac_set_key;
    __typeof__(&hmac_update) hmac_update;
    __typeof__(&hmac_digest) hmac_digest;
    __typeof__(&pbkdf2) pbkdf2;
    __typeof__(&cbc_encrypt) cbc_encrypt;
    __typeof__(&cbc_decrypt) cbc_decrypt;
    __typeof__(&cfb8_encrypt) cfb8_encrypt;
    __typeof__(&cfb8_decrypt) cfb8_decrypt;
    __typeof__(&gcm_set_key) gcm_set_key;
    __typeof__(&gcm_set_iv) gcm_set_iv;
    __typeof__(&gcm_update) gcm_update;
    __typeof__(&gcm_encrypt) gcm_encrypt;
    __typeof__(&gcm_decrypt) gcm_decrypt;
    __typeof__(&gcm_digest) gcm_digest;
    __typeof__(&des_set_key) des_set_key;
    __typeof__(&des_encrypt) des_encrypt;
    __typeof__(&des_decrypt) des_decrypt;
    __typeof__(&des3_set_key) des3_set_key;
    __typeof__(&des3_encrypt) des3_encrypt;
    __typeof__(&des3_decrypt) des3_decrypt;
} nettle;

static const struct {
    const char *name;
    void *at;
} symbols[] = {
    {"nettle_md2",          &nettle.hash[HOST_MD2]   },
    {"nettle_md4",          &nettle.hash[HOST_MD4]   },
    {"nettle_md5",          &nettle.hash[HOST_MD5]   },
    {"nettle_sha1",         &nettle.hash[HOST_SHA1]  },
    {"nettle_sha256",       &nettle.hash[HOST_SHA256]},
    {"nettle_sha384",       &nettle.hash[HOST_SHA384]},
    {"nettle_sha512",       &nettle.hash[HOST_SHA512]},
    {"nettle_aes128",       &nettle.aes128           },
    {"nettle_aes192",       &nettle.aes192           },
    {"nettle_aes256",       &nettle.aes256           },
    {"nettle_hmac_set_key", &nettle.hmac_set_key     },
    {"nettle_hmac_update",  &nettle.hmac_update      },
    {"nettle_hmac_digest",  &nettle.hmac_digest      },
    {"nettle_pbkdf2",       &nettle.pbkdf2           },
    {"nettle_cbc_encrypt",  &nettle.cbc_encrypt      },
    {"nettle_cbc_decrypt",  &nettle.cbc_decrypt      },
    {"nettle_cfb8_encrypt", &nettle.cfb8_encrypt     },
    {"nettle_cfb8_decrypt", &nettle.cfb8_decrypt     },
    {"nettle_gcm_set_key",  &nettle.gcm_set_key      },
    {"nettle_gcm_set_iv",   &nettle.gcm_set_iv       },
    {"nettle_gcm_update",   &nettle.gcm_update       },
    {"nettle_gcm_encrypt",  &nettle.gcm_encrypt      },
    {"nettle_gcm_decrypt",  &nettle.gcm_decrypt      },
    {"nettle_gcm_digest",   &nettle.gcm_digest       },
    {"nettle_des_set_key",  &nettle.des_set_key      },
    {"nettle_des_encrypt",  &nettle.des_encrypt      },
    {"nettle_des_decrypt",  &nettle.des_decrypt      },
    {"nettle_des3_set_key", &nettle.des3_set_key     },
    {"nettle_des3_encrypt", &nettle.des3_encrypt     },
    {"nettle_des3_decrypt", &nettle.des3_decrypt     },
};

static bool loaded;

static void load(void)
{
    void *library = dlopen(METIC_NETTLE, RTLD_NOW | RTLD_LOCAL);
    if (!library) return;
    loaded = true;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        void *found = dlsym(library, symbols[i].name);
        memcpy(symbols[i].at, &found, sizeof found);
        loaded &= found != NULL;
    }
}

/* Is the library there, with all that is asked of it? */
static bool library(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return loaded;
}

/* ---- hashes ---- */

/* What stands in the guest's HOST_HASH_STATE bytes. */
struct state {
    uint32_t algorithm, keyed;
    union {
        struct md2_ctx md2;
        struct md4_ctx md4;
        struct md5_ctx md5;
        struct sha1_ctx sha1;
        struct sha256_ctx sha256;
        struct sha512_ctx sha512;
    } inner, outer, now; /* the first two with a key alone */
};
_Static_assert(sizeof(struct state) <= HOST_HASH_STATE, "the guest's room");

static NTSTATUS state_read(struct state *state, const void *guest)
{
    if (!guest_get(state, (const struct state *)guest)) return STATUS_ACCESS_VIOLATION;
    if (state->algorithm >= HOST_HASHES || state->keyed > 1) return STATUS_INVALID_PARAMETER;
    return library() ? STATUS_SUCCESS : STATUS_DLL_NOT_FOUND;
}

static void hash_more(struct state *state, size_t length, const uint8_t *data)
{
    const struct nettle_hash *hash = nettle.hash[state->algorithm];
    if (state->keyed)
        nettle.hmac_update(&state->now, hash, length, data);
    else
        hash->update(&state->now, length, data);
}

static void hash_begin(struct state *state, uint32_t algorithm, const uint8_t *key, size_t length)
{
    const struct nettle_hash *hash = nettle.hash[algorithm];
    *state = (struct state){.algorithm = algorithm, .keyed = key != NULL};
    if (key)
        nettle.hmac_set_key(&state->outer, &state->inner, &state->now, hash, length, key);
    else
        hash->init(&state->now);
}

/* Begins an HMAC; a key longer than HOST_KEY, which is longer than any block, is hashed first, as RFC 2104 says. */
static NTSTATUS mac_begin(struct state *state, uint32_t algorithm, const char *guest, ULONG length)
{
    uint8_t key[HOST_KEY];
    if (length > sizeof key) {
        hash_begin(state, algorithm, NULL, 0);
        for (ULONG done = 0, part; done < length; done += part) {
            part = length - done < sizeof key ? length - done : sizeof key;
            if (!guest_read(key, guest + done, part)) return STATUS_ACCESS_VIOLATION;
            hash_more(state, part, key);
        }
        length = nettle.hash[algorithm]->digest_size;
        nettle.hash[algorithm]->digest(&state->now, length, key);
    } else if (!guest_read(key, guest, length)) {
        return STATUS_ACCESS_VIOLATION;
    }
    hash_begin(state, algorithm, key, length);
    explicit_bzero(key, sizeof key);
    return STATUS_SUCCESS;
}

/* Key NULL: a hash; else an HMAC. */
NTSTATUS sys_HostHashBegin(ULONG Algorithm, const void *Key, ULONG KeyLength, void *State)
{
    struct state state;
    NTSTATUS status = STATUS_SUCCESS;
    if (Algorithm >= HOST_HASHES) return STATUS_INVALID_PARAMETER;
    if (!library()) return STATUS_DLL_NOT_FOUND;
    if (Key)
        status = mac_begin(&state, Algorithm, Key, KeyLength);
    else
        hash_begin(&state, Algorithm, NULL, 0);
    if (!status && !guest_put((struct state *)State, &state)) status = STATUS_ACCESS_VIOLATION;
    return status;
}

NTSTATUS sys_HostHashUpdate(void *State, const void *Data, ULONG Length)
{
    struct state state;
    uint8_t chunk[CHUNK];
    NTSTATUS status = state_read(&state, State);
    for (ULONG done = 0, part; !status && done < Length; done += part) {
        part = Length - done < CHUNK ? Length - done : CHUNK;
        if (!guest_read(chunk, (const char *)Data + done, part)) return STATUS_ACCESS_VIOLATION;
        hash_more(&state, part, chunk);
    }
    if (!status && !guest_put((struct state *)State, &state)) status = STATUS_ACCESS_VIOLATION;
    return status;
}

/* The digest, or as much of it as is asked for; the state then is one that has just begun. */
NTSTATUS sys_HostHashEnd(void *State, void *Digest, ULONG DigestLength)
{
    struct state state;
    uint8_t digest[HOST_DIGEST];
    NTSTATUS status = state_read(&state, State);
    if (status) return status;
    const struct nettle_hash *hash = nettle.hash[state.algorithm];
    if (DigestLength > hash->digest_size) return STATUS_INVALID_PARAMETER;
    if (state.keyed)
        nettle.hmac_digest(&state.outer, &state.inner, &state.now, hash, DigestLength, digest);
    else
        hash->digest(&state.now, DigestLength, digest);
    bool written = guest_write(Digest, digest, DigestLength) && guest_put((struct state *)State, &state);
    return written ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static void derive_update(void *state, size_t length, const uint8_t *data)
{
    hash_more(state, length, data);
}

static void derive_digest(void *context, size_t length, uint8_t *digest)
{
    struct state *state = context;
    nettle.hmac_digest(&state->outer, &state->inner, &state->now, nettle.hash[state->algorithm], length, digest);
}

/* PBKDF2 with HMAC (RFC 8018). */
NTSTATUS sys_HostDeriveKey(ULONG Algorithm, const void *Password, ULONG PasswordLength, const void *Salt,
                           ULONG SaltLength, ULONGLONG Iterations, void *Key, ULONG KeyLength)
{
    struct state state;
    uint8_t key[CHUNK], salt[4096];
    if (KeyLength > sizeof key || SaltLength > sizeof salt || !Iterations || Iterations > 0xffffffff)
        return STATUS_INVALID_PARAMETER;
    if (Algorithm >= HOST_HASHES) return STATUS_INVALID_PARAMETER;
    if (!library()) return STATUS_DLL_NOT_FOUND;
    if (!guest_read(salt, Salt, SaltLength)) return STATUS_ACCESS_VIOLATION;
    NTSTATUS status = mac_begin(&state, Algorithm, Password, PasswordLength);
    if (status) return status;
    nettle.pbkdf2(&state, derive_update, derive_digest, nettle.hash[Algorithm]->digest_size, (unsigned)Iterations,
                  SaltLength, salt, KeyLength, key);
    bool written = guest_write(Key, key, KeyLength);
    explicit_bzero(key, sizeof key);
    return written ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

/* ---- ciphers ---- */

/* A cipher with its key. */
struct cipher {
    union {
        uint8_t aes[512]; /* nettle's context_size, checked */
        struct des_ctx des;
        struct des3_ctx des3;
        uint64_t align;
    } context;
    nettle_cipher_func *encrypt, *decrypt;
    size_t block;
};

static bool aes_key(struct cipher *cipher, const uint8_t *key, size_t length, bool encrypt)
{
    const struct nettle_cipher *aes = length == 16   ? nettle.aes128
                                      : length == 24 ? nettle.aes192
                                      : length == 32 ? nettle.aes256
                                                     : NULL;
    if (!aes || aes->context_size > sizeof cipher->context.aes) return false;
    (encrypt ? aes->set_encrypt_key : aes->set_decrypt_key)(&cipher->context, key);
    cipher->encrypt = aes->encrypt;
    cipher->decrypt = aes->decrypt;
    return true;
}

static bool des_key(struct cipher *cipher, const uint8_t *key, size_t length, bool encrypt)
{
    (void)encrypt;
    if (length != DES_KEY_SIZE) return false;
    nettle.des_set_key(&cipher->context.des, key); /* its answer warns of weak keys, which Windows takes */
    cipher->encrypt = (nettle_cipher_func *)nettle.des_encrypt;
    cipher->decrypt = (nettle_cipher_func *)nettle.des_decrypt;
    return true;
}

/* Of 16 bytes the third key is the first. */
static bool des3_key(struct cipher *cipher, const uint8_t *key, size_t length, bool encrypt)
{
    uint8_t whole[DES3_KEY_SIZE];
    (void)encrypt;
    if (length != 16 && length != sizeof whole) return false;
    memcpy(whole, key, length);
    if (length == 16) memcpy(whole + 16, key, 8);
    nettle.des3_set_key(&cipher->context.des3, whole);
    explicit_bzero(whole, sizeof whole);
    cipher->encrypt = (nettle_cipher_func *)nettle.des3_encrypt;
    cipher->decrypt = (nettle_cipher_func *)nettle.des3_decrypt;
    return true;
}

static const struct {
    size_t block;
    bool (*key)(struct cipher *cipher, const uint8_t *key, size_t length, bool encrypt); /* false: a wrong length */
} ciphers[HOST_CIPHERS] = {
    [HOST_AES] = {16, aes_key },
    [HOST_DES] = {8,  des_key },
    [HOST_3DES] = {8,  des3_key},
};

static void run(const struct cipher *cipher, ULONG mode, bool encrypt, uint8_t *vector, size_t length, uint8_t *data)
{
    const void *key = &cipher->context;
    size_t block = cipher->block;
    if (mode == HOST_ECB)
        (encrypt ? cipher->encrypt : cipher->decrypt)(key, length, data, data);
    else if (mode == HOST_CBC)
        (encrypt ? nettle.cbc_encrypt : nettle.cbc_decrypt)(key, encrypt ? cipher->encrypt : cipher->decrypt, block,
                                                            vector, length, data, data);
    else
        (encrypt ? nettle.cfb8_encrypt : nettle.cfb8_decrypt)(key, cipher->encrypt, block, vector, length, data, data);
}

/* Whole blocks, but for CFB; *Iv goes on.  STATUS_INVALID_PARAMETER; STATUS_INVALID_BUFFER_SIZE: no whole
 * blocks. */
NTSTATUS sys_HostCipher(ULONG Algorithm, ULONG Mode, BOOLEAN Encrypt, const void *Key, ULONG KeyLength, void *Iv,
                        const void *From, void *To, ULONG Length)
{
    struct cipher cipher;
    uint8_t key[HOST_KEY], vector[HOST_BLOCK], chunk[CHUNK];
    NTSTATUS status = STATUS_SUCCESS;
    if (Algorithm >= HOST_CIPHERS || Mode > HOST_CFB8 || KeyLength > sizeof key) return STATUS_INVALID_PARAMETER;
    if (!library()) return STATUS_DLL_NOT_FOUND;
    cipher.block = ciphers[Algorithm].block;
    if (Mode != HOST_CFB8 && Length % cipher.block) return STATUS_INVALID_BUFFER_SIZE;
    bool chained = Mode != HOST_ECB;
    if (!guest_read(key, Key, KeyLength) || (chained && !guest_read(vector, Iv, cipher.block)))
        return STATUS_ACCESS_VIOLATION;
    /* CFB deciphers by enciphering */
    if (!ciphers[Algorithm].key(&cipher, key, KeyLength, Encrypt || Mode == HOST_CFB8))
        status = STATUS_INVALID_PARAMETER;
    for (ULONG done = 0, part; !status && done < Length; done += part) {
        part = Length - done < CHUNK ? Length - done : CHUNK;
        if (!guest_read(chunk, (const char *)From + done, part)) {
            status = STATUS_ACCESS_VIOLATION;
            break;
        }
        run(&cipher, Mode, Encrypt, vector, part, chunk);
        if (!guest_write((char *)To + done, chunk, part)) status = STATUS_ACCESS_VIOLATION;
    }
    if (!status && chained && !guest_write(Iv, vector, cipher.block)) status = STATUS_ACCESS_VIOLATION;
    explicit_bzero(&cipher, sizeof cipher);
    explicit_bzero(key, sizeof key);
    return status;
}

/* ---- AES-GCM ---- */

struct gcm {
    struct cipher cipher;
    struct gcm_key key;
    struct gcm_ctx context;
};

static NTSTATUS gcm_extra(struct gcm *gcm, const char *extra, ULONG length)
{
    uint8_t chunk[CHUNK];
    for (ULONG done = 0, part; done < length; done += part) {
        part = length - done < CHUNK ? length - done : CHUNK;
        if (!guest_read(chunk, extra + done, part)) return STATUS_ACCESS_VIOLATION;
        nettle.gcm_update(&gcm->context, &gcm->key, part, chunk);
    }
    return STATUS_SUCCESS;
}

static NTSTATUS gcm_run(struct gcm *gcm, bool encrypt, const char *from, char *to, ULONG length)
{
    uint8_t chunk[CHUNK];
    for (ULONG done = 0, part; done < length; done += part) {
        part = length - done < CHUNK ? length - done : CHUNK;
        if (!guest_read(chunk, from + done, part)) return STATUS_ACCESS_VIOLATION;
        (encrypt ? nettle.gcm_encrypt : nettle.gcm_decrypt)(&gcm->context, &gcm->key, &gcm->cipher.context,
                                                            gcm->cipher.encrypt, part, chunk, chunk);
        if (!guest_write(to + done, chunk, part)) return STATUS_ACCESS_VIOLATION;
    }
    return STATUS_SUCCESS;
}

/* The tag is written, or compared: STATUS_AUTH_TAG_MISMATCH, and what was deciphered is wiped. */
NTSTATUS sys_HostAead(BOOLEAN Encrypt, const void *Key, ULONG KeyLength, const void *Nonce, ULONG NonceLength,
                      const void *Extra, ULONG ExtraLength, const void *From, void *To, ULONG Length, void *Tag,
                      ULONG TagLength)
{
    struct gcm gcm;
    uint8_t key[32], nonce[256], tag[16], given[16];
    if (KeyLength > sizeof key || !NonceLength || NonceLength > sizeof nonce || TagLength > sizeof tag)
        return STATUS_INVALID_PARAMETER;
    if (!library()) return STATUS_DLL_NOT_FOUND;
    if (!guest_read(key, Key, KeyLength) || !guest_read(nonce, Nonce, NonceLength) ||
        (!Encrypt && !guest_read(given, Tag, TagLength)))
        return STATUS_ACCESS_VIOLATION;
    if (!aes_key(&gcm.cipher, key, KeyLength, true)) return STATUS_INVALID_PARAMETER;
    nettle.gcm_set_key(&gcm.key, &gcm.cipher.context, gcm.cipher.encrypt);
    nettle.gcm_set_iv(&gcm.context, &gcm.key, NonceLength, nonce);
    NTSTATUS status = gcm_extra(&gcm, Extra, ExtraLength);
    if (!status) status = gcm_run(&gcm, Encrypt, From, To, Length);
    if (!status) {
        uint8_t differ = 0;
        nettle.gcm_digest(&gcm.context, &gcm.key, &gcm.cipher.context, gcm.cipher.encrypt, TagLength, tag);
        for (ULONG i = 0; !Encrypt && i < TagLength; i++) differ |= tag[i] ^ given[i];
        if (differ)
            status = guest_fill(To, 0, Length) ? STATUS_AUTH_TAG_MISMATCH : STATUS_ACCESS_VIOLATION;
        else if (Encrypt && !guest_write(Tag, tag, TagLength))
            status = STATUS_ACCESS_VIOLATION;
    }
    explicit_bzero(&gcm, sizeof gcm);
    explicit_bzero(key, sizeof key);
    return status;
}
