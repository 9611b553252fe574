-- What a shell runs when Tab is pressed: it asks the program (completion.lua) and shows the answer.
-- Each line of that is a word, a tab and its meaning; ":file" and ":directory" ask for names.
local M = {}

M.bash = [==[
# Completion of moontide for bash: source <(moontide completion bash)
_moontide() {
    local line=${COMP_LINE:0:$COMP_POINT} word current kept reply
    local -a words
    read -r -a words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=("")
    current=${words[${#words[@]} - 1]}
    # bash takes : and = for the ends of words: what stands before them is there already.
    kept=${current%"${current##*[:=]}"}
    COMPREPLY=()
    while IFS= read -r reply; do
        word=${reply%%$'\t'*}
        case $word in
        :file)
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
            ;;
        :directory)
            compopt -o filenames 2>/dev/null
            while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "$current")
            ;;
        *) COMPREPLY+=("${word#"$kept"}") ;;
        esac
    done < <("${words[0]}" completion candidates -- "${words[@]:1}" 2>/dev/null)
}
complete -F _moontide moontide
]==]

M.zsh = [==[
#compdef moontide
# Completion of moontide for zsh: source <(moontide completion zsh), or as _moontide in $fpath.
_moontide() {
    local line word meaning answer
    local -a described
    answer=$("${words[1]}" completion candidates -- "${(@)words[2,CURRENT]}" 2>/dev/null)
    for line in "${(@f)answer}"; do
        word=${line%%$'\t'*}
        meaning=${line#*$'\t'}
        case $word in
        '') ;;
        :file) _files ;;
        :directory) _files -/ ;;
        *) described+=("${word//:/\\:}:$meaning") ;;
        esac
    done
    (( $#described )) && _describe -V moontide described
}
if [[ ${funcstack[1]} == _moontide ]]; then
    _moontide "$@"
else
    compdef _moontide moontide
fi
]==]

M.fish = [==[
# Completion of moontide for fish: moontide completion fish | source
function __moontide_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] completion candidates -- $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :file
                __fish_complete_path "$current"
            case :directory
                __fish_complete_directories "$current"
            case '*'
                echo $line
        end
    end
end
complete -c moontide -f -a '(__moontide_complete)'
]==]

return M
