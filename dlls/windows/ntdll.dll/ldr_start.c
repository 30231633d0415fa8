/* SPDX-License-Identifier: MIT */
/* How a process and its threads begin and end in the guest.
 *
 * The host enters each thread at LdrInitializeThunk with the CONTEXT it is to continue to.  The first one sets the
 * process up: heap, module list, the program's DLLs, their DllMains; later ones tell the modules of themselves. What
 * cannot be loaded ends the process by NtRaiseHardError, as on Windows, with the names in it; the host prints them.
 * Left out: the break for a debugger, shims, IFEO, activation contexts. */
#include "ldr.h"
#include "park.h"

#include <string.h>

enum { OPTION_SHUTDOWN = 1, SKIP_THREAD_ATTACH = 8 };

/* What a CONTEXT says a thread begins with; start.S. */
DECLSPEC_NORETURN void start_resume(const CONTEXT *context);

/* ---- what could not be loaded ---- */

/* The first failure counts: those that follow from it know less. */
static struct {
    BOOLEAN known;
    UNICODE_STRING name, importer, reason; /* name empty: the program itself */
    WCHAR name_text[256], reason_text[64];
} failure;

void loader_fail(const WCHAR *name, SIZE_T length, const struct module *importer)
{
    if (failure.known) return;
    failure.known = TRUE;
    if (length > ARRAY_SIZE(failure.name_text)) length = ARRAY_SIZE(failure.name_text);
    memcpy(failure.name_text, name, length * sizeof *name);
    failure.name =
        (UNICODE_STRING){(USHORT)(length * sizeof *name), (USHORT)(length * sizeof *name), failure.name_text};
    if (importer) failure.importer = importer->entry.BaseDllName;
}

NTSTATUS loader_refuse(const struct module *module, const char *why)
{
    USHORT length = 0;
    const UNICODE_STRING *name = &module->entry.BaseDllName;
    if (failure.known) return STATUS_INVALID_IMAGE_FORMAT;
    loader_fail(name->Buffer, module == program_module ? 0 : name->Length / sizeof(WCHAR), NULL);
    for (; why[length] && length < ARRAY_SIZE(failure.reason_text); length++)
        failure.reason_text[length] = (UCHAR)why[length];
    failure.reason =
        (UNICODE_STRING){(USHORT)(length * sizeof(WCHAR)), (USHORT)(length * sizeof(WCHAR)), failure.reason_text};
    return STATUS_INVALID_IMAGE_FORMAT;
}

void loader_forget(void)
{
    failure.name.Length = failure.importer.Length = failure.reason.Length = 0;
    failure.known = FALSE;
}

DECLSPEC_NORETURN static void give_up(NTSTATUS status)
{
    ULONG_PTR parameters[] = {(ULONG_PTR)&failure.name, (ULONG_PTR)&failure.importer, (ULONG_PTR)&failure.reason};
    ULONG response;
    NtRaiseHardError(status, ARRAY_SIZE(parameters), 7, parameters, OPTION_SHUTDOWN, &response);
    for (;;) NtTerminateProcess(NtCurrentProcess(), status);
}

/* ---- the process ---- */

/* The DLL that every Windows process has, whatever it imports. */
static NTSTATUS load_kernel32(void)
{
    static const WCHAR name[] = L"kernel32.dll";
    const struct search search = {0};
    struct module *module;
    NTSTATUS status = map_dll(name, ARRAY_SIZE(name) - 1, &search, &module);
    if (status == STATUS_DLL_NOT_FOUND) return STATUS_SUCCESS; /* whoever imports it will say so */
    return NT_SUCCESS(status) ? import_bind(module, &search) : status;
}

/* All that is there by now stays: the program's own DLLs are never unloaded. */
static void pin_all(void)
{
    for (LIST_ENTRY *link = loader_data.InLoadOrderModuleList.Flink; link != &loader_data.InLoadOrderModuleList;
         link = link->Flink) {
        struct module *module = (struct module *)link;
        module->pinned = TRUE;
        module->entry.ObsoleteLoadCount = 0xffff;
        module->entry.Flags |= LDRP_STATIC_LINK;
    }
}

