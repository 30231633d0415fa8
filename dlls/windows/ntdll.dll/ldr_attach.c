/* SPDX-License-Identifier: MIT */
/* DllMain and TLS callbacks: dependencies first at attach, in reverse at detach ("DllMain entry point"). */
#include "ldr.h"

#define FROM_LINK(link) CONTAINING_RECORD(link, struct module, entry.InInitializationOrderLinks)

typedef BOOL(WINAPI *dll_main)(PVOID module, DWORD reason, PVOID reserved);

/* DllMain, where the module has one: a program's entry point is none, even where it is loaded as a DLL. */
static BOOL call_main(const struct module *module, ULONG reason, PVOID reserved)
{
    dll_main entry = module_is_dll(module) ? (dll_main)module->entry.EntryPoint : NULL;
    return entry ? entry(module->entry.DllBase, reason, reserved) : TRUE;
}

static NTSTATUS attach_one(struct module *module)
{
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList, *link = &module->entry.InInitializationOrderLinks;
    link->Flink = list;
    link->Blink = list->Blink;
    list->Blink->Flink = link;
    list->Blink = link;
    module->state = MODULE_ATTACHED;
    module->entry.Flags |= LDRP_ENTRY_PROCESSED | LDRP_PROCESS_ATTACH_CALLED;
    tls_callbacks(module, DLL_PROCESS_ATTACH);
    /* `reserved` is not NULL for what the program is linked with */
    if (call_main(module, DLL_PROCESS_ATTACH, module->entry.Flags & LDRP_STATIC_LINK ? (PVOID)1 : NULL))
        return STATUS_SUCCESS;
    /* it is told of the detach too, then unloaded */
    module->state = MODULE_DETACHED;
    call_main(module, DLL_PROCESS_DETACH, NULL);
    return STATUS_DLL_INIT_FAILED;
}

NTSTATUS attach_tree(struct module *module)
{
    NTSTATUS status = STATUS_SUCCESS;
    if (module->state != MODULE_BOUND || module->busy) return STATUS_SUCCESS;
    module->busy = TRUE;
    for (ULONG i = 0; i < module->use_count && NT_SUCCESS(status); i++)
        if (module->uses[i] != program_module) status = attach_tree(module->uses[i]);
    module->busy = FALSE;
    if (NT_SUCCESS(status)) status = attach_one(module);
    if (status == STATUS_DLL_INIT_FAILED)
        loader_fail(module->entry.BaseDllName.Buffer, module->entry.BaseDllName.Length / sizeof(WCHAR), NULL);
    return status;
}

/* The program itself, when all that it needs is ready: it is in no order of attaching, as its entry point comes last
 * and never ends. */
void attach_program(void)
{
    program_module->state = MODULE_ATTACHED;
    program_module->entry.Flags |= LDRP_ENTRY_PROCESSED;
    tls_callbacks(program_module, DLL_PROCESS_ATTACH);
}

static void call(struct module *module, ULONG reason, PVOID reserved)
{
    tls_callbacks(module, reason);
    call_main(module, reason, reserved);
}

void attach_detach(struct module *module, BOOLEAN process_ends)
{
    if (module->state != MODULE_ATTACHED) return;
    module->state = MODULE_DETACHED;
    call(module, DLL_PROCESS_DETACH, process_ends ? (PVOID)1 : NULL);
}

/* The program's TLS callbacks come last when a thread begins, first when it ends: they may use its DLLs. */
void attach_threads(ULONG reason)
{
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList;
    BOOLEAN begins = reason == DLL_THREAD_ATTACH;
    unload_hold();
    if (!begins) tls_callbacks(program_module, reason);
    for (LIST_ENTRY *link = begins ? list->Flink : list->Blink; link != list;
         link = begins ? link->Flink : link->Blink) {
        struct module *module = FROM_LINK(link);
        if (module->state == MODULE_ATTACHED && !(module->entry.Flags & LDRP_DONT_CALL_FOR_THREADS))
            call(module, reason, NULL);
    }
    if (begins) tls_callbacks(program_module, reason);
    unload_release();
}

/* The process ends: fiber-local values, the program's TLS callbacks, then every DLL, last attached first, hear of it in
 * the one thread that is left. */
NTSTATUS NTAPI LdrShutdownProcess(void)
{
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList;
    if (loader_data.ShutdownInProgress) return STATUS_SUCCESS;
    loader_data.ShutdownInProgress = TRUE;
    loader_data.ShutdownThreadId = NtCurrentTeb()->ClientId.UniqueThread;
    fls_thread_leave();
    if (program_module && program_module->state == MODULE_ATTACHED) {
        program_module->state = MODULE_DETACHED;
        tls_callbacks(program_module, DLL_PROCESS_DETACH);
    }
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
