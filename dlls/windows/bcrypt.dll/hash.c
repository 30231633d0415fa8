/* SPDX-License-Identifier: MIT */
/* CNG's hashes and HMACs, computed on the host; and keys derived from passwords by them. */
#include "algorithm.h"

/* "BCryptCreateHash function": a secret makes an HMAC, of a provider that was opened for it. */
NTSTATUS WINAPI BCryptCreateHash(BCRYPT_ALG_HANDLE algorithm, BCRYPT_HASH_HANDLE *handle, PUCHAR object, ULONG room,
                                 PUCHAR secret, ULONG secret_size, ULONG flags)
{
    struct provider provider;
    void *made;
    if (!provider_get(algorithm, &provider)) return STATUS_INVALID_HANDLE;
    if (provider.object.algorithm->kind != KIND_HASH) return STATUS_NOT_SUPPORTED;
    if (!handle || flags & ~(ULONG)BCRYPT_HASH_REUSABLE_FLAG || (!secret && secret_size) ||
        (secret_size && !provider.hmac))
        return STATUS_INVALID_PARAMETER;
    NTSTATUS status =
        object_make(MAGIC_HASH, provider.object.algorithm, sizeof(struct hash), room ? object : NULL, room, &made);
    if (!NT_SUCCESS(status)) return status;
    struct hash *hash = made;
    hash->keyed = provider.hmac;
    hash->reusable = provider.reusable || flags & BCRYPT_HASH_REUSABLE_FLAG;
    const void *key = hash->keyed ? secret_size ? (const void *)secret : "" : NULL;
    status = HostHashBegin(hash->object.algorithm->host, key, secret_size, hash->state);
    if (NT_SUCCESS(status))
        *handle = hash;
    else
        object_end(hash, sizeof *hash);
    return status;
}

/* "BCryptHashData function".  STATUS_INVALID_HANDLE: it is finished, and not reusable. */
NTSTATUS WINAPI BCryptHashData(BCRYPT_HASH_HANDLE handle, PUCHAR data, ULONG size, ULONG flags)
{
    struct hash *hash = object_get(handle, MAGIC_HASH);
    if (!hash || hash->finished) return STATUS_INVALID_HANDLE;
    if (flags || (!data && size)) return STATUS_INVALID_PARAMETER;
    return HostHashUpdate(hash->state, data, size);
}

/* "BCryptFinishHash function": the size "must exactly match the size of the hash". */
NTSTATUS WINAPI BCryptFinishHash(BCRYPT_HASH_HANDLE handle, PUCHAR out, ULONG size, ULONG flags)
{
    struct hash *hash = object_get(handle, MAGIC_HASH);
    if (!hash || hash->finished) return STATUS_INVALID_HANDLE;
    if (flags || !out || size != hash->object.algorithm->digest) return STATUS_INVALID_PARAMETER;
    hash->finished = !hash->reusable;
    return HostHashEnd(hash->state, out, size);
}

/* "BCryptDuplicateHash function" */
NTSTATUS WINAPI BCryptDuplicateHash(BCRYPT_HASH_HANDLE handle, BCRYPT_HASH_HANDLE *copy, PUCHAR object, ULONG room,
                                    ULONG flags)
{
    struct hash *hash = object_get(handle, MAGIC_HASH);
    if (!hash) return STATUS_INVALID_HANDLE;
    if (!copy || flags) return STATUS_INVALID_PARAMETER;
    return object_copy(hash, sizeof *hash, object, room, copy);
}

NTSTATUS WINAPI BCryptDestroyHash(BCRYPT_HASH_HANDLE handle)
{
    struct hash *hash = object_get(handle, MAGIC_HASH);
    if (!hash) return STATUS_INVALID_HANDLE;
    object_end(hash, sizeof *hash);
    return STATUS_SUCCESS;
}

/* "BCryptHash function": all in one. */
NTSTATUS WINAPI BCryptHash(BCRYPT_ALG_HANDLE algorithm, PUCHAR secret, ULONG secret_size, PUCHAR data, ULONG size,
                           PUCHAR out, ULONG out_size)
{
    BCRYPT_HASH_HANDLE hash;
    NTSTATUS status = BCryptCreateHash(algorithm, &hash, NULL, 0, secret, secret_size, 0);
    if (!NT_SUCCESS(status)) return status;
    status = BCryptHashData(hash, data, size, 0);
    if (NT_SUCCESS(status)) status = BCryptFinishHash(hash, out, out_size, 0);
    BCryptDestroyHash(hash);
    return status;
}

/* "BCryptDeriveKeyPBKDF2 function": `algorithm` is a provider of HMACs. */
NTSTATUS WINAPI BCryptDeriveKeyPBKDF2(BCRYPT_ALG_HANDLE algorithm, PUCHAR password, ULONG password_size, PUCHAR salt,
                                      ULONG salt_size, ULONGLONG iterations, PUCHAR key, ULONG key_size, ULONG flags)
{
    struct provider provider;
    if (!provider_get(algorithm, &provider)) return STATUS_INVALID_HANDLE;
    if (provider.object.algorithm->kind != KIND_HASH || !provider.hmac || flags || !iterations || !key || !key_size)
        return STATUS_INVALID_PARAMETER;
    return HostDeriveKey(provider.object.algorithm->host, password, password_size, salt, salt_size, iterations, key,
                         key_size);
}
