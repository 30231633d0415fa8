/* SPDX-License-Identifier: MIT */
/* CryptoAPI's session keys: random, imported in the clear, or derived from a hash; and their parameters.
 * Left out: public keys, wrapped keys, enciphering by RC2, RC4 and DESX; CTS and OFB. */
#include "crypt.h"

static const struct cipher_kind cipher_kinds[] = {
    {CALG_DES,      HOST_DES,     8,  8,  8,  STRENGTH_BASE    },
    {CALG_3DES_112, HOST_3DES,    8,  16, 16, STRENGTH_ENHANCED},
    {CALG_3DES,     HOST_3DES,    8,  24, 24, STRENGTH_ENHANCED},
    {CALG_AES_128,  HOST_AES,     16, 16, 16, STRENGTH_AES     },
    {CALG_AES_192,  HOST_AES,     16, 24, 24, STRENGTH_AES     },
    {CALG_AES_256,  HOST_AES,     16, 32, 32, STRENGTH_AES     },
    {CALG_RC2,      HOST_CIPHERS, 8,  1,  16, STRENGTH_BASE    },
};

static const struct cipher_kind *kind_find(ALG_ID id, const struct provider *provider)
{
    for (ULONG i = 0; i < ARRAYSIZE(cipher_kinds); i++)
        if (cipher_kinds[i].id == id && cipher_kinds[i].strength <= provider->csp->strength) return &cipher_kinds[i];
    SetLastError((DWORD)NTE_BAD_ALGID);
    return NULL;
}

/* The cipher of a key that is made here, its length by the upper half of `flags`. */
static const struct cipher_kind *kind_for(ALG_ID id, DWORD flags, const struct provider *provider)
{
    const DWORD known = CRYPT_EXPORTABLE | CRYPT_CREATE_SALT | CRYPT_NO_SALT | CRYPT_USER_PROTECTED | 0xffff0000;
    const struct cipher_kind *kind = kind_find(id, provider);
    DWORD bits = flags >> 16;
    if (!kind) return NULL;
    if (kind->host == HOST_CIPHERS)
        SetLastError((DWORD)NTE_BAD_ALGID);
    else if (flags & ~known || (bits && bits != kind->most * 8))
        SetLastError((DWORD)NTE_BAD_FLAGS);
    else
        return kind;
    return NULL;
}

static BOOL key_make(struct provider *provider, const struct cipher_kind *kind, const UCHAR *secret, ULONG length,
                     DWORD flags, HCRYPTKEY *result)
{
    struct key *key = crypt_make(MAGIC_KEY, sizeof *key);
    if (!key) return FALSE;
    key->held.provider = provider_keep(provider);
    key->kind = kind;
    key->exportable = (flags & CRYPT_EXPORTABLE) != 0;
    key->mode = CRYPT_MODE_CBC;
    key->length = length;
    memcpy(key->secret, secret, length);
    *result = (HCRYPTKEY)key;
    return TRUE;
}

/* "CryptGenKey function": session keys.  NTE_BAD_ALGID: public ones. */
BOOL WINAPI CryptGenKey(HCRYPTPROV handle, ALG_ID id, DWORD flags, HCRYPTKEY *result)
{
    struct provider *provider = crypt_get(handle, MAGIC_PROVIDER);
    const struct cipher_kind *kind;
    UCHAR secret[HOST_KEY];
    if (!provider) return FALSE;
    if (!result) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (!(kind = kind_for(id, flags, provider))) return FALSE;
    if (!__metic_random(secret, kind->most)) return crypt_fail((DWORD)NTE_FAIL);
    BOOL done = key_make(provider, kind, secret, kind->most, flags, result);
    RtlSecureZeroMemory(secret, sizeof secret);
    return done;
}

/* "CryptImportKey function", of a PLAINTEXTKEYBLOB.  RC2 keys, for HMACs, may be longer with CRYPT_IPSEC_HMAC_KEY.
 * NTE_BAD_TYPE: another kind of BLOB. */
