/* SPDX-License-Identifier: MIT */
/* Static thread-local storage ("PE Format", the .tls section): each image with a TLS directory has an index; each
 * thread has a vector of pointers (TEB.ThreadLocalStoragePointer) to its copies of the templates; and each image may
 * have callbacks.
 *
 * A DLL loaded later gives existing threads their copies at once.  The old, shorter vector of a thread is kept until
 * the thread ends, as its compiled code may hold the pointer. A thread that was terminated has told nobody: its TEB,
 * which is never unmapped but may be another thread's by then, no longer points at its record here (TEB.TlsLinks), and
 * what it had is freed when the records are walked the next time: before a DLL with a TLS section is loaded, and
 * whenever their number has doubled. */
#include "ldr.h"

#include <string.h>

struct tls_image {
    struct tls_image *next;
    struct module *module;
    const char *template; /* as the directory said when it was checked: the program may write there */
    SIZE_T given, size;   /* of the template; of it and the zeros behind */
    SIZE_T align;
    ULONG index;
};

/* Before the pointers that the TEB shows. */
struct vector {
    struct vector *older;
    SIZE_T count;
    PVOID blocks[];
};

/* A thread that has run through tls_thread_start(). */
struct record {
    struct record *next, *before;
    TEB *teb;
    struct vector *vector;
};

static struct tls_image *images;
static ULONG index_count; /* above all that were ever given out */
static struct record first_record, *records;
static SIZE_T record_count, clean_at = 64;

/* Aligned as the section asks, 16 at least: what lies before the block says where the allocation begins. */
static PVOID block_create(const struct tls_image *image)
{
    char *memory = rtl_allocate(image->size + image->align + sizeof(PVOID));
    if (!memory) return NULL;
    char *block = (char *)(((ULONG_PTR)memory + sizeof(PVOID) + image->align - 1) & ~(ULONG_PTR)(image->align - 1));
    memcpy(block - sizeof(PVOID), &memory, sizeof memory);
    memcpy(block, image->template, image->given);
    memset(block + image->given, 0, image->size - image->given);
    return block;
}

static void block_free(PVOID block)
{
    PVOID memory;
    if (!block) return;
    memcpy(&memory, (char *)block - sizeof memory, sizeof memory);
    rtl_free(memory);
}

/* A vector of `index_count` entries for a thread, with what its older one holds. */
static struct vector *vector_grow(struct record *record)
{
    struct vector *old = record->vector;
    if (old && old->count >= index_count) return old;
    SIZE_T count = index_count + 8;
    struct vector *vector = rtl_allocate(sizeof *vector + count * sizeof(PVOID));
    if (!vector) return NULL;
    memset(vector->blocks, 0, count * sizeof(PVOID));
    if (old) memcpy(vector->blocks, old->blocks, old->count * sizeof(PVOID));
    vector->older = old;
    vector->count = count;
    record->vector = vector;
    record->teb->ThreadLocalStoragePointer = vector->blocks;
    return vector;
}

/* The thread's copy of one image's template. */
static NTSTATUS block_add(struct record *record, const struct tls_image *image)
{
    struct vector *vector = vector_grow(record);
    if (vector && !vector->blocks[image->index]) vector->blocks[image->index] = block_create(image);
    return vector && vector->blocks[image->index] ? STATUS_SUCCESS : STATUS_NO_MEMORY;
}

static void record_free(struct record *record)
{
    struct vector *vector = record->vector;
    for (struct tls_image *image = images; image && vector; image = image->next)
        if (image->index < vector->count) block_free(vector->blocks[image->index]);
    while (vector) {
        struct vector *older = vector->older;
        rtl_free(vector);
        vector = older;
    }
    if (record != &first_record) rtl_free(record);
}

static BOOLEAN is_alive(const struct record *record)
{
    return (const void *)record->teb->TlsLinks.Flink == record;
}

static void record_forget(struct record *record)
{
    *(record->before ? &record->before->next : &records) = record->next;
    if (record->next) record->next->before = record->before;
    record_count--;
    record_free(record);
}

/* Forgets the threads that were terminated. */
static void records_clean(void)
{
    for (struct record *record = records, *next; record; record = next) {
        next = record->next;
        if (!is_alive(record)) record_forget(record);
    }
    clean_at = 2 * record_count + 64;
}

/* The bytes at an address that the directory says, not an RVA as elsewhere. */
static const void *inside(const struct module *module, ULONG_PTR address, SIZE_T size)
{
    ULONG_PTR at = address - (ULONG_PTR)module->entry.DllBase;
    return at < module->entry.SizeOfImage ? image_at(module, (ULONG)at, size) : NULL;
}

/* All callbacks must be code of the image, as it comes; what a program writes there later is its own affair. */
static BOOLEAN are_callbacks_good(const struct module *module, ULONG_PTR list)
{
    for (;; list += sizeof(PVOID)) {
        const ULONG_PTR *callback = inside(module, list, sizeof *callback);
        if (!callback) return FALSE;
        if (!*callback) return TRUE;
        if (!inside(module, *callback, 1)) return FALSE;
    }
}

