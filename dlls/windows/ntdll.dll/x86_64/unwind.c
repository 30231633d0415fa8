/* SPDX-License-Identifier: MIT */
/* Unwind data ("x64 exception handling"): undoing one frame (function.c finds a function's entry).
 *
 * RtlVirtualUnwind replays a prologue backwards by its unwind codes, or, where the address lies in an epilogue, carries
 * the rest of the epilogue out.  Versions 1 and 2 of UNWIND_INFO, chained entries, machine frames. */
#include "exception.h"
#include "rtl.h"

#include <string.h>

/* ---- undoing a frame ---- */

enum {
    PUSH_NONVOL,
    ALLOC_LARGE,
    ALLOC_SMALL,
    SET_FPREG,
    SAVE_NONVOL,
    SAVE_NONVOL_FAR,
    EPILOG,
    SPARE,
    SAVE_XMM128,
    SAVE_XMM128_FAR,
    PUSH_MACHFRAME
};

struct unwind_info {
    UCHAR version_flags, prolog, count, frame; /* frame: register, scaled offset above it */
    USHORT codes[];
};

static ULONG64 *register_of(CONTEXT *context, unsigned number)
{
    return &context->Rax + number; /* Rax Rcx Rdx Rbx Rsp Rbp Rsi Rdi R8.. stand in the order of their numbers */
}

static void restore(CONTEXT *context, PKNONVOLATILE_CONTEXT_POINTERS pointers, unsigned number, ULONG64 *from)
{
    *register_of(context, number) = *from;
    if (pointers) pointers->IntegerContext[number] = from;
}

static void restore_xmm(CONTEXT *context, PKNONVOLATILE_CONTEXT_POINTERS pointers, unsigned number, M128A *from)
{
    memcpy(&context->FltSave.XmmRegisters[number], from, sizeof *from);
    if (pointers) pointers->FloatingContext[number] = from;
}

/* How many slots a code takes. */
static unsigned code_slots(USHORT code)
{
    static const UCHAR slots[16] = {1, 2, 1, 1, 2, 3, 1, 2, 2, 3, 1, 1, 1, 1, 1, 1};
    unsigned operation = code >> 8 & 15;
    return operation == ALLOC_LARGE && code >> 12 ? 3 : slots[operation];
}

/* Where the unwind codes end: handler or chained entry. */
static const void *after_codes(const struct unwind_info *info)
{
    return &info->codes[(info->count + 1) & ~1];
}

/* The entry at the head of a chain. */
static const RUNTIME_FUNCTION *primary(const RUNTIME_FUNCTION *entry, ULONG64 base)
{
    for (int depth = 0; depth < 32; depth++) {
        const struct unwind_info *info = (const void *)(base + entry->UnwindData);
        if (!(info->version_flags >> 3 & UNW_FLAG_CHAININFO)) break;
        entry = after_codes(info);
    }
    return entry;
}

/* Does a jump to `to` leave the function, as a tail call does?  Not where it goes to another part of the same function:
 * one chained to the same entry, the middle of an entry, or one that has a frame without a prologue (as gcc describes
 * its cold parts). */
static BOOLEAN leaves(ULONG64 to, ULONG64 base, const RUNTIME_FUNCTION *entry)
{
    ULONG64 rva = to - base, to_base;
    if (rva >= entry->BeginAddress && rva < entry->EndAddress)
        return rva == entry->BeginAddress && primary(entry, base) == entry; /* a call of itself */
    const RUNTIME_FUNCTION *target = unwind_lookup(to, &to_base);
    if (!target) return TRUE; /* a leaf, or code without entries */
    const struct unwind_info *info = (const void *)(to_base + target->UnwindData);
    if (info->version_flags >> 3 & UNW_FLAG_CHAININFO) return FALSE;
    return to - to_base == target->BeginAddress && (info->prolog || !info->count);
}

