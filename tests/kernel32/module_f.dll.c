/* SPDX-License-Identifier: MIT */
/* Forwarders: by name, by ordinal, through another forwarder, to a DLL that is loaded for it alone, and such as lead
 * nowhere. */
#include "module_dll.h"

DLL_MAIN('f', TRUE)