BOOL WINAPI CryptImportKey(HCRYPTPROV handle, const BYTE *blob, DWORD size, HCRYPTKEY wrapper, DWORD flags,
                           HCRYPTKEY *result)
{
    struct provider *provider = crypt_get(handle, MAGIC_PROVIDER);
    struct {
        BLOBHEADER header;
        DWORD length;
    } head;
    if (!provider) return FALSE;
    if (!blob || !result || wrapper) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (size < sizeof head) return crypt_fail((DWORD)NTE_BAD_DATA);
    memcpy(&head, blob, sizeof head);
    if (head.header.bType != PLAINTEXTKEYBLOB) return crypt_fail((DWORD)NTE_BAD_TYPE);
    if (head.header.bVersion != CUR_BLOB_VERSION) return crypt_fail((DWORD)NTE_BAD_VER);
    if (flags & ~(DWORD)(CRYPT_EXPORTABLE | CRYPT_NO_SALT | CRYPT_IPSEC_HMAC_KEY))
        return crypt_fail((DWORD)NTE_BAD_FLAGS);
    const struct cipher_kind *kind = kind_find(head.header.aiKeyAlg, provider);
    if (!kind) return FALSE;
    ULONG most = kind->id == CALG_RC2 && flags & CRYPT_IPSEC_HMAC_KEY ? HOST_KEY : kind->most;
    if (head.length < kind->least || head.length > most || head.length > size - sizeof head)
        return crypt_fail((DWORD)NTE_BAD_DATA);
    return key_make(provider, kind, blob + sizeof head, head.length, flags, result);
}

/* "CryptExportKey function", as a PLAINTEXTKEYBLOB.  NTE_BAD_KEY_STATE: it was not made exportable. */
BOOL WINAPI CryptExportKey(HCRYPTKEY handle, HCRYPTKEY wrapper, DWORD type, DWORD flags, BYTE *out, DWORD *room)
{
    struct key *key = crypt_get(handle, MAGIC_KEY);
    struct {
        BLOBHEADER header;
        DWORD length;
        UCHAR secret[HOST_KEY];
    } blob;
    if (!key) return FALSE;
    if (!room || wrapper) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (flags) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    if (type != PLAINTEXTKEYBLOB) return crypt_fail((DWORD)NTE_BAD_TYPE);
    if (!key->exportable) return crypt_fail((DWORD)NTE_BAD_KEY_STATE);
    blob.header = (BLOBHEADER){PLAINTEXTKEYBLOB, CUR_BLOB_VERSION, 0, key->kind->id};
    memcpy(blob.secret, key->secret, blob.length = key->length);
    BOOL done = crypt_answer(out, room, &blob, (DWORD)(offsetof(__typeof__(blob), secret) + key->length));
    RtlSecureZeroMemory(&blob, sizeof blob);
    return done;
}

/* ---- derived keys ---- */

/* "CryptDeriveKey function", Remarks: where the hash is too short, the hashes of 64 bytes of 0x36 and of 64 bytes of
 * 0x5c, each XORed with it, one after the other. */
static BOOL stretch(const struct hash *hash, UCHAR *out)
{
    static const UCHAR fill[] = {0x36, 0x5c};
    const struct hash_kind *kind = hash->kind;
    UCHAR buffer[64], state[HOST_HASH_STATE];
    BOOL done = TRUE;
    for (ULONG half = 0; half < ARRAYSIZE(fill) && done; half++) {
        for (ULONG i = 0; i < sizeof buffer; i++) buffer[i] = fill[half] ^ (i < kind->size ? hash->digest[i] : 0);
        done = crypt_done(HostHashBegin(kind->host, NULL, 0, state)) &&
               crypt_done(HostHashUpdate(state, buffer, sizeof buffer)) &&
               crypt_done(HostHashEnd(state, out + half * kind->size, kind->size));
    }
    RtlSecureZeroMemory(buffer, sizeof buffer);
    return done;
}

/* "CryptDeriveKey function": "The derived key is the first n bytes of the hash value", but stretched "if the hash is
 * not a member of the SHA-2 family and the required key is for either 3DES or AES". */
