/* SPDX-License-Identifier: MIT */
/* CNG's symmetric keys, and enciphering and deciphering by them on the host.
 * Left out: AES-GCM in several calls (BCRYPT_AUTH_MODE_CHAIN_CALLS_FLAG), CFB by whole blocks. */
#include "algorithm.h"

#include <wchar.h>

/* ---- keys ---- */

static BOOL length_fits(const struct algorithm *algorithm, ULONG bytes)
{
    ULONG bits = bytes * 8;
    if (bits < algorithm->key_min || bits > algorithm->key_max) return FALSE;
    return !algorithm->key_step || (bits - algorithm->key_min) % algorithm->key_step == 0;
}

/* "BCryptGenerateSymmetricKey function": a key of these bytes. */
NTSTATUS WINAPI BCryptGenerateSymmetricKey(BCRYPT_ALG_HANDLE algorithm, BCRYPT_KEY_HANDLE *handle, PUCHAR object,
                                           ULONG room, PUCHAR secret, ULONG size, ULONG flags)
{
    struct provider provider;
    void *made;
    if (!provider_get(algorithm, &provider)) return STATUS_INVALID_HANDLE;
    if (provider.object.algorithm->kind != KIND_CIPHER) return STATUS_NOT_SUPPORTED;
    if (!handle || flags || !secret || !length_fits(provider.object.algorithm, size)) return STATUS_INVALID_PARAMETER;
    NTSTATUS status =
        object_make(MAGIC_KEY, provider.object.algorithm, sizeof(struct key), room ? object : NULL, room, &made);
    if (!NT_SUCCESS(status)) return status;
    struct key *key = made;
    key->chaining = provider.chaining;
    key->length = size;
    memcpy(key->secret, secret, size);
    *handle = key;
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptDestroyKey(BCRYPT_KEY_HANDLE handle)
{
    struct key *key = object_get(handle, MAGIC_KEY);
    if (!key) return STATUS_INVALID_HANDLE;
    object_end(key, sizeof *key);
    return STATUS_SUCCESS;
}

NTSTATUS WINAPI BCryptDuplicateKey(BCRYPT_KEY_HANDLE handle, BCRYPT_KEY_HANDLE *copy, PUCHAR object, ULONG room,
                                   ULONG flags)
{
    struct key *key = object_get(handle, MAGIC_KEY);
    if (!key) return STATUS_INVALID_HANDLE;
    if (!copy || flags) return STATUS_INVALID_PARAMETER;
    return object_copy(key, sizeof *key, object, room, copy);
}

/* "BCryptExportKey function": BCRYPT_KEY_DATA_BLOB; `out` NULL: how much it takes. */
NTSTATUS WINAPI BCryptExportKey(BCRYPT_KEY_HANDLE handle, BCRYPT_KEY_HANDLE wrapper, LPCWSTR type, PUCHAR out,
                                ULONG room, ULONG *size, ULONG flags)
{
    struct key *key = object_get(handle, MAGIC_KEY);
    if (!key) return STATUS_INVALID_HANDLE;
    if (!type || !size || flags) return STATUS_INVALID_PARAMETER;
    if (wrapper || wcscmp(type, BCRYPT_KEY_DATA_BLOB)) return STATUS_NOT_SUPPORTED;
    BCRYPT_KEY_DATA_BLOB_HEADER header = {BCRYPT_KEY_DATA_BLOB_MAGIC, BCRYPT_KEY_DATA_BLOB_VERSION1, key->length};
    *size = sizeof header + key->length;
    if (!out) return STATUS_SUCCESS;
    if (room < *size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(out, &header, sizeof header);
    memcpy(out + sizeof header, key->secret, key->length);
    return STATUS_SUCCESS;
}

/* "BCryptImportKey function": the counterpart. */
NTSTATUS WINAPI BCryptImportKey(BCRYPT_ALG_HANDLE algorithm, BCRYPT_KEY_HANDLE wrapper, LPCWSTR type,
                                BCRYPT_KEY_HANDLE *handle, PUCHAR object, ULONG room, PUCHAR blob, ULONG size,
                                ULONG flags)
{
    BCRYPT_KEY_DATA_BLOB_HEADER header;
    if (!type || !blob || flags || size < sizeof header) return STATUS_INVALID_PARAMETER;
    if (wrapper || wcscmp(type, BCRYPT_KEY_DATA_BLOB)) return STATUS_NOT_SUPPORTED;
    memcpy(&header, blob, sizeof header);
    if (header.dwMagic != BCRYPT_KEY_DATA_BLOB_MAGIC || header.dwVersion != BCRYPT_KEY_DATA_BLOB_VERSION1 ||
        header.cbKeyData > size - sizeof header)
        return STATUS_INVALID_PARAMETER;
    return BCryptGenerateSymmetricKey(algorithm, handle, object, room, blob + sizeof header, header.cbKeyData, 0);
}

/* ---- ciphers ---- */

/* One call of BCryptEncrypt or BCryptDecrypt. */
struct job {
    const struct key *key;
    BOOL encrypt, padding;
    const UCHAR *in;
    ULONG in_size;
    UCHAR *iv, *out;
    ULONG iv_size, room, *size;
};

static NTSTATUS run(const struct job *job, UCHAR *iv, const UCHAR *from, UCHAR *to, ULONG size)
{
    static const ULONG modes[] = {[CHAIN_CBC] = HOST_CBC, [CHAIN_ECB] = HOST_ECB, [CHAIN_CFB] = HOST_CFB8};
    const struct key *key = job->key;
    return HostCipher(key->object.algorithm->host, modes[key->chaining], (BOOLEAN)job->encrypt, key->secret,
                      key->length, iv, from, to, size);
}

/* PKCS #7: the last block is filled with the number of bytes that fill it. */
static NTSTATUS encrypt_padded(const struct job *job, UCHAR *iv, ULONG block)
{
    UCHAR last[HOST_BLOCK];
    ULONG whole = job->in_size / block * block, rest = job->in_size - whole;
    memset(last, (int)(block - rest), block);
    memcpy(last, job->in + whole, rest);
    NTSTATUS status = run(job, iv, job->in, job->out, whole);
    return NT_SUCCESS(status) ? run(job, iv, last, job->out + whole, block) : status;
}

/* The last block is deciphered aside: only what is no padding has to have room. */
static NTSTATUS decrypt_padded(const struct job *job, UCHAR *iv, ULONG block)
{
    UCHAR last[HOST_BLOCK];
    ULONG whole = job->in_size - block;
    if (job->room < whole) return STATUS_BUFFER_TOO_SMALL;
    UCHAR keep[HOST_BLOCK]; /* in and out may be the same memory */
    memcpy(keep, job->in + whole, block);
    NTSTATUS status = run(job, iv, job->in, job->out, whole);
    if (NT_SUCCESS(status)) status = run(job, iv, keep, last, block);
    if (!NT_SUCCESS(status)) return status;
    ULONG fill = last[block - 1];
    if (!fill || fill > block) return STATUS_UNSUCCESSFUL;
    for (ULONG i = block - fill; i < block; i++)
        if (last[i] != fill) return STATUS_UNSUCCESSFUL;
    *job->size = job->in_size - fill;
    if (job->room < *job->size) return STATUS_BUFFER_TOO_SMALL;
    memcpy(job->out + whole, last, block - fill);
    return STATUS_SUCCESS;
}

static NTSTATUS chained(const struct job *job)
{
    ULONG block = job->key->object.algorithm->block;
    BOOL by_blocks = job->key->chaining != CHAIN_CFB;
    UCHAR none[HOST_BLOCK] = {0};
    UCHAR *iv = job->iv ? job->iv : none;
    if (job->key->chaining == CHAIN_ECB ? job->iv != NULL : job->iv && job->iv_size != block)
        return STATUS_INVALID_PARAMETER;
    *job->size = job->padding && by_blocks && job->encrypt ? (job->in_size / block + 1) * block : job->in_size;
    if (by_blocks && !(job->padding && job->encrypt) && (job->in_size % block || (job->padding && !job->in_size)))
        return STATUS_INVALID_BUFFER_SIZE;
    if (!job->out) return STATUS_SUCCESS;
    if (job->padding && by_blocks && !job->encrypt) return decrypt_padded(job, iv, block);
    if (job->room < *job->size) return STATUS_BUFFER_TOO_SMALL;
    return job->padding && by_blocks ? encrypt_padded(job, iv, block) : run(job, iv, job->in, job->out, job->in_size);
}

static NTSTATUS authenticated(const struct job *job, const BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO *info)
{
    const struct key *key = job->key;
    if (!info || info->cbSize != sizeof *info || info->dwInfoVersion != BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO_VERSION)
        return STATUS_INVALID_PARAMETER;
    if (info->dwFlags & BCRYPT_AUTH_MODE_CHAIN_CALLS_FLAG) return STATUS_NOT_SUPPORTED;
    *job->size = job->in_size;
    if (!job->out && job->in_size) return STATUS_SUCCESS;
    if (job->padding || !info->pbNonce || info->cbNonce != 12 || !info->pbTag || info->cbTag < 12 || info->cbTag > 16)
        return STATUS_INVALID_PARAMETER;
    if (job->room < job->in_size) return STATUS_BUFFER_TOO_SMALL;
    return HostAead((BOOLEAN)job->encrypt, key->secret, key->length, info->pbNonce, info->cbNonce, info->pbAuthData,
                    info->cbAuthData, job->in, job->out, job->in_size, info->pbTag, info->cbTag);
}

static NTSTATUS cipher(BCRYPT_KEY_HANDLE handle, struct job *job, const void *info, ULONG flags)
{
    job->key = object_get(handle, MAGIC_KEY);
    if (!job->key) return STATUS_INVALID_HANDLE;
    if (!job->size || flags & ~(ULONG)BCRYPT_BLOCK_PADDING || (!job->in && job->in_size))
        return STATUS_INVALID_PARAMETER;
    job->padding = (flags & BCRYPT_BLOCK_PADDING) != 0;
    return job->key->chaining == CHAIN_GCM ? authenticated(job, info) : chained(job);
}

/* "BCryptEncrypt function": `out` NULL: how much it takes.  The vector goes on from call to call.
 * STATUS_INVALID_BUFFER_SIZE: no whole blocks, without BCRYPT_BLOCK_PADDING. */
NTSTATUS WINAPI BCryptEncrypt(BCRYPT_KEY_HANDLE key, PUCHAR in, ULONG in_size, void *info, PUCHAR iv, ULONG iv_size,
                              PUCHAR out, ULONG room, ULONG *size, ULONG flags)
{
    struct job job = {.encrypt = TRUE, .in = in, .in_size = in_size, .iv = iv, .iv_size = iv_size, .out = out};
    job.room = room;
    job.size = size;
    return cipher(key, &job, info, flags);
}

/* "BCryptDecrypt function".  STATUS_AUTH_TAG_MISMATCH: AES-GCM, and somebody changed something. */
NTSTATUS WINAPI BCryptDecrypt(BCRYPT_KEY_HANDLE key, PUCHAR in, ULONG in_size, void *info, PUCHAR iv, ULONG iv_size,
                              PUCHAR out, ULONG room, ULONG *size, ULONG flags)
{
    struct job job = {.encrypt = FALSE, .in = in, .in_size = in_size, .iv = iv, .iv_size = iv_size, .out = out};
    job.room = room;
    job.size = size;
    return cipher(key, &job, info, flags);
}
