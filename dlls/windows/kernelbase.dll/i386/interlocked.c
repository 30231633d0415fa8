/* SPDX-License-Identifier: MIT */
/* The interlocked functions that 32-bit programs import; elsewhere, and in newer programs, they are the compiler's own.
 */
#include "kernelbase.h"

#undef InterlockedIncrement
#undef InterlockedDecrement
#undef InterlockedExchange
#undef InterlockedCompareExchange
#undef InterlockedExchangeAdd

LONG WINAPI InterlockedIncrement(LONG volatile *value)
{
    return __atomic_add_fetch(value, 1, __ATOMIC_SEQ_CST);
}

LONG WINAPI InterlockedDecrement(LONG volatile *value)
{
    return __atomic_sub_fetch(value, 1, __ATOMIC_SEQ_CST);
}

LONG WINAPI InterlockedExchange(LONG volatile *value, LONG now)
{
    return __atomic_exchange_n(value, now, __ATOMIC_SEQ_CST);
}

LONG WINAPI InterlockedExchangeAdd(LONG volatile *value, LONG more)
{
    return __atomic_fetch_add(value, more, __ATOMIC_SEQ_CST);
}

LONG WINAPI InterlockedCompareExchange(LONG volatile *value, LONG now, LONG expected)
{
    __atomic_compare_exchange_n(value, &expected, now, FALSE, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return expected;
}
