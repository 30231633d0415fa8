/* SPDX-License-Identifier: MIT */
#include "../../vcruntime140.dll/x86_64/funclet.S"
