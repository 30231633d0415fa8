/* SPDX-License-Identifier: MIT */
/* The random number generator of CNG, which is the kernel's. */
#include "algorithm.h"

/* "BCryptGenRandom function": a handle, or none with BCRYPT_USE_SYSTEM_PREFERRED_RNG.  What the buffer holds as
 * additional entropy (BCRYPT_RNG_USE_ENTROPY_IN_BUFFER) "is ignored" since Windows 8. */
NTSTATUS WINAPI BCryptGenRandom(BCRYPT_ALG_HANDLE algorithm, PUCHAR buffer, ULONG size, ULONG flags)
{
    struct provider provider;
    if (flags & ~(ULONG)(BCRYPT_USE_SYSTEM_PREFERRED_RNG | BCRYPT_RNG_USE_ENTROPY_IN_BUFFER))
        return STATUS_INVALID_PARAMETER;
    if (flags & BCRYPT_USE_SYSTEM_PREFERRED_RNG) {
        if (algorithm) return STATUS_INVALID_PARAMETER;
    } else if (!provider_get(algorithm, &provider) || provider.object.algorithm->kind != KIND_RANDOM) {
        return STATUS_INVALID_HANDLE;
    }
    if (!buffer) return STATUS_INVALID_PARAMETER;
    return __metic_random(buffer, size) ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}
