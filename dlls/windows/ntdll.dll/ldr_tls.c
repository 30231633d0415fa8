/* SPDX-License-Identifier: MIT */
/* Static thread-local storage ("PE Format", the .tls section): each image with a TLS directory has an index; each thread has a vector
 * of pointers (TEB.ThreadLocalStoragePointer) to its copies of the templates; and each image may have callbacks.
 *
 * A DLL loaded later gives existing threads their copies at once: their vectors are listed through TEB.TlsLinks.  The old, shorter
 * vector of a thread is kept until the thread ends, as its compiled code may hold the pointer. */
#include "ldr.h"

#include <string.h>

struct tls_image {
    struct tls_image *next;
    struct module *module;
    const IMAGE_TLS_DIRECTORY *directory;
    SIZE_T size; /* template and zeros */
    ULONG index;
};

/* Before the pointers that the TEB shows. */
struct vector {
    struct vector *older;
    SIZE_T count;
    PVOID blocks[];
};

static struct tls_image *images;
static ULONG index_count;
static LIST_ENTRY threads = {&threads, &threads}; /* TEB.TlsLinks */

static struct vector *vector_of(const TEB *teb)
{
    PVOID *blocks = teb->ThreadLocalStoragePointer;
    return blocks ? CONTAINING_RECORD(blocks, struct vector, blocks) : NULL;
}

static PVOID block_create(const struct tls_image *image)
{
    SIZE_T given = (SIZE_T)(image->directory->EndAddressOfRawData - image->directory->StartAddressOfRawData);
    /* aligned as the section asks, 16 at least: what lies before the block says where the allocation begins */
    SIZE_T align = (SIZE_T)1 << ((image->directory->Characteristics >> 20 & 15) ? (image->directory->Characteristics >> 20 & 15) - 1 : 4);
    if (align < 16) align = 16;
    char *memory = rtl_allocate(image->size + align + sizeof(PVOID));
    if (!memory) return NULL;
    char *block = (char *)(((ULONG_PTR)memory + sizeof(PVOID) + align - 1) & ~(ULONG_PTR)(align - 1));
    memcpy(block - sizeof(PVOID), &memory, sizeof memory);
    memcpy(block, (const void *)image->directory->StartAddressOfRawData, given);
    memset(block + given, 0, image->size - given);
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
static struct vector *vector_grow(TEB *teb)
{
    struct vector *old = vector_of(teb);
    if (old && old->count >= index_count) return old;
    SIZE_T count = index_count + 8;
    struct vector *vector = rtl_allocate(sizeof *vector + count * sizeof(PVOID));
    if (!vector) return NULL;
    memset(vector->blocks, 0, count * sizeof(PVOID));
    if (old) memcpy(vector->blocks, old->blocks, old->count * sizeof(PVOID));
    vector->older = old;
    vector->count = count;
    teb->ThreadLocalStoragePointer = vector->blocks;
    return vector;
}

static BOOLEAN inside(const struct module *module, ULONG_PTR address, SIZE_T size)
{
    ULONG_PTR at = address - (ULONG_PTR)module->entry.DllBase;
    return at <= module->entry.SizeOfImage && size <= module->entry.SizeOfImage - at;
}

NTSTATUS tls_image_add(struct module *module)
{
    ULONG size;
    const IMAGE_TLS_DIRECTORY *directory = image_directory(module, IMAGE_DIRECTORY_ENTRY_TLS, &size);
    if (!directory || size < sizeof *directory) return STATUS_SUCCESS;
    SIZE_T given = (SIZE_T)(directory->EndAddressOfRawData - directory->StartAddressOfRawData);
    if ((given && !inside(module, directory->StartAddressOfRawData, given)) ||
        !inside(module, directory->AddressOfIndex, sizeof(ULONG)) || directory->SizeOfZeroFill > 0x10000000)
        return STATUS_INVALID_IMAGE_FORMAT;
    struct tls_image *image = rtl_allocate(sizeof *image);
    if (!image) return STATUS_NO_MEMORY;
    *image = (struct tls_image){images, module, directory, given + directory->SizeOfZeroFill, index_count};
    index_count++;
    *(ULONG *)directory->AddressOfIndex = image->index;
    module->tls = image;
    module->entry.TlsIndex = (USHORT)-1;
    images = image;
    for (LIST_ENTRY *link = threads.Flink; link != &threads; link = link->Flink) {
        struct vector *vector = vector_grow(CONTAINING_RECORD(link, TEB, TlsLinks));
        if (!vector || !(vector->blocks[image->index] = block_create(image))) return STATUS_NO_MEMORY;
    }
    return STATUS_SUCCESS;
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
    for (LIST_ENTRY *link = threads.Flink; link != &threads; link = link->Flink) {
        struct vector *vector = vector_of(CONTAINING_RECORD(link, TEB, TlsLinks));
        if (!vector || image->index >= vector->count) continue;
        block_free(vector->blocks[image->index]);
        vector->blocks[image->index] = NULL;
    }
    rtl_free(image); /* its index is not used again */
    module->tls = NULL;
}

NTSTATUS tls_thread_start(void)
{
    TEB *teb = NtCurrentTeb();
    NTSTATUS status = STATUS_SUCCESS;
    if (images) {
        struct vector *vector = vector_grow(teb);
        for (struct tls_image *image = images; image && NT_SUCCESS(status); image = image->next)
            if (!vector || (!vector->blocks[image->index] && !(vector->blocks[image->index] = block_create(image)))) status = STATUS_NO_MEMORY;
    }
    teb->TlsLinks.Flink = &threads;
    teb->TlsLinks.Blink = threads.Blink;
    threads.Blink->Flink = &teb->TlsLinks;
    threads.Blink = &teb->TlsLinks;
    return status;
}

void tls_thread_end(void)
{
    TEB *teb = NtCurrentTeb();
    struct vector *vector = vector_of(teb);
    if (teb->TlsLinks.Flink) {
        teb->TlsLinks.Flink->Blink = teb->TlsLinks.Blink;
        teb->TlsLinks.Blink->Flink = teb->TlsLinks.Flink;
        teb->TlsLinks.Flink = teb->TlsLinks.Blink = NULL;
    }
    teb->ThreadLocalStoragePointer = NULL;
    for (struct tls_image *image = images; image && vector; image = image->next)
        if (image->index < vector->count) block_free(vector->blocks[image->index]);
    while (vector) {
        struct vector *older = vector->older;
        rtl_free(vector);
        vector = older;
    }
}

void tls_callbacks(struct module *module, ULONG reason)
{
    ULONG size;
    const IMAGE_TLS_DIRECTORY *directory = image_directory(module, IMAGE_DIRECTORY_ENTRY_TLS, &size);
    if (!directory || size < sizeof *directory || !directory->AddressOfCallBacks) return;
    const PIMAGE_TLS_CALLBACK *callback = (const PIMAGE_TLS_CALLBACK *)directory->AddressOfCallBacks;
    for (; inside(module, (ULONG_PTR)callback, sizeof *callback) && *callback; callback++) (*callback)(module->entry.DllBase, reason, NULL);
}
