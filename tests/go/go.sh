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

go_for() { # SYSTEM ARGUMENT...
    local system=$1
    shift
    mkdir -p "$BUILD/tests/go/home"
    env HOME="$BUILD/tests/go/home" GOCACHE="$BUILD/tests/go/cache" GOPATH="$BUILD/tests/go/home/go" GOPROXY=off GOFLAGS= GOENV=off \
        GOTOOLCHAIN=local GO111MODULE=auto CGO_ENABLED=0 GOOS="$system" GOARCH=amd64 "$GO" "$@"
}
