# SPDX-License-Identifier: MIT
# Completion of metic's command line in bash.
_metic()
{
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} i command= verb= commands=()
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            run | ps | stop | start | prefix | path | reg | pipe) [ "$i" = 1 ] && command=${COMP_WORDS[i]} && continue ;;&
            --prefix | --trace | =) ;;
            --) break ;;
            -*) ;;
            *)
                case ${COMP_WORDS[i - 1]} in
                    = | --prefix | --trace) ;;
                    *)
                        case $command in
                            prefix) [ -n "$verb" ] || verb=${COMP_WORDS[i]} ;;
                            path) ;;
                            *) # the program's own arguments
                                compopt -o default
                                return ;;
                        esac ;;
                esac ;;
        esac
    done
    [ "$word" = = ] && word=
    [ "$previous" = = ] && previous=${COMP_WORDS[COMP_CWORD - 2]}
    case $previous in
        --prefix)
            mapfile -t COMPREPLY < <(compgen -d -- "$word"; _metic_prefixes "$word")
            compopt -o filenames
            return ;;
        --trace)
            mapfile -t COMPREPLY < <(compgen -W 'calls file module missing all' -- "$word")
            return ;;
    esac
    case $word in
        -*)
            mapfile -t COMPREPLY < <(compgen -W '--help --version --trace= --prefix= --ephemeral --kill --keep -u -w' -- "$word" |
                grep -vxE -- "$(case $command in
                    ps | prefix) echo '--(trace=|ephemeral|kill|keep)|-[uw]' ;;
                    stop) echo '--(trace=|ephemeral|keep)|-[uw]' ;;
                    start) echo '--(trace=|ephemeral|kill)|-[uw]' ;;
                    path) echo '--(trace=|ephemeral|kill|keep)' ;;
                    *) echo '--(kill|keep)|-[uw]' ;;
                esac)")
            [ "${COMPREPLY[0]: -1}" = = ] && compopt -o nospace ;;
        *)
            case $command in
                ps | stop | start) return ;;
                path)
                    compopt -o default
                    return ;;
                pipe)
                    mapfile -t COMPREPLY < <(compgen -d -- "$word"; _metic_prefixes "$word")
                    compopt -o filenames
                    return ;;
                reg)
                    mapfile -t COMPREPLY < <(compgen -W 'query add delete copy export import' -- "$word")
                    return ;;
                prefix)
                    if [ -z "$verb" ]; then
                        mapfile -t COMPREPLY < <(compgen -W 'create list clone snapshot restore remove info path' -- "$word")
                    else
                        mapfile -t COMPREPLY < <(compgen -d -- "$word"; _metic_prefixes "$word")
                        compopt -o filenames
                    fi
                    return ;;
            esac
            [ "$COMP_CWORD" = 1 ] && mapfile -t commands < <(compgen -W 'run ps stop start prefix path reg pipe' -- "$word")
            mapfile -t COMPREPLY < <(compgen -f -X '!*.@(exe|EXE)' -- "$word"; compgen -d -- "$word")
            COMPREPLY+=("${commands[@]}")
            compopt -o filenames ;;
    esac
}
# the names of prefixes that begin with a word
_metic_prefixes() { compgen -W "$(metic prefix list 2> /dev/null | awk 'NR > 1 { print $3 }')" -- "$1"; }
complete -F _metic metic
