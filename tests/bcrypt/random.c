/* SPDX-License-Identifier: MIT */
/* CNG's random numbers. */
#define WIN32_NO_STATUS
#include "check.h"
#undef WIN32_NO_STATUS
#include <ntstatus.h>

#include <bcrypt.h>
#include <string.h>

#ifndef BCRYPT_RNG_ALG_HANDLE
#define BCRYPT_RNG_ALG_HANDLE ((BCRYPT_ALG_HANDLE)0x81)
#endif

/* Are `size` random bytes written, others each time, and none behind them? */
static int fills(BCRYPT_ALG_HANDLE algorithm, ULONG flags)
{
    BYTE one[64] = {0}, two[64] = {0}, none[64] = {0};
    return BCryptGenRandom(algorithm, one, 48, flags) == STATUS_SUCCESS &&
           BCryptGenRandom(algorithm, two, 48, flags) == STATUS_SUCCESS && memcmp(one, none, 48) &&
           memcmp(one, two, 48) && !memcmp(one + 48, none, 16) && !memcmp(two + 48, none, 16);
}

int main(void)
{
    BCRYPT_ALG_HANDLE algorithm = NULL;
    BYTE bytes[16] = {0};

    CHECK(fills(NULL, BCRYPT_USE_SYSTEM_PREFERRED_RNG),
          "BCryptGenRandom: BCRYPT_USE_SYSTEM_PREFERRED_RNG: \"Use the system-preferred random number generator "
          "algorithm. The hAlgorithm parameter must be NULL.\"");
    CHECK(BCryptGenRandom(NULL, bytes, 16, 0) == STATUS_INVALID_HANDLE,
          "STATUS_INVALID_HANDLE: \"The handle in the hAlgorithm parameter is not valid.\"");
    CHECK(BCryptGenRandom(NULL, NULL, 16, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == STATUS_INVALID_PARAMETER,
          "STATUS_INVALID_PARAMETER: \"One or more parameters are not valid.\"");
    CHECK(BCryptGenRandom(NULL, bytes, 0, BCRYPT_USE_SYSTEM_PREFERRED_RNG) == STATUS_SUCCESS && !bytes[0],
          "none of no bytes");
    CHECK(fills(BCRYPT_RNG_ALG_HANDLE, 0), "BCRYPT_RNG_ALG_HANDLE: the generator's pseudo-handle");

    CHECK(BCryptOpenAlgorithmProvider(&algorithm, BCRYPT_RNG_ALGORITHM, NULL, 0) == STATUS_SUCCESS && algorithm,
          "BCryptOpenAlgorithmProvider: BCRYPT_RNG_ALGORITHM: \"The random-number generator algorithm.\"");
    CHECK(fills(algorithm, 0), "a handle from BCryptOpenAlgorithmProvider");
    CHECK(fills(algorithm, BCRYPT_RNG_USE_ENTROPY_IN_BUFFER),
          "BCRYPT_RNG_USE_ENTROPY_IN_BUFFER: \"Windows 8 and later: This flag is ignored.\"");
    CHECK(BCryptCloseAlgorithmProvider(algorithm, 0) == STATUS_SUCCESS, "BCryptCloseAlgorithmProvider");
    CHECK(BCryptCloseAlgorithmProvider(NULL, 0) == STATUS_INVALID_HANDLE,
          "STATUS_INVALID_HANDLE: \"The algorithm handle in the hAlgorithm parameter is not valid.\"");
    /* Wine 8.0: STATUS_NOT_IMPLEMENTED */
    CHECK(BCryptOpenAlgorithmProvider(&algorithm, L"no such algorithm", NULL, 0) == STATUS_NOT_FOUND,
          "STATUS_NOT_FOUND: \"No provider was found for the specified algorithm ID.\"");
    CHECK(BCryptOpenAlgorithmProvider(NULL, BCRYPT_RNG_ALGORITHM, NULL, 0) == STATUS_INVALID_PARAMETER,
          "STATUS_INVALID_PARAMETER: \"One or more parameters are not valid.\"");
    return check_done();
}