/* The lowest index that no image has. */
static ULONG index_take(void)
{
    ULONG index = 0;
    for (const struct tls_image *image = images; image;) {
        BOOLEAN taken = image->index == index;
        image = taken ? images : image->next;
        if (taken) index++;
    }
    if (index >= index_count) index_count = index + 1;
    return index;
}

NTSTATUS tls_image_add(struct module *module)
{
    ULONG size;
    struct window window;
    const IMAGE_TLS_DIRECTORY *at = image_directory(module, IMAGE_DIRECTORY_ENTRY_TLS, &size);
    if (!at || size < sizeof *at) return STATUS_SUCCESS;
    const IMAGE_TLS_DIRECTORY directory = *at;
    const ULONG power = directory.Characteristics >> 20 & 15; /* IMAGE_SCN_ALIGN_* */
    struct tls_image image = {images, module, (const char *)directory.StartAddressOfRawData,
                              0,      0,      power > 5 ? (SIZE_T)1 << (power - 1) : 16,
                              0};
    image.given = (SIZE_T)(directory.EndAddressOfRawData - directory.StartAddressOfRawData);
    image.size = image.given + directory.SizeOfZeroFill;
    if ((image.given && !inside(module, directory.StartAddressOfRawData, image.given)) ||
        directory.SizeOfZeroFill > 0x10000000 ||
        (directory.AddressOfCallBacks && !are_callbacks_good(module, directory.AddressOfCallBacks)))
        return loader_refuse(module, "has a wild TLS table");
    const ULONG_PTR where = (ULONG_PTR)directory.AddressOfIndex - (ULONG_PTR)module->entry.DllBase;
    NTSTATUS status = where < module->entry.SizeOfImage ? window_open(&window, module, (ULONG)where, sizeof(ULONG))
                                                        : STATUS_INVALID_IMAGE_FORMAT;
    const BOOLEAN is_constant = NT_SUCCESS(status) && window.open;
    if (is_constant) window_close(&window); /* Windows does not open it either */
    if (!NT_SUCCESS(status) || is_constant) return loader_refuse(module, "has a wild TLS table");
    image.index = index_take();
    *(ULONG UNALIGNED *)directory.AddressOfIndex = image.index;

    if (!(module->tls = rtl_allocate(sizeof image))) return STATUS_NO_MEMORY;
    *module->tls = image;
    module->entry.TlsIndex = (USHORT)-1;
    images = module->tls;
    records_clean();
    for (struct record *record = records; record && NT_SUCCESS(status); record = record->next)
        status = block_add(record, module->tls);
    return status;
}

void tls_image_remove(struct module *module)
{
    struct tls_image *image = module->tls;
    if (!image) return;
    for (struct tls_image **at = &images; *at; at = &(*at)->next) {
        if (*at != image) continue;
        *at = image->next;
        break;
    }
    for (struct record *record = records; record; record = record->next) {
        struct vector *vector = record->vector;
        if (!vector || image->index >= vector->count) continue;
        block_free(vector->blocks[image->index]);
        vector->blocks[image->index] = NULL;
    }
    rtl_free(image);
    module->tls = NULL;
}

NTSTATUS tls_thread_start(void)
{
    struct record *record = records ? rtl_allocate(sizeof *record) : &first_record;
    NTSTATUS status = STATUS_SUCCESS;
    if (!record) return STATUS_NO_MEMORY;
    *record = (struct record){records, NULL, NtCurrentTeb(), NULL};
    record->teb->TlsLinks.Flink = (LIST_ENTRY *)record;
    if (records) records->before = record;
    records = record;
    if (++record_count > clean_at) records_clean();
    for (struct tls_image *image = images; image && NT_SUCCESS(status); image = image->next)
        status = block_add(record, image);
    return status;
}

void tls_thread_end(void)
{
    TEB *teb = NtCurrentTeb();
    struct record *record = (struct record *)teb->TlsLinks.Flink;
    teb->TlsLinks.Flink = NULL;
    teb->ThreadLocalStoragePointer = NULL;
    if (record) record_forget(record);
}

void tls_callbacks(struct module *module, ULONG reason)
{
    ULONG size;
    const IMAGE_TLS_DIRECTORY *directory = image_directory(module, IMAGE_DIRECTORY_ENTRY_TLS, &size);
    if (!directory || size < sizeof *directory || !directory->AddressOfCallBacks) return;
    const PIMAGE_TLS_CALLBACK *callback;
    for (ULONG_PTR at = directory->AddressOfCallBacks; (callback = inside(module, at, sizeof *callback)) && *callback;
         at += sizeof *callback)
        (*callback)(module->entry.DllBase, reason, NULL);
}
