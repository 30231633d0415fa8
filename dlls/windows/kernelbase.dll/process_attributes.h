/* SPDX-License-Identifier: MIT */
/* The attribute list of STARTUPINFOEX. */
#ifndef METIC_KERNELBASE_PROCESS_ATTRIBUTES_H
#define METIC_KERNELBASE_PROCESS_ATTRIBUTES_H

#include "kernelbase.h"

/* The value of an attribute, its size in *size; NULL: the list (NULL: none) does not have it. */
void *process_attribute(const struct _PROC_THREAD_ATTRIBUTE_LIST *list, DWORD_PTR attribute, SIZE_T *size);

#endif
