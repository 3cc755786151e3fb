# fish completion for vs: the program itself knows what may follow.
function __vs_offer
    set -l words (commandline -opc) (commandline -ct)
    vs __complete -- $words[2..-1] 2>/dev/null
end
complete -c vs -a '(__vs_offer)'
