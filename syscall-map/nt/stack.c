/* SPDX-License-Identifier: MIT */
/* Guest stacks: reserved whole, committed from the top, grown by a guard page (exception.c moves it down).
 * Linux gives pages at their first touch, so the committed part is generous: it saves guard faults and costs nothing.
 */
#include "nt/stack.h"
#include "linux/vm.h"
#include "nt.h"

#include <errno.h>
#include <sys/mman.h>

int stack_create(uint64_t reserve, uint64_t commit, struct stack *stack)
{
    static const struct vm_protect writable = {PROT_READ | PROT_WRITE, PAGE_READWRITE, false};
    static const struct vm_protect guard = {PROT_READ | PROT_WRITE, PAGE_READWRITE, true};
    const uint64_t least = 64 << 10, spare = 4 * VM_PAGE; /* the guard, and what is opened at an overflow */

    if (!reserve) reserve = 1 << 20;
    reserve = (reserve + VM_GRANULARITY - 1) & ~(VM_GRANULARITY - 1);
    if (reserve < 2 * least) reserve = 2 * least;
    commit = (commit + VM_PAGE - 1) & ~(VM_PAGE - 1);
    if (commit < least) commit = least;
    if (commit > reserve - spare) commit = reserve - spare;

    const struct vm_place anywhere = {0};
    const bool again = vm_take_stack(reserve, commit, &writable, &stack->allocation);
    int error = again ? 0 : vm_reserve(&anywhere, reserve, PAGE_READWRITE, NULL, &stack->allocation);
    if (error) return error;
    stack->base = stack->allocation + reserve;
    stack->limit = stack->base - commit;
    stack->commit = commit;
    if (!again) error = vm_commit(stack->limit, commit, &writable);
    if (!error) error = vm_note(stack->limit - VM_PAGE, VM_PAGE, &guard); /* to Linux it is closed already */
    if (error) vm_release(stack->allocation, VM_PRIVATE, NULL, NULL);
    return error;
}

void stack_free(const struct stack *stack)
{
    vm_park_stack(stack->allocation, stack->commit);
}
