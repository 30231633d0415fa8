/* SPDX-License-Identifier: MIT */
/* ProcessPrng as documented. */
#include "check.h"

#include <string.h>

typedef BOOL(WINAPI *process_prng)(BYTE *data, SIZE_T size);

int main(void)
{
    HMODULE module = LoadLibraryA("bcryptprimitives.dll");
    process_prng ProcessPrng = module ? (process_prng)(void *)GetProcAddress(module, "ProcessPrng") : NULL;
    BYTE a[64] = {0}, b[64] = {0}, zero[64] = {0};

    if (!CHECK(ProcessPrng != NULL, "bcryptprimitives.dll exports ProcessPrng")) return check_done();
    CHECK(ProcessPrng(a, sizeof a) == TRUE, "ProcessPrng: \"Always returns TRUE.\"");
    CHECK(ProcessPrng(b, sizeof b) == TRUE, "a second time too");
    CHECK(memcmp(a, zero, sizeof a) != 0, "ProcessPrng: \"Retrieves a specified number of random bytes\"");
    CHECK(memcmp(a, b, sizeof a) != 0, "they are others each time");
    memset(a, 0x5a, sizeof a);
    CHECK(ProcessPrng(a, 32) && a[32] == 0x5a && a[63] == 0x5a, "no byte more than asked for is written");
    CHECK(ProcessPrng(a, 0) && a[32] == 0x5a, "none is for a size of 0");
    return check_done();
}
