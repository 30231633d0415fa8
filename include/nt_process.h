/* SPDX-License-Identifier: MIT */
/* What NtCreateUserProcess takes, as public books lay it out. */
#ifndef METIC_NT_PROCESS_CREATION_H
#define METIC_NT_PROCESS_CREATION_H

#include "nt.h"

#define PS_ATTRIBUTE_PARENT_PROCESS  0x00060000
#define PS_ATTRIBUTE_IMAGE_NAME      0x00020005
#define PS_ATTRIBUTE_PRIORITY_CLASS  0x00020008 /* a byte */
#define PS_ATTRIBUTE_STD_HANDLE_INFO 0x0002000a
#define PS_ATTRIBUTE_HANDLE_LIST     0x0002000b
#define PS_ATTRIBUTE_GROUP_AFFINITY  0x0003000c
#define PS_ATTRIBUTE_IDEAL_PROCESSOR 0x0003000e
#define PS_ATTRIBUTE_JOB_LIST        0x00020013

/* PS_ATTRIBUTE_STD_HANDLE_INFO: may the new process have duplicates of the parent's standard handles? */
typedef struct _PS_STD_HANDLE_INFO {
    ULONG Flags; /* bits 0, 1: PS_STD_STATE_...; bits 2-4: which of them */
    ULONG StdHandleSubsystemType;
} PS_STD_HANDLE_INFO;
#define PS_STD_STATE_NEVER_DUPLICATE   0
#define PS_STD_STATE_REQUEST_DUPLICATE 1 /* if the image's subsystem is the one that is named */
#define PS_STD_STATE_ALWAYS_DUPLICATE  2

enum {
    PsCreateInitialState,
    PsCreateFailOnFileOpen,
    PsCreateFailOnSectionCreate,
    PsCreateFailExeFormat,
    PsCreateSuccess = 6
};
typedef struct _PS_CREATE_INFO {
    SIZE_T Size;
    ULONG State;
    ULONG Reserved;
    ULONG64 Results[9]; /* of the states: not filled */
} PS_CREATE_INFO;

#define PROCESS_CREATE_FLAGS_BREAKAWAY       0x00000001
#define PROCESS_CREATE_FLAGS_INHERIT_HANDLES 0x00000004

/* RTL_USER_PROCESS_PARAMETERS.ConsoleHandle says what becomes of the console. */
#define CONSOLE_HANDLE_DETACHED  ((HANDLE)(LONG_PTR)-1)
#define CONSOLE_HANDLE_NEW       ((HANDLE)(LONG_PTR)-2)
#define CONSOLE_HANDLE_NO_WINDOW ((HANDLE)(LONG_PTR)-3)

#endif
