/* SPDX-License-Identifier: MIT */
/* The random number generator of CNG, which is the kernel's, and its algorithm's provider.  Other algorithms are not
 * here: opening one says that no provider has it. */
#include "nt.h"
#include "nt_lib.h"
#include <bcrypt.h>

#include <wchar.h>

/* mingw-w64 12 lacks it ("CNG Algorithm Pseudo-handles") */
#ifndef BCRYPT_RNG_ALG_HANDLE
#define BCRYPT_RNG_ALG_HANDLE ((BCRYPT_ALG_HANDLE)0x81)
#endif

/* What a provider's handle points to; its own address makes a stale or foreign handle known. */
struct provider {
    struct provider *self;
};

static BOOL is_provider(BCRYPT_ALG_HANDLE algorithm)
{
    const struct provider *provider = algorithm;
    return provider && ((ULONG_PTR)provider & (sizeof(void *) - 1)) == 0 && provider->self == provider;
}

/* "BCryptGenRandom function": a handle, or none with BCRYPT_USE_SYSTEM_PREFERRED_RNG.  What the buffer holds as
 * additional entropy (BCRYPT_RNG_USE_ENTROPY_IN_BUFFER) "is ignored" since Windows 8. */
NTSTATUS WINAPI BCryptGenRandom(BCRYPT_ALG_HANDLE algorithm, PUCHAR buffer, ULONG size, ULONG flags)
{
    if (flags & ~(ULONG)(BCRYPT_USE_SYSTEM_PREFERRED_RNG | BCRYPT_RNG_USE_ENTROPY_IN_BUFFER))
        return STATUS_INVALID_PARAMETER;
    if (flags & BCRYPT_USE_SYSTEM_PREFERRED_RNG) {
        if (algorithm) return STATUS_INVALID_PARAMETER;
    } else if (algorithm != BCRYPT_RNG_ALG_HANDLE && !is_provider(algorithm)) {
        return STATUS_INVALID_HANDLE;
    }
    if (!buffer) return STATUS_INVALID_PARAMETER;
    return __metic_random(buffer, size) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

/* "BCryptOpenAlgorithmProvider function" */
NTSTATUS WINAPI BCryptOpenAlgorithmProvider(BCRYPT_ALG_HANDLE *algorithm, LPCWSTR name, LPCWSTR implementation,
                                            ULONG flags)
{
    if (!algorithm || !name) return STATUS_INVALID_PARAMETER;
    if (flags & ~(ULONG)(BCRYPT_ALG_HANDLE_HMAC_FLAG | BCRYPT_HASH_REUSABLE_FLAG | BCRYPT_PROV_DISPATCH))
        return STATUS_INVALID_PARAMETER;
    if (wcscmp(name, BCRYPT_RNG_ALGORITHM) || (implementation && wcscmp(implementation, MS_PRIMITIVE_PROVIDER)))
        return STATUS_NOT_FOUND;
    struct provider *provider =
        RtlAllocateHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, sizeof *provider);
    if (!provider) return STATUS_NO_MEMORY;
    provider->self = provider;
    *algorithm = provider;
    return STATUS_SUCCESS;
}

/* "BCryptCloseAlgorithmProvider function": "No flags are currently defined." */
NTSTATUS WINAPI BCryptCloseAlgorithmProvider(BCRYPT_ALG_HANDLE algorithm, ULONG flags)
{
    struct provider *provider = algorithm;
    (void)flags;
    if (algorithm == BCRYPT_RNG_ALG_HANDLE || !is_provider(algorithm)) return STATUS_INVALID_HANDLE;
    provider->self = NULL;
    RtlFreeHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, provider);
    return STATUS_SUCCESS;
}
