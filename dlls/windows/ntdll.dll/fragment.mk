# SPDX-License-Identifier: MIT
# the national-language tables (nls_data.S)
gen/nls.bin: gen/tools/mknls
	$(call say,TABLE,$@)mkdir -p $(@D) && gen/tools/mknls $@
$(foreach w,$(WORDS),obj/$(w)/dlls/windows/ntdll.dll/nls_data.o): gen/nls.bin
# these define what the compiler would otherwise turn their own loops into
$(foreach w,$(WORDS),$(addprefix obj/$(w)/dlls/windows/ntdll.dll/,memory.o string.o)): GUEST_CFLAGS += -fno-builtin -fno-tree-loop-distribute-patterns