BOOL WINAPI CryptDeriveKey(HCRYPTPROV handle, ALG_ID id, HCRYPTHASH base, DWORD flags, HCRYPTKEY *result)
{
    struct provider *provider = crypt_get(handle, MAGIC_PROVIDER);
    struct hash *hash = provider ? crypt_get(base, MAGIC_HASH) : NULL;
    const struct cipher_kind *kind;
    UCHAR material[2 * HOST_DIGEST];
    if (!hash) return FALSE;
    if (!result) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (!(kind = kind_for(id, flags, provider))) return FALSE;
    if (hash->id == CALG_HMAC) return crypt_fail((DWORD)NTE_BAD_HASH);
    if (!hash_finish(hash)) return FALSE;
    memcpy(material, hash->digest, sizeof hash->digest);
    if (kind->host != HOST_DES && hash->kind->host < HOST_SHA256 && !stretch(hash, material)) return FALSE;
    BOOL done = key_make(provider, kind, material, kind->most, flags, result);
    RtlSecureZeroMemory(material, sizeof material);
    return done;
}

/* ---- keys as objects ---- */

BOOL WINAPI CryptDestroyKey(HCRYPTKEY handle)
{
    return crypt_destroy(handle, MAGIC_KEY, sizeof(struct key));
}

/* "CryptDuplicateKey function" */
BOOL WINAPI CryptDuplicateKey(HCRYPTKEY handle, DWORD *reserved, DWORD flags, HCRYPTKEY *result)
{
    return crypt_duplicate(handle, MAGIC_KEY, sizeof(struct key), reserved, flags, result);
}

/* "CryptSetKeyParam function": the vector (a block's bytes), the mode, and what can only be as it is. */
BOOL WINAPI CryptSetKeyParam(HCRYPTKEY handle, DWORD what, const BYTE *data, DWORD flags)
{
    struct key *key = crypt_get(handle, MAGIC_KEY);
    DWORD number;
    if (!key) return FALSE;
    if (!data) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (flags) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    if (what == KP_IV) {
        memcpy(key->iv, data, key->kind->block);
        memcpy(key->chain, data, key->kind->block);
        return TRUE;
    }
    memcpy(&number, data, sizeof number);
    switch (what) {
    case KP_MODE:
        if (number != CRYPT_MODE_CBC && number != CRYPT_MODE_ECB && number != CRYPT_MODE_CFB)
            return crypt_fail((DWORD)NTE_BAD_DATA);
        key->mode = number;
        return TRUE;
    case KP_PADDING: return number == PKCS5_PADDING ? TRUE : crypt_fail((DWORD)NTE_BAD_DATA);
    case KP_MODE_BITS: return number == 8 ? TRUE : crypt_fail((DWORD)NTE_BAD_DATA);
    default: return crypt_fail((DWORD)NTE_BAD_TYPE);
    }
}

/* "CryptGetKeyParam function": lengths in bits. */
BOOL WINAPI CryptGetKeyParam(HCRYPTKEY handle, DWORD what, BYTE *out, DWORD *room, DWORD flags)
{
    struct key *key = crypt_get(handle, MAGIC_KEY);
    DWORD number;
    if (!key) return FALSE;
    if (!room) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (flags) return crypt_fail((DWORD)NTE_BAD_FLAGS);
    switch (what) {
    case KP_IV: return crypt_answer(out, room, key->iv, key->kind->block);
    case KP_ALGID: number = key->kind->id; break;
    case KP_BLOCKLEN: number = key->kind->block * 8; break;
    case KP_KEYLEN: number = key->length * 8; break;
    case KP_MODE: number = key->mode; break;
    case KP_MODE_BITS: number = 8; break;
    case KP_PADDING: number = PKCS5_PADDING; break;
    case KP_PERMISSIONS:
        number = CRYPT_ENCRYPT | CRYPT_DECRYPT | CRYPT_READ | CRYPT_WRITE | CRYPT_MAC;
        if (key->exportable) number |= CRYPT_EXPORT;
        break;
    default: return crypt_fail((DWORD)NTE_BAD_TYPE);
    }
    return crypt_answer(out, room, &number, sizeof number);
}
