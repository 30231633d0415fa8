/* SPDX-License-Identifier: MIT */
/* Walking a stack: StackWalk64 and StackWalkEx, frame by frame.  On x86-64 by the tables of the functions (.pdata), on
 * i386 along the chain of ebp.  Left out: frames inside of inlined functions, other machines. */
#include "session.h"

static BOOL CALLBACK read_memory(HANDLE process, DWORD64 from, PVOID to, DWORD size, LPDWORD done)
{
    BOOL read = dbghelp_read(process, from, to, size);
    if (done) *done = read ? size : 0;
    return read;
}

/* "SymFunctionTableAccess64 function": the function's table entry of x86-64, in memory that stays; NULL elsewhere. */
PVOID WINAPI SymFunctionTableAccess64(HANDLE process, DWORD64 address)
{
    if (!SymGetModuleBase64(process, address)) return NULL;
#ifdef __x86_64__
    DWORD64 base;
    PVOID entry = RtlLookupFunctionEntry(address, &base, NULL);
    if (!entry) SetLastError(ERROR_INVALID_ADDRESS);
    return entry;
#else
    SetLastError(ERROR_INVALID_ADDRESS);
    return NULL;
#endif
}

struct walk {
    HANDLE process;
    PREAD_PROCESS_MEMORY_ROUTINE64 read;
    PFUNCTION_TABLE_ACCESS_ROUTINE64 table;
    PGET_MODULE_BASE_ROUTINE64 base;
};

static BOOL word_at(const struct walk *walk, DWORD64 from, void *to, DWORD size)
{
    DWORD done = 0;
    return walk->read(walk->process, from, to, size, &done) && done == size;
}

#ifdef __x86_64__
/* The caller's registers; FALSE: there is no caller. */
static BOOL unwind(const struct walk *walk, CONTEXT *context, PVOID *entry, DWORD64 *frame)
{
    DWORD64 base = walk->base ? walk->base(walk->process, context->Rip) : 0;
    PVOID handler_data;
    *entry = walk->table ? walk->table(walk->process, context->Rip) : NULL;
    if (*entry && base) {
        DWORD64 before = context->Rsp;
        RtlVirtualUnwind(UNW_FLAG_NHANDLER, base, context->Rip, *entry, context, &handler_data, frame, NULL);
        return context->Rip && context->Rsp > before;
    }
    *frame = context->Rsp;
    if (!word_at(walk, context->Rsp, &context->Rip, 8)) return FALSE;
    context->Rsp += 8;
    return context->Rip != 0;
}

static BOOL step_x64(const struct walk *walk, STACKFRAME64 *frame, CONTEXT *context)
{
    PVOID entry;
    DWORD64 established;
    if (frame->Reserved[0] && !unwind(walk, context, &entry, &established)) return FALSE;
    frame->Reserved[0] = 1;
    if (!context->Rip) return FALSE;
    CONTEXT caller = *context;
    BOOL has_caller = unwind(walk, &caller, &entry, &established);
    frame->AddrPC = (ADDRESS64){context->Rip, 0, AddrModeFlat};
    frame->AddrStack = (ADDRESS64){context->Rsp, 0, AddrModeFlat};
    frame->AddrReturn = (ADDRESS64){has_caller ? caller.Rip : 0, 0, AddrModeFlat};
    frame->AddrFrame = (ADDRESS64){has_caller ? caller.Rsp - 16 : context->Rbp, 0, AddrModeFlat};
    frame->FuncTableEntry = entry;
    memset(frame->Params, 0, sizeof frame->Params);
    if (has_caller) word_at(walk, caller.Rsp, frame->Params, sizeof frame->Params); /* the home of the arguments */
    return TRUE;
}
#endif

/* Where a frame begins is in AddrFrame: [ebp] is the caller's, [ebp + 4] where it goes on. */
static BOOL step_i386(const struct walk *walk, STACKFRAME64 *frame)
{
    DWORD words[6] = {0};
    if (frame->Reserved[0]) {
        if (!word_at(walk, frame->AddrFrame.Offset, words, 8) || !words[1] || words[0] <= frame->AddrFrame.Offset)
            return FALSE;
        frame->AddrStack.Offset = frame->AddrFrame.Offset + 8;
        frame->AddrPC.Offset = words[1];
        frame->AddrFrame.Offset = words[0];
    }
    frame->Reserved[0] = 1;
    if (!frame->AddrPC.Offset || !word_at(walk, frame->AddrFrame.Offset, words, sizeof words)) return FALSE;
    frame->AddrReturn = (ADDRESS64){words[1], 0, AddrModeFlat};
    frame->FuncTableEntry = NULL;
    for (int i = 0; i < 4; i++) frame->Params[i] = words[i + 2];
    return TRUE;
}

/* "StackWalk64 function": the first call gives the frame that the context (x86-64) or the frame itself (i386) names.
 * Routines that are NULL are dbghelp's own.  FALSE with ERROR_INVALID_PARAMETER for a machine that is not known. */
BOOL WINAPI StackWalk64(DWORD machine, HANDLE process, HANDLE thread, LPSTACKFRAME64 frame, PVOID context,
                        PREAD_PROCESS_MEMORY_ROUTINE64 read, PFUNCTION_TABLE_ACCESS_ROUTINE64 table,
                        PGET_MODULE_BASE_ROUTINE64 base, PTRANSLATE_ADDRESS_ROUTINE64 translate)
{
    struct walk walk = {process, read ? read : read_memory, table, base};
    (void)thread, (void)translate;
    if (machine == IMAGE_FILE_MACHINE_I386) return step_i386(&walk, frame);
#ifdef __x86_64__
    if (machine == IMAGE_FILE_MACHINE_AMD64 && context) return step_x64(&walk, frame, context);
#else
    (void)context;
#endif
    return dbghelp_fail(ERROR_INVALID_PARAMETER);
}

/* "StackWalkEx function": the longer structure begins as the other does. */
BOOL WINAPI StackWalkEx(DWORD machine, HANDLE process, HANDLE thread, LPSTACKFRAME_EX frame, PVOID context,
                        PREAD_PROCESS_MEMORY_ROUTINE64 read, PFUNCTION_TABLE_ACCESS_ROUTINE64 table,
                        PGET_MODULE_BASE_ROUTINE64 base, PTRANSLATE_ADDRESS_ROUTINE64 translate, DWORD flags)
{
    (void)flags;
    if (frame->StackFrameSize != sizeof *frame) return dbghelp_fail(ERROR_INVALID_PARAMETER);
    return StackWalk64(machine, process, thread, (LPSTACKFRAME64)frame, context, read, table, base, translate);
}
