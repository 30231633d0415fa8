/* SPDX-License-Identifier: MIT */
/* What kernel32.dll offers with K32 before its name, psapi.dll does without: the same checks of those. */
#define PSAPI_VERSION               1
#define K32EnumProcesses            EnumProcesses
#define K32EnumProcessModules       EnumProcessModules
#define K32EnumProcessModulesEx     EnumProcessModulesEx
#define K32GetMappedFileNameA       GetMappedFileNameA
#define K32GetMappedFileNameW       GetMappedFileNameW
#define K32GetModuleBaseNameA       GetModuleBaseNameA
#define K32GetModuleBaseNameW       GetModuleBaseNameW
#define K32GetModuleFileNameExA     GetModuleFileNameExA
#define K32GetModuleFileNameExW     GetModuleFileNameExW
#define K32GetModuleInformation     GetModuleInformation
#define K32GetPerformanceInfo       GetPerformanceInfo
#define K32GetProcessImageFileNameA GetProcessImageFileNameA
#define K32GetProcessImageFileNameW GetProcessImageFileNameW
#define K32GetProcessMemoryInfo     GetProcessMemoryInfo
#include "../kernel32/psapi.c"
