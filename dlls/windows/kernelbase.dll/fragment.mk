# SPDX-License-Identifier: MIT
kernelbase_LIBS = ntdll
# the texts of the system's messages (message_text.c)
GENERATED_HEADERS += gen/system_messages.h
gen/system_messages.h: gen/tools/mkmessages $(srcdir)/dlls/windows/kernelbase.dll/system.messages
	$(call say,TABLE,$@)mkdir -p $(@D) && gen/tools/mkmessages $(srcdir)/dlls/windows/kernelbase.dll/system.messages > $@
# Chinese characters and their variants (han.c), by ICU
GENERATED_HEADERS += gen/han_variants.h
gen/tools/mkhan: $(srcdir)/tools/mkhan.c
	$(call say,TOOL,$@)mkdir -p $(@D) && $(CC) $(TOOL_CFLAGS) -o $@ $< -licui18n -licuuc
gen/han_variants.h: gen/tools/mkhan
	$(call say,TABLE,$@)mkdir -p $(@D) && gen/tools/mkhan > $@.new && mv $@.new $@
