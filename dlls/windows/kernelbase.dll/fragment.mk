# SPDX-License-Identifier: MIT
kernelbase_LIBS = ntdll
# the texts of the system's messages (message_text.c)
GENERATED_HEADERS += gen/system_messages.h
gen/system_messages.h: gen/tools/mkmessages $(srcdir)/dlls/windows/kernelbase.dll/system.messages
	$(call say,TABLE,$@)mkdir -p $(@D) && gen/tools/mkmessages $(srcdir)/dlls/windows/kernelbase.dll/system.messages > $@