/* In the order of loading: what a module needs goes first by attach_tree(). */
static NTSTATUS attach_all(void)
{
    NTSTATUS status = STATUS_SUCCESS;
    LIST_ENTRY *head = &loader_data.InLoadOrderModuleList;
    unload_hold();
    for (LIST_ENTRY *link = head->Flink; NT_SUCCESS(status) && link != head; link = link->Flink)
        if ((struct module *)link != program_module) status = attach_tree((struct module *)link);
    unload_release();
    if (NT_SUCCESS(status)) attach_program();
    return status;
}

static NTSTATUS process_start(PVOID ntdll_base)
{
    static const WCHAR ntdll_path[] = L"C:\\windows\\system32\\ntdll.dll";
    PEB *peb = rtl_peb();
    const UNICODE_STRING *path = &peb->ProcessParameters->ImagePathName;
    const struct search search = {0};

    peb->Ldr = &loader_data;
    peb->LoaderLock = &loader_lock;
    peb->FastPebLock = &peb_lock;
    tls_process_start();
    if (!(peb->ProcessHeap = heap_process_create())) return STATUS_NO_MEMORY;
    loader_data.Initialized = TRUE;

    program_module = module_add(peb->ImageBaseAddress, path->Buffer, path->Length / sizeof(WCHAR));
    struct module *ntdll = module_add(ntdll_base, ntdll_path, ARRAY_SIZE(ntdll_path) - 1);
    if (!program_module || !ntdll) return STATUS_NO_MEMORY;
    ntdll->state = MODULE_BOUND;
    /* a program, whatever its header says */
    program_module->entry.Flags &= ~(ULONG)LDRP_IMAGE_DLL;

    NTSTATUS status = map_relocate(program_module);
    if (NT_SUCCESS(status)) status = load_kernel32();
    if (NT_SUCCESS(status)) status = tls_image_add(program_module);
    if (NT_SUCCESS(status)) status = import_bind(program_module, &search);
    if (!NT_SUCCESS(status)) return status;
    status = tls_thread_start();
    pin_all();
    return NT_SUCCESS(status) ? attach_all() : status;
}

/* Where every thread begins: `context` is where it goes on. */
VOID NTAPI LdrInitializeThunk(CONTEXT *context, PVOID ntdll_base)
{
    TEB *teb = NtCurrentTeb();
    NTSTATUS status;

    loader_enter();
    BOOLEAN first = !teb->ProcessEnvironmentBlock->Ldr; /* another process may have given this one a second thread */
    if (first) {
        status = process_start(ntdll_base);
    } else {
        status = tls_thread_start();
        if (NT_SUCCESS(status) && !(teb->SameTebFlags & SKIP_THREAD_ATTACH)) attach_threads(DLL_THREAD_ATTACH);
    }
    loader_leave();
    if (!NT_SUCCESS(status)) {
        if (first) give_up(status);
        NtTerminateThread(NtCurrentThread(), status);
    }
    if (first) start_resume(context); /* no one can have changed it: no call needed */
    NtContinue(context, TRUE);
    NtTerminateThread(NtCurrentThread(), STATUS_INVALID_PARAMETER);
}

/* ---- the ends ---- */

/* "ExitProcess function": the other threads end where they are, then the modules are told, then all ends. */
VOID NTAPI RtlExitUserProcess(NTSTATUS status)
{
    /* whoever holds these finishes first: a lock of a thread that is gone would never be free */
    loader_enter();
    RtlAcquirePebLock();
    NtTerminateProcess(NULL, status);
    RtlReleasePebLock();
    park_exit_status = status;
    LdrShutdownProcess();
    for (;;) NtTerminateProcess(NtCurrentProcess(), status);
}

/* "ExitThread function": the last thread's end is the process's. */
VOID NTAPI RtlExitUserThread(NTSTATUS status)
{
    ULONG last = FALSE;
    if (NT_SUCCESS(NtQueryInformationThread(NtCurrentThread(), ThreadAmILastThread, &last, sizeof last, NULL)) && last)
        RtlExitUserProcess(status);
    LdrShutdownThread();
    for (;;) NtTerminateThread(NtCurrentThread(), status);
}
