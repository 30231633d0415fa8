/* SPDX-License-Identifier: MIT */
/* Delayed imports: bound one by one, at their first call ("ResolveDelayLoadedAPI function").
 *
 * Programs of Microsoft's linker since Windows 8 call here; those of mingw's bring their own code over LoadLibrary. */
#include "ldr.h"

/* What the hooks are told ("DELAYLOAD_INFO structure"). */
struct delay_info {
    ULONG size;
    const IMAGE_DELAYLOAD_DESCRIPTOR *descriptor;
    PIMAGE_THUNK_DATA thunk;
    const char *dll;
    struct {
        ULONG by_name;
        union {
            const char *name;
            ULONG ordinal;
        };
    } function;
    PVOID module, unused;
    ULONG last_error;
};
typedef PVOID(NTAPI *failure_hook)(ULONG reason, struct delay_info *info); /* "PDELAYLOAD_FAILURE_DLL_CALLBACK" */
typedef PVOID(NTAPI *system_hook)(const char *dll, const char *function);  /* "DelayLoadFailureHook function" */
enum { DELAYLOAD_GPA_FAILURE = 4 };

/* One delayed import, everything in it checked. */
struct delayed {
    struct module *importer;
    HMODULE *handle;            /* of the DLL, once it is loaded */
    const char *dll, *function; /* `function` NULL: by ordinal */
    ULONG ordinal, thunk;
};

static BOOLEAN read(struct delayed *delayed, PVOID base, const IMAGE_DELAYLOAD_DESCRIPTOR *descriptor,
                    const IMAGE_THUNK_DATA *thunk)
{
    struct module *module = module_by_base(base);
    if (!module || !descriptor->Attributes.RvaBased) return FALSE;
    *delayed = (struct delayed){.importer = module, .thunk = (ULONG)((char *)thunk - (char *)base)};
    const ULONG index = (delayed->thunk - descriptor->ImportAddressTableRVA) / (ULONG)sizeof *thunk;
    const IMAGE_THUNK_DATA *want =
        image_at(module, descriptor->ImportNameTableRVA + index * (ULONG)sizeof *want, sizeof *want);
    delayed->dll = image_string(module, descriptor->DllNameRVA);
    delayed->handle = (HMODULE *)image_at(module, descriptor->ModuleHandleRVA, sizeof *delayed->handle);
    if (!want || !delayed->dll || !delayed->handle) return FALSE;
    if (IMAGE_SNAP_BY_ORDINAL(want->u1.Ordinal)) {
        delayed->ordinal = (ULONG)IMAGE_ORDINAL(want->u1.Ordinal);
        return TRUE;
    }
    if (want->u1.AddressOfData < module->entry.SizeOfImage)
        delayed->function = image_string(module, (ULONG)want->u1.AddressOfData + 2);
    return delayed->function != NULL;
}

static NTSTATUS resolve(const struct delayed *delayed, PVOID *address)
{
    ANSI_STRING name;
    if (!*delayed->handle) {
        UNICODE_STRING wide;
        PVOID loaded;
        RtlInitAnsiString(&name, delayed->dll);
        NTSTATUS status = RtlAnsiStringToUnicodeString(&wide, &name, TRUE);
        if (!NT_SUCCESS(status)) return status;
        status = LdrLoadDll(NULL, NULL, &wide, &loaded);
        RtlFreeUnicodeString(&wide);
        if (!NT_SUCCESS(status)) return status;
        *delayed->handle = loaded;
    }
    RtlInitAnsiString(&name, delayed->function);
    return LdrGetProcedureAddress(*delayed->handle, delayed->function ? &name : NULL, delayed->ordinal, address);
}

/* Gives the function's address and writes it over the thunk.  Where the DLL or the function is missing: what a hook
 * gives, else a function that says so when it is called.  NULL: the tables are wild. */
PVOID NTAPI LdrResolveDelayLoadedAPI(PVOID base, const IMAGE_DELAYLOAD_DESCRIPTOR *descriptor, PVOID dll_hook,
                                     PVOID any_hook, PIMAGE_THUNK_DATA thunk, ULONG flags)
{
    struct delayed delayed;
    struct window window;
    PVOID address = NULL;
    (void)flags;
    loader_enter();
    if (read(&delayed, base, descriptor, thunk)) {
        NTSTATUS status = resolve(&delayed, &address);
        if (!NT_SUCCESS(status)) {
            struct delay_info info = {sizeof info, descriptor,      thunk, delayed.dll,
                                      {0},         *delayed.handle, NULL,  RtlNtStatusToDosError(status)};
            info.function.by_name = delayed.function != NULL;
            if (delayed.function)
                info.function.name = delayed.function;
            else
                info.function.ordinal = delayed.ordinal;
            address = NULL;
            if (dll_hook)
                address = ((failure_hook)dll_hook)(DELAYLOAD_GPA_FAILURE, &info);
            else if (any_hook)
                address = ((system_hook)any_hook)(delayed.dll, delayed.function ? delayed.function
                                                                                : (char *)(ULONG_PTR)delayed.ordinal);
        }
        if (!address) address = import_missing_thunk(delayed.importer, delayed.dll, delayed.function, delayed.ordinal);
        if (address && NT_SUCCESS(window_open(&window, delayed.importer, delayed.thunk, sizeof *thunk))) {
            thunk->u1.Function = (ULONG_PTR)address;
            window_close(&window);
        }
    }
    loader_leave();
    return address;
}
