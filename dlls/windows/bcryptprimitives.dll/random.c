/* SPDX-License-Identifier: MIT */
/* ProcessPrng, where Rust's and Go's runtimes take their random numbers from. */
#include "nt.h"

/* "ProcessPrng function": fills `size` bytes; "Always returns TRUE" on Windows, where the generator cannot fail.  A
 * process whose generator is out of reach is ended rather than given numbers that are not random. */
BOOL WINAPI ProcessPrng(BYTE *buffer, SIZE_T size)
{
    if (!__metic_random(buffer, size)) NtTerminateProcess(NtCurrentProcess(), STATUS_UNSUCCESSFUL);
    return TRUE;
}
