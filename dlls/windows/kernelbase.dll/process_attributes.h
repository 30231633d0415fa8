/* SPDX-License-Identifier: MIT */
/* The attribute list of STARTUPINFOEX. */
#ifndef METIC_KERNELBASE_PROCESS_ATTRIBUTES_H
#define METIC_KERNELBASE_PROCESS_ATTRIBUTES_H

#include "kernelbase.h"

#ifndef PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE
#define PROC_THREAD_ATTRIBUTE_PSEUDOCONSOLE 0x00020016 /* which the headers have from Windows 10 1809 on */
#endif

/* The value of an attribute, its size in *size; NULL: the list (NULL: none) does not have it. */
void *process_attribute(const struct _PROC_THREAD_ATTRIBUTE_LIST *list, DWORD_PTR attribute, SIZE_T *size);

#endif
