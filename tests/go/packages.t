#!/bin/bash
# SPDX-License-Identifier: MIT
# The fast part of Go's own tests (tests/go/check).
exec bash "$SRC/tests/go/check" $(sed 's/#.*//' "$SRC/tests/go/packages" | awk '$2 == "fast" { print $1 }')
