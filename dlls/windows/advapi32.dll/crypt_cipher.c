/* SPDX-License-Identifier: MIT */
/* CryptEncrypt and CryptDecrypt with session keys, on the host, in place.  PKCS #7: the last block is filled with the
 * number of bytes that fill it.  Left out: public keys, RC2. */
#include "crypt.h"

static BOOL run(struct key *key, BOOL encrypt, UCHAR *data, DWORD size)
{
    static const ULONG modes[] = {
        [CRYPT_MODE_CBC] = HOST_CBC, [CRYPT_MODE_ECB] = HOST_ECB, [CRYPT_MODE_CFB] = HOST_CFB8};
    return crypt_done(HostCipher(key->kind->host, modes[key->mode], (BOOLEAN)encrypt, key->secret, key->length,
                                 key->chain, data, data, size));
}

/* What both check first: the key, and the hash if there is one. */
static struct key *begin(HCRYPTKEY handle, HCRYPTHASH hash_handle, DWORD flags, const DWORD *size, struct hash **hash)
{
    struct key *key = crypt_get(handle, MAGIC_KEY);
    DWORD error = 0;
    *hash = NULL;
    if (!key) return NULL;
    if (hash_handle && !(*hash = crypt_get(hash_handle, MAGIC_HASH)))
        error = (DWORD)NTE_BAD_HASH;
    else if (!size)
        error = ERROR_INVALID_PARAMETER;
    else if (flags)
        error = (DWORD)NTE_BAD_FLAGS;
    else if (key->kind->host == HOST_CIPHERS)
        error = ERROR_CALL_NOT_IMPLEMENTED;
    if (!error) return key;
    SetLastError(error);
    return NULL;
}

/* "CryptEncrypt function": `data` NULL asks how much room it takes.  Without `final` whole blocks alone, and the
 * chain goes on in the next call; after it begins anew.  The hash is of the plaintext.  ERROR_MORE_DATA. */
BOOL WINAPI CryptEncrypt(HCRYPTKEY handle, HCRYPTHASH hash_handle, BOOL final, DWORD flags, BYTE *data, DWORD *size,
                         DWORD room)
{
    struct hash *hash;
    struct key *key = begin(handle, hash_handle, flags, size, &hash);
    if (!key) return FALSE;
    DWORD block = key->kind->block, given = *size, needed = final ? (given / block + 1) * block : given;
    if (!final && given % block) return crypt_fail((DWORD)NTE_BAD_DATA);
    if (needed < given) return crypt_fail((DWORD)NTE_BAD_LEN);
    *size = needed;
    if (!data) return TRUE;
    if (room < needed) return crypt_fail(ERROR_MORE_DATA);
    if (hash && !hash_add(hash, data, given)) return FALSE;
    memset(data + given, (int)(needed - given), needed - given);
    if (!run(key, TRUE, data, needed)) return FALSE;
    if (final) memcpy(key->chain, key->iv, block);
    return TRUE;
}

/* "CryptDecrypt function".  NTE_BAD_DATA: no whole blocks, or "when the padding is found to be not valid". */
BOOL WINAPI CryptDecrypt(HCRYPTKEY handle, HCRYPTHASH hash_handle, BOOL final, DWORD flags, BYTE *data, DWORD *size)
{
    struct hash *hash;
    struct key *key = begin(handle, hash_handle, flags, size, &hash);
    if (!key) return FALSE;
    DWORD block = key->kind->block, given = *size, fill = 0;
    if (!data) return crypt_fail(ERROR_INVALID_PARAMETER);
    if (given % block || (final && !given)) return crypt_fail((DWORD)NTE_BAD_DATA);
    if (!run(key, FALSE, data, given)) return FALSE;
    if (final) {
        memcpy(key->chain, key->iv, block);
        fill = data[given - 1];
        if (!fill || fill > block) return crypt_fail((DWORD)NTE_BAD_DATA);
        for (DWORD i = given - fill; i < given; i++)
            if (data[i] != fill) return crypt_fail((DWORD)NTE_BAD_DATA);
    }
    *size = given - fill;
    return hash ? hash_add(hash, data, *size) : TRUE;
}
