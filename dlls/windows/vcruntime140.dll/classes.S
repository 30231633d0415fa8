/* SPDX-License-Identifier: MIT */
/* What describes the classes of errors.c to programs: type descriptors, hierarchies, vtables, and what a throw of each may be caught
 * as.  Offsets from the image's base on x86-64, pointers on i386. */
#ifdef __x86_64__
#define SYM(name) name
#define REF .rva
#define POINTER .quad
#define OBJECT_SIZE 24
#else
#define SYM(name) _##name
#define REF .long
#define POINTER .long
#define OBJECT_SIZE 12
#endif

        .data
        .macro  TYPE name, decorated
        .p2align 3
type_\name:
        POINTER type_info_vtable
        POINTER 0
        .asciz  "\decorated"
        .endm
        TYPE    exception, ".?AVexception@std@@"
        TYPE    bad_cast, ".?AVbad_cast@std@@"
        TYPE    bad_typeid, ".?AVbad_typeid@std@@"
        TYPE    non_rtti, ".?AV__non_rtti_object@std@@"

        .section .rdata,"dr"
        .p2align 3
        POINTER 0
type_info_vtable:
        POINTER SYM(type_info_delete)

/* CLASS name, number of bases with itself, itself and its bases from the nearest on; what is catchable comes of it. */
        .macro  CLASS name, count, first, second, third
        .p2align 3
bases_\name:
        REF     base_\first
        .ifnb   \second
        REF     base_\second
        .endif
        .ifnb   \third
        REF     base_\third
        .endif
hierarchy_\name:
        .long   0, 0, \count
        REF     bases_\name
base_\name:
        REF     type_\name
        .long   \count - 1, 0, -1, 0, 0x40
        REF     hierarchy_\name
locator_\name:
#ifdef __x86_64__
        .long   1, 0, 0
#else
        .long   0, 0, 0
#endif
        REF     type_\name
        REF     hierarchy_\name
#ifdef __x86_64__
        REF     locator_\name
#endif
        .p2align 3
        POINTER locator_\name
        .globl  SYM(vtable_\name)
SYM(vtable_\name):
        POINTER SYM(exception_delete)
        POINTER SYM(exception_what)
catchable_\name:
        .long   0
        REF     type_\name
        .long   0, -1, 0, OBJECT_SIZE
        REF     SYM(copy_\name)
catchables_\name:
        .long   \count
        REF     catchable_\first
        .ifnb   \second
        REF     catchable_\second
        .endif
        .ifnb   \third
        REF     catchable_\third
        .endif
        .globl  SYM(throw_\name)
SYM(throw_\name):
        .long   0
        REF     SYM(exception_destroy)
        .long   0
        REF     catchables_\name
        .endm
        CLASS   exception, 1, exception
        CLASS   bad_cast, 2, bad_cast, exception
        CLASS   bad_typeid, 2, bad_typeid, exception
        CLASS   non_rtti, 3, non_rtti, bad_typeid, exception
