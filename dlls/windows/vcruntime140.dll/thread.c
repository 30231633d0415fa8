/* SPDX-License-Identifier: MIT */
/* The entry point and the per-thread data.  They hang on a fiber-local index: each fiber has catch blocks of its own.
 */
#include "vcruntime.h"

static ULONG slot;

static void CALLBACK drop(void *data)
{
    vcruntime_free(data);
}

BOOL WINAPI vcruntime_entry(HINSTANCE instance, DWORD reason, void *reserved)
{
    (void)instance;
    switch (reason) {
    case DLL_PROCESS_ATTACH: return NT_SUCCESS(RtlFlsAlloc(drop, &slot));
    case DLL_PROCESS_DETACH:
        if (!reserved) RtlFlsFree(slot);
        break;
    }
    return TRUE;
}

struct vcruntime_thread *vcruntime_self(void)
{
    void *self = NULL;
    RtlFlsGetValue(slot, &self);
    if (__builtin_expect(!self, 0)) {
        self = vcruntime_allocate(sizeof(struct vcruntime_thread));
        if (!self) RtlRaiseStatus(STATUS_NO_MEMORY);
        memset(self, 0, sizeof(struct vcruntime_thread));
        RtlFlsSetValue(slot, self);
    }
    return self;
}