/* Does the address lie in an epilogue: lea/add rsp, pops, and a return or tail jump? */
static BOOLEAN in_epilogue(const UCHAR *pc, const struct unwind_info *info, ULONG64 base, const RUNTIME_FUNCTION *entry)
{
    const UCHAR *p = pc;
    if ((p[0] & 0xf8) == 0x48 && p[1] == 0x83 && p[2] == 0xc4) /* add rsp, imm8 */
        p += 4;
    else if ((p[0] & 0xf8) == 0x48 && p[1] == 0x81 && p[2] == 0xc4) /* add rsp, imm32 */
        p += 7;
    else if ((p[0] & 0xf8) == 0x48 && p[1] == 0x8d && (p[2] & 0x38) == 0x20 &&
             (info->frame & 15)) { /* lea rsp, disp(frame) */
        unsigned reg = (p[2] & 7) | (p[0] & 1) << 3;
        if (reg != (info->frame & 15u) || (p[2] & 7) == 4) return FALSE;
        if (p[2] >> 6 == 1)
            p += 4;
        else if (p[2] >> 6 == 2)
            p += 7;
        else
            return FALSE;
    }
    for (;;) { /* pops */
        if ((p[0] & 0xf8) == 0x58)
            p++;
        else if ((p[0] & 0xf0) == 0x40 && (p[1] & 0xf8) == 0x58)
            p += 2;
        else
            break;
    }
    if (p[0] == 0xf3 || p[0] == 0xf2) p++;
    if (p[0] == 0xc3 || p[0] == 0xc2) return TRUE;
    if (p[0] == 0xeb || p[0] == 0xe9) { /* a tail call leaves the function */
        LONG64 distance;
        if (p[0] == 0xeb) {
            distance = 2 + (signed char)p[1];
        } else {
            LONG distance32;
            memcpy(&distance32, p + 1, 4);
            distance = 5 + (LONG64)distance32;
        }
        return leaves((ULONG64)(p + distance), base, entry);
    }
    if ((p[0] & 0xf8) == 0x48 && p[1] == 0xff && (p[2] & 0x38) == 0x20)
        return TRUE; /* jmp through memory or register, with rex.w */
    return p[0] == 0xff && p[1] == 0x25;
}

static void run_epilogue(const UCHAR *p, CONTEXT *context, PKNONVOLATILE_CONTEXT_POINTERS pointers)
{
    LONG distance32;
    for (;;) {
        if ((p[0] & 0xf8) == 0x48 && p[1] == 0x83 && p[2] == 0xc4) {
            context->Rsp += (ULONG64)(LONG64)(signed char)p[3];
            p += 4;
        } else if ((p[0] & 0xf8) == 0x48 && p[1] == 0x81 && p[2] == 0xc4) {
            memcpy(&distance32, p + 3, 4);
            context->Rsp += (ULONG64)(LONG64)distance32;
            p += 7;
        } else if ((p[0] & 0xf8) == 0x48 && p[1] == 0x8d) {
            ULONG64 from = *register_of(context, (p[2] & 7) | (p[0] & 1u) << 3);
            if (p[2] >> 6 == 1) {
                context->Rsp = from + (ULONG64)(LONG64)(signed char)p[3];
                p += 4;
            } else {
                memcpy(&distance32, p + 3, 4);
                context->Rsp = from + (ULONG64)(LONG64)distance32;
                p += 7;
            }
        } else if ((p[0] & 0xf8) == 0x58 || ((p[0] & 0xf0) == 0x40 && (p[1] & 0xf8) == 0x58)) {
            unsigned rex = (p[0] & 0xf0) == 0x40 ? p[0] & 1 : 0, length = (p[0] & 0xf0) == 0x40 ? 2 : 1;
            restore(context, pointers, (p[length - 1] & 7) | rex << 3, (ULONG64 *)context->Rsp);
            context->Rsp += 8;
            p += length;
        } else {
            break;
        }
    }
    context->Rip = *(ULONG64 *)context->Rsp;
    context->Rsp += 8;
}

/* Undoes the codes from those at `offset` in the prologue on.  TRUE: a machine frame has given rip and rsp. */
static BOOLEAN undo(const struct unwind_info *info, ULONG offset, ULONG64 frame, CONTEXT *context,
                    PKNONVOLATILE_CONTEXT_POINTERS pointers)
{
    BOOLEAN machine = FALSE;
    for (unsigned i = 0, slots; i < info->count; i += slots) {
        USHORT code = info->codes[i];
        unsigned operation = code >> 8 & 15, value = code >> 12;
        slots = 1;
        if (operation == EPILOG) continue;
        if (operation == PUSH_NONVOL && (code & 0xff) <= offset) { /* most are */
            restore(context, pointers, value, (ULONG64 *)context->Rsp);
            context->Rsp += 8;
            continue;
        }
        slots = code_slots(code);
        if ((code & 0xff) > offset) continue; /* not yet carried out */
        const USHORT *more = &info->codes[i + 1];
        ULONG64 distance32 = more[0] | (ULONG64)more[1] << 16;
        switch (operation) {
        case ALLOC_LARGE: context->Rsp += value ? distance32 : (ULONG64)more[0] * 8; break;
        case ALLOC_SMALL: context->Rsp += (value + 1) * 8; break;
        case SET_FPREG: context->Rsp = *register_of(context, info->frame & 15u) - (info->frame >> 4) * 16u; break;
        case SAVE_NONVOL: restore(context, pointers, value, (ULONG64 *)(frame + more[0] * 8)); break;
        case SAVE_NONVOL_FAR: restore(context, pointers, value, (ULONG64 *)(frame + distance32)); break;
        case SAVE_XMM128: restore_xmm(context, pointers, value, (M128A *)(frame + more[0] * 16)); break;
        case SAVE_XMM128_FAR: restore_xmm(context, pointers, value, (M128A *)(frame + distance32)); break;
        case PUSH_MACHFRAME:
            if (value) context->Rsp += 8; /* an error code */
            context->Rip = ((const ULONG64 *)context->Rsp)[0];
            context->Rsp = ((const ULONG64 *)context->Rsp)[3];
            machine = TRUE;
            break;
        default: break;
        }
    }
    return machine;
}

