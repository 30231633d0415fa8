/* SPDX-License-Identifier: MIT */
/* CryptoAPI's hashes and HMACs, computed on the host.
 * Left out: CALG_MAC, SSL's and TLS's hashes, HMACs with inner and outer strings of their own. */
#include "crypt.h"

static const struct hash_kind hash_kinds[] = {
    {CALG_MD2,     HOST_MD2,    16, STRENGTH_BASE},
    {CALG_MD4,     HOST_MD4,    16, STRENGTH_BASE},
    {CALG_MD5,     HOST_MD5,    16, STRENGTH_BASE},
    {CALG_SHA1,    HOST_SHA1,   20, STRENGTH_BASE},
    {CALG_SHA_256, HOST_SHA256, 32, STRENGTH_AES },
    {CALG_SHA_384, HOST_SHA384, 48, STRENGTH_AES },
    {CALG_SHA_512, HOST_SHA512, 64, STRENGTH_AES },
};

static const struct hash_kind *kind_find(ALG_ID id, const struct provider *provider)
{
    for (ULONG i = 0; i < ARRAYSIZE(hash_kinds); i++)
        if (hash_kinds[i].id == id && hash_kinds[i].strength <= provider->csp->strength) return &hash_kinds[i];
    SetLastError((DWORD)NTE_BAD_ALGID);
    return NULL;
}

/* "CryptCreateHash function": CALG_HMAC takes a key, and its hash by HP_HMAC_INFO. */
BOOL WINAPI CryptCreateHash(HCRYPTPROV handle, ALG_ID id, HCRYPTKEY key_handle, DWORD flags, HCRYPTHASH *result)
{
    struct provider *provider = crypt_get(handle, MAGIC_PROVIDER);
    const struct hash_kind *kind = NULL;
    const struct key *key = NULL;
    if (!provider) return FALSE;
    if (!result) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (flags) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    if (id != CALG_HMAC) {
        if (!(kind = kind_find(id, provider))) return FALSE;
        if (key_handle) return crypt_fail(ERROR_INVALID_PARAMETER); /* "must be set to zero" */
    } else if (!key_handle || !(key = crypt_get(key_handle, MAGIC_KEY))) {
        return crypt_fail((DWORD)NTE_BAD_KEY);
    }
    struct hash *hash = crypt_make(MAGIC_HASH, sizeof *hash);
    if (!hash) return FALSE;
    hash->id = id;
    hash->kind = kind;
    if (key) memcpy(hash->secret, key->secret, hash->secret_size = key->length);
    if (kind && !crypt_done(HostHashBegin(kind->host, NULL, 0, hash->state))) {
        crypt_end(hash, sizeof *hash);
        return FALSE;
    }
    hash->held.provider = provider_keep(provider);
    *result = (HCRYPTHASH)hash;
    return TRUE;
}

BOOL WINAPI CryptDestroyHash(HCRYPTHASH handle)
{
    return crypt_destroy(handle, MAGIC_HASH, sizeof(struct hash));
}

/* "CryptDuplicateHash function" */
BOOL WINAPI CryptDuplicateHash(HCRYPTHASH handle, DWORD *reserved, DWORD flags, HCRYPTHASH *result)
{
    return crypt_duplicate(handle, MAGIC_HASH, sizeof(struct hash), reserved, flags, result);
}

BOOL hash_add(struct hash *hash, const void *data, DWORD size)
{
    if (hash->finished || !hash->kind) return crypt_fail((DWORD)NTE_BAD_HASH_STATE);
    return crypt_done(HostHashUpdate(hash->state, data, size));
}

BOOL hash_finish(struct hash *hash)
{
    if (hash->finished) return TRUE;
    if (!hash->kind) return crypt_fail((DWORD)NTE_BAD_HASH_STATE);
    if (!crypt_done(HostHashEnd(hash->state, hash->digest, hash->kind->size))) return FALSE;
    return hash->finished = TRUE;
}

/* "CryptHashData function".  NTE_BAD_HASH_STATE: the hash is finished. */
BOOL WINAPI CryptHashData(HCRYPTHASH handle, const BYTE *data, DWORD size, DWORD flags)
{
    struct hash *hash = crypt_get(handle, MAGIC_HASH);
    if (!hash) return FALSE;
    if (flags) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    if (!data && size) return crypt_fail(ERROR_INVALID_PARAMETER);
    return hash_add(hash, data, size);
}

/* "CryptGetHashParam function": HP_HASHVAL finishes the hash. */
BOOL WINAPI CryptGetHashParam(HCRYPTHASH handle, DWORD what, BYTE *out, DWORD *room, DWORD flags)
{
    struct hash *hash = crypt_get(handle, MAGIC_HASH);
    if (!hash) return FALSE;
    if (!room) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (flags) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    if (what == HP_ALGID) return crypt_answer(out, room, &hash->id, sizeof hash->id);
    if (what != HP_HASHSIZE && what != HP_HASHVAL) return crypt_fail((DWORD)NTE_BAD_TYPE);
    if (!hash->kind) return crypt_fail((DWORD)NTE_BAD_HASH_STATE);
    if (what == HP_HASHSIZE) return crypt_answer(out, room, &hash->kind->size, sizeof hash->kind->size);
    if (out && *room >= hash->kind->size && !hash_finish(hash)) return FALSE;
    return crypt_answer(out, room, hash->digest, hash->kind->size);
}

static BOOL set_hmac(struct hash *hash, const HMAC_INFO *info)
{
    if (hash->id != CALG_HMAC) return crypt_fail((DWORD)NTE_BAD_TYPE);
    if (hash->kind) return crypt_fail((DWORD)NTE_BAD_HASH_STATE);
    if (info->cbInnerString || info->cbOuterString) return crypt_fail(ERROR_CALL_NOT_IMPLEMENTED);
    const struct hash_kind *kind = kind_find(info->HashAlgid, hash->held.provider);
    if (!kind || !crypt_done(HostHashBegin(kind->host, hash->secret, hash->secret_size, hash->state))) return FALSE;
    hash->kind = kind;
    return TRUE;
}

/* "CryptSetHashParam function": an HMAC's hash, or a value that was computed elsewhere. */
BOOL WINAPI CryptSetHashParam(HCRYPTHASH handle, DWORD what, const BYTE *data, DWORD flags)
{
    struct hash *hash = crypt_get(handle, MAGIC_HASH);
    if (!hash) return FALSE;
    if (!data) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (flags) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    if (what == HP_HMAC_INFO) return set_hmac(hash, (const HMAC_INFO *)data);
    if (what != HP_HASHVAL) return crypt_fail((DWORD)NTE_BAD_TYPE);
    if (!hash->kind || hash->finished) return crypt_fail((DWORD)NTE_BAD_HASH_STATE);
    memcpy(hash->digest, data, hash->kind->size);
    return hash->finished = TRUE;
}
