/* SPDX-License-Identifier: MIT */
/* The process's handle table: values are multiples of 4 from 4 up, as on Windows, whose two lowest bits a caller may
 * use. */
#ifndef METIC_NT_HANDLE_H
#define METIC_NT_HANDLE_H

#include "nt/object.h"

/* Makes a handle to `object`, which gets a reference of the handle's own: the caller keeps, and puts, its one.
 * `attributes`: OBJ_INHERIT and OBJ_PROTECT_CLOSE count.  `access` is final (object_map_access() first).
 * STATUS_INSUFFICIENT_RESOURCES / STATUS_NO_MEMORY: the table is full. */
NTSTATUS handle_create(struct object *object, ACCESS_MASK access, ULONG attributes, HANDLE *handle);

/* At the process's start, while it has one thread: the same, but with this value. */
NTSTATUS handle_create_at(struct object *object, ACCESS_MASK access, ULONG attributes, HANDLE value);

/* Finds the object behind a handle and takes a reference (object_put() it).  `type` NULL: any.  Pseudo-handles have
 * every right. STATUS_INVALID_HANDLE, STATUS_OBJECT_TYPE_MISMATCH, STATUS_ACCESS_DENIED (a bit of `access` is not
 * granted). */
NTSTATUS handle_get(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **object);

/* Finds an object of a type that retires, in a handle with these rights, without taking a reference: its memory and
 * line stay until handle_return(), which is to come before anything that could block.  False: take the usual way. */
bool handle_borrow(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **object);
void handle_return(void);

/* handle_borrow(), or where that is not to be had handle_get(): the object is the caller's until handle_done(). */
NTSTATUS handle_use(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **object,
                    bool *borrowed);
void handle_done(struct object *object, bool borrowed);

/* Borrows an object that the thread knows otherwise. */
void handle_lend(void);

/* Returns when what any thread had borrowed before the call has been returned. */
void handle_settle(void);

/* The same, and tells the granted rights and the OBJ_INHERIT / OBJ_PROTECT_CLOSE attributes (either may be NULL). */
NTSTATUS handle_get_rights(HANDLE handle, const struct object_type *type, ACCESS_MASK access, struct object **object,
                           ACCESS_MASK *granted, ULONG *attributes);

/* STATUS_INVALID_HANDLE, STATUS_HANDLE_NOT_CLOSABLE.  Pseudo-handles succeed and do nothing. */
NTSTATUS handle_close(HANDLE handle);

/* What a duplicate gets of a handle to `object` with `had` and `had_attributes`: `*access` and `*attributes`, which
 * hold what is asked, become final. */
void handle_duplicate_rights(const struct object *object, ULONG options, ACCESS_MASK had, ULONG had_attributes,
                             ACCESS_MASK *access, ULONG *attributes);

/* A second handle in this process.  `options`: DUPLICATE_SAME_ACCESS, DUPLICATE_SAME_ATTRIBUTES; (closing the source is
 * the caller's).  `access` may hold generic bits. */
NTSTATUS handle_duplicate(HANDLE source, ACCESS_MASK access, ULONG attributes, ULONG options, HANDLE *target);

/* Replaces the OBJ_INHERIT and OBJ_PROTECT_CLOSE attributes. */
NTSTATUS handle_set_attributes(HANDLE handle, ULONG attributes);

/* How many handles are open. */
uint32_t handle_count(void);

/* Calls `visit` for each open handle in rising order (handles made or closed meanwhile may be missed); it must not keep
 * `object` without a reference of its own.  Stops at the first result that is not 0 and returns it. */
int handle_each(int (*visit)(HANDLE handle, struct object *object, ACCESS_MASK access, ULONG attributes, void *context),
                void *context);

/* Pseudo-handles -1 (process), -2 (thread), -4..-6 (tokens): who owns the object registers how to get it.  `resolve`
 * gives a reference, NULL: none.  Once, at start. */
void handle_set_pseudo(int value, struct object *(*resolve)(void));

#endif
