/* SPDX-License-Identifier: MIT */
/* What the loader's files know of each other.
 *
 * A module is an LDR_DATA_TABLE_ENTRY, which debuggers and programs walk, with our own members behind it.  All of the
 * loader's state is guarded by the loader lock (PEB.LoaderLock), which is recursive: a DllMain may load DLLs. Lock
 * order: loader lock, then the heap's and the PEB's. */
#ifndef METIC_NTDLL_LDR_H
#define METIC_NTDLL_LDR_H

#include "rtl.h"
#include "nt_lib.h"

enum module_state { MODULE_MAPPED, MODULE_BOUND, MODULE_ATTACHED, MODULE_DETACHED };

struct module {
    LDR_DATA_TABLE_ENTRY entry; /* first: PEB_LDR_DATA's lists link these */
    const IMAGE_NT_HEADERS *headers;
    enum module_state state;
    BOOLEAN pinned;       /* never unloaded: statically linked, or asked so */
    BOOLEAN busy;         /* being bound or attached: ends cycles */
    BOOLEAN doomed;       /* nobody needs it: is being unloaded */
    BOOLEAN bound;        /* all its imports were bound at build time, and that holds */
    BOOLEAN flat;         /* the file is the image as one piece, without sections */
    BOOLEAN holed;        /* has sections that cannot be read */
    LONG loads;           /* LdrLoadDll and LdrAddRefDll, less LdrUnloadDll */
    struct module **uses; /* what it imports from: as long as it is needed, so are they */
    ULONG use_count, use_room;
    struct tls_image *tls;
    struct { /* what ldr_export.c has found out about them */
        BOOLEAN known;
        const IMAGE_EXPORT_DIRECTORY *directory; /* NULL: none, or none that can be used */
        ULONG size, function_count, name_count;
        const ULONG *functions, *names;
        const USHORT *ordinals;
        const char *forward; /* the last forwarder's text, and the module that it names */
        struct module *forward_to;
    } exports;
    WCHAR *path; /* the folder part serves its own imports with LOAD_WITH_ALTERED_SEARCH_PATH */
};

extern RTL_CRITICAL_SECTION loader_lock;
extern PEB_LDR_DATA loader_data;
extern struct module *program_module;

/* ---- ldr_module.c: the lists ---- */
struct module *module_add(PVOID base, const WCHAR *path, SIZE_T length); /* NULL: out of memory, or no image */
void module_remove(struct module *module);                               /* frees it; unmaps nothing */
struct module *module_by_base(const void *base);
struct module *module_by_address(const void *address);
struct module *module_by_name(const WCHAR *name, SIZE_T length); /* base name */
struct module *module_by_path(const WCHAR *path, SIZE_T length);
NTSTATUS module_use(struct module *user, struct module *used);
BOOLEAN module_is_dll(const struct module *module);

/* ---- ldr_unload.c ---- */
void unload_unneeded(void); /* all that neither loads nor users of such need any more; later, where that is held back */
void unload_hold(void);     /* nothing goes while a list of modules is walked and their code called */
void unload_release(void);

/* ---- ldr_image.c: reading images, whose directories may say anything ---- */
const void *image_at(const struct module *module, ULONG rva, SIZE_T size); /* NULL: outside */
const char *image_string(const struct module *module, ULONG rva);          /* NULL: outside, or not ended */
const void *image_directory(const struct module *module, ULONG index, ULONG *size);
/* A part of an image that is made writable while the loader writes there; it must lie in one section. */
struct window {
    PVOID at;
    SIZE_T size;
    ULONG old;
    BOOLEAN open;
    ULONG first, end; /* RVAs of the section */
};
NTSTATUS window_open(struct window *window, const struct module *module, ULONG rva, SIZE_T size);
void window_close(struct window *window);

/* ---- ldr_export.c ---- */
/* `name` or, where that is NULL, `ordinal`.  STATUS_ENTRYPOINT_NOT_FOUND, STATUS_ORDINAL_NOT_FOUND; for a forwarder
 * what loading its module gives.  `user` gets a reference to a forwarder's module (may be NULL). */
NTSTATUS export_find(struct module *user, struct module *module, const char *name, ULONG hint, ULONG ordinal,
                     PVOID *address);

/* ---- ldr_map.c ---- */
struct search {
    const WCHAR *folder; /* instead of the application's (LOAD_WITH_ALTERED_SEARCH_PATH); NULL: none */
    SIZE_T folder_length;
    ULONG flags; /* LOAD_LIBRARY_SEARCH_* */
};
/* Maps a DLL by name or path, or finds it loaded.  It stays until the next unload_unneeded().  STATUS_DLL_NOT_FOUND. */
NTSTATUS map_dll(const WCHAR *name, SIZE_T length, const struct search *search, struct module **module);
NTSTATUS map_relocate(struct module *module);

/* ---- ldr_import.c ---- */
NTSTATUS import_bind(struct module *module, const struct search *search);
PVOID import_missing_thunk(const struct module *importer, const char *dll, const char *function, ULONG ordinal);

/* ---- ldr_apiset.c: the DLL that hosts an API set's name, NULL: not an API set.  `name` is a base name. */
const WCHAR *apiset_host(const WCHAR *name, SIZE_T length);

/* ---- ldr_tls.c ---- */
NTSTATUS tls_image_add(struct module *module); /* gives the image its slot; existing threads get theirs too */
void tls_image_remove(struct module *module);
NTSTATUS tls_thread_start(void); /* the calling thread's blocks */
void tls_thread_end(void);
void tls_callbacks(struct module *module, ULONG reason);

/* ---- ldr_attach.c: DllMain ---- */
NTSTATUS attach_tree(struct module *module); /* it and what it needs, dependencies first */
void attach_program(void);
void attach_detach(struct module *module, BOOLEAN process_ends);
void attach_threads(ULONG reason); /* DLL_THREAD_ATTACH or _DETACH to all */

/* ---- ldr_start.c: what could not be loaded, for the message; the first one counts ---- */
void loader_fail(const WCHAR *name, SIZE_T length, const struct module *importer);
NTSTATUS loader_refuse(const struct module *module, const char *why); /* STATUS_INVALID_IMAGE_FORMAT */
void loader_forget(void); /* it was not needed: the program asked and was told */

/* ---- x86_64/function.c: the images whose functions can be unwound; 32-bit ones need no such list ---- */
#ifdef _WIN64
NTSTATUS function_image_add(const struct module *module);
void function_image_remove(const struct module *module);
#else
static inline NTSTATUS function_image_add(const struct module *module)
{
    (void)module;
    return STATUS_SUCCESS;
}
static inline void function_image_remove(const struct module *module)
{
    (void)module;
}
#endif

static inline void loader_enter(void)
{
    RtlEnterCriticalSection(&loader_lock);
}

static inline void loader_leave(void)
{
    RtlLeaveCriticalSection(&loader_lock);
}

#endif
