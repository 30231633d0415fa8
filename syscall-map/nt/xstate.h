/* SPDX-License-Identifier: MIT */
/* The processor's extended state: Linux's image in a signal frame, Windows' behind a CONTEXT, and xrstor's. */
#ifndef METIC_NT_XSTATE_H
#define METIC_NT_XSTATE_H

#include "nt.h"

#include <stdbool.h>
#include <ucontext.h>

/* What follows the legacy area in a signal frame: the xsave header and the components.  0: the frame has none. */
struct xstate {
    const void *bytes;
    uint32_t size;
};
struct xstate xstate_of_signal(const ucontext_t *context);

/* The legacy area (x87, xmm, mxcsr) of a signal frame. */
const void *xstate_legacy(const ucontext_t *context);

/* Puts x87, xmm and mxcsr into a signal frame, where they are restored from. */
void xstate_legacy_write(ucontext_t *context, const XSAVE_FORMAT *legacy);

/* Size of the bytes behind the legacy area on this processor; 0: no xsave. */
uint32_t xstate_size(void);

/* Prepares a whole image for door_resume(): `legacy` as a CONTEXT has it, `extended` (may be NULL) as an xsave header
 * with its components, which may hold anything.  `image` is 64-byte aligned, 512 + xstate_size() bytes.  Returns the
 * mask to restore. */
uint64_t xstate_prepare(void *image, const XSAVE_FORMAT *legacy, const void *extended);

#endif
