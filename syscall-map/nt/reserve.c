/* SPDX-License-Identifier: MIT */
/* SEC_RESERVE: a view's pages are reserved, and committed by VirtualAlloc for all views of the section at once.  One
 * bit a page says which are; pages of the memfd take no memory before they are touched, so that nothing else is to be
 * done. */
#include "nt/reserve.h"

#include "nt/protect.h"

#include <pthread.h>
#include <stdlib.h>

struct reserve_view {
    struct reserve_view *next;
    uint64_t base, offset, size;
    ULONG protect;
};

struct reserve {
    struct reserve_view *views;
    unsigned char committed[]; /* a bit a page */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* Under the lock: gives a view the pages of [from, to) of the section that are committed. */
static int show(const struct reserve *reserve, const struct reserve_view *view, uint64_t from, uint64_t to)
{
    struct vm_protect protect;
    if (!protect_from_nt(view->protect, true, &protect)) return 0;
    if (from < view->offset) from = view->offset;
    if (to > view->offset + view->size) to = view->offset + view->size;
    for (uint64_t at = from; at < to;) {
        uint64_t page = at / VM_PAGE, end = page;
        while (end * VM_PAGE < to && reserve->committed[end / 8] >> end % 8 & 1) end++;
        if (end > page) {
            int error = vm_commit(view->base + at - view->offset, (end - page) * VM_PAGE, &protect);
            if (error) return error;
        }
        at = (end + 1) * VM_PAGE;
    }
    return 0;
}

NTSTATUS reserve_view_add(struct section *section, uint64_t base, uint64_t offset, uint64_t size, ULONG protect)
{
    struct reserve_view *view = malloc(sizeof *view);
    pthread_mutex_lock(&lock);
    if (!section->reserve) section->reserve = calloc(1, sizeof *section->reserve + section->size / VM_PAGE / 8 + 1);
    int error = !view || !section->reserve || vm_hold_back(base, size);
    if (!error) {
        *view = (struct reserve_view){section->reserve->views, base, offset, size, protect};
        error = show(section->reserve, view, offset, offset + size);
    }
    if (!error) section->reserve->views = view;
    pthread_mutex_unlock(&lock);
    if (!error) return STATUS_SUCCESS;
    free(view);
    return STATUS_NO_MEMORY;
}

void reserve_view_remove(struct section *section, uint64_t base)
{
    pthread_mutex_lock(&lock);
    /* Another may stand at the same place by now, before it in the list. */
    struct reserve_view **found = NULL;
    for (struct reserve_view **link = section->reserve ? &section->reserve->views : NULL; link && *link;
         link = &(*link)->next)
        if ((*link)->base == base) found = link;
    if (found) {
        struct reserve_view *view = *found;
        *found = view->next;
        free(view);
    }
    pthread_mutex_unlock(&lock);
}

NTSTATUS reserve_commit(struct section *section, uint64_t region, uint64_t begin, uint64_t end,
                        const struct vm_protect *protect)
{
    NTSTATUS status = STATUS_ALREADY_COMMITTED;
    pthread_mutex_lock(&lock);
    const struct reserve_view *view = section->reserve ? section->reserve->views : NULL;
    while (view && view->base != region) view = view->next;
    if (view && end > view->base + view->size) {
        status = STATUS_CONFLICTING_ADDRESSES;
    } else if (view) {
        const uint64_t from = begin - view->base + view->offset, to = end - view->base + view->offset;
        for (uint64_t page = from / VM_PAGE; page * VM_PAGE < to; page++)
            section->reserve->committed[page / 8] |= (unsigned char)(1u << page % 8);
        int error = vm_commit(begin, end - begin, protect);
        for (const struct reserve_view *other = section->reserve->views; other && !error; other = other->next)
            if (other != view) error = show(section->reserve, other, from, to);
        status = error ? STATUS_NO_MEMORY : STATUS_SUCCESS;
    }
    pthread_mutex_unlock(&lock);
    return status;
}

void reserve_free(struct section *section)
{
    free(section->reserve); /* views hold references: none is left */
}
