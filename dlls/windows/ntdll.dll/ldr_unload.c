/* SPDX-License-Identifier: MIT */
/* Unloading what nobody needs any more ("FreeLibrary function").
 *
 * A module is needed while it is pinned, loaded by LdrLoadDll more often than freed, or used by a module that is
 * needed.  That is found anew each time rather than by counts: modules may import from each other in a circle. The
 * DllMains are told last attached first, all of them before the first image goes.  They may load and free modules
 * themselves: what they free is looked at when the round is over. */
#include "ldr.h"

static LONG held;       /* greater than 0: not now */
static BOOLEAN pending; /* something was to be looked at meanwhile */

#define FROM_LOAD_LINK(link) ((struct module *)(link))
#define FROM_INIT_LINK(link) CONTAINING_RECORD(link, struct module, entry.InInitializationOrderLinks)

static void keep(struct module *module)
{
    if (!module->doomed) return;
    module->doomed = FALSE;
    for (ULONG i = 0; i < module->use_count; i++) keep(module->uses[i]);
}

/* Those that came after the round began are not asked: they are not doomed. */
static struct module *last_attached_of_doomed(void)
{
    LIST_ENTRY *list = &loader_data.InInitializationOrderModuleList;
    for (LIST_ENTRY *link = list->Blink; link != list; link = link->Blink)
        if (FROM_INIT_LINK(link)->doomed && FROM_INIT_LINK(link)->state == MODULE_ATTACHED) return FROM_INIT_LINK(link);
    return NULL;
}

static void unload_round(void)
{
    LIST_ENTRY *list = &loader_data.InLoadOrderModuleList, *next;
    struct module *module;
    for (LIST_ENTRY *link = list->Flink; link != list; link = link->Flink) FROM_LOAD_LINK(link)->doomed = TRUE;
    for (LIST_ENTRY *link = list->Flink; link != list; link = link->Flink) {
        module = FROM_LOAD_LINK(link);
        if (module->pinned || module->loads > 0) keep(module);
    }
    while ((module = last_attached_of_doomed())) attach_detach(module, FALSE);
    for (LIST_ENTRY *link = list->Flink; link != list; link = next) {
        next = link->Flink;
        module = FROM_LOAD_LINK(link);
        if (!module->doomed) continue;
        PVOID base = module->entry.DllBase;
        tls_image_remove(module);
        module_remove(module);
        NtUnmapViewOfSection(NtCurrentProcess(), base);
    }
}

void unload_unneeded(void)
{
    pending = TRUE;
    if (held) return;
    held++;
    while (pending) {
        pending = FALSE;
        unload_round();
    }
    held--;
}

void unload_hold(void)
{
    held++;
}

void unload_release(void)
{
    if (!--held && pending) unload_unneeded();
}
