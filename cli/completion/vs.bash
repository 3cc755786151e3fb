# bash completion for vs: the program itself knows what may follow.
_vs()
{
    local IFS=$'\n'
    COMPREPLY=($(vs __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
    # Where vs offers nothing, a file may be meant.
    [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _vs vs
