/* SPDX-License-Identifier: MIT */
/* Fibers: stacks that a thread changes between by itself.
 *
 * The change of registers is ntdll's (fiber.S); here are the stacks, the TEB's idea of them, and fiber-local storage,
 * which goes with the fiber.  A fiber always keeps its floating-point state, so FIBER_FLAG_FLOAT_SWITCH changes
 * nothing. */
#include "kernelbase.h"

struct fiber {
    void *data; /* first: GetFiberData() reads it through the TEB */
    void *registers;
    NT_TIB bounds; /* ExceptionList, StackBase, StackLimit */
    void *allocation;
    ULONG guarantee;
    void *fls;
    LPFIBER_START_ROUTINE start;
    BOOL owned; /* the stack is ours to free */
};

static struct fiber *current(void)
{
    TEB *teb = NtCurrentTeb();

    return teb->HasFiberData ? teb->NtTib.FiberData : NULL;
}

BOOL WINAPI IsThreadAFiber(void)
{
    return current() != NULL;
}

/* NULL with ERROR_ALREADY_FIBER. */
void *WINAPI ConvertThreadToFiberEx(void *data, DWORD flags)
{
    TEB *teb = NtCurrentTeb();

    if (flags & ~(DWORD)FIBER_FLAG_FLOAT_SWITCH) return base_fail(STATUS_INVALID_PARAMETER), NULL;
    if (current()) return RtlSetLastWin32Error(ERROR_ALREADY_FIBER), NULL;
    struct fiber *fiber = base_alloc(sizeof *fiber);
    if (!fiber) return NULL;
    memset(fiber, 0, sizeof *fiber);
    fiber->data = data;
    teb->NtTib.FiberData = fiber;
    teb->HasFiberData = TRUE;
    return fiber;
}

void *WINAPI ConvertThreadToFiber(void *data)
{
    return ConvertThreadToFiberEx(data, 0);
}

/* ERROR_ALREADY_THREAD where it is none. */
BOOL WINAPI ConvertFiberToThread(void)
{
    TEB *teb = NtCurrentTeb();
    struct fiber *fiber = current();

    if (!fiber) return RtlSetLastWin32Error(ERROR_ALREADY_THREAD), FALSE;
    teb->HasFiberData = FALSE;
    teb->NtTib.FiberData = NULL;
    /* the stack stays the thread's; it is left to the thread's end */
    base_free(fiber);
    return TRUE;
}

/* Reserves a stack and commits its top with a guard page below, as a thread has it. */
static BOOL stack_make(struct fiber *fiber, SIZE_T commit, SIZE_T reserve)
{
    const IMAGE_NT_HEADERS *image = RtlImageNtHeader(base_peb()->ImageBaseAddress);
    void *base = NULL;

    if (!reserve) reserve = image->OptionalHeader.SizeOfStackReserve;
    if (!commit) commit = image->OptionalHeader.SizeOfStackCommit;
    commit = (commit + 0xfff) & ~(SIZE_T)0xfff;
    if (reserve < commit + 0x4000) reserve = commit + 0x4000;
    reserve = (reserve + 0xffff) & ~(SIZE_T)0xffff;
    if (!base_ok(NtAllocateVirtualMemory(NtCurrentProcess(), &base, 0, &reserve, MEM_RESERVE, PAGE_READWRITE)))
        return FALSE;

    char *top = (char *)base + reserve;
    void *low = top - commit - 0x1000;
    SIZE_T size = commit + 0x1000;
    ULONG before;
    NTSTATUS status = NtAllocateVirtualMemory(NtCurrentProcess(), &low, 0, &size, MEM_COMMIT, PAGE_READWRITE);
    if (NT_SUCCESS(status)) {
        size = 0x1000;
        status = NtProtectVirtualMemory(NtCurrentProcess(), &low, &size, PAGE_READWRITE | PAGE_GUARD, &before);
    }
    if (!NT_SUCCESS(status)) {
        SIZE_T none = 0;
        NtFreeVirtualMemory(NtCurrentProcess(), &base, &none, MEM_RELEASE);
        return base_fail(status);
    }
    fiber->bounds.StackBase = top;
    fiber->bounds.StackLimit = top - commit;
    fiber->allocation = base;
    fiber->owned = TRUE;
    return TRUE;
}

static DWORD WINAPI begin(void *argument)
{
    struct fiber *fiber = argument;

    fiber->start(fiber->data);
    return 0; /* "the thread running the fiber exits" */
}

/* NULL: no memory, or ERROR_INVALID_PARAMETER. */
void *WINAPI CreateFiberEx(SIZE_T commit, SIZE_T reserve, DWORD flags, LPFIBER_START_ROUTINE start, void *data)
{
    if (flags & ~(DWORD)FIBER_FLAG_FLOAT_SWITCH || (reserve && commit > reserve))
        return base_fail(STATUS_INVALID_PARAMETER), NULL;
    struct fiber *fiber = base_alloc(sizeof *fiber);
    if (!fiber) return NULL;
    memset(fiber, 0, sizeof *fiber);
    fiber->data = data;
    fiber->start = start;
    if (!stack_make(fiber, commit, reserve)) {
        base_free(fiber);
        return NULL;
    }
    fiber->bounds.ExceptionList = (void *)-1;
    fiber->registers = __metic_prepare_fiber(fiber->bounds.StackBase, (void *)begin, fiber);
    return fiber;
}

void *WINAPI CreateFiber(SIZE_T commit, LPFIBER_START_ROUTINE start, void *data)
{
    return CreateFiberEx(commit, 0, 0, start, data);
}

/* The running fiber: its thread ends. */
void WINAPI DeleteFiber(void *address)
{
    struct fiber *fiber = address;

    if (fiber == current()) RtlExitUserThread(1);
    if (fiber->fls) RtlProcessFlsData(fiber->fls, 3);
    if (fiber->owned) {
        SIZE_T none = 0;
        NtFreeVirtualMemory(NtCurrentProcess(), &fiber->allocation, &none, MEM_RELEASE);
    }
    base_free(fiber);
}

void WINAPI SwitchToFiber(void *address)
{
    TEB *teb = NtCurrentTeb();
    struct fiber *from = current(), *to = address;

    from->bounds.ExceptionList = teb->NtTib.ExceptionList;
    from->bounds.StackBase = teb->NtTib.StackBase;
    from->bounds.StackLimit = teb->NtTib.StackLimit;
    from->allocation = teb->DeallocationStack;
    from->guarantee = teb->GuaranteedStackBytes;
    from->fls = teb->FlsData;

    teb->NtTib.ExceptionList = to->bounds.ExceptionList;
    teb->NtTib.StackBase = to->bounds.StackBase;
    teb->NtTib.StackLimit = to->bounds.StackLimit;
    teb->NtTib.FiberData = to;
    teb->DeallocationStack = to->allocation;
    teb->GuaranteedStackBytes = to->guarantee;
    teb->FlsData = to->fls;
    to->fls = NULL; /* it is the TEB's while the fiber runs */
    __metic_switch_fiber(&from->registers, to->registers);
}
