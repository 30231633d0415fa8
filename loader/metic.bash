# SPDX-License-Identifier: MIT
# Completion of metic's command line in bash.
_metic()
{
    local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} i command= commands=()
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            run | ps | stop | start) [ "$i" = 1 ] && command=${COMP_WORDS[i]} ;;
            --prefix | --trace | =) ;;
            --) break ;;
            -*) ;;
            *)
                case ${COMP_WORDS[i - 1]} in
                    = | --prefix | --trace) ;;
                    *) # the program's own arguments
                        compopt -o default
                        return ;;
                esac ;;
        esac
    done
    [ "$word" = = ] && word=
    [ "$previous" = = ] && previous=${COMP_WORDS[COMP_CWORD - 2]}
    case $previous in
        --prefix)
            mapfile -t COMPREPLY < <(compgen -d -- "$word")
            compopt -o filenames
            return ;;
        --trace)
            mapfile -t COMPREPLY < <(compgen -W 'calls file module missing all' -- "$word")
            return ;;
    esac
    case $word in
        -*)
            mapfile -t COMPREPLY < <(compgen -W '--help --version --trace= --prefix= --kill --keep' -- "$word" |
                grep -vxE -- "$(case $command in
                    ps) echo '--(trace=|kill|keep)' ;;
                    stop) echo '--(trace=|keep)' ;;
                    start) echo '--(trace=|kill)' ;;
                    *) echo '--(kill|keep)' ;;
                esac)")
            [ "${COMPREPLY[0]: -1}" = = ] && compopt -o nospace ;;
        *)
            case $command in ps | stop | start) return ;; esac
            [ "$COMP_CWORD" = 1 ] && mapfile -t commands < <(compgen -W 'run ps stop start' -- "$word")
            mapfile -t COMPREPLY < <(compgen -f -X '!*.@(exe|EXE)' -- "$word"; compgen -d -- "$word")
            COMPREPLY+=("${commands[@]}")
            compopt -o filenames ;;
    esac
}
complete -F _metic metic