/* "RtlVirtualUnwind function": the language handler of the frame, if it has one of `type` and the address is not in
 * prologue or epilogue. */
PEXCEPTION_ROUTINE NTAPI RtlVirtualUnwind(DWORD type, DWORD64 base, DWORD64 pc, PRUNTIME_FUNCTION entry,
                                          PCONTEXT context, PVOID *data, PDWORD64 establisher,
                                          PKNONVOLATILE_CONTEXT_POINTERS pointers)
{
    const RUNTIME_FUNCTION *chain = entry;
    const struct unwind_info *info = (const void *)(base + chain->UnwindData);
    ULONG64 rva = pc - base;
    ULONG offset = (ULONG)(rva - entry->BeginAddress);
    BOOLEAN in_prolog = offset < info->prolog, machine = FALSE;
    *data = NULL;

    ULONG64 frame = context->Rsp;
    if (info->frame & 15) {
        /* set already?  In the prologue only once its code has been passed */
        BOOLEAN set = !in_prolog;
        for (unsigned i = 0; i < info->count && !set; i += code_slots(info->codes[i]))
            set = (info->codes[i] >> 8 & 15) == SET_FPREG && (info->codes[i] & 0xff) <= offset;
        if (set || (info->version_flags >> 3 & UNW_FLAG_CHAININFO))
            frame = *register_of(context, info->frame & 15u) - (info->frame >> 4) * 16u;
    }
    *establisher = frame;

    if (!in_prolog && in_epilogue((const UCHAR *)pc, info, base, entry)) {
        run_epilogue((const UCHAR *)pc, context, pointers);
        return NULL;
    }
    for (int depth = 0;; depth++) {
        machine = undo(info, in_prolog && depth == 0 ? offset : 0xff, frame, context, pointers);
        if (!(info->version_flags >> 3 & UNW_FLAG_CHAININFO) || depth == 32) break;
        chain = after_codes(info);
        info = (const void *)(base + chain->UnwindData);
    }
    if (!machine) {
        context->Rip = *(ULONG64 *)context->Rsp;
        context->Rsp += 8;
    }
    if (in_prolog || !((info->version_flags >> 3) & type)) return NULL;
    const ULONG *handler = after_codes(info);
    *data = (PVOID)(handler + 1);
    return (PEXCEPTION_ROUTINE)(base + *handler);
}

/* ---- backtraces ---- */

/* "RtlCaptureStackBackTrace function": return addresses, `skip` of them left out; the hash is their sum. */
USHORT NTAPI RtlCaptureStackBackTrace(ULONG skip, ULONG count, PVOID *trace, PULONG hash)
{
    CONTEXT context;
    USHORT filled = 0;
    ULONG sum = 0;
    RtlCaptureContext(&context);
    for (ULONG depth = 0; filled < count && depth < skip + count + 1; depth++) {
        ULONG64 base, frame;
        PVOID data;
        PRUNTIME_FUNCTION entry = unwind_lookup(context.Rip, &base);
        if (!unwind_in_stack(context.Rsp)) break;
        if (entry) {
            RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, context.Rip, entry, &context, &data, &frame, NULL);
        } else {
            context.Rip = *(ULONG64 *)context.Rsp;
            context.Rsp += 8;
        }
        if (!context.Rip || !unwind_in_stack(context.Rsp - 8)) break;
        if (depth < skip) continue;
        trace[filled++] = (PVOID)context.Rip;
        sum += (ULONG)context.Rip;
    }
    if (hash) *hash = sum;
    return filled;
}

ULONG NTAPI RtlWalkFrameChain(PVOID *callers, ULONG count, ULONG flags)
{
    return RtlCaptureStackBackTrace(1 + (flags >> 8), count, callers, NULL);
}
