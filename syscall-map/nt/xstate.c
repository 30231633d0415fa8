/* SPDX-License-Identifier: MIT */
/* Extended state images.  Linux and Windows both use xsave's standard format; what a guest hands back is cleaned before
 * xrstor, which would fault on a reserved bit. */
#include "nt/xstate.h"

#include <cpuid.h>
#include <string.h>

enum { LEGACY = 512, HEADER = 64, MAGIC1 = 0x46505853, SW_MAGIC = 464, SW_EXTENDED = 468, SW_SIZE = 480 };

const void *xstate_legacy(const ucontext_t *context)
{
    return context->uc_mcontext.fpregs;
}

struct xstate xstate_of_signal(const ucontext_t *context)
{
    const char *image = (const char *)context->uc_mcontext.fpregs;
    uint32_t magic, size;
    memcpy(&magic, image + SW_MAGIC, 4);
    memcpy(&size, image + SW_SIZE, 4);
    if (magic != MAGIC1 || size <= LEGACY + HEADER) return (struct xstate){NULL, 0};
    return (struct xstate){image + LEGACY, size - LEGACY};
}

void xstate_legacy_write(ucontext_t *context, const XSAVE_FORMAT *legacy)
{
    char *image = (char *)context->uc_mcontext.fpregs;
    uint32_t mxcsr = legacy->MxCsr & 0xffff;
    memcpy(image, legacy, offsetof(XSAVE_FORMAT, Reserved4)); /* what follows are Linux's own notes */
    memcpy(image + offsetof(XSAVE_FORMAT, MxCsr), &mxcsr, sizeof mxcsr);
    if (!xstate_of_signal(context).size) return;
    uint64_t present;
    memcpy(&present, image + LEGACY, sizeof present);
    present |= 3; /* else the processor takes their initial state */
    memcpy(image + LEGACY, &present, sizeof present);
}

/* CPUID is slow under a hypervisor, so it is asked at the first exception only. */
static uint64_t enabled_components(uint32_t *size)
{
    static uint64_t mask;
    static uint32_t bytes;
    if (!bytes) {
        unsigned a, b, c, d;
        uint32_t low = 3, high = 0;
        if (__get_cpuid(1, &a, &b, &c, &d) && c & bit_OSXSAVE) {
            __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
            __cpuid_count(13, 0, a, b, c, d);
            mask = low | (uint64_t)high << 32;
            bytes = b;
        } else {
            bytes = LEGACY;
        }
    }
    *size = bytes;
    return mask;
}

uint32_t xstate_size(void)
{
    uint32_t size;
    enabled_components(&size);
    return size - LEGACY;
}

uint64_t xstate_prepare(void *image, const XSAVE_FORMAT *legacy, const void *extended)
{
    uint32_t size;
    uint64_t mask = enabled_components(&size), present = 3;
    char *bytes = image;
    memcpy(bytes, legacy, LEGACY);
    uint32_t mxcsr;
    memcpy(&mxcsr, bytes + 24, 4);
    mxcsr &= 0xffff;
    memcpy(bytes + 24, &mxcsr, 4);
    if (!mask) return 0;
    memset(bytes + LEGACY, 0, HEADER);
    if (extended) {
        memcpy(&present, extended, 8);
        present = (present & mask) | 3;
        memcpy(bytes + LEGACY + HEADER, (const char *)extended + HEADER, size - LEGACY - HEADER);
    }
    memcpy(bytes + LEGACY, &present, 8);
    return extended ? mask : 3;
}
