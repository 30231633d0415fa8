# SPDX-License-Identifier: MIT
# Go's compiler for the tests of this folder, sourced: without the network, with its cache and its home in the build tree.

have_go() { # or a skipped line that says why not
    local found
    for found in "${GO:-}" /usr/lib/go-1.19/bin/go "$(command -v go)"; do
        [ -n "$found" ] && [ -x "$found" ] || continue
        GO=$found
        return 0
    done
    skip "Go" "there is no Go compiler; on Debian: apt-get install golang-1.19-go golang-1.19-src"
    return 1
}

# What a guest needs to run the Go command, in the build tree: $go_root, with the command and its tools built for Windows.
go_root=$BUILD/tests/go/toolchain/goroot

make_go_root() {
    local own tool there
    own=$("$GO" env GOROOT) || return
    mkdir -p "$go_root/bin" "$go_root/pkg/tool/windows_amd64" "$go_root/pkg/include" || return
    for tool in go compile link asm buildid pprof; do
        there=$go_root/pkg/tool/windows_amd64/$tool.exe
        [ $tool = go ] && there=$go_root/bin/go.exe
        [ -x "$there" ] && [ "$there" -nt "$GO" ] ||
            (cd "$own/src" && go_for windows build -trimpath -o "$there" "cmd/$tool") || return
    done
    cp -r "$own/pkg/include/." "$go_root/pkg/include/" && cp "$own/VERSION" "$go_root/" || return
    [ -d "$go_root/src/runtime" ] || cp -rL --reflink=auto "$own/src" "$go_root/src"
}

# The compiled packages that go/importer reads, there while the command runs: the toolchain's builds must not find them.
with_archives() { # COMMAND...
    local archives=$BUILD/tests/go/toolchain/archives status
    [ -f "$archives/runtime.a" ] || go_for windows install -trimpath -pkgdir "$archives" $(go_for windows list -deps runtime) || return
    ln -sfn "$archives" "$go_root/pkg/windows_amd64" || return
    "$@"
    status=$?
    rm -f "$go_root/pkg/windows_amd64"
    return $status
}

dos() { printf 'Z:%s' "${1//\//\\}"; }

# Runs a command whose guest finds the Go command on its PATH, with a cache that it keeps.
with_go_root() { # COMMAND...
    mkdir -p "$BUILD/tests/go/guest"
    env GOROOT="$(dos "$go_root")" GOCACHE="$(dos "$BUILD/tests/go/guest/cache")" GOPATH="$(dos "$BUILD/tests/go/guest")" GOPROXY=off \
        GOFLAGS= GOENV=off GOTOOLCHAIN=local CGO_ENABLED=0 PATH="$go_root/bin:$PATH" "$@"
}

go_for() { # SYSTEM ARGUMENT...
    local system=$1
    shift
    mkdir -p "$BUILD/tests/go/home"
    env HOME="$BUILD/tests/go/home" GOCACHE="$BUILD/tests/go/cache" GOPATH="$BUILD/tests/go/home/go" GOPROXY=off GOFLAGS= GOENV=off \
        GOTOOLCHAIN=local GO111MODULE=auto CGO_ENABLED=0 GOOS="$system" GOARCH=amd64 "$GO" "$@"
}
