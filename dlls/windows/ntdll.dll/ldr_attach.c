/* SPDX-License-Identifier: MIT */
/* DllMain and TLS callbacks: dependencies first at attach, in reverse at detach ("DllMain entry point"). */
#include "ldr.h"

typedef BOOL(WINAPI *dll_main)(PVOID module, DWORD reason, PVOID reserved);

/* Is it the program's start, when `reserved` is not NULL? */
static BOOLEAN starting(void)
{
    return program_module->state != MODULE_ATTACHED;
}

static NTSTATUS attach_one(struct module *module)
{
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList, *link = &module->entry.InInitializationOrderLinks;
    link->Flink = list;
    link->Blink = list->Blink;
    list->Blink->Flink = link;
    list->Blink = link;
    module->state = MODULE_ATTACHED;
    module->entry.Flags |= LDRP_ENTRY_PROCESSED;
    BOOLEAN is_static = starting();
    if (is_static) module->pinned = TRUE;
    tls_callbacks(module, DLL_PROCESS_ATTACH);
    dll_main entry = (dll_main)module->entry.EntryPoint;
    if (!entry) return STATUS_SUCCESS;
    module->entry.Flags |= LDRP_PROCESS_ATTACH_CALLED;
    if (entry(module->entry.DllBase, DLL_PROCESS_ATTACH, is_static ? (PVOID)1 : NULL)) return STATUS_SUCCESS;
    /* it is told of the detach too, then unloaded */
    entry(module->entry.DllBase, DLL_PROCESS_DETACH, NULL);
    module->state = MODULE_DETACHED;
    return STATUS_DLL_INIT_FAILED;
}

NTSTATUS attach_tree(struct module *module)
{
    NTSTATUS status = STATUS_SUCCESS;
    if (module->state != MODULE_BOUND || module->busy) return STATUS_SUCCESS;
    module->busy = TRUE;
    for (ULONG i = 0; i < module->use_count && NT_SUCCESS(status); i++) status = attach_tree(module->uses[i]);
    module->busy = FALSE;
    if (NT_SUCCESS(status) && module != program_module) status = attach_one(module);
    return status;
}

static void call(struct module *module, ULONG reason, PVOID reserved)
{
    dll_main entry = (dll_main)module->entry.EntryPoint;
    tls_callbacks(module, reason);
    if (entry && module != program_module) entry(module->entry.DllBase, reason, reserved);
}

void attach_detach(struct module *module, BOOLEAN process_ends)
{
    if (module->state != MODULE_ATTACHED) return;
    module->state = MODULE_DETACHED;
    call(module, DLL_PROCESS_DETACH, process_ends ? (PVOID)1 : NULL);
}

#define FROM_LINK(link) CONTAINING_RECORD(link, struct module, entry.InInitializationOrderLinks)

void attach_threads(ULONG reason)
{
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList;
    BOOLEAN begins = reason == DLL_THREAD_ATTACH;
    for (LIST_ENTRY *link = begins ? list->Flink : list->Blink; link != list; link = begins ? link->Flink : link->Blink) {
        struct module *module = FROM_LINK(link);
        if (module->state == MODULE_ATTACHED && !(module->entry.Flags & LDRP_DONT_CALL_FOR_THREADS)) call(module, reason, NULL);
    }
    if (program_module->tls) tls_callbacks(program_module, reason);
}

/* The process ends: every DLL hears of it, last attached first, in the one thread that is left. */
NTSTATUS NTAPI LdrShutdownProcess(void)
{
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList;
    if (loader_data.ShutdownInProgress) return STATUS_SUCCESS;
    loader_data.ShutdownInProgress = TRUE;
    loader_data.ShutdownThreadId = NtCurrentTeb()->ClientId.UniqueThread;
    if (program_module) tls_callbacks(program_module, DLL_PROCESS_DETACH);
    for (LIST_ENTRY *link = list->Blink; link != list; link = link->Blink) attach_detach(FROM_LINK(link), TRUE);
    return STATUS_SUCCESS;
}

NTSTATUS NTAPI LdrShutdownThread(void)
{
    if (loader_data.ShutdownInProgress) return STATUS_SUCCESS;
    fls_thread_leave();
    loader_enter();
    attach_threads(DLL_THREAD_DETACH);
    tls_thread_end();
    loader_leave();
    tls_thread_leave();
    heap_thread_leave();
    return STATUS_SUCCESS;
}
